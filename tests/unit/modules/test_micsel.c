/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the microphone selector mixes by the matrix of the profile for its channels; profiles in and out. */
#include "effect.h"

struct profile {
	uint8_t inputs, outputs, input_config, output_config;
	int16_t matrix[8][8];
};

/* What a test makes: profiles for a stream. */
struct setup {
	uint32_t bits, inputs, outputs;
	const struct profile *profiles; /* NULL: none */
	uint32_t count;
};

static struct ipc4_audio_format format_of(const struct setup *s, uint32_t channels)
{
	return make_format(48000, channels, s->bits == 16 ? 16 : 32, s->bits);
}

static struct processing_module *make(void *arg)
{
	const struct setup *s = arg;
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_audio_format out;
	} init = { make_base(format_of(s, s->inputs)), format_of(s, s->outputs) };
	struct processing_module *mod = module_new("MICSEL", 0, &init, sizeof(init));

	if (s->profiles)
		assert_int_equal(module_set(mod, 0, s->profiles, s->count * sizeof(*s->profiles)),
				 0);
	return mod;
}

static int32_t model(const struct profile *p, const int32_t *frame, uint32_t inputs,
		     uint32_t output, uint32_t bits)
{
	__int128 sum = 512;

	for (uint32_t i = 0; i < inputs; i++)
		sum += (__int128)frame[i] * p->matrix[output][i];
	/* 16 bits are summed in 32 */
	return (int32_t)limited((bits == 16 ? (int32_t)(uint32_t)(uint64_t)sum : sum) >> 10, bits);
}

static void check(const struct setup *s, const struct profile *used, struct signal *random)
{
	static int32_t in[EFFECT_FRAMES * 8], out[EFFECT_FRAMES * 8];
	static uint8_t packed[sizeof(in)], expected[sizeof(in)], seen[sizeof(in)];
	const uint32_t bytes = s->bits == 16 ? 2 : 4;
	char what[96];

	for (uint32_t i = 0; i < EFFECT_FRAMES * s->inputs; i++)
		in[i] = signal_sample(random, s->bits);
	for (uint32_t i = 0; i < EFFECT_FRAMES * s->outputs; i++)
		out[i] = model(used, in + i / s->outputs * s->inputs, s->inputs, i % s->outputs,
			       s->bits);
	effect_pack(in, packed, EFFECT_FRAMES * s->inputs, bytes);
	effect_pack(out, expected, EFFECT_FRAMES * s->outputs, bytes);
	run_split(make, (void *)(uintptr_t)s, format_of(s, s->inputs), format_of(s, s->outputs),
		  packed, seen, EFFECT_FRAMES, pick(random, 1, 90), random);
	snprintf(what, sizeof(what), "%u bits, %u to %u channels", s->bits, s->inputs, s->outputs);
	kit_expect_same(what, expected, seen, EFFECT_FRAMES, s->outputs, bytes);
}

static void make_profile(struct profile *p, struct signal *random)
{
	*p = (struct profile){ .inputs = 8, .outputs = 8 };
	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 8; j++)
			p->matrix[i][j] =
				(int16_t)(pick(random, 0, 5) ? signal_word(random) : INT16_MIN);
}

static void one_profile_fits_all(void **state)
{
	struct signal random = { .state = harness_seed() };

	for (uint32_t bits = 16; bits <= 32; bits += 8)
		for (uint32_t inputs = 1; inputs <= 8; inputs++)
			for (uint32_t outputs = 1; outputs <= 8; outputs++) {
				struct profile profile;
				struct setup s = { bits, inputs, outputs, &profile, 1 };

				make_profile(&profile, &random);
				check(&s, &profile, &random);
			}
}

/* The one for the numbers of channels, or the one for 8 to 8 if these are equal. */
static void the_profile_for_the_channels(void **state)
{
	struct signal random = { .state = harness_seed() };
	struct profile profiles[3];

	for (int i = 0; i < 3; i++)
		make_profile(&profiles[i], &random);
	profiles[1].inputs = 6;
	profiles[1].outputs = 2;
	profiles[2].inputs = 1;
	profiles[2].outputs = 1;
	for (uint32_t bits = 16; bits <= 32; bits += 8) {
		check(&(struct setup){ bits, 6, 2, profiles, 3 }, &profiles[1], &random);
		check(&(struct setup){ bits, 1, 1, profiles, 3 }, &profiles[2], &random);
		check(&(struct setup){ bits, 4, 4, profiles, 3 }, &profiles[0], &random);
	}
}

