/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/run_report.h"

static void make(struct run_report *report)
{
	const struct drv_event event = { .kind = DRV_EVENT_UNDERRUN,
					 .source = "dai.HDA0.playback",
					 .count = 2,
					 .first_us = 5000,
					 .last_us = 7000 };
	struct report_module *module;

	*report = (struct run_report){
		.topology = "x.tplg", .platform = "mtl", .iterations = 2, .ticks = 48, .num_streams = 1, .num_ends = 2,
		.ends = {
			{ .label = "PCM 0 playback", .file = "a.wav", .input = true, .frames = 480,
			  .spec = { 48000, 1, SAMPLE_S16_LE }, .pipelines = { 1, 2 }, .num_pipelines = 2,
			  .num_modules = 2 },
			{ .label = "HDA0", .frames = 528, .spec = { 48000, 2, SAMPLE_S24_LE },
			  .silence_frames = 48, .xruns = 1 },
		},
		.heaps = { { .name = "kernel", .size = 1000, .used = 10, .peak = 20, .blocks = 3 } },
		.num_heaps = 1, .memory_known = true, .pages = { .total = 8, .used = 1, .peak = 2 },
		.users = { .domains = 1, .partitions = 4, .objects = 2, .stacks = 1 },
	};
	module = run_report_add_module(report);
	strcpy(module->widget, "host.0.playback");
	module = run_report_add_module(report);
	strcpy(module->widget, "gain.1.1");
	strcpy(module->type, "gain");
	strcpy(module->component, "gain.0.0");
	module->cycles_known = true;
	module->calls = 12;
	module->cycles_average = 900;
	module->cycles_peak = 1000;
	assert_int_equal(run_report_add_event(report, &event), 0);
}

static void assert_prints(const struct run_report *report, const char *want)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	run_report_print(report, out);
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void prints_a_summary(void **state)
{
	struct run_report report;

	make(&report);
	assert_prints(
		&report,
		"adspbench run: x.tplg on mtl\n"
		"  PCM 0 playback     <- a.wav: 480 frames, 48000 Hz, 1 channel, S16_LE, 0.010 s\n"
		"                        pipelines 1 2: host.0.playback -> gain.1.1\n"
		"  HDA0               -> (no file): 528 frames, 48000 Hz, 2 channels, S24_LE, 0.011 s\n"
		"                        1 xrun, 48 frames of silence inserted\n"
		"cycles of each call (estimate)\n"
		"  gain.1.1                     gain.0.0       12 calls, average 900, peak 1000\n"
		"memory\n"
		"  heap kernel        10 of 1000 bytes in 3 blocks, peak 20\n"
		"  pages              1 of 8, peak 2\n"
		"  user threads       domains 1, partitions 4, kernel objects 2, stacks 1\n"
		"notifications\n"
		"  underrun from dai.HDA0.playback, 2 times from 0.005 s to 0.007 s\n"
		"ticks 48, runs 2\n"
		"result: good\n");
	run_report_release(&report);
}

static void a_module_that_nobody_has_measured_has_no_estimate(void **state)
{
	struct run_report report;
	char *text = NULL;
	size_t size;
	FILE *out;

	make(&report);
	report.modules[1].cycles_average = report.modules[1].cycles_peak = 0;
	out = open_memstream(&text, &size);
	run_report_print(&report, out);
	fclose(out);
	assert_non_null(strstr(
		text, "  gain.1.1                     gain.0.0       12 calls, no estimate\n"));
	free(text);
	run_report_release(&report);
}

static void prints_as_far_as_the_run_got(void **state)
{
	struct run_report report = { .topology = "x.tplg",
				     .platform = "mtl",
				     .num_ends = 1,
				     .status = 2,
				     .ends = { { .label = "HDA0", .file = "o.wav" } },
				     .message = "a.wav: No such file or directory" };

	assert_prints(&report, "adspbench run: x.tplg on mtl\n"
			       "  HDA0               -> o.wav: not set up\n"
			       "ticks 0\n"
			       "result: exit 2: a.wav: No such file or directory\n");
}

static void says_what_a_good_run_was_not(void **state)
{
	struct report_end ends[2] = { { .xruns = 1 }, { .xruns = 10 } };
	struct drv_event events[2] = { { .kind = DRV_EVENT_MIXER_UNDERRUN, .count = 1992 },
				       { .kind = DRV_EVENT_UNDERRUN, .count = 5 } };
	struct run_report report = { .num_ends = 2, .events = events, .num_events = 2, .num_dp = 1 };
	char text[160];

	memcpy(report.ends, ends, sizeof(ends));
	report.dp[0] = (struct adsp_dp_info){ .jobs = 498, .misses = 498 };
	run_report_count(&report);
	run_report_describe(&report, text, sizeof(text));
	assert_string_equal(text, "11 xruns, 1992 mixer underruns, 498 of 498 deadlines missed");

	report = (struct run_report){ .counts = { .xruns = 1, .jobs = 1, .missed = 1 } };
	run_report_describe(&report, text, sizeof(text));
	assert_string_equal(text, "1 xrun, 1 of 1 deadline missed");
	report = (struct run_report){ .counts = { .jobs = 9, .warnings = 2 } };
	run_report_describe(&report, text, sizeof(text));
	assert_string_equal(text, "");
	report = (struct run_report){ .counts = { .xruns = 1, .errors = 500 } };
	run_report_describe(&report, text, sizeof(text));
	assert_string_equal(text, "1 xrun, 500 errors in the log");

	report = (struct run_report){ .counts = { .xruns = 2 },
				      .num_ends = 2,
				      .ticks = 1,
				      .ends = { { .label = "PCM 0 playback", .held = "paused" },
						{ .label = "HDA0", .empty = true } } };
	run_report_describe(&report, text, sizeof(text));
	assert_string_equal(
		text, "PCM 0 playback was still paused, no audio at HDA0 within 1 tick, 2 xruns");
	/* what does not fit is cut */
	run_report_describe(&report, text, 35);
	assert_string_equal(text, "PCM 0 playback was still paused, n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_a_summary),
		cmocka_unit_test(a_module_that_nobody_has_measured_has_no_estimate),
		cmocka_unit_test(prints_as_far_as_the_run_got),
		cmocka_unit_test(says_what_a_good_run_was_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
