/* SPDX-License-Identifier: BSD-3-Clause */
/* What all files of the ledger share. */
#include <stdlib.h>

#include <adsp/machine.h>

#include "base/panic.h"
#include "ledger.h"

bool ledger_on;
struct ledger_calls ledger_calls;

void *ledger_memory(size_t bytes)
{
	void *ptr = calloc(1, bytes);

	if (!ptr)
		panic_host("no memory for the ledger");
	return ptr;
}

/* ---- addresses ---- */

uint32_t ledger_offset(const void *ptr)
{
	uintptr_t offset = ((uintptr_t)ptr & ~(uintptr_t)ADSP_ALIAS_BIT) - ADSP_UNCACHED_BASE;

	return offset < ADSP_ALIAS_BYTES ? (uint32_t)offset + 1 : 0;
}

uintptr_t ledger_address(uint32_t offset, bool coherent)
{
	return offset ? (coherent ? ADSP_UNCACHED_BASE : ADSP_CACHED_BASE) + (uintptr_t)offset - 1 :
			0;
}
