/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of the modules share: a booted machine, modules made by the adapter, and sources and sinks of
 * the test's own, so that a test decides how much each call gets and where the rings wrap.
 */
#ifndef TESTS_MODULES_HARNESS_H
#define TESTS_MODULES_HARNESS_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <adsp/machine.h>
#include <ipc4/gain.h>
#include <ipc4/header.h>
#include <ipc4/notification.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>

#define UNUSED __attribute__((unused))

/* ---- machine ---- */

UNUSED static int harness_start(void **state)
{
	static struct adsp_profile profile;
	struct adsp_machine_config config = { .profile = &profile, .log_level = ADSP_LOG_NONE };
	char err[256] = "";

	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) ||
	    adsp_machine_start(&config, err, sizeof(err)))
		fail_msg("%s", err);
	return 0;
}

UNUSED static int harness_stop(void **state)
{
	adsp_machine_stop();
	return 0;
}

/* The tests of a group, over rings that are called, and over streams. */
#define harness_run_both(tests, stop)                                             \
	(cmocka_run_group_tests_name("over rings", tests, harness_start, stop) || \
	 (harness_streams = true,                                                 \
	  cmocka_run_group_tests_name("over streams", tests, harness_start, stop)))

/* ---- signals and hashes, as in make_vectors.py ---- */

struct signal {
	uint32_t state;
	uint32_t count;
};

static inline uint32_t signal_word(struct signal *s)
{
	s->state ^= s->state << 13;
	s->state ^= s->state >> 17;
	s->state ^= s->state << 5;
	return s->state;
}

static inline int32_t signal_sample(struct signal *s, uint32_t bits)
{
	int32_t x = (int32_t)signal_word(s) >> (32 - bits);
	int32_t max = (int32_t)(UINT32_MAX >> (33 - bits));

	if (++s->count % 13)
		return x;
	switch (s->count / 13 % 4) {
	case 0:
		return -max - 1;
	case 1:
		return max;
	case 2:
		return 0;
	default:
		return -1;
	}
}

/* Fill `samples` containers of `bytes` with samples of `bits`, sign-extended. */
UNUSED static void signal_fill(struct signal *s, void *data, uint32_t samples, uint32_t bits,
			       uint32_t bytes)
{
	uint8_t *out = data;

	for (uint32_t i = 0; i < samples; i++, out += bytes) {
		int32_t x = signal_sample(s, bits);

		memcpy(out, &x, bytes);
	}
}

#define FNV_START 0xCBF29CE484222325u

UNUSED static uint64_t fnv(uint64_t hash, const void *data, size_t bytes)
{
	const uint8_t *p = data;

	while (bytes--)
		hash = (hash ^ *p++) * 0x100000001B3u;
	return hash;
}

/* Random numbers of a test that tries many cases: the same in every run, others by the variable HARNESS_SEED. */
UNUSED static uint32_t harness_seed(void)
{
	const char *text = getenv("HARNESS_SEED");
	uint32_t seed = text ? (uint32_t)strtoul(text, NULL, 0) : 2654435761u;

	seed = seed ? seed : 1;
	print_message("HARNESS_SEED=%u\n", seed);
	return seed;
}

UNUSED static uint32_t pick(struct signal *s, uint32_t low, uint32_t high)
{
	return low + signal_word(s) % (high - low + 1);
}

/* ---- formats ---- */

UNUSED static struct ipc4_audio_format make_format(uint32_t rate, uint32_t channels, uint32_t depth,
						   uint32_t valid)
{
	return (struct ipc4_audio_format){
		.sampling_frequency = rate,
		.depth = depth,
		.ch_map = 0x76543210,
		.channels_count = channels,
		.valid_bit_depth = valid,
		.s_type = IPC4_TYPE_SIGNED_INTEGER,
	};
}

UNUSED static struct ipc4_base_module_cfg make_base(struct ipc4_audio_format fmt)
{
	uint32_t period = fmt.sampling_frequency / 1000 * fmt.channels_count * fmt.depth / 8;

	return (struct ipc4_base_module_cfg){ .ibs = period, .obs = period, .audio_fmt = fmt };
}

/* ---- sources and sinks over a ring in host memory ---- */

/* Rings that are made from now on are streams, which modules read and write in place: what they do in a pipeline. */
UNUSED static bool harness_streams;

struct ring {
	uint8_t *data;
	size_t size, read, level; /* bytes */
	union {
		struct sof_audio_stream_params params;
		struct audio_stream stream; /* positions: those above, for a module that is called */
	};
};

