/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Chained DMA: every answer, and the bytes.
 *
 * Needs: CONFIG_COMP_CHAIN_DMA
 */
#include <stdlib.h>

#include <adsp/dma.h>
#include <ipc4/gateway.h>
#include <rtos/dma.h>

#include "ipc_host.h"

#define RATE           48000
#define FRAME_BYTES    4
#define TICK_BYTES     (RATE / 1000 * FRAME_BYTES)
#define FIFO_BYTES     (2 * TICK_BYTES)
/* zeros of a ring of 2.5 fifos, which the first chain of a test begins with */
#define PREAMBLE_WORDS (IS_ENABLED(CONFIG_CHAIN_DMA_PREAMBLE) ? 1024 / 4 : 0)
#define CAPTURE_ID     DMA_HDA_OUTPUT_STREAMS /* the first input */

#define ALLOCATE (1u << 16)
#define ENABLE   (1u << 17)
#define START    (ALLOCATE | ENABLE)
#define PAUSE    ALLOCATE
#define FREE     0

static uint32_t send_chain(uint32_t host_id, uint32_t link_id, uint32_t state, uint32_t fifo)
{
	return send_raw(global_primary(IPC4_GLB_CHAIN_DMA, host_id | link_id << 8 | state), fifo,
			NULL, 0);
}

/* ---- clients ---- */

static uint32_t next_out,
	next_in; /* numbers of the words that host or link send, and that came out */
static uint64_t silence_words;
static uint32_t host_limit; /* words that the host has */

static size_t give_words(void *ctx, void *data, size_t bytes)
{
	uint32_t *words = data, n = (uint32_t)(bytes / sizeof(*words));

	n = n < host_limit - next_out ? n : host_limit - next_out;
	for (uint32_t i = 0; i < n; i++)
		words[i] = ++next_out;
	return n * sizeof(*words);
}

static size_t take_words(void *ctx, void *data, size_t bytes)
{
	const uint32_t *words = data;

	for (size_t i = 0; i < bytes / sizeof(*words); i++) {
		if (!words[i]) {
			silence_words++;
			continue;
		}
		assert_int_equal(words[i], next_in + 1);
		next_in++;
	}
	return bytes;
}

static const struct adsp_dma_client giver = { give_words, NULL }, taker = { take_words, NULL };

static void attach(uint32_t from, uint32_t to)
{
	next_out = next_in = 0;
	silence_words = 0;
	host_limit = UINT32_MAX;
	assert_int_equal(adsp_dma_attach(from, &giver), 0);
	assert_int_equal(adsp_dma_attach(to, &taker), 0);
	assert_int_equal(adsp_dma_set_format(from, RATE, FRAME_BYTES), 0);
	assert_int_equal(adsp_dma_set_format(to, RATE, FRAME_BYTES), 0);
}

static void attach_playback(uint32_t host_id, uint32_t link_id)
{
	attach(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, host_id),
	       IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, link_id));
}

static void run_ticks(int ticks)
{
	for (int i = 0; i < ticks; i++)
		adsp_tick();
}

/* ---- answers ---- */

static void nothing_to_free_is_no_error(void **state)
{
	assert_int_equal(send_chain(3, 3, FREE, FIFO_BYTES), IPC4_SUCCESS);
}

static void every_state_of_one_chain(void **state)
{
	const struct figures before = figures_now();

	attach_playback(2, 5);
	assert_int_equal(send_chain(2, 5, PAUSE, FIFO_BYTES), IPC4_SUCCESS);
	assert_int_equal(send_chain(2, 5, START, 0), IPC4_SUCCESS);
	assert_int_equal(send_chain(2, 5, START, 0), IPC4_SUCCESS);
	assert_int_equal(send_chain(2, 5, ENABLE, 0), IPC4_INVALID_CHAIN_STATE_TRANSITION);
	assert_int_equal(send_chain(2, 5, PAUSE, 0), IPC4_SUCCESS);
	assert_int_equal(send_chain(2, 5, PAUSE, 0), IPC4_SUCCESS);
	/* later messages are known by the host's id alone */
	assert_int_equal(send_chain(2, 17, START, 0), IPC4_SUCCESS);
	assert_int_equal(send_chain(2, 5, FREE, 0), IPC4_SUCCESS);
	assert_int_equal(send_chain(2, 5, FREE, 0), IPC4_SUCCESS);
	assert_figures(&before);
}

static void what_cannot_be_made_leaves_nothing(void **state)
{
	const uint32_t streams = DMA_HDA_OUTPUT_STREAMS + DMA_HDA_INPUT_STREAMS;
	const struct figures before = figures_now();

	attach_playback(0, 0);
	/* no such stream, two directions, no bytes, a state that none begins with, no format */
	assert_int_equal(send_chain(streams, 0, START, FIFO_BYTES), IPC4_FAILURE);
	assert_int_equal(send_chain(0, streams, START, FIFO_BYTES), IPC4_FAILURE);
	assert_int_equal(send_chain(0, CAPTURE_ID, START, FIFO_BYTES), IPC4_FAILURE);
	assert_int_equal(send_chain(0, 0, START, 0), IPC4_FAILURE);
	assert_int_equal(send_chain(0, 0, ENABLE, FIFO_BYTES), IPC4_FAILURE);
	assert_int_equal(send_chain(1, 1, START, FIFO_BYTES), IPC4_FAILURE);
	/* more than the buffers hold */
	assert_int_equal(send_chain(0, 0, START, 0xFFFFFF), IPC4_FAILURE);
	assert_figures(&before);
}

