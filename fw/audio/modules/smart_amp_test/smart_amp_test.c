/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Test of smart amplifiers: the playback of input pin 0 passes as it is, and the feedback of input pin 1 is read in step
 * with it, as an amplifier's protection reads current and voltage. A feedback that does not run holds nothing up.
 *
 * The maps of its configuration are kept and can be read back. They are not applied.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/config_params.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/common.h>

#define PIN_PLAYBACK 0
#define PIN_FEEDBACK 1
#define NUM_SOURCES  2

#define PARAM_MODEL      1
#define PARAM_CONFIG     2
#define PARAM_GET_CONFIG 3

/** The configuration, as the host sends it. */
struct smart_amp_config {
	uint32_t size;
	uint32_t feedback_channels;
	int8_t source_map[IPC4_MAX_CHANNELS];
	int8_t feedback_map[IPC4_MAX_CHANNELS];
};

struct smart_amp_data {
	struct comp_data_blob_handler *model;
	struct smart_amp_config config;
};

/* ---- edges ---- */

static struct sof_source *source_of(struct sof_source **sources, int num_of_sources, uint32_t pin)
{
	for (int i = 0; i < num_of_sources; i++)
		if (source_get_id(sources[i]) == pin)
			return sources[i];
	return NULL;
}

static bool has_arithmetic(enum sof_ipc_frame format)
{
	return format == SOF_IPC_FRAME_S16_LE || format == SOF_IPC_FRAME_S24_4LE ||
	       format == SOF_IPC_FRAME_S32_LE;
}

/* The playback is copied as it is. Of the feedback only frames are counted. */
static int check_formats(struct processing_module *mod, const struct sof_source *playback,
			 const struct sof_source *feedback, const struct sof_sink *sink)
{
	if (!has_arithmetic(source_get_frm_fmt(playback)) ||
	    (feedback && !has_arithmetic(source_get_frm_fmt(feedback)))) {
		comp_err(mod->dev, "formats %d and %d, expected S16, S24 or S32",
			 source_get_frm_fmt(playback),
			 feedback ? source_get_frm_fmt(feedback) : source_get_frm_fmt(playback));
		return -EINVAL;
	}
	if (source_get_frm_fmt(playback) == sink_get_frm_fmt(sink) &&
	    source_get_channels(playback) == sink_get_channels(sink))
		return 0;
	comp_err(mod->dev, "format %d of %u channels becomes %d of %u, expected no change",
		 source_get_frm_fmt(playback), source_get_channels(playback),
		 sink_get_frm_fmt(sink), sink_get_channels(sink));
	return -EINVAL;
}

static int smart_amp_prepare(struct processing_module *mod, struct sof_source **sources,
			     int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const struct sof_source *playback = source_of(sources, num_of_sources, PIN_PLAYBACK);

	if (!playback || num_of_sinks != 1) {
		comp_err(mod->dev,
			 "%d sources and %d sinks, expected a playback at pin 0, and one sink",
			 num_of_sources, num_of_sinks);
		return -EINVAL;
	}
	return check_formats(mod, playback, source_of(sources, num_of_sources, PIN_FEEDBACK),
			     sinks[0]);
}

/* ---- audio ---- */

/* Frames of a feedback that takes part: it has some, and goes on. */
static uint32_t feedback_frames(struct sof_source *feedback)
{
	return feedback ? (uint32_t)source_get_data_frames_available(feedback) : 0;
}

static int smart_amp_process(struct processing_module *mod, struct sof_source **sources,
			     int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct sof_source *playback = source_of(sources, num_of_sources, PIN_PLAYBACK);
	struct sof_source *feedback = source_of(sources, num_of_sources, PIN_FEEDBACK);
	const uint32_t present = feedback_frames(feedback);
	struct block_pair pair;
	uint32_t frames, frame_bytes;
	int ret;

	/* unbound while it runs */
	if (!playback || !num_of_sinks)
		return 0;
	frame_bytes = (uint32_t)source_get_frame_bytes(playback);
	frames = block_movable(playback, sinks[0]);
	if (present && source_producer_is_active(feedback))
		frames = MIN(frames, present);
	ret = block_pair_open(&pair, playback, sinks[0], frames, frame_bytes, frame_bytes);
	if (ret)
		return ret;
	for (uint32_t left = frames, n; left; left -= n) {
		n = block_pair_linear(&pair, left);
		memmove(pair.dst.ptr, pair.src.ptr, (size_t)n * frame_bytes);
		block_pair_advance(&pair, n);
	}
	block_pair_close(&pair);
	frames = MIN(frames, present);
	return frames ? source_drop_data(feedback, frames * source_get_frame_bytes(feedback)) : 0;
}

