/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier between sources and sinks and at host gateways: conversion, consumers, any split, fast mode, attenuation; memory. */
#include <adsp/inspect.h>
#include <sof/audio/pipeline.h>
#include "copier_rig.h"

/* ---- module copier ---- */

static void test_module_copier_converts_per_pin(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), IPC4_INVALID_NODE_ID);
	struct ipc4_copier_config_set_sink_format request = { .sink_id = 1,
							      .source_fmt = s32(2),
							      .sink_fmt = s16(2) };
	const int32_t in[4] = { 0x12345678, -0x12345678, INT32_MAX, INT32_MIN };
	struct rig r = { .mod = copier_new(&p, 1) };
	int32_t same[4];
	int16_t narrow[4];
	int32_t mono[2];

	assert_int_equal(
		module_set(r.mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &request, sizeof(request)), 0);
	request.sink_id = 2;
	request.sink_fmt = s24(1);
	assert_int_equal(
		module_set(r.mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &request, sizeof(request)), 0);
	rig_source(&r, s32(2), 50);
	rig_sink(&r, 1, s16(2), 50);
	rig_sink(&r, 0, s32(2), 50);
	rig_sink(&r, 2, s24(1), 50);
	module_run(r.mod);
	source_put(&r.source, in, 2);
	process(&r);
	assert_int_equal(sink_take(&r.sinks[1], same), 2);
	assert_memory_equal(same, in, sizeof(in));
	assert_int_equal(sink_take(&r.sinks[0], narrow), 2);
	assert_int_equal(narrow[0], 0x1234);
	assert_int_equal(narrow[1], -0x1234);
	assert_int_equal(narrow[2], 0x7FFF);
	assert_int_equal(narrow[3], -0x8000);
	/* fewer channels: shifted, not rounded */
	assert_int_equal(sink_take(&r.sinks[2], mono), 2);
	assert_int_equal(mono[0], 0x123456);
	assert_int_equal(mono[1], 0x7FFFFF);
	assert_int_equal(r.source.ring.level, 0);
	rig_close(&r);
}

static void test_only_running_consumers_get_data(void **state)
{
	struct payload p = make_payload(s16(2), s16(2), IPC4_INVALID_NODE_ID);
	struct rig r = { .mod = copier_new(&p, 1) };
	int16_t in[40] = { 0 };

	rig_source(&r, s16(2), 50);
	rig_sink(&r, 0, s16(2), 20);
	rig_sink(&r, 1, s16(2), 20);
	module_run(r.mod);
	r.peers[0].dev.state = r.peers[1].dev.state = COMP_STATE_PAUSED;
	source_put(&r.source, in, 20);
	process(&r);
	assert_int_equal(r.source.ring.level, 20 * 4);
	r.peers[1].dev.state = COMP_STATE_ACTIVE;
	process(&r);
	assert_int_equal(r.source.ring.level, 0);
	assert_int_equal(sink_take(&r.sinks[0], NULL), 0);
	assert_int_equal(sink_take(&r.sinks[1], NULL), 20);
	/* a branch that does not drain loses its own data, the other goes on */
	r.peers[0].dev.state = COMP_STATE_ACTIVE;
	for (int i = 0; i < 10; i++) {
		source_put(&r.source, in, 15);
		process(&r);
		assert_int_equal(r.source.ring.level, 0);
		assert_int_equal(sink_take(&r.sinks[1], NULL), 15);
	}
	assert_int_equal(sink_take(&r.sinks[0], NULL), 20);
	/* nobody has room: nothing is lost */
	for (int i = 0; i < 2; i++)
		ring_set_level(&r.sinks[i].ring, 20 * 4);
	source_put(&r.source, in, 15);
	process(&r);
	assert_int_equal(r.source.ring.level, 15 * 4);
	rig_close(&r);
}

struct pair {
	struct ipc4_audio_format in, out;
};

static struct processing_module *make_copier(void *arg)
{
	struct pair *pair = arg;
	struct payload p = make_payload(pair->in, pair->out, IPC4_INVALID_NODE_ID);

	return copier_new(&p, 1);
}

