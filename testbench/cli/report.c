/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench report: one report of several results. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suite_options.h"
#include "report/json_file.h"
#include "util/input_files.h"

/* ---- shards ---- */

/* The files of a suite, and how many shards it has: those that have the same belong together. */
static char *shards_name(const json_t *part, const json_t *shard)
{
	json_t *key = json_pack("[o, O]", json_deep_copy(json_object_get(part, "files")),
				json_object_get(shard, "of"));
	char *text = key ? json_dumps(key, JSON_COMPACT) : NULL;

	json_decref(key);
	return text;
}

/* Note which shard of which suite a result is. */
static void note_shard(json_t *suites, const json_t *part)
{
	const json_t *shard = json_object_get(part, "shard");
	char *name = shard ? shards_name(part, shard) : NULL;
	json_t *seen = name ? json_object_get(suites, name) : NULL;

	if (name && !seen) {
		seen = json_pack("{s:O, s:O, s:{}}", "of", json_object_get(shard, "of"), "files",
				 json_object_get(part, "files"), "parts");
		json_object_set_new(suites, name, seen);
	}
	if (seen) {
		char number[24];

		snprintf(number, sizeof(number), "%lld",
			 (long long)json_integer_value(json_object_get(shard, "part")));
		json_object_set_new(json_object_get(seen, "parts"), number, json_true());
	}
	free(name);
}

static json_t *missing_json(const json_t *files, int part, int of)
{
	const char *file = json_string_value(json_array_get(files, 0));
	char name[512];

	snprintf(name, sizeof(name), "shard %d/%d of %.400s%s", part, of, file ? file : "",
		 json_array_size(files) > 1 ? " and others" : "");
	return json_pack("{s:s, s:s, s:i, s:s, s:[], s:s, s:f, s:i, s:s, s:[], s:[]}", "name", name,
			 "file", file ? file : "", "line", 1, "description", "", "tags", "verdict",
			 "error", "seconds", 0.0, "status", 0, "message",
			 "the result of this shard is missing", "failures", "findings");
}

/* What a shard has not reported is no success. */
static void add_missing_shards(const json_t *suites, json_t *scenarios)
{
	const char *name;
	json_t *suite;

	json_object_foreach((json_t *)suites, name, suite)
	{
		const int of = (int)json_integer_value(json_object_get(suite, "of"));

		for (int part = 1; part <= of && of <= SUITE_MAX_SHARDS; part++) {
			char number[24];

			snprintf(number, sizeof(number), "%d", part);
			if (!json_object_get(json_object_get(suite, "parts"), number))
				json_array_append_new(scenarios,
						      missing_json(json_object_get(suite, "files"),
								   part, of));
		}
	}
}

/* ---- all of them ---- */

/* All scenarios of all results, as one. */
static json_t *merge(const char *verb, const struct cli_words *words)
{
	json_t *files = json_array(), *scenarios = json_array(), *names = json_object();
	json_t *suites = json_object();
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
		note_shard(suites, part);
		seconds += json_number_value(json_object_get(part, "seconds"));
		json_decref(part);
	}
	add_missing_shards(suites, scenarios);
	json_decref(suites);
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
	int status = CLI_BAD_INPUT;

	if (result)
		status = suite_conclude(verb, request, result,
					suite_write_reports(verb, request, result));
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
