/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copier: the usual call. One gateway and one edge move a period in one span, and nothing has happened that anybody is to
 * hear of. Everything else is for copier_process_unusual(), of which this is what is left when all its decisions are the
 * usual ones.
 */
#include "copier.h"

void copier_period_prepare(struct copier_data *cd)
{
	const struct pcm_conversion *conversion = &cd->conversion[0];
	struct copier_period *period = &cd->period;

	*period = (struct copier_period){ 0 };
	if (cd->num_gateways != 1 || cd->middle || !cd->has_conversion[0] || !conversion->convert ||
	    cd->feature_mask & IPC4_COPIER_FAST_MODE)
		return;
	period->ring = dma_get_ring(cd->gateways[0].chan);
	period->samples = cd->period_frames * conversion->src_channels;
	period->in_bytes =
		cd->period_frames * get_frame_bytes(cd->input.frame_fmt, cd->input.channels);
	period->out_bytes = cd->period_frames *
			    get_frame_bytes(cd->output[0].frame_fmt, cd->output[0].channels);
	period->fade_end = cd->gateway_is_input ? cd->fade.silence_frames + cd->fade.fade_frames :
						  0;
}

/* Nothing to tell, to fade, or to attenuate. */
static bool is_usual(const struct copier_data *cd)
{
	const struct copier_period *period = &cd->period;

	return period->ring && !period->ring->xrun && !cd->gateways[0].xrun && !cd->xrun_reported &&
	       cd->fade.position >= period->fade_end && !cd->attenuation;
}

static bool has_layout(const struct audio_stream *stream,
		       const struct sof_audio_stream_params *params)
{
	return stream->params.channels == params->channels &&
	       stream->params.frame_fmt == params->frame_fmt;
}

static void end_period(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);

	dma_reload(cd->gateways[0].chan,
		   cd->gateway_is_input ? cd->period.in_bytes : cd->period.out_bytes);
	cd->processed_bytes += cd->period.in_bytes;
	if (cd->llp_slot)
		copier_position_update(mod);
}

static bool period_to_sink(struct processing_module *mod, struct sof_sink *sink)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct copier_period *period = &cd->period;
	const struct dma_ring *ring = period->ring;
	struct audio_stream *stream = sink_stream(sink);

	if (!is_usual(cd) || !stream || sink->queue_id || sink->requested ||
	    !module_is_active(sink->consumer) || !has_layout(stream, &cd->output[0]) ||
	    ring->level < period->in_bytes || ring->size - ring->read_pos < period->in_bytes ||
	    stream->free < period->out_bytes ||
	    stream->end_addr - stream->w_ptr < (ptrdiff_t)period->out_bytes)
		return false;
	cd->conversion[0].convert(ring->data + ring->read_pos, stream->w_ptr, period->samples);
	audio_stream_advance_write(stream, period->out_bytes);
	sink->processed += period->out_bytes;
	end_period(mod);
	return true;
}

static bool period_from_source(struct processing_module *mod, struct sof_source *source)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct copier_period *period = &cd->period;
	const struct dma_ring *ring = period->ring;
	struct audio_stream *stream = source_stream(source);
	uint32_t to;

	if (!is_usual(cd) || !stream || source->requested || !has_layout(stream, &cd->input) ||
	    ring->size - ring->level < period->out_bytes || stream->avail < period->in_bytes ||
	    stream->end_addr - stream->r_ptr < (ptrdiff_t)period->in_bytes)
		return false;
	to = dma_ring_write_pos(ring);
	if (ring->size - to < period->out_bytes)
		return false;
	cd->conversion[0].convert(stream->r_ptr, ring->data + to, period->samples);
	audio_stream_advance_read(stream, period->in_bytes);
	source->processed += period->in_bytes;
	end_period(mod);
	return true;
}

int copier_process(struct processing_module *mod, struct sof_source **sources, int num_of_sources,
		   struct sof_sink **sinks, int num_of_sinks)
{
	if (num_of_sinks + num_of_sources == 1 &&
	    (num_of_sinks ? period_to_sink(mod, sinks[0]) : period_from_source(mod, sources[0])))
		return 0;
	return copier_process_unusual(mod, sources, sinks, num_of_sinks);
}
