/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Demultiplexer: hands the channels of one stream out to several sinks. The blob has a row of masks for each output pin:
 * bit j of mask i sends channel j of the input to channel i of that output. Without a blob every output gets channel i
 * as its channel i.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_fan.h>
#include <sof/audio/config_params.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include "channel_copy.h"

#define DEMUX_MAX_OUTPUTS 4
#define NO_CHANNEL        UINT8_MAX

struct demux_stream {
	uint32_t pin;         /* of the output */
	uint8_t num_channels; /* not used */
	uint8_t mask[IPC4_MAX_CHANNELS];
	uint8_t reserved[3];
};

struct demux_config {
	uint16_t frame_format; /* these two are not used */
	uint16_t num_channels;
	uint16_t num_streams;
	uint16_t reserved;
	struct demux_stream streams[];
};

struct demux_data {
	struct comp_data_blob_handler *blob;

	/* from prepare to reset */
	uint32_t channels;
	uint32_t sample_bytes;
	int num_of_sinks;
	uint32_t pins[DEMUX_MAX_OUTPUTS];            /* of the sinks */
	uint32_t output_channels[DEMUX_MAX_OUTPUTS]; /* of the sinks */
	size_t output_bytes[DEMUX_MAX_OUTPUTS];      /* of a frame of the sinks */
	/* for each sink and channel, the channel of the input, or NO_CHANNEL: silence */
	uint8_t inputs[DEMUX_MAX_OUTPUTS][IPC4_MAX_CHANNELS];
};

/* ---- blob ---- */

/* A pin twice, or an output channel that is fed by two. */
static int check_stream(struct comp_dev *dev, const struct demux_config *config, uint32_t number)
{
	const struct demux_stream *stream = &config->streams[number];

	if (stream->pin >= DEMUX_MAX_OUTPUTS) {
		comp_err(dev, "output pin %u, expected 0..%d", stream->pin, DEMUX_MAX_OUTPUTS - 1);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < number; i++) {
		if (config->streams[i].pin == stream->pin) {
			comp_err(dev, "output pin %u has two matrices", stream->pin);
			return -EINVAL;
		}
	}
	for (uint32_t i = 0; i < IPC4_MAX_CHANNELS; i++) {
		if (stream->mask[i] & (stream->mask[i] - 1)) {
			comp_err(dev, "channel %u of output pin %u is fed by several: mask 0x%x", i,
				 stream->pin, stream->mask[i]);
			return -EINVAL;
		}
	}
	return 0;
}

static int validate(struct comp_dev *dev, void *data, uint32_t size)
{
	const struct demux_config *config = data;

	if (size < sizeof(*config) || !IN_RANGE(config->num_streams, 1, DEMUX_MAX_OUTPUTS) ||
	    size != sizeof(*config) + config->num_streams * sizeof(config->streams[0])) {
		comp_err(dev, "blob of %u bytes, expected %zu and %zu for each of 1..%d outputs",
			 size, sizeof(*config), sizeof(config->streams[0]), DEMUX_MAX_OUTPUTS);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < config->num_streams; i++) {
		int ret = check_stream(dev, config, i);

		if (ret)
			return ret;
	}
	return 0;
}

/* @return NULL: the blob does not name the pin */
static const struct demux_stream *stream_of(const struct demux_config *config, uint32_t pin)
{
	for (uint32_t i = 0; i < config->num_streams; i++)
		if (config->streams[i].pin == pin)
			return &config->streams[i];
	return NULL;
}

static uint8_t input_of(const struct demux_data *dd, const struct demux_config *config, int sink,
			uint32_t channel)
{
	const struct demux_stream *stream;
	uint32_t input = channel;

	if (config) {
		stream = stream_of(config, dd->pins[sink]);
		if (!stream || !stream->mask[channel])
			return NO_CHANNEL;
		input = (uint32_t)__builtin_ctz(stream->mask[channel]);
	}
	return input < dd->channels ? (uint8_t)input : NO_CHANNEL;
}

static void apply(struct demux_data *dd)
{
	const struct demux_config *config = comp_get_data_blob(dd->blob, NULL, NULL);

	for (int sink = 0; sink < dd->num_of_sinks; sink++)
		for (uint32_t i = 0; i < dd->output_channels[sink]; i++)
			dd->inputs[sink][i] = input_of(dd, config, sink, i);
}

/* ---- audio ---- */

static void hand_out(const struct demux_data *dd, const struct block_fan *fan,
		     const struct block_output *output, uint32_t frames)
{
	const uint32_t channels = dd->output_channels[output->index];

	for (uint32_t i = 0; i < channels; i++) {
		const uint8_t input = dd->inputs[output->index][i];
		struct channel_words from = { NULL, 0 };

		if (input != NO_CHANNEL)
			from = channel_of(fan->src.ptr, dd->channels, input, dd->sample_bytes);
		channel_copy(from, channel_of(output->at.ptr, channels, i, dd->sample_bytes),
			     dd->sample_bytes, frames);
	}
}

