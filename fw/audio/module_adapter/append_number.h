/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef APPEND_NUMBER_H
#define APPEND_NUMBER_H

#include <stdint.h>

/** Write a character and a number behind each other, 11 characters at most. @return behind them; no end is written */
static inline char *append_number(char *out, char before, uint32_t number)
{
	char digits[10];
	unsigned int n = 0;

	do {
		digits[n++] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	*out++ = before;
	while (n)
		*out++ = digits[--n];
	return out;
}

#endif
