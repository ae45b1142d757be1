/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the smart amplifier's test module passes the playback in every format; the feedback is read in step while
 * it runs, and holds nothing up when it has nothing or has stopped; pins, formats and configuration are checked.
 */
#include "effect.h"

#define NAME   "SMATEST"
#define PERIOD 48
#define FRAMES 480

/* What follows the base configuration: pins, whose formats the tests hand over by their edges. */
#define PIN_BYTES \
	(2 * sizeof(struct ipc4_input_pin_format) + 1 * sizeof(struct ipc4_output_pin_format))

static const union {
	struct ipc4_base_module_cfg_ext ext;
	uint8_t bytes[sizeof(struct ipc4_base_module_cfg_ext) + PIN_BYTES];
} two_in_one_out = { .ext = { .nb_input_pins = 2, .nb_output_pins = 1 } };

static const struct kit_module module = {
	.name = NAME,
	.init = &two_in_one_out,
	.init_bytes = sizeof(two_in_one_out),
};

struct rig {
	struct processing_module *mod;
	struct test_source playback, feedback;
	struct test_sink sink;
	struct peer amplifier; /* that gives the feedback */
};

static int try_pins(uint16_t inputs, uint16_t outputs, struct processing_module **mod)
{
	struct {
		struct ipc4_base_module_cfg base;
		uint8_t rest[1024];
	} init = { .base = make_base(make_format(48000, 2, 32, 32)) };
	const struct ipc4_base_module_cfg_ext ext = { .nb_input_pins = inputs,
						      .nb_output_pins = outputs };

	memcpy(init.rest, &ext, sizeof(ext));
	return module_try(NAME, 0, &init,
			  sizeof(init.base) + sizeof(ext) +
				  inputs * sizeof(struct ipc4_input_pin_format) +
				  outputs * sizeof(struct ipc4_output_pin_format),
			  mod);
}

/* The feedback is bound last, and so comes first. */
static void open_rig(struct rig *rig, struct ipc4_audio_format playback,
		     struct ipc4_audio_format feedback, struct ipc4_audio_format sink)
{
	rig->mod = kit_make(&module, playback);
	source_init(&rig->playback, playback, 2 * PERIOD);
	source_init(&rig->feedback, feedback, 4 * PERIOD);
	sink_init(&rig->sink, sink, 2 * PERIOD);
	peer_init(&rig->amplifier, COMP_STATE_ACTIVE);
	rig->playback.api.queue_id = 0;
	rig->feedback.api.queue_id = 1;
	rig->feedback.api.producer = &rig->amplifier.mod;
	rig->playback.api.min_available = PERIOD * ring_frame_bytes(&rig->playback.ring);
	rig->sink.api.min_free_space = PERIOD * ring_frame_bytes(&rig->sink.ring);
	module_attach_source(rig->mod, &rig->feedback.api);
	module_attach_source(rig->mod, &rig->playback.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void close_rig(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->playback.ring.data);
	free(rig->feedback.ring.data);
	free(rig->sink.ring.data);
}

static bool is_ready(struct rig *rig)
{
	return rig->mod->priv.ops->is_ready_to_process(
		rig->mod, rig->mod->sources, (int)rig->mod->num_of_sources, rig->mod->sinks, 1);
}

static void does_what_every_module_must_do(void **state)
{
	kit_check_all(&module);
}

static int32_t in[2 * FRAMES], voltage[4 * FRAMES], out[2 * FRAMES];

static void feedback_is_read_in_step(void **state)
{
	const struct ipc4_audio_format stereo = make_format(48000, 2, 32, 32);
	struct signal random = { .state = harness_seed() };
	struct rig rig;

	signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
	signal_fill(&random, voltage, ARRAY_SIZE(voltage), 32, 4);
	open_rig(&rig, stereo, make_format(48000, 4, 32, 32), stereo);
	ring_rotate(&rig.playback.ring, 10);
	ring_rotate(&rig.feedback.ring, 100);
	ring_rotate(&rig.sink.ring, 30);
	module_run(rig.mod);
	assert_false(is_ready(&rig));
	for (int i = 0; i < FRAMES; i += PERIOD) {
		source_put(&rig.playback, in + 2 * i, PERIOD);
		source_put(&rig.feedback, voltage + 4 * i, PERIOD);
		assert_true(is_ready(&rig));
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(rig.feedback.ring.level, 0);
		assert_int_equal(sink_take(&rig.sink, out + 2 * i), PERIOD);
	}
	kit_expect_same("playback", in, out, FRAMES, 2, 4);
	module_halt(rig.mod);
	close_rig(&rig);
}

/* frames of playback and feedback in; frames that come out, and that stay in the feedback */
struct step {
	uint32_t playback, feedback;
	enum comp_state amplifier;
	uint32_t out, left;
};

static void feedback_holds_nothing_up(void **state)
{
	static const struct step steps[] = {
		{ 48, 0, COMP_STATE_READY, 48, 0 },   /* it has never run */
		{ 48, 0, COMP_STATE_ACTIVE, 48, 0 },  /* it runs, and has nothing yet */
		{ 48, 20, COMP_STATE_ACTIVE, 20, 0 }, /* it is slower: in step */
		{ 20, 48, COMP_STATE_ACTIVE, 48, 0 }, /* with what has waited */
		{ 48, 90, COMP_STATE_ACTIVE, 48, 42 },
		{ 48, 0, COMP_STATE_PAUSED, 48, 0 }, /* it has stopped, with less than a period */
	};
	const struct ipc4_audio_format fmt = make_format(48000, 2, 16, 16);
	struct rig rig;

	open_rig(&rig, fmt, fmt, fmt);
	module_run(rig.mod);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		rig.amplifier.dev.state = steps[i].amplifier;
		source_put(&rig.playback, in, steps[i].playback);
		source_put(&rig.feedback, voltage, steps[i].feedback);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, NULL), steps[i].out);
		assert_int_equal(rig.feedback.ring.level, steps[i].left * 4);
	}
	/* a sink without room: neither is read */
	for (int i = 0; i < 3; i++) {
		source_put(&rig.playback, in, PERIOD);
		source_put(&rig.feedback, voltage, PERIOD);
		rig.amplifier.dev.state = COMP_STATE_ACTIVE;
		assert_int_equal(module_process(rig.mod), 0);
	}
	assert_false(is_ready(&rig));
	assert_int_equal(rig.playback.ring.level, PERIOD * 4);
	assert_int_equal(rig.feedback.ring.level, PERIOD * 4);
	/* its edges go while it runs */
	rig.mod->num_of_sources = 1;
	assert_false(is_ready(&rig));
	assert_int_equal(module_process(rig.mod), 0);
	rig.mod->num_of_sources = 2;
	module_halt(rig.mod);
	close_rig(&rig);
}

