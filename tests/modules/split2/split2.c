/* SPDX-License-Identifier: BSD-3-Clause */
/* Stream interface with two outputs, the second with the sign changed. The limit of outputs is raised in prepare(). */
#include <sof/audio/audio_stream.h>
#include <sof/audio/buffer.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <ipc4/module.h>
#include <rtos/init.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(split2, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(split2);
DECLARE_TR_CTX(split2_tr, SOF_UUID(split2_uuid), LOG_LEVEL_INFO);

struct split2_data {
	bool negated[2]; /* of the output buffers, in their order */
};

static int split2_init(struct processing_module *mod)
{
	struct split2_data *sd = mod_zalloc(mod, sizeof(*sd));

	if (!sd)
		return -ENOMEM;
	mod->priv.private = sd;
	return 0;
}

static int split2_prepare(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct split2_data *sd = module_get_private_data(mod);
	struct comp_buffer *sink;
	int n = 0;

	comp_dev_for_each_consumer(mod->dev, sink)
	{
		if (n == 2)
			return -EINVAL;
		if (comp_buffer_get_sink_state(sink) == COMP_STATE_NOT_EXIST)
			return -EINVAL;
		if (audio_stream_get_frm_fmt(&sink->stream) != SOF_IPC_FRAME_S16_LE)
			return -EINVAL;
		sd->negated[n++] = IPC4_SRC_QUEUE_ID(buf_get_id(sink)) == 1;
		audio_stream_set_align(4, 1, &sink->stream);
	}
	mod->max_sinks = 2;
	return n == 2 ? 0 : -EINVAL;
}

static void split2_copy(const struct audio_stream *source, struct audio_stream *sink,
			uint32_t samples, bool negated)
{
	audio_stream_copy(source, 0, sink, 0, samples);
	for (uint32_t i = 0; negated && i < samples; i++) {
		int16_t *y = audio_stream_write_frag_s16(sink, i);

		*y = sat_int16(-(int32_t)*y);
	}
}

static int split2_process(struct processing_module *mod, struct input_stream_buffer *input_buffers,
			  int num_input_buffers, struct output_stream_buffer *output_buffers,
			  int num_output_buffers)
{
	struct split2_data *sd = module_get_private_data(mod);
	struct audio_stream *source = input_buffers[0].data;
	uint32_t frames = input_buffers[0].size;

	if (audio_stream_get_frm_fmt(source) != SOF_IPC_FRAME_S16_LE)
		return -EINVAL;
	for (int i = 0; i < num_output_buffers; i++) {
		struct audio_stream *sink = output_buffers[i].data;

		split2_copy(source, sink, frames * audio_stream_get_channels(source),
			    sd->negated[i]);
		output_buffers[i].size = audio_stream_period_bytes(sink, frames);
	}
	input_buffers[0].consumed = audio_stream_period_bytes(source, frames);
	return 0;
}

static int split2_reset(struct processing_module *mod)
{
	mod->max_sinks = 1;
	return 0;
}

static int split2_free(struct processing_module *mod)
{
	mod_free(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface split2_interface = {
	.init = split2_init,
	.prepare = split2_prepare,
	.process_audio_stream = split2_process,
	.reset = split2_reset,
	.free = split2_free,
};

DECLARE_MODULE_ADAPTER(split2_interface, split2_uuid, split2_tr);
SOF_MODULE_INIT(split2, sys_comp_module_split2_interface_init);
