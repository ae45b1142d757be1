/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the asynchronous rate converter against sums in 128 bits, pushed and pulled, in all pairs of rates and formats;
 * what a tone becomes; no split of the stream, and no vector instruction, changes a sample; what is refused.
 */
#include <ipc4/asrc.h>
#include <math.h>
#include "effect.h"
#include "../../../fw/audio/modules/asrc/asrc.h"

#define NAME     "ASRC"
#define FRAMES   2000
#define CHANNELS 8
#define MOST     (FRAMES * 24 + 100)

static const struct {
	uint32_t in, out;
} pairs[] = {
	{ 8000, 48000 },  { 16000, 48000 }, { 44100, 48000 }, { 48000, 48000 }, { 48000, 192000 },
	{ 44100, 44100 }, { 96000, 96000 }, { 48000, 44100 }, { 48000, 32000 }, { 48000, 24000 },
	{ 48000, 22050 }, { 48000, 16000 }, { 48000, 12000 }, { 48000, 11025 }, { 48000, 8000 },
	{ 24000, 16000 }, { 24000, 8000 },  { 8000, 192000 },
};

struct setup {
	uint32_t in_rate, out_rate, mode, channels, bits;
};

static int try_make(const struct setup *s, size_t bytes, struct processing_module **mod)
{
	struct ipc4_config_asrc init = {
		.base = make_base(
			make_format(s->in_rate, s->channels, s->bits == 16 ? 16 : 32, s->bits)),
		.out_rate = s->out_rate,
		.mode = s->mode,
	};

	return module_try(NAME, 0, &init, bytes, mod);
}

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

#define A_PERIOD 192 /* frames, at the highest rate */

/* The ring behind it holds a period when it is prepared, and takes no more than `ring` frames at once. */
static int open_rig(struct rig *rig, const struct setup *s, uint32_t ring)
{
	const uint32_t depth = s->bits == 16 ? 16 : 32;
	int ret;

	assert_int_equal(try_make(s, sizeof(struct ipc4_config_asrc), &rig->mod), 0);
	source_init(&rig->source, make_format(s->in_rate, s->channels, depth, s->bits), ring);
	sink_init(&rig->sink, make_format(s->out_rate, s->channels, depth, s->bits),
		  MAX(ring, (uint32_t)A_PERIOD));
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
	ret = module_prepare(rig->mod);
	rig->sink.ring.size = ring * ring_frame_bytes(&rig->sink.ring);
	return ret;
}

