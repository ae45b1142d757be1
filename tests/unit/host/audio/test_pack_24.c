/* SPDX-License-Identifier: BSD-3-Clause */
/* 24 bits in 3 bytes: each way of the processor, and that the fastest is used. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "audio/pack_24.h"

#define MOST 200

static int32_t word(size_t i, size_t n)
{
	return (int32_t)((uint32_t)(i + n) * 2654435761u);
}

/* What is packed has its guards, and nothing more: a sanitizer sees what is read or written beyond them, and beyond the words. */
static void check(const struct pack_24_way *way, size_t n)
{
	int32_t *words = malloc(n * sizeof(*words) + 1), *back = malloc(n * sizeof(*back) + 1);
	uint8_t *memory = malloc(3 * n + 2 * PACK_24_GUARD), *packed = memory + PACK_24_GUARD;

	assert_true(words && back && memory);
	memset(memory, 0x55, 3 * n + 2 * PACK_24_GUARD);
	((uint8_t *)back)[4 * n] = 0x55;
	for (size_t i = 0; i < n; i++)
		words[i] = word(i, n);
	way->pack(packed, words, n);
	for (size_t i = 0; i < 3 * n; i++)
		if (packed[i] != (uint8_t)((uint32_t)words[i / 3] >> (8 * (i % 3))))
			fail_msg("%s: byte %zu of %zu samples is 0x%02x", way->name, i, n,
				 packed[i]);
	for (size_t i = 0; i < PACK_24_GUARD; i++)
		assert_int_equal(memory[i], 0x55);
	way->unpack(back, packed, n);
	for (size_t i = 0; i < n; i++)
		if (back[i] != (int32_t)((uint32_t)words[i] << 8) >> 8)
			fail_msg("%s: sample %zu of %zu is 0x%08x", way->name, i, n,
				 (unsigned int)back[i]);
	assert_int_equal(((uint8_t *)back)[4 * n], 0x55);
	free(words);
	free(back);
	free(memory);
}

/* In steps, as an engine does: the span moves on by 3 bytes for each 4, and each step begins where the last one ended. */
static void check_moves(const struct pack_24_way *way, size_t n, size_t step)
{
	uint8_t memory[3 * MOST + 2 * PACK_24_GUARD] = { 0 };
	struct adsp_dma_span span = { memory + PACK_24_GUARD, 4 * n };
	int32_t words[MOST], back[MOST];

	for (size_t i = 0; i < n; i++)
		words[i] = word(i, n);
	for (size_t i = 0, m; i < n; i += m) {
		m = n - i < step ? n - i : step;
		way->move_out(&span, words + i, 4 * m);
		assert_int_equal(span.bytes, 4 * (n - i - m));
		assert_ptr_equal(span.data, memory + PACK_24_GUARD + 3 * (i + m));
	}
	span = (struct adsp_dma_span){ memory + PACK_24_GUARD, 4 * n };
	for (size_t i = 0, m; i < n; i += m) {
		m = n - i < step ? n - i : step;
		way->move_in(&span, back + i, 4 * m);
		assert_int_equal(span.bytes, 4 * (n - i - m));
	}
	for (size_t i = 0; i < n; i++)
		assert_int_equal(back[i], (int32_t)((uint32_t)words[i] << 8) >> 8);
}

static void moves_what_is_lent(void **state)
{
	const struct pack_24_way *way;

	for (size_t i = 0; (way = pack_24_way(i)) != NULL; i++)
		for (size_t step = 1; step <= MOST; step++)
			check_moves(way, MOST, step);
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
	uint8_t packed[3 * 40 + 32 + 2 * PACK_24_GUARD];
	const struct pack_24_way *way;

	for (int i = 0; i < 40; i++)
		words[i] = (i - 20) * 419430;
	for (size_t i = 0; (way = pack_24_way(i)) != NULL; i++)
		for (int at = PACK_24_GUARD; at < 32 + PACK_24_GUARD; at++) {
			way->pack(packed + at, words, 40);
			way->unpack(back, packed + at, 40);
			assert_memory_equal(back, words, sizeof(words));
		}
}

static void the_last_is_the_fastest(void **state)
{
	assert_string_equal(pack_24_way(0)->name, "words");
	for (size_t i = 0; pack_24_way(i); i++)
		assert_true(pack_24_way(i + 1) || pack_24_way(i) == pack_24_best());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packs_and_unpacks_any_number),
		cmocka_unit_test(takes_any_alignment),
		cmocka_unit_test(moves_what_is_lent),
		cmocka_unit_test(the_last_is_the_fastest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