static void a_taken_channel_is_refused(void **state)
{
	attach_playback(0, 0);
	assert_int_equal(adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 1), RATE,
					     FRAME_BYTES),
			 0);
	assert_int_equal(send_chain(0, 0, START, FIFO_BYTES), IPC4_SUCCESS);
	assert_int_equal(send_chain(1, 0, START, FIFO_BYTES), IPC4_FAILURE);
	run_ticks(10);
	assert_int_not_equal(next_in, 0);
	assert_int_equal(send_chain(0, 0, FREE, 0), IPC4_SUCCESS);
}

/* By an ordinary copier, say: a chain of the same id would be found. */
static void a_host_channel_that_others_have_is_refused(void **state)
{
	struct dma_chan *chan = dma_request_channel(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0));
	const struct figures before = figures_now();

	assert_non_null(chan);
	attach_playback(0, 0);
	assert_int_equal(send_chain(0, 0, START, FIFO_BYTES), IPC4_FAILURE);
	assert_figures(&before);
	dma_release_channel(chan);
	assert_int_equal(send_chain(0, 0, START, FIFO_BYTES), IPC4_SUCCESS);
	assert_int_equal(send_chain(0, 0, FREE, 0), IPC4_SUCCESS);
}

static void each_allocation_may_fail(void **state)
{
	const struct figures before = figures_now();
	uint32_t status = IPC4_FAILURE;

	attach_playback(0, 0);
	for (uint64_t n = 1; n < 12 && status != IPC4_SUCCESS; n++) {
		adsp_inspect_fail_alloc(n);
		status = send_chain(0, 0, START, FIFO_BYTES);
		adsp_inspect_fail_alloc(0);
		if (status != IPC4_SUCCESS)
			assert_figures(&before);
	}
	assert_int_equal(status, IPC4_SUCCESS);
	assert_int_equal(send_chain(0, 0, FREE, 0), IPC4_SUCCESS);
	assert_figures(&before);
}

static void only_hda_gateways_have_a_format_register(void **state)
{
	assert_int_equal(adsp_dma_set_format(IPC4_NODE_ID(IPC4_ALH_LINK_OUTPUT_CLASS, 0), RATE, 4),
			 -EINVAL);
	assert_int_equal(adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 0), 0, 4),
			 -EINVAL);
	assert_int_equal(adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 0), RATE, 0),
			 -EINVAL);
	assert_int_equal(adsp_dma_set_format(0x4000, RATE, 4), -ENODEV);
}

/* ---- bytes ---- */

static void playback_is_a_lossless_pipe(void **state)
{
	attach_playback(0, 4);
	assert_int_equal(send_chain(0, 4, START, FIFO_BYTES), IPC4_SUCCESS);
	run_ticks(100);
	assert_int_equal(next_in, 100 * TICK_BYTES / 4 - PREAMBLE_WORDS);
	assert_int_equal(silence_words, PREAMBLE_WORDS);
	assert_int_equal(send_chain(0, 4, FREE, 0), IPC4_SUCCESS);
}

static void capture_is_a_lossless_pipe(void **state)
{
	attach(IPC4_NODE_ID(IPC4_HDA_LINK_INPUT_CLASS, 1),
	       IPC4_NODE_ID(IPC4_HDA_HOST_INPUT_CLASS, 0));
	assert_int_equal(send_chain(CAPTURE_ID, CAPTURE_ID + 1, START, FIFO_BYTES), IPC4_SUCCESS);
	run_ticks(100);
	assert_int_equal(next_in, 100 * TICK_BYTES / 4);
	assert_int_equal(send_chain(CAPTURE_ID, 0, FREE, 0), IPC4_SUCCESS);
}

/* 6 channels of 16 bits: 12 bytes do not divide a ring of a multiple of 128. */
static void frames_of_any_size_come_through(void **state)
{
	attach_playback(0, 0);
	assert_int_equal(
		adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0), 44100, 12), 0);
	assert_int_equal(
		adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 0), 44100, 12), 0);
	assert_int_equal(send_chain(0, 0, START, 1059), IPC4_SUCCESS);
	run_ticks(1000);
	assert_int_equal(next_in + silence_words, 44100 * 3);
	/* of a ring of 2688 bytes, whole frames */
	assert_int_equal(silence_words, PREAMBLE_WORDS ? 2688 / 4 : 0);
	assert_int_equal(send_chain(0, 0, FREE, 0), IPC4_SUCCESS);
}

