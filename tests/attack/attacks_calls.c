/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks by system calls: what the kernel is asked for. */
#include <string.h>

#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/user_view.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "attacks.h"

static void free_kernel_pointer(struct processing_module *mod)
{
	mod_free(mod, (char *)heap_base() + 0x100);
}
static void free_twice(struct processing_module *mod)
{
	void *ptr = mod_alloc(mod, 100);

	mod_free(mod, ptr);
	mod_free(mod, ptr); /* here */
}
static void free_inside(struct processing_module *mod)
{
	mod_free(mod, (char *)mod_alloc(mod, 100) + 8);
}
static void free_overflowed(struct processing_module *mod)
{
	char *ptr = mod_alloc(mod, 100);

	memset(ptr, 1, 108);
	mod_free(mod, ptr); /* here */
}
static void alloc_for_other(struct processing_module *mod)
{
	mod_alloc(KNOWN(mod).victim, 100);
}
static void free_all_of_other(struct processing_module *mod)
{
	mod_free_all(KNOWN(mod).victim);
}
static void alloc_bad_flags(struct processing_module *mod)
{
	mod_alloc_ext(mod, SOF_MEM_FLAG_KERNEL, 100, 0);
}
static void alloc_bad_align(struct processing_module *mod)
{
	mod_alloc_align(mod, 100, 48);
}
static void alloc_huge_align(struct processing_module *mod)
{
	mod_alloc_align(mod, 100, 1 << 20);
}
static void alloc_wrapping_size(struct processing_module *mod)
{
	mod_alloc(mod, SIZE_MAX - 10);
}
static void copy_kernel_memory(struct processing_module *mod)
{
	mod_fast_get(mod, heap_base(), 5000);
}
static void copy_wrapping_length(struct processing_module *mod)
{
	mod_fast_get(mod, attack_large_table, SIZE_MAX - 4096); /* here */
}
static void copy_past_own(struct processing_module *mod)
{
	mod_fast_get(mod, module_get_private_data(mod), 1 << 20); /* here */
}
static void take_unknown_object(struct processing_module *mod)
{
	k_sem_take((struct k_sem *)((char *)heap_base() + 0x100), K_NO_WAIT); /* here */
}
static void take_own_memory_as_object(struct processing_module *mod)
{
	struct attacker *attacker = module_get_private_data(mod);

	k_sem_give((struct k_sem *)attacker->words); /* here */
}
static void post_to_own_thread(struct processing_module *mod)
{
	k_event_set_masked((struct k_event *)k_current_get(), 1, 1); /* here */
}
static void call_kernel_only(struct processing_module *mod)
{
	k_object_free(mod);
}
static void call_kernel_heap(struct processing_module *mod)
{
	rfree(rmalloc(SOF_MEM_FLAG_KERNEL, 64));
}
static void grant_itself_memory(struct processing_module *mod)
{
	struct k_mem_partition part = { (uintptr_t)heap_base(), 4096, K_MEM_PARTITION_P_RW_U_RW };

	k_mem_domain_add_partition(&k_mem_domain_default, &part); /* here */
}
static void log_kernel_text(struct processing_module *mod)
{
	comp_err(mod->dev, "%s", (const char *)heap_base() + 0x100); /* here */
}

static void log_kernel_tag(struct processing_module *mod)
{
	z_log_tagged(LOG_LEVEL_ERR, (const char *)heap_base() + 0x100, "text"); /* here */
}
static void log_bad_level(struct processing_module *mod)
{
	z_log_tagged(77, "tag", "text");
}
static void copy_nothing(struct processing_module *mod)
{
	mod_fast_get(mod, attack_large_table, 0);
}
static void blob_for_other(struct processing_module *mod)
{
	mod_data_blob_handler_new(KNOWN(mod).victim);
}
static void free_of_other(struct processing_module *mod)
{
	mod_free(KNOWN(mod).victim, NULL);
}
static void copy_for_other(struct processing_module *mod)
{
	mod_fast_get(KNOWN(mod).victim, attack_large_table, sizeof(attack_large_table));
}
static void notify_for_other(struct processing_module *mod)
{
	module_notify(KNOWN(mod).victim, 1, NULL, 0);
}
static void notify_kernel_memory(struct processing_module *mod)
{
	module_notify(mod, 1, heap_base(), 8); /* here */
}
static void notify_too_much(struct processing_module *mod)
{
	module_notify(mod, 1, attack_large_table, MODULE_NOTIFY_MAX_BYTES + 1); /* here */
}
static void init_own_semaphore(struct processing_module *mod)
{
	struct attacker *attacker = module_get_private_data(mod);

	k_sem_init((struct k_sem *)attacker->words, 0, 1); /* here */
}
static void init_own_event(struct processing_module *mod)
{
	struct attacker *attacker = module_get_private_data(mod);

	k_event_init((struct k_event *)attacker->words); /* here */
}
static void lock_null(struct processing_module *mod)
{
	k_mutex_lock(NULL, K_NO_WAIT);
}
static void call_unknown(struct processing_module *mod)
{
	static const struct z_syscall mine = { "mine", NULL };

	z_syscall_enter(&mine, (const uintptr_t[Z_SYSCALL_ARGS]){ 0 }); /* here */
}
static void call_with_bad_arguments(struct processing_module *mod)
{
	z_syscall_enter(NULL, (const uintptr_t *)heap_base()); /* here */
}

