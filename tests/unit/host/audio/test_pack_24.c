/* SPDX-License-Identifier: BSD-3-Clause */
/* 24 bits in 3 bytes: each way of the processor, and that the fastest is used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "audio/convert.h"
#include "audio/pack_24.h"

#define MOST 200

/* In blocks that end with the samples: a sanitizer sees what is read beyond them. */
static void check(const struct pack_24_way *way, size_t n)
{
	int32_t *words = malloc(n * sizeof(*words) + 1), *back = malloc(n * sizeof(*back) + 1);
	uint8_t *packed = malloc(3 * n + 1);

	assert_true(words && back && packed);
	packed[3 * n] = 0x55;
	((uint8_t *)back)[4 * n] = 0x55;
	for (size_t i = 0; i < n; i++)
		words[i] = (int32_t)((uint32_t)(i + n) * 2654435761u);
	way->pack(packed, words, n);
	for (size_t i = 0; i < 3 * n; i++)
		if (packed[i] != (uint8_t)((uint32_t)words[i / 3] >> (8 * (i % 3))))
			fail_msg("%s: byte %zu of %zu samples is 0x%02x", way->name, i, n,
				 packed[i]);
	way->unpack(back, packed, n);
	for (size_t i = 0; i < n; i++)
		if (back[i] != (int32_t)((uint32_t)words[i] << 8) >> 8)
			fail_msg("%s: sample %zu of %zu is 0x%08x", way->name, i, n,
				 (unsigned int)back[i]);
	assert_int_equal(packed[3 * n], 0x55);
	assert_int_equal(((uint8_t *)back)[4 * n], 0x55);
	free(words);
	free(back);
	free(packed);
}

static void packs_and_unpacks_any_number(void **state)
{
	const struct pack_24_way *way;

	for (size_t i = 0; (way = pack_24_way(i)) != NULL; i++)
		for (size_t n = 0; n <= MOST; n++)
			check(way, n);
}

/* Bytes of a file stand at any address. */
static void takes_any_alignment(void **state)
{
	int32_t words[40], back[40];
	uint8_t packed[3 * 40 + 32];
	const struct pack_24_way *way;

	for (int i = 0; i < 40; i++)
		words[i] = (i - 20) * 419430;
	for (size_t i = 0; (way = pack_24_way(i)) != NULL; i++)
		for (int at = 0; at < 32; at++) {
			way->pack(packed + at, words, 40);
			way->unpack(back, packed + at, 40);
			assert_memory_equal(back, words, sizeof(words));
		}
}

static void conversion_takes_the_fastest(void **state)
{
	const int32_t words[4] = { 1, -1, 0x7fffff, 0x7f800001 };
	const int32_t want[4] = { 1, -1, 0x7fffff, -8388607 };
	uint8_t packed[12], same[12];
	int32_t back[4];

	convert_pack_24(packed, words, 4);
	pack_24_best()->pack(same, words, 4);
	assert_memory_equal(packed, same, sizeof(packed));
	convert_unpack_24(back, packed, 4);
	assert_memory_equal(back, want, sizeof(want));
	assert_string_equal(pack_24_way(0)->name, "words");
	for (size_t i = 0; pack_24_way(i); i++)
		assert_true(pack_24_way(i + 1) || pack_24_way(i) == pack_24_best());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packs_and_unpacks_any_number),
		cmocka_unit_test(takes_any_alignment),
		cmocka_unit_test(conversion_takes_the_fastest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
