/* SPDX-License-Identifier: BSD-3-Clause */
/* YAML files: every kind of field, lists, and where a message says that something is wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <yaml/yaml_file.h>

struct thing {
	char name[8];
	uint32_t count;
	uint32_t size;
};

static char err[200];
static yaml_value list;
static struct thing thing;

static const struct yaml_field fields[] = {
	YAML_TEXT(struct thing, name),
	YAML_NUMBER(struct thing, count, 1, 8),
	YAML_BYTES(struct thing, size, 0, 1 << 20, 512),
	{ .key = "list", .kind = YAML_KIND_NODE, .node = &list, .optional = true },
};

static struct yaml_file *load(const char *text)
{
	FILE *stream = fmemopen((char *)text, strlen(text), "r");
	struct yaml_file *file = NULL;

	assert_non_null(stream);
	err[0] = '\0';
	list = NULL;
	thing = (struct thing){ .count = 0 };
	if (yaml_file_load(stream, "x.yaml", err, sizeof(err), &file))
		file = NULL;
	fclose(stream);
	return file;
}

static int fill(struct yaml_file *file)
{
	return yaml_read_mapping(file, yaml_file_root(file), "thing", fields, 4, &thing);
}

/* Reading the text as a thing fails with exactly this line. */
static void says(const char *text, const char *expected)
{
	struct yaml_file *file = load(text);

	if (file) {
		assert_int_equal(fill(file), -EINVAL);
		yaml_file_free(file);
	}
	assert_string_equal(err, expected);
}

static void a_mapping_fills_a_structure(void **state)
{
	struct yaml_file *file = load("name: a b\ncount: 0x8\nsize: 64 KiB\n");

	assert_int_equal(fill(file), 0);
	assert_string_equal(thing.name, "a b");
	assert_int_equal(thing.count, 8);
	assert_int_equal(thing.size, 65536);
	assert_null(list);
	assert_string_equal(err, "");
	yaml_file_free(file);
}

static void a_list_is_walked(void **state)
{
	struct yaml_file *file = load("{name: a, count: 1, size: 0, list: [x, [], y]}");

	assert_int_equal(fill(file), 0);
	assert_int_equal(yaml_check_list(file, list, "list"), 0);
	assert_string_equal(yaml_text(yaml_list_at(file, list, 0)), "x");
	assert_null(yaml_text(yaml_list_at(file, list, 1)));
	assert_null(yaml_list_at(file, yaml_list_at(file, list, 1), 0));
	assert_string_equal(yaml_text(yaml_list_at(file, list, 2)), "y");
	assert_null(yaml_list_at(file, list, 3));
	assert_int_equal(yaml_check_list(file, yaml_file_root(file), "root"), -EINVAL);
	assert_string_equal(err, "x.yaml:1:1: root: expected a list");
	yaml_file_free(file);
}

/* Files that would keep the library busy. The places are those of the first that is too much. */
static void costs_have_limits(void **state)
{
	char text[16 * 1001 + 1];
	size_t length = 0;

	memset(text, '[', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	says(text, "x.yaml:1:65: nested too deep: expected 64 levels at most");
	for (int i = 0; i < 1001; i++)
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s&a%d x",
					   i ? ",\n" : "[", i);
	says(text, "x.yaml:1001:1: too many anchors: expected 1000 at most");
	memset(text, '[', 64);
	memset(text + 64, ']', 64);
	text[128] = '\0';
	says(text, "x.yaml:1:1: thing: expected a mapping of keys to values");
}

static void a_file_without_an_end_is_refused(void **state)
{
	FILE *stream = fopen("/dev/zero", "r");
	struct yaml_file *file = NULL;

	assert_non_null(stream);
	assert_int_equal(yaml_file_load(stream, "zero", err, sizeof(err), &file), -EINVAL);
	assert_string_equal(err, "zero: expected 64 MiB at most");
	fclose(stream);
}

