/* SPDX-License-Identifier: BSD-3-Clause */
/* Movement of data: pacing, wrap, under- and overruns, loopback, host streams, order. */
#include <errno.h>
#include <math.h>

#include <ipc4/gateway.h>
#include <platform/machine.h>
#include <rtos/dma.h>

#include <adsp/dma.h>

#include "rig.h"

#define HOST_IN  IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0)
#define HOST_OUT IPC4_NODE_ID(IPC4_HDA_HOST_INPUT_CLASS, 1)
#define SSP_OUT  IPC4_NODE_ID(IPC4_I2S_LINK_OUTPUT_CLASS, 0)
#define SSP_IN   IPC4_NODE_ID(IPC4_I2S_LINK_INPUT_CLASS, 0)
#define DMIC     IPC4_NODE_ID(IPC4_DMIC_LINK_INPUT_CLASS, 0)

/* A client that counts up, or checks that what it gets counts up. */
struct counter {
	uint32_t next; /* next 32-bit word */
	size_t left;   /* bytes until it says no */
	size_t bytes;  /* moved so far */
	size_t last;   /* moved in the last call */
	char name;
};

static char call_order[64];

static void note_call(char name)
{
	size_t length = strlen(call_order);

	if (length < sizeof(call_order) - 1) {
		call_order[length] = name;
		call_order[length + 1] = '\0';
	}
}

static size_t source_transfer(void *ctx, void *data, size_t bytes)
{
	struct counter *c = ctx;
	size_t moved = bytes < c->left ? bytes : c->left;
	uint32_t *words = data;
	size_t i;

	for (i = 0; i < moved / 4; i++)
		words[i] = c->next++;
	c->left -= moved;
	c->bytes += moved;
	c->last = moved;
	note_call(c->name);
	return moved;
}

/* Takes zero words as silence. */
static size_t sink_transfer(void *ctx, void *data, size_t bytes)
{
	struct counter *c = ctx;
	size_t moved = bytes < c->left ? bytes : c->left;
	const uint32_t *words = data;
	size_t i;

	for (i = 0; i < moved / 4; i++) {
		if (words[i])
			assert_int_equal(words[i], c->next++);
	}
	c->left -= moved;
	c->bytes += moved;
	c->last = moved;
	note_call(c->name);
	return moved;
}

static struct adsp_dma_span lent;

static char *ring_memory(unsigned int i)
{
	return (char *)platform_area(PLATFORM_AREA_BUFFER_HEAP, 0, NULL) + i * 8192;
}

static struct dma_chan *open_chan(uint32_t node_id, unsigned int ring, uint32_t frames,
				  uint32_t rate)
{
	struct dma_chan_config config = {
		.buffer = ring_memory(ring),
		.size = frames * 4,
		.frame_bytes = 4,
		.rate = rate,
	};
	struct dma_chan *chan = dma_request_channel(node_id);

	assert_non_null(chan);
	assert_int_equal(dma_config(chan, &config), 0);
	return chan;
}

static void attach(uint32_t node_id, struct counter *counter,
		   size_t (*transfer)(void *ctx, void *data, size_t bytes))
{
	struct adsp_dma_client client = { .transfer = transfer, .ctx = counter };

	assert_int_equal(adsp_dma_attach(node_id, &client), 0);
}

static int setup(void **state)
{
	call_order[0] = '\0';
	return rig_start(state);
}

/* Write `frames` counting words as the firmware would. */
static void firmware_write(struct dma_chan *chan, char *ring, uint32_t size, uint32_t frames,
			   uint32_t *next)
{
	struct dma_chan_status status;
	uint32_t i;

	dma_get_status(chan, &status);
	for (i = 0; i < frames; i++) {
		*(uint32_t *)(ring + status.write_position) = (*next)++;
		status.write_position = (status.write_position + 4) % size;
	}
	dma_reload(chan, frames * 4);
}

