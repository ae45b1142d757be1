/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/file_uses.h"
#include "cli/suite_options.h"
#include "util/output_file.h"

/* ---- options ---- */

#define FIELD(name) .field = offsetof(struct suite_request, name)

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
	struct suite_request *request = target;
	char *slash = strchr(value, '/');
	uint64_t shard, shards;

	(void)option;
	if (!slash)
		return false;
	*slash = '\0';
	if (!cli_parse_u64(&shards, slash + 1, 1, SUITE_MAX_SHARDS) ||
	    !cli_parse_u64(&shard, value, 1, shards))
		return false;
	request->selection.shard = (uint32_t)shard;
	request->selection.shards = (uint32_t)shards;
	return true;
}

#define REPORT(number, word, text)                                                             \
	{                                                                                      \
		0, word, "FILE", "a file", cli_take_text, FIELD(reports[number]), .help = text \
	}
#define SUITE(letter, word, arg, want, fn, ...)                                     \
	{                                                                           \
		letter, word, arg, want, fn, .verbs = SUITE_VERB_SUITE, __VA_ARGS__ \
	}

const struct cli_option suite_option_table[] = {
	{ .help = "Which scenarios:", .verbs = SUITE_VERB_SUITE },
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

	{ .help = "How they run:", .verbs = SUITE_VERB_SUITE },
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

	{ .help = "Reports (FILE may be -, standard output; verdicts then go to standard error):" },
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

	{ .help = "To write suites:", .verbs = SUITE_VERB_SUITE },
	SUITE(0, "init", "TOPOLOGY", "a topology", cli_take_text, FIELD(init),
	      .help = "print a suite with comments for this topology, which it names from the\n"
		      "folder of the file that it is written to, or from this one"),
	SOURCE_OPTIONS_OF(offsetof(struct suite_request, sources), SUITE_VERB_SUITE),
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

FILE *suite_verdict_stream(const struct suite_request *request)
{
	for (size_t i = 0; i < SUITE_REPORT_FORMS; i++)
		if (request->reports[i] && output_file_is_stdout(request->reports[i]))
			return stderr;
	return stdout;
}

int suite_write_reports(const char *verb, const struct suite_request *request, const json_t *result)
{
	int status = CLI_GOOD;
	char err[512];

	/* one that fails leaves the others */
	for (size_t i = 0; i < SUITE_REPORT_FORMS; i++)
		if (request->reports[i] &&
		    suite_report_write(suite_report_form(i), result, request->reports[i], err,
				       sizeof(err)) < 0)
			status = cli_fail(verb, CLI_OUTPUT, "%s", err);
	if (request->annotations || in_workflow())
		suite_report_annotations(result, suite_verdict_stream(request));
	if (in_workflow() && suite_report_step_summary(result, err, sizeof(err)) < 0)
		status = cli_fail(verb, CLI_OUTPUT, "%s", err);
	return status;
}

/* Reports that could not be written are refused before hours of work. */
int suite_check_reports(const char *verb, const struct suite_request *request)
{
	struct file_uses uses = { .count = 0 };
	char err[512];

	/* not noted as read: the folder's own result of the last time is replaced by this one's */
	file_uses_add(&uses, request->durations, FILE_READ);
	for (size_t i = 0; i < SUITE_REPORT_FORMS; i++)
		file_uses_add(&uses, request->reports[i], FILE_WRITTEN);
	if (file_uses_compare(&uses, err, sizeof(err)) < 0)
		return cli_usage_error(verb, "%s", err);
	for (size_t i = 0; i < SUITE_REPORT_FORMS; i++)
		if (request->reports[i] &&
		    output_file_check(request->reports[i], err, sizeof(err)) < 0)
			return cli_fail(verb, CLI_OUTPUT, "%s", err);
	return CLI_GOOD;
}

/* The verdict in words, and as exit status. */
int suite_conclude(const char *verb, const struct suite_request *request, const json_t *result,
		   int status)
{
	FILE *out = suite_verdict_stream(request);
	json_int_t bad = suite_result_count(result, "fail") + suite_result_count(result, "error");
	json_int_t skipped = suite_result_count(result, "skip");
	json_int_t good = suite_result_count(result, "pass");

	fprintf(out, "%d passed, %d failed, %d skipped\n", (int)good, (int)bad, (int)skipped);
	fflush(out);
	if (bad)
		cli_fail(verb, CLI_EXPECTATION, "%d of %d scenarios failed", (int)bad,
			 (int)(good + bad));
	return status != CLI_GOOD ? status : bad ? CLI_EXPECTATION : CLI_GOOD;
}
