/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "cli/run_options.h"

#define PCM_EXPECTED                                                                               \
	"PCM:playback=FILE or PCM:capture=FILE, and ,rate=HZ ,channels=N ,format=FORMAT (a comma " \
	"of the name as \\,)"

static char err[300];

/* Parse words after the verb, separated by blanks. */
static int parse_as(const char *verb, const char *line, struct run_options *options)
{
	static char text[500];
	char *argv[40] = { (char *)verb };
	int argc = 1;
	char *rest = text;
	char *word;

	err[0] = '\0';
	strcpy(text, line);
	while ((word = strsep(&rest, " ")) != NULL)
		argv[argc++] = word;
	return run_options_parse(argc, argv, options, err, sizeof(err));
}

static int parse(const char *line, struct run_options *options)
{
	return parse_as("run", line, options);
}

static void reads_the_short_options(void **state)
{
	struct run_options o;

	assert_int_equal(
		parse("-t x.conf -i a.wav,b.wav -o c.raw -p 1,2,30 -b S24_LE -r 44100 -R 48000 -c 6 "
		      "-n 4 -C 100 -P 3 -s script -d 4 -q -D A=1 -D B=x=y",
		      &o),
		0);
	assert_string_equal(o.topology, "x.conf");
	assert_int_equal(o.inputs.count, 2);
	assert_string_equal(o.inputs.word[1], "b.wav");
	assert_int_equal(o.outputs.count, 1);
	assert_int_equal(o.num_pipelines, 3);
	assert_int_equal(o.pipelines[2], 30);
	assert_int_equal(o.in.format, SAMPLE_S24_LE);
	assert_int_equal(o.in.rate, 44100);
	assert_int_equal(o.in.channels, 6);
	assert_int_equal(o.out_rate, 48000);
	assert_int_equal(o.out_channels, 4);
	assert_int_equal(o.max_ticks, 100);
	assert_int_equal(o.iterations, 3);
	assert_string_equal(o.script, "script");
	assert_int_equal(o.log_level, ADSP_LOG_DBG);
	assert_true(o.quiet);
	assert_int_equal(o.defines.count, 2);
	assert_string_equal(o.defines.word[1], "B=x=y");
	run_options_free(&o);
}

static void reads_the_long_options(void **state)
{
	struct run_options o;

	assert_int_equal(
		parse("--topology x --pcm 0:playback=a.wav --pcm My:Pcm:capture=b=c.wav --dai SSP0=d.wav "
		      "--dai SSP0:capture=e.wav --loopback SSP1=SSP2 --convert --drain 20ms "
		      "--control A=1,2 --platform lnl --log l --report r",
		      &o),
		0);
	assert_int_equal(o.num_pcms, 2);
	assert_string_equal(o.pcms[0].pcm, "0");
	assert_int_equal(o.pcms[0].direction, TPLG_PLAYBACK);
	assert_string_equal(o.pcms[1].pcm, "My:Pcm");
	assert_int_equal(o.pcms[1].direction, TPLG_CAPTURE);
	assert_string_equal(o.pcms[1].file, "b=c.wav");
	assert_int_equal(o.num_dais, 2);
	assert_false(o.dais[0].direction_set);
	assert_true(o.dais[1].direction_set);
	assert_string_equal(o.dais[1].name, "SSP0");
	assert_string_equal(o.loopbacks[0].rx, "SSP2");
	assert_true(o.convert);
	assert_int_equal(o.drain, 20);
	assert_true(o.drain_in_ms);
	assert_string_equal(o.controls.word[0], "A=1,2");
	assert_string_equal(o.platform, "lnl");
	run_options_free(&o);
}

static void has_defaults(void **state)
{
	struct run_options o;

	assert_int_equal(parse("-t x -i a -o b", &o), 0);
	assert_string_equal(o.platform, "mtl");
	assert_int_equal(o.iterations, 1);
	assert_int_equal(o.log_level, ADSP_LOG_WRN);
	assert_int_equal(o.max_ticks, 0);
	assert_int_equal(o.in.format, SAMPLE_NONE);
	assert_int_equal(o.num_pipelines, 0);
	run_options_free(&o);

	assert_int_equal(parse("--help", &o), 0);
	assert_true(o.words.help);
	run_options_free(&o);
}

