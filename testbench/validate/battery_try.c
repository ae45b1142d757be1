/* SPDX-License-Identifier: BSD-3-Clause */
/* Verdicts, and the smallest input that leads to one. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/stop.h"
#include "util/text.h"
#include "validate/battery.h"

enum battery_verdict battery_failed(struct battery *b, int status, char *text)
{
	int used = snprintf(text, BATTERY_TEXT, "exit status %d: %.*s", status, BATTERY_TEXT - 96,
			    b->line[0] ? b->line : "nothing on standard error");

	if (b->frames && used > 0 && used < BATTERY_TEXT)
		snprintf(text + used, (size_t)(BATTERY_TEXT - used),
			 " (smallest input: %u frame%s)", b->frames, text_plural(b->frames));
	return BATTERY_FAILED;
}

enum battery_verdict battery_good(char *text, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, BATTERY_TEXT, format, ap);
	va_end(ap);
	return BATTERY_GOOD;
}

enum battery_verdict battery_skipped(char *text, const char *why)
{
	snprintf(text, BATTERY_TEXT, "%s", why);
	return BATTERY_SKIPPED;
}

/* Halves the input as long as it fails with the same status. The battery's last run is the smallest one then. */
static void shrink(struct battery *b, battery_trial *trial, const struct battery_point *point,
		   const char *kind, unsigned int frames, int status)
{
	static char command[sizeof(b->command)], line[sizeof(b->line)];

	do {
		b->frames = frames;
		memcpy(command, b->command, sizeof(command));
		memcpy(line, b->line, sizeof(line));
		frames /= 2;
	} while (frames && !stop_asked() &&
		 trial(b, point, battery_input(b, point, kind, frames)) == status);
	/* the files of the folder are those of the command that is told */
	trial(b, point, battery_input(b, point, kind, b->frames));
	memcpy(b->command, command, sizeof(command));
	memcpy(b->line, line, sizeof(line));
}

enum battery_verdict battery_try(struct battery *b, battery_trial *trial,
				 const struct battery_point *point, const char *kind,
				 unsigned int frames, char *text)
{
	int status = trial(b, point, battery_input(b, point, kind, frames));

	if (!status)
		return BATTERY_GOOD;
	if (!stop_asked())
		shrink(b, trial, point, kind, frames, status);
	return battery_failed(b, status, text);
}

enum battery_verdict battery_try_all(struct battery *b, battery_trial *trial, const char *kind,
				     unsigned int frames, char *text)
{
	enum battery_verdict verdict = BATTERY_GOOD;

	for (size_t i = 0; verdict == BATTERY_GOOD && i < b->num_points; i++)
		verdict = battery_try(b, trial, &b->points[i], kind, frames, text);
	return verdict;
}
