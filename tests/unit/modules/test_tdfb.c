/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the beamformer against sums in 128 bits; which filters run; blobs that are none. */
#include "effect.h"

#define FILTERS  3
#define ANGLES   3
#define INPUTS   2
#define OUTPUTS  2
#define FRAMES   600
#define MAX_TAPS 32

/* A blob as numbers: filters of each angle, then those of the beam that is off. */
struct design {
	int taps[ANGLES + 1][FILTERS];
	int16_t values[ANGLES + 1][FILTERS][MAX_TAPS];
	int16_t shift;
	int16_t select[FILTERS];
	uint16_t mix[FILTERS], mix_off[FILTERS];
	int16_t azimuths[ANGLES];
};

struct blob {
	int16_t data[2048];
	size_t halves;
};

static void put(struct blob *blob, int value)
{
	blob->data[blob->halves++] = (int16_t)value;
}

static void build(struct blob *blob, const struct design *design)
{
	const int head[] = { FILTERS, OUTPUTS, 0, 2, ANGLES, 1, 0, 30, -90, 0, 0, 0 };
	uint32_t bytes;

	blob->halves = 2;
	for (size_t i = 0; i < ARRAY_SIZE(head); i++)
		put(blob, head[i]);
	for (int set = 0; set <= ANGLES; set++) {
		for (int f = 0; f < FILTERS; f++) {
			put(blob, design->taps[set][f]);
			put(blob, design->shift);
			for (int i = 0; i < 8; i++)
				put(blob, 0);
			for (int i = 0; i < design->taps[set][f]; i++)
				put(blob, design->values[set][f][i]);
		}
	}
	for (int f = 0; f < FILTERS; f++)
		put(blob, design->select[f]);
	for (int f = 0; f < FILTERS; f++)
		put(blob, design->mix[f]);
	for (int f = 0; f < FILTERS; f++)
		put(blob, 0);
	for (int f = 0; f < FILTERS; f++)
		put(blob, design->mix_off[f]);
	for (int a = 0; a < ANGLES; a++) {
		put(blob, design->azimuths[a]);
		put(blob, 0);
		put(blob, a * FILTERS);
		put(blob, 0);
	}
	for (int i = 0; i < 2 * 4; i++)
		put(blob, 0);
	bytes = (uint32_t)(blob->halves * 2);
	memcpy(blob->data, &bytes, sizeof(bytes));
}

static struct design a_design(struct signal *random)
{
	struct design d = {
		.shift = -1,
		.select = { 0, 1, 0 },
		.mix = { 1, 3, 2 },
		.mix_off = { 1, 2, 0 },
		.azimuths = { -90, 0, 90 },
	};

	for (int set = 0; set <= ANGLES; set++) {
		for (int f = 0; f < FILTERS; f++) {
			d.taps[set][f] = 4 * (int)pick(random, 1, MAX_TAPS / 4);
			for (int i = 0; i < d.taps[set][f]; i++)
				d.values[set][f][i] = (int16_t)signal_sample(random, 16);
		}
	}
	return d;
}

/* ---- model ---- */

static int64_t filter_at(const struct design *d, int set, int f, const int32_t *in, int frame,
			 uint32_t bits)
{
	__int128 sum = 0;

	for (int k = 0; k < d->taps[set][f] && k <= frame; k++)
		sum += (__int128)d->values[set][f][k] *
		       effect_widen(in[(frame - k) * INPUTS + d->select[f]], bits);
	return limited(sum >> (15 + d->shift), 32);
}

static int32_t output_at(const struct design *d, int set, const int32_t *in, int frame, int output,
			 uint32_t bits)
{
	const uint16_t *mix = set == ANGLES ? d->mix_off : d->mix;
	uint32_t sum = 0;

	for (int f = 0; f < FILTERS; f++)
		if (mix[f] >> output & 1)
			sum += (uint32_t)(filter_at(d, set, f, in, frame, bits) >> 4);
	return effect_narrow(limited((__int128)(int32_t)sum * 16, 32), bits);
}

/* ---- runs ---- */

static int32_t in[FRAMES * INPUTS], expected[FRAMES * OUTPUTS];
static uint8_t packed[FRAMES * INPUTS * 4], wanted[FRAMES * OUTPUTS * 4],
	seen[FRAMES * OUTPUTS * 4];

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
	uint32_t bytes;
};

