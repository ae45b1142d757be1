/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of controls: each volume, switch and enum of the topology, and its first blob. */
#include <stdio.h>
#include <string.h>

#include <ipc4/header.h>
#include <jansson.h>

#include "cli/cli.h"
#include "util/stop.h"
#include "validate/battery.h"

#define MOST_VALUES 16 /* of an enum that are tried */

/* A module need not have a control: then it says so, each time. */
static bool is_refusal(int status, const struct battery *b)
{
	return status == CLI_FIRMWARE && strstr(b->line, "refused");
}

/* ---- values ---- */

/* The i-th value to try. @return false: there are no more */
static bool value_at(const struct battery_control *control, unsigned int i, unsigned int *value)
{
	if (!strcmp(control->kind, "volume")) {
		*value = i * control->max / 2;
		return i < 3;
	}
	*value = i;
	return i <= control->max && i < MOST_VALUES;
}

/* Which control and value a trial is of. */
static const struct battery_control *tried;
static unsigned int tried_value;

/* What it is put to on a command line: a number, or a file with the message of an enum. @return false: not written */
static bool word_of(struct battery *b, const struct battery_control *control, unsigned int value,
		    char *word, size_t size)
{
	char text[128];

	snprintf(word, size, control->by_bytes ? "enum-%u.txt" : "%u", value);
	/* a header for sof-ctl; then control 0 of the module, one value, and it for channel 0 */
	snprintf(text, sizeof(text), "%u,%u,28,%u,0,0,0,0,65536,0,0,0,0,0,%u", BATTERY_BLOB_MAGIC,
		 SOF_IPC4_ENUM_CONTROL_PARAM_ID, BATTERY_BLOB_VERSION, value);
	return !control->by_bytes || battery_write(b, word, text);
}

/* A line of a script that puts it. */
static void add_line(char *text, size_t size, const struct battery_control *control,
		     const char *word)
{
	const size_t used = strlen(text);

	snprintf(text + used, size - used,
		 control->by_bytes ? "sof-ctl -c name='%s' -s %s\n" :
				     "amixer -c0 cset name='%s' %s\n",
		 control->name, word);
}

/* Each value of each control. @return false: a trial has failed */
static bool try_values(struct battery *b, battery_trial *trial, char *text)
{
	for (size_t c = 0; c < b->num_controls; c++) {
		tried = &b->controls[c];
		for (unsigned int i = 0; value_at(tried, i, &tried_value) && !stop_asked(); i++)
			if (battery_try(b, trial, &b->points[0], "noise", 481, text))
				return false;
	}
	return true;
}

/* ---- set at any time ---- */

static int set_value(struct battery *b, const struct battery_point *point, const char *input)
{
	char word[32], other[32], control[128], text[512] = "sleep 0.002\n";
	int status = 0;

	if (!word_of(b, tried, tried_value ? tried_value - 1 : tried->max, other, sizeof(other)) ||
	    !word_of(b, tried, tried_value, word, sizeof(word)))
		return battery_object(b, "enum.txt cannot be written");
	snprintf(control, sizeof(control), "%s=%s", tried->name, word);
	add_line(text, sizeof(text), tried, other);
	strcat(text, "sleep 0.001\n");
	add_line(text, sizeof(text), tried, word);
	add_line(text, sizeof(text), tried, word);
	strcat(text, "sleep 0.001\n");
	add_line(text, sizeof(text), tried, other);
	if (!battery_write(b, "set.sh", text))
		return battery_object(b, "set.sh cannot be written");
	for (size_t d = 0; !status && d < battery_num_domains(b); d++) {
		status = battery_run_with(b, point, input, control, "set.sh", d);
		if (is_refusal(status, b))
			status = 0;
	}
	return status;
}

static int send_blob(struct battery *b, const struct battery_point *point, const char *input)
{
	char control[PATH_MAX + 128], text[4 * PATH_MAX];
	int status = 0;

	snprintf(control, sizeof(control), "%s=%s", b->bytes_control.name, b->blob);
	snprintf(
		text, sizeof(text),
		"sleep 0.002\nsof-ctl -c name='%s' -s %s\nsleep 0.002\nsof-ctl -c name='%s' -s %s\n",
		b->bytes_control.name, b->blob, b->bytes_control.name, b->blob);
	if (!battery_write(b, "blob.sh", text))
		return battery_object(b, "blob.sh cannot be written");
	for (size_t d = 0; !status && d < battery_num_domains(b); d++)
		status = battery_run_with(b, point, input, control, "blob.sh", d);
	return status;
}

