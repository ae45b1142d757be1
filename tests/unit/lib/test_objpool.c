/* SPDX-License-Identifier: BSD-3-Clause */
/* Object pools, over the kernel heap and over a region. */
#include "core_rig.h"

#include <errno.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/lib/vregion.h>
#include <sof/objpool.h>

#define OBJECT 20

static struct vregion *region;

static void pool_new(struct objpool_head *pool, bool in_region)
{
	region = in_region ? vregion_create(4096, 16384) : NULL;
	objpool_init(pool, NULL, region);
}

static void region_drop(void)
{
	vregion_put(region);
	region = NULL;
}

/* Twice: from the heap, from a region. */
#define for_each_backing(pool)                                                   \
	for (int backing_ = 0; backing_ < 2 && (pool_new(pool, backing_), true); \
	     objpool_prune(pool), region_drop(), backing_++)

static void chunks_grow_2_4_8_16_32_32(void **state)
{
	static const unsigned int chunk[] = { 2, 4, 8, 16, 32, 32, 32 };
	struct objpool_head pool;

	for_each_backing(&pool)
	{
		for (size_t c = 0; c < sizeof(chunk) / sizeof(chunk[0]); c++) {
			uint64_t before = adsp_inspect_alloc_count();
			uint64_t grown;

			/* the first object of a chunk makes it, in as many blocks as the pool likes */
			assert_non_null(objpool_alloc(&pool, OBJECT, 0));
			grown = adsp_inspect_alloc_count();
			assert_true(grown > before);
			for (unsigned int i = 1; i < chunk[c]; i++)
				assert_non_null(objpool_alloc(&pool, OBJECT, 0));
			assert_int_equal(adsp_inspect_alloc_count(), grown);
		}
	}
}

static void a_pool_holds_one_size_and_one_kind(void **state)
{
	struct objpool_head pool;

	for_each_backing(&pool)
	{
		assert_null(objpool_alloc(&pool, 0, 0));
		assert_null(objpool_alloc(&pool, SIZE_MAX, 0));
		assert_non_null(objpool_alloc(&pool, OBJECT, SOF_MEM_FLAG_USER));
		assert_null(objpool_alloc(&pool, OBJECT + 1, SOF_MEM_FLAG_USER));
		assert_null(objpool_alloc(&pool, OBJECT - 1, SOF_MEM_FLAG_USER));
		assert_null(
			objpool_alloc(&pool, OBJECT, SOF_MEM_FLAG_USER | SOF_MEM_FLAG_COHERENT));
		/* the flags stay those of the first allocation, beyond the first chunk too */
		for (int i = 0; i < 10; i++)
			assert_non_null(objpool_alloc(&pool, OBJECT, SOF_MEM_FLAG_USER));
		objpool_prune(&pool);
		assert_non_null(objpool_alloc(&pool, 2 * OBJECT, 0));
	}
}

static void coherent_objects_are_uncached(void **state)
{
	struct objpool_head pool;

	for_each_backing(&pool)
	{
		for (int i = 0; i < 10; i++)
			assert_true(sys_cache_is_ptr_uncached(
				objpool_alloc(&pool, OBJECT, SOF_MEM_FLAG_COHERENT)));
	}
}

static void objects_are_zero_when_their_chunk_is_made(void **state)
{
	struct objpool_head pool;
	uint8_t *objects[30];

	for_each_backing(&pool)
	{
		for (int i = 0; i < 30; i++) {
			objects[i] = objpool_alloc(&pool, OBJECT, 0);
			for (int n = 0; n < OBJECT; n++)
				assert_int_equal(objects[i][n], 0);
			memset(objects[i], 0xFF, OBJECT);
		}
		/* a slot that is used again keeps what stood there */
		assert_int_equal(objpool_free(&pool, objects[3]), 0);
		assert_ptr_equal(objpool_alloc(&pool, OBJECT, 0), objects[3]);
		assert_int_equal(objects[3][0], 0xFF);
	}
}

static void the_lowest_free_slot_of_the_oldest_chunk_is_next(void **state)
{
	static const int order[] = { 0, 1, 3, 7, 20 };
	struct objpool_head pool;
	void *objects[30];

	for_each_backing(&pool)
	{
		for (int i = 0; i < 30; i++)
			objects[i] = objpool_alloc(&pool, OBJECT, 0);
		for (int i = 4; i >= 0; i--)
			assert_int_equal(objpool_free(&pool, objects[order[i]]), 0);
		for (int i = 0; i < 5; i++)
			assert_ptr_equal(objpool_alloc(&pool, OBJECT, 0), objects[order[i]]);
	}
}

