/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the tests of modules with a blob share: the module against a model that was written from the formulas, sample by
 * sample and without blocks, for each format, for mono, stereo and eight channels and for each stimulus of kit.h; blobs
 * that are refused; blobs that change while a stream runs; mutated blobs.
 */
#ifndef TESTS_MODULES_EFFECT_H
#define TESTS_MODULES_EFFECT_H

#include <adsp/inspect.h>
#include "kit.h"

#define EFFECT_FRAMES    700
#define EFFECT_MOST_BLOB 4608

/* A stream as the model sees it: samples as integers of `bits` bits, interleaved. */
struct effect_stream {
	uint32_t bits, channels, frames;
	const int32_t *in;
	int32_t *out;
};

struct effect {
	const char *name;
	uint32_t param; /* id of the blob's parameter */
	const void *blob;
	size_t bytes;
	/** What the module must make of a stream. */
	void (*model)(const void *blob, size_t bytes, const struct effect_stream *stream);
};

/* ---- exact arithmetic ---- */

/* floor(x / 2^n + 1/2) */
static inline __int128 nearest(__int128 x, unsigned int n)
{
	return (x + ((__int128)1 << (n - 1))) >> n;
}

static inline int64_t limited(__int128 x, unsigned int bits)
{
	const __int128 max = ((__int128)1 << (bits - 1)) - 1;

	return (int64_t)(x > max ? max : x < -max - 1 ? -max - 1 : x);
}

/* A sample as Q1.31 and back. */
static inline int32_t effect_widen(int32_t x, uint32_t bits)
{
	return (int32_t)((uint32_t)x << (32 - bits));
}

static inline int32_t effect_narrow(int64_t x, uint32_t bits)
{
	return bits == 32 ? (int32_t)x : (int32_t)limited(nearest(x, 32 - bits), bits);
}

/* ---- module against model ---- */

static const struct effect *effect_now;

static inline void effect_send(struct processing_module *mod)
{
	if (effect_now->blob)
		assert_int_equal(
			module_set(mod, effect_now->param, effect_now->blob, effect_now->bytes), 0);
}

static inline void effect_pack(const int32_t *samples, void *data, uint32_t count, uint32_t bytes)
{
	for (uint32_t i = 0; i < count; i++)
		memcpy((uint8_t *)data + i * bytes, &samples[i], bytes);
}

UNUSED static void effect_check_stream(const struct effect *effect, enum kit_stimulus stimulus,
				       uint32_t bits, uint32_t channels, struct signal *random)
{
	static int32_t in[EFFECT_FRAMES * 8], out[EFFECT_FRAMES * 8];
	static uint8_t packed[sizeof(in)], expected[sizeof(in)], seen[sizeof(in)];
	const struct kit_module module = { .name = effect->name, .configure = effect_send };
	const uint32_t bytes = bits == 16 ? 2 : 4, samples = EFFECT_FRAMES * channels;
	const struct kit_stream stream = { make_format(48000, channels, 8 * bytes, bits), packed,
					   EFFECT_FRAMES };
	char what[96];

	for (uint32_t i = 0; i < samples; i++)
		in[i] = kit_stimulus_sample(stimulus, random, i, bits);
	effect_pack(in, packed, samples, bytes);
	effect->model(effect->blob, effect->bytes,
		      &(struct effect_stream){ bits, channels, EFFECT_FRAMES, in, out });
	effect_pack(out, expected, samples, bytes);
	kit_play(&module, &stream,
		 &(struct kit_run){ (int)pick(random, 0, simd_highest()), .random = random,
				    .in_place = pick(random, 0, 1) },
		 seen);
	snprintf(what, sizeof(what), "%s, %u bits, %u channels, %s", effect->name, bits, channels,
		 kit_stimulus_names[stimulus]);
	kit_expect_same(what, expected, seen, EFFECT_FRAMES, channels, bytes);
}

UNUSED static void effect_check_model(const struct effect *effect)
{
	static const uint32_t channels[] = { 1, 2, 8 };
	struct signal random = { .state = harness_seed() };

	effect_now = effect;
	for (uint32_t bits = 16; bits <= 32; bits += 8)
		for (size_t c = 0; c < ARRAY_SIZE(channels); c++)
			for (int stimulus = 0; stimulus < KIT_STIMULI; stimulus++)
				effect_check_stream(effect, stimulus, bits, channels[c], &random);
}

/* ---- one that runs ---- */

struct effect_rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

UNUSED static void effect_open(struct effect_rig *rig, const struct effect *effect)
{
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct ipc4_base_module_cfg base = make_base(fmt);

	rig->mod = module_new(effect->name, 0, &base, sizeof(base));
	source_init(&rig->source, fmt, 64);
	sink_init(&rig->sink, fmt, 64);
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
	effect_now = effect;
	effect_send(rig->mod);
}

