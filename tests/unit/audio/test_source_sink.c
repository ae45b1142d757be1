/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules of source and sink handles, the same over a stream and over a ring. */
#include "../lib/core_rig.h"

#include <errno.h>
#include <sof/audio/buffer.h>
#include <sof/audio/sink_source_utils.h>

#define BYTES 192

static struct comp_buffer *buffer;
static struct ring_buffer *ring;
static struct sof_source *source;
static struct sof_sink *sink;

static int over_stream(void **state)
{
	core_boot();
	buffer = buffer_new(NULL, BYTES, false);
	source = buffer_get_source(buffer);
	sink = buffer_get_sink(buffer);
	return 0;
}

static int over_ring(void **state)
{
	core_boot();
	buffer = buffer_new(NULL, BYTES, false);
	ring = ring_buffer_create(NULL, BYTES / 3, 0, false, &buffer->stream.params);
	source = &ring->source_api;
	sink = &ring->sink_api;
	return 0;
}

static int handles_stop(void **state)
{
	ring_buffer_free(ring);
	ring = NULL;
	buffer_free(buffer);
	return core_stop(state);
}

static void fill(size_t bytes)
{
	void *ptr, *start;
	size_t size;

	assert_int_equal(sink_get_buffer(sink, bytes, &ptr, &start, &size), 0);
	assert_int_equal(size, BYTES);
	assert_int_equal(sink_commit_buffer(sink, bytes), 0);
}

static void one_fragment_is_outstanding(void **state)
{
	const void *rptr, *rstart;
	void *wptr, *wstart;
	size_t size;

	fill(64);
	assert_int_equal(source_get_data(source, 32, &rptr, &rstart, &size), 0);
	assert_int_equal(source_get_data(source, 32, &rptr, &rstart, &size), -EBUSY);
	assert_int_equal(source_get_data(source, 0, &rptr, &rstart, &size), -EBUSY);
	assert_int_equal(sink_get_buffer(sink, 32, &wptr, &wstart, &size), 0);
	assert_int_equal(sink_get_buffer(sink, 32, &wptr, &wstart, &size), -EBUSY);
	assert_int_equal(sink_commit_buffer(sink, 32), 0);
	assert_int_equal(source_release_data(source, 32), 0);
	assert_int_equal(source_get_data_available(source), 64);
}

static void more_than_there_is_is_refused(void **state)
{
	const void *rptr, *rstart;
	void *wptr, *wstart;
	size_t size;

	assert_int_equal(sink_get_free_size(sink), BYTES);
	assert_int_equal(source_get_data(source, 1, &rptr, &rstart, &size), -ENODATA);
	assert_int_equal(sink_get_buffer(sink, BYTES + 1, &wptr, &wstart, &size), -ENODATA);
	assert_int_equal(sink_get_buffer(sink, SIZE_MAX, &wptr, &wstart, &size), -ENODATA);
	/* a refused get leaves nothing outstanding */
	assert_int_equal(source_release_data(source, 1), -ENODATA);
	assert_int_equal(sink_commit_buffer(sink, 1), -ENODATA);
	fill(BYTES);
	assert_int_equal(sink_get_buffer(sink, 1, &wptr, &wstart, &size), -ENODATA);
	assert_int_equal(source_get_data(source, BYTES, &rptr, &rstart, &size), 0);
	assert_int_equal(source_release_data(source, BYTES), 0);
	assert_int_equal(source_get_data_available(source), 0);
}

static void ending_nothing_is_refused(void **state)
{
	const void *rptr, *rstart;
	void *wptr, *wstart;
	size_t size;

	assert_int_equal(source_release_data(source, 0), -ENODATA);
	assert_int_equal(sink_commit_buffer(sink, 0), -ENODATA);
	/* a fragment of 0 bytes is none */
	assert_int_equal(source_get_data(source, 0, &rptr, &rstart, &size), 0);
	assert_int_equal(source_release_data(source, 0), -ENODATA);
	assert_int_equal(sink_get_buffer(sink, 0, &wptr, &wstart, &size), 0);
	assert_int_equal(sink_commit_buffer(sink, 0), -ENODATA);
	assert_int_equal(source_get_data_available(source), 0);
	assert_int_equal(sink_get_free_size(sink), BYTES);
}

static void the_end_is_clamped_to_the_fragment(void **state)
{
	const void *rptr, *rstart;
	void *wptr, *wstart;
	size_t size;

	assert_int_equal(sink_get_buffer(sink, 40, &wptr, &wstart, &size), 0);
	assert_int_equal(sink_commit_buffer(sink, SIZE_MAX), 0);
	assert_int_equal(source_get_data_available(source), 40);
	assert_int_equal(source_get_data(source, 12, &rptr, &rstart, &size), 0);
	assert_int_equal(source_release_data(source, 100), 0);
	assert_int_equal(source_get_data_available(source), 28);
	/* 0 keeps all */
	assert_int_equal(source_get_data(source, 12, &rptr, &rstart, &size), 0);
	assert_int_equal(source_release_data(source, 0), 0);
	assert_int_equal(source_get_data_available(source), 28);
	assert_int_equal(sink_get_buffer(sink, 12, &wptr, &wstart, &size), 0);
	assert_int_equal(sink_commit_buffer(sink, 0), 0);
	assert_int_equal(source_get_data_available(source), 28);
	assert_int_equal(sink->processed, 40);
	assert_int_equal(source->processed, 12);
}