/* Read all that is pending and check that it counts up. */
static uint32_t firmware_read(struct dma_chan *chan, const char *ring, uint32_t size,
			      uint32_t *next)
{
	struct dma_chan_status status;
	uint32_t i;

	dma_get_status(chan, &status);
	for (i = 0; i < status.pending; i += 4) {
		assert_int_equal(*(const uint32_t *)(ring + status.read_position), (*next)++);
		status.read_position = (status.read_position + 4) % size;
	}
	dma_reload(chan, status.pending);
	return status.pending / 4;
}

static void test_44100_carries_the_fraction(void **state)
{
	struct counter source = { .next = 1, .left = SIZE_MAX };
	struct dma_chan *chan = open_chan(SSP_IN, 0, 100, 44100);
	uint32_t next = 1, frames, total = 0, tick;

	attach(SSP_IN, &source, source_transfer);
	assert_int_equal(dma_start(chan), 0);
	for (tick = 1; tick <= 1000; tick++) {
		adsp_tick();
		frames = firmware_read(chan, ring_memory(0), 400, &next);
		assert_in_range(frames, 44, 45);
		total += frames;
		assert_int_equal(total, tick * 441 / 10);
	}
	assert_int_equal(total, 44100);
}

static void test_outbound_link_wraps_and_counts_from_the_first_byte(void **state)
{
	struct counter sink = { .next = 1, .left = SIZE_MAX };
	struct dma_chan *chan = open_chan(SSP_OUT, 0, 100, 48000);
	struct adsp_dma_status status;
	uint32_t next = 1;
	int i;

	attach(SSP_OUT, &sink, sink_transfer);
	dma_start(chan);
	for (i = 0; i < 5; i++)
		adsp_tick();
	adsp_dma_get_status(SSP_OUT, &status);
	assert_int_equal(status.total_bytes, 0);
	assert_int_equal(status.xruns, 0);
	firmware_write(chan, ring_memory(0), 400, 96, &next);
	for (i = 0; i < 200; i++) {
		adsp_tick();
		assert_int_equal(sink.bytes, (size_t)(i + 1) * 192);
		firmware_write(chan, ring_memory(0), 400, 48, &next);
	}
	adsp_dma_get_status(SSP_OUT, &status);
	assert_int_equal(status.total_bytes, 200 * 192);
	assert_int_equal(status.silence_bytes, 0);
	assert_int_equal(status.level_bytes, 96 * 4);
	assert_int_equal(status.ring_bytes, 400);
	assert_int_equal(status.rate, 48000);
	assert_int_equal(status.frame_bytes, 4);
	assert_true(status.configured);
	assert_true(status.running);
}

static void test_underrun_sends_silence_and_counts_spells(void **state)
{
	struct counter sink = { .next = 1, .left = SIZE_MAX };
	struct dma_chan *chan = open_chan(SSP_OUT, 0, 100, 48000);
	struct adsp_dma_status status;
	struct dma_chan_status inside;
	uint32_t next = 1;

	attach(SSP_OUT, &sink, sink_transfer);
	dma_start(chan);
	firmware_write(chan, ring_memory(0), 400, 20, &next);
	adsp_tick();
	adsp_tick();
	adsp_dma_get_status(SSP_OUT, &status);
	assert_int_equal(status.total_bytes, 2 * 192);
	assert_int_equal(status.silence_bytes, (28 + 48) * 4);
	assert_int_equal(status.xruns, 1);
	assert_int_equal(sink.bytes, 2 * 192);
	dma_get_status(chan, &inside);
	assert_true(inside.xrun);
	dma_get_status(chan, &inside);
	assert_false(inside.xrun);
	firmware_write(chan, ring_memory(0), 400, 48, &next);
	adsp_tick();
	adsp_tick();
	adsp_dma_get_status(SSP_OUT, &status);
	assert_int_equal(status.xruns, 2);
	assert_int_equal(sink.next, 69);
	/* after a stop, it waits for the first byte again */
	dma_stop(chan);
	adsp_tick();
	dma_start(chan);
	adsp_tick();
	adsp_dma_get_status(SSP_OUT, &status);
	assert_int_equal(status.xruns, 2);
	assert_int_equal(status.total_bytes, 4 * 192);
}

