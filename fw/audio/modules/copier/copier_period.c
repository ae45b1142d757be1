/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copier: the usual call. One gateway and one edge move a period, and there is nothing to report: in one span, or in spans
 * when it wraps, or is shorter because the other side has no more (44 and 45 frames take turns at 44.1 kHz). Everything else
 * is for copier_process_unusual(), of which this is what is left when all its decisions are the usual ones. What those
 * depend on is looked at after each unusual call; what changes it forgets the edge.
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

/* Can calls through the one edge be as usual? */
static bool is_usual(const struct processing_module *mod)
{
	const struct copier_data *cd = module_get_private_data(mod);

	return mod->num_of_sources + mod->num_of_sinks == 1 && cd->num_gateways == 1 &&
	       !cd->middle && cd->has_conversion[0] && cd->conversion[0].convert &&
	       !(cd->feature_mask & IPC4_COPIER_FAST_MODE) && is_quiet(cd);
}

/* No frame straddles the end of what it goes round in. */
static bool has_whole_frames(const struct copier_data *cd)
{
	const struct copier_period *period = &cd->period;
	const uint32_t at_stream = cd->gateway_is_input ? period->out_frame : period->in_frame;
	const uint32_t at_gateway = cd->gateway_is_input ? period->in_frame : period->out_frame;

	return !(period->stream->size % at_stream) && !(period->ring->size % at_gateway);
}

void copier_period_settle(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);
	struct copier_period *period = &cd->period;
	uint32_t at_gateway;

	copier_period_forget(cd);
	if (!is_usual(mod))
		return;
	if (mod->num_of_sources) {
		struct sof_source *source = mod->sources[0];

		period->stream = source_stream(source);
		period->source = has_layout(period->stream, &cd->input) ? source : NULL;
	} else {
		struct sof_sink *sink = mod->sinks[0];

		period->stream = sink_stream(sink);
		period->sink =
			!sink->queue_id && has_layout(period->stream, &cd->output[0]) ? sink : NULL;
	}
	if (!period->source && !period->sink)
		return;
	period->ring = dma_get_ring(cd->gateways[0].dma.chan);
	period->convert = cd->conversion[0].convert;
	period->samples = cd->period_frames * cd->conversion[0].src_channels;
	period->in_frame = get_frame_bytes(cd->input.frame_fmt, cd->input.channels);
	period->out_frame = get_frame_bytes(cd->output[0].frame_fmt, cd->output[0].channels);
	period->in_bytes = cd->period_frames * period->in_frame;
	period->out_bytes = cd->period_frames * period->out_frame;
	at_gateway = cd->gateway_is_input ? period->in_bytes : period->out_bytes;
	if (at_gateway > period->ring->size || !has_whole_frames(cd))
		copier_period_forget(cd);
	period->last_pos = period->ring->size - at_gateway;
}

/* ---- in spans ---- */

/* Where one side of a call is: its next byte, and the memory that it goes round in. */
struct place {
	uint8_t *at;
	uint8_t *start;
	const uint8_t *end;
	uint32_t frame_bytes;
};

/* How many of the frames come before the end. */
static inline uint32_t linear(const struct place *place, uint32_t frames)
{
	const size_t bytes = (size_t)(place->end - place->at);

	return bytes >= (size_t)frames * place->frame_bytes ? frames :
							      (uint32_t)bytes / place->frame_bytes;
}

static inline void advance(struct place *place, uint32_t frames)
{
	place->at += frames * place->frame_bytes;
	if (place->at == place->end)
		place->at = place->start;
}

static void convert_spans(const struct copier_data *cd, struct place from, struct place to,
			  uint32_t frames)
{
	while (frames) {
		const uint32_t n = linear(&to, linear(&from, frames));

		cd->period.convert(from.at, to.at, n * cd->conversion[0].src_channels);
		advance(&from, n);
		advance(&to, n);
		frames -= n;
	}
}

/* The ring from a position on. */
static inline struct place ring_place(const struct dma_ring *ring, uint32_t pos, uint32_t frame)
{
	return (struct place){ ring->data + pos, ring->data, ring->data + ring->size, frame };
}

/* The stream from a pointer on. */
static inline struct place stream_place(const struct audio_stream *stream, void *at, uint32_t frame)
{
	return (struct place){ at, stream->addr, stream->end_addr, frame };
}

/* The frames of a call: what both sides have or take, at most a period. */
static inline uint32_t call_frames(const struct copier_data *cd, uint32_t in_bytes,
				   uint32_t out_bytes)
{
	return MIN(cd->period_frames,
		   MIN(in_bytes / cd->period.in_frame, out_bytes / cd->period.out_frame));
}

