/* SPDX-License-Identifier: BSD-3-Clause */
/* Blobs that are wrong: random ones, or changes of a good one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "util/stop.h"
#include "validate/battery.h"

#define MUTATIONS 24
#define MAX_WORDS 1100
#define HEADER    8 /* words: magic, parameter, bytes, version, four reserved */

/* What sof-ctl reads: numbers of 32 bits, separated by commas. */
struct blob {
	uint32_t word[MAX_WORDS];
	size_t count;
};

/* ---- files ---- */

static bool read_blob(const char *path, struct blob *blob)
{
	FILE *file = fopen(path, "r");
	unsigned int value;

	blob->count = 0;
	while (file && blob->count < MAX_WORDS && fscanf(file, " %u ,", &value) == 1)
		blob->word[blob->count++] = value;
	if (file)
		fclose(file);
	return blob->count > HEADER && blob->word[0] == BATTERY_BLOB_MAGIC;
}

static int write_blob(struct battery *b, const char *name, const struct blob *blob)
{
	static char text[MAX_WORDS * 12];
	size_t used = 0;

	for (size_t i = 0; i < blob->count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%u", i ? "," : "",
					 blob->word[i]);
	return battery_write(b, name, text) ? 0 : battery_object(b, "%s cannot be written", name);
}

/* ---- blobs that are wrong ---- */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static void make_random(struct blob *blob, size_t most, uint32_t *state)
{
	static const size_t lengths[] = { 1, 2, 3, 9, 64, 255, 1000 };
	const size_t wanted = lengths[next_random(state) % 7];
	const size_t length = HEADER + wanted < most ? wanted : most - HEADER;

	*blob = (struct blob){ { BATTERY_BLOB_MAGIC, 0, (uint32_t)(4 * length),
				 BATTERY_BLOB_VERSION },
			       HEADER + length };
	for (size_t i = 0; i < length; i++)
		blob->word[HEADER + i] = next_random(state) % 3 ? next_random(state) % 16 :
								  next_random(state) << 8;
}

/* One word is another one, or the blob is cut or longer. */
static void change(struct blob *blob, size_t most, uint32_t *state)
{
	static const uint32_t values[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 65536 };
	const uint32_t what = next_random(state);
	const size_t payload = blob->count - HEADER;

	if (what % 4 == 0)
		blob->count = HEADER + 1 + next_random(state) % payload;
	else if (what % 4 == 1 && blob->count + 4 <= most)
		blob->count += 1 + next_random(state) % 4;
	else
		blob->word[HEADER + next_random(state) % payload] =
			what % 4 == 2 ? values[next_random(state) % 6] : next_random(state);
	blob->word[2] = (uint32_t)(4 * (blob->count - HEADER));
}

/* Before the start, and while it streams. @return 0: taken or refused; exit status of anything else */
static int try_blob(struct battery *b, const struct battery_point *point, const char *input)
{
	char control[128], text[256];
	int status = 0;

	snprintf(control, sizeof(control), "%s=wrong.txt", b->bytes_control.name);
	snprintf(text, sizeof(text), "sleep 0.003\nsof-ctl -c name='%s' -s wrong.txt\n",
		 b->bytes_control.name);
	if (!battery_write(b, "wrong.sh", text) || !battery_write(b, "nothing.sh", "\n"))
		return battery_object(b, "wrong.sh cannot be written");
	for (size_t i = 0; !status && i < 2 * battery_num_domains(b); i++) {
		status = battery_run_with(b, point, input, i % 2 ? NULL : control,
					  i % 2 ? "wrong.sh" : "nothing.sh", i / 2);
		if (status == CLI_FIRMWARE)
			status = 0;
	}
	return status;
}

enum battery_verdict check_blobs(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];
	struct blob good = { .count = 0 }, blob;
	/* the control takes no more */
	const size_t room = b->bytes_control.max / sizeof(uint32_t),
		     most = room < MAX_WORDS ? room : MAX_WORDS;
	uint32_t state = 4711;

	if (!b->bytes_control.name[0] || most <= HEADER)
		return battery_skipped(text, "it has no control for one");
	if (b->blob[0]) {
		char path[2 * PATH_MAX];

		snprintf(path, sizeof(path), "%s%s%s", b->blob[0] == '/' ? "" : b->work,
			 b->blob[0] == '/' ? "" : "/", b->blob);
		if (!read_blob(path, &good))
			return battery_failed(
				b, battery_object(b, "%s: no blob as sof-ctl writes it", path),
				text);
	}
	for (unsigned int i = 0; i < MUTATIONS && !stop_asked(); i++) {
		if (good.count) {
			blob = good;
			change(&blob, most, &state);
		} else {
			make_random(&blob, most, &state);
		}
		if (write_blob(b, "wrong.txt", &blob) ||
		    battery_try(b, try_blob, point, "noise", 481, text))
			return BATTERY_FAILED;
	}
	return battery_good(text, "%u %s are taken or refused", MUTATIONS,
			    good.count ? "changed blobs" : "random blobs");
}
