/* SPDX-License-Identifier: BSD-3-Clause */
/* Level multiplier: a fixed gain of up to 48 dB, without a ramp. A stream begins with 0 dB. */
#include <errno.h>
#include <sof/audio/block_module.h>
#include <sof/common.h>

#define GAIN_BITS 23
#define GAIN_ONE  (1 << GAIN_BITS)

struct level_multiplier_data {
	struct block_module base; /* bypass: the gain is 1 */
	int32_t gain;             /* Q9.23 */
};

static inline int32_t multiply_s16(int16_t x, int32_t gain)
{
	return sat_int16((int32_t)q_shift_rnd((int64_t)x * gain, GAIN_BITS));
}

static inline int32_t multiply_s24(int32_t x, int32_t gain)
{
	return sat_int24(sat_int32(q_shift_rnd((int64_t)sign_extend_s24(x) * gain, GAIN_BITS)));
}

static inline int32_t multiply_s32(int32_t x, int32_t gain)
{
	return sat_int32(q_shift_rnd((int64_t)x * gain, GAIN_BITS));
}

#define MULTIPLY_BLOCK(bits, type)                                                              \
	static SIMD_BODY void multiply_block_s##bits(void *private, const void *src, void *dst, \
						     uint32_t frames, uint32_t channels)        \
	{                                                                                       \
		const int32_t gain = ((struct level_multiplier_data *)private)->gain;           \
		const type *in = src;                                                           \
		type *out = dst;                                                                \
                                                                                                \
		for (uint32_t i = 0; i < frames * channels; i++)                                \
			out[i] = (type)multiply_s##bits(in[i], gain);                           \
	}                                                                                       \
	SIMD_VARIANTS(multiply_block_s##bits,                                                   \
		      (void *private, const void *src, void *dst, uint32_t frames,              \
		       uint32_t channels),                                                      \
		      (private, src, dst, frames, channels))

MULTIPLY_BLOCK(16, int16_t)
MULTIPLY_BLOCK(24, int32_t)
MULTIPLY_BLOCK(32, int32_t)

static void set_gain(struct level_multiplier_data *lm, int32_t gain)
{
	lm->gain = gain;
	lm->base.bypass = gain == GAIN_ONE;
}

static int set_gain_param(struct processing_module *mod, const void *value, size_t size)
{
	set_gain(module_get_private_data(mod), *(const int32_t *)value);
	return 0;
}

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, { SIMD_KERNELS(multiply_block_s16) } },
	{ SOF_IPC_FRAME_S24_4LE, { SIMD_KERNELS(multiply_block_s24) } },
	{ SOF_IPC_FRAME_S32_LE, { SIMD_KERNELS(multiply_block_s32) } },
};

static const struct config_param params[] = {
	CONFIG_PARAM_NONE(IPC4_SWITCH_CONTROL_PARAM_ID),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_VALUE(CONFIG_ANY_ID, int32_t, set_gain_param, NULL),
};

static const struct block_module_desc level_multiplier_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct level_multiplier_data),
};

static int level_multiplier_reset(struct processing_module *mod)
{
	set_gain(module_get_private_data(mod), GAIN_ONE);
	return 0;
}

static int level_multiplier_init(struct processing_module *mod)
{
	int ret = block_module_init(mod, &level_multiplier_desc);

	return ret ? ret : level_multiplier_reset(mod);
}

static const struct module_interface level_multiplier_ops = {
	.init = level_multiplier_init,
	.reset = level_multiplier_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_LEVEL_MULTIPLIER, "LVLMULT", (30397456, 4661, 4644, 97e5, 39a9e5ab1778),
	       .ops = &level_multiplier_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 40, .max_inputs = 1,
	       .max_outputs = 1)
