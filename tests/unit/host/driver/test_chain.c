/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <driver/internal.h>

#include "fixture.h"

static struct fixture f;

static const struct tplg_caps hdmi_caps = {
	.present = true,
	.formats = 1 << 2 | 1 << 10 | 1 << 18,
	.rates = 0x1ee0,
	.rate_min = 32000,
	.rate_max = 192000,
	.channels_min = 2,
	.channels_max = 8,
	.periods_min = 2,
	.periods_max = 256,
	.period_size_min = 192,
	.period_size_max = 2097152,
	.buffer_size_min = 384,
	.buffer_size_max = 4194304,
};

static int add_end(const char *name, enum tplg_widget_id id, uint32_t pipeline, uint32_t node_type)
{
	int w = fixture_widget(&f, name, id, FIXTURE_COPIER, pipeline, 1, 1);

	/* formats that are not looked at */
	fixture_in(&f, w, 48000, 2, 32, 32);
	fixture_out(&f, w, 48000, 2, 32, 32);
	f.widgets[w].node_type = (struct tplg_opt){ node_type, true };
	if (id == TPLG_WIDGET_DAI_IN || id == TPLG_WIDGET_DAI_OUT)
		snprintf(f.widgets[w].dai_type, TPLG_NAME_LEN, "HDA");
	return w;
}

/* A PCM whose host is chained to a link, in pipelines 2n + 1 and 2n + 2. @return the DAI */
static int add_chain(uint32_t pcm, enum tplg_direction direction)
{
	bool playback = direction == TPLG_PLAYBACK;
	uint32_t pipeline = 2 * f.t.num_pcms + 1;
	char name[TPLG_NAME_LEN];
	int host, dai;

	fixture_pipeline(&f, pipeline, 0, direction);
	fixture_pipeline(&f, pipeline + 1, 0, direction);
	f.pipelines[f.t.num_pipelines - 1].chain_dma = true;
	f.pipelines[f.t.num_pipelines - 2].chain_dma = true;
	snprintf(name, sizeof(name), "host.%u", pcm);
	host = add_end(name, playback ? TPLG_WIDGET_AIF_IN : TPLG_WIDGET_AIF_OUT, pipeline,
		       playback ? 0 : 1);
	snprintf(name, sizeof(name), "dai.%u.x", pcm);
	dai = add_end(name, playback ? TPLG_WIDGET_DAI_IN : TPLG_WIDGET_DAI_OUT, pipeline + 1,
		      playback ? 8 : 9);
	fixture_route(&f, playback ? host : dai, playback ? dai : host);
	fixture_pcm(&f, pcm, direction, host);
	f.pcms[f.t.num_pcms - 1].caps[direction] = hdmi_caps;
	f.pcms[f.t.num_pcms - 1].caps[direction].host = host;
	return dai;
}

static void trigger(struct drv_stream *stream, enum drv_trigger trigger)
{
	assert_int_equal(drv_pcm_trigger(stream, trigger), 0);
}

static struct drv_stream *opened(uint32_t pcm, enum tplg_direction direction, uint32_t rate,
				 uint32_t channels, enum drv_format format)
{
	struct drv_pcm_params params = { rate, channels, format };
	struct drv_stream *stream;

	assert_int_equal(drv_pcm_open(f.drv, pcm, direction, &stream), 0);
	assert_int_equal(drv_pcm_hw_params(stream, &params), 0);
	assert_int_equal(drv_pcm_prepare(stream), 0);
	return stream;
}

static void one_message_for_each_trigger(void **state)
{
	struct drv_stream *stream;

	fixture_init(&f);
	add_chain(3, TPLG_PLAYBACK);
	fixture_start(&f);
	stream = opened(3, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S16_LE);
	assert_int_equal(fake.num_messages, 0);
	trigger(stream, DRV_TRIGGER_START);
	EXPECT_EMPTY(0, 0x0E070000, 384);
	assert_int_equal(fake.dma_formats, 2); /* of both gateways */
	assert_int_equal(fake.dma_rate, 48000);
	assert_int_equal(fake.dma_frame_bytes, 4);
	trigger(stream, DRV_TRIGGER_PAUSE_PUSH);
	EXPECT_EMPTY(1, 0x0E050000, 0);
	trigger(stream, DRV_TRIGGER_PAUSE_RELEASE); /* a size would mean a new stream */
	EXPECT_EMPTY(2, 0x0E070000, 0);
	trigger(stream, DRV_TRIGGER_STOP);
	EXPECT_EMPTY(3, 0x0E050000, 0);
	assert_int_equal(drv_pcm_hw_free(stream), 0);
	EXPECT_EMPTY(4, 0x0E040000, 0);
	assert_int_equal(drv_pcm_hw_free(stream), 0);
	drv_pcm_close(stream);
	assert_int_equal(fake.num_messages, 5);
	fixture_stop(&f);
}

