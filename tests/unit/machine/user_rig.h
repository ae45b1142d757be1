/* SPDX-License-Identifier: BSD-3-Clause */
/* Threads in user mode, for the tests of what keeps them in. Their results are in the test's own memory. */
#ifndef TESTS_MACHINE_USER_RIG_H
#define TESTS_MACHINE_USER_RIG_H

#include <adsp/inspect.h>
#include <zephyr/app_memory/mem_domain.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "rig.h"

#define USER_STACK 4096

struct user {
	struct k_thread *thread;
	k_thread_stack_t *stack;
	struct k_mem_domain domain;
};

/* Created, in a domain of its own, not started. */
static inline void user_new(struct user *user, const char *name, k_thread_entry_t entry, void *arg,
			    int prio)
{
	user->thread = k_object_alloc(K_OBJ_THREAD);
	user->stack = k_thread_stack_alloc(USER_STACK, K_USER);
	assert_non_null(user->thread);
	assert_non_null(user->stack);
	assert_ptr_equal(k_thread_create(user->thread, user->stack, USER_STACK, entry, arg, NULL,
					 NULL, prio, K_USER, K_FOREVER),
			 user->thread);
	k_thread_name_set(user->thread, name);
	assert_int_equal(k_mem_domain_init(&user->domain, 0, NULL), 0);
	assert_int_equal(k_mem_domain_add_thread(&user->domain, user->thread), 0);
}

static inline void user_free(struct user *user)
{
	k_thread_abort(user->thread);
	assert_int_equal(k_mem_domain_deinit(&user->domain), 0);
	assert_int_equal(k_thread_stack_free(user->stack), 0);
	k_object_free(user->thread);
}

/* From its start to its end, by itself or by force. */
static inline void user_finish(struct user *user)
{
	k_thread_start(user->thread);
	assert_int_equal(k_thread_join(user->thread, K_FOREVER), 0);
	user_free(user);
}

static inline void user_run(const char *name, k_thread_entry_t entry, void *arg)
{
	struct user user;

	user_new(&user, name, entry, arg, 5);
	user_finish(&user);
}

static inline struct adsp_fault_info user_last_fault(void)
{
	static struct adsp_fault_info all[128];
	size_t n = adsp_inspect_faults(all, 128);

	assert_in_range(n, 1, 64);
	return all[n - 1];
}

#endif
