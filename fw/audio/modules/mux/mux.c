/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Multiplexer: the channels of two streams side by side in one. Input pin 0 has the first channels of the output, input
 * pin 1, the reference, those behind. While an input's producer does not run, its channels are silence and it holds
 * nothing up.
 *
 * The configuration states the three formats. It is behind the base configuration when the module is made, as two more
 * formats or as the pins of the extended base configuration, or it comes as a blob of the same 88 bytes.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/config_params.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include "channel_copy.h"

#define MUX_INPUTS 2

struct mux_config {
	struct ipc4_base_module_cfg base; /* with the format of input pin 0 */
	struct ipc4_audio_format reference_format;
	struct ipc4_audio_format output_format;
};

_Static_assert(sizeof(struct mux_config) == 88, "IPC4 ABI");

struct mux_data {
	bool has_config;
	struct mux_config config;
	uint32_t bound; /* input pins, as bits */

	/* from prepare to reset */
	bool is_prepared;
	uint32_t chosen; /* inputs that took part in the last call, as bits; 0: there was none */
	uint32_t sample_bytes;
};

/* An input that takes part in a call. */
struct mux_input {
	struct sof_source *source; /* NULL: none does */
	struct block_cursor at;
	uint32_t channels;
	uint32_t first; /* channel of the output */
};

/* ---- configuration ---- */

static const struct ipc4_audio_format *input_format(const struct mux_config *config, uint32_t pin)
{
	return pin ? &config->reference_format : &config->base.audio_fmt;
}

static int check_formats(struct processing_module *mod, const struct mux_config *config)
{
	const struct ipc4_audio_format *const formats[] = { input_format(config, 0),
							    input_format(config, 1),
							    &config->output_format };

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		if ((formats[i]->depth != 16 && formats[i]->depth != 32) ||
		    formats[i]->depth != formats[0]->depth ||
		    formats[i]->valid_bit_depth != formats[0]->valid_bit_depth) {
			comp_err(mod->dev, "%u bits in %u, expected %u in %u as input 0, 16 or 32",
				 formats[i]->valid_bit_depth, formats[i]->depth,
				 formats[0]->valid_bit_depth, formats[0]->depth);
			return -EINVAL;
		}
	}
	return 0;
}

static int check_config(struct processing_module *mod, const struct mux_config *config)
{
	const uint32_t first = config->base.audio_fmt.channels_count;
	const uint32_t second = config->reference_format.channels_count;

	if (!first || !second || first + second > IPC4_MAX_CHANNELS ||
	    config->output_format.channels_count != first + second) {
		comp_err(mod->dev, "%u and %u channels become %u, expected their sum, at most %d",
			 first, second, config->output_format.channels_count, IPC4_MAX_CHANNELS);
		return -EINVAL;
	}
	return check_formats(mod, config);
}

/* A stream that runs keeps its channels. */
static int set_config(struct processing_module *mod, const void *value, size_t size)
{
	struct mux_data *md = module_get_private_data(mod);
	const struct mux_config *config = value;
	int ret = check_config(mod, config);

	if (ret)
		return ret;
	for (uint32_t pin = 0; md->is_prepared && pin < MUX_INPUTS; pin++) {
		const struct ipc4_audio_format *is = input_format(&md->config, pin);
		const struct ipc4_audio_format *becomes = input_format(config, pin);

		if (is->channels_count != becomes->channels_count || is->depth != becomes->depth) {
			comp_err(mod->dev,
				 "input %u has %u channels in %u bits while it runs, not %u in %u",
				 pin, is->channels_count, is->depth, becomes->channels_count,
				 becomes->depth);
			return -EINVAL;
		}
	}
	md->config = *config;
	md->has_config = true;
	return 0;
}

static int get_config(struct processing_module *mod, void *data, size_t room)
{
	const struct mux_data *md = module_get_private_data(mod);

	if (!md->has_config)
		return -EINVAL;
	memcpy(data, &md->config, sizeof(md->config));
	return sizeof(md->config);
}

static int read_init(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	struct mux_config config = { .base = cfg->base_cfg };

	if (cfg->nb_input_pins == MUX_INPUTS && cfg->nb_output_pins == 1) {
		config.base.audio_fmt = cfg->input_pins[0].audio_fmt;
		config.reference_format = cfg->input_pins[1].audio_fmt;
		config.output_format = cfg->output_pins[0].audio_fmt;
	} else if (cfg->init_data_size == sizeof(config)) {
		memcpy(&config, cfg->init_data, sizeof(config));
	} else if (cfg->init_data_size == sizeof(config.base)) {
		return 0; /* a blob is to follow */
	} else {
		comp_err(mod->dev, "%zu bytes with %u input and %u output pins, expected %d and 1",
			 cfg->init_data_size, cfg->nb_input_pins, cfg->nb_output_pins, MUX_INPUTS);
		return -EINVAL;
	}
	return set_config(mod, &config, sizeof(config));
}

