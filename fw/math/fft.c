/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A transform of 2^n points takes its inputs in bit-reversed order and runs n stages of butterflies:
 *
 *	top' = top + factor * bottom	bottom' = top - factor * bottom
 *
 * with products cut to 32 bits. One of 3 * 2^n points runs three of them on every third input and sums the results. The
 * inverse is the forward transform of the conjugate.
 *
 * The factor of 1 is 2^31 - 1, the largest word, and so takes one from a positive product.
 */
#include <errno.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include <sof/math/fft.h>
#include <sof/math/simd.h>
#include "tables.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define TURN         (4 * FFT_QUARTER)
#define THIRD_Q31    715827883
#define SINE_60_Q31  1859775393
#define HALF_Q31     1073741824
#define LEAST_VECTOR 16 /* points from which on vectors serve */

/* ---- plans ---- */

int fft_check_size(uint32_t size)
{
	const uint32_t part = size % 3 ? size : size / 3;

	return part && part <= FFT_MAX_PART && !(part & (part - 1)) ? 0 : -EINVAL;
}

static uint32_t part_of(uint32_t size)
{
	return size % 3 ? size : size / 3;
}

size_t fft_plan_bytes(uint32_t size)
{
	const uint32_t part = part_of(size);

	return (part + (part == size ? 0 : 2 * part)) * sizeof(struct icomplex32);
}

/* cos(2 pi i / TURN), for any i */
static int32_t cosine(uint32_t i)
{
	i %= TURN;
	if (i > TURN / 2)
		i = TURN - i;
	return i <= FFT_QUARTER ? fft_cosines[i] : -fft_cosines[TURN / 2 - i];
}

/* e^(-2 pi j i / TURN) */
static struct icomplex32 factor(uint32_t i)
{
	return (struct icomplex32){ cosine(i), cosine(i + FFT_QUARTER) };
}

void fft_plan_init(struct fft_plan *plan, uint32_t size, void *room)
{
	struct icomplex32 *at = room;

	plan->size = size;
	plan->part = part_of(size);
	plan->shift = (unsigned int)__builtin_ctz(plan->part);
	plan->stages = at;
	for (uint32_t half = 1; half < plan->part; half *= 2)
		for (uint32_t i = 0; i < half; i++)
			*at++ = factor(i * (TURN / 2 / half));
	plan->thirds = plan->part == size ? NULL : at;
	for (uint32_t k = 1; plan->thirds && k <= 2; k++)
		for (uint32_t i = 0; i < plan->part; i++)
			*at++ = factor(k * i * (FFT_MAX_PART / plan->part));
}

/* The index that has the bits of i, of 0..size-1, in reverse order, follows from that of i - 1. */
static uint32_t next_reversed(uint32_t reversed, uint32_t i, uint32_t size)
{
	return reversed ^ (size - (size >> (__builtin_ctz(i) + 1)));
}

/* ---- the truth ---- */

static SIMD_BODY struct icomplex32 product(struct icomplex32 a, struct icomplex32 b)
{
	const int64_t real = (int64_t)a.real * b.real - (int64_t)a.imag * b.imag;
	const int64_t imag = (int64_t)a.real * b.imag + (int64_t)a.imag * b.real;

	return (struct icomplex32){ (int32_t)(real >> 31), (int32_t)(imag >> 31) };
}

static void part_baseline(const struct fft_plan *plan, const struct icomplex32 *in,
			  struct icomplex32 *out)
{
	const struct icomplex32 *factors = plan->stages;
	const uint32_t size = plan->part;

	for (uint32_t i = 0, reversed = 0; i < size;) {
		out[reversed].real = in[i].real >> plan->shift;
		out[reversed].imag = in[i].imag >> plan->shift;
		reversed = next_reversed(reversed, ++i, size);
	}
	for (uint32_t half = 1; half < size; factors += half, half *= 2) {
		for (uint32_t k = 0; k < size; k += 2 * half) {
			struct icomplex32 *top = out + k, *bottom = top + half;

			for (uint32_t i = 0; i < half; i++) {
				const struct icomplex32 p = product(factors[i], bottom[i]);

				bottom[i].real =
					(int32_t)((uint32_t)top[i].real - (uint32_t)p.real);
				bottom[i].imag =
					(int32_t)((uint32_t)top[i].imag - (uint32_t)p.imag);
				top[i].real = (int32_t)((uint32_t)top[i].real + (uint32_t)p.real);
				top[i].imag = (int32_t)((uint32_t)top[i].imag + (uint32_t)p.imag);
			}
		}
	}
}

