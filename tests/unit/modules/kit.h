/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every module with one source and one sink must do, tried by one call:
 *
 *	static const struct kit_module mine = { .name = "MINE", .configure = set_something };
 *
 *	kit_check_all(&mine);
 *
 * For each sample format, for mono, stereo, five and eight channels, and for silence, DC, full scale, ties and noise:
 *
 *	- any split of the input into calls gives the same samples, wherever the rings wrap
 *	- in place gives what out of place does
 *	- each level of vector instructions gives the samples of the baseline, in blocks of every length from 1 to 200
 *
 * What differs is printed by its first frame and channel, with what was expected and what was seen. kit_expect_same() does
 * that for golden vectors as well.
 */
#ifndef TESTS_MODULES_KIT_H
#define TESTS_MODULES_KIT_H

#include "base/simd.h"
#include "harness.h"

#define KIT_MOST_BLOCK 200
#define KIT_FRAMES     (KIT_MOST_BLOCK * (KIT_MOST_BLOCK + 1) / 2) /* blocks of every length */
#define KIT_FEW_FRAMES 1000

struct kit_module {
	const char *name;
	const void *init; /* what follows the base configuration; NULL: nothing */
	size_t init_bytes;
	/** Set what the test is about, before the stream is prepared. May be NULL. */
	void (*configure)(struct processing_module *mod);
	uint32_t rate;    /* Hz; 0: 48000 */
	uint32_t granule; /* frames that every block is a multiple of; 0: 1 */
	bool no_s16, no_s24, no_s32;
};

/* ---- comparison ---- */

UNUSED static int32_t kit_sample(const void *data, size_t i, uint32_t bytes)
{
	return bytes == 2 ? ((const int16_t *)data)[i] : ((const int32_t *)data)[i];
}

/* Fail with the first sample that differs, and how many do. `what` says what was compared. */
UNUSED static void kit_expect_same(const char *what, const void *expected, const void *seen,
				   uint32_t frames, uint32_t channels, uint32_t bytes)
{
	const size_t samples = (size_t)frames * channels;
	size_t first = 0, differing = 0;

	if (!memcmp(expected, seen, samples * bytes))
		return;
	for (size_t i = samples; i-- > 0;) {
		if (kit_sample(expected, i, bytes) != kit_sample(seen, i, bytes)) {
			first = i;
			differing++;
		}
	}
	fail_msg("%s: frame %zu, channel %zu: expected %d, saw %d (%zu of %zu samples differ)",
		 what, first / channels, first % channels, kit_sample(expected, first, bytes),
		 kit_sample(seen, first, bytes), differing, samples);
}

/* ---- stimuli ---- */

enum kit_stimulus {
	KIT_SILENCE,
	KIT_DC,
	KIT_FULL_SCALE, /* both rails, in changing runs */
	KIT_TIES,       /* products that end in a half */
	KIT_NOISE,
	KIT_STIMULI,
};

UNUSED static const char *const kit_stimulus_names[KIT_STIMULI] = { "silence", "DC", "full scale",
								    "ties", "noise" };

UNUSED static int32_t kit_stimulus_sample(enum kit_stimulus stimulus, struct signal *random,
					  uint32_t i, uint32_t bits)
{
	const int32_t max = (int32_t)(UINT32_MAX >> (33 - bits));

	switch (stimulus) {
	case KIT_SILENCE:
		return 0;
	case KIT_DC:
		return max / 3;
	case KIT_FULL_SCALE:
		return i / 7 % 2 ? max : -max - 1;
	case KIT_TIES:
		return (int32_t)((1u << pick(random, 0, bits - 2)) * (i % 2 ? 1 : -1));
	default:
		return signal_sample(random, bits);
	}
}

UNUSED static void kit_stimulate(enum kit_stimulus stimulus, struct signal *random, void *data,
				 uint32_t samples, uint32_t bits)
{
	const uint32_t bytes = bits == 16 ? 2 : 4;
	uint8_t *out = data;

	for (uint32_t i = 0; i < samples; i++, out += bytes) {
		const int32_t x = kit_stimulus_sample(stimulus, random, i, bits);

		memcpy(out, &x, bytes);
	}
}

/* ---- runs ---- */

/* How a stream is played. */
struct kit_run {
	enum simd_level level;
	bool in_place;
	uint32_t block;        /* frames of each call; 0: random, up to KIT_MOST_BLOCK */
	bool growing;          /* blocks of 1, 2, ... KIT_MOST_BLOCK frames, and again */
	struct signal *random; /* where rings wrap, and sizes of blocks */
};

struct kit_stream {
	struct ipc4_audio_format fmt;
	const void *in;
	uint32_t frames;
};

UNUSED static struct processing_module *kit_make(const struct kit_module *module,
						 struct ipc4_audio_format fmt)
{
	struct ipc4_base_module_cfg base = make_base(fmt);
	uint8_t payload[sizeof(base) + 512];
	struct processing_module *mod;

