/* SPDX-License-Identifier: BSD-3-Clause */
/* Rate converter: against its filters in floating point, in any split, for every pair of rates; refusals. */
#include "harness.h"

#include <math.h>
#include <adsp/inspect.h>
#include <ipc4/src.h>
#include "../../../fw/audio/modules/src/src.h"
#include "../../../fw/platform/posix/base/simd.h"

#define FRAMES     500
#define MAX_GROWTH 24   /* 8 -> 192 kHz */
#define SETTLED    6000 /* frames of the higher rate */
#define MAX_OUT    (FRAMES * MAX_GROWTH + 64)

struct setup {
	const char *name;
	uint32_t in_rate, out_rate, channels, bits;
};

static struct ipc4_config_src config_of(const struct setup *s)
{
	uint32_t depth = s->bits == 16 ? 16 : 32;

	return (struct ipc4_config_src){
		.base = make_base(make_format(s->in_rate, s->channels, depth, s->bits)),
		.sink_rate = s->out_rate,
	};
}

static struct processing_module *make_src(const struct setup *s)
{
	struct ipc4_config_src config = config_of(s);

	return module_new(s->name ? s->name : "SRC", 0, &config, sizeof(config));
}

/* ---- a converter between rings ---- */

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void rig_open(struct rig *rig, const struct setup *s, uint32_t in_frames,
		     uint32_t out_frames)
{
	struct ipc4_audio_format fmt =
		make_format(s->in_rate, s->channels, s->bits == 16 ? 16 : 32, s->bits);

	rig->mod = make_src(s);
	source_init(&rig->source, fmt, in_frames);
	fmt.sampling_frequency = s->out_rate;
	sink_init(&rig->sink, fmt, out_frames);
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

/*
 * Convert `frames`. Without `random` at one go; with it in blocks of random size, through rings of random size that
 * begin anywhere. @return frames that came out
 */
static uint32_t convert(const struct setup *s, const void *in, uint32_t frames, void *out,
			struct signal *random)
{
	uint32_t growth = (s->out_rate + s->in_rate - 1) / s->in_rate + 1;
	uint32_t in_size = random ? pick(random, 1, 100) : frames;
	uint32_t out_size = random ? pick(random, growth, growth + 100) : frames * growth;
	uint32_t fed = 0, done = 0, left;
	const uint8_t *from = in;
	uint8_t *to = out;
	struct rig rig;

	rig_open(&rig, s, in_size, out_size);
	if (random) {
		ring_rotate(&rig.source.ring, pick(random, 0, in_size));
		ring_rotate(&rig.sink.ring, pick(random, 0, out_size));
	}
	module_run(rig.mod);
	assert_int_equal(sink_get_rate(&rig.sink.api), s->out_rate);
	do {
		size_t level = rig.source.ring.level,
		       frame_bytes = ring_frame_bytes(&rig.source.ring);
		uint32_t room = in_size - (uint32_t)(level / frame_bytes);
		uint32_t wish = random ? pick(random, 0, room) : room;
		uint32_t n = MIN(wish, frames - fed), got;

		source_put(&rig.source, from + fed * frame_bytes, n);
		fed += n;
		assert_int_equal(module_process(rig.mod), 0);
		got = sink_take(&rig.sink, to);
		to += got * frame_bytes;
		done += got;
		left = frames - fed + (uint32_t)(rig.source.ring.level / frame_bytes);
	} while (left);
	module_halt(rig.mod);
	rig_close(&rig);
	return done;
}

/* Convert `frames` in blocks of `block`. @return frames that came out */
static uint32_t convert_in_blocks(const struct setup *s, const uint8_t *in, uint32_t frames,
				  uint8_t *out, uint32_t block)
{
	uint32_t done = 0, fed = 0, got;
	struct rig rig;

	rig_open(&rig, s, block, (s->out_rate + s->in_rate - 1) / s->in_rate * (block + 1));
	module_run(rig.mod);
	while (fed < frames) {
		size_t in_bytes = ring_frame_bytes(&rig.source.ring);
		uint32_t n = MIN(block, frames - fed);

		source_put(&rig.source, in + fed * in_bytes, n);
		fed += n;
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(rig.source.ring.level, 0);
		got = sink_take(&rig.sink, out + done * ring_frame_bytes(&rig.sink.ring));
		done += got;
	}
	module_halt(rig.mod);
	rig_close(&rig);
	return done;
}

/* ---- the same in floating point ---- */

/* One stage, mono. @return outputs */
static uint32_t reference_stage(const struct src_stage *stage, const double *in, uint32_t frames,
				double *out)
{
	uint32_t n;

	for (n = 0; (uint64_t)n * stage->down < (uint64_t)frames * stage->up; n++) {
		uint64_t t = (uint64_t)n * stage->down;
		const int32_t *taps = stage->taps + t % stage->up * stage->length;
		int64_t newest = (int64_t)(t / stage->up);

		out[n] = 0;
		for (uint32_t k = 0; k < stage->length; k++) {
			int64_t i = newest - stage->length + 1 + k;

			out[n] += i < 0 ? 0 : ldexp(taps[k], -30) * in[i];
		}
	}
	return n;
}

static const struct src_conversion *find_pair(uint32_t in_rate, uint32_t out_rate)
{
	for (uint32_t i = 0; i < src_num_conversions; i++) {
		if (src_conversions[i].in_rate == in_rate &&
		    src_conversions[i].out_rate == out_rate)
			return &src_conversions[i];
	}
	fail_msg("no conversion %u -> %u", in_rate, out_rate);
	return NULL;
}

static double between[MAX_OUT * 2];

/* Mono, full scale 1. @return outputs */
static uint32_t reference(const struct setup *s, const double *in, uint32_t frames, double *out)
{
	const struct src_conversion *pair = find_pair(s->in_rate, s->out_rate);

	if (!pair->stages[0]) {
		memcpy(out, in, frames * sizeof(*in));
		return frames;
	}
	if (!pair->stages[1])
		return reference_stage(pair->stages[0], in, frames, out);
	frames = reference_stage(pair->stages[0], in, frames, between);
	assert_true(frames <= ARRAY_SIZE(between));
	return reference_stage(pair->stages[1], between, frames, out);
}

static double sample_at(const void *data, uint32_t bits, uint32_t i)
{
	return bits == 16 ? ((const int16_t *)data)[i] : ((const int32_t *)data)[i];
}

static uint8_t in[FRAMES * 8 * 4], out[MAX_OUT * 4], again[MAX_OUT * 4];
static double ref_in[FRAMES], ref_out[MAX_OUT];

/* Convert noise at `level` of full scale and compare; the last bit and what rounding in between adds may differ. */
static void compare_with_reference(const struct setup *s, struct signal *random, double level,
				   double tolerance)
{
	double scale = ldexp(1, (int)s->bits - 1);
	uint32_t bytes = s->bits == 16 ? 2 : 4, frames, expected;

	for (uint32_t i = 0; i < FRAMES; i++) {
		int32_t x = (int32_t)((int32_t)signal_word(random) * ldexp(level, -31) * scale);

		memcpy(in + i * bytes, &x, bytes);
		ref_in[i] = x / scale;
	}
	expected = reference(s, ref_in, FRAMES, ref_out);
	frames = convert(s, in, FRAMES, out, NULL);
	assert_int_equal(frames, expected);
	for (uint32_t i = 0; i < frames; i++) {
		double want = fmin(fmax(ref_out[i] * scale, -scale), scale - 1),
		       got = sample_at(out, s->bits, i);

		if (fabs(got - want) > tolerance)
			fail_msg("%u -> %u Hz, %u bits, frame %u: %.1f, expected %.1f", s->in_rate,
				 s->out_rate, s->bits, i, got, want);
	}
	assert_int_equal(convert(s, in, FRAMES, again, random), frames);
	assert_memory_equal(out, again, (size_t)frames * bytes);
}

/* ---- tests ---- */

static void test_every_pair_follows_its_filters_in_any_split(void **state)
{
	struct signal random = { .state = harness_seed() };

	assert_true(src_num_conversions > 100);
	for (uint32_t i = 0; i < src_num_conversions; i++) {
		struct setup s = { NULL, src_conversions[i].in_rate, src_conversions[i].out_rate, 1,
				   32 };

		compare_with_reference(&s, &random, 0.25, 8);
		s.bits = 24;
		compare_with_reference(&s, &random, 0.25, 0.6);
		s.bits = 16;
		compare_with_reference(&s, &random, 0.25, 0.6);
	}
}

/* Noise of full scale, then only the two extremes: clipped at the end, and nowhere before. */
static void test_saturates_once(void **state)
{
	static const struct setup setups[] = {
		{ NULL, 8000, 48000, 1, 32 },  { NULL, 44100, 48000, 1, 32 },
		{ NULL, 48000, 44100, 1, 32 }, { NULL, 48000, 16000, 1, 32 },
		{ NULL, 24000, 48000, 1, 24 }, { NULL, 48000, 32000, 1, 16 },
		{ NULL, 44100, 32000, 1, 32 }, { NULL, 11025, 8000, 1, 32 },
	};
	struct signal random = { .state = harness_seed() };

	for (size_t i = 0; i < ARRAY_SIZE(setups); i++)
		compare_with_reference(&setups[i], &random, 1, setups[i].bits == 32 ? 8 : 0.6);
	for (size_t i = 0; i < ARRAY_SIZE(setups); i++) {
		const struct setup *s = &setups[i];
		double scale = ldexp(1, (int)s->bits - 1);
		uint32_t bytes = s->bits == 16 ? 2 : 4, frames, clipped = 0;

		for (uint32_t n = 0; n < FRAMES; n++) {
			int32_t max = (int32_t)(scale - 1), x = n / 37 % 2 ? max : -max - 1;

			memcpy(in + n * bytes, &x, bytes);
			ref_in[n] = x / scale;
		}
		frames = convert(s, in, FRAMES, out, NULL);
		assert_int_equal(reference(s, ref_in, FRAMES, ref_out), frames);
		for (uint32_t n = 0; n < frames; n++) {
			double want = fmin(fmax(ref_out[n] * scale, -scale), scale - 1);

			assert_true(fabs(sample_at(out, s->bits, n) - want) < 9);
			clipped += want >= scale - 1 || want <= -scale;
		}
		assert_true(clipped > 0);
	}
}

static void test_channels_do_not_meet(void **state)
{
	static const struct setup pairs[] = {
		{ NULL, 11025, 48000, 8, 32 }, { NULL, 44100, 48000, 8, 16 },
		{ NULL, 48000, 44100, 3, 24 }, { NULL, 48000, 16000, 8, 32 },
		{ NULL, 192000, 8000, 5, 32 }, { NULL, 48000, 48000, 7, 24 },
	};
	struct signal random = { .state = harness_seed() };
	static uint8_t mono[FRAMES * 4], alone[MAX_OUT * 4];
	static uint8_t all[MAX_OUT * 8 * 4];

	for (size_t p = 0; p < ARRAY_SIZE(pairs); p++) {
		struct setup one = pairs[p];
		uint32_t channels = one.channels, bytes = one.bits == 16 ? 2 : 4;
		uint32_t frames;

		signal_fill(&random, in, FRAMES * channels, one.bits, bytes);
		frames = convert(&pairs[p], in, FRAMES, all, &random);
		one.channels = 1;
		for (uint32_t c = 0; c < channels; c++) {
			for (uint32_t i = 0; i < FRAMES; i++)
				memcpy(mono + i * bytes, in + (i * channels + c) * bytes, bytes);
			assert_int_equal(convert(&one, mono, FRAMES, alone, NULL), frames);
			for (uint32_t i = 0; i < frames; i++)
				assert_memory_equal(all + (i * channels + c) * bytes,
						    alone + i * bytes, bytes);
		}
	}
}

/* Every block length, every number of channels, every level of vector instructions: the same samples. */
static void test_kernels_agree_in_any_block(void **state)
{
	static const struct setup pairs[] = {
		{ NULL, 44100, 48000, 0, 32 },  { NULL, 96000, 48000, 0, 24 },
		{ NULL, 8000, 48000, 0, 16 },   { NULL, 48000, 44100, 0, 32 },
		{ NULL, 192000, 44100, 0, 32 }, { NULL, 88200, 96000, 0, 24 },
	};
	static uint8_t many_in[FRAMES * 8 * 4], truth[FRAMES * 8 * 8 * 4],
		other[FRAMES * 8 * 8 * 4];
	const enum simd_level before = platform_simd_level();
	struct signal random = { .state = harness_seed() };

	for (uint32_t block = 1; block <= 200; block++) {
		struct setup s = pairs[block % ARRAY_SIZE(pairs)];
		uint32_t bytes = s.bits == 16 ? 2 : 4, frames;

		s.channels = 1 + block / 6 % 8;
		signal_fill(&random, many_in, FRAMES * s.channels, s.bits, bytes);
		simd_set_level(SIMD_BASELINE);
		frames = convert(&s, many_in, FRAMES, truth, NULL);
		for (int level = 0; level <= (int)simd_highest(); level++) {
			simd_set_level((enum simd_level)level);
			assert_int_equal(convert_in_blocks(&s, many_in, FRAMES, other, block),
					 frames);
			if (memcmp(truth, other, (size_t)frames * s.channels * bytes))
				fail_msg(
					"%u -> %u Hz, %u bits, %u channels, blocks of %u: %s differs",
					s.in_rate, s.out_rate, s.bits, s.channels, block,
					simd_name((enum simd_level)level));
		}
	}
	simd_set_level(before);
}

/* The kernels alone: taps and samples at their limits, every length and number of outputs. */
static void test_kernels_at_the_rails(void **state)
{
	static const int32_t rails[] = { INT32_MIN, INT32_MAX, -1, 1 << 30, 0 };
	const enum simd_level before = platform_simd_level();
	struct signal random = { .state = harness_seed() };
	int32_t taps[3 * 64], lines[2 * 128];

	for (uint32_t length = SRC_TAPS_MULTIPLE; length <= 64; length += SRC_TAPS_MULTIPLE) {
		const uint32_t words = length - 1 + 40 + 1;

		for (size_t i = 0; i < ARRAY_SIZE(taps); i++) /* so small that no sum overflows */
			taps[i] = rails[pick(&random, 0, 4)] / (int32_t)length;
		for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
			lines[i] = rails[pick(&random, 0, 4)];
		for (uint32_t channels = 1; channels <= 2; channels++) {
			int64_t sums[SIMD_LEVELS][2 * SRC_MAX_SUMS] = { 0 };
			uint32_t most = pick(&random, 1, SRC_MAX_SUMS);

			for (int level = 0; level <= (int)simd_highest(); level++) {
				struct src_filter filter = {
					.stage = { 3, 4, length, taps },
					.step = { 1, length },
					.line_words = words,
				};
				struct src_due due = { 1, length };
				uint32_t made;

				simd_set_level((enum simd_level)level);
				src_filter_set_kernel(&filter);
				made = filter.sum(&filter, &due, 40, lines, channels, sums[level],
						  most);
				assert_int_equal(made, most);
				assert_int_equal(due.frame, 1 + (1 + 4 * made) / 3);
				assert_int_equal(due.tap, (1 + 4 * made) % 3 * length);
				assert_memory_equal(sums[0], sums[level], sizeof(sums[0]));
			}
		}
	}
	simd_set_level(before);
}

/* An impulse of 0.5 brings out the taps themselves. */
static void test_impulse_is_the_filter(void **state)
{
	const struct setup s = { NULL, 24000, 48000, 1, 32 };
	const struct src_stage *stage = find_pair(24000, 48000)->stages[0];
	const int32_t *result = (const int32_t *)out;
	int32_t impulse[FRAMES] = { 1 << 30 };
	uint32_t frames = convert(&s, impulse, FRAMES, out, NULL);

	assert_int_equal(frames, 2 * FRAMES);
	for (uint32_t n = 0; n < frames; n++) {
		uint32_t k = n / 2;

		assert_int_equal(
			result[n],
			k < stage->length ?
				stage->taps[n % 2 * stage->length + stage->length - 1 - k] :
				0);
	}
}

/*
 * A constant passes as it is, at full scale too. Where the first of two filters leaves images to the second (less than
 * an octave down by way of a higher rate) they ripple, 105 dB below; what two filters hand on has 2 bits less than a sample.
 */
static void test_direct_current_passes(void **state)
{
	static const int32_t levels[] = { 1 << 30, INT32_MAX, INT32_MIN, -12345678 };

	for (uint32_t i = 0; i < src_num_conversions * ARRAY_SIZE(levels); i++) {
		const struct src_conversion *pair = &src_conversions[i / ARRAY_SIZE(levels)];
		struct setup s = { NULL, pair->in_rate, pair->out_rate, 1, 32 };
		bool ripples = pair->stages[1] && pair->stages[0]->up > pair->stages[0]->down &&
			       pair->stages[1]->down > pair->stages[1]->up;
		const double wanted = levels[i % ARRAY_SIZE(levels)];
		double tolerance = ripples ? ldexp(5.6e-6, 31) : pair->stages[1] ? 4 : 0;
		const int32_t *result = (const int32_t *)out;
		uint32_t frames = MIN(SETTLED, SETTLED * s.in_rate / s.out_rate);
		int32_t level[SETTLED];

		for (uint32_t n = 0; n < frames; n++)
			level[n] = (int32_t)wanted;
		frames = convert(&s, level, frames, out, NULL);
		assert_true(frames > 50);
		/* at the end no filter sees the silence before */
		for (uint32_t n = frames - frames / 50; n < frames; n++) {
			if (fabs(result[n] - wanted) > tolerance)
				fail_msg("%u -> %u Hz: a constant of %.0f becomes %d", s.in_rate,
					 s.out_rate, wanted, result[n]);
		}
	}
}

/* What is left of a tone's output when the tone is taken away, relative to it, in dB. *gain is the tone's. */
static double residual_db(const int32_t *x, uint32_t frames, double turns, double *gain)
{
	double cc = 0, ss = 0, cs = 0, xc = 0, xs = 0, c, s, det, power = 0;

	for (uint32_t n = 0; n < frames; n++) {
		double co = cos(2 * M_PI * turns * n), si = sin(2 * M_PI * turns * n);

		cc += co * co;
		ss += si * si;
		cs += co * si;
		xc += x[n] * co;
		xs += x[n] * si;
	}
	det = cc * ss - cs * cs;
	c = (xc * ss - xs * cs) / det;
	s = (xs * cc - xc * cs) / det;
	for (uint32_t n = 0; n < frames; n++) {
		double rest = x[n] - c * cos(2 * M_PI * turns * n) - s * sin(2 * M_PI * turns * n);

		power += rest * rest;
	}
	*gain = ldexp(sqrt(c * c + s * s), -30);
	return 10 * log10(power / frames / ((c * c + s * s) / 2));
}

static void test_tones_stay_clean_at_every_pair(void **state)
{
	for (uint32_t i = 0; i < src_num_conversions; i++) {
		struct setup s = { NULL, src_conversions[i].in_rate, src_conversions[i].out_rate, 1,
				   32 };
		double f = MIN(0.31 * MIN(s.in_rate, s.out_rate), 20000.0), gain, rest;
		uint32_t frames = MIN(SETTLED, SETTLED * s.in_rate / s.out_rate), half;
		int32_t tone[SETTLED];

		for (uint32_t n = 0; n < frames; n++)
			tone[n] = (int32_t)(ldexp(1, 30) * sin(2 * M_PI * f / s.in_rate * n));
		frames = convert(&s, tone, frames, out, NULL);
		half = MIN(frames / 2, 100);
		rest = residual_db((const int32_t *)out + frames - half, half, f / s.out_rate,
				   &gain);
		if (rest > -95 || fabs(gain - 1) > 1.4e-3)
			fail_msg(
				"%u -> %u Hz: a tone with a gain of %.5f and %.1f dB of something else",
				s.in_rate, s.out_rate, gain, rest);
	}
}

static void test_equal_rates_copy(void **state)
{
	struct signal random = { .state = harness_seed() };

	for (uint32_t bits = 16; bits <= 32; bits += 8) {
		struct setup s = { NULL, 44100, 44100, 2, bits };
		uint32_t bytes = bits == 16 ? 2 : 4;

		signal_fill(&random, in, FRAMES * 2, bits, bytes);
		assert_int_equal(convert(&s, in, FRAMES, out, &random), FRAMES);
		assert_memory_equal(in, out, FRAMES * 2 * bytes);
	}
}

static void test_reset_brings_silence_back(void **state)
{
	const struct setup s = { NULL, 44100, 48000, 2, 32 };
	struct signal random = { .state = harness_seed() };
	uint32_t first, second, full;
	struct rig rig;

	signal_fill(&random, in, FRAMES * 2, 32, 4);
	rig_open(&rig, &s, FRAMES, 2 * FRAMES);
	for (int i = 0; i < 3; i++) {
		module_run(rig.mod);
		full = (uint32_t)module_instance_of(rig.mod)->resources.heap_usage;
		source_put(&rig.source, in, FRAMES);
		assert_int_equal(module_process(rig.mod), 0);
		second = sink_take(&rig.sink, i ? again : out);
		first = i ? first : second;
		assert_int_equal(second, first);
		if (i)
			assert_memory_equal(out, again, (size_t)first * 8);
		module_halt(rig.mod);
		/* lines and taps are held between prepare and reset only */
		assert_true(module_instance_of(rig.mod)->resources.heap_usage < full);
	}
	rig_close(&rig);
}

static size_t block_in(const struct setup *s, enum ipc4_proc_domain domain, uint32_t ibs_frames,
		       uint32_t obs_frames)
{
	const struct module_interface *ops;
	struct rig rig;
	size_t block = 0;

	rig_open(&rig, s, 100, 100);
	ops = rig.mod->priv.ops;
	rig.mod->dev->ipc_config.proc_domain = domain;
	rig.source.api.min_available = ibs_frames * 8;
	rig.sink.api.min_free_space = obs_frames * 8;
	/* a second preparation says the same */
	for (unsigned int i = 0; i < 2; i++) {
		assert_int_equal(ops->prepare(rig.mod, rig.mod->sources, 1, rig.mod->sinks, 1), 0);
		block = source_get_min_available(&rig.source.api);
		assert_int_equal(ops->reset(rig.mod), 0);
	}
	rig.mod->dev->ipc_config.proc_domain = IPC4_PROC_DOMAIN_LL;
	rig_close(&rig);
	assert_int_equal(block % 8, 0);
	return block / 8;
}

/* DP: a block is enough to work, also where a block of 44.1 kHz has 44 frames at times. */
static void test_block_that_makes_it_ready(void **state)
{
	const struct setup odd = { NULL, 44100, 48000, 2, 32 };
	const struct setup even = { NULL, 8000, 48000, 2, 32 };

	assert_int_equal(block_in(&odd, IPC4_PROC_DOMAIN_DP, 45, 48), 44);
	assert_int_equal(block_in(&odd, IPC4_PROC_DOMAIN_DP, 30, 48), 30);
	assert_int_equal(block_in(&odd, IPC4_PROC_DOMAIN_DP, 45, 1), 1);
	assert_int_equal(block_in(&even, IPC4_PROC_DOMAIN_DP, 8, 48), 8);
	assert_int_equal(block_in(&odd, IPC4_PROC_DOMAIN_LL, 45, 48), 45);
}

/* Nothing free, nothing there: nothing happens and nothing is lost. */
static void test_full_sink_keeps_the_input(void **state)
{
	const struct setup s = { NULL, 8000, 48000, 1, 32 };
	struct rig rig;

	rig_open(&rig, &s, 16, 48);
	module_run(rig.mod);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sink, NULL), 0);
	source_put(&rig.source, in, 16);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(rig.sink.ring.level, 48 * 4);
	assert_int_equal(rig.source.ring.level, 8 * 4);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(rig.source.ring.level, 8 * 4);
	assert_int_equal(sink_take(&rig.sink, NULL), 48);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(rig.source.ring.level, 0);
	module_halt(rig.mod);
	rig_close(&rig);
}

