/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DC blocking filter: y[n] = x[n] - x[n - 1] + R y[n - 1] for each channel. R comes with the blob, for all eight
 * channels, and is read when a stream is prepared. Without a blob R is 1, and the samples stay as they are.
 */
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/planes.h>
#include <sof/common.h>

#define R_BITS 30
#define R_ONE  (1 << R_BITS)

struct dcblock_config {
	int32_t r[IPC4_MAX_CHANNELS]; /* Q2.30 */
};

struct dcblock_state {
	int64_t r;
	int64_t x, y; /* the last ones, Q1.31 */
};

struct dcblock_data {
	struct block_module base;
	struct dcblock_state channels[IPC4_MAX_CHANNELS];
	bool is_prepared; /* a blob that arrives now is for the next stream */
};

static int validate(struct comp_dev *dev, const void *data, size_t size)
{
	if (size >= sizeof(struct dcblock_config))
		return 0;
	comp_err(dev, "blob of %zu bytes, expected %zu", size, sizeof(struct dcblock_config));
	return -EINVAL;
}

static int apply(struct processing_module *mod, const void *blob, size_t size)
{
	struct dcblock_data *dc = module_get_private_data(mod);
	const struct dcblock_config *config = blob;

	if (dc->is_prepared)
		return 0;
	for (uint32_t i = 0; i < IPC4_MAX_CHANNELS; i++)
		dc->channels[i] = (struct dcblock_state){ .r = config ? config->r[i] : R_ONE };
	dc->is_prepared = true;
	return 0;
}

static void filter(void *private, uint32_t channel, int32_t *samples, uint32_t count)
{
	struct dcblock_state *state = &((struct dcblock_data *)private)->channels[channel];
	const int64_t r = state->r;
	int64_t x = state->x, y = state->y;

	for (uint32_t i = 0; i < count; i++) {
		const int64_t in = samples[i];

		y = sat_int32(in - x + q_shift_rnd(r * y, R_BITS));
		x = in;
		samples[i] = (int32_t)y;
	}
	state->x = x;
	state->y = y;
}

static void dcblock_block(void *private, const void *src, void *dst, uint32_t frames,
			  uint32_t channels)
{
	planes_each_channel(private, src, dst, frames, channels, filter);
}

#if defined(__x86_64__)
#define GROUP 4 /* frames of a turn */

/*
 * Stereo: the two channels in the 64-bit lanes of a vector, for the recursion; what does not depend on it is made for two
 * frames at once. There is no arithmetic shift of these lanes, see iir_lanes.c.
 */
struct stereo {
	__m128i r, y;
	__m256i x; /* the last two frames */
};

static SIMD_TARGET_AVX2 SIMD_BODY struct stereo stereo_of(const struct dcblock_state *channels)
{
	return (struct stereo){
		_mm_set_epi64x(channels[1].r, channels[0].r),
		_mm_set_epi64x(channels[1].y, channels[0].y),
		_mm256_set_epi64x(channels[1].x, channels[0].x, 0, 0),
	};
}

static SIMD_TARGET_AVX2 SIMD_BODY void stereo_keep(const struct stereo *s,
						   struct dcblock_state *channels)
{
	channels[0].y = _mm_extract_epi64(s->y, 0);
	channels[1].y = _mm_extract_epi64(s->y, 1);
	channels[0].x = _mm256_extract_epi64(s->x, 2);
	channels[1].x = _mm256_extract_epi64(s->x, 3);
}

static SIMD_TARGET_AVX2 SIMD_BODY __m128i step(struct stereo *s, __m128i difference)
{
	const __m128i bias = _mm_set1_epi64x(INT64_MIN + (INT64_C(1) << (R_BITS - 1)));
	const __m128i most = _mm_set1_epi64x(INT32_MAX), least = _mm_set1_epi64x(INT32_MIN);
	__m128i y = _mm_srli_epi64(_mm_add_epi64(_mm_mul_epi32(s->r, s->y), bias), R_BITS);

	y = _mm_add_epi64(y, difference);
	y = _mm_blendv_epi8(y, most, _mm_cmpgt_epi64(y, most));
	s->y = _mm_blendv_epi8(y, least, _mm_cmpgt_epi64(least, y));
	return s->y;
}

/* Two frames. @param in	Q1.31 in 64-bit lanes @return Q1.31 in 32-bit lanes */
static SIMD_TARGET_AVX2 SIMD_BODY __m128i two_frames(struct stereo *s, __m256i in)
{
	const __m256i excess = _mm256_set1_epi64x(INT64_C(1) << (63 - R_BITS));
	const __m256i before = _mm256_permute2x128_si256(s->x, in, 0x21);
	const __m256i difference = _mm256_sub_epi64(_mm256_sub_epi64(in, before), excess);
	const __m128i first = step(s, _mm256_castsi256_si128(difference));
	const __m128i second = step(s, _mm256_extracti128_si256(difference, 1));

	s->x = in;
	return _mm_castps_si128(_mm_shuffle_ps(_mm_castsi128_ps(first), _mm_castsi128_ps(second),
					       _MM_SHUFFLE(2, 0, 2, 0)));
}