static void a_pause_loses_nothing(void **state)
{
	uint32_t at;

	attach_playback(0, 0);
	assert_int_equal(send_chain(0, 0, START, FIFO_BYTES), IPC4_SUCCESS);
	run_ticks(20);
	assert_int_equal(send_chain(0, 0, PAUSE, 0), IPC4_SUCCESS);
	at = next_in;
	run_ticks(20);
	assert_int_equal(next_in, at);
	assert_int_equal(send_chain(0, 0, START, 0), IPC4_SUCCESS);
	run_ticks(20);
	assert_int_equal(next_in, at + 20 * TICK_BYTES / 4);
	assert_int_equal(silence_words, PREAMBLE_WORDS);
	assert_int_equal(send_chain(0, 0, FREE, 0), IPC4_SUCCESS);
}

static void several_chains_run_beside_each_other(void **state)
{
	struct adsp_dma_status status;

	attach_playback(0, 0);
	for (uint32_t i = 1; i < 4; i++) {
		assert_int_equal(adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, i),
						     RATE, FRAME_BYTES),
				 0);
		assert_int_equal(adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, i),
						     RATE, FRAME_BYTES),
				 0);
		assert_int_equal(send_chain(i, i, START, FIFO_BYTES), IPC4_SUCCESS);
	}
	assert_int_equal(send_chain(0, 0, START, FIFO_BYTES), IPC4_SUCCESS);
	run_ticks(10);
	assert_int_equal(next_in, 10 * TICK_BYTES / 4 - PREAMBLE_WORDS);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(send_chain(i, 0, FREE, 0), IPC4_SUCCESS);
	assert_int_equal(adsp_dma_get_status(IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 2), &status),
			 0);
	assert_false(status.configured);
}

static void an_underrun_is_reported_once_a_spell(void **state)
{
	const struct ipc4_resource_event_data_notification *event =
		(const void *)host.notification_payload;
	unsigned int told;

	attach_playback(0, 0);
	assert_int_equal(send_chain(0, 0, START, FIFO_BYTES), IPC4_SUCCESS);
	host_limit = 10 * TICK_BYTES / 4;
	told = host.notifications;
	run_ticks(30);
	assert_int_equal(host.notifications, told + 1);
	assert_int_equal(event->resource_type, IPC4_GATEWAY);
	assert_int_equal(event->resource_id, IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 0));
	assert_int_equal(event->event_type, IPC4_GATEWAY_UNDERRUN_DETECTED);
	assert_int_equal(next_in, host_limit);
	assert_int_equal(silence_words, 20 * TICK_BYTES / 4);
	/* data that come end the spell, and the next one is reported again */
	host_limit += 10 * TICK_BYTES / 4;
	run_ticks(30);
	assert_int_equal(host.notifications, told + 2);
	assert_int_equal(next_in, host_limit);
	assert_int_equal(send_chain(0, 0, FREE, 0), IPC4_SUCCESS);
}

static size_t take_nothing(void *ctx, void *data, size_t bytes)
{
	return 0;
}

static void an_overrun_is_reported_once_a_spell(void **state)
{
	static const struct adsp_dma_client full = { take_nothing, NULL };
	const struct ipc4_resource_event_data_notification *event =
		(const void *)host.notification_payload;
	const uint32_t host_node = IPC4_NODE_ID(IPC4_HDA_HOST_INPUT_CLASS, 0);
	const uint32_t link_node = IPC4_NODE_ID(IPC4_HDA_LINK_INPUT_CLASS, 0);
	unsigned int told;

	attach(link_node, host_node);
	assert_int_equal(adsp_dma_detach(host_node), 0);
	assert_int_equal(adsp_dma_attach(host_node, &full), 0);
	assert_int_equal(send_chain(CAPTURE_ID, CAPTURE_ID, START, FIFO_BYTES), IPC4_SUCCESS);
	told = host.notifications;
	run_ticks(40);
	assert_int_equal(host.notifications, told + 1);
	assert_int_equal(event->resource_type, IPC4_GATEWAY);
	assert_int_equal(event->resource_id, link_node);
	assert_int_equal(event->event_type, IPC4_GATEWAY_OVERRUN_DETECTED);
	assert_int_equal(send_chain(CAPTURE_ID, CAPTURE_ID, FREE, 0), IPC4_SUCCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_to_free_is_no_error, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(every_state_of_one_chain, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(what_cannot_be_made_leaves_nothing, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(a_taken_channel_is_refused, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(a_host_channel_that_others_have_is_refused,
						machine_up, machine_down),
		cmocka_unit_test_setup_teardown(each_allocation_may_fail, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(only_hda_gateways_have_a_format_register,
						machine_up, machine_down),
		cmocka_unit_test_setup_teardown(playback_is_a_lossless_pipe, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(capture_is_a_lossless_pipe, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(frames_of_any_size_come_through, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(a_pause_loses_nothing, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(several_chains_run_beside_each_other, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(an_underrun_is_reported_once_a_spell, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(an_overrun_is_reported_once_a_spell, machine_up,
						machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