/* "switch, enum and blob", of those that count. */
static void list_kinds(const struct battery *b, const bool *counts, bool blob, char *text,
		       size_t size)
{
	const char *kinds[BATTERY_MAX_CONTROLS + 1];
	size_t count = 0, used = 0;

	for (size_t c = 0; c < b->num_controls; c++) {
		bool known = !counts[c];

		for (size_t i = 0; i < count; i++)
			known |= kinds[i] == b->controls[c].kind;
		if (!known)
			kinds[count++] = b->controls[c].kind;
	}
	if (blob)
		kinds[count++] = "blob";
	for (size_t i = 0; i < count && used < size; i++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", kinds[i],
					 i + 2 < count ? ", " :
					 i + 1 < count ? " and " :
							 "");
}

static const char no_controls[] = "no control, and no blob was given (--blob)";

enum battery_verdict check_controls(struct battery *b, char *text)
{
	bool all[BATTERY_MAX_CONTROLS];
	char kinds[128];

	if (!b->num_controls && !b->blob[0])
		return battery_skipped(text, no_controls);
	if (!try_values(b, set_value, text))
		return BATTERY_FAILED;
	if (b->blob[0] && battery_try(b, send_blob, &b->points[0], "noise", 481, text))
		return BATTERY_FAILED;
	memset(all, true, sizeof(all));
	list_kinds(b, all, b->blob[0], kinds, sizeof(kinds));
	return battery_good(text, "%s: before the start, while it streams, twice", kinds);
}

/* ---- read back ---- */

static bool answered; /* by the module, in the runs of one trial or more */

static void note_answer(const struct battery *b)
{
	json_t *report = battery_json(b, "report.json");

	answered |= json_integer_value(json_object_get(json_object_get(report, "counts"),
						       "controls_read_back")) > 0;
	json_decref(report);
}

/* Set before the start, then while it streams: both read when the stream has ended. */
static int set_and_read(struct battery *b, const struct battery_point *point, const char *input,
			const char *control, const char *line)
{
	int status = 0;

	if (!battery_write(b, "read.sh", line) || !battery_write(b, "nothing.sh", "\n"))
		return battery_object(b, "read.sh cannot be written");
	for (size_t i = 0; !status && i < 2 * battery_num_domains(b); i++) {
		const char *where = i / 2 ? "DOMAIN=DP" : "DOMAIN=LL";

		status = battery_run(b, "run", point, input, "-q", "-D", where, "-D",
				     "HEAP_BYTES=" BATTERY_HEAP, "--fail-on", "control", "--report",
				     "report.json", "-s", i % 2 ? "read.sh" : "nothing.sh",
				     i % 2 ? NULL : "--control", control, NULL);
		if (is_refusal(status, b))
			status = 0;
		else if (!status)
			note_answer(b);
	}
	return status;
}

static int read_value(struct battery *b, const struct battery_point *point, const char *input)
{
	char word[32], control[128], line[256] = "sleep 0.003\n";

	if (!word_of(b, tried, tried_value, word, sizeof(word)))
		return battery_object(b, "%s cannot be written", word);
	snprintf(control, sizeof(control), "%s=%s", tried->name, word);
	add_line(line, sizeof(line), tried, word);
	return set_and_read(b, point, input, control, line);
}

static int read_blob_back(struct battery *b, const struct battery_point *point, const char *input)
{
	char control[PATH_MAX + 128], line[2 * PATH_MAX];

	snprintf(control, sizeof(control), "%s=%s", b->bytes_control.name, b->blob);
	snprintf(line, sizeof(line), "sleep 0.003\nsof-ctl -c name='%s' -s %s\n",
		 b->bytes_control.name, b->blob);
	return set_and_read(b, point, input, control, line);
}

enum battery_verdict check_read_back(struct battery *b, char *text)
{
	bool counts[BATTERY_MAX_CONTROLS] = { false }, blob = false, any = false;
	char kinds[128] = "";

	if (!b->num_controls && !b->blob[0])
		return battery_skipped(text, no_controls);
	for (size_t c = 0; c < b->num_controls; c++) {
		tried = &b->controls[c];
		answered = false;
		for (unsigned int i = 0; value_at(tried, i, &tried_value) && !stop_asked(); i++)
			if (battery_try(b, read_value, &b->points[0], "noise", 961, text))
				return BATTERY_FAILED;
		counts[c] = answered;
		any |= answered;
	}
	if (b->blob[0]) {
		answered = false;
		if (battery_try(b, read_blob_back, &b->points[0], "noise", 961, text))
			return BATTERY_FAILED;
		blob = answered;
		any |= answered;
	}
	list_kinds(b, counts, blob, kinds, sizeof(kinds));
	return any ? battery_good(text, "%s: as set, before the start and while it streams",
				  kinds) :
		     battery_skipped(text, "its module answers for no control");
}
