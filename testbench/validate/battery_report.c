/* SPDX-License-Identifier: BSD-3-Clause */
/* What the battery has found, for people and for CI. */
#include <stdio.h>
#include <string.h>

#include "suite/suite_report.h"
#include "util/output_file.h"
#include "validate/battery.h"

static const char *const verdicts[] = {
	[BATTERY_GOOD] = "good", [BATTERY_FAILED] = "FAILED", [BATTERY_SKIPPED] = "skipped"
};

void battery_print(const struct battery *b, const struct battery_result *result)
{
	printf("%-16s %2u  %-8s %s\n", result->check->name, result->check->level,
	       verdicts[result->verdict], result->text);
	if (result->verdict == BATTERY_FAILED)
		printf("                 again, in %s:\n                 %s\n", b->work,
		       result->command);
	fflush(stdout);
}

json_t *battery_result_json(const struct battery_result *result)
{
	const bool failed = result->verdict == BATTERY_FAILED;

	return json_pack("{ss si ss ss ss? so}", "check", result->check->name, "level",
			 (int)result->check->level, "verdict", verdicts[result->verdict], "text",
			 result->text, "command", failed ? result->command : NULL,
			 "smallest_input_frames",
			 failed && result->frames ? json_integer(result->frames) : json_null());
}

/* As a scenario of a suite: its writer makes JUnit of it. */
static json_t *as_scenario(const char *module, const json_t *result, json_t *counts)
{
	const char *verdict = suite_text(result, "verdict");
	const char *kind = !strcmp(verdict, "good") ? "pass" : *verdict == 'F' ? "fail" : "skip";
	json_t *failures = json_array();

	json_object_set_new(counts, kind,
			    json_integer(json_integer_value(json_object_get(counts, kind)) + 1));
	if (*kind == 'f')
		json_array_append_new(
			failures,
			json_pack("{ss ss ss si}", "expectation", suite_text(result, "check"),
				  "text", suite_text(result, "text"), "file", module, "line",
				  (int)json_integer_value(json_object_get(result, "level"))));
	return json_pack("{ss ss ss ss ss ss sO so}", "name", suite_text(result, "check"), "file",
			 module, "verdict", kind, "message", suite_text(result, "text"),
			 "reproduce", suite_text(result, "command"), "command",
			 suite_text(result, "command"), "seconds",
			 json_object_get(result, "seconds"), "failures", failures);
}

int battery_write_junit(const char *path, const char *module, const json_t *results, char *err,
			size_t err_size)
{
	json_t *scenarios = json_array(), *counts = json_object(), *item, *suite;
	struct output_file *file;
	double seconds = 0;
	size_t i;
	int ret;

	json_array_foreach((json_t *)results, i, item)
	{
		seconds += json_real_value(json_object_get(item, "seconds"));
		json_array_append_new(scenarios, as_scenario(module, item, counts));
	}
	suite = json_pack("{so so sf}", "scenarios", scenarios, "counts", counts, "seconds",
			  seconds);
	ret = output_file_open(path, &file, err, err_size);
	if (!ret) {
		suite_write_junit(suite, output_file_stream(file));
		ret = output_file_commit(file, err, err_size);
	}
	json_decref(suite);
	return ret;
}
