/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A timer on the process's processor time looks now and then whether anybody but the running user thread has had a turn
 * since it last looked. The timer's signal arrives on the supervisor's OS thread. In user mode it passes another one on
 * to the culprit's; a culprit that makes one system call after the other is met at the end of one.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "base/context.h"
#include "base/panic.h"
#include "sched/watchdog.h"

#define LOOKS 8 /* per time limit */

/* Checkers make everything slower. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DEFAULT_LIMIT_MS 20000u
#else
#define DEFAULT_LIMIT_MS 2000u
#endif

static uint32_t limit;
static void (*on_hung)(const void *registers);
static unsigned int threads;
static timer_t timer;
static struct sigaction old_timer_action, old_watchdog_action;

/* The timer's signal may come to any thread at any time. */
static _Atomic pthread_t user;
static atomic_ulong seen;
static atomic_uint looks;

bool watchdog_has_expired(void)
{
	return looks >= LOOKS && seen == context.waits;
}

static void on_timer(int number)
{
	if (context_in_supervisor() || context.waits != seen) {
		seen = context.waits;
		looks = 0;
	} else if (++looks >= LOOKS && context.user_mode) {
		pthread_kill(user, WATCHDOG_SIGNAL);
	}
}

static void on_watchdog(int number, siginfo_t *info, void *registers)
{
	/* it may have come back to the kernel meanwhile */
	if (context.user_mode && watchdog_has_expired() && pthread_equal(user, pthread_self()))
		on_hung(registers);
}

void watchdog_start(uint32_t limit_ms, void (*hung)(const void *registers))
{
	struct sigaction timer_action = { .sa_handler = on_timer, .sa_flags = SA_RESTART };
	struct sigaction watchdog_action = {
		.sa_sigaction = on_watchdog,
		.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
	};

	on_hung = hung;
	limit = limit_ms ? limit_ms : DEFAULT_LIMIT_MS;
	threads = 0;
	looks = 0;
	seen = 0;
	sigaction(TIMER_SIGNAL, &timer_action, &old_timer_action);
	sigaction(WATCHDOG_SIGNAL, &watchdog_action, &old_watchdog_action);
}

void watchdog_stop(void)
{
	while (threads)
		watchdog_thread_end();
	sigaction(TIMER_SIGNAL, &old_timer_action, NULL);
	sigaction(WATCHDOG_SIGNAL, &old_watchdog_action, NULL);
}

void watchdog_thread_begin(void)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = TIMER_SIGNAL };
	uint32_t period_ms = limit / LOOKS ? limit / LOOKS : 1;
	struct itimerspec spec = {
		.it_value = { period_ms / 1000, period_ms % 1000 * 1000000 },
		.it_interval = { period_ms / 1000, period_ms % 1000 * 1000000 },
	};

	if (threads++)
		return;
	if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &timer) ||
	    timer_settime(timer, 0, &spec, NULL))
		panic_at(__FILE__, __LINE__, "the host gives no timer");
}

void watchdog_thread_end(void)
{
	if (!--threads)
		timer_delete(timer);
}

void watchdog_guard_caller(void)
{
	user = pthread_self();
}
