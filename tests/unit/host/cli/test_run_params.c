/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/run_params.h"

static struct ipc4_audio_format make(uint32_t depth, uint32_t valid, uint32_t type)
{
	return (struct ipc4_audio_format){
		.sampling_frequency = 48000,
		.depth = depth,
		.channels_count = 2,
		.valid_bit_depth = valid & 0xff,
		.s_type = type & 0xff,
	};
}

static void knows_the_words_of_a_gateway(void **state)
{
	struct ipc4_audio_format s16 = make(16, 16, IPC4_TYPE_LSB_INTEGER);
	struct ipc4_audio_format s24 = make(32, 24, IPC4_TYPE_LSB_INTEGER);
	struct ipc4_audio_format s24_msb = make(32, 24, IPC4_TYPE_MSB_INTEGER);
	struct ipc4_audio_format s32 = make(32, 32, IPC4_TYPE_LSB_INTEGER);
	struct audio_spec spec;

	assert_true(run_params_from_ipc4(&s16, &spec));
	assert_int_equal(spec.format, SAMPLE_S16_LE);
	assert_int_equal(spec.rate, 48000);
	assert_int_equal(spec.channels, 2);
	assert_true(run_params_from_ipc4(&s24, &spec));
	assert_int_equal(spec.format, SAMPLE_S24_LE);
	assert_true(run_params_from_ipc4(&s24_msb, &spec));
	assert_int_equal(spec.format, SAMPLE_S32_LE);
	assert_true(run_params_from_ipc4(&s32, &spec));
	assert_int_equal(spec.format, SAMPLE_S32_LE);
}

static void knows_the_other_words(void **state)
{
	static const struct {
		uint8_t depth, valid;
		enum ipc4_sample_type type;
		enum sample_format format;
	} words[] = {
		{ 8, 8, IPC4_TYPE_UNSIGNED_INTEGER, SAMPLE_U8 },
		{ 8, 8, IPC4_TYPE_A_LAW, SAMPLE_A_LAW },
		{ 8, 8, IPC4_TYPE_MU_LAW, SAMPLE_MU_LAW },
		{ 24, 24, IPC4_TYPE_LSB_INTEGER, SAMPLE_S24_3LE },
		{ 32, 32, IPC4_TYPE_FLOAT, SAMPLE_FLOAT_LE },
	};
	struct audio_spec spec;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct ipc4_audio_format format =
			make(words[i].depth, words[i].valid, words[i].type);

		assert_true(run_params_from_ipc4(&format, &spec));
		assert_int_equal(spec.format, words[i].format);
	}
}

static void refuses_what_no_file_holds(void **state)
{
	struct ipc4_audio_format narrow = make(8, 8, IPC4_TYPE_LSB_INTEGER);
	struct ipc4_audio_format wide = make(64, 64, IPC4_TYPE_FLOAT);
	struct ipc4_audio_format unknown = make(8, 8, 99);
	struct ipc4_audio_format none = make(16, 16, IPC4_TYPE_LSB_INTEGER);
	struct audio_spec spec;

	none.channels_count = 0;
	assert_false(run_params_from_ipc4(&narrow, &spec));
	assert_false(run_params_from_ipc4(&wide, &spec));
	assert_false(run_params_from_ipc4(&unknown, &spec));
	assert_false(run_params_from_ipc4(&none, &spec));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_words_of_a_gateway),
		cmocka_unit_test(knows_the_other_words),
		cmocka_unit_test(refuses_what_no_file_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
