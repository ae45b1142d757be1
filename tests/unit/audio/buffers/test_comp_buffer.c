/* SPDX-License-Identifier: BSD-3-Clause */
/* Buffers: life, parameters, whole frames, and the way between primary and ring. */
#include "../../lib/core_rig.h"

#include <errno.h>
#include <rtos/cache.h>
#include <sof/audio/buffer.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>
#include <zephyr/kernel.h>
#include <rtos/alloc.h>

static bool is_in_heap(const struct k_heap *heap, const void *ptr)
{
	return (uintptr_t)ptr - (uintptr_t)heap->heap.init_mem < heap->heap.init_bytes;
}

static void a_buffer_begins_empty_and_silent(void **state)
{
	const struct core_memory before = core_memory_now();
	struct comp_buffer *buffer = buffer_new(NULL, 100, false);

	assert_int_equal(buffer->stream.size, 100);
	assert_int_equal(buffer->stream.avail, 0);
	assert_int_equal(buffer->audio_buffer.state, AUDIOBUF_STATE_INITIAL);
	assert_true(is_in_heap(sof_buffer_heap_get(), buffer->stream.addr));
	assert_true(is_in_heap(sof_sys_heap_get(), buffer));
	for (int i = 0; i < 100; i++)
		assert_int_equal(((uint8_t *)buffer->stream.addr)[i], 0);
	buffer_free(buffer);
	buffer_free(NULL);
	core_memory_expect(&before);
	assert_null(buffer_new(NULL, 0, false));
	assert_null(buffer_new(NULL, 64u << 20, false));
	core_memory_expect(&before);
}

#ifdef CONFIG_SOF_VREGIONS
/* One reference each: region and context go with the last of module and buffers, whatever the order. */
static void each_buffer_holds_its_context(void **state)
{
	static const int orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 2, 0 } };

	for (size_t o = 0; o < ARRAY_SIZE(orders); o++) {
		const struct core_memory before = core_memory_now();
		struct mod_alloc_ctx *ctx = mod_alloc_ctx_new(NULL, vregion_create(4096, 16384));
		struct comp_buffer *buffers[2];
		struct vregion *vr = ctx->vreg;
		uintptr_t start;
		size_t size;

		vregion_mem_info(vr, &size, &start);
		for (int i = 0; i < 2; i++) {
			buffers[i] = buffer_new(ctx, 192, i);
			assert_false((uintptr_t)sys_cache_cached_ptr_get(buffers[i]) - start <
				     size);
			assert_int_equal(sys_cache_is_ptr_uncached(buffers[i]), i);
			assert_int_equal(buffer_attach_ring(buffers[i], BUFFER_RING_AT_SINK_API,
							    192, 192),
					 0);
			assert_true((uintptr_t)buffers[i]->ring->data - start < size);
			/* only LL touches the primary's data */
			assert_true(is_in_heap(sof_buffer_heap_get(), buffers[i]->stream.addr));
		}
		for (int i = 0; i < 3; i++) {
			if (orders[o][i] == 2)
				mod_alloc_ctx_put(ctx, NULL);
			else
				buffer_free(buffers[orders[o][i]]);
		}
		core_memory_expect(&before);
	}
}
#endif

static void only_one_ring_is_attached(void **state)
{
	struct comp_buffer *buffer = buffer_new(NULL, 192, false);

	assert_ptr_equal(buffer_get_source(buffer), &buffer->source_api);
	assert_ptr_equal(buffer_get_sink(buffer), &buffer->sink_api);
	assert_int_equal(buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 0, 0), -ENOMEM);
	assert_null(buffer->ring);
	assert_int_equal(buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 192, 96), 0);
	assert_int_equal(buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 192, 96), -EINVAL);
	assert_int_equal(buffer_attach_ring(buffer, BUFFER_RING_AT_SINK_API, 192, 96), -EINVAL);
	/* the DP side sees the ring, the LL side the primary */
	assert_ptr_equal(buffer_get_source(buffer), &buffer->ring->source_api);
	assert_ptr_equal(buffer_get_sink(buffer), &buffer->sink_api);
	buffer_free(buffer);
	buffer = buffer_new(NULL, 192, false);
	assert_int_equal(buffer_attach_ring(buffer, BUFFER_RING_AT_SINK_API, 192, 96), 0);
	assert_ptr_equal(buffer_get_source(buffer), &buffer->source_api);
	assert_ptr_equal(buffer_get_sink(buffer), &buffer->ring->sink_api);
	/* the ring has no parameters of its own */
	assert_ptr_equal(buffer->ring->sink_api.params, &buffer->stream.params);
	buffer_free(buffer);
}

