/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "cli/run_plan.h"

static struct run_plan plan;
static struct run_error error;
static struct tplg *tplg;
static struct run_options options;

/* Make a plan for one of the project's topologies; words are separated by blanks. */
static int make(const char *topology, const char *line)
{
	static char text[500];
	char *argv[40] = { "run", "-t", "x" };
	char path[300], err[300];
	struct tplg_error tplg_error;
	char *rest = text;
	char *word;
	int argc = 3;

	tplg_free(tplg);
	run_options_free(&options);
	memset(&error, 0, sizeof(error));
	snprintf(path, sizeof(path), ADSP_BINARY_DIR "/tplg/%s.tplg", topology);
	if (tplg_load(path, &tplg, &tplg_error) < 0)
		fail_msg("%s", tplg_error.text);
	strcpy(text, line);
	while ((word = strsep(&rest, " ")) != NULL)
		argv[argc++] = word;
	if (run_options_parse(argc, argv, &options, err, sizeof(err)) < 0)
		fail_msg("%s", err);
	return run_plan_make(tplg, &options, &plan, &error);
}

static int done(void **state)
{
	tplg_free(tplg);
	run_options_free(&options);
	return 0;
}

static void assert_stream(size_t i, const char *label, const char *file, uint32_t dais)
{
	assert_true(i < plan.num_streams);
	assert_string_equal(plan.streams[i].label, label);
	assert_string_equal(plan.streams[i].file, file);
	assert_int_equal(plan.streams[i].dais, dais);
}

static void assert_dai(size_t i, const char *label, const char *file)
{
	assert_true(i < plan.num_dais);
	assert_string_equal(plan.dais[i].label, label);
	if (file)
		assert_string_equal(plan.dais[i].file, file);
	else
		assert_null(plan.dais[i].file);
}

static void plans_a_playback(void **state)
{
	static const char *const lines[] = {
		"-i a -o b",
		"-i a -o b -p 1,2",
		"--pcm 0:playback=a --dai HDA0=b",
		"--pcm Playback:playback=a --dai dai.HDA0.playback=b",
		"--pcm 0:playback=a --dai HDA0:playback=b",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(make("playback-gain-16", lines[i]), 0);
		assert_int_equal(plan.num_streams, 1);
		assert_stream(0, "PCM 0 playback", "a", 1);
		assert_int_equal(plan.num_dais, 1);
		assert_dai(0, "HDA0", "b");
		assert_int_equal(plan.dais[0].direction, TPLG_PLAYBACK);
	}
}

static void plans_a_capture(void **state)
{
	assert_int_equal(make("capture-gain-16", "-i a -o b"), 0);
	assert_stream(0, "PCM 0 capture", "b", 1);
	assert_int_equal(plan.dais[0].direction, TPLG_CAPTURE);
	assert_string_equal(plan.dais[0].file, "a");
}

static void plans_two_streams_into_one_dai(void **state)
{
	static const char *const lines[] = { "-i a,b -o c", "-i a,b -o c -p 1,2,3",
					     "--pcm 0:playback=a --pcm 1:playback=b --dai HDA0=c" };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(make("mix-16", lines[i]), 0);
		assert_int_equal(plan.num_streams, 2);
		assert_stream(0, "PCM 0 playback", "a", 1);
		assert_stream(1, "PCM 1 playback", "b", 1);
		assert_int_equal(plan.num_dais, 1);
		assert_dai(0, "HDA0", "c");
	}

	/* one input: the first stream only */
	assert_int_equal(make("mix-16", "-i a -o c"), 0);
	assert_int_equal(plan.num_streams, 1);
	assert_int_equal(make("mix-16", "-i b -o c -p 3,2"), 0);
	assert_stream(0, "PCM 1 playback", "b", 1);
}

static void plans_a_loopback(void **state)
{
	static const char *const lines[] = {
		"-i a -o b --loopback SSP0=SSP0",
		"--pcm 0:playback=a --pcm 0:capture=b --loopback SSP0=SSP0"
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(make("nocodec-ssp-16", lines[i]), 0);
		assert_int_equal(plan.num_streams, 2);
		assert_stream(0, "PCM 0 playback", "a", 1);
		assert_stream(1, "PCM 0 capture", "b", 2);
		assert_dai(0, "SSP0 playback", NULL);
		assert_dai(1, "SSP0 capture", NULL);
		assert_int_equal(plan.dais[0].peer, 1);
		assert_int_equal(plan.dais[1].peer, 0);
	}
}

