/* SPDX-License-Identifier: BSD-3-Clause */
/* The list of verdicts and their text. Names of call sites are looked up only when the text is made. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger.h"

#define KEEP 1000

static struct adsp_ledger_verdict *list; /* text: only the note, until the words are made */
static size_t count;
static struct adsp_ledger_verdict spill; /* one that is counted, but not kept */

static const char *const kind_names[ADSP_LEDGER_KINDS] = {
	[ADSP_LEDGER_GOOD] = "good",
	[ADSP_LEDGER_REFERENCE_LEAK] = "reference-leak",
	[ADSP_LEDGER_OVER_PUT] = "over-put",
	[ADSP_LEDGER_USE_AFTER_DESTROY] = "use-after-destroy",
	[ADSP_LEDGER_WRONG_CONTEXT] = "wrong-context",
	[ADSP_LEDGER_DOUBLE_FREE] = "double-free",
	[ADSP_LEDGER_INTERIOR_FREE] = "interior-free",
	[ADSP_LEDGER_FOREIGN_FREE] = "foreign-free",
	[ADSP_LEDGER_OVERFLOW] = "overflow",
	[ADSP_LEDGER_INTERIM_LEFT] = "interim-left",
	[ADSP_LEDGER_BLOCK_LEFT] = "block-left",
	[ADSP_LEDGER_ALIAS] = "alias",
	[ADSP_LEDGER_SHARED_LINE] = "shared-line",
	[ADSP_LEDGER_FAST_GET] = "fast-get",
	[ADSP_LEDGER_TOUCHED] = "touched-after-destroy",
	[ADSP_LEDGER_OBJECT_LEFT] = "object-left",
	[ADSP_LEDGER_DOMAIN_LEFT] = "domain-left",
	[ADSP_LEDGER_PARTITION_LEFT] = "partition-left",
};

const char *adsp_ledger_kind_name(enum adsp_ledger_kind kind)
{
	return (unsigned int)kind < ADSP_LEDGER_KINDS ? kind_names[kind] : "?";
}

/* Of what is no heap's, pages' or region's. */
static const char *memory_name(enum adsp_ledger_kind kind)
{
	switch (kind) {
	case ADSP_LEDGER_FAST_GET:
		return "fast_get";
	case ADSP_LEDGER_DOMAIN_LEFT:
		return "domain";
	default:
		return "memory";
	}
}

struct adsp_ledger_verdict *ledger_verdict(enum adsp_ledger_kind kind, struct ledger_row *row,
					   const ledger_event *event)
{
	struct adsp_ledger_verdict *verdict = &spill;

	if (!list)
		list = ledger_memory(KEEP * sizeof(*list));
	if (count < KEEP)
		verdict = &list[count];
	count++;
	memset(verdict, 0, sizeof(*verdict));
	verdict->kind = kind;
	verdict->time_us = event->time_us;
	snprintf(verdict->memory, sizeof(verdict->memory), "%s",
		 row ? row->memory : memory_name(kind));
	snprintf(verdict->module, sizeof(verdict->module), "%s", event->owner);
	if (row) {
		if (row->kind == SPACE_REGION)
			snprintf(verdict->module, sizeof(verdict->module), "%s", row->figures.name);
		if (!row->figures.verdicts++)
			row->figures.verdict = kind;
	}
	ledger_log_event(kind_names[kind], row, "", 0, 0, 0, event);
	return verdict;
}

void ledger_verdict_block(struct adsp_ledger_verdict *verdict, struct ledger_block *block)
{
	verdict->address = ledger_address(block->offset, block->coherent);
	verdict->size = block->size;
	verdict->coherent = block->coherent;
	snprintf(verdict->module, sizeof(verdict->module), "%s", block->allocated.owner);
}

void ledger_verdict_site(struct adsp_ledger_verdict *verdict, const char *role,
			 const ledger_event *event)
{
	if (verdict->num_sites == ADSP_LEDGER_SITES)
		return;
	/* what a fast_get copy or a heap block lacks is whose it is: the one who took it */
	if (!verdict->num_sites && verdict->kind == ADSP_LEDGER_FAST_GET)
		snprintf(verdict->module, sizeof(verdict->module), "%s", event->owner);
	verdict->sites[verdict->num_sites++] = (struct adsp_ledger_role){ role, *event };
}

void ledger_verdict_note(struct adsp_ledger_verdict *verdict, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(verdict->text, sizeof(verdict->text), fmt, ap);
	va_end(ap);
}

/* ---- words ---- */

struct words {
	char *out;
	size_t size, at;
};

