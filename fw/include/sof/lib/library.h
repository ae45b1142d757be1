/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Libraries of modules that the host loads: shared objects (ELF, 64 bits) whose undefined names are those of
 * library_exports.c. An object exports one name of its own, adsp_library.
 *
 * Ownership: the image is the host's; a library's slot is the library's from load to unload.
 */
#ifndef SOF_LIB_LIBRARY_H
#define SOF_LIB_LIBRARY_H

#include <stdint.h>
#include <module/module/llext.h>
#include <platform/library.h>
#include <sof/audio/component.h>

#define LIBRARY_MAGIC     0x4C504441u /* "ADPL" */
#define LIBRARY_ABI_BYTES 72

/** What an object says about itself. Made by the build of a module. */
struct library_entry {
	uint32_t magic;
	uint32_t bytes; /* of this structure */
	char abi[LIBRARY_ABI_BYTES];
	const struct comp_driver *const *pointers, *const *pointers_end;
	const struct sof_man_module_manifest *manifests, *manifests_end;
};

/**
 * Load the image of a DMA channel as a library.
 * @param id	1 .. PLATFORM_LIBRARIES
 * @return 0; -EINVAL no such id; -EBUSY it is loaded; -ENODATA no image; -ENOEXEC not such an object, -ENOENT a name is
 *	   missing (both logged with the reason); -ENOMEM
 */
int library_load(uint32_t id, uint32_t dma_id);

/** No module of it is in use any more. No-op when it is not loaded. */
void library_unload(uint32_t id);

/** @return module index of a loaded library, NULL there is none */
const struct comp_driver *library_module(uint32_t id, uint32_t index);

/** Address of a name that the firmware offers. @return NULL */
void *library_export(const char *name);

#endif
