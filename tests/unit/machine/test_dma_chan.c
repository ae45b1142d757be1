/* SPDX-License-Identifier: BSD-3-Clause */
/* Limits and errno values of both sides of a channel. */
#include <errno.h>

#include <ipc4/gateway.h>
#include <platform/machine.h>
#include <rtos/dma.h>

#include <adsp/dma.h>

#include "rig.h"

#define HOST_IN IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0)
#define SSP_OUT IPC4_NODE_ID(IPC4_I2S_LINK_OUTPUT_CLASS, 0)
#define SSP_IN  IPC4_NODE_ID(IPC4_I2S_LINK_INPUT_CLASS, 0)

static size_t nothing(void *ctx, void *data, size_t bytes)
{
	return 0;
}

static const struct adsp_dma_client client = { .transfer = nothing };

static struct dma_chan_config good_config(void)
{
	return (struct dma_chan_config){
		.buffer = platform_area(PLATFORM_AREA_HEAP, 0, NULL),
		.size = 192,
		.frame_bytes = 4,
		.rate = 48000,
	};
}

static void test_gateways_that_exist(void **state)
{
	static const uint32_t types[] = { 0, 1, 8, 9, 11, 12, 13, 16, 17, 18, 19 };
	static const uint32_t none[] = { 2, 3, 7, 10, 14, 15, 20, 21, 22, 25, 31 };
	unsigned int i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct dma_chan *chan = dma_request_channel(types[i] << 8 | 5);

		assert_non_null(chan);
		assert_null(dma_request_channel(types[i] << 8 | 5));
		dma_release_channel(chan);
		chan = dma_request_channel(types[i] << 8 | 5);
		assert_non_null(chan);
	}
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_null(dma_request_channel(none[i] << 8));
	assert_null(dma_request_channel(IPC4_INVALID_NODE_ID));
	assert_null(dma_request_channel(HOST_IN | 1 << 13));
	assert_null(dma_request_channel(IPC4_NODE_ID(IPC4_DMIC_LINK_INPUT_CLASS, 8)));
	dma_release_channel(NULL);
}

static void test_channels_run_out(void **state)
{
	unsigned int i;

	for (i = 0; i < 64; i++)
		assert_non_null(dma_request_channel(HOST_IN | i));
	assert_null(dma_request_channel(HOST_IN | i));
}

static void test_config_errno(void **state)
{
	struct dma_chan *link = dma_request_channel(SSP_OUT);
	struct dma_chan *host = dma_request_channel(HOST_IN);
	struct dma_chan_config config = good_config();

	assert_int_equal(dma_start(link), -EINVAL);
	config.size = 0;
	assert_int_equal(dma_config(link, &config), -EINVAL);
	config.size = 191;
	assert_int_equal(dma_config(link, &config), -EINVAL);
	config.size = 188; /* less than a tick */
	assert_int_equal(dma_config(link, &config), -EINVAL);
	assert_int_equal(dma_config(host, &config), 0);
	config = good_config();
	config.frame_bytes = 0;
	assert_int_equal(dma_config(link, &config), -EINVAL);
	config = good_config();
	config.rate = 0;
	assert_int_equal(dma_config(link, &config), -EINVAL);
	config = good_config();
	config.buffer = NULL;
	assert_int_equal(dma_config(link, &config), -EINVAL);
	config.buffer = &config;
	assert_int_equal(dma_config(link, &config), -EINVAL);
	assert_int_equal(dma_start(link), -EINVAL);
	config = good_config();
	assert_int_equal(dma_config(link, &config), 0);
	assert_int_equal(dma_start(link), 0);
	assert_int_equal(dma_start(link), 0);
	assert_int_equal(dma_config(link, &config), -EBUSY);
	assert_int_equal(dma_reset(link), -EBUSY);
	assert_int_equal(dma_stop(link), 0);
	assert_int_equal(dma_config(link, &config), 0);
}

static void test_stop_keeps_and_reset_empties(void **state)
{
	struct dma_chan *chan = dma_request_channel(SSP_OUT);
	struct dma_chan_config config = good_config();
	struct dma_chan_status status;
	struct adsp_dma_status outside;

	dma_config(chan, &config);
	memset(config.buffer, 0x55, 192);
	dma_start(chan);
	dma_reload(chan, 100);
	dma_stop(chan);
	adsp_tick();
	dma_get_status(chan, &status);
	assert_int_equal(status.write_position, 100);
	assert_int_equal(status.pending, 100);
	assert_int_equal(status.free, 92);
	assert_int_equal(((char *)config.buffer)[191], 0x55);
	assert_int_equal(dma_reset(chan), 0);
	dma_get_status(chan, &status);
	assert_int_equal(status.write_position, 0);
	assert_int_equal(status.pending, 0);
	assert_int_equal(((char *)config.buffer)[0], 0);
	assert_int_equal(((char *)config.buffer)[191], 0);
	dma_release_channel(chan);
	adsp_dma_get_status(SSP_OUT, &outside);
	assert_false(outside.configured);
	assert_int_equal(outside.level_bytes, 0);
}

