/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <rtos/cache.h>

#include "base/trap.h"
#include "kernel/object.h"
#include "kernel/stack.h"
#include "memory/alloc_count.h"
#include "memory/memory_map.h"
#include "memory/observer.h"
#include "memory/page_pool.h"

static struct page_pool pool;
static struct stack *stacks;

int stack_start(void)
{
	size_t size = 0;
	void *base = memory_area(MEMORY_STACKS, &size);

	return page_pool_init(&pool, base, size);
}

/* Through the alias that stacks are used by. */
static void protect_guards(const struct stack *stack, int prot)
{
	memory_protect_alias((uintptr_t)stack->base - MEMORY_PAGE, MEMORY_PAGE, prot);
	memory_protect_alias((uintptr_t)stack->base + stack->bytes, MEMORY_PAGE, prot);
}

static void stack_release(struct stack **link)
{
	struct stack *stack = *link;

	*link = stack->next;
	object_forget(stack->base);
	protect_guards(stack, PROT_READ | PROT_WRITE);
	memory_set_apart((uintptr_t)stack->base, stack->bytes, false);
	page_pool_free(&pool, stack->base - MEMORY_PAGE);
	free(stack);
}

void stack_stop(void)
{
	while (stacks)
		stack_release(&stacks);
	page_pool_fini(&pool);
}

static struct stack **stack_link(const void *base)
{
	struct stack **link = &stacks;

	while (*link && (*link)->base != (const char *)base)
		link = &(*link)->next;
	return link;
}

struct stack *stack_find(const k_thread_stack_t *base)
{
	return *stack_link(base);
}

k_thread_stack_t *k_thread_stack_alloc(size_t size, int flags)
{
	size_t bytes = ROUND_UP(MAX(size, STACK_HOST_BYTES), MEMORY_PAGE);
	struct stack *stack;
	char *guard;

	KERNEL_ONLY();
	if (!size || size > bytes || alloc_count_refuse(__builtin_return_address(0)))
		return NULL;
	stack = calloc(1, sizeof(*stack));
	if (!stack)
		return NULL;
	guard = page_pool_alloc_high(&pool, (uint32_t)(bytes / MEMORY_PAGE) + 2);
	if (!guard)
		goto err_stack;
	*stack = (struct stack){
		.next = stacks, .base = guard + MEMORY_PAGE, .bytes = bytes, .asked = size
	};
	if (!object_know(stack->base, K_OBJ_THREAD_STACK_ELEMENT, 0))
		goto err_pages;
	protect_guards(stack, PROT_NONE);
	memory_set_apart((uintptr_t)stack->base, stack->bytes, true);
	stacks = stack;
	observe_stack_alloc(stack->base, bytes, __builtin_return_address(0));
	return (k_thread_stack_t *)stack->base;

err_pages:
	page_pool_free(&pool, guard);
err_stack:
	free(stack);
	return NULL;
}

int k_thread_stack_free(k_thread_stack_t *base)
{
	struct stack **link;

	KERNEL_ONLY();
	link = stack_link(base);
	if (!base || !*link)
		return -EINVAL;
	if ((*link)->user)
		return -EBUSY;
	observe_stack_free((*link)->base, __builtin_return_address(0));
	stack_release(link);
	return 0;
}

/*
 * Paint is put on and looked at through the uncached alias: memory checkers forbid the part of a stack that is not in
 * use, and they go by address.
 */
void stack_paint(struct stack *stack)
{
	void *uncached = sys_cache_uncached_ptr_get(stack->base);

	memset(uncached, STACK_PAINT, stack->bytes);
	memory_forget_pages((uintptr_t)uncached, stack->bytes);
}

size_t stack_peak(const struct stack *stack)
{
	const unsigned char *at = sys_cache_uncached_ptr_get(stack->base);
	const unsigned char *top = at + stack->bytes;

	while (at < top && *at == STACK_PAINT)
		at++;
	return (size_t)(top - at);
}

const char *stack_guard_of(const void *addr, bool *is_above)
{
	const char *cached = sys_cache_cached_ptr_get((void *)addr);
	const struct stack *stack;

	for (stack = stacks; stack; stack = stack->next) {
		const char *end = stack->base + stack->bytes;

		if (cached < stack->base - MEMORY_PAGE || cached >= end + MEMORY_PAGE ||
		    (cached >= stack->base && cached < end))
			continue;
		*is_above = cached >= end;
		return stack->user ? stack->user->name : "no thread";
	}
	return NULL;
}

const char *stack_owner_of(const void *addr)
{
	const char *at = addr;
	const struct stack *stack;

	for (stack = stacks; stack; stack = stack->next) {
		if (at >= stack->base && at < stack->base + stack->bytes)
			return stack->user ? stack->user->name : "no thread";
	}
	return NULL;
}

unsigned int stack_count(void)
{
	const struct stack *stack;
	unsigned int n = 0;

	for (stack = stacks; stack; stack = stack->next)
		n++;
	return n;
}