static void test_inbound_link_without_client_carries_silence(void **state)
{
	struct dma_chan *chan = open_chan(DMIC, 0, 96, 16000);
	struct dma_chan_status status;

	memset(ring_memory(0), 0x55, 384);
	dma_start(chan);
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.pending, 64);
	assert_int_equal(*(uint32_t *)ring_memory(0), 0);
	assert_int_equal(*(uint32_t *)(ring_memory(0) + 60), 0);
	assert_int_equal(*(uint32_t *)(ring_memory(0) + 64), 0x55555555);
}

static void test_overrun_loses_what_does_not_fit(void **state)
{
	struct counter source = { .next = 1, .left = SIZE_MAX };
	struct dma_chan *chan = open_chan(SSP_IN, 0, 100, 48000);
	struct dma_chan_status status;

	attach(SSP_IN, &source, source_transfer);
	dma_start(chan);
	adsp_tick();
	adsp_tick();
	adsp_tick();
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.pending, 400);
	assert_true(status.xrun);
	assert_int_equal(source.bytes, 4 * 192); /* the link does not wait */
	assert_int_equal(status.total_bytes, 400);
	assert_int_equal(*(uint32_t *)(ring_memory(0) + 396), 100);
	dma_reload(chan, 400);
	adsp_tick();
	assert_int_equal(*(uint32_t *)ring_memory(0), 193);
}

static void test_link_client_that_ends_delivers_no_more(void **state)
{
	struct counter source = { .next = 1, .left = 100 };
	struct dma_chan *chan = open_chan(SSP_IN, 0, 100, 48000);
	struct dma_chan_status status;

	attach(SSP_IN, &source, source_transfer);
	dma_start(chan);
	adsp_tick();
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.pending, 100);
	assert_false(status.xrun);
}

static void test_host_stream_is_prefilled_and_refilled(void **state)
{
	struct counter source = { .next = 1, .left = 1000 };
	struct dma_chan *chan = open_chan(HOST_IN, 0, 96, 48000);
	struct dma_chan_status status;
	uint32_t next = 1;

	attach(HOST_IN, &source, source_transfer);
	dma_start(chan);
	dma_get_status(chan, &status);
	assert_int_equal(status.pending, 384);
	dma_reload(chan, 100);
	next = 26;
	adsp_tick();
	assert_int_equal(firmware_read(chan, ring_memory(0), 384, &next), 96);
	adsp_tick();
	assert_int_equal(firmware_read(chan, ring_memory(0), 384, &next), 96);
	adsp_tick();
	assert_int_equal(firmware_read(chan, ring_memory(0), 384, &next), 33);
	adsp_tick();
	assert_int_equal(firmware_read(chan, ring_memory(0), 384, &next), 0);
	dma_get_status(chan, &status);
	assert_int_equal(status.total_bytes, 1000);
	assert_false(status.xrun);
}

static void test_host_capture_waits_for_room(void **state)
{
	struct counter sink = { .next = 1, .left = 40 };
	struct dma_chan *chan = open_chan(HOST_OUT, 0, 96, 48000);
	struct dma_chan_status status;
	uint32_t next = 1;

	attach(HOST_OUT, &sink, sink_transfer);
	dma_start(chan);
	firmware_write(chan, ring_memory(0), 384, 48, &next);
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.free, 384 - 192 + 40);
	sink.left = 10000;
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.free, 384);
	assert_int_equal(sink.next, 49);
	/* nobody attached: dropped */
	assert_int_equal(adsp_dma_detach(HOST_OUT), 0);
	firmware_write(chan, ring_memory(0), 384, 48, &next);
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.free, 384);
	assert_int_equal(status.total_bytes, 384);
}

static void test_host_stream_without_client_carries_nothing(void **state)
{
	struct dma_chan *chan = open_chan(HOST_IN, 0, 96, 48000);
	struct dma_chan_status status;

	dma_start(chan);
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.pending, 0);
}