/* As after an xrun: the chain goes, and the next start makes another. */
static void prepared_again_it_is_a_new_chain(void **state)
{
	struct drv_stream *stream;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	fixture_start(&f);
	stream = opened(0, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S16_LE);
	trigger(stream, DRV_TRIGGER_START);
	trigger(stream, DRV_TRIGGER_STOP);
	assert_int_equal(drv_pcm_prepare(stream), 0);
	EXPECT_EMPTY(2, 0x0E040000, 0);
	assert_int_equal(drv_pcm_prepare(stream), 0);
	assert_int_equal(fake.num_messages, 3);
	trigger(stream, DRV_TRIGGER_START);
	EXPECT_EMPTY(3, 0x0E070000, 384);
	trigger(stream, DRV_TRIGGER_STOP);
	fake.fail_at = 6;
	fake.fail_status = 6;
	assert_int_equal(drv_pcm_prepare(stream), -EINVAL);
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void the_fifo_holds_2_ms(void **state)
{
	static const struct {
		uint32_t rate, channels;
		enum drv_format format;
		uint32_t primary, bytes;
	} cases[] = {
		{ 48000, 2, DRV_FORMAT_S32_LE, 0x0E030000, 768 },
		{ 44100, 2, DRV_FORMAT_S16_LE, 0x0E070000, 353 },
		{ 192000, 8, DRV_FORMAT_S32_LE, 0x0E030000, 12288 },
		{ 192000, 8, DRV_FORMAT_IEC958_SUBFRAME_LE, 0x0E030000, 12288 },
	};

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct drv_stream *stream;

		fixture_start(&f);
		stream =
			opened(0, TPLG_PLAYBACK, cases[i].rate, cases[i].channels, cases[i].format);
		trigger(stream, DRV_TRIGGER_START);
		EXPECT_EMPTY(0, cases[i].primary, cases[i].bytes);
		drv_pcm_close(stream);
		fixture_stop(&f);
	}
}

static void each_chain_has_its_streams_and_inputs_count_behind_the_outputs(void **state)
{
	struct drv_stream *a, *b, *c;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	add_chain(1, TPLG_PLAYBACK);
	add_chain(2, TPLG_CAPTURE);
	fixture_start(&f);
	a = opened(0, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S32_LE);
	b = opened(1, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S32_LE);
	c = opened(2, TPLG_CAPTURE, 48000, 2, DRV_FORMAT_S32_LE);
	trigger(b, DRV_TRIGGER_START);
	EXPECT_EMPTY(0, 0x0E030101, 768);
	trigger(c, DRV_TRIGGER_START);
	EXPECT_EMPTY(1, 0x0E030909, 768);
	trigger(a, DRV_TRIGGER_START);
	EXPECT_EMPTY(2, 0x0E030000, 768);
	drv_pcm_close(b);
	drv_pcm_close(a);
	drv_pcm_close(c);
	fixture_stop(&f);
}

static void the_ends_carry_what_the_program_asked_for(void **state)
{
	const struct drv_endpoint *end;
	struct drv_stream *stream;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	fixture_start(&f);
	stream = opened(0, TPLG_PLAYBACK, 96000, 6, DRV_FORMAT_S16_LE);
	for (int i = 0; i < 2; i++) {
		end = i ? drv_stream_dai(stream, 0) : drv_stream_host(stream);
		assert_int_equal(end->node_id, i ? 0x800 : 0);
		assert_int_equal(end->format.sampling_frequency, 96000);
		assert_int_equal(end->format.channels_count, 6);
		assert_int_equal(drv_format_of(&end->format), DRV_FORMAT_S16_LE);
		assert_int_equal(end->period_bytes, 96 * 6 * 2);
	}
	assert_null(drv_stream_dai(stream, 1));
	drv_pcm_close(stream);
	fixture_stop(&f);
}

/* What is in the link's ring when the start has been answered; a release sends none. */
static void the_preamble_is_what_the_link_begins_with(void **state)
{
	struct drv_stream *stream;
	uint32_t preamble;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	add_chain(1, TPLG_CAPTURE);
	fixture_start(&f);
	fake.dma_level_bytes = 1024;
	stream = opened(0, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S16_LE);
	trigger(stream, DRV_TRIGGER_START);
	assert_true(drv_stream_is_chained(stream, &preamble));
	assert_int_equal(preamble, 1024);
	fake.dma_level_bytes = 64;
	trigger(stream, DRV_TRIGGER_PAUSE_PUSH);
	trigger(stream, DRV_TRIGGER_PAUSE_RELEASE);
	assert_true(drv_stream_is_chained(stream, &preamble));
	assert_int_equal(preamble, 1024);
	drv_pcm_close(stream);
	stream = opened(1, TPLG_CAPTURE, 48000, 2, DRV_FORMAT_S16_LE);
	trigger(stream, DRV_TRIGGER_START);
	assert_true(drv_stream_is_chained(stream, &preamble));
	assert_int_equal(preamble, 0);
	drv_pcm_close(stream);
	fixture_stop(&f);
	fixture_gain_playback(&f);
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_false(drv_stream_is_chained(stream, NULL));
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void what_the_capabilities_take_is_what_works(void **state)
{
	struct drv_pcm_space space = { 0 };
	struct drv_stream *stream;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.num_rates, 7);
	assert_int_equal(space.rates[0], 32000);
	assert_int_equal(space.rates[6], 192000);
	assert_int_equal(space.channels, 0x1FC);
	assert_int_equal(space.formats, 0x40404);
	assert_int_equal(space.period_frames.min, 320); /* 10 ms of 32 kHz */
	space = (struct drv_pcm_space){ .channels = 1 << 1 };
	assert_int_equal(drv_pcm_refine(stream, &space), -EINVAL);
	assert_non_null(strstr(drv_last_error(f.drv)->text, "nothing of what is wanted"));
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void a_refused_chain_is_not_freed(void **state)
{
	struct drv_stream *stream;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	fixture_start(&f);
	stream = opened(0, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S32_LE);
	fake.fail_at = 1;
	fake.fail_status = 6;
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), -EINVAL);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "host.0: firmware refused CHAIN_DMA: FAILURE (6)");
	drv_pcm_close(stream);
	assert_int_equal(fake.num_messages, 1);
	fixture_stop(&f);
}

