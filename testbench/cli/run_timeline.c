/* SPDX-License-Identifier: BSD-3-Clause */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run_length.h"
#include "cli/run_timeline.h"

#define NS_PER_TICK 1000000

/* ---- made of options and lines ---- */

/* Put an action before place `at`. Takes over where. */
static int insert(struct run_session *session, size_t at, const struct run_action *action)
{
	struct run_timeline *timeline = &session->timeline;
	struct run_action *grown =
		reallocarray(timeline->actions, timeline->count + 1, sizeof(*grown));

	if (grown)
		timeline->actions = grown;
	if (!grown || (action->written && !action->where)) {
		free(action->where);
		return run_fail(&session->error, CLI_FIRMWARE, "out of memory");
	}
	memmove(&grown[at + 1], &grown[at], (timeline->count - at) * sizeof(*grown));
	grown[at] = *action;
	timeline->count++;
	return 0;
}

/* By time, then in the order of writing. */
static int add(struct run_session *session, const struct run_action *action)
{
	size_t at = session->timeline.count;

	while (at > 0 && session->timeline.actions[at - 1].tick > action->tick)
		at--;
	return insert(session, at, action);
}

/* An action that an option or a line asks for. @param where	names it in messages */
static int add_written(struct run_session *session, struct run_action action, const char *pcm,
		       const char *where)
{
	int stream =
		run_plan_find_stream(session->tplg, &session->plan, pcm, where, &session->error);

	if (stream < 0) {
		session->error.status = action.from_script ? CLI_BAD_INPUT : CLI_USAGE;
		return -1;
	}
	action.stream = (size_t)stream;
	action.written = true;
	action.where = strdup(where);
	return add(session, &action);
}

static int add_options(struct run_session *session)
{
	char where[160];

	for (size_t i = 0; i < session->options->num_timed; i++) {
		const struct run_timed_option *option = &session->options->timed[i];
		struct run_action action = { .tick = option->ms, .trigger = option->trigger };

		snprintf(where, sizeof(where), "--%s %.100s=%" PRIu64,
			 card_trigger_name(option->trigger), option->pcm, option->ms);
		if (add_written(session, action, option->pcm, where) < 0)
			return -1;
	}
	return 0;
}

static int add_lines(struct run_session *session)
{
	const struct control_stream *line;
	char where[256];

	for (size_t i = 0;
	     session->script && (line = control_script_stream(session->script, i)) != NULL; i++) {
		struct run_action action = {
			.tick = (line->at_ns + NS_PER_TICK - 1) / NS_PER_TICK,
			.trigger = card_trigger_of(line->action),
			.from_script = true,
		};

		snprintf(where, sizeof(where), "%.200s:%u:%u", line->file, line->line,
			 line->column);
		if (add_written(session, action, line->pcm, where) < 0)
			return -1;
	}
	return 0;
}

/* A start that no stop comes before is the first one. */
static void find_later_starts(const struct run_timeline *timeline, bool *later)
{
	bool stopped[RUN_MAX_FILES] = { false };

	for (size_t i = 0; i < timeline->count; i++) {
		const struct run_action *action = &timeline->actions[i];

		later[action->stream] |= !stopped[action->stream] && action->trigger == CARD_START;
		stopped[action->stream] |= action->trigger == CARD_STOP;
	}
}

/* Streams that nothing starts later start at 0, captures first, so that a loopback loses nothing. */
static int add_starts(struct run_session *session)
{
	bool later[RUN_MAX_FILES] = { false };

	find_later_starts(&session->timeline, later);
	for (int direction = TPLG_PLAYBACK; direction <= TPLG_CAPTURE; direction++) {
		for (size_t s = session->plan.num_streams; s-- > 0;) {
			struct run_action start = { .stream = s, .trigger = CARD_START };

			if (later[s] ||
			    session->plan.streams[s].direction != (enum tplg_direction)direction)
				continue;
			if (insert(session, 0, &start) < 0)
				return -1;
		}
	}
	return 0;
}

/* ---- is it possible? ---- */

/* What a stream is between its actions. */
enum phase {
	WAITING,
	PLAYING,
	PAUSED,
	SUSPENDED,
	STOPPED,
	PHASES
};

static const char *const phase_names[PHASES] = { "not started", "running", "paused", "suspended",
						 "stopped" };

/* By trigger and phase: the next phase; -1 not possible. */
static const int next_phase[CARD_TRIGGERS][PHASES] = {
	[CARD_START] = { PLAYING, -1, -1, -1, PLAYING },
	[CARD_STOP] = { -1, STOPPED, STOPPED, STOPPED, -1 },
	[CARD_PAUSE] = { -1, PAUSED, -1, -1, -1 },
	[CARD_RESUME] = { -1, -1, PLAYING, PLAYING, -1 },
	[CARD_SUSPEND] = { -1, SUSPENDED, SUSPENDED, -1, -1 },
};

