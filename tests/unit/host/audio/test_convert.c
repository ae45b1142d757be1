/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "audio/convert.h"

/* There and back at the same width changes nothing. */
static void keeps_every_16_bit_value(void **state)
{
	static int16_t in[65536], out[65536];
	static int32_t wide[65536];

	for (int i = 0; i < 65536; i++)
		in[i] = (int16_t)(i - 32768);

	convert_to_s32(wide, in, 65536, SAMPLE_S16_LE);
	assert_int_equal(wide[0], INT32_MIN);
	convert_from_s32(out, wide, 65536, SAMPLE_S16_LE);
	assert_memory_equal(in, out, sizeof(in));
}

static void keeps_24_bit_values(void **state)
{
	const int32_t in[] = { -8388608, -8388607, -1, 0, 1, 8388606, 8388607 };
	const int32_t dirty[] = { 0x7f800000, (int32_t)0x80000001 };
	int32_t wide[7], out[7];

	convert_to_s32(wide, in, 7, SAMPLE_S24_LE);
	convert_from_s32(out, wide, 7, SAMPLE_S24_LE);
	assert_memory_equal(in, out, sizeof(in));

	convert_to_s32(wide, dirty, 2, SAMPLE_S24_LE);
	convert_from_s32(out, wide, 2, SAMPLE_S24_LE);
	assert_int_equal(out[0], -8388608);
	assert_int_equal(out[1], 1);
}

static void rounds_and_saturates_when_narrowing(void **state)
{
	const int32_t in[] = { 0x7fff, 0x8000, -0x8000, -0x8001, INT32_MAX, INT32_MIN };
	const int16_t want16[] = { 0, 1, 0, -1, 32767, -32768 };
	const int32_t want24[] = { 128, 128, -128, -128, 8388607, -8388608 };
	int16_t out16[6];
	int32_t out24[6];

	convert_from_s32(out16, in, 6, SAMPLE_S16_LE);
	assert_memory_equal(out16, want16, sizeof(want16));
	convert_from_s32(out24, in, 6, SAMPLE_S24_LE);
	assert_memory_equal(out24, want24, sizeof(want24));
}

static void converts_floating_point(void **state)
{
	const double in[] = { 0.0, 1.0, -1.0, 0.5, 1e9, -1e9, NAN, 1.0 / 2147483648.0, INFINITY };
	const int32_t want[] = { 0,         INT32_MAX, INT32_MIN, 0x40000000, INT32_MAX,
				 INT32_MIN, 0,         1,         INT32_MAX };
	int32_t out[9];

	convert_from_double(out, in, 9);
	assert_memory_equal(out, want, sizeof(want));
}

/* Every code of the narrow formats comes back; mu-law has two zeros, of which the positive one is given. */
static void keeps_every_8_bit_code(void **state)
{
	static const enum sample_format formats[] = { SAMPLE_U8, SAMPLE_A_LAW, SAMPLE_MU_LAW };
	uint8_t in[256], out[256];
	int32_t wide[256];

	for (int i = 0; i < 256; i++)
		in[i] = (uint8_t)i;
	for (size_t f = 0; f < 3; f++) {
		convert_to_s32(wide, in, 256, formats[f]);
		convert_from_s32(out, wide, 256, formats[f]);
		for (int i = 0; i < 256; i++)
			assert_int_equal(out[i],
					 formats[f] == SAMPLE_MU_LAW && i == 0x7f ? 0xff : i);
	}
}