UNUSED static void effect_close(struct effect_rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

/* 48 frames. @return what process returns */
UNUSED static int effect_play(struct effect_rig *rig, const int32_t *in, int32_t *out)
{
	int ret;

	source_put(&rig->source, in, 48);
	ret = module_process(rig->mod);
	if (!ret)
		assert_int_equal(sink_take(&rig->sink, out), 48);
	return ret;
}

/* A refused blob: -EINVAL, at once, before the stream and while it runs, and the old one goes on. */
UNUSED static void effect_check_refused(const struct effect *effect, const void *blob, size_t bytes,
					const char *why)
{
	int32_t in[96], first[96], out[96];
	struct effect_rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = (int32_t)(i * 2654435761u);
	effect_open(&rig, effect);
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, first), 0);
	module_halt(rig.mod);
	for (int running = 0; running < 2; running++) {
		if (running)
			module_run(rig.mod);
		if (module_set(rig.mod, effect->param, blob, bytes) != -EINVAL)
			fail_msg("%s takes a blob: %s", effect->name, why);
	}
	assert_int_equal(effect_play(&rig, in, out), 0);
	kit_expect_same(why, first, out, 48, 2, 4);
	module_halt(rig.mod);
	effect_close(&rig);
}

/* A blob again and again while the stream runs: each takes effect with the next call, as in a new stream; no leak. */
UNUSED static void effect_check_replaced(const struct effect *effect)
{
	int32_t in[96], first[96], out[96];
	size_t usage = 0;
	struct effect_rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = (int32_t)(i * 2654435761u);
	effect_open(&rig, effect);
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, first), 0);
	for (int i = 0; i < 20; i++) {
		effect_send(rig.mod);
		assert_int_equal(effect_play(&rig, in, out), 0);
		kit_expect_same("a blob while it runs", first, out, 48, 2, 4);
		usage = i ? usage : module_instance_of(rig.mod)->resources.heap_usage;
		assert_int_equal(module_instance_of(rig.mod)->resources.heap_usage, usage);
	}
	module_halt(rig.mod);
	/* it stays for the next stream */
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, out), 0);
	kit_expect_same("the next stream", first, out, 48, 2, 4);
	module_halt(rig.mod);
	effect_close(&rig);
	/* the first one while it runs */
	effect_open(&rig, &(struct effect){ .name = effect->name });
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, out), 0);
	kit_expect_same("without a blob", in, out, 48, 2, 4);
	effect_now = effect;
	effect_send(rig.mod);
	assert_int_equal(effect_play(&rig, in, out), 0);
	kit_expect_same("the first blob while it runs", first, out, 48, 2, 4);
	module_halt(rig.mod);
	effect_close(&rig);
}

/* ---- mutations ---- */

UNUSED static size_t effect_mutate(uint8_t *blob, size_t bytes, struct signal *random)
{
	static const uint32_t values[] = { 0,      1,         2,          3,          8,
					   9,      255,       256,        0x7FFF,     0xFFFF,
					   0x8000, INT32_MAX, 0x80000000, 0xFFFFFFFF, 1u << 30 };

	for (uint32_t changes = pick(random, 1, 4); changes; changes--) {
		const uint32_t at = pick(random, 0, (uint32_t)bytes - 1) & ~3u;
		const uint32_t word = pick(random, 0, 1) ?
					      signal_word(random) :
					      values[pick(random, 0, ARRAY_SIZE(values) - 1)];

		switch (pick(random, 0, 3)) {
		case 0: /* the head, where counts are */
			memcpy(blob + 4 * pick(random, 0, 12), &word, 4);
			break;
		case 1:
			memcpy(blob + at, &word, MIN(4u, bytes - at));
			break;
		case 2:
			blob[at] ^= (uint8_t)(1u << pick(random, 0, 7));
			break;
		default: /* another length, which its size field may know */
			bytes = pick(random, 1, (uint32_t)MIN(2 * bytes, EFFECT_MOST_BLOB));
			if (pick(random, 0, 1) && bytes >= 4)
				memcpy(blob, &(uint32_t){ (uint32_t)bytes }, 4);
		}
	}
	return bytes;
}

/* Mutated blobs are refused, or the stream goes on with them. */
UNUSED static void effect_fuzz(const struct effect *effect, uint32_t rounds)
{
	static uint8_t blob[2 * EFFECT_MOST_BLOB];
	struct signal random = { .state = harness_seed() };
	uint32_t taken = 0, refused = 0;
	int32_t in[96], out[96];
	struct effect_rig rig;

	effect_open(&rig, effect);
	module_run(rig.mod);
	for (uint32_t round = 0; round < rounds; round++) {
		size_t bytes = effect->bytes;
		int ret;

		memset(blob, 0, sizeof(blob));
		memcpy(blob, effect->blob, bytes);
		if (pick(&random, 0, 9))
			bytes = effect_mutate(blob, bytes, &random);
		ret = module_set(rig.mod, effect->param, blob, bytes);
		if (ret != 0 && ret != -EINVAL)
			fail_msg("round %u: %d", round, ret);
		taken += !ret;
		refused += !!ret;
		signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
		assert_int_equal(effect_play(&rig, in, out), 0);
	}
	print_message("%s: %u taken, %u refused\n", effect->name, taken, refused);
	assert_true(taken && refused);
	module_halt(rig.mod);
	effect_close(&rig);
}

#endif