static int check(struct run_session *session)
{
	int phases[RUN_MAX_FILES] = { WAITING };

	for (size_t i = 0; i < session->timeline.count; i++) {
		const struct run_action *action = &session->timeline.actions[i];
		int *phase = &phases[action->stream];
		int next = next_phase[action->trigger][*phase];

		if (next < 0)
			return run_fail(&session->error,
					action->from_script ? CLI_BAD_INPUT : CLI_USAGE,
					"%s: cannot %s: %s is %s then", action->where,
					card_trigger_name(action->trigger),
					session->plan.streams[action->stream].label,
					phase_names[*phase]);
		*phase = next;
	}
	return 0;
}

int run_timeline_make(struct run_session *session)
{
	if (add_options(session) < 0 || add_lines(session) < 0 || add_starts(session) < 0)
		return -1;
	return check(session);
}

void run_timeline_free(struct run_session *session)
{
	for (size_t i = 0; i < session->timeline.count; i++)
		free(session->timeline.actions[i].where);
	free(session->timeline.actions);
	session->timeline = (struct run_timeline){ .actions = NULL };
}

/* ---- played ---- */

void run_timeline_rewind(struct run_session *session)
{
	session->timeline.next = 0;
	if (session->script)
		control_script_rewind(session->script);
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		session->streams[s].failed = false;
		session->streams[s].ended = false;
		session->streams[s].playing = false;
	}
}

static uint64_t now(const struct run_session *session)
{
	return card_ticks(session->card) - session->timeline.origin;
}

static int step_script(struct run_session *session)
{
	struct control_error error;

	if (session->script && control_script_step(session->script, card_driver(session->card),
						   now(session) * NS_PER_TICK, &error) < 0)
		return run_fail(&session->error, run_status_of(error.kind), "%s", error.text);
	return 0;
}

static void set_playing(struct run_session *session, uint32_t streams, bool playing)
{
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		if (!(streams & 1u << s))
			continue;
		session->streams[s].playing = playing;
		session->streams[s].ended = false;
	}
}

/* Refused while others play: that is reported when they have ended. */
static int fail_start(struct run_session *session, const uint32_t streams)
{
	const struct drv_error error = *card_last_error(session->card);
	bool others = false;

	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_stream *stream = &session->streams[s];
		bool running = card_stream_state(stream->pcm) == CARD_STATE_RUNNING;

		others |= running;
		stream->failed |= (streams & 1u << s) && !running;
		stream->playing &= !stream->failed;
	}
	if (!others)
		return run_fail_card(session);
	run_fail(&session->fatal, run_status_of(error.kind), "%s", error.text);
	return 0;
}

/* Streams as bits, and in the order in which they are triggered. */
struct group {
	struct card_stream *streams[RUN_MAX_FILES];
	uint32_t bits;
	size_t count;
};

/* Bring up the modules; those for which that is refused leave the group. */
static int prepare(struct run_session *session, struct group *group)
{
	size_t count = 0;

	for (size_t s = 0; s < session->plan.num_streams; s++) {
		if (!(group->bits & 1u << s) || card_stream_prepare(session->streams[s].pcm) == 0)
			continue;
		group->bits &= ~(1u << s);
		if (fail_start(session, 1u << s) < 0)
			return -1;
	}
	for (size_t i = 0; i < group->count; i++)
		if (card_stream_state(group->streams[i]) == CARD_STATE_PREPARED)
			group->streams[count++] = group->streams[i];
	group->count = count;
	return 0;
}

static uint32_t suspended(const struct run_session *session, const struct group *group)
{
	uint32_t bits = 0;

	for (size_t s = 0; s < session->plan.num_streams; s++)
		if (group->bits & 1u << s &&
		    card_stream_state(session->streams[s].pcm) == CARD_STATE_SUSPENDED)
			bits |= 1u << s;
	return bits;
}

static int start(struct run_session *session, struct group *group, enum card_trigger trigger)
{
	/* what was in the DSP is lost with the modules */
	uint32_t anew = trigger == CARD_START ? group->bits : suspended(session, group);

	run_length_note_start(session, anew, true);
	run_length_note_start(session, group->bits & ~anew, false);
	if (trigger == CARD_START && prepare(session, group) < 0)
		return -1;
	set_playing(session, group->bits, true);
	/* the first tick goes by before the firmware answers */
	run_length_update(session);
	if (card_trigger(group->streams, group->count, trigger, NULL) < 0)
		return fail_start(session, group->bits);
	return 0;
}

