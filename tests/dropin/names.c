/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each header and each name that files from elsewhere may count on, with its type. It is compiled and linked, not run:
 * a name that is missing, or has another type, stops the build.
 */
#include <zephyr/kernel.h>
#include <zephyr/init.h>
#include <zephyr/logging/log.h>
#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/sys/slist.h>
#include <rtos/alloc.h>
#include <rtos/bit.h>
#include <rtos/cache.h>
#include <rtos/kernel.h>
#include <rtos/mutex.h>
#include <rtos/spinlock.h>
#include <rtos/symbol.h>
#include <rtos/task.h>
#include <rtos/userspace_helper.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/list.h>
#include <sof/objpool.h>
#include <sof/platform.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>
#include <sof/lib/fast-get.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/schedule/dp_schedule.h>
#include <sof/schedule/ll_schedule_domain.h>
#include <ipc/topology.h>
#include <ipc4/base-config.h>
#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <ipc4/gateway.h>
#include <ipc4/header.h>
#include <ipc4/module.h>
#include <ipc4/notification.h>
#include <ipc4/pipeline.h>

LOG_MODULE_REGISTER(names, CONFIG_SOF_LOG_LEVEL);

/* The function exists, the machine or the firmware has it, and its type is this one. */
#define HAS(name, result, ...) static result (*const has_##name)(__VA_ARGS__) __used = name

HAS(k_mutex_init, int, struct k_mutex *);
HAS(k_mutex_lock, int, struct k_mutex *, k_timeout_t);
HAS(k_mutex_unlock, int, struct k_mutex *);
HAS(k_sem_init, int, struct k_sem *, unsigned int, unsigned int);
HAS(k_sem_take, int, struct k_sem *, k_timeout_t);
HAS(k_sem_give, void, struct k_sem *);
HAS(k_sem_reset, void, struct k_sem *);
HAS(k_sem_count_get, unsigned int, struct k_sem *);
HAS(k_event_init, void, struct k_event *);
HAS(k_event_post, uint32_t, struct k_event *, uint32_t);
HAS(k_event_set, uint32_t, struct k_event *, uint32_t);
HAS(k_event_set_masked, uint32_t, struct k_event *, uint32_t, uint32_t);
HAS(k_event_clear, uint32_t, struct k_event *, uint32_t);
HAS(k_event_wait, uint32_t, struct k_event *, uint32_t, bool, k_timeout_t);
HAS(k_event_wait_all, uint32_t, struct k_event *, uint32_t, bool, k_timeout_t);
HAS(k_event_wait_safe, uint32_t, struct k_event *, uint32_t, bool, k_timeout_t);
HAS(k_heap_init, void, struct k_heap *, void *, size_t);
HAS(k_heap_alloc, void *, struct k_heap *, size_t, k_timeout_t);
HAS(k_heap_aligned_alloc, void *, struct k_heap *, size_t, size_t, k_timeout_t);
HAS(k_heap_calloc, void *, struct k_heap *, size_t, size_t, k_timeout_t);
HAS(k_heap_realloc, void *, struct k_heap *, void *, size_t, k_timeout_t);
HAS(k_heap_free, void, struct k_heap *, void *);
HAS(sys_heap_runtime_stats_get, int, struct sys_heap *, struct sys_memory_stats *);
HAS(k_spin_lock, k_spinlock_key_t, struct k_spinlock *);
HAS(k_spin_unlock, void, struct k_spinlock *, k_spinlock_key_t);
HAS(k_thread_create, k_tid_t, struct k_thread *, k_thread_stack_t *, size_t, k_thread_entry_t,
    void *, void *, void *, int, uint32_t, k_timeout_t);
