/* SPDX-License-Identifier: BSD-3-Clause */
/* Template component: copies, or swaps the order of the channels when its switch is on. Start here for a new module. */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>

struct template_data {
	/** Copy linear frames with the channels in reverse order. */
	void (*reverse)(const void *src, void *dst, uint32_t frames, uint32_t channels);
	bool enable;
};

#define TEMPLATE_REVERSE(bits, type)                                               \
	static void reverse_s##bits(const void *src, void *dst, uint32_t frames,   \
				    uint32_t channels)                             \
	{                                                                          \
		const type *restrict in = src;                                     \
		type *restrict out = dst;                                          \
                                                                                   \
		for (uint32_t i = 0; i < frames * channels; i += channels) {       \
			for (uint32_t channel = 0; channel < channels; channel++)  \
				out[i + channel] = in[i + channels - 1 - channel]; \
		}                                                                  \
	}

TEMPLATE_REVERSE(16, int16_t)
TEMPLATE_REVERSE(32, int32_t)

static int template_init(struct processing_module *mod)
{
	struct template_data *td = mod_zalloc(mod, sizeof(*td));

	if (!td)
		return -ENOMEM;
	module_set_private_data(mod, td);
	return 0;
}

static int template_prepare(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct template_data *td = module_get_private_data(mod);

	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	if (source_get_frm_fmt(sources[0]) != sink_get_frm_fmt(sinks[0]) ||
	    source_get_channels(sources[0]) != sink_get_channels(sinks[0])) {
		comp_err(mod->dev, "format %d of %u channels becomes %d of %u, expected no change",
			 source_get_frm_fmt(sources[0]), source_get_channels(sources[0]),
			 sink_get_frm_fmt(sinks[0]), sink_get_channels(sinks[0]));
		return -EINVAL;
	}
	switch (source_get_frm_fmt(sources[0])) {
	case SOF_IPC_FRAME_S16_LE:
		td->reverse = reverse_s16;
		return 0;
	case SOF_IPC_FRAME_S24_4LE:
	case SOF_IPC_FRAME_S32_LE:
		td->reverse = reverse_s32;
		return 0;
	default:
		comp_err(mod->dev, "format %d, expected 16, 24 or 32 bits",
			 source_get_frm_fmt(sources[0]));
		return -EINVAL;
	}
}

static int template_process(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct template_data *td = module_get_private_data(mod);
	uint32_t frames = block_movable(sources[0], sinks[0]);
	uint32_t channels = source_get_channels(sources[0]);
	struct block_cursor src, dst;
	uint32_t left, n;
	int ret;

	ret = block_open_source(&src, sources[0], frames);
	if (ret)
		return ret;
	ret = block_open_sink(&dst, sinks[0], frames);
	if (ret) {
		source_release_data(sources[0], 0);
		return ret;
	}
	for (left = frames; left; left -= n) {
		n = block_linear(&dst, block_linear(&src, left));
		if (td->enable)
			td->reverse(src.ptr, dst.ptr, n, channels);
		else
			memcpy(dst.ptr, src.ptr, (size_t)n * src.frame_bytes);
		block_advance(&src, n);
		block_advance(&dst, n);
	}
	source_release_data(sources[0], (size_t)frames * src.frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)frames * dst.frame_bytes);
	return 0;
}

/* The one control: switch 0 with one value. */
static int template_set_config(struct processing_module *mod, uint32_t config_id,
			       enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			       const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			       size_t response_size)
{
	struct template_data *td = module_get_private_data(mod);
	struct ipc4_control_msg_payload header;
	struct ipc4_ctrl_value_chan value;

	if (config_id != IPC4_SWITCH_CONTROL_PARAM_ID || pos != MODULE_CFG_FRAGMENT_SINGLE ||
	    fragment_size < sizeof(header) + sizeof(value)) {
		comp_err(mod->dev, "parameter %u of %zu bytes, expected %u of %zu", config_id,
			 fragment_size, IPC4_SWITCH_CONTROL_PARAM_ID,
			 sizeof(header) + sizeof(value));
		return -EINVAL;
	}
	memcpy(&header, fragment, sizeof(header));
	memcpy(&value, fragment + sizeof(header), sizeof(value));
	if (header.id != 0 || header.num_elems != 1) {
		comp_err(mod->dev, "switch %u with %u values, expected 0 with 1", header.id,
			 header.num_elems);
		return -EINVAL;
	}
	td->enable = value.value != 0;
	return 0;
}

/* Nothing to read back, which is no error. */
static int template_get_config(struct processing_module *mod, uint32_t config_id,
			       uint32_t *data_offset_size, uint8_t *fragment, size_t fragment_size)
{
	*data_offset_size = 0;
	return 0;
}

static int template_reset(struct processing_module *mod)
{
	struct template_data *td = module_get_private_data(mod);

	memset(td, 0, sizeof(*td));
	return 0;
}

static int template_free(struct processing_module *mod)
{
	return mod_free(mod, module_get_private_data(mod));
}

static const struct module_interface template_comp_ops = {
	.init = template_init,
	.prepare = template_prepare,
	.process = template_process,
	.set_configuration = template_set_config,
	.get_configuration = template_get_config,
	.reset = template_reset,
	.free = template_free,
};

DECLARE_MODULE(COMP_TEMPLATE_COMP, "TEMPLATE", (a62de1af, 5964, 4e2e, b167, 7fdc97279a29),
	       .ops = &template_comp_ops, .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1, .cycles_per_call = 348,
	       .cycles_per_sample_x16 = 6)
