/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <adsp/inspect.h>

#include "cli/cli.h"
#include "cli/run_execute.h"
#include "cli/stop_signal.h"
#include "cli/sweep.h"

/* Address space for the list of allocations; pages are taken as it grows. */
#define MAX_ALLOCS (1u << 20)

struct job {
	pid_t pid; /* 0: free */
	uint64_t number;
	struct sweep_slot *slot;
};

static void *map_shared(size_t bytes)
{
	void *mem = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return mem == MAP_FAILED ? NULL : mem;
}

/* ---- inside of the process ---- */

/* It says nothing, leaves no core file, ends with its parent, and cannot run for ever. */
static void become_quiet(const struct run_options *options)
{
	const struct rlimit none = { 0, 0 };
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &none);
	signal(SIGALRM, SIG_DFL);
	alarm(options->limit_s);
	if (null >= 0) {
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
	}
}

static void tell_verdict(struct sweep_slot *slot)
{
	static struct adsp_ledger_verdict first;

	slot->verdicts = adsp_ledger_verdicts(&first, 1);
	if (!slot->verdicts)
		return;
	slot->kind = first.kind;
	snprintf(slot->verdict, sizeof(slot->verdict), "%s", first.text);
}

static void run_in_child(const struct run_options *asked, uint64_t number, struct sweep_slot *slot)
{
	struct run_options options = *asked;
	struct run_report *report = calloc(1, sizeof(*report));
	int status;

	if (!report)
		_exit(CLI_FIRMWARE);
	become_quiet(asked);
	options.fail_alloc = number;
	options.discard_outputs = true;
	options.prove_recovery = true;
	options.quiet = true;
	options.report_path = NULL;
	options.log_path = NULL;
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
	exit(status);
}

/* @return its id, -1 */
static pid_t start(const struct run_options *options, uint64_t number, struct sweep_slot *slot)
{
	pid_t pid;

	memset(slot, 0, sizeof(*slot));
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		run_in_child(options, number, slot);
	return pid;
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

int sweep_count(struct sweep *sweep, struct sweep_slot *result, int *wait_status, char *err,
		size_t err_size)
{
	struct sweep_slot *slot = map_shared(sizeof(*slot));
	struct counter *counter = map_shared(sizeof(*counter));
	int ret = -1;
	pid_t pid;

	sweep->allocs = map_shared(MAX_ALLOCS * sizeof(*sweep->allocs));
	if (!slot || !counter || !sweep->allocs) {
		snprintf(err, err_size, "out of memory");
		goto out;
	}
	counter->allocs = sweep->allocs;
	adsp_inspect_on_alloc(note_alloc, counter);
	pid = start(sweep->options, 0, slot);
	adsp_inspect_on_alloc(NULL, NULL);
	if (pid < 0 || waitpid(pid, wait_status, 0) < 0) {
		snprintf(err, err_size, "no process for a run: %s", strerror(errno));
		goto out;
	}
	*result = *slot;
	sweep->num_allocs = counter->count;
	if (counter->count > MAX_ALLOCS)
		snprintf(err, err_size, "the run makes %llu allocations, at most %u can be swept",
			 (unsigned long long)counter->count, MAX_ALLOCS);
	else
		ret = 0;
out:
	if (slot)
		munmap(slot, sizeof(*slot));
	if (counter)
		munmap(counter, sizeof(*counter));
	return ret;
}

/* ---- trying ---- */

uint64_t sweep_planned(const struct sweep *sweep)
{
	uint64_t every = sweep->options->every;

	return (sweep->num_allocs + every - 1) / every;
}

static uint32_t job_count(const struct run_options *options)
{
	cpu_set_t cpus;

	if (options->jobs)
		return options->jobs;
	return sched_getaffinity(0, sizeof(cpus), &cpus) ? 1 : (uint32_t)CPU_COUNT(&cpus);
}

static struct job *job_of(struct job *jobs, uint32_t count, pid_t pid)
{
	for (uint32_t i = 0; i < count; i++)
		if (jobs[i].pid == pid)
			return &jobs[i];
	return NULL;
}

int sweep_try_all(struct sweep *sweep, sweep_ended_fn ended, char *err, size_t err_size)
{
	const uint32_t count = job_count(sweep->options);
	struct job *jobs = calloc(count, sizeof(*jobs));
	struct sweep_slot *slots = map_shared(count * sizeof(*slots));
	uint64_t next = 1;
	uint32_t busy = 0;
	int ret = -1;

	if (!jobs || !slots) {
		snprintf(err, err_size, "out of memory");
		goto out;
	}
	while (busy || (next <= sweep->num_allocs && !stop_signal())) {
		struct job *job;
		int wait_status;
		pid_t pid;

		if (busy < count && next <= sweep->num_allocs && !stop_signal()) {
			job = job_of(jobs, count, 0);
			job->slot = &slots[job - jobs];
			job->number = next;
			job->pid = start(sweep->options, next, job->slot);
			if (job->pid < 0) {
				snprintf(err, err_size, "no process for a run: %s",
					 strerror(errno));
				goto out;
			}
			next += sweep->options->every;
			busy++;
			continue;
		}
		pid = waitpid(-1, &wait_status, 0);
		job = pid > 0 ? job_of(jobs, count, pid) : NULL;
		if (!job)
			continue;
		ended(sweep, job->number, job->slot, wait_status);
		job->pid = 0;
		busy--;
	}
	ret = 0;
out:
	for (uint32_t i = 0; jobs && i < count; i++) {
		if (jobs[i].pid > 0) {
			kill(jobs[i].pid, SIGKILL);
			waitpid(jobs[i].pid, NULL, 0);
		}
	}
	if (slots)
		munmap(slots, count * sizeof(*slots));
	free(jobs);
	return ret;
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
