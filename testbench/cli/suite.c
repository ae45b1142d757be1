/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench suite and report: scenarios of files, and reports of what became of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cli/stop_signal.h"
#include "cli/suite_init.h"
#include "cli/verb.h"
#include "report/json_file.h"
#include "suite/suite_case.h"
#include "suite/suite_measure.h"
#include "suite/suite_report.h"
#include "suite/suite_run.h"
#include "suite/suite_select.h"
#include "suite/suite_tool.h"
#include "util/output_file.h"

struct request {
	struct suite_words variables;
	struct suite_selection selection;
	const char *folder, *durations, *init, *under, *alone;
	bool rerun_failed, list, schema, expectations, keep, quiet, annotations;
	uint32_t jobs;
	const char *reports[SUITE_REPORT_FORMS];
};

/* ---- options ---- */

#define FIELD(name) .field = offsetof(struct request, name)

static bool add_word(struct suite_words *words, char *value)
{
	if (!*value || words->count == SUITE_MAX_WORDS)
		return false;
	words->word[words->count++] = value;
	return true;
}

static bool take_word(void *target, const struct cli_option *option, char *value)
{
	return add_word((struct suite_words *)((char *)target + option->field), value);
}

static bool take_words(void *target, const struct cli_option *option, char *value)
{
	char *word;

	while ((word = strsep(&value, ",")) != NULL)
		if (!take_word(target, option, word))
			return false;
	return true;
}

static bool take_variable(void *target, const struct cli_option *option, char *value)
{
	return *value != '=' && strchr(value, '=') && take_word(target, option, value);
}

/* I/N */
static bool take_shard(void *target, const struct cli_option *option, char *value)
{
	struct request *request = target;
	char *slash = strchr(value, '/');
	uint64_t shard, shards;

	(void)option;
	if (!slash)
		return false;
	*slash = '\0';
	if (!cli_parse_u64(&shards, slash + 1, 1, 1000) || !cli_parse_u64(&shard, value, 1, shards))
		return false;
	request->selection.shard = (uint32_t)shard;
	request->selection.shards = (uint32_t)shards;
	return true;
}

#define BIT_SUITE  1u
#define BIT_REPORT 2u

#define REPORT(number, word, text)                                                             \
	{                                                                                      \
		0, word, "FILE", "a file", cli_take_text, FIELD(reports[number]), .help = text \
	}
#define SUITE(letter, word, arg, want, fn, ...)                              \
	{                                                                    \
		letter, word, arg, want, fn, .verbs = BIT_SUITE, __VA_ARGS__ \
	}

