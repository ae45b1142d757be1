/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory domains and what they grant. A domain that was made must be ended, after its partitions have gone; and memory
 * must not go back while a domain still grants it, or its next owner shares it with a stranger.
 */
#include <stdio.h>
#include <stdlib.h>

#include <rtos/cache.h>
#include <zephyr/app_memory/mem_domain.h>

#include "ledger.h"

struct partition {
	struct partition *next; /* oldest first */
	uintptr_t start;        /* inverted */
	uint32_t size;
	bool writable; /* by user threads */
	bool boot, reported;
	ledger_event added;
};

struct domain {
	struct domain *next; /* oldest first */
	uintptr_t address;   /* inverted; it may be host memory */
	bool boot, reported;
	struct partition *partitions;
	ledger_event made;
};

static struct domain *domains;

static struct domain **find(const struct k_mem_domain *domain)
{
	struct domain **link = &domains;

	while (*link && (*link)->address != ~(uintptr_t)domain)
		link = &(*link)->next;
	return link;
}

/* Whose memory it grants; NULL: of no region or block that lives. */
static struct ledger_row *memory_of(uintptr_t start)
{
	const uint32_t offset = ledger_offset((void *)start);
	const struct ledger_space *space;
	const struct ledger_block *block;

	for (space = offset ? ledger_first_space() : NULL; space; space = space->next) {
		const struct ledger_region *region = (const struct ledger_region *)space;

		if (space->kind == SPACE_REGION && offset >= region->base &&
		    offset - region->base < region->size)
			return space->row;
	}
	block = ledger_block_around((void *)start);
	return block ? block->row : NULL;
}

/* ---- verdicts ---- */

static struct adsp_ledger_verdict *left(struct partition *part, const ledger_event *event)
{
	const uintptr_t start = ~part->start;
	struct adsp_ledger_verdict *verdict;

	part->reported = true;
	verdict = ledger_verdict(ADSP_LEDGER_PARTITION_LEFT, memory_of(start), event);
	snprintf(verdict->module, sizeof(verdict->module), "%s", part->added.owner);
	verdict->address = start;
	verdict->size = part->size;
	verdict->coherent = sys_cache_is_ptr_uncached((void *)start);
	ledger_verdict_site(verdict, "added", &part->added);
	return verdict;
}

static void judge_domain(struct domain *domain, const char *note, const ledger_event *event)
{
	struct adsp_ledger_verdict *verdict;

	if (domain->boot || domain->reported)
		return;
	domain->reported = true;
	verdict = ledger_verdict(ADSP_LEDGER_DOMAIN_LEFT, NULL, event);
	snprintf(verdict->module, sizeof(verdict->module), "%s", domain->made.owner);
	verdict->address = ~domain->address;
	verdict->size = sizeof(struct k_mem_domain);
	ledger_verdict_site(verdict, "made", &domain->made);
	if (domain->partitions)
		ledger_verdict_site(verdict, "its first partition added",
				    &domain->partitions->added);
	ledger_verdict_note(verdict, "%s", note);
}

void ledger_domains_judge(const ledger_event *event)
{
	struct domain *domain;
	struct partition *part;

	for (domain = domains; domain; domain = domain->next) {
		judge_domain(domain, "never ended", event);
		for (part = domain->boot ? domain->partitions : NULL; part; part = part->next) {
			if (!part->boot && !part->reported)
				ledger_verdict_note(left(part, event), "never removed");
		}
	}
}

void ledger_domains_memory_freed(uint32_t offset, uint32_t size, const ledger_event *event)
{
	struct domain *domain;
	struct partition *part;

	for (domain = domains; domain; domain = domain->next) {
		for (part = domain->partitions; part; part = part->next) {
			const uint32_t at = ledger_offset((void *)~part->start);
			struct adsp_ledger_verdict *verdict;

			if (part->reported || !at || at >= offset + size ||
			    offset >= at + part->size)
				continue;
			verdict = left(part, event);
			ledger_verdict_site(verdict, "memory freed", event);
			ledger_verdict_note(verdict, "granted to a domain when it was freed");
		}
	}
}

bool ledger_domains_stand_in(const struct ledger_block *block)
{
	const struct domain *domain;

	for (domain = domains; domain; domain = domain->next) {
		const uint32_t offset = ledger_offset((void *)~domain->address);

		if (domain->reported && offset >= block->offset &&
		    offset - block->offset < block->size)
			return true;
	}
	return false;
}

/* ---- events ---- */

