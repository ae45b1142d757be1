/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The module table. A module's id is its place here, from 1; the host learns it from MODULES_INFO.
 *
 * Cost model: instructions of the process operation alone, counted by callgrind (--toggle-collect) over 1000 calls
 * of the release build (gcc 12, x86-64) on stereo S32, in blocks of 48 and of 480 frames; the two give the part per
 * call and the part per sample. Copier and template copy, gain scales, mixin is the first of its mixout.
 */
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/common.h>
#include "modules.h"

#define DRIVER_COMMON(driver_name, driver_ops, instances, inputs, outputs, per_call, per_sample_x16) \
	.cycles_per_call = (per_call),						\
	.cycles_per_sample_x16 = (per_sample_x16),				\
	.name = driver_name,							\
	.ops = &(driver_ops),							\
	.manifest_type = IPC4_MODULE_TYPE_LL,					\
	.instance_max_count = (instances),					\
	.max_inputs = (inputs),							\
	.max_outputs = (outputs)

static const struct comp_driver module_table[] = {
#ifdef CONFIG_COMP_COPIER
	{
		DRIVER_COMMON("COPIER", copier_ops, 32, 1, 4, 580, 6),
		.uuid = { 0x83, 0x0c, 0xa0, 0x9b, 0x12, 0xca, 0x83, 0x4a,
			  0x94, 0x3c, 0x1f, 0xa2, 0xe8, 0x2f, 0x9d, 0xda },
	},
#endif
#ifdef CONFIG_COMP_GAIN
	{
		DRIVER_COMMON("GAIN", gain_ops, 40, 1, 1, 510, 220),
		.uuid = { 0xa8, 0xa9, 0xbc, 0x61, 0xd0, 0x18, 0x18, 0x4a,
			  0x8e, 0x7b, 0x26, 0x39, 0x21, 0x98, 0x04, 0xb7 },
	},
	{
		DRIVER_COMMON("PEAKVOL", gain_ops, 10, 1, 1, 510, 220),
		.uuid = { 0x23, 0x13, 0x17, 0x8a, 0xa3, 0x94, 0x1d, 0x4e,
			  0xaf, 0xe9, 0xfe, 0x5d, 0xba, 0xa4, 0xc3, 0x93 },
	},
#endif
#ifdef CONFIG_COMP_MIXIN_MIXOUT
	{
		DRIVER_COMMON("MIXIN", mixin_ops, 30, 1, 3, 523, 6),
		.uuid = { 0xb2, 0x6e, 0x65, 0x39, 0x71, 0x3b, 0x49, 0x40,
			  0x8d, 0x3f, 0xf9, 0x2c, 0xd5, 0xc4, 0x3c, 0x09 },
	},
	{
		DRIVER_COMMON("MIXOUT", mixout_ops, 30, 8, 1, 206, 0),
		.uuid = { 0x5a, 0x50, 0x56, 0x3c, 0xd7, 0x24, 0x8f, 0x41,
			  0xbd, 0xdc, 0xc1, 0xf5, 0xa3, 0xac, 0x2a, 0xe0 },
	},
#endif
#ifdef CONFIG_COMP_TEMPLATE_COMP
	{
		DRIVER_COMMON("TEMPLATE", template_comp_ops, 40, 1, 1, 348, 6),
		.uuid = { 0xaf, 0xe1, 0x2d, 0xa6, 0x64, 0x59, 0x2e, 0x4e,
			  0xb1, 0x67, 0x7f, 0xdc, 0x97, 0x27, 0x9a, 0x29 },
	},
#endif
#ifdef CONFIG_COMP_SRC
	{
		DRIVER_COMMON("SRC", src_ops, 16, 1, 1, 1395, 31267),
		.uuid = { 0x8d, 0xb2, 0x1b, 0xe6, 0x9a, 0x14, 0x1f, 0x4c,
			  0xb7, 0x09, 0x46, 0x82, 0x3e, 0xf5, 0xf5, 0xae },
	},
	{
		DRIVER_COMMON("SRC_LITE", src_lite_ops, 16, 1, 1, 1395, 31267),
		.uuid = { 0x51, 0x10, 0x44, 0x33, 0xcd, 0x44, 0x6a, 0x46,
			  0x83, 0xa3, 0x17, 0x84, 0x78, 0x70, 0x8a, 0xea },
	},
#endif
};

uint32_t module_table_count(void)
{
	return ARRAY_SIZE(module_table);
}

const struct comp_driver *module_table_get(uint32_t module_id)
{
	return module_id >= 1 && module_id <= ARRAY_SIZE(module_table) ? &module_table[module_id - 1] : NULL;
}