static void say(struct words *words, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(struct words *words, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(words->out + words->at, words->size - words->at, fmt, ap);
	va_end(ap);
	if (n > 0)
		words->at += (size_t)n < words->size - words->at ? (size_t)n :
								   words->size - words->at - 1;
}

static void say_size(struct words *words, uint32_t size)
{
	if (size && size % 1024 == 0)
		say(words, "%u KiB", size / 1024);
	else
		say(words, "%u B", size);
}

/* "0x6000_9040" */
static void say_address(struct words *words, uintptr_t address)
{
	say(words, "0x%04lx_%04lx", (unsigned long)(address >> 16),
	    (unsigned long)(address & 0xffff));
}

static void say_site(struct words *words, const struct adsp_ledger_role *site)
{
	char where[ADSP_LEDGER_SYMBOL];

	adsp_ledger_site(&site->event, where, sizeof(where));
	say(words, "%s at %s for %s", site->role, where, site->event.owner);
}

static void say_sites(struct words *words, const struct adsp_ledger_verdict *verdict)
{
	unsigned int i;

	for (i = 0; i < verdict->num_sites; i++) {
		say(words, i ? "; " : "");
		say_site(words, &verdict->sites[i]);
	}
}

static void say_block(struct words *words, const struct adsp_ledger_verdict *verdict)
{
	say(words, "%s: block ", verdict->memory);
	say_address(words, verdict->address);
	say(words, " (%u B%s) ", verdict->size, verdict->coherent ? ", uncached" : "");
}

void ledger_verdict_put_in_words(struct adsp_ledger_verdict *verdict)
{
	char note[ADSP_LEDGER_TEXT];
	struct words words = { verdict->text, sizeof(verdict->text), 0 };

	memcpy(note, verdict->text, sizeof(note));
	verdict->text[0] = '\0';
	switch (verdict->kind) {
	case ADSP_LEDGER_REFERENCE_LEAK:
		say(&words, "%s (", verdict->memory);
		say_size(&words, verdict->size);
		say(&words, "): %u reference%s left; ", verdict->references,
		    verdict->references == 1 ? "" : "s");
		say_sites(&words, verdict);
		if (verdict->references > verdict->num_sites)
			say(&words, "; and %u more", verdict->references - verdict->num_sites);
		break;
	case ADSP_LEDGER_OVER_PUT:
	case ADSP_LEDGER_USE_AFTER_DESTROY:
	case ADSP_LEDGER_TOUCHED:
		say(&words, "%s (", verdict->memory);
		say_size(&words, verdict->size);
		say(&words, verdict->kind == ADSP_LEDGER_OVER_PUT ? "): put below zero; " :
			    verdict->kind == ADSP_LEDGER_TOUCHED  ? "): address " :
								    "): used after its end; ");
		if (verdict->kind == ADSP_LEDGER_TOUCHED) {
			say_address(&words, verdict->address);
			say(&words, " touched after its end; ");
		}
		say_sites(&words, verdict);
		break;
	case ADSP_LEDGER_FAST_GET:
		say(&words, "fast_get: copy ");
		say_address(&words, verdict->address);
		say(&words, " (%u B): %s; ", verdict->size, note);
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	case ADSP_LEDGER_WRONG_CONTEXT:
	case ADSP_LEDGER_DOUBLE_FREE:
		say_block(&words, verdict);
		say(&words,
		    verdict->kind == ADSP_LEDGER_DOUBLE_FREE ? "freed twice, to %s; " :
							       "freed to %s; ",
		    note);
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	case ADSP_LEDGER_FOREIGN_FREE:
		say(&words, "%s: free of ", note);
		say_address(&words, verdict->address);
		say(&words, ", which was never allocated; ");
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	case ADSP_LEDGER_INTERIOR_FREE:
		say(&words, "%s: free of ", verdict->memory);
		say_address(&words, verdict->address);
		say(&words, ", %s; ", note);
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	case ADSP_LEDGER_INTERIM_LEFT:
	case ADSP_LEDGER_BLOCK_LEFT:
		say_block(&words, verdict);
		say(&words, "never freed; ");
		say_sites(&words, verdict);
		break;
	case ADSP_LEDGER_OBJECT_LEFT:
		say(&words, "%s: %s ", verdict->memory, note);
		say_address(&words, verdict->address);
		say(&words, " (%u B) never freed; ", verdict->size);
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	case ADSP_LEDGER_DOMAIN_LEFT:
		say(&words, "domain ");
		say_address(&words, verdict->address);
		say(&words, ": %s; ", note);
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	case ADSP_LEDGER_PARTITION_LEFT:
		say(&words, "%s: partition ", verdict->memory);
		say_address(&words, verdict->address);
		say(&words, " (");
		say_size(&words, verdict->size);
		say(&words, "%s) %s; ", verdict->coherent ? ", uncached" : "", note);
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	default:
		say_block(&words, verdict);
		say(&words, "%s; ", note);
		say_sites(&words, verdict);
		note[0] = '\0';
		break;
	}
	if (note[0])
		say(&words, "; %s", note);
}

/* ---- outside ---- */

size_t adsp_ledger_verdicts(struct adsp_ledger_verdict *out, size_t max)
{
	size_t i;

	for (i = 0; i < count && i < max && i < KEEP; i++) {
		out[i] = list[i];
		ledger_verdict_put_in_words(&out[i]);
	}
	return count;
}

size_t adsp_ledger_verdict_count(void)
{
	return count;
}

/* A checker that looks for pointers must not find them here. */
void ledger_verdicts_invert_addresses(void)
{
	size_t i;

	for (i = 0; i < count && i < KEEP; i++)
		list[i].address = ~list[i].address;
	spill.address = 0;
}

void ledger_verdicts_reset(void)
{
	free(list);
	list = NULL;
	count = 0;
}
