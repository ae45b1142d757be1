/* SPDX-License-Identifier: BSD-3-Clause */
/* fast_get copies: who got one and has not put it. */
#include <stdlib.h>

#include "ledger.h"

static struct ledger_copy *copies;
static unsigned int held, most_held;

struct ledger_copy *ledger_first_copy(void)
{
	return copies;
}

static void note_one_more(void)
{
	if (held + 1 > most_held)
		most_held = held + 1;
}

void ledger_copy_failed(void)
{
	note_one_more();
}

unsigned int ledger_copies_most_held(void)
{
	return most_held;
}

bool ledger_copy_is_held(uint32_t sram)
{
	const struct ledger_copy *copy = sram ? copies : NULL;

	while (copy && copy->sram != sram)
		copy = copy->next;
	return copy;
}

void ledger_copy_got(const void *ctx, const void *sram, size_t size, const ledger_event *event)
{
	struct ledger_copy **link = &copies;
	struct ledger_copy *copy = ledger_memory(sizeof(*copy));

	copy->sram = ledger_offset(sram);
	copy->ctx = ledger_offset(ctx);
	copy->size = (uint32_t)size;
	copy->taken = *event;
	while (*link)
		link = &(*link)->next;
	*link = copy;
	note_one_more();
	held++;
	ledger_log_event("fast_get", NULL, "", (uintptr_t)sram, copy->size, 0, event);
}

/* The same context and module, then the same context. */
static struct ledger_copy **match(uint32_t ctx, uint32_t sram, const ledger_event *event)
{
	struct ledger_copy **best = NULL, **link;

	for (link = &copies; *link; link = &(*link)->next) {
		if ((*link)->sram != sram || (*link)->ctx != ctx)
			continue;
		if ((*link)->taken.owner == event->owner)
			return link;
		best = link;
	}
	return best;
}

bool ledger_copy_put(const void *ctx, const void *sram, const ledger_event *event)
{
	struct ledger_copy **link = match(ledger_offset(ctx), ledger_offset(sram), event);
	struct adsp_ledger_verdict *verdict;
	struct ledger_copy *copy;

	if (!link) {
		verdict = ledger_verdict(ADSP_LEDGER_FAST_GET, NULL, event);
		verdict->address = (uintptr_t)sram;
		ledger_verdict_site(verdict, "put", event);
		for (copy = copies; copy; copy = copy->next) {
			if (copy->sram == ledger_offset(sram)) {
				ledger_verdict_site(verdict, "still held, taken", &copy->taken);
				break;
			}
		}
		ledger_verdict_note(verdict, "put without a get");
		return false;
	}
	copy = *link;
	ledger_log_event("fast_put", NULL, "", (uintptr_t)sram, copy->size, 0, event);
	*link = copy->next;
	free(copy);
	held--;
	return true;
}

void ledger_copies_reset(void)
{
	held = 0;
	most_held = 0;
	while (copies) {
		struct ledger_copy *next = copies->next;

		free(copies);
		copies = next;
	}
}
