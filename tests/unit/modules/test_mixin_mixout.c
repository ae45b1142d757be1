/* SPDX-License-Identifier: BSD-3-Clause */
/* Mixing against the model, of several mixins and mixouts in any order; underruns. */
#include <sof/audio/pipeline.h>
#include "mixin_rig.h"
#include "vectors.h"
#include "../../../fw/platform/posix/base/simd.h"

/* ---- arithmetic ---- */

static void arithmetic_matches_the_model(void)
{
	static int32_t src[2000], dst[2000];

	for (size_t v = 0; v < ARRAY_SIZE(mix_vectors); v++) {
		const struct mix_vector *vec = &mix_vectors[v];
		const struct mix_format *format =
			mix_get_format(vec->bits == 16 ? SOF_IPC_FRAME_S16_LE :
				       vec->bits == 24 ? SOF_IPC_FRAME_S24_4LE :
							 SOF_IPC_FRAME_S32_LE);
		uint32_t bytes = vec->bits == 16 ? 2 : 4;
		struct signal s = { .state = 0xABCDEF01 };
		uint8_t *fresh_dst = (uint8_t *)dst + 1000 * bytes,
			*fresh_src = (uint8_t *)src + 1000 * bytes;

		signal_fill(&s, src, 2000, 8 * bytes, bytes);
		signal_fill(&s, dst, 2000, 8 * bytes, bytes);
		if (vec->gain == MIXIN_UNITY_GAIN) {
			format->add(src, dst, 1000);
			memcpy(fresh_dst, fresh_src, 1000 * bytes);
		} else {
			format->add_gain(src, dst, 1000, vec->gain);
			format->gain(fresh_src, fresh_dst, 1000, vec->gain);
		}
		if (fnv(FNV_START, dst, 2000 * bytes) != vec->hash)
			fail_msg("%u bits, gain %d: wrong samples", vec->bits, vec->gain);
	}
	assert_null(mix_get_format(SOF_IPC_FRAME_FLOAT));
	assert_null(mix_get_format(SOF_IPC_FRAME_S24_4LE_MSB));
}

/* At each level of vector instructions that the processor has. */
static void test_arithmetic_matches_the_model(void **state)
{
	const enum simd_level before = platform_simd_level();

	for (int level = 0; level <= (int)simd_highest(); level++) {
		print_message("%s\n", simd_name((enum simd_level)level));
		simd_set_level((enum simd_level)level);
		arithmetic_matches_the_model();
	}
	simd_set_level(before);
}

/* ---- one mixin ---- */

static void test_downstream_first_costs_one_period_of_silence(void **state)
{
	struct mixin_rig in;
	struct mixout_rig out;
	struct edge e;
	int32_t block[2 * 2 * PERIOD];

	mixin_open(&in, *fmt32(), 0);
	mixout_open(&out, *fmt32(), 4 * PERIOD + 3);
	assert_int_equal(edge_bind(&e, in.mod, out.mod, 0, *fmt32()), 0);
	module_run(out.mod);
	module_run(in.mod);
	for (int tick = 0; tick < 20; tick++) {
		process(out.mod);
		put_ramp(&in, tick * PERIOD, PERIOD);
		process(in.mod);
		assert_int_equal(in.source.ring.level, 0);
		assert_int_equal(sink_take(&out.sink, block), PERIOD);
		for (int i = 0; i < PERIOD; i++) {
			int32_t expected = tick ? (tick - 1) * PERIOD + i : 0;

			assert_int_equal(block[2 * i], expected);
			assert_int_equal(block[2 * i + 1], -expected);
		}
	}
	mixin_close(&in);
	mixout_close(&out);
	edge_free(&e);
}

