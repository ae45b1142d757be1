/* SPDX-License-Identifier: BSD-3-Clause */
#include "base/context.h"
#include "base/panic.h"
#include "memory/mem_domain.h"
#include "sched/baton.h"
#include "sched/scheduler.h"
#include "sched/spinlock.h"

static bool supervisor_idle; /* it has nothing to do until no thread can run */
static struct k_thread *threads[Z_MAX_THREADS];
unsigned int sched_num_threads;
static uint64_t ready; /* a bit for each thread that can run */
static uint64_t order; /* serial number of becoming ready or beginning to wait */

_Static_assert(Z_MAX_THREADS <= 64, "a bit for each");

static void set_state(struct k_thread *thread, enum thread_state state)
{
	const uint64_t bit = 1ull << thread->index;

	thread->state = state;
	if (thread != &context_supervisor)
		ready = state == THREAD_READY ? ready | bit : ready & ~bit;
}

/* ---- life ---- */

void sched_start(void)
{
	context_supervisor = (struct k_thread){
		.prio = SUPERVISOR_PRIO,
		.state = THREAD_READY,
		.name = "supervisor",
		.wake_at = -1,
	};
	mem_domain_join(&context_supervisor, &k_mem_domain_default);
	context.current = &context_supervisor;
	supervisor_idle = false;
	order = 0;
	context.now_us = 0;
	context.waits = 0;
	baton_start(&context_supervisor);
}

void sched_stop(void)
{
	baton_stop(&context_supervisor);
}

struct k_thread *sched_thread(unsigned int i)
{
	return threads[i];
}

void sched_add(struct k_thread *thread)
{
	threads[thread->index] = thread;
	sched_num_threads++;
	set_state(thread, THREAD_NEW);
	thread->wake_at = -1;
	thread->order = ++order;
}

static void queue_append(_wait_q_t *queue, struct k_thread *thread)
{
	struct k_thread **link = &queue->head;

	while (*link)
		link = &(*link)->wait_next;
	*link = thread;
	thread->wait_next = NULL;
	thread->pended_on = queue;
}

static void queue_remove(struct k_thread *thread)
{
	struct k_thread **link;

	if (!thread->pended_on)
		return;
	for (link = &thread->pended_on->head; *link != thread; link = &(*link)->wait_next)
		;
	*link = thread->wait_next;
	thread->pended_on = NULL;
}

void sched_remove(struct k_thread *thread)
{
	queue_remove(thread);
	set_state(thread, THREAD_DEAD);
	threads[thread->index] = NULL;
	sched_num_threads--;
}

/* ---- choosing ---- */

/* Zephyr's order: priority, then deadline where equal (32-bit clock that wraps), then who came first. */
static bool comes_before(const struct k_thread *a, const struct k_thread *b)
{
	if (a->prio != b->prio)
		return a->prio < b->prio;
	if (a->deadline != b->deadline)
		return (int32_t)((uint32_t)a->deadline - (uint32_t)b->deadline) < 0;
	return a->order < b->order;
}

static struct k_thread *best_thread(void)
{
	struct k_thread *best = NULL;
	uint64_t left;

	for (left = ready; left; left &= left - 1) {
		struct k_thread *thread = threads[__builtin_ctzll(left)];

		if (!best || comes_before(thread, best))
			best = thread;
	}
	return best;
}

static struct k_thread *choose(void)
{
	struct k_thread *best;

	if (context_supervisor.state == THREAD_READY && !supervisor_idle)
		return &context_supervisor;
	best = best_thread();
	return best || !supervisor_idle ? best : &context_supervisor;
}

/* ---- time ---- */

k_ticks_t sched_deadline(k_timeout_t timeout)
{
	k_ticks_t end;

	if (timeout.ticks < 0)
		return -1;
	/* later than can be counted is never */
	return __builtin_add_overflow(context.now_us, timeout.ticks, &end) ? -1 : end;
}

