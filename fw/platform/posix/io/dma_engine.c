/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Data moves in spans: the longest stretch of the ring that neither wraps nor exceeds the wish. A client works on
 * the ring itself, so a byte is copied once. Nothing here allocates or makes a system call.
 */
#include <string.h>

#include "base/panic.h"
#include "io/dma_engine.h"
#include "io/gateway.h"

#define TICKS_PER_SECOND 1000u
#define SILENCE_BYTES    4096u

static struct dma_chan *taken[GATEWAY_MAX_TAKEN];
static unsigned int num_taken;
static const char silence[SILENCE_BYTES];

bool dma_engine_add(struct dma_chan *chan)
{
	if (num_taken == GATEWAY_MAX_TAKEN)
		return false;
	taken[num_taken++] = chan;
	return true;
}

void dma_engine_remove(struct dma_chan *chan)
{
	unsigned int i;

	for (i = 0; taken[i] != chan; i++)
		;
	num_taken--;
	memmove(&taken[i], &taken[i + 1], (num_taken - i) * sizeof(taken[0]));
}

void dma_engine_stop(void)
{
	num_taken = 0;
	gateway_forget_all();
}

/* ---- helpers ---- */

static uint32_t min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

static uint32_t whole_frames(const struct dma_chan *chan, uint32_t bytes)
{
	return bytes - bytes % chan->frame_bytes;
}

static uint32_t ring_write_pos(const struct dma_chan *chan)
{
	uint32_t pos = chan->read_pos + chan->level;

	return pos < chan->size ? pos : pos - chan->size;
}

static void ring_consume(struct dma_chan *chan, uint32_t bytes)
{
	chan->read_pos += bytes;
	if (chan->read_pos >= chan->size)
		chan->read_pos -= chan->size;
	chan->level -= bytes;
}

/* Bytes that a link moves in this tick; the fraction of a frame is carried. */
static uint32_t link_bytes(struct dma_chan *chan)
{
	uint32_t frames;

	chan->pace += chan->rate;
	frames = chan->pace / TICKS_PER_SECOND;
	chan->pace -= frames * TICKS_PER_SECOND;
	return frames * chan->frame_bytes;
}

/* A spell of missing data or room counts once. */
static void note_xrun(struct dma_chan *chan, bool starved)
{
	if (starved && !chan->starved) {
		chan->xruns++;
		chan->xrun = true;
	}
	chan->starved = starved;
}

static uint32_t client_transfer(struct dma_chan *chan, void *data, uint32_t bytes)
{
	size_t moved = chan->client.transfer(chan->client.ctx, data, bytes);

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
		uint32_t pos = ring_write_pos(chan);
		uint32_t span = min_u32(bytes - done, chan->size - pos);
		uint32_t got = client_transfer(chan, chan->ring + pos, span);

		chan->level += got;
		done += got;
		if (got < span)
			break;
	}
	return done;
}

/* Put `bytes` from data (NULL: silence) into the ring, which has room. */
static void fill_with(struct dma_chan *chan, const char *data, uint32_t bytes)
{
	while (bytes) {
		uint32_t pos = ring_write_pos(chan);
		uint32_t span = min_u32(bytes, chan->size - pos);

		if (data) {
			memcpy(chan->ring + pos, data, span);
			data += span;
		} else {
			memset(chan->ring + pos, 0, span);
		}
		chan->level += span;
		bytes -= span;
	}
}

/* What the link brings while the ring is full is lost. */
static void lose_from_client(struct dma_chan *chan, uint32_t bytes)
{
	char scratch[SILENCE_BYTES];

	while (bytes) {
		uint32_t span = min_u32(bytes, whole_frames(chan, sizeof(scratch)));

		if (client_transfer(chan, scratch, span) < span)
			return;
		bytes -= span;
	}
}

static void receive_from_link(struct dma_chan *chan)
{
	uint32_t wish = link_bytes(chan);
	uint32_t room = whole_frames(chan, chan->size - chan->level);
	uint32_t fits = min_u32(wish, room);

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
		lose_from_client(chan, wish - fits);
	}
	note_xrun(chan, fits < wish);
}

void dma_engine_fill(struct dma_chan *chan)
{
	if (chan->client.transfer)
		chan->total_bytes +=
			fill_from_client(chan, whole_frames(chan, chan->size - chan->level));
}

void dma_engine_inbound(void)
{
	unsigned int i;

	for (i = 0; i < num_taken; i++) {
		struct dma_chan *chan = taken[i];

		if (!chan->running || !chan->inbound)
			continue;
		if (!chan->link)
			dma_engine_fill(chan);
		else if (!chan->loop)
			receive_from_link(chan);
	}
}

/* ---- outbound ---- */

/* The far end of a loopback hears what is sent, from when it runs. */
static void loop_receive(struct dma_chan *rx, const char *data, uint32_t bytes)
{
	uint32_t fits;

	if (!rx->running)
		return;
	fits = min_u32(bytes, whole_frames(rx, rx->size - rx->level));
	fill_with(rx, data, fits);
	rx->total_bytes += fits;
	note_xrun(rx, fits < bytes);
}

static void link_send(struct dma_chan *chan, const char *data, uint32_t bytes)
{
	if (chan->client.transfer)
		client_transfer(chan, (void *)data, bytes);
	if (chan->loop)
		loop_receive(chan->loop, data, bytes);
}

static void link_send_silence(struct dma_chan *chan, uint32_t bytes)
{
	while (bytes) {
		uint32_t span = min_u32(bytes, whole_frames(chan, SILENCE_BYTES));

		link_send(chan, silence, span);
		bytes -= span;
	}
}

static void send_to_link(struct dma_chan *chan)
{
	uint32_t wish, have, done, span;

	if (!chan->flowing) {
		if (!chan->level)
			return;
		chan->flowing = true;
	}
	wish = link_bytes(chan);
	have = min_u32(wish, whole_frames(chan, chan->level));
	for (done = 0; done < have; done += span) {
		span = min_u32(have - done, chan->size - chan->read_pos);
		link_send(chan, chan->ring + chan->read_pos, span);
		ring_consume(chan, span);
	}
	link_send_silence(chan, wish - have);
	chan->silence_bytes += wish - have;
	chan->total_bytes += wish;
	note_xrun(chan, have < wish);
}

static void send_to_host(struct dma_chan *chan)
{
	uint32_t have = whole_frames(chan, chan->level);

	while (have) {
		uint32_t span = min_u32(have, chan->size - chan->read_pos);
		uint32_t taken_bytes = span;

		if (chan->client.transfer)
			taken_bytes = client_transfer(chan, chan->ring + chan->read_pos, span);
		ring_consume(chan, taken_bytes);
		chan->total_bytes += taken_bytes;
		if (taken_bytes < span)
			return;
		have -= span;
	}
}

void dma_engine_outbound(void)
{
	unsigned int i;

	for (i = 0; i < num_taken; i++) {
		struct dma_chan *chan = taken[i];

		if (!chan->running || chan->inbound)
			continue;
		if (chan->link)
			send_to_link(chan);
		else
			send_to_host(chan);
	}
}
