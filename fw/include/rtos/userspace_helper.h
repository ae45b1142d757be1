/* SPDX-License-Identifier: BSD-3-Clause */
/* Stacks and questions of user threads. */
#ifndef RTOS_USERSPACE_HELPER_H
#define RTOS_USERSPACE_HELPER_H

#include <zephyr/kernel.h>

/**
 * @param options	K_USER or 0
 * @return stack for k_thread_create(), with a guard page below; NULL when the pool is empty
 */
static inline void *user_stack_allocate(size_t stack_size, uint32_t options)
{
	return k_thread_stack_alloc(stack_size, (int)options);
}

/** @return 0, -EINVAL not such a stack, -EBUSY a thread uses it */
static inline int user_stack_free(void *p_stack)
{
	return k_thread_stack_free(p_stack);
}

/** Was the thread created to run in user mode? */
static inline bool thread_is_userspace(const struct k_thread *thread)
{
	return thread->options & K_USER;
}

#endif
