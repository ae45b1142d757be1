/* SPDX-License-Identifier: BSD-3-Clause */
/* Regions: each line of vregion.h, the other user's alias, exhaustion, and a random life. */
#include "../blind.h"
#include "core_rig.h"

#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/lib/vpage.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>

#define PAGE ((size_t)CONFIG_MM_DRV_PAGE_SIZE)
#define LINE ((size_t)PLATFORM_DCACHE_ALIGN)

static void no_region_is_tolerated(void **state)
{
	size_t size = 1;
	uintptr_t start = 1;

	assert_null(vregion_get(NULL));
	assert_null(vregion_put(NULL));
	assert_null(vregion_alloc(NULL, VREGION_MEM_TYPE_INTERIM, 1));
	assert_null(vregion_alloc_coherent(NULL, VREGION_MEM_TYPE_LIFETIME, 1));
	vregion_free(NULL, &size);
	vregion_info(NULL);
	vregion_mem_info(NULL, &size, &start);
	assert_int_equal(size, 0);
	assert_int_equal(start, 0);
}

#ifdef CONFIG_SOF_VREGIONS

static uintptr_t region_start(struct vregion *vr)
{
	uintptr_t start;

	vregion_mem_info(vr, NULL, &start);
	return start;
}

static size_t region_size(struct vregion *vr)
{
	size_t size;

	vregion_mem_info(vr, &size, NULL);
	return size;
}

static bool is_inside(struct vregion *vr, const void *ptr, size_t bytes)
{
	uintptr_t addr = (uintptr_t)sys_cache_cached_ptr_get((void *)ptr);

	return addr >= region_start(vr) && addr + bytes <= region_start(vr) + region_size(vr);
}

static void sizes_are_rounded_to_pages(void **state)
{
	static const struct {
		size_t lifetime, interim, size;
	} cases[] = {
		{ 1, 1, 2 },       { 4096, 4096, 2 },  { 4097, 4096, 3 },
		{ 4096, 4097, 3 }, { 8191, 20480, 7 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vregion *vr = vregion_create(cases[i].lifetime, cases[i].interim);

		assert_non_null(vr);
		assert_int_equal(region_size(vr), cases[i].size * PAGE);
		assert_int_equal(region_start(vr) % PAGE, 0);
		assert_true(sys_cache_is_ptr_cached((void *)region_start(vr)));
		assert_null(vregion_put(vr));
	}
}

static void a_size_of_zero_or_beyond_reason_is_refused(void **state)
{
	static const size_t bad[][2] = {
		{ 0, 4096 },        { 4096, 0 },
		{ 0, 0 },           { SIZE_MAX, 4096 },
		{ 4096, SIZE_MAX }, { UINT32_MAX, UINT32_MAX },
		{ 1u << 30, 4096 }, { SIZE_MAX - 4095, 4096 },
	};
	const struct core_memory before = core_memory_now();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		core_log.errors = 0;
		assert_null(vregion_create(bad[i][0], bad[i][1]));
		assert_true(core_log.errors > 0);
		core_memory_expect(&before);
	}
}

static void the_creator_is_the_first_user(void **state)
{
	const struct core_memory before = core_memory_now();
	struct vregion *vr = vregion_create(PAGE, PAGE);

	assert_ptr_equal(vregion_get(vr), vr);
	assert_ptr_equal(vregion_get(vr), vr);
	assert_ptr_equal(vregion_put(vr), vr);
	assert_ptr_equal(vregion_put(vr), vr);
	assert_null(vregion_put(vr));
	core_memory_expect(&before);
}

/* Descriptor, lock, count and records are out of reach of whoever may write in the region. */
static void metadata_stands_outside_the_region(void **state)
{
	struct vregion *vr = vregion_create(PAGE, PAGE);
	void *ptr;

	assert_false(is_inside(vr, vr, 1));
	blind_fill((void *)region_start(vr), 0xA5, region_size(vr));
	ptr = vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 100);
	assert_non_null(ptr);
	blind_fill((void *)region_start(vr), 0x5A, (uintptr_t)ptr - region_start(vr));
	assert_non_null(vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 100));
	assert_null(vregion_put(vr));
}