static void test_upstream_first_has_no_delay(void **state)
{
	struct mixin_rig in;
	struct mixout_rig out;
	struct edge e;
	int32_t block[2 * PERIOD];

	mixin_open(&in, *fmt32(), 0);
	mixout_open(&out, *fmt32(), 2 * PERIOD + 1);
	assert_int_equal(edge_bind(&e, in.mod, out.mod, 0, *fmt32()), 0);
	module_run(out.mod);
	module_run(in.mod);
	for (int tick = 0; tick < 20; tick++) {
		uint32_t frames = tick % 5 == 4 ? 17 : PERIOD;

		put_ramp(&in, 1000 * tick, frames);
		process(in.mod);
		process(out.mod);
		assert_int_equal(sink_take(&out.sink, block), frames);
		for (uint32_t i = 0; i < frames; i++)
			assert_int_equal(block[2 * i], 1000 * tick + (int32_t)i);
	}
	mixin_close(&in);
	mixout_close(&out);
	edge_free(&e);
}

/* ---- several ---- */

/*
 * Streams that begin, pause and end at different ticks, in every order of running: each one's frames come out
 * once, in order and without a gap, and nothing else does.
 */
static void test_each_stream_is_whole_in_any_order(void **state)
{
	enum {
		MIXINS = 3,
		TICKS = 60,
		FIRST = 3
	};
	static int32_t out_all[2 * PERIOD * TICKS];
	struct signal random = { .state = harness_seed() };

	for (int round = 0; round < 40; round++) {
		struct mixin_rig in[MIXINS];
		struct mixout_rig out;
		struct edge e[MIXINS];
		int start[MIXINS], stop[MIXINS], sent[MIXINS] = { 0 }, order[MIXINS + 1];
		uint32_t total = 0;

		mixout_open(&out, *fmt32(), pick(&random, 3 * PERIOD, 6 * PERIOD));
		for (int i = 0; i < MIXINS; i++) {
			mixin_open(&in[i], *fmt32(), (uint32_t)i);
			assert_int_equal(edge_bind(&e[i], in[i].mod, out.mod, 0, *fmt32()), 0);
			start[i] = (int)pick(&random, 0, 20);
			stop[i] = start[i] + (int)pick(&random, 1, 20);
			order[i] = i;
		}
		order[MIXINS] = MIXINS;
		for (int i = MIXINS; i > 0; i--) {
			int j = (int)pick(&random, 0, (uint32_t)i), swap = order[i];

			order[i] = order[j];
			order[j] = swap;
		}
		module_run(out.mod);
		for (int tick = 0; tick < TICKS; tick++) {
			for (int i = 0; i < MIXINS; i++) {
				if (tick == start[i])
					module_run(in[i].mod);
				if (tick == stop[i])
					assert_int_equal(module_adapter_trigger(in[i].mod->dev,
										COMP_TRIGGER_PAUSE),
							 0);
			}
			for (int k = 0; k <= MIXINS; k++) {
				int i = order[k];

				if (i == MIXINS) {
					process(out.mod);
				} else if (tick >= start[i] && tick < stop[i]) {
					/* stream i counts in its own decimal digits, so that sums show all */
					for (int f = 0; f < PERIOD; f++) {
						int32_t scale = i == 0 ? 1 :
								i == 1 ? 1000 :
									 1000000;
						int32_t x = (1 + sent[i]++ % 900) * scale,
							frame[2] = { x, -x };

						source_put(&in[i].source, frame, 1);
					}
					process(in[i].mod);
					assert_int_equal(in[i].source.ring.level, 0);
				}
			}
			total += sink_take(&out.sink, out_all + 2 * total);
			assert_in_range(total, 0, PERIOD * TICKS);
		}
		for (int i = 0; i < MIXINS; i++) {
			int32_t scale = i == 0 ? 1 : i == 1 ? 1000 : 1000000;
			int got = 0;

			for (uint32_t f = 0; f < total; f++) {
				int digits = out_all[2 * f] / scale % 1000;

				assert_int_equal(out_all[2 * f], -out_all[2 * f + 1]);
				if (digits)
					assert_int_equal(digits, 1 + got++ % 900);
				else if (got)
					assert_true(got == sent[i]);
			}
			assert_int_equal(got, sent[i]);
			mixin_close(&in[i]);
			edge_free(&e[i]);
		}
		mixout_close(&out);
	}
}