static void what_does_not_fit(void **state)
{
	const struct ipc4_audio_format good = make_format(48000, 2, 32, 32);
	const struct ipc4_audio_format mono = make_format(48000, 1, 32, 32);
	const struct ipc4_audio_format s16 = make_format(48000, 2, 16, 16);
	const struct ipc4_audio_format s24 = make_format(48000, 2, 32, 24);
	struct ipc4_audio_format real = good;
	struct processing_module *mod;
	struct rig rig;

	real.s_type = IPC4_TYPE_FLOAT;
	const struct {
		struct ipc4_audio_format playback, feedback, sink;
		int ret;
	} cases[] = {
		{ good, good, good, 0 },       { s24, mono, s24, 0 },
		{ s16, good, s16, 0 },         { good, good, mono, -EINVAL },
		{ good, good, s16, -EINVAL },  { real, good, real, -EINVAL },
		{ good, real, good, -EINVAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		open_rig(&rig, cases[i].playback, cases[i].feedback, cases[i].sink);
		assert_int_equal(module_prepare(rig.mod), cases[i].ret);
		close_rig(&rig);
	}
	open_rig(&rig, good, good, good);
	rig.playback.api.queue_id = 1;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	close_rig(&rig);
	assert_int_equal(try_pins(1, 1, &mod), -EINVAL);
	assert_int_equal(try_pins(2, 2, &mod), -EINVAL);
	assert_int_equal(try_pins(0, 0, &mod), -EINVAL);
	assert_int_equal(try_pins(2, 1, &mod), 0);
	module_delete(mod);
}

static int get(struct processing_module *mod, uint32_t param, uint32_t *size, void *data,
	       size_t room)
{
	return mod->priv.ops->get_configuration(mod, param, size, data, room);
}

static void configuration_is_kept(void **state)
{
	struct processing_module *mod = kit_make(&module, make_format(48000, 2, 32, 32));
	uint8_t config[24], model[100], read[128];
	uint32_t size = 0;

	memset(config, 0x37, sizeof(config));
	memset(model, 0x73, sizeof(model));
	assert_int_equal(module_set(mod, 2, config, sizeof(config)), 0);
	assert_int_equal(module_set(mod, 2, config, sizeof(config) - 1), -EINVAL);
	assert_int_equal(module_set(mod, 3, config, sizeof(config)), -EINVAL);
	assert_int_equal(module_set(mod, 0, config, sizeof(config)), -EINVAL);
	assert_int_equal(get(mod, 3, &size, read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(config));
	assert_memory_equal(read, config, sizeof(config));
	assert_int_equal(get(mod, 3, &size, read, sizeof(config) - 1), -EINVAL);
	assert_int_equal(get(mod, 2, &size, read, sizeof(read)), -EINVAL);
	/* the model: kept, and a next one may come at once */
	assert_int_equal(module_set(mod, 1, model, sizeof(model)), 0);
	model[7] = 1;
	assert_int_equal(module_set(mod, 1, model, sizeof(model)), 0);
	size = 0;
	assert_int_equal(get(mod, 1, &size, read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(model));
	assert_memory_equal(read, model, sizeof(model));
	module_delete(mod);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(does_what_every_module_must_do),
		cmocka_unit_test(feedback_is_read_in_step),
		cmocka_unit_test(feedback_holds_nothing_up),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(configuration_is_kept),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
