/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/audio_stream.h>
#include <sof/audio/format.h>
#include <sof/common.h>
#include "polarity.h"

#if SOF_USE_HIFI(NONE, POLARITY)

#if CONFIG_FORMAT_S16LE
static int polarity_s16(struct polarity_comp_data *cd, struct sof_source *source,
			struct sof_sink *sink, uint32_t frames)
{
	const size_t bytes = frames * source_get_frame_bytes(source);
	int samples = frames * cd->channels;
	const int16_t *x, *x_start, *x_end;
	int16_t *y, *y_start, *y_end;
	int x_size, y_size, ch = 0;
	int ret;

	ret = source_get_data_s16(source, bytes, &x, &x_start, &x_size);
	if (ret)
		return ret;
	ret = sink_get_buffer_s16(sink, bytes, &y, &y_start, &y_size);
	if (ret) {
		source_release_data(source, 0);
		return ret;
	}
	x_end = x_start + x_size;
	y_end = y_start + y_size;
	while (samples) {
		int n = MIN(samples, MIN(x_end - x, y_end - y));

		for (int i = 0; i < n; i++) {
			*y++ = cd->inverted[ch] ? sat_int16(-(int32_t)*x) : *x;
			x++;
			ch = ch + 1 == (int)cd->channels ? 0 : ch + 1;
		}
		samples -= n;
		x = x >= x_end ? x_start : x;
		y = y >= y_end ? y_start : y;
	}
	source_release_data(source, bytes);
	return sink_commit_buffer(sink, bytes);
}
#endif

#if CONFIG_FORMAT_S24LE || CONFIG_FORMAT_S32LE
static int polarity_words(struct polarity_comp_data *cd, struct sof_source *source,
			  struct sof_sink *sink, uint32_t frames, bool is_s24)
{
	const size_t bytes = frames * source_get_frame_bytes(source);
	int samples = frames * cd->channels;
	const int32_t *x, *x_start;
	int32_t *y, *y_start;
	int x_size, y_size, ch = 0;
	int ret;

	ret = source_get_data_s32(source, bytes, &x, &x_start, &x_size);
	if (ret)
		return ret;
	ret = sink_get_buffer_s32(sink, bytes, &y, &y_start, &y_size);
	if (ret) {
		source_release_data(source, 0);
		return ret;
	}
	while (samples--) {
		int64_t negative = -(int64_t)(is_s24 ? sign_extend_s24(*x) : *x);

		if (!cd->inverted[ch])
			*y = *x;
		else
			*y = is_s24 ? sat_int24((int32_t)negative) : sat_int32(negative);
		ch = ch + 1 == (int)cd->channels ? 0 : ch + 1;
		x = cir_buf_wrap(x + 1, x_start, x_start + x_size);
		y = cir_buf_wrap(y + 1, y_start, y_start + y_size);
	}
	source_release_data(source, bytes);
	return sink_commit_buffer(sink, bytes);
}

static int polarity_s24(struct polarity_comp_data *cd, struct sof_source *source,
			struct sof_sink *sink, uint32_t frames)
{
	return polarity_words(cd, source, sink, frames, true);
}

static int polarity_s32(struct polarity_comp_data *cd, struct sof_source *source,
			struct sof_sink *sink, uint32_t frames)
{
	return polarity_words(cd, source, sink, frames, false);
}
#endif

static const struct {
	enum sof_ipc_frame fmt;
	polarity_func func;
} polarity_map[] = {
#if CONFIG_FORMAT_S16LE
	{ SOF_IPC_FRAME_S16_LE, polarity_s16 },
#endif
#if CONFIG_FORMAT_S24LE
	{ SOF_IPC_FRAME_S24_4LE, polarity_s24 },
#endif
#if CONFIG_FORMAT_S32LE
	{ SOF_IPC_FRAME_S32_LE, polarity_s32 },
#endif
};

polarity_func polarity_find_func(enum sof_ipc_frame fmt)
{
	for (size_t i = 0; i < ARRAY_SIZE(polarity_map); i++)
		if (polarity_map[i].fmt == fmt)
			return polarity_map[i].func;
	return NULL;
}

#endif
