/* SPDX-License-Identifier: BSD-3-Clause */
/* Windows, symmetric: the first and the last value are the same. */
#ifndef SOF_MATH_WINDOW_H
#define SOF_MATH_WINDOW_H

#include <stdint.h>

/* As blobs number them. */
enum window_type {
	WINDOW_RECTANGULAR,
	WINDOW_BLACKMAN,
	WINDOW_HAMMING,
	WINDOW_HANN,
	WINDOW_POVEY, /* 16 bits only */
};

/**
 * Write a window. No value is below 0.
 * @param window	Q1.31
 * @param length	4 or more
 * @return 0, -EINVAL: there is no such window
 */
int window_q31(enum window_type type, int32_t *window, uint32_t length);

/** The same in Q1.15. */
int window_q15(enum window_type type, int16_t *window, uint32_t length);

#endif
