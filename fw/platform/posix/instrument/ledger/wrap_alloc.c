/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of the firmware's allocation functions that know more than a heap does: the alias that a block is used
 * through, the holder of a reference, copies. Intercepted as in wrap_region.c; all of it works without regions too.
 */
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <zephyr/kernel.h>

#include "memory/memory_map.h"
#include "ledger.h"

#define SITE __builtin_return_address(0)

void *__real_sof_heap_alloc(struct k_heap *heap, uint32_t flags, size_t bytes, size_t align);
void __real_sof_heap_free(struct k_heap *heap, void *addr);
void *__real_rmalloc(uint32_t flags, size_t bytes);
void *__real_rzalloc(uint32_t flags, size_t bytes);
void *__real_rmalloc_align(uint32_t flags, size_t bytes, size_t align);
void *__real_rballoc(uint32_t flags, size_t bytes);
void *__real_rballoc_align(uint32_t flags, size_t bytes, size_t align);
void __real_rfree(void *ptr);
struct mod_alloc_ctx *__real_mod_alloc_ctx_new(struct k_heap *heap, struct vregion *vreg);
void __real_mod_alloc_ctx_get(struct mod_alloc_ctx *ctx, const void *holder);
void __real_mod_alloc_ctx_put(struct mod_alloc_ctx *ctx, const void *holder);
const void *__real_fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size);
void __real_fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom, const void *sram_ptr);

void *__wrap_sof_heap_alloc(struct k_heap *heap, uint32_t flags, size_t bytes, size_t align);
void __wrap_sof_heap_free(struct k_heap *heap, void *addr);
void *__wrap_rmalloc(uint32_t flags, size_t bytes);
void *__wrap_rzalloc(uint32_t flags, size_t bytes);
void *__wrap_rmalloc_align(uint32_t flags, size_t bytes, size_t align);
void *__wrap_rballoc(uint32_t flags, size_t bytes);
void *__wrap_rballoc_align(uint32_t flags, size_t bytes, size_t align);
void __wrap_rfree(void *ptr);
struct mod_alloc_ctx *__wrap_mod_alloc_ctx_new(struct k_heap *heap, struct vregion *vreg);
void __wrap_mod_alloc_ctx_get(struct mod_alloc_ctx *ctx, const void *holder);
void __wrap_mod_alloc_ctx_put(struct mod_alloc_ctx *ctx, const void *holder);
const void *__wrap_fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size);
void __wrap_fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom, const void *sram_ptr);

/* ---- heaps ---- */

/* The heap gave out the cached alias; this is what its user got. */
static void *after_alloc(void *ptr)
{
	struct ledger_block *block;

	if (--ledger_calls.heap || !ptr)
		return ptr;
	block = ledger_block_at(ptr);
	if (!block || !block->space)
		return ptr;
	if (!block->coherent && sys_cache_is_ptr_uncached(ptr))
		ledger_block_set_coherent(block);
	ledger_check_lines(block);
	return ptr;
}

LEDGER_WRAP void *__wrap_sof_heap_alloc(struct k_heap *heap, uint32_t flags, size_t bytes,
					size_t align)
{
	if (!ledger_on)
		return __real_sof_heap_alloc(heap, flags, bytes, align);
	ledger_calls.heap++;
	return after_alloc(__real_sof_heap_alloc(heap, flags, bytes, align));
}

LEDGER_WRAP void *__wrap_rmalloc(uint32_t flags, size_t bytes)
{
	if (!ledger_on)
		return __real_rmalloc(flags, bytes);
	ledger_calls.heap++;
	return after_alloc(__real_rmalloc(flags, bytes));
}

LEDGER_WRAP void *__wrap_rzalloc(uint32_t flags, size_t bytes)
{
	if (!ledger_on)
		return __real_rzalloc(flags, bytes);
	ledger_calls.heap++;
	return after_alloc(__real_rzalloc(flags, bytes));
}

LEDGER_WRAP void *__wrap_rmalloc_align(uint32_t flags, size_t bytes, size_t align)
{
	if (!ledger_on)
		return __real_rmalloc_align(flags, bytes, align);
	ledger_calls.heap++;
	return after_alloc(__real_rmalloc_align(flags, bytes, align));
}

LEDGER_WRAP void *__wrap_rballoc(uint32_t flags, size_t bytes)
{
	if (!ledger_on)
		return __real_rballoc(flags, bytes);
	ledger_calls.heap++;
	return after_alloc(__real_rballoc(flags, bytes));
}

