/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "audio/audio_file.h"
#include "temp_dir.h"
#include "util/input_files.h"

#define FRAMES 70000

static char err[300], kept[300];

static struct audio_writer *open_good(const char *name, const struct audio_spec *spec)
{
	struct audio_writer *writer = NULL;

	if (audio_writer_open(name, false, &writer, err, sizeof(err)) < 0 ||
	    audio_writer_begin(writer, spec, err, sizeof(err)) < 0)
		fail_msg("%s", err);
	return writer;
}

/* What is written comes back through the reader, for every kind of file and width. */
static void round_trips(void **state)
{
	static const char *const names[] = { "o.wav", "o.w64", "o.rf64", "o.flac", "o.aiff",
					     "o.au",  "o.caf", "o.raw",  "o.dat" };
	static const enum sample_format formats[] = { SAMPLE_S16_LE, SAMPLE_S24_LE, SAMPLE_S32_LE };
	static int32_t in[FRAMES * 2], out[FRAMES * 2];

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++) {
		for (size_t f = 0; f < 3; f++) {
			struct audio_spec spec = { .rate = 44100,
						   .channels = 2,
						   .format = formats[f] };
			size_t frame_bytes = audio_spec_frame_bytes(&spec);
			struct audio_reader_options raw = { .raw = spec };
			struct audio_writer *writer;
			struct audio_reader *reader;

			if (strcmp(names[n], "o.flac") == 0 && formats[f] == SAMPLE_S32_LE)
				continue;
			for (size_t i = 0; i < FRAMES * 2; i++)
				in[i] = (int32_t)(i * 2654435761u) >>
					(formats[f] == SAMPLE_S24_LE ? 8 : 0);

			writer = open_good(names[n], &spec);
			for (size_t at = 0, step = 1; at < FRAMES;
			     at += step, step = step % 997 + 3) {
				if (step > FRAMES - at)
					step = FRAMES - at;
				assert_int_equal(
					audio_writer_write(writer, (uint8_t *)in + at * frame_bytes,
							   step),
					0);
			}
			assert_int_equal(audio_writer_frames(writer), FRAMES);
			assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);

			assert_int_equal(
				audio_reader_open(names[n], &raw, &reader, err, sizeof(err)), 0);
			assert_int_equal(
				audio_reader_deliver(reader, &spec, false, err, sizeof(err)), 0);
			assert_int_equal(audio_reader_read(reader, out, FRAMES + 1), FRAMES);
			assert_memory_equal(in, out, FRAMES * frame_bytes);
			audio_reader_close(reader);
			input_files_forget(); /* the next one has its name */
		}
	}
}

static void names_the_file_only_at_success(void **state)
{
	struct audio_spec spec = { .rate = 48000, .channels = 1, .format = SAMPLE_S16_LE };
	const int16_t in[] = { 1, 2, 3 };
	struct audio_writer *writer = open_good("a.wav", &spec);
	SF_INFO sf = { 0 };
	SNDFILE *snd;

	assert_int_not_equal(access("a.wav.partial", F_OK), 0);
	assert_int_not_equal(access("a.wav", F_OK), 0);
	assert_int_equal(audio_writer_write(writer, in, 3), 0);
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);
	assert_int_equal(access("a.wav", F_OK), 0);
	assert_int_not_equal(access("a.wav.partial", F_OK), 0);

	/* a run that fails keeps what it made, as a file that can be played, and leaves the old one alone */
	writer = open_good("a.wav", &spec);
	assert_int_equal(audio_writer_write(writer, in, 2), 0);
	audio_writer_abort(writer, kept, sizeof(kept));
	snd = sf_open("a.wav.partial", SFM_READ, &sf);
	assert_non_null(snd);
	assert_int_equal(sf.frames, 2);
	sf_close(snd);
	sf.format = 0;
	snd = sf_open("a.wav", SFM_READ, &sf);
	assert_int_equal(sf.frames, 3);
	sf_close(snd);

	/* nothing written, nothing left */
	writer = open_good("b.wav", &spec);
	audio_writer_abort(writer, kept, sizeof(kept));
	assert_int_not_equal(access("b.wav.partial", F_OK), 0);
	assert_int_equal(audio_writer_open("c.wav", false, &writer, err, sizeof(err)), 0);
	audio_writer_abort(writer, kept, sizeof(kept));
	assert_int_not_equal(access("c.wav.partial", F_OK), 0);
	audio_writer_abort(NULL, kept, sizeof(kept));
}

static void replaces_nothing_without_a_frame(void **state)
{
	struct audio_spec spec = { .rate = 48000, .channels = 1, .format = SAMPLE_S16_LE };
	struct audio_writer *writer = open_good("new.wav", &spec);
	struct stat st;

	/* a format and no frame: a file that says so */
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);
	assert_int_equal(stat("new.wav", &st), 0);
	assert_int_equal(st.st_size, 44);
	/* neither: none */
	assert_int_equal(audio_writer_open("none.wav", false, &writer, err, sizeof(err)), 0);
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 1);
	assert_int_not_equal(access("none.wav", F_OK), 0);
	/* an old one stays in both cases */
	temp_write("old.wav", "old", 3);
	assert_int_equal(audio_writer_open("old.wav", false, &writer, err, sizeof(err)), 0);
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 1);
	writer = open_good("old.wav", &spec);
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 1);
	assert_int_equal(stat("old.wav", &st), 0);
	assert_int_equal(st.st_size, 3);
}

