/* SPDX-License-Identifier: BSD-3-Clause */
/* Banks at their fixed addresses, aliases, collisions. */
#include <errno.h>
#include <sys/mman.h>

#include <platform/machine.h>
#include <rtos/cache.h>

#include "memory/memory_map.h"
#include "kernel/stack.h"
#include "rig.h"

static struct adsp_profile profile;

static int setup(void **state)
{
	char err[256] = "";

	if (adsp_profile_load("mtl", &profile, err, sizeof(err)))
		fail_msg("%s", err);
	return 0;
}

static void map(void)
{
	char err[256] = "";

	if (memory_map(&profile, err, sizeof(err)))
		fail_msg("%s", err);
}

static void test_both_aliases_are_one_memory(void **state)
{
	size_t size;
	char *cached, *uncached;

	map();
	cached = memory_area(MEMORY_HEAP, &size);
	uncached = sys_cache_uncached_ptr_get(cached);
	assert_int_equal((uintptr_t)cached, ADSP_CACHED_BASE + 0x24000);
	assert_int_equal((uintptr_t)uncached, ADSP_UNCACHED_BASE + 0x24000);
	assert_ptr_equal(sys_cache_cached_ptr_get(uncached), cached);
	assert_true(sys_cache_is_ptr_uncached(uncached));
	assert_false(sys_cache_is_ptr_uncached(cached));
	assert_true(sys_cache_is_ptr_cached(cached));
	cached[size - 1] = 42;
	assert_int_equal(uncached[size - 1], 42);
	uncached[0] = 43;
	assert_int_equal(cached[0], 43);
	memory_unmap();
}

static void test_addresses_outside_have_no_alias(void **state)
{
	int local;

	assert_ptr_equal(sys_cache_uncached_ptr_get(&local), &local);
	assert_ptr_equal(sys_cache_cached_ptr_get(&local), &local);
	assert_false(sys_cache_is_ptr_uncached(&local));
	assert_false(sys_cache_is_ptr_cached(&local));
	assert_ptr_equal(sys_cache_uncached_ptr_get(NULL), NULL);
}

static void test_every_start_is_zeroed(void **state)
{
	size_t size;
	char *heap;

	map();
	heap = memory_area(MEMORY_HEAP, &size);
	memset(heap, 0x55, size);
	memory_unmap();
	map();
	assert_ptr_equal(memory_area(MEMORY_HEAP, &size), heap);
	assert_int_equal(heap[0], 0);
	assert_int_equal(memcmp(heap, heap + 1, size - 1), 0);
	memory_unmap();
}

static void test_areas_do_not_overlap(void **state)
{
	char *starts[MEMORY_AREAS], *ends[MEMORY_AREAS], *at;
	unsigned int i, j, found = 0;
	size_t size;

	map();
	for (i = 0; i < MEMORY_AREAS; i++) {
		at = memory_area(i, &size);
		if (!at)
			continue;
		assert_int_equal((uintptr_t)at % MEMORY_PAGE, 0);
		assert_true(memory_contains(at, size));
		for (j = 0; j < found; j++)
			assert_true(at >= ends[j] || at + size <= starts[j]);
		starts[found] = at;
		ends[found++] = at + size;
	}
	assert_int_equal(found, MEMORY_AREAS - (ADSP_MAX_CORES - 3));
	assert_null(memory_area(MEMORY_AREAS, &size));
	memory_unmap();
	assert_null(memory_area(MEMORY_HEAP, &size));
}

/* By this much hpsram is larger, and what follows it stands higher, in builds with large stacks. */
#define STACK_EXTRA ((STACK_SCALE - 1) * profile.stack_pool_size)

static void test_contains_and_bank_of(void **state)
{
	const struct adsp_bank_profile *bank = &profile.banks[1];
	char *hpsram = (char *)(uintptr_t)ADSP_CACHED_BASE + bank->offset;
	uint32_t offset, size = bank->size + STACK_EXTRA;

	map();
	assert_true(memory_contains(hpsram, size));
	assert_true(memory_contains(hpsram + size - 1, 1));
	assert_false(memory_contains(hpsram + size - 1, 100 * 1024 * 1024));
	assert_false(memory_contains(hpsram - 1, 2));
	assert_false(memory_contains((char *)(uintptr_t)ADSP_CACHED_BASE - 1, 2));
	assert_false(memory_contains(&offset, 1));
	assert_false(memory_contains(NULL, 1));
	assert_string_equal(memory_bank_of(hpsram + 5, &offset), "hpsram");
	assert_int_equal(offset, 5);
	assert_string_equal(
		memory_bank_of(sys_cache_uncached_ptr_get(hpsram + size + 0x10), &offset), "dram");
	assert_int_equal(offset, 0x10);
	assert_null(memory_bank_of(&offset, &offset));
	memory_unmap();
	assert_false(memory_contains(hpsram, 1));
}