static SIMD_BODY struct icomplex32 third(struct icomplex32 x)
{
	return (struct icomplex32){ (int32_t)q_multsr_32x32(x.real, THIRD_Q31, 31),
				    (int32_t)q_multsr_32x32(x.imag, THIRD_Q31, 31) };
}

static SIMD_BODY struct icomplex32 sum(struct icomplex32 a, struct icomplex32 b)
{
	return (struct icomplex32){ sat_int32((int64_t)a.real + b.real),
				    sat_int32((int64_t)a.imag + b.imag) };
}

/* in: three parts in a row */
static void thirds_baseline(const struct fft_plan *plan, const struct icomplex32 *in,
			    struct icomplex32 *out)
{
	static const struct icomplex32 c = { -HALF_Q31, -SINE_60_Q31 };
	static const struct icomplex32 conjugate = { -HALF_Q31, SINE_60_Q31 };
	const uint32_t n = plan->part;

	for (uint32_t i = 0; i < n; i++) {
		const struct icomplex32 x0 = third(in[i]);
		const struct icomplex32 x1 = third(product(plan->thirds[i], in[n + i]));
		const struct icomplex32 x2 = third(product(plan->thirds[n + i], in[2 * n + i]));

		out[i] = sum(x2, sum(x0, x1));
		out[n + i] = sum(x0, sum(product(c, x1), product(conjugate, x2)));
		out[2 * n + i] = sum(x0, sum(product(conjugate, x1), product(c, x2)));
	}
}

#if defined(__x86_64__)

/* ---- AVX2: four complex numbers at once ---- */

#define AVX2 static SIMD_TARGET_AVX2 SIMD_BODY

AVX2 __m256i load4(const struct icomplex32 *x)
{
	return _mm256_loadu_si256((const __m256i *)x);
}

AVX2 void store4(struct icomplex32 *x, __m256i value)
{
	_mm256_storeu_si256((__m256i *)x, value);
}

/* Words of the shifts of two vectors of 64-bit lanes: real and imaginary parts. */
AVX2 __m256i join4(__m256i real, __m256i imag)
{
	return _mm256_blend_epi32(_mm256_srli_epi64(real, 31), _mm256_slli_epi64(imag, 1), 0xAA);
}

AVX2 __m256i product4(__m256i a, __m256i b)
{
	const __m256i a_imag = _mm256_srli_epi64(a, 32), b_imag = _mm256_srli_epi64(b, 32);

	return join4(_mm256_sub_epi64(_mm256_mul_epi32(a, b), _mm256_mul_epi32(a_imag, b_imag)),
		     _mm256_add_epi64(_mm256_mul_epi32(a, b_imag), _mm256_mul_epi32(a_imag, b)));
}

/* The product with the largest word, which stands for 1. */
AVX2 __m256i once4(__m256i x)
{
	return _mm256_add_epi32(x, _mm256_cmpgt_epi32(x, _mm256_setzero_si256()));
}

/* The product with the factor that stands for -j. */
AVX2 __m256i turned4(__m256i x)
{
	const __m256i signs = _mm256_set1_epi64x((int64_t)((uint64_t)UINT32_MAX << 32 | 1));

	return once4(_mm256_sign_epi32(_mm256_shuffle_epi32(x, 0xB1), signs));
}

/* The four rows become columns: each column is four outputs in a row. */
AVX2 void store_columns(struct icomplex32 *const *to, __m256i a, __m256i b, __m256i c, __m256i d)
{
	const __m256i ab_even = _mm256_unpacklo_epi64(a, b), ab_odd = _mm256_unpackhi_epi64(a, b);
	const __m256i cd_even = _mm256_unpacklo_epi64(c, d), cd_odd = _mm256_unpackhi_epi64(c, d);

	store4(to[0], _mm256_permute2x128_si256(ab_even, cd_even, 0x20));
	store4(to[1], _mm256_permute2x128_si256(ab_odd, cd_odd, 0x20));
	store4(to[2], _mm256_permute2x128_si256(ab_even, cd_even, 0x31));
	store4(to[3], _mm256_permute2x128_si256(ab_odd, cd_odd, 0x31));
}

