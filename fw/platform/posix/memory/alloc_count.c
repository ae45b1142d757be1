/* SPDX-License-Identifier: BSD-3-Clause */
#include <adsp/inspect.h>

#include "memory/alloc_count.h"

static uint64_t attempts;
static uint64_t fail_at; /* attempt number that fails; 0 none */
static bool (*watch_fn)(uint64_t number, const void *site);

bool alloc_count_refuse(const void *site)
{
	bool refuse = ++attempts == fail_at;

	return (watch_fn && watch_fn(attempts, site)) || refuse;
}

void alloc_count_reset(void)
{
	attempts = 0;
	fail_at = 0;
}

void alloc_count_watch(bool (*fn)(uint64_t number, const void *site))
{
	watch_fn = fn;
}

void adsp_inspect_fail_alloc(uint64_t n)
{
	fail_at = n ? attempts + n : 0;
}

uint64_t adsp_inspect_alloc_count(void)
{
	return attempts;
}
