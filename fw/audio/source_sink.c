/* SPDX-License-Identifier: BSD-3-Clause */
/* What the handles of sources and sinks do not do inline. */
#include <sof/audio/sink_api.h>
#include <sof/audio/source_api.h>
#include <sof/common.h>

/* Marks: the handles' inline functions know what to do. */
const struct source_ops audio_stream_source_ops = { 0 };
const struct sink_ops audio_stream_sink_ops = { 0 };

int source_get_data_s16(struct sof_source *source, size_t bytes, const int16_t **ptr,
			const int16_t **start, int *samples)
{
	size_t size;
	int ret = source_get_data(source, bytes, (const void **)ptr, (const void **)start, &size);

	if (!ret)
		*samples = (int)(size >> 1);
	return ret;
}

int source_get_data_s32(struct sof_source *source, size_t bytes, const int32_t **ptr,
			const int32_t **start, int *samples)
{
	size_t size;
	int ret = source_get_data(source, bytes, (const void **)ptr, (const void **)start, &size);

	if (!ret)
		*samples = (int)(size >> 2);
	return ret;
}

int sink_get_buffer_s16(struct sof_sink *sink, size_t bytes, int16_t **ptr, int16_t **start,
			int *samples)
{
	size_t size;
	int ret = sink_get_buffer(sink, bytes, (void **)ptr, (void **)start, &size);

	if (!ret)
		*samples = (int)(size >> 1);
	return ret;
}

int sink_get_buffer_s32(struct sof_sink *sink, size_t bytes, int32_t **ptr, int32_t **start,
			int *samples)
{
	size_t size;
	int ret = sink_get_buffer(sink, bytes, (void **)ptr, (void **)start, &size);

	if (!ret)
		*samples = (int)(size >> 2);
	return ret;
}
