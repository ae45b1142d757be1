/* SPDX-License-Identifier: BSD-3-Clause */
/* The allocator: rules, damage reports, and a stress rig that serves any allocator. */
#include <zephyr/sys/util.h>

#include "rig.h"

#include "memory/heap.h"

#define ARENA_BYTES (64 * 1024)

static char arena[ARENA_BYTES + 64] __attribute__((aligned(4096)));

static struct z_heap *fresh(size_t bytes)
{
	struct z_heap *heap = heap_create(arena, bytes);

	assert_non_null(heap);
	assert_null(heap_validate(heap));
	return heap;
}

static void test_create_rounds_inwards_and_refuses_nothing(void **state)
{
	struct z_heap *heap = heap_create(arena + 1, 100);

	assert_non_null(heap);
	assert_ptr_equal(heap->base, arena + 16);
	assert_int_equal(heap->granules, 5);
	heap_destroy(heap);
	assert_null(heap_create(NULL, 100));
	assert_null(heap_create(arena, 15));
	assert_null(heap_create(arena + 1, 30));
}

static void test_zero_and_too_large_fail(void **state)
{
	struct z_heap *heap = fresh(4096);

	assert_null(heap_alloc(heap, 8, 0));
	assert_int_equal(heap->failures, 0);
	assert_null(heap_alloc(heap, 8, 4096)); /* no room for the guard */
	assert_null(heap_alloc(heap, 8, SIZE_MAX));
	assert_null(heap_alloc(heap, 8, SIZE_MAX / 2));
	assert_int_equal(heap->failures, 3);
	assert_non_null(heap_alloc(heap, 8, 4096 - HEAP_GUARD_BYTES));
	assert_int_equal(heap->used, heap->granules);
	assert_null(heap_alloc(heap, 8, 1));
	assert_int_equal(heap_largest_free(heap), 0);
	heap_destroy(heap);
}

/* A hole of exactly the right size must be found, whatever bin it is in. */
static void test_exact_hole_is_found(void **state)
{
	size_t bytes;

	for (bytes = 1; bytes < 3000; bytes += 7) {
		struct z_heap *heap = fresh(8192);
		void *hole = heap_alloc(heap, 16, bytes);
		void *rest = heap_alloc(heap, 16, heap_largest_free(heap) - HEAP_GUARD_BYTES);

		assert_non_null(rest);
		assert_null(heap_free(heap, hole));
		assert_ptr_equal(heap_alloc(heap, 16, bytes), hole);
		assert_null(heap_validate(heap));
		heap_destroy(heap);
	}
}

static void test_alignment_up_to_a_page(void **state)
{
	struct z_heap *heap = fresh(ARENA_BYTES);
	size_t align;

	for (align = 1; align <= 4096; align *= 2) {
		void *ptr = heap_alloc(heap, align, 100);

		assert_non_null(ptr);
		assert_int_equal((uintptr_t)ptr % align, 0);
		assert_null(heap_validate(heap));
	}
	heap_destroy(heap);
}