static int set_control(struct processing_module *mod, uint32_t param, uint16_t id, uint32_t value)
{
	struct {
		struct sof_ipc4_control_msg_payload head;
		struct sof_ipc4_ctrl_value_chan value;
	} control = { .head = { .id = id, .num_elems = 1 }, .value = { 0, value } };

	return module_set(mod, param, &control, sizeof(control));
}

static void rig_open(struct rig *rig, uint32_t rate, uint32_t bits)
{
	const struct ipc4_audio_format fmt = make_format(rate, INPUTS, bits == 16 ? 16 : 32, bits);
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format input;
		struct ipc4_output_pin_format output;
	} init = {
		.base = make_base(fmt),
		.ext = { .nb_input_pins = 1, .nb_output_pins = 1 },
	};

	init.input.ibs = init.base.ibs;
	init.input.audio_fmt = fmt;
	init.output.obs = init.base.obs;
	init.output.audio_fmt = fmt;
	rig->bytes = fmt.depth / 8;
	rig->mod = module_new("TDFB", 0, &init, sizeof(init));
	source_init(&rig->source, fmt, 203);
	sink_init(&rig->sink, fmt, 203);
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

static void play(struct rig *rig, int first, int frames, struct signal *random)
{
	for (int n; frames; frames -= n, first += n) {
		n = (int)pick(random, 1, (uint32_t)MIN(frames, 150));
		source_put(&rig->source, packed + (size_t)first * INPUTS * rig->bytes, (uint32_t)n);
		assert_int_equal(module_process(rig->mod), 0);
		assert_int_equal(sink_take(&rig->sink, seen + (size_t)first * OUTPUTS * rig->bytes),
				 n);
	}
}

static void expect(const struct rig *rig, const char *what, int first, int frames)
{
	effect_pack(expected, wanted, FRAMES * OUTPUTS, rig->bytes);
	kit_expect_same(what, wanted + (size_t)first * OUTPUTS * rig->bytes,
			seen + (size_t)first * OUTPUTS * rig->bytes, (uint32_t)frames, OUTPUTS,
			rig->bytes);
}

static void make_input(struct signal *random, uint32_t bits)
{
	for (int i = 0; i < FRAMES * INPUTS; i++)
		in[i] = signal_sample(random, bits);
	effect_pack(in, packed, FRAMES * INPUTS, bits == 16 ? 2 : 4);
}

static void model_set(const struct design *d, int set, int first, int last, uint32_t bits)
{
	for (int frame = first; frame < last; frame++)
		for (int output = 0; output < OUTPUTS; output++)
			expected[frame * OUTPUTS + output] =
				output_at(d, set, in, frame, output, bits);
}

/* Enum values 0..6 are -90..90 degrees in steps of 30. */
static void the_nearest_beam_runs(void **state)
{
	static const struct {
		uint32_t value;
		int set;
	} choices[] = { { 0, 0 }, { 1, 0 }, { 2, 1 }, { 3, 1 }, { 5, 2 }, { 6, 2 } };
	struct signal random = { .state = harness_seed() };
	struct design d = a_design(&random);
	struct blob blob;

	build(&blob, &d);
	for (size_t i = 0; i < ARRAY_SIZE(choices); i++) {
		for (uint32_t bits = 16; bits <= 32; bits += 8) {
			struct rig rig;

			make_input(&random, bits);
			model_set(&d, choices[i].set, 0, FRAMES, bits);
			rig_open(&rig, 48000, bits);
			assert_int_equal(module_set(rig.mod, 0, blob.data, blob.halves * 2), 0);
			assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 1),
					 0);
			assert_int_equal(set_control(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, 0,
						     choices[i].value),
					 0);
			module_run(rig.mod);
			play(&rig, 0, FRAMES, &random);
			expect(&rig, "a beam", 0, FRAMES);
			module_halt(rig.mod);
			rig_close(&rig);
		}
	}
}