HAS(k_thread_start, void, k_tid_t);
HAS(k_thread_abort, void, k_tid_t);
HAS(k_thread_join, int, struct k_thread *, k_timeout_t);
HAS(k_thread_cpu_pin, int, k_tid_t, int);
HAS(k_thread_absolute_deadline_set, void, k_tid_t, int);
HAS(k_thread_name_set, int, k_tid_t, const char *);
HAS(k_mem_domain_init, int, struct k_mem_domain *, uint8_t, struct k_mem_partition *[]);
HAS(k_mem_domain_add_partition, int, struct k_mem_domain *, struct k_mem_partition *);
HAS(k_mem_domain_remove_partition, int, struct k_mem_domain *, struct k_mem_partition *);
HAS(k_mem_domain_add_thread, int, struct k_mem_domain *, k_tid_t);
HAS(k_mem_domain_deinit, int, struct k_mem_domain *);
HAS(k_object_alloc, void *, enum k_objects);
HAS(k_object_free, void, void *);
HAS(k_current_get, k_tid_t, void);
HAS(sys_cache_is_ptr_uncached, bool, const void *);
HAS(sys_cache_uncached_ptr_get, void *, void *);
HAS(sys_cache_cached_ptr_get, void *, void *);
HAS(sys_cache_data_invd_range, int, void *, size_t);
HAS(sys_cache_data_flush_range, int, void *, size_t);
HAS(sys_cache_data_flush_and_invd_range, int, void *, size_t);
HAS(dcache_writeback_region, void, void *, size_t);
HAS(dcache_invalidate_region, void, void *, size_t);
HAS(vpage_alloc, void *, unsigned int);
HAS(vpage_free, void, void *);
HAS(sof_heap_alloc, void *, struct k_heap *, uint32_t, size_t, size_t);
HAS(sof_heap_free, void, struct k_heap *, void *);
HAS(rmalloc, void *, uint32_t, size_t);
HAS(rzalloc, void *, uint32_t, size_t);
HAS(rmalloc_align, void *, uint32_t, size_t, size_t);
HAS(rballoc, void *, uint32_t, size_t);
HAS(rballoc_align, void *, uint32_t, size_t, size_t);
HAS(rfree, void, void *);
HAS(user_stack_allocate, void *, size_t, uint32_t);
HAS(user_stack_free, int, void *);
HAS(memcpy_s, int, void *, size_t, const void *, size_t);
HAS(sof_ctx_alloc, void *, struct mod_alloc_ctx *, uint32_t, size_t, size_t);
HAS(sof_ctx_zalloc, void *, struct mod_alloc_ctx *, uint32_t, size_t, size_t);
HAS(sof_ctx_free, void, struct mod_alloc_ctx *, void *);
HAS(vregion_create, struct vregion *, size_t, size_t);
HAS(vregion_get, struct vregion *, struct vregion *);
HAS(vregion_put, struct vregion *, struct vregion *);
HAS(vregion_alloc, void *, struct vregion *, enum vregion_mem_type, size_t);
HAS(vregion_alloc_align, void *, struct vregion *, enum vregion_mem_type, size_t, size_t);
HAS(vregion_alloc_coherent, void *, struct vregion *, enum vregion_mem_type, size_t);
HAS(vregion_alloc_coherent_align, void *, struct vregion *, enum vregion_mem_type, size_t, size_t);
HAS(vregion_free, void, struct vregion *, void *);
HAS(vregion_info, void, struct vregion *);
HAS(vregion_mem_info, void, struct vregion *, size_t *, uintptr_t *);
HAS(objpool_alloc, void *, struct objpool_head *, size_t, uint32_t);
HAS(objpool_free, int, struct objpool_head *, void *);
HAS(objpool_iterate, int, struct objpool_head *, bool (*)(void *, void *), void *);
HAS(objpool_prune, void, struct objpool_head *);
HAS(fast_get, const void *, struct mod_alloc_ctx *, const void *, size_t);
HAS(fast_put, void, struct mod_alloc_ctx *, struct k_mem_domain *, const void *);

/* ---- macros, constants and members ---- */

static struct k_sem sem = Z_SEM_INITIALIZER(sem, 1, 2);
static struct list_item items = LIST_INIT(items);
static sys_slist_t nodes;
static uint8_t lines[ALIGN_UP(3, PLATFORM_DCACHE_ALIGN)] __aligned(PLATFORM_DCACHE_ALIGN);

BUILD_ASSERT(IS_ENABLED(CONFIG_NO_SUCH_SYMBOL) == 0, "IS_ENABLED");
BUILD_ASSERT(CONFIG_MM_DRV_PAGE_SIZE % CONFIG_DCACHE_LINE_SIZE == 0, "pages are made of lines");
BUILD_ASSERT(LL_TIMER_PERIOD_US == 1000, "the tick");
BUILD_ASSERT(SOF_MEM_FLAG_COHERENT &&SOF_MEM_FLAG_USER &&SOF_MEM_FLAG_KERNEL, "flags");

#define ONE(n, _) [n] = (n) + 1
static const int ones[] = { LISTIFY(4, ONE, (, ), 0) };

void names_use(struct k_thread *thread, struct k_heap *heap);

void names_use(struct k_thread *thread, struct k_heap *heap)
{
	struct k_mem_partition part = {
		.start = (uintptr_t)heap->heap.init_mem,
		.size = heap->heap.init_bytes,
		.attr = K_MEM_PARTITION_P_RW_U_RW | XTENSA_MMU_CACHED_WB,
	};
	struct k_mem_domain domain;
	struct list_item *pos, *next;
	sys_snode_t *node;

	k_mem_domain_init(&domain, 0, NULL);
	domain.partitions[0] = part;
	k_thread_access_grant(thread, &sem, heap);
	list_for_item(pos, &items)
		LOG_INF("%p", (void *)pos);
	list_for_item_safe(pos, next, &items)
		list_item_del(pos);
	SYS_SLIST_FOR_EACH_NODE(&nodes, node)
		LOG_DBG("%p", (void *)node);
	LOG_WRN("%d %p", ones[3], (void *)lines);
	LOG_ERR("%u", (unsigned int)BIT(3));
	k_oops();
}
EXPORT_SYMBOL(names_use);

static int names_start(void)
{
	sys_slist_init(&nodes);
	return 0;
}
SYS_INIT(names_start, POST_KERNEL, CONFIG_KERNEL_INIT_PRIORITY_DEFAULT);
