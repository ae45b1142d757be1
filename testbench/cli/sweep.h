/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The proof by failure: a scenario is run once to note the firmware's allocations, then once for each of them, which
 * fails. Every run is a process of its own.
 *
 *   sweep.c        the verb: options, order, exit status
 *   sweep_pool.c   the processes
 *   sweep_judge.c  what a run's end means, and the table of sites
 *   sweep_report.c   text and JSON
 *
 * Functions return 0, or -1 with a line in err.
 */
#ifndef TESTBENCH_CLI_SWEEP_H
#define TESTBENCH_CLI_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include <adsp/ledger.h>

#include "cli/run_options.h"

enum sweep_outcome {
	SWEEP_NOT_RUN,
	SWEEP_REFUSED,  /* a clean error */
	SWEEP_SURVIVED, /* the run was good all the same */
	SWEEP_CRASHED,  /* a signal, a panic, a fault, a complaint at exit */
	SWEEP_HUNG,     /* no end, no answer, or streams that stand still without an error */
	SWEEP_LEAKED,   /* the ledger has a verdict */
	SWEEP_DAMAGED, /* a clean error, but the same run without a failure does not work any more */
	SWEEP_STRANGE, /* another exit status than good or firmware refused */
	SWEEP_OUTCOMES,
};

/** "refused", "survived", ... */
const char *sweep_outcome_name(enum sweep_outcome outcome);

/** Is it what the sweep asks for? */
bool sweep_outcome_good(enum sweep_outcome outcome);

/** What a process reports of its run; it stands in memory that both share. */
struct sweep_slot {
	bool finished; /* else the process ended before the run did */
	bool stalled;
	bool recovered; /* a second run in the same machine was good */
	int status;
	char message[1024]; /* the run's error */
	uint64_t verdicts;
	enum adsp_ledger_kind kind; /* of the first verdict */
	char verdict[ADSP_LEDGER_TEXT];
};

/** An allocation of the run in which none fails. */
struct sweep_alloc {
	struct adsp_ledger_event event; /* its owner lives in another process */
	size_t site;                    /* in sites[] */
	enum sweep_outcome outcome;     /* of the run in which it failed */
};

/** A place that allocates. */
struct sweep_site {
	char name[ADSP_LEDGER_SYMBOL];
	uint64_t allocs;
	uint64_t outcomes[SWEEP_OUTCOMES];
};

/** A run that did not end as it should. */
struct sweep_failure {
	uint64_t number; /* of the allocation */
	enum sweep_outcome outcome;
	int signal; /* that ended the process; 0: none */
	int status; /* of the process, or of the run */
	char *text; /* verdict or error */
};

struct sweep {
	const struct run_options *options;

	struct sweep_alloc *allocs; /* shared with the counting process; allocs[n - 1] is number n */
	uint64_t num_allocs;
	struct sweep_site *sites;
	size_t num_sites;

	bool interrupted; /* not all have been tried */
	uint64_t injected;
	uint64_t outcomes[SWEEP_OUTCOMES];
	struct sweep_failure *failures;
	size_t num_failures;
};

/** Called when a run has ended. @param wait_status as of waitpid() */
typedef void (*sweep_ended_fn)(struct sweep *sweep, uint64_t number, const struct sweep_slot *slot,
			       int wait_status);

/**
 * Run the scenario with no failure and note every allocation in allocs[].
 * @param slot	how it ended
 */
int sweep_count(struct sweep *sweep, struct sweep_slot *slot, int *wait_status, char *err,
		size_t err_size);

/** Run it for each allocation to be tried, in parallel. Stops early at a signal. */
int sweep_try_all(struct sweep *sweep, sweep_ended_fn ended, char *err, size_t err_size);

/** How many allocations are tried. */
uint64_t sweep_planned(const struct sweep *sweep);

/** Name the sites of all allocations. */
int sweep_find_sites(struct sweep *sweep, char *err, size_t err_size);

/** Count the end of a run. A sweep_ended_fn. */
void sweep_judge(struct sweep *sweep, uint64_t number, const struct sweep_slot *slot,
		 int wait_status);

/** What the end of a run means. @param slot what it reported */
enum sweep_outcome sweep_outcome_of(const struct sweep_slot *slot, int wait_status);

/** Exit status of the sweep. */
int sweep_status(const struct sweep *sweep);

void sweep_print(const struct sweep *sweep, FILE *out);
int sweep_write_json(const struct sweep *sweep, const char *path, char *err, size_t err_size);

void sweep_release(struct sweep *sweep);

#endif
