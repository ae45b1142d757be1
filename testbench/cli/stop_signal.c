/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include <adsp/machine.h>

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
	adsp_machine_interrupt();
}

static void on_alarm(int number)
{
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
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction old;

		/* nohup and shells in the background have asked to ignore them */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &action, NULL);
	}
	/* a pipe that nobody reads any more is an output that cannot be written, as any other */
	signal(SIGPIPE, SIG_IGN);
	stop_when(asked);
}

void stop_signal_after(uint32_t seconds)
{
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };

	expired = 0;
	if (seconds)
		sigaction(SIGALRM, &action, NULL);
	alarm(seconds);
}
