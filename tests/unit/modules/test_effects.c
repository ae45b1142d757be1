/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: equalizers, DC blocking filter and level multiplier do what their formulas say; blobs in and out. */
#include "effect_blobs.h"

/* ---- samples ---- */

static void iir_follows_the_model(void **state)
{
	effect_check_model(&iir_effect);
}

static void fir_follows_the_model(void **state)
{
	effect_check_model(&fir_effect);
}

/* As many taps as there can be, once within what doubles hold exactly and once beyond. */
static void long_fir_follows_the_model(void **state)
{
	static int16_t blob[12 + 2 + 10 + 256] = { 2 * ARRAY_SIZE(blob), 0, 2, 1 };
	struct effect effect = fir_effect;

	effect.blob = blob;
	effect.bytes = sizeof(blob);
	blob[14] = 256;
	for (int16_t shift = -3; shift <= 7; shift += 5) {
		blob[15] = shift;
		for (int i = 0; i < 256; i++)
			blob[24 + i] = (int16_t)(shift == 2 ? INT16_MIN : i * 131 - 16384);
		effect_check_model(&effect);
	}
}

static void dc_follows_the_model(void **state)
{
	effect_check_model(&dc_effect);
}

static void level_follows_the_model(void **state)
{
	static const int32_t gains[] = { 0,     1,          1 << 23,   3 << 23,  26527108,
					 83886, -(1 << 23), INT32_MAX, INT32_MIN };

	for (size_t i = 0; i < ARRAY_SIZE(gains); i++)
		effect_check_model(
			&(struct effect){ "LVLMULT", 1, &gains[i], sizeof(gains[i]), model_level });
}

/* Splits, in place, and each level of vector instructions, to the sample. */
static void properties(void **state)
{
	static const int32_t gain = 26527108;
	const struct effect level = { "LVLMULT", 1, &gain, sizeof(gain), model_level };
	const struct effect *const effects[] = { &iir_effect, &fir_effect, &dc_effect, &level };

	for (size_t i = 0; i < ARRAY_SIZE(effects); i++) {
		effect_now = effects[i];
		kit_check_all(
			&(struct kit_module){ .name = effects[i]->name, .configure = effect_send });
	}
}

/* ---- blobs ---- */

static void replaced(void **state)
{
	effect_check_replaced(&iir_effect);
	effect_check_replaced(&fir_effect);
}

struct change {
	const char *why;
	size_t bytes; /* 0: as it is */
	uint32_t at;  /* word or half-word */
	int32_t value;
};

