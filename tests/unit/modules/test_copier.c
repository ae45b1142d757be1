/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier: streams through real DMA gateways and between sources and sinks, configuration, positions, xruns. */
#include <adsp/dma.h>
#include <adsp/inspect.h>
#include <ipc4/base_fw.h>
#include <ipc4/fw_reg.h>
#include <sof/lib/mic_privacy.h>
#include "../../../fw/audio/modules/copier/copier.h"
#include <sof/audio/pipeline.h>
#include "harness.h"
#include "vectors.h"

#define HOST_OUT(i) IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, i)
#define HOST_IN(i)  IPC4_NODE_ID(IPC4_HDA_HOST_INPUT_CLASS, i)
#define SSP_OUT(i)  IPC4_NODE_ID(IPC4_I2S_LINK_OUTPUT_CLASS, (i) << 4)
#define SSP_IN(i)   IPC4_NODE_ID(IPC4_I2S_LINK_INPUT_CLASS, (i) << 4)
#define HDA_OUT(i)  IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, i)
#define DMIC_IN(i)  IPC4_NODE_ID(IPC4_DMIC_LINK_INPUT_CLASS, i)
#define ALH_OUT(i)  IPC4_NODE_ID(IPC4_ALH_LINK_OUTPUT_CLASS, i)
#define ALH_IN(i)   IPC4_NODE_ID(IPC4_ALH_LINK_INPUT_CLASS, i)

/* ---- payloads ---- */

struct payload {
	struct ipc4_copier_module_cfg cfg;
	uint32_t more[40]; /* of the blob */
};

static struct payload make_payload(struct ipc4_audio_format in, struct ipc4_audio_format out,
				   uint32_t node)
{
	return (struct payload){
		.cfg = { .base = make_base(in),
			 .out_fmt = out,
			 .gtw_cfg = { .node_id = node, .config_length = 1 } },
	};
}

/* The blob runs on behind the word that is declared. */
static void set_blob(struct payload *p, uint32_t words, const uint32_t *blob)
{
	p->cfg.gtw_cfg.config_length = words;
	memcpy((uint8_t *)p + COPIER_BLOB_OFFSET, blob, words * sizeof(*blob));
}

static struct processing_module *copier_new(const struct payload *p, uint32_t blob_words)
{
	return module_new("COPIER", 1, p,
			  sizeof(p->cfg) + (blob_words ? blob_words - 1 : 0) * sizeof(uint32_t));
}

static struct ipc4_audio_format s16(uint32_t channels)
{
	return make_format(48000, channels, 16, 16);
}

static struct ipc4_audio_format s24(uint32_t channels)
{
	return make_format(48000, channels, 32, 24);
}

static struct ipc4_audio_format s32(uint32_t channels)
{
	return make_format(48000, channels, 32, 32);
}

/* ---- what is outside a gateway: counts bytes out, keeps bytes in ---- */

struct wire {
	uint8_t data[1 << 16];
	size_t at,
		limit; /* inbound: next byte to give, bytes there are; outbound: bytes received */
};

static size_t wire_give(void *ctx, void *data, size_t bytes)
{
	struct wire *w = ctx;
	size_t n = MIN(bytes, w->limit - w->at);

	memcpy(data, w->data + w->at, n);
	w->at += n;
	return n;
}

static size_t wire_take(void *ctx, void *data, size_t bytes)
{
	struct wire *w = ctx;

	assert_true(w->at + bytes <= sizeof(w->data));
	memcpy(w->data + w->at, data, bytes);
	w->at += bytes;
	return bytes;
}

static void wire_attach(struct wire *w, uint32_t node, bool inbound, size_t limit)
{
	struct adsp_dma_client client = { .transfer = inbound ? wire_give : wire_take, .ctx = w };

	memset(w, 0, sizeof(*w));
	w->limit = limit;
	assert_int_equal(adsp_dma_attach(node, &client), 0);
}

/* ---- a copier with one source or sinks ---- */

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sinks[3];
	struct peer peers[3];
	uint32_t num_sinks;
	bool has_source;
};

static void rig_source(struct rig *r, struct ipc4_audio_format fmt, uint32_t frames)
{
	source_init(&r->source, fmt, frames);
	module_attach_source(r->mod, &r->source.api);
	r->has_source = true;
}

