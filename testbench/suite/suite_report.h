/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reports of a suite. All are written from one JSON document, the result:
 *
 *   {report: "suite", version, files[], counts {pass, fail, error, skip}, seconds, scenarios[], shard {part, of}}
 *
 * and of each scenario: name, file, line, description, tags[], verdict (pass, fail, error, skip), seconds, status,
 * message, command, reproduce, folder, failures[] {expectation, where, expected, seen, text, file, line, column},
 * findings[] {rule, text, module, places[] {site, file, line, role}}, run (the report of the run), waves[], records.
 */
#ifndef SUITE_SUITE_REPORT_H
#define SUITE_SUITE_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

struct suite_report_form {
	const char *name; /* of the option: "junit" */
	const char *help;
	/** @return 0, -ENOMEM */
	int (*write)(const json_t *result, FILE *out);
};

/** By number from 0; NULL past the last one. */
const struct suite_report_form *suite_report_form(size_t number);

#define SUITE_REPORT_FORMS 7

/** Write a report to a file, whole or not at all. @return 0, -errno */
int suite_report_write(const struct suite_report_form *form, const json_t *result, const char *path,
		       char *err, size_t err_size);

/** Commands of GitHub's workflows that mark files and lines. */
void suite_report_annotations(const json_t *result, FILE *out);

/** Append a summary to the file of GITHUB_STEP_SUMMARY, when there is one. @return 0, -errno */
int suite_report_step_summary(const json_t *result, char *err, size_t err_size);

/** Make a result of its scenarios, given away. @param seconds of the host's clock */
json_t *suite_result(json_t *files, json_t *scenarios, double seconds);

/** Read a result. @return NULL: it is none, err says why */
json_t *suite_result_load(const char *path, char *err, size_t err_size);

/** Number of scenarios with a verdict. */
json_int_t suite_result_count(const json_t *result, const char *verdict);

/** A text of a scenario; "" when there is none. */
const char *suite_text(const json_t *object, const char *key);

int suite_write_json(const json_t *result, FILE *out);
int suite_write_junit(const json_t *result, FILE *out);
int suite_write_tap(const json_t *result, FILE *out);
int suite_write_sarif(const json_t *result, FILE *out);
int suite_write_html(const json_t *result, FILE *out);
int suite_write_summary(const json_t *result, FILE *out);
int suite_write_trace(const json_t *result, FILE *out);

#endif
