/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's memory between two runs: what is not given back the second time is a leak. */
#ifndef TESTBENCH_CLI_RUN_MEMORY_H
#define TESTBENCH_CLI_RUN_MEMORY_H

#include <stddef.h>

#include <adsp/inspect.h>

#include "report/run_report.h"

struct run_memory {
	struct adsp_heap_info heaps[REPORT_MAX_HEAPS];
	size_t num_heaps;
	struct adsp_page_info pages;
	struct adsp_domain_info users;
};

/** Read the machine's figures. */
void run_memory_take(struct run_memory *memory);

/**
 * Compare what is in use. Peaks and counts of allocations may grow.
 * @param text	one line that names what differs
 * @return 0 equal, -1
 */
int run_memory_compare(const struct run_memory *first, const struct run_memory *now, char *text,
		       size_t size);

#endif
