/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier at links: every frame once, listeners, channel maps, pause and reset; several gateways; fade-in of microphones. */
#include "copier_rig.h"
#include "vectors.h"

/* ---- links ---- */

static void test_link_playback_sends_every_frame_once(void **state)
{
	static const uint32_t rates[] = { 8000, 44100, 48000, 96000 };

	for (size_t k = 0; k < ARRAY_SIZE(rates); k++) {
		static struct wire w;
		struct ipc4_audio_format fmt = make_format(rates[k], 2, 16, 16);
		struct payload p = make_payload(fmt, fmt, SSP_OUT(1));
		struct rig r = { .mod = copier_new(&p, 1) };
		uint32_t sent = 0;

		wire_attach(&w, SSP_OUT(1), false, 0);
		rig_source(&r, fmt, 400);
		assert_int_equal(r.mod->dev->endpoint, COMP_ENDPOINT_DAI);
		module_run(r.mod);
		for (int tick = 0; tick < 50; tick++) {
			while (r.source.ring.level < 390 * 4) {
				int16_t frame[2] = { (int16_t)sent, (int16_t)-sent };

				source_put(&r.source, frame, 1);
				sent++;
			}
			process(&r);
			adsp_tick();
		}
		/* nothing is added or lost at any rate; the link took its 50 ms */
		assert_int_equal(w.at / 4, rates[k] / 1000 * 50 + rates[k] % 1000 / 20);
		for (uint32_t i = 0; i < w.at / 4; i++)
			assert_int_equal(((int16_t *)w.data)[2 * i], (int16_t)i);
		rig_close(&r);
		assert_int_equal(adsp_dma_detach(SSP_OUT(1)), 0);
	}
}

static void test_link_playback_feeds_listeners_too(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s32(2), s16(2), SSP_OUT(0));
	struct ipc4_copier_config_set_sink_format request = { .sink_id = 1,
							      .source_fmt = s32(2),
							      .sink_fmt = s24(2) };
	struct rig r = { .mod = copier_new(&p, 1) };
	int32_t in[2 * 48], out[2 * 48];

	wire_attach(&w, SSP_OUT(0), false, 0);
	assert_int_equal(
		module_set(r.mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &request, sizeof(request)), 0);
	request.sink_id = 0;
	assert_int_equal(module_set(r.mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &request,
				    sizeof(request)),
			 -EINVAL);
	rig_source(&r, s32(2), 100);
	rig_sink(&r, 1, s24(2), 60);
	module_run(r.mod);
	for (int tick = 0; tick < 10; tick++) {
		for (int i = 0; i < 96; i++)
			in[i] = (tick * 96 + i) << 16;
		source_put(&r.source, in, 48);
		process(&r);
		/* after a while the listener stops listening, which does not bother the link */
		if (tick < 5) {
			assert_int_equal(sink_take(&r.sinks[0], out), 48);
			assert_int_equal(out[5], (tick * 96 + 5) << 8);
		}
		adsp_tick();
	}
	assert_int_equal(w.at, 480 * 4);
	for (int i = 0; i < 960; i++)
		assert_int_equal(((int16_t *)w.data)[i], i);
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(SSP_OUT(0)), 0);
}

static void test_link_capture_and_channel_map(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s16(2), s32(4), SSP_IN(2));
	struct rig r = { .mod = copier_new(&p, 1) };
	uint32_t map = 0xFFFF0F01;
	int32_t out[4 * 48];

	wire_attach(&w, SSP_IN(2), true, 48 * 4 * 20);
	for (int i = 0; i < 48 * 2 * 20; i++)
		((int16_t *)w.data)[i] = (int16_t)(i + 1);
	assert_int_equal(module_set(r.mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &map, 4), 0);
	rig_sink(&r, 0, s32(4), 60);
	module_run(r.mod);
	for (int tick = 0; tick < 20; tick++) {
		adsp_tick();
		process(&r);
		assert_int_equal(sink_take(&r.sinks[0], out), 48);
		for (int i = 0; i < 48; i++) {
			int at = 2 * (tick * 48 + i);

			assert_int_equal(out[4 * i], (at + 2) << 16);
			assert_int_equal(out[4 * i + 1], (at + 1) << 16);
			assert_int_equal(out[4 * i + 2], 0);
			assert_int_equal(out[4 * i + 3], (at + 1) << 16);
		}
	}
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(SSP_IN(2)), 0);
}