static int read_sink(struct processing_module *mod, struct demux_data *dd,
		     const struct sof_source *source, const struct sof_sink *sink)
{
	if (sink_get_frm_fmt(sink) != source_get_frm_fmt(source) ||
	    sink_get_valid_fmt(sink) != source_get_valid_fmt(source)) {
		comp_err(mod->dev, "format %d becomes %d at output %u, expected no change",
			 source_get_valid_fmt(source), sink_get_valid_fmt(sink), sink_get_id(sink));
		return -EINVAL;
	}
	dd->pins[dd->num_of_sinks] = sink_get_id(sink);
	dd->output_channels[dd->num_of_sinks] = sink_get_channels(sink);
	dd->output_bytes[dd->num_of_sinks++] = sink_get_frame_bytes(sink);
	return 0;
}

/* @param prepared	those whose consumers run alone: of the others nothing may be known yet */
static int read_sinks(struct processing_module *mod, const struct sof_source *source,
		      struct sof_sink **sinks, int num_of_sinks, bool prepared)
{
	struct demux_data *dd = module_get_private_data(mod);

	dd->num_of_sinks = 0;
	for (int i = 0; i < num_of_sinks; i++) {
		int ret;

		if (prepared && !sink_consumer_is_active(sinks[i])) {
			dd->output_channels[dd->num_of_sinks] = 0;
			dd->output_bytes[dd->num_of_sinks++] = 0;
			continue;
		}
		ret = read_sink(mod, dd, source, sinks[i]);
		if (ret)
			return ret;
	}
	apply(dd);
	return 0;
}

/* One that is bound while the module runs stands in front of the others, and is known when its consumer runs. */
static bool sinks_are_known(const struct demux_data *dd, struct sof_sink **sinks, int num_of_sinks)
{
	if (num_of_sinks != dd->num_of_sinks)
		return false;
	for (int i = 0; i < num_of_sinks; i++)
		if (sink_consumer_is_active(sinks[i]) &&
		    (dd->pins[i] != sink_get_id(sinks[i]) ||
		     dd->output_bytes[i] != sink_get_frame_bytes(sinks[i])))
			return false;
	return true;
}

static int demux_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct demux_data *dd = module_get_private_data(mod);
	struct block_fan fan;
	int ret;

	if (comp_is_new_data_blob_available(dd->blob))
		apply(dd);
	if (!sinks_are_known(dd, sinks, num_of_sinks)) {
		ret = read_sinks(mod, sources[0], sinks, num_of_sinks, true);
		if (ret)
			return ret;
	}
	ret = block_fan_open(&fan, sources[0], sinks, num_of_sinks);
	if (ret)
		return ret;
	for (uint32_t left = fan.frames, n; left; left -= n) {
		n = block_fan_linear(&fan, left);
		for (int i = 0; i < fan.num_outputs; i++)
			hand_out(dd, &fan, &fan.outputs[i], n);
		block_fan_advance(&fan, n);
	}
	block_fan_close(&fan);
	return 0;
}

/* ---- life ---- */

static int demux_init(struct processing_module *mod)
{
	struct demux_data *dd = mod_zalloc(mod, sizeof(*dd));

	if (!dd)
		return -ENOMEM;
	module_set_private_data(mod, dd);
	dd->blob = mod_data_blob_handler_new(mod);
	if (!dd->blob)
		return -ENOMEM;
	comp_data_blob_set_validator(dd->blob, validate);
	mod->max_sinks = DEMUX_MAX_OUTPUTS;
	return 0;
}

static int demux_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct demux_data *dd = module_get_private_data(mod);

	if (num_of_sources != 1 || !IN_RANGE(num_of_sinks, 1, DEMUX_MAX_OUTPUTS)) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one and 1..%d",
			 num_of_sources, num_of_sinks, DEMUX_MAX_OUTPUTS);
		return -ENOTCONN;
	}
	if (source_get_frm_fmt(sources[0]) > SOF_IPC_FRAME_S32_LE) {
		comp_err(mod->dev, "format %d, expected 16, 24 or 32 bits",
			 source_get_frm_fmt(sources[0]));
		return -EINVAL;
	}
	dd->channels = source_get_channels(sources[0]);
	dd->sample_bytes = get_sample_bytes(source_get_frm_fmt(sources[0]));
	return read_sinks(mod, sources[0], sinks, num_of_sinks, false);
}

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct demux_data, blob),
};

/* The blob stays for the next stream. */
static int demux_reset(struct processing_module *mod)
{
	return 0;
}

static int demux_free(struct processing_module *mod)
{
	struct demux_data *dd = module_get_private_data(mod);

	mod_free(mod, dd->blob);
	return mod_free(mod, dd);
}

static const struct module_interface demux_ops = {
	.init = demux_init,
	.prepare = demux_prepare,
	.process = demux_process,
	CONFIG_PARAMS_OPS,
	.reset = demux_reset,
	.free = demux_free,
};

DECLARE_MODULE(COMP_MUX, "DEMUX", (c4b26868, 1430, 470e, a089, 15d1c77f851a), .ops = &demux_ops,
	       CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 15, .max_inputs = 1, .max_outputs = DEMUX_MAX_OUTPUTS)