/* Values from the tables of G.711: code, sample in 16 bits. */
static void knows_the_laws(void **state)
{
	static const struct {
		enum sample_format format;
		uint8_t code;
		int16_t sample;
	} values[] = {
		{ SAMPLE_A_LAW, 0xd5, 8 },       { SAMPLE_A_LAW, 0x55, -8 },
		{ SAMPLE_A_LAW, 0xaa, 32256 },   { SAMPLE_A_LAW, 0x2a, -32256 },
		{ SAMPLE_A_LAW, 0xc5, 264 },     { SAMPLE_A_LAW, 0x85, 4224 },
		{ SAMPLE_MU_LAW, 0xff, 0 },      { SAMPLE_MU_LAW, 0x80, 32124 },
		{ SAMPLE_MU_LAW, 0x00, -32124 }, { SAMPLE_MU_LAW, 0xfe, 8 },
		{ SAMPLE_MU_LAW, 0x7e, -8 },     { SAMPLE_MU_LAW, 0xef, 132 },
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		int32_t wide;

		convert_to_s32(&wide, &values[i].code, 1, values[i].format);
		if (wide != values[i].sample * 65536)
			fail_msg("%s 0x%02x is %d, expected %d",
				 sample_format_name(values[i].format), values[i].code, wide / 65536,
				 values[i].sample);
	}
}

static void packs_24_bits_in_3_bytes(void **state)
{
	const int32_t wide[] = { 0x12345600, (int32_t)0x80000000, -256 };
	const uint8_t packed[] = { 0x56, 0x34, 0x12, 0, 0, 0x80, 0xff, 0xff, 0xff };
	uint8_t out[9];
	int32_t back[3];

	convert_from_s32(out, wide, 3, SAMPLE_S24_3LE);
	assert_memory_equal(out, packed, sizeof(packed));
	convert_to_s32(back, packed, 3, SAMPLE_S24_3LE);
	assert_memory_equal(back, wide, sizeof(wide));
}

static void floats_saturate_and_round(void **state)
{
	const float in[] = { 0.5f, -1.0f, 1.0f, 3e38f, -INFINITY, NAN, 0x1p-31f, 0x1p-33f };
	const int32_t want[] = { 0x40000000, INT32_MIN, INT32_MAX, INT32_MAX, INT32_MIN, 0, 1, 0 };
	const int32_t words[] = { 0x40000000, INT32_MIN, 1, 0x7fffff80, INT32_MAX };
	const float floats[] = { 0.5f, -1.0f, 0x1p-31f, 0x1.fffffep-1f, 1.0f };
	int32_t out[8];
	float back[5];

	convert_to_s32(out, in, 8, SAMPLE_FLOAT_LE);
	assert_memory_equal(out, want, sizeof(want));
	convert_from_s32(back, words, 5, SAMPLE_FLOAT_LE);
	assert_memory_equal(back, floats, sizeof(floats));
}

static void maps_channels(void **state)
{
	const int32_t mono[] = { 5, -5 };
	const int32_t stereo[] = { 3, 4, -3, -4, INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN };
	const int32_t want_mono[] = { 4, -3, INT32_MAX, INT32_MIN };
	const int32_t want_spread[] = { 5, 5, 5, -5, -5, -5 };
	const int32_t want_padded[] = { 3, 4, 0, -3, -4, 0 };
	int32_t out[12];

	convert_channels(out, 3, mono, 1, 2);
	assert_memory_equal(out, want_spread, sizeof(want_spread));
	convert_channels(out, 1, stereo, 2, 4);
	assert_memory_equal(out, want_mono, sizeof(want_mono));
	convert_channels(out, 3, stereo, 2, 2);
	assert_memory_equal(out, want_padded, sizeof(want_padded));
	convert_channels(out, 2, want_padded, 3, 2);
	assert_memory_equal(out, stereo, 4 * sizeof(int32_t));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_every_16_bit_value),
		cmocka_unit_test(keeps_24_bit_values),
		cmocka_unit_test(rounds_and_saturates_when_narrowing),
		cmocka_unit_test(converts_floating_point),
		cmocka_unit_test(keeps_every_8_bit_code),
		cmocka_unit_test(knows_the_laws),
		cmocka_unit_test(packs_24_bits_in_3_bytes),
		cmocka_unit_test(floats_saturate_and_round),
		cmocka_unit_test(maps_channels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
