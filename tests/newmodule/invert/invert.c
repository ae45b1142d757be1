/* SPDX-License-Identifier: BSD-3-Clause */
/* Invert: turns the sign of every sample when its switch is on. */
#include <sof/audio/block_module.h>
#include <sof/common.h>

struct invert_data {
	struct block_module base; /* bypass: the switch is off */
};

/* the lowest value has no opposite: it saturates */
#define INVERT(bits, type)                                                                     \
	static void invert_s##bits(void *private, const void *src, void *dst, uint32_t frames, \
				   uint32_t channels)                                          \
	{                                                                                      \
		const type *in = src;                                                          \
		type *out = dst;                                                               \
                                                                                               \
		for (uint32_t i = 0; i < frames * channels; i++)                               \
			out[i] = sat_int##bits(-(int64_t)value_s##bits(in[i]));                \
	}

INVERT(16, int16_t)
INVERT(24, int32_t)
INVERT(32, int32_t)

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, { SIMD_SAME(invert_s16) } },
	{ SOF_IPC_FRAME_S24_4LE, { SIMD_SAME(invert_s24) } },
	{ SOF_IPC_FRAME_S32_LE, { SIMD_SAME(invert_s32) } },
};

static int set_switch(struct processing_module *mod, uint32_t index,
		      const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct invert_data *id = module_get_private_data(mod);

	id->base.bypass = !values[0].value;
	return 0;
}

static const struct config_param params[] = { CONFIG_PARAM_SWITCH(set_switch) };

static const struct block_module_desc desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct invert_data),
};

static int invert_init(struct processing_module *mod)
{
	return block_module_init(mod, &desc);
}

/* The switch outlives a reset. */
static int invert_reset(struct processing_module *mod)
{
	return 0;
}

static const struct module_interface invert_ops = {
	.init = invert_init,
	.reset = invert_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_INVERT, "INVERT", (2f9f1a0d, 6c1c, 4b8e, 9d4a, 3d5c0a7b1e62),
	       .ops = &invert_ops, CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 16, .max_inputs = 1, .max_outputs = 1)