static void explains_mistakes(void **state)
{
	static const struct {
		const char *line;
		const char *text;
	} mistakes[] = {
		{ "-i a -o b", "which topology? (-t FILE)" },
		{ "-t x.tplg -i a -o b -D A=1",
		  "-D needs a topology source, a file that ends in .conf" },
		{ "-t x.tplg -i a -o b -I lib",
		  "-I needs a topology source, a file that ends in .conf" },
		{ "-t x -i a -o b --dp-cost gain=1 --dp-cost gain.0=1 --dp-cost gain=2",
		  "--dp-cost gain is given twice" },
		{ "-t x -o b", "which input? (-i FILE, or --pcm PCM:playback=FILE)" },
		{ "-t x -i a", "which output? (-o FILE, or --dai NAME=FILE)" },
		{ "-t x --dai SSP0=a", "which PCM? (--pcm PCM:playback=FILE)" },
		{ "-t x -i a -o b --pcm 0:playback=c",
		  "-i, -o and -p cannot be combined with --pcm and --dai" },
		{ "-t x -i a -o b c", "unexpected word 'c'" },
		{ "-t x -i a -o b -x", "unknown option '-x'" },
		{ "-t x -i a -o b --no-such", "unknown option '--no-such'" },
		{ "-t x -i a -o", "option '-o' needs a value" },
		{ "-t x --pcm", "option '--pcm' needs a value" },
		{ "-t x -i a,,b -o b", "-i 'a,,b': expected up to 16 files, separated by commas" },
		{ "-t x -i 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17 -o b",
		  "-i '1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17': expected up to 16 files, separated by commas" },
		{ "-t x -i a -o b -b double", "-b 'double': expected " SAMPLE_FORMAT_WORDS },
		{ "-t x -i a -o b -r 48k", "-r '48k': expected a rate of 4000 to 768000 Hz" },
		{ "-t x -i a -o b -r 3999", "-r '3999': expected a rate of 4000 to 768000 Hz" },
		{ "-t x -i a -o b -R -1", "-R '-1': expected a rate of 4000 to 768000 Hz" },
		{ "-t x -i a -o b -c 0", "-c '0': expected 1 to 8 channels" },
		{ "-t x -i a -o b -n 9", "-n '9': expected 1 to 8 channels" },
		{ "-t x -i a -o b -p 1,two",
		  "-p '1,two': expected pipeline numbers, separated by commas" },
		{ "-t x -i a -o b -p 1,",
		  "-p '1,': expected pipeline numbers, separated by commas" },
		{ "-t x -i a -o b -C 0", "-C '0': expected a number of ticks, 1 or more" },
		{ "-t x -i a -o b -C 99999999999999999999",
		  "-C '99999999999999999999': expected a number of ticks, 1 or more" },
		{ "-t x -i a -o b -P 0", "-P '0': expected a number of runs, 1 or more" },
		{ "-t x -i a -o b -d 5",
		  "-d '5': expected 0 none, 1 errors, 2 warnings, 3 info or 4 debug" },
		{ "-t x -i a -o b -D =1", "-D '=1': expected NAME=VALUE" },
		{ "-t x --pcm 0=a", "--pcm '0=a': expected " PCM_EXPECTED },
		{ "-t x --pcm 0:up=a", "--pcm '0:up=a': ':up': expected :playback or :capture" },
		{ "-t x --pcm :playback=a", "--pcm ':playback=a': expected " PCM_EXPECTED },
		{ "-t x --pcm 0:playback=a,rate=1",
		  "--pcm '0:playback=a,rate=1': rate=1: expected a rate of 4000 to 768000 Hz" },
		{ "-t x --pcm 0:playback=a,b.wav",
		  "--pcm '0:playback=a,b.wav': 'b.wav': expected rate=HZ, channels=N or format=FORMAT "
		  "(a comma of the name as \\,)" },
		{ "-t x --pcm 0:playback=a,rate=8000,rate=8000",
		  "--pcm '0:playback=a,rate=8000,rate=8000': rate is given twice" },
		{ "-t x --pcm 0:playback=,rate=8000",
		  "--pcm '0:playback=,rate=8000': expected " PCM_EXPECTED },
		{ "-t x --start 0",
		  "--start '0': expected PCM=MS, a stream and virtual milliseconds" },
		{ "-t x --pause =5",
		  "--pause '=5': expected PCM=MS, a stream and virtual milliseconds" },
		{ "-t x --resume 0=soon",
		  "--resume '0=soon': expected PCM=MS, a stream and virtual milliseconds" },
		{ "-t x --fail-on xrun,glitch",
		  "--fail-on 'xrun,glitch': expected xrun, warning, error, deadline, click or control, separated by commas" },
		{ "-t x -t y", "-t is given twice" },
		{ "-t x --convert --convert", "--convert is given twice" },
		{ "-t x --pcm 0:playback=", "--pcm '0:playback=': expected " PCM_EXPECTED },
		{ "-t x --dai SSP0",
		  "--dai 'SSP0': expected NAME=FILE, NAME:playback=FILE or NAME:capture=FILE" },
		{ "-t x --loopback A", "--loopback 'A': expected TX=RX, two DAIs" },
		{ "-t x --drain 5s", "--drain '5s': expected frames, or milliseconds as in 20ms" },
		{ "-t x -i a -o b --ledger-log =a",
		  "--ledger-log '=a': expected FILE or NAME=FILE" },
		{ "-t x -i a -o b --ledger-log n=",
		  "--ledger-log 'n=': expected FILE or NAME=FILE" },
		{ "-t x -i a -o b --memory-report m --no-ledger",
		  "--no-ledger leaves nothing for --memory-report and --ledger-log" },
		{ "-t x --control A", "--control 'A': expected NAME=VALUE" },
		{ "-t x -i a -o b --fail-alloc 0",
		  "--fail-alloc '0': expected the number of an allocation, 1 or more" },
		{ "-t x -i a -o b --fail-alloc-at f:0",
		  "--fail-alloc-at 'f:0': expected FUNCTION, or FUNCTION:N for the N-th allocation that it makes" },
		{ "-t x -i a -o b --fail-alloc-at :1",
		  "--fail-alloc-at ':1': expected FUNCTION, or FUNCTION:N for the N-th allocation that it makes" },
		{ "-t x -i a -o b --fail-alloc 1 --fail-alloc-at f",
		  "--fail-alloc cannot be combined with --fail-alloc-at" },
		{ "-t x -i a -o b -j 2", "unknown option '-j'" },
		{ "-t x -i a -o b --every 2", "unknown option '--every'" },
	};

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct run_options o;

		assert_true(parse(mistakes[i].line, &o) < 0);
		assert_string_equal(err, mistakes[i].text);
	}
}