static void close_rig(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

/* @param most	frames of a call, of both sides @return frames of output */
static uint32_t play(const struct setup *s, const void *in, void *out, uint32_t most,
		     struct signal *random)
{
	const size_t frame = s->channels * (s->bits == 16 ? 2 : 4);
	uint32_t put = 0, done = 0, idle = 0;
	struct rig rig;

	assert_int_equal(open_rig(&rig, s, most), 0);
	ring_rotate(&rig.source.ring, pick(random, 0, most - 1));
	while (idle < 3) {
		const uint32_t room =
			(uint32_t)((rig.source.ring.size - rig.source.ring.level) / frame);
		uint32_t n = pick(random, 1, most), got;

		n = MIN(MIN(n, room), FRAMES - put);
		source_put(&rig.source, (const uint8_t *)in + put * frame, n);
		put += n;
		assert_int_equal(module_process(rig.mod), 0);
		got = sink_take(&rig.sink, (uint8_t *)out + done * frame);
		done += got;
		assert_true(done <= MOST);
		idle = n || got ? 0 : idle + 1;
	}
	assert_int_equal(put, FRAMES);
	close_rig(&rig);
	return done;
}

/* ---- model ---- */

/* The tap that the sample `age` before the newest gets. */
static int32_t tap_at(const struct asrc_filter *filter, uint32_t age, uint64_t time)
{
	const int64_t t = limited((__int128)time << 4, 32);
	int32_t h = 0;

	for (uint32_t k = filter->powers; k-- > 0;) {
		const int32_t g = filter->rows[k * filter->taps + filter->taps - 1 - age];
		const int64_t product = k + 1 < filter->powers ?
						(int64_t)limited(nearest((__int128)h * t, 31), 32) :
						0;

		h = (int32_t)((uint32_t)g + (uint32_t)product);
	}
	return h;
}

/* @param newest	number of the newest sample, from 0; -1: there is none */
static int32_t model_output(const struct asrc_filter *filter, const int32_t *in, uint32_t channels,
			    int64_t newest, uint64_t time, uint32_t bits)
{
	__int128 sum = 0;

	for (uint32_t age = 0; age < filter->taps && newest - (int64_t)age >= 0; age++) {
		const int32_t x = in[(newest - age) * channels];
		const int32_t h = tap_at(filter, age, time);

		sum += bits == 16 ? (__int128)h * x :
				    (__int128)(h >> 8) * (bits == 24 ? effect_widen(x, 24) : x);
	}
	if (bits == 16)
		return (int32_t)limited(nearest(limited(sum >> 14, 32), 16), 16);
	return (int32_t)limited(sum >> 22, 32) >> (32 - bits);
}

/* @param in	integers @return frames of output */
static uint32_t model(const struct setup *s, const int32_t *in, int32_t *out, uint32_t most)
{
	const struct asrc_filter *filter = asrc_filter_get(s->in_rate, s->out_rate);
	const uint64_t one = 1 << 27;
	uint64_t time = 0, elapsed = 0;
	int64_t newest = -1;
	uint32_t frames = 0;

	while (frames < most) {
		const bool wants_input = s->mode & 1 ? time >= one : elapsed < one;

		if (wants_input && ++newest == FRAMES)
			break;
		if (wants_input && s->mode & 1) {
			time -= one;
		} else if (wants_input) {
			time = ((one - elapsed) * (one * s->in_rate / s->out_rate)) >> 27;
			elapsed += one * s->out_rate / s->in_rate;
		} else {
			for (uint32_t c = 0; c < s->channels; c++)
				out[frames * s->channels + c] = model_output(
					filter, in + c, s->channels, newest, time, s->bits);
			frames++;
			time += one * s->in_rate / s->out_rate;
			elapsed -= s->mode & 1 ? 0 : one;
		}
	}
	return frames;
}

static int32_t samples[CHANNELS * FRAMES], wanted[CHANNELS * MOST];
static uint8_t packed[CHANNELS * FRAMES * 4], expected[CHANNELS * MOST * 4],
	seen[CHANNELS * MOST * 4];

static void check(const struct setup *s, struct signal *random)
{
	const uint32_t bytes = s->bits == 16 ? 2 : 4;
	uint32_t frames, most = 600, done;
	char what[96];

	for (uint32_t i = 0; i < FRAMES * s->channels; i++)
		samples[i] = signal_sample(random, s->bits);
	effect_pack(samples, packed, FRAMES * s->channels, bytes);
	frames = model(s, samples, wanted, most);
	effect_pack(wanted, expected, frames * s->channels, bytes);
	for (int level = 0; level <= (int)simd_highest(); level++) {
		simd_set_level(level);
		done = play(s, packed, seen, pick(random, 1, 300), random);
		snprintf(what, sizeof(what), "%u to %u Hz, %s, %u bits, %u channels, %s",
			 s->in_rate, s->out_rate, s->mode & 1 ? "push" : "pull", s->bits,
			 s->channels, simd_name(level));
		kit_expect_same(what, expected, seen, MIN(frames, done), s->channels, bytes);
		/* what came went, but for the last sample */
		assert_true(fabs(done - (double)FRAMES * s->out_rate / s->in_rate) <=
			    2 + (double)s->out_rate / s->in_rate);
	}
	simd_set_level(simd_highest());
}

static void samples_are_the_models_in_any_split(void **state)
{
	struct signal random = { .state = harness_seed() };
	uint32_t runs = 0;

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		for (uint32_t mode = 1; mode <= 2; mode++)
			for (uint32_t bits = 16; bits <= 32; bits += 8)
				check(&(struct setup){ pairs[i].in, pairs[i].out, mode,
						       1 + runs++ % CHANNELS, bits },
				      &random);
}

/* ---- what it does to a tone ---- */

/* dB of what is left when the tone at w rad/frame is taken away. */
static double residue(const int32_t *x, uint32_t frames, double w, double *level)
{
	double a = 0, b = 0, aa = 0, bb = 0, ab = 0, power = 0, re, im, det;

	for (uint32_t i = 0; i < frames; i++) {
		const double c = cos(w * i), s = sin(w * i);

		a += x[i] * c;
		b += x[i] * s;
		aa += c * c;
		bb += s * s;
		ab += c * s;
	}
	det = aa * bb - ab * ab;
	re = (a * bb - b * ab) / det;
	im = (b * aa - a * ab) / det;
	for (uint32_t i = 0; i < frames; i++)
		power += pow(x[i] - re * cos(w * i) - im * sin(w * i), 2);
	*level = hypot(re, im);
	return 10 * log10(power / frames / (*level * *level / 2));
}

static void tones_stay_tones(void **state)
{
	struct signal random = { .state = harness_seed() };

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		for (uint32_t mode = 1; mode <= 2; mode++) {
			const struct setup s = { pairs[i].in, pairs[i].out, mode, 1, 32 };
			int32_t *out = (int32_t *)seen;
			double level, db;
			uint32_t frames;

			for (int n = 0; n < FRAMES; n++)
				samples[n] =
					(int32_t)(0x1p30 * sin(2 * M_PI * 997 * n / s.in_rate));
			frames = play(&s, samples, out, 300, &random);
			assert_true(frames > 260);
			/* behind the filter's rise; pairs with few outputs have few to be judged by */
			db = residue(out + 70 * s.out_rate / s.in_rate + 70,
				     frames - 70 * s.out_rate / s.in_rate - 70,
				     2 * M_PI * 997 / s.out_rate, &level);
			if (db > -80 || fabs(20 * log10(level / 0x1p30)) > .02)
				fail_msg("%u to %u Hz: %.1f dB beside the tone, its level %.3f dB",
					 s.in_rate, s.out_rate, db, 20 * log10(level / 0x1p30));
		}
	}
}

