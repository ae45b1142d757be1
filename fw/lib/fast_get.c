/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/list.h>
#include <zephyr/init.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(fast_get);

/* Largest copy that a module with a region gets for itself; larger ones are shared. */
#define FAST_GET_PRIVATE_MAX	(CONFIG_MM_DRV_PAGE_SIZE / 2)

struct fast_get_entry {
	struct list_item list;
	const void *dram_ptr;
	size_t size;
	void *sram_ptr;
	struct mod_alloc_ctx *owner;	/* of a private copy; NULL: shared, kernel heap */
	uint32_t users;
};

static struct list_item entries = LIST_INIT(entries);

/* A machine may boot again in the same process: what the list held is gone. */
static int fast_get_init(void)
{
	list_init(&entries);
	return 0;
}
SYS_INIT(fast_get_init, APPLICATION, CONFIG_APPLICATION_INIT_PRIORITY);

/*
 * Look for the copy that `owner` uses. Data have one size, whoever copies them.
 * @return false when they are known with another one; *found is NULL when there is no such copy yet
 */
static bool find_dram(const void *dram_ptr, size_t size, const struct mod_alloc_ctx *owner,
		      struct fast_get_entry **found)
{
	struct list_item *pos;

	*found = NULL;
	list_for_item(pos, &entries) {
		struct fast_get_entry *entry = list_item(pos, struct fast_get_entry, list);

		if (entry->dram_ptr != dram_ptr)
			continue;
		if (entry->size != size) {
			LOG_ERR("%p: asked %zu bytes, known with %zu", dram_ptr, size, entry->size);
			return false;
		}
		if (entry->owner == owner)
			*found = entry;
	}
	return true;
}

static struct fast_get_entry *find_sram(const void *sram_ptr)
{
	struct list_item *pos;

	list_for_item(pos, &entries) {
		struct fast_get_entry *entry = list_item(pos, struct fast_get_entry, list);

		if (entry->sram_ptr == sram_ptr)
			return entry;
	}
	return NULL;
}

const void *fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size)
{
	bool is_private = ctx && ctx->vreg && size <= FAST_GET_PRIVATE_MAX;
	struct mod_alloc_ctx *owner = is_private ? ctx : NULL;
	struct fast_get_entry *entry;

	if (!find_dram(dram_ptr, size, owner, &entry))
		return NULL;
	if (entry) {
		sys_cache_data_invd_range(entry->sram_ptr, size);
		entry->users++;
		return entry->sram_ptr;
	}

	entry = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*entry));
	if (!entry)
		return NULL;
	/* shared copies are granted page-wise to user modules, so they own their pages */
	entry->sram_ptr = sof_ctx_alloc(owner, SOF_MEM_FLAG_USER,
					is_private ? size : ALIGN_UP(size, (size_t)CONFIG_MM_DRV_PAGE_SIZE),
					is_private ? 0 : CONFIG_MM_DRV_PAGE_SIZE);
	if (!entry->sram_ptr) {
		rfree(entry);
		return NULL;
	}
	memcpy(entry->sram_ptr, dram_ptr, size);
	dcache_writeback_region(entry->sram_ptr, size);
	entry->dram_ptr = dram_ptr;
	entry->size = size;
	entry->owner = owner;
	entry->users = 1;
	list_item_append(&entry->list, &entries);
	return entry->sram_ptr;
}

void fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom, const void *sram_ptr)
{
	struct fast_get_entry *entry = find_sram(sram_ptr);

	(void)ctx;
	(void)mdom;
	if (!entry) {
		LOG_ERR("put of %p: no such copy", sram_ptr);
		return;
	}
	if (--entry->users)
		return;
	list_item_del(&entry->list);
	sof_ctx_free(entry->owner, entry->sram_ptr);
	rfree(entry);
}