/* ---- without an end ---- */

static void log_without_end(struct processing_module *mod)
{
	for (;;)
		comp_err(mod->dev, "line %u", attack_word++); /* here */
}
static void allocate_without_end(struct processing_module *mod)
{
	for (;;)
		mod_alloc(mod, 16); /* here */
}
static void copy_without_end(struct processing_module *mod)
{
	for (unsigned int i = 0;; i++)
		mod_fast_get(mod, attack_large_table + i % 5000, 900); /* here */
}
static void notify_without_end(struct processing_module *mod)
{
	for (;;)
		module_notify(mod, 1, attack_large_table, MODULE_NOTIFY_MAX_BYTES); /* here */
}
static void sleep_again_and_again(struct processing_module *mod)
{
	for (;;)
		k_sleep(K_MSEC(1)); /* here */
}
static void sleep_a_moment_without_end(struct processing_module *mod)
{
	for (;;)
		k_sleep((k_timeout_t){ 1 }); /* here */
}
static void yield_without_end(struct processing_module *mod)
{
	for (;;)
		k_yield(); /* here */
}
static void busy_without_end(struct processing_module *mod)
{
	for (;;)
		k_busy_wait(100000); /* here */
}
KERNEL_CALL(busy_for_ages, k_busy_wait(UINT32_MAX))
KERNEL_CALL(sleep_for_ever, k_sleep(K_FOREVER))
KERNEL_CALL(sleep_for_ages, k_sleep((k_timeout_t){ INT64_MAX }))
KERNEL_CALL(sleep_backwards, k_sleep((k_timeout_t){ INT64_MIN }))

#define OWN(type) ((struct type *)((struct attacker *)module_get_private_data(mod))->words)

KERNEL_CALL(sem_of_kernel_heap, k_sem_give((struct k_sem *)heap_base()))
KERNEL_CALL(sem_reset_own, k_sem_reset(OWN(k_sem)))
KERNEL_CALL(sem_count_own, attack_word = k_sem_count_get(OWN(k_sem)))
KERNEL_CALL(sem_take_null, k_sem_take(NULL, K_FOREVER))
KERNEL_CALL(mutex_init_own, k_mutex_init(OWN(k_mutex)))
KERNEL_CALL(mutex_unlock_own, k_mutex_unlock(OWN(k_mutex)))
KERNEL_CALL(event_wait_own, k_event_wait(OWN(k_event), 1, false, K_FOREVER))
KERNEL_CALL(event_test_own, attack_word = k_event_test(OWN(k_event), 1))
KERNEL_CALL(event_of_thread, k_event_wait((struct k_event *)k_current_get(), 1, false, K_FOREVER))
KERNEL_CALL(free_of_nobody, mod_free(NULL, NULL))
KERNEL_CALL(alloc_of_nobody, mod_alloc(NULL, 10))
KERNEL_CALL(alloc_of_kernel, mod_alloc((struct processing_module *)heap_base(), 10))
KERNEL_CALL(free_own_region, mod_free(mod, (void *)(attack_region_end - 64)))
KERNEL_CALL(free_own_view, mod_free(mod, mod))
KERNEL_CALL(free_constant, mod_free(mod, attack_large_table))
KERNEL_CALL(notify_null, module_notify(mod, 1, NULL, 8))
KERNEL_CALL(copy_null, mod_fast_get(mod, NULL, 100))
KERNEL_CALL(copy_globals, mod_fast_get(mod, __firmware_data_start, 64))

/* ---- its thread's own event: what it does next is the kernel's to say ---- */

