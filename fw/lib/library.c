/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include <sof/lib/library.h>
#include <zephyr/logging/log.h>

#include "library_elf.h"
#include "module_abi.h" /* ADSP_MODULE_ABI, by the build */

LOG_MODULE_DECLARE(loader);

struct library {
	const struct library_entry *entry; /* NULL: not loaded */
};

static struct library libraries[PLATFORM_LIBRARIES + 1]; /* by id */

static struct library *library_of(uint32_t id)
{
	return id >= 1 && id <= PLATFORM_LIBRARIES ? &libraries[id] : NULL;
}

/* ---- what an object says about itself ---- */

static int check_abi(const struct elf_object *object, const struct library_entry *entry)
{
	if (!entry) {
		LOG_ERR("library %u: is no library of modules", object->id);
		return -ENOEXEC;
	}
	if (entry->magic == LIBRARY_MAGIC && entry->bytes == sizeof(*entry) &&
	    !memcmp(entry->abi, ADSP_MODULE_ABI, sizeof(ADSP_MODULE_ABI)))
		return 0;
	LOG_ERR("library %u: was built for interface %.16s, this firmware has %.16s", object->id,
		memchr(entry->abi, '\0', sizeof(entry->abi)) ? entry->abi : "?", ADSP_MODULE_ABI);
	return -ENOEXEC;
}

static bool holds(const struct elf_object *object, const void *start, const void *end, size_t each)
{
	const uintptr_t base = (uintptr_t)object->base, from = (uintptr_t)start,
			to = (uintptr_t)end;

	return from == to || (from >= base && to > from && to <= base + object->bytes &&
			      (to - from) % each == 0 && from % sizeof(void *) == 0);
}

static int check_modules(const struct elf_object *object, const struct library_entry *entry)
{
	const struct comp_driver *const *drv;

	if (!holds(object, entry->pointers, entry->pointers_end, sizeof(*entry->pointers)) ||
	    !holds(object, entry->manifests, entry->manifests_end, sizeof(*entry->manifests)))
		goto bad;
	for (drv = entry->pointers; drv < entry->pointers_end; drv++)
		if (!holds(object, *drv, *drv + 1, sizeof(**drv)))
			goto bad;
	if (entry->pointers != entry->pointers_end || entry->manifests != entry->manifests_end)
		return 0;
bad:
	LOG_ERR("library %u: declares no module", object->id);
	return -ENOEXEC;
}

/* ---- life ---- */

static int fill(struct elf_object *object, uint32_t dma_id, const struct library_entry **out)
{
	size_t bytes = 0;
	const void *image = platform_library_staged(dma_id, &bytes);
	struct library_entry *entry;
	int ret;

	if (!image)
		return -ENODATA;
	ret = elf_place(object, image, bytes);
	if (ret < 0)
		return ret;
	entry = elf_find(object, "adsp_library", sizeof(*entry));
	ret = check_abi(object, entry);
	if (!ret)
		ret = elf_relocate(object);
	if (!ret)
		ret = check_modules(object, entry);
	*out = entry;
	return ret;
}

int library_load(uint32_t id, uint32_t dma_id)
{
	struct library *library = library_of(id);
	struct elf_object object = { .id = id };
	const struct library_entry *entry = NULL;
	int ret;

	if (!library)
		return -EINVAL;
	if (library->entry)
		return -EBUSY;
	object.base = platform_library_slot(id, &object.room);
	if (!object.base)
		return -ENOMEM;
	ret = fill(&object, dma_id, &entry);
	if (!ret)
		ret = platform_library_open(id, dma_id, object.read_only);
	if (ret < 0) {
		memset(object.base, 0, object.bytes);
		return ret;
	}
	library->entry = entry;
	LOG_INF("library %u: %zu bytes, %zu of them read-only", id, object.bytes, object.read_only);
	return 0;
}

void library_unload(uint32_t id)
{
	struct library *library = library_of(id);

	if (!library || !library->entry)
		return;
	library->entry = NULL;
	platform_library_close(id);
}

const struct comp_driver *library_module(uint32_t id, uint32_t index)
{
	const struct library *library = library_of(id);
	const struct library_entry *entry = library ? library->entry : NULL;
	uint32_t pointers;

	if (!entry)
		return NULL;
	pointers = (uint32_t)(entry->pointers_end - entry->pointers);
	if (index < pointers)
		return entry->pointers[index];
	index -= pointers;
	return index < (uint32_t)(entry->manifests_end - entry->manifests) ?
		       &entry->manifests[index].driver :
		       NULL;
}
