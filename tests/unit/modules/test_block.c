/* SPDX-License-Identifier: BSD-3-Clause */
/* Blocks: each frame once, in order, whatever the wraps of both rings. */
#include <sof/audio/block.h>
#include "harness.h"

static void test_spans_cover_all_frames(void **state)
{
	uint32_t src[30], dst[28];

	for (uint32_t offset = 0; offset < 10; offset++) {
		for (uint32_t frames = 0; frames <= 7; frames++) {
			struct block_cursor a, b;
			uint32_t left = frames, spans = 0, n;

			for (uint32_t i = 0; i < 30; i++)
				src[i] = 100 + i;
			memset(dst, 0, sizeof(dst));
			assert_int_equal(block_open_ring(&a, src, sizeof(src), offset * 12, 12), 0);
			assert_int_equal(block_open_ring(&b, dst, sizeof(dst), offset % 7 * 16, 16),
					 0);
			while (left) {
				n = block_linear(&b, block_linear(&a, left));
				assert_in_range(n, 1, left);
				for (uint32_t f = 0; f < n; f++)
					memcpy(b.ptr + f * 16, a.ptr + f * 12, 12);
				block_advance(&a, n);
				block_advance(&b, n);
				left -= n;
				spans++;
			}
			assert_in_range(spans, frames ? 1 : 0, 3);
			for (uint32_t f = 0; f < frames; f++)
				assert_memory_equal(&dst[(offset % 7 + f) % 7 * 4],
						    &src[(offset + f) % 10 * 3], 12);
		}
	}
}

static void test_skip_wraps(void **state)
{
	uint8_t ring[40];
	struct block_cursor c;

	for (uint32_t offset = 0; offset < 10; offset++) {
		for (uint32_t frames = 0; frames <= 10; frames++) {
			assert_int_equal(block_open_ring(&c, ring, sizeof(ring), offset * 4, 4), 0);
			block_skip(&c, frames);
			assert_ptr_equal(c.ptr, ring + (offset + frames) % 10 * 4);
		}
	}
}

static void test_ring_of_part_frames_is_refused(void **state)
{
	uint8_t ring[64];
	struct block_cursor c;
	struct test_source source;
	struct test_sink sink;
	struct ipc4_audio_format fmt = make_format(48000, 3, 32, 32);

	assert_int_equal(block_open_ring(&c, ring, 64, 0, 12), -EINVAL);
	assert_int_equal(block_open_ring(&c, ring, 64, 0, 0), -EINVAL);
	source_init(&source, fmt, 6);
	sink_init(&sink, fmt, 6);
	source.ring.size = sink.ring.size = 64;
	source.ring.level = 48;
	assert_int_equal(block_open_source(&c, &source.api, 2), -EINVAL);
	assert_int_equal(block_open_sink(&c, &sink.api, 1), -EINVAL);
	/* no fragment is left outstanding */
	assert_int_equal(source.api.requested, 0);
	assert_int_equal(sink.api.requested, 0);
	assert_int_equal(source.ring.level, 48);
	free(source.ring.data);
	free(sink.ring.data);
}

static void test_open_reports_what_is_missing(void **state)
{
	struct block_cursor c;
	struct test_source source;
	struct test_sink sink;
	struct ipc4_audio_format fmt = make_format(48000, 2, 16, 16);

	source_init(&source, fmt, 8);
	sink_init(&sink, fmt, 8);
	assert_int_equal(block_open_source(&c, &source.api, 1), -ENODATA);
	assert_int_equal(block_open_sink(&c, &sink.api, 9), -ENODATA);
	assert_int_equal(block_open_sink(&c, &sink.api, 8), 0);
	assert_int_equal(block_open_sink(&c, &sink.api, 8), -EBUSY);
	free(source.ring.data);
	free(sink.ring.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spans_cover_all_frames),
		cmocka_unit_test(test_skip_wraps),
		cmocka_unit_test(test_ring_of_part_frames_is_refused),
		cmocka_unit_test(test_open_reports_what_is_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