/* After the test has moved the ring's positions. */
static inline void ring_to_stream(struct ring *ring)
{
	ring->stream.r_ptr = ring->data + ring->read;
	ring->stream.w_ptr = ring->data + (ring->read + ring->level) % ring->size;
	ring->stream.avail = (uint32_t)ring->level;
	ring->stream.free = (uint32_t)(ring->size - ring->level);
}

/* After the module has moved the stream's. */
static inline void ring_from_stream(struct ring *ring)
{
	ring->read = (size_t)((uint8_t *)ring->stream.r_ptr - ring->data);
	ring->level = ring->stream.avail;
	assert_int_equal(ring->stream.free, ring->size - ring->level);
	assert_ptr_equal(ring->stream.w_ptr, ring->data + (ring->read + ring->level) % ring->size);
}

struct test_source {
	struct sof_source api;
	struct ring ring;
};

struct test_sink {
	struct sof_sink api;
	struct ring ring;
};

static inline size_t ring_available(struct sof_source *source)
{
	return container_of(source, struct test_source, api)->ring.level;
}

static inline int ring_get_data(struct sof_source *source, size_t bytes, const void **ptr,
				const void **start, size_t *size)
{
	struct ring *ring = &container_of(source, struct test_source, api)->ring;

	if (bytes > ring->level)
		return -ENODATA;
	*ptr = ring->data + ring->read;
	*start = ring->data;
	*size = ring->size;
	return 0;
}

static inline void ring_release(struct sof_source *source, size_t bytes)
{
	struct ring *ring = &container_of(source, struct test_source, api)->ring;

	ring->read = (ring->read + bytes) % ring->size;
	ring->level -= bytes;
}

static inline size_t ring_free_size(struct sof_sink *sink)
{
	struct ring *ring = &container_of(sink, struct test_sink, api)->ring;

	return ring->size - ring->level;
}

static inline int ring_get_buffer(struct sof_sink *sink, size_t bytes, void **ptr, void **start,
				  size_t *size)
{
	struct ring *ring = &container_of(sink, struct test_sink, api)->ring;

	if (bytes > ring->size - ring->level)
		return -ENODATA;
	*ptr = ring->data + (ring->read + ring->level) % ring->size;
	*start = ring->data;
	*size = ring->size;
	return 0;
}

static inline void ring_commit(struct sof_sink *sink, size_t bytes)
{
	container_of(sink, struct test_sink, api)->ring.level += bytes;
}

static inline void ring_init(struct ring *ring, struct ipc4_audio_format fmt, uint32_t frames)
{
	memset(ring, 0, sizeof(*ring));
	assert_int_equal(audio_stream_params_from_ipc4(&ring->params, &fmt), 0);
	ring->size =
		(size_t)frames * get_frame_bytes(ring->params.frame_fmt, ring->params.channels);
	ring->data = malloc(ring->size);
	assert_non_null(ring->data);
	memset(ring->data, 0x5A, ring->size);
	ring->stream.addr = ring->data;
	ring->stream.end_addr = ring->data + ring->size;
	ring->stream.size = (uint32_t)ring->size;
	ring_to_stream(ring);
}

UNUSED static void source_init(struct test_source *source, struct ipc4_audio_format fmt,
			       uint32_t frames)
{
	static const struct source_ops ops = { ring_available, ring_get_data, ring_release };

	memset(source, 0, sizeof(*source));
	ring_init(&source->ring, fmt, frames);
	source->api.ops = harness_streams ? &audio_stream_source_ops : &ops;
	source->api.params = &source->ring.params;
}

UNUSED static void sink_init(struct test_sink *sink, struct ipc4_audio_format fmt, uint32_t frames)
{
	static const struct sink_ops ops = { ring_free_size, ring_get_buffer, ring_commit };

	memset(sink, 0, sizeof(*sink));
	ring_init(&sink->ring, fmt, frames);
	sink->api.ops = harness_streams ? &audio_stream_sink_ops : &ops;
	sink->api.params = &sink->ring.params;
	sink->api.capacity = sink->ring.size;
}

static inline size_t ring_frame_bytes(const struct ring *ring)
{
	return get_frame_bytes(ring->params.frame_fmt, ring->params.channels);
}

