/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The form in which loadable modules declare themselves: an object of struct sof_man_module_manifest, or an array, in the
 * section ".module". Linked in, they are found there as well, see module_registry.c.
 */
#ifndef MODULE_MODULE_LLEXT_H
#define MODULE_MODULE_LLEXT_H

#include <sof/audio/module_declare.h>

/**
 * A module by its operations.
 * @param manifest_name	at most 8 characters
 * @param entry		address of its struct module_interface
 * @param affinity	mask of cores: where a module runs is the topology's choice
 * @param mod_uuid	SOF_REG_UUID(); the one that counts is in MODULE_FACTS_OF_MANIFEST
 * @param instances	at most
 */
#define SOF_LLEXT_MODULE_MANIFEST(manifest_name, entry, affinity, mod_uuid, instances) \
	{                                                                              \
		.driver = {                                                            \
			.name = manifest_name,                                         \
			.adapter_ops = entry,                                          \
			.type = SOF_COMP_MODULE_ADAPTER,                               \
			.out_of_tree = true,                                           \
			MODULE_FACTS_OF_MANIFEST                                       \
		}                                                                      \
	}

/** An entry of the older form, where the manifest names <name>_llext_entry. */
#define SOF_LLEXT_MOD_ENTRY(name, interface) \
	static const struct module_interface *const name##_llext_entry = interface

/** Says for which interface a file was compiled: the build says it for all of a module's files. */
#define SOF_LLEXT_BUILDINFO _Static_assert(1, "see tools/module_folder.py")

#endif
