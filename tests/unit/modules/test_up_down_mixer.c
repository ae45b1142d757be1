/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: every arrangement of channels that the up and down mixer knows becomes what its formulas say, in every
 * split; the others, and configurations that are none, are refused.
 */
#include "effect.h"

#define FRAMES 500

enum {
	L,
	C,
	R,
	LS,
	RS,
	SL,
	SR,
	LFE,
	CHANNELS
};
enum {
	MONO,
	STEREO,
	C21,
	C30,
	C31,
	QUATRO,
	C40,
	C50,
	C51,
	DUAL,
	C71 = 12,
	CONFIGS
};

/* Places of a frame, in order. */
static const char *const layouts[CONFIGS] = {
	[MONO] = "C",     [STEREO] = "LR",   [C21] = "LRF",      [C30] = "LCR",
	[C31] = "LCRF",   [QUATRO] = "LRlr", [C40] = "LCRl",     [C50] = "LCRlr",
	[C51] = "LCRlrF", [DUAL] = "LR",     [C71] = "LCRlrFsd",
};
static const char letters[] = "LCRlrsdF"; /* in the order of the channels */

static uint32_t count_of(uint32_t config)
{
	return config < CONFIGS && layouts[config] ? (uint32_t)strlen(layouts[config]) : 0;
}

static uint32_t channel_at(uint32_t config, uint32_t place)
{
	return (uint32_t)(strchr(letters, layouts[config][place]) - letters);
}

struct config {
	uint32_t out_config, select;
	int32_t coefficients[CHANNELS];
	uint32_t map;
};

/* ---- model ---- */

static const int32_t *coefficients; /* of custom ones; NULL: those of the formulas */

static __int128 part(const int64_t *x, int input, int coefficient, int thousandths)
{
	const int64_t c = coefficients ? coefficients[coefficient] :
					 2147483647ll * thousandths / 1000;

	return (__int128)x[input] * c;
}

static void to_stereo(uint32_t in, const int64_t *x, __int128 *y)
{
	const int front = in == STEREO || in == C21              ? 1000 :
			  in == C30 || in == C31 || in == QUATRO ? 586 :
								   414;
	const int centre = front == 1000 ? 707 : front == 586 ? 414 : 293;

	y[L] = part(x, L, L, front) + part(x, C, C, centre) + part(x, LFE, LFE, 0);
	y[R] = part(x, R, R, front) + part(x, C, C, centre) + part(x, LFE, LFE, 0);
	y[L] += part(x, LS, LS, centre) + part(x, SL, SL, 100);
	y[R] += in == C40 ? part(x, LS, LS, centre) :
			    part(x, RS, RS, centre) + part(x, SR, SR, 100);
	if (in == MONO)
		y[L] = y[R] = (__int128)x[C] * ((int64_t)1 << 31);
}

static void to_mono(uint32_t in, const int64_t *x, __int128 *y)
{
	if (in == STEREO || in == DUAL)
		y[C] = coefficients ? part(x, L, L, 0) + part(x, R, R, 0) :
				      (__int128)(x[L] + x[R]) * 1073741568;
	else if (in == C31)
		y[C] = part(x, L, L, 586) + part(x, C, C, 414) + part(x, R, R, 586) +
		       part(x, LFE, LFE, 0);
	else if (in == QUATRO)
		y[C] = part(x, L, L, 293) + part(x, R, R, 293) + part(x, LS, LS, 207) +
		       part(x, RS, RS, 207);
	else
		y[C] = part(x, L, L, 414) + part(x, C, C, 293) + part(x, R, R, 414) +
		       part(x, LS, LS, 293);
}

static void to_surround(uint32_t in, const int64_t *x, __int128 *y)
{
	const int64_t left = in == MONO ? x[C] : x[L], right = in == MONO ? x[C] : x[R];

	y[L] = y[LS] = (__int128)left * ((int64_t)1 << 31);
	y[R] = y[RS] = (__int128)right * ((int64_t)1 << 31);
	if (in == QUATRO) {
		y[LS] = (__int128)x[LS] * ((int64_t)1 << 31);
		y[RS] = (__int128)x[RS] * ((int64_t)1 << 31);
	} else if (in == C40) {
		y[C] = (__int128)x[C] * ((int64_t)1 << 31);
		y[LS] = part(x, LS, LS, 707);
		y[RS] = part(x, LS, RS, 707);
	} else if (in == C71) {
		y[C] = (__int128)x[C] * ((int64_t)1 << 31);
		y[LFE] = (__int128)x[LFE] * ((int64_t)1 << 31);
		y[LS] = part(x, LS, L, 414) + part(x, RS, SL, 100) + part(x, SL, L, 414);
		y[RS] = part(x, LS, SR, 100) + part(x, RS, R, 414) + part(x, SR, R, 414);
	}
}

