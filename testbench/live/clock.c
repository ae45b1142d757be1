/* SPDX-License-Identifier: BSD-3-Clause */
/* By itself, so that tests can put a clock of their own in its place. */
#include <time.h>

#include "live/internal.h"

int64_t live_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}