/*
 * Memory for samples, two channels: no more than the field's converter takes with periods of 1 ms, but for the single
 * filters. Theirs let aliases pass at -63 to -98 dB; no filter as short keeps 110 dB.
 */
static void test_memory(void **state)
{
	static const struct {
		uint32_t in_rate, out_rate, bytes;
	} most[] = {
		{ 8000, 48000, 1528 },   { 11025, 48000, 14512 }, { 12000, 48000, 1664 },
		{ 16000, 48000, 1280 },  { 22050, 48000, 12840 }, { 24000, 48000, 1280 },
		{ 32000, 48000, 1280 },  { 44100, 48000, 3656 },  { 64000, 48000, 1664 },
		{ 88200, 48000, 5104 },  { 96000, 48000, 2560 },  { 176400, 48000, 4400 },
		{ 192000, 48000, 3616 }, { 48000, 8000, 3160 },   { 48000, 11025, 7272 },
		{ 48000, 16000, 3648 },  { 48000, 22050, 7488 },  { 48000, 24000, 2560 },
		{ 48000, 32000, 1920 },  { 48000, 44100, 9144 },  { 48000, 88200, 8184 },
		{ 48000, 96000, 1280 },  { 48000, 176400, 4688 }, { 48000, 192000, 2960 },
		{ 11025, 64000, 53000 }, { 22050, 64000, 24576 }, { 11025, 32000, 24000 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(most); i++) {
		struct setup s = { NULL, most[i].in_rate, most[i].out_rate, 2, 32 };
		size_t idle, lines;
		struct rig rig;

		rig_open(&rig, &s, 8, 8);
		idle = module_instance_of(rig.mod)->resources.heap_usage;
		module_run(rig.mod);
		lines = module_instance_of(rig.mod)->resources.heap_usage - idle;
		if (lines > most[i].bytes)
			fail_msg("%u -> %u Hz: %zu bytes, at most %u", s.in_rate, s.out_rate, lines,
				 most[i].bytes);
		module_halt(rig.mod);
		assert_int_equal(module_instance_of(rig.mod)->resources.heap_usage, idle);
		rig_close(&rig);
	}
}

static int try_rates(const char *name, uint32_t in_rate, uint32_t out_rate)
{
	const struct setup s = { name, in_rate, out_rate, 2, 32 };
	struct rig rig;
	int ret;

	rig_open(&rig, &s, 8, 8);
	ret = module_adapter_prepare(rig.mod->dev);
	if (!ret)
		assert_int_equal(module_adapter_reset(rig.mod->dev), 0);
	rig_close(&rig);
	return ret;
}

static void test_rates(void **state)
{
	static const uint32_t in_rates[] = { 8000,  11025, 12000,  16000,  18900, 22050,
					     24000, 32000, 37800,  44100,  48000, 64000,
					     88200, 96000, 176400, 192000, 5512,  50000 };
	static const uint32_t out_rates[] = { 8000,   11025, 16000, 22050, 24000, 32000,
					      44100,  48000, 64000, 88200, 96000, 176400,
					      192000, 12000, 18900, 37800, 50000 };

	for (size_t i = 0; i < ARRAY_SIZE(in_rates); i++) {
		for (size_t o = 0; o < ARRAY_SIZE(out_rates); o++) {
			uint32_t from = in_rates[i], to = out_rates[o];
			bool lite = (from == 32000 || from == 44100 || from == 48000) &&
				    (to == 16000 || to == 48000);
			bool full = i < 16 && o < 13;

			if (to == 11025 || to == 22050)
				full &= from == 48000 || from == 96000;
			if (from == 18900)
				full &= to == 24000 || to == 44100 || to == 48000;
			if (from == 37800)
				full &= to == 44100 || to == 48000 || to == 88200 || to == 96000;
			full &= from != 11025 || to != 192000;
			assert_int_equal(try_rates("SRC", from, to), full ? 0 : -EINVAL);
			assert_int_equal(try_rates("SRC_LITE", from, to), lite ? 0 : -EINVAL);
		}
	}
}

static void test_init_refusals(void **state)
{
	const struct setup s = { NULL, 8000, 48000, 2, 32 };
	struct ipc4_config_src config = config_of(&s);
	uint8_t payload[sizeof(config) + 4] = { 0 };
	struct processing_module *mod;

	memcpy(payload, &config, sizeof(config));
	for (size_t bytes = sizeof(config.base); bytes <= sizeof(payload); bytes++) {
		if (bytes == sizeof(config))
			continue;
		assert_int_equal(module_try("SRC", 0, payload, bytes, &mod), -EINVAL);
	}
	config.sink_rate = 0;
	assert_int_equal(module_try("SRC", 0, &config, sizeof(config), &mod), -EINVAL);
	config = config_of(&s);
	config.base.audio_fmt.sampling_frequency = 0;
	assert_int_equal(module_try("SRC", 0, &config, sizeof(config), &mod), -EINVAL);
	config = config_of(&s);
	config.base.audio_fmt.depth = config.base.audio_fmt.valid_bit_depth = 8;
	assert_int_equal(module_try("SRC", 0, &config, sizeof(config), &mod), -EINVAL);
}

static void test_prepare_refusals(void **state)
{
	const struct setup s = { NULL, 8000, 48000, 2, 32 };
	struct test_sink mono, narrow;
	struct ipc4_config_src config;
	struct processing_module *mod;
	struct rig rig;

	rig_open(&rig, &s, 8, 48);
	sink_init(&mono, make_format(48000, 1, 32, 32), 8);
	sink_init(&narrow, make_format(48000, 2, 16, 16), 8);
	rig.mod->sinks[0] = &mono.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->sinks[0] = &narrow.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	module_attach_sink(rig.mod, &rig.sink.api);
	module_attach_sink(rig.mod, &mono.api);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->num_of_sinks = 1;
	rig.mod->num_of_sources = 0;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->num_of_sources = 1;
	rig.source.ring.params.channels = 9;
	rig.sink.ring.params.channels = 9;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.channels = 2;
	rig.sink.ring.params.channels = 2;
	rig.source.ring.params.rate = 16000;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.rate = 8000;
	/* nothing is left of a failure */
	for (uint64_t n = 1; n <= 2; n++) {
		size_t before = module_instance_of(rig.mod)->resources.heap_usage;

		adsp_inspect_fail_alloc(n);
		assert_int_equal(module_prepare(rig.mod), -ENOMEM);
		assert_int_equal(module_instance_of(rig.mod)->resources.heap_usage, before);
	}
	adsp_inspect_fail_alloc(0);
	module_run(rig.mod);
	module_halt(rig.mod);
	rig_close(&rig);
	free(mono.ring.data);
	free(narrow.ring.data);

	/* 20 valid bits */
	config = config_of(&s);
	config.base.audio_fmt.valid_bit_depth = 20;
	if (!module_try("SRC", 0, &config, sizeof(config), &mod)) {
		rig_open(&rig, &s, 8, 48);
		module_attach_source(mod, &rig.source.api);
		module_attach_sink(mod, &rig.sink.api);
		assert_int_equal(module_prepare(mod), -EINVAL);
		module_delete(mod);
		rig_close(&rig);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_pair_follows_its_filters_in_any_split),
		cmocka_unit_test(test_saturates_once),
		cmocka_unit_test(test_channels_do_not_meet),
		cmocka_unit_test(test_kernels_agree_in_any_block),
		cmocka_unit_test(test_kernels_at_the_rails),
		cmocka_unit_test(test_impulse_is_the_filter),
		cmocka_unit_test(test_direct_current_passes),
		cmocka_unit_test(test_tones_stay_clean_at_every_pair),
		cmocka_unit_test(test_equal_rates_copy),
		cmocka_unit_test(test_reset_brings_silence_back),
		cmocka_unit_test(test_block_that_makes_it_ready),
		cmocka_unit_test(test_full_sink_keeps_the_input),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_init_refusals),
		cmocka_unit_test(test_prepare_refusals),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