static int32_t rounded(__int128 sum, int shift, uint32_t bits)
{
	const bool negative = sum < 0;

	sum = ((negative ? -sum : sum) + ((__int128)1 << (shift - 1))) >> shift;
	return (int32_t)limited(negative ? -sum : sum, bits);
}

/* @param map	the channel in each place of the input */
static void model(uint32_t in, uint32_t out, const uint32_t *map, const int32_t *frame,
		  uint32_t bits, uint32_t out_bits, int32_t *result)
{
	int64_t x[CHANNELS] = { 0 };
	__int128 y[CHANNELS] = { 0 };

	for (uint32_t place = 0; place < count_of(in); place++)
		x[map[place]] = frame[place];
	if (out == MONO)
		to_mono(in, x, y);
	else if (out == STEREO)
		to_stereo(in, x, y);
	else
		to_surround(in, x, y);
	for (uint32_t place = 0; place < count_of(out); place++)
		result[place] = rounded(y[channel_at(out, place)], 31 + (int)bits - (int)out_bits,
					out_bits);
}

/* What is known, and in how many bits at least. 0: nothing */
static uint32_t least_bits(uint32_t in, uint32_t out)
{
	static const struct {
		uint8_t out, in[CONFIGS], bits;
	} known[] = {
		{ MONO, { STEREO, C31, QUATRO, C40 }, 16 },
		{ MONO, { DUAL, C50, C51, C71 }, 32 },
		{ STEREO, { STEREO, C21, C30, C31, QUATRO, C40, C50, C51 }, 16 },
		{ STEREO, { C71 }, 32 },
		{ C51, { STEREO }, 16 },
		{ C51, { QUATRO, C40, C71 }, 32 },
		{ C71, { STEREO }, 32 },
	};

	if (in == MONO)
		return out == STEREO || out == C51 ? 16 : 0;
	for (size_t i = 0; i < ARRAY_SIZE(known); i++)
		for (int k = 0; known[i].out == out && known[i].in[k]; k++)
			if (known[i].in[k] == in)
				return known[i].bits;
	return 0;
}

/* ---- module ---- */

struct stream {
	uint32_t in, out, bits, out_bits;
	struct config config;
};

static struct ipc4_audio_format format_of(uint32_t config, uint32_t bits)
{
	struct ipc4_audio_format fmt =
		make_format(48000, count_of(config), bits == 16 ? 16 : 32, bits);

	fmt.ch_cfg = config;
	return fmt;
}

static int try_mixer(const struct stream *stream, size_t bytes, struct processing_module **mod)
{
	struct {
		struct ipc4_base_module_cfg base;
		struct config config;
		uint8_t more[64];
	} init = { .base = make_base(format_of(stream->in, stream->bits)),
		   .config = stream->config };

	return module_try("UPDWMIX", 0, &init, sizeof(init.base) + bytes, mod);
}

static struct processing_module *make(void *arg)
{
	struct processing_module *mod;

	assert_int_equal(try_mixer(arg, sizeof(struct config), &mod), 0);
	return mod;
}

static int32_t in[FRAMES * 8], expected[FRAMES * 8];
static uint8_t packed[FRAMES * 8 * 4], seen[FRAMES * 8 * 4];

static void check(struct stream *s, const uint32_t *map, struct signal *random)
{
	const uint32_t ins = count_of(s->in), outs = count_of(s->out);
	const uint32_t bytes = s->bits == 16 ? 2 : 4;
	char what[64];

	for (uint32_t i = 0; i < FRAMES * ins; i++)
		in[i] = kit_stimulus_sample(i % 3 ? KIT_NOISE : KIT_TIES, random, i, s->bits);
	for (uint32_t i = 0; i < FRAMES; i++)
		model(s->in, s->out, map, in + i * ins, s->bits, s->out_bits, expected + i * outs);
	effect_pack(in, packed, FRAMES * ins, bytes);
	run_split(make, s, format_of(s->in, s->bits), format_of(s->out, s->out_bits), packed, seen,
		  FRAMES, 60, random);
	snprintf(what, sizeof(what), "configuration %u to %u, %u to %u bits", s->in, s->out,
		 s->bits, s->out_bits);
	kit_expect_same(what, expected, seen, FRAMES, outs, 4);
}

static void default_map(uint32_t config, uint32_t *map)
{
	for (uint32_t place = 0; place < count_of(config); place++)
		map[place] = channel_at(config, place);
}