static void sample_variants_count_in_samples(void **state)
{
	const int16_t *r16, *r16_start;
	const int32_t *r32, *r32_start;
	int16_t *w16, *w16_start;
	int32_t *w32, *w32_start;
	int samples;

	assert_int_equal(sink_get_buffer_s16(sink, 8, &w16, &w16_start, &samples), 0);
	assert_int_equal(samples, BYTES / 2);
	w16[0] = 0x1234;
	sink_commit_buffer(sink, 4);
	assert_int_equal(sink_get_buffer_s32(sink, 8, &w32, &w32_start, &samples), 0);
	assert_int_equal(samples, BYTES / 4);
	assert_ptr_equal((uint8_t *)w32, (uint8_t *)w16 + 4);
	sink_commit_buffer(sink, 8);
	assert_int_equal(source_get_data_s16(source, 4, &r16, &r16_start, &samples), 0);
	assert_int_equal(samples, BYTES / 2);
	assert_int_equal(r16[0], 0x1234);
	assert_ptr_equal(r16_start, w16_start);
	source_release_data(source, 4);
	assert_int_equal(source_get_data_s32(source, 8, &r32, &r32_start, &samples), 0);
	assert_int_equal(samples, BYTES / 4);
	source_release_data(source, 8);
	assert_int_equal(source_get_data_s16(source, 2, &r16, &r16_start, &samples), -ENODATA);
}

static void parameters_are_those_of_the_stream(void **state)
{
	const struct sof_audio_stream_params params = {
		.frame_fmt = SOF_IPC_FRAME_S32_LE,
		.valid_sample_fmt = SOF_IPC_FRAME_S24_4LE,
		.rate = 96000,
		.channels = 3,
	};

	assert_int_equal(buffer_set_audio_params(buffer, &params, false), 0);
	assert_int_equal(source_get_frame_bytes(source), 12);
	assert_int_equal(sink_get_frame_bytes(sink), 12);
	assert_int_equal(source_get_rate(source), 96000);
	assert_int_equal(sink_get_rate(sink), 96000);
	assert_int_equal(source_get_channels(source), 3);
	assert_int_equal(sink_get_channels(sink), 3);
	assert_int_equal(source_get_frm_fmt(source), SOF_IPC_FRAME_S32_LE);
	assert_int_equal(sink_get_valid_fmt(sink), SOF_IPC_FRAME_S24_4LE);
	fill(50);
	assert_int_equal(source_get_data_frames_available(source), 4);
	assert_int_equal(sink_get_free_frames(sink), (BYTES - 50) / 12);
}

static void bytes_are_dropped_and_zeros_written(void **state)
{
	const void *rptr, *rstart;
	void *wptr, *wstart;
	size_t size;

	/* so that both wrap */
	fill(BYTES - 20);
	assert_int_equal(source_drop_data(source, 0), 0);
	assert_int_equal(source_drop_data(source, BYTES - 20), 0);
	assert_int_equal(source_drop_data(source, 1), -ENODATA);
	assert_int_equal(source_get_data_available(source), 0);
	assert_int_equal(sink_get_buffer(sink, 50, &wptr, &wstart, &size), 0);
	memset(wstart, 0x37, size);
	assert_int_equal(sink_fill_zeros(sink, 50), -EBUSY);
	assert_int_equal(sink_commit_buffer(sink, 0), 0);
	assert_int_equal(sink_fill_zeros(sink, BYTES + 1), -ENOSPC);
	assert_int_equal(sink_fill_zeros(sink, 0), 0);
	assert_int_equal(sink_fill_zeros(sink, 50), 0);
	assert_int_equal(source_get_data(source, 50, &rptr, &rstart, &size), 0);
	assert_int_equal(source_drop_data(source, 10), -EBUSY);
	for (size_t i = 0; i < BYTES; i++)
		assert_int_equal(((const uint8_t *)rstart)[i],
				 i < 30 || i >= BYTES - 20 ? 0 : 0x37);
	assert_int_equal(source_release_data(source, 0), 0);
}

#define both(fn)                                                        \
	cmocka_unit_test_setup_teardown(fn, over_stream, handles_stop), \
		cmocka_unit_test_setup_teardown(fn, over_ring, handles_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		both(one_fragment_is_outstanding),         both(more_than_there_is_is_refused),
		both(ending_nothing_is_refused),           both(the_end_is_clamped_to_the_fragment),
		both(sample_variants_count_in_samples),    both(parameters_are_those_of_the_stream),
		both(bytes_are_dropped_and_zeros_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