static void rig_sink(struct rig *r, uint32_t pin, struct ipc4_audio_format fmt, uint32_t frames)
{
	struct test_sink *sink = &r->sinks[r->num_sinks];

	sink_init(sink, fmt, frames);
	peer_init(&r->peers[r->num_sinks], COMP_STATE_ACTIVE);
	sink->api.consumer = &r->peers[r->num_sinks].mod;
	sink->api.queue_id = pin;
	module_attach_sink(r->mod, &sink->api);
	r->num_sinks++;
}

static void rig_close(struct rig *r)
{
	if (r->mod->dev->state != COMP_STATE_READY)
		module_halt(r->mod);
	module_delete(r->mod);
	if (r->has_source)
		free(r->source.ring.data);
	for (uint32_t i = 0; i < r->num_sinks; i++)
		free(r->sinks[i].ring.data);
}

static void process(struct rig *r)
{
	assert_int_equal(module_process(r->mod), 0);
}

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

/* ---- privacy ---- */

#define RAMP_CALLS CONFIG_MIC_PRIVACY_RAMP_MS

/* A microphone with two sinks, made under a policy, that brings 1 << 20. */
static void privacy_rig(struct rig *r, struct wire *w, uint32_t node, uint32_t policy)
{
	struct payload p = make_payload(s32(2), s32(2), node);

	assert_int_equal(mic_privacy_set_policy(policy), 0);
	*r = (struct rig){ .mod = copier_new(&p, 1) };
	wire_attach(w, node, true, sizeof(w->data));
	for (size_t i = 0; i < sizeof(w->data) / 4; i++)
		((int32_t *)w->data)[i] = 1 << 20;
	rig_sink(r, 0, s32(2), 60);
	rig_sink(r, 1, s32(2), 60);
	module_run(r->mod);
}

static void privacy_end(struct rig *r, uint32_t node)
{
	rig_close(r);
	assert_int_equal(adsp_dma_detach(node), 0);
	mic_privacy_init();
}

/* One call: both sinks hear the same, at this gain in Q5.10. */
static void expect_gain(struct rig *r, int32_t gain)
{
	int32_t out[2][2 * 48];

	adsp_tick();
	process(r);
	for (int s = 0; s < 2; s++) {
		assert_int_equal(sink_take(&r->sinks[s], out[s]), 48);
		for (int i = 0; i < 96; i++)
			assert_int_equal(out[s][i], gain << 10);
	}
}

/* Call number `call` of a fade. The square of what is left of the way, Q1.15. */
static int32_t model_gain(int call, bool falls)
{
	const int64_t step = INT64_MAX / (48 * RAMP_CALLS);
	const int64_t way = falls ? step * 48 * (RAMP_CALLS - call) : step * 48 * call;
	const int32_t e = (int32_t)(way >> 48);

	return (1024 * ((e * e + (1 << 14)) >> 15) + (1 << 14)) >> 15;
}

static void expect_fade(struct rig *r, bool falls)
{
	for (int call = 0; call < RAMP_CALLS; call++)
		expect_gain(r, model_gain(call, falls));
}

static void test_privacy_fades_out_and_in(void **state)
{
	static const uint32_t nodes[] = { DMIC_IN(0), ALH_IN(5) };
	static struct wire w;

	for (size_t n = 0; n < ARRAY_SIZE(nodes); n++) {
		struct rig r;

		privacy_rig(&r, &w, nodes[n], IPC4_MIC_PRIVACY_FW_MANAGED);
		expect_gain(&r, 1024);
		for (int twice = 0; twice < 2; twice++) {
			mic_privacy_switch(true);
			expect_fade(&r, true);
			for (int call = 0; call < 5; call++)
				expect_gain(&r, 0);
			mic_privacy_switch(false);
			expect_fade(&r, false);
			expect_gain(&r, 1024);
		}
		/* what changes during a fade waits for its end; what is back by then has not been */
		mic_privacy_switch(true);
		expect_gain(&r, model_gain(0, true));
		mic_privacy_switch(false);
		for (int call = 1; call < RAMP_CALLS; call++)
			expect_gain(&r, model_gain(call, true));
		expect_gain(&r, model_gain(0, false));
		mic_privacy_switch(true);
		mic_privacy_switch(false);
		for (int call = 1; call < RAMP_CALLS; call++)
			expect_gain(&r, model_gain(call, false));
		expect_gain(&r, 1024);
		privacy_end(&r, nodes[n]);
	}
}

