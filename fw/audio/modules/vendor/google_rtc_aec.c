/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Place of Google's echo canceller, whose library is not public: the microphones of input pin 0 pass as they are, all
 * channels, without latency. The reference of input pin 1 is read in step, and holds nothing up.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/block_module.h>
#include <sof/common.h>

#define AEC_RATE         48000
#define AEC_BLOCK_FRAMES 480 /* that the library works in */
#define PIN_MIC          0
#define PIN_REFERENCE    1
#define NUM_SOURCES      2
#define LEAST_HEAP_BYTES 65536 /* rings of blocks; topologies state nothing */

struct aec_data {
	struct comp_data_blob_handler *blob;
};

/* ---- edges ---- */

static struct sof_source *source_of(struct sof_source **sources, int num_of_sources, uint32_t pin)
{
	for (int i = 0; i < num_of_sources; i++)
		if (source_get_id(sources[i]) == pin)
			return sources[i];
	return NULL;
}

static int check_rates(struct processing_module *mod, const struct sof_source *mic,
		       const struct sof_source *reference, const struct sof_sink *sink)
{
	if (source_get_rate(mic) == AEC_RATE && source_get_rate(reference) == AEC_RATE &&
	    sink_get_rate(sink) == AEC_RATE)
		return 0;
	comp_err(mod->dev, "%u and %u Hz become %u Hz, expected %d", source_get_rate(mic),
		 source_get_rate(reference), sink_get_rate(sink), AEC_RATE);
	return -EINVAL;
}

static int check_formats(struct processing_module *mod, const struct sof_source *mic,
			 const struct sof_sink *sink)
{
	const enum sof_ipc_frame format = source_get_frm_fmt(mic);

	if (source_get_channels(mic) != sink_get_channels(sink)) {
		comp_err(mod->dev, "%u microphones become %u channels, expected no change",
			 source_get_channels(mic), sink_get_channels(sink));
		return -EINVAL;
	}
	if (format != sink_get_frm_fmt(sink) ||
	    (format != SOF_IPC_FRAME_S16_LE && format != SOF_IPC_FRAME_S32_LE)) {
		comp_err(mod->dev, "format %d becomes %d, expected S16 or S32, and no change",
			 format, sink_get_frm_fmt(sink));
		return -EINVAL;
	}
	return 0;
}

static int check_blocks(struct processing_module *mod, const struct sof_source *mic,
			const struct sof_source *reference, const struct sof_sink *sink)
{
	const size_t mic_block = AEC_BLOCK_FRAMES * source_get_frame_bytes(mic);
	const size_t reference_block = AEC_BLOCK_FRAMES * source_get_frame_bytes(reference);
	const size_t sink_block = AEC_BLOCK_FRAMES * sink_get_frame_bytes(sink);

	if (source_get_min_available(mic) <= mic_block &&
	    source_get_min_available(reference) <= reference_block &&
	    sink_get_min_free_space(sink) >= sink_block)
		return 0;
	comp_err(mod->dev,
		 "blocks of %zu, %zu and %zu bytes, expected at most %zu, %zu and at least %zu",
		 source_get_min_available(mic), source_get_min_available(reference),
		 sink_get_min_free_space(sink), mic_block, reference_block, sink_block);
	return -EINVAL;
}

static int aec_prepare(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const struct sof_source *mic = source_of(sources, num_of_sources, PIN_MIC);
	const struct sof_source *reference = source_of(sources, num_of_sources, PIN_REFERENCE);
	int ret;

	if (num_of_sources != NUM_SOURCES || num_of_sinks != 1 || !mic || !reference) {
		comp_err(mod->dev,
			 "%d sources and %d sinks, expected microphones at pin 0, a reference at "
			 "pin 1, and one sink",
			 num_of_sources, num_of_sinks);
		return -EINVAL;
	}
	ret = check_rates(mod, mic, reference, sinks[0]);
	if (!ret)
		ret = check_formats(mod, mic, sinks[0]);
	return ret ? ret : check_blocks(mod, mic, reference, sinks[0]);
}