static void test_loopback_delivers_exactly_what_was_sent(void **state)
{
	struct counter monitor = { .next = 1, .left = SIZE_MAX };
	struct dma_chan *tx = open_chan(SSP_OUT, 0, 96, 44100);
	struct dma_chan *rx = open_chan(SSP_IN, 1, 90, 44100);
	struct dma_chan_status status;
	uint32_t written = 1, read = 1;
	int i;

	attach(SSP_OUT, &monitor, sink_transfer);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, SSP_IN), 0);
	dma_start(rx);
	dma_start(tx);
	adsp_tick();
	adsp_tick();
	dma_get_status(rx, &status);
	assert_int_equal(status.pending, 0);
	for (i = 0; i < 300; i++) {
		dma_get_status(tx, &status);
		firmware_write(tx, ring_memory(0), 384, status.free / 4, &written);
		adsp_tick();
		firmware_read(rx, ring_memory(1), 360, &read);
	}
	assert_int_equal(read, 300 * 441 / 10 + 1);
	assert_int_equal(monitor.next, read);
	/* the far end stops: what is sent meanwhile is gone */
	dma_stop(rx);
	adsp_tick();
	dma_get_status(rx, &status);
	assert_int_equal(status.pending, 0);
	/* without the wire the receiver hears silence again */
	assert_int_equal(adsp_dma_detach(SSP_IN), 0);
	dma_start(rx);
	adsp_tick();
	dma_get_status(rx, &status);
	assert_in_range(status.pending, 44 * 4, 45 * 4);
}

static void test_channels_move_in_order_of_request(void **state)
{
	struct counter a = { .next = 1, .left = SIZE_MAX, .name = 'a' };
	struct counter b = { .next = 1, .left = SIZE_MAX, .name = 'b' };
	struct counter c = { .next = 1, .left = SIZE_MAX, .name = 'c' };
	struct dma_chan *chans[3];

	attach(SSP_IN, &a, source_transfer);
	attach(DMIC, &b, source_transfer);
	attach(HOST_IN, &c, source_transfer);
	chans[0] = open_chan(HOST_IN, 0, 96, 48000);
	chans[1] = open_chan(SSP_IN, 1, 96, 48000);
	chans[2] = open_chan(DMIC, 2, 96, 48000);
	dma_start(chans[2]);
	dma_start(chans[1]);
	dma_start(chans[0]);
	call_order[0] = '\0';
	dma_reload(chans[0], 4);
	adsp_tick();
	assert_string_equal(call_order, "cab");
	dma_release_channel(chans[1]);
	chans[1] = open_chan(SSP_IN, 1, 96, 48000);
	dma_start(chans[1]);
	call_order[0] = '\0';
	dma_reload(chans[0], 4);
	adsp_tick();
	assert_string_equal(call_order, "cba");
}

static uint32_t lent_more; /* frames that are lent beyond those of a tick */

/* A call for what leaves nothing of the span. */
static size_t lend(void *ctx, void *data, size_t bytes)
{
	static uint32_t words[64];
	struct counter *c = ctx;
	struct adsp_dma_span *span = &lent;
	size_t i, held = span->bytes / 4;

	for (i = 0; i < held; i++)
		((uint32_t *)data)[i] = ((uint32_t *)span->data)[i];
	for (; i < bytes / 4; i++)
		((uint32_t *)data)[i] = c->next++;
	for (i = 0; i < bytes / 4 + lent_more; i++)
		words[i] = c->next++;
	*span = (struct adsp_dma_span){ (uint8_t *)words, bytes + 4 * lent_more };
	c->bytes += bytes;
	return bytes;
}

/* A span that has more than a tick takes spares the next call, one that has not is the client's business. */
static void test_inbound_span_spares_calls(void **state)
{
	struct counter source = { .next = 1 };
	struct adsp_dma_client client = { .transfer = lend, .ctx = &source, .span = &lent };
	struct dma_chan *chan = open_chan(SSP_IN, 0, 96, 48000);
	uint32_t next = 1;

	lent = (struct adsp_dma_span){ NULL, 0 };
	lent_more = 1;
	assert_int_equal(adsp_dma_attach(SSP_IN, &client), 0);
	assert_int_equal(dma_start(chan), 0);
	for (size_t tick = 1; tick <= 20; tick++) {
		adsp_tick();
		assert_int_equal(firmware_read(chan, ring_memory(0), 384, &next), 48);
		/* every other tick is a call */
		assert_int_equal(source.bytes, (tick + 1) / 2 * 192);
		assert_int_equal(lent.bytes, tick % 2 ? 196 : 4);
	}
}

