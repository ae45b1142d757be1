/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Window on a stream of bytes: of all that is written, what lies in [skip, skip + room) lands in out. So one
 * function that writes a whole table serves every fragment of it.
 */
#ifndef FW_IPC_BYTE_WRITER_H
#define FW_IPC_BYTE_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct byte_writer {
	uint8_t *out;
	size_t skip;
	size_t room;
	size_t total; /* bytes written so far, seen or not */
};

static inline void put_bytes(struct byte_writer *w, const void *data, size_t bytes)
{
	const uint8_t *src = data;
	size_t i;

	for (i = 0; i < bytes; i++, w->total++)
		if (w->total >= w->skip && w->total - w->skip < w->room)
			w->out[w->total - w->skip] = src[i];
}

static inline void put_u16(struct byte_writer *w, uint16_t value)
{
	put_bytes(w, &value, sizeof(value));
}

static inline void put_u32(struct byte_writer *w, uint32_t value)
{
	put_bytes(w, &value, sizeof(value));
}

static inline void put_u64(struct byte_writer *w, uint64_t value)
{
	put_bytes(w, &value, sizeof(value));
}

/** Tuple of one dword. */
static inline void put_tlv_u32(struct byte_writer *w, uint32_t type, uint32_t value)
{
	put_u32(w, type);
	put_u32(w, sizeof(value));
	put_u32(w, value);
}

#endif
