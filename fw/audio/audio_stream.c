/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/audio/audio_stream.h>
#include <sof/math/numbers.h>

void audio_stream_init(struct audio_stream *s, void *addr, uint32_t size)
{
	memset(&s->params, 0, sizeof(s->params));
	/* never 0 channels: frame sizes divide */
	s->params.channels = 2;
	s->params.frame_fmt = SOF_IPC_FRAME_S16_LE;
	s->params.valid_sample_fmt = SOF_IPC_FRAME_S16_LE;
	audio_stream_params_set_align(&s->params, AUDIO_STREAM_BYTE_ALIGN_DEFAULT,
				      AUDIO_STREAM_FRAME_ALIGN_DEFAULT);
	s->addr = addr;
	s->size = size;
	s->end_addr = (uint8_t *)addr + size;
	audio_stream_reset(s);
}

void audio_stream_reset(struct audio_stream *s)
{
	s->r_ptr = s->addr;
	s->w_ptr = s->addr;
	s->avail = 0;
	s->free = s->size;
}

void audio_stream_produce(struct audio_stream *s, uint32_t bytes)
{
	s->w_ptr = audio_stream_wrap(s, (uint8_t *)s->w_ptr + bytes);
	if (bytes > s->free)
		s->r_ptr = s->w_ptr;

	if (s->r_ptr < s->w_ptr)
		s->avail = (uint32_t)((uint8_t *)s->w_ptr - (uint8_t *)s->r_ptr);
	else if (s->r_ptr == s->w_ptr)
		s->avail = s->size;
	else
		s->avail = s->size - (uint32_t)((uint8_t *)s->r_ptr - (uint8_t *)s->w_ptr);
	s->free = s->size - s->avail;
}

void audio_stream_consume(struct audio_stream *s, uint32_t bytes)
{
	s->r_ptr = audio_stream_wrap(s, (uint8_t *)s->r_ptr + bytes);

	if (s->r_ptr < s->w_ptr)
		s->avail = (uint32_t)((uint8_t *)s->w_ptr - (uint8_t *)s->r_ptr);
	else if (s->r_ptr == s->w_ptr)
		s->avail = 0;
	else
		s->avail = s->size - (uint32_t)((uint8_t *)s->r_ptr - (uint8_t *)s->w_ptr);
	s->free = s->size - s->avail;
}

int audio_stream_set_zero(struct audio_stream *s, uint32_t bytes)
{
	uint32_t head = MIN(bytes, (uint32_t)audio_stream_bytes_without_wrap(s, s->w_ptr));

	if (bytes > s->free)
		return 1;
	memset(s->w_ptr, 0, head);
	memset(s->addr, 0, bytes - head);
	return 0;
}

void audio_stream_params_set_align(struct sof_audio_stream_params *params, uint32_t byte_align,
				   uint32_t frame_align)
{
	uint32_t frame_bytes = get_frame_bytes(params->frame_fmt, params->channels);
	uint32_t byte_frames;

	params->byte_align_req = byte_align;
	params->frame_align_req = frame_align;
	if (!frame_bytes || !byte_align || !frame_align) {
		params->align_frame_cnt = 1;
		return;
	}
	byte_frames = byte_align / gcd(byte_align, frame_bytes);
	params->align_frame_cnt = frame_align / gcd(frame_align, byte_frames) * byte_frames;
}

uint32_t audio_stream_avail_frames_aligned(const struct audio_stream *source,
					   const struct audio_stream *sink)
{
	uint32_t frames =
		MIN(audio_stream_get_avail_frames(source), audio_stream_get_free_frames(sink));

	return frames - frames % source->params.align_frame_cnt;
}

void audio_stream_copy_bytes(const struct audio_stream *source, struct audio_stream *sink,
			     uint32_t bytes)
{
	const uint8_t *src = source->r_ptr;
	uint8_t *dst = sink->w_ptr;

	while (bytes) {
		uint32_t n = MIN(bytes, (uint32_t)audio_stream_bytes_without_wrap(source, src));

		n = MIN(n, (uint32_t)audio_stream_bytes_without_wrap(sink, dst));
		memcpy(dst, src, n);
		bytes -= n;
		src += n;
		if (src == source->end_addr)
			src = source->addr;
		dst = audio_stream_wrap(sink, dst + n);
	}
}

int audio_stream_copy(const struct audio_stream *source, uint32_t ioffset,
		      struct audio_stream *sink, uint32_t ooffset, uint32_t samples)
{
	const uint32_t bytes = audio_stream_sample_bytes(source);
	const void *src = audio_stream_get_frag(source, source->r_ptr, ioffset, bytes);
	void *dst = audio_stream_get_frag(sink, sink->w_ptr, ooffset, bytes);

	cir_buf_copy(src, source->addr, source->end_addr, dst, sink->addr, sink->end_addr,
		     (size_t)samples * bytes);
	return (int)samples;
}

