/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the compressors do what their formulas say; switches, blobs in and out. */
#include "drc_model.h"

static void drc_follows_the_model(void **state)
{
	static int32_t blob[ARRAY_SIZE(drc_blob)];
	static const int32_t delays[] = { 0, SIX_MS, INT32_MAX };
	struct effect effect = drc_effect;

	effect.blob = blob;
	for (size_t i = 0; i < ARRAY_SIZE(delays); i++) {
		memcpy(blob, drc_blob, sizeof(blob));
		blob[5 + 4] = delays[i];
		effect_check_model(&effect);
	}
}

static void multiband_follows_the_model(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(multiband_effects); i++)
		effect_check_model(&multiband_effects[i]);
}

/* Splits, in place, each level of vector instructions. */
static void properties(void **state)
{
	const struct effect *const effects[] = { &drc_effect, &multiband_effects[1] };

	for (size_t i = 0; i < ARRAY_SIZE(effects); i++) {
		effect_now = effects[i];
		kit_check_all(
			&(struct kit_module){ .name = effects[i]->name, .configure = effect_send });
	}
}

static void replaced(void **state)
{
	effect_check_replaced(&drc_effect);
	effect_check_replaced(&multiband_effects[2]);
}

static void flip(struct processing_module *mod, uint32_t value)
{
	const uint32_t message[7] = { 1u << 16, 0, 0, 0, 0, 0, value };

	assert_int_equal(module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, message, sizeof(message)),
			 0);
}

/* DRC delays while it is off, by the 288 frames of 6 ms; the multiband one copies. A blob that is not enabled copies. */
static void switched_off(void **state)
{
	static int32_t in[7 * 96], out[7 * 96], off[ARRAY_SIZE(drc_blob)];
	struct effect effects[3] = { drc_effect, multiband_effects[0], drc_effect };

	memcpy(off, drc_blob, sizeof(off));
	off[5] = 0;
	effects[2].blob = off;
	for (int i = 0; i < 7 * 96; i++)
		in[i] = (int32_t)((uint32_t)i * 2654435761u);
	for (int i = 0; i < 3; i++) {
		struct effect_rig rig;

		effect_open(&rig, &effects[i]);
		if (i < 2)
			flip(rig.mod, 0);
		module_run(rig.mod);
		for (int block = 0; block < 7; block++)
			assert_int_equal(effect_play(&rig, in + 96 * block, out + 96 * block), 0);
		if (i)
			kit_expect_same("off", in, out, 7 * 48, 2, 4);
		else
			kit_expect_same("off", in, out + 2 * 288, 48, 2, 4);
		module_halt(rig.mod);
		effect_close(&rig);
	}
}

/* While it is off, 24-bit samples come out as they went in: the ring holds one scale only. */
static void switching_keeps_the_scale_of_24_bits(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 1, 32, 24);
	struct ipc4_base_module_cfg base = make_base(fmt);
	struct effect_rig rig = { .mod = module_new("DRC", 0, &base, sizeof(base)) };
	int32_t in[48], out[48];

	for (int i = 0; i < 48; i++)
		in[i] = -1000 * i;
	source_init(&rig.source, fmt, 64);
	sink_init(&rig.sink, fmt, 64);
	module_attach_source(rig.mod, &rig.source.api);
	module_attach_sink(rig.mod, &rig.sink.api);
	effect_now = &drc_effect;
	effect_send(rig.mod);
	flip(rig.mod, 0);
	module_run(rig.mod);
	for (int block = 0; block < 7; block++)
		assert_int_equal(effect_play(&rig, in, out), 0);
	assert_memory_equal(in, out, sizeof(in));
	/* what is in the ring has left within six blocks; none is 256 times as loud or as quiet */
	flip(rig.mod, 1);
	for (int block = 0; block < 6; block++) {
		assert_int_equal(effect_play(&rig, in, out), 0);
		assert_in_range(-out[47], 4700, 470000);
	}
	module_halt(rig.mod);
	effect_close(&rig);
}

