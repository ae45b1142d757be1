/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the regressive input amplifier against a model that keeps all samples and all gains. */
#include "effect.h"

#define PERIOD   48
#define CALLS    60
#define CHANNELS 2
#define SAMPLES  (CALLS * PERIOD * CHANNELS)

static int32_t in[SAMPLES], out[SAMPLES], expected[SAMPLES];

/* Gains of the calls so far, the newest last; before the first call they are one. */
static int64_t gain_of(const int64_t *gains, int call, uint32_t attenuation)
{
	return call < 0 ? (1ll << (31 - attenuation)) - 1 : gains[call];
}

static int64_t least(const int64_t *gains, int newest, uint32_t attenuation)
{
	int64_t value = INT64_MAX;

	for (int i = 0; i < 9; i++)
		value = MIN(value, gain_of(gains, newest - i, attenuation));
	return value;
}

static void model(uint32_t attenuation)
{
	int64_t gains[CALLS];

	for (int call = 0; call < CALLS; call++) {
		const int first = call * PERIOD * CHANNELS;
		int64_t peak = 0, begin, step;

		for (int i = 0; i < PERIOD * CHANNELS; i++)
			peak = MAX(peak, llabs(in[first + i]));
		gains[call] = peak > 0x7FFFFF >> attenuation ?
				      (int64_t)((0x7FFFFFull << 32) / (uint64_t)peak) >>
					      (attenuation + 1) :
				      (int64_t)((1ull << (32 + attenuation)) - 1) >>
					      (attenuation + 1);
		begin = least(gains, call - 1, attenuation);
		step = (least(gains, call, attenuation) - begin) / PERIOD;
		for (int i = 0; i < PERIOD * CHANNELS; i++) {
			const int at = first + i - PERIOD * CHANNELS;
			const __int128 product =
				(__int128)(at < 0 ? 0 : in[at]) * (begin + step * (i / CHANNELS));

			expected[first + i] =
				attenuation ?
					(int32_t)limited(nearest(product, 31 - attenuation), 24) :
				at < 0 ? 0 :
					 in[at];
		}
	}
}

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void rig_open(struct rig *rig, uint32_t tail)
{
	const struct ipc4_audio_format fmt = make_format(48000, CHANNELS, 32, 24);
	struct {
		struct ipc4_base_module_cfg base;
		uint32_t attenuation;
	} init = { make_base(fmt), tail };

	rig->mod = module_new("ARIA", 0, &init, sizeof(init));
	source_init(&rig->source, fmt, 3 * PERIOD + 5);
	sink_init(&rig->sink, fmt, 3 * PERIOD + 5);
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

static void play(struct rig *rig)
{
	module_run(rig->mod);
	for (int call = 0; call < CALLS; call++) {
		source_put(&rig->source, in + call * PERIOD * CHANNELS, PERIOD);
		assert_int_equal(module_process(rig->mod), 0);
		assert_int_equal(sink_take(&rig->sink, out + call * PERIOD * CHANNELS), PERIOD);
	}
	module_halt(rig->mod);
}

static void every_attenuation_is_the_models(void **state)
{
	struct signal random = { .state = harness_seed() };

	/* quiet, then loud, then quiet again */
	for (int i = 0; i < SAMPLES; i++)
		in[i] = signal_sample(&random, 24) >> (i / (SAMPLES / 6) % 2 ? 0 : 6);
	in[5] = -0x800000;
	for (uint32_t attenuation = 0; attenuation <= 3; attenuation++) {
		struct rig rig;

		rig_open(&rig, 0);
		assert_int_equal(module_set(rig.mod, 1, &attenuation, sizeof(attenuation)), 0);
		model(attenuation);
		play(&rig);
		kit_expect_same("attenuation", expected, out, CALLS * PERIOD, CHANNELS, 4);
		/* another stream begins like the first */
		play(&rig);
		kit_expect_same("the next stream", expected, out, CALLS * PERIOD, CHANNELS, 4);
		rig_close(&rig);
	}
}

/* Without attenuation any split of the stream is delayed alike. With it the gain is one of each call. */
static void a_copy_in_any_split(void **state)
{
	struct signal random = { .state = harness_seed() };
	uint32_t attenuation = 0, n;
	struct rig rig;

	for (int i = 0; i < SAMPLES; i++)
		in[i] = signal_sample(&random, 24);
	model(0);
	rig_open(&rig, 0);
	assert_int_equal(module_set(rig.mod, 1, &attenuation, sizeof(attenuation)), 0);
	module_run(rig.mod);
	for (uint32_t done = 0; done < CALLS * PERIOD; done += n) {
		n = pick(&random, 1, MIN(PERIOD, CALLS * PERIOD - done));
		source_put(&rig.source, in + done * CHANNELS, n);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, out + done * CHANNELS), n);
	}
	kit_expect_same("a copy", expected, out, CALLS * PERIOD, CHANNELS, 4);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void the_first_word_is_the_attenuation(void **state)
{
	struct rig rig;

	for (int i = 0; i < SAMPLES; i++)
		in[i] = 0x400000;
	model(3);
	rig_open(&rig, 0x10001); /* limited to 3 */
	play(&rig);
	kit_expect_same("limited", expected, out, CALLS * PERIOD, CHANNELS, 4);
	rig_close(&rig);
}

static void what_is_refused(void **state)
{
	const struct ipc4_audio_format wide = make_format(48000, 2, 32, 32);
	const uint32_t words[2] = { 1, 1 };
	struct rig rig;

	rig_open(&rig, 0);
	assert_int_equal(module_set(rig.mod, 1, words, 8), -EINVAL);
	assert_int_equal(module_set(rig.mod, 0, words, 4), -EINVAL);
	assert_int_equal(module_set(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, words, 4), -EINVAL);
	free(rig.source.ring.data);
	source_init(&rig.source, wide, 64);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_attenuation_is_the_models),
		cmocka_unit_test(a_copy_in_any_split),
		cmocka_unit_test(the_first_word_is_the_attenuation),
		cmocka_unit_test(what_is_refused),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
