/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "report/json_file.h"

static char dir[] = "/tmp/json_file.XXXXXX";

static int make_dir(void **state)
{
	return mkdtemp(dir) && !chdir(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	return chdir("/") || rmdir(dir);
}

static void whole_or_not_at_all(void **state)
{
	char err[200] = "";
	json_t *read;

	assert_int_equal(json_file_check("a.json", err, sizeof(err)), 0);
	assert_int_equal(access("a.json", F_OK), -1);
	assert_int_equal(access("a.json.partial", F_OK), -1);
	assert_int_equal(json_file_write(json_pack("{s:o}", "n", json_number(7)), "a.json", err,
					 sizeof(err)),
			 0);
	assert_int_equal(access("a.json.partial", F_OK), -1);
	read = json_load_file("a.json", 0, NULL);
	assert_int_equal(json_integer_value(json_object_get(read, "n")), 7);
	json_decref(read);
	unlink("a.json");
}

static void failures_name_the_file(void **state)
{
	char err[200] = "";

	assert_int_equal(json_file_check("no/a.json", err, sizeof(err)), -ENOENT);
	assert_string_equal(err, "no/a.json: cannot be written: No such file or directory");
	assert_int_equal(json_file_write(json_object(), "no/a.json", err, sizeof(err)), -ENOENT);
	assert_int_equal(json_file_write(NULL, "a.json", err, sizeof(err)), -ENOMEM);
	assert_string_equal(err, "a.json: cannot be written: out of memory");
	assert_int_equal(access("a.json", F_OK), -1);
}

static void assert_json(json_t *json, const char *want)
{
	char *text = json_dumps(json, JSON_ENCODE_ANY);

	assert_string_equal(text, want);
	free(text);
	json_decref(json);
}

static void values(void **state)
{
	assert_json(json_text("gain.1.1"), "\"gain.1.1\"");
	assert_json(json_text("a\xff"), "\"a?\"");
	assert_json(json_text(NULL), "null");
	assert_json(json_address(0x40290008), "\"0x40290008\"");
	assert_json(json_number(1ull << 40), "1099511627776");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_or_not_at_all),
		cmocka_unit_test(failures_name_the_file),
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests_name("report/json_file", tests, make_dir, remove_dir);
}