static const struct cli_option options[] = {
	{ .help = "Which scenarios:", .verbs = BIT_SUITE },
	SUITE(0, "only", "NAME", "a name or a pattern", take_word, FIELD(selection.only),
	      .repeats = true,
	      .help = "those of this name, or of a pattern as 'src/*' (repeatable)"),
	SUITE(0, "tag", "TAGS", "tags, separated by commas", take_words, FIELD(selection.tags),
	      .repeats = true, .help = "those with one of these tags (repeatable)"),
	SUITE(0, "not-tag", "TAGS", "tags, separated by commas", take_words,
	      FIELD(selection.without), .repeats = true, .help = "not those with one of these"),
	SUITE(0, "shard", "I/N", "I/N, as 2/5", take_shard,
	      .help = "part I of N parts that take the same time by --durations"),
	SUITE(0, "durations", "FILE", "a file", cli_take_text, FIELD(durations),
	      .help = "result of an earlier run (--json): how long scenarios take"),
	SUITE(0, "rerun-failed", NULL, NULL, cli_take_flag, FIELD(rerun_failed),
	      .help = "only what failed the last time in this folder"),
	SUITE(0, "set", "NAME=VALUE", "NAME=VALUE", take_variable, FIELD(variables),
	      .repeats = true, .help = "a variable, whatever the files say (repeatable)"),
	SUITE(0, "list", NULL, NULL, cli_take_flag, FIELD(list),
	      .help = "print names, run nothing"),

	{ .help = "How they run:", .verbs = BIT_SUITE },
	SUITE(0, "out", "DIR", "a folder", cli_take_text, FIELD(folder),
	      .help = "where the files of scenarios that fail are kept (default suite-out)"),
	SUITE(0, "keep", NULL, NULL, cli_take_flag, FIELD(keep),
	      .help = "keep those of scenarios that pass, too"),
	SUITE(0, "under", "TOOL", "a tool", cli_take_text, FIELD(under),
	      .help = "each under valgrind, helgrind, or another build: asan, tsan, a preset's\n"
		      "(its report fails the scenario; limits are 20 times as long)"),
	SUITE(0, "alone", "DIR", "a folder", cli_take_text, FIELD(alone),
	      .help = "run the one scenario in this process, with its files in DIR:\n"
		      "for debuggers"),
	SUITE('j', "jobs", "N", "1 to 256 processes", cli_take_u32, FIELD(jobs), 1, 256,
	      "scenarios at once (default: one for each processor)"),
	{ 'q', "quiet", NULL, NULL, cli_take_flag, FIELD(quiet),
	  .help = "print failures and the last line only" },

	{ .help = "Reports:" },
	REPORT(1, "junit", "JUnit XML, as GitHub, GitLab and Jenkins read it"),
	REPORT(0, "json", "the whole result, for 'adspbench report' and --durations"),
	REPORT(2, "tap", "Test Anything Protocol, version 14"),
	REPORT(3, "sarif", "SARIF 2.1.0: leaks, faults and what was missed, with places"),
	REPORT(4, "html", "one page: verdicts, graphs, memory, waveforms, log; loads nothing"),
	REPORT(5, "summary", "Markdown, as GitHub shows it for a step"),
	REPORT(6, "trace", "virtual time of all scenarios, for ui.perfetto.dev"),
	{ 0, "annotations", NULL, NULL, cli_take_flag, FIELD(annotations),
	  .help = "print commands that mark lines in a GitHub workflow; in one it is\n"
		  "done by itself, and the step's summary is written" },

	{ .help = "To write suites:", .verbs = BIT_SUITE },
	SUITE(0, "init", "TOPOLOGY", "a topology", cli_take_text, FIELD(init),
	      .help = "print a suite with comments for this topology, to stand beside it"),
	SUITE(0, "expectations", NULL, NULL, cli_take_flag, FIELD(expectations),
	      .help = "list what can be expected of runs and outputs"),
	SUITE(0, "schema", NULL, NULL, cli_take_flag, FIELD(schema),
	      .help = "print the JSON Schema of suites, for editors"),
	{ .help = NULL },
};

/* ---- reports ---- */

static bool in_workflow(void)
{
	const char *value = getenv("GITHUB_ACTIONS");

	return value && !strcmp(value, "true");
}

static int write_reports(const char *verb, const struct request *request, const json_t *result)
{
	char err[512];

	for (size_t i = 0; i < SUITE_REPORT_FORMS; i++)
		if (request->reports[i] &&
		    suite_report_write(suite_report_form(i), result, request->reports[i], err,
				       sizeof(err)) < 0)
			return cli_fail(verb, CLI_OUTPUT, "%s", err);
	if (request->annotations || in_workflow())
		suite_report_annotations(result, stdout);
	if (in_workflow() && suite_report_step_summary(result, err, sizeof(err)) < 0)
		return cli_fail(verb, CLI_OUTPUT, "%s", err);
	return CLI_GOOD;
}

/* Reports that could not be written are refused before hours of work. */
static int check_reports(const char *verb, const struct request *request)
{
	char err[512];

	for (size_t i = 0; i < SUITE_REPORT_FORMS; i++)
		if (request->reports[i] &&
		    output_file_check(request->reports[i], err, sizeof(err)) < 0)
			return cli_fail(verb, CLI_OUTPUT, "%s", err);
	return CLI_GOOD;
}

/* The verdict in words, and as exit status. */
static int conclude(const char *verb, const json_t *result)
{
	json_int_t bad = suite_result_count(result, "fail") + suite_result_count(result, "error");
	json_int_t skipped = suite_result_count(result, "skip");
	json_int_t good = suite_result_count(result, "pass");

	printf("%d passed, %d failed, %d skipped\n", (int)good, (int)bad, (int)skipped);
	fflush(stdout);
	return bad ? cli_fail(verb, CLI_EXPECTATION, "%d of %d scenarios failed", (int)bad,
			      (int)(good + bad)) :
		     CLI_GOOD;
}

