/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "sched/scheduler.h"

/* struct k_thread, wait_options; and how a wait is asked for */
#define WAIT_ALL     BIT(0)
#define WAIT_CONSUME BIT(1)
#define WAIT_RESET   BIT(2) /* clear the whole object first */

static void z_impl_k_event_init(struct k_event *event)
{
	*event = (struct k_event){ .events = 0 };
	k_object_init(event);
}

/* The bits that satisfy a wait, 0 when it is not satisfied. */
static uint32_t matching(uint32_t events, uint32_t wanted, uint32_t options)
{
	uint32_t match = events & wanted;

	return options & WAIT_ALL && match != wanted ? 0 : match;
}

/*
 * The object's bits become `events`. Everybody whose wait they satisfy wakes; what any of them consumes goes away
 * after all have been looked at, so that one post can serve several.
 */
static void update(struct k_event *event, uint32_t events)
{
	struct k_thread *thread, *next;
	uint32_t consumed = 0;
	bool woken = false;

	event->events = events;
	for (thread = event->wait_q.head; thread; thread = next) {
		uint32_t match = matching(events, thread->wait_events, thread->wait_options);

		next = thread->wait_next;
		if (!match)
			continue;
		thread->wait_events = match;
		if (thread->wait_options & WAIT_CONSUME)
			consumed |= match;
		sched_wake(thread, 0);
		woken = true;
	}
	event->events &= ~consumed;
	if (woken)
		sched_reschedule();
}

static uint32_t z_impl_k_event_set_masked(struct k_event *event, uint32_t events, uint32_t mask)
{
	uint32_t old = event->events & mask;

	update(event, (event->events & ~mask) | (events & mask));
	return old;
}

static uint32_t z_impl_k_event_wait(struct k_event *event, uint32_t events, uint32_t options,
				    k_timeout_t timeout)
{
	struct k_thread *self = k_current_get();
	uint32_t match;

	if (!events)
		return 0;
	if (options & WAIT_RESET)
		event->events = 0;
	match = matching(event->events, events, options);
	if (match) {
		if (options & WAIT_CONSUME)
			event->events &= ~match;
		return match;
	}
	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT))
		return 0;
	self->wait_events = events;
	self->wait_options = options;
	if (sched_pend_until(&event->wait_q, "k_event", event, sched_deadline(timeout)))
		return 0;
	return self->wait_events;
}

/* ---- user mode ---- */

static uintptr_t z_vrfy_k_event_init(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ_NEVER_INIT((void *)args[0], K_OBJ_EVENT));
	z_impl_k_event_init((struct k_event *)args[0]);
	return 0;
}
Z_SYSCALL_DEFINE(k_event_init);

static uintptr_t z_vrfy_k_event_set_masked(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_EVENT));
	return z_impl_k_event_set_masked((struct k_event *)args[0], (uint32_t)args[1],
					 (uint32_t)args[2]);
}
Z_SYSCALL_DEFINE(k_event_set_masked);

static uintptr_t z_vrfy_k_event_wait(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_EVENT));
	K_OOPS(K_SYSCALL_VERIFY_MSG(!(args[2] & ~(uintptr_t)(WAIT_ALL | WAIT_CONSUME | WAIT_RESET)),
				    "options 0x%lx", (unsigned long)args[2]));
	return z_impl_k_event_wait((struct k_event *)args[0], (uint32_t)args[1], (uint32_t)args[2],
				   Z_TIMEOUT_TICKS((k_ticks_t)args[3]));
}
Z_SYSCALL_DEFINE(k_event_wait);

static uintptr_t z_vrfy_k_event_test(const uintptr_t *args)
{
	K_OOPS(K_SYSCALL_OBJ((void *)args[0], K_OBJ_EVENT));
	return ((struct k_event *)args[0])->events & (uint32_t)args[1];
}
Z_SYSCALL_DEFINE(k_event_test);

void k_event_init(struct k_event *event)
{
	if (z_syscall_trap())
		z_syscall_invoke(k_event_init, (uintptr_t)event);
	else
		z_impl_k_event_init(event);
}

uint32_t k_event_set_masked(struct k_event *event, uint32_t events, uint32_t mask)
{
	if (z_syscall_trap())
		return (uint32_t)z_syscall_invoke(k_event_set_masked, (uintptr_t)event, events,
						  mask);
	return z_impl_k_event_set_masked(event, events, mask);
}

uint32_t k_event_post(struct k_event *event, uint32_t events)
{
	return k_event_set_masked(event, events, events);
}

uint32_t k_event_set(struct k_event *event, uint32_t events)
{
	return k_event_set_masked(event, events, UINT32_MAX);
}

uint32_t k_event_clear(struct k_event *event, uint32_t events)
{
	return k_event_set_masked(event, 0, events);
}

uint32_t k_event_test(struct k_event *event, uint32_t events)
{
	if (z_syscall_trap())
		return (uint32_t)z_syscall_invoke(k_event_test, (uintptr_t)event, events);
	return event->events & events;
}

static uint32_t wait_for(struct k_event *event, uint32_t events, uint32_t options,
			 k_timeout_t timeout)
{
	if (z_syscall_trap())
		return (uint32_t)z_syscall_invoke(k_event_wait, (uintptr_t)event, events, options,
						  (uintptr_t)timeout.ticks);
	return z_impl_k_event_wait(event, events, options, timeout);
}

uint32_t k_event_wait(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout)
{
	return wait_for(event, events, reset ? WAIT_RESET : 0, timeout);
}

uint32_t k_event_wait_all(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout)
{
	return wait_for(event, events, WAIT_ALL | (reset ? WAIT_RESET : 0), timeout);
}

uint32_t k_event_wait_safe(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout)
{
	return wait_for(event, events, WAIT_CONSUME | (reset ? WAIT_RESET : 0), timeout);
}

uint32_t k_event_wait_all_safe(struct k_event *event, uint32_t events, bool reset,
			       k_timeout_t timeout)
{
	return wait_for(event, events, WAIT_ALL | WAIT_CONSUME | (reset ? WAIT_RESET : 0), timeout);
}
