/* SPDX-License-Identifier: BSD-3-Clause */
#include <sof/audio/planes.h>
#include <sof/common.h>

/* Of every `stride` samples one. Inlined with the strides of mono and stereo, for which the compiler has vectors. */
#define PLANE_FORMAT(name, type, widened, narrowed)                                         \
	static inline void gather_##name(const type *restrict in, uint32_t stride,          \
					 int32_t *restrict samples, uint32_t count)         \
	{                                                                                   \
		for (uint32_t i = 0; i < count; i++)                                        \
			samples[i] = widened(in[(size_t)i * stride]);                       \
	}                                                                                   \
	static inline void scatter_##name(const int32_t *restrict samples, uint32_t stride, \
					  type *restrict out, uint32_t count)               \
	{                                                                                   \
		for (uint32_t i = 0; i < count; i++)                                        \
			out[(size_t)i * stride] = narrowed(samples[i]);                     \
	}                                                                                   \
	static void widen_plane_##name(const void *src, uint32_t stride, int32_t *samples,  \
				       uint32_t count)                                      \
	{                                                                                   \
		if (stride == 2)                                                            \
			gather_##name(src, 2, samples, count);                              \
		else                                                                        \
			gather_##name(src, stride, samples, count);                         \
	}                                                                                   \
	static void narrow_plane_##name(const int32_t *samples, void *dst, uint32_t stride, \
					uint32_t count)                                     \
	{                                                                                   \
		if (stride == 2)                                                            \
			scatter_##name(samples, 2, dst, count);                             \
		else                                                                        \
			scatter_##name(samples, stride, dst, count);                        \
	}

static inline int32_t widen_s24(int32_t x)
{
	return (int32_t)((uint32_t)x << 8);
}

static inline int32_t narrow_s24(int32_t x)
{
	return sat_int24((int32_t)q_shift_rnd(x, 8));
}

static inline int16_t low_half(int32_t x)
{
	return (int16_t)x;
}

PLANE_FORMAT(s16, int16_t, widen_s16, narrow_s16)
PLANE_FORMAT(s24, int32_t, widen_s24, narrow_s24)
PLANE_FORMAT(s32, int32_t, value_s32, value_s32)
PLANE_FORMAT(raw_s16, int16_t, value_s16, low_half)

const struct plane_format plane_format_raw_s16 = { widen_plane_raw_s16, narrow_plane_raw_s16,
						   sizeof(int16_t) };

const struct plane_format *plane_format_get(enum sof_ipc_frame fmt)
{
	static const struct plane_format formats[] = {
		[SOF_IPC_FRAME_S16_LE] = { widen_plane_s16, narrow_plane_s16, sizeof(int16_t) },
		[SOF_IPC_FRAME_S24_4LE] = { widen_plane_s24, narrow_plane_s24, sizeof(int32_t) },
		[SOF_IPC_FRAME_S32_LE] = { widen_plane_s32, narrow_plane_s32, sizeof(int32_t) },
	};

	return &formats[fmt];
}

void planes_each_channel(void *private, const void *src, void *dst, uint32_t frames,
			 uint32_t channels, plane_func run)
{
	const struct plane_format *format = plane_format_get(((struct block_module *)private)->fmt);
	const uint32_t frame_bytes = channels * format->sample_bytes;
	const uint8_t *in = src;
	uint8_t *out = dst;
	plane samples;
	uint32_t n;

	for (; frames; frames -= n, in += n * frame_bytes, out += n * frame_bytes) {
		n = MIN(frames, PLANE_SAMPLES);
		for (uint32_t channel = 0; channel < channels; channel++) {
			planes_widen(format, in, channels, channel, samples, n);
			run(private, channel, samples, n);
			planes_narrow(format, samples, out, channels, channel, n);
		}
	}
}

void planes_all_channels(void *private, const void *src, void *dst, uint32_t frames,
			 uint32_t channels, const struct plane_format *format,
			 uint32_t (*limit)(void *private), planes_func run)
{
	const uint32_t frame_bytes = channels * format->sample_bytes;
	int32_t *pointers[IPC4_MAX_CHANNELS];
	plane samples[IPC4_MAX_CHANNELS];
	const uint8_t *in = src;
	uint8_t *out = dst;
	uint32_t n;

	for (uint32_t channel = 0; channel < channels; channel++)
		pointers[channel] = samples[channel];
	for (; frames; frames -= n, in += n * frame_bytes, out += n * frame_bytes) {
		n = MIN(frames, limit(private));
		for (uint32_t channel = 0; channel < channels; channel++)
			planes_widen(format, in, channels, channel, samples[channel], n);
		run(private, pointers, n);
		for (uint32_t channel = 0; channel < channels; channel++)
			planes_narrow(format, samples[channel], out, channels, channel, n);
	}
}
