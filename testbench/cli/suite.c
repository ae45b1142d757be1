/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench suite: scenarios of files. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli/stop_signal.h"
#include "cli/suite_init.h"
#include "cli/suite_inputs.h"
#include "cli/suite_options.h"
#include "report/json_file.h"
#include "suite/suite_case.h"
#include "suite/suite_measure.h"
#include "suite/suite_run.h"
#include "suite/suite_tool.h"
#include "util/own_folder.h"

static int list_expectations(void)
{
	const struct suite_measure *m;
	const struct suite_plain_key *key;

	for (int output = 0; output < 2; output++) {
		puts(output ? "\nof an output (streams of captures, links of playbacks):" :
			      "of a run:");
		for (size_t i = 0; (m = suite_measure_at(i)) != NULL; i++)
			if (m->output == output)
				printf("  %-16s %s%s%s%s%s\n", m->name, m->help,
				       m->unit && *m->unit ? ", in " : "", m->unit ? m->unit : "",
				       m->usual ? "; default " : "", m->usual ? m->usual : "");
		for (size_t i = 0; (key = suite_plain_key(i)) != NULL; i++)
			if (key->output == output)
				printf("  %-16s %s\n", key->name, key->help);
	}
	puts("\nA bound is 3, <= 3, '>= 3' (in quotes, as YAML wants it), 1..3, 3 +- 0.5, or any.");
	return CLI_GOOD;
}

static int list_names(const struct suite *suite)
{
	for (size_t i = 0; i < suite->count; i++) {
		const struct suite_scenario *s = suite->scenario[i];

		fputs(s->name, stdout);
		for (size_t k = 0; k < s->tags.count; k++)
			printf("%s%s", k ? "," : "  [", s->tags.word[k]);
		puts(s->tags.count ? "]" : "");
	}
	return CLI_GOOD;
}

static bool stop(void *ctx)
{
	(void)ctx;
	return stop_signal() != 0;
}

/* "suite FILE...", as it was given but for what chooses scenarios and writes reports. */
static char **again_words(struct suite *suite)
{
	char **argv = suite_alloc(suite, (3 * SUITE_MAX_WORDS + 2) * sizeof(*argv));
	int argc = 0;

	argv[argc++] = "suite";
	for (size_t i = 0; i < suite->files.count; i++)
		argv[argc++] = (char *)suite->files.word[i];
	for (size_t i = 0; i < suite->variables.count; i++) {
		argv[argc++] = "--set";
		argv[argc++] = (char *)suite->variables.word[i];
	}
	return argv;
}

static json_t *files_json(const struct suite *suite)
{
	json_t *files = json_array();

	for (size_t i = 0; i < suite->files.count; i++)
		json_array_append_new(files, json_text(suite->files.word[i]));
	return files;
}

/* Of shards each result says which one it is, so that none is missed. */
static json_t *shard_json(const struct suite_selection *selection)
{
	return json_pack("{s:i, s:i}", "part", (int)selection->shard, "of", (int)selection->shards);
}