static SIMD_TARGET_AVX2 SIMD_BODY __m128i load(const void *words)
{
	return _mm_loadu_si128(words);
}

static SIMD_TARGET_AVX2 SIMD_BODY void four_frames_s32(struct stereo *s, const void *src, void *dst)
{
	const __m128i *in = src;
	__m128i *out = dst;

	_mm_storeu_si128(out, two_frames(s, _mm256_cvtepi32_epi64(load(in))));
	_mm_storeu_si128(out + 1, two_frames(s, _mm256_cvtepi32_epi64(load(in + 1))));
}

static SIMD_TARGET_AVX2 SIMD_BODY void four_frames_s24(struct stereo *s, const void *src, void *dst)
{
	const __m128i most = _mm_set1_epi32(0x7FFFFF), *in = src;
	__m128i *out = dst;

	for (int i = 0; i < 2; i++) {
		const __m128i wide = _mm_slli_epi32(load(in + i), 8);
		__m128i y = _mm_srai_epi32(two_frames(s, _mm256_cvtepi32_epi64(wide)), 7);

		y = _mm_srai_epi32(_mm_add_epi32(y, _mm_set1_epi32(1)), 1);
		_mm_storeu_si128(out + i, _mm_min_epi32(y, most));
	}
}

static SIMD_TARGET_AVX2 SIMD_BODY __m128i two_frames_s16(struct stereo *s, const void *samples)
{
	const __m256i wide = _mm256_cvtepi16_epi64(_mm_loadl_epi64(samples));

	return two_frames(s, _mm256_slli_epi64(wide, 16));
}

static SIMD_TARGET_AVX2 SIMD_BODY void four_frames_s16(struct stereo *s, const void *src, void *dst)
{
	const int64_t *in = src;
	const __m128i first = two_frames_s16(s, in), second = two_frames_s16(s, in + 1);
	__m256i y = _mm256_srai_epi32(_mm256_set_m128i(second, first), 15);

	y = _mm256_srai_epi32(_mm256_add_epi32(y, _mm256_set1_epi32(1)), 1);
	_mm_storeu_si128(dst, _mm_packs_epi32(_mm256_castsi256_si128(y),
					      _mm256_extracti128_si256(y, 1)));
}

/* What is left of a turn, and other numbers of channels, go the plain way. */
#define STEREO_BLOCK(name, four_frames, sample_bytes)                                            \
	static SIMD_TARGET_AVX2 void name(void *private, const void *src, void *dst,             \
					  uint32_t frames, uint32_t channels)                    \
	{                                                                                        \
		const size_t whole = channels == 2 ? frames / GROUP * GROUP : 0;                 \
		const size_t frame_bytes = channels * sample_bytes, bytes = whole * frame_bytes; \
		struct dcblock_state *left = ((struct dcblock_data *)private)->channels;         \
		struct stereo s = stereo_of(left);                                               \
                                                                                                 \
		for (size_t at = 0; at < bytes; at += GROUP * 2 * sample_bytes)                  \
			four_frames(&s, (const uint8_t *)src + at, (uint8_t *)dst + at);         \
		if (whole)                                                                       \
			stereo_keep(&s, left);                                                   \
		if (frames > whole)                                                              \
			dcblock_block(private, (const uint8_t *)src + bytes,                     \
				      (uint8_t *)dst + bytes, frames - whole, channels);         \
	}

STEREO_BLOCK(stereo_s16, four_frames_s16, sizeof(int16_t))
STEREO_BLOCK(stereo_s24, four_frames_s24, sizeof(int32_t))
STEREO_BLOCK(stereo_s32, four_frames_s32, sizeof(int32_t))

#define LEVELS(stereo)                        \
	{                                     \
		dcblock_block, stereo, stereo \
	}
#else
#define LEVELS(stereo)                   \
	{                                \
		SIMD_SAME(dcblock_block) \
	}
#endif

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, LEVELS(stereo_s16) },
	{ SOF_IPC_FRAME_S24_4LE, LEVELS(stereo_s24) },
	{ SOF_IPC_FRAME_S32_LE, LEVELS(stereo_s32) },
};

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct dcblock_data, base.blob),
};

static const struct block_module_desc dcblock_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct dcblock_data),
	.validate_blob = validate,
	.apply_blob = apply,
};

static int dcblock_init(struct processing_module *mod)
{
	return block_module_init(mod, &dcblock_desc);
}

static int dcblock_reset(struct processing_module *mod)
{
	struct dcblock_data *dc = module_get_private_data(mod);

	dc->is_prepared = false;
	return 0;
}

static const struct module_interface dcblock_ops = {
	.init = dcblock_init,
	.reset = dcblock_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_DCBLOCK, "DCBLOCK", (b809efaf, 5681, 42b1, 9ed6, 04bb012dd384),
	       .ops = &dcblock_ops, CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
