/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Doubles are exact here: a product has 31 + 15 bits, and while the magnitudes of the taps sum up to no more than 2^22
 * every partial sum stays within 2^53. They give one multiply-add for two or four outputs where integers need five
 * instructions for two. Taps beyond that sum go by integers.
 *
 * This file is compiled with contraction to fused multiply-adds: all results are exact either way.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/fir_32x16.h>
#include <sof/math/simd.h>

#define TAP_BITS      15
#define OUTPUTS       16
#define EXACT_TAP_SUM (1 << 22)

/* The last outputs of a block may begin one before its end. */
_Static_assert(FIR_READ_AHEAD >= OUTPUTS, "what is loaded with a block's last output");
_Static_assert(FIR_BLOCK % OUTPUTS == 0, "room for all sums");

int fir_response_check(const struct fir_response *response)
{
	if (!IN_RANGE(response->length, 4, FIR_MAX_TAPS) || response->length % 4 ||
	    !IN_RANGE(TAP_BITS + response->out_shift, 0, 63))
		return -EINVAL;
	return 0;
}

static size_t history_length(uint32_t length)
{
	return length - 1 + FIR_BLOCK + FIR_READ_AHEAD;
}

size_t fir_32x16_bytes(uint32_t length)
{
	return (length + history_length(length)) * sizeof(double);
}

void fir_taps_init(struct fir_taps *taps, const struct fir_response *response, double *values)
{
	int32_t sum = 0;

	taps->length = (uint32_t)response->length;
	taps->shift = (uint32_t)(TAP_BITS + response->out_shift);
	taps->values = values;
	for (uint32_t k = 0; k < taps->length; k++) {
		const int16_t tap = response->taps[taps->length - 1 - k];

		values[k] = tap;
		sum += tap < 0 ? -tap : tap;
	}
	taps->exact = sum <= EXACT_TAP_SUM;
}

void fir_32x16_init(struct fir_32x16 *filter, const struct fir_response *response, void *room)
{
	fir_taps_init(&filter->taps, response, room);
	filter->history = filter->taps.values + filter->taps.length;
}

/*
 * OUTPUTS sums at once, in vectors as wide as the processor's: wider ones would be kept in memory. Loads are as aligned
 * as doubles are.
 */
#define CONVOLVE(name, target, bytes)                                                            \
	static target void name(const double *taps, uint32_t length, const double *history,      \
				double *sums, uint32_t count)                                    \
	{                                                                                        \
		typedef double lanes                                                             \
			__attribute__((vector_size(bytes), aligned(sizeof(double)), may_alias)); \
		enum {                                                                           \
			VECTORS = OUTPUTS * sizeof(double) / (bytes)                             \
		};                                                                               \
                                                                                                 \
		for (uint32_t i = 0; i < count; i += OUTPUTS) {                                  \
			lanes sum[VECTORS] = { 0 };                                              \
                                                                                                 \
			for (uint32_t k = 0; k < length; k++) {                                  \
				const lanes *x = (const lanes *)(history + i + k);               \
                                                                                                 \
				_Pragma("GCC unroll 8") for (int v = 0; v < VECTORS; v++)        \
				{                                                                \
					sum[v] += taps[k] * x[v];                                \
				}                                                                \
			}                                                                        \
			memcpy(sums + i, sum, sizeof(sum));                                      \
		}                                                                                \
	}

CONVOLVE(convolve_baseline, , 16)
#ifdef SIMD_TARGET_AVX2
CONVOLVE(convolve_avx2, SIMD_TARGET_AVX2, 32)
CONVOLVE(convolve_avx512, SIMD_TARGET_AVX512, 32)
#endif

typedef void (*convolve_func)(const double *taps, uint32_t length, const double *history,
			      double *sums, uint32_t count);

static const convolve_func convolvers[] = { SIMD_KERNELS(convolve) };

static void by_doubles(const struct fir_taps *taps, const double *history, int32_t *out,
		       uint32_t count)
{
	double sums[FIR_BLOCK];

	convolvers[platform_simd_level()](taps->values, taps->length, history, sums, count);
	for (uint32_t i = 0; i < count; i++)
		out[i] = sat_int32((int64_t)sums[i] >> taps->shift);
}

static void by_integers(const struct fir_taps *taps, const double *history, int32_t *out,
			uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		int64_t sum = 0;

		for (uint32_t k = 0; k < taps->length; k++)
			sum += (int64_t)taps->values[k] * (int64_t)history[i + k];
		out[i] = sat_int32(sum >> taps->shift);
	}
}

void fir_convolve(const struct fir_taps *taps, const double *history, int32_t *out, uint32_t count)
{
	if (taps->exact)
		by_doubles(taps, history, out, count);
	else
		by_integers(taps, history, out, count);
}

void fir_32x16(const struct fir_32x16 *filter, int32_t *samples, uint32_t count)
{
	const uint32_t before = filter->taps.length - 1;
	uint32_t n;

	if (!filter->taps.length)
		return;
	for (; count; count -= n, samples += n) {
		n = MIN(count, FIR_BLOCK);
		for (uint32_t i = 0; i < n; i++)
			filter->history[before + i] = samples[i];
		fir_convolve(&filter->taps, filter->history, samples, n);
		memmove(filter->history, filter->history + n, before * sizeof(double));
	}
}