static void check_config(uint32_t from, uint32_t to, struct signal *random)
{
	static const uint32_t widths[][2] = { { 16, 24 }, { 16, 32 }, { 24, 24 },
					      { 24, 32 }, { 32, 24 }, { 32, 32 } };
	uint32_t map[8];

	default_map(from, map);
	for (size_t w = 0; w < ARRAY_SIZE(widths); w++) {
		struct stream s = { from, to, widths[w][0], widths[w][1], { .out_config = to } };

		if (s.bits < least_bits(from, to) && s.bits == 16)
			continue;
		coefficients = NULL;
		check(&s, map, random);
		s.config.select = 1;
		for (int i = 0; i < CHANNELS; i++)
			s.config.coefficients[i] = signal_sample(random, 30);
		coefficients = s.config.coefficients;
		check(&s, map, random);
	}
}

static void arrangements_follow_the_formulas(void **state)
{
	struct signal random = { .state = harness_seed() };
	uint32_t known = 0;

	for (uint32_t from = 0; from < CONFIGS + 2; from++) {
		for (uint32_t to = 0; to < CONFIGS + 2; to++) {
			for (uint32_t bits = 16; bits <= 32; bits += 16) {
				const struct stream s = { from, to, bits, 32, { .out_config = to } };
				const uint32_t least = least_bits(from, to);
				struct processing_module *mod;
				const int ret = try_mixer(&s, sizeof(s.config), &mod);

				if (ret != (least && bits >= least ? 0 : -EINVAL))
					fail_msg("%u to %u in %u bits: %d", from, to, bits, ret);
				if (!ret)
					module_delete(mod);
			}
			if (least_bits(from, to)) {
				check_config(from, to, &random);
				known++;
			}
		}
	}
	assert_int_equal(known, 24);
}

/* The input's channels in other places, with and without coefficients of their own. */
static void maps(void **state)
{
	struct signal random = { .state = harness_seed() };
	/* 5.1 with the surround channels at the sides: their own coefficients */
	const uint32_t sides[] = { L, C, R, SL, SR, LFE }, turned[] = { LFE, RS, LS, R, C, L };
	const uint32_t *const lists[] = { sides, turned };

	for (int i = 0; i < 2; i++) {
		struct stream s = { C51, STEREO, 32, 32, { STEREO, 2, { 0 }, 0xFFFFFFFF } };

		for (int place = 5; place >= 0; place--)
			s.config.map = s.config.map << 4 | lists[i][place];
		coefficients = NULL;
		check(&s, lists[i], &random);
		s.config.select = 3;
		for (int k = 0; k < CHANNELS; k++)
			s.config.coefficients[k] = signal_sample(&random, 30);
		coefficients = s.config.coefficients;
		check(&s, lists[i], &random);
	}
	coefficients = NULL;
}

/* Sums beyond 64 bits are cut there before they are shifted. */
static void sums_saturate(void **state)
{
	struct stream s = { C51, STEREO, 32, 32, { .out_config = STEREO, .select = 1 } };
	struct signal random = { .state = 3 };

	for (int i = 0; i < CHANNELS; i++)
		s.config.coefficients[i] = INT32_MIN;
	for (int negative = 0; negative < 2; negative++) {
		const int32_t x = negative ? INT32_MIN : INT32_MAX;
		int32_t out[2];

		for (int i = 0; i < 6; i++)
			memcpy(packed + 4 * i, &x, 4);
		run_split(make, &s, format_of(C51, 32), format_of(STEREO, 32), packed, out, 1, 8,
			  &random);
		assert_int_equal(out[0], negative ? INT32_MAX : INT32_MIN);
		assert_int_equal(out[1], out[0]);
	}
}

/* By the pins of the extended base configuration. */
static void pins_say_the_output(void **state)
{
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format input;
		struct ipc4_output_pin_format output;
	} init = {
		.base = make_base(format_of(C71, 32)),
		.ext = { .nb_input_pins = 1, .nb_output_pins = 1 },
		.input.audio_fmt = format_of(C71, 32),
		.output.audio_fmt = format_of(C51, 24),
	};
	struct processing_module *mod;

	assert_int_equal(module_try("UPDWMIX", 0, &init, sizeof(init), &mod), 0);
	module_delete(mod);
	init.output.audio_fmt.ch_cfg = C71;
	assert_int_equal(module_try("UPDWMIX", 0, &init, sizeof(init), &mod), -EINVAL);
}

