/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <adsp/inspect.h>

#include "cli/cli.h"
#include "cli/run_execute.h"
#include "cli/stop_signal.h"
#include "cli/sweep.h"
#include "util/pool.h"

/* Address space for the list of allocations; pages are taken as it grows. */
#define MAX_ALLOCS (1u << 20)

static void *map_shared(size_t bytes)
{
	void *mem = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return mem == MAP_FAILED ? NULL : mem;
}

/* ---- inside of the process ---- */

static void tell_verdict(struct sweep_slot *slot)
{
	static struct adsp_ledger_verdict first;

	slot->verdicts = adsp_ledger_verdicts(&first, 1);
	if (!slot->verdicts)
		return;
	slot->kind = first.kind;
	snprintf(slot->verdict, sizeof(slot->verdict), "%s", first.text);
}

/* @return the run's status */
static int run_in_child(const struct run_options *asked, uint64_t number, struct sweep_slot *slot)
{
	struct run_options options = *asked;
	struct run_report *report = calloc(1, sizeof(*report));
	int status;

	if (!report)
		return CLI_FIRMWARE;
	options.fail_alloc = number;
	options.discard_outputs = true;
	options.prove_recovery = true;
	options.quiet = true;
	run_execute(&options, report);

	slot->stalled = report->stalled;
	slot->recovered = report->recovered;
	slot->status = report->status;
	snprintf(slot->message, sizeof(slot->message), "%s", report->message);
	tell_verdict(slot);
	status = report->status;
	run_report_release(report);
	free(report);
	slot->finished = true;
	return status;
}

/* ---- counting ---- */

struct counter {
	struct sweep_alloc *allocs;
	uint64_t count;
};

static bool note_alloc(void *ctx, uint64_t number, const struct adsp_ledger_event *event)
{
	struct counter *counter = ctx;

	counter->count = number;
	if (number <= MAX_ALLOCS)
		counter->allocs[number - 1].event = *event;
	return false;
}

/* The run without a failure is a pool of one. */
struct base_run {
	const struct run_options *options;
	struct sweep_slot *slot;
	int *wait_status;
};

static int run_base(void *ctx, size_t number, void *result)
{
	const struct base_run *base = ctx;

	return run_in_child(base->options, 0, result);
}

static void keep_base(void *ctx, size_t number, const void *result, int wait_status)
{
	const struct base_run *base = ctx;

	*base->slot = *(const struct sweep_slot *)result;
	*base->wait_status = wait_status;
}

int sweep_count(struct sweep *sweep, struct sweep_slot *result, int *wait_status, char *err,
		size_t err_size)
{
	struct base_run base = { sweep->options, result, wait_status };
	const struct pool pool = {
		.jobs = 1,
		.limit_s = sweep->options->limit_s,
		.bytes = sizeof(struct sweep_slot),
		.work = run_base,
		.ended = keep_base,
		.ctx = &base,
	};
	struct counter *counter = map_shared(sizeof(*counter));
	int ret;

	sweep->allocs = map_shared(MAX_ALLOCS * sizeof(*sweep->allocs));
	if (!counter || !sweep->allocs) {
		snprintf(err, err_size, "out of memory");
		ret = -1;
		goto out;
	}
	counter->allocs = sweep->allocs;
	adsp_inspect_on_alloc(note_alloc, counter);
	ret = pool_run(&pool, 1);
	adsp_inspect_on_alloc(NULL, NULL);
	sweep->num_allocs = counter->count;
	if (ret < 0) {
		snprintf(err, err_size, "no process for a run: %s", strerror(-ret));
	} else if (counter->count > MAX_ALLOCS) {
		snprintf(err, err_size, "the run makes %llu allocations, at most %u can be swept",
			 (unsigned long long)counter->count, MAX_ALLOCS);
		ret = -1;
	}
out:
	if (counter)
		munmap(counter, sizeof(*counter));
	return ret < 0 ? -1 : 0;
}

/* ---- trying ---- */

uint64_t sweep_planned(const struct sweep *sweep)
{
	uint64_t every = sweep->options->every;

	return (sweep->num_allocs + every - 1) / every;
}

struct attempt {
	struct sweep *sweep;
	sweep_ended_fn ended;
};

/* Number of the allocation that fails in a piece of the sweep. */
static uint64_t alloc_of(const struct attempt *attempt, size_t piece)
{
	return 1 + piece * attempt->sweep->options->every;
}

static int attempt_work(void *ctx, size_t piece, void *result)
{
	const struct attempt *attempt = ctx;

	return run_in_child(attempt->sweep->options, alloc_of(attempt, piece), result);
}

static void attempt_ended(void *ctx, size_t piece, const void *result, int wait_status)
{
	const struct attempt *attempt = ctx;

	attempt->ended(attempt->sweep, alloc_of(attempt, piece), result, wait_status);
}

static bool attempt_stop(void *ctx)
{
	return stop_signal() != 0;
}

int sweep_try_all(struct sweep *sweep, sweep_ended_fn ended, char *err, size_t err_size)
{
	struct attempt attempt = { sweep, ended };
	const struct pool pool = {
		.jobs = sweep->options->jobs,
		.limit_s = sweep->options->limit_s,
		.bytes = sizeof(struct sweep_slot),
		.work = attempt_work,
		.ended = attempt_ended,
		.stop = attempt_stop,
		.ctx = &attempt,
	};
	int ret = pool_run(&pool, sweep_planned(sweep));

	if (ret < 0)
		snprintf(err, err_size, "no process for a run: %s", strerror(-ret));
	return ret < 0 ? -1 : 0;
}

void sweep_release(struct sweep *sweep)
{
	for (size_t i = 0; i < sweep->num_failures; i++)
		free(sweep->failures[i].text);
	free(sweep->failures);
	free(sweep->sites);
	if (sweep->allocs)
		munmap(sweep->allocs, MAX_ALLOCS * sizeof(*sweep->allocs));
}
