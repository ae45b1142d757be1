/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Little-endian numbers out of bytes and into bytes. The first thing that goes wrong is kept, and what follows does
 * nothing: a reader asks once, at its end.
 */
#ifndef BLOB_BYTES_H
#define BLOB_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct blob_cursor {
	const uint8_t *at;
	size_t offset, left;
	bool failed;
	char err[160];
};

/** Note what is wrong, unless something was wrong before. */
void cursor_fail(struct blob_cursor *in, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** @param what	for messages @return 0 when there are too few bytes */
uint32_t take_u32(struct blob_cursor *in, const char *what);
int32_t take_i32(struct blob_cursor *in, const char *what);
uint16_t take_u16(struct blob_cursor *in, const char *what);
int16_t take_i16(struct blob_cursor *in, const char *what);
uint8_t take_u8(struct blob_cursor *in, const char *what);

/** A count, checked. @return low after a failure */
uint32_t take_count(struct blob_cursor *in, uint32_t value, const char *what, uint32_t low,
		    uint32_t high);

/** The word that says how many bytes a blob has. */
void take_size(struct blob_cursor *in, const char *what);

/** A Qm.n number of 32 or 16 bits. */
double take_q32(struct blob_cursor *in, int fraction_bits, const char *what);
double take_q16(struct blob_cursor *in, int fraction_bits, const char *what);

struct blob_bytes {
	uint8_t *data;
	size_t size, room;
	bool full;
};

void put_u32(struct blob_bytes *out, uint32_t value);
void put_u16(struct blob_bytes *out, uint16_t value);
void put_u8(struct blob_bytes *out, uint8_t value);

/** The nearest number that 32 or 16 bits hold. */
void put_q32(struct blob_bytes *out, double value, int fraction_bits);
void put_q16(struct blob_bytes *out, double value, int fraction_bits);

/** Room for the word of the size; put_size_at() fills it in at the end. @return where it is */
size_t put_size(struct blob_bytes *out);
void put_size_at(struct blob_bytes *out, size_t offset);

/** The nearest integer to value * 2^fraction_bits that a signed word holds. */
int64_t quantise(double value, int fraction_bits, int word_bits);

#endif