static void test_one_mixin_feeds_several_mixouts(void **state)
{
	struct mixin_rig in, other;
	struct mixout_rig out[3];
	struct edge e[3], e_other;
	int32_t block[2 * PERIOD];
	uint32_t mode[1 + 5] = { 1, 2, 0, 0, 0, 512 };

	mixin_open(&in, *fmt32(), 0);
	mixin_open(&other, *fmt32(), 1);
	for (uint32_t i = 0; i < 3; i++) {
		mixout_open(&out[i], *fmt32(), 2 * PERIOD);
		assert_int_equal(edge_bind(&e[i], in.mod, out[i].mod, i, *fmt32()), 0);
	}
	assert_int_equal(edge_bind(&e_other, other.mod, out[1].mod, 0, *fmt32()), 0);
	/* output 2 at half */
	assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, mode, sizeof(mode)), 0);
	module_run(out[0].mod);
	module_run(out[1].mod);
	module_run(in.mod);
	module_run(other.mod);
	for (int tick = 0; tick < 30; tick++) {
		bool third = tick >= 10 && tick < 20;

		if (tick == 10)
			module_run(out[2].mod);
		if (tick == 20)
			assert_int_equal(
				module_adapter_trigger(out[2].mod->dev, COMP_TRIGGER_PAUSE), 0);
		put_ramp(&in, 100 * tick, PERIOD);
		put_ramp(&other, 100000, PERIOD);
		process(in.mod);
		process(other.mod);
		for (int i = 0; i < 3; i++) {
			if (i == 2 && !third) {
				assert_int_equal(*mixout_pending(out[i].mod, in.mod), 0);
				continue;
			}
			process(out[i].mod);
			assert_int_equal(sink_take(&out[i].sink, block), PERIOD);
			for (int f = 0; f < PERIOD; f++) {
				int32_t x = 100 * tick + f;

				assert_int_equal(block[2 * f], i == 0 ? x :
							       i == 1 ? x + 100000 + f :
									x >> 1);
				assert_int_equal(block[2 * f + 1], i == 0 ? -x :
								   i == 1 ? -x - 100000 - f :
									    -x >> 1);
			}
		}
	}
	mixin_close(&in);
	mixin_close(&other);
	for (int i = 0; i < 3; i++) {
		mixout_close(&out[i]);
		edge_free(&e[i]);
	}
	edge_free(&e_other);
}

static void test_a_full_mixout_holds_its_mixin_back(void **state)
{
	struct mixin_rig in;
	struct mixout_rig out[2];
	struct edge e[2];

	mixin_open(&in, *fmt32(), 0);
	for (uint32_t i = 0; i < 2; i++) {
		mixout_open(&out[i], *fmt32(), 2 * PERIOD);
		assert_int_equal(edge_bind(&e[i], in.mod, out[i].mod, i, *fmt32()), 0);
		module_run(out[i].mod);
	}
	module_run(in.mod);
	ring_set_level(&out[1].sink.ring, (2 * PERIOD - 10) * 8);
	put_ramp(&in, 0, PERIOD);
	process(in.mod);
	assert_int_equal(in.source.ring.level, (PERIOD - 10) * 8);
	assert_int_equal(*mixout_pending(out[0].mod, in.mod), 10);
	process(in.mod);
	assert_int_equal(in.source.ring.level, (PERIOD - 10) * 8);
	mixin_close(&in);
	for (int i = 0; i < 2; i++) {
		mixout_close(&out[i]);
		edge_free(&e[i]);
	}
}