/* Scenarios that came to their end. */
static size_t count_ended(const json_t *results)
{
	size_t i, count = 0;
	json_t *item;

	json_array_foreach((json_t *)results, i, item) count += !json_object_get(item, "stopped");
	return count;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int run_scenarios(const char *verb, const struct suite_request *request, struct suite *suite,
			 const char *last)
{
	char **again = again_words(suite);
	struct suite_how how = {
		.folder = suite_format(suite, "%s/", request->folder),
		.reproduce = suite_format(suite, "%s%s%s", suite_shell(suite, again),
					  request->under ? " --under " : "",
					  request->under ? request->under : ""),
		.again = (const char *const *)again,
		.jobs = request->jobs,
		.keep = request->keep,
		.quiet = request->quiet,
		.limit_scale = request->under ? 20 : 1,
		.out = suite_verdict_stream(request),
		.stop = stop,
	};
	char err[1024] = "";
	double start = now_s();
	json_t *results, *result;
	int status;

	if (request->under) {
		how.under = suite_tool(suite, request->under, err, sizeof(err));
		if (!how.under)
			return cli_fail(verb, CLI_USAGE, "--under: %s", err);
	}
	/* it is replaced in the end, but another file of its name is not */
	if (access(last, F_OK) == 0) {
		result = suite_result_load(last, err, sizeof(err));
		if (!result)
			return cli_fail(verb, CLI_OUTPUT,
					"%s: not replaced, as it is no result of a suite", last);
		json_decref(result);
	}
	if (!suite->count)
		fputs("0 scenarios: nothing to run\n", how.out);
	stop_signal_catch();
	results = suite_run(suite, &how, err, sizeof(err));
	if (!results)
		return cli_fail(verb, CLI_OUTPUT, "%s", err);
	result = suite_result(files_json(suite), results, now_s() - start);
	if (request->selection.shards)
		json_object_set_new(result, "shard", shard_json(&request->selection));
	status = suite_write_reports(verb, request, result);
	if (suite_report_write(suite_report_form(0), result, last, err, sizeof(err)) < 0)
		status = cli_fail(verb, CLI_OUTPUT, "%s", err);
	if (stop_signal())
		status = cli_fail(verb, (enum cli_exit)(128 + stop_signal()),
				  "stopped by signal %d after %zu of %zu scenarios", stop_signal(),
				  count_ended(results), suite->count);
	else
		status = suite_conclude(verb, request, result, status);
	json_decref(result);
	return status;
}

/* No process is made, and nothing is judged but by the result. */
static int run_alone(const char *verb, const struct suite_request *request, struct suite *suite)
{
	const char *folder =
		suite_format(suite, "%s%s", request->alone,
			     request->alone[strlen(request->alone) - 1] == '/' ? "" : "/");
	char err[512];
	int ret;

	if (suite->count != 1)
		return cli_usage_error(verb, "--alone: expected one scenario, %zu are selected",
				       suite->count);
	ret = own_folder_take(folder);
	if (ret < 0)
		return cli_fail(verb, CLI_OUTPUT, "--alone %s: %s", request->alone,
				ret == -EEXIST ?
					"holds files of others, expected a new or an empty folder" :
					strerror(-ret));
	ret = suite_case_run(suite->scenario[0], folder, err, sizeof(err));
	return ret < 0 ? cli_fail(verb, CLI_OUTPUT, "%s", err) : CLI_GOOD;
}

static int run_selected(const char *verb, const struct suite_request *request, struct suite *suite,
			const char *last)
{
	if (request->list)
		return list_names(suite);
	if (request->alone)
		return run_alone(verb, request, suite);
	return run_scenarios(verb, request, suite, last);
}

/* What has failed and was given another name since is not forgotten without a word. */
static void warn_of_renamed(const char *verb, const struct suite *suite, const json_t *failed)
{
	size_t i;
	json_t *item;

	json_array_foreach(json_object_get(failed, "scenarios"), i, item)
	{
		const char *verdict = suite_text(item, "verdict");
		bool here = strcmp(verdict, "fail") != 0 && strcmp(verdict, "error") != 0;

		for (size_t k = 0; !here && k < suite->count; k++)
			here = !strcmp(suite->scenario[k]->name, suite_text(item, "name"));
		if (!here)
			cli_fail(verb, CLI_GOOD,
				 "warning: --rerun-failed: '%s' has failed, and no suite has it",
				 suite_text(item, "name"));
	}
}

static int select_and_run(const char *verb, struct suite_request *request, struct suite *suite)
{
	const char *last = suite_format(suite, "%s/result.json", request->folder);
	json_t *durations = NULL, *failed = NULL;
	char err[512];
	int status = CLI_GOOD;

	if (request->durations) {
		durations = suite_result_load(request->durations, err, sizeof(err));
		if (!durations)
			return cli_fail(verb, CLI_BAD_INPUT, "--durations: %s", err);
	}
	if (request->rerun_failed) {
		failed = suite_result_load(last, err, sizeof(err));
		if (!failed)
			status = cli_fail(verb, CLI_BAD_INPUT, "--rerun-failed: %s", err);
	}
	if (failed)
		warn_of_renamed(verb, suite, failed);
	request->selection.durations = durations;
	request->selection.failed = failed;
	if (status == CLI_GOOD && !suite_select(suite, &request->selection) && !failed &&
	    request->selection.shards <= 1)
		status = cli_fail(verb, CLI_USAGE, "no scenario is selected");
	/* a shard without scenarios has reports like all others */
	if (status == CLI_GOOD)
		status = run_selected(verb, request, suite, last);
	json_decref(durations);
	json_decref(failed);
	return status;
}

/* What asks for a report of scenarios that do not run would get none. */
static int check_list(const char *verb, const struct suite_request *request)
{
	bool report = request->annotations;

	for (size_t i = 0; i < SUITE_REPORT_FORMS; i++)
		report |= request->reports[i] != NULL;
	return request->list && report ?
		       cli_usage_error(verb, "--list runs nothing: there is nothing to report") :
		       CLI_GOOD;
}

/* A word of the command line that nothing answers to is misspelled. */
static int check_words(const char *verb, const struct suite_request *request,
		       const struct suite *suite)
{
	const struct suite_words *only = &request->selection.only;

	/* no error: who runs many suites sets the same of all; alone, the scenarios that use it are not read */
	for (size_t i = 0; !request->alone && i < suite->variables.count; i++)
		if (!suite->variable_known[i])
			cli_fail(verb, CLI_GOOD, "warning: --set '%s': no suite has this variable",
				 suite->variables.word[i]);
	for (size_t i = 0; i < only->count; i++)
		if (!suite_selects(suite, only->word[i]))
			return cli_usage_error(verb, "--only '%s': no scenario has this name",
					       only->word[i]);
	return CLI_GOOD;
}

static int check_reports(const char *verb, const struct suite_request *request,
			 const struct suite *suite)
{
	for (size_t i = 0; i < suite->count; i++)
		suite_note_inputs(suite->scenario[i]);
	return suite_check_reports(verb, request);
}

static int run_files(const char *verb, struct suite_request *request, const struct cli_words *words)
{
	char err[1024] = "";
	struct suite suite = { .variables = request->variables,
			       .err = err,
			       .err_size = sizeof(err) };
	int status = check_list(verb, request);

	if (status != CLI_GOOD)
		return status;
	if (!words->num_operands)
		return cli_usage_error(verb, "which suite? expected FILE.yaml");
	if (words->num_operands > SUITE_MAX_WORDS)
		return cli_usage_error(verb, "expected at most %d files", SUITE_MAX_WORDS);
	if (request->alone && request->selection.only.count == 1)
		suite.wanted = request->selection.only.word[0];
	for (int i = 0; status == CLI_GOOD && i < words->num_operands; i++) {
		suite.files.word[suite.files.count++] = words->operands[i];
		if (suite_read(&suite, words->operands[i]) < 0)
			status = cli_fail(verb, CLI_BAD_INPUT, "%s", err);
	}
	if (status == CLI_GOOD)
		status = check_words(verb, request, &suite);
	if (status == CLI_GOOD)
		status = check_reports(verb, request, &suite);
	if (status == CLI_GOOD)
		status = select_and_run(verb, request, &suite);
	suite_free(&suite);
	return status;
}

static int do_what_is_asked(const char *verb, struct suite_request *request,
			    const struct cli_words *words)
{
	if ((request->sources.num_defines || request->sources.num_includes) && !request->init)
		return cli_usage_error(
			verb, "-D and -I are of --init: scenarios have define and include_dirs");
	if ((request->schema || request->expectations || request->init) && words->num_operands)
		return cli_usage_error(verb, "'%s': no suite is read here", words->operands[0]);
	if (request->schema)
		return suite_print_schema() < 0 ? cli_fail(verb, CLI_FIRMWARE, "out of memory") :
						  CLI_GOOD;
	if (request->expectations)
		return list_expectations();
	if (request->init)
		return suite_init(verb, request->init, &request->sources);
	return run_files(verb, request, words);
}

static int run_suite(int argc, char **argv)
{
	struct suite_request request = { .folder = "suite-out" };
	struct cli_words words;
	int status = CLI_FIRMWARE;

	if (source_options_init(&request.sources, argc)) {
		cli_fail(argv[0], CLI_FIRMWARE, "out of memory");
	} else {
		status = cli_parse(&cli_suite_verb, argc, argv, &request, &words);
		if (status == CLI_GOOD) {
			if (!words.help)
				status = do_what_is_asked(argv[0], &request, &words);
			cli_words_free(&words);
		}
	}
	source_options_free(&request.sources);
	return status;
}

const struct cli_verb cli_suite_verb = {
	.name = "suite",
	.summary = "run scenarios of files and judge them: the command for CI",
	.usage = "[OPTION]... FILE.yaml...\n--init TOPOLOGY [-D NAME=VALUE]... [-I DIR]...",
	.about =
		"Run the scenarios of YAML files, each in a process of its own, and compare what they do with what is\n"
		"expected. What a scenario does not speak of must be as in a good run: no xrun, no missed deadline, no\n"
		"warning, no leak. Files of scenarios that fail are kept, and the command is printed that runs one again.\n"
		"docs/suite.md explains the format.",
	.options = suite_option_table,
	.bit = SUITE_VERB_SUITE,
	.examples = "adspbench suite --init speaker.tplg > speaker.yaml\n"
		    "adspbench suite speaker.yaml --junit junit.xml --html report.html\n"
		    "adspbench suite all.yaml --shard 2/5 --durations last.json --json shard2.json",
	.statuses =
		"0 all passed, 1 usage, 2 a suite cannot be read, 6 scenarios failed, 7 a report or the\n"
		"             folder cannot be written",
	.run = run_suite,
};