static void test_privacy_is_there_from_the_start(void **state)
{
	static struct wire w;
	struct rig r;

	mic_privacy_switch(true);
	privacy_rig(&r, &w, DMIC_IN(0), IPC4_MIC_PRIVACY_FW_MANAGED);
	expect_gain(&r, 0);
	/* a stream that begins anew is as the switch is */
	module_halt(r.mod);
	mic_privacy_switch(false);
	module_run(r.mod);
	expect_gain(&r, 1024);
	privacy_end(&r, DMIC_IN(0));
}

static void test_privacy_is_of_microphones_and_of_a_policy(void **state)
{
	static struct wire w;
	struct rig r;

	privacy_rig(&r, &w, SSP_IN(0), IPC4_MIC_PRIVACY_FW_MANAGED);
	mic_privacy_switch(true);
	expect_gain(&r, 1024);
	privacy_end(&r, SSP_IN(0));

	/* the policy is that of when the copier was made */
	privacy_rig(&r, &w, DMIC_IN(0), IPC4_MIC_PRIVACY_DISABLED);
	assert_int_equal(mic_privacy_set_policy(IPC4_MIC_PRIVACY_FW_MANAGED), 0);
	mic_privacy_switch(true);
	expect_gain(&r, 1024);
	privacy_end(&r, DMIC_IN(0));
	for (uint32_t policy = 0; policy < 6; policy++)
		assert_int_equal(mic_privacy_set_policy(policy),
				 policy == 0 || policy == 2 ? 0 : -EINVAL);
	mic_privacy_init();
}

/* There is no gain for floating point: nobody is to hear what should be private. */
static void test_private_samples_are_integers(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), DMIC_IN(0));

	p.cfg.out_fmt.s_type = IPC4_TYPE_FLOAT;
	for (int privacy = 0; privacy < 2; privacy++) {
		struct rig r;

		if (privacy)
			assert_int_equal(mic_privacy_set_policy(IPC4_MIC_PRIVACY_FW_MANAGED), 0);
		r = (struct rig){ .mod = copier_new(&p, 1) };
		rig_sink(&r, 0, s32(2), 8);
		r.sinks[0].ring.params.frame_fmt = SOF_IPC_FRAME_FLOAT;
		assert_int_equal(module_prepare(r.mod), privacy ? -EINVAL : 0);
		rig_close(&r);
	}
	mic_privacy_init();
}

/* ---- positions and xruns ---- */

static const struct ipc4_fw_registers *registers(void)
{
	size_t bytes;

	return adsp_window(0, &bytes);
}

