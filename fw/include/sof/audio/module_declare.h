/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How a kind of module is made known: one declaration in the module's own .c file.
 *
 *	DECLARE_MODULE(COMP_GAIN, "GAIN", (61bca9a8, 18d0, 4a18, 8e7b, 2639219804b7),
 *		       .ops = &gain_ops, .manifest_type = IPC4_MODULE_TYPE_LL,
 *		       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
 *
 * The linker gathers the declarations, see module_registry.c. The build takes name and UUID from the same place for the
 * host's messages and for the topology library, see tools/module_registry.py.
 */
#ifndef SOF_AUDIO_MODULE_DECLARE_H
#define SOF_AUDIO_MODULE_DECLARE_H

#include <ipc4/module.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/common.h>

/** In memory the first three groups of a UUID are little endian, the rest is as written. */
#define MODULE_UUID(a, b, c, d, e)                                                                 \
	{                                                                                          \
		0x##a & 0xFF, 0x##a >> 8 & 0xFF, 0x##a >> 16 & 0xFF, 0x##a##u >> 24, 0x##b & 0xFF, \
			0x##b >> 8, 0x##c & 0xFF, 0x##c >> 8, 0x##d >> 8, 0x##d & 0xFF,            \
			0x##e##ull >> 40, 0x##e##ull >> 32 & 0xFF, 0x##e##ull >> 24 & 0xFF,        \
			0x##e##ull >> 16 & 0xFF, 0x##e##ull >> 8 & 0xFF, 0x##e##ull & 0xFF         \
	}

#define MODULE_REGISTER_NAMED(id, module_name, module_uuid, ...)                                \
	static const struct comp_driver module_driver_##id = { .name = module_name,             \
							       .uuid = MODULE_UUID module_uuid, \
							       __VA_ARGS__ };                   \
	static const struct comp_driver *const module_entry_##id                                \
		__attribute__((section("adsp_modules"), aligned(sizeof(void *)), used)) =       \
			&module_driver_##id;
/** What stands in the section ".module" of a loadable module. */
struct sof_man_module_manifest {
	struct comp_driver driver;
};

/**
 * Register a kind of module of the field's form, at file scope: its operations, UUID and trace context. Name, pins, domain and
 * instances come from its .toml and its sources: the build (tools/module_folder.py) defines MODULE_FACTS_<uuid> with them.
 */
#define DECLARE_MODULE_ADAPTER(adapter, uuid, tr) Z_MODULE_ADAPTER(adapter, uuid, tr)
#define Z_MODULE_ADAPTER(adapter, uuid_name, tr)                                          \
	static const struct comp_driver module_driver_##adapter = {                       \
		.adapter_ops = &(adapter),                                                \
		.type = SOF_COMP_MODULE_ADAPTER,                                          \
		.out_of_tree = true,                                                      \
		.uid = SOF_RT_UUID(uuid_name),                                            \
		.tctx = &(tr),                                                            \
		MODULE_FACTS_##uuid_name                                                  \
	};                                                                                \
	static const struct comp_driver *const module_entry_##adapter                     \
		__attribute__((section("adsp_modules"), aligned(sizeof(void *)), used)) = \
			&module_driver_##adapter

#define MODULE_REGISTER_AT(line, ...) MODULE_REGISTER_NAMED(line, __VA_ARGS__)

/** Register a kind of module whatever the configuration. Arguments as DECLARE_MODULE(), without the first. */
#define MODULE_REGISTER(...) MODULE_REGISTER_AT(__LINE__, __VA_ARGS__)

/**
 * Register a kind of module, at file scope, without a semicolon.
 * @param config	Kconfig symbol without CONFIG_; when it is off the module does not exist
 * @param module_name	at most 8 characters, of its own: what MODULES_INFO tells, and in small letters the logs
 * @param module_uuid	five groups in parentheses, of its own
 * @param ...		.member = value of struct comp_driver
 */
#define DECLARE_MODULE(config, module_name, module_uuid, ...) \
	IF_ENABLED(CONFIG_##config, (MODULE_REGISTER(module_name, module_uuid, __VA_ARGS__)))

#endif