static struct mod_alloc_ctx *create_ctx;

static int create(void *arg)
{
	struct comp_buffer **buffer = arg;

	*buffer = buffer_new(create_ctx, 192, false);
	if (!*buffer)
		return -ENOMEM;
	if (buffer_attach_ring(*buffer, BUFFER_RING_AT_SOURCE_API, 192, 192) < 0) {
		buffer_free(*buffer);
		return -ENOMEM;
	}
	return 0;
}

static void a_failed_allocation_leaves_nothing(void **state)
{
	struct comp_buffer *buffer;

	create_ctx = NULL;
	assert_int_equal(core_fail_each(create, &buffer), 4);
	buffer_free(buffer);
	create_ctx = mod_alloc_ctx_new(NULL, vregion_create(4096, 16384));
	assert_int_equal(core_fail_each(create, &buffer), 4);
	mod_alloc_ctx_put(create_ctx, NULL);
	buffer_free(buffer);
}

/* ---- parameters ---- */

static const struct sof_audio_stream_params three_channels = {
	.frame_fmt = SOF_IPC_FRAME_S24_3LE,
	.valid_sample_fmt = SOF_IPC_FRAME_S24_3LE,
	.rate = 44100,
	.channels = 3,
};

static void parameters_are_set_once_unless_forced(void **state)
{
	struct sof_audio_stream_params other = three_channels;
	struct comp_buffer *buffer = buffer_new(NULL, 90, false);

	other.rate = 48000;
	assert_int_equal(buffer_set_audio_params(buffer, &three_channels, false), 0);
	assert_int_equal(buffer->audio_buffer.state, AUDIOBUF_STATE_READY);
	assert_int_equal(buffer_set_audio_params(buffer, &other, false), 0);
	assert_int_equal(buffer->stream.params.rate, 44100);
	assert_int_equal(buffer_set_audio_params(buffer, &other, true), 0);
	assert_int_equal(buffer->stream.params.rate, 48000);
	/* a caller that knows no alignment gets the default one, for this format */
	assert_int_equal(buffer->stream.params.align_frame_cnt, 4);
	buffer_free(buffer);
}

static void wrong_parameters_are_refused(void **state)
{
	struct sof_audio_stream_params params = three_channels;
	struct comp_buffer *buffer = buffer_new(NULL, 90, false);

	assert_int_equal(buffer_set_audio_params(NULL, &params, true), -EINVAL);
	assert_int_equal(buffer_set_audio_params(buffer, NULL, true), -EINVAL);
	params.channels = 0;
	assert_int_equal(buffer_set_audio_params(buffer, &params, true), -EINVAL);
	params.channels = 2;
	params.frame_fmt = SOF_IPC_FRAME_INVALID;
	assert_int_equal(buffer_set_audio_params(buffer, &params, true), -EINVAL);
	assert_int_equal(buffer->audio_buffer.state, AUDIOBUF_STATE_INITIAL);
	buffer_free(buffer);
}

static void a_stream_is_whole_frames_long(void **state)
{
	const struct core_memory before = core_memory_now();

	for (uint32_t size = 1; size < 200; size++) {
		for (uint32_t channels = 1; channels <= 8; channels++) {
			struct sof_audio_stream_params params = three_channels;
			struct comp_buffer *buffer = buffer_new(NULL, size, false);
			uint32_t frame = 3 * channels;

			params.channels = channels;
			assert_int_equal(buffer_set_audio_params(buffer, &params, true), 0);
			assert_int_equal(buffer->stream.size, (size + frame - 1) / frame * frame);
			assert_int_equal(buffer->sink_api.capacity, buffer->stream.size);
			assert_int_equal(buffer->stream.free, buffer->stream.size);
			buffer_free(buffer);
		}
	}
	core_memory_expect(&before);
}

