/* SPDX-License-Identifier: BSD-3-Clause */
/* Edges that come and go while streams are mixed. */
#include "mixin_rig.h"

static void test_unbound_mixin_leaves_no_trace(void **state)
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
	put_ramp(&a, 1, PERIOD);
	put_ramp(&b, 1, 5);
	process(a.mod);
	process(b.mod);
	edge_unbind(&eb);
	assert_null(mixout_pending(out.mod, b.mod));
	mixin_close(&b);
	process(out.mod);
	assert_int_equal(sink_take(&out.sink, block), PERIOD);
	mixin_close(&a);
	mixout_close(&out);
	edge_free(&ea);
	edge_free(&eb);
}

/*
 * A mixin that is unbound and bound again finds its place anew: what it had has gone to another one meanwhile. Their periods
 * are mixed, not put behind one another.
 */
static void test_bound_again_mixes_at_its_own_place(void **state)
{
	struct mixin_rig in[2];
	struct mixout_rig out;
	struct edge e[3];
	int32_t block[2 * 4 * PERIOD];

	mixout_open(&out, *fmt32(), 4 * PERIOD);
	for (int i = 0; i < 2; i++)
		mixin_open(&in[i], *fmt32(), (uint32_t)i);
	assert_int_equal(edge_bind(&e[0], in[0].mod, out.mod, 0, *fmt32()), 0);
	module_run(out.mod);
	module_run(in[0].mod);
	/* the second call is a usual one, and the next would not wrap */
	for (int tick = 0; tick < 2; tick++) {
		put_ramp(&in[0], 0, PERIOD);
		process(in[0].mod);
		process(out.mod);
		assert_int_equal(sink_take(&out.sink, block), PERIOD);
	}
	edge_unbind(&e[0]);
	in[0].mod->num_of_sinks = 0;
	/* nobody takes what it has: the mixout may be gone */
	put_ramp(&in[0], 0, PERIOD);
	process(in[0].mod);
	assert_int_equal(in[0].source.ring.level, PERIOD * 8);
	ring_set_level(&in[0].source.ring, 0);
	assert_int_equal(edge_bind(&e[1], in[1].mod, out.mod, 0, *fmt32()), 0);
	assert_int_equal(edge_bind(&e[2], in[0].mod, out.mod, 0, *fmt32()), 0);
	module_run(in[1].mod);
	for (int tick = 0; tick < 3; tick++) {
		for (int i = 0; i < 2; i++) {
			put_ramp(&in[i], 1000 * i, PERIOD);
			process(in[i].mod);
		}
		process(out.mod);
		assert_int_equal(sink_take(&out.sink, block), PERIOD);
		for (int i = 0; i < PERIOD; i++)
			assert_int_equal(block[2 * i], 1000 + 2 * i);
	}
	for (int i = 0; i < 2; i++)
		mixin_close(&in[i]);
	mixout_close(&out);
	for (int i = 0; i < 3; i++)
		edge_free(&e[i]);
}

/* What others have not reached is written over, whatever stood there. */
static void test_more_than_the_others_is_not_added(void **state)
{
	static const uint32_t frames[][2] = {
		{ PERIOD, PERIOD }, { PERIOD, PERIOD }, { 17, PERIOD }, { 31, 0 },
		{ PERIOD, PERIOD }, { PERIOD, 20 },     { 0, 28 },
	};
	static const uint32_t expected[] = { PERIOD, PERIOD, 17, 31, PERIOD, 20, 28 };
	struct mixin_rig in[2];
	struct mixout_rig out;
	struct edge e[2];
	int32_t block[2 * 4 * PERIOD];
	uint32_t put[2] = { 0 }, got = 0;

	mixout_open(&out, *fmt32(), 4 * PERIOD);
	for (int i = 0; i < 2; i++) {
		mixin_open(&in[i], *fmt32(), (uint32_t)i);
		assert_int_equal(edge_bind(&e[i], in[i].mod, out.mod, 0, *fmt32()), 0);
	}
	module_run(out.mod);
	for (int i = 0; i < 2; i++)
		module_run(in[i].mod);
	for (size_t tick = 0; tick < ARRAY_SIZE(frames); tick++) {
		for (int i = 0; i < 2; i++) {
			if (!frames[tick][i])
				continue;
			put_ramp(&in[i], (int32_t)put[i], frames[tick][i]);
			put[i] += frames[tick][i];
			process(in[i].mod);
		}
		process(out.mod);
		assert_int_equal(sink_take(&out.sink, block), expected[tick]);
		for (uint32_t f = 0; f < expected[tick]; f++)
			assert_int_equal(block[2 * f], 2 * (int32_t)got++);
	}
	for (int i = 0; i < 2; i++)
		mixin_close(&in[i]);
	mixout_close(&out);
	for (int i = 0; i < 2; i++)
		edge_free(&e[i]);
}