LEDGER_WRAP void *__wrap_rballoc_align(uint32_t flags, size_t bytes, size_t align)
{
	if (!ledger_on)
		return __real_rballoc_align(flags, bytes, align);
	ledger_calls.heap++;
	return after_alloc(__real_rballoc_align(flags, bytes, align));
}

static void check_alias(const void *ptr, const void *site)
{
	const struct ledger_block *block = ledger_block_at(ptr);
	ledger_event event;

	if (!block || !block->space || block->type != BLOCK_HEAP ||
	    block->coherent == sys_cache_is_ptr_uncached(ptr))
		return;
	ledger_event_now(&event, site);
	ledger_check_alias(block, ptr, &event);
}

LEDGER_WRAP void __wrap_sof_heap_free(struct k_heap *heap, void *addr)
{
	if (ledger_on)
		check_alias(addr, SITE);
	__real_sof_heap_free(heap, addr);
}

/* It knows heaps by their addresses and panics at any other: what is no heap's is reported here. */
LEDGER_WRAP void __wrap_rfree(void *ptr)
{
	const struct ledger_block *block;
	ledger_event event;

	if (!ledger_on || !ptr) {
		__real_rfree(ptr);
		return;
	}
	block = ledger_block_at(ptr);
	if (block && block->space && block->type == BLOCK_HEAP) {
		check_alias(ptr, SITE);
		__real_rfree(ptr);
		return;
	}
	ledger_event_now(&event, SITE);
	ledger_bad_free("the system heap", ptr, &event);
}

/* ---- contexts ---- */

LEDGER_WRAP struct mod_alloc_ctx *__wrap_mod_alloc_ctx_new(struct k_heap *heap,
							   struct vregion *vreg)
{
	struct ledger_region *region = ledger_on && vreg ? ledger_region_find(vreg) : NULL;
	struct mod_alloc_ctx *ctx = __real_mod_alloc_ctx_new(heap, vreg);
	struct ledger_block *block = region && ctx ? ledger_block_at(ctx) : NULL;

	if (block)
		block->region_id = region->id;
	return ctx;
}

LEDGER_WRAP void __wrap_mod_alloc_ctx_get(struct mod_alloc_ctx *ctx, const void *holder)
{
	const void *outer;

	if (!ledger_on) {
		__real_mod_alloc_ctx_get(ctx, holder);
		return;
	}
	outer = ledger_calls.holder;
	ledger_calls.holder = holder;
	__real_mod_alloc_ctx_get(ctx, holder);
	ledger_calls.holder = outer;
}

LEDGER_WRAP void __wrap_mod_alloc_ctx_put(struct mod_alloc_ctx *ctx, const void *holder)
{
	const void *outer;

	if (!ledger_on) {
		__real_mod_alloc_ctx_put(ctx, holder);
		return;
	}
	outer = ledger_calls.holder;
	ledger_calls.holder = holder;
	__real_mod_alloc_ctx_put(ctx, holder);
	ledger_calls.holder = outer;
}

/* ---- copies ---- */

/* What a get that failed has left may be an entry of the table that is kept, but not what was meant to be the copy. */
static uint32_t failed_copy(const struct ledger_block *block, size_t size)
{
	return block->size >= size && block->size - size < MEMORY_PAGE ? 0 : LEDGER_NO_COPY;
}

LEDGER_WRAP const void *__wrap_fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr,
					size_t size)
{
	ledger_event event;
	const void *sram;
	unsigned int i;

	if (!ledger_on)
		return __real_fast_get(ctx, dram_ptr, size);
	ledger_event_now(&event, SITE);
	ledger_calls.collecting = true;
	ledger_calls.num_collected = 0;
	sram = __real_fast_get(ctx, dram_ptr, size);
	ledger_calls.collecting = false;
	for (i = 0; i < ledger_calls.num_collected; i++) {
		struct ledger_block *block = ledger_calls.collected[i];

		block->copy = sram ? ledger_offset(sram) : failed_copy(block, size);
	}
	if (sram)
		ledger_copy_got(ctx, sram, size, &event);
	else
		ledger_copy_failed();
	return sram;
}

LEDGER_WRAP void __wrap_fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom,
				 const void *sram_ptr)
{
	ledger_event event;

	if (ledger_on && sram_ptr) {
		ledger_event_now(&event, SITE);
		if (!ledger_copy_put(ctx, sram_ptr, &event))
			return;
	}
	__real_fast_put(ctx, mdom, sram_ptr);
}
