/* SPDX-License-Identifier: BSD-3-Clause */
/* Checks of formats, and of the samples that must not depend on how a module is called. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "validate/battery.h"

#define AS_REFERENCE "--expect", "out.wav=reference.wav"
#define LONG_SECONDS 20

static const char depends[] = "its samples depend on the size of a block";
static const char no_user_mode[] = "it does not run in user mode";

/* ---- formats ---- */

struct formats {
	unsigned int played, refused;
	char refusal[BATTERY_TEXT]; /* the last one */
};

/* @return exit status of a fault; 0: played, or refused by name */
static int play_or_refuse(struct battery *b, const struct battery_point *point,
			  struct formats *found, unsigned int frames)
{
	int status = battery_reference(b, point, battery_input(b, point, "noise", frames));

	if (status != CLI_FIRMWARE) {
		found->played += !status;
		return status;
	}
	/* "starved" and the like are no refusal */
	if (!strstr(b->line, "refused"))
		return status;
	found->refused++;
	memcpy(found->refusal, b->line, sizeof(found->refusal));
	return 0;
}

enum battery_verdict check_formats(struct battery *b, char *text)
{
	static const unsigned int widths[] = { 16, 24, 32 }, channels[] = { 2, 1, 8 },
				  rates[] = { 48000, 16000, 44100, 96000 };
	struct formats found = { 0 };

	for (size_t i = 0; i < 3 * 3 * 4; i++) {
		const struct battery_point point = { widths[i / 12], channels[i / 4 % 3],
						     rates[i % 4] };
		unsigned int before = found.played;
		int status = play_or_refuse(b, &point, &found, BATTERY_FRAMES);

		if (status)
			return battery_failed(b, status, text);
		if (found.played != before)
			b->points[b->num_points++] = point;
	}
	if (found.played)
		return battery_good(text, "%u formats play, %u are refused", found.played,
				    found.refused);
	snprintf(text, BATTERY_TEXT, "no format plays; the last refusal: %.*s", BATTERY_TEXT - 64,
		 found.refusal);
	return BATTERY_FAILED;
}

enum battery_verdict check_every_format(struct battery *b, char *text)
{
	static const unsigned int rates[] = { 8000,  11025, 16000, 22050, 32000,  44100,
					      48000, 64000, 88200, 96000, 176400, 192000 };
	static const unsigned int channels[] = { 1, 2, 3, 4, 5, 6, 8 }; /* those that IPC4 names */
	struct formats found = { 0 };
	int status = 0;

	for (unsigned int width = 16; !status && width <= 32; width += 8) {
		for (size_t c = 0; !status && c < sizeof(channels) / sizeof(channels[0]); c++)
			status = play_or_refuse(
				b, &(struct battery_point){ width, channels[c], 48000 }, &found,
				481);
		for (size_t r = 0; !status && r < sizeof(rates) / sizeof(rates[0]); r++)
			status = play_or_refuse(b, &(struct battery_point){ width, 2, rates[r] },
						&found, rates[r] / 50 + 1);
	}
	return status ? battery_failed(b, status, text) :
			battery_good(text, "%u formats play, %u are refused", found.played,
				     found.refused);
}

/* ---- the same samples ---- */

static int repeat(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_reference(b, point, input);

	return status ? status :
			battery_run(b, "run", point, input, "-q", "-P", "5", AS_REFERENCE, NULL);
}

enum battery_verdict check_repeats(struct battery *b, char *text)
{
	if (battery_try(b, repeat, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "five times the same, nothing kept");
}

static int in_blocks(struct battery *b, const struct battery_point *point, const char *input,
		     unsigned int ms, bool expect)
{
	char block[32];

	snprintf(block, sizeof(block), "BLOCK_MS=%u", ms);
	return battery_run(b, "run", point, input, "-q", "-D", "DOMAIN=DP", "-D", block, "-D",
			   "HEAP_BYTES=" BATTERY_HEAP, "-D", "STACK_BYTES=16384",
			   expect ? "--expect" : NULL, "out.wav=reference.wav", NULL);
}

/*
 * As in the tick; a module that works on whole blocks may be later or earlier by a whole number of frames, as the input is
 * noise from its first frame on. @return exit status
 */
static int as_in_the_tick(struct battery *b, const struct battery_point *point, const char *input,
			  unsigned int ms)
{
	int status = in_blocks(b, point, input, ms, true);

	if (status != CLI_EXPECTATION)
		return status;
	status = in_blocks(b, point, input, ms, false);
	if (!status && battery_is_shifted(b, "reference.wav", "out.wav"))
		return 0;
	return in_blocks(b, point, input, ms, true);
}

static int in_blocks_of_10(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_reference(b, point, input);

	return status ? status : as_in_the_tick(b, point, input, b->by_block ? 1 : 10);
}

enum battery_verdict check_user_mode(struct battery *b, char *text)
{
	int status = in_blocks(b, &b->points[0], battery_input(b, &b->points[0], "noise", 481), 1,
			       false);

