/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thread stacks in emulated memory. The DSP's stacks are too small for host code, so a stack gets what the host
 * needs; its use is reported against the size that was asked for.
 *
 *   low | guard page, no access | stack, painted, grows down ... | guard page | high
 */
#ifndef POSIX_STACK_H
#define POSIX_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zephyr/kernel.h>

#include "memory/memory_map.h"

#define STACK_HOST_BYTES (0x10000u * STACK_SCALE)
#define STACK_PAINT      0xaa

struct stack {
	struct stack *next;
	char *base;                  /* above the guard page; what the firmware gets */
	size_t bytes;                /* for the host */
	size_t asked;                /* by the firmware */
	const struct k_thread *user; /* NULL: no thread runs on it */
};

/** @return 0, -ENOMEM */
int stack_start(void);
/** Give all stacks back; no thread may be left. */
void stack_stop(void);

/** @return NULL when the address was not given out by k_thread_stack_alloc() */
struct stack *stack_find(const k_thread_stack_t *base);

void stack_paint(struct stack *stack);

/** Bytes ever used. */
size_t stack_peak(const struct stack *stack);

/** Name of the thread on whose stack addr is; NULL: none. @param addr cached */
const char *stack_owner_of(const void *addr);

/** Number of stacks that exist. */
unsigned int stack_count(void);

/**
 * Name of the thread into a guard page of whose stack addr points; NULL: none.
 * @param is_above	the one above the stack, else below
 */
const char *stack_guard_of(const void *addr, bool *is_above);

#endif