static void test_positions(void **state)
{
	static struct wire w, host;
	struct payload p = make_payload(s16(2), s16(2), SSP_OUT(1)),
		       hp = make_payload(s16(2), s16(2), HOST_OUT(4));
	const struct ipc4_pipeline_registers *stream = &registers()->pipeline_regs[4];
	struct rig link, r;
	struct ipc4_llp_reading_extended reading;
	uint32_t size = sizeof(reading);
	int16_t in[96] = { 0 };

	r = (struct rig){ .mod = copier_new(&hp, 1) };
	assert_int_equal(stream->stream_start_offset, UINT64_MAX);
	assert_int_equal(stream->stream_end_offset, UINT64_MAX);
	link = (struct rig){ .mod = copier_new(&p, 1) };
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].node_id, SSP_OUT(1));
	wire_attach(&w, SSP_OUT(1), false, 0);
	wire_attach(&host, HOST_OUT(4), true, 0);
	rig_source(&link, s16(2), 100);
	rig_sink(&r, 0, s16(2), 100);
	r.sinks[0].api.consumer = link.mod;

	assert_int_equal(
		link.mod->priv.ops->get_configuration(link.mod, IPC4_COPIER_PARAM_LLP_READING,
						      &size, (uint8_t *)&reading, sizeof(reading)),
		0);
	assert_int_equal(size, 16);
	assert_int_equal(reading.llp.llp_l, 0);
	module_run(link.mod);
	for (int tick = 0; tick < 5; tick++) {
		source_put(&link.source, in, 48);
		process(&link);
		adsp_tick();
	}
	process(&link);
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].reading.llp_l, 5 * 192);
	assert_int_equal(link.mod->priv.ops->get_configuration(
				 link.mod, IPC4_COPIER_PARAM_LLP_READING_EXTENDED, &size,
				 (uint8_t *)&reading, sizeof(reading)),
			 0);
	assert_int_equal(size, sizeof(reading));
	assert_int_equal(reading.llp.llp_l, 5 * 192);
	assert_int_equal(reading.tpd_low, 5 * 192);
	assert_true(reading.llp.wclk_l > 0);
	assert_int_equal(link.mod->priv.ops->get_configuration(link.mod,
							       IPC4_COPIER_PARAM_LLP_READING, &size,
							       (uint8_t *)&reading, 15),
			 -EINVAL);
	assert_int_equal(link.mod->priv.ops->get_configuration(
				 link.mod, 1, &size, (uint8_t *)&reading, sizeof(reading)),
			 -EINVAL);
	assert_int_equal(r.mod->priv.ops->get_configuration(r.mod, IPC4_COPIER_PARAM_LLP_READING,
							    &size, (uint8_t *)&reading,
							    sizeof(reading)),
			 -EINVAL);

	/* the stream starts when the link is there */
	module_run(r.mod);
	assert_int_equal(stream->stream_start_offset, 5 * 192);
	assert_int_equal(stream->stream_end_offset, UINT64_MAX);
	source_put(&link.source, in, 48);
	process(&link);
	adsp_tick();
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_PAUSE), 0);
	assert_int_equal(stream->stream_end_offset, 6 * 192);
	source_put(&link.source, in, 48);
	process(&link);
	adsp_tick();
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_PRE_RELEASE), 0);
	assert_int_equal(module_adapter_trigger(r.mod->dev, COMP_TRIGGER_RELEASE), 0);
	assert_int_equal(stream->stream_start_offset, 6 * 192);
	assert_int_equal(stream->stream_end_offset, UINT64_MAX);
	module_halt(r.mod);
	assert_int_equal(stream->stream_start_offset, UINT64_MAX);
	module_halt(link.mod);
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].reading.llp_l, 0);
	rig_close(&r);
	rig_close(&link);
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].node_id, 0);
	assert_int_equal(adsp_dma_detach(SSP_OUT(1)), 0);
	assert_int_equal(adsp_dma_detach(HOST_OUT(4)), 0);

	/* HDA links count by themselves, aggregated ones have their own slots */
	p = make_payload(s16(2), s16(2), HDA_OUT(1));
	link = (struct rig){ .mod = copier_new(&p, 1) };
	assert_int_equal(registers()->llp_gpdma_reading_slots[0].node_id, 0);
	rig_close(&link);
	p = make_payload(s16(2), s16(2), ALH_OUT(IPC4_ALH_MULTI_GTW_BASE));
	set_blob(&p, 4, (uint32_t[]){ 0, 1, ALH_OUT(5), 0x3 });
	link = (struct rig){ .mod = copier_new(&p, 4) };
	assert_int_equal(registers()->llp_sndw_reading_slots[0].node_id,
			 ALH_OUT(IPC4_ALH_MULTI_GTW_BASE));
	rig_close(&link);
}

static void test_xruns_are_reported_once_per_spell(void **state)
{
	static struct wire w;
	struct notified notified;
	struct payload p = make_payload(s16(2), s16(2), SSP_OUT(1));
	struct rig r = { .mod = copier_new(&p, 1) };
	int16_t in[96] = { 0 };

	wire_attach(&w, SSP_OUT(1), false, 0);
	notified_start(&notified, IPC4_NOTIFY_RESOURCE_EVENT);
	rig_source(&r, s16(2), 100);
	module_run(r.mod);
	/* nothing sent yet: no underrun */
	for (int tick = 0; tick < 5; tick++) {
		process(&r);
		adsp_tick();
	}
	assert_int_equal(notified.count, 0);
	for (unsigned int spell = 1; spell <= 3; spell++) {
		for (int tick = 0; tick < 5; tick++) {
			source_put(&r.source, in, 48);
			process(&r);
			adsp_tick();
		}
		for (int tick = 0; tick < 5; tick++) {
			process(&r);
			adsp_tick();
		}
		assert_int_equal(notified.count, spell);
	}
	assert_int_equal(notified.last.resource.resource_type, IPC4_PIPELINE);
	assert_int_equal(notified.last.resource.resource_id, 7);
	assert_int_equal(notified.last.resource.event_type, IPC4_GATEWAY_UNDERRUN_DETECTED);
	rig_close(&r);
	assert_int_equal(adsp_dma_detach(SSP_OUT(1)), 0);

	/* capture that nobody takes */
	p = make_payload(s16(2), s16(2), SSP_IN(1));
	r = (struct rig){ .mod = copier_new(&p, 1) };
	rig_sink(&r, 0, s16(2), 48);
	module_run(r.mod);
	for (int tick = 0; tick < 10; tick++) {
		adsp_tick();
		process(&r);
	}
	assert_int_equal(notified.count, 4);
	assert_int_equal(notified.last.resource.event_type, IPC4_GATEWAY_OVERRUN_DETECTED);
	adsp_ipc_on_notification(NULL, NULL);
	rig_close(&r);
}

