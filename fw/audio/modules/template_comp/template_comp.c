/* SPDX-License-Identifier: BSD-3-Clause */
/* Template component: copies, or swaps the order of the channels when its switch is on. Start here for a new module. */
#include <sof/audio/block_module.h>
#include <sof/common.h>

struct template_data {
	struct block_module base; /* bypass: the switch is off */
};

/* Two channels change places by a rotation of the frame, which vectors can do. */
#define TEMPLATE_REVERSE(bits, type, frame_type)                                         \
	static SIMD_BODY void reverse_s##bits(void *private, const void *src, void *dst, \
					      uint32_t frames, uint32_t channels)        \
	{                                                                                \
		const frame_type *pairs = src;                                           \
		frame_type *swapped = dst;                                               \
		const type *in = src;                                                    \
		type *out = dst;                                                         \
                                                                                         \
		if (channels == 2) {                                                     \
			for (uint32_t i = 0; i < frames; i++)                            \
				swapped[i] = pairs[i] << bits | pairs[i] >> bits;        \
			return;                                                          \
		}                                                                        \
		for (; frames; frames--, in += channels, out += channels) {              \
			for (uint32_t i = 0; i < (channels + 1) / 2; i++) {              \
				const type first = in[i];                                \
                                                                                         \
				out[i] = in[channels - 1 - i];                           \
				out[channels - 1 - i] = first;                           \
			}                                                                \
		}                                                                        \
	}                                                                                \
	SIMD_VARIANTS(reverse_s##bits,                                                   \
		      (void *private, const void *src, void *dst, uint32_t frames,       \
		       uint32_t channels),                                               \
		      (private, src, dst, frames, channels))

TEMPLATE_REVERSE(16, int16_t, uint32_t)
TEMPLATE_REVERSE(32, int32_t, uint64_t)

static int set_switch(struct processing_module *mod, uint32_t index,
		      const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct template_data *td = module_get_private_data(mod);

	td->base.bypass = !values[0].value;
	return 0;
}

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, { SIMD_KERNELS(reverse_s16) } },
	{ SOF_IPC_FRAME_S24_4LE, { SIMD_KERNELS(reverse_s32) } },
	{ SOF_IPC_FRAME_S32_LE, { SIMD_KERNELS(reverse_s32) } },
};

static const struct config_param params[] = {
	CONFIG_PARAM_SWITCH(set_switch),
};

static const struct block_module_desc template_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.rule = BLOCK_BY_CONTAINER,
	.private_bytes = sizeof(struct template_data),
};

/* A stream begins with the switch off. */
static int template_reset(struct processing_module *mod)
{
	struct template_data *td = module_get_private_data(mod);

	td->base.bypass = true;
	return 0;
}

static int template_init(struct processing_module *mod)
{
	int ret = block_module_init(mod, &template_desc);

	return ret ? ret : template_reset(mod);
}

static const struct module_interface template_comp_ops = {
	.init = template_init,
	.reset = template_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_TEMPLATE_COMP, "TEMPLATE", (a62de1af, 5964, 4e2e, b167, 7fdc97279a29),
	       .ops = &template_comp_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 40, .max_inputs = 1,
	       .max_outputs = 1)