/* ---- suite ---- */

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
	puts("\nA bound is 3, <= 3, >= 3, 1..3, 3 +- 0.5, or any.");
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

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int run_scenarios(const char *verb, const struct request *request, struct suite *suite,
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
	stop_signal_catch();
	results = suite_run(suite, &how, err, sizeof(err));
	if (!results)
		return cli_fail(verb, CLI_OUTPUT, "%s", err);
	result = suite_result(files_json(suite), results, now_s() - start);
	if (suite_report_write(suite_report_form(0), result, last, err, sizeof(err)) < 0)
		status = cli_fail(verb, CLI_OUTPUT, "%s", err);
	else
		status = write_reports(verb, request, result);
	if (stop_signal())
		status = cli_fail(verb, (enum cli_exit)(128 + stop_signal()),
				  "stopped by signal %d after %zu of %zu scenarios", stop_signal(),
				  json_array_size(results), suite->count);
	else if (status == CLI_GOOD)
		status = conclude(verb, result);
	json_decref(result);
	return status;
}

/* No process is made, and nothing is judged but by the result. */
static int run_alone(const char *verb, const struct request *request, struct suite *suite)
{
	const char *folder =
		suite_format(suite, "%s%s", request->alone,
			     request->alone[strlen(request->alone) - 1] == '/' ? "" : "/");
	int ret;

	if (suite->count != 1)
		return cli_usage_error(verb, "--alone: expected one scenario, %zu are selected",
				       suite->count);
	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		return cli_fail(verb, CLI_OUTPUT, "%s: %s", folder, strerror(errno));
	ret = suite_case_run(suite->scenario[0], folder);
	return ret < 0 ? cli_fail(verb, CLI_OUTPUT, "%sresult.json: %s", folder, strerror(-ret)) :
			 CLI_GOOD;
}

static int run_selected(const char *verb, const struct request *request, struct suite *suite,
			const char *last)
{
	if (request->list)
		return list_names(suite);
	if (request->alone)
		return run_alone(verb, request, suite);
	return run_scenarios(verb, request, suite, last);
}

static int select_and_run(const char *verb, struct request *request, struct suite *suite)
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
	request->selection.durations = durations;
	request->selection.failed = failed;
	if (status == CLI_GOOD && !suite_select(suite, &request->selection)) {
		if (failed || request->selection.shards > 1)
			puts("0 scenarios: nothing to run");
		else
			status = cli_fail(verb, CLI_USAGE, "no scenario is selected");
	} else if (status == CLI_GOOD) {
		status = run_selected(verb, request, suite, last);
	}
	json_decref(durations);
	json_decref(failed);
	return status;
}

static int run_files(const char *verb, struct request *request, const struct cli_words *words)
{
	char err[1024] = "";
	struct suite suite = { .variables = request->variables,
			       .err = err,
			       .err_size = sizeof(err) };
	int status = CLI_GOOD;

	if (!words->num_operands)
		return cli_usage_error(verb, "which suite? expected FILE.yaml");
	if (words->num_operands > SUITE_MAX_WORDS)
		return cli_usage_error(verb, "expected at most %d files", SUITE_MAX_WORDS);
	for (int i = 0; status == CLI_GOOD && i < words->num_operands; i++) {
		suite.files.word[suite.files.count++] = words->operands[i];
		if (suite_read(&suite, words->operands[i]) < 0)
			status = cli_fail(verb, CLI_BAD_INPUT, "%s", err);
	}
	if (status == CLI_GOOD)
		status = check_reports(verb, request);
	if (status == CLI_GOOD)
		status = select_and_run(verb, request, &suite);
	suite_free(&suite);
	return status;
}