static void drop(struct domain **link)
{
	struct domain *domain = *link;

	while (domain->partitions) {
		struct partition *next = domain->partitions->next;

		free(domain->partitions);
		domain->partitions = next;
	}
	*link = domain->next;
	free(domain);
}

static struct domain *add(const struct k_mem_domain *address, const ledger_event *event)
{
	struct domain **link = find(NULL); /* the end: no domain is nowhere */
	struct domain *domain = ledger_memory(sizeof(*domain));

	domain->address = ~(uintptr_t)address;
	domain->made = *event;
	*link = domain;
	return domain;
}

void ledger_domain_init(const struct k_mem_domain *address, const void *site)
{
	struct domain **link = find(address);
	ledger_event event;

	ledger_event_now(&event, site);
	if (*link) {
		judge_domain(*link, "made again, it had not been ended", &event);
		drop(link);
	}
	add(address, &event);
	ledger_log_event("domain init", NULL, "", (uintptr_t)address, sizeof(*address), 0, &event);
}

void ledger_domain_deinit(const struct k_mem_domain *address, const void *site)
{
	struct domain **link = find(address);
	struct partition *part;
	ledger_event event;

	if (!*link)
		return;
	ledger_event_now(&event, site);
	for (part = (*link)->partitions; part; part = part->next) {
		struct adsp_ledger_verdict *verdict;

		if (part->reported)
			continue;
		verdict = left(part, &event);
		ledger_verdict_site(verdict, "domain ended", &event);
		ledger_verdict_note(verdict, "still in its domain when that ended");
	}
	ledger_log_event("domain deinit", NULL, "", (uintptr_t)address, sizeof(*address), 0,
			 &event);
	drop(link);
}

void ledger_partition_add(const struct k_mem_domain *address, const struct k_mem_partition *part,
			  const void *site)
{
	struct domain *domain = *find(address);
	struct partition **link;
	ledger_event event;

	ledger_event_now(&event, site);
	if (!domain) { /* the default one: nobody makes it */
		domain = add(address, &event);
		domain->boot = true;
	}
	link = &domain->partitions;
	while (*link)
		link = &(*link)->next;
	*link = ledger_memory(sizeof(**link));
	(*link)->start = ~part->start;
	(*link)->size = (uint32_t)part->size;
	(*link)->writable = part->attr & Z_MEM_U_W;
	(*link)->added = event;
	ledger_log_event("partition add", memory_of(part->start), "", part->start,
			 (uint32_t)part->size, 0, &event);
}

void ledger_partition_remove(const struct k_mem_domain *address, const struct k_mem_partition *part,
			     const void *site)
{
	struct domain *domain = *find(address);
	struct partition **link = domain ? &domain->partitions : NULL;
	struct partition *gone;
	ledger_event event;

	while (link && *link && ((*link)->start != ~part->start || (*link)->size != part->size))
		link = &(*link)->next;
	gone = link ? *link : NULL;
	if (!gone)
		return;
	ledger_event_now(&event, site);
	ledger_log_event("partition remove", memory_of(part->start), "", part->start,
			 (uint32_t)part->size, 0, &event);
	*link = gone->next;
	free(gone);
}

/* ---- lists and resets ---- */

size_t adsp_ledger_domains(struct adsp_ledger_domain *out, size_t max)
{
	const struct domain *domain;
	size_t n = 0;

	for (domain = domains; domain; domain = domain->next, n++) {
		if (n < max)
			out[n] = (struct adsp_ledger_domain){ .address = ~domain->address,
							      .boot = domain->boot,
							      .made = domain->made };
	}
	return n;
}

size_t adsp_ledger_partitions(struct adsp_ledger_partition *out, size_t max)
{
	const struct domain *domain;
	const struct partition *part;
	size_t n = 0;

	for (domain = domains; domain; domain = domain->next) {
		for (part = domain->partitions; part; part = part->next, n++) {
			const struct ledger_row *row = memory_of(~part->start);

			if (n >= max)
				continue;
			out[n] = (struct adsp_ledger_partition){
				.domain = ~domain->address,
				.address = ~part->start,
				.size = part->size,
				.writable = part->writable,
				.boot = part->boot,
				.added = part->added,
			};
			snprintf(out[n].memory, sizeof(out[n].memory), "%s",
				 row ? row->memory : "");
		}
	}
	return n;
}

void ledger_domains_mark_boot(void)
{
	struct domain *domain;
	struct partition *part;

	for (domain = domains; domain; domain = domain->next) {
		domain->boot = true;
		for (part = domain->partitions; part; part = part->next)
			part->boot = true;
	}
}

void ledger_domains_reset(void)
{
	while (domains)
		drop(&domains);
}