static void test_pages_that_are_away(void **state)
{
	size_t size;
	char *pages, *uncached;
	uintptr_t at;

	map();
	pages = memory_area(MEMORY_PAGES, &size);
	uncached = sys_cache_uncached_ptr_get(pages);
	at = (uintptr_t)pages;
	pages[MEMORY_PAGE] = 42;
	memory_protect(pages + MEMORY_PAGE, MEMORY_PAGE, PROT_NONE);
	assert_false(memory_is_away(at));
	assert_true(memory_is_away(at + MEMORY_PAGE));
	assert_true(memory_is_away((uintptr_t)uncached + MEMORY_PAGE));
	assert_false(memory_is_away(at + 2 * MEMORY_PAGE));
	memory_protect_alias(at + MEMORY_PAGE, MEMORY_PAGE, PROT_READ | PROT_WRITE);
	assert_false(memory_is_away(at + MEMORY_PAGE));
	assert_true(memory_is_away((uintptr_t)uncached + MEMORY_PAGE));
	assert_int_equal(pages[MEMORY_PAGE], 42);
	memory_scrub();
	assert_false(memory_is_away((uintptr_t)uncached + MEMORY_PAGE));
	assert_int_equal(uncached[MEMORY_PAGE], 0);
	memory_protect(pages, MEMORY_PAGE, PROT_NONE);
	memory_unmap();
	map();
	assert_false(memory_is_away(at));
	assert_false(memory_is_away((uintptr_t)&size));
	assert_false(memory_is_away(UINTPTR_MAX));
	memory_unmap();
}

static void test_collision_names_range_and_occupant(void **state)
{
	const uintptr_t dram = 0x60814000 + STACK_EXTRA, page = dram + 4096;
	char *blocker = mmap((void *)page, 4096, PROT_READ,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	char words[80], err[512] = "";

	assert_int_equal((uintptr_t)blocker, page);
	assert_int_equal(memory_map(&profile, err, sizeof(err)), -EADDRINUSE);
	snprintf(words, sizeof(words), "bank dram: cached range 0x%lx-0x%lx is taken by ", dram,
		 dram + 0xffffff);
	assert_non_null(strstr(err, words));
	snprintf(words, sizeof(words), " at 0x%lx-0x%lx", page, page + 4095);
	assert_non_null(strstr(err, words));
	munmap(blocker, 4096);
	/* nothing was left behind */
	map();
	memory_unmap();
}

static void test_bad_profiles_are_refused(void **state)
{
	struct adsp_profile bad;
	char err[256];

#define REFUSED(change)                                                        \
	do {                                                                   \
		bad = profile;                                                 \
		change;                                                        \
		assert_int_equal(memory_map(&bad, err, sizeof(err)), -EINVAL); \
	} while (0)
	REFUSED(bad.cores = 0);
	REFUSED(bad.cores = ADSP_MAX_CORES + 1);
	REFUSED(bad.num_banks = 0);
	REFUSED(bad.num_banks = ADSP_MAX_BANKS + 1);
	REFUSED(bad.page_size = 1);
	REFUSED(bad.clock_hz = 0);
	REFUSED(bad.heap_size = 100);
	REFUSED(bad.heap_size = 0xfffff000);
	REFUSED(bad.banks[0].size = 0);
	REFUSED(bad.banks[1].offset = 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_aliases_are_one_memory),
		cmocka_unit_test(test_addresses_outside_have_no_alias),
		cmocka_unit_test(test_every_start_is_zeroed),
		cmocka_unit_test(test_areas_do_not_overlap),
		cmocka_unit_test(test_contains_and_bank_of),
		cmocka_unit_test(test_pages_that_are_away),
		cmocka_unit_test(test_collision_names_range_and_occupant),
		cmocka_unit_test(test_bad_profiles_are_refused),
	};

	return cmocka_run_group_tests_name("machine/memory_map", tests, setup, NULL);
}