static void test_pause_keeps_and_reset_drops(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s16(2), s16(2), SSP_OUT(1));
	struct rig r = { .mod = copier_new(&p, 1) };
	int16_t in[2 * 96];

	for (int i = 0; i < 192; i++)
		in[i] = (int16_t)(i + 1);
	wire_attach(&w, SSP_OUT(1), false, 0);
	rig_source(&r, s16(2), 100);
	module_run(r.mod);
	source_put(&r.source, in, 96);
	process(&r);
	process(&r);
	adsp_tick();
	assert_int_equal(w.at, 48 * 4);
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_PAUSE), 0);
	assert_int_equal(r.mod->dev->state, COMP_STATE_PAUSED);
	adsp_tick();
	assert_int_equal(w.at, 48 * 4);
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_PRE_RELEASE), 0);
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_RELEASE), 0);
	adsp_tick();
	assert_int_equal(w.at, 96 * 4);
	assert_memory_equal(w.data, in, sizeof(in));
	/* an illegal trigger moves nothing */
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_PRE_START), -EINVAL);

	source_put(&r.source, in, 96);
	process(&r);
	process(&r);
	module_halt(r.mod);
	module_run(r.mod);
	adsp_tick();
	adsp_tick();
	assert_int_equal(w.at, 96 * 4);
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(SSP_OUT(1)), 0);
}

/* ---- several gateways ---- */

static void test_several_gateways_share_the_channels(void **state)
{
	static struct wire w[2];
	struct payload p = make_payload(s32(4), s16(4), ALH_OUT(IPC4_ALH_MULTI_GTW_BASE));
	struct rig r;

	set_blob(&p, 6, (uint32_t[]){ 0, 2, ALH_OUT(5), 0x5, ALH_OUT(6), 0xE });
	r = (struct rig){ .mod = copier_new(&p, 6) };
	wire_attach(&w[0], ALH_OUT(5), false, 0);
	wire_attach(&w[1], ALH_OUT(6), false, 0);
	rig_source(&r, s32(4), 100);
	module_run(r.mod);
	for (int tick = 0; tick < 10; tick++) {
		for (int i = 0; i < 48; i++) {
			int32_t n = tick * 48 + i + 1,
				frame[4] = { n << 16, n * 2 << 16, n * 3 << 16, n * 4 << 16 };

			source_put(&r.source, frame, 1);
		}
		process(&r);
		assert_int_equal(r.source.ring.level, 0);
		adsp_tick();
	}
	assert_int_equal(w[0].at, 480 * 4);
	assert_int_equal(w[1].at, 480 * 6);
	for (int i = 0; i < 480; i++) {
		const int16_t *a = (int16_t *)w[0].data + 2 * i, *b = (int16_t *)w[1].data + 3 * i;

		assert_int_equal(a[0], i + 1);
		assert_int_equal(a[1], 3 * (i + 1));
		assert_int_equal(b[0], 2 * (i + 1));
		assert_int_equal(b[1], 3 * (i + 1));
		assert_int_equal(b[2], 4 * (i + 1));
	}
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(ALH_OUT(5)), 0);
	assert_int_equal(adsp_dma_detach(ALH_OUT(6)), 0);
}

static void test_several_gateways_make_one_stream(void **state)
{
	static struct wire w[2];
	struct payload p = make_payload(s16(4), s16(4), ALH_IN(IPC4_ALH_MULTI_GTW_BASE + 1));
	struct rig r;
	int16_t out[4 * 60];

	set_blob(&p, 6, (uint32_t[]){ 0, 2, ALH_IN(7), 0x9, ALH_IN(8), 0x2 });
	r = (struct rig){ .mod = copier_new(&p, 6) };
	wire_attach(&w[0], ALH_IN(7), true, 480 * 4);
	wire_attach(&w[1], ALH_IN(8), true, 480 * 2);
	for (int i = 0; i < 480; i++) {
		((int16_t *)w[0].data)[2 * i] = (int16_t)(i + 1);
		((int16_t *)w[0].data)[2 * i + 1] = (int16_t)(i + 1001);
		((int16_t *)w[1].data)[i] = (int16_t)(i + 2001);
	}
	rig_sink(&r, 0, s16(4), 60);
	module_run(r.mod);
	for (int tick = 0; tick < 10; tick++) {
		adsp_tick();
		process(&r);
		assert_int_equal(sink_take(&r.sinks[0], out), 48);
		for (int i = 0; i < 48; i++) {
			int n = tick * 48 + i;

			assert_int_equal(out[4 * i], n + 1);
			assert_int_equal(out[4 * i + 1], n + 2001);
			assert_int_equal(out[4 * i + 2], 0);
			assert_int_equal(out[4 * i + 3], n + 1001);
		}
	}
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(ALH_IN(7)), 0);
	assert_int_equal(adsp_dma_detach(ALH_IN(8)), 0);
}