static void test_neighbours_join_in_every_order(void **state)
{
	static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					  { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	unsigned int i, j;

	for (i = 0; i < 6; i++) {
		struct z_heap *heap = fresh(4096);
		void *blocks[3];

		for (j = 0; j < 3; j++)
			blocks[j] = heap_alloc(heap, 8, 200 + j);
		assert_int_equal(heap->blocks, 3);
		for (j = 0; j < 3; j++) {
			assert_null(heap_free(heap, blocks[orders[i][j]]));
			assert_null(heap_validate(heap));
		}
		assert_int_equal(heap->used, 0);
		assert_int_equal(heap_largest_free(heap), 4096);
		assert_int_equal(heap->peak, 13 + 14 + 14);
		heap_destroy(heap);
	}
}

static void test_damage_is_named(void **state)
{
	struct z_heap *heap = fresh(4096);
	char *a = heap_alloc(heap, 8, 100);
	char *b = heap_alloc(heap, 8, 100);
	char *c = heap_alloc(heap, 8, 100);
	char other;

	assert_non_null(strstr(heap_free(heap, &other), "not in this heap"));
	assert_non_null(strstr(heap_free(heap, a + 4096), "not in this heap"));
	assert_non_null(strstr(heap_free(heap, a + 16), "inside a block"));
	assert_non_null(strstr(heap_free(heap, a + 1), "inside a block"));
	assert_null(heap_free(heap, b));
	assert_non_null(strstr(heap_free(heap, b), "double free"));
	assert_null(heap_free(heap, a));
	assert_non_null(strstr(heap_free(heap, b), "double free")); /* joined with a by now */
	c[100] = 0;
	assert_non_null(strstr(heap_validate(heap), "overflow"));
	assert_non_null(strstr(heap_free(heap, c), "overflow"));
	heap_destroy(heap);
}

/* Whatever is written into the heap's memory, the allocator's records are elsewhere. */
static void test_books_survive_scribbling(void **state)
{
	struct z_heap *heap = fresh(4096);
	void *a = heap_alloc(heap, 8, 100);
	void *b = heap_alloc(heap, 8, 100);

	assert_null(heap_free(heap, a));
	memset(arena, 0xFF, 4096);
	assert_non_null(strstr(heap_free(heap, b), "overflow"));
	assert_non_null(heap_alloc(heap, 64, 2000));
	assert_non_null(heap_alloc(heap, 8, 60));
	heap_destroy(heap);
}

static void test_resize_in_place(void **state)
{
	struct z_heap *heap = fresh(4096);
	void *a = heap_alloc(heap, 8, 100);
	void *b = heap_alloc(heap, 8, 100);

	assert_true(heap_resize(heap, a, 20));
	assert_null(heap_validate(heap));
	assert_true(heap_resize(heap, a, 104));
	assert_false(heap_resize(heap, a, 105));
	assert_false(heap_resize(heap, a, SIZE_MAX));
	assert_null(heap_free(heap, b));
	assert_true(heap_resize(heap, a, 4096 - HEAP_GUARD_BYTES));
	assert_false(heap_resize(heap, a, 4096));
	assert_null(heap_validate(heap));
	assert_null(heap_free(heap, a));
	assert_int_equal(heap_largest_free(heap), 4096);
	heap_destroy(heap);
}

/* ---- stress: any allocator behind function pointers, any seed ---- */

struct stress_ops {
	void *(*alloc)(void *ctx, size_t align, size_t bytes);
	void (*free)(void *ctx, void *ptr);
	void (*check)(void *ctx);
	void *ctx;
	uintptr_t start;
	size_t bytes;
};

#define STRESS_BLOCKS 200

struct stress_block {
	unsigned char *ptr;
	size_t bytes;
	unsigned char fill;
};

static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(*seed >> 33);
}

static void stress_alloc(const struct stress_ops *ops, struct stress_block *blocks, unsigned int i,
			 uint64_t *seed)
{
	size_t align = (size_t)1 << (next_random(seed) % 8 ? next_random(seed) % 7 :
							     next_random(seed) % 13);
	size_t bytes = next_random(seed) % 16 ? 1 + next_random(seed) % 500 :
						1 + next_random(seed) % 20000;
	unsigned char *ptr = ops->alloc(ops->ctx, align, bytes);
	unsigned int j;

	if (!ptr)
		return;
	assert_int_equal((uintptr_t)ptr % align, 0);
	assert_true((uintptr_t)ptr >= ops->start &&
		    (uintptr_t)ptr + bytes <= ops->start + ops->bytes);
	for (j = 0; j < STRESS_BLOCKS; j++) {
		if (blocks[j].ptr)
			assert_true(ptr + bytes <= blocks[j].ptr ||
				    blocks[j].ptr + blocks[j].bytes <= ptr);
	}
	blocks[i] = (struct stress_block){ ptr, bytes, (unsigned char)next_random(seed) };
	memset(ptr, blocks[i].fill, bytes);
}

static void stress_free(const struct stress_ops *ops, struct stress_block *block)
{
	size_t i;

	for (i = 0; i < block->bytes; i++)
		assert_int_equal(block->ptr[i], block->fill);
	ops->free(ops->ctx, block->ptr);
	block->ptr = NULL;
}

static void stress(const struct stress_ops *ops, uint64_t seed, unsigned int rounds)
{
	struct stress_block blocks[STRESS_BLOCKS];
	unsigned int i, j;

	memset(blocks, 0, sizeof(blocks));
	for (i = 0; i < rounds; i++) {
		j = next_random(&seed) % STRESS_BLOCKS;
		if (blocks[j].ptr)
			stress_free(ops, &blocks[j]);
		else
			stress_alloc(ops, blocks, j, &seed);
		if (i % 64 == 0)
			ops->check(ops->ctx);
	}
	for (j = 0; j < STRESS_BLOCKS; j++) {
		if (blocks[j].ptr)
			stress_free(ops, &blocks[j]);
	}
	ops->check(ops->ctx);
}

