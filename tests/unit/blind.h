/* SPDX-License-Identifier: BSD-3-Clause */
/* Touch what is not allocated, as broken firmware would, without a memory checker ending the test for it. */
#ifndef TESTS_UNIT_BLIND_H
#define TESTS_UNIT_BLIND_H

#include <stddef.h>

#include "memory/shadow.h"

SHADOW_BLIND __attribute__((unused)) static void blind_fill(void *at, int value, size_t bytes)
{
	volatile char *to = at;
	size_t i;

	shadow_blind_begin();
	for (i = 0; i < bytes; i++)
		to[i] = (char)value;
	shadow_blind_end();
}

SHADOW_BLIND __attribute__((unused)) static unsigned char blind_read(const void *at)
{
	unsigned char value;

	shadow_blind_begin();
	value = *(const volatile unsigned char *)at;
	shadow_blind_end();
	return value;
}

#endif
