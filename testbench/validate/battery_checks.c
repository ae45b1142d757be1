/* SPDX-License-Identifier: BSD-3-Clause */
/* The checks. docs/validate.md explains each. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "validate/battery.h"

#define FRAMES       4801
#define SHORT_FRAMES 481
#define USER_HEAP    "HEAP_BYTES=1048576" /* eight channels of short-time spectra */

/* ---- helpers ---- */

static enum battery_verdict failed(const struct battery *b, int status, char *text)
{
	snprintf(text, BATTERY_TEXT, "exit status %d: %.*s", status, BATTERY_TEXT - 32,
		 b->line[0] ? b->line : "nothing on standard error");
	return BATTERY_FAILED;
}

static enum battery_verdict good(char *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static enum battery_verdict good(char *text, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, BATTERY_TEXT, format, ap);
	va_end(ap);
	return BATTERY_GOOD;
}

static enum battery_verdict no_user_mode(char *text)
{
	snprintf(text, BATTERY_TEXT, "it does not run in user mode");
	return BATTERY_SKIPPED;
}

/* What it makes of an input in the tick; other runs are held against it. @return exit status */
static int make_reference(struct battery *b, const struct battery_point *point, const char *kind)
{
	const char *input = battery_input(b, point, kind, FRAMES);

	return input ? battery_run(b, "run", point, input, "reference.wav", "-q", NULL) : -1;
}

/* ---- formats ---- */

static bool add_point(struct battery *b, unsigned int width, unsigned int channels,
		      unsigned int rate, unsigned int *refused, enum battery_verdict *verdict,
		      char *text)
{
	const struct battery_point point = { width, channels, rate };
	int status = make_reference(b, &point, "noise");

	if (status == CLI_GOOD)
		b->points[b->num_points++] = point;
	else if (status == CLI_FIRMWARE)
		++*refused;
	else
		*verdict = failed(b, status, text);
	return *verdict == BATTERY_GOOD;
}

static enum battery_verdict formats(struct battery *b, char *text)
{
	static const unsigned int widths[] = { 16, 24, 32 }, channels[] = { 2, 1, 8 },
				  rates[] = { 48000, 16000, 44100, 96000 };
	enum battery_verdict verdict = BATTERY_GOOD;
	unsigned int refused = 0;

	for (size_t w = 0; w < 3; w++)
		for (size_t c = 0; c < 3; c++)
			for (size_t r = 0; r < 4; r++)
				if (!add_point(b, widths[w], channels[c], rates[r], &refused,
					       &verdict, text))
					return verdict;
	if (!b->num_points) {
		snprintf(text, BATTERY_TEXT, "no format plays; the last refusal: %.*s",
			 BATTERY_TEXT - 64, b->line);
		return BATTERY_FAILED;
	}
	return good(text, "%zu formats play, %u are refused", b->num_points, refused);
}

/* ---- the same samples ---- */

static enum battery_verdict repeats(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];
	int status = make_reference(b, point, "noise");

	if (!status)
		status = battery_run(b, "run", point, battery_input(b, point, "noise", FRAMES),
				     "out.wav", "-q", "-P", "5", "--expect", "reference.wav", NULL);
	return status ? failed(b, status, text) : good(text, "five times the same, nothing kept");
}

static enum battery_verdict user_mode(struct battery *b, char *text)
{
	size_t played = 0;

	for (size_t i = 0; i < b->num_points; i++) {
		const struct battery_point *point = &b->points[i];
		int status = make_reference(b, point, "noise");

		if (!status)
			status = battery_run(b, "run", point,
					     battery_input(b, point, "noise", FRAMES), "out.wav",
					     "-q", "-D", "DOMAIN=DP", "-D", "BLOCK_MS=10", "-D",
					     USER_HEAP, "-D", "STACK_BYTES=16384", "--expect",
					     "reference.wav", NULL);
		if (status == CLI_FIRMWARE &&
		    (strstr(b->line, "a DP module needs the source and sink") ||
		     strstr(b->line, "in the DP domain, expected LL")))
			return no_user_mode(text);
		if (status)
			return failed(b, status, text);
		played++;
	}
	b->in_user_mode = true;
	return good(text, "%zu formats as in the tick, nothing touched that is not its own",
		    played);
}

static enum battery_verdict blocks(struct battery *b, char *text)
{
	static const char *const sizes[] = { "BLOCK_MS=1", "BLOCK_MS=3", "BLOCK_MS=7" };
	const struct battery_point *point = &b->points[0];
	int status = b->in_user_mode ? make_reference(b, point, "noise") : 0;