/* ---- refusals ---- */

static int try_payload(const struct payload *p, size_t bytes)
{
	struct processing_module *mod;
	int ret = module_try("COPIER", 0, p, bytes, &mod);

	if (mod)
		module_delete(mod);
	return ret;
}

static void test_init_payloads(void **state)
{
	static const uint32_t bad_nodes[] = {
		IPC4_NODE_ID(2, 0),  IPC4_NODE_ID(3, 0),
		IPC4_NODE_ID(7, 0),  IPC4_NODE_ID(10, 0),
		IPC4_NODE_ID(14, 0), IPC4_NODE_ID(22, 0),
		IPC4_NODE_ID(31, 0), HOST_OUT(16),
		HOST_OUT(255),       0x2000,
		0xFFFFFFFE,          0x80000000,
	};
	struct payload p = make_payload(s32(2), s32(2), HOST_OUT(0)), good = p;

	for (size_t bytes = 40; bytes < 84; bytes += 4)
		assert_int_equal(try_payload(&p, bytes), -EINVAL);
	assert_int_equal(try_payload(&p, 84), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad_nodes); i++) {
		p.cfg.gtw_cfg.node_id = bad_nodes[i];
		if (try_payload(&p, 84) != -EINVAL)
			fail_msg("node %#x was accepted", bad_nodes[i]);
	}
	/* a known type that this machine lacks */
	p.cfg.gtw_cfg.node_id = IPC4_NODE_ID(IPC4_IPC_INPUT_CLASS, 0);
	assert_int_equal(try_payload(&p, 84), -ENODEV);

	p = good;
	p.cfg.gtw_cfg.config_length = 0;
	assert_int_equal(try_payload(&p, 84), 0);
	p.cfg.gtw_cfg.config_length = 2;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	assert_int_equal(try_payload(&p, 88), 0);
	p.cfg.gtw_cfg.config_length = 0x40000001;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	p.cfg.gtw_cfg.config_length = UINT32_MAX;
	assert_int_equal(try_payload(&p, 84), -EINVAL);

	p = good;
	p.cfg.gtw_cfg.dma_buffer_size = UINT32_MAX;
	assert_int_equal(try_payload(&p, 84), -ENOMEM);
	p.cfg.gtw_cfg.dma_buffer_size = INT32_MAX - 8;
	assert_int_equal(try_payload(&p, 84), -ENOMEM);

	for (uint32_t channels = 0; channels < 11; channels++) {
		p = good;
		p.cfg.base.audio_fmt.channels_count = channels;
		assert_int_equal(try_payload(&p, 84), channels >= 1 && channels <= 8 ? 0 : -EINVAL);
		p = good;
		p.cfg.out_fmt.channels_count = channels;
		assert_int_equal(try_payload(&p, 84), channels >= 1 && channels <= 8 ? 0 : -EINVAL);
	}
	p = good;
	p.cfg.out_fmt.sampling_frequency = 44100;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	p.cfg.base.audio_fmt.sampling_frequency = p.cfg.out_fmt.sampling_frequency = 0;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	p = good;
	p.cfg.out_fmt.depth = 20;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	/* formats known, conversion not */
	p = make_payload(s16(2), make_format(48000, 1, 32, 32), HOST_OUT(0));
	p.cfg.out_fmt.s_type = IPC4_TYPE_FLOAT;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
}

