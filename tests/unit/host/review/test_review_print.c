/* SPDX-License-Identifier: BSD-3-Clause */
/* The forms of a review. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "review/review.h"

static struct review review;
static char *text;

static int set_up(void **state)
{
	assert_int_equal(review_add(&review, lint_rule(2), "a,b c.tplg",
				    "widget '%s': 100%% bad\nand more", "x"),
			 0);
	assert_int_equal(review_add(&review, lint_rule(15), "c.tplg", "a note"), 0);
	return 0;
}

static int tear_down(void **state)
{
	review_free(&review);
	free(text);
	text = NULL;
	return 0;
}

static const char *printed(int (*print)(const struct review *, review_rule_fn, FILE *))
{
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(print(&review, lint_rule, out), 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void as_text(void **state)
{
	assert_string_equal(printed(review_print_text),
			    "a,b c.tplg: error T03 unusable-widget: widget 'x': 100% bad?and more\n"
			    "c.tplg: note T16 cannot-play: a note\n"
			    "1 error, 0 warnings, 1 note\n");
}

static void as_annotations(void **state)
{
	assert_string_equal(
		printed(review_print_annotations),
		"::error file=a%2Cb c.tplg,title=T03 unusable-widget::widget 'x': 100%25 bad?and more\n"
		"::notice file=c.tplg,title=T16 cannot-play::a note\n");
}

static void as_json(void **state)
{
	json_t *json = json_loads(printed(review_print_json), 0, NULL);
	json_t *first = json_array_get(json_object_get(json, "findings"), 0);

	assert_int_equal(json_array_size(json_object_get(json, "findings")), 2);
	assert_string_equal(json_string_value(json_object_get(first, "rule")), "T03");
	assert_string_equal(json_string_value(json_object_get(first, "name")), "unusable-widget");
	assert_string_equal(json_string_value(json_object_get(first, "level")), "error");
	assert_string_equal(json_string_value(json_object_get(first, "file")), "a,b c.tplg");
	json_decref(json);
}

static void as_sarif(void **state)
{
	json_t *json = json_loads(printed(review_print_sarif), 0, NULL);
	json_t *run = json_array_get(json_object_get(json, "runs"), 0), *rules, *result;
	const char *version = NULL, *uri = NULL, *message = NULL, *level = NULL, *name = NULL;
	int line = 0;

	assert_int_equal(json_unpack(json, "{s:s}", "version", &version), 0);
	assert_string_equal(version, "2.1.0");
	assert_int_equal(json_unpack(run, "{s:{s:{s:s,s:o}}}", "tool", "driver", "name", &name,
				     "rules", &rules),
			 0);
	assert_string_equal(name, "adspbench");
	assert_int_equal(json_unpack(run, "{s:{s:s}}", "automationDetails", "id", &name), 0);
	assert_string_equal(name, "adspbench-lint/");
	assert_int_equal(json_array_size(rules), LINT_RULES);
	assert_int_equal(json_array_size(json_object_get(run, "results")), 2);
	result = json_array_get(json_object_get(run, "results"), 0);
	assert_int_equal(json_unpack(result, "{s:s,s:{s:s},s:[{s:{s:{s:s},s:{s:i}}}]}", "level",
				     &level, "message", "text", &message, "locations",
				     "physicalLocation", "artifactLocation", "uri", &uri, "region",
				     "startLine", &line),
			 0);
	assert_string_equal(level, "error");
	assert_string_equal(message, "widget 'x': 100% bad?and more");
	assert_string_equal(uri, "a,b%20c.tplg");
	assert_int_equal(line, 1);
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(as_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(as_annotations, set_up, tear_down),
		cmocka_unit_test_setup_teardown(as_json, set_up, tear_down),
		cmocka_unit_test_setup_teardown(as_sarif, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