static void a_constant_stays(void **state)
{
	struct signal random = { .state = harness_seed() };

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		const struct setup s = { pairs[i].in, pairs[i].out, 1, 1, 32 };
		int32_t *out = (int32_t *)seen;
		uint32_t frames;

		for (int n = 0; n < FRAMES; n++)
			samples[n] = 1 << 30;
		frames = play(&s, samples, out, 300, &random);
		/* taps lose 8 bits each, a half on average */
		for (uint32_t n = 130 * s.out_rate / s.in_rate + 130; n < frames; n++)
			assert_true(abs(out[n] - (1 << 30)) < 1 << 15);
	}
}

/* ---- what is refused ---- */

static void what_does_not_fit(void **state)
{
	static const struct {
		uint32_t in, out;
		int ret;
	} cases[] = {
		{ 48000, 48000, 0 },   { 96000, 48000, -5 },  { 44100, 32000, -5 },
		{ 7999, 48000, -5 },   { 48000, 192001, -5 }, { 8000, 192000, 0 },
		{ 192000, 192000, 0 },
	};
	struct setup s = { 48000, 48000, 1, 2, 32 };
	struct processing_module *mod;
	struct rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		s.in_rate = cases[i].in;
		s.out_rate = cases[i].out;
		assert_int_equal(open_rig(&rig, &s, 100), cases[i].ret);
		close_rig(&rig);
	}
	s = (struct setup){ 48000, 44100, 1, 2, 32 };
	assert_int_equal(try_make(&s, 44, &mod), -EINVAL);
	assert_int_equal(try_make(&s, 40, &mod), -EINVAL);
	s.out_rate = 0;
	assert_int_equal(try_make(&s, 48, &mod), -EINVAL);
	s = (struct setup){ 0, 44100, 1, 2, 32 };
	assert_int_equal(try_make(&s, 48, &mod), -EINVAL);
	/* edges that do not fit */
	s = (struct setup){ 48000, 44100, 1, 2, 32 };
	assert_int_equal(open_rig(&rig, &s, 100), 0);
	assert_int_equal(module_set(rig.mod, 0x3001, &s, 4), -EINVAL);
	assert_int_equal(rig.mod->priv.ops->reset(rig.mod), 0);
	rig.source.ring.params.rate = 44100;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.rate = 48000;
	rig.sink.ring.params.channels = 1;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.sink.ring.params.channels = 2;
	rig.source.ring.params.valid_sample_fmt = SOF_IPC_FRAME_FLOAT;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.valid_sample_fmt = SOF_IPC_FRAME_S32_LE;
	rig.sink.api.capacity = 48 * 8 - 1;
	assert_int_equal(module_prepare(rig.mod), -ENOMEM);
	rig.sink.api.capacity++;
	assert_int_equal(module_prepare(rig.mod), 0);
	assert_int_equal(rig.mod->priv.ops->reset(rig.mod), 0);
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -ENOTCONN);
	close_rig(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_the_models_in_any_split),
		cmocka_unit_test(tones_stay_tones),
		cmocka_unit_test(a_constant_stays),
		cmocka_unit_test(what_does_not_fit),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
