/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Data moves in spans: the longest stretch of the ring that neither wraps nor exceeds what is wanted. A client works on
 * the ring itself, or lends memory to copy from or to, so a byte is copied once. Nothing here allocates or makes a
 * system call.
 */
#include <string.h>
#include <sof/math/simd_copy.h>

#include "base/panic.h"
#include "io/dma_engine.h"
#include "io/gateway.h"

#define SILENCE_BYTES 4096u
#define DRIFT_UNITS   INT64_C(1000000000000) /* of a frame; a rate in Hz times ppb is a tick's */

/* In the order in which they were requested; a NULL ends them. */
struct direction {
	struct dma_chan *taken[GATEWAY_MAX_TAKEN + 1];
	unsigned int count;
};

static struct direction inbound, outbound;
static const uint8_t silence[SILENCE_BYTES];

static struct direction *direction_of(const struct dma_chan *chan)
{
	return chan->inbound ? &inbound : &outbound;
}

bool dma_engine_add(struct dma_chan *chan)
{
	struct direction *d = direction_of(chan);

	if (inbound.count + outbound.count == GATEWAY_MAX_TAKEN)
		return false;
	d->taken[d->count++] = chan;
	d->taken[d->count] = NULL;
	return true;
}

void dma_engine_remove(struct dma_chan *chan)
{
	struct direction *d = direction_of(chan);
	unsigned int i;

	for (i = 0; d->taken[i] != chan; i++)
		;
	memmove(&d->taken[i], &d->taken[i + 1], (d->count - i) * sizeof(d->taken[0]));
	d->count--;
}

void dma_engine_stop(void)
{
	inbound = outbound = (struct direction){ .count = 0 };
	gateway_forget_all();
}

/* ---- helpers ---- */

/* The next bytes of what the client has lent. */
static SIMD_BODY uint8_t *take_lent(struct adsp_dma_span *span, size_t bytes)
{
	uint8_t *data = span->data;

	span->data += bytes;
	span->bytes -= bytes;
	return data;
}

static SIMD_BODY void copy_in(struct adsp_dma_span *span, void *ring, size_t bytes)
{
	simd_copy(ring, take_lent(span, bytes), bytes);
}
SIMD_VARIANTS(copy_in, (struct adsp_dma_span * span, void *ring, size_t bytes), (span, ring, bytes))

static SIMD_BODY void copy_out(struct adsp_dma_span *span, void *ring, size_t bytes)
{
	simd_copy(take_lent(span, bytes), ring, bytes);
}
SIMD_VARIANTS(copy_out, (struct adsp_dma_span * span, void *ring, size_t bytes),
	      (span, ring, bytes))

dma_move_fn dma_engine_move(bool is_inbound)
{
	static const dma_move_fn in[SIMD_LEVELS] = { SIMD_KERNELS(copy_in) };
	static const dma_move_fn out[SIMD_LEVELS] = { SIMD_KERNELS(copy_out) };

	return (is_inbound ? in : out)[platform_simd_level()];
}

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t whole_frames(const struct dma_chan *chan, uint32_t bytes)
{
	return bytes - bytes % chan->frame_bytes;
}

/* Whole frames of a number of 1e-12 of them, rounded down. */
static int64_t drifted_frames(int64_t drifted)
{
	const int64_t frames = drifted / DRIFT_UNITS;

	return drifted % DRIFT_UNITS < 0 ? frames - 1 : frames;
}

/* A clock that is fast or slow: a frame more or less, when it has gained or lost one. None while it stands still. */
static __attribute__((noinline)) uint32_t apply_clock(struct dma_chan *chan, uint32_t frames)
{
	const int64_t before = drifted_frames(chan->drifted);
	const uint32_t age = chan->age++;

	if (age >= chan->clock.stops && age < chan->clock.goes) {
		chan->drifted -= frames * DRIFT_UNITS;
		return 0;
	}
	chan->drifted += (int64_t)chan->rate * chan->clock.drift_ppb;
	return (uint32_t)(frames + drifted_frames(chan->drifted) - before);
}

