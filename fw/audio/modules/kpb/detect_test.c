/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Test of key phrase detection: a phrase is any sound whose envelope passes a threshold. The host is notified once, and the
 * key phrase buffer in front of it begins to drain. Nothing comes out of it.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/config_params.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/common.h>
#include <sof/lib/notification.h>
#include "kpb.h"

#define PARAM_MODEL      1
#define PARAM_CONFIG     2
#define PARAM_GET_CONFIG 3
#define DEFAULT_SHIFT    3
#define DEFAULT_PERCENT  5 /* of full scale */
#define INT24_MAX        0x7FFFFF
#define MOST_SHIFT       30
#define WORD_ID          1
#define SCORE            100

/** The configuration, as the host sends it. */
struct detect_config {
	uint32_t size;
	uint32_t load_mips, load_memory_size; /* of a detector that would work; nothing here */
	uint32_t preamble_ms;                 /* of a stream that are no phrase */
	uint16_t shift;                       /* how fast the envelope follows; 0: default */
	int16_t sample_width;                 /* bits; what the stream has counts */
	int32_t threshold;                    /* of the stream's width; 0: default */
	uint32_t history_ms;                  /* that the host is to get */
	uint32_t reserved;
};

struct detect_data {
	struct comp_data_blob_handler *model;
	struct detect_config config;

	/* from prepare to reset */
	enum sof_ipc_frame fmt;
	uint32_t frame_bytes, channels;
	int32_t threshold, envelope;
	uint32_t shift;
	uint64_t preamble; /* samples that are left of it */
	bool has_detected;
};

/* ---- detection ---- */

static int32_t sample_at(const struct detect_data *dd, const uint8_t *data)
{
	int32_t word;
	int16_t half;

	if (dd->fmt == SOF_IPC_FRAME_S16_LE) {
		memcpy(&half, data, sizeof(half));
		return half;
	}
	memcpy(&word, data, sizeof(word));
	return dd->fmt == SOF_IPC_FRAME_S24_4LE ? (int32_t)((uint32_t)word << 8) >> 8 : word;
}

/* Samples of a span, one after the other. @return one of them was a phrase's */
static bool detect_span(struct detect_data *dd, const uint8_t *data, uint32_t samples)
{
	const uint32_t sample_bytes = dd->frame_bytes / dd->channels;

	for (; samples; samples--, data += sample_bytes) {
		const int64_t x = sample_at(dd, data);
		const int64_t diff = (x < 0 ? -x : x) - dd->envelope;

		dd->envelope = (int32_t)(dd->envelope + (diff >> dd->shift));
		if (dd->preamble)
			dd->preamble--;
		else if (dd->envelope >= dd->threshold)
			return true;
	}
	return false;
}

static void report_phrase(struct processing_module *mod, struct sof_source *source)
{
	struct detect_data *dd = module_get_private_data(mod);

	dd->has_detected = true;
	if (notification_send(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_PHRASE_DETECTED) | WORD_ID,
			      SCORE, NULL, 0) < 0)
		comp_warn(mod->dev, "no room for the notification of a phrase");
	if (kpb_begin_draining(source, dd->config.history_ms) == -ENODEV)
		comp_warn(mod->dev, "a phrase, but no key phrase buffer");
}

static int detect_process(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct detect_data *dd = module_get_private_data(mod);
	struct block_cursor at;
	uint32_t frames;
	bool found = false;
	int ret;

	frames = num_of_sources ? (uint32_t)source_get_data_frames_available(sources[0]) : 0;
	if (!frames)
		return 0;
	ret = block_open_source(&at, sources[0], frames);
	if (ret)
		return ret;
	for (uint32_t left = frames, n; left && !dd->has_detected && !found; left -= n) {
		n = block_linear(&at, left);
		found = detect_span(dd, at.ptr, n * dd->channels);
		block_advance(&at, n);
	}
	ret = source_release_data(sources[0], (size_t)frames * dd->frame_bytes);
	if (found)
		report_phrase(mod, sources[0]);
	return ret;
}

/* ---- configuration ---- */

static int set_config(struct processing_module *mod, const void *value, size_t size)
{
	struct detect_data *dd = module_get_private_data(mod);
	struct detect_config config;

	memcpy(&config, value, sizeof(config));
	if (config.size != sizeof(config) || config.shift > MOST_SHIFT || config.threshold < 0) {
		comp_err(mod->dev,
			 "configuration of %u bytes, shift %u and threshold %d, expected %zu, at "
			 "most %d, and at least 0",
			 config.size, config.shift, config.threshold, sizeof(config), MOST_SHIFT);
		return -EINVAL;
	}
	dd->config = config;
	return 0;
}