static void a_gateway_without_a_format_is_said(void **state)
{
	struct drv_stream *stream;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	fixture_start(&f);
	stream = opened(0, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S32_LE);
	fake.no_dma_formats = true;
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), -ENODEV);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "host.0: gateway 0x0 takes no format of its own");
	drv_pcm_close(stream);
	assert_int_equal(fake.num_messages, 0);
	fixture_stop(&f);
}

static void expect_refusal(const char *text)
{
	struct drv_stream *stream;

	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), -EINVAL);
	assert_string_equal(drv_last_error(f.drv)->text, text);
	assert_int_equal(drv_last_error(f.drv)->kind, DRV_ERROR_TOPOLOGY);
	fixture_stop(&f);
}

static void what_cannot_be_chained_says_why(void **state)
{
	int dai, host, other;

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	f.pipelines[1].chain_dma = false;
	expect_refusal(
		"PCM 0 playback: one of host.0 and dai.0.x is in a pipeline that chains host DMA "
		"to link DMA, the other is not");
	f.pipelines[0].chain_dma = false;
	f.pipelines[1].chain_dma = true;
	expect_refusal(
		"PCM 0 playback: one of host.0 and dai.0.x is in a pipeline that chains host DMA "
		"to link DMA, the other is not");

	fixture_gain_playback(&f);
	f.pipelines[0].chain_dma = true;
	expect_refusal(
		"PCM 0 playback: gain.1.1 is in pipeline.1, which chains host DMA to link DMA: "
		"no module can be in between");

	fixture_init(&f);
	dai = add_chain(0, TPLG_PLAYBACK);
	snprintf(f.widgets[dai].dai_type, TPLG_NAME_LEN, "SSP");
	expect_refusal("PCM 0 playback: dai.0.x: only an HDA link can be chained, not 'SSP'");

	fixture_init(&f);
	add_chain(0, TPLG_PLAYBACK);
	host = tplg_find_widget(&f.t, "host.0");
	other = add_end("dai.y", TPLG_WIDGET_DAI_IN, 2, 8);
	fixture_route(&f, host, other);
	expect_refusal("PCM 0 playback: host.0 is chained to more than one link");

	fixture_init(&f);
	dai = add_chain(0, TPLG_PLAYBACK);
	snprintf(f.widgets[dai].name, TPLG_NAME_LEN, "dai.1"); /* aggregated */
	expect_refusal("PCM 0 playback: host.0 is chained to no link");
}

/* One of the two that cannot be chained together, since ids have five bits. */
static void streams_that_no_id_names_are_refused(void **state)
{
	struct drv_stream *stream;
	int dai;

	fixture_init(&f);
	dai = add_chain(0, TPLG_PLAYBACK);
	fixture_start(&f);
	f.drv->link_streams[0].word[0] = 0x1FF; /* taken by others */
	stream = opened(0, TPLG_PLAYBACK, 48000, 2, DRV_FORMAT_S32_LE);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), -ENOSPC);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "dai.0.x: DMA stream 9 cannot be chained, ids are 0..8");
	assert_true(dai > 0);
	assert_int_equal(fake.num_messages, 0);
	drv_pcm_close(stream);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_message_for_each_trigger),
		cmocka_unit_test(prepared_again_it_is_a_new_chain),
		cmocka_unit_test(the_fifo_holds_2_ms),
		cmocka_unit_test(each_chain_has_its_streams_and_inputs_count_behind_the_outputs),
		cmocka_unit_test(the_ends_carry_what_the_program_asked_for),
		cmocka_unit_test(the_preamble_is_what_the_link_begins_with),
		cmocka_unit_test(what_the_capabilities_take_is_what_works),
		cmocka_unit_test(a_refused_chain_is_not_freed),
		cmocka_unit_test(a_gateway_without_a_format_is_said),
		cmocka_unit_test(what_cannot_be_chained_says_why),
		cmocka_unit_test(streams_that_no_id_names_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