static void controls_that_are_refused(void **state)
{
	const uint32_t second[7] = { 1 | 1u << 16, 0, 0, 0, 0, 0, 1 };
	const uint32_t two[9] = { 2u << 16, 0, 0, 0, 0, 0, 1, 1, 1 };
	const uint32_t item[7] = { 1u << 16, 0, 0, 0, 0, 0, 1 };
	const struct effect *const effects[] = { &drc_effect, &multiband_effects[0] };

	for (size_t i = 0; i < ARRAY_SIZE(effects); i++) {
		struct effect_rig rig;

		effect_open(&rig, effects[i]);
		assert_int_equal(module_set(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, second, 28),
				 -EINVAL);
		assert_int_equal(module_set(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, two, 36),
				 -EINVAL);
		assert_int_equal(module_set(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, item, 24),
				 -EINVAL);
		assert_int_equal(module_set(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, item, 28),
				 -EINVAL);
		effect_close(&rig);
	}
}

static void drc_refuses(void **state)
{
	int32_t blob[40];

	for (size_t bytes = 1; bytes <= 112; bytes++) {
		if (bytes == sizeof(drc_blob))
			continue;
		memcpy(blob, drc_blob, sizeof(drc_blob));
		blob[0] = (int32_t)bytes;
		effect_check_refused(&drc_effect, blob, bytes, "another size");
	}
	blob[0] = 104;
	effect_check_refused(&drc_effect, blob, sizeof(drc_blob), "another size inside");
	memcpy(blob, drc_blob, sizeof(drc_blob));
	blob[5 + 4] = -1;
	effect_check_refused(&drc_effect, blob, sizeof(drc_blob), "a negative delay");
	blob[5 + 4] = INT32_MIN;
	effect_check_refused(&drc_effect, blob, sizeof(drc_blob), "the most negative delay");
}

static void multiband_refuses(void **state)
{
	const struct effect *const effect = &multiband_effects[1];
	static const struct {
		const char *why;
		size_t bytes;
		uint32_t at;
		int32_t value;
	} changes[] = {
		{ "no bands", 0, 1, 0 },
		{ "one band", 0, 1, 1 },
		{ "five bands", 0, 1, 5 },
		{ "a negative number of bands", 0, 1, -1 },
		{ "another number of bands than there is room", 0, 1, 2 },
		{ "more bands than there is room", 0, 1, 4 },
		{ "another size inside", 0, 0, 324 },
		{ "a head", 324, 0, 324 },
		{ "cut off", sizeof(multiband_blob_3) - 4, 0, sizeof(multiband_blob_3) - 4 },
		{ "a word more", sizeof(multiband_blob_3) + 4, 0, sizeof(multiband_blob_3) + 4 },
		{ "a shift of the emphasis", 0, 11 + 5, 50 },
		{ "a shift of the de-emphasis", 0, 25 + 5, -14 },
		{ "a shift of the crossover", 0, 39 + 35 + 5, INT32_MIN },
		{ "a negative delay", 0, 81 + 44 + 4, -1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		int32_t blob[200] = { 0 };

		memcpy(blob, multiband_blob_3, sizeof(multiband_blob_3));
		blob[changes[i].at] = changes[i].value;
		effect_check_refused(effect, blob,
				     changes[i].bytes ? changes[i].bytes : sizeof(multiband_blob_3),
				     changes[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drc_follows_the_model),
		cmocka_unit_test(multiband_follows_the_model),
		cmocka_unit_test(properties),
		cmocka_unit_test(replaced),
		cmocka_unit_test(switched_off),
		cmocka_unit_test(switching_keeps_the_scale_of_24_bits),
		cmocka_unit_test(controls_that_are_refused),
		cmocka_unit_test(drc_refuses),
		cmocka_unit_test(multiband_refuses),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
