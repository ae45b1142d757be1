/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <adsp/inspect.h>

#include "report/json_file.h"
#include "trace/recorder.h"

#define MAX_RECORDS (1u << 20)
#define GROW        1024

struct recorder {
	struct record *record;
	size_t count, room;
	uint64_t dropped;
};

/* May run on the small stack of a firmware thread. @return NULL: no room */
static struct record *add(struct recorder *r, enum record_kind kind, uint64_t us)
{
	struct record *grown = r->record;

	if (r->count == r->room && r->room < MAX_RECORDS)
		grown = realloc(r->record, (r->room + GROW) * sizeof(*grown));
	if (!grown || (r->count == r->room && r->room >= MAX_RECORDS)) {
		r->dropped++;
		return NULL;
	}
	r->record = grown;
	r->room += r->count == r->room ? GROW : 0;
	grown = &r->record[r->count++];
	memset(grown, 0, sizeof(*grown));
	grown->kind = kind;
	grown->us = us;
	return grown;
}

static void copy(char *to, size_t size, const char *from)
{
	size_t length = strlen(from);

	length = length < size ? length : size - 1;
	memcpy(to, from, length);
	to[length] = '\0';
}

static void on_job(void *ctx, const struct adsp_dp_job *job)
{
	struct recorder *r = ctx;
	uint64_t begin = job->end_us > job->cost_us ? job->end_us - job->cost_us : 0;
	struct record *record = add(r, RECORD_JOB, begin);

	if (!record)
		return;
	copy(record->name, sizeof(record->name), job->module);
	record->dur_us = job->end_us - begin;
	record->other = job->deadline_us;
}

struct recorder *recorder_create(void)
{
	struct recorder *r = calloc(1, sizeof(*r));

	if (r)
		adsp_inspect_on_job(on_job, r);
	return r;
}

void recorder_free(struct recorder *r)
{
	if (!r)
		return;
	adsp_inspect_on_job(NULL, NULL);
	free(r->record);
	free(r);
}

/* "ipc gain.1.1 (...) INIT_INSTANCE 0x...|0x... 52 bytes" */
static bool take_message(struct record *record, const char *text)
{
	const char *numbers = strstr(text, " 0x");
	const char *name = numbers;

	if (strncmp(text, "ipc ", 4) != 0 || !numbers)
		return false;
	while (name > text + 4 && name[-1] != ' ')
		name--;
	snprintf(record->name, sizeof(record->name), "%.*s", (int)(numbers - name), name);
	snprintf(record->text, sizeof(record->text), "%.*s%s", (int)(name - text - 4), text + 4,
		 numbers + 1);
	return true;
}

void recorder_log(struct recorder *r, enum adsp_log_level level, uint64_t us, const char *tag,
		  const char *text)
{
	struct record *record = r ? add(r, RECORD_LOG, us) : NULL;

	if (!record)
		return;
	if (!strcmp(tag, "driver") && take_message(record, text)) {
		record->kind = RECORD_MESSAGE;
		return;
	}
	record->size = level;
	copy(record->name, sizeof(record->name), tag);
	copy(record->text, sizeof(record->text), text);
}

void recorder_memory(struct recorder *r, const struct adsp_ledger_entry *entry)
{
	struct record *record = r ? add(r, RECORD_MEMORY, entry->event->time_us) : NULL;
	size_t used;

	if (!record)
		return;
	copy(record->name, sizeof(record->name), entry->memory);
	copy(record->text, sizeof(record->text), entry->action);
	used = strlen(record->text);
	if (entry->type[0] && used + 1 < sizeof(record->text)) {
		record->text[used] = ' ';
		copy(record->text + used + 1, sizeof(record->text) - used - 1, entry->type);
	}
	record->address = (uint32_t)entry->address;
	record->size = entry->size;
	record->other = entry->references;
}

const struct record *recorder_at(const struct recorder *r, size_t i)
{
	return i < r->count ? &r->record[i] : NULL;
}

uint64_t recorder_dropped(const struct recorder *r)
{
	return r->dropped;
}

/* ---- JSON ---- */

static json_t *record_json(const struct record *r)
{
	const json_int_t us = (json_int_t)r->us;

	switch (r->kind) {
	case RECORD_LOG:
		return json_pack("[I, I, o, o]", us, (json_int_t)r->size, json_text(r->name),
				 json_text(r->text));
	case RECORD_MESSAGE:
		return json_pack("[I, o, o]", us, json_text(r->name), json_text(r->text));
	case RECORD_JOB:
		return json_pack("[I, I, I, o]", us, (json_int_t)r->dur_us, (json_int_t)r->other,
				 json_text(r->name));
	case RECORD_MEMORY:
		break;
	}
	return json_pack("[I, o, o, I, I, I]", us, json_text(r->name), json_text(r->text),
			 (json_int_t)r->address, (json_int_t)r->size, (json_int_t)r->other);
}

json_t *recorder_json(const struct recorder *r, size_t max_each)
{
	json_t *lists[] = { json_array(), json_array(), json_array(), json_array() };
	uint64_t dropped = r->dropped;

	for (size_t i = 0; i < r->count; i++) {
		json_t *list = lists[r->record[i].kind];

		if (json_array_size(list) < max_each)
			json_array_append_new(list, record_json(&r->record[i]));
		else
			dropped++;
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:I}", "log", lists[RECORD_LOG], "messages",
			 lists[RECORD_MESSAGE], "jobs", lists[RECORD_JOB], "memory",
			 lists[RECORD_MEMORY], "dropped", (json_int_t)dropped);
}
