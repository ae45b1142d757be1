/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier: the module's operations. */
#include <errno.h>
#include <string.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/pipeline.h>
#include <sof/common.h>
#include "copier.h"

static int copier_init(struct processing_module *mod)
{
	struct ipc4_copier_module_cfg payload;
	struct copier_data *cd = mod_zalloc(mod, sizeof(*cd));
	int ret;

	if (!cd)
		return -ENOMEM;
	module_set_private_data(mod, cd);
	ret = copier_parse_init(mod, &payload);
	if (ret)
		return ret;
	mod->max_sources = 1;
	mod->max_sinks = COPIER_MAX_OUTPUTS;
	if (!copier_has_gateway(cd))
		return 0;

	if (cd->gateway_is_input)
		mod->max_sources = 0;
	else if (mod->dev->endpoint == COMP_ENDPOINT_HOST)
		mod->max_sinks = 0;
	ret = copier_gateways_init(mod, payload.gtw_cfg.dma_buffer_size,
				   (const uint8_t *)mod->priv.cfg.init_data + COPIER_BLOB_OFFSET,
				   payload.gtw_cfg.config_length);
	if (ret) {
		copier_gateways_free(mod);
		return ret;
	}
	copier_privacy_init(&cd->privacy, cd->node_id, cd->input.rate);
	copier_position_init(mod);
	return 0;
}

/* A buffer holds samples and frames as the copier reads or writes them. */
static bool layout_matches(const struct sof_audio_stream_params *buffer,
			   const struct sof_audio_stream_params *ours)
{
	return buffer->channels == ours->channels &&
	       get_sample_bytes(buffer->frame_fmt) == get_sample_bytes(ours->frame_fmt);
}

static bool fade_fits(const struct copier_data *cd, uint32_t pin)
{
	enum sof_ipc_frame fmt = cd->output[pin].frame_fmt;

	if (cd->privacy.listens && !copier_privacy_fits(fmt))
		return false;
	return (!cd->fade.silence_frames && !cd->fade.fade_frames) || fmt == SOF_IPC_FRAME_S16_LE ||
	       fmt == SOF_IPC_FRAME_S32_LE;
}

/* The pin a sink is bound to can be written. */
static int check_sink(const struct copier_data *cd, const struct sof_sink *sink)
{
	uint32_t pin = sink_get_id(sink);

	if (pin >= COPIER_MAX_OUTPUTS || !cd->has_conversion[pin] ||
	    !layout_matches(sink->params, &cd->output[pin]))
		return -EINVAL;
	/* pin 0 of such a copier is the gateway */
	return !pin && cd->num_gateways && !cd->gateway_is_input ? -EINVAL : 0;
}

