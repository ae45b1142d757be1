/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copier: the usual call. One gateway and one edge move a period in one span, and there is nothing to
 * report. Everything else is for copier_process_unusual(), of which this is what is left when all its decisions are the
 * usual ones. What those depend on is looked at after each unusual call; what changes it forgets the edge.
 */
#include <string.h>
#include "copier.h"

static bool has_layout(const struct audio_stream *stream,
		       const struct sof_audio_stream_params *params)
{
	return stream && stream->params.channels == params->channels &&
	       stream->params.frame_fmt == params->frame_fmt;
}

/* Nothing to tell, to fade, or to attenuate. */
static bool is_quiet(const struct copier_data *cd)
{
	return !cd->gateways[0].xrun && !cd->xrun_reported && !cd->attenuation && !cd->drifts &&
	       !cd->privacy.listens && (!cd->gateway_is_input || copier_fade_is_over(&cd->fade));
}

/* The handle of the one edge, if calls through it can be as usual. */
static const void *usual_edge(const struct processing_module *mod, struct sof_source **sources,
			      struct sof_sink **sinks)
{
	const struct copier_data *cd = module_get_private_data(mod);

	if (mod->num_of_sources + mod->num_of_sinks != 1 || cd->num_gateways != 1 || cd->middle ||
	    !cd->has_conversion[0] || !cd->conversion[0].convert ||
	    cd->feature_mask & IPC4_COPIER_FAST_MODE || !is_quiet(cd))
		return NULL;
	if (mod->num_of_sources)
		return has_layout(source_stream(sources[0]), &cd->input) ? sources[0] : NULL;
	return !sinks[0]->queue_id && has_layout(sink_stream(sinks[0]), &cd->output[0]) ? sinks[0] :
											  NULL;
}

void copier_period_settle(struct processing_module *mod, struct sof_source **sources,
			  struct sof_sink **sinks)
{
	struct copier_data *cd = module_get_private_data(mod);
	struct copier_period *period = &cd->period;

	period->edge = usual_edge(mod, sources, sinks);
	if (!period->edge)
		return;
	period->ring = dma_get_ring(cd->gateways[0].dma.chan);
	period->samples = cd->period_frames * cd->conversion[0].src_channels;
	period->in_bytes =
		cd->period_frames * get_frame_bytes(cd->input.frame_fmt, cd->input.channels);
	period->out_bytes = cd->period_frames *
			    get_frame_bytes(cd->output[0].frame_fmt, cd->output[0].channels);
}

static inline void end_period(struct processing_module *mod, struct copier_data *cd)
{
	cd->processed_bytes += cd->period.in_bytes;
	if (cd->llp_slot)
		copier_position_update(mod);
}

static inline bool period_to_sink(struct processing_module *mod, struct copier_data *cd,
				  struct sof_sink *sink)
{
	const struct copier_period *period = &cd->period;
	struct dma_ring *ring = period->ring;
	struct audio_stream *stream = sink_stream(sink);

	if (!module_is_active(sink->consumer) || ring->level < period->in_bytes ||
	    ring->size - ring->read_pos < period->in_bytes || stream->free < period->out_bytes ||
	    stream->end_addr - stream->w_ptr < (ptrdiff_t)period->out_bytes)
		return false;
	cd->conversion[0].convert(ring->data + ring->read_pos, stream->w_ptr, period->samples);
	audio_stream_advance_write(stream, period->out_bytes);
	sink->processed += period->out_bytes;
	dma_ring_consume(ring, period->in_bytes);
	end_period(mod, cd);
	return true;
}

static inline bool period_from_source(struct processing_module *mod, struct copier_data *cd,
				      struct sof_source *source)
{
	const struct copier_period *period = &cd->period;
	struct dma_ring *ring = period->ring;
	struct audio_stream *stream = source_stream(source);
	const uint32_t to = dma_ring_write_pos(ring);

	if (ring->size - ring->level < period->out_bytes || ring->size - to < period->out_bytes ||
	    stream->avail < period->in_bytes ||
	    stream->end_addr - stream->r_ptr < (ptrdiff_t)period->in_bytes)
		return false;
	cd->conversion[0].convert(stream->r_ptr, ring->data + to, period->samples);
	audio_stream_advance_read(stream, period->in_bytes);
	source->processed += period->in_bytes;
	dma_ring_produce(ring, period->out_bytes);
	end_period(mod, cd);
	return true;
}

int copier_process(struct processing_module *mod, struct sof_source **sources, int num_of_sources,
		   struct sof_sink **sinks, int num_of_sinks)
{
	struct copier_data *cd = module_get_private_data(mod);

	if (cd->period.edge && !cd->period.ring->xrun &&
	    (num_of_sinks ? period_to_sink(mod, cd, sinks[0]) :
			    period_from_source(mod, cd, sources[0])))
		return 0;
	return copier_process_unusual(mod, sources, sinks, num_of_sinks);
}