static void earlier_timeout(struct k_thread *thread, struct k_thread **first)
{
	if (thread->wake_at < 0)
		return;
	if (!*first || thread->wake_at < (*first)->wake_at ||
	    (thread->wake_at == (*first)->wake_at && thread->order < (*first)->order))
		*first = thread;
}

/* Whose time-out comes first; of equal ones, who began to wait first. */
static struct k_thread *first_timeout(void)
{
	struct k_thread *first = NULL;
	unsigned int i;

	earlier_timeout(&context_supervisor, &first);
	for (i = 0; sched_num_threads && i < Z_MAX_THREADS; i++) {
		if (threads[i])
			earlier_timeout(threads[i], &first);
	}
	return first;
}

/* Wake everybody whose time-out is due. */
static void expire(void)
{
	struct k_thread *thread;

	while ((thread = first_timeout()) && thread->wake_at <= context.now_us)
		sched_wake(thread, -EAGAIN);
}

void sched_advance_by_timeouts(int64_t until, bool run)
{
	struct k_thread *first;

	while (sched_num_threads && (first = first_timeout()) && first->wake_at < until) {
		if (first->wake_at > context.now_us)
			context.now_us = first->wake_at;
		expire();
		if (run)
			sched_run_threads();
	}
	if (until > context.now_us)
		context.now_us = until;
	expire();
}

/* ---- moving the baton ---- */

/* Nobody can run and the supervisor waits: on the DSP, time would pass now. */
static void jump_to_timeout(void)
{
	struct k_thread *first = first_timeout();

	if (!first)
		panic_at(__FILE__, __LINE__,
			 "deadlock: the supervisor waits for %s %p for ever and no thread can run",
			 context_supervisor.wait_kind, context_supervisor.wait_object);
	context.now_us = first->wake_at;
	expire();
}

static struct k_thread *choose_or_jump(void)
{
	struct k_thread *next;

	while (!(next = choose()))
		jump_to_timeout();
	return next;
}

static void pass_to(struct k_thread *next)
{
	struct k_thread *from = context.current;

	if (next == from)
		return;
	context.current = next;
	baton_pass(from, next);
}

void sched_reschedule(void)
{
	struct k_thread *next;

	if (context.current == &context_supervisor)
		return;
	next = choose_or_jump();
	/* a cooperative thread gives way to the supervisor only */
	if (context.current->prio < 0 && next != &context_supervisor)
		return;
	pass_to(next);
}

void sched_run_ready(void)
{
	supervisor_idle = true;
	pass_to(choose());
	supervisor_idle = false;
}

void sched_requeue(struct k_thread *thread)
{
	thread->order = ++order;
}

void sched_leave(struct k_thread *self)
{
	struct k_thread *next = choose_or_jump();

	context.waits++;
	context.current = next;
	baton_leave(self, next);
}

/* ---- waiting and waking ---- */

void sched_make_ready(struct k_thread *thread)
{
	set_state(thread, THREAD_READY);
	thread->wake_at = -1;
	thread->order = ++order;
}

void sched_wake(struct k_thread *thread, int result)
{
	queue_remove(thread);
	thread->wait_result = result;
	sched_make_ready(thread);
}

int sched_pend_until(_wait_q_t *queue, const char *kind, const void *object, k_ticks_t end)
{
	struct k_thread *self = context.current;

	spinlock_check_may_wait(kind, object);
	context.waits++;
	set_state(self, THREAD_WAITING);
	self->wake_at = end;
	self->wait_kind = kind;
	self->wait_object = object;
	self->order = ++order;
	if (queue)
		queue_append(queue, self);
	pass_to(choose_or_jump());
	return self->wait_result;
}

struct k_thread *sched_best_waiter(const _wait_q_t *queue)
{
	struct k_thread *best = queue->head;
	struct k_thread *at;

	for (at = best; at; at = at->wait_next) {
		if (comes_before(at, best))
			best = at;
	}
	return best;
}

unsigned int sched_wake_all(_wait_q_t *queue, int result)
{
	unsigned int woken = 0;

	while (queue->head) {
		sched_wake(sched_best_waiter(queue), result);
		woken++;
	}
	return woken;
}
