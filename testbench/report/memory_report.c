/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/memory_report.h"

#define PRINT_VERDICTS 20
#define MAX_LINES      24

/* ---- taking ---- */

size_t memory_report_verdicts(struct adsp_ledger_verdict **out)
{
	size_t total = adsp_ledger_verdicts(NULL, 0);
	size_t num = total < 1000 ? total : 1000;

	*out = num ? calloc(num, sizeof(**out)) : NULL;
	if (!*out)
		return 0;
	adsp_ledger_verdicts(*out, num);
	return num;
}

size_t memory_report_regions(struct adsp_ledger_region **out)
{
	size_t num = adsp_ledger_regions(NULL, 0);

	*out = num ? calloc(num, sizeof(**out)) : NULL;
	if (!*out)
		return 0;
	return adsp_ledger_regions(*out, num);
}

/* ---- text ---- */

void memory_report_print_regions(const struct adsp_ledger_region *regions, size_t num, FILE *out)
{
	char lifetime[32], interim[48], refs[32];

	if (!num)
		return;
	fprintf(out, "  %-18s %8s  %-14s %-22s %-11s %5s  %s\n", "region", "size", "lifetime used",
		"interim now/peak", "refs now/peak", "made", "verdict");
	for (size_t i = 0; i < num; i++) {
		const struct adsp_ledger_region *region = &regions[i];

		snprintf(lifetime, sizeof(lifetime), "%u of %u", region->lifetime_used,
			 region->lifetime_size);
		snprintf(interim, sizeof(interim), "%u/%u of %u", region->interim_now,
			 region->interim_peak, region->interim_size);
		snprintf(refs, sizeof(refs), "%u/%u", region->refs_now, region->refs_peak);
		fprintf(out, "  %-18s %8u  %-14s %-22s %-13s %5u  %s", region->name, region->size,
			lifetime, interim, refs, region->generations,
			adsp_ledger_kind_name(region->verdict));
		if (region->verdicts > 1)
			fprintf(out, " (%u verdicts)", region->verdicts);
		fputc('\n', out);
	}
}

static void print_stack(const struct adsp_ledger_role *site, FILE *out)
{
	char lines[MAX_LINES][ADSP_LEDGER_SYMBOL];
	size_t num = adsp_ledger_stack(&site->event, lines, MAX_LINES);

	fprintf(out, "    %s at %.3f ms for %s\n", site->role, (double)site->event.time_us / 1000,
		site->event.owner);
	for (size_t i = 0; i < num && i < MAX_LINES; i++)
		fprintf(out, "      %s\n", lines[i]);
}

void memory_report_print_verdicts(const struct adsp_ledger_verdict *verdicts, size_t num,
				  size_t total, FILE *out)
{
	size_t shown = num < PRINT_VERDICTS ? num : PRINT_VERDICTS;

	for (size_t i = 0; i < shown; i++) {
		const struct adsp_ledger_verdict *verdict = &verdicts[i];

		fprintf(out, "%s: %s\n", adsp_ledger_kind_name(verdict->kind), verdict->text);
		for (unsigned int s = 0; s < verdict->num_sites; s++)
			print_stack(&verdict->sites[s], out);
	}
	if (total > shown)
		fprintf(out, "and %zu more verdicts\n", total - shown);
}

void memory_report_print_entry(const struct adsp_ledger_entry *entry, FILE *out)
{
	char site[ADSP_LEDGER_SYMBOL];

	adsp_ledger_site(entry->event, site, sizeof(site));
	fprintf(out, "%12.3f ms  %-18s", (double)entry->event->time_us / 1000, entry->action);
	fprintf(out, " %-20s", entry->memory);
	if (entry->address)
		fprintf(out, " 0x%08" PRIxPTR " %6u B", entry->address, entry->size);
	if (entry->type[0])
		fprintf(out, " %s", entry->type);
	if (entry->references)
		fprintf(out, " (%u reference%s)", entry->references,
			entry->references == 1 ? "" : "s");
	fprintf(out, " for %s at %s\n", entry->event->owner, site);
}