static void test_span_is_never_used_up_without_a_call(void **state)
{
	struct counter source = { .next = 1 };
	struct adsp_dma_client client = { .transfer = lend, .ctx = &source, .span = &lent };
	struct dma_chan *chan = open_chan(SSP_IN, 0, 96, 48000);
	uint32_t next = 1;

	lent = (struct adsp_dma_span){ NULL, 0 };
	lent_more = 0;
	assert_int_equal(adsp_dma_attach(SSP_IN, &client), 0);
	assert_int_equal(dma_start(chan), 0);
	for (size_t tick = 1; tick <= 10; tick++) {
		adsp_tick();
		assert_int_equal(firmware_read(chan, ring_memory(0), 384, &next), 48);
		assert_int_equal(source.bytes, tick * 192);
	}
}

static void test_outbound_span_is_written_to(void **state)
{
	static uint32_t room[101];
	struct counter sink = { .next = 97, .left = SIZE_MAX };
	struct adsp_dma_client client = { .transfer = sink_transfer, .ctx = &sink, .span = &lent };
	struct dma_chan *chan = open_chan(SSP_OUT, 0, 100, 48000);
	uint32_t next = 1;

	lent = (struct adsp_dma_span){ (uint8_t *)room, 97 * 4 };
	assert_int_equal(adsp_dma_attach(SSP_OUT, &client), 0);
	dma_start(chan);
	for (uint32_t tick = 1; tick <= 3; tick++) {
		firmware_write(chan, ring_memory(0), 400, 48, &next);
		adsp_tick();
		assert_int_equal(sink.bytes, tick < 3 ? 0 : 192);
	}
	for (uint32_t i = 0; i < 97; i++)
		assert_int_equal(room[i], i < 96 ? i + 1 : 0);
	assert_int_equal(lent.bytes, 4);
}

/* A form of its own: half as wide as in the ring. */
static void widen(struct adsp_dma_span *span, void *ring, size_t bytes)
{
	const uint16_t *from = (const void *)span->data;

	for (size_t i = 0; i < bytes / 4; i++)
		((uint32_t *)ring)[i] = from[i];
	span->data += bytes / 2;
	span->bytes -= bytes;
}

static void narrow(struct adsp_dma_span *span, void *ring, size_t bytes)
{
	uint16_t *to = (void *)span->data;

	for (size_t i = 0; i < bytes / 4; i++)
		to[i] = (uint16_t)((const uint32_t *)ring)[i];
	span->data += bytes / 2;
	span->bytes -= bytes;
}