/* A starved stream is silence that does not erase what another has mixed. */
static void test_starved_mixin_mixes_silence(void **state)
{
	struct mixin_rig a, b;
	struct mixout_rig out;
	struct edge ea, eb;
	int32_t block[2 * PERIOD];

	mixin_open(&a, *fmt32(), 0);
	mixin_open(&b, *fmt32(), 1);
	mixout_open(&out, *fmt32(), 3 * PERIOD);
	assert_int_equal(edge_bind(&ea, a.mod, out.mod, 0, *fmt32()), 0);
	assert_int_equal(edge_bind(&eb, b.mod, out.mod, 0, *fmt32()), 0);
	module_run(out.mod);
	module_run(a.mod);
	module_run(b.mod);
	put_ramp(&a, 7, 10);
	process(a.mod);
	process(b.mod);
	/* b has reached further: beyond a's frames there is silence, not old content of the ring */
	assert_int_equal(*mixout_pending(out.mod, b.mod), PERIOD);
	process(out.mod);
	assert_int_equal(sink_take(&out.sink, block), 10);
	for (int i = 0; i < 10; i++)
		assert_int_equal(block[2 * i], 7 + i);
	process(a.mod);
	process(out.mod);
	assert_int_equal(sink_take(&out.sink, block), PERIOD - 10);
	for (int i = 0; i < PERIOD - 10; i++)
		assert_int_equal(block[2 * i], 0);
	mixin_close(&a);
	mixin_close(&b);
	mixout_close(&out);
	edge_free(&ea);
	edge_free(&eb);
}

static void test_clipping_depends_on_the_order(void **state)
{
	static const int32_t value[3] = { INT32_MAX, INT32_MAX, INT32_MIN };

	for (int turned = 0; turned < 2; turned++) {
		struct mixin_rig in[3];
		struct mixout_rig out;
		struct edge e[3];
		int32_t frame[2];

		mixout_open(&out, *fmt32(), PERIOD);
		module_run(out.mod);
		for (int i = 0; i < 3; i++) {
			int k = turned ? 2 - i : i;

			mixin_open(&in[i], *fmt32(), (uint32_t)i);
			assert_int_equal(edge_bind(&e[i], in[i].mod, out.mod, 0, *fmt32()), 0);
			module_run(in[i].mod);
			frame[0] = frame[1] = value[k];
			source_put(&in[i].source, frame, 1);
			process(in[i].mod);
		}
		process(out.mod);
		assert_int_equal(sink_take(&out.sink, frame), 1);
		assert_int_equal(frame[0], turned ? INT32_MAX - 1 : -1);
		for (int i = 0; i < 3; i++) {
			mixin_close(&in[i]);
			edge_free(&e[i]);
		}
		mixout_close(&out);
	}
}

static void test_formats_and_splits(void **state)
{
	enum {
		FRAMES = 400
	};
	static uint8_t a_in[FRAMES * 32], b_in[FRAMES * 32], got[FRAMES * 32],
		expected[FRAMES * 32];
	struct signal random = { .state = harness_seed() };

	for (int round = 0; round < 60; round++) {
		uint32_t bits = 16 + 8 * pick(&random, 0, 2), channels = pick(&random, 1, 8);
		uint32_t bytes = bits == 16 ? 2 : 4, total = 0;
		struct ipc4_audio_format fmt = make_format(48000, channels, 8 * bytes, bits);
		const struct mix_format *format =
			mix_get_format(bits == 16 ? SOF_IPC_FRAME_S16_LE :
				       bits == 24 ? SOF_IPC_FRAME_S24_4LE :
						    SOF_IPC_FRAME_S32_LE);
		struct mixin_rig a, b;
		struct mixout_rig out;
		struct edge ea, eb;

		signal_fill(&random, a_in, FRAMES * channels, bits, bytes);
		signal_fill(&random, b_in, FRAMES * channels, bits, bytes);
		memcpy(expected, a_in, sizeof(expected));
		format->add(b_in, expected, FRAMES * channels);
		mixin_open(&a, fmt, 0);
		mixin_open(&b, fmt, 1);
		mixout_open(&out, fmt, pick(&random, 60, 200));
		ring_rotate(&out.sink.ring, pick(&random, 0, 59));
		assert_int_equal(edge_bind(&ea, a.mod, out.mod, 0, fmt), 0);
		assert_int_equal(edge_bind(&eb, b.mod, out.mod, 0, fmt), 0);
		module_run(out.mod);
		module_run(a.mod);
		module_run(b.mod);
		for (uint32_t done = 0, n; done < FRAMES; done += n) {
			n = pick(&random, 1, 60);
			n = MIN(n, FRAMES - done);
			source_put(&a.source, a_in + done * channels * bytes, n);
			source_put(&b.source, b_in + done * channels * bytes, n);
			process(a.mod);
			process(b.mod);
			process(out.mod);
			total += sink_take(&out.sink, got + total * channels * bytes);
		}
		assert_int_equal(total, FRAMES);
		assert_memory_equal(got, expected, FRAMES * channels * bytes);
		mixin_close(&a);
		mixin_close(&b);
		mixout_close(&out);
		edge_free(&ea);
		edge_free(&eb);
	}
}

