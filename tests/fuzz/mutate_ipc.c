/* SPDX-License-Identifier: BSD-3-Clause */
/* How libFuzzer changes inputs of fuzz_ipc.c: whole messages, and words within one. */
#include <stdbool.h>

#include "fuzz.h"
#include "ipc_record.h"

#define MAX_RECORDS 400

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

static uint32_t state;

static uint32_t below(uint32_t n)
{
	state = state * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)state * n >> 32);
}

/* Values that sit at borders. */
static uint32_t border(void)
{
	static const uint32_t values[] = { 0,    1,      2,      3,          4,          7,
					   8,    24,     32,     0xFF,       4095,       4096,
					   4097, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFC,
					   384,  44100,  48000,  0xFFFFFFFF };

	return values[below(sizeof(values) / sizeof(values[0]))];
}

/* Where each whole record begins. @return their number; at[number] is behind the last one */
static size_t find_records(const uint8_t *data, size_t size, size_t at[MAX_RECORDS + 1])
{
	struct ipc_record record;
	size_t count = 0, begin = 0;

	while (count < MAX_RECORDS && size - begin >= sizeof(record)) {
		memcpy(&record, data + begin, sizeof(record));
		if (size - begin - sizeof(record) < record.bytes)
			break;
		at[count++] = begin;
		begin += sizeof(record) + record.bytes;
	}
	at[count] = begin;
	return count;
}

static size_t drop(uint8_t *data, size_t size, const size_t *at)
{
	memmove(data + at[0], data + at[1], size - at[1]);
	return size - (at[1] - at[0]);
}

/* A message once more, before another one. */
static size_t repeat(uint8_t *data, size_t size, size_t max_size, const size_t *from, size_t to)
{
	static uint8_t copy[65536];
	const size_t bytes = from[1] - from[0];

	if (bytes > sizeof(copy) || size + bytes > max_size)
		return size;
	memcpy(copy, data + from[0], bytes);
	memmove(data + to + bytes, data + to, size - to);
	memcpy(data + to, copy, bytes);
	return size + bytes;
}

/* A word of the header or payload becomes a value at a border, or changes in a bit or a byte. */
static void change_word(uint8_t *record, size_t bytes)
{
	const size_t words = bytes / sizeof(uint32_t);
	uint8_t *at = record + sizeof(uint32_t) * below((uint32_t)words);
	uint32_t word;

	memcpy(&word, at, sizeof(word));
	switch (below(4)) {
	case 0:
		word = border();
		break;
	case 1:
		word ^= 1u << below(32);
		break;
	case 2:
		word += below(9) - 4;
		break;
	default:
		((uint8_t *)&word)[below(4)] = (uint8_t)below(256);
		break;
	}
	/* the length of the payload is no part of the message */
	if (at == record + offsetof(struct ipc_record, ticks))
		word = (word & 63) | (uint32_t)(bytes - sizeof(struct ipc_record)) << 16;
	memcpy(at, &word, sizeof(word));
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static size_t at[MAX_RECORDS + 1];
	const size_t count = find_records(data, size, at);
	size_t one, other;

	state = seed;
	if (!count || !below(16))
		return LLVMFuzzerMutate(data, size, max_size);
	one = below((uint32_t)count);
	other = at[below((uint32_t)count + 1)];
	switch (below(8)) {
	case 0:
		return count > 1 ? drop(data, size, &at[one]) : size;
	case 1:
		return repeat(data, size, max_size, &at[one], other);
	default:
		for (uint32_t n = 1 + below(3); n; n--)
			change_word(data + at[one], at[one + 1] - at[one]);
		return size;
	}
}
