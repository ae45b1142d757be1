/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include <adsp/inspect.h>
#include <platform/machine.h>
#include <zephyr/internal/syscall_handler.h>

#include "base/log.h"
#include "base/panic.h"
#include "base/signals.h"
#include "base/trap.h"
#include "kernel/object.h"
#include "kernel/stack.h"
#include "kernel/syscall.h"
#include "kernel/thread.h"
#include "memory/mem_domain.h"
#include "memory/mmu.h"
#include "sched/baton.h"
#include "sched/scheduler.h"
#include "sched/spinlock.h"

/* Stack of the thread with that index. */
static struct stack *stack_of[Z_MAX_THREADS];

/* Why the running thread is killed. */
static struct {
	unsigned int reason;
	const char *text;
} killed;

static void run_thread(struct k_thread *thread);
static void end_killed(struct k_thread *thread);

static const struct baton_main thread_main = { .run = run_thread, .escaped = end_killed };

/* ---- life ---- */

k_tid_t k_thread_create(struct k_thread *thread, k_thread_stack_t *stack_base, size_t stack_size,
			k_thread_entry_t entry, void *p1, void *p2, void *p3, int prio,
			uint32_t options, k_timeout_t delay)
{
	struct stack *stack = stack_find(stack_base);
	struct k_thread *parent = k_current_get();
	int index;

	KERNEL_ONLY();
	if (!stack || stack->user || stack_size > stack->bytes)
		panic_at(__FILE__, __LINE__,
			 "k_thread_create: stack %p of %zu bytes is not a free one from "
			 "k_thread_stack_alloc()",
			 (void *)stack_base, stack_size);
	if (thread->state)
		panic_at(__FILE__, __LINE__, "k_thread_create: thread %s is alive", thread->name);
	if (prio < K_HIGHEST_THREAD_PRIO || prio > K_LOWEST_THREAD_PRIO)
		panic_at(__FILE__, __LINE__, "k_thread_create: priority %d is not within %d..%d",
			 prio, K_HIGHEST_THREAD_PRIO, K_LOWEST_THREAD_PRIO);
	index = object_thread_index(thread);
	if (index < 0) {
		log_line(ADSP_LOG_ERR, "kernel", "no room for another thread, %d run",
			 Z_MAX_THREADS - 1);
		return NULL;
	}
	*thread = (struct k_thread){
		.prio = prio,
		.options = (uint8_t)options,
		.index = index,
		.cpu = (uint8_t)cpu_get_id(),
		.entry = entry,
		.args = { p1, p2, p3 },
	};
	snprintf(thread->name, sizeof(thread->name), "thread%d", index);
	thread->stack_info.start = (uintptr_t)stack->base;
	thread->stack_info.size = stack->bytes;
	stack_of[index] = stack;
	stack_paint(stack);
	if (baton_create(thread, &thread_main)) {
		object_thread_end(thread, stack_base);
		log_line(ADSP_LOG_ERR, "kernel", "the host gives no thread");
		return NULL;
	}
	stack->user = thread;
	if (options & K_USER)
		signals_take();
	sched_add(thread);
	object_thread_begin(thread, stack_base, options & K_INHERIT_PERMS ? parent : NULL);
	mem_domain_join(thread, parent->mem_domain_info.mem_domain);
	if (K_TIMEOUT_EQ(delay, K_NO_WAIT))
		k_thread_start(thread);
	else
		thread->wake_at = sched_deadline(delay);
	return thread;
}

void k_thread_start(k_tid_t thread)
{
	KERNEL_ONLY();
	if (thread->state != THREAD_NEW)
		return;
	sched_make_ready(thread);
	sched_reschedule();
}

void k_wakeup(k_tid_t thread)
{
	KERNEL_ONLY();
	if (thread->state == THREAD_NEW) {
		k_thread_start(thread);
	} else if (thread->state == THREAD_WAITING && !thread->pended_on) {
		sched_wake(thread, 0);
		sched_reschedule();
	}
}

/* Everything but the OS thread. The thread's own structure may be gone on return. */
static void end_thread(struct k_thread *thread)
{
	struct stack *stack = stack_of[thread->index];

	if (thread->options & K_ESSENTIAL)
		panic_at(__FILE__, __LINE__, "essential thread %s has ended", thread->name);
	mmu_end(thread);
	sched_remove(thread);
	sched_wake_all(&thread->join_q, 0);
	mem_domain_leave(thread);
	stack->user = NULL;
	stack_of[thread->index] = NULL;
	object_thread_end(thread, stack->base);
}

static void __noreturn end_self(struct k_thread *self)
{
	struct k_thread last = *self; /* its host half outlives the object */

	spinlock_check_may_wait("its end: thread", self);
	end_thread(self);
	sched_leave(&last);
}