/* ---- notifications ---- */

static void test_underrun_notifications(void **state)
{
	struct notified notified;
	struct pipeline pipeline = { .pipeline_id = 7 };
	struct mixin_rig in;
	struct mixout_rig out;
	struct edge e;
	uint32_t param = 4;

	notified_start(&notified, IPC4_NOTIFY_RESOURCE_EVENT);
	mixin_open(&in, *fmt32(), 0);
	mixout_open(&out, *fmt32(), 4 * PERIOD);
	assert_int_equal(edge_bind(&e, in.mod, out.mod, 0, *fmt32()), 0);
	module_run(out.mod);
	module_run(in.mod);
	assert_int_equal(in.mod->priv.ops->set_config_param(in.mod, param), 0);
	for (int call = 1; call <= 12; call++) {
		process(in.mod);
		process(out.mod);
		sink_take(&out.sink, NULL);
		assert_int_equal(notified.count, call / 4);
	}
	assert_int_equal(notified.last.resource.resource_type, IPC4_PIPELINE);
	assert_int_equal(notified.last.resource.resource_id, 7);
	assert_int_equal(notified.last.resource.event_type, IPC4_MIXER_UNDERRUN_DETECTED);
	assert_int_equal(notified.last.resource.event_data[0], 0);
	assert_int_equal(notified.last.resource.event_data[1], 0);
	assert_int_equal(notified.last.resource.event_data[2], PERIOD * 8);
	/* data: silence about it */
	for (int call = 0; call < 12; call++) {
		put_ramp(&in, 0, PERIOD);
		process(in.mod);
		process(out.mod);
		sink_take(&out.sink, NULL);
	}
	assert_int_equal(notified.count, 3);
	/* the end of the stream is said once */
	pipeline.expect_eos = true;
	in.mod->dev->pipeline = &pipeline;
	for (int call = 0; call < 12; call++) {
		process(in.mod);
		process(out.mod);
		sink_take(&out.sink, NULL);
	}
	assert_int_equal(notified.count, 4);
	assert_int_equal(notified.last.resource.event_data[0], 1);
	in.mod->dev->pipeline = NULL;
	adsp_ipc_on_notification(NULL, NULL);
	mixin_close(&in);
	mixout_close(&out);
	edge_free(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arithmetic_matches_the_model),
		cmocka_unit_test(test_downstream_first_costs_one_period_of_silence),
		cmocka_unit_test(test_upstream_first_has_no_delay),
		cmocka_unit_test(test_each_stream_is_whole_in_any_order),
		cmocka_unit_test(test_one_mixin_feeds_several_mixouts),
		cmocka_unit_test(test_a_full_mixout_holds_its_mixin_back),
		cmocka_unit_test(test_starved_mixin_mixes_silence),
		cmocka_unit_test(test_clipping_depends_on_the_order),
		cmocka_unit_test(test_formats_and_splits),
		cmocka_unit_test(test_underrun_notifications),
	};

	return harness_run_both(tests, stop);
}
