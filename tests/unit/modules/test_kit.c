/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the properties of kit.h, for the modules that have no test program of their own beside it, and for one
 * that breaks each of them: a check that cannot fail shows nothing.
 */
#include <sof/audio/block_module.h>
#include "kit.h"

/* ---- a module that does one thing wrong ---- */

enum mistake {
	NONE,
	BY_CALL,  /* a state that moves on by the call, not by the frame */
	IN_PLACE, /* reads what it has written already */
	BY_LEVEL, /* another rounding at a higher level */
};

static enum mistake mistake;

struct faulty_data {
	struct block_module base;
	uint32_t calls;
};

static void faulty(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
{
	struct faulty_data *fd = private;
	const int32_t *in = src;
	int32_t *out = dst;

	for (uint32_t i = 0; i < frames * channels; i++)
		out[i] = in[i] / 2;
	fd->calls++;
	if (mistake == BY_CALL && fd->calls > 1)
		out[0] ^= 1;
	if (mistake == IN_PLACE && channels > 1)
		out[1] = in[0];
}

static void faulty_level(void *private, const void *src, void *dst, uint32_t frames,
			 uint32_t channels)
{
	faulty(private, src, dst, frames, channels);
	if (mistake == BY_LEVEL)
		((int32_t *)dst)[frames * channels - 1] ^= 1;
}

static const struct block_format faulty_formats[] = {
	{ SOF_IPC_FRAME_S32_LE,
	  { [SIMD_BASELINE] = faulty, [SIMD_BASELINE + 1 ... SIMD_LEVELS - 1] = faulty_level } },
};

static const struct block_module_desc faulty_desc = {
	.formats = faulty_formats,
	.num_formats = ARRAY_SIZE(faulty_formats),
	.private_bytes = sizeof(struct faulty_data),
};

static int faulty_init(struct processing_module *mod)
{
	return block_module_init(mod, &faulty_desc);
}

static int faulty_reset(struct processing_module *mod)
{
	return 0;
}

static const struct module_interface faulty_ops = {
	.init = faulty_init,
	.reset = faulty_reset,
	BLOCK_MODULE_OPS,
};

MODULE_REGISTER("FAULTY", (00000000, 0001, 0002, 0003, 000000000005), .ops = &faulty_ops,
		.manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 1, .max_inputs = 1,
		.max_outputs = 1)

static const struct kit_module faulty_module = { .name = "FAULTY", .no_s16 = true, .no_s24 = true };

/* Play noise at a level, in place or not, in two calls or in one; 0: as the baseline in one call. */
static int differs(enum simd_level level, bool in_place, uint32_t block)
{
	struct signal random = { .state = 5 };
	int32_t in[64], expected[64], seen[64];
	const struct kit_stream stream = { make_format(48000, 2, 32, 32), in, 32 };

	kit_stimulate(KIT_NOISE, &random, in, 64, 32);
	kit_play(&faulty_module, &stream, &(struct kit_run){ SIMD_BASELINE, .block = 32 },
		 expected);
	kit_play(&faulty_module, &stream,
		 &(struct kit_run){ level, .in_place = in_place, .block = block }, seen);
	return memcmp(expected, seen, sizeof(seen)) != 0;
}

static void each_mistake_is_seen(void **state)
{
	mistake = NONE;
	kit_check_all(&faulty_module);
	assert_int_equal(differs(SIMD_BASELINE, false, 16), 0);
	mistake = BY_CALL;
	assert_int_equal(differs(SIMD_BASELINE, false, 16), 1);
	mistake = IN_PLACE;
	assert_int_equal(differs(SIMD_BASELINE, true, 32), 1);
	mistake = BY_LEVEL;
	if (simd_highest() > SIMD_BASELINE)
		assert_int_equal(differs(simd_highest(), false, 32), 1);
	mistake = NONE;
}

/* ---- modules ---- */

static void switch_on(struct processing_module *mod)
{
	const uint32_t message[7] = { 1u << 16, 0, 0, 0, 0, 0, 1 };

	assert_int_equal(module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, message, sizeof(message)),
			 0);
}

static void template_off(void **state)
{
	kit_check_all(&(struct kit_module){ .name = "TEMPLATE" });
}

static void template_on(void **state)
{
	kit_check_all(&(struct kit_module){ .name = "TEMPLATE", .configure = switch_on });
}

static void tremolo(void **state)
{
	kit_check_all(&(struct kit_module){ .name = "TREMOLO", .rate = 8000 });
}

/* At rest, with a curve of none: a ramp steps with the calls. */
static void gain(void **state)
{
	static const struct ipc4_peak_volume_config all = {
		.channel_id = IPC4_ALL_CHANNELS,
		.target_volume = 0x5A82799A,
		.curve_type = IPC4_AUDIO_CURVE_TYPE_NONE,
	};

	kit_check_all(&(struct kit_module){ "GAIN", &all, sizeof(all) });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_seen),
		cmocka_unit_test(template_off),
		cmocka_unit_test(template_on),
		cmocka_unit_test(tremolo),
		cmocka_unit_test(gain),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
