/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A playback's last frames are in the DSP when its client has no more: silence pushes them out. They are out when
 * each link has sent as many frames as the client delivered, at its own rate, and the tail has followed. Silence that
 * the link itself put in because it was starved is not counted.
 */
#include <errno.h>
#include <string.h>

#include "audio/sample_format.h"
#include "internal.h"

#define STALL_TICKS 1000 /* without progress until the rest is given up */

static uint64_t frames_at_rate(uint64_t frames, uint32_t from_rate, uint32_t to_rate)
{
	return (frames * to_rate + from_rate - 1) / from_rate;
}

/* Frames of audio that a link has sent since it was set up. @param waiting	set to those in its ring */
static uint64_t real_frames(uint32_t node_id, uint64_t *waiting)
{
	struct adsp_dma_status status;

	*waiting = 0;
	if (adsp_dma_get_status(node_id, &status) < 0 || !status.frame_bytes)
		return 0;
	*waiting = status.level_bytes / status.frame_bytes;
	return (status.total_bytes - status.silence_bytes) / status.frame_bytes;
}

static uint64_t host_bytes(const struct card_stream *stream)
{
	struct adsp_dma_status status;

	return adsp_dma_get_status(drv_stream_host(stream->drv)->node_id, &status) < 0 ?
		       0 :
		       status.total_bytes;
}

/*
 * Gateways of a chain are set up by its start, so that both count from 0, and the link's first bytes are the chain's
 * own. This is known when the start has been answered.
 */
void card_drain_note_chain(struct card_stream *stream)
{
	const struct drv_endpoint *end = drv_stream_dai(stream->drv, 0);
	uint32_t preamble;

	if (!drv_stream_is_chained(stream->drv, &preamble))
		return;
	stream->drain.origin = 0;
	stream->reach[0] = (struct card_reach){
		.node_id = end->node_id,
		.origin = preamble / (end->format.channels_count * end->format.depth / 8),
	};
	stream->num_reach = 1;
}

void card_drain_note_start(struct card_stream *stream)
{
	const struct drv_endpoint *end;

	stream->num_reach = 0;
	stream->drain.origin = host_bytes(stream);
	for (size_t i = 0; (end = drv_stream_dai(stream->drv, i)) != NULL && i < CARD_MAX_REACH;
	     i++) {
		uint64_t waiting, sent = real_frames(end->node_id, &waiting);

		/* what others have in the ring goes out before */
		stream->reach[stream->num_reach++] = (struct card_reach){
			.node_id = end->node_id,
			.origin = sent + waiting,
		};
	}
}

/* Frames of the stream that the first of its links has sent; in a pause the origin holds them. */
static uint64_t sent_frames(const struct card_stream *stream)
{
	uint64_t origin = stream->reach[0].origin, waiting, now;

	if (stream->state == CARD_STATE_PAUSED)
		return origin;
	now = real_frames(stream->reach[0].node_id, &waiting);
	return now > origin ? now - origin : 0;
}

/* Counters run on from here: origin becomes what belongs to the stream, and back. */
static void swap_origin(struct card_stream *stream)
{
	uint64_t waiting;

	for (size_t i = 0; i < stream->num_reach; i++)
		stream->reach[i].origin =
			real_frames(stream->reach[i].node_id, &waiting) - stream->reach[i].origin;
}

void card_drain_note_pause(struct card_stream *stream)
{
	swap_origin(stream);
}

void card_drain_note_resume(struct card_stream *stream)
{
	swap_origin(stream);
}

/* ---- the client in between ---- */

static size_t transfer(void *ctx, void *data, size_t bytes)
{
	struct card_stream *stream = ctx;
	size_t got = 0;

	if (!stream->drain.dry && stream->client.transfer)
		got = stream->client.transfer(stream->client.ctx, data, bytes);
	stream->drain.dry |= got < bytes;
	stream->drain.bytes += got;
	memset((uint8_t *)data + got,
	       sample_format_silence((enum sample_format)stream->params.format), bytes - got);
	return bytes;
}