/* Put frames where the module reads. */
UNUSED static void source_put(struct test_source *source, const void *data, uint32_t frames)
{
	struct ring *ring = &source->ring;
	size_t bytes = frames * ring_frame_bytes(ring),
	       at = (ring->read + ring->level) % ring->size;
	size_t head = MIN(bytes, ring->size - at);

	assert_true(bytes <= ring->size - ring->level);
	memcpy(ring->data + at, data, head);
	memcpy(ring->data, (const uint8_t *)data + head, bytes - head);
	ring->level += bytes;
	ring_to_stream(ring);
}

/* Take all frames the module has written; data NULL drops them. @return frames */
UNUSED static uint32_t sink_take(struct test_sink *sink, void *data)
{
	struct ring *ring = &sink->ring;
	size_t bytes = ring->level, head = MIN(bytes, ring->size - ring->read);

	if (data) {
		memcpy(data, ring->data + ring->read, head);
		memcpy((uint8_t *)data + head, ring->data, bytes - head);
	}
	ring->read = (ring->read + bytes) % ring->size;
	ring->level = 0;
	ring_to_stream(ring);
	return (uint32_t)(bytes / ring_frame_bytes(ring));
}

/* As if so many bytes stood in it. */
UNUSED static void ring_set_level(struct ring *ring, size_t bytes)
{
	ring->level = bytes;
	ring_to_stream(ring);
}

/* Let the ring begin, and so wrap, elsewhere. It must be empty. */
UNUSED static void ring_rotate(struct ring *ring, uint32_t frames)
{
	assert_int_equal(ring->level, 0);
	ring->read = frames * ring_frame_bytes(ring) % ring->size;
	ring_to_stream(ring);
}

/* ---- notifications ---- */

/* Those of one type: how many have come, and the last one. */
struct notified {
	uint32_t type; /* IPC4_NOTIFY_* */
	uint32_t count;
	union {
		struct {
			struct sof_ipc4_notify_module_data event;
			struct sof_ipc4_control_msg_payload control;
			struct sof_ipc4_ctrl_value_chan value;
		} module;
		struct ipc4_resource_event_data_notification resource;
	} last;
};

UNUSED static void notified_take(void *ctx, const struct adsp_ipc_message *msg, const void *payload,
				 size_t box_bytes)
{
	struct notified *notified = ctx;

	if (msg->primary != IPC4_NOTIFICATION_PRIMARY(notified->type))
		return;
	memcpy(&notified->last, payload, sizeof(notified->last));
	notified->count++;
}

/* Until adsp_ipc_on_notification(NULL, NULL). */
UNUSED static void notified_start(struct notified *notified, uint32_t type)
{
	*notified = (struct notified){ .type = type };
	adsp_ipc_on_notification(notified_take, notified);
}

/* ---- modules ---- */

UNUSED static const struct comp_driver *find_driver(const char *name)
{
	for (uint32_t id = 1; id <= module_table_count(); id++) {
		if (!strncmp(module_table_get(id)->name, name, sizeof(module_table_get(id)->name)))
			return module_table_get(id);
	}
	fail_msg("no module %s", name);
	return NULL;
}

/* @return what module_adapter_new() returns; *mod is NULL on error */
UNUSED static int module_try(const char *name, uint32_t instance, const void *payload, size_t bytes,
			     struct processing_module **mod)
{
	struct comp_ipc_config config = { .id = COMP_ID(1, instance), .pipeline_id = 7 };
	struct comp_dev *dev = NULL;
	void *aligned = malloc(bytes + !bytes);
	int ret;

	assert_non_null(aligned);
	memcpy(aligned, payload, bytes);
	ret = module_adapter_new(find_driver(name), &config, aligned, bytes, &dev);
	free(aligned);
	*mod = ret ? NULL : dev->mod;
	return ret;
}

UNUSED static struct processing_module *module_new(const char *name, uint32_t instance,
						   const void *payload, size_t bytes)
{
	struct processing_module *mod;

	assert_int_equal(module_try(name, instance, payload, bytes, &mod), 0);
	return mod;
}

UNUSED static void module_attach_source(struct processing_module *mod, struct sof_source *source)
{
	mod->sources[mod->num_of_sources++] = source;
	source->bound = mod;
}

UNUSED static void module_attach_sink(struct processing_module *mod, struct sof_sink *sink)
{
	mod->sinks[mod->num_of_sinks++] = sink;
	sink->bound = mod;
}

UNUSED static int module_prepare(struct processing_module *mod)
{
	return mod->priv.ops->prepare(mod, mod->sources, (int)mod->num_of_sources, mod->sinks,
				      (int)mod->num_of_sinks);
}

