/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the tone is 997 Hz at a tenth of full scale at each rate, and its samples are the same however often it is
 * called; with an input pin it passes what is bound to it, and is silent otherwise.
 */
#include <math.h>
#include "kit.h"

#define FRAMES 4800

static const uint32_t rates[] = { 8000,  11025, 16000, 22050, 24000,  32000, 44100,
				  48000, 64000, 88200, 96000, 176400, 192000 };

static struct processing_module *make(struct ipc4_audio_format fmt, uint16_t input_pins)
{
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format pins[2];
	} init = {
		.base = make_base(fmt),
		.ext = { .nb_input_pins = input_pins, .nb_output_pins = 1 },
		.pins = { { .audio_fmt = fmt }, { .audio_fmt = fmt } },
	};

	return module_new("TONE", 0, &init,
			  sizeof(init.base) + sizeof(init.ext) +
				  (input_pins + 1u) * sizeof(init.pins[0]));
}

/* A generator's first frames, taken from a ring that wraps anywhere. */
static void generate(struct ipc4_audio_format fmt, int32_t *out, uint32_t frames, uint32_t ring,
		     uint32_t offset)
{
	static int32_t taken[4 * FRAMES * 8];
	struct processing_module *mod = make(fmt, 0);
	struct test_sink sink;
	uint32_t done = 0;

	sink_init(&sink, fmt, ring);
	ring_rotate(&sink.ring, offset);
	module_attach_sink(mod, &sink.api);
	module_run(mod);
	assert_int_equal(mod->dev->direction, SOF_IPC_STREAM_PLAYBACK);
	while (done < frames) {
		const int ret = module_process(mod);

		/* it fills what there is, period by period */
		if (ret == -ENODATA || sink_get_free_frames(&sink.api) < ring / 3)
			done += sink_take(&sink, taken + done * fmt.channels_count);
		else
			assert_int_equal(ret, 0);
	}
	memcpy(out, taken, frames * fmt.channels_count * sizeof(*out));
	module_halt(mod);
	module_delete(mod);
	free(sink.ring.data);
}

static void a_sine_at_each_rate(void **state)
{
	static int32_t out[FRAMES * 2];

	for (size_t r = 0; r < ARRAY_SIZE(rates); r++) {
		const struct ipc4_audio_format fmt = make_format(rates[r], 2, 32, 32);

		generate(fmt, out, FRAMES, 2000, 0);
		for (uint32_t i = 0; i < FRAMES; i++) {
			const double phase = 2 * M_PI * 997.0 * i / rates[r];
			const double expected = 0.1 * 2147483648.0 * sin(phase);

			/* 997 roundings of 2^-32 radians make the step of the phase */
			if (fabs(out[2 * i] - expected) > 32 + 60.0 * i ||
			    out[2 * i] != out[2 * i + 1])
				fail_msg("%u Hz, frame %u: %d and %d, expected %f", rates[r], i,
					 out[2 * i], out[2 * i + 1], expected);
		}
	}
}

static void calls_do_not_matter(void **state)
{
	static int32_t first[FRAMES * 8], other[FRAMES * 8];
	const struct ipc4_audio_format fmt = make_format(44100, 5, 32, 32);

	generate(fmt, first, FRAMES, 3 * 48, 0);
	for (uint32_t ring = 49; ring < 900; ring += 97) {
		generate(fmt, other, FRAMES, ring, ring / 2 + 1);
		kit_expect_same("another ring", first, other, FRAMES, 5, 4);
	}
}

/* The same tone, 8 bits less. */
static void with_24_bits_it_has_their_scale(void **state)
{
	static int32_t wide[FRAMES], narrow[FRAMES];

	generate(make_format(48000, 1, 32, 32), wide, FRAMES, 200, 0);
	generate(make_format(48000, 1, 32, 24), narrow, FRAMES, 200, 0);
	for (uint32_t i = 0; i < FRAMES; i++)
#ifdef CONFIG_FORMAT_BY_CONTAINER
		assert_int_equal(narrow[i], wide[i]);
#else
		assert_int_equal(narrow[i], ((wide[i] >> 7) + 1) >> 1);
#endif
}

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void rig_open(struct rig *rig, struct ipc4_audio_format fmt)
{
	rig->mod = make(fmt, 1);
	source_init(&rig->source, fmt, 111);
	sink_init(&rig->sink, fmt, 101);
	ring_rotate(&rig->source.ring, 90);
	ring_rotate(&rig->sink.ring, 80);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

static void expect_silence(struct rig *rig)
{
	int32_t out[101 * 2];

	assert_int_equal(module_process(rig->mod), 0);
	assert_int_equal(sink_take(&rig->sink, out), 48);
	for (int i = 0; i < 96; i++)
		assert_int_equal(out[i], 0);
}

/* Silence, what is bound, silence, and that again; a period at most. */
static void with_a_pin_it_passes_what_is_bound(void **state)
{
	struct signal random = { .state = harness_seed() };
	int32_t in[60 * 2], out[101 * 2];
	struct rig rig;

	signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
	rig_open(&rig, make_format(48000, 2, 32, 32));
	assert_int_equal(rig.mod->dev->direction, SOF_IPC_STREAM_CAPTURE);
	module_run(rig.mod);
	for (int round = 0; round < 4; round++) {
		expect_silence(&rig);
		module_attach_source(rig.mod, &rig.source.api);
		assert_int_equal(module_process(rig.mod), -ENODATA);
		source_put(&rig.source, in, 60);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, out), 48);
		assert_memory_equal(out, in, 48 * 8);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, out), 12);
		assert_memory_equal(out, in + 96, 12 * 8);
		rig.mod->num_of_sources = 0;
	}
	/* no room for a period, or for what there is */
	for (int i = 0; i < 2; i++)
		assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(module_process(rig.mod), -ENODATA);
	module_attach_source(rig.mod, &rig.source.api);
	source_put(&rig.source, in, 60);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sink, NULL), 101);
	assert_int_equal(rig.source.ring.level, 55 * 8);
	rig.mod->num_of_sources = 0;
	module_halt(rig.mod);
	rig_close(&rig);
}

static void what_is_refused(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct test_sink other;
	struct bind_info info = { COMP_BIND_TYPE_SOURCE };
	struct processing_module *mod = make(fmt, 0);
	const int32_t value = 1;
	struct rig rig;

	rig_open(&rig, fmt);
	info.source = &rig.source.api;
	assert_int_equal(mod->priv.ops->bind(mod, &info), -EINVAL);
	assert_int_equal(rig.mod->priv.ops->bind(rig.mod, &info), 0);
	module_delete(mod);
	for (uint32_t param = 0; param < 300; param += 100)
		assert_int_equal(module_set(rig.mod, param, &value, sizeof(value)), -EINVAL);
	sink_init(&other, make_format(48000, 2, 16, 16), 8);
	rig.mod->sinks[0] = &other.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	sink_init(&other, make_format(48000, 1, 32, 32), 8);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	sink_init(&other, make_format(44100, 2, 32, 32), 8);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	rig.mod->sinks[0] = &rig.sink.api;
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -ENOTCONN);
	rig.mod->num_of_sinks = 1;
	rig_close(&rig);
	rig_open(&rig, make_format(12000, 2, 32, 32));
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sine_at_each_rate),
		cmocka_unit_test(calls_do_not_matter),
		cmocka_unit_test(with_24_bits_it_has_their_scale),
		cmocka_unit_test(with_a_pin_it_passes_what_is_bound),
		cmocka_unit_test(what_is_refused),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
