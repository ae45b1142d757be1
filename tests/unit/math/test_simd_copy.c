/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: each level of vector instructions copies any number of bytes, from and to any address, and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/simd.h"
#include <sof/math/simd_copy.h>

#define MOST 1100 /* some blocks, and what is left of one in every way */

static SIMD_BODY void copy(void *dst, const void *src, size_t bytes)
{
	simd_copy(dst, src, bytes);
}
SIMD_VARIANTS(copy, (void *dst, const void *src, size_t bytes), (dst, src, bytes))

static void (*const copies[SIMD_LEVELS])(void *dst, const void *src,
					 size_t bytes) = { SIMD_KERNELS(copy) };

static void copies_any_number(void **state)
{
	uint8_t from[MOST], to[MOST + 2];

	for (size_t i = 0; i < MOST; i++)
		from[i] = (uint8_t)(1 + i % 251);
	for (int level = 0; level <= (int)simd_highest(); level++) {
		for (size_t bytes = 0; bytes <= MOST; bytes++) {
			memset(to, 0, sizeof(to));
			copies[level](to + 1, from, bytes);
			if (to[0] || memcmp(to + 1, from, bytes) || to[bytes + 1])
				fail_msg("%s: %zu bytes", simd_name((enum simd_level)level), bytes);
		}
	}
}

/* A sanitizer sees what is read or written beyond the ends. */
static void stays_within(void **state)
{
	for (int level = 0; level <= (int)simd_highest(); level++) {
		for (size_t bytes = 1; bytes <= 300; bytes++) {
			uint8_t *from = malloc(bytes), *to = malloc(bytes);

			assert_true(from && to);
			memset(from, (int)bytes, bytes);
			copies[level](to, from, bytes);
			assert_memory_equal(to, from, bytes);
			free(from);
			free(to);
		}
	}
}

static void takes_any_address(void **state)
{
	uint8_t from[512 + 64], to[512 + 64];

	for (size_t i = 0; i < sizeof(from); i++)
		from[i] = (uint8_t)(i * 7);
	for (int level = 0; level <= (int)simd_highest(); level++) {
		for (size_t at = 0; at < 64; at++) {
			copies[level](to + at, from + (at * 5) % 64, 397);
			assert_memory_equal(to + at, from + (at * 5) % 64, 397);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_any_number),
		cmocka_unit_test(stays_within),
		cmocka_unit_test(takes_any_address),
	};

	return cmocka_run_group_tests_name("math/simd_copy", tests, NULL, NULL);
}
