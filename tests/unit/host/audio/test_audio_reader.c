/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "audio/audio_file.h"
#include "temp_dir.h"

#define FRAMES 70000 /* more than a block, no multiple of it */

static char err[300];

/* Left-justified test samples that use every bit of a width. */
static int32_t sample(size_t i, unsigned int bits)
{
	return (int32_t)((uint32_t)(i * 2654435761u) & ~((1ull << (32 - bits)) - 1));
}

static void make(const char *name, int format, int rate, int channels, size_t frames,
		 unsigned int bits)
{
	static int32_t words[FRAMES * 2];
	SF_INFO sf = { .samplerate = rate, .channels = channels, .format = format };
	SNDFILE *snd = sf_open(name, SFM_WRITE, &sf);

	assert_non_null(snd);
	for (size_t i = 0; i < frames * (size_t)channels; i++)
		words[i] = sample(i, bits);
	assert_int_equal(sf_writef_int(snd, words, (sf_count_t)frames), frames);
	assert_int_equal(sf_close(snd), 0);
}

static struct audio_reader *open_good(const char *name, const struct audio_spec *raw)
{
	struct audio_reader_options options = { .accept_truncated = false };
	struct audio_reader *reader = NULL;

	if (raw)
		options.raw = *raw;
	if (audio_reader_open(name, &options, &reader, err, sizeof(err)) < 0)
		fail_msg("%s", err);
	return reader;
}

static void assert_refused(const char *name, const struct audio_spec *raw, int ret,
			   const char *text)
{
	struct audio_reader_options options = { .accept_truncated = false };
	struct audio_reader *reader = NULL;

	if (raw)
		options.raw = *raw;
	assert_int_equal(audio_reader_open(name, raw ? &options : NULL, &reader, err, sizeof(err)),
			 ret);
	assert_string_equal(err, text);
}

