/* SPDX-License-Identifier: BSD-3-Clause */
/* Default for a drop-in vregion.c without this function: it only checks that the block is in the region. */
#include <rtos/cache.h>
#include <sof/lib/vregion.h>
#include <zephyr/toolchain.h>

#ifdef CONFIG_SOF_VREGIONS

__weak bool vregion_block_is_good(struct vregion *vr, const void *ptr)
{
	uintptr_t start;
	size_t size;

	vregion_mem_info(vr, &size, &start);
	return (uintptr_t)sys_cache_cached_ptr_get((void *)ptr) - start < size;
}

#endif
