/* SPDX-License-Identifier: BSD-3-Clause */
/* Heap figures under the names that people know. */
#include <stdio.h>

#include <adsp/inspect.h>

#include "kernel/k_heap.h"
#include "memory/mem_domain.h"
#include "memory/memory_map.h"
#include "kernel/object.h"
#include "kernel/stack.h"

void k_heap_name(const struct z_heap *heap, char *out, size_t size)
{
	unsigned int core;

	if (heap->base == memory_area(MEMORY_OBJECTS, NULL)) {
		snprintf(out, size, "objects");
		return;
	}
	if (heap->base == memory_area(MEMORY_HEAP, NULL)) {
		snprintf(out, size, "kernel");
		return;
	}
	for (core = 0; core < ADSP_MAX_CORES; core++) {
		if (heap->base == memory_area(MEMORY_BUFFER_HEAP + core, NULL)) {
			snprintf(out, size, "buffer.%u", core);
			return;
		}
	}
	snprintf(out, size, "heap.%lx", (unsigned long)heap->base);
}

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