/* The feedback need not be there. */
static bool smart_amp_is_ready(struct processing_module *mod, struct sof_source **sources,
			       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct sof_source *playback = source_of(sources, num_of_sources, PIN_PLAYBACK);

	return playback && num_of_sinks &&
	       source_get_data_available(playback) >= source_get_min_available(playback) &&
	       sink_get_free_size(sinks[0]) >= sink_get_min_free_space(sinks[0]);
}

/* ---- configuration ---- */

static int set_config(struct processing_module *mod, const void *value, size_t size)
{
	struct smart_amp_data *sd = module_get_private_data(mod);

	memcpy(&sd->config, value, size);
	return 0;
}

static int get_config(struct processing_module *mod, void *data, size_t room)
{
	const struct smart_amp_data *sd = module_get_private_data(mod);

	if (room < sizeof(sd->config)) {
		comp_err(mod->dev, "configuration read into %zu bytes, expected %zu", room,
			 sizeof(sd->config));
		return -EINVAL;
	}
	memcpy(data, &sd->config, sizeof(sd->config));
	return sizeof(sd->config);
}

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(PARAM_MODEL, struct smart_amp_data, model),
	CONFIG_PARAM_VALUE(PARAM_CONFIG, struct smart_amp_config, set_config, NULL),
	CONFIG_PARAM_DATA(PARAM_GET_CONFIG, NULL, get_config),
};

static int smart_amp_set_config(struct processing_module *mod, uint32_t config_id,
				enum module_cfg_fragment_position pos, uint32_t data_offset_size,
				const uint8_t *fragment, size_t fragment_size, uint8_t *response,
				size_t response_size)
{
	struct smart_amp_data *sd = module_get_private_data(mod);
	int ret = config_params_set(mod, config_id, pos, data_offset_size, fragment, fragment_size,
				    response, response_size);

	/* nothing waits for it */
	if (!ret)
		comp_get_data_blob(sd->model, NULL, NULL);
	return ret;
}

/* ---- life ---- */

static int smart_amp_init(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	struct smart_amp_data *sd;

	if (cfg->nb_input_pins != NUM_SOURCES || cfg->nb_output_pins != 1) {
		comp_err(mod->dev, "%u input and %u output pins, expected %d and 1",
			 cfg->nb_input_pins, cfg->nb_output_pins, NUM_SOURCES);
		return -EINVAL;
	}
	sd = mod_zalloc(mod, sizeof(*sd));
	if (!sd)
		return -ENOMEM;
	module_set_private_data(mod, sd);
	mod->max_sources = NUM_SOURCES;
	sd->model = mod_data_blob_handler_new(mod);
	return sd->model ? 0 : -ENOMEM;
}

static int smart_amp_reset(struct processing_module *mod)
{
	return 0;
}

static int smart_amp_free(struct processing_module *mod)
{
	struct smart_amp_data *sd = module_get_private_data(mod);

	mod_free(mod, sd->model);
	return mod_free(mod, sd);
}

static const struct module_interface smart_amp_ops = {
	.init = smart_amp_init,
	.prepare = smart_amp_prepare,
	.is_ready_to_process = smart_amp_is_ready,
	.process = smart_amp_process,
	.set_configuration = smart_amp_set_config,
	.get_configuration = config_params_get,
	.reset = smart_amp_reset,
	.free = smart_amp_free,
};

DECLARE_MODULE(COMP_SMART_AMP_TEST, "SMATEST", (167a961e, 8ae4, 11ea, 89f1, 000c29ce1635),
	       .ops = &smart_amp_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 40, .max_inputs = NUM_SOURCES, .max_outputs = 1)
