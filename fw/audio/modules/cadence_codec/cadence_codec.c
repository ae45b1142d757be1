/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Codec of a compressed PCM. The host names it when the module is made. PCM is built in: blocks go through as they are, in
 * both directions. The others are a vendor's libraries, which are not public: they are refused by name.
 *
 * In user mode it works in blocks of 16 KiB, as the libraries do; in the tick it passes what there is. When the pipeline
 * has told that its input is over, and the last block is out, the host is notified, once.
 */
#include <errno.h>
#include <string.h>
#include <ipc4/codec.h>
#include <ipc4/notification.h>
#include <sof/audio/block.h>
#include <sof/audio/config_params.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/common.h>
#include <sof/platform.h>

#define BLOCK_BYTES 16384
#define US_PER_MS   1000ULL
#define US_PER_S    1000000ULL

/* Two rings of three blocks in what the lifetime part leaves; topologies of products state less. */
#define LEAST_HEAP_BYTES (10 * BLOCK_BYTES)

struct codec_data {
	struct comp_data_blob_handler *blob;
	size_t block_bytes; /* whole frames; 0: whatever there is */
	bool has_ended;     /* the host knows */
};

/* ---- which codec ---- */

static const struct {
	uint32_t id;
	const char *name;
	bool is_built_in;
} codecs[] = {
	{ IPC4_CODEC_PCM, "PCM", true },    { IPC4_CODEC_MP3, "MP3", false },
	{ IPC4_CODEC_AAC, "AAC", false },   { IPC4_CODEC_VORBIS, "Vorbis", false },
	{ IPC4_CODEC_FLAC, "FLAC", false }, { IPC4_CODEC_OPUS, "Opus", false },
};

static int choose_codec(struct processing_module *mod, const struct ipc4_codec_module_data *data)
{
	const char *const direction = data->direction ? "encoder" : "decoder";

	for (size_t i = 0; i < ARRAY_SIZE(codecs); i++) {
		if (codecs[i].id != data->params.id)
			continue;
		if (codecs[i].is_built_in)
			return 0;
		comp_err(mod->dev, "%s %s: no vendor library, PCM alone is built in",
			 codecs[i].name, direction);
		return -EINVAL;
	}
	comp_err(mod->dev, "codec %u: no %s, PCM alone is built in", data->params.id, direction);
	return -EINVAL;
}

static int check_module_data(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	struct ipc4_codec_module_data data;

	if (!cfg->has_module_data || cfg->init_data_size < sizeof(data)) {
		comp_err(mod->dev, "module data of %zu bytes, expected %zu that name the codec",
			 cfg->has_module_data ? cfg->init_data_size : 0, sizeof(data));
		return -EINVAL;
	}
	memcpy(&data, cfg->init_data, sizeof(data));
	return choose_codec(mod, &data);
}

/* ---- audio ---- */

static int check_edges(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	if (source_get_frm_fmt(sources[0]) == sink_get_frm_fmt(sinks[0]) &&
	    source_get_channels(sources[0]) == sink_get_channels(sinks[0]) &&
	    source_get_rate(sources[0]) == sink_get_rate(sinks[0]))
		return 0;
	comp_err(mod->dev,
		 "format %d of %u channels at %u Hz becomes %d of %u at %u Hz, expected no change",
		 source_get_frm_fmt(sources[0]), source_get_channels(sources[0]),
		 source_get_rate(sources[0]), sink_get_frm_fmt(sinks[0]),
		 sink_get_channels(sinks[0]), sink_get_rate(sinks[0]));
	return -EINVAL;
}

static int codec_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct codec_data *cd = module_get_private_data(mod);
	int ret = check_edges(mod, sources, num_of_sources, sinks, num_of_sinks);
	uint64_t period;

	if (ret)
		return ret;
	cd->has_ended = false;
	if (!cd->block_bytes)
		return 0;
	period = US_PER_S * cd->block_bytes /
		 (source_get_frame_bytes(sources[0]) * source_get_rate(sources[0]));
	mod->dev->period = (uint32_t)(period - period % US_PER_MS);
	return 0;
}

static int codec_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct codec_data *cd = module_get_private_data(mod);
	const size_t frame_bytes = source_get_frame_bytes(sources[0]);
	const size_t movable = block_movable(sources[0], sinks[0]) * frame_bytes;
	const size_t bytes = cd->block_bytes ? cd->block_bytes : movable;
	int ret;

	if (cd->has_ended || bytes > movable)
		return -ENODATA;
	ret = source_to_sink_copy(sources[0], sinks[0], true, bytes);
	if (ret || !mod->dev->input_is_over ||
	    source_get_data_available(sources[0]) >= cd->block_bytes)
		return ret;
	cd->has_ended = true;
	return module_notify(mod, IPC4_MODULE_EVENT_END_OF_STREAM, NULL, 0);
}

/* ---- configuration: kept for a decoder that would read it ---- */

static const struct config_param params[] = {
	CONFIG_PARAM_NONE(IPC4_SWITCH_CONTROL_PARAM_ID),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct codec_data, blob),
};

static int codec_set_config(struct processing_module *mod, uint32_t config_id,
			    enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			    const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			    size_t response_size)
{
	struct codec_data *cd = module_get_private_data(mod);
	int ret = config_params_set(mod, config_id, pos, data_offset_size, fragment, fragment_size,
				    response, response_size);

	/* nothing waits for it */
	if (!ret)
		comp_get_data_blob(cd->blob, NULL, NULL);
	return ret;
}

/* ---- life ---- */

static int codec_init(struct processing_module *mod)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	const size_t frame_bytes = (size_t)fmt->channels_count * fmt->depth / 8;
	struct codec_data *cd;
	int ret = check_module_data(mod);

	if (ret)
		return ret;
	cd = mod_zalloc(mod, sizeof(*cd));
	if (!cd)
		return -ENOMEM;
	module_set_private_data(mod, cd);
	if (comp_is_dp(mod->dev) && frame_bytes) {
		cd->block_bytes = BLOCK_BYTES - BLOCK_BYTES % frame_bytes;
		mod->priv.mpd.in_buff_size = cd->block_bytes;
		mod->priv.mpd.out_buff_size = cd->block_bytes;
	}
	cd->blob = mod_data_blob_handler_new(mod);
	return cd->blob ? 0 : -ENOMEM;
}

static int codec_reset(struct processing_module *mod)
{
	return 0;
}

static int codec_free(struct processing_module *mod)
{
	struct codec_data *cd = module_get_private_data(mod);

	mod_free(mod, cd->blob);
	return mod_free(mod, cd);
}

static const struct module_interface codec_ops = {
	.init = codec_init,
	.prepare = codec_prepare,
	.process = codec_process,
	.set_configuration = codec_set_config,
	.get_configuration = config_params_get,
	.reset = codec_reset,
	.free = codec_free,
};

DECLARE_MODULE(COMP_CADENCE_CODEC, "CADENCE", (d8218443, 5ff3, 4a4c, b388, 6cfe07b956aa),
	       .ops = &codec_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .least_heap_bytes = LEAST_HEAP_BYTES, .note = "PCM; other codecs: no vendor library")