static void payloads_that_are_refused(void **state)
{
	const struct stream good = { C51, STEREO, 32, 32, { .out_config = STEREO } };
	struct ipc4_base_module_cfg base = make_base(format_of(C51, 32));
	struct stream s = good;
	struct processing_module *mod;

	for (size_t bytes = 0; bytes < 100; bytes++) {
		const int ret = try_mixer(&good, bytes, &mod);

		assert_int_equal(ret, bytes == sizeof(struct config) ? 0 : -EINVAL);
		if (!ret)
			module_delete(mod);
	}
	s.config.select = 4;
	assert_int_equal(try_mixer(&s, sizeof(s.config), &mod), -EINVAL);
	for (s.config.select = 2; s.config.select < 4; s.config.select++) {
		s.config.map = 0xFF743218; /* 8 is no channel */
		assert_int_equal(try_mixer(&s, sizeof(s.config), &mod), -EINVAL);
		s.config.map = 0xFF743211; /* one twice */
		assert_int_equal(try_mixer(&s, sizeof(s.config), &mod), -EINVAL);
		s.config.map = 0xFFF43210; /* one too few */
		assert_int_equal(try_mixer(&s, sizeof(s.config), &mod), -EINVAL);
	}
	base.audio_fmt.channels_count = 5;
	assert_int_equal(module_try("UPDWMIX", 0, &base, sizeof(base), &mod), -EINVAL);
	base.audio_fmt.channels_count = 6;
	base.audio_fmt.interleaving_style = 1;
	assert_int_equal(module_try("UPDWMIX", 0, &base, sizeof(base), &mod), -EINVAL);
}

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void rig_open(struct rig *rig, struct stream *s)
{
	rig->mod = make(s);
	source_init(&rig->source, format_of(s->in, s->bits), 64);
	sink_init(&rig->sink, format_of(s->out, s->out_bits), 64);
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

static void streams_that_are_refused(void **state)
{
	struct stream s = { C51, STEREO, 32, 32, { .out_config = STEREO } };
	struct test_sink other;
	struct rig rig;

	rig_open(&rig, &s);
	sink_init(&other, format_of(MONO, 32), 8);
	rig.mod->sinks[0] = &other.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	sink_init(&other, format_of(STEREO, 16), 8);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	rig.mod->sinks[0] = &rig.sink.api;
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->num_of_sinks = 1;
	assert_int_equal(module_prepare(rig.mod), 0);
	rig_close(&rig);
}

/* A configuration by parameter 0: before the stream, and while it runs; what is none changes nothing. Mutated ones. */
static void configurations_at_run_time(void **state)
{
	struct stream s = { C51, STEREO, 32, 32, { .out_config = STEREO } };
	struct signal random = { .state = harness_seed() };
	const struct config louder = { STEREO, 1, { 1 << 30, 0, 1 << 30 }, 0 };
	uint32_t taken = 0, refused = 0;
	struct rig rig;
	int32_t out[96], quiet[96];

	for (uint32_t i = 0; i < 48 * 6; i++)
		in[i] = signal_sample(&random, 20);
	rig_open(&rig, &s);
	module_run(rig.mod);
	source_put(&rig.source, in, 48);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sink, quiet), 48);
	for (int round = 0; round < 3000; round++) {
		struct config config = s.config;
		uint8_t data[2 * EFFECT_MOST_BLOB] = { 0 };
		size_t bytes = sizeof(config);
		int ret;

		memcpy(data, &config, bytes);
		if (round)
			bytes = effect_mutate(data, bytes, &random);
		ret = module_set(rig.mod, 0, data, bytes);
		assert_true(ret == 0 || ret == -EINVAL);
		taken += !ret;
		refused += !!ret;
		source_put(&rig.source, in, 48);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, out), 48);
		if (ret)
			kit_expect_same("refused", quiet, out, 48, 2, 4);
		else
			memcpy(quiet, out, sizeof(out));
	}
	assert_true(taken && refused);
	assert_int_equal(module_set(rig.mod, 0, &(struct config){ .out_config = MONO },
				    sizeof(struct config)),
			 -EINVAL);
	assert_int_equal(module_set(rig.mod, 1, &louder, sizeof(louder)), -EINVAL);
	assert_int_equal(module_set(rig.mod, 0, &louder, sizeof(louder)), 0);
	source_put(&rig.source, in, 48);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sink, out), 48);
	for (int i = 0; i < 48; i++)
		assert_int_equal(out[2 * i + 1],
				 rounded((__int128)in[6 * i + 2] * (1 << 30), 31, 32));
	module_halt(rig.mod);
	/* another number of channels for the next stream */
	assert_int_equal(module_set(rig.mod, 0, &(struct config){ .out_config = MONO },
				    sizeof(struct config)),
			 0);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arrangements_follow_the_formulas),
		cmocka_unit_test(maps),
		cmocka_unit_test(sums_saturate),
		cmocka_unit_test(pins_say_the_output),
		cmocka_unit_test(payloads_that_are_refused),
		cmocka_unit_test(streams_that_are_refused),
		cmocka_unit_test(configurations_at_run_time),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