/* A mixout that runs on without its sink: nobody writes where that was. */
static void test_mixout_loses_its_sink(void **state)
{
	struct mixin_rig in;
	struct mixout_rig out;
	struct edge e;
	struct bind_info info = { .bind_type = COMP_BIND_TYPE_SINK, .sink = &out.sink.api };

	mixin_open(&in, *fmt32(), 0);
	mixout_open(&out, *fmt32(), 4 * PERIOD);
	assert_int_equal(edge_bind(&e, in.mod, out.mod, 0, *fmt32()), 0);
	module_run(out.mod);
	module_run(in.mod);
	/* the second call is a usual one, and the next would not wrap */
	for (int tick = 0; tick < 2; tick++) {
		put_ramp(&in, 0, PERIOD);
		process(in.mod);
		process(out.mod);
		assert_int_equal(sink_take(&out.sink, NULL), PERIOD);
	}
	assert_int_equal(out.mod->priv.ops->unbind(out.mod, &info), 0);
	out.mod->num_of_sinks = 0;
	put_ramp(&in, 0, PERIOD);
	assert_int_equal(module_process(in.mod), -EINVAL);
	module_attach_sink(out.mod, &out.sink.api);
	process(in.mod);
	process(out.mod);
	assert_int_equal(sink_take(&out.sink, NULL), PERIOD);
	mixin_close(&in);
	mixout_close(&out);
	edge_free(&e);
}

static void test_binding_limits(void **state)
{
	struct mixin_rig in[9];
	struct mixout_rig out;
	struct edge e[9], twice;
	struct bind_info info;
	struct peer other;
	struct test_sink sink;
	struct test_source source;

	mixout_open(&out, *fmt32(), PERIOD);
	for (uint32_t i = 0; i < 9; i++) {
		mixin_open(&in[i], *fmt32(), i);
		assert_int_equal(edge_bind(&e[i], in[i].mod, out.mod, 0, *fmt32()),
				 i < 8 ? 0 : -ENOMEM);
		if (i == 0)
			assert_int_equal(edge_bind(&twice, in[0].mod, out.mod, 1, *fmt32()),
					 -EALREADY);
	}
	/* nothing but a mixout behind a mixin, nothing but a mixin before a mixout */
	peer_init(&other, COMP_STATE_ACTIVE);
	other.mod.priv.ops = in[0].mod->priv.ops;
	sink_init(&sink, *fmt32(), 1);
	source_init(&source, *fmt32(), 1);
	sink.api.consumer = &other.mod;
	info = (struct bind_info){ .bind_type = COMP_BIND_TYPE_SINK, .sink = &sink.api };
	assert_int_equal(in[8].mod->priv.ops->bind(in[8].mod, &info), -EINVAL);
	sink.api.consumer = NULL;
	assert_int_equal(in[8].mod->priv.ops->bind(in[8].mod, &info), -EINVAL);
	sink.api.consumer = out.mod;
	sink.api.queue_id = 3;
	assert_int_equal(in[8].mod->priv.ops->bind(in[8].mod, &info), -EINVAL);
	other.mod.priv.ops = out.mod->priv.ops;
	source.api.producer = &other.mod;
	info = (struct bind_info){ .bind_type = COMP_BIND_TYPE_SOURCE, .source = &source.api };
	assert_int_equal(out.mod->priv.ops->bind(out.mod, &info), -EINVAL);
	/* a place that becomes free can be taken */
	edge_unbind(&e[3]);
	edge_free(&e[8]);
	assert_int_equal(edge_bind(&e[8], in[8].mod, out.mod, 0, *fmt32()), 0);

	for (uint32_t i = 0; i < 9; i++) {
		mixin_close(&in[i]);
		edge_free(&e[i]);
	}
	mixout_close(&out);
	edge_free(&twice);
	free(sink.ring.data);
	free(source.ring.data);
}

static void test_mixout_stays_while_its_pipeline_mixes(void **state)
{
	struct mixin_rig in;
	struct mixout_rig out;
	struct edge e;

	mixin_open(&in, *fmt32(), 0);
	mixout_open(&out, *fmt32(), PERIOD);
	assert_int_equal(edge_bind(&e, in.mod, out.mod, 0, *fmt32()), 0);
	out.mod->dev->direction = SOF_IPC_STREAM_PLAYBACK;
	module_run(out.mod);
	module_run(in.mod);
	assert_int_equal(out.mod->priv.ops->reset(out.mod), PPL_STATUS_PATH_STOP);
	out.mod->dev->direction = SOF_IPC_STREAM_CAPTURE;
	assert_int_equal(out.mod->priv.ops->reset(out.mod), 0);
	out.mod->dev->direction = SOF_IPC_STREAM_PLAYBACK;
	assert_int_equal(module_adapter_trigger(in.mod->dev, COMP_TRIGGER_PAUSE), 0);
	assert_int_equal(out.mod->priv.ops->reset(out.mod), 0);
	mixin_close(&in);
	mixout_close(&out);
	edge_free(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unbound_mixin_leaves_no_trace),
		cmocka_unit_test(test_bound_again_mixes_at_its_own_place),
		cmocka_unit_test(test_more_than_the_others_is_not_added),
		cmocka_unit_test(test_mixout_loses_its_sink),
		cmocka_unit_test(test_binding_limits),
		cmocka_unit_test(test_mixout_stays_while_its_pipeline_mixes),
	};

	return harness_run_both(tests, stop);
}