static void test_multi_gateway_blobs(void **state)
{
	static const struct {
		uint32_t words, blob[6];
	} bad[] = {
		{ 1, { 0 } },
		{ 6, { 0, 0, ALH_OUT(5), 1, ALH_OUT(6), 2 } },  /* none */
		{ 6, { 0, 17, ALH_OUT(5), 1, ALH_OUT(6), 2 } }, /* too many */
		{ 5, { 0, 2, ALH_OUT(5), 1, ALH_OUT(6), 2 } },  /* one word short */
		{ 6, { 0, 0x80000001, ALH_OUT(5), 1, ALH_OUT(6), 2 } },
		{ 6, { 0, 2, ALH_OUT(5), 0, ALH_OUT(6), 2 } },    /* no channel */
		{ 6, { 0, 2, ALH_OUT(5), 1, ALH_OUT(6), 0x10 } }, /* channel 4 of 4 */
		{ 6, { 0, 2, ALH_OUT(5), 1, ALH_IN(6), 2 } },     /* direction */
		{ 6, { 0, 2, ALH_OUT(5), 1, SSP_OUT(0), 2 } },
		{ 6, { 0, 2, ALH_OUT(5), 1, ALH_OUT(5), 2 } }, /* twice the same */
	};
	struct processing_module *mod;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct payload p = make_payload(s32(4), s32(4), ALH_OUT(IPC4_ALH_MULTI_GTW_BASE));

		set_blob(&p, bad[i].words, bad[i].blob);
		assert_int_equal(module_try("COPIER", 0, &p, 80 + 4 * MAX(bad[i].words, 1), &mod),
				 i == ARRAY_SIZE(bad) - 1 ? -ENODEV : -EINVAL);
	}
}

/* ---- fade-in ---- */

static void test_fade_gains_match_the_model(void **state)
{
	for (size_t v = 0; v < ARRAY_SIZE(fade_vectors); v++) {
		const struct fade_vector *vec = &fade_vectors[v];
		uint32_t blob[6] = { [5] = vec->silence | vec->periods << 16 };
		struct copier_fade fade;

		copier_fade_init(&fade, vec->rate, blob, 6);
		for (int twice = 0; twice < 2; twice++) {
			uint64_t hash = FNV_START;

			for (int i = 0; i < 700; i++) {
				int32_t gain = copier_fade_next(&fade, vec->block);

				hash = fnv(hash, &gain, sizeof(gain));
			}
			if (hash != vec->hash)
				fail_msg("%u Hz, %u, %#x: wrong gains", vec->rate, vec->silence,
					 vec->periods);
			copier_fade_restart(&fade);
		}
		/* a blob that does not say so fades nothing */
		copier_fade_init(&fade, vec->rate, blob, 5);
		assert_int_equal(copier_fade_next(&fade, 48), COPIER_FADE_UNITY);
	}
}

static void test_microphones_fade_in_on_the_first_sink(void **state)
{
	static struct wire w;
	struct payload p = make_payload(s32(2), s32(2), DMIC_IN(0));
	struct rig r;
	int32_t faded[2 * 48], plain[2 * 48];

	set_blob(&p, 6, (uint32_t[]){ 0, 0, 0, 0, 0, 2 | 4 << 16 });
	r = (struct rig){ .mod = copier_new(&p, 6) };
	wire_attach(&w, DMIC_IN(0), true, 48 * 8 * 10);
	for (int i = 0; i < 960; i++)
		((int32_t *)w.data)[i] = 1 << 20;
	rig_sink(&r, 0, s32(2), 60);
	rig_sink(&r, 1, s32(2), 60);
	module_run(r.mod);
	for (int tick = 0; tick < 10; tick++) {
		/* two periods of silence, four of rising gain */
		int32_t e = tick < 6 ? (int32_t)(MAX(tick - 2, 0) * 48 * (INT64_MAX / 192) >> 48) :
				       0;
		int32_t gain = tick < 6 ? (1024 * ((e * e + (1 << 14)) >> 15) + (1 << 14)) >> 15 :
					  1024;

		adsp_tick();
		process(&r);
		assert_int_equal(sink_take(&r.sinks[0], faded), 48);
		assert_int_equal(sink_take(&r.sinks[1], plain), 48);
		for (int i = 0; i < 96; i++) {
			assert_int_equal(faded[i], gain << 10);
			assert_int_equal(plain[i], 1 << 20);
		}
	}
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(DMIC_IN(0)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_playback_sends_every_frame_once),
		cmocka_unit_test(test_link_playback_feeds_listeners_too),
		cmocka_unit_test(test_link_capture_and_channel_map),
		cmocka_unit_test(test_pause_keeps_and_reset_drops),
		cmocka_unit_test(test_several_gateways_share_the_channels),
		cmocka_unit_test(test_several_gateways_make_one_stream),
		cmocka_unit_test(test_multi_gateway_blobs),
		cmocka_unit_test(test_fade_gains_match_the_model),
		cmocka_unit_test(test_microphones_fade_in_on_the_first_sink),
	};

	return harness_run_both(tests, harness_stop);
}