/* A client moves what it lends, in either direction, wherever the ring wraps; the next client's is copied again. */
static void test_a_client_moves_what_it_lends(void **state)
{
	static uint16_t halves[481];
	struct counter none = { .next = 1, .left = SIZE_MAX };
	struct adsp_dma_client in = { source_transfer, &none, &lent, widen };
	struct adsp_dma_client out = { sink_transfer, &none, &lent, narrow };
	struct dma_chan *chan = open_chan(SSP_IN, 0, 100, 48000);
	uint32_t next = 1;

	for (uint16_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++)
		halves[i] = (uint16_t)(i + 1);
	lent = (struct adsp_dma_span){ (uint8_t *)halves, sizeof(halves) * 2 };
	assert_int_equal(dma_start(chan), 0);
	assert_int_equal(adsp_dma_attach(SSP_IN, &in), 0);
	for (int tick = 0; tick < 10; tick++) {
		adsp_tick();
		assert_int_equal(firmware_read(chan, ring_memory(0), 400, &next), 48);
	}
	assert_int_equal(none.bytes, 0);
	assert_int_equal(lent.bytes, 4);
	assert_int_equal(adsp_dma_detach(SSP_IN), 0);

	memset(halves, 0, sizeof(halves));
	lent = (struct adsp_dma_span){ (uint8_t *)halves, sizeof(halves) * 2 };
	chan = open_chan(SSP_OUT, 1, 100, 48000);
	assert_int_equal(adsp_dma_attach(SSP_OUT, &out), 0);
	dma_start(chan);
	next = 1;
	for (int tick = 0; tick < 10; tick++) {
		firmware_write(chan, ring_memory(1), 400, 48, &next);
		adsp_tick();
	}
	for (uint16_t i = 0; i < 480; i++)
		assert_int_equal(halves[i], i + 1);
	assert_int_equal(none.bytes, 0);
	assert_int_equal(adsp_dma_detach(SSP_OUT), 0);
	out.move = NULL;
	lent = (struct adsp_dma_span){ (uint8_t *)halves, 2 * 192 };
	assert_int_equal(adsp_dma_attach(SSP_OUT, &out), 0);
	firmware_write(chan, ring_memory(1), 400, 48, &next);
	adsp_tick();
	for (uint32_t i = 0; i < 48; i++)
		assert_int_equal(((uint32_t *)(void *)halves)[i], 481 + i);
}

static uint64_t sent_frames(struct dma_chan *chan)
{
	struct dma_chan_status status;

	dma_get_status(chan, &status);
	return status.total_bytes / 4;
}

/* A link that has sent as much in each tick, into a span: its clock, a listener, its stop and start count at once. */
static void test_a_steady_link_follows_what_changes(void **state)
{
	static uint32_t room[2000];
	struct counter sink = { .next = 1, .left = SIZE_MAX };
	struct adsp_dma_client client = { .transfer = sink_transfer, .ctx = &sink, .span = &lent };
	struct dma_chan *tx = open_chan(SSP_OUT, 0, 100, 48000), *rx;
	uint32_t next = 1, heard = 1;

	lent = (struct adsp_dma_span){ (uint8_t *)room, sizeof(room) };
	assert_int_equal(adsp_dma_attach(SSP_OUT, &client), 0);
	dma_start(tx);
	for (int tick = 0; tick < 2; tick++) {
		firmware_write(tx, ring_memory(0), 400, 48, &next);
		adsp_tick();
	}
	assert_int_equal(sent_frames(tx), 96);
	/* 0.48 frames more in each tick */
	assert_int_equal(
		adsp_dma_set_clock(SSP_OUT, &(struct adsp_dma_clock){ .drift_ppb = 10000000 }), 0);
	for (int tick = 0; tick < 10; tick++) {
		firmware_write(tx, ring_memory(0), 400, 49, &next);
		adsp_tick();
	}
	assert_int_equal(sent_frames(tx), 96 + 484);
	assert_int_equal(adsp_dma_set_clock(SSP_OUT, &(struct adsp_dma_clock){ 0 }), 0);
	adsp_tick(); /* what the last ones have left, and silence */
	firmware_write(tx, ring_memory(0), 400, 48, &next);
	adsp_tick();
	assert_int_equal(sent_frames(tx), 96 + 484 + 96);
	rx = open_chan(SSP_IN, 1, 100, 48000);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, SSP_IN), 0);
	dma_start(rx);
	heard = next;
	firmware_write(tx, ring_memory(0), 400, 48, &next);
	adsp_tick();
	assert_int_equal(firmware_read(rx, ring_memory(1), 400, &heard), 48);
	assert_int_equal(adsp_dma_detach(SSP_IN), 0);
	dma_stop(tx);
	adsp_tick();
	assert_int_equal(sent_frames(tx), 96 + 484 + 144);
	/* nothing flows until there is something */
	dma_start(tx);
	adsp_tick();
	assert_int_equal(sent_frames(tx), 96 + 484 + 144);
	firmware_write(tx, ring_memory(0), 400, 48, &next);
	adsp_tick();
	assert_int_equal(sent_frames(tx), 96 + 484 + 192);
	assert_int_equal(sink.bytes, 0); /* all of it by the span */
}