	if (!b->in_user_mode)
		return no_user_mode(text);
	for (size_t i = 0; !status && i < 3; i++)
		status = battery_run(b, "run", point, battery_input(b, point, "noise", FRAMES),
				     "out.wav", "-q", "-D", "DOMAIN=DP", "-D", sizes[i], "-D",
				     USER_HEAP, "-D", "STACK_BYTES=16384", "--expect",
				     "reference.wav", NULL);
	return status ? failed(b, status, text) :
			good(text, "blocks of 1, 3 and 7 ms as in the tick");
}

/* ---- states ---- */

static enum battery_verdict states(struct battery *b, char *text)
{
	static const char *const orders[][3] = { { "--pause", "0=10", NULL },
						 { "--stop", "0=15", NULL },
						 { "--suspend", "0=10", NULL } };
	static const char *const domains[] = { "DOMAIN=LL", "DOMAIN=DP" };
	const struct battery_point *point = &b->points[0];
	const char *input = battery_input(b, point, "noise", FRAMES);

	for (size_t d = 0; d < (b->in_user_mode ? 2u : 1u); d++) {
		for (size_t i = 0; input && i < 3; i++) {
			const bool goes_on = i != 1;
			int status = battery_run(b, "run", point, input, "out.wav", "-q", "-D",
						 domains[d], "-D", USER_HEAP, orders[i][0],
						 orders[i][1], goes_on ? "--resume" : NULL, "0=20",
						 NULL);

			if (status)
				return failed(b, status, text);
		}
	}
	return good(text, "pause, stop and suspend, and on again");
}

/* ---- signals ---- */

static enum battery_verdict silence(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];
	const char *input = battery_input(b, point, "silence", FRAMES);
	int status;

	if (b->makes_data) {
		snprintf(text, BATTERY_TEXT, "what comes out is no audio");
		return BATTERY_SKIPPED;
	}
	status = input ? battery_run(b, "run", point, input, "out.wav", "-q", "--expect", input,
				     NULL) :
			 -1;

	return status ? failed(b, status, text) : good(text, "silence stays silent");
}

static enum battery_verdict full_scale(struct battery *b, char *text)
{
	for (size_t i = 0; i < b->num_points; i++) {
		int status = make_reference(b, &b->points[i], "square");

		if (status)
			return failed(b, status, text);
	}
	return good(text, "a square wave of full scale, in %zu formats", b->num_points);
}

static enum battery_verdict clean_log(struct battery *b, char *text)
{
	for (size_t i = 0; i < b->num_points; i++) {
		const struct battery_point *point = &b->points[i];
		const char *input = battery_input(b, point, "noise", FRAMES);
		int status = input ? battery_run(b, "run", point, input, "out.wav", "-q",
						 "--fail-on", "xrun,warning,error,deadline", NULL) :
				     -1;

		if (status)
			return failed(b, status, text);
	}
	return good(text, "no xrun, warning, error or missed deadline");
}

/* ---- memory ---- */

static enum battery_verdict allocations(struct battery *b, char *text)
{
	static const char *const domains[] = { "DOMAIN=LL", "DOMAIN=DP" };
	const struct battery_point *point = &b->points[0];
	const char *input = battery_input(b, point, "noise", SHORT_FRAMES);

	for (size_t d = 0; d < (b->in_user_mode ? 2u : 1u); d++) {
		int status = input ? battery_run(b, "sweep", point, input, "out.wav", "-D",
						 domains[d], "-D", USER_HEAP, NULL) :
				     -1;

		if (status)
			return failed(b, status, text);
	}
	return good(text, "each fails once%s: nothing is left behind",
		    b->in_user_mode ? ", in the tick and in user mode" : "");
}

const struct battery_check battery_checks[] = {
	{ "formats", 1, "widths, channel counts and rates: each plays, or is refused", formats },
	{ "repeats", 1, "five runs in one process give the same samples and keep nothing",
	  repeats },
	{ "user-mode", 2, "in the DP domain: the samples of the tick, no isolation fault",
	  user_mode },
	{ "blocks", 3, "blocks of other sizes give the same samples", blocks },
	{ "states", 3, "pause, stop and suspend at any time", states },
	{ "full-scale", 4, "a square wave of full scale in each format", full_scale },
	{ "silence", 5, "silence stays silent", silence },
	{ "clean-log", 6, "no xrun, warning, error or missed deadline", clean_log },
	{ "allocations", 7, "each allocation of the firmware fails once", allocations },
	{ NULL, 0, NULL, NULL },
};