static void interim_blocks_are_really_freed(void **state)
{
	struct vregion *vr = vregion_create(PAGE, PAGE);

	for (int i = 0; i < 100; i++) {
		void *ptr = vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, PAGE / 2);

		assert_non_null(ptr);
		assert_true(is_inside(vr, ptr, PAGE / 2));
		vregion_free(vr, ptr);
	}
	vregion_put(vr);
}

static void lifetime_blocks_are_packed_and_never_reused(void **state)
{
	struct vregion *vr = vregion_create(PAGE, PAGE);
	uint8_t *first = vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 1);
	uint8_t *second = vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, LINE + 1);
	uint8_t *third = vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 1);
	size_t blocks = 3;

	assert_ptr_equal(second, first + LINE);
	assert_ptr_equal(third, second + 2 * LINE);
	/* the lifetime part stands above the interim part */
	assert_int_equal((uintptr_t)first, region_start(vr) + PAGE);
	vregion_free(vr, first);
	vregion_free(vr, third);
	while (vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, LINE))
		blocks++;
	assert_int_equal(blocks, 3 + (PAGE - 4 * LINE) / LINE);
	vregion_put(vr);
}

static void the_parts_do_not_lend_to_each_other(void **state)
{
	struct vregion *vr = vregion_create(PAGE, 4 * PAGE);

	assert_null(vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, PAGE + 1));
	assert_non_null(vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, PAGE));
	assert_null(vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 1));
	assert_null(vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 4 * PAGE + 1));
	assert_non_null(vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 3 * PAGE));
	vregion_put(vr);
}

static void alignment_is_at_least_a_line(void **state)
{
	static const enum vregion_mem_type types[] = { VREGION_MEM_TYPE_INTERIM,
						       VREGION_MEM_TYPE_LIFETIME };
	struct vregion *vr = vregion_create(4 * PAGE, 4 * PAGE);

	for (size_t t = 0; t < 2; t++) {
		for (size_t align = 1; align <= PAGE; align *= 2) {
			uint8_t *ptr = vregion_alloc_align(vr, types[t], 3, align);
			uint8_t *coherent = vregion_alloc_coherent_align(vr, types[t], 3, align);

			if (align <= 1024) {
				assert_non_null(ptr);
				assert_non_null(coherent);
			}
			assert_int_equal((uintptr_t)ptr % align, 0);
			assert_int_equal((uintptr_t)ptr % LINE, 0);
			assert_int_equal((uintptr_t)coherent % align, 0);
			assert_int_equal((uintptr_t)coherent % LINE, 0);
		}
	}
	vregion_put(vr);
}

static void what_cannot_be_is_refused_with_a_line(void **state)
{
	struct vregion *vr = vregion_create(2 * PAGE, 2 * PAGE);
	static const struct {
		int type;
		size_t size, align;
	} bad[] = {
		{ VREGION_MEM_TYPE_INTERIM, SIZE_MAX, 0 },
		{ VREGION_MEM_TYPE_LIFETIME, SIZE_MAX, 0 },
		{ VREGION_MEM_TYPE_LIFETIME, SIZE_MAX - 63, 0 },
		{ VREGION_MEM_TYPE_INTERIM, 1, 96 },
		{ VREGION_MEM_TYPE_LIFETIME, 1, 96 },
		{ VREGION_MEM_TYPE_INTERIM, 1, 8192 },
		{ VREGION_MEM_TYPE_LIFETIME, 1, (SIZE_MAX >> 1) + 1 },
		{ VREGION_MEM_TYPE_INTERIM, 1, (SIZE_MAX >> 1) + 1 },
		{ 2, 16, 0 },
		{ -1, 16, 0 },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		core_log.errors = core_log.warnings = 0;
		assert_null(vregion_alloc_align(vr, bad[i].type, bad[i].size, bad[i].align));
		assert_true(core_log.errors + core_log.warnings > 0);
		core_log.errors = core_log.warnings = 0;
		assert_null(
			vregion_alloc_coherent_align(vr, bad[i].type, bad[i].size, bad[i].align));
		assert_true(core_log.errors + core_log.warnings > 0);
	}
	assert_null(vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 0));
	assert_null(vregion_alloc_coherent(vr, VREGION_MEM_TYPE_LIFETIME, 0));
	vregion_put(vr);
}