/* Bytes that a link moves in this tick; the fraction of a frame is carried. */
static uint32_t link_bytes(struct dma_chan *chan)
{
	uint32_t frames;

	chan->pace += chan->rate;
	frames = chan->pace / TICKS_PER_SECOND;
	chan->pace -= frames * TICKS_PER_SECOND;
	if (chan->uneven)
		frames = apply_clock(chan, frames);
	return frames * chan->frame_bytes;
}

/* Data or room that stay missing count once. */
static void note_xrun(struct dma_chan *chan, bool starved)
{
	if (starved && !chan->starved) {
		chan->xruns++;
		chan->ring.xrun = true;
	}
	chan->starved = starved;
}

/* Has the client lent more than that? */
static inline bool has_lent(const struct dma_chan *chan, uint32_t bytes)
{
	return chan->lent->bytes > bytes;
}

static __attribute__((noinline)) uint32_t client_transfer(struct dma_chan *chan, void *data,
							  uint32_t bytes)
{
	size_t moved;

	if (has_lent(chan, bytes)) {
		chan->move(chan->lent, data, bytes);
		return bytes;
	}
	moved = chan->client.transfer(chan->client.ctx, data, bytes);
	if (moved > bytes)
		panic_at(__FILE__, __LINE__, "gateway 0x%x: its client moved %zu of %u bytes",
			 chan->node_id, moved, bytes);
	return (uint32_t)moved;
}

/* ---- inbound ---- */

/* Let the client fill up to `bytes` of the ring. @return bytes it had */
static uint32_t fill_from_client(struct dma_chan *chan, uint32_t bytes)
{
	uint32_t done = 0;

	while (done < bytes) {
		uint32_t pos = dma_ring_write_pos(&chan->ring);
		uint32_t span = min_u32(bytes - done, chan->ring.size - pos);
		uint32_t got = client_transfer(chan, chan->ring.data + pos, span);

		chan->ring.level += got;
		done += got;
		if (got < span)
			break;
	}
	return done;
}

/* Put `bytes` from data (NULL: silence) into the ring, which has room. */
static void fill_with(struct dma_chan *chan, const uint8_t *data, uint32_t bytes)
{
	while (bytes) {
		uint32_t pos = dma_ring_write_pos(&chan->ring);
		uint32_t span = min_u32(bytes, chan->ring.size - pos);

		if (data) {
			memcpy(chan->ring.data + pos, data, span);
			data += span;
		} else {
			memset(chan->ring.data + pos, 0, span);
		}
		chan->ring.level += span;
		bytes -= span;
	}
}

/* What the link brings while the ring is full is lost. */
static void lose_from_client(struct dma_chan *chan, uint32_t bytes)
{
	uint8_t scratch[SILENCE_BYTES];

	while (bytes) {
		uint32_t span = min_u32(bytes, whole_frames(chan, sizeof(scratch)));

		if (client_transfer(chan, scratch, span) < span)
			return;
		bytes -= span;
	}
}

static __attribute__((noinline)) void receive_from_link(struct dma_chan *chan)
{
	uint32_t wanted = link_bytes(chan);
	uint32_t room = whole_frames(chan, chan->ring.size - chan->ring.level);
	uint32_t fits = min_u32(wanted, room);

	if (!chan->client.transfer) {
		fill_with(chan, NULL, fits);
		chan->total_bytes += fits;
	} else {
		uint32_t got = fill_from_client(chan, fits);

		chan->total_bytes += got;
		if (got < fits) {
			note_xrun(chan, false);
			return; /* no more data: nothing to lose either */
		}
		lose_from_client(chan, wanted - fits);
	}
	note_xrun(chan, fits < wanted);
}

static __attribute__((noinline)) void fill_called(struct dma_chan *chan, uint32_t bytes)
{
	if (chan->client.transfer)
		chan->total_bytes += fill_from_client(chan, bytes);
}

/* Usually one span of lent memory goes into one of the ring. Positions move first: nothing is kept over the copy. */
static inline void fill(struct dma_chan *chan)
{
	struct dma_ring *ring = &chan->ring;
	const uint32_t bytes = whole_frames(chan, ring->size - ring->level);
	const uint32_t pos = dma_ring_write_pos(ring);

	if (!has_lent(chan, bytes) || ring->size - pos < bytes) {
		fill_called(chan, bytes);
		return;
	}
	dma_ring_produce(ring, bytes);
	chan->total_bytes += bytes;
	chan->move(chan->lent, ring->data + pos, bytes);
}