static void test_split_invariance(void **state)
{
	enum {
		FRAMES = 300
	};
	static uint8_t in[FRAMES * 32], whole[FRAMES * 32], split[FRAMES * 32];
	struct signal random = { .state = harness_seed() };

	for (int round = 0; round < 80; round++) {
		static const uint32_t widths[3][2] = { { 16, 16 }, { 32, 24 }, { 32, 32 } };
		const uint32_t *from = widths[pick(&random, 0, 2)],
			       *to = widths[pick(&random, 0, 2)];
		struct pair pair = {
			make_format(48000, pick(&random, 1, 8), from[0], from[1]),
			make_format(48000, pick(&random, 1, 8), to[0], to[1]),
		};
		struct sof_audio_stream_params a, b;
		struct pcm_conversion conversion;

		signal_fill(&random, in, FRAMES * pair.in.channels_count, from[1], from[0] / 8);
		run_split(make_copier, &pair, pair.in, pair.out, in, split, FRAMES,
			  pick(&random, 1, 100), &random);
		assert_int_equal(audio_stream_params_from_ipc4(&a, &pair.in), 0);
		assert_int_equal(audio_stream_params_from_ipc4(&b, &pair.out), 0);
		assert_int_equal(pcm_get_conversion(&a, &b, PCM_CHANNEL_MAP_IDENTITY, &conversion),
				 0);
		pcm_convert(&conversion, in, whole, FRAMES);
		assert_memory_equal(whole, split, FRAMES * pair.out.channels_count * to[0] / 8);
	}
}

/* ---- host gateways ---- */

static void test_playback_host_brings_the_file(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s16(2), s32(2), HOST_OUT(3));
	struct rig r = { .mod = copier_new(&p, 1) };
	struct pipeline pipeline = { .pipeline_id = 7, .expect_eos = true };
	uint32_t total = 0;
	int32_t block[96 * 2];

	wire_attach(&w, HOST_OUT(3), true, 1000 * 4);
	for (int i = 0; i < 2000; i++)
		((int16_t *)w.data)[i] = (int16_t)(i * 7 - 7000);
	rig_sink(&r, 0, s32(2), 50);
	assert_int_equal(r.mod->dev->endpoint, COMP_ENDPOINT_HOST);
	assert_int_equal(r.mod->dev->direction, SOF_IPC_STREAM_PLAYBACK);
	assert_true(r.mod->dev->direction_set);
	module_run(r.mod);
	for (int tick = 0; tick < 30; tick++) {
		uint32_t frames;

		process(&r);
		frames = sink_take(&r.sinks[0], block);
		assert_int_equal(frames, MIN(48, 1000 - total));
		for (uint32_t i = 0; i < 2 * frames; i++)
			assert_int_equal(block[i],
					 (int32_t)((uint32_t)((int16_t)((2 * total + i) * 7 - 7000))
						   << 16));
		total += frames;
		/* the host says that no more will come: it is over when nothing is left */
		r.mod->dev->pipeline = &pipeline;
		assert_true(r.mod->dev->output_is_over == !frames);
		adsp_tick();
	}
	assert_int_equal(total, 1000);
	r.mod->dev->pipeline = NULL;
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(HOST_OUT(3)), 0);
}

static void test_fast_mode_is_not_limited_to_a_period(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s32(2), s32(2), HOST_OUT(0));

	p.cfg.copier_feature_mask = IPC4_COPIER_FAST_MODE;
	p.cfg.gtw_cfg.dma_buffer_size = 1000 * 8 - 3;
	struct rig r = { .mod = copier_new(&p, 1) };

	wire_attach(&w, HOST_OUT(0), true, 3000 * 8);
	rig_sink(&r, 0, s32(2), 2000);
	module_run(r.mod);
	process(&r);
	assert_int_equal(sink_take(&r.sinks[0], NULL), 1000);
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(HOST_OUT(0)), 0);
}

