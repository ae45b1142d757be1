/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of vregion_*() from other files end here first (linker option --wrap), whoever's vregion.c is linked.
 * A call that must not reach the region is not passed on.
 */
#include <zephyr/kernel.h>

#include <rtos/cache.h>
#include <sof/lib/vregion.h>

#include "memory/shadow.h"
#include "ledger.h"

#ifdef CONFIG_SOF_VREGIONS

#define SITE __builtin_return_address(0)

struct vregion *__real_vregion_create(size_t lifetime, size_t interim);
struct vregion *__real_vregion_get(struct vregion *vr);
struct vregion *__real_vregion_put(struct vregion *vr);
void *__real_vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size);
void *__real_vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				 size_t align);
void *__real_vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size);
void *__real_vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type,
					  size_t size, size_t align);
void __real_vregion_free(struct vregion *vr, void *ptr);

struct vregion *__wrap_vregion_create(size_t lifetime, size_t interim);
struct vregion *__wrap_vregion_get(struct vregion *vr);
struct vregion *__wrap_vregion_put(struct vregion *vr);
void *__wrap_vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size);
void *__wrap_vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type, size_t size,
				 size_t align);
void *__wrap_vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type, size_t size);
void *__wrap_vregion_alloc_coherent_align(struct vregion *vr, enum vregion_mem_type type,
					  size_t size, size_t align);
void __wrap_vregion_free(struct vregion *vr, void *ptr);

/* ---- life ---- */

static void created(struct vregion *vr, size_t lifetime, size_t interim, const ledger_event *event)
{
	uint32_t base = ledger_calls.pages, bytes = ledger_calls.pages_bytes;
	uintptr_t start;
	size_t size;
	unsigned int i;

	if (!base) { /* its memory comes from elsewhere */
		vregion_mem_info(vr, &size, &start);
		base = ledger_offset((void *)start);
		bytes = (uint32_t)size;
	}
	ledger_region_created(vr, base, bytes, ledger_calls.pages, lifetime, interim, event);
	ledger_region_find(vr)->exact = ledger_calls.idle_reported;
	if (ledger_calls.interim_base)
		ledger_region_find(vr)->interim_base = ledger_calls.interim_base;
	for (i = 0; i < ledger_calls.num_collected; i++)
		ledger_calls.collected[i]->region_id = ledger_region_find(vr)->id;
}

LEDGER_WRAP struct vregion *__wrap_vregion_create(size_t lifetime, size_t interim)
{
	ledger_event event;
	struct vregion *vr;

	if (!ledger_on || ledger_calls.region)
		return __real_vregion_create(lifetime, interim);
	ledger_event_now(&event, SITE);
	ledger_calls.region++;
	ledger_calls.pages = ledger_calls.interim_base = 0;
	ledger_calls.idle_reported = false;
	ledger_calls.collecting = true;
	ledger_calls.num_collected = 0;
	vr = __real_vregion_create(lifetime, interim);
	ledger_calls.collecting = false;
	ledger_calls.region--;
	if (vr)
		created(vr, lifetime, interim, &event);
	return vr;
}

/* The region of a call that needs it alive; else a verdict. */
static struct ledger_region *living(struct vregion *vr, enum adsp_ledger_kind kind,
				    const char *call, const ledger_event *event)
{
	struct ledger_region *region = ledger_region_find(vr);
	struct adsp_ledger_verdict *verdict;

	if (region)
		return region;
	region = ledger_region_find_destroyed(vr);
	verdict = ledger_verdict(kind, region ? region->space.row : NULL, event);
	verdict->address = region ? ledger_address(region->base, false) : (uintptr_t)vr;
	verdict->size = region ? region->size : 0;
	ledger_verdict_site(verdict, call, event);
	if (region) {
		ledger_verdict_site(verdict, "destroyed", &region->destroyed);
		ledger_verdict_site(verdict, "created", &region->created);
	} else {
		ledger_verdict_note(verdict, "no region was ever created at 0x%lx",
				    (unsigned long)(uintptr_t)vr);
	}
	return NULL;
}

LEDGER_WRAP struct vregion *__wrap_vregion_get(struct vregion *vr)
{
	struct ledger_region *region;
	ledger_event event;

	if (!ledger_on || ledger_calls.region || !vr)
		return __real_vregion_get(vr);
	ledger_event_now(&event, SITE);
	region = living(vr, ADSP_LEDGER_USE_AFTER_DESTROY, "get", &event);
	if (!region)
		return vr;
	ledger_calls.region++;
	vr = __real_vregion_get(vr);
	ledger_calls.region--;
	ledger_region_got(region, ledger_calls.holder, &event);
	return vr;
}

/* The pages say whether the region is gone, whatever the function returns. */
static void after_put(struct ledger_region *region, bool returned, const ledger_event *event)
{
	struct adsp_ledger_verdict *verdict = NULL;

	if (region->pages_gone && returned) {
		verdict = ledger_verdict(ADSP_LEDGER_USE_AFTER_DESTROY, region->space.row, event);
		ledger_verdict_note(verdict,
				    "vregion_put() returned the region that it had destroyed");
	} else if (!region->pages_gone && !returned && region->has_pages) {
		verdict = ledger_verdict(ADSP_LEDGER_BLOCK_LEFT, region->space.row, event);
		ledger_verdict_note(verdict,
				    "the region was destroyed, its pages were not given back");
	} else if (region->pages_gone && region->refs) {
		verdict = ledger_verdict(ADSP_LEDGER_OVER_PUT, region->space.row, event);
		verdict->references = region->refs;
		ledger_verdict_note(verdict, "destroyed although %u reference%s left", region->refs,
				    region->refs == 1 ? " is" : "s are");
	}
	if (verdict) {
		verdict->address = ledger_address(region->base, false);
		verdict->size = region->size;
		ledger_verdict_site(verdict, "put", event);
		ledger_verdict_site(verdict, "created", &region->created);
		if (region->references)
			ledger_verdict_site(verdict, "still held, taken",
					    &region->references->taken);
	}
	if (region->pages_gone || !returned)
		ledger_region_destroyed(region, event);
}

