/* SPDX-License-Identifier: BSD-3-Clause */
/* The checked half of the source and sink handles: one outstanding fragment each. */
#include <errno.h>
#include <sof/audio/sink_api.h>
#include <sof/audio/source_api.h>
#include <sof/common.h>

int source_get_data(struct sof_source *source, size_t bytes, const void **ptr, const void **start,
		    size_t *size)
{
	int ret;

	if (source->requested)
		return -EBUSY;
	ret = source->ops->get_data(source, bytes, ptr, start, size);
	if (!ret)
		source->requested = bytes;
	return ret;
}

int source_get_data_s16(struct sof_source *source, size_t bytes, const int16_t **ptr,
			const int16_t **start, size_t *samples)
{
	int ret = source_get_data(source, bytes, (const void **)ptr, (const void **)start, samples);

	if (!ret)
		*samples >>= 1;
	return ret;
}

int source_get_data_s32(struct sof_source *source, size_t bytes, const int32_t **ptr,
			const int32_t **start, size_t *samples)
{
	int ret = source_get_data(source, bytes, (const void **)ptr, (const void **)start, samples);

	if (!ret)
		*samples >>= 2;
	return ret;
}

int source_release_data(struct sof_source *source, size_t bytes)
{
	if (!source->requested)
		return -ENODATA;
	bytes = MIN(bytes, source->requested);
	source->requested = 0;
	if (bytes)
		source->ops->release_data(source, bytes);
	source->processed += bytes;
	return 0;
}

int sink_get_buffer(struct sof_sink *sink, size_t bytes, void **ptr, void **start, size_t *size)
{
	int ret;

	if (sink->requested)
		return -EBUSY;
	ret = sink->ops->get_buffer(sink, bytes, ptr, start, size);
	if (!ret)
		sink->requested = bytes;
	return ret;
}

int sink_get_buffer_s16(struct sof_sink *sink, size_t bytes, int16_t **ptr, int16_t **start,
			size_t *samples)
{
	int ret = sink_get_buffer(sink, bytes, (void **)ptr, (void **)start, samples);

	if (!ret)
		*samples >>= 1;
	return ret;
}

int sink_get_buffer_s32(struct sof_sink *sink, size_t bytes, int32_t **ptr, int32_t **start,
			size_t *samples)
{
	int ret = sink_get_buffer(sink, bytes, (void **)ptr, (void **)start, samples);

	if (!ret)
		*samples >>= 2;
	return ret;
}

int sink_commit_buffer(struct sof_sink *sink, size_t bytes)
{
	if (!sink->requested)
		return -ENODATA;
	bytes = MIN(bytes, sink->requested);
	sink->requested = 0;
	if (bytes)
		sink->ops->commit_buffer(sink, bytes);
	sink->processed += bytes;
	return 0;
}