/* What a DSP's codecs would have to decode. MP3 and Opus are written by newer releases of libsndfile alone. */
static void tells_how_samples_are_coded(void **state)
{
	static const struct {
		const char *name;
		int format;
		enum audio_coding coding;
	} files[] = {
		{ "c.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, AUDIO_NOT_CODED },
		{ "c.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, AUDIO_CODED_FLAC },
		{ "c.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, AUDIO_CODED_VORBIS },
		{ "c.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, AUDIO_CODED_OPUS },
		{ "c.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, AUDIO_CODED_MP3 },
	};

	for (size_t f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
		SF_INFO info = { .samplerate = 48000, .channels = 2, .format = files[f].format };
		struct audio_reader *reader;

		if (!sf_format_check(&info)) {
			assert_true(f > 2);
			continue;
		}
		make(files[f].name, files[f].format, 48000, 2, FRAMES, 16);
		reader = open_good(files[f].name, NULL);
		assert_int_equal(audio_reader_info(reader)->coding, files[f].coding);
		audio_reader_close(reader);
	}
}

/* Every width in every container arrives as the PCM's words, whatever the sizes of the reads. */
static void delivers_samples_unchanged(void **state)
{
	static const struct {
		const char *name;
		int format;
		unsigned int bits;
		enum sample_format want;
	} files[] = {
		{ "a16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 16, SAMPLE_S16_LE },
		{ "a24.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 24, SAMPLE_S24_LE },
		{ "a32.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 32, SAMPLE_S32_LE },
		{ "x24.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 24, SAMPLE_S24_LE },
		{ "a16.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16, SAMPLE_S16_LE },
		{ "a24.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 24, SAMPLE_S24_LE },
		{ "a24.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 24, SAMPLE_S24_LE },
		{ "a32.caf", SF_FORMAT_CAF | SF_FORMAT_PCM_32, 32, SAMPLE_S32_LE },
	};
	static int32_t words[FRAMES * 2];

	for (size_t f = 0; f < sizeof(files) / sizeof(files[0]); f++) {
		struct audio_reader *reader;
		const struct audio_info *info;
		size_t at = 0;
		size_t step = 1;
		int64_t got;

		make(files[f].name, files[f].format, 48000, 2, FRAMES, files[f].bits);
		reader = open_good(files[f].name, NULL);
		info = audio_reader_info(reader);
		assert_int_equal(info->spec.format, files[f].want);
		assert_int_equal(info->frames, FRAMES);
		assert_int_equal(audio_reader_deliver(reader, &info->spec, false, err, sizeof(err)),
				 0);

		while ((got = audio_reader_read(
				reader, (uint8_t *)words + at * audio_spec_frame_bytes(&info->spec),
				step)) > 0) {
			at += (size_t)got;
			step = step % 4999 + 7;
		}
		assert_int_equal(got, 0);
		assert_int_equal(at, FRAMES);

		for (size_t i = 0; i < FRAMES * 2; i++) {
			int32_t word = info->spec.format == SAMPLE_S16_LE ? ((int16_t *)words)[i] :
									    words[i];

			if (word != sample(i, files[f].bits) >> (32 - files[f].bits))
				fail_msg("%s: sample %zu is 0x%x", files[f].name, i,
					 (unsigned int)word);
		}
		audio_reader_close(reader);
	}
}

static void reads_raw_words(void **state)
{
	const int32_t in[] = { 1, -1, 8388607, -8388608 };
	struct audio_spec s24 = { .rate = 48000, .channels = 2, .format = SAMPLE_S24_LE };
	struct audio_spec s16 = { .rate = 48000, .channels = 2, .format = SAMPLE_S16_LE };
	int32_t out[4];
	struct audio_reader *reader;

	assert_int_equal(temp_write("in.raw", in, sizeof(in)), 0);
	reader = open_good("in.raw", &s24);
	assert_true(audio_reader_info(reader)->raw);
	assert_int_equal(audio_reader_info(reader)->frames, 2);
	assert_int_equal(audio_reader_deliver(reader, &s24, false, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_read(reader, out, 9), 2);
	assert_memory_equal(in, out, sizeof(in));
	audio_reader_close(reader);

	reader = open_good("in.raw", &s16);
	assert_int_equal(audio_reader_info(reader)->frames, 4);
	assert_int_equal(audio_reader_deliver(reader, &s16, false, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_read(reader, out, 9), 4);
	assert_memory_equal(in, out, sizeof(in));
	assert_int_equal(audio_reader_rewind(reader), 0);
	assert_int_equal(audio_reader_read(reader, out, 1), 1);
	audio_reader_close(reader);
}

static void knows_raw_names(void **state)
{
	assert_true(audio_path_is_raw("x.raw", false));
	assert_true(audio_path_is_raw("dir.wav/x.PCM", false));
	assert_false(audio_path_is_raw("x.WAV", true));
	assert_false(audio_path_is_raw("x.dat", false));
	assert_true(audio_path_is_raw("x.dat", true));
	assert_true(audio_path_is_raw("dir.wav/x", true));
}

static void converts_only_when_asked(void **state)
{
	struct audio_spec want = { .rate = 48000, .channels = 2, .format = SAMPLE_S32_LE };
	struct audio_reader *reader;
	int32_t out[4];

	make("mono16.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 2, 16);
	reader = open_good("mono16.wav", NULL);

	assert_int_equal(audio_reader_deliver(reader, &want, false, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "mono16.wav: 1 channel, expected 2 (--convert maps channels)");
	want.channels = 1;
	assert_int_equal(audio_reader_deliver(reader, &want, false, err, sizeof(err)), -EINVAL);
	assert_string_equal(
		err, "mono16.wav: 16-bit samples, expected S32_LE (--convert changes the format)");
	want.rate = 44100;
	assert_int_equal(audio_reader_deliver(reader, &want, true, err, sizeof(err)), -EINVAL);
	assert_string_equal(
		err, "mono16.wav: 48000 Hz, expected 44100 Hz (rates are never converted here)");

	want.rate = 48000;
	want.channels = 2;
	assert_int_equal(audio_reader_deliver(reader, &want, true, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_read(reader, out, 2), 2);
	assert_int_equal(out[0], sample(0, 16));
	assert_int_equal(out[1], sample(0, 16));
	assert_int_equal(out[2], sample(1, 16));
	audio_reader_close(reader);
}

static void converts_floating_point(void **state)
{
	SF_INFO sf = { .samplerate = 48000,
		       .channels = 1,
		       .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	SNDFILE *snd = sf_open("float.wav", SFM_WRITE, &sf);
	const float in[] = { 0.5f, -1.0f, 2.0f };
	struct audio_spec want = { .rate = 48000, .channels = 1, .format = SAMPLE_S16_LE };
	struct audio_reader *reader;
	int16_t out[3];

	assert_int_equal(sf_write_float(snd, in, 3), 3);
	sf_close(snd);
	reader = open_good("float.wav", NULL);
	assert_int_equal(audio_reader_info(reader)->spec.format, SAMPLE_FLOAT_LE);
	assert_int_equal(audio_reader_deliver(reader, &want, false, err, sizeof(err)), -EINVAL);
	assert_string_equal(
		err, "float.wav: float samples, expected S16_LE (--convert changes the format)");
	assert_int_equal(audio_reader_deliver(reader, &want, true, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_read(reader, out, 3), 3);
	assert_int_equal(out[0], 16384);
	assert_int_equal(out[1], -32768);
	assert_int_equal(out[2], 32767);
	audio_reader_close(reader);
}

static void refuses_hostile_files(void **state)
{
	struct audio_spec raw = { .rate = 48000, .channels = 2, .format = SAMPLE_S16_LE };
	struct audio_spec many = { .rate = 48000, .channels = 9, .format = SAMPLE_S16_LE };
	char head[60] = "";
	FILE *file;

	assert_refused("absent.wav", NULL, -ENOENT, "absent.wav: No such file or directory");
	assert_refused("/tmp", NULL, -EINVAL, "/tmp: Is a directory");
	assert_int_equal(temp_write("text.wav", "hello, this is no audio", 23), 0);
	assert_refused("text.wav", NULL, -EINVAL,
		       "text.wav: not audio that can be read: Format not recognised.");
	assert_int_equal(temp_write("empty.wav", "", 0), 0);
	assert_refused("empty.wav", NULL, -EINVAL,
		       "empty.wav: not audio that can be read: Format not recognised.");
	assert_refused("text.raw", NULL, -ENOENT, "text.raw: No such file or directory");

	make("nine.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 9, 4, 16);
	assert_refused("nine.wav", NULL, -EINVAL, "nine.wav: 9 channels, a PCM carries 1 to 8");
	make("none.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, 0, 16);
	assert_refused("none.wav", NULL, -EINVAL, "none.wav: no audio frames");
	make("slow.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 2, 4, 16);
	assert_refused("slow.wav", NULL, -EINVAL, "slow.wav: rate 1 Hz, expected 4000 to 768000");
	make("fast.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2000000000, 2, 4, 16);
	assert_refused("fast.wav", NULL, -EINVAL,
		       "fast.wav: rate 2000000000 Hz, expected 4000 to 768000");

	make("cut.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, 100, 16);
	assert_int_equal(truncate("cut.wav", 44 + 80), 0);
	assert_refused("cut.wav", NULL, -ENODATA,
		       "cut.wav: truncated: 80 bytes of audio, the header promises 400");

	/* no channels: the field is at byte 22 of a plain header */
	make("zero.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 1, 4, 16);
	file = fopen("zero.wav", "r+b");
	fseek(file, 22, SEEK_SET);
	fwrite("\0\0", 1, 2, file);
	fclose(file);
	assert_refused("zero.wav", NULL, -EINVAL,
		       "zero.wav: not audio that can be read: Channel count is zero.");

	assert_int_equal(temp_write("in.raw", head, 10), 0);
	assert_refused("in.raw", NULL, -EINVAL,
		       "in.raw: raw audio needs its format, rate and channels (-b, -r, -c)");
	assert_refused(
		"in.raw", &raw, -EINVAL,
		"in.raw: 10 bytes are not a whole number of 4-byte frames (S16_LE, 2 channels)");
	assert_int_equal(temp_write("in.raw", head, 36), 0);
	assert_refused("in.raw", &many, -EINVAL, "in.raw: 9 channels, a PCM carries 1 to 8");
	assert_int_equal(temp_write("in.raw", head, 0), 0);
	assert_refused("in.raw", &raw, -EINVAL, "in.raw: no audio frames");
}

static void reports_a_file_that_ends_early(void **state)
{
	struct audio_reader *reader;
	struct stat st;
	static int16_t out[2 * FRAMES];
	int64_t got;

	make("cut.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 2, FRAMES, 16);
	assert_int_equal(stat("cut.flac", &st), 0);
	assert_int_equal(truncate("cut.flac", st.st_size / 2), 0);
	reader = open_good("cut.flac", NULL);
	assert_int_equal(audio_reader_deliver(reader, &audio_reader_info(reader)->spec, false, err,
					      sizeof(err)),
			 0);
	got = audio_reader_read(reader, out, FRAMES);
	assert_int_equal(got, -EIO);
	assert_non_null(strstr(audio_reader_error(reader), "cut.flac: ends after "));
	assert_non_null(strstr(audio_reader_error(reader), " of 70000 frames"));
	audio_reader_close(reader);
}

/* What libsndfile makes of floats and laws on its way through integers is not what stands in the file. */
static void hands_over_own_codes(void **state)
{
	static const struct {
		int format;
		enum sample_format want;
	} kinds[] = {
		{ SF_FORMAT_WAV | SF_FORMAT_FLOAT, SAMPLE_FLOAT_LE },
		{ SF_FORMAT_AIFF | SF_FORMAT_FLOAT, SAMPLE_FLOAT_LE },
		{ SF_FORMAT_WAV | SF_FORMAT_ULAW, SAMPLE_MU_LAW },
		{ SF_FORMAT_AU | SF_FORMAT_ALAW, SAMPLE_A_LAW },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_U8, SAMPLE_U8 },
	};
	const float floats[] = { 1.5f, -3e38f, 0x1p-140f, -0.0f };
	uint8_t codes[256], out[256];

	for (int i = 0; i < 256; i++)
		codes[i] = (uint8_t)i;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		SF_INFO sf = { .samplerate = 8000, .channels = 1, .format = kinds[k].format };
		bool floating = kinds[k].want == SAMPLE_FLOAT_LE;
		SNDFILE *snd = sf_open("codes", SFM_WRITE, &sf);
		struct audio_reader *reader;

		if (floating)
			sf_write_float(snd, floats, 4);
		else
			sf_write_raw(snd, codes, 256);
		sf_close(snd);
		reader = open_good("codes", NULL);
		assert_int_equal(audio_reader_info(reader)->spec.format, kinds[k].want);
		assert_int_equal(audio_reader_deliver(reader, &audio_reader_info(reader)->spec,
						      false, err, sizeof(err)),
				 0);
		assert_int_equal(audio_reader_read(reader, out, 256), floating ? 4 : 256);
		if (floating)
			assert_memory_equal(out, floats, sizeof(floats));
		else
			assert_memory_equal(out, codes, sizeof(codes));
		audio_reader_close(reader);
	}
}

static void accepts_what_is_there_when_asked(void **state)
{
	const struct audio_reader_options options = { .accept_truncated = true };
	static int16_t out[2 * FRAMES];
	struct audio_reader *reader;
	struct stat st;

	make("cut.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 2, 100, 16);
	assert_int_equal(truncate("cut.wav", 44 + 80), 0);
	assert_int_equal(audio_reader_open("cut.wav", &options, &reader, err, sizeof(err)), 0);
	assert_string_equal(audio_reader_warning(reader),
			    "cut.wav: truncated: 80 bytes of audio, the header promises 400");
	assert_int_equal(audio_reader_info(reader)->frames, 20);
	audio_reader_close(reader);

	make("cut.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 48000, 2, FRAMES, 16);
	assert_int_equal(stat("cut.flac", &st), 0);
	assert_int_equal(truncate("cut.flac", st.st_size / 2), 0);
	assert_int_equal(audio_reader_open("cut.flac", &options, &reader, err, sizeof(err)), 0);
	assert_int_equal(audio_reader_deliver(reader, &audio_reader_info(reader)->spec, false, err,
					      sizeof(err)),
			 0);
	memset(out, 0x55, sizeof(out));
	assert_int_equal(audio_reader_read(reader, out, FRAMES), FRAMES);
	assert_int_equal(out[0], (int16_t)(sample(0, 16) >> 16));
	assert_int_equal(out[2 * FRAMES - 1], 0);
	audio_reader_close(reader);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_how_samples_are_coded),
		cmocka_unit_test(delivers_samples_unchanged),
		cmocka_unit_test(reads_raw_words),
		cmocka_unit_test(knows_raw_names),
		cmocka_unit_test(converts_only_when_asked),
		cmocka_unit_test(converts_floating_point),
		cmocka_unit_test(refuses_hostile_files),
		cmocka_unit_test(reports_a_file_that_ends_early),
		cmocka_unit_test(hands_over_own_codes),
		cmocka_unit_test(accepts_what_is_there_when_asked),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
