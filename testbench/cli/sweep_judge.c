/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cli/cli.h"
#include "cli/sweep.h"

static const struct {
	const char *name;
	bool good;
	int status; /* what the sweep exits with when there is one */
} outcomes[SWEEP_OUTCOMES] = {
	[SWEEP_NOT_RUN] = { "not-run", true, CLI_GOOD },
	[SWEEP_REFUSED] = { "refused", true, CLI_GOOD },
	[SWEEP_SURVIVED] = { "survived", true, CLI_GOOD },
	[SWEEP_CRASHED] = { "crashed", false, CLI_FIRMWARE },
	[SWEEP_HUNG] = { "hung", false, CLI_FIRMWARE },
	[SWEEP_LEAKED] = { "leaked", false, CLI_LEAK },
	[SWEEP_DAMAGED] = { "damaged", false, CLI_FIRMWARE },
	[SWEEP_STRANGE] = { "strange", false, CLI_FIRMWARE },
};

const char *sweep_outcome_name(enum sweep_outcome outcome)
{
	return outcomes[outcome].name;
}

bool sweep_outcome_good(enum sweep_outcome outcome)
{
	return outcomes[outcome].good;
}

enum sweep_outcome sweep_outcome_of(const struct sweep_slot *slot, int wait_status)
{
	if (WIFSIGNALED(wait_status))
		return WTERMSIG(wait_status) == SIGALRM ? SWEEP_HUNG : SWEEP_CRASHED;
	/* a tool that the program runs under may have found something when it ended */
	if (!slot->finished || WEXITSTATUS(wait_status) != slot->status)
		return SWEEP_CRASHED;
	/* before the other complaints: a leak may well be their cause */
	if (slot->verdicts || slot->status == CLI_LEAK)
		return SWEEP_LEAKED;
	if (slot->status == CLI_ISOLATION)
		return SWEEP_CRASHED;
	if (slot->stalled)
		return SWEEP_HUNG;
	if (slot->status == CLI_GOOD)
		return SWEEP_SURVIVED;
	if (slot->status != CLI_FIRMWARE)
		return SWEEP_STRANGE;
	return slot->recovered ? SWEEP_REFUSED : SWEEP_DAMAGED;
}

/* ---- sites ---- */

static int add_site(struct sweep *sweep, const char *name, size_t *index)
{
	struct sweep_site *sites;

	for (*index = 0; *index < sweep->num_sites; (*index)++)
		if (strcmp(sweep->sites[*index].name, name) == 0)
			return 0;
	sites = reallocarray(sweep->sites, sweep->num_sites + 1, sizeof(*sites));
	if (!sites)
		return -1;
	sweep->sites = sites;
	sites[sweep->num_sites] = (struct sweep_site){ 0 };
	snprintf(sites[sweep->num_sites].name, sizeof(sites->name), "%s", name);
	sweep->num_sites++;
	return 0;
}

int sweep_find_sites(struct sweep *sweep, char *err, size_t err_size)
{
	for (uint64_t i = 0; i < sweep->num_allocs; i++) {
		struct sweep_alloc *alloc = &sweep->allocs[i];
		char name[ADSP_LEDGER_SYMBOL];

		/* processes that were forked from this one have its addresses */
		adsp_ledger_site(&alloc->event, name, sizeof(name));
		if (add_site(sweep, name, &alloc->site) < 0) {
			snprintf(err, err_size, "out of memory");
			return -1;
		}
		sweep->sites[alloc->site].allocs++;
	}
	return 0;
}

/* ---- results ---- */

static void add_failure(struct sweep *sweep, uint64_t number, enum sweep_outcome outcome,
			const struct sweep_slot *slot, int wait_status)
{
	struct sweep_failure *failures =
		reallocarray(sweep->failures, sweep->num_failures + 1, sizeof(*failures));

	if (!failures)
		return; /* it is counted all the same */
	sweep->failures = failures;
	failures[sweep->num_failures++] = (struct sweep_failure){
		.number = number,
		.outcome = outcome,
		.signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0,
		.status = slot->finished         ? slot->status :
			  WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) :
						   0,
		.text = strdup(slot->verdicts ? slot->verdict : slot->message),
	};
}

void sweep_judge(struct sweep *sweep, uint64_t number, const struct sweep_slot *slot,
		 int wait_status)
{
	enum sweep_outcome outcome = sweep_outcome_of(slot, wait_status);
	struct sweep_alloc *alloc = &sweep->allocs[number - 1];

	alloc->outcome = outcome;
	sweep->sites[alloc->site].outcomes[outcome]++;
	sweep->outcomes[outcome]++;
	sweep->injected++;
	if (!sweep_outcome_good(outcome))
		add_failure(sweep, number, outcome, slot, wait_status);
}

int sweep_status(const struct sweep *sweep)
{
	for (int outcome = 0; outcome < SWEEP_OUTCOMES; outcome++)
		if (sweep->outcomes[outcome] && !outcomes[outcome].good)
			return outcomes[outcome].status;
	return CLI_GOOD;
}
