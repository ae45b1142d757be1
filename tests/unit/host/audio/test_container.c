/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "audio/container.h"
#include "temp_dir.h"

static char err[200];

static struct audio_container look(const void *data, size_t bytes, int *length)
{
	struct audio_container container;
	struct audio_input input;

	assert_int_equal(temp_write("file", data, bytes), 0);
	assert_int_equal(audio_input_open("file", &input, err, sizeof(err)), 0);
	audio_container_read(&input, &container);
	assert_int_equal(ftell(input.file), 0);
	err[0] = '\0';
	*length = audio_container_check_length(&container, &input, err, sizeof(err));
	audio_input_close(&input);
	return container;
}

#define LOOK(text, length) look(text, sizeof(text) - 1, length)

static void tells_how_much_is_missing(void **state)
{
	int length;

	LOOK("RIFF....WAVE"
	     "odd \x03\0\0\0abc\0"
	     "data\x10\0\0\0abcdefgh",
	     &length);
	assert_int_equal(length, -ENODATA);
	assert_string_equal(err, "truncated: 8 bytes of audio, the header promises 16");
	LOOK("FORM....AIFF"
	     "SSND\0\0\0\x10"
	     "abcdefgh",
	     &length);
	assert_string_equal(err, "truncated: 8 bytes of audio, the header promises 16");
	/* the samples themselves would begin behind the end */
	LOOK(".snd\0\0\1\0\0\0\0\x10\0\0\0\3\0\0\xbb\x80\0\0\0\2", &length);
	assert_string_equal(err, "truncated: 0 bytes of audio, the header promises 16");
}

static void passes_whole_and_endless_files(void **state)
{
	static const struct {
		const char *data;
		size_t bytes;
	} good[] = {
#define GOOD(text) { text, sizeof(text) - 1 }
		GOOD("RIFF....WAVEdata\x08\0\0\0abcdefgh"),
		GOOD("RIFF....WAVEdata\xff\xff\xff\xff"
		     "abcdefgh"),
		GOOD("RIFF....WAVEdata\0\0\xff\x7f"
		     "abcdefgh"),
		GOOD("RIFF....WAVEjunk\xff\xff\xff\xff"),
		GOOD("fLaC"),
		GOOD(""),
		GOOD("caff\0\1\0\0data\xff\xff\xff\xff\xff\xff\xff\xff....abcd"),
		GOOD(".snd\0\0\0\x18\xff\xff\xff\xff\0\0\0\3\0\0\xbb\x80\0\0\0\2abcd"),
		GOOD("RIFF"),
		GOOD("NIST_1A\n   1024\n"),
		GOOD("Creative Voice File\x1a\x1a\0"),
		GOOD("OggS"),
	};
	int length;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		look(good[i].data, good[i].bytes, &length);
		if (length != 0)
			fail_msg("%zu: %s", i, err);
	}
}

/* Sizes between what stands for an unknown length are lengths. */
static void big_sizes_count(void **state)
{
	int length;

	LOOK("RIFF....WAVEdata\0\0\xf0\x7f"
	     "abcdefgh",
	     &length);
	assert_int_equal(length, -ENODATA);
	LOOK("RIFF....WAVEdata\0\0\0\xc0"
	     "abcdefgh",
	     &length);
	assert_int_equal(length, -ENODATA);
	/* sizes that would lead back, or beyond everything */
	LOOK("caff\0\1\0\0info\x80\0\0\0\0\0\0\0data\0\0\0\0\0\0\0\1", &length);
	assert_int_equal(length, 0);
}

static void reads_the_words_of_a_wave(void **state)
{
	static const struct {
		const char *fmt; /* from the tag on */
		bool low;
		int words;
	} cases[] = {
		{ "\1\0\2\0\x80\xbb\0\0\0\0\0\0\x04\0\x10\0", false, 0 },
		{ "\1\0\2\0\x80\xbb\0\0\0\0\0\0\x08\0\x18\0", true, 0 },
		{ "\1\0\2\0\x80\xbb\0\0\0\0\0\0\x06\0\x18\0", false, 0 },
		{ "\1\0\2\0\x80\xbb\0\0\0\0\0\0\x08\0\x14\0", false, -EINVAL },
		{ "\1\0\2\0\x80\xbb\0\0\0\0\0\0\x06\0\x14\0", false, 0 },
		{ "\1\0\2\0\x80\xbb\0\0\0\0\0\0\x08\0\x10\0", false, -EINVAL },
		{ "\xfe\xff\2\0\x80\xbb\0\0\0\0\0\0\x08\0\x18\0", false, -EINVAL },
		{ "\xfe\xff\2\0\x80\xbb\0\0\0\0\0\0\x08\0\x20\0", false, 0 },
		{ "\x11\0\2\0\x80\xbb\0\0\0\0\0\0\0\x04\x04\0", false, 0 },
		{ "\1\0\0\0\x80\xbb\0\0\0\0\0\0\x08\0\x10\0", false, 0 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char file[] = "RIFF....WAVEfmt \x10\0\0\0................data\x08\0\0\0abcdefgh";
		struct audio_container container;
		int length;

		memcpy(file + 20, cases[i].fmt, 16);
		container = LOOK(file, &length);
		assert_int_equal(container.rate, 48000);
		assert_int_equal(audio_container_has_low_words(&container), cases[i].low);
		if (audio_container_check_words(&container, err, sizeof(err)) != cases[i].words)
			fail_msg("%zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_how_much_is_missing),
		cmocka_unit_test(passes_whole_and_endless_files),
		cmocka_unit_test(big_sizes_count),
		cmocka_unit_test(reads_the_words_of_a_wave),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
