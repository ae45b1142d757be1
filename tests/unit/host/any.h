/* SPDX-License-Identifier: BSD-3-Clause */
/* Random numbers of tests that try whatever comes: the same on every host for the same seed. */
#ifndef TEST_HOST_ANY_H
#define TEST_HOST_ANY_H

#include <stdint.h>

static uint64_t seed; /* not 0 */

/** @return 0 to below - 1 */
static uint32_t any(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % below;
}

#endif