/* Off, on, off: its own filters first, then a beam that goes on from the same sound, then a copy. */
static void a_beam_that_is_switched_while_it_runs(void **state)
{
	struct signal random = { .state = harness_seed() };
	struct design d = a_design(&random);
	struct blob blob;
	struct rig rig;

	build(&blob, &d);
	make_input(&random, 32);
	model_set(&d, ANGLES, 0, 200, 32);
	model_set(&d, 0, 200, 400, 32);
	memcpy(expected + 400 * OUTPUTS, in + 400 * INPUTS, 200 * OUTPUTS * sizeof(*in));
	rig_open(&rig, 16000, 32);
	assert_int_equal(module_set(rig.mod, 0, blob.data, blob.halves * 2), 0);
	module_run(rig.mod);
	play(&rig, 0, 200, &random);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 1), 0);
	play(&rig, 200, 200, &random);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 0), 0);
	play(&rig, 400, 200, &random);
	expect(&rig, "switched", 0, FRAMES);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void controls_are_checked(void **state)
{
	struct rig rig;

	rig_open(&rig, 48000, 32);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 0), 0);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 1), 0);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 0), 0);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 2, 1), -EINVAL);
	assert_int_equal(set_control(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, 0, 360), 0);
	assert_int_equal(set_control(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, 0, 361), -EINVAL);
	assert_int_equal(set_control(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, 1, 3), 0);
	assert_int_equal(set_control(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, 2, 3), -EINVAL);
	/* without a blob no stream is prepared */
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig_close(&rig);
}

/* Fewer than two microphones: no direction. Switched on before, it is only said. */
static void directions_need_microphones(void **state)
{
	struct signal random = { .state = 21 };
	const struct design d = a_design(&random);
	struct blob blob;
	uint32_t bytes;
	struct rig rig;

	build(&blob, &d);
	blob.halves -= 4;
	blob.data[5] = 1;
	bytes = (uint32_t)(blob.halves * 2);
	memcpy(blob.data, &bytes, sizeof(bytes));
	rig_open(&rig, 48000, 32);
	assert_int_equal(module_set(rig.mod, 0, blob.data, bytes), 0);
	module_run(rig.mod);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 1), -EINVAL);
	module_halt(rig.mod);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 1), 0);
	module_run(rig.mod);
	play(&rig, 0, 96, &random);
	/* another blob while it runs, with two of them */
	build(&blob, &d);
	assert_int_equal(module_set(rig.mod, 0, blob.data, blob.halves * 2), 0);
	play(&rig, 96, 96, &random);
	assert_int_equal(set_control(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 1), 0);
	play(&rig, 192, 96, &random);
	module_halt(rig.mod);
	rig_close(&rig);
}

/* Each half-word of the head and of the lists, spoiled; and every length. */
static void bad_blobs_are_refused(void **state)
{
	struct signal random = { .state = harness_seed() };
	struct design d = a_design(&random);
	struct blob blob, bad;
	struct rig rig;

	build(&blob, &d);
	rig_open(&rig, 48000, 32);
	for (size_t halves = 0; halves < blob.halves; halves++)
		assert_int_not_equal(module_set(rig.mod, 0, blob.data, halves * 2) == 0 && halves,
				     1);
	static const struct {
		size_t at;
		int16_t value;
	} faults[] = {
		{ 0, 8 },  { 2, 0 },   { 2, 17 },   { 2, 2 },    { 3, 0 },   { 3, 9 }, { 5, 17 },
		{ 6, 0 },  { 6, 361 }, { 6, 2 },    { 7, 2 },    { 7, 0 },   { 9, 0 }, { 14, 3 },
		{ 14, 0 }, { 14, -4 }, { 14, 260 }, { 15, -16 }, { 15, 49 },
	};
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++) {
		bad = blob;
		bad.data[faults[i].at] = faults[i].value;
		if (module_set(rig.mod, 0, bad.data, bad.halves * 2) != -EINVAL)
			fail_msg("half-word %zu as %d is taken", faults[i].at, faults[i].value);
	}
	/* a channel beyond eight, and a set beyond the last */
	d.select[1] = 8;
	build(&bad, &d);
	assert_int_equal(module_set(rig.mod, 0, bad.data, bad.halves * 2), -EINVAL);
	/* a channel that the stream has not: known when it is prepared */
	d.select[1] = 2;
	build(&bad, &d);
	assert_int_equal(module_set(rig.mod, 0, bad.data, bad.halves * 2), 0);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig_close(&rig);
}

static void only_two_rates(void **state)
{
	struct signal random = { .state = harness_seed() };
	struct design d = a_design(&random);
	struct blob blob;
	struct rig rig;

	build(&blob, &d);
	rig_open(&rig, 44100, 32);
	assert_int_equal(module_set(rig.mod, 0, blob.data, blob.halves * 2), 0);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nearest_beam_runs),
		cmocka_unit_test(a_beam_that_is_switched_while_it_runs),
		cmocka_unit_test(controls_are_checked),
		cmocka_unit_test(directions_need_microphones),
		cmocka_unit_test(bad_blobs_are_refused),
		cmocka_unit_test(only_two_rates),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