static void plans_both_directions(void **state)
{
	assert_int_equal(make("nocodec-ssp-16", "-i a,b -o c,d"), 0);
	assert_stream(0, "PCM 0 playback", "a", 1);
	assert_stream(1, "PCM 0 capture", "d", 2);
	assert_dai(0, "SSP0 playback", "c");
	assert_dai(1, "SSP0 capture", "b");
}

static void explains_mistakes(void **state)
{
	static const struct {
		const char *topology;
		const char *line;
		const char *text; /* PATH stands for the topology */
	} mistakes[] = {
		{ "playback-gain-16", "-i a,b -o c", "-i: 2 files for 1 widget: host.0.playback" },
		{ "playback-gain-16", "-i a -o b,c",
		  "-o: 2 files for 1 widget: dai.HDA0.playback" },
		{ "playback-gain-16", "-i a -o b -p 1",
		  "-o: nothing comes out in the listed pipelines: add 2 (dai.HDA0.playback) to -p" },
		{ "mix-16", "-i a -o c -p 1,2,3",
		  "-i: 1 file for 2 widgets: host.0.playback, host.1.playback" },
		{ "playback-gain-16", "-i a -o b -p 7",
		  "-p: no stream starts in these pipelines of PATH" },
		{ "playback-gain-16", "-i a -o b -p 1,2,7", "-p: no pipeline 7 in PATH" },
		{ "mix-16", "-i a -o b -p 2", "-p: no stream starts in these pipelines of PATH" },
		{ "nocodec-ssp-16", "-i a -o b -p 1,2,4",
		  "-p: no stream that starts in the listed pipelines reaches pipeline 4" },
		{ "playback-gain-16", "--pcm 1:playback=a",
		  "--pcm: no PCM '1' in PATH, which has 0 'Playback'" },
		{ "playback-gain-16", "--pcm 0:capture=a",
		  "PCM 0 'Playback' has no capture in PATH" },
		{ "playback-gain-16", "--pcm 0:playback=a --pcm 0:playback=b",
		  "PCM 0 playback is named twice" },
		{ "playback-gain-16", "--pcm 0:playback=a --dai SSP1=b",
		  "--dai: no DAI 'SSP1' here, there is HDA0 (dai.HDA0.playback)" },
		{ "playback-gain-16", "--pcm 0:playback=a --dai HDA0:capture=b",
		  "--dai: 'HDA0' has no capture in this run" },
		{ "playback-gain-16", "--pcm 0:playback=a --dai HDA0=b --dai HDA0=c",
		  "--dai: 'HDA0' is named twice" },
		{ "nocodec-ssp-16", "--pcm 0:playback=a --pcm 0:capture=b --dai SSP0=c",
		  "--dai: 'SSP0' is more than one DAI, take SSP0:playback (dai.SSP0.playback) or SSP0:capture (dai.SSP0.capture)" },
		{ "sdw-dmic", "--pcm 0:playback=a --dai Amps=b",
		  "--dai: 'Amps' is more than one DAI, take ALH2 (dai.Amps.playback) or ALH3 (dai_more.Amps.3)" },
		{ "sdw-dmic", "--pcm 0:playback=a --dai ALH2:capture=b",
		  "--dai: 'ALH2' has no capture in this run" },
		{ "nocodec-ssp-16",
		  "--pcm 0:playback=a --pcm 0:capture=b --loopback SSP0=SSP0 --dai SSP0:capture=c",
		  "--dai: 'SSP0' is fed by a loopback" },
		{ "nocodec-ssp-16", "--pcm 0:playback=a --loopback SSP0=SSP0",
		  "--loopback: 'SSP0' has no capture in this run" },
		{ "nocodec-ssp-16",
		  "--pcm 0:playback=a --pcm 0:capture=b --loopback SSP0=SSP0 --loopback SSP0=SSP0",
		  "--loopback: 'SSP0=SSP0' uses a DAI twice" },
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		char want[500];
		const char *cut = strstr(mistakes[i].text, "PATH");

		assert_int_equal(make(mistakes[i].topology, mistakes[i].line), -1);
		assert_int_equal(error.status, CLI_USAGE);
		if (cut)
			snprintf(want, sizeof(want), "%.*s%s%s", (int)(cut - mistakes[i].text),
				 mistakes[i].text, tplg->path, cut + strlen("PATH"));
		else
			snprintf(want, sizeof(want), "%s", mistakes[i].text);
		assert_string_equal(error.text, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plans_a_playback),
		cmocka_unit_test(plans_a_capture),
		cmocka_unit_test(plans_two_streams_into_one_dai),
		cmocka_unit_test(plans_a_loopback),
		cmocka_unit_test(plans_both_directions),
		cmocka_unit_test(explains_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
