/* SPDX-License-Identifier: BSD-3-Clause */
/* Stream interface: a shift for all channels, by an enum control; formats, wrap and positions by the stream's calls. */
#include <sof/audio/audio_stream.h>
#include <sof/audio/buffer.h>
#include <sof/audio/component.h>
#include <sof/audio/format.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/pipeline.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <ipc/control.h>
#include <ipc/stream.h>
#include <ipc4/base-config.h>
#include <ipc4/header.h>
#include <rtos/init.h>
#include <rtos/panic.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(fader, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(fader);
DECLARE_TR_CTX(fader_tr, SOF_UUID(fader_uuid), LOG_LEVEL_INFO);

#define FADER_MAX_SHIFT 15

typedef void (*fader_func)(const struct audio_stream *source, struct audio_stream *sink,
			   uint32_t samples, int shift);

struct fader_data {
	fader_func func;
	int shift;
};

static void fader_s16(const struct audio_stream *source, struct audio_stream *sink,
		      uint32_t samples, int shift)
{
	int16_t *x = audio_stream_get_rptr(source);
	int16_t *y = audio_stream_get_wptr(sink);

	while (samples) {
		int n = MIN(samples, audio_stream_samples_without_wrap_s16(source, x));

		n = MIN(n, audio_stream_samples_without_wrap_s16(sink, y));
		for (int i = 0; i < n; i++)
			y[i] = x[i] >> shift;
		samples -= n;
		x = audio_stream_wrap(source, x + n);
		y = audio_stream_wrap(sink, y + n);
	}
}

/* S24 in its container and S32: the same */
static void fader_s32(const struct audio_stream *source, struct audio_stream *sink,
		      uint32_t samples, int shift)
{
	const bool is_s24 = audio_stream_get_valid_fmt(source) == SOF_IPC_FRAME_S24_4LE;

	for (uint32_t i = 0; i < samples; i++) {
		int32_t x = *audio_stream_read_frag_s32(source, i);
		int32_t *y = audio_stream_write_frag_s32(sink, i);

		*y = (is_s24 ? sign_extend_s24(x) : x) >> shift;
	}
}

static int fader_init(struct processing_module *mod)
{
	struct fader_data *fd = mod_alloc(mod, sizeof(*fd));

	if (!fd)
		return -ENOMEM;
	fd->func = NULL;
	fd->shift = 1;
	mod->priv.private = fd;
	return 0;
}

static void fader_params(struct processing_module *mod)
{
	struct sof_ipc_stream_params *params = mod->stream_params;
	struct comp_buffer *sourceb, *sinkb;
	struct comp_dev *dev = mod->dev;

	ipc4_base_module_cfg_to_stream_params(&mod->priv.cfg.base_cfg, params);
	component_set_nearest_period_frames(dev, params->rate);
	sinkb = comp_dev_get_first_data_consumer(dev);
	ipc4_update_buffer_format(sinkb, &mod->priv.cfg.base_cfg.audio_fmt);
	sourceb = comp_dev_get_first_data_producer(dev);
	ipc4_update_buffer_format(sourceb, &mod->priv.cfg.base_cfg.audio_fmt);
}

static int fader_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct fader_data *fd = module_get_private_data(mod);
	struct comp_buffer *sourceb;
	int ret;

	fader_params(mod);
	ret = comp_verify_params(mod->dev, mod->verify_params_flags, mod->stream_params);
	if (ret)
		return ret;
	sourceb = comp_dev_get_first_data_producer(mod->dev);
	audio_stream_set_align(SOF_FRAME_BYTE_ALIGN, SOF_FRAME_COUNT_ALIGN, &sourceb->stream);
	switch (audio_stream_get_frm_fmt(&sourceb->stream)) {
	case SOF_IPC_FRAME_S16_LE:
		fd->func = fader_s16;
		break;
	case SOF_IPC_FRAME_S32_LE:
		fd->func = fader_s32;
		break;
	default:
		comp_err(mod->dev, "format %d", audio_stream_get_frm_fmt(&sourceb->stream));
		return -EINVAL;
	}
	comp_dbg(mod->dev, "rate %u, pipeline %u, period %u frames",
		 audio_stream_get_rate(&sourceb->stream), buffer_pipeline_id(sourceb),
		 mod->dev->frames);
	return 0;
}

static int fader_process(struct processing_module *mod, struct input_stream_buffer *input_buffers,
			 int num_input_buffers, struct output_stream_buffer *output_buffers,
			 int num_output_buffers)
{
	struct fader_data *fd = module_get_private_data(mod);
	struct audio_stream *source = input_buffers[0].data;
	struct audio_stream *sink = output_buffers[0].data;
	uint32_t frames = input_buffers[0].size;

	assert(fd->func);
	fd->func(source, sink, frames * audio_stream_get_channels(source), fd->shift);
	module_update_buffer_position(&input_buffers[0], &output_buffers[0], frames);
	return 0;
}

static int fader_set_config(struct processing_module *mod, uint32_t config_id,
			    enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			    const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			    size_t response_size)
{
	struct sof_ipc4_control_msg_payload *ctl = (struct sof_ipc4_control_msg_payload *)fragment;
	struct fader_data *fd = module_get_private_data(mod);

	switch (config_id) {
	case SOF_IPC4_ENUM_CONTROL_PARAM_ID:
	case SOF_IPC4_SWITCH_CONTROL_PARAM_ID:
		if (ctl->num_elems != 1 || ctl->chanv[0].value > FADER_MAX_SHIFT)
			return -EINVAL;
		fd->shift = ctl->chanv[0].value;
		return 0;
	default:
		comp_err(mod->dev, "no configuration %u", config_id);
		return -EINVAL;
	}
}

static int fader_get_config(struct processing_module *mod, uint32_t config_id,
			    uint32_t *data_offset_size, uint8_t *fragment, size_t fragment_size)
{
	struct sof_ipc4_control_msg_payload *ctl = (struct sof_ipc4_control_msg_payload *)fragment;
	struct fader_data *fd = module_get_private_data(mod);

	if (config_id != SOF_IPC4_ENUM_CONTROL_PARAM_ID || ctl->num_elems != 1)
		return -EINVAL;
	ctl->chanv[0].channel = 0;
	ctl->chanv[0].value = fd->shift;
	*data_offset_size = sizeof(*ctl) + sizeof(ctl->chanv[0]);
	return 0;
}

static int fader_reset(struct processing_module *mod)
{
	struct fader_data *fd = module_get_private_data(mod);

	fd->func = NULL;
	return 0;
}

static int fader_free(struct processing_module *mod)
{
	mod_free(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface fader_interface = {
	.init = fader_init,
	.prepare = fader_prepare,
	.process_audio_stream = fader_process,
	.set_configuration = fader_set_config,
	.get_configuration = fader_get_config,
	.reset = fader_reset,
	.free = fader_free,
};

DECLARE_MODULE_ADAPTER(fader_interface, fader_uuid, fader_tr);
SOF_MODULE_INIT(fader, sys_comp_module_fader_interface_init);