static void test_gateway_is_taken_once(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), SSP_OUT(0));
	struct processing_module *mod = copier_new(&p, 1);

	assert_int_equal(try_payload(&p, 84), -ENODEV);
	module_delete(mod);
	assert_int_equal(try_payload(&p, 84), 0);
}

static void test_parameters(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), IPC4_INVALID_NODE_ID);
	struct ipc4_copier_config_set_sink_format good = { .sink_id = 3,
							   .source_fmt = s32(2),
							   .sink_fmt = s16(2) },
						  bad;
	struct processing_module *mod = copier_new(&p, 1);
	uint32_t word = 31;

	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &good, sizeof(good)),
			 0);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &good,
				    sizeof(good) - 1),
			 -EINVAL);
	assert_int_equal(mod->priv.ops->set_configuration(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT,
							  MODULE_CFG_FRAGMENT_LAST, 0,
							  (uint8_t *)&good, sizeof(good), NULL, 0),
			 -EINVAL);
	bad = good;
	bad.sink_id = 4;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);
	bad = good;
	bad.source_fmt.ch_map++;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);
	bad = good;
	bad.sink_fmt.channels_count = 0;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);
	bad = good;
	bad.sink_fmt.sampling_frequency = 44100;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);

	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 4), 0);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 3), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 5), -EINVAL);
	word = 32;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 4), -EINVAL);
	/* only links have a channel map */
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 4), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_TIMESTAMP_INIT, &word, 4), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_DATA_SEGMENT_ENABLED, &word, 4),
			 -EINVAL);
	module_delete(mod);

	p = make_payload(s32(2), s16(2), SSP_OUT(0));
	mod = copier_new(&p, 1);
	word = 1;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 4), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 3), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 4), 0);
	module_delete(mod);

	/* floats cannot be remapped: refused, and the old conversion stays */
	p = make_payload(s32(2), s32(2), SSP_OUT(0));
	p.cfg.out_fmt.s_type = IPC4_TYPE_FLOAT;
	mod = copier_new(&p, 1);
	word = 0x01;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 4), -EINVAL);
	assert_true(((struct copier_data *)module_get_private_data(mod))->has_conversion[0]);
	module_delete(mod);
}

static void test_prepare_looks_at_every_edge(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), IPC4_INVALID_NODE_ID);
	struct rig r = { .mod = copier_new(&p, 1) };

	assert_int_equal(module_prepare(r.mod), -EINVAL);
	rig_source(&r, s32(2), 8);
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	rig_sink(&r, 0, s32(2), 8);
	assert_int_equal(module_prepare(r.mod), 0);
	r.sinks[0].api.queue_id = 4;
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	r.sinks[0].api.queue_id = 0;
	r.sinks[0].ring.params.channels = 3;
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	r.sinks[0].ring.params.channels = 2;
	r.source.ring.params.frame_fmt = SOF_IPC_FRAME_S16_LE;
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	r.source.ring.params.frame_fmt = SOF_IPC_FRAME_S32_LE;
	module_run(r.mod);
	/* and so does the call, for what was bound meanwhile */
	rig_sink(&r, 1, s16(2), 8);
	assert_int_equal(module_process(r.mod), -EINVAL);
	rig_close(&r);
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
		cmocka_unit_test(test_link_playback_sends_every_frame_once),
		cmocka_unit_test(test_link_playback_feeds_listeners_too),
		cmocka_unit_test(test_link_capture_and_channel_map),
		cmocka_unit_test(test_pause_keeps_and_reset_drops),
		cmocka_unit_test(test_several_gateways_share_the_channels),
		cmocka_unit_test(test_several_gateways_make_one_stream),
		cmocka_unit_test(test_multi_gateway_blobs),
		cmocka_unit_test(test_fade_gains_match_the_model),
		cmocka_unit_test(test_microphones_fade_in_on_the_first_sink),
		cmocka_unit_test(test_privacy_fades_out_and_in),
		cmocka_unit_test(test_privacy_is_there_from_the_start),
		cmocka_unit_test(test_privacy_is_of_microphones_and_of_a_policy),
		cmocka_unit_test(test_private_samples_are_integers),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_xruns_are_reported_once_per_spell),
		cmocka_unit_test(test_init_payloads),
		cmocka_unit_test(test_gateway_is_taken_once),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_prepare_looks_at_every_edge),
		cmocka_unit_test(test_every_failing_allocation_is_survived),
	};

	return harness_run_both(tests, harness_stop);
}
