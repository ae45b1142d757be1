/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A second fast_get. Its table is a pool of entries that is never given back, set up by the linker alone; it finds the
 * caller's domain by the thread that runs, below a spin lock.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/kernel.h>
#include <rtos/spinlock.h>
#include <rtos/symbol.h>
#include <sof/audio/component.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vregion.h>
#include <sof/objpool.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(fast_get, CONFIG_SOF_LOG_LEVEL);

#define PRIVATE_MAX (CONFIG_MM_DRV_PAGE_SIZE / 2)

struct slot {
	const void *dram;
	void *sram; /* NULL: free */
	size_t size;
	struct vregion *home; /* of a private copy; NULL: shared */
	unsigned int users;
};

static struct {
	struct k_spinlock lock;
	struct objpool_head slots;
} table = { .slots.list = LIST_INIT(table.slots.list) };

struct wanted {
	const void *dram;
	const void *sram;
	struct vregion *home;
	struct slot *slot; /* the answer */
};

static bool has_sram(void *data, void *arg)
{
	struct wanted *wanted = arg;
	struct slot *slot = data;

	if (slot->sram != wanted->sram)
		return false;
	wanted->slot = slot;
	return true;
}

/* The slot of the same copy, or of one with which the size must agree. */
static bool has_dram(void *data, void *arg)
{
	struct wanted *wanted = arg;
	struct slot *slot = data;

	if (!slot->sram || slot->dram != wanted->dram)
		return false;
	wanted->slot = slot;
	return slot->home == wanted->home;
}

static struct k_mem_partition view_of(const struct slot *slot)
{
	return (struct k_mem_partition){
		.start = (uintptr_t)slot->sram,
		.size = ALIGN_UP(slot->size, (size_t)CONFIG_MM_DRV_PAGE_SIZE),
		.attr = K_MEM_PARTITION_P_RO_U_RO | XTENSA_MMU_CACHED_WB,
	};
}

static bool sees(const struct k_mem_domain *domain, const struct slot *slot)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(domain->partitions); i++)
		if (domain->partitions[i].size &&
		    domain->partitions[i].start == (uintptr_t)slot->sram)
			return true;
	return false;
}

/* Let the thread that asks see a shared copy. @return 0, or the domain's error */
static int show(const struct slot *slot)
{
	struct k_thread *self = k_current_get();
	struct k_mem_partition view = view_of(slot);

	if (slot->home || !thread_is_userspace(self) ||
	    sees(self->mem_domain_info.mem_domain, slot))
		return 0;
	return k_mem_domain_add_partition(self->mem_domain_info.mem_domain, &view);
}

static int fill(struct slot *slot, const struct wanted *wanted, size_t size)
{
	if (wanted->home)
		slot->sram = vregion_alloc_align(wanted->home, VREGION_MEM_TYPE_INTERIM, size,
						 PLATFORM_DCACHE_ALIGN);
	else
		slot->sram = sof_heap_alloc(NULL, SOF_MEM_FLAG_USER | SOF_MEM_FLAG_LARGE_BUFFER,
					    ALIGN_UP(size, (size_t)CONFIG_MM_DRV_PAGE_SIZE),
					    CONFIG_MM_DRV_PAGE_SIZE);
	if (!slot->sram)
		return -ENOMEM;
	slot->dram = wanted->dram;
	slot->size = size;
	slot->home = wanted->home;
	memcpy_s(slot->sram, size, wanted->dram, size);
	dcache_writeback_region((__sparse_force void __sparse_cache *)slot->sram, size);
	return 0;
}

static void drop(struct slot *slot)
{
	if (slot->home)
		vregion_free(slot->home, slot->sram);
	else
		sof_heap_free(NULL, slot->sram);
	memset(slot, 0, sizeof(*slot));
	objpool_free(&table.slots, slot);
}

static const void *get(struct wanted *wanted, size_t size)
{
	struct slot *slot;

	objpool_iterate(&table.slots, has_dram, wanted);
	slot = wanted->slot;
	if (slot && slot->size != size) {
		LOG_ERR("%p is known with %zu bytes, not %zu", wanted->dram, slot->size, size);
		return NULL;
	}
	if (!slot || slot->home != wanted->home) {
		slot = objpool_alloc(&table.slots, sizeof(*slot),
				     SOF_MEM_FLAG_USER | SOF_MEM_FLAG_COHERENT);
		if (!slot)
			return NULL;
		if (fill(slot, wanted, size) < 0) {
			objpool_free(&table.slots, slot);
			return NULL;
		}
	}
	if (show(slot) < 0) {
		if (!slot->users)
			drop(slot);
		return NULL;
	}
	slot->users++;
	return slot->sram;
}

const void *fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size)
{
	struct wanted wanted = { .dram = dram_ptr,
				 .home = ctx && size <= PRIVATE_MAX ? ctx->vreg : NULL };
	k_spinlock_key_t key = k_spin_lock(&table.lock);
	const void *sram = get(&wanted, size);

	k_spin_unlock(&table.lock, key);
	return sram;
}
EXPORT_SYMBOL(fast_get);

void fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom, const void *sram_ptr)
{
	struct wanted wanted = { .sram = sram_ptr };
	k_spinlock_key_t key = k_spin_lock(&table.lock);
	struct k_mem_partition view;
	struct slot *slot;

	if (sram_ptr)
		objpool_iterate(&table.slots, has_sram, &wanted);
	slot = wanted.slot;
	if (!slot) {
		LOG_ERR("%p is no copy", sram_ptr);
	} else {
		if (mdom && !slot->home && sees(mdom, slot)) {
			view = view_of(slot);
			k_mem_domain_remove_partition(mdom, &view);
		}
		if (!--slot->users)
			drop(slot);
	}
	k_spin_unlock(&table.lock, key);
}
EXPORT_SYMBOL(fast_put);
