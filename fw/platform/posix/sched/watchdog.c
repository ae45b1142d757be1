/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A timer looks now and then whether the running context has got anywhere since it last looked. The timer's signal
 * arrives on the supervisor's OS thread, as all others block it. When the culprit runs on that, it is dealt with there;
 * else another signal is passed on to the culprit's OS thread. A user thread that makes one system call after
 * the other is met at the end of one.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <platform/machine.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/sys/util.h>

#include "base/context.h"
#include "base/cpu_state.h"
#include "base/debugger.h"
#include "base/panic.h"
#include "base/signals.h"
#include "base/trap.h"
#include "memory/mmu.h"
#include "memory/process.h"
#include "sched/baton.h"
#include "sched/watchdog.h"

#define PATIENCE_MS 2000u
#define LOOKS       8 /* per time limit */
#define BLIND_LOOKS 8 /* times as many, where Linux does not tell who sleeps */

/* Checkers make everything slower. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DEFAULT_LIMIT_MS 20000u
#else
#define DEFAULT_LIMIT_MS 2000u
#endif

/* In a run that the host wants to end. */
#define INTERRUPTED_LIMIT_MS 240u

#define NS_PER_MS  1000000u
#define PATH_BYTES 32
#define RETRY_NS   200000u /* some instructions are run between, under a tracer too */
#define AWAKE_NS   500000u /* more than the handler of the timer itself uses */

static uint64_t limit_ns;
static uint32_t patience_ms = PATIENCE_MS; /* of virtual time, which is the same whoever checks */
static uint32_t period_ms;
static watchdog_fn on_hung;
static timer_t timer;
static volatile bool is_on;
static struct sigaction old_timer_action, old_watchdog_action;

/* What the last look found, and since when nothing has changed. */
static struct {
	unsigned long waits, calls;
	uint64_t cpu_ns, last_ns;      /* at the last step, and at the last look */
	_Atomic unsigned int overdue;  /* looks since its time was up */
	unsigned int asleep;           /* looks in a row at which it was found waiting in Linux */
	long sleeps;                   /* of the supervisor's OS thread, in all */
	_Atomic(const char *) verdict; /* NULL: it has time left */
	_Atomic bool is_supervisors;   /* the verdict: it was the supervisor that ran */
} seen;

bool watchdog_is_overdue(void)
{
	return seen.overdue > 2 * LOOKS;
}

static uint64_t cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec + process_cpu_ns();
}

const char *watchdog_verdict(void)
{
	const char *verdict = seen.verdict;

	return verdict ? verdict : "it does not yield";
}

bool watchdog_has_expired(void)
{
	return seen.verdict && seen.waits == context.waits;
}

/*
 * Has the supervisor's OS thread, which is awake now for the timer's signal, gone to sleep since the last look? One that
 * only waits for a processor has not.
 */
static bool supervisor_slept(void)
{
	struct rusage usage;
	bool slept;

	if (getrusage(RUSAGE_THREAD, &usage))
		return false;
	slept = usage.ru_nvcsw != seen.sleeps;
	seen.sleeps = usage.ru_nvcsw;
	return slept;
}

/* "/proc/123/stat", in a signal handler: snprintf() may take memory. */
static const char *path_of_stat(int tid, char path[PATH_BYTES])
{
	static const char begin[] = "/proc/", end[] = "/stat";
	char *at = path + PATH_BYTES - sizeof(end);

	memcpy(at, end, sizeof(end));
	do
		*--at = (char)('0' + tid % 10);
	while (tid /= 10);
	at -= sizeof(begin) - 1;
	memcpy(at, begin, sizeof(begin) - 1);
	return at;
}

