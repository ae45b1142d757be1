/* SPDX-License-Identifier: BSD-3-Clause */
/* From what the host and modules say about formats to the parameters of edges. */
#include <errno.h>
#include <string.h>
#include <sof/audio/buffer.h>
#include <sof/audio/component.h>
#include <sof/audio/period.h>
#include <sof/platform.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(stream_params);

void ipc4_base_module_cfg_to_stream_params(const struct ipc4_base_module_cfg *base_cfg,
					   struct sof_ipc_stream_params *params)
{
	const struct ipc4_audio_format *fmt = &base_cfg->audio_fmt;
	enum sof_ipc_frame frame_fmt, valid_fmt;

	memset(params, 0, sizeof(*params));
	params->channels = (uint16_t)fmt->channels_count;
	params->rate = fmt->sampling_frequency;
	params->sample_container_bytes = (uint16_t)(fmt->depth / 8);
	params->sample_valid_bytes = (uint16_t)(fmt->valid_bit_depth / 8);
	params->buffer_fmt = fmt->interleaving_style;
	params->buffer.size = base_cfg->obs * 2;
	audio_stream_fmt_conversion(fmt->depth, fmt->valid_bit_depth, &frame_fmt, &valid_fmt,
				    fmt->s_type);
	params->frame_fmt = frame_fmt;
	for (unsigned int i = 0; i < SOF_IPC_MAX_CHANNELS; i++)
		params->chmap[i] = (uint16_t)(fmt->ch_map >> i * 4 & 0xF);
}

/* ---- edges, by an IPC4 format ---- */

static void update(struct sof_audio_stream_params *params, const struct ipc4_audio_format *fmt)
{
	struct sof_audio_stream_params new = *params;
	const uint32_t bytes = params->byte_align_req, frames = params->frame_align_req;

	if (audio_stream_params_from_ipc4(&new, fmt) < 0) {
		LOG_ERR("no stream has %u Hz, %u ch, %u of %u bits, type %u",
			fmt->sampling_frequency, fmt->channels_count, fmt->valid_bit_depth,
			fmt->depth, fmt->s_type);
		return;
	}
	audio_stream_params_set_align(&new, bytes, frames);
	*params = new;
}

void ipc4_update_buffer_format(struct comp_buffer *buffer, const struct ipc4_audio_format *fmt)
{
	update(&buffer->stream.params, fmt);
}

void ipc4_update_source_format(struct sof_source *source, const struct ipc4_audio_format *fmt)
{
	update(source->params, fmt);
}

void ipc4_update_sink_format(struct sof_sink *sink, const struct ipc4_audio_format *fmt)
{
	update(sink->params, fmt);
}

/* ---- edges, by a module's parameters ---- */

/* What valid bits say; a container that takes more is full. */
static enum sof_ipc_frame valid_format(const struct sof_ipc_stream_params *params)
{
	return params->sample_valid_bytes == 3 && params->frame_fmt == SOF_IPC_FRAME_S32_LE ?
		       SOF_IPC_FRAME_S24_4LE :
		       (enum sof_ipc_frame)params->frame_fmt;
}

/* @return 0, -EINVAL no stream has such parameters, and nothing is set */
static int set_params(struct sof_audio_stream_params *out,
		      const struct sof_ipc_stream_params *params)
{
	if (!get_frame_bytes((enum sof_ipc_frame)params->frame_fmt, params->channels) ||
	    params->channels > SOF_IPC_MAX_CHANNELS || !params->rate)
		return -EINVAL;
	out->frame_fmt = (enum sof_ipc_frame)params->frame_fmt;
	out->valid_sample_fmt = valid_format(params);
	out->rate = params->rate;
	out->channels = params->channels;
	out->interleaving = params->buffer_fmt;
	out->ch_map = 0;
	for (unsigned int i = 0; i < SOF_IPC_MAX_CHANNELS; i++)
		out->ch_map |= (uint32_t)(params->chmap[i] & 0xF) << i * 4;
	audio_stream_params_set_align(out, out->byte_align_req, out->frame_align_req);
	return 0;
}

int source_set_params(struct sof_source *source, struct sof_ipc_stream_params *params,
		      bool force_update)
{
	return force_update ? set_params(source->params, params) : 0;
}

int sink_set_params(struct sof_sink *sink, struct sof_ipc_stream_params *params, bool force_update)
{
	return force_update ? set_params(sink->params, params) : 0;
}

int buffer_set_params(struct comp_buffer *buffer, struct sof_ipc_stream_params *params,
		      bool force_update)
{
	struct sof_audio_stream_params audio;
	int ret;

	if (!buffer || !params)
		return -EINVAL;
	audio = buffer->stream.params;
	ret = set_params(&audio, params);
	return ret < 0 ? ret : buffer_set_audio_params(buffer, &audio, force_update);
}

/* ---- components ---- */

void component_set_nearest_period_frames(struct comp_dev *dev, uint32_t rate)
{
	dev->frames = period_frames(rate, dev->period ? dev->period : LL_TIMER_PERIOD_US);
}

/* @return NULL: nothing differs that may not */
static const char *difference(const struct sof_audio_stream_params *edge, uint32_t flag,
			      const struct sof_ipc_stream_params *params)
{
	if (!(flag & BUFF_PARAMS_FRAME_FMT) && edge->frame_fmt != params->frame_fmt)
		return "sample format";
	if (!(flag & BUFF_PARAMS_BUFFER_FMT) && edge->interleaving != params->buffer_fmt)
		return "interleaving";
	if (!(flag & BUFF_PARAMS_CHANNELS) && edge->channels != params->channels)
		return "number of channels";
	if (!(flag & BUFF_PARAMS_RATE) && edge->rate != params->rate)
		return "rate";
	return NULL;
}

int comp_verify_params(struct comp_dev *dev, uint32_t flag, struct sof_ipc_stream_params *params)
{
	struct comp_buffer *buffer;
	const char *what = NULL;

	if (!params)
		return -EINVAL;
	comp_dev_for_each_producer(dev, buffer)
		what = what ? what : difference(&buffer->stream.params, flag, params);
	comp_dev_for_each_consumer(dev, buffer)
		what = what ? what : difference(&buffer->stream.params, flag, params);
	if (what) {
		comp_err(dev, "the %s of an edge is not the module's", what);
		return -EINVAL;
	}
	component_set_nearest_period_frames(dev, params->rate);
	return 0;
}
