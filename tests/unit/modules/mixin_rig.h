/* SPDX-License-Identifier: BSD-3-Clause */
/* Mixins with a source each, mixouts with a sink each, edges between them. */
#ifndef TESTS_MODULES_MIXIN_RIG_H
#define TESTS_MODULES_MIXIN_RIG_H

#include "../../../fw/audio/modules/mixin_mixout/mixin_mixout.h"
#include "harness.h"

#define PERIOD 48

struct mixin_rig {
	struct processing_module *mod;
	struct test_source source;
};

struct mixout_rig {
	struct processing_module *mod;
	struct test_sink sink;
	struct peer peer;
};

/* The edge carries no data: a handle at each end. */
struct edge {
	struct test_source source;
	struct test_sink sink;
};

static struct processing_module *closed[16];
static unsigned int num_closed;

UNUSED static void delete_closed(void)
{
	while (num_closed)
		module_delete(closed[--num_closed]);
}

UNUSED static void mixin_open(struct mixin_rig *m, struct ipc4_audio_format fmt, uint32_t instance)
{
	struct ipc4_base_module_cfg base = make_base(fmt);

	m->mod = module_new("MIXIN", instance, &base, sizeof(base));
	source_init(&m->source, fmt, 3 * PERIOD + 7);
	module_attach_source(m->mod, &m->source.api);
}

UNUSED static void mixout_open(struct mixout_rig *m, struct ipc4_audio_format fmt, uint32_t frames)
{
	delete_closed();
	struct ipc4_base_module_cfg base = make_base(fmt);

	m->mod = module_new("MIXOUT", 0, &base, sizeof(base));
	sink_init(&m->sink, fmt, frames);
	peer_init(&m->peer, COMP_STATE_ACTIVE);
	m->sink.api.consumer = &m->peer.mod;
	module_attach_sink(m->mod, &m->sink.api);
}

/* @return mixout's answer */
UNUSED static int edge_bind(struct edge *e, struct processing_module *mixin,
			    struct processing_module *mixout, uint32_t queue,
			    struct ipc4_audio_format fmt)
{
	struct bind_info info = { .bind_type = COMP_BIND_TYPE_SINK, .sink = &e->sink.api };

	source_init(&e->source, fmt, 1);
	sink_init(&e->sink, fmt, 1);
	e->sink.api.queue_id = queue;
	e->sink.api.consumer = mixout;
	e->source.api.producer = mixin;
	assert_int_equal(mixin->priv.ops->bind(mixin, &info), 0);
	info = (struct bind_info){ .bind_type = COMP_BIND_TYPE_SOURCE, .source = &e->source.api };
	int ret = mixout->priv.ops->bind(mixout, &info);

	if (ret)
		return ret;
	module_attach_sink(mixin, &e->sink.api);
	module_attach_source(mixout, &e->source.api);
	return 0;
}

UNUSED static void edge_unbind(struct edge *e)
{
	struct bind_info as_source = { .bind_type = COMP_BIND_TYPE_SOURCE,
				       .source = &e->source.api };
	struct bind_info as_sink = { .bind_type = COMP_BIND_TYPE_SINK, .sink = &e->sink.api };
	struct processing_module *mixin = e->sink.api.bound;
	struct processing_module *mixout = e->source.api.bound;

	assert_int_equal(mixin->priv.ops->unbind(mixin, &as_sink), 0);
	assert_int_equal(mixout->priv.ops->unbind(mixout, &as_source), 0);
	for (uint32_t i = 0; i < mixout->num_of_sources; i++) {
		if (mixout->sources[i] == &e->source.api)
			mixout->sources[i] = mixout->sources[--mixout->num_of_sources];
	}
}

UNUSED static void edge_free(struct edge *e)
{
	free(e->source.ring.data);
	free(e->sink.ring.data);
}

/* The mixout looks at its mixins until it is reset, so they stay until the next rig is set up. */
UNUSED static void mixin_close(struct mixin_rig *m)
{
	if (m->mod->dev->state != COMP_STATE_READY)
		module_halt(m->mod);
	assert_true(num_closed < ARRAY_SIZE(closed));
	closed[num_closed++] = m->mod;
	free(m->source.ring.data);
}

UNUSED static void mixout_close(struct mixout_rig *m)
{
	if (m->mod->dev->state != COMP_STATE_READY)
		module_halt(m->mod);
	module_delete(m->mod);
	free(m->sink.ring.data);
}

UNUSED static const struct ipc4_audio_format *fmt32(void)
{
	static struct ipc4_audio_format fmt;

	fmt = make_format(48000, 2, 32, 32);
	return &fmt;
}

/* Frames of equal samples, value upwards from first. */
UNUSED static void put_ramp(struct mixin_rig *m, int32_t first, uint32_t frames)
{
	for (uint32_t i = 0; i < frames; i++) {
		int32_t frame[2] = { first + (int32_t)i, -(first + (int32_t)i) };

		source_put(&m->source, frame, 1);
	}
}

UNUSED static void process(struct processing_module *mod)
{
	assert_int_equal(module_process(mod), 0);
}

UNUSED static int stop(void **state)
{
	delete_closed();
	return harness_stop(state);
}

#endif
