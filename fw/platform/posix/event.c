/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>

#include "scheduler.h"

/* struct k_thread, wait_options */
#define WAIT_ALL	BIT(0)
#define WAIT_CONSUME	BIT(1)

void k_event_init(struct k_event *event)
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

uint32_t k_event_post(struct k_event *event, uint32_t events)
{
	uint32_t old = event->events & events;

	update(event, event->events | events);
	return old;
}

uint32_t k_event_set(struct k_event *event, uint32_t events)
{
	uint32_t old = event->events;

	update(event, events);
	return old;
}

uint32_t k_event_set_masked(struct k_event *event, uint32_t events, uint32_t mask)
{
	uint32_t old = event->events & mask;

	update(event, (event->events & ~mask) | (events & mask));
	return old;
}

uint32_t k_event_clear(struct k_event *event, uint32_t events)
{
	uint32_t old = event->events & events;

	event->events &= ~events;
	return old;
}

static uint32_t wait_for(struct k_event *event, uint32_t events, bool reset, uint32_t options,
			 k_timeout_t timeout)
{
	struct k_thread *self = k_current_get();
	uint32_t match;

	if (!events)
		return 0;
	if (reset)
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

uint32_t k_event_wait(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout)
{
	return wait_for(event, events, reset, 0, timeout);
}

uint32_t k_event_wait_all(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout)
{
	return wait_for(event, events, reset, WAIT_ALL, timeout);
}

uint32_t k_event_wait_safe(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout)
{
	return wait_for(event, events, reset, WAIT_CONSUME, timeout);
}

uint32_t k_event_wait_all_safe(struct k_event *event, uint32_t events, bool reset, k_timeout_t timeout)
{
	return wait_for(event, events, reset, WAIT_ALL | WAIT_CONSUME, timeout);
}
