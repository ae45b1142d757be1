/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "report/run_report.h"

static char path[] = "/tmp/adspbench-report.XXXXXX";

static void writes_what_it_holds(void **state)
{
	struct run_report report = {
		.topology = "x\xff.tplg", .platform = "mtl", .iterations = 1, .ticks = 48, .num_streams = 1,
		.num_ends = 2, .status = 3, .message = "no",
		.ends = {
			{ .label = "PCM 0 playback", .file = "a.wav", .input = true, .frames = 480,
			  .spec = { 48000, 1, SAMPLE_S16_LE }, .pipelines = { 1, 2 }, .num_pipelines = 2,
			  .num_modules = 1 },
			{ .label = "HDA0", .spec = { 48000, 2, SAMPLE_S24_LE } },
		},
	};
	const char *label, *file, *widget, *topology;
	int frames, pipeline, status;
	char err[200];
	json_t *json;

	strcpy(run_report_add_module(&report)->widget, "gain.1.1");
	assert_int_equal(run_report_write_json(&report, path, err, sizeof(err)), 0);
	json = json_load_file(path, 0, NULL);
	assert_non_null(json);
	assert_int_equal(
		json_unpack(json,
			    "{s:s, s:i, s:[{s:s, s:s, s:i, s:[i, i!], s:[{s:s}!]}!], s:[{}!], s:n}",
			    "topology", &topology, "status", &status, "streams", "name", &label,
			    "file", &file, "frames", &frames, "pipelines", &pipeline, &pipeline,
			    "modules", "widget", &widget, "dais", "memory"),
		0);
	assert_string_equal(topology, "x?.tplg");
	assert_string_equal(label, "PCM 0 playback");
	assert_string_equal(file, "a.wav");
	assert_int_equal(frames, 480);
	assert_int_equal(pipeline, 2);
	assert_int_equal(status, 3);
	assert_string_equal(widget, "gain.1.1");
	json_decref(json);
	run_report_release(&report);
}

static void says_what_cannot_be_written(void **state)
{
	struct run_report report = { .topology = "x", .platform = "mtl" };
	char err[200];

	assert_int_equal(run_report_write_json(&report, "/no/such/r.json", err, sizeof(err)),
			 -ENOENT);
	assert_string_equal(err, "/no/such/r.json: cannot be written: No such file or directory");

	assert_int_equal(run_report_check_path("/no/such/r.json", err, sizeof(err)), -ENOENT);
	assert_string_equal(err, "/no/such/r.json: cannot be written: No such file or directory");
	assert_int_equal(run_report_check_path(path, err, sizeof(err)), 0);
	assert_int_equal(run_report_check_path("/dev/null", err, sizeof(err)), 0);
}

static int make_path(void **state)
{
	return close(mkstemp(path));
}

static int remove_path(void **state)
{
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_it_holds),
		cmocka_unit_test(says_what_cannot_be_written),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