static int run_suite(int argc, char **argv)
{
	struct request request = { .folder = "suite-out" };
	struct cli_words words;
	int status = cli_parse(&cli_suite_verb, argc, argv, &request, &words);

	if (status != CLI_GOOD)
		return status;
	if (words.help)
		status = CLI_GOOD;
	else if (request.schema)
		status = suite_print_schema() < 0 ?
				 cli_fail(argv[0], CLI_FIRMWARE, "out of memory") :
				 CLI_GOOD;
	else if (request.expectations)
		status = list_expectations();
	else if (request.init)
		status = suite_init(argv[0], request.init);
	else
		status = run_files(argv[0], &request, &words);
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_suite_verb = {
	.name = "suite",
	.summary = "run scenarios of files and judge them: the command for CI",
	.usage = "[OPTION]... FILE.yaml...\n--init TOPOLOGY",
	.about =
		"Run the scenarios of YAML files, each in a process of its own, and compare what they do with what is\n"
		"expected. What a scenario does not speak of must be as in a good run: no xrun, no missed deadline, no\n"
		"warning, no leak. Files of scenarios that fail are kept, and the command is printed that runs one again.\n"
		"docs/suite.md explains the format.",
	.options = options,
	.bit = BIT_SUITE,
	.examples = "adspbench suite --init speaker.tplg > speaker.yaml\n"
		    "adspbench suite speaker.yaml --junit junit.xml --html report.html\n"
		    "adspbench suite all.yaml --shard 2/5 --durations last.json --json shard2.json",
	.statuses =
		"0 all passed, 1 usage, 2 a suite cannot be read, 6 scenarios failed, 7 a report or the\n"
		"             folder cannot be written",
	.run = run_suite,
};

/* ---- report ---- */

/* All scenarios of all results, as one. */
static json_t *merge(const char *verb, const struct cli_words *words)
{
	json_t *files = json_array(), *scenarios = json_array(), *names = json_object();
	double seconds = 0;
	char err[512] = "";

	for (int i = 1; !*err && i < words->num_operands; i++) {
		json_t *part = suite_result_load(words->operands[i], err, sizeof(err)), *item;
		size_t k;

		json_array_foreach(json_object_get(part, "scenarios"), k, item)
		{
			const char *name = suite_text(item, "name");

			if (json_object_get(names, name) && !*err)
				snprintf(err, sizeof(err), "%s: scenario '%.200s' is in %s as well",
					 words->operands[i], name, suite_text(names, name));
			json_object_set_new(names, name, json_text(words->operands[i]));
			json_array_append(scenarios, item);
		}
		json_array_foreach(json_object_get(part, "files"), k, item)
			json_array_append(files, item);
		seconds += json_number_value(json_object_get(part, "seconds"));
		json_decref(part);
	}
	json_decref(names);
	if (!*err)
		return suite_result(files, scenarios, seconds);
	cli_fail(verb, CLI_BAD_INPUT, "%s", err);
	json_decref(files);
	json_decref(scenarios);
	return NULL;
}

static int run_report(int argc, char **argv)
{
	struct request request = { .folder = NULL };
	struct cli_words words;
	int status = cli_parse(&cli_report_verb, argc, argv, &request, &words);
	json_t *result;

	if (status != CLI_GOOD)
		return status;
	if (words.help) {
		status = CLI_GOOD;
	} else if (words.num_operands < 2 || strcmp(words.operands[0], "merge") != 0) {
		status = cli_usage_error(argv[0], "expected merge RESULT.json...");
	} else {
		result = merge(argv[0], &words);
		status = result ? write_reports(argv[0], &request, result) : CLI_BAD_INPUT;
		if (status == CLI_GOOD)
			status = conclude(argv[0], result);
		json_decref(result);
	}
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_report_verb = {
	.name = "report",
	.summary = "make one report of the results of several suites",
	.usage = "merge [OPTION]... RESULT.json...",
	.about =
		"Join results that 'adspbench suite --json' has written, as by the shards of a suite, and write reports\n"
		"of all of them.",
	.options = options,
	.bit = BIT_REPORT,
	.examples = "adspbench report merge shard*.json --junit junit.xml --html report.html",
	.statuses =
		"0 all passed, 1 usage, 2 a result cannot be read, 6 scenarios failed, 7 a report\n"
		"             cannot be written",
	.run = run_report,
};