/* The first two stages. Their four inputs lie a quarter apart, in bit-reversed order: 0, 2, 1, 3. */
AVX2 void start4(const struct fft_plan *plan, const struct icomplex32 *in, struct icomplex32 *out)
{
	const uint32_t size = plan->part, quarter = size / 4;
	const __m128i shift = _mm_cvtsi32_si128((int)plan->shift);
	uint32_t reversed = 0;

	for (uint32_t i = 0; i < quarter;) {
		const __m256i x0 = _mm256_sra_epi32(load4(in + i), shift);
		const __m256i x1 = once4(_mm256_sra_epi32(load4(in + i + 2 * quarter), shift));
		const __m256i x2 = _mm256_sra_epi32(load4(in + i + quarter), shift);
		const __m256i x3 = once4(_mm256_sra_epi32(load4(in + i + 3 * quarter), shift));
		const __m256i y0 = _mm256_add_epi32(x0, x1), y1 = _mm256_sub_epi32(x0, x1);
		const __m256i y2 = once4(_mm256_add_epi32(x2, x3));
		const __m256i y3 = turned4(_mm256_sub_epi32(x2, x3));
		struct icomplex32 *to[4];

		for (int k = 0; k < 4; k++) {
			to[k] = out + 4 * reversed;
			reversed = next_reversed(reversed, ++i, quarter);
		}
		store_columns(to, _mm256_add_epi32(y0, y2), _mm256_add_epi32(y1, y3),
			      _mm256_sub_epi32(y0, y2), _mm256_sub_epi32(y1, y3));
	}
}

/* A butterfly in place. */
AVX2 void butterfly4(__m256i *top, __m256i *bottom, __m256i factors)
{
	const __m256i p = product4(factors, *bottom);

	*bottom = _mm256_sub_epi32(*top, p);
	*top = _mm256_add_epi32(*top, p);
}

/* A stage whose butterflies span 2 * half numbers. */
AVX2 void stage4(struct icomplex32 *out, uint32_t size, uint32_t half,
		 const struct icomplex32 *factors)
{
	for (struct icomplex32 *at = out; at < out + size; at += 2 * half) {
		for (uint32_t i = 0; i < half; i += 4) {
			__m256i top = load4(at + i), bottom = load4(at + half + i);

			butterfly4(&top, &bottom, load4(factors + i));
			store4(at + i, top);
			store4(at + half + i, bottom);
		}
	}
}

/* That stage and the next one, on four vectors that are loaded once. */
AVX2 void two_stages4(struct icomplex32 *out, uint32_t size, uint32_t half,
		      const struct icomplex32 *factors)
{
	const struct icomplex32 *next = factors + half;

	for (struct icomplex32 *at = out; at < out + size; at += 4 * half) {
		for (uint32_t i = 0; i < half; i += 4) {
			struct icomplex32 *const to = at + i;
			__m256i a = load4(to), b = load4(to + half);
			__m256i c = load4(to + 2 * half), d = load4(to + 3 * half);
			const __m256i shared = load4(factors + i);

			butterfly4(&a, &b, shared);
			butterfly4(&c, &d, shared);
			butterfly4(&a, &c, load4(next + i));
			butterfly4(&b, &d, load4(next + half + i));
			store4(to, a);
			store4(to + half, b);
			store4(to + 2 * half, c);
			store4(to + 3 * half, d);
		}
	}
}

static SIMD_TARGET_AVX2 void part_avx2(const struct fft_plan *plan, const struct icomplex32 *in,
				       struct icomplex32 *out)
{
	uint32_t half = 4;

	if (plan->part < LEAST_VECTOR) {
		part_baseline(plan, in, out);
		return;
	}
	start4(plan, in, out);
	if (plan->shift % 2) {
		stage4(out, plan->part, half, plan->stages + half - 1);
		half *= 2;
	}
	for (; half < plan->part; half *= 4)
		two_stages4(out, plan->part, half, plan->stages + half - 1);
}

AVX2 __m256i third4(__m256i x)
{
	const __m256i one_third = _mm256_set1_epi64x(THIRD_Q31), half = _mm256_set1_epi64x(1 << 30);
	const __m256i even = _mm256_mul_epi32(x, one_third);
	const __m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(x, 32), one_third);

	return join4(_mm256_add_epi64(even, half), _mm256_add_epi64(odd, half));
}