static void *stress_heap_alloc(void *ctx, size_t align, size_t bytes)
{
	return heap_alloc(ctx, align, bytes);
}

static void stress_heap_free(void *ctx, void *ptr)
{
	assert_null(heap_free(ctx, ptr));
}

static void stress_heap_check(void *ctx)
{
	assert_null(heap_validate(ctx));
}

static void test_stress(void **state)
{
	const char *given = getenv("HEAP_STRESS_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 0) : 0x5eed;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		struct z_heap *heap = fresh(ARENA_BYTES - i * 1000);
		struct stress_ops ops = {
			.alloc = stress_heap_alloc,
			.free = stress_heap_free,
			.check = stress_heap_check,
			.ctx = heap,
			.start = (uintptr_t)arena,
			.bytes = ARENA_BYTES,
		};

		print_message("seed 0x%llx (HEAP_STRESS_SEED sets the first)\n",
			      (unsigned long long)(seed + i));
		stress(&ops, seed + i, 4000);
		assert_int_equal(heap->used, 0);
		assert_int_equal(heap->blocks, 0);
		assert_int_equal(heap_largest_free(heap), (size_t)heap->granules * HEAP_GRANULE);
		heap_destroy(heap);
	}
}

/*
 * Whoever owns the memory writes anything anywhere between the calls: the allocator's records hold, no call leaves the memory or the
 * heap, and the only complaint about a live block is that it was written past.
 */
static void scribbled(uint64_t seed, unsigned int rounds)
{
	struct z_heap *heap = fresh(ARENA_BYTES);
	void *blocks[64] = { NULL };
	unsigned int i, j, damaged = 0;
	size_t bytes;

	for (i = 0; i < rounds; i++) {
		const uint32_t at = next_random(&seed) % ARENA_BYTES;
		const uint32_t size = next_random(&seed) % 8 ? next_random(&seed) % 64 :
							       next_random(&seed) % ARENA_BYTES;

		memset(arena + at, (int)next_random(&seed), MIN(size, ARENA_BYTES - at));
		j = next_random(&seed) % ARRAY_SIZE(blocks);
		if (!blocks[j]) {
			blocks[j] = heap_alloc(heap, 1u << next_random(&seed) % 9,
					       1 + next_random(&seed) % 3000);
			assert_true(!blocks[j] || ((char *)blocks[j] >= arena &&
						   (char *)blocks[j] < arena + ARENA_BYTES));
		} else if (!heap_check_block(heap, blocks[j], &bytes)) {
			assert_true(bytes && (char *)blocks[j] + bytes <= arena + ARENA_BYTES);
			if (next_random(&seed) % 4 ||
			    !heap_resize(heap, blocks[j], 1 + next_random(&seed) % 3000)) {
				assert_null(heap_free(heap, blocks[j]));
				blocks[j] = NULL;
			}
		} else {
			assert_ptr_equal(heap_free(heap, blocks[j]), heap_written_past);
			damaged++;
			if (damaged % 32 == 0) { /* the region is dropped whole, a new one begins */
				heap_destroy(heap);
				heap = fresh(ARENA_BYTES);
				memset(blocks, 0, sizeof(blocks));
			}
		}
	}
	assert_true(damaged > rounds / 100);
	heap_destroy(heap);
}

static void test_scribbling_between_calls(void **state)
{
	const char *given = getenv("HEAP_STRESS_SEED");
	uint64_t seed = given ? strtoull(given, NULL, 0) : 0x5c12bb1e;
	unsigned int i;

	for (i = 0; i < 8; i++) {
		print_message("seed 0x%llx (HEAP_STRESS_SEED sets the first)\n",
			      (unsigned long long)(seed + i));
		scribbled(seed + i, 10000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create_rounds_inwards_and_refuses_nothing),
		cmocka_unit_test(test_zero_and_too_large_fail),
		cmocka_unit_test(test_exact_hole_is_found),
		cmocka_unit_test(test_alignment_up_to_a_page),
		cmocka_unit_test(test_neighbours_join_in_every_order),
		cmocka_unit_test(test_damage_is_named),
		cmocka_unit_test(test_books_survive_scribbling),
		cmocka_unit_test(test_resize_in_place),
		cmocka_unit_test(test_stress),
		cmocka_unit_test(test_scribbling_between_calls),
	};

	return cmocka_run_group_tests_name("machine/heap", tests, NULL, NULL);
}
