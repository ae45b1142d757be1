/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: places of vendors' modules pass the samples, check their controls and blobs, and keep a good blob. */
#include "effect.h"

static const char *const names[] = { "IGO_NR", "RTNR", "CTC", "DTS", "WAVES", "NXP_EAP" };

static void samples_pass(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 24);
	struct signal random = { .state = harness_seed() };
	static int32_t in[2 * KIT_FEW_FRAMES], out[2 * KIT_FEW_FRAMES];

	signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		kit_play(&(struct kit_module){ .name = names[i] },
			 &(struct kit_stream){ fmt, in, KIT_FEW_FRAMES },
			 &(struct kit_run){ SIMD_BASELINE, .random = &random }, out);
		kit_expect_same(names[i], in, out, KIT_FEW_FRAMES, 2, 4);
	}
}

static void any_split_is_the_same(void **state)
{
	static int32_t in[2 * KIT_FEW_FRAMES];
	struct signal random = { .state = harness_seed() };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (strcmp(names[i], "CTC") != 0)
			kit_check_all(&(struct kit_module){ .name = names[i] });
	}
	/* it takes two channels at most */
	for (uint32_t channels = 1; channels <= 2; channels++) {
		for (uint32_t bits = 16; bits <= 32; bits += 8) {
			const uint32_t depth = bits == 16 ? 16 : 32;

			signal_fill(&random, in, KIT_FEW_FRAMES * channels, bits, depth / 8);
			kit_check_stream(
				&(struct kit_module){ .name = "CTC" },
				&(struct kit_stream){ make_format(48000, channels, depth, bits), in,
						      KIT_FEW_FRAMES },
				"noise", &random);
		}
	}
}

static int prepare(const char *name, uint32_t rate, uint32_t channels)
{
	return module_try_prepare(name, make_format(rate, channels, 32, 32), NULL, 0);
}

static void rates_and_channels_are_checked(void **state)
{
	assert_int_equal(prepare("IGO_NR", 48000, 2), 0);
	assert_int_equal(prepare("IGO_NR", 16000, 2), -EINVAL);
	assert_int_equal(prepare("RTNR", 48000, 2), 0);
	assert_int_equal(prepare("RTNR", 16000, 2), 0);
	assert_int_equal(prepare("RTNR", 32000, 2), -EINVAL);
	assert_int_equal(prepare("CTC", 48000, 2), 0);
	assert_int_equal(prepare("CTC", 48000, 3), -EINVAL);
	assert_int_equal(prepare("DTS", 44100, 8), 0);
}

static struct processing_module *make(const char *name)
{
	struct ipc4_base_module_cfg base = make_base(make_format(48000, 2, 32, 32));

	return module_new(name, 0, &base, sizeof(base));
}

static void blobs_are_judged(void **state)
{
	static uint32_t words[1030];
	struct processing_module *mod = make("IGO_NR");

	words[16] = 7;
	assert_int_equal(module_set(mod, 0, words, 68), 0);
	words[16] = 8;
	assert_int_equal(module_set(mod, 0, words, 68), -EINVAL);
	assert_int_equal(module_set(mod, 0, words, 64), -EINVAL);
	module_delete(mod);

	mod = make("RTNR");
	assert_int_equal(module_set(mod, 0, words, 32), 0);
	assert_int_equal(module_set(mod, 0, words, 28), -EINVAL);
	assert_int_equal(module_set(mod, 1, words, 100), 0);
	assert_int_equal(module_set(mod, 2, words, 100), -EINVAL);
	module_delete(mod);

	mod = make("CTC");
	words[0] = 4120;
	assert_int_equal(module_set(mod, 0, words, 4120), 0);
	assert_int_equal(module_set(mod, 0, words, 4116), -EINVAL);
	words[0] = 4116;
	assert_int_equal(module_set(mod, 0, words, 4120), -EINVAL);
	assert_int_equal(module_set(mod, 1, words, 4120), -EINVAL);
	module_delete(mod);

	mod = make("DTS");
	memset(words, 0, sizeof(words));
	words[1] = 12;
	words[4] = 8;
	assert_int_equal(module_set(mod, 0, words, 20), 0);
	words[4] = 7;
	assert_int_equal(module_set(mod, 0, words, 20), -EINVAL);
	words[4] = 12;
	assert_int_equal(module_set(mod, 0, words, 20), -EINVAL);
	assert_int_equal(module_set(mod, 0, words, 16), -EINVAL);
	module_delete(mod);
}

/* What a vendor's configuration holds is nobody's business here. */
static void any_blob_is_kept(void **state)
{
	static const char *const keepers[] = { "WAVES", "NXP_EAP" };

	for (size_t i = 0; i < ARRAY_SIZE(keepers); i++) {
		struct processing_module *mod = make(keepers[i]);
		uint8_t blob[51], read[64];
		uint32_t size = 0;

		memset(blob, 0x37 + (int)i, sizeof(blob));
		assert_int_equal(module_set(mod, 5, blob, sizeof(blob)), 0);
		assert_int_equal(
			mod->priv.ops->get_configuration(mod, 5, &size, read, sizeof(read)), 0);
		assert_int_equal(size, sizeof(blob));
		assert_memory_equal(read, blob, sizeof(blob));
		module_delete(mod);
	}
}

static void controls_are_checked(void **state)
{
	struct {
		struct sof_ipc4_control_msg_payload head;
		struct sof_ipc4_ctrl_value_chan value;
	} control = { .head = { .id = 0, .num_elems = 1 } };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct processing_module *mod = make(names[i]);
		const bool has_switch = i < 3;

		assert_int_equal(module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, &control,
					    sizeof(control)),
				 has_switch ? 0 : -EINVAL);
		assert_int_equal(module_set(mod, IPC4_ENUM_CONTROL_PARAM_ID, &control,
					    sizeof(control)),
				 -EINVAL);
		module_delete(mod);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_pass),
		cmocka_unit_test(any_split_is_the_same),
		cmocka_unit_test(rates_and_channels_are_checked),
		cmocka_unit_test(blobs_are_judged),
		cmocka_unit_test(any_blob_is_kept),
		cmocka_unit_test(controls_are_checked),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