	if (status == CLI_FIRMWARE && (strstr(b->line, "a DP module needs the source and sink") ||
				       strstr(b->line, "in the DP domain, expected LL")))
		return battery_skipped(text, no_user_mode);
	if (battery_try_all(b, in_blocks_of_10, "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	b->in_user_mode = true;
	return battery_good(text, "%zu formats as in the tick, nothing touched that is not its own",
			    b->num_points);
}

static int in_some_blocks(struct battery *b, const struct battery_point *point, const char *input)
{
	static const unsigned int sizes[] = { 1, 3, 7 };
	int status = battery_reference(b, point, input);

	for (size_t i = 0; !status && i < sizeof(sizes) / sizeof(sizes[0]); i++)
		status = as_in_the_tick(b, point, input, sizes[i]);
	return status;
}

enum battery_verdict check_blocks(struct battery *b, char *text)
{
	if (!b->in_user_mode || b->by_block)
		return battery_skipped(text, b->by_block ? depends : no_user_mode);
	if (battery_try(b, in_some_blocks, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "blocks of 1, 3 and 7 ms as in the tick");
}

static int in_all_blocks(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_reference(b, point, input);

	for (unsigned int ms = 1; !status && ms <= 20; ms++)
		status = as_in_the_tick(b, point, input, ms);
	return status;
}

enum battery_verdict check_every_block(struct battery *b, char *text)
{
	if (!b->in_user_mode || b->by_block)
		return battery_skipped(text, b->by_block ? depends : no_user_mode);
	if (battery_try(b, in_all_blocks, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "blocks of 1 to 20 ms as in the tick");
}

static int for_long(struct battery *b, const struct battery_point *point, const char *input)
{
	int status = battery_reference(b, point, input);

	if (!status)
		status = battery_run(b, "run", point, input, "-q", "-P", "2", AS_REFERENCE, NULL);
	if (!status && b->in_user_mode)
		status = as_in_the_tick(b, point, input, b->by_block ? 1 : 10);
	return status;
}

enum battery_verdict check_long(struct battery *b, char *text)
{
	const struct battery_point *point = &b->points[0];

	if (battery_try(b, for_long, point, "noise", LONG_SECONDS * point->rate, text))
		return BATTERY_FAILED;
	return battery_good(text, "%u s twice%s", LONG_SECONDS,
			    b->in_user_mode ? ", in the tick and in user mode" : "");
}

/* ---- two instances ---- */

/* Of one input: what it makes of it alone, under a name. */
static int keep_alone(struct battery *b, const struct battery_point *point, const char *input,
		      bool user, const char *name)
{
	char from[2 * PATH_MAX], to[2 * PATH_MAX];
	int status = user ? in_blocks(b, point, input, 10, false) :
			    battery_run(b, "run", point, input, "-q", NULL);

	snprintf(from, sizeof(from), "%s/out.wav", b->work);
	snprintf(to, sizeof(to), "%s/%s", b->work, name);
	return !status && rename(from, to) < 0 ? battery_object(b, "%s cannot be written", to) :
						 status;
}

static int both(struct battery *b, const struct battery_point *point, const char *input,
		const char *other, bool user)
{
	int status = keep_alone(b, point, input, user, "alone-one.wav");

	if (!status)
		status = keep_alone(b, point, other, user, "alone-two.wav");
	if (status)
		return status;
	if (user)
		return battery_run_two(b, point, input, other, "-q", BATTERY_USER("10"), "--expect",
				       "one.wav=alone-one.wav", "--expect", "two.wav=alone-two.wav",
				       NULL);
	return battery_run_two(b, point, input, other, "-q", "--expect", "one.wav=alone-one.wav",
			       "--expect", "two.wav=alone-two.wav", NULL);
}

static int together(struct battery *b, const struct battery_point *point, const char *input)
{
	const char *dash = input ? strrchr(input, '-') : NULL, *other;
	unsigned int frames = 0;
	int status;

	if (!dash || sscanf(dash + 1, "%u", &frames) != 1)
		return battery_object(b, "an input cannot be written to %s", b->work);
	other = battery_input(b, point, "other", frames);
	status = both(b, point, input, other, false);
	return status || !b->in_user_mode ? status : both(b, point, input, other, true);
}

enum battery_verdict check_instances(struct battery *b, char *text)
{
	if (b->inputs != 1 || b->outputs != 1)
		return battery_skipped(text, "for modules with one input and one output");
	if (battery_try(b, together, &b->points[0], "noise", BATTERY_FRAMES, text))
		return BATTERY_FAILED;
	return battery_good(text, "two at once, each as alone%s",
			    b->in_user_mode ? ", in the tick and in user mode" : "");
}
