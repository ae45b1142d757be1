/* SPDX-License-Identifier: BSD-3-Clause */
/* Log lines of the firmware and the driver, by virtual time: "[12.034000] <wrn> tag: text". */
#ifndef TESTBENCH_CLI_RUN_LOG_H
#define TESTBENCH_CLI_RUN_LOG_H

#include <stdio.h>

#include <adsp/machine.h>

#include "trace/recorder.h"

struct run_log {
	FILE *file;
	struct output_file *output; /* what file belongs to; NULL: standard error */
	enum adsp_log_level level;  /* lines above it are dropped */
	bool muted;                 /* drops all */
	uint64_t warnings, errors;  /* lines, also those that are dropped for their level */
	struct recorder *recorder;  /* hears all lines; NULL: none */
	bool bar;                   /* a progress bar stands on the current line of the terminal */
};

/** Write a line; an adsp_log_fn, ctx is the struct run_log. */
void run_log_line(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag,
		  const char *text);

#endif
