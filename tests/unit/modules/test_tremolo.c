/* SPDX-License-Identifier: BSD-3-Clause */
/* Tremolo: table, arithmetic against a double model, any split, settings, refusals. */
#include "harness.h"

#include <math.h>
#include <adsp/inspect.h>
#include "../../../fw/audio/modules/tremolo/tremolo.h"

#define FRAMES     400
#define GAIN_ERROR 2.4e-6 /* as tremolo.h says */

struct setup {
	struct ipc4_audio_format fmt;
	struct tremolo_config config;
};

static struct processing_module *make_tremolo(const struct setup *s)
{
	struct ipc4_base_module_cfg base = make_base(s->fmt);

	return module_new("TREMOLO", 0, &base, sizeof(base));
}

static struct processing_module *make_set(void *arg)
{
	const struct setup *s = arg;
	struct processing_module *mod = make_tremolo(s);

	assert_int_equal(module_set(mod, TREMOLO_PARAM_CONFIG, &s->config, sizeof(s->config)), 0);
	return mod;
}

static int set_switch(struct processing_module *mod, uint16_t id, uint16_t count, uint32_t value,
		      size_t bytes)
{
	uint32_t message[8] = { id | (uint32_t)count << 16, 0, 0, 0, 0, 0, value };

	return module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, message, bytes);
}

static uint32_t pick_bits(struct signal *random)
{
	return 16 + 8 * pick(random, 0, 2);
}

static struct setup pick_setup(struct signal *random, uint32_t bits)
{
	static const uint32_t rates[] = { 8000, 11025, 44100, 48000, 192000 };

	return (struct setup){
		.fmt = make_format(rates[pick(random, 0, 4)], pick(random, 1, 8),
				   bits == 16 ? 16 : 32, bits),
		.config = { pick(random, TREMOLO_MIN_RATE_MHZ, TREMOLO_MAX_RATE_MHZ),
			    pick(random, 0, 3) ? signal_word(random) >> 1 : INT32_MAX },
	};
}

/* ---- arithmetic ---- */

static void test_table_is_to_the_nearest(void **state)
{
	for (int i = 0; i < TREMOLO_DIP_POINTS; i++) {
		double dip = (1 - cos(2 * M_PI * i / TREMOLO_DIP_POINTS)) * 0x1p30;

		if (fabs(tremolo_dip[i] - fmin(dip, INT32_MAX)) > 0.501)
			fail_msg("point %d is %d, should be %.3f", i, tremolo_dip[i], dip);
	}
}

static void test_steps(void **state)
{
	static const uint32_t rates[] = { 8000, 11025, 44100, 48000, 192000 };

	assert_int_equal(tremolo_step(1000, 1), 0); /* a whole turn */
	assert_int_equal(tremolo_step(12000000, 48000), 1u << 30);
	for (size_t i = 0; i < ARRAY_SIZE(rates); i++) {
		for (uint32_t mhz = TREMOLO_MIN_RATE_MHZ; mhz <= TREMOLO_MAX_RATE_MHZ; mhz += 7)
			assert_true(fabs(tremolo_step(mhz, rates[i]) -
					 mhz * 0x1p32 / (rates[i] * 1000.0)) <= 0.5);
	}
}

static double sample_at(const void *data, uint32_t i, uint32_t bits)
{
	if (bits == 16)
		return ((const int16_t *)data)[i];
	return bits == 24 ? sign_extend_s24(((const int32_t *)data)[i]) :
			    ((const int32_t *)data)[i];
}