static void messages_say_where(void **state)
{
	says("", "x.yaml:1:1: the file is empty");
	says("name: a\n---\nname: b\n", "x.yaml:3:1: a second document: expected one");
	says("name: a\n---\nname: [\n", "x.yaml:4:1: not YAML: did not find expected node content");
	says("a: b: c", "x.yaml:1:5: not YAML: mapping values are not allowed in this context");
	says("a: b\n\xc3\xbc: \"\xc3\xbc\xff\"\n",
	     "x.yaml:2:6: not YAML: invalid leading UTF-8 octet");
	says("a: b\nc: d\x01\n", "x.yaml:2:5: not YAML: control characters are not allowed");
	says("name: a\n---\nb: \x7f\n", "x.yaml:3:4: not YAML: control characters are not allowed");
	says("a: 1\n\xc3\xbc:\n  c: >= 3\n",
	     "x.yaml:3:7: not YAML: did not find expected comment or line break; what begins with > stands in quotes: '>= 3'");
	says("a: 1\n\xc3\xbc: {c: >= 3}\n",
	     "x.yaml:2:8: not YAML: found character that cannot start any token; what begins with > stands in quotes: '>= 3'");
	says("a: @\n", "x.yaml:1:4: not YAML: found character that cannot start any token");
	says("[]", "x.yaml:1:1: thing: expected a mapping of keys to values");
	says("name: a\ncount: 9\n", "x.yaml:2:8: count: '9': expected 1 to 8");
	says("name: a\ncount: 1 KiB\n", "x.yaml:2:8: count: '1 KiB': expected a whole number");
	says("name: a\ncount: [1]\n", "x.yaml:2:8: thing: count: expected a single value");
	says("name: a\nsize: 513\n", "x.yaml:2:7: size: '513': expected a multiple of 512");
	says("name: a\nsize: x\n", "x.yaml:2:7: size: 'x': expected a number of bytes, KiB or MiB");
	says("name: 12345678\n", "x.yaml:1:7: name: expected 1 to 7 characters");
	says("name: \"a\\0b\"\n", "x.yaml:1:7: name: expected a single value");
	says("  name: a\n  nam: a\n", "x.yaml:2:3: thing: unknown key 'nam'");
	says("name: a\nname: a\n", "x.yaml:2:1: thing: name: given twice");
	says("? []\n: 1\n", "x.yaml:1:3: thing: expected a plain key");
	says("name: a\ncount: 1\n", "x.yaml:1:1: thing: key 'size' is missing");
}

struct reals {
	double level;
	int window;
};

static const char *const windows[] = { "hann", "flat", "kaiser", NULL };

static const struct yaml_field real_fields[] = {
	YAML_REAL(struct reals, level, -20, 6.5),
	YAML_CHOICE(struct reals, window, windows),
};

/* @return what is said of the text; "": it fills *out */
static const char *says_of_reals(const char *text, struct reals *out)
{
	struct yaml_file *file = load(text);
	int ret;

	*out = (struct reals){ .window = -1 };
	assert_non_null(file);
	ret = yaml_read_mapping(file, yaml_file_root(file), "thing", real_fields, 2, out);
	assert_int_equal(ret, *err ? -EINVAL : 0);
	yaml_file_free(file);
	return err;
}

static void numbers_and_choices(void **state)
{
	struct reals r;

	assert_string_equal(says_of_reals("{level: -3.5, window: kaiser}", &r), "");
	assert_true(r.level == -3.5);
	assert_int_equal(r.window, 2);
	assert_string_equal(says_of_reals("{level: 1e-3, window: hann}", &r), "");
	assert_true(r.level == 1e-3);
	assert_string_equal(says_of_reals("{level: 6.6, window: hann}", &r),
			    "x.yaml:1:9: level: '6.6': expected -20 to 6.5");
	assert_string_equal(says_of_reals("{level: inf, window: hann}", &r),
			    "x.yaml:1:9: level: 'inf': expected a number");
	assert_string_equal(says_of_reals("{level: 0x6, window: hann}", &r), "");
	assert_true(r.level == 6);
	assert_string_equal(says_of_reals("{level: 0x1p3, window: hann}", &r),
			    "x.yaml:1:9: level: '0x1p3': expected a number");
	assert_string_equal(says_of_reals("{level: 0x, window: hann}", &r),
			    "x.yaml:1:9: level: '0x': expected a number");
	assert_string_equal(says_of_reals("{level: 1 2, window: hann}", &r),
			    "x.yaml:1:9: level: '1 2': expected a number");
	assert_string_equal(says_of_reals("{level: [], window: hann}", &r),
			    "x.yaml:1:9: thing: level: expected a single value");
	assert_string_equal(says_of_reals("{level: 1, window: cosine}", &r),
			    "x.yaml:1:20: window: 'cosine': expected hann, flat or kaiser");
}

static void values_are_asked(void **state)
{
	struct yaml_file *file = load("{list: [1, [2], {a: 3}]}");
	yaml_value root = yaml_file_root(file), value;
	double number;

	assert_true(yaml_has_key(file, root, "list"));
	assert_false(yaml_has_key(file, root, "name"));
	list = NULL;
	assert_int_equal(yaml_read_mapping(file, root, "thing", &fields[3], 1, NULL), 0);
	assert_int_equal(yaml_list_length(list), 3);
	assert_false(yaml_has_key(file, list, "a"));
	assert_int_equal(yaml_read_real(file, yaml_list_at(file, list, 0), "it", 0, 1, &number), 0);
	assert_true(number == 1);
	value = yaml_list_at(file, list, 1);
	assert_int_equal(yaml_read_real(file, value, "it", 0, 1, &number), -EINVAL);
	assert_string_equal(err, "x.yaml:1:12: it: expected a single value");
	yaml_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mapping_fills_a_structure),
		cmocka_unit_test(a_list_is_walked),
		cmocka_unit_test(costs_have_limits),
		cmocka_unit_test(a_file_without_an_end_is_refused),
		cmocka_unit_test(messages_say_where),
		cmocka_unit_test(numbers_and_choices),
		cmocka_unit_test(values_are_asked),
	};

	return cmocka_run_group_tests_name("yaml/yaml_file", tests, NULL, NULL);
}