static size_t greedy(void *ctx, void *data, size_t bytes)
{
	return bytes + 1;
}

static void client_moves_too_much(void)
{
	struct adsp_dma_client client = { .transfer = greedy };
	struct dma_chan_config config = { .buffer = ring_memory(0), .size = 400, .frame_bytes = 4 };
	struct dma_chan *chan = dma_request_channel(HOST_IN);

	dma_config(chan, &config);
	adsp_dma_attach(HOST_IN, &client);
	dma_start(chan);
}

static void test_greedy_client_panics(void **state)
{
	rig_expect_fatal(client_moves_too_much, "gateway 0x0: its client moved 401 of 400 bytes");
}

/* A link that is fast or slow: a frame more or less whenever its clock has gained or lost one. */
static void test_a_clock_that_drifts(void **state)
{
	static const int32_t drifts[] = { 0, 100000, -100000, 10000000, -10000000, 1, -333 };

	(void)state;
	for (size_t d = 0; d < sizeof(drifts) / sizeof(drifts[0]); d++) {
		struct counter sink = { .next = 1, .left = SIZE_MAX, .name = 'o' };
		struct dma_chan *chan = open_chan(SSP_OUT, 0, 192, 48000);
		struct dma_chan_status status;
		const uint64_t ticks = 5000;
		const double gained = 48e-9 * drifts[d] * ticks;
		uint32_t next = 1;

		attach(SSP_OUT, &sink, sink_transfer);
		assert_int_equal(
			adsp_dma_set_clock(SSP_OUT,
					   &(struct adsp_dma_clock){ .drift_ppb = drifts[d] }),
			0);
		dma_start(chan);
		for (uint64_t i = 0; i < ticks; i++) {
			dma_get_status(chan, &status);
			firmware_write(chan, ring_memory(0), 192 * 4, status.free / 4, &next);
			adsp_tick();
		}
		dma_get_status(chan, &status);
		assert_int_equal(status.drifts, drifts[d] != 0);
		assert_int_equal(sink.bytes / 4, (int64_t)floor(48.0 * ticks + gained));
		assert_true(fabs(status.deviation / 65536.0 - gained) < 1e-4);
		dma_stop(chan);
		assert_int_equal(dma_reset(chan), 0);
		dma_get_status(chan, &status);
		assert_int_equal(status.deviation, 0);
		assert_int_equal(
			adsp_dma_set_clock(SSP_OUT, &(struct adsp_dma_clock){ .drift_ppb = 0 }), 0);
		adsp_dma_detach(SSP_OUT);
		dma_release_channel(chan);
	}
	assert_int_equal(adsp_dma_set_clock(HOST_IN, &(struct adsp_dma_clock){ .drift_ppb = 1 }),
			 -EINVAL);
	assert_int_equal(adsp_dma_set_clock(SSP_OUT,
					    &(struct adsp_dma_clock){ .drift_ppb = 10000001 }),
			 -EINVAL);
	assert_int_equal(adsp_dma_set_clock(SSP_OUT,
					    &(struct adsp_dma_clock){ .drift_ppb = -10000001 }),
			 -EINVAL);
	assert_int_equal(adsp_dma_set_clock(0xFFFFFF, &(struct adsp_dma_clock){ .drift_ppb = 1 }),
			 -ENODEV);
}

