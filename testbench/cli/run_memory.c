/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include "cli/run_memory.h"

void run_memory_take(struct run_memory *memory)
{
	memset(memory, 0, sizeof(*memory));
	memory->num_heaps = adsp_inspect_heaps(memory->heaps, REPORT_MAX_HEAPS);
	if (memory->num_heaps > REPORT_MAX_HEAPS)
		memory->num_heaps = REPORT_MAX_HEAPS;
	adsp_inspect_pages(&memory->pages);
	adsp_inspect_domains(&memory->users);
}

static int compare_heap(const struct adsp_heap_info *first, const struct adsp_heap_info *now,
			char *text, size_t size)
{
	if (first->used == now->used && first->blocks == now->blocks)
		return 0;
	snprintf(text, size, "heap %s holds %u bytes in %u blocks, after the first run %u in %u",
		 now->name, now->used, now->blocks, first->used, first->blocks);
	return -1;
}

static int compare_users(const struct adsp_domain_info *first, const struct adsp_domain_info *now,
			 char *text, size_t size)
{
	const struct {
		const char *what;
		uint32_t first, now;
	} rows[] = {
		{ "memory domains", first->domains, now->domains },
		{ "partitions", first->partitions, now->partitions },
		{ "kernel objects", first->objects, now->objects },
		{ "thread stacks", first->stacks, now->stacks },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].first == rows[i].now)
			continue;
		snprintf(text, size, "%u %s, after the first run %u", rows[i].now, rows[i].what,
			 rows[i].first);
		return -1;
	}
	return 0;
}

int run_memory_compare(const struct run_memory *first, const struct run_memory *now, char *text,
		       size_t size)
{
	if (first->num_heaps != now->num_heaps) {
		snprintf(text, size, "%zu heaps, after the first run %zu", now->num_heaps,
			 first->num_heaps);
		return -1;
	}
	for (size_t i = 0; i < now->num_heaps; i++)
		if (compare_heap(&first->heaps[i], &now->heaps[i], text, size) < 0)
			return -1;
	if (first->pages.used != now->pages.used) {
		snprintf(text, size, "%u pages in use, after the first run %u", now->pages.used,
			 first->pages.used);
		return -1;
	}
	return compare_users(&first->users, &now->users, text, size);
}