KERNEL_CALL(post_own_event, k_event_post(KNOWN(mod).event, UINT32_MAX))
KERNEL_CALL(wait_for_own_event, k_event_wait(KNOWN(mod).event, UINT32_MAX, true, K_FOREVER))
KERNEL_CALL(init_own_thread_event, k_event_init(KNOWN(mod).event))
KERNEL_CALL(test_own_event, attack_word = k_event_test(KNOWN(mod).event, 1))

/* ---- tables ---- */

static void read_table_after_free_all(struct processing_module *mod)
{
	const uint8_t *copy = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));

	module_set_private_data(mod, NULL); /* the guard writes there */
	mod_free_all(mod);
	read_word(copy); /* here */
}
static void read_past_table(struct processing_module *mod)
{
	const uint8_t *copy = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));

	read_word(copy + 8192); /* here */
}
static void write_table_uncached(struct processing_module *mod)
{
	const uint8_t *copy = mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));

	write_word(sys_cache_uncached_ptr_get((void *)copy)); /* here */
}
static void free_uncached(struct processing_module *mod)
{
	void *own = mod_alloc(mod, 100);
	void *other = sys_cache_cached_ptr_get(own);

	if (other == own)
		other = sys_cache_uncached_ptr_get(own);
	mod_free(mod, other); /* here */
}
KERNEL_CALL(free_wild, mod_free(mod, (void *)0xdeadbeefdeadbeef))
KERNEL_CALL(alloc_largest_align, mod_alloc_align(mod, 10, SIZE_MAX))

const struct attack calls_attacks[] = {
	ATTACK(free_kernel_pointer),
	ATTACK(free_twice),
	ATTACK(free_inside),
	ATTACK(free_overflowed),
	ATTACK(alloc_for_other),
	ATTACK(free_all_of_other),
	ATTACK(alloc_bad_flags),
	ATTACK(alloc_bad_align),
	ATTACK(alloc_huge_align),
	ATTACK(alloc_wrapping_size),
	ATTACK(copy_kernel_memory),
	ATTACK(copy_wrapping_length),
	ATTACK(copy_past_own),
	ATTACK(take_unknown_object),
	ATTACK(take_own_memory_as_object),
	ATTACK(post_to_own_thread),
	ATTACK(call_kernel_only),
	ATTACK(call_kernel_heap),
	ATTACK(grant_itself_memory),
	ATTACK(log_kernel_text),
	ATTACK(log_kernel_tag),
	ATTACK(log_bad_level),
	ATTACK(copy_nothing),
	ATTACK(blob_for_other),
	ATTACK(free_of_other),
	ATTACK(copy_for_other),
	ATTACK(notify_for_other),
	ATTACK(notify_kernel_memory),
	ATTACK(notify_too_much),
	ATTACK(init_own_semaphore),
	ATTACK(init_own_event),
	ATTACK(lock_null),
	ATTACK(call_unknown),
	ATTACK(call_with_bad_arguments),
	ATTACK(log_without_end),
	ATTACK(allocate_without_end),
	ATTACK(copy_without_end),
	ATTACK(notify_without_end),
	ATTACK(sleep_again_and_again),
	ATTACK(sleep_a_moment_without_end),
	ATTACK(yield_without_end),
	ATTACK(busy_without_end),
	ATTACK(busy_for_ages),
	ATTACK(sleep_for_ever),
	ATTACK(sleep_for_ages),
	ATTACK(sleep_backwards),
	ATTACK(sem_of_kernel_heap),
	ATTACK(sem_reset_own),
	ATTACK(sem_count_own),
	ATTACK(sem_take_null),
	ATTACK(mutex_init_own),
	ATTACK(mutex_unlock_own),
	ATTACK(event_wait_own),
	ATTACK(event_test_own),
	ATTACK(event_of_thread),
	ATTACK(free_of_nobody),
	ATTACK(alloc_of_nobody),
	ATTACK(alloc_of_kernel),
	ATTACK(free_own_region),
	ATTACK(free_own_view),
	ATTACK(free_constant),
	ATTACK(notify_null),
	ATTACK(copy_null),
	ATTACK(copy_globals),
	ATTACK(post_own_event),
	ATTACK(wait_for_own_event),
	ATTACK(init_own_thread_event),
	ATTACK(test_own_event),
	ATTACK(read_table_after_free_all),
	ATTACK(read_past_table),
	ATTACK(write_table_uncached),
	ATTACK(free_uncached),
	ATTACK(free_wild),
	ATTACK(alloc_largest_align),
	{ NULL, NULL },
};