/* Half a bit from rounding, and what the gain is off by. */
static void check_against_model(const struct setup *s, const void *in, const void *out,
				uint32_t frames)
{
	const uint32_t channels = s->fmt.channels_count, bits = s->fmt.valid_bit_depth;
	const uint32_t step = tremolo_step(s->config.rate_mhz, s->fmt.sampling_frequency);
	uint32_t phase = 0;

	for (uint32_t i = 0; i < frames * channels; i++) {
		double dip = (1 - cos(2 * M_PI * (phase * 0x1p-32))) / 2;
		double x = sample_at(in, i, bits), y = sample_at(out, i, bits);
		double ideal = x * (1 - s->config.depth_q31 * 0x1p-31 * dip);

		if (fabs(y - ideal) > 0.5 + fabs(x) * GAIN_ERROR)
			fail_msg(
				"%u bits, %u mHz, depth 0x%x, sample %u: %.0f becomes %.0f, should be %.3f",
				bits, s->config.rate_mhz, s->config.depth_q31, i, x, y, ideal);
		if (i % channels == channels - 1)
			phase += step;
	}
}

static void test_follows_the_model_in_any_split(void **state)
{
	struct signal random = { .state = harness_seed() };
	static uint8_t in[FRAMES * 8 * 4], out[FRAMES * 8 * 4], again[FRAMES * 8 * 4];

	for (int round = 0; round < 150; round++) {
		uint32_t bits = pick_bits(&random);
		struct setup s = pick_setup(&random, bits);
		size_t bytes = FRAMES * s.fmt.channels_count * s.fmt.depth / 8;

		signal_fill(&random, in, FRAMES * s.fmt.channels_count, bits, s.fmt.depth / 8);
		run_split((module_maker)make_set, &s, s.fmt, s.fmt, in, out, FRAMES, FRAMES,
			  &random);
		check_against_model(&s, in, out, FRAMES);
		run_split((module_maker)make_set, &s, s.fmt, s.fmt, in, again, FRAMES,
			  pick(&random, 1, 70), &random);
		assert_memory_equal(out, again, bytes);
	}
}

/* A whole wave, so that each straight line of the table is used, from full volume down to silence. */
static void test_a_whole_wave(void **state)
{
	enum {
		WAVE = 48000
	};
	static int32_t in[WAVE], out[WAVE];
	struct tremolo_data td = {
		.lfo = { tremolo_dip, 0, tremolo_step(1000, WAVE), INT32_MAX },
	};
	struct setup s = { make_format(WAVE, 1, 32, 32), { 1000, INT32_MAX } };

	for (uint32_t i = 0; i < WAVE; i++)
		in[i] = i % 2 ? INT32_MAX : INT32_MIN;
	tremolo_formats[2].process[SIMD_BASELINE](&td, in, out, WAVE, 1);
	check_against_model(&s, in, out, WAVE);
	assert_int_equal(out[0], INT32_MIN);
	/* the deepest point leaves a gain of 2^-30 */
	td.lfo.phase = 1u << 31;
	tremolo_formats[2].process[SIMD_BASELINE](&td, in, out, 1, 1);
	assert_int_equal(out[0], -2);
}

static void test_no_depth_changes_nothing(void **state)
{
	struct signal random = { .state = harness_seed() };
	static uint8_t in[FRAMES * 8 * 4], out[FRAMES * 8 * 4];

	for (int round = 0; round < 20; round++) {
		uint32_t bits = pick_bits(&random);
		struct setup s = pick_setup(&random, bits);

		s.config.depth_q31 = 0;
		signal_fill(&random, in, FRAMES * s.fmt.channels_count, bits, s.fmt.depth / 8);
		run_split((module_maker)make_set, &s, s.fmt, s.fmt, in, out, FRAMES, 50, &random);
		assert_memory_equal(in, out, FRAMES * s.fmt.channels_count * s.fmt.depth / 8);
	}
}

