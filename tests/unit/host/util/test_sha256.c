/* SPDX-License-Identifier: BSD-3-Clause */
/* The examples of FIPS 180-4, and blocks cut anywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "util/sha256.h"

static void expect_sum(const char *data, size_t bytes, const char *expected)
{
	for (size_t cut = 0; cut <= bytes && (!cut || bytes < 1000); cut++) {
		struct sha256 sum;
		char text[SHA256_TEXT];

		sha256_begin(&sum);
		sha256_add(&sum, data, cut);
		sha256_add(&sum, data + cut, bytes - cut);
		sha256_end(&sum, text);
		assert_string_equal(text, expected);
	}
}

static void test_examples_of_the_standard(void **state)
{
	static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	static char million[1000000];

	expect_sum("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_sum("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	expect_sum(two_blocks, sizeof(two_blocks) - 1,
		   "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	memset(million, 'a', sizeof(million));
	expect_sum(million, sizeof(million),
		   "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples_of_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