void dma_engine_fill(struct dma_chan *chan)
{
	fill(chan);
}

void dma_engine_inbound(void)
{
	struct dma_chan *const *at = inbound.taken;
	struct dma_chan *chan;

	while ((chan = *at++)) {
		if (!chan->running)
			continue;
		if (!chan->link)
			fill(chan);
		else if (!chan->loop)
			receive_from_link(chan);
	}
}

/* ---- outbound ---- */

/* The far end of a loopback hears what is sent, from when it runs. */
static void loop_receive(struct dma_chan *rx, const uint8_t *data, uint32_t bytes, int64_t drifted)
{
	uint32_t fits;

	if (!rx->running)
		return;
	rx->drifted = drifted;
	fits = min_u32(bytes, whole_frames(rx, rx->ring.size - rx->ring.level));
	fill_with(rx, data, fits);
	rx->total_bytes += fits;
	note_xrun(rx, fits < bytes);
}

static void link_send(struct dma_chan *chan, const uint8_t *data, uint32_t bytes)
{
	if (chan->client.transfer)
		client_transfer(chan, (void *)data, bytes);
	if (chan->loop)
		loop_receive(chan->loop, data, bytes, chan->drifted);
}

static void link_send_silence(struct dma_chan *chan, uint32_t bytes)
{
	while (bytes) {
		uint32_t span = min_u32(bytes, whole_frames(chan, SILENCE_BYTES));

		link_send(chan, silence, span);
		bytes -= span;
	}
}

static __attribute__((noinline)) void send_called(struct dma_chan *chan, uint32_t wanted)
{
	uint32_t have = chan->ring.level >= wanted ? wanted : whole_frames(chan, chan->ring.level);
	uint32_t done, span;

	for (done = 0; done < have; done += span) {
		span = min_u32(have - done, chan->ring.size - chan->ring.read_pos);
		link_send(chan, chan->ring.data + chan->ring.read_pos, span);
		dma_ring_consume(&chan->ring, span);
	}
	link_send_silence(chan, wanted - have);
	chan->silence_bytes += wanted - have;
	chan->total_bytes += wanted;
	note_xrun(chan, have < wanted);
}

/* The usual case: what a link moves is one span of the ring, and goes into lent memory. */
static inline bool send_span(struct dma_chan *chan, uint32_t bytes)
{
	struct dma_ring *ring = &chan->ring;
	uint8_t *from = ring->data + ring->read_pos;

	if (!bytes || !has_lent(chan, bytes) || ring->level < bytes ||
	    ring->size - ring->read_pos < bytes)
		return false;
	dma_ring_consume(ring, bytes);
	chan->total_bytes += bytes;
	chan->starved = false;
	chan->move(chan->lent, from, bytes);
	return true;
}

static __attribute__((noinline)) void send_to_link(struct dma_chan *chan)
{
	uint32_t bytes;

	if (!chan->flowing) {
		if (!chan->ring.level)
			return;
		chan->flowing = true;
		gateway_settle(chan);
	}
	bytes = link_bytes(chan);
	if (chan->loop || !send_span(chan, bytes))
		send_called(chan, bytes);
}

static __attribute__((noinline)) void send_to_host(struct dma_chan *chan)
{
	uint32_t have = whole_frames(chan, chan->ring.level);

	while (have) {
		uint32_t span = min_u32(have, chan->ring.size - chan->ring.read_pos);
		uint32_t taken_bytes = span;

		if (chan->client.transfer)
			taken_bytes =
				client_transfer(chan, chan->ring.data + chan->ring.read_pos, span);
		dma_ring_consume(&chan->ring, taken_bytes);
		chan->total_bytes += taken_bytes;
		if (taken_bytes < span)
			return;
		have -= span;
	}
}

void dma_engine_outbound(void)
{
	struct dma_chan *const *at = outbound.taken;
	struct dma_chan *chan;

	while ((chan = *at++)) {
		if (send_span(chan, chan->steady_bytes) || !chan->running)
			continue;
		if (chan->link)
			send_to_link(chan);
		else
			send_to_host(chan);
	}
}