static __attribute__((noinline)) int spans_to_sink(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct copier_period *period = &cd->period;
	struct dma_ring *ring = period->ring;
	struct audio_stream *stream = period->stream;
	const uint32_t frames = call_frames(cd, ring->level, stream->free);
	const uint32_t in_bytes = frames * period->in_frame;
	const uint32_t out_bytes = frames * period->out_frame;

	if (!frames)
		return copier_process_unusual(mod);
	convert_spans(cd, ring_place(ring, ring->read_pos, period->in_frame),
		      stream_place(stream, stream->w_ptr, period->out_frame), frames);
	dma_ring_consume(ring, in_bytes);
	audio_stream_advance_write(stream, out_bytes);
	period->sink->processed += out_bytes;
	cd->processed_bytes += in_bytes;
	if (cd->llp_slot)
		copier_position_update(mod);
	return 0;
}

static __attribute__((noinline)) int spans_from_source(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct copier_period *period = &cd->period;
	struct dma_ring *ring = period->ring;
	struct audio_stream *stream = period->stream;
	const uint32_t frames = call_frames(cd, stream->avail, ring->size - ring->level);
	const uint32_t in_bytes = frames * period->in_frame;
	const uint32_t out_bytes = frames * period->out_frame;

	if (!frames)
		return copier_process_unusual(mod);
	convert_spans(cd, stream_place(stream, stream->r_ptr, period->in_frame),
		      ring_place(ring, dma_ring_write_pos(ring), period->out_frame), frames);
	dma_ring_produce(ring, out_bytes);
	audio_stream_advance_read(stream, in_bytes);
	period->source->processed += in_bytes;
	cd->processed_bytes += in_bytes;
	if (cd->llp_slot)
		copier_position_update(mod);
	return 0;
}

/* ---- in one ---- */

/* A link gateway whose position the host can read. */
static __attribute__((noinline)) int convert_and_publish(struct processing_module *mod,
							 const uint8_t *from, uint8_t *to)
{
	const struct copier_data *cd = module_get_private_data(mod);

	cd->period.convert(from, to, cd->period.samples);
	copier_position_update(mod);
	return 0;
}

/*
 * Positions move before the samples do: nobody looks in between, and nothing is kept over the call. What is read again below
 * needs no register that would have to be saved.
 */
static inline int end_period(struct processing_module *mod, struct copier_data *cd,
			     const uint8_t *from, uint8_t *to)
{
	cd->processed_bytes += cd->period.in_bytes;
	if (cd->llp_slot)
		return convert_and_publish(mod, from, to);
	cd->period.convert(from, to, cd->period.samples);
	return 0;
}

/* The operation when it has a sink: from the gateway. */
static inline int period_to_sink(struct processing_module *mod, struct copier_data *cd)
{
	const struct copier_period *period = &cd->period;
	struct dma_ring *ring = period->ring;
	struct audio_stream *stream = period->stream;
	const uint32_t pos = ring->read_pos;
	uint8_t *to = stream->w_ptr;

	if (ring->xrun || !module_is_active(period->sink->consumer))
		return copier_process_unusual(mod);
	if (ring->level < period->in_bytes || pos > period->last_pos ||
	    stream->free < period->out_bytes ||
	    (uint8_t *)stream->end_addr - to < (ptrdiff_t)period->out_bytes)
		return spans_to_sink(mod);
	dma_ring_consume(ring, period->in_bytes);
	audio_stream_advance_write(stream, period->out_bytes);
	period->sink->processed += period->out_bytes;
	return end_period(mod, cd, ring->data + pos, to);
}

/* The operation when it has a source: to the gateway. */
static inline int period_from_source(struct processing_module *mod, struct copier_data *cd)
{
	const struct copier_period *period = &cd->period;
	struct dma_ring *ring = period->ring;
	struct audio_stream *stream = period->stream;
	const uint32_t pos = dma_ring_write_pos(ring);
	const uint8_t *from = stream->r_ptr;

	if (ring->xrun)
		return copier_process_unusual(mod);
	if (ring->size - ring->level < period->out_bytes || pos > period->last_pos ||
	    stream->avail < period->in_bytes ||
	    (uint8_t *)stream->end_addr - from < (ptrdiff_t)period->in_bytes)
		return spans_from_source(mod);
	dma_ring_produce(ring, period->out_bytes);
	audio_stream_advance_read(stream, period->in_bytes);
	period->source->processed += period->in_bytes;
	return end_period(mod, cd, from, ring->data + pos);
}

int copier_process(struct processing_module *mod, struct sof_source **sources, int num_of_sources,
		   struct sof_sink **sinks, int num_of_sinks)
{
	struct copier_data *cd = module_get_private_data(mod);

	if (cd->period.source)
		return period_from_source(mod, cd);
	if (cd->period.sink)
		return period_to_sink(mod, cd);
	return copier_process_unusual(mod);
}
