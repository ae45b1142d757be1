/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Place of Dolby's audio processing, whose library is not public: the samples of the first two channels pass as they are.
 * They are as late as with the library: a block of 256 frames, and in the tick the period that waits for it.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/period.h>
#include <sof/common.h>
#include <sof/platform.h>

#define BLOCK_FRAMES    256
#define OUTPUT_CHANNELS 2
#define NUM_SWITCHES    3 /* on; content processing; crosstalk cancellation */
#define NUM_ENUMS       2 /* profile; device */
#define PARAM_VOLUME    0
#define VOLUME_WORDS    2 /* of its parameter at least: channel, volume */

struct dax_data {
	struct block_module base;

	/* from prepare to reset */
	uint8_t *delay; /* frames of the sink */
	uint32_t delay_frames, position;
};

/* ---- audio ---- */

static void dax_block(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
{
	struct dax_data *dd = private;
	const uint32_t frame_bytes = dd->base.sink_frame_bytes;
	uint8_t frame[OUTPUT_CHANNELS * sizeof(int32_t)];
	const uint8_t *in = src;
	uint8_t *out = dst;

	for (; frames; frames--, in += dd->base.frame_bytes, out += frame_bytes) {
		uint8_t *delayed = dd->delay + dd->position * frame_bytes;

		memcpy(frame, in, frame_bytes);
		memcpy(out, delayed, frame_bytes);
		memcpy(delayed, frame, frame_bytes);
		if (++dd->position == dd->delay_frames)
			dd->position = 0;
	}
}

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, { SIMD_SAME(dax_block) } },
	{ SOF_IPC_FRAME_S24_4LE, { SIMD_SAME(dax_block) } },
	{ SOF_IPC_FRAME_S32_LE, { SIMD_SAME(dax_block) } },
	{ SOF_IPC_FRAME_FLOAT, { SIMD_SAME(dax_block) } },
};

/* ---- configuration ---- */

/* A list of {id, bytes with these two words, data}, bytes in multiples of 4. */
static int dax_validate(struct comp_dev *dev, const void *data, size_t size)
{
	const uint8_t *at = data;
	uint32_t words[2];

	for (size_t left = size; left; left -= words[1], at += words[1]) {
		if (left < sizeof(words)) {
			comp_err(dev, "%zu bytes behind the last parameter", left);
			return -EINVAL;
		}
		memcpy(words, at, sizeof(words));
		if (words[1] < sizeof(words) || words[1] % 4 || words[1] > left) {
			comp_err(dev, "parameter 0x%x of %u bytes, %zu are left", words[0],
				 words[1], left);
			return -EINVAL;
		}
	}
	return 0;
}

static int keep_blob(struct processing_module *mod, const void *blob, size_t size)
{
	return 0;
}

static int keep_control(struct processing_module *mod, uint32_t index,
			const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	return 0;
}

static int keep_volume(struct processing_module *mod, const void *value, size_t size)
{
	if (size >= VOLUME_WORDS * sizeof(uint32_t))
		return 0;
	comp_err(mod->dev, "volume of %zu bytes, expected %zu", size,
		 VOLUME_WORDS * sizeof(uint32_t));
	return -EINVAL;
}

static const struct config_param params[] = {
	CONFIG_PARAM_CONTROLS(IPC4_SWITCH_CONTROL_PARAM_ID, NUM_SWITCHES, 1, 1, keep_control),
	CONFIG_PARAM_CONTROLS(IPC4_ENUM_CONTROL_PARAM_ID, NUM_ENUMS, 1, 1, keep_control),
	CONFIG_PARAM_DATA(PARAM_VOLUME, keep_volume, NULL),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct dax_data, base.blob),
};

/* ---- life ---- */

static const struct block_module_desc dax_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.rule = BLOCK_BY_CONTAINER,
	.private_bytes = sizeof(struct dax_data),
	.converts_channels = true,
	.validate_blob = dax_validate,
	.apply_blob = keep_blob,
};

static int dax_init(struct processing_module *mod)
{
	return block_module_init(mod, &dax_desc);
}

static int dax_reset(struct processing_module *mod)
{
	struct dax_data *dd = module_get_private_data(mod);

	mod_free(mod, dd->delay);
	dd->delay = NULL;
	return 0;
}

static int dax_prepare(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct dax_data *dd = module_get_private_data(mod);
	const struct block_module *base = &dd->base;
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	if (base->rate != 48000 || sink_get_rate(sinks[0]) != 48000) {
		comp_err(mod->dev, "%u Hz to %u Hz, expected 48000", base->rate,
			 sink_get_rate(sinks[0]));
		return -EINVAL;
	}
	if (base->sink_channels != OUTPUT_CHANNELS ||
	    (base->channels != 2 && base->channels != 6 && base->channels != 8)) {
		comp_err(mod->dev, "%u channels become %u, expected 2, 6 or 8 become 2",
			 base->channels, base->sink_channels);
		return -EINVAL;
	}
	dd->delay_frames = BLOCK_FRAMES;
	if (mod->dev->ipc_config.proc_domain != IPC4_PROC_DOMAIN_DP)
		dd->delay_frames += period_frames(base->rate, LL_TIMER_PERIOD_US);
	dd->position = 0;
	dd->delay = mod_zalloc(mod, (size_t)dd->delay_frames * base->sink_frame_bytes);
	return dd->delay ? 0 : -ENOMEM;
}

static const struct module_interface dax_ops = {
	.init = dax_init,
	.prepare = dax_prepare,
	.reset = dax_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_VENDOR_PLACES, "DAX", (40f66c8b, 5aa5, 4345, 8919, 53ec431aaa98),
	       .ops = &dax_ops, CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_DP,
	       .instance_max_count = 2, .max_inputs = 1, .max_outputs = 1,
	       .note = "pass-through: no vendor library")
