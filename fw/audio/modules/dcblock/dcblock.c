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
/* Two channels in the 64-bit lanes of a vector; there is no arithmetic shift of these, see iir_lanes.c. */
#define SIGN   _mm_set1_epi64x(INT64_MIN)
#define EXCESS _mm_set1_epi64x(INT64_C(1) << (63 - R_BITS))

static SIMD_TARGET_AVX2 void filter_stereo(void *private, int32_t *const *samples, uint32_t count)
{
	struct dcblock_state *left = ((struct dcblock_data *)private)->channels, *right = left + 1;
	const __m128i r = _mm_set_epi64x(right->r, left->r), one = _mm_set1_epi64x(1);
	const __m128i most = _mm_set1_epi64x(INT32_MAX), least = _mm_set1_epi64x(INT32_MIN);
	__m128i x = _mm_set_epi64x(right->x, left->x), y = _mm_set_epi64x(right->y, left->y);

	for (uint32_t i = 0; i < count; i++) {
		const __m128i in = _mm_cvtepi32_epi64(
			_mm_insert_epi32(_mm_cvtsi32_si128(samples[0][i]), samples[1][i], 1));

		y = _mm_srli_epi64(_mm_xor_si128(_mm_mul_epi32(r, y), SIGN), R_BITS - 1);
		y = _mm_sub_epi64(_mm_srli_epi64(_mm_add_epi64(y, one), 1), EXCESS);
		y = _mm_add_epi64(y, _mm_sub_epi64(in, x));
		y = _mm_blendv_epi8(y, most, _mm_cmpgt_epi64(y, most));
		y = _mm_blendv_epi8(y, least, _mm_cmpgt_epi64(least, y));
		x = in;
		samples[0][i] = _mm_cvtsi128_si32(y);
		samples[1][i] = _mm_extract_epi32(y, 2);
	}
	left->x = _mm_extract_epi64(x, 0);
	right->x = _mm_extract_epi64(x, 1);
	left->y = _mm_extract_epi64(y, 0);
	right->y = _mm_extract_epi64(y, 1);
}

static uint32_t no_limit(void *private)
{
	return PLANE_SAMPLES;
}

static void dcblock_block_avx2(void *private, const void *src, void *dst, uint32_t frames,
			       uint32_t channels)
{
	const struct dcblock_data *dc = private;

	if (channels == 2)
		planes_all_channels(private, src, dst, frames, channels,
				    plane_format_get(dc->base.fmt), no_limit, filter_stereo);
	else
		dcblock_block(private, src, dst, frames, channels);
}

#define DCBLOCK_LEVELS                                                \
	{                                                             \
		dcblock_block, dcblock_block_avx2, dcblock_block_avx2 \
	}
#else
#define DCBLOCK_LEVELS                   \
	{                                \
		SIMD_SAME(dcblock_block) \
	}
#endif

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, DCBLOCK_LEVELS },
	{ SOF_IPC_FRAME_S24_4LE, DCBLOCK_LEVELS },
	{ SOF_IPC_FRAME_S32_LE, DCBLOCK_LEVELS },
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
