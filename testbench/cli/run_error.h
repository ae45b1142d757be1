/* SPDX-License-Identifier: BSD-3-Clause */
/* What went wrong in a run: the exit status and its one line. The first error of a run stays. */
#ifndef TESTBENCH_CLI_RUN_ERROR_H
#define TESTBENCH_CLI_RUN_ERROR_H

#include "cli/cli.h"
#include "driver/driver.h"

struct run_error {
	int status; /* enum cli_exit, or 128 + a signal; CLI_GOOD: none */
	char text[1024];
};

/** Set the error unless there is one already. @return -1 */
int run_fail(struct run_error *error, int status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * Set the error to the driver's last one, with the name of the stream or the like, `label`. The driver's text
 * may begin with that name itself.
 * @return -1
 */
int run_fail_driver(struct run_error *error, const char *label, const struct drv_error *last);

/** Exit status for a kind of error of the driver or of control scripts. */
enum cli_exit run_status_of(enum drv_error_kind kind);

#endif