static void a_shortage_names_size_and_what_is_free(void **state)
{
	struct vregion *vr = vregion_create(PAGE, PAGE);
	char free_bytes[32];

	assert_non_null(vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 1024));
	assert_non_null(vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 2048));
	assert_null(vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 3333));
	assert_non_null(strstr(core_log.line, "3333"));
	snprintf(free_bytes, sizeof(free_bytes), "%zu", PAGE - 1024);
	assert_non_null(strstr(core_log.line, free_bytes));
	assert_null(vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 3333));
	assert_non_null(strstr(core_log.line, "of 4096 interim"));
	assert_null(strstr(core_log.line, "free 4096"));
	vregion_put(vr);
}

static void coherent_blocks_own_their_lines(void **state)
{
	static const enum vregion_mem_type types[] = { VREGION_MEM_TYPE_INTERIM,
						       VREGION_MEM_TYPE_LIFETIME };
	struct vregion *vr = vregion_create(2 * PAGE, 2 * PAGE);

	for (size_t t = 0; t < 2; t++) {
		uint8_t *before = vregion_alloc(vr, types[t], 1);
		uint8_t *coherent = vregion_alloc_coherent(vr, types[t], 1);
		uint8_t *after = vregion_alloc(vr, types[t], 1);
		uint8_t *cached = sys_cache_cached_ptr_get(coherent);

		assert_true(sys_cache_is_ptr_cached(before));
		assert_true(sys_cache_is_ptr_uncached(coherent));
		assert_true(is_inside(vr, coherent, LINE));
		assert_int_equal((uintptr_t)coherent % LINE, 0);
		assert_true(before + 1 <= cached || before >= cached + LINE);
		assert_true(after >= cached + LINE || after + 1 <= cached);
		/* both aliases are the same bytes */
		*coherent = 0x37;
		assert_int_equal(*cached, 0x37);
	}
	vregion_put(vr);
}

static void free_takes_either_alias(void **state)
{
	struct vregion *vr = vregion_create(PAGE, PAGE);
	struct core_memory before = core_memory_now();
	void *ptr;

	ptr = vregion_alloc_coherent(vr, VREGION_MEM_TYPE_INTERIM, 512);
	vregion_free(vr, ptr);
	core_memory_expect(&before);
	ptr = vregion_alloc_coherent(vr, VREGION_MEM_TYPE_INTERIM, 512);
	vregion_free(vr, sys_cache_cached_ptr_get(ptr));
	core_memory_expect(&before);
	ptr = vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 512);
	vregion_free(vr, sys_cache_uncached_ptr_get(ptr));
	core_memory_expect(&before);
	vregion_free(vr, NULL);
	assert_int_equal(core_log.errors, 0);

	/* lifetime frees are counted and give nothing back */
	ptr = vregion_alloc_coherent(vr, VREGION_MEM_TYPE_LIFETIME, 64);
	vregion_free(vr, ptr);
	ptr = vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 64);
	vregion_free(vr, ptr);
	vregion_info(vr);
	assert_non_null(strstr(core_log.line, "2 freed"));
	vregion_put(vr);
}

static void a_foreign_free_changes_nothing(void **state)
{
	struct vregion *vr = vregion_create(PAGE, PAGE);
	struct vregion *other = vregion_create(PAGE, PAGE);
	struct core_memory before = core_memory_now();
	void *foreign[] = {
		(void *)(region_start(vr) - 1),
		(void *)(region_start(vr) + region_size(vr)),
		&before,
		(void *)region_start(other),
		sys_cache_uncached_ptr_get((void *)region_start(other)),
	};

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		core_log.errors = 0;
		vregion_free(vr, foreign[i]);
		assert_int_equal(core_log.errors, 1);
		core_memory_expect(&before);
	}
	vregion_put(vr);
	vregion_put(other);
}

static void double_free(void)
{
	struct vregion *vr = vregion_create(PAGE, PAGE);
	void *ptr = vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 10);

	vregion_free(vr, ptr);
	vregion_free(vr, ptr);
}

static void a_double_free_is_caught(void **state)
{
	core_expect_fatal(double_free, "k_heap_free");
}

