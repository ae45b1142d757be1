/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A second fast_get, under the name that the file has elsewhere. It keeps an array of copies that grows, each with an
 * array of the domains that see it, below one mutex; all copies have pages of their own, and a module with a region
 * has its small ones there.
 */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/mutex.h>
#include <rtos/symbol.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vregion.h>
#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/init.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(fast_get, CONFIG_SOF_LOG_LEVEL);

#define STEP 4u

struct viewer {
	struct k_mem_domain *domain;
	unsigned int gets;
};

struct copy {
	const void *dram;
	void *sram;
	size_t size;
	struct vregion *home; /* of a module's own copy */
	unsigned int gets;    /* 0: the slot is free */
	struct viewer *viewers;
	unsigned int num_viewers;
};

static struct k_mutex lock;
static struct copy *copies;
static unsigned int num_copies;

static int fast_get_start(void)
{
	k_mutex_init(&lock);
	copies = NULL;
	num_copies = 0;
	return 0;
}
SYS_INIT(fast_get_start, POST_KERNEL, CONFIG_KERNEL_INIT_PRIORITY_DEFAULT);

/* A larger array of which the first part is the old one. */
static void *larger(const void *old, size_t old_bytes, size_t bytes)
{
	void *ptr = rzalloc(SOF_MEM_FLAG_KERNEL, bytes);

	if (ptr && old_bytes)
		memcpy(ptr, old, old_bytes);
	return ptr;
}

static struct copy *free_slot(void)
{
	struct copy *more;

	for (unsigned int i = 0; i < num_copies; i++)
		if (!copies[i].gets)
			return &copies[i];
	more = larger(copies, num_copies * sizeof(*copies), (num_copies + STEP) * sizeof(*copies));
	if (!more)
		return NULL;
	rfree(copies);
	copies = more;
	num_copies += STEP;
	return &copies[num_copies - STEP];
}

/* The array goes with its last copy, so that nothing is left of it. */
static void release_slot(struct copy *copy)
{
	rfree(copy->viewers);
	memset(copy, 0, sizeof(*copy));
	for (unsigned int i = 0; i < num_copies; i++)
		if (copies[i].gets)
			return;
	rfree(copies);
	copies = NULL;
	num_copies = 0;
}

/* ---- viewers ---- */

static struct k_mem_partition window(const struct copy *copy)
{
	struct k_mem_partition part = {
		.start = (uintptr_t)copy->sram,
		.size = ALIGN_UP(copy->size, (size_t)CONFIG_MM_DRV_PAGE_SIZE),
		.attr = K_MEM_PARTITION_P_RO_U_RO | XTENSA_MMU_CACHED_WB,
	};

	return part;
}

static int view(struct copy *copy, struct k_mem_domain *domain)
{
	struct k_mem_partition part = window(copy);
	struct viewer *viewer = NULL;
	int ret;

	if (!domain || copy->home)
		return 0;
	for (unsigned int i = 0; i < copy->num_viewers; i++) {
		if (copy->viewers[i].domain == domain) {
			copy->viewers[i].gets++;
			return 0;
		}
		if (!copy->viewers[i].domain)
			viewer = &copy->viewers[i];
	}
	if (!viewer) {
		const unsigned int n = copy->num_viewers;
		struct viewer *more =
			larger(copy->viewers, n * sizeof(*more), (n + STEP) * sizeof(*more));

		if (!more)
			return -ENOMEM;
		rfree(copy->viewers);
		copy->viewers = more;
		copy->num_viewers += STEP;
		viewer = &more[n];
	}
	ret = k_mem_domain_add_partition(domain, &part);
	if (ret)
		return ret;
	*viewer = (struct viewer){ domain, 1 };
	return 0;
}

static void unview(struct copy *copy, struct k_mem_domain *domain)
{
	struct k_mem_partition part = window(copy);

	for (unsigned int i = 0; domain && i < copy->num_viewers; i++) {
		struct viewer *viewer = &copy->viewers[i];

		if (viewer->domain != domain || --viewer->gets)
			continue;
		k_mem_domain_remove_partition(domain, &part);
		viewer->domain = NULL;
	}
}

/* ---- copies ---- */

static void drop(struct copy *copy)
{
	if (copy->home)
		vregion_free(copy->home, copy->sram);
	else
		rfree(copy->sram);
	release_slot(copy);
}

/* @return a copy that nobody has got yet */
static struct copy *make(struct vregion *home, const void *dram, size_t size)
{
	struct copy *copy = free_slot();
	const size_t bytes = ALIGN_UP(size, (size_t)CONFIG_MM_DRV_PAGE_SIZE);

	if (!copy)
		return NULL;
	copy->sram = home ? vregion_alloc(home, VREGION_MEM_TYPE_INTERIM, size) :
			    rmalloc_align(SOF_MEM_FLAG_USER, bytes, CONFIG_MM_DRV_PAGE_SIZE);
	if (!copy->sram) {
		release_slot(copy);
		return NULL;
	}
	memcpy(copy->sram, dram, size);
	dcache_writeback_region(copy->sram, size);
	copy->dram = dram;
	copy->size = size;
	copy->home = home;
	return copy;
}

static struct copy *lookup(struct vregion *home, const void *dram)
{
	for (unsigned int i = 0; i < num_copies; i++)
		if (copies[i].gets && copies[i].dram == dram && copies[i].home == home)
			return &copies[i];
	return NULL;
}

static bool size_differs(const void *dram, size_t size)
{
	for (unsigned int i = 0; i < num_copies; i++)
		if (copies[i].gets && copies[i].dram == dram && copies[i].size != size)
			return true;
	return false;
}

static const void *get(struct mod_alloc_ctx *ctx, const void *dram, size_t size)
{
	struct vregion *home = ctx && size <= CONFIG_MM_DRV_PAGE_SIZE / 2 ? ctx->vreg : NULL;
	struct copy *copy;

	if (size_differs(dram, size)) {
		LOG_ERR("%p is known with another size than %zu", dram, size);
		return NULL;
	}
	copy = lookup(home, dram);
	if (!copy)
		copy = make(home, dram, size);
	if (!copy)
		return NULL;
	if (view(copy, ctx ? ctx->domain : NULL)) {
		if (!copy->gets)
			drop(copy);
		return NULL;
	}
	copy->gets++;
	return copy->sram;
}

const void *fast_get(struct mod_alloc_ctx *ctx, const void *dram_ptr, size_t size)
{
	const void *sram;

	k_mutex_lock(&lock, K_FOREVER);
	sram = get(ctx, dram_ptr, size);
	k_mutex_unlock(&lock);
	return sram;
}
EXPORT_SYMBOL(fast_get);

void fast_put(struct mod_alloc_ctx *ctx, struct k_mem_domain *mdom, const void *sram_ptr)
{
	struct copy *copy = NULL;

	k_mutex_lock(&lock, K_FOREVER);
	for (unsigned int i = 0; i < num_copies; i++)
		if (copies[i].gets && copies[i].sram == sram_ptr)
			copy = &copies[i];
	if (copy) {
		unview(copy, mdom);
		if (!--copy->gets)
			drop(copy);
	} else {
		LOG_ERR("%p is no copy", sram_ptr);
	}
	k_mutex_unlock(&lock);
}
EXPORT_SYMBOL(fast_put);
