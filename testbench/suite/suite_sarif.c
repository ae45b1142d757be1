/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * SARIF 2.1.0. Findings of the firmware (leaks, faults) stand where the code is, what was missed stands in the
 * suite's file. The fingerprint has no number that changes from run to run.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "suite/suite_report.h"
#include "util/path.h"

static json_t *location(const char *file, json_int_t line)
{
	char uri[3 * PATH_MAX];

	path_for_uri(*file ? file : "unknown", uri);
	return json_pack("{s:{s:{s:s}, s:{s:I}}}", "physicalLocation", "artifactLocation", "uri",
			 uri, "region", "startLine", line > 0 ? line : (json_int_t)1);
}

static json_t *place_location(const json_t *place)
{
	json_t *json = location(suite_text(place, "file"),
				json_integer_value(json_object_get(place, "line")));

	json_object_set_new(json, "message",
			    json_pack("{s:s+++}", "text", suite_text(place, "role"), ": ",
				      suite_text(place, "site"), ""));
	return json;
}

static json_t *result_json(const char *rule, const char *scenario, const char *text,
			   json_t *locations)
{
	return json_pack("{s:s, s:s, s:{s:s++}, s:o, s:{s:s++}}", "ruleId", rule, "level", "error",
			 "message", "text", scenario, ": ", text, "locations", locations,
			 "partialFingerprints", "scenario/v1", scenario, " ", rule);
}

/* The first place with a file is the place, the others are related to it. */
static json_t *finding_json(const json_t *scenario, const json_t *finding)
{
	json_t *related = json_array(), *first = NULL, *place, *json;
	size_t i;

	json_array_foreach(json_object_get(finding, "places"), i, place)
	{
		if (!*suite_text(place, "file"))
			continue;
		if (!first)
			first = place;
		else
			json_array_append_new(related, place_location(place));
	}
	json = result_json(
		suite_text(finding, "rule"), suite_text(scenario, "name"),
		suite_text(finding, "text"),
		json_pack("[o]",
			  first ? place_location(first) :
				  location(suite_text(scenario, "file"),
					   json_integer_value(json_object_get(scenario, "line")))));
	json_object_set_new(json, "relatedLocations", related);
	return json;
}

static void add_scenario(json_t *results, const json_t *scenario)
{
	const char *verdict = suite_text(scenario, "verdict");
	const json_t *failures = json_object_get(scenario, "failures");
	json_t *item;
	size_t i;

	if (!strcmp(verdict, "pass") || !strcmp(verdict, "skip"))
		return;
	json_array_foreach(json_object_get(scenario, "findings"), i, item)
		json_array_append_new(results, finding_json(scenario, item));
	json_array_foreach((json_t *)failures, i, item) json_array_append_new(
		results,
		result_json("missed", suite_text(scenario, "name"), suite_text(item, "text"),
			    json_pack("[o]", location(suite_text(item, "file"),
						      json_integer_value(
							      json_object_get(item, "line"))))));
	if (!json_array_size(failures))
		json_array_append_new(
			results,
			result_json("ended", suite_text(scenario, "name"),
				    suite_text(scenario, "message"),
				    json_pack("[o]", location(suite_text(scenario, "file"),
							      json_integer_value(json_object_get(
								      scenario, "line"))))));
}

/* Each rule once, in the order of appearance. */
static json_t *rules_json(const json_t *results)
{
	json_t *seen = json_object(), *rules = json_array(), *item;
	size_t i;

	json_array_foreach((json_t *)results, i, item)
	{
		const char *rule = suite_text(item, "ruleId");

		if (json_object_get(seen, rule))
			continue;
		json_object_set_new(seen, rule, json_true());
		json_array_append_new(rules, json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", rule,
						       "shortDescription", "text", rule,
						       "defaultConfiguration", "level", "error"));
	}
	json_decref(seen);
	return rules;
}

int suite_write_sarif(const json_t *result, FILE *out)
{
	json_t *results = json_array(), *item, *sarif;
	size_t i;
	int ret;

	json_array_foreach(json_object_get(result, "scenarios"), i, item)
		add_scenario(results, item);
	/* readers take one run of each category: lint and diff have others */
	sarif = json_pack("{s:s, s:s, s:[{s:{s:s}, s:{s:{s:s, s:s, s:o}}, s:o}]}", "$schema",
			  "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0",
			  "runs", "automationDetails", "id", "adspbench-suite/", "tool", "driver",
			  "name", "adspbench", "version", ADSP_VERSION, "rules",
			  rules_json(results), "results", results);
	ret = sarif && (!json_dumpf(sarif, out, JSON_INDENT(1)) || ferror(out)) ? 0 : -ENOMEM;
	json_decref(sarif);
	fputc('\n', out);
	return ret;
}