static void info_says_what_is_used_in_each_part(void **state)
{
	struct vregion *vr = vregion_create(2 * PAGE, 3 * PAGE);
	void *ptr = vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 1000);

	vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 128);
	core_log.infos = 0;
	vregion_info(vr);
	assert_int_equal(core_log.infos, 1);
	assert_non_null(strstr(core_log.line, "20480 bytes"));
	assert_non_null(strstr(core_log.line, "5 pages"));
	assert_non_null(strstr(core_log.line, "lifetime 128 of 8192 used"));
	assert_non_null(strstr(core_log.line, "of 12288 used"));
	assert_null(strstr(core_log.line, "interim 0 of"));
	vregion_free(vr, ptr);
	vregion_info(vr);
	assert_non_null(strstr(core_log.line, "interim 0 of 12288 used"));
	vregion_put(vr);
}

static void mem_info_gives_the_bounds_of_the_partition(void **state)
{
	struct vregion *vr = vregion_create(PAGE, 2 * PAGE);
	uintptr_t start;
	size_t size;

	vregion_mem_info(vr, NULL, NULL);
	vregion_mem_info(vr, &size, NULL);
	vregion_mem_info(vr, NULL, &start);
	assert_int_equal(size, 3 * PAGE);
	assert_int_equal(start % PAGE, 0);
	assert_true(is_inside(vr, vregion_alloc(vr, VREGION_MEM_TYPE_INTERIM, 8), 8));
	assert_true(is_inside(vr, vregion_alloc(vr, VREGION_MEM_TYPE_LIFETIME, 8), 8));
	vregion_put(vr);
}

static void out_of_pages_leaves_nothing(void **state)
{
	struct vregion *regions[200];
	const struct core_memory before = core_memory_now();
	struct core_memory full;
	size_t n = 0;

	while (n < 200 && (regions[n] = vregion_create(PAGE, 3 * PAGE)))
		n++;
	assert_in_range(n, 1, 199);
	full = core_memory_now();
	assert_null(vregion_create(PAGE, 3 * PAGE));
	core_memory_expect(&full);
	while (n)
		assert_null(vregion_put(regions[--n]));
	core_memory_expect(&before);
}

static int create(void *ctx)
{
	struct vregion **vr = ctx;

	*vr = vregion_create(PAGE, PAGE);
	return *vr ? 0 : -1;
}

static void any_failed_allocation_leaves_nothing(void **state)
{
	const struct core_memory before = core_memory_now();
	struct vregion *vr;

	/* descriptor and pages at least */
	assert_true(core_fail_each(create, &vr) >= 2);
	assert_null(vregion_put(vr));
	core_memory_expect(&before);
}

/* ---- a random life against a model: no two live blocks share a byte, coherent ones no line ---- */

#define BLOCKS 64

struct block {
	uint8_t *cached;
	size_t size;
	bool coherent;
	bool interim;
	uint8_t fill;
};

static void block_check(const struct block *block)
{
	for (size_t i = 0; i < block->size; i++)
		assert_int_equal(block->cached[i], block->fill);
}

static void blocks_do_not_overlap(const struct block *a, const struct block *b)
{
	size_t grain = a->coherent != b->coherent ? LINE : 1;
	uintptr_t a_start = (uintptr_t)a->cached / grain,
		  a_end = ((uintptr_t)a->cached + a->size - 1) / grain;
	uintptr_t b_start = (uintptr_t)b->cached / grain,
		  b_end = ((uintptr_t)b->cached + b->size - 1) / grain;

	assert_true(a_end < b_start || b_end < a_start);
}

