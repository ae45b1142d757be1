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

static void messages_say_where(void **state)
{
	says("", "x.yaml:1:1: the file is empty");
	says("a: b: c", "x.yaml:1:5: not YAML: mapping values are not allowed in this context");
	says("[]", "x.yaml:1:1: thing: expected a mapping of keys to values");
	says("name: a\ncount: 9\n", "x.yaml:2:8: count: '9': expected 1 to 8");
	says("name: a\ncount: 1 KiB\n", "x.yaml:2:8: count: '1 KiB': expected a number");
	says("name: a\ncount: [1]\n", "x.yaml:2:8: thing: count: expected a single value");
	says("name: a\nsize: 513\n", "x.yaml:2:7: size: '513': expected a multiple of 512");
	says("name: a\nsize: x\n", "x.yaml:2:7: size: 'x': expected a number of bytes, KiB or MiB");
	says("name: 12345678\n", "x.yaml:1:7: name: expected 1 to 7 characters");
	says("name: \"a\\0b\"\n", "x.yaml:1:7: name: expected 1 to 7 characters");
	says("  name: a\n  nam: a\n", "x.yaml:2:3: thing: unknown key 'nam'");
	says("name: a\nname: a\n", "x.yaml:2:1: thing: name: given twice");
	says("? []\n: 1\n", "x.yaml:1:3: thing: expected a plain key");
	says("name: a\ncount: 1\n", "x.yaml:1:1: thing: key 'size' is missing");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mapping_fills_a_structure),
		cmocka_unit_test(a_list_is_walked),
		cmocka_unit_test(messages_say_where),
	};

	return cmocka_run_group_tests_name("yaml/yaml_file", tests, NULL, NULL);
}
