/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <adsp/machine.h>

#include "cli/cli.h"
#include "cli/stop_signal.h"
#include "util/stop.h"

/* timeout(1) signals its child and then the group its child is in: two signals, one request */
#define SAME_REQUEST_MS 200

static volatile sig_atomic_t caught, expired;
static volatile int64_t caught_ms;
static volatile sig_atomic_t wake_fd = -1;

int stop_signal(void)
{
	return caught;
}

bool stop_signal_expired(void)
{
	return expired;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void wake(void)
{
	const uint64_t one = 1;
	int before = errno;

	if (wake_fd >= 0 && write(wake_fd, &one, sizeof(one)) < 0)
		errno = before;
}

void stop_signal_wake(int fd)
{
	wake_fd = fd;
}

/* It may come late, when nobody waits any more and the number is that of another file. */
static void on_child(int number)
{
	wake();
}

int stop_signal_wake_by_children(void)
{
	const struct sigaction action = { .sa_handler = on_child,
					  .sa_flags = SA_RESTART | SA_NOCLDSTOP };

	return sigaction(SIGCHLD, &action, NULL);
}

/* A call that begins to wait just after a signal would not know of it: so it is followed by more. */
static void tick_after(uint32_t seconds)
{
	const struct itimerval ticks = {
		.it_value = { (time_t)seconds, seconds ? 0 : STOP_WAIT_MS * 1000 },
		.it_interval = { 0, STOP_WAIT_MS * 1000 },
	};

	setitimer(ITIMER_REAL, &ticks, NULL);
}

static void on_signal(int number)
{
	if (caught && now_ms() - caught_ms < SAME_REQUEST_MS)
		return;
	if (caught) {
		signal(number, SIG_DFL);
		raise(number);
		return;
	}
	caught = number;
	caught_ms = now_ms();
	wake();
	tick_after(0);
	adsp_machine_interrupt();
}

static void on_tick(int number)
{
	if (caught)
		return;
	expired = 1;
	adsp_machine_interrupt();
}

static bool asked(void)
{
	return caught || expired;
}

void stop_signal_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal }, tick = { .sa_handler = on_tick };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction old;

		/* nohup and shells in the background have asked to ignore them */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &action, NULL);
	}
	sigaction(SIGALRM, &tick, NULL);
	/* a pipe that nobody reads any more is an output that cannot be written, as any other */
	signal(SIGPIPE, SIG_IGN);
	stop_when(asked);
}

void stop_signal_after(uint32_t seconds)
{
	expired = 0;
	if (seconds)
		tick_after(seconds);
}

int stop_signal_result(uint32_t limit_s, char *text, size_t size)
{
	if (expired) {
		snprintf(text, size, "--max-host-time: the run has not ended within %u s", limit_s);
		return CLI_EXPECTATION;
	}
	if (!caught)
		return CLI_GOOD;
	snprintf(text, size, "stopped by signal %d", caught);
	return 128 + caught;
}

void stop_signal_done(void)
{
	if (asked())
		setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
}