static void test_attach_errno(void **state)
{
	struct adsp_dma_status status;

	assert_int_equal(adsp_dma_attach(2 << 8, &client), -ENODEV);
	assert_int_equal(adsp_dma_detach(2 << 8), -ENODEV);
	assert_int_equal(adsp_dma_get_status(2 << 8, &status), -ENODEV);
	assert_int_equal(adsp_dma_detach(SSP_IN), -ENOENT);
	assert_int_equal(adsp_dma_attach(SSP_IN, &client), 0);
	assert_int_equal(adsp_dma_attach(SSP_IN, &client), -EBUSY);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, SSP_IN), -EBUSY);
	assert_int_equal(adsp_dma_detach(SSP_IN), 0);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, 2 << 8), -ENODEV);
	assert_int_equal(adsp_dma_loopback(SSP_IN, SSP_OUT), -EINVAL);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, HOST_IN), -EINVAL);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, SSP_IN), 0);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, SSP_IN | 1), -EBUSY);
	assert_int_equal(adsp_dma_loopback(SSP_OUT | 1, SSP_IN), -EBUSY);
	assert_int_equal(adsp_dma_attach(SSP_IN, &client), -EBUSY);
	assert_int_equal(adsp_dma_attach(SSP_OUT, &client), 0);
	assert_int_equal(adsp_dma_detach(SSP_OUT), 0);
	assert_int_equal(adsp_dma_detach(SSP_OUT), -ENOENT);
	assert_int_equal(adsp_dma_detach(SSP_IN), 0);
	assert_int_equal(adsp_dma_loopback(SSP_OUT | 1, SSP_IN), 0);
}

static void test_loopback_wants_equal_ends(void **state)
{
	struct dma_chan *tx = dma_request_channel(SSP_OUT);
	struct dma_chan *rx = dma_request_channel(SSP_IN);
	struct dma_chan_config config = good_config();

	adsp_dma_loopback(SSP_OUT, SSP_IN);
	assert_int_equal(dma_config(tx, &config), 0);
	config.rate = 44100;
	assert_int_equal(dma_config(rx, &config), -EINVAL);
	assert_non_null(strstr(rig_log_line, "1 dma: gateway 0xd00: 44100 Hz"));
	assert_int_equal(dma_start(rx), -EINVAL);
	config.rate = 48000;
	assert_int_equal(dma_config(rx, &config), 0);
	adsp_dma_detach(SSP_IN);
	config.rate = 32000;
	assert_int_equal(dma_config(rx, &config), 0);
	assert_int_equal(adsp_dma_loopback(SSP_OUT, SSP_IN), -EINVAL);
	assert_int_equal(adsp_dma_detach(SSP_IN), -ENOENT);
}

static void reads_too_much(void)
{
	struct dma_chan *chan = dma_request_channel(SSP_IN);
	struct dma_chan_config config = good_config();

	dma_config(chan, &config);
	dma_reload(chan, 4);
}

static void writes_too_much(void)
{
	struct dma_chan *chan = dma_request_channel(SSP_OUT);
	struct dma_chan_config config = good_config();

	dma_config(chan, &config);
	dma_reload(chan, 196);
}

static void test_moving_too_much_panics(void **state)
{
	rig_expect_fatal(reads_too_much, "dma_reload: gateway 0xd00: 4 bytes, 0 allowed");
	rig_expect_fatal(writes_too_much, "dma_reload: gateway 0xc00: 196 bytes, 192 allowed");
}

int main(void)
{
#define CHAN_TEST(name) cmocka_unit_test_setup_teardown(name, rig_start, rig_stop)
	const struct CMUnitTest tests[] = {
		CHAN_TEST(test_gateways_that_exist),
		CHAN_TEST(test_channels_run_out),
		CHAN_TEST(test_config_errno),
		CHAN_TEST(test_stop_keeps_and_reset_empties),
		CHAN_TEST(test_attach_errno),
		CHAN_TEST(test_loopback_wants_equal_ends),
		cmocka_unit_test(test_moving_too_much_panics),
	};

	return cmocka_run_group_tests_name("machine/dma_chan", tests, NULL, NULL);
}
