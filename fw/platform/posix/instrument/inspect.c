/* SPDX-License-Identifier: BSD-3-Clause */
/* Heap figures under the names that people know. */
#include <stdio.h>

#include <adsp/inspect.h>

#include "instrument/ledger/ledger.h"
#include "kernel/k_heap.h"
#include "kernel/object.h"
#include "kernel/stack.h"
#include "memory/alloc_count.h"
#include "memory/mem_domain.h"
#include "memory/memory_map.h"

size_t adsp_inspect_heaps(struct adsp_heap_info *out, size_t max)
{
	const struct z_heap *heap;
	size_t n = 0;

	for (heap = k_heap_first(); heap; heap = heap->next_heap) {
		if (!memory_contains(heap->base, 1))
			continue;
		if (n < max) {
			out[n] = (struct adsp_heap_info){
				.size = heap->granules * HEAP_GRANULE,
				.used = heap->used * HEAP_GRANULE,
				.peak = heap->peak * HEAP_GRANULE,
				.blocks = heap->blocks,
				.allocs = heap->allocs,
				.failures = heap->failures,
			};
			k_heap_name(heap, out[n].name, sizeof(out[n].name));
		}
		n++;
	}
	return n;
}

void adsp_inspect_domains(struct adsp_domain_info *out)
{
	*out = (struct adsp_domain_info){ .objects = object_allocated(), .stacks = stack_count() };
	mem_domain_figures(&out->domains, &out->partitions);
}

/* ---- allocations ---- */

static adsp_alloc_fn alloc_fn;
static void *alloc_ctx;

static bool on_alloc(uint64_t number, const void *site)
{
	struct adsp_ledger_event event;

	ledger_event_now(&event, site);
	return alloc_fn(alloc_ctx, number, &event);
}

void adsp_inspect_on_alloc(adsp_alloc_fn fn, void *ctx)
{
	alloc_fn = fn;
	alloc_ctx = ctx;
	alloc_count_watch(fn ? on_alloc : NULL);
}
