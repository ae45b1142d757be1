/* SPDX-License-Identifier: BSD-3-Clause */
/* Slots of libraries in DRAM: whose pages are code, and who brought the images. */
#include <elf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <adsp/library.h>
#include <platform/library.h>
#include <zephyr/sys/util.h>

#include "base/debugger.h"
#include "memory/library_memory.h"
#include "memory/memory_map.h"
#include "memory/mmu.h"

static struct image {
	char *path;
	void *data; /* NULL: nothing */
	size_t bytes;
} images[ADSP_LIBRARY_CHANNELS];

static struct slot {
	const struct image *image; /* NULL: closed */
	size_t read_only;
	const void *frames;      /* what the unwinder knows; NULL: nothing */
} slots[PLATFORM_LIBRARIES + 1]; /* by id */

static unsigned int generation;

/* ---- the code loader ---- */

static void image_drop(struct image *image)
{
	free(image->path);
	free(image->data);
	*image = (struct image){ 0 };
}

int adsp_library_stage(unsigned int channel, const char *path, const void *image, size_t bytes)
{
	struct image new = { .path = strdup(path),
			     .data = malloc(bytes ? bytes : 1),
			     .bytes = bytes };

	if (channel >= ADSP_LIBRARY_CHANNELS || !new.path || !new.data) {
		image_drop(&new);
		return channel >= ADSP_LIBRARY_CHANNELS ? -EINVAL : -ENOMEM;
	}
	memcpy(new.data, image, bytes);
	image_drop(&images[channel]);
	images[channel] = new;
	return 0;
}

const void *platform_library_staged(uint32_t dma_id, size_t *bytes)
{
	if (dma_id >= ADSP_LIBRARY_CHANNELS)
		return NULL;
	*bytes = images[dma_id].bytes;
	return images[dma_id].data;
}

/* ---- slots ---- */

static void *slot_of(uint32_t id, size_t *bytes)
{
	size_t room = 0;
	char *dram = memory_dram(&room);

	room = ROUND_DOWN(room / PLATFORM_LIBRARIES, (size_t)MEMORY_PAGE);
	if (!dram || !room || id < 1 || id > PLATFORM_LIBRARIES)
		return NULL;
	*bytes = room;
	return dram + (id - 1) * room;
}

void *platform_library_slot(uint32_t id, size_t *bytes)
{
	void *slot = slot_of(id, bytes);

	if (slot)
		mmu_use(slot, *bytes, true);
	return slot;
}

/* Functions of the compiler's runtime, which has no header for them. */
void __register_frame(void *begin);
void __deregister_frame(void *begin);

/*
 * Where the unwinder's tables begin: the header of them holds a distance of 4 bytes (encoding 0x1b) at its byte 4. The image
 * has been checked by the firmware. @return NULL: the library has none
 */
static void *find_frames(const struct image *image, char *start)
{
	const Elf64_Ehdr *header = image->data;
	const Elf64_Phdr *segment = (const void *)((const char *)image->data + header->e_phoff);
	int32_t distance;
	char *at;

	for (unsigned int i = 0; i < header->e_phnum; i++) {
		if (segment[i].p_type != PT_GNU_EH_FRAME || segment[i].p_memsz < 8)
			continue;
		at = start + segment[i].p_vaddr;
		if (at[1] != 0x1b)
			return NULL;
		memcpy(&distance, at + 4, sizeof(distance));
		return at + 4 + distance;
	}
	return NULL;
}

int platform_library_open(uint32_t id, uint32_t dma_id, size_t read_only)
{
	size_t room;
	char *start = slot_of(id, &room);

	if (!mmu_open_code((uintptr_t)start, read_only))
		return -ENOMEM;
	__builtin___clear_cache(start, start + read_only);
	slots[id] =
		(struct slot){ &images[dma_id], read_only, find_frames(&images[dma_id], start) };
	if (slots[id].frames)
		__register_frame((void *)slots[id].frames);
	generation++;
	debugger_library(images[dma_id].path, (uintptr_t)start);
	return 0;
}

void platform_library_close(uint32_t id)
{
	size_t room;
	char *start = slot_of(id, &room);

	if (!start || !slots[id].image)
		return;
	if (slots[id].frames)
		__deregister_frame((void *)slots[id].frames);
	mmu_close_code((uintptr_t)start, slots[id].read_only);
	memset(start, 0, room);
	mmu_use(start, room, false);
	slots[id].image = NULL;
	generation++;
}

void library_memory_stop(void)
{
	for (uint32_t id = 1; id <= PLATFORM_LIBRARIES; id++)
		platform_library_close(id);
	for (unsigned int i = 0; i < ADSP_LIBRARY_CHANNELS; i++)
		image_drop(&images[i]);
}

/* ---- for names in reports ---- */

unsigned int library_memory_generation(void)
{
	return generation;
}

static bool is_in(uintptr_t addr, bool code)
{
	uintptr_t start;
	size_t room;

	for (uint32_t id = 1; id <= PLATFORM_LIBRARIES; id++) {
		start = (uintptr_t)slot_of(id, &room);
		if (slots[id].image && addr >= start && addr - start < room)
			return (addr - start < slots[id].read_only) == code;
	}
	return false;
}

bool library_memory_is_code(uintptr_t addr)
{
	return is_in(addr, true);
}

bool library_memory_is_data(uintptr_t addr)
{
	return is_in(addr, false);
}

const char *library_memory_path(uint32_t id, uintptr_t *start)
{
	size_t room;

	if (id < 1 || id > PLATFORM_LIBRARIES || !slots[id].image)
		return NULL;
	*start = (uintptr_t)slot_of(id, &room);
	return slots[id].image->path;
}
