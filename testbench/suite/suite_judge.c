/* SPDX-License-Identifier: BSD-3-Clause */
/* What was expected against what was seen. */
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "report/json_file.h"
#include "suite/suite_measure.h"

/* ---- the log ---- */

static bool line_matches(const struct suite_words *patterns, const char *line, size_t length)
{
	char text[1024];

	snprintf(text, sizeof(text), "%.*s", (int)length, line);
	for (size_t i = 0; i < patterns->count; i++)
		if (strstr(text, patterns->word[i]) || fnmatch(patterns->word[i], text, 0) == 0)
			return true;
	return false;
}

unsigned int suite_log_lines(const struct suite_judged *judged, const char *kind,
			     const char **first)
{
	const struct suite_words *allowed = &judged->scenario->log_allowed;
	unsigned int count = 0;
	char mark[16];
	const char *line = judged->log;

	snprintf(mark, sizeof(mark), "] <%s> ", kind);
	while (line && *line) {
		size_t length = strcspn(line, "\n");
		const char *at = strstr(line, mark);

		if (at && at < line + length && !line_matches(allowed, line, length)) {
			if (!count++ && first)
				*first = line;
		}
		line += length + (line[length] == '\n');
	}
	return count;
}

static bool log_has(const struct suite_judged *judged, const char *pattern)
{
	const struct suite_words one = { .word = { pattern }, .count = 1 };
	const char *line = judged->log;

	while (line && *line) {
		size_t length = strcspn(line, "\n");

		if (line_matches(&one, line, length))
			return true;
		line += length + (line[length] == '\n');
	}
	return false;
}

/* ---- failures ---- */

struct miss {
	const char *name; /* of the expectation */
	const char *key;
	const char *expected, *seen;
	const struct suite_sound *sound;
	int channel; /* -1: of none */
	const struct suite_place *place;
};

static void note(struct suite_judged *judged, const struct miss *miss)
{
	struct suite *suite = judged->scenario->suite;
	const char *where = miss->sound ? miss->sound->end->name : "run";
	const char *channel =
		miss->channel < 0 ? "" : suite_format(suite, " channel %d", miss->channel + 1);
	const char *name = miss->key ? suite_format(suite, "%s %s", miss->name, miss->key) :
				       miss->name;
	const char *text = suite_format(suite, "%s%s: %s: expected %s, seen %s", where, channel,
					name, miss->expected, miss->seen);

	json_array_append_new(judged->failures,
			      json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I}", "expectation",
					json_text(name), "where", json_text(where), "expected",
					json_text(miss->expected), "seen", json_text(miss->seen),
					"text", json_text(text), "file",
					json_text(miss->place->file), "line",
					(json_int_t)miss->place->line, "column",
					(json_int_t)miss->place->column));
}

/* The first line that was not allowed says more than how many there are. */
static const char *with_line(struct suite_judged *judged, const struct suite_check *check,
			     const char *seen)
{
	bool warnings = !strcmp(check->measure->name, "warnings");
	const char *line = NULL;

	if (!warnings && strcmp(check->measure->name, "errors") != 0)
		return seen;
	suite_log_lines(judged, warnings ? "wrn" : "err", &line);
	return line ? suite_format(judged->scenario->suite, "%s: %.*s", seen,
				   (int)strcspn(line, "\n"), line) :
		      seen;
}

static void judge_number(struct suite_judged *judged, const struct suite_check *check,
			 const struct suite_sound *sound, int channel)
{
	double seen =
		check->measure->value(judged, check, sound, channel < 0 ? 0 : (uint32_t)channel);
	const char *text = "none";

	if (seen >= check->bound.low && seen <= check->bound.high)
		return;
	if (!isnan(seen))
		text = suite_format(judged->scenario->suite, "%.8g%s%s", seen,
				    *check->measure->unit ? " " : "", check->measure->unit);
	note(judged, &(struct miss){
			     .name = check->measure->name,
			     .key = check->key,
			     .expected = check->text,
			     .seen = with_line(judged, check, text),
			     .sound = sound,
			     .channel = channel,
			     .place = &check->place,
		     });
}

static bool accepts_all(const struct suite_check *check)
{
	return check->measure->form != SUITE_TEXT && isinf(check->bound.low) &&
	       isinf(check->bound.high);
}

static void judge_check(struct suite_judged *judged, const struct suite_check *check,
			const struct suite_sound *sound)
{
	const struct suite_measure *m = check->measure;
	struct miss miss = {
		.name = m->name,
		.expected = check->text,
		.sound = sound,
		.channel = -1,
		.place = &check->place,
	};

	if (accepts_all(check))
		return;
	if (m->needs_samples && !sound->loaded) {
		miss.seen = "no output";
		note(judged, &miss);
	} else if (m->form == SUITE_TEXT) {
		miss.seen = m->miss(judged, check, sound);
		if (miss.seen)
			note(judged, &miss);
	} else if (m->form == SUITE_CHANNEL || (m->output && m->form == SUITE_KEYED)) {
		for (uint32_t c = 0; c < sound->signal.spec.channels; c++)
			judge_number(judged, check, sound, (int)c);
	} else {
		judge_number(judged, check, sound, -1);
	}
}

static const struct suite_check *find_check(const struct suite_checks *checks,
					    const struct suite_measure *measure)
{
	for (size_t i = 0; i < checks->count; i++)
		if (checks->item[i].measure == measure)
			return &checks->item[i];
	return NULL;
}

/* What nobody speaks of is as in a good run: no xrun, no warning, no leak. A run that is to fail may have them. */
static void judge_usual(struct suite_judged *judged)
{
	const struct suite_scenario *s = judged->scenario;
	const struct suite_measure *m = suite_measure_find("status", false);
	const struct suite_check *status = find_check(&s->checks, m);
	bool good = !status || suite_status_of(status->text) == CLI_GOOD;

	for (size_t i = 0; (m = suite_measure_at(i)) != NULL; i++) {
		struct suite_check check = { .measure = m, .text = m->usual, .place = s->place };

		if (!m->usual || find_check(&s->checks, m) || (!good && m->form != SUITE_TEXT))
			continue;
		if (m->form != SUITE_TEXT)
			suite_parse_bound(m->usual, &check.bound);
		judge_check(judged, &check, NULL);
	}
}

void suite_judge(struct suite_judged *judged)
{
	const struct suite_scenario *s = judged->scenario;

	judge_usual(judged);
	for (size_t i = 0; i < s->checks.count; i++)
		judge_check(judged, &s->checks.item[i], NULL);
	for (size_t i = 0; i < s->log_wanted.count; i++)
		if (!log_has(judged, s->log_wanted.word[i]))
			note(judged, &(struct miss){ .name = "log_has",
						     .expected = s->log_wanted.word[i],
						     .seen = "no such line",
						     .channel = -1,
						     .place = &s->place });
	for (size_t i = 0; i < judged->num_sounds; i++)
		for (size_t k = 0; k < judged->sound[i].end->checks.count; k++)
			judge_check(judged, &judged->sound[i].end->checks.item[k],
				    &judged->sound[i]);
}
