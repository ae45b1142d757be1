/* SPDX-License-Identifier: BSD-3-Clause */
/* The result of a suite, and the forms of its reports. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "suite/suite_report.h"
#include "trace/recorder.h"
#include "util/output_file.h"

static const struct suite_report_form forms[SUITE_REPORT_FORMS] = {
	{ "json", "the whole result, for `adspbench report`, --durations and programs",
	  suite_write_json },
	{ "junit", "JUnit XML, as GitHub, GitLab and Jenkins read it", suite_write_junit },
	{ "tap", "Test Anything Protocol, version 14", suite_write_tap },
	{ "sarif", "SARIF 2.1.0: leaks, faults and what was missed, with places",
	  suite_write_sarif },
	{ "html", "one file for a browser: verdicts, graphs, memory, waveforms, log",
	  suite_write_html },
	{ "summary", "Markdown, as GitHub shows it for a step", suite_write_summary },
	{ "trace", "virtual time of all scenarios, for ui.perfetto.dev", suite_write_trace },
};

const struct suite_report_form *suite_report_form(size_t number)
{
	return number < SUITE_REPORT_FORMS ? &forms[number] : NULL;
}

const char *suite_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* ---- the result ---- */

json_t *suite_result(json_t *files, json_t *scenarios, double seconds)
{
	static const char *const verdicts[] = { "pass", "fail", "error", "skip" };
	json_t *counts = json_object(), *item;
	size_t i;

	for (i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		json_object_set_new(counts, verdicts[i], json_integer(0));
	json_array_foreach(scenarios, i, item)
	{
		const char *verdict = suite_text(item, "verdict");
		json_int_t count = json_integer_value(json_object_get(counts, verdict));

		json_object_set_new(counts, verdict, json_integer(count + 1));
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:f, s:o}", "report", "suite", "version",
			 ADSP_VERSION, "files", files, "counts", counts, "seconds", seconds,
			 "scenarios", scenarios);
}

json_int_t suite_result_count(const json_t *result, const char *verdict)
{
	return json_integer_value(json_object_get(json_object_get(result, "counts"), verdict));
}

/* Writers trust what stands here: of what came from a file everything is checked. */
static bool is_scenario(const json_t *item)
{
	static const char *const verdicts[] = { "pass", "fail", "error", "skip" };
	static const char *const lists[] = { "failures", "findings", "tags" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!json_is_array(json_object_get(item, lists[i])))
			return false;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (!strcmp(suite_text(item, "verdict"), verdicts[i]))
			return *suite_text(item, "name");
	return false;
}

json_t *suite_result_load(const char *path, char *err, size_t err_size)
{
	struct stat st;
	json_error_t error;
	json_t *json, *scenarios, *item;
	size_t i;

	if (!stat(path, &st) && S_ISDIR(st.st_mode)) {
		snprintf(err, err_size, "%s: %s", path, strerror(EISDIR));
		return NULL;
	}
	json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
	scenarios = json_object_get(json, "scenarios");
	if (!json) {
		if (error.line < 0)
			snprintf(err, err_size, "%s", error.text);
		else
			snprintf(err, err_size, "%s:%d:%d: %s", path, error.line, error.column,
				 error.text);
		return NULL;
	}
	if (strcmp(suite_text(json, "report"), "suite") != 0 || !json_is_array(scenarios) ||
	    !json_is_array(json_object_get(json, "files"))) {
		snprintf(err, err_size, "%s: expected a result of `adspbench suite --json`", path);
		json_decref(json);
		return NULL;
	}
	json_array_foreach(scenarios, i, item)
	{
		if (is_scenario(item))
			continue;
		snprintf(err, err_size, "%s: scenarios[%zu]: expected name, verdict and lists",
			 path, i);
		json_decref(json);
		return NULL;
	}
	return json;
}

/* ---- writing ---- */

int suite_report_write(const struct suite_report_form *form, const json_t *result, const char *path,
		       char *err, size_t err_size)
{
	struct output_file *file;
	int ret = output_file_open(path, &file, err, err_size);

	if (ret < 0)
		return ret;
	ret = form->write(result, output_file_stream(file));
	if (ret < 0) {
		output_file_abort(file);
		snprintf(err, err_size, "%s: cannot be written: %s", path, strerror(-ret));
		return ret;
	}
	return output_file_commit(file, err, err_size);
}

int suite_write_json(const json_t *result, FILE *out)
{
	if (json_dumpf(result, out, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) && !ferror(out))
		return -ENOMEM;
	fputc('\n', out);
	return 0;
}

int suite_write_trace(const json_t *result, FILE *out)
{
	json_t *events = json_array(), *item, *trace;
	size_t i;
	int ret;

	json_array_foreach(json_object_get(result, "scenarios"), i, item)
		trace_add(json_object_get(item, "records"), (unsigned int)i + 1,
			  suite_text(item, "name"),
			  (uint64_t)json_integer_value(
				  json_object_get(json_object_get(item, "run"), "ticks")),
			  events);
	trace = json_pack("{s:o, s:s}", "traceEvents", events, "displayTimeUnit", "ms");
	ret = trace && (!json_dumpf(trace, out, JSON_COMPACT) || ferror(out)) ? 0 : -ENOMEM;
	json_decref(trace);
	return ret;
}
