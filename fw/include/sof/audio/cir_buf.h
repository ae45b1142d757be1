/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Circular buffers by their addresses: [start, end), with pointers into them. A pointer may stand at the end until it is
 * wrapped.
 */
#ifndef SOF_AUDIO_CIR_BUF_H
#define SOF_AUDIO_CIR_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cir_buf_ptr {
	void *buf_start;
	void *buf_end;
	void *ptr;
};

struct cir_buf_source {
	const void *buf_start;
	const void *buf_end;
	const void *ptr;
};

struct cir_buf_sink {
	void *buf_start;
	void *buf_end;
	void *ptr;
};

static inline void *cir_buf_wrap(const void *ptr, const void *buf_addr, const void *buf_end)
{
	const size_t size = (size_t)((const uint8_t *)buf_end - (const uint8_t *)buf_addr);

	return (uint8_t *)ptr - ((uintptr_t)ptr >= (uintptr_t)buf_end ? size : 0);
}

/** A pointer that went back below the start comes in again from the end. */
static inline const void *source_cir_buf_rewind_wrap(const void *ptr, const void *buf_addr,
						     const void *buf_end)
{
	const size_t size = (size_t)((const uint8_t *)buf_end - (const uint8_t *)buf_addr);

	return (const uint8_t *)ptr + ((uintptr_t)ptr < (uintptr_t)buf_addr ? size : 0);
}

/** Bytes and samples up to the wrap. */
static inline int cir_buf_bytes_without_wrap(const void *ptr, const void *buf_end)
{
	return (int)((const uint8_t *)buf_end - (const uint8_t *)ptr);
}

static inline int cir_buf_samples_without_wrap_s16(const void *ptr, const void *buf_end)
{
	return (int)((const int16_t *)buf_end - (const int16_t *)ptr);
}

static inline int cir_buf_samples_without_wrap_s24(const void *ptr, const void *buf_end)
{
	return (int)((const int32_t *)buf_end - (const int32_t *)ptr);
}

static inline int cir_buf_samples_without_wrap_s32(const void *ptr, const void *buf_end)
{
	return (int)((const int32_t *)buf_end - (const int32_t *)ptr);
}

/** Bytes down to the start, this one included. */
static inline int cir_buf_bytes_without_wrap_rewind(const void *ptr, const void *buf_start)
{
	return (int)((const uint8_t *)ptr - (const uint8_t *)buf_start) + 1;
}

/** The same where the size of the buffer is known in samples, as the source and sink calls give it. */
static inline size_t cir_buf_samples_to_wrap_s16(const int16_t *ptr, const int16_t *buf_start,
						 size_t buf_samples)
{
	return (size_t)(buf_start + buf_samples - ptr);
}

static inline size_t cir_buf_samples_to_wrap_s32(const int32_t *ptr, const int32_t *buf_start,
						 size_t buf_samples)
{
	return (size_t)(buf_start + buf_samples - ptr);
}

/** Zero bytes from ptr on, at most the whole buffer. */
static inline void cir_buf_set_zero(void *ptr, void *buf_addr, void *buf_end, uint32_t bytes)
{
	const uint32_t head = (uint32_t)cir_buf_bytes_without_wrap(ptr, buf_end);

	memset(ptr, 0, bytes < head ? bytes : head);
	if (bytes > head)
		memset(buf_addr, 0, bytes - head);
}

/** Copy bytes from one circular buffer to another. */
static inline void cir_buf_copy(const void *src, const void *src_addr, const void *src_end,
				void *dst, void *dst_addr, void *dst_end, size_t bytes)
{
	while (bytes) {
		size_t n = (size_t)cir_buf_bytes_without_wrap(src, src_end);
		const size_t room = (size_t)cir_buf_bytes_without_wrap(dst, dst_end);

		n = n < room ? n : room;
		n = n < bytes ? n : bytes;
		memcpy(dst, src, n);
		bytes -= n;
		src = cir_buf_wrap((const uint8_t *)src + n, src_addr, src_end);
		dst = cir_buf_wrap((uint8_t *)dst + n, dst_addr, dst_end);
	}
}

#endif