static void test_capture_host_fills_the_file(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s32(2), s24(2), HOST_IN(1));
	struct rig r = { .mod = copier_new(&p, 1) };
	uint32_t sent = 0;

	wire_attach(&w, HOST_IN(1), false, 0);
	rig_source(&r, s32(2), 100);
	assert_int_equal(r.mod->dev->direction, SOF_IPC_STREAM_CAPTURE);
	module_run(r.mod);
	for (int tick = 0; tick < 40; tick++) {
		uint32_t frames = tick % 3 ? 48 : 13;

		for (uint32_t i = 0; i < frames; i++, sent++) {
			int32_t frame[2] = { (int32_t)sent << 8, -((int32_t)sent << 8) };

			source_put(&r.source, frame, 1);
		}
		process(&r);
		assert_int_equal(r.source.ring.level, 0);
		adsp_tick();
	}
	assert_int_equal(w.at, sent * 8);
	for (uint32_t i = 0; i < sent; i++) {
		assert_int_equal(((int32_t *)w.data)[2 * i], i);
		assert_int_equal(((int32_t *)w.data)[2 * i + 1], -(int32_t)i);
	}
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(HOST_IN(1)), 0);
}

static void test_24_bits_may_stand_high_outside(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s24(2), s24(2), HOST_OUT(2));
	const int32_t in[2] = { 0x12345678, INT32_MIN };
	int32_t out[2];

	p.cfg.base.audio_fmt.s_type = IPC4_TYPE_MSB_INTEGER;
	p.cfg.out_fmt.s_type = IPC4_TYPE_MSB_INTEGER;
	struct rig r = { .mod = copier_new(&p, 1) };

	wire_attach(&w, HOST_OUT(2), true, 8);
	memcpy(w.data, in, sizeof(in));
	rig_sink(&r, 0, s24(2), 50);
	module_run(r.mod);
	process(&r);
	assert_int_equal(sink_take(&r.sinks[0], out), 1);
	assert_int_equal(out[0], 0x123456);
	assert_int_equal(out[1], -0x800000);
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(HOST_OUT(2)), 0);
}

static void test_attenuation_of_host_playback(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s32(2), s32(2), HOST_OUT(2));
	struct rig r = { .mod = copier_new(&p, 1) };
	uint32_t shift = 4;
	int32_t out[2];

	wire_attach(&w, HOST_OUT(2), true, 8);
	((int32_t *)w.data)[0] = 1600;
	((int32_t *)w.data)[1] = -1600;
	rig_sink(&r, 0, s32(2), 50);
	assert_int_equal(module_set(r.mod, IPC4_COPIER_PARAM_ATTENUATION, &shift, 4), 0);
	module_run(r.mod);
	process(&r);
	assert_int_equal(sink_take(&r.sinks[0], out), 1);
	assert_int_equal(out[0], 100);
	assert_int_equal(out[1], -100);
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(HOST_OUT(2)), 0);
}

/* ---- memory ---- */

static uint32_t heap_used(void)
{
	struct adsp_heap_info heaps[16];
	size_t n = adsp_inspect_heaps(heaps, ARRAY_SIZE(heaps));
	uint32_t used = 0;

	for (size_t i = 0; i < n; i++)
		used += heaps[i].used;
	return used;
}

static void test_every_failing_allocation_is_survived(void **state)
{
	struct payload p = make_payload(s32(4), s32(4), ALH_OUT(IPC4_ALH_MULTI_GTW_BASE));
	uint32_t before;
	int ret;

	set_blob(&p, 6, (uint32_t[]){ 0, 2, ALH_OUT(5), 0x5, ALH_OUT(6), 0xA });
	before = heap_used();
	for (uint64_t n = 1;; n++) {
		assert_true(n < 100);
		adsp_inspect_fail_alloc(n);
		ret = try_payload(&p, 104);
		adsp_inspect_fail_alloc(0);
		assert_int_equal(heap_used(), before);
		if (!ret)
			break;
		assert_int_equal(ret, -ENOMEM);
	}
	for (int i = 0; i < 100; i++)
		assert_int_equal(try_payload(&p, 104), 0);
	assert_int_equal(heap_used(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_module_copier_converts_per_pin),
		cmocka_unit_test(test_only_running_consumers_get_data),
		cmocka_unit_test(test_split_invariance),
		cmocka_unit_test(test_playback_host_brings_the_file),
		cmocka_unit_test(test_fast_mode_is_not_limited_to_a_period),
		cmocka_unit_test(test_capture_host_fills_the_file),
		cmocka_unit_test(test_24_bits_may_stand_high_outside),
		cmocka_unit_test(test_attenuation_of_host_playback),
		cmocka_unit_test(test_every_failing_allocation_is_survived),
	};

	return harness_run_both(tests, harness_stop);
}
