/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <stddef.h>

#include <adsp/machine.h>

#include "cli/stop_signal.h"

static volatile sig_atomic_t caught;

int stop_signal(void)
{
	return caught;
}

static void on_signal(int number)
{
	caught = number;
	adsp_machine_interrupt();
}

void stop_signal_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal,
				    .sa_flags = SA_RESTART | (int)SA_RESETHAND };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	/* a pipe that nobody reads any more is an output that cannot be written, as any other */
	signal(SIGPIPE, SIG_IGN);
}
