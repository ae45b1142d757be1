/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "audio/convert.h"

/* There and back at the same width changes nothing, in place or not. */
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

	memcpy(wide, in, sizeof(in));
	convert_to_s32(wide, wide, 65536, SAMPLE_S16_LE);
	convert_from_s32(wide, wide, 65536, SAMPLE_S16_LE);
	assert_memory_equal(in, wide, sizeof(in));
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
		cmocka_unit_test(maps_channels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
