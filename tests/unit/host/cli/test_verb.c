/* SPDX-License-Identifier: BSD-3-Clause */
/* Options by tables: parsing, refusals, help, the manual page and completion. */
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

struct target {
	bool flag;
	const char *text;
	uint32_t u32;
	uint64_t u64;
	int64_t i64;
	double real;
	int choice;
};

#define FIELD(name) .field = offsetof(struct target, name)

static const struct cli_option options[] = {
	{ .help = "Numbers:" },
	{ 'u', "u32", "N", "3 to 9", cli_take_u32, FIELD(u32), 3, 9,
	  "a small number\non two lines" },
	{ 0, "u64", "N", "a number", cli_take_u64, FIELD(u64), 0, UINT64_MAX, "a large number" },
	{ 0, "i64", "N", "-10 to 10", cli_take_i64, FIELD(i64), .max = 10, .help = "a sign" },
	{ 0, "real", "MS", "0 to 100", cli_take_real, FIELD(real), .max = 100, .help = "a part" },
	{ .help = "Others:" },
	{ 'f', "flag", NULL, NULL, cli_take_flag, FIELD(flag), .help = "it's a flag",
	  .repeats = true },
	{ 't', "text", "FILE", "a file", cli_take_text, FIELD(text), .help = "a file [whole]" },
	{ 0, "choice", "WORD", "one|three|two", cli_take_choice, FIELD(choice), .help = "a word" },
	{ 'k', "key", "NAME=VALUE", "NAME=VALUE", cli_take_text, FIELD(text), .repeats = true,
	  .most = 5, .keyed = true, .help = "values by name" },
	{ .help = "Of nobody here:", .verbs = 2 },
	{ 0, "other", NULL, NULL, cli_take_flag, FIELD(flag), .help = "of another verb",
	  .verbs = 2 },
	{ .help = NULL },
};

static const struct cli_verb verb = {
	.name = "try",
	.summary = "try the user's options",
	.usage = "[OPTION]... A\n--json B",
	.about = ".does\\nothing - at all",
	.options = options,
	.bit = 1,
	.notes = "notes",
	.examples = "adspbench try A\nadspbench try B",
};
static const struct cli_verb *const verbs[] = { &verb, NULL };

static char said[8192];
static struct target target;
static struct cli_words words;

/* What `call` prints on one of the standard streams. */
static int capture(int stream, int (*call)(void *), void *argument)
{
	FILE *file = tmpfile();
	const int saved = dup(stream);
	int ret;

	assert_true(file && saved >= 0);
	fflush(NULL);
	assert_true(dup2(fileno(file), stream) >= 0);
	ret = call(argument);
	fflush(NULL);
	assert_true(dup2(saved, stream) >= 0);
	close(saved);
	rewind(file);
	said[fread(said, 1, sizeof(said) - 1, file)] = '\0';
	fclose(file);
	return ret;
}

/* A command line, cut at blanks. */
static int call_parse(void *line)
{
	char copy[200], *argv[16], *save = NULL;
	int argc = 0;

	snprintf(copy, sizeof(copy), "%s", (const char *)line);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	argv[argc] = NULL;
	memset(&target, 0, sizeof(target));
	return cli_parse(&verb, argc, argv, &target, &words);
}

static int parse(const char *line)
{
	return capture(STDERR_FILENO, call_parse, (void *)line);
}

static void values_fill_their_fields(void **state)
{
	assert_int_equal(
		parse("try x -u9 --u64=18446744073709551615 --i64 -10 y --real 2.5 -f -f -t a "
		      "--choice three"),
		CLI_GOOD);
	assert_true(target.flag && target.u32 == 9 && target.u64 == UINT64_MAX);
	assert_true(target.i64 == -10 && target.real == 2.5 && target.choice == 1);
	assert_string_equal(target.text, "a");
	assert_int_equal(words.num_operands, 2);
	assert_string_equal(words.operands[0], "x");
	assert_string_equal(words.operands[1], "y");
	assert_false(words.help);
	cli_words_free(&words);
}

static void replaced_values_are_warned_of(void **state)
{
	assert_int_equal(parse("try -k a=1 --key ab=2 -ka=3 -k b=4 -f --key=a -t a -f"), CLI_GOOD);
	assert_string_equal(said, "adspbench try: warning: -k a=1 is replaced by -k a\n"
				  "adspbench try: warning: -k a=3 is replaced by -k a\n");
	cli_words_free(&words);
	assert_int_equal(parse("try -k a=1 -k b=1 -t a=1"), CLI_GOOD);
	assert_string_equal(said, "");
	cli_words_free(&words);
}

static void what_was_given_is_kept_as_written(void **state)
{
	char name[16];

	assert_int_equal(parse("try -fu9 x --tex a,b --real 2.5"), CLI_GOOD);
	((char *)target.text)[1] = '\0'; /* as parsers of lists do */
	assert_int_equal(words.num_given, 4);
	assert_string_equal(cli_option_name(words.given[0].option, name, sizeof(name)), "-f");
	assert_null(words.given[0].value);
	assert_string_equal(words.given[1].value, "9");
	assert_string_equal(cli_option_name(words.given[2].option, name, sizeof(name)), "-t");
	assert_string_equal(words.given[2].value, "a,b");
	assert_string_equal(cli_option_name(words.given[3].option, name, sizeof(name)), "--real");
	cli_words_free(&words);
}

