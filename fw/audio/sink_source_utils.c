/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/common.h>

size_t source_sink_avail_frames_aligned(struct sof_source *source, struct sof_sink *sink)
{
	const size_t frames =
		MIN(source_get_data_frames_available(source), sink_get_free_frames(sink));

	return source_align_frames_round_down(source, (uint32_t)frames);
}

int source_to_sink_copy(struct sof_source *source, struct sof_sink *sink, bool free, size_t size)
{
	const uint8_t *src, *src_start;
	uint8_t *dst, *dst_start;
	size_t src_size, dst_size;
	int ret;

	if (!size)
		return 0;
	if (size > source_get_data_available(source))
		return -ENODATA;
	if (size > sink_get_free_size(sink))
		return -ENOSPC;
	ret = source_get_data(source, size, (const void **)&src, (const void **)&src_start,
			      &src_size);
	if (ret)
		return ret;
	ret = sink_get_buffer(sink, size, (void **)&dst, (void **)&dst_start, &dst_size);
	if (ret) {
		source_release_data(source, 0);
		return ret;
	}
	cir_buf_copy(src, src_start, src_start + src_size, dst, dst_start, dst_start + dst_size,
		     size);
	source_release_data(source, free ? size : 0);
	sink_commit_buffer(sink, size);
	return 0;
}

int source_drop_data(struct sof_source *source, size_t size)
{
	const void *ptr, *start;
	size_t ring_bytes;
	int ret;

	if (!size)
		return 0;
	ret = source_get_data(source, size, &ptr, &start, &ring_bytes);
	return ret ? ret : source_release_data(source, size);
}

int sink_fill_zeros(struct sof_sink *sink, size_t size)
{
	uint8_t *dst, *start;
	size_t ring_bytes;
	int ret;

	if (!size)
		return 0;
	if (size > sink_get_free_size(sink))
		return -ENOSPC;
	ret = sink_get_buffer(sink, size, (void **)&dst, (void **)&start, &ring_bytes);
	if (ret)
		return ret;
	cir_buf_set_zero(dst, start, start + ring_bytes, (uint32_t)size);
	sink_commit_buffer(sink, size);
	return 0;
}