static int hold(struct run_session *session, const struct group *group, enum card_trigger trigger)
{
	run_length_note_hold(session, group->bits);
	set_playing(session, group->bits, false);
	if (card_trigger(group->streams, group->count, trigger, NULL) < 0)
		return run_fail_card(session);
	run_length_note_held(session, group->bits);
	return 0;
}

/* The next actions that are due and of one kind. */
static void take_group(struct run_session *session, struct group *group, enum card_trigger *trigger)
{
	struct run_timeline *timeline = &session->timeline;

	*trigger = timeline->actions[timeline->next].trigger;
	*group = (struct group){ .count = 0 };
	while (timeline->next < timeline->count) {
		const struct run_action *action = &timeline->actions[timeline->next];
		const struct run_stream *stream = &session->streams[action->stream];

		if (action->tick > now(session) || action->trigger != *trigger ||
		    group->bits & 1u << action->stream)
			return;
		timeline->next++;
		if (stream->failed)
			continue;
		group->bits |= 1u << action->stream;
		group->streams[group->count++] = stream->pcm;
	}
}

int run_timeline_step(struct run_session *session)
{
	struct run_timeline *timeline = &session->timeline;
	const uint64_t tick = card_ticks(session->card) - timeline->origin;

	if (step_script(session) < 0)
		return -1;
	if (timeline->next >= timeline->count || timeline->actions[timeline->next].tick > tick)
		return 0;
	while (timeline->next < timeline->count && timeline->actions[timeline->next].tick <= tick) {
		enum card_trigger kind;
		struct group group;

		take_group(session, &group, &kind);
		if (!group.count)
			continue;
		if (kind == CARD_START || kind == CARD_RESUME ? start(session, &group, kind) < 0 :
								hold(session, &group, kind) < 0)
			return -1;
	}
	run_length_update(session);
	return 0;
}

uint64_t run_timeline_due(const struct run_session *session)
{
	const struct run_timeline *timeline = &session->timeline;
	uint64_t due = session->script ? control_script_due(session->script) : CONTROL_NEVER;

	if (due != CONTROL_NEVER)
		due = (due + NS_PER_TICK - 1) / NS_PER_TICK;
	if (timeline->next < timeline->count && timeline->actions[timeline->next].tick < due)
		due = timeline->actions[timeline->next].tick;
	if (due == CONTROL_NEVER)
		return RUN_NEVER;
	return due > now(session) ? due - now(session) : 0;
}

bool run_timeline_comes(const struct run_session *session, uint32_t streams)
{
	for (size_t i = session->timeline.next; i < session->timeline.count; i++) {
		const struct run_action *action = &session->timeline.actions[i];

		if ((action->trigger == CARD_START || action->trigger == CARD_RESUME) &&
		    streams & 1u << action->stream && !session->streams[action->stream].failed)
			return true;
	}
	return false;
}

bool run_timeline_has_more(const struct run_session *session, uint32_t streams)
{
	for (size_t i = session->timeline.next; i < session->timeline.count; i++)
		if (streams & 1u << session->timeline.actions[i].stream)
			return true;
	return false;
}

bool run_timeline_stops(const struct run_session *session, uint32_t streams)
{
	for (size_t i = 0; i < session->timeline.count; i++)
		if (session->timeline.actions[i].trigger == CARD_STOP)
			streams &= ~(1u << session->timeline.actions[i].stream);
	return streams == 0;
}

const char *run_timeline_held(const struct run_session *session, size_t stream)
{
	uint64_t since = 0, played = 0;
	int phase = WAITING;

	for (size_t i = 0; i < session->timeline.next; i++) {
		const struct run_action *action = &session->timeline.actions[i];

		if (action->stream != stream)
			continue;
		if (phase == PLAYING)
			played += action->tick - since;
		since = action->tick;
		phase = next_phase[action->trigger][phase];
	}
	if (phase == STOPPED && !played)
		return "stopped at once";
	return phase == PLAYING || phase == STOPPED ? NULL : phase_names[phase];
}

void run_timeline_warn(struct run_session *session)
{
	const struct run_timeline *timeline = &session->timeline;
	uint64_t time_us = adsp_time_us();
	unsigned int line = session->script ? control_script_next_line(session->script) : 0;
	char text[400];

	if (line) {
		snprintf(text, sizeof(text), "%.200s:%u: not reached, the audio has ended before",
			 session->options->script, line);
		run_log_line(&session->log, ADSP_LOG_WRN, time_us, "control", text);
	}
	for (size_t i = timeline->next; i < timeline->count; i++) {
		snprintf(text, sizeof(text), "%.300s: not reached, the audio has ended before",
			 timeline->actions[i].where);
		run_log_line(&session->log, ADSP_LOG_WRN, time_us, "run", text);
	}
}