static void refuses_what_cannot_be_written(void **state)
{
	struct audio_spec spec = { .rate = 48000, .channels = 1, .format = SAMPLE_S32_LE };
	struct audio_writer *writer = NULL;

	assert_int_equal(audio_writer_open("no/such/o.wav", false, &writer, err, sizeof(err)),
			 -ENOENT);
	assert_string_equal(err, "no/such/o.wav: cannot be written: No such file or directory");
	assert_int_equal(audio_writer_open("/tmp", false, &writer, err, sizeof(err)), -EISDIR);
	assert_string_equal(err, "/tmp: cannot be written: Is a directory");
	assert_int_equal(audio_writer_open("/dev/null/o.wav", false, &writer, err, sizeof(err)),
			 -ENOTDIR);

	assert_int_equal(audio_writer_open("o.flac", false, &writer, err, sizeof(err)), 0);
	assert_int_equal(audio_writer_begin(writer, &spec, err, sizeof(err)), -EINVAL);
	assert_string_equal(err,
			    "o.flac: this kind of file cannot hold S32_LE, 1 channel, 48000 Hz");
	audio_writer_abort(writer, kept, sizeof(kept));
}

static void reports_a_full_disk(void **state)
{
	struct audio_spec spec = { .rate = 48000, .channels = 8, .format = SAMPLE_S32_LE };
	static int32_t zeros[8 * 4800];
	struct audio_writer *writer = open_good("/dev/full", &spec);
	int ret = 0;

	for (int i = 0; i < 100 && ret == 0; i++)
		ret = audio_writer_write(writer, zeros, 4800);
	if (ret == 0)
		ret = audio_writer_commit(writer, err, sizeof(err));
	else
		audio_writer_abort(writer, kept, sizeof(kept));
	assert_int_equal(ret, -ENOSPC);
}

static void writes_to_a_device_without_renaming(void **state)
{
	struct audio_spec spec = { .rate = 48000, .channels = 1, .format = SAMPLE_S16_LE };
	struct audio_writer *writer = open_good("/dev/null", &spec);
	struct stat st;

	assert_int_equal(audio_writer_write(writer, "abcd", 2), 0);
	assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);
	assert_int_equal(stat("/dev/null", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
	assert_int_not_equal(access("/dev/null.partial", F_OK), 0);
}

/* Formats that are no plain integers come back as the same bytes; nothing in the file tells the time of day. */
static void keeps_codes_and_floats(void **state)
{
	static const enum sample_format formats[] = { SAMPLE_U8, SAMPLE_A_LAW, SAMPLE_MU_LAW,
						      SAMPLE_S24_3LE, SAMPLE_FLOAT_LE };
	static const char *const names[] = { "c.wav", "c.w64", "c.rf64", "c.aiff",
					     "c.au",  "c.caf", "c.raw" };
	const float floats[] = { 1.5f, -3e38f, 0x1p-140f, -0.25f, 1, -1 };
	uint8_t in[240], out[240];

	for (int i = 0; i < 240; i++)
		in[i] = (uint8_t)(i * 167);
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		for (size_t f = 0; f < sizeof(formats) / sizeof(formats[0]); f++) {
			struct audio_spec spec = { 48000, 2, formats[f] };
			struct audio_reader_options raw = { .raw = spec };
			bool floating = formats[f] == SAMPLE_FLOAT_LE;
			const void *data = floating ? (const void *)floats : in;
			int64_t frames = floating ? 3 :
						    (int64_t)(240 / audio_spec_frame_bytes(&spec));
			struct audio_writer *writer = open_good(names[n], &spec);
			struct audio_reader *reader;

			assert_int_equal(audio_writer_write(writer, data, (size_t)frames), 0);
			assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);
			assert_int_equal(
				audio_reader_open(names[n], &raw, &reader, err, sizeof(err)), 0);
			/* files with a header hold 24 bits as such, whatever the words were */
			assert_int_equal(
				audio_reader_deliver(reader, &spec, true, err, sizeof(err)), 0);
			if (audio_reader_read(reader, out, 240) != frames)
				fail_msg("%s: %s", names[n], sample_format_name(formats[f]));
			assert_memory_equal(out, data,
					    (size_t)frames * audio_spec_frame_bytes(&spec));
			audio_reader_close(reader);
			input_files_forget(); /* the next one has its name */
		}
	assert_int_not_equal(system("grep -q PEAK c.wav"), 0);
}

static void only_some_kinds_can_be_streamed(void **state)
{
	struct audio_writer *writer = NULL;
	int reader;

	assert_int_equal(mkfifo("s.au", 0600), 0);
	reader = open("s.au", O_RDONLY | O_NONBLOCK);
	assert_int_equal(audio_writer_open("s.au", false, &writer, err, sizeof(err)), -ESPIPE);
	assert_string_equal(err, "s.au: only WAV and raw audio can be written to a pipe or device");
	close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trips),
		cmocka_unit_test(names_the_file_only_at_success),
		cmocka_unit_test(replaces_nothing_without_a_frame),
		cmocka_unit_test(refuses_what_cannot_be_written),
		cmocka_unit_test(reports_a_full_disk),
		cmocka_unit_test(writes_to_a_device_without_renaming),
		cmocka_unit_test(keeps_codes_and_floats),
		cmocka_unit_test(only_some_kinds_can_be_streamed),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