/* ---- edges ---- */

static int check_source(struct processing_module *mod, const struct sof_source *source)
{
	const struct mux_data *md = module_get_private_data(mod);
	const struct ipc4_audio_format *format;

	if (source_get_id(source) >= MUX_INPUTS) {
		comp_err(mod->dev, "input pin %u, expected 0 or 1", source_get_id(source));
		return -EINVAL;
	}
	format = input_format(&md->config, source_get_id(source));
	if (md->has_config && (source_get_channels(source) != format->channels_count ||
			       get_sample_bytes(source_get_frm_fmt(source)) * 8 != format->depth)) {
		comp_err(mod->dev, "input %u has %u channels in %u bits, expected %u in %u",
			 source_get_id(source), source_get_channels(source),
			 get_sample_bytes(source_get_frm_fmt(source)) * 8, format->channels_count,
			 format->depth);
		return -EINVAL;
	}
	return 0;
}

static int mux_bind(struct processing_module *mod, const struct bind_info *info)
{
	struct mux_data *md = module_get_private_data(mod);
	int ret;

	if (info->bind_type != COMP_BIND_TYPE_SOURCE)
		return 0;
	ret = check_source(mod, info->source);
	if (ret)
		return ret;
	if (md->bound & BIT(source_get_id(info->source))) {
		comp_err(mod->dev, "input %u is bound already", source_get_id(info->source));
		return -EALREADY;
	}
	md->bound |= BIT(source_get_id(info->source));
	return 0;
}

static int mux_unbind(struct processing_module *mod, const struct bind_info *info)
{
	struct mux_data *md = module_get_private_data(mod);

	if (info->bind_type == COMP_BIND_TYPE_SOURCE)
		md->bound &= ~BIT(source_get_id(info->source));
	return 0;
}

static int mux_prepare(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mux_data *md = module_get_private_data(mod);
	const uint32_t channels = md->config.output_format.channels_count;

	if (!md->has_config) {
		comp_err(mod->dev, "no configuration, expected a blob of %zu bytes",
			 sizeof(md->config));
		return -EINVAL;
	}
	if (num_of_sinks != 1) {
		comp_err(mod->dev, "%d sinks, expected one", num_of_sinks);
		return -ENOTCONN;
	}
	md->sample_bytes = get_sample_bytes(sink_get_frm_fmt(sinks[0]));
	if (sink_get_channels(sinks[0]) != channels ||
	    md->sample_bytes * 8 != md->config.output_format.depth) {
		comp_err(mod->dev, "a sink of %u channels in %u bits, expected %u in %u",
			 sink_get_channels(sinks[0]), md->sample_bytes * 8, channels,
			 md->config.output_format.depth);
		return -EINVAL;
	}
	for (int i = 0; i < num_of_sources; i++) {
		int ret = check_source(mod, sources[i]);

		if (ret)
			return ret;
	}
	md->is_prepared = true;
	md->chosen = 0;
	return 0;
}

/* ---- audio ---- */

/*
 * An input holds the others up while its producer runs. But one that starts beside a stream under way does so only from
 * its first frames on: until then it is silence. @return as bits
 */
static uint32_t choose_inputs(const struct mux_data *md, struct sof_source **sources,
			      int num_of_sources)
{
	uint32_t chosen = 0;

	for (int i = 0; i < num_of_sources; i++) {
		const uint32_t bit = BIT(source_get_id(sources[i]));

		if (source_producer_is_active(sources[i]) &&
		    (!md->chosen || md->chosen & bit || source_get_data_available(sources[i])))
			chosen |= bit;
	}
	return chosen;
}

static uint32_t available_frames(struct sof_source **sources, int num_of_sources, uint32_t chosen)
{
	size_t frames = UINT32_MAX;

	for (int i = 0; i < num_of_sources; i++)
		if (chosen & BIT(source_get_id(sources[i])))
			frames = MIN(frames, source_get_data_frames_available(sources[i]));
	return chosen ? (uint32_t)frames : 0;
}

static void close_inputs(struct mux_input *inputs, uint32_t frames)
{
	for (uint32_t pin = 0; pin < MUX_INPUTS; pin++)
		if (inputs[pin].source)
			source_release_data(inputs[pin].source,
					    (size_t)frames * inputs[pin].at.frame_bytes);
}

