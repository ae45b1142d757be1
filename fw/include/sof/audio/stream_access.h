/* SPDX-License-Identifier: BSD-3-Clause */
/* What modules with the stream interface read and move. sof/audio/audio_stream.h ends with it. */
#ifndef SOF_AUDIO_STREAM_ACCESS_H
#define SOF_AUDIO_STREAM_ACCESS_H

#include <sof/audio/audio_stream.h>

/* ---- members ---- */

static inline void *audio_stream_get_addr(const struct audio_stream *s)
{
	return s->addr;
}

static inline void *audio_stream_get_end_addr(const struct audio_stream *s)
{
	return s->end_addr;
}

static inline void *audio_stream_get_rptr(const struct audio_stream *s)
{
	return s->r_ptr;
}

static inline void *audio_stream_get_wptr(const struct audio_stream *s)
{
	return s->w_ptr;
}

/** Bytes. */
static inline uint32_t audio_stream_get_size(const struct audio_stream *s)
{
	return s->size;
}

static inline uint32_t audio_stream_get_avail(const struct audio_stream *s)
{
	return s->avail;
}

static inline uint32_t audio_stream_get_free(const struct audio_stream *s)
{
	return s->free;
}

static inline uint32_t audio_stream_get_rate(const struct audio_stream *s)
{
	return s->params.rate;
}

static inline uint32_t audio_stream_get_channels(const struct audio_stream *s)
{
	return s->params.channels;
}

static inline enum sof_ipc_frame audio_stream_get_frm_fmt(const struct audio_stream *s)
{
	return s->params.frame_fmt;
}

static inline enum sof_ipc_frame audio_stream_get_valid_fmt(const struct audio_stream *s)
{
	return s->params.valid_sample_fmt;
}

/** SOF_IPC_BUFFER_* */
static inline uint32_t audio_stream_get_buffer_fmt(const struct audio_stream *s)
{
	return s->params.interleaving;
}

/** What a stream does when it is full or empty is the schedulers' business: always allowed here. */
static inline bool audio_stream_get_overrun(const struct audio_stream *s)
{
	return false;
}

static inline bool audio_stream_get_underrun(const struct audio_stream *s)
{
	return false;
}

static inline void audio_stream_set_overrun(struct audio_stream *s, bool overrun_permitted)
{
}

static inline void audio_stream_set_underrun(struct audio_stream *s, bool underrun_permitted)
{
}

/** An edge's format is its consumer's: a producer that says something else is refused at its prepare. */
static inline void audio_stream_set_rate(struct audio_stream *s, uint32_t rate)
{
	s->params.rate = rate;
}

static inline void audio_stream_set_channels(struct audio_stream *s, uint16_t channels)
{
	s->params.channels = channels;
}

static inline void audio_stream_set_frm_fmt(struct audio_stream *s, enum sof_ipc_frame fmt)
{
	s->params.frame_fmt = fmt;
}

static inline void audio_stream_set_valid_fmt(struct audio_stream *s, enum sof_ipc_frame fmt)
{
	s->params.valid_sample_fmt = fmt;
}

/* ---- sizes ---- */

static inline uint32_t audio_stream_sample_bytes(const struct audio_stream *s)
{
	return get_sample_bytes(s->params.frame_fmt);
}

static inline uint32_t audio_stream_period_bytes(const struct audio_stream *s, uint32_t frames)
{
	return frames * audio_stream_frame_bytes(s);
}

/** Samples and frames up to the wrap. */
static inline int audio_stream_samples_without_wrap_s16(const struct audio_stream *s,
							const void *ptr)
{
	return cir_buf_samples_without_wrap_s16(ptr, s->end_addr);
}

static inline int audio_stream_samples_without_wrap_s24(const struct audio_stream *s,
							const void *ptr)
{
	return cir_buf_samples_without_wrap_s24(ptr, s->end_addr);
}

static inline int audio_stream_samples_without_wrap_s32(const struct audio_stream *s,
							const void *ptr)
{
	return cir_buf_samples_without_wrap_s32(ptr, s->end_addr);
}

static inline uint32_t audio_stream_frames_without_wrap(const struct audio_stream *s,
							const void *ptr)
{
	return (uint32_t)audio_stream_bytes_without_wrap(s, ptr) / audio_stream_frame_bytes(s);
}

/** What can go from one stream to the other. */
static inline uint32_t audio_stream_avail_frames(const struct audio_stream *source,
						 const struct audio_stream *sink)
{
	return MIN(audio_stream_get_avail_frames(source), audio_stream_get_free_frames(sink));
}

static inline uint32_t audio_stream_get_copy_bytes(const struct audio_stream *source,
						   const struct audio_stream *sink)
{
	return MIN(source->avail, sink->free);
}

/* ---- samples ---- */

/** Address of the sample idx after ptr. @param sample_bytes	of one sample */
static inline void *audio_stream_get_frag(const struct audio_stream *s, const void *ptr,
					  uint32_t idx, uint32_t sample_bytes)
{
	return audio_stream_wrap(s, (uint8_t *)ptr + (size_t)idx * sample_bytes);
}

/** Sample idx from the read and from the write position on, as an address. */
#define audio_stream_read_frag(s, idx, size) audio_stream_get_frag(s, (s)->r_ptr, idx, size)
#define audio_stream_read_frag_s16(s, idx) \
	((int16_t *)audio_stream_get_frag(s, (s)->r_ptr, idx, sizeof(int16_t)))
#define audio_stream_read_frag_s32(s, idx) \
	((int32_t *)audio_stream_get_frag(s, (s)->r_ptr, idx, sizeof(int32_t)))
#define audio_stream_write_frag(s, idx, size) audio_stream_get_frag(s, (s)->w_ptr, idx, size)
#define audio_stream_write_frag_s16(s, idx) \
	((int16_t *)audio_stream_get_frag(s, (s)->w_ptr, idx, sizeof(int16_t)))
#define audio_stream_write_frag_s32(s, idx) \
	((int32_t *)audio_stream_get_frag(s, (s)->w_ptr, idx, sizeof(int32_t)))

/**
 * Copy samples at the streams' positions, moving neither.
 * @param ioffset, ooffset	samples to skip
 * @return samples copied
 */
int audio_stream_copy(const struct audio_stream *source, uint32_t ioffset,
		      struct audio_stream *sink, uint32_t ooffset, uint32_t samples);

/** The same from and to linear memory. Offsets in samples of the stream's container. */
void audio_stream_copy_from_linear(const void *linear_source, int ioffset,
				   struct audio_stream *sink, int ooffset, unsigned int samples);
void audio_stream_copy_to_linear(const struct audio_stream *source, int ioffset, void *linear_sink,
				 int ooffset, unsigned int samples);

#endif
