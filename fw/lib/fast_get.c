/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/mutex.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/list.h>
#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/init.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(fast_get);

/* Largest copy that a module with a region gets for itself; larger ones are shared. */
#define FAST_GET_PRIVATE_MAX (CONFIG_MM_DRV_PAGE_SIZE / 2)

struct fast_get_entry {
	struct list_item list;
	const void *dram_ptr;
	size_t size;
	void *sram_ptr;
	struct mod_alloc_ctx *owner; /* of a private copy; NULL: shared, kernel heap */
	uint32_t users;
	struct list_item grants; /* struct fast_get_grant */
};

/* A domain that may read a shared copy. */
struct fast_get_grant {
	struct list_item list;
	struct k_mem_domain *domain;
	uint32_t gets; /* of this domain that were not put */
};

static struct list_item entries = LIST_INIT(entries);
static struct k_mutex lock; /* of the list and everything in it */

/* A machine may boot again in the same process: what the list held is gone. */
static int fast_get_init(void)
{
	list_init(&entries);
	k_mutex_init(&lock);
	return 0;
}
SYS_INIT(fast_get_init, APPLICATION, CONFIG_APPLICATION_INIT_PRIORITY);

/* ---- grants ---- */

static struct fast_get_grant *find_grant(const struct fast_get_entry *entry,
					 const struct k_mem_domain *domain)
{
	struct list_item *pos;

	list_for_item(pos, &entry->grants) {
		struct fast_get_grant *grant = list_item(pos, struct fast_get_grant, list);

		if (grant->domain == domain)
			return grant;
	}
	return NULL;
}

/* Do modules of this domain use the copy? NULL: does the kernel? */
static bool is_used_by(const struct fast_get_entry *entry, const struct k_mem_domain *domain)
{
	uint32_t granted = 0;
	struct list_item *pos;

	if (entry->owner)
		return entry->owner->domain == domain;
	if (domain)
		return find_grant(entry, domain);
	list_for_item(pos, &entry->grants)
		granted += list_item(pos, struct fast_get_grant, list)->gets;
	return entry->users > granted;
}

/*
 * Look for the copy that `owner` uses. Data have one size for all of the kernel, and one for each domain: whatever a user
 * module says, others get theirs.
 * @param domain	of who asks; NULL: the kernel
 * @return false when who asks has them with another size; *found is NULL when there is no such copy yet
 */
static bool find_dram(const void *dram_ptr, size_t size, const struct mod_alloc_ctx *owner,
		      const struct k_mem_domain *domain, struct fast_get_entry **found)
{
	struct list_item *pos;

	*found = NULL;
	list_for_item(pos, &entries) {
		struct fast_get_entry *entry = list_item(pos, struct fast_get_entry, list);

		if (entry->dram_ptr != dram_ptr)
			continue;
		if (entry->size == size && entry->owner == owner)
			*found = entry;
		if (entry->size == size || !is_used_by(entry, domain))
			continue;
		LOG_ERR("%p: asked %zu bytes, known with %zu", dram_ptr, size, entry->size);
		return false;
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

static struct k_mem_partition partition_of(const struct fast_get_entry *entry)
{
	return (struct k_mem_partition){
		.start = (uintptr_t)entry->sram_ptr,
		.size = ALIGN_UP(entry->size, (size_t)CONFIG_MM_DRV_PAGE_SIZE),
		.attr = K_MEM_PARTITION_P_RO_U_RO | XTENSA_MMU_CACHED_WB,
	};
}

/* Each domain has one partition, however often it gets the copy. @return 0, -ENOMEM, the kernel's error */
static int grant_take(struct fast_get_entry *entry, struct k_mem_domain *domain)
{
	struct k_mem_partition part = partition_of(entry);
	struct fast_get_grant *grant;
	int ret;

	if (!domain || entry->owner)
		return 0;
	grant = find_grant(entry, domain);
	if (grant) {
		grant->gets++;
		return 0;
	}
	grant = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*grant));
	if (!grant)
		return -ENOMEM;
	ret = k_mem_domain_add_partition(domain, &part);
	if (ret < 0) {
		LOG_ERR("%p: no partition for it: %d", entry->sram_ptr, ret);
		rfree(grant);
		return ret;
	}
	grant->domain = domain;
	grant->gets = 1;
	list_item_append(&grant->list, &entry->grants);
	return 0;
}

static void grant_drop(struct fast_get_entry *entry, struct k_mem_domain *domain)
{
	struct k_mem_partition part = partition_of(entry);
	struct fast_get_grant *grant = domain ? find_grant(entry, domain) : NULL;

	if (!grant || --grant->gets)
		return;
	k_mem_domain_remove_partition(domain, &part);
	list_item_del(&grant->list);
	rfree(grant);
}

/* ---- copies ---- */

/* @return a copy without users; NULL: no memory */
static struct fast_get_entry *entry_new(const void *dram_ptr, size_t size,
					struct mod_alloc_ctx *owner)
{
	struct fast_get_entry *entry = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*entry));

	if (!entry)
		return NULL;
	/* shared copies are granted page-wise to user modules, so they own their pages */
	entry->sram_ptr =
		sof_ctx_alloc(owner, SOF_MEM_FLAG_USER,
			      owner ? size : ALIGN_UP(size, (size_t)CONFIG_MM_DRV_PAGE_SIZE),
			      owner ? 0 : CONFIG_MM_DRV_PAGE_SIZE);
	if (!entry->sram_ptr) {
		rfree(entry);
		return NULL;
	}
	memcpy(entry->sram_ptr, dram_ptr, size);
	dcache_writeback_region(entry->sram_ptr, size);
	entry->dram_ptr = dram_ptr;
	entry->size = size;
	entry->owner = owner;
	list_init(&entry->grants);
	list_item_append(&entry->list, &entries);
	return entry;
}

static void entry_free(struct fast_get_entry *entry)
{
	list_item_del(&entry->list);
	sof_ctx_free(entry->owner, entry->sram_ptr);
	rfree(entry);
}

static const void *fast_get_locked(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size)
{
	bool is_private = ctx && ctx->vreg && size <= FAST_GET_PRIVATE_MAX;
	struct mod_alloc_ctx *owner = is_private ? ctx : NULL;
	struct k_mem_domain *domain = ctx ? ctx->domain : NULL;
	struct fast_get_entry *entry;

	if (!find_dram(dram_ptr, size, owner, domain, &entry))
		return NULL;
	if (entry)
		sys_cache_data_invd_range(entry->sram_ptr, size);
	else
		entry = entry_new(dram_ptr, size, owner);
	if (!entry)
		return NULL;
	if (grant_take(entry, domain)) {
		if (!entry->users)
			entry_free(entry);
		return NULL;
	}
	entry->users++;
	return entry->sram_ptr;
}

const void *fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size)
{
	const void *copy;

	k_mutex_lock(&lock, K_FOREVER);
	copy = fast_get_locked(ctx, dram_ptr, size);
	k_mutex_unlock(&lock);
	return copy;
}

static void fast_put_locked(struct k_mem_domain *mdom, const void *sram_ptr)
{
	struct fast_get_entry *entry = find_sram(sram_ptr);

	if (!entry) {
		LOG_ERR("put of %p: no such copy", sram_ptr);
		return;
	}
	grant_drop(entry, mdom);
	if (!--entry->users)
		entry_free(entry);
}

void fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom, const void *sram_ptr)
{
	(void)ctx;
	k_mutex_lock(&lock, K_FOREVER);
	fast_put_locked(mdom, sram_ptr);
	k_mutex_unlock(&lock);
}