/* Is another OS thread asleep, of this or another process? @return -1: Linux does not tell */
static int is_asleep(int tid)
{
	char path[PATH_BYTES], text[256];
	const char *state;
	ssize_t n;
	int fd;

	fd = open(path_of_stat(tid, path), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	state = strrchr(text, ')'); /* behind the name, which may hold anything */
	return state && (state[2] == 'S' || state[2] == 'D');
}

/* Where the code runs that is watched; 0: on the supervisor's OS thread. */
static int code_tid(void)
{
	int pid = process_id();

	return context.user_mode && pid ? pid : baton_tid();
}

/*
 * Nobody has got anywhere for this long. Who uses no processor time sleeps, or waits for a processor: without /proc it
 * takes longer to be certain.
 */
static const char *judge(void)
{
	uint64_t now_ns = cpu_ns(), used_ns = now_ns - seen.last_ns;
	const int tid = code_tid();
	int asleep = tid ? is_asleep(tid) : supervisor_slept();
	unsigned int enough = asleep < 0 ? LOOKS * BLIND_LOOKS : LOOKS;

	seen.last_ns = now_ns;
	if (now_ns - seen.cpu_ns >= limit_ns)
		return "it does not yield";
	if (asleep < 0)
		asleep = used_ns < limit_ns / LOOKS / LOOKS;
	/* a process that calls the kernel all the time waits for it half of the time */
	if (process_id() && used_ns > AWAKE_NS)
		asleep = 0;
	seen.asleep = asleep ? seen.asleep + 1 : 0;
	return seen.asleep >= enough ? "it is blocked in a Linux call" : NULL;
}

/* The host's time is no matter of the firmware, which has asked for something. Its own goes on when the host is done. */
static void skip_host(void)
{
	uint64_t now_ns = cpu_ns();

	seen.cpu_ns += now_ns - seen.last_ns;
	seen.last_ns = now_ns;
	seen.asleep = 0;
}

static void look_again_after(uint64_t ns)
{
	struct itimerspec spec = {
		.it_value = { (time_t)(ns / 1000000000u), (long)(ns % 1000000000u) },
		.it_interval = { period_ms / 1000, period_ms % 1000 * NS_PER_MS },
	};

	timer_settime(timer, 0, &spec, NULL);
}

static void set_limit(uint32_t limit_ms)
{
	limit_ns = (uint64_t)limit_ms * NS_PER_MS;
	period_ms = MAX(limit_ms / LOOKS, 1);
}

static void on_timer(int number, siginfo_t *info, void *registers)
{
	mmu_open_handler();
	if ((context_in_supervisor() && !context.in_call) || seen.waits != context.waits ||
	    seen.calls != context.calls) {
		seen.waits = context.waits;
		seen.calls = context.calls;
		seen.cpu_ns = cpu_ns();
		seen.last_ns = seen.cpu_ns;
		seen.asleep = 0;
		seen.overdue = 0;
		seen.verdict = NULL;
		return;
	}
	if (context_in_supervisor() && context.in_host) {
		skip_host();
		return;
	}
	seen.is_supervisors = context_in_supervisor();
	seen.verdict = judge();
	if (!seen.verdict)
		return;
	seen.overdue++;
	if (baton_tid()) {
		baton_signal(WATCHDOG_SIGNAL);
		return;
	}
	on_hung(seen.verdict, registers);
	if (context_in_supervisor())
		look_again_after(RETRY_NS); /* it is not where it can be left */
}

CPU_STATE_UNKNOWN static void on_watchdog(int number, siginfo_t *info, void *registers)
{
	/* somebody else may run meanwhile */
	if (!baton_is_mine())
		return;
	cpu_state_set();
	mmu_open_handler();
	if (watchdog_has_expired())
		on_hung(seen.verdict, registers);
}

SYSCALL_TRAP void watchdog_meet(void)
{
	if (context_in_supervisor() && context.in_call && !context.in_host && seen.is_supervisors &&
	    watchdog_has_expired())
		trap_kill(K_ERR_HUNG, "hung", watchdog_verdict(), 0);
}

uint32_t platform_patience_ms(void)
{
	return patience_ms;
}

void watchdog_start(uint32_t limit_ms, watchdog_fn hung)
{
	struct sigaction timer_action = {
		.sa_sigaction = on_timer,
		.sa_flags = SA_SIGINFO | SA_RESTART,
	};
	struct sigaction watchdog_action = {
		.sa_sigaction = on_watchdog,
		.sa_flags = SA_SIGINFO | SA_ONSTACK,
	};
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = TIMER_SIGNAL };

	on_hung = hung;
	patience_ms = limit_ms ? limit_ms : PATIENCE_MS;
	set_limit(limit_ms ? limit_ms : DEFAULT_LIMIT_MS);
	memset(&seen, 0, sizeof(seen));
	seen.waits = ULONG_MAX;
	sigaction(TIMER_SIGNAL, &timer_action, &old_timer_action);
	sigaction(WATCHDOG_SIGNAL, &watchdog_action, &old_watchdog_action);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer))
		panic_host("no timer: %s", strerror(errno));
	/* who stops at breakpoints gets nowhere for as long as they like */
	is_on = !debugger_present;
	if (is_on)
		look_again_after((uint64_t)period_ms * NS_PER_MS);
}

void watchdog_hurry(void)
{
	if (!is_on || limit_ns <= INTERRUPTED_LIMIT_MS * NS_PER_MS)
		return;
	set_limit(INTERRUPTED_LIMIT_MS);
	look_again_after((uint64_t)period_ms * NS_PER_MS);
}

void watchdog_stop(void)
{
	is_on = false;
	timer_delete(timer);
	sigaction(TIMER_SIGNAL, &old_timer_action, NULL);
	sigaction(WATCHDOG_SIGNAL, &old_watchdog_action, NULL);
}
