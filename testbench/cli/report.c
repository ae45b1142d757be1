/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench report: one report of several results. */
#include <stdio.h>
#include <string.h>

#include "cli/suite_options.h"
#include "report/json_file.h"
#include "util/input_files.h"

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

static int merge_and_write(const char *verb, const struct suite_request *request,
			   const struct cli_words *words)
{
	json_t *result = merge(verb, words);
	int status = result ? suite_write_reports(verb, request, result) : CLI_BAD_INPUT;

	if (status == CLI_GOOD)
		status = suite_conclude(verb, result);
	json_decref(result);
	return status;
}

static int run_report(int argc, char **argv)
{
	struct suite_request request = { .folder = NULL };
	struct cli_words words;
	int status = cli_parse(&cli_report_verb, argc, argv, &request, &words);

	if (status != CLI_GOOD)
		return status;
	if (words.help) {
		status = CLI_GOOD;
	} else if (words.num_operands < 2 || strcmp(words.operands[0], "merge") != 0) {
		status = cli_usage_error(argv[0], "expected merge RESULT.json...");
	} else {
		for (int i = 1; i < words.num_operands; i++)
			input_files_note(words.operands[i]);
		status = suite_check_reports(argv[0], &request);
		if (status == CLI_GOOD)
			status = merge_and_write(argv[0], &request, &words);
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
	.options = suite_option_table,
	.bit = SUITE_VERB_REPORT,
	.examples = "adspbench report merge shard*.json --junit junit.xml --html report.html",
	.statuses =
		"0 all passed, 1 usage, 2 a result cannot be read, 6 scenarios failed, 7 a report\n"
		"             cannot be written",
	.run = run_report,
};
