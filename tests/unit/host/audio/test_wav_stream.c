/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "audio/wav_stream.h"

static void header_of_each_kind(void **state)
{
	static const struct {
		struct audio_spec spec;
		const char *header; /* from the format's tag to its bits */
	} kinds[] = {
		{ { 48000, 2, SAMPLE_S16_LE },
		  "\x01\0"
		  "\x02\0"
		  "\x80\xbb\0\0"
		  "\0\xee\x02\0"
		  "\x04\0"
		  "\x10\0" },
		{ { 8000, 1, SAMPLE_MU_LAW },
		  "\x07\0"
		  "\x01\0"
		  "\x40\x1f\0\0"
		  "\x40\x1f\0\0"
		  "\x01\0"
		  "\x08\0" },
		{ { 8000, 1, SAMPLE_A_LAW },
		  "\x06\0"
		  "\x01\0"
		  "\x40\x1f\0\0"
		  "\x40\x1f\0\0"
		  "\x01\0"
		  "\x08\0" },
		{ { 8000, 8, SAMPLE_S24_LE },
		  "\x01\0"
		  "\x08\0"
		  "\x40\x1f\0\0"
		  "\0\xee\x02\0"
		  "\x18\0"
		  "\x18\0" },
		{ { 8000, 1, SAMPLE_FLOAT_LE },
		  "\x03\0"
		  "\x01\0"
		  "\x40\x1f\0\0"
		  "\0\x7d\0\0"
		  "\x04\0"
		  "\x20\0" },
	};
	uint8_t header[WAV_STREAM_HEADER];

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		wav_stream_header(header, &kinds[i].spec);
		assert_memory_equal(header, "RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0", 20);
		assert_memory_equal(header + 20, kinds[i].header, 16);
		assert_memory_equal(header + 36, "data\xff\xff\xff\xff", 8);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(header_of_each_kind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