	assert_true(module->init_bytes <= 512);
	memcpy(payload, &base, sizeof(base));
	if (module->init)
		memcpy(payload + sizeof(base), module->init, module->init_bytes);
	mod = module_new(module->name, 0, payload, sizeof(base) + module->init_bytes);
	if (module->configure)
		module->configure(mod);
	return mod;
}

UNUSED static uint32_t kit_granule(const struct kit_module *module)
{
	return MAX(module->granule, 1);
}

UNUSED static uint32_t kit_next_block(const struct kit_module *module, const struct kit_run *run,
				      uint32_t call, uint32_t left)
{
	const uint32_t granule = kit_granule(module), most = KIT_MOST_BLOCK / granule;
	uint32_t n = run->block   ? run->block :
		     run->growing ? granule * (call % most + 1) :
				    granule * pick(run->random, 1, most);

	return MIN(n, left);
}

/* Play the whole of a stream through a new module into `out`. */
UNUSED static void kit_play(const struct kit_module *module, const struct kit_stream *stream,
			    const struct kit_run *run, void *out)
{
	const uint32_t ring = MAX(run->block, KIT_MOST_BLOCK) + 3;
	const uint32_t offset = run->block ? 0 : pick(run->random, 0, ring - 1);
	const uint8_t *from = stream->in;
	struct processing_module *mod;
	uint32_t left = stream->frames;
	struct test_source source;
	struct test_sink sink;
	uint8_t *to = out, *own;

	simd_set_level(run->level);
	mod = kit_make(module, stream->fmt);
	source_init(&source, stream->fmt, ring);
	sink_init(&sink, stream->fmt, ring);
	own = sink.ring.data;
	if (run->in_place)
		sink.ring.data = source.ring.data;
	ring_rotate(&source.ring, offset);
	ring_rotate(&sink.ring, run->in_place ? offset : offset / 2);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	module_run(mod);
	for (uint32_t call = 0; left; call++) {
		const uint32_t n = kit_next_block(module, run, call, left);

		source_put(&source, from, n);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, to), n);
		from += n * ring_frame_bytes(&source.ring);
		to += n * ring_frame_bytes(&sink.ring);
		left -= n;
	}
	module_halt(mod);
	module_delete(mod);
	free(source.ring.data);
	free(own);
	simd_set_level(simd_highest());
}

/* ---- the properties ---- */

UNUSED static void kit_check_stream(const struct kit_module *module,
				    const struct kit_stream *stream, const char *stimulus,
				    struct signal *random)
{
	const uint32_t channels = stream->fmt.channels_count, bytes = stream->fmt.depth / 8;
	const size_t size = (size_t)stream->frames * channels * bytes;
	uint8_t *expected = malloc(size), *seen = malloc(size);
	char what[128];

	assert_true(expected && seen);
	kit_play(module, stream,
		 &(struct kit_run){ SIMD_BASELINE, .block = stream->frames, .random = random },
		 expected);
	for (int level = 0; level <= (int)simd_highest(); level++) {
		const struct kit_run runs[] = {
			{ level, .random = random },
			{ level, .random = random, .growing = true },
			{ level, .random = random, .in_place = true },
		};
		static const char *const names[] = { "in random blocks", "in blocks of 1..200",
						     "in place" };

		for (size_t i = 0; i < ARRAY_SIZE(runs); i++) {
			snprintf(what, sizeof(what), "%s, %u bits, %u channels, %s, %s %s",
				 module->name, stream->fmt.valid_bit_depth, channels, stimulus,
				 simd_name(level), names[i]);
			kit_play(module, stream, &runs[i], seen);
			kit_expect_same(what, expected, seen, stream->frames, channels, bytes);
		}
	}
	free(expected);
	free(seen);
}

/* One sample format: all stimuli and channel counts. */
UNUSED static void kit_check(const struct kit_module *module, uint32_t bits)
{
	static const uint32_t channels[] = { 1, 2, 5, 8 };
	static _Alignas(64) uint8_t in[KIT_FRAMES * 8 * 4];
	struct signal random = { .state = harness_seed() };

	for (size_t c = 0; c < ARRAY_SIZE(channels); c++) {
		struct kit_stream stream = {
			.fmt = make_format(module->rate ? module->rate : 48000, channels[c],
					   bits == 16 ? 16 : 32, bits),
			.in = in,
		};

		for (int stimulus = 0; stimulus < KIT_STIMULI; stimulus++) {
			stream.frames = stimulus == KIT_NOISE ? KIT_FRAMES : KIT_FEW_FRAMES;
			stream.frames -= stream.frames % kit_granule(module);
			kit_stimulate(stimulus, &random, in, stream.frames * channels[c], bits);
			kit_check_stream(module, &stream, kit_stimulus_names[stimulus], &random);
		}
	}
}

UNUSED static void kit_check_all(const struct kit_module *module)
{
	if (!module->no_s16)
		kit_check(module, 16);
	if (!module->no_s24)
		kit_check(module, 24);
	if (!module->no_s32)
		kit_check(module, 32);
}

#endif