static void knows_which_allocation_fails(void **state)
{
	struct run_options o;

	assert_int_equal(parse("-t x -i a -o b --fail-alloc 17", &o), 0);
	assert_int_equal(o.fail_alloc, 17);
	assert_null(o.fail_alloc_at);
	run_options_free(&o);
	assert_int_equal(parse("-t x -i a -o b --fail-alloc-at buffer_new", &o), 0);
	assert_string_equal(o.fail_alloc_at, "buffer_new");
	assert_int_equal(o.fail_alloc_nth, 1);
	run_options_free(&o);
	assert_int_equal(parse("-t x -i a -o b --fail-alloc-at buffer_new:3", &o), 0);
	assert_string_equal(o.fail_alloc_at, "buffer_new");
	assert_int_equal(o.fail_alloc_nth, 3);
	run_options_free(&o);
}

static void sweep_has_options_of_its_own(void **state)
{
	struct run_options o;

	assert_int_equal(parse_as("sweep", "-t x -i a -o b", &o), 0);
	assert_int_equal(o.jobs, 0);
	assert_int_equal(o.every, 1);
	assert_int_equal(o.limit_s, 60);
	run_options_free(&o);
	assert_int_equal(parse_as("sweep", "-t x -i a -o b -j 3 --every 10 --limit 5", &o), 0);
	assert_int_equal(o.jobs, 3);
	assert_int_equal(o.every, 10);
	assert_int_equal(o.limit_s, 5);
	run_options_free(&o);
	assert_true(parse_as("sweep", "-t x -i a -o b --fail-alloc 3", &o) < 0);
	assert_string_equal(err, "unknown option '--fail-alloc'");
	assert_true(parse_as("sweep", "-t x -i a -o b --no-ledger", &o) < 0);
	assert_string_equal(err, "unknown option '--no-ledger'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_which_allocation_fails),
		cmocka_unit_test(sweep_has_options_of_its_own),
		cmocka_unit_test(reads_the_short_options),
		cmocka_unit_test(reads_the_long_options),
		cmocka_unit_test(has_defaults),
		cmocka_unit_test(explains_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
