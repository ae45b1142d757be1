/* SPDX-License-Identifier: BSD-3-Clause */
/* Code that runs on another stack than its caller, and can be left from anywhere below without a look at that stack. */
#ifndef POSIX_STACK_SWITCH_H
#define POSIX_STACK_SWITCH_H

#include <stddef.h>

struct stack_switch {
	char *base;   /* lowest address */
	size_t bytes; /* the stack grows down from base + bytes */
	void *saved;  /* the caller's stack pointer; its registers are above it */
	unsigned int valgrind_id;
#if defined(__SANITIZE_ADDRESS__)
	const void *caller_bottom;
	size_t caller_bytes;
	void (*fn)(void *arg);
	void *arg;
#endif
};

/** @param base	memory of @a bytes, a multiple of 16, which stays the caller's; it must outlive the stack's use */
void stack_switch_init(struct stack_switch *stack, void *base, size_t bytes);
void stack_switch_fini(struct stack_switch *stack);

/** Call fn(arg) with the stack pointer at top. @return as stack_switch_call() */
int stack_switch_to(void (*fn)(void *arg), void *arg, void *top, void **saved_at);

/**
 * Call fn(arg) on that stack, from its end on: nothing of an earlier call is left there.
 * @return 0: it has returned; 1: it was left
 */
#if defined(__SANITIZE_ADDRESS__)
int stack_switch_call(struct stack_switch *stack, void (*fn)(void *arg), void *arg);
#else
static inline int stack_switch_call(struct stack_switch *stack, void (*fn)(void *arg), void *arg)
{
	return stack_switch_to(fn, arg, stack->base + stack->bytes, &stack->saved);
}
#endif

/** A call on that stack was left by a jump to another one, and is forgotten. Callable in a signal handler. */
void stack_switch_renew(struct stack_switch *stack);

/**
 * Call fn(arg) with the stack pointer at sp, as a callee of whoever's return address stands there. It ends with
 * stack_switch_end(*saved).
 */
void stack_switch_jump(void (*fn)(void *arg), void *arg, void *sp, void **saved);
void stack_switch_end(void *saved) __attribute__((noreturn));

/** The call that is under way on that stack returns 1. By the OS thread that made it; callable in a signal handler. */
void stack_switch_leave(struct stack_switch *stack) __attribute__((noreturn));

#endif