static void no_memory_for_whole_frames_keeps_the_buffer(void **state)
{
	struct comp_buffer *buffer = buffer_new(NULL, 100, false);
	uint8_t *data = buffer->stream.addr;

	adsp_inspect_fail_alloc(1);
	assert_int_equal(buffer_set_audio_params(buffer, &three_channels, true), -ENOMEM);
	assert_int_equal(buffer->audio_buffer.state, AUDIOBUF_STATE_INITIAL);
	assert_ptr_equal(buffer->stream.addr, data);
	assert_int_equal(buffer->stream.size, 100);
	assert_int_equal(buffer->stream.params.channels, 2);
	assert_int_equal(buffer_set_audio_params(buffer, &three_channels, true), 0);
	buffer_free(buffer);
}

static void reset_empties_zeroes_and_ends_fragments(void **state)
{
	struct comp_buffer *buffer = buffer_new(NULL, 192, false);
	const void *rptr, *rstart;
	void *wptr, *wstart;
	size_t size;

	buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 64, 64);
	memset(buffer->stream.addr, 0xEE, 192);
	memset(buffer->ring->data, 0xEE, buffer->ring->capacity);
	comp_update_buffer_produce(buffer, 128);
	comp_update_buffer_consume(buffer, 32);
	comp_update_buffer_produce(buffer, 0);
	comp_update_buffer_consume(buffer, 0);
	assert_int_equal(buffer->stream.avail, 96);
	assert_int_equal(source_get_data(&buffer->source_api, 32, &rptr, &rstart, &size), 0);
	assert_int_equal(sink_get_buffer(&buffer->sink_api, 32, &wptr, &wstart, &size), 0);
	assert_int_equal(sink_get_buffer(&buffer->ring->sink_api, 32, &wptr, &wstart, &size), 0);
	buffer_reset(buffer);
	assert_int_equal(buffer->stream.avail, 0);
	assert_ptr_equal(buffer->stream.r_ptr, buffer->stream.addr);
	for (uint32_t i = 0; i < 192; i++)
		assert_int_equal(((uint8_t *)buffer->stream.addr)[i] | buffer->ring->data[i], 0);
	assert_int_equal(source_release_data(&buffer->source_api, 32), -ENODATA);
	assert_int_equal(sink_commit_buffer(&buffer->sink_api, 32), -ENODATA);
	assert_int_equal(sink_commit_buffer(&buffer->ring->sink_api, 32), -ENODATA);
	buffer_free(buffer);
}

/* ---- primary and ring ---- */

static void put(struct sof_sink *sink, uint8_t *next, size_t bytes)
{
	uint8_t *ptr, *start;
	size_t size;

	if (!bytes)
		return;
	assert_int_equal(sink_get_buffer(sink, bytes, (void **)&ptr, (void **)&start, &size), 0);
	for (size_t i = 0; i < bytes; i++)
		start[(size_t)(ptr - start + (ptrdiff_t)i) % size] = (*next)++;
	sink_commit_buffer(sink, bytes);
}

static void take(struct sof_source *source, uint8_t *next, size_t bytes)
{
	const uint8_t *ptr, *start;
	size_t size;

	if (!bytes)
		return;
	assert_int_equal(source_get_data(source, bytes, (const void **)&ptr, (const void **)&start,
					 &size),
			 0);
	for (size_t i = 0; i < bytes; i++)
		assert_int_equal(start[(size_t)(ptr - start + (ptrdiff_t)i) % size], (*next)++);
	source_release_data(source, bytes);
}