UNUSED static int module_process(struct processing_module *mod)
{
	int ret = mod->priv.ops->process(mod, mod->sources, (int)mod->num_of_sources, mod->sinks,
					 (int)mod->num_of_sinks);

	for (uint32_t i = 0; harness_streams && i < mod->num_of_sources; i++)
		ring_from_stream(&container_of(mod->sources[i], struct test_source, api)->ring);
	for (uint32_t i = 0; harness_streams && i < mod->num_of_sinks; i++)
		ring_from_stream(&container_of(mod->sinks[i], struct test_sink, api)->ring);
	return ret;
}

UNUSED static int module_set(struct processing_module *mod, uint32_t id, const void *data,
			     size_t bytes)
{
	return mod->priv.ops->set_configuration(mod, id, MODULE_CFG_FRAGMENT_SINGLE,
						(uint32_t)bytes, data, bytes, NULL, 0);
}

/* Prepare through the adapter and run through its triggers, so that states are those of a running pipeline. */
UNUSED static void module_run(struct processing_module *mod)
{
	assert_int_equal(module_adapter_prepare(mod->dev), 0);
	assert_int_equal(module_adapter_trigger(mod->dev, COMP_TRIGGER_PRE_START), 0);
	assert_int_equal(module_adapter_trigger(mod->dev, COMP_TRIGGER_START), 0);
}

UNUSED static void module_halt(struct processing_module *mod)
{
	assert_int_equal(module_adapter_trigger(mod->dev, COMP_TRIGGER_STOP), 0);
	assert_int_equal(module_adapter_reset(mod->dev), 0);
}

/* Detach and free; the module must be READY. */
UNUSED static void module_delete(struct processing_module *mod)
{
	mod->num_of_sources = 0;
	mod->num_of_sinks = 0;
	assert_int_equal(module_adapter_free(mod->dev), 0);
}

/* Prepare a module alone, between a source and a sink, and delete it. @return what its prepare returns */
UNUSED static int module_prepare_between(struct processing_module *mod, struct ipc4_audio_format in,
					 struct ipc4_audio_format out)
{
	struct test_source source;
	struct test_sink sink;
	int ret;

	source_init(&source, in, 64);
	sink_init(&sink, out, 64);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	ret = module_prepare(mod);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
	return ret;
}

/*
 * The same with a source and a sink of one format.
 * @param config	set before as parameter 0; NULL: nothing
 */
UNUSED static int module_try_prepare(const char *name, struct ipc4_audio_format fmt,
				     const void *config, size_t bytes)
{
	struct ipc4_base_module_cfg base = make_base(fmt);
	struct processing_module *mod = module_new(name, 0, &base, sizeof(base));

	if (config)
		assert_int_equal(module_set(mod, 0, config, bytes), 0);
	return module_prepare_between(mod, fmt, fmt);
}

/* A module at the far end of a test's sink, to be running or not. */
struct peer {
	struct comp_dev dev;
	struct processing_module mod;
};

UNUSED static void peer_init(struct peer *peer, enum comp_state state)
{
	memset(peer, 0, sizeof(*peer));
	peer->dev.state = state;
	peer->dev.mod = &peer->mod;
	peer->mod.dev = &peer->dev;
}

/* ---- property: any split of the input into blocks gives the same samples ---- */

/* Make a module, run `frames` of input through it in blocks of at most max_block, rings wrapping anywhere. */
typedef struct processing_module *(*module_maker)(void *arg);

UNUSED static void run_split(module_maker make, void *arg, struct ipc4_audio_format in_fmt,
			     struct ipc4_audio_format out_fmt, const void *in, void *out,
			     uint32_t frames, uint32_t max_block, struct signal *random)
{
	struct test_source source;
	struct test_sink sink;
	struct peer peer;
	struct processing_module *mod = make(arg);
	const uint8_t *from = in;
	uint8_t *to = out;

	source_init(&source, in_fmt, max_block + pick(random, 0, 5));
	sink_init(&sink, out_fmt, max_block + pick(random, 0, 5));
	peer_init(&peer, COMP_STATE_ACTIVE);
	sink.api.consumer = &peer.mod;
	ring_rotate(&source.ring, pick(random, 0, max_block));
	ring_rotate(&sink.ring, pick(random, 0, max_block));
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	module_run(mod);
	while (frames) {
		uint32_t n = pick(random, 1, MIN(max_block, frames));

		source_put(&source, from, n);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, to), n);
		from += n * ring_frame_bytes(&source.ring);
		to += n * ring_frame_bytes(&sink.ring);
		frames -= n;
	}
	module_halt(mod);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
}

#endif