/* A link that stands still takes nothing, and goes on where it was; the ticks count from each start that empties it. */
static void test_a_clock_that_stops(void **state)
{
	const struct adsp_dma_clock clock = { .stops = 3, .goes = 7 };
	struct counter sink = { .next = 1, .left = SIZE_MAX, .name = 'o' };
	struct dma_chan *chan = open_chan(SSP_OUT, 0, 192, 48000);
	struct dma_chan_status status;

	(void)state;
	attach(SSP_OUT, &sink, sink_transfer);
	assert_int_equal(adsp_dma_set_clock(SSP_OUT, &clock), 0);
	for (unsigned int run = 0; run < 2; run++) {
		uint32_t next = 1;

		sink.next = 1;
		sink.bytes = 0;
		dma_start(chan);
		for (uint64_t i = 0; i < 10; i++) {
			const uint64_t moved = (i < 3 ? i : 3) + (i > 7 ? i - 7 : 0);

			assert_int_equal(sink.bytes / 4, 48 * moved);
			dma_get_status(chan, &status);
			assert_false(status.xrun);
			firmware_write(chan, ring_memory(0), 192 * 4, status.free / 4, &next);
			adsp_tick();
		}
		dma_get_status(chan, &status);
		assert_int_equal(status.deviation, -4 * 48 * 65536);
		dma_stop(chan);
		assert_int_equal(dma_reset(chan), 0);
	}
	assert_int_equal(adsp_dma_set_clock(SSP_OUT,
					    &(struct adsp_dma_clock){ .stops = 2, .goes = 1 }),
			 -EINVAL);
	assert_int_equal(adsp_dma_set_clock(SSP_OUT, &(struct adsp_dma_clock){ 0 }), 0);
	adsp_dma_detach(SSP_OUT);
	dma_release_channel(chan);
}

/* The receiver of a loopback hears the transmitter's clock. */
static void test_a_loopback_has_the_transmitters_clock(void **state)
{
	struct dma_chan *tx = open_chan(SSP_OUT, 0, 192, 48000);
	struct dma_chan *rx = open_chan(SSP_IN, 1, 192, 48000);
	struct dma_chan_status status, heard;
	uint32_t next = 1;

	(void)state;
	assert_int_equal(adsp_dma_loopback(SSP_OUT, SSP_IN), 0);
	assert_int_equal(
		adsp_dma_set_clock(SSP_OUT, &(struct adsp_dma_clock){ .drift_ppb = 1000000 }), 0);
	dma_start(tx);
	dma_start(rx);
	for (int i = 0; i < 1000; i++) {
		dma_get_status(tx, &status);
		firmware_write(tx, ring_memory(0), 192 * 4, status.free / 4, &next);
		adsp_tick();
		dma_get_status(rx, &heard);
		dma_reload(rx, heard.pending);
	}
	dma_get_status(tx, &status);
	assert_true(heard.drifts);
	assert_int_equal(heard.deviation, status.deviation);
	assert_int_equal(heard.total_bytes, 48048 * 4);
	dma_release_channel(tx);
	dma_release_channel(rx);
}

int main(void)
{
#define DMA_TEST(name) cmocka_unit_test_setup_teardown(name, setup, rig_stop)
	const struct CMUnitTest tests[] = {
		DMA_TEST(test_44100_carries_the_fraction),
		DMA_TEST(test_outbound_link_wraps_and_counts_from_the_first_byte),
		DMA_TEST(test_underrun_sends_silence_and_counts_spells),
		DMA_TEST(test_inbound_link_without_client_carries_silence),
		DMA_TEST(test_overrun_loses_what_does_not_fit),
		DMA_TEST(test_link_client_that_ends_delivers_no_more),
		DMA_TEST(test_host_stream_is_prefilled_and_refilled),
		DMA_TEST(test_host_capture_waits_for_room),
		DMA_TEST(test_host_stream_without_client_carries_nothing),
		DMA_TEST(test_loopback_delivers_exactly_what_was_sent),
		DMA_TEST(test_channels_move_in_order_of_request),
		DMA_TEST(test_inbound_span_spares_calls),
		DMA_TEST(test_span_is_never_used_up_without_a_call),
		DMA_TEST(test_outbound_span_is_written_to),
		DMA_TEST(test_a_client_moves_what_it_lends),
		DMA_TEST(test_a_steady_link_follows_what_changes),
		DMA_TEST(test_a_clock_that_drifts),
		DMA_TEST(test_a_clock_that_stops),
		DMA_TEST(test_a_loopback_has_the_transmitters_clock),
		cmocka_unit_test(test_greedy_client_panics),
	};

	return cmocka_run_group_tests_name("machine/dma_engine", tests, NULL, NULL);
}
