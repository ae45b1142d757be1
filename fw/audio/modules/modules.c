/* SPDX-License-Identifier: BSD-3-Clause */
/* The module table. A module's id is its place here, from 1. */
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/common.h>
#include "modules.h"

/* In memory the first three groups of a UUID are little endian, the rest is as written. */
#define UUID(a, b, c, d, e)                                                                        \
	{                                                                                          \
		0x##a & 0xFF, 0x##a >> 8 & 0xFF, 0x##a >> 16 & 0xFF, 0x##a##u >> 24, 0x##b & 0xFF, \
			0x##b >> 8, 0x##c & 0xFF, 0x##c >> 8, 0x##d >> 8, 0x##d & 0xFF,            \
			0x##e >> 40, 0x##e >> 32 & 0xFF, 0x##e >> 24 & 0xFF, 0x##e >> 16 & 0xFF,   \
			0x##e >> 8 & 0xFF, 0x##e & 0xFF                                            \
	}

#define DRIVER(driver_name, driver_ops, instances, inputs, outputs, per_call, per_sample_x16, ...) \
	{                                                                                          \
		.name = driver_name,                                                               \
		.uuid = UUID(__VA_ARGS__),                                                         \
		.ops = &(driver_ops),                                                              \
		.manifest_type = IPC4_MODULE_TYPE_LL,                                              \
		.instance_max_count = (instances),                                                 \
		.max_inputs = (inputs),                                                            \
		.max_outputs = (outputs),                                                          \
		.cycles_per_call = (per_call),                                                     \
		.cycles_per_sample_x16 = (per_sample_x16),                                         \
	},

#define MODULE(config, ...) IF_ENABLED(CONFIG_##config, (DRIVER(__VA_ARGS__)))

static const struct comp_driver module_table[] = {
#include "manifest.h"
};

uint32_t module_table_count(void)
{
	return ARRAY_SIZE(module_table);
}

const struct comp_driver *module_table_get(uint32_t module_id)
{
	return module_id >= 1 && module_id <= ARRAY_SIZE(module_table) ?
		       &module_table[module_id - 1] :
		       NULL;
}
