/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sof/audio/format.h>
#include <sof/audio/spectral_frames.h>
#include <sof/common.h>
#include <sof/math/simd.h>
#include <sof/math/window.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ROUND_Q31 (1ll << 30)

int spectral_config_check(struct comp_dev *dev, const struct spectral_config *config, uint32_t most)
{
	const int length = config->frame_length, hop = config->frame_shift;
	const char *wrong = NULL;

	if (config->size != sizeof(*config))
		wrong = "bytes";
	else if (length <= 0 || length % 4 || fft_check_size((uint32_t)length) ||
		 (uint32_t)length > most)
		wrong = "length of frames";
	else if (hop <= 0 || hop % 2 || hop > length)
		wrong = "shift of frames";
	else if (!IN_RANGE(config->window, WINDOW_RECTANGULAR, WINDOW_HANN))
		wrong = "window";
	if (!wrong)
		return 0;
	comp_err(dev, "no such %s: %u bytes, frames of %d shifted by %d, window %d", wrong,
		 config->size, length, hop, config->window);
	return -EINVAL;
}

int spectral_frames_open(struct processing_module *mod, struct spectral_frames *frames,
			 const struct spectral_config *config)
{
	const uint32_t length = (uint32_t)config->frame_length;
	const size_t plan_words = fft_plan_bytes(length) / sizeof(int32_t);
	int32_t *at = mod_balloc_align(mod, (5 * length + plan_words) * sizeof(*at), 32);

	if (!at)
		return -ENOMEM;
	frames->room = at;
	frames->length = length;
	frames->hop = (uint32_t)config->frame_shift;
	frames->gain = config->gain;
	frames->time = (struct icomplex32 *)at;
	frames->spectrum = frames->time + length;
	frames->window = at + 4 * length;
	window_q31((enum window_type)config->window, frames->window, length);
	fft_plan_init(&frames->plan, length, frames->window + length);
	return 0;
}

void spectral_frames_close(struct processing_module *mod, struct spectral_frames *frames)
{
	mod_free(mod, frames->room);
	frames->room = NULL;
}

/* ---- arithmetic: a window is never below 0, so that a product is never greater than the sample ---- */

static SIMD_BODY int32_t scaled(int32_t x, int32_t by)
{
	return (int32_t)(((int64_t)x * by + ROUND_Q31) >> 31);
}

static void apply_window_baseline(const struct spectral_frames *frames, const int32_t *samples)
{
	for (uint32_t i = 0; i < frames->length; i++) {
		frames->time[i].real = scaled(samples[i], frames->window[i]);
		frames->time[i].imag = 0;
	}
}

static void add_frame_baseline(const struct spectral_frames *frames, int32_t *sums)
{
	for (uint32_t i = 0; i < frames->length; i++) {
		const int32_t x = scaled(frames->time[i].real, frames->window[i]);

		sums[i] = sat_int32((int64_t)sums[i] + scaled(x, frames->gain));
	}
}

#if defined(__x86_64__)

/* The even words of both, scaled, in the even words; what is in the odd words is not. */
#define AVX2 static SIMD_TARGET_AVX2 SIMD_BODY

AVX2 __m256i scaled4(__m256i x, __m256i by)
{
	const __m256i half = _mm256_set1_epi64x(ROUND_Q31);

	return _mm256_srli_epi64(_mm256_add_epi64(_mm256_mul_epi32(x, by), half), 31);
}

AVX2 __m256i widened4(const int32_t *x)
{
	return _mm256_cvtepi32_epi64(_mm_loadu_si128((const __m128i *)x));
}

/* A length is a multiple of 4. */
static SIMD_TARGET_AVX2 void apply_window_avx2(const struct spectral_frames *frames,
					       const int32_t *samples)
{
	const __m256i real = _mm256_set1_epi64x(UINT32_MAX);

	for (uint32_t i = 0; i < frames->length; i += 4)
		_mm256_storeu_si256((__m256i *)(frames->time + i),
				    _mm256_and_si256(scaled4(widened4(samples + i),
							     widened4(frames->window + i)),
						     real));
}

AVX2 __m128i sum_of_4(__m128i a, __m128i b)
{
	const __m128i s = _mm_add_epi32(a, b);
	const __m128i overflow = _mm_and_si128(_mm_xor_si128(s, a), _mm_xor_si128(s, b));
	const __m128i limit = _mm_xor_si128(_mm_srai_epi32(a, 31), _mm_set1_epi32(INT32_MAX));

	return _mm_castps_si128(_mm_blendv_ps(_mm_castsi128_ps(s), _mm_castsi128_ps(limit),
					      _mm_castsi128_ps(overflow)));
}

static SIMD_TARGET_AVX2 void add_frame_avx2(const struct spectral_frames *frames, int32_t *sums)
{
	const __m256i gain = _mm256_set1_epi64x(frames->gain);
	const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);

	for (uint32_t i = 0; i < frames->length; i += 4) {
		const __m256i time = _mm256_loadu_si256((const __m256i *)(frames->time + i));
		const __m256i x = scaled4(scaled4(time, widened4(frames->window + i)), gain);
		const __m256i words = _mm256_permutevar8x32_epi32(x, even);

		_mm_storeu_si128((__m128i *)(sums + i),
				 sum_of_4(_mm_loadu_si128((const __m128i *)(sums + i)),
					  _mm256_castsi256_si128(words)));
	}
}

#define apply_window_avx512 apply_window_avx2
#define add_frame_avx512    add_frame_avx2
#endif

void spectral_analyze(const struct spectral_frames *frames, const int32_t *samples)
{
	static void (*const variants[])(const struct spectral_frames *frames,
					const int32_t *samples) = { SIMD_KERNELS(apply_window) };

	variants[platform_simd_level()](frames, samples);
	fft_forward(&frames->plan, frames->time, frames->spectrum);
}

void spectral_synthesize(const struct spectral_frames *frames, int32_t *sums)
{
	static void (*const variants[])(const struct spectral_frames *frames,
					int32_t *sums) = { SIMD_KERNELS(add_frame) };

	fft_inverse(&frames->plan, frames->spectrum, frames->time);
	variants[platform_simd_level()](frames, sums);
}