static int copier_prepare(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct copier_data *cd = module_get_private_data(mod);
	bool from_gateway = copier_has_gateway(cd) && cd->gateway_is_input;
	bool to_gateway = copier_has_gateway(cd) && !cd->gateway_is_input;

	if (num_of_sources != !from_gateway || (!num_of_sinks && !to_gateway)) {
		comp_err(mod->dev, "%d sources and %d sinks do not make a stream", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	if (!from_gateway && !layout_matches(sources[0]->params, &cd->input)) {
		comp_err(mod->dev, "input has format %d and %u channels, expected %d and %u",
			 source_get_frm_fmt(sources[0]), source_get_channels(sources[0]),
			 cd->input.frame_fmt, cd->input.channels);
		return -EINVAL;
	}
	for (int i = 0; i < num_of_sinks; i++) {
		if (check_sink(cd, sinks[i]) ||
		    (from_gateway && !fade_fits(cd, sink_get_id(sinks[i])))) {
			comp_err(mod->dev,
				 "output %u with format %d and %u channels cannot be written",
				 sink_get_id(sinks[i]), sink_get_frm_fmt(sinks[i]),
				 sink_get_channels(sinks[i]));
			return -EINVAL;
		}
	}
	copier_fade_restart(&cd->fade);
	copier_privacy_restart(&cd->privacy);
	copier_period_forget(cd);
	cd->drifts = copier_gateways_drift(cd);
	return 0;
}

/* What happens to frames between input and an output. */
struct copier_job {
	const struct pcm_conversion *conversion;
	uint32_t attenuation; /* of 32-bit samples */
	int32_t fade;
	uint32_t dst_sample_bytes;
};

static void attenuate(int32_t *x, uint32_t samples, uint32_t shift)
{
	for (uint32_t i = 0; i < samples; i++)
		x[i] >>= shift;
}

static void copy_frames(const struct copier_job *job, struct block_cursor src,
			struct block_cursor dst, uint32_t frames)
{
	for (uint32_t n; frames; frames -= n) {
		uint32_t samples;

		n = block_linear(&dst, block_linear(&src, frames));
		pcm_convert(job->conversion, src.ptr, dst.ptr, n);
		samples = n * job->conversion->dst_channels;
		if (job->attenuation && job->dst_sample_bytes == sizeof(int32_t))
			attenuate((int32_t *)dst.ptr, samples, job->attenuation);
		if (job->fade != COPIER_FADE_UNITY)
			copier_fade_apply(dst.ptr, samples, job->dst_sample_bytes, job->fade);
		block_advance(&src, n);
		block_advance(&dst, n);
	}
}

/* Sinks whose consumers run, and the frames that the roomiest of them takes. @return number, -EINVAL */
static int find_active(struct processing_module *mod, struct sof_sink **sinks, int num_of_sinks,
		       struct sof_sink **active, uint32_t *frames)
{
	const struct copier_data *cd = module_get_private_data(mod);
	int count = 0;

	*frames = 0;
	for (int i = 0; i < MIN(num_of_sinks, COPIER_MAX_OUTPUTS); i++) {
		uint32_t room;

		if (!module_is_active(sink_get_consumer(sinks[i])))
			continue;
		/* it may have been bound after prepare */
		if (check_sink(cd, sinks[i])) {
			comp_err(mod->dev, "output %u cannot be written", sink_get_id(sinks[i]));
			return -EINVAL;
		}
		room = (uint32_t)sink_get_free_frames(sinks[i]);
		*frames = MAX(*frames, room);
		active[count++] = sinks[i];
	}
	return count;
}

/* Convert to one sink as much of the frames as it takes; what a full branch cannot take is lost to it alone. */
static int copy_to_sink(struct processing_module *mod, struct sof_sink *sink,
			const struct block_cursor *src, uint32_t frames, int32_t fade)
{
	const struct copier_data *cd = module_get_private_data(mod);
	uint32_t pin = sink_get_id(sink);
	struct copier_job job = {
		.conversion = &cd->conversion[pin],
		.attenuation = mod->dev->endpoint == COMP_ENDPOINT_HOST ? cd->attenuation : 0,
		.fade = fade,
		.dst_sample_bytes = get_sample_bytes(cd->output[pin].frame_fmt),
	};
	uint32_t room = (uint32_t)sink_get_free_frames(sink);
	struct block_cursor dst;
	int ret;

	frames = MIN(frames, room);
	ret = block_open_sink(&dst, sink, frames);
	if (ret)
		return ret;
	copy_frames(&job, *src, dst, frames);
	sink_commit_buffer(sink, (size_t)frames * dst.frame_bytes);
	return 0;
}

/* Several gateways meet the stream in the middle block, one directly in its ring. */
static int open_gateway(struct copier_data *cd, struct block_cursor *cursor)
{
	const struct sof_audio_stream_params *params = copier_gateway_params(cd);
	uint32_t frame_bytes = get_frame_bytes(params->frame_fmt, params->channels);

	if (cd->middle)
		return block_open_ring(cursor, cd->middle, cd->middle_frames * frame_bytes, 0,
				       frame_bytes);
	return copier_gateway_open(&cd->gateways[0], cursor);
}

static int copy_to_gateway(struct copier_data *cd, const struct block_cursor *src, uint32_t frames)
{
	struct copier_job job = { .conversion = &cd->conversion[0], .fade = COPIER_FADE_UNITY };
	struct block_cursor dst;
	int ret = open_gateway(cd, &dst);

	if (ret)
		return ret;
	copy_frames(&job, *src, dst, frames);
	return cd->middle ? copier_multi_move(cd, frames) : 0;
}

#define DRIFTING_PERIODS 2 /* what a link is ahead of the ticks must not stay behind */

/* What a gateway copier moves in one call at most. */
static uint32_t limit_frames(const struct copier_data *cd, uint32_t frames)
{
	if (!(cd->feature_mask & IPC4_COPIER_FAST_MODE))
		frames = MIN(frames, cd->period_frames * (cd->drifts ? DRIFTING_PERIODS : 1));
	return cd->middle ? MIN(frames, cd->middle_frames) : frames;
}

/* The host has said that no more will come, and nothing is left. */
static bool is_host_over(const struct comp_dev *dev, uint32_t pending)
{
	return !pending && dev->endpoint == COMP_ENDPOINT_HOST && dev->pipeline &&
	       dev->pipeline->expect_eos;
}

static int process_from_gateway(struct processing_module *mod, struct sof_sink **active, int count,
				uint32_t frames)
{
	struct copier_data *cd = module_get_private_data(mod);
	uint32_t pending = copier_gateways_frames(cd);
	struct block_cursor src;
	int32_t fade, privacy;
	int ret;

	mod->dev->output_is_over |= is_host_over(mod->dev, pending);
	frames = limit_frames(cd, MIN(frames, pending));
	if (!frames)
		return 0;
	ret = cd->middle ? copier_multi_move(cd, frames) : 0;
	if (!ret)
		ret = open_gateway(cd, &src);
	if (ret)
		return ret;
	privacy = copier_privacy_next(&cd->privacy, frames);
	fade = copier_fade_next(&cd->fade, frames);
	/* nobody hears a private microphone; what it is switched on with, the first sink alone is spared */
	fade = (int32_t)q_shift_rnd(fade * privacy, 10);
	for (int i = 0; i < count && !ret; i++)
		ret = copy_to_sink(mod, active[i], &src, frames, i ? privacy : fade);
	copier_gateways_advance(cd, frames);
	cd->processed_bytes += (uint64_t)frames * src.frame_bytes;
	return ret;
}

static int process_from_source(struct processing_module *mod, struct sof_source *source,
			       struct sof_sink **active, int count, uint32_t frames)
{
	struct copier_data *cd = module_get_private_data(mod);
	uint32_t available = (uint32_t)source_get_data_frames_available(source);
	struct block_cursor src;
	int ret;

	/* a gateway sets the pace, sinks besides it only listen */
	if (cd->num_gateways)
		frames = limit_frames(cd, copier_gateways_frames(cd));
	frames = MIN(frames, available);
	if (!frames)
		return 0;
	ret = block_open_source(&src, source, frames);
	if (ret)
		return ret;
	for (int i = 0; i < count && !ret; i++)
		ret = copy_to_sink(mod, active[i], &src, frames, COPIER_FADE_UNITY);
	if (cd->num_gateways && !ret) {
		ret = copy_to_gateway(cd, &src, frames);
		if (!ret)
			copier_gateways_advance(cd, frames);
	}
	source_release_data(source, (size_t)frames * src.frame_bytes);
	cd->processed_bytes += (uint64_t)frames * src.frame_bytes;
	return ret;
}

int copier_process_unusual(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);
	struct sof_sink *active[COPIER_MAX_OUTPUTS];
	uint32_t frames;
	int count, ret;

	count = find_active(mod, mod->sinks, (int)mod->num_of_sinks, active, &frames);
	if (count < 0)
		return count;
	if (cd->num_gateways && cd->gateway_is_input)
		ret = process_from_gateway(mod, active, count, frames);
	else
		ret = process_from_source(mod, mod->sources[0], active, count, frames);
	copier_report_xrun(mod);
	copier_position_update(mod);
	copier_period_settle(mod);
	return ret;
}

/* Another edge, or one fewer. */
static int copier_bind(struct processing_module *mod, const struct bind_info *info)
{
	copier_period_forget(module_get_private_data(mod));
	return 0;
}

static int copier_trigger(struct processing_module *mod, int cmd)
{
	struct copier_data *cd = module_get_private_data(mod);
	int ret = comp_set_state(mod->dev, cmd);

	if (ret < 0)
		return ret;
	switch (cmd) {
	case COMP_TRIGGER_START:
	case COMP_TRIGGER_RELEASE:
		copier_position_start(mod);
		return copier_gateways_start(cd, true);
	case COMP_TRIGGER_STOP:
	case COMP_TRIGGER_PAUSE:
		copier_position_stop(mod);
		return copier_gateways_start(cd, false);
	default:
		return ret;
	}
}

static int copier_reset(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);

	copier_position_reset(mod);
	copier_fade_restart(&cd->fade);
	copier_period_forget(cd);
	cd->processed_bytes = 0;
	return copier_gateways_reset(cd);
}

