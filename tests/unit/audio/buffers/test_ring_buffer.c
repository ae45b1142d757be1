/* SPDX-License-Identifier: BSD-3-Clause */
/* The ring between LL and DP against a queue of bytes. */
#include "../../lib/core_rig.h"

#include <errno.h>
#include <rtos/cache.h>
#include <sof/audio/audio_stream.h>
#include <sof/audio/ring_buffer.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>
#include <sof/platform.h>

static struct sof_audio_stream_params params = {
	.frame_fmt = SOF_IPC_FRAME_S16_LE,
	.channels = 2,
	.rate = 48000,
};

static void the_ring_holds_three_blocks_in_whole_lines(void **state)
{
	for (size_t need = 1; need < 700; need += 37) {
		for (size_t free_bytes = 0; free_bytes < 700; free_bytes += 61) {
			struct ring_buffer *ring =
				ring_buffer_create(NULL, need, free_bytes, false, &params);
			size_t bytes = 3 * MAX(need, free_bytes);

			assert_non_null(ring);
			assert_int_equal(ring->capacity,
					 ALIGN_UP(bytes, (size_t)PLATFORM_DCACHE_ALIGN));
			assert_int_equal((uintptr_t)ring->data % PLATFORM_DCACHE_ALIGN, 0);
			assert_true(sys_cache_is_ptr_cached(ring->data));
			assert_int_equal(source_get_min_available(&ring->source_api), need);
			assert_int_equal(sink_get_min_free_space(&ring->sink_api), free_bytes);
			assert_int_equal(ring->sink_api.capacity, ring->capacity);
			assert_int_equal(source_get_data_available(&ring->source_api), 0);
			assert_int_equal(sink_get_free_size(&ring->sink_api), ring->capacity);
			ring_buffer_free(ring);
		}
	}
}

static void senseless_sizes_are_refused(void **state)
{
	const struct core_memory before = core_memory_now();

	assert_null(ring_buffer_create(NULL, 0, 0, false, &params));
	assert_null(ring_buffer_create(NULL, SIZE_MAX, 1, false, &params));
	assert_null(ring_buffer_create(NULL, 1, SIZE_MAX / 3 + 1, false, &params));
	assert_null(ring_buffer_create(NULL, 32u << 20, 1, false, &params));
	ring_buffer_free(NULL);
	core_memory_expect(&before);
}

#ifdef CONFIG_SOF_VREGIONS
static void the_data_stand_in_the_region(void **state)
{
	struct vregion *vr = vregion_create(4096, 8192);
	struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, vr);
	struct core_memory before = core_memory_now();

	for (int shared = 0; shared < 2; shared++) {
		struct ring_buffer *ring = ring_buffer_create(ctx, 192, 192, shared, &params);
		uintptr_t start;
		size_t size;

		vregion_mem_info(vr, &size, &start);
		assert_false((uintptr_t)sys_cache_cached_ptr_get(ring) - start < size);
		assert_true((uintptr_t)ring->data - start < size);
		/* the positions of a shared ring are uncached, its data always cached */
		assert_int_equal(sys_cache_is_ptr_uncached(ring), shared);
		assert_true(sys_cache_is_ptr_cached(ring->data));
		ring_buffer_free(ring);
		core_memory_expect(&before);
	}
	mod_alloc_ctx_put(ctx, NULL);
}
#endif

static struct mod_alloc_ctx *create_ctx;

static int create(void *arg)
{
	struct ring_buffer **ring = arg;

	*ring = ring_buffer_create(create_ctx, 192, 96, false, &params);
	return *ring ? 0 : -ENOMEM;
}

static void a_failed_allocation_leaves_nothing(void **state)
{
	struct ring_buffer *ring;

	create_ctx = NULL;
	assert_int_equal(core_fail_each(create, &ring), 2);
	ring_buffer_free(ring);
	create_ctx = mod_alloc_ctx_new(NULL, vregion_create(4096, 8192));
	assert_int_equal(core_fail_each(create, &ring), 2);
	ring_buffer_free(ring);
	mod_alloc_ctx_put(create_ctx, NULL);
}

/* ---- random traffic ---- */

#define QUEUE_BYTES 1024

struct queue {
	uint8_t bytes[QUEUE_BYTES];
	size_t count;
};

