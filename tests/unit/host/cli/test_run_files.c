/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/run_files.h"
#include "run_helper.h"

static struct run_session session;
static struct run_options options;

/* One input and one output, as a plan would have them. */
static void make(const char *input, const char *output)
{
	memset(&session, 0, sizeof(session));
	memset(&options, 0, sizeof(options));
	session.options = &options;
	session.plan.num_streams = 1;
	session.plan.num_dais = 1;
	session.streams[0].host =
		(struct run_end){ .label = "PCM 0 playback", .file = input, .input = true };
	session.dais[0].end = (struct run_end){ .label = "HDA0", .file = output };
}

static void outputs_get_their_name_at_success(void **state)
{
	static const struct audio_spec spec = { 48000, 1, SAMPLE_S16_LE };
	char err[200];

	make_wav("in.wav", 1, 10);
	make("in.wav", "good.wav");
	assert_int_equal(run_files_open(&session), 0);
	assert_int_equal(audio_reader_info(session.streams[0].host.reader)->frames, 10);
	assert_int_equal(audio_writer_begin(session.dais[0].end.writer, &spec, err, sizeof(err)),
			 0);
	assert_int_equal(audio_writer_write(session.dais[0].end.writer, "abcd", 2), 0);
	run_files_close(&session, true);
	assert_int_equal(session.error.status, CLI_GOOD);
	assert_int_equal(access("good.wav", F_OK), 0);
	assert_int_not_equal(access("good.wav.partial", F_OK), 0);

	make("in.wav", "bad.wav");
	assert_int_equal(run_files_open(&session), 0);
	assert_int_equal(audio_writer_begin(session.dais[0].end.writer, &spec, err, sizeof(err)),
			 0);
	assert_int_equal(audio_writer_write(session.dais[0].end.writer, "abcd", 2), 0);
	run_files_close(&session, false);
	assert_int_not_equal(access("bad.wav", F_OK), 0);
	assert_int_equal(access("bad.wav.partial", F_OK), 0);
}

static void failures_have_their_status(void **state)
{
	make("absent.wav", "o.wav");
	assert_int_equal(run_files_open(&session), -1);
	assert_int_equal(session.error.status, CLI_BAD_INPUT);
	assert_string_equal(session.error.text, "absent.wav: No such file or directory");
	run_files_close(&session, false);

	make("in.raw", "o.wav");
	assert_int_equal(run_files_open(&session), -1);
	assert_int_equal(session.error.status, CLI_USAGE);
	assert_string_equal(session.error.text, "in.raw: a raw file needs -b and -r");
	run_files_close(&session, false);

	make_wav("in.wav", 1, 10);
	make("in.wav", "no/o.wav");
	assert_int_equal(run_files_open(&session), -1);
	assert_int_equal(session.error.status, CLI_OUTPUT);
	run_files_close(&session, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outputs_get_their_name_at_success),
		cmocka_unit_test(failures_have_their_status),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