static int copier_free(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);

	copier_position_free(mod);
	copier_gateways_free(mod);
	mod_free(mod, cd->middle);
	return mod_free(mod, cd);
}

/* What the gateways have moved; both pins of a link copier meet in them. */
static uint64_t copier_total_data_processed(struct comp_dev *dev, uint32_t stream_no, bool input)
{
	return copier_gateways_total(module_get_private_data(dev->mod));
}

/* Only a link has a clock of its own. */
static int64_t copier_clock_deviation(struct comp_dev *dev)
{
	return copier_gateways_deviation(module_get_private_data(dev->mod));
}

static const struct module_endpoint_ops copier_endpoint_ops = {
	.get_clock_deviation = copier_clock_deviation,
	.get_total_data_processed = copier_total_data_processed,
};

static const struct module_interface copier_ops = {
	.init = copier_init,
	.prepare = copier_prepare,
	.process = copier_process,
	.set_configuration = copier_set_config,
	.get_configuration = copier_get_config,
	.bind = copier_bind,
	.unbind = copier_bind,
	.trigger = copier_trigger,
	.reset = copier_reset,
	.free = copier_free,
	.endpoint_ops = &copier_endpoint_ops,
};

DECLARE_MODULE(COMP_COPIER, "COPIER", (9ba00c83, ca12, 4a83, 943c, 1fa2e82f9dda),
	       .ops = &copier_ops, .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 32,
	       .max_inputs = 1, .max_outputs = 4)
