/* SPDX-License-Identifier: BSD-3-Clause */
/* The ledger in a run: its history, its result after each teardown, its report. */
#ifndef TESTBENCH_CLI_RUN_LEDGER_H
#define TESTBENCH_CLI_RUN_LEDGER_H

#include <stdio.h>

#include <jansson.h>

#include "cli/run_error.h"
#include "cli/run_options.h"
#include "report/run_report.h"

struct run_ledger {
	struct output_file *history; /* NULL: not asked for */
	FILE *events;                /* what it will be made of */
	uint64_t entries;            /* in it */
	struct recorder *recorder;   /* NULL: none */
	json_t *streaming;           /* blocks and references while the streams were up */
};

/** Open what will be written and switch on what was asked for, before the machine starts. @return 0, -1 */
int run_ledger_open(struct run_ledger *ledger, const struct run_options *options,
		    struct run_error *error);

/** The streams are up, or have been. */
void run_ledger_take_streaming(struct run_ledger *ledger, const struct run_options *options);

/** The driver has gone: what it had taken must have gone too. A verdict is a leak, whatever else failed. */
void run_ledger_judge(struct run_error *error);

/** The same, without a check of what is left: after a crash nothing has been given back. */
void run_ledger_blame(struct run_error *error);

/** At the end: fill the report, write the memory report and the history. */
void run_ledger_close(struct run_ledger *ledger, const struct run_options *options,
		      struct run_report *report, struct run_error *error);

#endif
