/* SPDX-License-Identifier: BSD-3-Clause */
#include <jansson.h>
#include <string.h>

#include "cli/run_option_table.h"
#include "cli/sweep.h"
#include "report/json_file.h"

#define MAX_PRINTED 20 /* failures in the text; JSON has all */

static uint64_t bad_runs(const uint64_t *outcomes)
{
	uint64_t count = 0;

	for (int outcome = 0; outcome < SWEEP_OUTCOMES; outcome++)
		if (!sweep_outcome_good((enum sweep_outcome)outcome))
			count += outcomes[outcome];
	return count;
}

/* Runs that were not made prove nothing. */
static const char *result(const struct sweep *sweep)
{
	if (bad_runs(sweep->outcomes))
		return "bad";
	return sweep->interrupted ? "interrupted" : "good";
}

/* ---- the command that repeats one failure ---- */

static void append_word(char *out, size_t size, const char *word)
{
	bool plain = *word &&
		     strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				  "-_./:=,+@%") == strlen(word);
	size_t at = strlen(out);

	if (plain) {
		snprintf(out + at, size - at, " %s", word);
		return;
	}
	snprintf(out + at, size - at, " '");
	for (; *word; word++) {
		at = strlen(out);
		snprintf(out + at, size - at, *word == '\'' ? "'\\''" : "%c", *word);
	}
	at = strlen(out);
	snprintf(out + at, size - at, "'");
}

/* The sweep's command line without what is the sweep's own. */
static void reproduce(const struct sweep *sweep, uint64_t number, char *out, size_t size)
{
	const struct cli_words *words = &sweep->options->words;

	snprintf(out, size, "adspbench run --fail-alloc %llu", (unsigned long long)number);
	for (size_t i = 0; i < words->num_given; i++) {
		const struct cli_given *given = &words->given[i];
		char name[64];

		if (given->option->verbs == RUN_VERB_SWEEP ||
		    !strcmp(given->option->name, "report"))
			continue;
		append_word(out, size, cli_option_name(given->option, name, sizeof(name)));
		if (given->value)
			append_word(out, size, given->value);
	}
}

/* ---- text ---- */

static void print_sites(const struct sweep *sweep, FILE *out)
{
	fprintf(out, "%8s %8s %8s %8s  site\n", "allocs", "refused", "survived", "bad");
	for (size_t i = 0; i < sweep->num_sites; i++) {
		const struct sweep_site *site = &sweep->sites[i];

		fprintf(out, "%8llu %8llu %8llu %8llu  %s\n", (unsigned long long)site->allocs,
			(unsigned long long)site->outcomes[SWEEP_REFUSED],
			(unsigned long long)site->outcomes[SWEEP_SURVIVED],
			(unsigned long long)bad_runs(site->outcomes), site->name);
	}
}

static void print_failure(const struct sweep *sweep, const struct sweep_failure *failure, FILE *out)
{
	char command[4096];

	fprintf(out, "allocation %llu %s", (unsigned long long)failure->number,
		sweep_outcome_name(failure->outcome));
	if (failure->signal)
		fprintf(out, ", signal %d (%s)", failure->signal, strsignal(failure->signal));
	else
		fprintf(out, ", exit status %d", failure->status);
	fprintf(out, ", at %s\n", sweep->sites[sweep->allocs[failure->number - 1].site].name);
	if (failure->text && *failure->text)
		fprintf(out, "  %s\n", failure->text);
	reproduce(sweep, failure->number, command, sizeof(command));
	fprintf(out, "  %s\n", command);
}

void sweep_print(const struct sweep *sweep, FILE *out)
{
	fprintf(out, "adspbench sweep: %s on %s\n", sweep->options->topology,
		sweep->options->platform);
	print_sites(sweep, out);
	for (size_t i = 0; i < sweep->num_failures && i < MAX_PRINTED; i++)
		print_failure(sweep, &sweep->failures[i], out);
	if (sweep->num_failures > MAX_PRINTED)
		fprintf(out, "and %zu more\n", sweep->num_failures - MAX_PRINTED);

	fprintf(out,
		"allocations %llu\ninjected failures %llu:", (unsigned long long)sweep->num_allocs,
		(unsigned long long)sweep->injected);
	for (int outcome = SWEEP_REFUSED; outcome < SWEEP_OUTCOMES; outcome++)
		fprintf(out, "%s %llu %s", outcome == SWEEP_REFUSED ? "" : ",",
			(unsigned long long)sweep->outcomes[outcome],
			sweep_outcome_name((enum sweep_outcome)outcome));
	fprintf(out, "\nresult: %s\n", result(sweep));
}

/* ---- JSON ---- */

static json_t *outcomes_json(const uint64_t *outcomes)
{
	json_t *object = json_object();

	for (int outcome = SWEEP_REFUSED; outcome < SWEEP_OUTCOMES; outcome++)
		json_object_set_new(object, sweep_outcome_name((enum sweep_outcome)outcome),
				    json_integer((json_int_t)outcomes[outcome]));
	return object;
}

static json_t *failure_json(const struct sweep *sweep, const struct sweep_failure *failure)
{
	char command[4096];

	reproduce(sweep, failure->number, command, sizeof(command));
	return json_pack("{sI ss ss si si ss ss}", "allocation", (json_int_t)failure->number,
			 "site", sweep->sites[sweep->allocs[failure->number - 1].site].name,
			 "outcome", sweep_outcome_name(failure->outcome), "signal", failure->signal,
			 "status", failure->status, "text", failure->text ? failure->text : "",
			 "reproduce", command);
}

static json_t *sweep_json(const struct sweep *sweep)
{
	json_t *sites = json_array(), *failures = json_array();

	for (size_t i = 0; i < sweep->num_sites; i++)
		json_array_append_new(
			sites, json_pack("{ss sI so}", "site", sweep->sites[i].name, "allocations",
					 (json_int_t)sweep->sites[i].allocs, "outcomes",
					 outcomes_json(sweep->sites[i].outcomes)));
	for (size_t i = 0; i < sweep->num_failures; i++)
		json_array_append_new(failures, failure_json(sweep, &sweep->failures[i]));
	return json_pack("{ss ss sI sI so so so ss}", "topology", sweep->options->topology,
			 "platform", sweep->options->platform, "allocations",
			 (json_int_t)sweep->num_allocs, "injected", (json_int_t)sweep->injected,
			 "outcomes", outcomes_json(sweep->outcomes), "sites", sites, "failures",
			 failures, "result", result(sweep));
}

int sweep_write_json(const struct sweep *sweep, const char *path, char *err, size_t err_size)
{
	return json_file_write(sweep_json(sweep), path, err, err_size);
}
