/* SPDX-License-Identifier: BSD-3-Clause */
/* Sources, compiled on the way: includes, defines, and the compiler's own words when it refuses. */
#include <sys/stat.h>
#include <unistd.h>

#include "tplg_writer.h"

#define SOURCE ADSP_SOURCE_DIR "/tplg/playback-gain.conf"

static char dir[] = "/tmp/test_tplg_compile.XXXXXX";
static char path[64];

static int make_dir(void **state)
{
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof(path), "%s/x.conf", dir);
	return 0;
}

static int remove_dir(void **state)
{
	unlink(path);
	return rmdir(dir);
}

static void write_source(const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* The error must be "PATH: TEXT". */
static void expect_error(const char *text)
{
	char expected[512];
	struct tplg_error err;
	struct tplg *t;

	assert_int_equal(tplg_load(path, &t, &err), -EINVAL);
	assert_null(t);
	snprintf(expected, sizeof(expected), "%s: %s", path, text);
	assert_string_equal(err.text, expected);
}

static void sources_are_compiled(void **state)
{
	struct tplg_error err;
	struct tplg *t;

	assert_int_equal(tplg_load(SOURCE, &t, &err), 0);
	assert_string_equal(t->path, SOURCE);
	assert_true(t->num_widgets > 0);
	assert_int_equal(t->num_pcms, 1);
	tplg_free(t);
}

/* Includes are found whatever the working directory is, and whatever the caller's environment says. */
static void includes_are_relative_to_the_source(void **state)
{
	struct tplg_error err;
	struct tplg *t;
	char *cwd = getcwd(NULL, 0);

	setenv("ALSA_CONFIG_DIR", "/nowhere", 1);
	assert_int_equal(chdir(ADSP_SOURCE_DIR "/tplg"), 0);
	assert_int_equal(tplg_load("playback-gain.conf", &t, &err), 0);
	tplg_free(t);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(tplg_load(SOURCE, &t, &err), 0);
	tplg_free(t);
	assert_string_equal(getenv("ALSA_CONFIG_DIR"), "/nowhere");
	unsetenv("ALSA_CONFIG_DIR");
	assert_int_equal(chdir(cwd), 0);
	free(cwd);
}

static void defines_reach_the_compiler(void **state)
{
	const char *defines[] = { "RATE=44100", "RATES=\"44100\"" };
	const struct tplg_request request = { .path = SOURCE,
					      .defines = defines,
					      .num_defines = 2 };
	struct tplg_error err;
	struct tplg *t;
	int gain;

	assert_int_equal(tplg_load_request(&request, &t, &err), 0);
	gain = tplg_find_widget(t, "gain.1.1");
	assert_int_not_equal(gain, TPLG_NONE);
	assert_int_equal(t->widgets[gain].in.formats[0].fmt.sampling_frequency, 44100);
	tplg_free(t);
}

static void bad_defines_are_refused(void **state)
{
	static const char *const bad[] = { "RATE", "=1", "" };

	for (int i = 0; i < 3; i++) {
		const struct tplg_request request = { .path = SOURCE,
						      .defines = &bad[i],
						      .num_defines = 1 };
		struct tplg_error err;
		struct tplg *t;
		char expected[256];

		assert_int_equal(tplg_load_request(&request, &t, &err), -EINVAL);
		snprintf(expected, sizeof(expected),
			 SOURCE ": expected a define NAME=VALUE, found: %s", bad[i]);
		assert_string_equal(err.text, expected);
	}
}

static void missing_source_is_named(void **state)
{
	struct tplg_error err;
	struct tplg *t;

	assert_int_equal(tplg_load("/nowhere/x.conf", &t, &err), -ENOENT);
	assert_string_equal(
		err.text,
		"/nowhere/x.conf: cannot read the topology source: No such file or directory");
}

static void compiler_messages_are_passed_on(void **state)
{
	write_source("<lib/none.conf>\nDefine { A 1 }\n");
	expect_error(
		"alsatplg: Cannot access file lib/none.conf; line 1:15:No such file or directory (of it or of a "
		"file that it includes)");
	write_source("Define { A 1 }\nObject.Widget.nothing.1 { index 1 }\n");
	expect_error(
		"alsatplg: No Class definition found for Class.Widget.nothing; Error building object "
		"Widget.nothing.1");
	write_source(
		"<lib/all.conf>\nDefine { A 1 }\nObject.Widget.gain.1 { index 1 curve \"bad\" }\n");
	expect_error(
		"alsatplg: valid values for attribute curve are:; none; fade; linear; log; linear_zc; log_zc; "
		"Failed to validate attribute curve in gain; Error building object Widget.gain.1");
	write_source("Object.Base.manifest.1 { name \"x\" }\n");
	expect_error(
		"alsatplg: Failed to parse arguments in input config (a source must hold a Define block)");
}

static void messages_are_one_printable_line(void **state)
{
	struct tplg_error err;
	struct tplg *t;

	write_source("Define { A \"\x1b[31m\" ");
	assert_int_equal(tplg_load(path, &t, &err), -EINVAL);
	assert_null(t);
	assert_null(strpbrk(err.text, "\n\x1b"));
	assert_non_null(strstr(err.text, "x.conf: alsatplg: "));
}

/* Nothing of ours stays open or behind. */
static void nothing_is_left(void **state)
{
	struct tplg_error err;
	struct tplg *t;
	int before = dup(0), after;

	assert_int_equal(tplg_load(SOURCE, &t, &err), 0);
	tplg_free(t);
	write_source("Define { A ");
	assert_int_equal(tplg_load(path, &t, &err), -EINVAL);
	after = dup(0);
	assert_int_equal(after, before + 1);
	close(before);
	close(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sources_are_compiled),
		cmocka_unit_test(includes_are_relative_to_the_source),
		cmocka_unit_test(defines_reach_the_compiler),
		cmocka_unit_test(bad_defines_are_refused),
		cmocka_unit_test(missing_source_is_named),
		cmocka_unit_test(compiler_messages_are_passed_on),
		cmocka_unit_test(messages_are_one_printable_line),
		cmocka_unit_test(nothing_is_left),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