static void a_pointer_that_is_no_object_is_refused(void **state)
{
	struct objpool_head pool;
	uint8_t *objects[6];
	int foreign;

	for_each_backing(&pool)
	{
		assert_int_equal(objpool_free(&pool, &foreign), -EINVAL);
		for (int i = 0; i < 6; i++)
			objects[i] = objpool_alloc(&pool, OBJECT, 0);
		assert_int_equal(objpool_free(&pool, &foreign), -EINVAL);
		assert_int_equal(objpool_free(&pool, NULL), -EINVAL);
		for (int n = 1; n < OBJECT; n++)
			assert_int_equal(objpool_free(&pool, objects[3] + n), -EINVAL);
		assert_int_equal(objpool_free(&pool, objects[0] - 1), -EINVAL);
		assert_int_equal(objpool_free(&pool, objects[3]), 0);
		assert_int_equal(objpool_free(&pool, objects[3]), -EINVAL);
	}
}

struct visit {
	void *seen[40];
	unsigned int count;
	unsigned int stop_at;
};

static bool visit(void *data, void *arg)
{
	struct visit *v = arg;

	v->seen[v->count++] = data;
	return v->count == v->stop_at;
}

static void iterate_sees_each_object_in_use_until_asked_to_stop(void **state)
{
	struct objpool_head pool;
	void *objects[30];

	for_each_backing(&pool)
	{
		struct visit all = { .stop_at = 0 }, some = { .stop_at = 4 };

		assert_int_equal(objpool_iterate(&pool, visit, &all), -ENOENT);
		assert_int_equal(all.count, 0);
		for (int i = 0; i < 30; i++)
			objects[i] = objpool_alloc(&pool, OBJECT, 0);
		for (int i = 0; i < 30; i += 2)
			objpool_free(&pool, objects[i]);
		assert_int_equal(objpool_iterate(&pool, visit, &all), -ENOENT);
		assert_int_equal(all.count, 15);
		for (int i = 0; i < 15; i++)
			assert_ptr_equal(all.seen[i], objects[2 * i + 1]);
		assert_int_equal(objpool_iterate(&pool, visit, &some), 0);
		assert_int_equal(some.count, 4);
	}
}

static void prune_gives_everything_back(void **state)
{
	const struct core_memory before = core_memory_now();
	struct objpool_head pool;

	for_each_backing(&pool)
	{
		struct core_memory empty = core_memory_now();

		for (int i = 0; i < 100; i++)
			assert_non_null(objpool_alloc(&pool, OBJECT, 0));
		objpool_prune(&pool);
		core_memory_expect(&empty);
		/* and the pool starts small again */
		assert_non_null(objpool_alloc(&pool, OBJECT, 0));
		assert_non_null(objpool_alloc(&pool, OBJECT, 0));
	}
	core_memory_expect(&before);
}

static void no_memory_changes_nothing(void **state)
{
	struct objpool_head pool;

	for_each_backing(&pool)
	{
		struct core_memory empty = core_memory_now();
		struct core_memory full;
		struct visit all = { .stop_at = 0 };

		adsp_inspect_fail_alloc(1);
		assert_null(objpool_alloc(&pool, OBJECT, SOF_MEM_FLAG_USER));
		core_memory_expect(&empty);
		/* an empty pool takes any size after that */
		assert_non_null(objpool_alloc(&pool, OBJECT * 2, 0));
		assert_non_null(objpool_alloc(&pool, OBJECT * 2, 0));
		full = core_memory_now();
		adsp_inspect_fail_alloc(1);
		assert_null(objpool_alloc(&pool, OBJECT * 2, 0));
		core_memory_expect(&full);
		assert_int_equal(objpool_iterate(&pool, visit, &all), -ENOENT);
		assert_int_equal(all.count, 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(chunks_grow_2_4_8_16_32_32),
		core_test(a_pool_holds_one_size_and_one_kind),
		core_test(coherent_objects_are_uncached),
		core_test(objects_are_zero_when_their_chunk_is_made),
		core_test(the_lowest_free_slot_of_the_oldest_chunk_is_next),
		core_test(a_pointer_that_is_no_object_is_refused),
		core_test(iterate_sees_each_object_in_use_until_asked_to_stop),
		core_test(prune_gives_everything_back),
		core_test(no_memory_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
