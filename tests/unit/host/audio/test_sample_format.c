/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "audio/sample_format.h"

static void parses_every_spelling(void **state)
{
	static const struct {
		const char *word;
		enum sample_format format;
	} words[] = {
		{ "S16_LE", SAMPLE_S16_LE },   { "s16le", SAMPLE_S16_LE },
		{ "16", SAMPLE_S16_LE },       { "S24_LE", SAMPLE_S24_LE },
		{ "s24le", SAMPLE_S24_LE },    { "s24", SAMPLE_S24_LE },
		{ "U8", SAMPLE_U8 },           { "FLOAT_LE", SAMPLE_FLOAT_LE },
		{ "S24_3LE", SAMPLE_S24_3LE }, { "mu_law", SAMPLE_MU_LAW },
		{ "alaw", SAMPLE_A_LAW },      { "S32_LE", SAMPLE_S32_LE },
		{ "s32le", SAMPLE_S32_LE },    { "S32", SAMPLE_S32_LE },
		{ "IEC958", SAMPLE_IEC958 },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		enum sample_format format = SAMPLE_NONE;

		assert_true(sample_format_parse(words[i].word, &format));
		assert_int_equal(format, words[i].format);
	}
}

static void refuses_unknown_words(void **state)
{
	static const char *const words[] = { "", "double", "S20_3LE", "s16be", "S16_LE ", "S8" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		enum sample_format format = SAMPLE_S32_LE;

		assert_false(sample_format_parse(words[i], &format));
		assert_int_equal(format, SAMPLE_S32_LE);
	}
}

static void tells_sizes_and_names(void **state)
{
	struct audio_spec spec = { .rate = 48000, .channels = 6, .format = SAMPLE_S24_LE };

	assert_string_equal(sample_format_name(SAMPLE_S24_LE), "S24_LE");
	assert_string_equal(sample_format_name(SAMPLE_NONE), "none");
	assert_int_equal(sample_format_bytes(SAMPLE_S16_LE), 2);
	assert_int_equal(sample_format_bytes(SAMPLE_S24_LE), 4);
	assert_int_equal(sample_format_bits(SAMPLE_S24_LE), 24);
	assert_int_equal(sample_format_bits(SAMPLE_NONE), 0);
	assert_int_equal(sample_format_bytes(SAMPLE_S24_3LE), 3);
	assert_int_equal(sample_format_bytes(SAMPLE_U8), 1);
	assert_int_equal(sample_format_silence(SAMPLE_U8), 128);
	assert_int_equal(sample_format_silence(SAMPLE_FLOAT_LE), 0);
	assert_int_equal(sample_format_by_rank(sample_format_rank(SAMPLE_S24_LE)), SAMPLE_S24_LE);
	assert_int_equal(sample_format_bytes(SAMPLE_IEC958), 4);
	assert_true(sample_format_converts(SAMPLE_U8, SAMPLE_FLOAT_LE));
	assert_true(sample_format_converts(SAMPLE_IEC958, SAMPLE_IEC958));
	assert_false(sample_format_converts(SAMPLE_IEC958, SAMPLE_S32_LE));
	assert_false(sample_format_converts(SAMPLE_S32_LE, SAMPLE_IEC958));
	assert_true(sample_format_rank(SAMPLE_U8) < sample_format_rank(SAMPLE_S16_LE));
	assert_int_equal(sample_format_by_rank(99), SAMPLE_NONE);
	assert_int_equal(audio_spec_frame_bytes(&spec), 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_every_spelling),
		cmocka_unit_test(refuses_unknown_words),
		cmocka_unit_test(tells_sizes_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