static void each_refusal_says_what_was_expected(void **state)
{
	static const char *const lines[][2] = {
		{ "try -u 2", "-u '2': expected 3 to 9" },
		{ "try -u 10", "-u '10': expected 3 to 9" },
		{ "try --u32 4294967300", "-u '4294967300': expected 3 to 9" },
		{ "try -u 3x", "-u '3x': expected 3 to 9" },
		{ "try --u64 18446744073709551616",
		  "--u64 '18446744073709551616': expected a number" },
		{ "try --u64 -1", "--u64 '-1': expected a number" },
		{ "try --i64 -11", "--i64 '-11': expected -10 to 10" },
		{ "try --real 101", "--real '101': expected 0 to 100" },
		{ "try --real nan", "--real 'nan': expected 0 to 100" },
		{ "try --choice on", "--choice 'on': expected one|three|two" },
		{ "try --text=", "-t '': expected a file" },
		{ "try -u 3 -u 4", "-u is given twice" },
		{ "try --u64 3 --u64 3", "--u64 is given twice" },
		{ "try -k a=1 -k b=2 -k c=3 -k d=4 -k e=5 -k f=6",
		  "-k is given more than 5 times" },
		{ "try -t", "option '-t' needs a value" },
		{ "try -x", "unknown option '-x'" },
		{ "try --other", "unknown option '--other'" },
		{ "try --flag=1", "option '--flag=1' takes no value" },
	};
	char line[200];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse(lines[i][0]), CLI_USAGE);
		snprintf(line, sizeof(line), "adspbench try: %s\nTry 'adspbench try --help'.\n",
			 lines[i][1]);
		assert_string_equal(said, line);
	}
}

static void help_shows_the_verbs_own_options(void **state)
{
	assert_int_equal(capture(STDOUT_FILENO, call_parse, (void *)"try --help"), CLI_GOOD);
	assert_true(words.help);
	cli_words_free(&words);
	assert_string_equal(
		said,
		"usage: adspbench try [OPTION]... A\n"
		"       adspbench try --json B\n"
		"\n"
		".does\\nothing - at all\n"
		"\n"
		"Numbers:\n"
		"  -u, --u32 N             a small number\n"
		"                          on two lines\n"
		"      --u64 N             a large number\n"
		"      --i64 N             a sign\n"
		"      --real MS           a part\n"
		"\n"
		"Others:\n"
		"  -f, --flag              it's a flag\n"
		"  -t, --text FILE         a file [whole]\n"
		"      --choice WORD       a word\n"
		"  -k, --key NAME=VALUE    values by name\n"
		"  -h, --help              print this\n"
		"\n"
		"notes\n"
		"\n"
		"examples:\n"
		"  adspbench try A\n"
		"  adspbench try B\n"
		"\n"
		"exit status: 0 good, 1 usage, 2 bad input file, 3 firmware refused or failed,\n"
		"             4 isolation fault, 5 leak, 6 expectation missed, 7 output not written\n");
}

static int call_man(void *nothing)
{
	cli_print_man(verbs, stdout);
	return 0;
}

static void the_manual_page_escapes_text(void **state)
{
	capture(STDOUT_FILENO, call_man, NULL);
	assert_non_null(strstr(said, ".SS adspbench try\n"));
	assert_non_null(strstr(said, "\n\\&.does\\enothing \\- at all\n"));
	assert_non_null(
		strstr(said, ".TP\n\\fB\\-u\\fR, \\fB\\-\\-u32\\fR \\fIN\\fR\na small number\n"));
	assert_null(strstr(said, "other"));
}

static int call_completion(void *shell)
{
	return cli_print_completion(verbs, shell, stdout);
}

static void shells_complete_verbs_options_and_choices(void **state)
{
	assert_true(capture(STDOUT_FILENO, call_completion, (void *)"bash"));
	assert_non_null(strstr(said, "compgen -W 'try help --help --version'"));
	assert_non_null(strstr(said, "--choice) COMPREPLY=($(compgen -W 'one three two'"));
	assert_true(capture(STDOUT_FILENO, call_completion, (void *)"zsh"));
	assert_non_null(strstr(said, "'try:try the user'\\''s options'"));
	assert_non_null(strstr(said, "'--text[a file \\[whole\\]]:file:_files'"));
	assert_true(capture(STDOUT_FILENO, call_completion, (void *)"fish"));
	assert_non_null(strstr(said, "-l text -s t -r -d 'a file [whole]'"));
	assert_false(capture(STDOUT_FILENO, call_completion, (void *)"tcsh"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_fill_their_fields),
		cmocka_unit_test(replaced_values_are_warned_of),
		cmocka_unit_test(what_was_given_is_kept_as_written),
		cmocka_unit_test(each_refusal_says_what_was_expected),
		cmocka_unit_test(help_shows_the_verbs_own_options),
		cmocka_unit_test(the_manual_page_escapes_text),
		cmocka_unit_test(shells_complete_verbs_options_and_choices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
