/* SPDX-License-Identifier: BSD-3-Clause */
#include <adsp/inspect.h>

#include "alloc_count.h"

static uint64_t attempts;
static uint64_t fail_at;	/* attempt number that fails; 0 none */

bool alloc_count_refuse(void)
{
	return ++attempts == fail_at;
}

void alloc_count_reset(void)
{
	attempts = 0;
	fail_at = 0;
}

void adsp_inspect_fail_alloc(uint64_t n)
{
	fail_at = n ? attempts + n : 0;
}

uint64_t adsp_inspect_alloc_count(void)
{
	return attempts;
}
