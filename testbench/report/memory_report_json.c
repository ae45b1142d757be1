/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include "report/json_file.h"
#include "report/memory_report.h"

#define MAX_LINES 24

static json_t *stack_json(const struct adsp_ledger_event *event)
{
	char lines[MAX_LINES][ADSP_LEDGER_SYMBOL];
	size_t num = adsp_ledger_stack(event, lines, MAX_LINES);
	json_t *json = json_array();

	for (size_t i = 0; i < num && i < MAX_LINES; i++)
		json_array_append_new(json, json_text(lines[i]));
	return json;
}

static json_t *event_json(const struct adsp_ledger_event *event)
{
	char site[ADSP_LEDGER_SYMBOL];

	adsp_ledger_site(event, site, sizeof(site));
	return json_pack("{s:o, s:o, s:o, s:o}", "time_us", json_number(event->time_us), "owner",
			 json_text(event->owner), "site", json_text(site), "stack",
			 stack_json(event));
}

/* ---- snapshot ---- */

static json_t *blocks_json(void)
{
	size_t num = adsp_ledger_blocks(NULL, 0);
	struct adsp_ledger_block *blocks = calloc(num + 1, sizeof(*blocks));
	json_t *json = blocks ? json_array() : NULL;

	if (blocks)
		adsp_ledger_blocks(blocks, num);
	for (size_t i = 0; json && i < num; i++) {
		const struct adsp_ledger_block *block = &blocks[i];

		json_array_append_new(
			json,
			json_pack("{s:o, s:s, s:o, s:o, s:s, s:b, s:b, s:o}", "memory",
				  json_text(block->memory), "type", block->type, "address",
				  json_address(block->address), "size", json_number(block->size),
				  "alias", block->coherent ? "uncached" : "cached", "boot",
				  (int)block->boot, "leaked", (int)block->leaked, "allocated",
				  event_json(&block->allocated)));
	}
	free(blocks);
	return json;
}

static json_t *references_json(void)
{
	size_t num = adsp_ledger_references(NULL, 0);
	struct adsp_ledger_reference *references = calloc(num + 1, sizeof(*references));
	json_t *json = references ? json_array() : NULL;

	if (references)
		adsp_ledger_references(references, num);
	for (size_t i = 0; json && i < num; i++) {
		const struct adsp_ledger_reference *reference = &references[i];

		json_array_append_new(json, json_pack("{s:o, s:o, s:o, s:b, s:o}", "memory",
						      json_text(reference->memory), "address",
						      json_address(reference->address), "holder",
						      reference->holder ?
							      json_address(reference->holder) :
							      json_null(),
						      "creator", (int)reference->creator, "taken",
						      event_json(&reference->taken)));
	}
	free(references);
	return json;
}

static json_t *domains_json(void)
{
	size_t num = adsp_ledger_domains(NULL, 0);
	struct adsp_ledger_domain *domains = calloc(num + 1, sizeof(*domains));
	json_t *json = domains ? json_array() : NULL;

	if (domains)
		adsp_ledger_domains(domains, num);
	for (size_t i = 0; json && i < num; i++)
		json_array_append_new(json, json_pack("{s:o, s:b, s:o}", "address",
						      json_address(domains[i].address), "boot",
						      (int)domains[i].boot, "made",
						      event_json(&domains[i].made)));
	free(domains);
	return json;
}

static json_t *partitions_json(void)
{
	size_t num = adsp_ledger_partitions(NULL, 0);
	struct adsp_ledger_partition *partitions = calloc(num + 1, sizeof(*partitions));
	json_t *json = partitions ? json_array() : NULL;

	if (partitions)
		adsp_ledger_partitions(partitions, num);
	for (size_t i = 0; json && i < num; i++) {
		const struct adsp_ledger_partition *part = &partitions[i];

		json_array_append_new(json, json_pack("{s:o, s:o, s:o, s:o, s:s, s:b, s:o}",
						      "domain", json_address(part->domain),
						      "memory", json_text(part->memory), "address",
						      json_address(part->address), "size",
						      json_number(part->size), "users",
						      part->writable ? "read-write" : "read-only",
						      "boot", (int)part->boot, "added",
						      event_json(&part->added)));
	}
	free(partitions);
	return json;
}

json_t *memory_report_snapshot(void)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "references", references_json(), "blocks",
			 blocks_json(), "domains", domains_json(), "partitions", partitions_json());
}

/* ---- the whole ---- */

static json_t *regions_json(void)
{
	struct adsp_ledger_region *regions;
	size_t num = memory_report_regions(&regions);
	json_t *json = json_array();

	for (size_t i = 0; i < num; i++) {
		const struct adsp_ledger_region *r = &regions[i];

		json_array_append_new(
			json,
			json_pack(
				"{s:o, s:o, s:{s:o, s:o}, s:{s:o, s:o, s:o}, s:{s:o, s:o}, s:o, s:o, s:s, s:o}",
				"name", json_text(r->name), "size", json_number(r->size),
				"lifetime", "size", json_number(r->lifetime_size), "used",
				json_number(r->lifetime_used), "interim", "size",
				json_number(r->interim_size), "now", json_number(r->interim_now),
				"peak", json_number(r->interim_peak), "references", "now",
				json_number(r->refs_now), "peak", json_number(r->refs_peak), "made",
				json_number(r->generations), "live", json_number(r->live),
				"verdict", adsp_ledger_kind_name(r->verdict), "verdicts",
				json_number(r->verdicts)));
	}
	free(regions);
	return json;
}

static json_t *verdict_json(const struct adsp_ledger_verdict *verdict)
{
	json_t *sites = json_array();

	for (unsigned int i = 0; i < verdict->num_sites; i++) {
		json_t *site = event_json(&verdict->sites[i].event);

		json_object_set_new(site, "role", json_text(verdict->sites[i].role));
		json_array_append_new(sites, site);
	}
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o}", "verdict",
			 adsp_ledger_kind_name(verdict->kind), "memory", json_text(verdict->memory),
			 "module", json_text(verdict->module), "time_us",
			 json_number(verdict->time_us), "text", json_text(verdict->text), "address",
			 json_address(verdict->address), "size", json_number(verdict->size),
			 "alias", verdict->coherent ? "uncached" : "cached", "references",
			 json_number(verdict->references), "sites", sites);
}

static json_t *verdicts_json(void)
{
	struct adsp_ledger_verdict *verdicts;
	size_t num = memory_report_verdicts(&verdicts);
	json_t *json = json_array();

	for (size_t i = 0; i < num; i++)
		json_array_append_new(json, verdict_json(&verdicts[i]));
	free(verdicts);
	return json;
}

json_t *memory_report_json(json_t *streaming)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o}", "report", "memory", "verdict_count",
			 json_number(adsp_ledger_verdict_count()), "verdicts", verdicts_json(),
			 "regions", regions_json(), "while_streaming",
			 streaming ? streaming : json_null(), "at_end", memory_report_snapshot());
}