/* ---- settings ---- */

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void rig_open(struct rig *rig, const struct setup *s)
{
	rig->mod = make_tremolo(s);
	source_init(&rig->source, s->fmt, 64);
	sink_init(&rig->sink, s->fmt, 64);
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

/* 48 frames of the largest sample, mono. */
static void play(struct rig *rig, int32_t *out)
{
	int32_t in[48];

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = INT32_MAX;
	source_put(&rig->source, in, ARRAY_SIZE(in));
	assert_int_equal(module_process(rig->mod), 0);
	assert_int_equal(sink_take(&rig->sink, out), ARRAY_SIZE(in));
}

static const struct setup mono = { .fmt = { .sampling_frequency = 48000,
					    .depth = 32,
					    .channels_count = 1,
					    .valid_bit_depth = 32 },
				   .config = { 20000, INT32_MAX } };

static void assert_config(struct processing_module *mod, uint32_t rate_mhz, uint32_t depth_q31)
{
	struct tremolo_config config = { 0 };
	uint32_t size = 0;

	assert_int_equal(mod->priv.ops->get_configuration(mod, TREMOLO_PARAM_CONFIG, &size,
							  (uint8_t *)&config, sizeof(config)),
			 0);
	assert_int_equal(size, sizeof(config));
	assert_int_equal(config.rate_mhz, rate_mhz);
	assert_int_equal(config.depth_q31, depth_q31);
}

static void test_settings_take_effect_with_the_next_frame(void **state)
{
	int32_t first[48], second[48], out[48];
	struct rig rig;

	rig_open(&rig, &mono);
	assert_config(rig.mod, 5000, 0x40000000);
	assert_int_equal(
		module_set(rig.mod, TREMOLO_PARAM_CONFIG, &mono.config, sizeof(mono.config)), 0);
	assert_config(rig.mod, 20000, INT32_MAX);
	module_run(rig.mod);
	play(&rig, first);
	play(&rig, second);
	assert_int_equal(first[0], INT32_MAX);
	assert_true(second[0] < first[47] && second[47] < second[0]);
	/* off: as it is; and on again from full volume */
	assert_int_equal(set_switch(rig.mod, 0, 1, 0, 28), 0);
	play(&rig, out);
	for (size_t i = 0; i < ARRAY_SIZE(out); i++)
		assert_int_equal(out[i], INT32_MAX);
	assert_int_equal(set_switch(rig.mod, 0, 1, 1, 28), 0);
	play(&rig, out);
	assert_memory_equal(out, first, sizeof(out));
	/* on once more is no event */
	assert_int_equal(set_switch(rig.mod, 0, 1, 2, 28), 0);
	play(&rig, out);
	assert_memory_equal(out, second, sizeof(out));
	/* a reset begins a stream, with the same settings */
	module_halt(rig.mod);
	module_run(rig.mod);
	play(&rig, out);
	assert_memory_equal(out, first, sizeof(out));
	module_halt(rig.mod);
	rig_close(&rig);
}

static void test_settings_that_are_refused(void **state)
{
	static const struct tremolo_config bad[] = {
		{ TREMOLO_MIN_RATE_MHZ - 1, 0 },
		{ TREMOLO_MAX_RATE_MHZ + 1, 0 },
		{ 0, 0 },
		{ UINT32_MAX, 0 },
		{ 1000, 0x80000000 },
		{ 1000, UINT32_MAX },
	};
	const struct tremolo_config good[] = { { TREMOLO_MIN_RATE_MHZ, 0 },
					       { TREMOLO_MAX_RATE_MHZ, INT32_MAX } };
	uint8_t data[16] = { 0 };
	uint32_t size = 0;
	struct rig rig;

	rig_open(&rig, &mono);
	memcpy(data, &mono.config, sizeof(mono.config));
	for (size_t bytes = 0; bytes <= sizeof(data); bytes++) {
		if (bytes != sizeof(struct tremolo_config))
			assert_int_equal(module_set(rig.mod, TREMOLO_PARAM_CONFIG, data, bytes),
					 -EINVAL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(module_set(rig.mod, TREMOLO_PARAM_CONFIG, &bad[i], sizeof(bad[i])),
				 -EINVAL);
	for (size_t bytes = 0; bytes <= 32; bytes++) {
		if (bytes != 28)
			assert_int_equal(set_switch(rig.mod, 0, 1, 0, bytes), -EINVAL);
	}
	assert_int_equal(set_switch(rig.mod, 1, 1, 0, 28), -EINVAL);
	assert_int_equal(set_switch(rig.mod, 0, 2, 0, 28), -EINVAL);
	assert_int_equal(set_switch(rig.mod, 0, 0, 0, 28), -EINVAL);
	assert_int_equal(module_set(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, data, 8), -EINVAL);
	assert_int_equal(module_set(rig.mod, 0, data, 8), -EINVAL);
	assert_int_equal(rig.mod->priv.ops->set_configuration(rig.mod, TREMOLO_PARAM_CONFIG,
							      MODULE_CFG_FRAGMENT_FIRST, 8, data, 8,
							      NULL, 0),
			 -EINVAL);
	assert_int_equal(rig.mod->priv.ops->get_configuration(rig.mod, TREMOLO_PARAM_CONFIG, &size,
							      data, 7),
			 -EINVAL);
	assert_int_equal(rig.mod->priv.ops->get_configuration(rig.mod, TREMOLO_PARAM_CONFIG + 1,
							      &size, data, 8),
			 -EINVAL);
	/* nothing of that has changed anything */
	assert_config(rig.mod, 5000, 0x40000000);
	assert_false(((struct tremolo_data *)module_get_private_data(rig.mod))->base.bypass);
	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		/* at an odd address */
		memcpy(data + 1, &good[i], sizeof(good[i]));
		assert_int_equal(
			module_set(rig.mod, TREMOLO_PARAM_CONFIG, data + 1, sizeof(good[i])), 0);
		assert_config(rig.mod, good[i].rate_mhz, good[i].depth_q31);
	}
	rig_close(&rig);
}

/* ---- life ---- */

/* It is large enough for that: one copy serves all. */
static void test_instances_share_the_table(void **state)
{
	struct rig rigs[2];
	const int32_t *tables[2];

	for (int i = 0; i < 2; i++) {
		rig_open(&rigs[i], &mono);
		module_run(rigs[i].mod);
		tables[i] = ((struct tremolo_data *)module_get_private_data(rigs[i].mod))->lfo.dip;
		assert_ptr_not_equal(tables[i], tremolo_dip);
		assert_memory_equal(tables[i], tremolo_dip, sizeof(tremolo_dip));
	}
	assert_ptr_equal(tables[0], tables[1]);
	for (int i = 0; i < 2; i++) {
		module_halt(rigs[i].mod);
		assert_null(((struct tremolo_data *)module_get_private_data(rigs[i].mod))->lfo.dip);
		rig_close(&rigs[i]);
	}
}

static void test_prepare_refusals(void **state)
{
	struct test_sink stereo, narrow;
	size_t before;
	struct rig rig;

	rig_open(&rig, &mono);
	before = module_instance_of(rig.mod)->resources.heap_usage;
	sink_init(&stereo, make_format(48000, 2, 32, 32), 8);
	sink_init(&narrow, make_format(48000, 1, 16, 16), 8);
	rig.mod->sinks[0] = &stereo.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->sinks[0] = &narrow.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->sinks[0] = &rig.sink.api;
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->num_of_sinks = 2;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->num_of_sinks = 1;
	/* 16 bits in a container of 32, and no rate */
	rig.source.ring.params.valid_sample_fmt = SOF_IPC_FRAME_S16_LE;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.valid_sample_fmt = SOF_IPC_FRAME_S32_LE;
	rig.source.ring.params.rate = 0;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.rate = 48000;
	adsp_inspect_fail_alloc(1);
	assert_int_equal(module_prepare(rig.mod), -ENOMEM);
	adsp_inspect_fail_alloc(0);
	assert_int_equal(module_instance_of(rig.mod)->resources.heap_usage, before);
	module_run(rig.mod);
	module_halt(rig.mod);
	rig_close(&rig);
	free(stereo.ring.data);
	free(narrow.ring.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table_is_to_the_nearest),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_follows_the_model_in_any_split),
		cmocka_unit_test(test_a_whole_wave),
		cmocka_unit_test(test_no_depth_changes_nothing),
		cmocka_unit_test(test_settings_take_effect_with_the_next_frame),
		cmocka_unit_test(test_settings_that_are_refused),
		cmocka_unit_test(test_instances_share_the_table),
		cmocka_unit_test(test_prepare_refusals),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
