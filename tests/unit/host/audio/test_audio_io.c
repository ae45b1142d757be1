/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "audio/audio_io.h"
#include "temp_dir.h"

static int check(const void *data, size_t bytes, char *err, size_t err_size)
{
	FILE *file;
	int ret;

	assert_int_equal(temp_write("file", data, bytes), 0);
	file = fopen("file", "rb");
	assert_non_null(file);
	ret = audio_io_check_truncation(file, err, err_size);
	assert_int_equal(ftell(file), 0);
	fclose(file);
	return ret;
}

static void tells_how_much_is_missing(void **state)
{
	static const char wav[] = "RIFF....WAVE"
				  "odd \x03\0\0\0abc\0"
				  "data\x10\0\0\0abcdefgh";
	static const char aiff[] = "FORM....AIFF"
				   "SSND\0\0\0\x10"
				   "abcdefgh";
	char err[120] = "";

	assert_int_equal(check(wav, sizeof(wav) - 1, err, sizeof(err)), -ENODATA);
	assert_string_equal(err, "truncated: 8 bytes of audio, the header promises 16");
	assert_int_equal(check(aiff, sizeof(aiff) - 1, err, sizeof(err)), -ENODATA);
	assert_string_equal(err, "truncated: 8 bytes of audio, the header promises 16");
}

static void passes_whole_and_endless_files(void **state)
{
	static const char whole[] = "RIFF....WAVE"
				    "data\x08\0\0\0abcdefgh";
	static const char piped[] = "RIFF....WAVE"
				    "data\xff\xff\xff\xff"
				    "abcdefgh";
	static const char arecord[] = "RIFF....WAVE"
				      "data\0\0\xff\x7f"
				      "abcdefgh";
	static const char other[] = "fLaC";
	static const char loop[] = "RIFF....WAVE"
				   "junk\xff\xff\xff\xff";
	char err[120] = "";

	assert_int_equal(check(whole, sizeof(whole) - 1, err, sizeof(err)), 0);
	assert_int_equal(check(piped, sizeof(piped) - 1, err, sizeof(err)), 0);
	assert_int_equal(check(arecord, sizeof(arecord) - 1, err, sizeof(err)), 0);
	assert_int_equal(check(other, sizeof(other) - 1, err, sizeof(err)), 0);
	assert_int_equal(check(loop, sizeof(loop) - 1, err, sizeof(err)), 0);
	assert_int_equal(check("", 0, err, sizeof(err)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_how_much_is_missing),
		cmocka_unit_test(passes_whole_and_endless_files),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