int card_stream_drain(struct card_stream *stream)
{
	struct card *card = stream->card;
	uint32_t node_id = drv_stream_host(stream->drv)->node_id;
	int ret;

	if (stream->state != CARD_STATE_RUNNING || stream->direction != TPLG_PLAYBACK)
		return card_fail(card, DRV_ERROR_USAGE, -EBADFD,
				 "PCM %u: only a running playback can be drained", stream->pcm_id);
	stream->drain.client = (struct adsp_dma_client){ transfer, stream };
	stream->drain.bytes = host_bytes(stream) - stream->drain.origin;
	stream->drain.dry = false;
	stream->drain.sent = 0;
	stream->drain.out = 0;
	stream->drain.since = card->ticks;
	if (stream->attached)
		adsp_dma_detach(node_id);
	ret = adsp_dma_attach(node_id, &stream->drain.client);
	stream->attached = ret == 0;
	if (ret < 0)
		return card_fail(card, DRV_ERROR_FIRMWARE, ret, "PCM %u playback: %s",
				 stream->pcm_id, strerror(-ret));
	stream->state = CARD_STATE_DRAINING;
	card->draining++;
	return 0;
}

/* ---- the end ---- */

void card_drain_end(struct card_stream *stream)
{
	uint32_t node_id = drv_stream_host(stream->drv)->node_id;

	stream->card->draining--;
	adsp_dma_detach(node_id);
	stream->attached = stream->client.transfer &&
			   adsp_dma_attach(node_id, &stream->client) == 0;
}

static bool is_drained(struct card_stream *stream)
{
	uint32_t frame_bytes =
		stream->params.channels * (uint32_t)drv_format_bytes(stream->params.format);
	uint64_t frames = stream->drain.bytes / frame_bytes;
	uint64_t all = 0, waiting;
	bool done = stream->drain.dry;
	const struct drv_endpoint *end;

	for (size_t i = 0; i < stream->num_reach; i++) {
		uint64_t now = real_frames(stream->reach[i].node_id, &waiting);
		uint64_t sent = now > stream->reach[i].origin ? now - stream->reach[i].origin : 0;

		end = drv_stream_dai(stream->drv, i);
		done &= sent >=
			frames_at_rate(frames, stream->params.rate, end->format.sampling_frequency);
		all += sent;
	}
	if (all != stream->drain.sent) {
		stream->drain.sent = all;
		stream->drain.since = stream->card->ticks;
	}
	if (done && !stream->drain.out)
		stream->drain.out = stream->card->ticks;
	if (stream->drain.out)
		return stream->card->ticks - stream->drain.out >= CARD_TAIL_TICKS;
	return stream->card->ticks - stream->drain.since >= STALL_TICKS;
}

uint32_t card_stream_delay(const struct card_stream *stream)
{
	struct adsp_dma_status status;
	uint64_t in, out;

	if (!stream->configured)
		return 0;
	if (stream->direction == TPLG_CAPTURE) {
		/* as Linux: nobody asks a chain's link where it is */
		if (drv_stream_is_chained(stream->drv, NULL))
			return 0;
		if (adsp_dma_get_status(drv_stream_host(stream->drv)->node_id, &status) < 0 ||
		    !status.frame_bytes)
			return 0;
		return status.level_bytes / status.frame_bytes;
	}
	if (!stream->num_reach)
		return 0;
	in = (host_bytes(stream) - stream->drain.origin) /
	     (stream->params.channels * (uint32_t)drv_format_bytes(stream->params.format));
	out = frames_at_rate(sent_frames(stream),
			     drv_stream_dai(stream->drv, 0)->format.sampling_frequency,
			     stream->params.rate);
	return in > out ? (uint32_t)(in - out) : 0;
}

void card_drain_step(struct card *card)
{
	for (struct card_stream *stream = card->streams; stream; stream = stream->next) {
		if (stream->state != CARD_STATE_DRAINING || !is_drained(stream))
			continue;
		/* a refusal is returned by the next function that meets the stream */
		card_trigger(&stream, 1, CARD_STOP, NULL);
		card->awake = true;
	}
}
