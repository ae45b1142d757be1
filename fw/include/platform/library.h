/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where loadable libraries stand: an area of DRAM with one slot for each library id, and the image that the code loader's
 * DMA has brought. What of a slot is read-only may be executed, and read by user threads; the rest is kernel memory.
 */
#ifndef PLATFORM_LIBRARY_H
#define PLATFORM_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

#define PLATFORM_LIBRARIES 15 /* ids 1 .. 15 */

/** What the host has handed to a DMA channel of the code loader. @return NULL nothing */
const void *platform_library_staged(uint32_t dma_id, size_t *bytes);

/** Slot of a library to fill in, page aligned, zeroed when it is closed. @return NULL the profile has no DRAM */
void *platform_library_slot(uint32_t id, size_t *bytes);

/**
 * A slot is filled in: its first bytes, whole pages, are code and constants from now on.
 * @param dma_id	where its image came from, for names in reports
 * @return 0, -ENOMEM
 */
int platform_library_open(uint32_t id, uint32_t dma_id, size_t read_only);

/** Nobody executes anything there any more. No-op when it is not open. */
void platform_library_close(uint32_t id);

#endif