/* Body of a thread on its own OS thread; ends it when the entry function returns. */
static void run_thread(struct k_thread *thread)
{
	k_thread_entry_t entry = thread->entry;
	void *args[] = { thread->args[0], thread->args[1], thread->args[2] };

	if (thread->options & K_USER)
		syscall_run_user(thread, entry, args);
	else
		entry(args[0], args[1], args[2]);
	end_self(k_current_get());
}

static void end_killed(struct k_thread *thread)
{
	log_line(ADSP_LOG_ERR, "kernel", "%s", killed.text);
	thread->syscall = NULL;
	if (!context.halted)
		k_sys_fatal_error_handler(killed.reason, NULL);
	k_thread_abort(thread);
}

void thread_kill_self(unsigned int reason, const char *text)
{
	killed.reason = reason;
	killed.text = text;
	baton_escape(k_current_get());
}

SYSCALL_TRAP void z_oops(const char *file, int line)
{
	struct k_thread *self = k_current_get();

	if (context.user_mode)
		trap_kill(K_ERR_KERNEL_OOPS, "oops", "k_oops", 0);
	if (context_in_supervisor() || self->options & K_ESSENTIAL)
		panic_at(file, line, "k_oops");
	if (self->options & K_USER)
		trap_kill(K_ERR_KERNEL_OOPS, "oops", "k_oops", 0);
	log_line(ADSP_LOG_ERR, "kernel", "oops in thread %s (%s:%d): killed", self->name,
		 panic_source_path(file), line);
	k_thread_abort(self);
	__builtin_unreachable();
}

void k_thread_abort(k_tid_t thread)
{
	struct k_thread last;

	KERNEL_ONLY();
	if (thread->state == THREAD_DEAD)
		return;
	if (thread == k_current_get()) {
		if (context_in_supervisor())
			panic_at(__FILE__, __LINE__, "k_thread_abort: of the supervisor");
		end_self(thread);
	}
	last = *thread;
	end_thread(thread);
	baton_end(&last);
	sched_reschedule();
}

void thread_end_all(void)
{
	unsigned int i;

	for (i = 0; i < Z_MAX_THREADS; i++) {
		struct k_thread *thread = sched_thread(i);

		if (!thread)
			continue;
		thread->options &= (uint8_t)~K_ESSENTIAL;
		k_thread_abort(thread);
	}
}

int k_thread_join(struct k_thread *thread, k_timeout_t timeout)
{
	struct k_thread *self = k_current_get();

	KERNEL_ONLY();
	if (thread->state == THREAD_DEAD)
		return 0;
	if (K_TIMEOUT_EQ(timeout, K_NO_WAIT))
		return -EBUSY;
	if (thread == self || thread->pended_on == &self->join_q)
		return -EDEADLK;
	return sched_pend_until(&thread->join_q, "k_thread", thread, sched_deadline(timeout));
}

/* ---- attributes ---- */

int k_thread_cpu_pin(k_tid_t thread, int cpu)
{
	KERNEL_ONLY();
	if (cpu < 0 || (unsigned int)cpu >= platform_core_count())
		return -EINVAL;
	thread->cpu = (uint8_t)cpu;
	return 0;
}

void k_thread_absolute_deadline_set(k_tid_t thread, int deadline)
{
	KERNEL_ONLY();
	thread->deadline = deadline;
	sched_reschedule();
}

void k_thread_deadline_set(k_tid_t thread, int deadline)
{
	k_thread_absolute_deadline_set(thread, (int)(k_cycle_get_32() + (uint32_t)deadline));
}

void k_thread_priority_set(k_tid_t thread, int prio)
{
	KERNEL_ONLY();
	thread->prio = prio;
	sched_requeue(thread);
	sched_reschedule();
}

int k_thread_priority_get(k_tid_t thread)
{
	return thread->prio;
}

int k_thread_name_set(k_tid_t thread, const char *name)
{
	KERNEL_ONLY();
	snprintf(thread->name, sizeof(thread->name), "%s", name);
	return 0;
}

const char *k_thread_name_get(k_tid_t thread)
{
	return thread->name;
}

/* ---- introspection ---- */

size_t adsp_inspect_threads(struct adsp_thread_info *out, size_t max)
{
	size_t n = 0;
	unsigned int i;

	for (i = 0; i < Z_MAX_THREADS; i++) {
		const struct k_thread *thread = sched_thread(i);
		const struct stack *stack;

		if (!thread)
			continue;
		if (n < max) {
			stack = stack_of[i];
			out[n] = (struct adsp_thread_info){
				.priority = thread->prio,
				.user = thread->options & K_USER,
				.stack_size = (uint32_t)stack->asked,
				.stack_peak = (uint32_t)stack_peak(stack),
			};
			snprintf(out[n].name, sizeof(out[n].name), "%s", thread->name);
		}
		n++;
	}
	return n;
}