AVX2 __m256i sum4(__m256i a, __m256i b)
{
	const __m256i s = _mm256_add_epi32(a, b);
	const __m256i overflow = _mm256_and_si256(_mm256_xor_si256(s, a), _mm256_xor_si256(s, b));
	const __m256i limit =
		_mm256_xor_si256(_mm256_srai_epi32(a, 31), _mm256_set1_epi32(INT32_MAX));

	return _mm256_castps_si256(_mm256_blendv_ps(
		_mm256_castsi256_ps(s), _mm256_castsi256_ps(limit), _mm256_castsi256_ps(overflow)));
}

AVX2 __m256i constant4(int32_t real, int32_t imag)
{
	return _mm256_set1_epi64x((int64_t)((uint64_t)(uint32_t)imag << 32 | (uint32_t)real));
}

static SIMD_TARGET_AVX2 void thirds_avx2(const struct fft_plan *plan, const struct icomplex32 *in,
					 struct icomplex32 *out)
{
	const __m256i c = constant4(-HALF_Q31, -SINE_60_Q31);
	const __m256i conjugate = constant4(-HALF_Q31, SINE_60_Q31);
	const uint32_t n = plan->part;

	if (n < LEAST_VECTOR) {
		thirds_baseline(plan, in, out);
		return;
	}
	for (uint32_t i = 0; i < n; i += 4) {
		const __m256i x0 = third4(load4(in + i));
		const __m256i x1 = third4(product4(load4(plan->thirds + i), load4(in + n + i)));
		const __m256i x2 =
			third4(product4(load4(plan->thirds + n + i), load4(in + 2 * n + i)));

		store4(out + i, sum4(x2, sum4(x0, x1)));
		store4(out + n + i, sum4(x0, sum4(product4(c, x1), product4(conjugate, x2))));
		store4(out + 2 * n + i, sum4(x0, sum4(product4(conjugate, x1), product4(c, x2))));
	}
}
#endif

/* ---- transforms ---- */

#ifdef SIMD_TARGET_AVX2
#define part_avx512   part_avx2
#define thirds_avx512 thirds_avx2
#endif

typedef void (*step_func)(const struct fft_plan *plan, const struct icomplex32 *in,
			  struct icomplex32 *out);

static const step_func parts[] = { SIMD_KERNELS(part) };
static const step_func thirds[] = { SIMD_KERNELS(thirds) };

void fft_forward(const struct fft_plan *plan, struct icomplex32 *in, struct icomplex32 *out)
{
	const step_func part = parts[platform_simd_level()];
	const uint32_t n = plan->part;

	if (!plan->thirds) {
		part(plan, in, out);
		return;
	}
	for (uint32_t i = 0; i < n; i++, in += 3) {
		out[i] = in[0];
		out[n + i] = in[1];
		out[2 * n + i] = in[2];
	}
	in -= 3 * n;
	for (uint32_t k = 0; k < 3; k++)
		part(plan, out + k * n, in + k * n);
	thirds[platform_simd_level()](plan, in, out);
}

/* Of words that are real and imaginary parts in turn. */
static SIMD_BODY void conjugate_words(int32_t *words, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		const int32_t x = words[i];

		words[i] = i % 2 ? -MAX(x, -INT32_MAX) : x;
	}
}

SIMD_VARIANTS(conjugate_words, (int32_t * words, uint32_t count), (words, count))

static SIMD_BODY void grow_words(int32_t *words, uint32_t count, int32_t by)
{
	const int32_t most = INT32_MAX / by, least = INT32_MIN / by;

	for (uint32_t i = 0; i < count; i++) {
		const int32_t x = i % 2 ? -MAX(words[i], -INT32_MAX) : words[i];
		const int32_t y = (int32_t)((uint32_t)x * (uint32_t)by);

		words[i] = x > most ? INT32_MAX : x < least ? INT32_MIN : y;
	}
}

SIMD_VARIANTS(grow_words, (int32_t * words, uint32_t count, int32_t by), (words, count, by))

static void (*const conjugates[])(int32_t *words,
				  uint32_t count) = { SIMD_KERNELS(conjugate_words) };
static void (*const growers[])(int32_t *words, uint32_t count,
			       int32_t by) = { SIMD_KERNELS(grow_words) };

void fft_inverse(const struct fft_plan *plan, struct icomplex32 *in, struct icomplex32 *out)
{
	conjugates[platform_simd_level()](&in->real, 2 * plan->size);
	fft_forward(plan, in, out);
	growers[platform_simd_level()](&out->real, 2 * plan->size, (int32_t)plan->size);
}
