/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: FIR filters are the sum of their products, cut; each level of vector instructions gives the same samples,
 * in blocks of every length.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/simd.h"
#include <sof/common.h>
#include <sof/math/fir_32x16.h>

#define MOST_BLOCK 200
#define FRAMES     (MOST_BLOCK * (MOST_BLOCK + 1) / 2)

struct response {
	struct fir_response head;
	int16_t taps[FIR_MAX_TAPS];
};

static uint32_t noise(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state ^ *state >> 15;
}

static void model(const struct response *r, const int32_t *in, int32_t *out)
{
	for (int i = 0; i < FRAMES; i++) {
		__int128 sum = 0;

		for (int k = 0; k < r->head.length && k <= i; k++)
			sum += (__int128)r->taps[k] * in[i - k];
		sum >>= 15 + r->head.out_shift;
		out[i] = (int32_t)(sum > INT32_MAX ? INT32_MAX : sum < INT32_MIN ? INT32_MIN : sum);
	}
}

static void check(const struct response *r, const int32_t *in)
{
	static int32_t expected[FRAMES], out[FRAMES];
	void *const room = malloc(fir_32x16_bytes((uint32_t)r->head.length));
	struct fir_32x16 filter;

	assert_non_null(room);
	model(r, in, expected);
	for (int level = 0; level <= (int)simd_highest(); level++) {
		simd_set_level(level);
		for (int growing = 0; growing < 2; growing++) {
			uint32_t block = growing ? 0 : FRAMES - 1;

			memset(room, 0, fir_32x16_bytes((uint32_t)r->head.length));
			fir_32x16_init(&filter, &r->head, room);
			memcpy(out, in, sizeof(out));
			for (uint32_t at = 0; at < FRAMES; at += block) {
				block = MIN(block + 1, FRAMES - at);
				fir_32x16(&filter, out + at, block);
			}
			for (int i = 0; i < FRAMES; i++)
				if (out[i] != expected[i])
					fail_msg("%s, %d taps, shift %d, sample %d: %d, not %d",
						 simd_name(level), r->head.length,
						 r->head.out_shift, i, out[i], expected[i]);
		}
	}
	simd_set_level(simd_highest());
	free(room);
}

static void sums_of_products(void **state)
{
	static const int16_t lengths[] = { 4, 8, 60, 128, 252, 256 };
	static const int16_t shifts[] = { -15, -3, 0, 5, 16, 48 };
	static int32_t in[FRAMES];
	uint32_t seed = 7;

	for (int i = 0; i < FRAMES; i++)
		in[i] = i % 5 ? (int32_t)noise(&seed) : i % 2 ? INT32_MAX : INT32_MIN;
	for (size_t l = 0; l < ARRAY_SIZE(lengths); l++) {
		struct response r = { .head = { lengths[l], shifts[l] } };

		for (int k = 0; k < lengths[l]; k++)
			r.taps[k] = (int16_t)(noise(&seed) >> 16);
		check(&r, in);
	}
}

/* Sums of magnitudes up to 2^22 go by doubles, the others by integers: at the limit both are exact. */
static void both_ways_of_summing(void **state)
{
	static int32_t in[FRAMES];
	struct response r = { .head = { 256, 0 } };

	for (int i = 0; i < FRAMES; i++)
		in[i] = i % 3 ? INT32_MIN : INT32_MAX - i;
	for (int k = 0; k < 256; k++)
		r.taps[k] = (int16_t)(k % 2 ? 16384 : -16384); /* exactly 2^22 */
	check(&r, in);
	for (int k = 0; k < 256; k++)
		r.taps[k] = k == 255 ? 16385 : -16384;
	check(&r, in);
	for (int k = 0; k < 256; k++)
		r.taps[k] = INT16_MIN;
	check(&r, in);
}

static void responses_that_are_none(void **state)
{
	for (int length = -8; length <= 264; length++)
		assert_int_equal(
			fir_response_check(&(struct fir_response){ .length = (int16_t)length }),
			length >= 4 && length <= 256 && length % 4 == 0 ? 0 : -EINVAL);
	for (int shift = INT16_MIN; shift <= INT16_MAX; shift++)
		assert_int_equal(fir_response_check(&(struct fir_response){ 4, (int16_t)shift }),
				 shift >= -15 && shift <= 48 ? 0 : -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_of_products),
		cmocka_unit_test(both_ways_of_summing),
		cmocka_unit_test(responses_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
