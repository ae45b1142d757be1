/* SPDX-License-Identifier: BSD-3-Clause */
/* The verb: options, exit status, where its words go. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/verb.h"

#define SOURCE ADSP_SOURCE_DIR "/tplg/playback-gain.conf"

static char out[65536], err[4096];

static FILE *divert(int fd, int *saved)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	*saved = dup(fd);
	assert_true(dup2(fileno(file), fd) >= 0);
	return file;
}

static void restore(int fd, int saved, FILE *file, char *text, size_t size)
{
	size_t bytes;

	assert_true(dup2(saved, fd) >= 0);
	close(saved);
	rewind(file);
	bytes = fread(text, 1, size - 1, file);
	text[bytes] = '\0';
	fclose(file);
}

/* Run "inspect ARGS..."; what it prints lands in out and err. */
static int inspect(char *const *args)
{
	char *argv[16] = { "inspect" };
	int argc = 1, status, saved_out, saved_err;
	FILE *file_out, *file_err;

	for (; args[argc - 1]; argc++)
		argv[argc] = args[argc - 1];
	fflush(stdout);
	fflush(stderr);
	file_out = divert(STDOUT_FILENO, &saved_out);
	file_err = divert(STDERR_FILENO, &saved_err);
	status = cli_inspect_verb.run(argc, argv);
	fflush(stdout);
	fflush(stderr);
	restore(STDOUT_FILENO, saved_out, file_out, out, sizeof(out));
	restore(STDERR_FILENO, saved_err, file_err, err, sizeof(err));
	return status;
}

#define INSPECT(...) inspect((char *[]){ __VA_ARGS__, NULL })

static void formats_begin_as_they_should(void **state)
{
	assert_int_equal(INSPECT(SOURCE), CLI_GOOD);
	assert_memory_equal(out, "topology " SOURCE, strlen("topology " SOURCE));
	assert_string_equal(err, "");
	assert_int_equal(INSPECT("--json", SOURCE), CLI_GOOD);
	assert_memory_equal(out, "{\n  \"path\": ", 12);
	assert_int_equal(INSPECT(SOURCE, "--dot"), CLI_GOOD);
	assert_memory_equal(out, "digraph topology {", 18);
}

static void same_topology_same_bytes(void **state)
{
	static char again[sizeof(out)];

	for (int i = 0; i < 3; i++) {
		char *const format = (char *[]){ "-v", "--json", "--dot" }[i];

		assert_int_equal(INSPECT(format, SOURCE), CLI_GOOD);
		strcpy(again, out);
		assert_int_equal(INSPECT(format, SOURCE), CLI_GOOD);
		assert_string_equal(again, out);
	}
}

static void defines_are_passed(void **state)
{
	assert_int_equal(INSPECT("-D", "RATE=44100", "--define=RATES=\"44100\"", SOURCE), CLI_GOOD);
	assert_non_null(strstr(out, "44100 Hz, 2 channels"));
}

static void help_has_an_example(void **state)
{
	assert_int_equal(INSPECT("--help"), CLI_GOOD);
	assert_non_null(strstr(out, "usage: adspbench inspect"));
	assert_non_null(strstr(out, ":\n  adspbench inspect "));
	assert_int_equal(INSPECT("-h", "a", "b"), CLI_GOOD);
	assert_string_equal(err, "");
}

static void misuse_is_a_usage_error(void **state)
{
	static const char try[] = "\nTry 'adspbench inspect --help'.\n";
	static const struct {
		char *args[4];
		const char *text;
	} cases[] = {
		{ { "x", "y" }, "expected one topology, found 2" },
		{ { NULL }, "expected one topology, found 0" },
		{ { "-q", "x" }, "unknown option '-q'" },
		{ { "--quick", "x" }, "unknown option '--quick'" },
		{ { "x", "-D" }, "option '-D' needs a value" },
		{ { "--json", "--dot", "x" }, "expected one of --json and --dot" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char expected[256];

		assert_int_equal(inspect(cases[i].args), CLI_USAGE);
		snprintf(expected, sizeof(expected), "adspbench inspect: %s%s", cases[i].text, try);
		assert_string_equal(err, expected);
		assert_string_equal(out, "");
	}
}

static void bad_files_are_one_line(void **state)
{
	assert_int_equal(INSPECT("/nowhere/x.tplg"), CLI_BAD_INPUT);
	assert_string_equal(err, "adspbench inspect: /nowhere/x.tplg: cannot read the topology: "
				 "No such file or directory\n");
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_begin_as_they_should),
		cmocka_unit_test(same_topology_same_bytes),
		cmocka_unit_test(defines_are_passed),
		cmocka_unit_test(help_has_an_example),
		cmocka_unit_test(misuse_is_a_usage_error),
		cmocka_unit_test(bad_files_are_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