static void a_random_life_keeps_every_block_apart(void **state)
{
	struct core_random random = core_random_new(1);
	const struct core_memory before = core_memory_now();
	struct vregion *vr = vregion_create(16 * PAGE, 8 * PAGE);
	struct block blocks[BLOCKS] = { 0 };
	unsigned int users = 1;

	for (int step = 0; step < 4000; step++) {
		struct block *block = &blocks[core_random(&random, BLOCKS)];
		uint32_t action = core_random(&random, 10);

		if (action == 0 && users < 5) {
			assert_ptr_equal(vregion_get(vr), vr);
			users++;
		} else if (action == 1 && users > 1) {
			assert_ptr_equal(vregion_put(vr), vr);
			users--;
		} else if (block->size) {
			block_check(block);
			vregion_free(vr, core_random(&random, 2) ?
						 block->cached :
						 sys_cache_uncached_ptr_get(block->cached));
			*block = (struct block){ 0 };
		} else {
			size_t size = 1 + core_random(&random, 900);
			size_t align = (size_t)1 << core_random(&random, 10);
			enum vregion_mem_type type = core_random(&random, 8) ?
							     VREGION_MEM_TYPE_INTERIM :
							     VREGION_MEM_TYPE_LIFETIME;
			bool coherent = core_random(&random, 2);
			uint8_t *ptr = coherent ?
					       vregion_alloc_coherent_align(vr, type, size, align) :
					       vregion_alloc_align(vr, type, size, align);

			if (!ptr)
				continue;
			assert_true(is_inside(vr, ptr, size));
			assert_int_equal((uintptr_t)ptr % align, 0);
			assert_int_equal(sys_cache_is_ptr_uncached(ptr), coherent);
			*block = (struct block){
				.cached = sys_cache_cached_ptr_get(ptr),
				.size = size,
				.coherent = coherent,
				.interim = type == VREGION_MEM_TYPE_INTERIM,
				.fill = (uint8_t)step,
			};
			for (size_t i = 0; i < BLOCKS; i++) {
				if (&blocks[i] != block && blocks[i].size)
					blocks_do_not_overlap(block, &blocks[i]);
			}
			memset(ptr, block->fill, size);
		}
	}
	for (size_t i = 0; i < BLOCKS; i++)
		block_check(&blocks[i]);
	while (users--)
		vr = vregion_put(vr);
	assert_null(vr);
	core_memory_expect(&before);
}

#else /* stubs with the same contract */

static void without_regions_none_can_be_made(void **state)
{
	const struct core_memory before = core_memory_now();
	struct vregion *stale = (struct vregion *)&before;
	uintptr_t start = 1;
	size_t size = 1;

	assert_null(vregion_create(PAGE, PAGE));
	assert_ptr_equal(vregion_get(stale), stale);
	/* the last user learns that the region is gone */
	assert_null(vregion_put(stale));
	assert_null(vregion_alloc(stale, VREGION_MEM_TYPE_INTERIM, 16));
	assert_null(vregion_alloc_align(stale, VREGION_MEM_TYPE_LIFETIME, 16, LINE));
	assert_null(vregion_alloc_coherent(stale, VREGION_MEM_TYPE_INTERIM, 16));
	assert_null(vregion_alloc_coherent_align(stale, VREGION_MEM_TYPE_INTERIM, 16, LINE));
	vregion_free(stale, &start);
	vregion_info(stale);
	vregion_mem_info(stale, &size, &start);
	assert_int_equal(size, 0);
	assert_int_equal(start, 0);
	core_memory_expect(&before);
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(no_region_is_tolerated),
#ifdef CONFIG_SOF_VREGIONS
		core_test(sizes_are_rounded_to_pages),
		core_test(a_size_of_zero_or_beyond_reason_is_refused),
		core_test(the_creator_is_the_first_user),
		core_test(metadata_stands_outside_the_region),
		core_test(interim_blocks_are_really_freed),
		core_test(lifetime_blocks_are_packed_and_never_reused),
		core_test(the_parts_do_not_lend_to_each_other),
		core_test(alignment_is_at_least_a_line),
		core_test(what_cannot_be_is_refused_with_a_line),
		core_test(a_shortage_names_size_and_what_is_free),
		core_test(coherent_blocks_own_their_lines),
		core_test(free_takes_either_alias),
		core_test(a_foreign_free_changes_nothing),
		core_test(a_double_free_is_caught),
		core_test(info_says_what_is_used_in_each_part),
		core_test(mem_info_gives_the_bounds_of_the_partition),
		core_test(out_of_pages_leaves_nothing),
		core_test(any_failed_allocation_leaves_nothing),
		core_test(a_random_life_keeps_every_block_apart),
#else
		core_test(without_regions_none_can_be_made),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
