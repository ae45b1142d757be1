/* SPDX-License-Identifier: BSD-3-Clause */
/* Body of a copy of a period of audio: some hundred bytes, at any alignment. */
#ifndef SOF_MATH_SIMD_COPY_H
#define SOF_MATH_SIMD_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sof/math/simd.h>

typedef long long simd_copy_vector __attribute__((vector_size(32), aligned(1), may_alias));

/* How many vectors of 32 bytes, in halves: no loop that a compiler would take for a call of memcpy(). */
static SIMD_BODY void simd_copy_1(simd_copy_vector *restrict to,
				  const simd_copy_vector *restrict from)
{
	*to = *from;
}

static SIMD_BODY void simd_copy_2(simd_copy_vector *restrict to,
				  const simd_copy_vector *restrict from)
{
	simd_copy_1(to, from);
	simd_copy_1(to + 1, from + 1);
}

static SIMD_BODY void simd_copy_4(simd_copy_vector *restrict to,
				  const simd_copy_vector *restrict from)
{
	simd_copy_2(to, from);
	simd_copy_2(to + 2, from + 2);
}

static SIMD_BODY void simd_copy_8(simd_copy_vector *restrict to,
				  const simd_copy_vector *restrict from)
{
	simd_copy_4(to, from);
	simd_copy_4(to + 4, from + 4);
}

/** As memcpy(), compiled into what is made for each level, see simd.h. */
static SIMD_BODY void simd_copy(void *restrict dst, const void *restrict src, size_t bytes)
{
	const size_t vector = sizeof(simd_copy_vector);
	const simd_copy_vector *from = src;
	simd_copy_vector *to = dst;
	size_t rest;

	if (bytes < vector) {
		memcpy(dst, src, bytes);
		return;
	}
	for (; bytes >= 16 * vector; bytes -= 8 * vector, from += 8, to += 8)
		simd_copy_8(to, from);
	if (bytes & 8 * vector) {
		simd_copy_8(to, from);
		from += 8;
		to += 8;
	}
	if (__builtin_expect(!!(bytes & 4 * vector), true)) {
		simd_copy_4(to, from);
		from += 4;
		to += 4;
	}
	if (__builtin_expect(!(bytes % (4 * vector)), true))
		return; /* what most periods are multiples of */
	if (bytes & 2 * vector) {
		simd_copy_2(to, from);
		from += 2;
		to += 2;
	}
	if (bytes & vector)
		simd_copy_1(to++, from++);
	rest = bytes % vector;
	if (rest) /* the last vector, over what has been copied */
		simd_copy_1((void *)((char *)to - vector + rest),
			    (const void *)((const char *)from - vector + rest));
}

#endif
