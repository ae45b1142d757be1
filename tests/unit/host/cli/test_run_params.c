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

static void refuses_what_no_file_holds(void **state)
{
	struct ipc4_audio_format packed = make(24, 24, IPC4_TYPE_LSB_INTEGER);
	struct ipc4_audio_format floating = make(32, 32, IPC4_TYPE_FLOAT);
	struct ipc4_audio_format law = make(8, 8, IPC4_TYPE_A_LAW);
	struct ipc4_audio_format none = make(16, 16, IPC4_TYPE_LSB_INTEGER);
	struct audio_spec spec;

	none.channels_count = 0;
	assert_false(run_params_from_ipc4(&packed, &spec));
	assert_false(run_params_from_ipc4(&floating, &spec));
	assert_false(run_params_from_ipc4(&law, &spec));
	assert_false(run_params_from_ipc4(&none, &spec));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_words_of_a_gateway),
		cmocka_unit_test(refuses_what_no_file_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