static int get_config(struct processing_module *mod, void *data, size_t room)
{
	const struct detect_data *dd = module_get_private_data(mod);

	if (room < sizeof(dd->config)) {
		comp_err(mod->dev, "configuration read into %zu bytes, expected %zu", room,
			 sizeof(dd->config));
		return -EINVAL;
	}
	memcpy(data, &dd->config, sizeof(dd->config));
	return sizeof(dd->config);
}

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(PARAM_MODEL, struct detect_data, model),
	CONFIG_PARAM_VALUE(PARAM_CONFIG, struct detect_config, set_config, NULL),
	CONFIG_PARAM_DATA(PARAM_GET_CONFIG, NULL, get_config),
};

static int detect_set_config(struct processing_module *mod, uint32_t config_id,
			     enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			     const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			     size_t response_size)
{
	struct detect_data *dd = module_get_private_data(mod);
	int ret = config_params_set(mod, config_id, pos, data_offset_size, fragment, fragment_size,
				    response, response_size);

	/* nothing waits for it */
	if (!ret)
		comp_get_data_blob(dd->model, NULL, NULL);
	return ret;
}

/* ---- life ---- */

static int detect_init(struct processing_module *mod)
{
	struct detect_data *dd;

	if (comp_is_dp(mod->dev)) {
		comp_err(mod->dev, "in user mode, expected in the tick");
		return -EINVAL;
	}
	dd = mod_zalloc(mod, sizeof(*dd));
	if (!dd)
		return -ENOMEM;
	module_set_private_data(mod, dd);
	dd->config.size = sizeof(dd->config);
	mod->max_sinks = 0;
	/* nothing is behind it */
	mod->dev->endpoint = COMP_ENDPOINT_HOST;
	dd->model = mod_data_blob_handler_new(mod);
	return dd->model ? 0 : -ENOMEM;
}

static int32_t full_scale(enum sof_ipc_frame fmt)
{
	return fmt == SOF_IPC_FRAME_S16_LE  ? INT16_MAX :
	       fmt == SOF_IPC_FRAME_S24_4LE ? INT24_MAX :
					      INT32_MAX;
}

static int detect_prepare(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct detect_data *dd = module_get_private_data(mod);
	const struct detect_config *config = &dd->config;

	if (num_of_sources != 1 || num_of_sinks) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one and none", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	dd->fmt = audio_arithmetic_fmt(source_get_frm_fmt(sources[0]),
				       source_get_valid_fmt(sources[0]));
	if (dd->fmt != SOF_IPC_FRAME_S16_LE && dd->fmt != SOF_IPC_FRAME_S24_4LE &&
	    dd->fmt != SOF_IPC_FRAME_S32_LE) {
		comp_err(mod->dev, "format %d, expected S16, S24 or S32", dd->fmt);
		return -EINVAL;
	}
	dd->frame_bytes = (uint32_t)source_get_frame_bytes(sources[0]);
	dd->channels = source_get_channels(sources[0]);
	dd->shift = config->shift ? config->shift : DEFAULT_SHIFT;
	dd->threshold = config->threshold ? config->threshold :
					    full_scale(dd->fmt) / 100 * DEFAULT_PERCENT;
	dd->preamble =
		(uint64_t)config->preamble_ms * source_get_rate(sources[0]) / 1000 * dd->channels;
	dd->envelope = 0;
	dd->has_detected = false;
	return 0;
}

static int detect_reset(struct processing_module *mod)
{
	return 0;
}

static int detect_free(struct processing_module *mod)
{
	struct detect_data *dd = module_get_private_data(mod);

	mod_free(mod, dd->model);
	return mod_free(mod, dd);
}

static const struct module_interface detect_ops = {
	.init = detect_init,
	.prepare = detect_prepare,
	.process = detect_process,
	.set_configuration = detect_set_config,
	.get_configuration = config_params_get,
	.reset = detect_reset,
	.free = detect_free,
};

DECLARE_MODULE(COMP_KPB, "KDTEST", (eba8d51f, 7827, 47b5, 82ee, de6e7743af67), .ops = &detect_ops,
	       CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 4,
	       .max_inputs = 1, .max_outputs = 0)