static int open_inputs(const struct mux_data *md, struct sof_source **sources, int num_of_sources,
		       uint32_t frames, struct mux_input *inputs)
{
	memset(inputs, 0, MUX_INPUTS * sizeof(*inputs));
	for (int i = 0; i < num_of_sources; i++) {
		struct mux_input *input = &inputs[source_get_id(sources[i])];
		int ret;

		if (!(md->chosen & BIT(source_get_id(sources[i]))))
			continue;
		ret = block_open_source(&input->at, sources[i], frames);
		if (ret) {
			close_inputs(inputs, 0);
			return ret;
		}
		input->source = sources[i];
	}
	for (uint32_t pin = 0; pin < MUX_INPUTS; pin++) {
		inputs[pin].channels = input_format(&md->config, pin)->channels_count;
		inputs[pin].first = pin ? inputs[0].channels : 0;
	}
	return 0;
}

static void mux_span(const struct mux_data *md, const struct mux_input *input, void *dst,
		     uint32_t frames)
{
	const uint32_t outputs = md->config.output_format.channels_count;

	for (uint32_t i = 0; i < input->channels; i++) {
		struct channel_words from = { NULL, 0 };

		if (input->source)
			from = channel_of(input->at.ptr, input->channels, i, md->sample_bytes);
		channel_copy(from, channel_of(dst, outputs, input->first + i, md->sample_bytes),
			     md->sample_bytes, frames);
	}
}

static void mux_frames(const struct mux_data *md, struct mux_input *inputs, struct block_cursor dst,
		       uint32_t frames)
{
	uint32_t n;

	for (; frames; frames -= n) {
		n = block_linear(&dst, frames);
		for (uint32_t pin = 0; pin < MUX_INPUTS; pin++)
			if (inputs[pin].source)
				n = block_linear(&inputs[pin].at, n);
		for (uint32_t pin = 0; pin < MUX_INPUTS; pin++) {
			mux_span(md, &inputs[pin], dst.ptr, n);
			if (inputs[pin].source)
				block_advance(&inputs[pin].at, n);
		}
		block_advance(&dst, n);
	}
}

static int mux_process(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mux_data *md = module_get_private_data(mod);
	const uint32_t chosen = choose_inputs(md, sources, num_of_sources);
	const uint32_t available = available_frames(sources, num_of_sources, chosen);
	const uint32_t frames = MIN(available, (uint32_t)sink_get_free_frames(sinks[0]));
	struct mux_input inputs[MUX_INPUTS];
	struct block_cursor dst;
	int ret;

	if (!frames)
		return -ENODATA;
	md->chosen = chosen;
	ret = block_open_sink(&dst, sinks[0], frames);
	if (ret)
		return ret;
	ret = open_inputs(md, sources, num_of_sources, frames, inputs);
	if (ret) {
		sink_commit_buffer(sinks[0], 0);
		return ret;
	}
	mux_frames(md, inputs, dst, frames);
	close_inputs(inputs, frames);
	sink_commit_buffer(sinks[0], (size_t)frames * dst.frame_bytes);
	return 0;
}

/* In user mode: when all of them have a block, and there is room for one. */
static bool mux_is_ready(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const struct mux_data *md = module_get_private_data(mod);
	const uint32_t chosen = choose_inputs(md, sources, num_of_sources);

	for (int i = 0; i < num_of_sources; i++)
		if (chosen & BIT(source_get_id(sources[i])) &&
		    source_get_data_available(sources[i]) < source_get_min_available(sources[i]))
			return false;
	return chosen && num_of_sinks &&
	       sink_get_free_size(sinks[0]) >= sink_get_min_free_space(sinks[0]);
}

/* ---- life ---- */

static const struct config_param params[] = {
	CONFIG_PARAM_VALUE(CONFIG_ANY_ID, struct mux_config, set_config, get_config),
};

static int mux_init(struct processing_module *mod)
{
	struct mux_data *md = mod_zalloc(mod, sizeof(*md));

	if (!md)
		return -ENOMEM;
	module_set_private_data(mod, md);
	mod->max_sources = MUX_INPUTS;
	return read_init(mod);
}

/* The configuration stays for the next stream. */
static int mux_reset(struct processing_module *mod)
{
	struct mux_data *md = module_get_private_data(mod);

	md->is_prepared = false;
	return 0;
}

static int mux_free(struct processing_module *mod)
{
	return mod_free(mod, module_get_private_data(mod));
}

static const struct module_interface mux_ops = {
	.init = mux_init,
	.prepare = mux_prepare,
	.is_ready_to_process = mux_is_ready,
	.process = mux_process,
	CONFIG_PARAMS_OPS,
	.bind = mux_bind,
	.unbind = mux_unbind,
	.reset = mux_reset,
	.free = mux_free,
};

DECLARE_MODULE(COMP_MUX, "MUX", (64ce6e35, 857a, 4878, ace8, e2a2f42e3069), .ops = &mux_ops,
	       CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 15, .max_inputs = MUX_INPUTS, .max_outputs = 1)
