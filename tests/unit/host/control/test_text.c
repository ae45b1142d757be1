/* SPDX-License-Identifier: BSD-3-Clause */
#include <control/internal.h>

#include "cases.h"

static struct control_error err;
static char warned[1024];

static void keep(void *ctx, const char *text)
{
	snprintf(warned, sizeof(warned), "%s", text);
}

static void messages_name_their_place(void **state)
{
	const char *line = "  sleep x";
	struct control_text text = {
		.file = "a/b.sh", .line = 7, .start = line, .at = line, .warn = keep, .err = &err
	};

	assert_int_equal(control_skip_blanks(&text), 's');
	assert_int_equal(control_fail(&text, text.at + 6, "%d %s", 5, "words"), -EINVAL);
	assert_string_equal(err.text, "a/b.sh:7:9: 5 words");
	assert_int_equal(err.kind, DRV_ERROR_TOPOLOGY);
	control_warn(&text, line, "hm");
	assert_string_equal(warned, "a/b.sh:7:1: hm");

	text.file = NULL;
	control_fail(&text, text.at, "no");
	assert_string_equal(err.text, "control '  sleep x': no");
	assert_int_equal(err.kind, DRV_ERROR_USAGE);
	text.warn = NULL;
	warned[0] = '\0';
	control_warn(&text, line, "hm");
	assert_string_equal(warned, "");
}

static void messages_are_one_printable_line(void **state)
{
	struct control_text text = {
		.file = "a\nb", .line = 1, .start = "", .at = "", .warn = keep, .err = &err
	};
	char longer[2000];

	control_fail(&text, text.at, "\x1b[31m\xff\n");
	assert_string_equal(err.text, "a?b:1:1: ?[31m??");
	control_warn(&text, text.at, "\t\x80");
	assert_string_equal(warned, "a?b:1:1: ??");
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	control_fail(&text, text.at, "%s", longer);
	control_warn(&text, text.at, "%s", longer);
	assert_true(strlen(err.text) < sizeof(err.text) && strlen(err.text) > 400);
	text.file = longer;
	control_fail(&text, text.at, "cause");
	assert_string_equal(strrchr(err.text, 'x') + 1, ":1:1: cause");
}

static void whole_files(void **state)
{
	static const uint8_t data[1 << 20] = { 1, 0, 2 };
	struct control_bytes file;

	assert_int_equal(temp_write("f", data, sizeof(data)), 0);
	assert_int_equal(control_read_file("f", &file), 0);
	assert_int_equal(file.size, sizeof(data));
	assert_memory_equal(file.data, data, sizeof(data));
	assert_int_equal(file.data[file.size], 0);
	free(file.data);
	assert_int_equal(temp_write("f", "", 0), 0);
	assert_int_equal(control_read_file("f", &file), 0);
	assert_int_equal(file.size, 0);
	free(file.data);
	assert_int_equal(control_read_file("/dev/zero", &file), -EFBIG);
	assert_null(file.data);
	assert_int_equal(control_read_file(".", &file), -EISDIR);
	assert_int_equal(control_read_file("absent", &file), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_name_their_place),
		cmocka_unit_test(messages_are_one_printable_line),
		cmocka_unit_test(whole_files),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
