/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/run_check_outputs.h"

static char err[512];

static void touch(const char *path)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fclose(file);
}

/* An empty folder with a file, two links to it, and a folder. */
static int set_up(void **state)
{
	static char folder[] = "/tmp/distinct.XXXXXX";

	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	touch("in");
	assert_int_equal(link("in", "hard"), 0);
	assert_int_equal(symlink("in", "soft"), 0);
	assert_int_equal(mkdir("d", 0755), 0);
	*state = folder;
	return 0;
}

static int tear_down(void **state)
{
	unlink("in");
	unlink("hard");
	unlink("soft");
	rmdir("d");
	assert_int_equal(chdir("/"), 0);
	return rmdir(*state);
}

static int compare(const char *input, const char *output, const char *report)
{
	const struct run_options options = {
		.topology = "t",
		.inputs = { { input }, 1 },
		.outputs = { { output }, 1 },
		.report_path = report,
	};

	err[0] = '\0';
	return run_check_outputs_options(&options, err, sizeof(err));
}

static void files_are_compared_by_what_they_are(void **state)
{
	assert_int_equal(compare("in", "out", "report"), 0);
	assert_int_equal(compare("in", "in", NULL), -EINVAL);
	assert_string_equal(err, "in: both read and written");
	assert_int_equal(compare("in", "hard", NULL), -EINVAL);
	assert_string_equal(err, "in = hard: both read and written");
	assert_int_equal(compare("in", "soft", NULL), -EINVAL);
	assert_int_equal(compare("in", "out", "d/../out"), -EINVAL);
	assert_string_equal(err, "out = d/../out: written by two outputs");
	assert_int_equal(compare("in", "d/out", "out"), 0);
	assert_int_equal(compare("in", "no/such/out", "no/such/out"), 0);
	assert_int_equal(compare("in", "t", NULL), -EINVAL);
}

static void devices_may_be_named_twice(void **state)
{
	assert_int_equal(compare("/dev/null", "/dev/null", "/dev/null"), 0);
}

static void streams_can_be_had_once(void **state)
{
	const struct run_options options = { .topology = "t", .inputs = { { "in", "fifo" }, 2 } };

	assert_int_equal(compare("-", "-", NULL), 0);
	assert_int_equal(compare("in", "-", "/dev/stdout"), -EINVAL);
	assert_string_equal(err, "- = /dev/stdout: written by two outputs");
	assert_null(run_find_stream_input(&options));
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_string_equal(run_find_stream_input(&options), "fifo");
	assert_int_equal(compare("fifo", "fifo", NULL), -EINVAL);
	assert_int_equal(compare("in", "fifo", "fifo"), -EINVAL);
	unlink("fifo");
}

/* A link to a name that is not there yet is that name. */
static void dangling_links_are_followed(void **state)
{
	assert_int_equal(symlink("d/new", "dangling"), 0);
	assert_int_equal(compare("in", "dangling", "d/new"), -EINVAL);
	assert_string_equal(err, "dangling = d/new: written by two outputs");
	assert_int_equal(compare("in", "dangling", "new"), 0);
	unlink("dangling");
}

static void a_profile_is_a_file_by_its_extension(void **state)
{
	struct run_options options = {
		.topology = "t",
		.platform = "mtl",
		.outputs = { { "mtl" }, 1 },
	};

	assert_int_equal(run_check_outputs_options(&options, err, sizeof(err)), 0);
	options.platform = options.outputs.word[0] = "my.yaml";
	assert_int_equal(run_check_outputs_options(&options, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "my.yaml: both read and written");
}

static void the_plan_decides_about_dais(void **state)
{
	const struct run_options options = {
		.topology = "t",
		.pcms = { { "0", TPLG_PLAYBACK, "in" } },
		.num_pcms = 1,
		.dais = { { .name = "SSP0", .file = "in" } },
		.num_dais = 1,
	};
	struct run_plan plan = {
		.streams = { { .direction = TPLG_PLAYBACK, .file = "in" } },
		.num_streams = 1,
		.dais = { { .direction = TPLG_CAPTURE, .file = "in" } },
		.num_dais = 1,
	};

	assert_int_equal(run_check_outputs_options(&options, err, sizeof(err)), 0);
	assert_int_equal(run_check_outputs_plan(&options, &plan, err, sizeof(err)), 0);
	plan.dais[0].direction = TPLG_PLAYBACK;
	assert_int_equal(run_check_outputs_plan(&options, &plan, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "in: both read and written");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_compared_by_what_they_are),
		cmocka_unit_test(devices_may_be_named_twice),
		cmocka_unit_test(streams_can_be_had_once),
		cmocka_unit_test(dangling_links_are_followed),
		cmocka_unit_test(a_profile_is_a_file_by_its_extension),
		cmocka_unit_test(the_plan_decides_about_dais),
	};

	return cmocka_run_group_tests_name("cli/run_check_outputs", tests, set_up, tear_down);
}