/* ---- audio ---- */

/* What has come of the reference goes, as far as the microphones have come. @return 0, the source's error */
static int drop_reference(struct sof_source *reference, uint32_t frames)
{
	const size_t available = source_get_data_frames_available(reference);
	struct block_cursor at;
	int ret;

	frames = (uint32_t)MIN(available, frames);
	if (!frames)
		return 0;
	ret = block_open_source(&at, reference, frames);
	return ret ? ret : source_release_data(reference, (size_t)frames * at.frame_bytes);
}

static int aec_process(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct sof_source *mic = source_of(sources, num_of_sources, PIN_MIC);
	const uint32_t frame_bytes = (uint32_t)source_get_frame_bytes(mic);
	struct block_pair pair;
	int ret = block_pair_open(&pair, mic, sinks[0], block_movable(mic, sinks[0]), frame_bytes,
				  frame_bytes);

	if (ret)
		return ret;
	for (uint32_t left = pair.frames, n; left; left -= n) {
		n = block_pair_linear(&pair, left);
		memmove(pair.dst.ptr, pair.src.ptr, (size_t)n * frame_bytes);
		block_pair_advance(&pair, n);
	}
	block_pair_close(&pair);
	return drop_reference(source_of(sources, num_of_sources, PIN_REFERENCE), pair.frames);
}

/* The reference need not be there. */
static bool aec_is_ready(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct sof_source *mic = source_of(sources, num_of_sources, PIN_MIC);

	return mic && num_of_sinks &&
	       source_get_data_available(mic) >= source_get_min_available(mic) &&
	       sink_get_free_size(sinks[0]) >= sink_get_min_free_space(sinks[0]);
}

/* ---- life ---- */

static const struct config_param params[] = {
	CONFIG_PARAM_NONE(IPC4_SWITCH_CONTROL_PARAM_ID),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct aec_data, blob),
};

static int aec_set_config(struct processing_module *mod, uint32_t config_id,
			  enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			  const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			  size_t response_size)
{
	struct aec_data *ad = module_get_private_data(mod);
	int ret = config_params_set(mod, config_id, pos, data_offset_size, fragment, fragment_size,
				    response, response_size);

	/* nothing waits for it */
	if (!ret)
		comp_get_data_blob(ad->blob, NULL, NULL);
	return ret;
}

static int aec_init(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	struct aec_data *ad;

	if (cfg->nb_input_pins != NUM_SOURCES || cfg->nb_output_pins != 1) {
		comp_err(mod->dev, "%u input and %u output pins, expected %d and 1",
			 cfg->nb_input_pins, cfg->nb_output_pins, NUM_SOURCES);
		return -EINVAL;
	}
	ad = mod_zalloc(mod, sizeof(*ad));
	if (!ad)
		return -ENOMEM;
	module_set_private_data(mod, ad);
	mod->max_sources = NUM_SOURCES;
	ad->blob = mod_data_blob_handler_new(mod);
	return ad->blob ? 0 : -ENOMEM;
}

static int aec_reset(struct processing_module *mod)
{
	return 0;
}

static int aec_free(struct processing_module *mod)
{
	struct aec_data *ad = module_get_private_data(mod);

	mod_free(mod, ad->blob);
	return mod_free(mod, ad);
}

static const struct module_interface aec_ops = {
	.init = aec_init,
	.prepare = aec_prepare,
	.is_ready_to_process = aec_is_ready,
	.process = aec_process,
	.set_configuration = aec_set_config,
	.get_configuration = config_params_get,
	.reset = aec_reset,
	.free = aec_free,
};

DECLARE_MODULE(COMP_VENDOR_PLACES, "RTC_AEC", (b780a0a6, 269f, 466f, b477, 23dfa05af758),
	       .ops = &aec_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_DP | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 1, .max_inputs = NUM_SOURCES, .max_outputs = 1,
	       .least_heap_bytes = LEAST_HEAP_BYTES, .note = "pass-through: no vendor library")