static void step_write(struct ring_buffer *ring, struct queue *queue, size_t get, size_t commit,
		       uint8_t *next)
{
	size_t room = ring->capacity - queue->count;
	uint8_t *ptr, *start;
	size_t size;
	int ret = sink_get_buffer(&ring->sink_api, get, (void **)&ptr, (void **)&start, &size);

	assert_int_equal(ret, get > room ? -ENODATA : 0);
	if (ret)
		return;
	assert_ptr_equal(start, ring->data);
	assert_int_equal(size, ring->capacity);
	for (size_t i = 0; i < get; i++) {
		start[(size_t)(ptr - start + (ptrdiff_t)i) % size] = (uint8_t)(*next + i);
		if (i < commit)
			queue->bytes[queue->count++] = (uint8_t)(*next + i);
	}
	*next = (uint8_t)(*next + MIN(get, commit));
	assert_int_equal(sink_commit_buffer(&ring->sink_api, commit), get ? 0 : -ENODATA);
}

static void step_read(struct ring_buffer *ring, struct queue *queue, size_t get, size_t release)
{
	const uint8_t *ptr, *start;
	size_t size;
	int ret = source_get_data(&ring->source_api, get, (const void **)&ptr,
				  (const void **)&start, &size);

	assert_int_equal(ret, get > queue->count ? -ENODATA : 0);
	if (ret)
		return;
	for (size_t i = 0; i < get; i++)
		assert_int_equal(start[(size_t)(ptr - start + (ptrdiff_t)i) % size],
				 queue->bytes[i]);
	release = MIN(release, get);
	assert_int_equal(source_release_data(&ring->source_api, release), get ? 0 : -ENODATA);
	memmove(queue->bytes, queue->bytes + release, queue->count - release);
	queue->count -= release;
}

static void random_traffic_agrees_with_a_queue(void **state)
{
	struct core_random random = core_random_new(5);

	for (size_t need = 1; need <= 300; need += 23) {
		struct ring_buffer *ring = ring_buffer_create(NULL, need, 1, need & 1, &params);
		uint32_t limit = (uint32_t)ring->capacity + 2;
		struct queue queue = { .count = 0 };
		uint8_t next = 0;

		for (int step = 0; step < 600; step++) {
			if (core_random(&random, 100) == 0) {
				ring_buffer_reset(ring);
				queue.count = 0;
				for (size_t i = 0; i < ring->capacity; i++)
					assert_int_equal(ring->data[i], 0);
			} else if (core_random(&random, 2)) {
				step_write(ring, &queue, core_random(&random, limit),
					   core_random(&random, limit), &next);
			} else {
				step_read(ring, &queue, core_random(&random, limit),
					  core_random(&random, limit));
			}
			assert_int_equal(source_get_data_available(&ring->source_api), queue.count);
			assert_int_equal(sink_get_free_size(&ring->sink_api),
					 ring->capacity - queue.count);
		}
		ring_buffer_free(ring);
	}
}

static void full_and_empty_are_distinguished_at_every_offset(void **state)
{
	struct ring_buffer *ring = ring_buffer_create(NULL, 1, 1, false, &params);
	struct queue queue = { .count = 0 };
	uint8_t next = 0;

	for (size_t i = 0; i < 4 * ring->capacity; i++) {
		step_write(ring, &queue, ring->capacity, ring->capacity, &next);
		assert_int_equal(sink_get_free_size(&ring->sink_api), 0);
		step_read(ring, &queue, ring->capacity, ring->capacity);
		assert_int_equal(source_get_data_available(&ring->source_api), 0);
		step_write(ring, &queue, 1, 1, &next);
		step_read(ring, &queue, 1, 1);
	}
	ring_buffer_free(ring);
}

static void reset_ends_outstanding_fragments(void **state)
{
	struct ring_buffer *ring = ring_buffer_create(NULL, 64, 64, false, &params);
	void *ptr, *start;
	size_t size;

	assert_int_equal(sink_get_buffer(&ring->sink_api, 32, &ptr, &start, &size), 0);
	ring_buffer_reset(ring);
	assert_int_equal(sink_commit_buffer(&ring->sink_api, 32), -ENODATA);
	assert_int_equal(sink_get_buffer(&ring->sink_api, 32, &ptr, &start, &size), 0);
	assert_int_equal(sink_commit_buffer(&ring->sink_api, 32), 0);
	assert_int_equal(source_get_data_available(&ring->source_api), 32);
	ring_buffer_free(ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(the_ring_holds_three_blocks_in_whole_lines),
		core_test(senseless_sizes_are_refused),
#ifdef CONFIG_SOF_VREGIONS
		core_test(the_data_stand_in_the_region),
#endif
		core_test(a_failed_allocation_leaves_nothing),
		core_test(random_traffic_agrees_with_a_queue),
		core_test(full_and_empty_are_distinguished_at_every_offset),
		core_test(reset_ends_outstanding_fragments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