static void without_profiles_channels_stay(void **state)
{
	struct signal random = { .state = harness_seed() };
	struct profile identity = { 0 };

	for (int i = 0; i < 8; i++)
		identity.matrix[i][i] = 1024;
	for (uint32_t bits = 16; bits <= 32; bits += 8)
		for (uint32_t inputs = 1; inputs <= 8; inputs += 3)
			for (uint32_t outputs = 1; outputs <= 8; outputs += 3)
				check(&(struct setup){ bits, inputs, outputs, NULL, 0 }, &identity,
				      &random);
}

static void properties(void **state)
{
	static struct ipc4_audio_format out;
	struct signal random = { .state = 3 };
	static struct profile profile;
	static const uint32_t channels[] = { 1, 2, 8 };
	static uint8_t in[EFFECT_FRAMES * 8 * 4];
	static const struct effect effect = { "MICSEL", 0, &profile, sizeof(profile), NULL };
	const struct kit_module module = { "MICSEL", &out, sizeof(out), .configure = effect_send };

	make_profile(&profile, &random);
	effect_now = &effect;
	for (uint32_t bits = 16; bits <= 32; bits += 8)
		for (size_t c = 0; c < ARRAY_SIZE(channels); c++)
			for (int stimulus = 0; stimulus < KIT_STIMULI; stimulus++) {
				const uint32_t depth = bits == 16 ? 16 : 32;
				const struct kit_stream stream = { make_format(48000, channels[c],
									       depth, bits),
								   in, EFFECT_FRAMES };

				out = stream.fmt;
				kit_stimulate(stimulus, &random, in, EFFECT_FRAMES * channels[c],
					      bits);
				kit_check_stream(&module, &stream, kit_stimulus_names[stimulus],
						 &random);
			}
}

static void what_is_refused(void **state)
{
	static struct profile profiles[9];
	struct profile good;
	struct signal random = { .state = 5 };
	struct setup s = { 32, 2, 2, &good, 1 };
	struct processing_module *mod;
	struct effect_rig rig;
	int32_t in[96], first[96], out[96];

	make_profile(&good, &random);
	signal_fill(&random, in, 96, 32, 4);
	rig.mod = make(&s);
	source_init(&rig.source, format_of(&s, 2), 64);
	sink_init(&rig.sink, format_of(&s, 2), 64);
	module_attach_source(rig.mod, &rig.source.api);
	module_attach_sink(rig.mod, &rig.sink.api);
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, first), 0);
	for (size_t bytes = 1; bytes <= sizeof(profiles); bytes++)
		if (bytes % sizeof(good) || bytes > 8 * sizeof(good))
			assert_int_equal(module_set(rig.mod, 0, profiles, bytes), -EINVAL);
	assert_int_equal(module_set(rig.mod, 1, profiles, sizeof(good)), -EINVAL);
	/* none of several is for this stream */
	assert_int_equal(module_set(rig.mod, 0, profiles, 2 * sizeof(good)), -EINVAL);
	assert_int_equal(effect_play(&rig, in, out), 0);
	kit_expect_same("after refusals", first, out, 48, 2, 4);
	module_halt(rig.mod);
	/* the matrix stays for the next stream */
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, out), 0);
	kit_expect_same("the next stream", first, out, 48, 2, 4);
	module_halt(rig.mod);
	/* before a stream they are kept, and the stream is refused */
	assert_int_equal(module_set(rig.mod, 0, profiles, 2 * sizeof(good)), 0);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	effect_close(&rig);
	s.profiles = NULL;
	for (uint32_t outputs = 0; outputs <= 9; outputs += 9) {
		struct {
			struct ipc4_base_module_cfg base;
			struct ipc4_audio_format out;
		} init = { make_base(format_of(&s, 2)), format_of(&s, outputs) };

		assert_int_equal(module_try("MICSEL", 0, &init, sizeof(init), &mod), -EINVAL);
		assert_int_equal(module_try("MICSEL", 0, &init, sizeof(init.base), &mod), -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_profile_fits_all),
		cmocka_unit_test(the_profile_for_the_channels),
		cmocka_unit_test(without_profiles_channels_stay),
		cmocka_unit_test(properties),
		cmocka_unit_test(what_is_refused),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
