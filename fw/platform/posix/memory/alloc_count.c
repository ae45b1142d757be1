/* SPDX-License-Identifier: BSD-3-Clause */
#include <adsp/inspect.h>

#include "memory/alloc_count.h"
#include "instrument/ledger/ledger.h"

static uint64_t attempts;
static uint64_t fail_at; /* attempt number that fails; 0 none */
static adsp_alloc_fn watch_fn;
static void *watch_ctx;

bool alloc_count_refuse(const void *site)
{
	bool refuse = ++attempts == fail_at;
	ledger_event event;

	if (!watch_fn)
		return refuse;
	ledger_event_now(&event, site);
	return watch_fn(watch_ctx, attempts, &event) || refuse;
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

void adsp_inspect_on_alloc(adsp_alloc_fn fn, void *ctx)
{
	watch_fn = fn;
	watch_ctx = ctx;
}