static void filling_moves_what_fits_in_order(void **state)
{
	struct core_random random = core_random_new(6);
	struct comp_buffer *buffer = buffer_new(NULL, 200, false);
	uint8_t in = 0, out = 0;

	assert_int_equal(buffer_fill_ring(buffer), -EINVAL);
	buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 50, 50);
	for (int step = 0; step < 3000; step++) {
		size_t avail, room, before;

		put(&buffer->sink_api, &in, core_random(&random, buffer->stream.free + 1));
		avail = buffer->stream.avail;
		room = sink_get_free_size(&buffer->ring->sink_api);
		before = source_get_data_available(&buffer->ring->source_api);
		assert_int_equal(buffer_fill_ring(buffer), 0);
		assert_int_equal(source_get_data_available(&buffer->ring->source_api),
				 before + MIN(avail, room));
		assert_int_equal(buffer->stream.avail, avail - MIN(avail, room));
		take(&buffer->ring->source_api, &out,
		     core_random(&random,
				 (uint32_t)source_get_data_available(&buffer->ring->source_api) +
					 1));
	}
	buffer_free(buffer);
}

static void draining_stops_at_the_limit(void **state)
{
	struct core_random random = core_random_new(7);
	struct comp_buffer *buffer = buffer_new(NULL, 90, false);
	uint8_t in = 0, out = 0;

	assert_int_equal(buffer_drain_ring(buffer, 10), -EINVAL);
	buffer_attach_ring(buffer, BUFFER_RING_AT_SINK_API, 50, 50);
	for (int step = 0; step < 3000; step++) {
		size_t limit = core_random(&random, 70), avail, room;

		put(&buffer->ring->sink_api, &in,
		    core_random(&random,
				(uint32_t)sink_get_free_size(&buffer->ring->sink_api) + 1));
		avail = source_get_data_available(&buffer->ring->source_api);
		room = buffer->stream.free;
		assert_int_equal(buffer_drain_ring(buffer, limit), 0);
		assert_int_equal(room - buffer->stream.free, MIN(MIN(avail, room), limit));
		take(&buffer->source_api, &out, core_random(&random, buffer->stream.avail + 1));
	}
	buffer_free(buffer);
}

/* An open fragment on one side must not leave one on the other. */
static void a_busy_side_stops_the_copy_without_trace(void **state)
{
	struct comp_buffer *buffer = buffer_new(NULL, 192, false);
	void *wptr, *wstart;
	const void *rptr, *rstart;
	uint8_t next = 0, out = 0;
	size_t size;

	buffer_attach_ring(buffer, BUFFER_RING_AT_SOURCE_API, 64, 64);
	put(&buffer->sink_api, &next, 64);
	assert_int_equal(sink_get_buffer(&buffer->ring->sink_api, 8, &wptr, &wstart, &size), 0);
	assert_int_equal(buffer_fill_ring(buffer), -EBUSY);
	assert_int_equal(sink_commit_buffer(&buffer->ring->sink_api, 0), 0);
	assert_int_equal(source_get_data(&buffer->source_api, 8, &rptr, &rstart, &size), 0);
	assert_int_equal(buffer_fill_ring(buffer), -EBUSY);
	assert_int_equal(source_release_data(&buffer->source_api, 0), 0);
	assert_int_equal(buffer_fill_ring(buffer), 0);
	take(&buffer->ring->source_api, &out, 64);
	buffer_free(buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		core_test(a_buffer_begins_empty_and_silent),
#ifdef CONFIG_SOF_VREGIONS
		core_test(each_buffer_holds_its_context),
#endif
		core_test(only_one_ring_is_attached),
		core_test(a_failed_allocation_leaves_nothing),
		core_test(parameters_are_set_once_unless_forced),
		core_test(wrong_parameters_are_refused),
		core_test(a_stream_is_whole_frames_long),
		core_test(no_memory_for_whole_frames_keeps_the_buffer),
		core_test(reset_empties_zeroes_and_ends_fragments),
		core_test(filling_moves_what_fits_in_order),
		core_test(draining_stops_at_the_limit),
		core_test(a_busy_side_stops_the_copy_without_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