void audio_stream_copy_from_linear(const void *linear_source, int ioffset,
				   struct audio_stream *sink, int ooffset, unsigned int samples)
{
	const uint32_t bytes = audio_stream_sample_bytes(sink);
	const uint8_t *src = (const uint8_t *)linear_source + ioffset * (int)bytes;
	void *dst = audio_stream_get_frag(sink, sink->w_ptr, (uint32_t)ooffset, bytes);

	cir_buf_copy(src, src, src + (size_t)samples * bytes, dst, sink->addr, sink->end_addr,
		     (size_t)samples * bytes);
}

void audio_stream_copy_to_linear(const struct audio_stream *source, int ioffset, void *linear_sink,
				 int ooffset, unsigned int samples)
{
	const uint32_t bytes = audio_stream_sample_bytes(source);
	const void *src = audio_stream_get_frag(source, source->r_ptr, (uint32_t)ioffset, bytes);
	uint8_t *dst = (uint8_t *)linear_sink + ooffset * (int)bytes;

	cir_buf_copy(src, source->addr, source->end_addr, dst, dst, dst + (size_t)samples * bytes,
		     (size_t)samples * bytes);
}

/* Integer formats by container or valid bits. */
static enum sof_ipc_frame integer_frame(uint32_t bits)
{
	switch (bits) {
	case 16:
		return SOF_IPC_FRAME_S16_LE;
	case 24:
		return SOF_IPC_FRAME_S24_4LE;
	case 32:
		return SOF_IPC_FRAME_S32_LE;
	default:
		return SOF_IPC_FRAME_INVALID;
	}
}

static enum sof_ipc_frame byte_frame(uint32_t type)
{
	switch (type) {
	case IPC4_TYPE_A_LAW:
		return SOF_IPC_FRAME_A_LAW;
	case IPC4_TYPE_MU_LAW:
		return SOF_IPC_FRAME_MU_LAW;
	default:
		return SOF_IPC_FRAME_U8;
	}
}

int audio_stream_fmt_conversion(enum ipc4_bit_depth depth, enum ipc4_bit_depth valid_depth,
				enum sof_ipc_frame *frame_fmt, enum sof_ipc_frame *valid_fmt,
				enum ipc4_sample_type type)
{
	enum sof_ipc_frame frame = SOF_IPC_FRAME_INVALID;
	enum sof_ipc_frame valid = SOF_IPC_FRAME_INVALID;

	switch (type) {
	case IPC4_TYPE_MSB_INTEGER:
	case IPC4_TYPE_LSB_INTEGER:
	case IPC4_TYPE_SIGNED_INTEGER:
		if (depth == 24 && valid_depth == 24) {
			frame = SOF_IPC_FRAME_S24_3LE;
			valid = SOF_IPC_FRAME_S24_3LE;
		} else if (depth != 24 && valid_depth <= depth) {
			frame = integer_frame(depth);
			valid = integer_frame(valid_depth);
		}
		break;
	case IPC4_TYPE_FLOAT:
		if (depth == 32 && valid_depth == 32) {
			frame = SOF_IPC_FRAME_FLOAT;
			valid = SOF_IPC_FRAME_FLOAT;
		}
		break;
	case IPC4_TYPE_UNSIGNED_INTEGER:
	case IPC4_TYPE_A_LAW:
	case IPC4_TYPE_MU_LAW:
		if (depth == 8 && valid_depth == 8) {
			frame = byte_frame(type);
			valid = frame;
		}
		break;
	default:
		break;
	}
	if (frame == SOF_IPC_FRAME_INVALID || valid == SOF_IPC_FRAME_INVALID) {
		*frame_fmt = SOF_IPC_FRAME_INVALID;
		*valid_fmt = SOF_IPC_FRAME_INVALID;
		return -EINVAL;
	}
	*frame_fmt = frame;
	*valid_fmt = valid;
	return 0;
}

int audio_stream_params_from_ipc4(struct sof_audio_stream_params *params,
				  const struct ipc4_audio_format *fmt)
{
	if (audio_stream_fmt_conversion(fmt->depth, fmt->valid_bit_depth, &params->frame_fmt,
					&params->valid_sample_fmt, fmt->s_type) < 0 ||
	    fmt->channels_count < 1 || fmt->channels_count > IPC4_MAX_CHANNELS ||
	    !fmt->sampling_frequency)
		return -EINVAL;
	params->rate = fmt->sampling_frequency;
	params->channels = fmt->channels_count;
	params->ch_map = fmt->ch_map;
	params->interleaving = fmt->interleaving_style;
	audio_stream_params_set_align(params, AUDIO_STREAM_BYTE_ALIGN_DEFAULT,
				      AUDIO_STREAM_FRAME_ALIGN_DEFAULT);
	return 0;
}
