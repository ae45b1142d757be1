/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "blob/blob.h"
#include "blob/bytes.h"

void cursor_fail(struct blob_cursor *in, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (in->failed)
		return;
	in->failed = true;
	n = snprintf(in->err, sizeof(in->err), "byte %zu: ", in->offset);
	va_start(ap, fmt);
	vsnprintf(in->err + n, sizeof(in->err) - (size_t)n, fmt, ap);
	va_end(ap);
}

static uint32_t take(struct blob_cursor *in, size_t bytes, const char *what)
{
	uint32_t value = 0;

	if (in->failed)
		return 0;
	if (in->left < bytes) {
		cursor_fail(in, "%s: expected %zu bytes, %zu are left", what, bytes, in->left);
		return 0;
	}
	for (size_t i = bytes; i--;)
		value = value << 8 | in->at[i];
	in->at += bytes;
	in->offset += bytes;
	in->left -= bytes;
	return value;
}

uint32_t take_u32(struct blob_cursor *in, const char *what)
{
	return take(in, 4, what);
}

int32_t take_i32(struct blob_cursor *in, const char *what)
{
	return (int32_t)take(in, 4, what);
}

uint16_t take_u16(struct blob_cursor *in, const char *what)
{
	return (uint16_t)take(in, 2, what);
}

int16_t take_i16(struct blob_cursor *in, const char *what)
{
	return (int16_t)take(in, 2, what);
}

uint8_t take_u8(struct blob_cursor *in, const char *what)
{
	return (uint8_t)take(in, 1, what);
}

uint32_t take_count(struct blob_cursor *in, uint32_t value, const char *what, uint32_t low,
		    uint32_t high)
{
	if (value < low || value > high)
		cursor_fail(in, "%u %s, expected %u to %u", value, what, low, high);
	return in->failed ? low : value;
}

void take_size(struct blob_cursor *in, const char *what)
{
	const size_t whole = in->offset + in->left;
	const uint32_t size = take_u32(in, what);

	if (size != whole)
		cursor_fail(in, "%s of %zu bytes says that it has %u", what, whole, size);
}

double take_q32(struct blob_cursor *in, int fraction_bits, const char *what)
{
	return ldexp(take_i32(in, what), -fraction_bits);
}

double take_q16(struct blob_cursor *in, int fraction_bits, const char *what)
{
	return ldexp(take_i16(in, what), -fraction_bits);
}

static void put(struct blob_bytes *out, uint32_t value, size_t bytes)
{
	if (out->full || out->room - out->size < bytes) {
		out->full = true;
		return;
	}
	for (; bytes--; value >>= 8)
		out->data[out->size++] = (uint8_t)value;
}

void put_u32(struct blob_bytes *out, uint32_t value)
{
	put(out, value, 4);
}

void put_u16(struct blob_bytes *out, uint16_t value)
{
	put(out, value, 2);
}

void put_u8(struct blob_bytes *out, uint8_t value)
{
	put(out, value, 1);
}

int64_t quantise(double value, int fraction_bits, int word_bits)
{
	const double most = ldexp(1, word_bits - 1) - 1;

	return (int64_t)fmax(-most - 1, fmin(most, round(ldexp(value, fraction_bits))));
}

void put_q32(struct blob_bytes *out, double value, int fraction_bits)
{
	put(out, (uint32_t)quantise(value, fraction_bits, 32), 4);
}

void put_q16(struct blob_bytes *out, double value, int fraction_bits)
{
	put(out, (uint16_t)quantise(value, fraction_bits, 16), 2);
}

size_t put_size(struct blob_bytes *out)
{
	put(out, 0, 4);
	return out->size - 4;
}

void put_size_at(struct blob_bytes *out, size_t offset)
{
	const size_t size = out->size;

	if (out->full)
		return;
	out->size = offset;
	put(out, (uint32_t)size, 4);
	out->size = size;
}
