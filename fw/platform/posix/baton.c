/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each context has a futex word that is 1 when it holds the baton. The giver stores 1 and wakes; the taker sleeps
 * while it reads 0. Release and acquire on that word order everything else.
 *
 * A thread ends on its own OS thread by jumping back to its start frame, so that no unwinder runs on the small
 * stack. Whoever gets the baton from a thread that left buries it (pthread_join) before anything else, so its stack
 * is free for use at once.
 */
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "baton.h"
#include "mmu.h"
#include "panic.h"
#include "scheduler.h"
#include "stack.h"
#include "thread.h"

struct z_thread_host {
	uint32_t baton;
	uint32_t parked;	/* 1 once the OS thread waits for its first baton */
	bool abort;
	pthread_t pthread;
	jmp_buf start;
	const void *entry_frame;
	char signal_stack[PANIC_STACK_BYTES];
};

static struct z_thread_host supervisor_host;
static struct z_thread_host *grave;	/* left, not yet buried */
static cpu_set_t old_cpus;
static bool pinned;

void baton_start(struct k_thread *supervisor)
{
	supervisor->host = &supervisor_host;
	supervisor_host.baton = 0;
	grave = NULL;
	pinned = false;
}

void baton_stop(struct k_thread *supervisor)
{
	supervisor->host = NULL;
	if (pinned)
		sched_setaffinity(0, sizeof(old_cpus), &old_cpus);
	pinned = false;
}

/* A hand-over between two processors costs several times one on the same processor. */
static void pin_to_one_cpu(void)
{
	cpu_set_t one;

	if (pinned || sched_getaffinity(0, sizeof(old_cpus), &old_cpus))
		return;
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	pinned = !sched_setaffinity(0, sizeof(one), &one);
}

static void raise_word(uint32_t *word)
{
	__atomic_store_n(word, 1, __ATOMIC_RELEASE);
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void sleep_on_word(uint32_t *word)
{
	while (!__atomic_load_n(word, __ATOMIC_ACQUIRE))
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

static void give(struct z_thread_host *host)
{
	raise_word(&host->baton);
}

static void bury(void)
{
	struct z_thread_host *host = grave;

	if (!host)
		return;
	grave = NULL;
	pthread_join(host->pthread, NULL);
	free(host);
}

static void wait_for_baton(struct z_thread_host *host)
{
	sleep_on_word(&host->baton);
	host->baton = 0;
	if (host->abort)
		longjmp(host->start, 1);
	bury();
}

static void *host_main(void *arg)
{
	struct k_thread *thread = arg;
	struct z_thread_host *host = thread->host;

	panic_thread_start(host->signal_stack);
	host->entry_frame = __builtin_frame_address(0);
	if (!setjmp(host->start)) {
		raise_word(&host->parked);
		wait_for_baton(host);
		thread_run(thread);
	}
	return NULL;
}

int baton_create(struct k_thread *thread)
{
	struct stack *stack = thread_stack(thread);
	struct z_thread_host *host = calloc(1, sizeof(*host));
	sigset_t all, old;
	pthread_attr_t attr;
	int ret;

	if (!host)
		return -ENOMEM;
	pin_to_one_cpu();
	thread->host = host;
	pthread_attr_init(&attr);
	pthread_attr_setstack(&attr, stack->base, stack->bytes);
	/* signals of the process go to the supervisor's thread; faults go to who made them */
	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGFPE);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&host->pthread, &attr, host_main, thread);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	if (ret) {
		thread->host = NULL;
		free(host);
		return -ENOMEM;
	}
	sleep_on_word(&host->parked);
	return 0;
}

void baton_pass(struct k_thread *from, struct k_thread *to)
{
	struct z_thread_host *host = from->host;

	mmu_switch(from, to);
	give(to->host);
	wait_for_baton(host);
}

void baton_leave(struct k_thread *from, struct k_thread *to)
{
	struct z_thread_host *host = from->host;

	from->host = NULL;
	mmu_switch(from, to);
	grave = host;
	give(to->host);
	longjmp(host->start, 1);
}

void baton_end(struct k_thread *thread)
{
	struct z_thread_host *host = thread->host;

	thread->host = NULL;
	host->abort = true;
	give(host);
	pthread_join(host->pthread, NULL);
	free(host);
}

const void *baton_entry_frame(const struct k_thread *thread)
{
	return thread->host ? thread->host->entry_frame : NULL;
}
