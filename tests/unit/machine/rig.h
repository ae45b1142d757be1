/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of the machine share: power on without the firmware, and look at a run that ends in a panic (the
 * panicking part runs in a child process).
 */
#ifndef TESTS_MACHINE_RIG_H
#define TESTS_MACHINE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <adsp/machine.h>
#include <adsp/profile.h>

#include "../isolation.h"
#include "machine.h"

static inline int rig_boot_nothing(void)
{
	return 0;
}

/* Last log line that rig_log() took, as "level tag: text". */
static char rig_log_line[1100] __attribute__((unused));

static inline void rig_log(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
			   const char *text)
{
	snprintf(rig_log_line, sizeof(rig_log_line), "%d %s: %s", (int)level, tag, text);
}

/* Of the machines that rig_start_with() starts; AUTO: one in which user code writes to the test's own variables. */
static enum adsp_isolation rig_isolation __attribute__((unused));

static inline enum adsp_isolation rig_choose_isolation(void)
{
	return rig_isolation == ADSP_ISOLATION_AUTO ? isolation_with_test_variables() :
						      rig_isolation;
}

static inline void rig_start_with(int (*boot)(void))
{
	struct adsp_profile profile;
	struct adsp_machine_config config = {
		.profile = &profile,
		.log_level = ADSP_LOG_DBG,
		.log = rig_log,
		.isolation = rig_choose_isolation(),
	};
	char err[256] = "";

	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) ||
	    machine_power_on(&config, boot, err, sizeof(err)))
		fail_msg("%s", err);
}

/* cmocka set-up and tear-down */
static inline int rig_start(void **state)
{
	rig_start_with(rig_boot_nothing);
	return 0;
}

static inline int rig_stop(void **state)
{
	adsp_machine_stop();
	return 0;
}

/* Run fn on a fresh machine in a child; it must end with that exit code and say `expected` on stderr. */
static inline void rig_expect_end(void (*fn)(void), int exit_code, const char *expected)
{
	char text[4096];
	size_t length = 0;
	ssize_t got;
	int pipe_fds[2];
	int status;
	pid_t pid;

	assert_int_equal(pipe(pipe_fds), 0);
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		dup2(pipe_fds[1], STDERR_FILENO);
		adsp_machine_stop();
		rig_start_with(rig_boot_nothing);
		fn();
		_exit(77);
	}
	close(pipe_fds[1]);
	while (length < sizeof(text) - 1 &&
	       (got = read(pipe_fds[0], text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)got;
	text[length] = '\0';
	close(pipe_fds[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != exit_code || !strstr(text, expected))
		fail_msg("status 0x%x, expected exit %d and '%s', got '%s'", status, exit_code,
			 expected, text);
}

static inline void rig_expect_fatal(void (*fn)(void), const char *expected)
{
	rig_expect_end(fn, ADSP_EXIT_FAULT, expected);
}

#endif