static void iir_refuses(void **state)
{
	static const struct change changes[] = {
		{ "no channels", 0, 1, 0 },
		{ "too many channels", 0, 1, 9 },
		{ "a negative number of channels", 0, 1, -1 },
		{ "too many responses", 0, 2, 9 },
		{ "a negative number of responses", 0, 2, INT32_MIN },
		{ "more responses than there is room", 0, 2, 3 },
		{ "another size inside", 0, 0, 8 },
		{ "a negative size", 0, 0, -1 },
		{ "a response that is none", 0, 7, 2 },
		{ "a response that is far away", 0, 7, INT32_MAX },
		{ "no sections", 0, IIR_FIRST_RESPONSE, 0 },
		{ "too many sections", 0, IIR_FIRST_RESPONSE, 12 },
		{ "a negative number of sections", 0, IIR_FIRST_RESPONSE, -1 },
		{ "none in series", 0, IIR_FIRST_RESPONSE + 1, 0 },
		{ "three of four in series", 0, IIR_FIRST_RESPONSE + 1, 3 },
		{ "more in series than there are", 0, IIR_FIRST_RESPONSE + 1, 8 },
		{ "a shift too far to the left", 0, IIR_FIRST_RESPONSE + 6 + 5, -14 },
		{ "a shift too far to the right", 0, IIR_FIRST_RESPONSE + 6 + 5, 50 },
		{ "a word", 4, 0, 4 },
		{ "a head", 28, 0, 28 },
		{ "cut off", sizeof(iir_blob) - 4, 0, sizeof(iir_blob) - 4 },
		{ "a word more", sizeof(iir_blob) + 4, 0, sizeof(iir_blob) },
		{ "too long", 1028, 0, 1028 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		int32_t blob[300] = { 0 };

		memcpy(blob, iir_blob, sizeof(iir_blob));
		blob[changes[i].at] = changes[i].value;
		effect_check_refused(&iir_effect, blob,
				     changes[i].bytes ? changes[i].bytes : sizeof(iir_blob),
				     changes[i].why);
	}
}

static void fir_refuses(void **state)
{
	static const struct change changes[] = {
		{ "no channels", 0, 2, 0 },
		{ "an odd number of channels", 0, 2, 1 },
		{ "too many channels", 0, 2, 10 },
		{ "a negative number of channels", 0, 2, -2 },
		{ "too many responses", 0, 3, 9 },
		{ "more responses than there is room", 0, 3, 3 },
		{ "another size inside", 0, 0, 8 },
		{ "a response that is none", 0, 12, 2 },
		{ "a response that is far away", 0, 13, INT16_MAX },
		{ "no taps", 0, FIR_FIRST_RESPONSE, 0 },
		{ "three taps", 0, FIR_FIRST_RESPONSE, 3 },
		{ "six taps", 0, FIR_FIRST_RESPONSE, 6 },
		{ "260 taps", 0, FIR_FIRST_RESPONSE, 260 },
		{ "a negative number of taps", 0, FIR_FIRST_RESPONSE, -4 },
		{ "more taps than there is room", 0, FIR_FIRST_RESPONSE, 252 },
		{ "a shift too far to the left", 0, FIR_FIRST_RESPONSE + 1, -16 },
		{ "a shift too far to the right", 0, FIR_FIRST_RESPONSE + 1, 49 },
		{ "a word", 4, 0, 4 },
		{ "a head", 24, 0, 24 },
		{ "cut off", sizeof(fir_blob) - 2, 0, sizeof(fir_blob) - 2 },
		{ "a tap more", sizeof(fir_blob) + 2, 0, sizeof(fir_blob) },
		{ "too long", 4100, 0, 4100 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		static int16_t blob[2100];

		memset(blob, 0, sizeof(blob));
		memcpy(blob, fir_blob, sizeof(fir_blob));
		blob[changes[i].at] = (int16_t)changes[i].value;
		effect_check_refused(&fir_effect, blob,
				     changes[i].bytes ? changes[i].bytes : sizeof(fir_blob),
				     changes[i].why);
	}
}

static void dc_and_level_refuse(void **state)
{
	static const int32_t half = 1 << 22;
	const struct effect level = { "LVLMULT", 1, &half, sizeof(half), NULL };

	for (size_t bytes = 1; bytes < sizeof(dc_blob); bytes++)
		effect_check_refused(&dc_effect, dc_blob, bytes, "a DC blob that is too short");
	for (size_t bytes = 1; bytes < 12; bytes++)
		if (bytes != 4) {
			struct effect_rig rig;

			effect_open(&rig, &level);
			assert_int_equal(module_set(rig.mod, 1, dc_blob, bytes), -EINVAL);
			assert_int_equal(module_set(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID, &half, 4),
					 -EINVAL);
			assert_int_equal(module_set(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, &half,
						    4),
					 -EINVAL);
			effect_close(&rig);
		}
}

/* R is read when a stream is prepared: a blob that comes later is for the next one. */
static void dc_blob_is_for_the_next_stream(void **state)
{
	static const int32_t ones[8] = { ONE_Q30, ONE_Q30 };
	int32_t in[96], first[96], out[96];
	struct effect_rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = (int32_t)(i * 2654435761u);
	effect_open(&rig, &dc_effect);
	for (int stream = 0; stream < 2; stream++) {
		module_run(rig.mod);
		assert_int_equal(effect_play(&rig, in, stream ? out : first), 0);
		assert_int_equal(module_set(rig.mod, 0, ones, sizeof(ones)), 0);
		module_halt(rig.mod);
	}
	assert_memory_not_equal(first, in, sizeof(in));
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, out), 0);
	module_halt(rig.mod);
	effect_close(&rig);
}

/* A gain takes effect with the next call and is gone after a reset. */
static void level_begins_with_unity(void **state)
{
	static const int32_t half = 1 << 22;
	const struct effect level = { "LVLMULT", 1, &half, sizeof(half), NULL };
	int32_t in[96], out[96];
	struct effect_rig rig;

	for (int i = 0; i < 96; i++)
		in[i] = 2 * i;
	effect_open(&rig, &level);
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, out), 0);
	for (int i = 0; i < 96; i++)
		assert_int_equal(out[i], i);
	module_halt(rig.mod);
	module_run(rig.mod);
	assert_int_equal(effect_play(&rig, in, out), 0);
	assert_memory_equal(in, out, sizeof(in));
	module_halt(rig.mod);
	effect_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iir_follows_the_model),
		cmocka_unit_test(fir_follows_the_model),
		cmocka_unit_test(long_fir_follows_the_model),
		cmocka_unit_test(dc_follows_the_model),
		cmocka_unit_test(level_follows_the_model),
		cmocka_unit_test(properties),
		cmocka_unit_test(replaced),
		cmocka_unit_test(iir_refuses),
		cmocka_unit_test(fir_refuses),
		cmocka_unit_test(dc_and_level_refuse),
		cmocka_unit_test(dc_blob_is_for_the_next_stream),
		cmocka_unit_test(level_begins_with_unity),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