LEDGER_WRAP struct vregion *__wrap_vregion_put(struct vregion *vr)
{
	struct ledger_region *region;
	struct vregion *left;
	ledger_event event;

	if (!ledger_on || ledger_calls.region || !vr)
		return __real_vregion_put(vr);
	ledger_event_now(&event, SITE);
	region = living(vr, ADSP_LEDGER_OVER_PUT, "put again", &event);
	if (!region)
		return NULL;
	if (!ledger_region_put(region, ledger_calls.holder, &event))
		return vr;
	ledger_calls.region++;
	left = __real_vregion_put(vr);
	ledger_calls.region--;
	after_put(region, left, &event);
	return left;
}

/* ---- blocks ---- */

static struct ledger_region *before_alloc(struct vregion *vr, ledger_event *event, const void *site)
{
	struct ledger_region *region;

	ledger_event_now(event, site);
	region = living(vr, ADSP_LEDGER_USE_AFTER_DESTROY, "alloc", event);
	if (region)
		ledger_calls.region++;
	return region;
}

static void after_alloc(struct ledger_region *region, enum vregion_mem_type type, void *ptr,
			size_t size, const ledger_event *event)
{
	struct ledger_block *block;

	ledger_calls.region--;
	if (!ptr)
		return;
	block = ledger_block_add(&region->space,
				 type == VREGION_MEM_TYPE_LIFETIME ? BLOCK_LIFETIME : BLOCK_INTERIM,
				 ptr, size, event);
	ledger_region_block(region, block, true);
	ledger_check_lines(block);
	if (ledger_calls.collecting &&
	    ledger_calls.num_collected < ARRAY_SIZE(ledger_calls.collected))
		ledger_calls.collected[ledger_calls.num_collected++] = block;
}

#define BYPASS(vr) (!ledger_on || ledger_calls.region || !(vr))

LEDGER_WRAP void *__wrap_vregion_alloc(struct vregion *vr, enum vregion_mem_type type, size_t size)
{
	struct ledger_region *region;
	ledger_event event;
	void *ptr;

	if (BYPASS(vr))
		return __real_vregion_alloc(vr, type, size);
	region = before_alloc(vr, &event, SITE);
	if (!region)
		return NULL;
	ptr = __real_vregion_alloc(vr, type, size);
	after_alloc(region, type, ptr, size, &event);
	return ptr;
}

LEDGER_WRAP void *__wrap_vregion_alloc_align(struct vregion *vr, enum vregion_mem_type type,
					     size_t size, size_t align)
{
	struct ledger_region *region;
	ledger_event event;
	void *ptr;

	if (BYPASS(vr))
		return __real_vregion_alloc_align(vr, type, size, align);
	region = before_alloc(vr, &event, SITE);
	if (!region)
		return NULL;
	ptr = __real_vregion_alloc_align(vr, type, size, align);
	after_alloc(region, type, ptr, size, &event);
	return ptr;
}

LEDGER_WRAP void *__wrap_vregion_alloc_coherent(struct vregion *vr, enum vregion_mem_type type,
						size_t size)
{
	struct ledger_region *region;
	ledger_event event;
	void *ptr;

	if (BYPASS(vr))
		return __real_vregion_alloc_coherent(vr, type, size);
	region = before_alloc(vr, &event, SITE);
	if (!region)
		return NULL;
	ptr = __real_vregion_alloc_coherent(vr, type, size);
	after_alloc(region, type, ptr, size, &event);
	return ptr;
}

LEDGER_WRAP void *__wrap_vregion_alloc_coherent_align(struct vregion *vr,
						      enum vregion_mem_type type, size_t size,
						      size_t align)
{
	struct ledger_region *region;
	ledger_event event;
	void *ptr;

	if (BYPASS(vr))
		return __real_vregion_alloc_coherent_align(vr, type, size, align);
	region = before_alloc(vr, &event, SITE);
	if (!region)
		return NULL;
	ptr = __real_vregion_alloc_coherent_align(vr, type, size, align);
	after_alloc(region, type, ptr, size, &event);
	return ptr;
}

LEDGER_WRAP void __wrap_vregion_free(struct vregion *vr, void *ptr)
{
	struct ledger_region *region;
	struct ledger_block *block;
	ledger_event event;
	bool lifetime;

	if (BYPASS(vr) || !ptr) {
		__real_vregion_free(vr, ptr);
		return;
	}
	ledger_event_now(&event, SITE);
	region = living(vr, ADSP_LEDGER_USE_AFTER_DESTROY, "free", &event);
	if (!region)
		return;
	block = ledger_block_at(ptr);
	if (!block || block->space != &region->space) {
		ledger_bad_free(region->space.row->memory, ptr, &event);
		return;
	}
	ledger_check_alias(block, ptr, &event);
	lifetime = block->type == BLOCK_LIFETIME;
	ledger_region_block(region, block, false);
	ledger_block_end(block, &event);
	ledger_calls.region++;
	ledger_calls.freeing = block;
	__real_vregion_free(vr, ptr);
	ledger_calls.freeing = NULL;
	ledger_calls.region--;
	if (lifetime && region->exact)
		shadow_close(ptr, block->size);
}

#endif
