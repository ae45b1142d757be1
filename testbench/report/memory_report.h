/* SPDX-License-Identifier: BSD-3-Clause */
/* What the ledger knows, as tables for people and as JSON. Equal runs give equal bytes. */
#ifndef TESTBENCH_REPORT_MEMORY_REPORT_H
#define TESTBENCH_REPORT_MEMORY_REPORT_H

#include <stddef.h>
#include <stdio.h>

#include <adsp/ledger.h>
#include <jansson.h>

/** Take the verdicts, symbolised. Free them. @return number kept; NULL in *out: none, or out of memory */
size_t memory_report_verdicts(struct adsp_ledger_verdict **out);

/** Take the regions. Free them. */
size_t memory_report_regions(struct adsp_ledger_region **out);

/** A line for each region; nothing without regions. */
void memory_report_print_regions(const struct adsp_ledger_region *regions, size_t num, FILE *out);

/**
 * A line for each verdict, and below it the call stacks of its sites.
 * @param total	how many there are, kept or not
 */
void memory_report_print_verdicts(const struct adsp_ledger_verdict *verdicts, size_t num,
				  size_t total, FILE *out);

/** A line of the history. */
void memory_report_print_entry(const struct adsp_ledger_entry *entry, FILE *out);

/** Live blocks, references, domains and partitions as they are now. @return a new reference; NULL: out of memory */
json_t *memory_report_snapshot(void);

/**
 * The whole report.
 * @param streaming	snapshot while the streams were up, given away; NULL: there is none
 */
json_t *memory_report_json(json_t *streaming);

#endif
