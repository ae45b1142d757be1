/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include <adsp/machine.h>

#include "cli/run_length.h"
#include "cli/run_loop.h"
#include "cli/run_progress.h"
#include "cli/run_timeline.h"
#include "cli/stop_signal.h"

#define STALL_TICKS 1000 /* virtual ms without audio until an end is given up */
#define LOOK_TICKS \
	50 /* virtual ms between two looks at what moves; sources and sinks wake the card as well */

/* ---- what moves ---- */

/* A stream that begins, ends or leads here is running. */
static bool is_live(const struct run_session *session, const struct run_end *end)
{
	for (size_t s = 0; s < session->plan.num_streams; s++)
		if (end->streams & 1u << s && session->streams[s].playing)
			return true;
	return false;
}

/* Does anything come in that could come out? Not when a capture hears only links that nobody plays to. */
static bool is_fed(const struct run_session *session, const struct run_end *end)
{
	bool deaf = false;

	for (size_t d = 0; d < session->plan.num_dais; d++) {
		const struct run_dai *dai = &session->dais[d];

		if (!dai->end.input || !(dai->end.streams & end->streams))
			continue;
		if (dai->plan->peer < 0 || is_live(session, &session->dais[dai->plan->peer].end))
			return true;
		deaf = true;
	}
	return !deaf;
}

/* What its loopbacks bring may begin again, or it is ended by a word of the user's. */
static bool may_wait(const struct run_session *session, const struct run_end *end)
{
	if (session->options->max_ticks || run_timeline_has_more(session, end->streams))
		return true;
	for (size_t d = 0; d < session->plan.num_dais; d++) {
		const struct run_dai *dai = &session->dais[d];

		if (dai->end.input && dai->end.streams & end->streams && dai->plan->peer >= 0 &&
		    run_timeline_comes(session, session->dais[dai->plan->peer].end.streams))
			return true;
	}
	return false;
}

/* Is there more to hear for a capture that waits for a key phrase, or whose encoder may leave silence out? */
static bool is_listening(const struct run_session *session, const struct run_end *end)
{
	bool listens = end->encoder, is_over = true;

	for (size_t s = 0; s < session->plan.num_streams; s++)
		listens |= end->streams & 1u << s && session->streams[s].pcm &&
			   drv_stream_listens(card_stream_driver(session->streams[s].pcm));
	for (size_t d = 0; listens && d < session->plan.num_dais; d++) {
		const struct run_end *dai = &session->dais[d].end;

		if (dai->input && dai->streams & end->streams && dai->reader)
			is_over &= audio_source_consumed(&dai->source);
	}
	return listens && !is_over;
}

static bool end_complete(const struct run_session *session, const struct run_end *end)
{
	if (!end->attached || (end->input && (!end->reader || audio_source_consumed(&end->source))))
		return true;
	if (run_timeline_comes(session, end->streams))
		return false;
	return !is_live(session, end) || (!end->input && audio_sink_complete(&end->sink));
}

/* A link goes on for ever with the silence of underruns: that is no audio. */
static bool is_idle(struct run_session *session, struct run_end *end)
{
	uint64_t moved = run_length_position(end);

	if (moved != end->moved || !is_live(session, end) ||
	    (!is_fed(session, end) && may_wait(session, end)) || is_listening(session, end)) {
		end->moved = moved;
		end->since = card_ticks(session->card);
	}
	return card_ticks(session->card) - end->since >= STALL_TICKS;
}

/* A file that cannot be read or written is an error of the run. */
static int check_file(struct run_session *session, struct run_end *end)
{
	if (end->input && end->source.error < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s",
				audio_reader_error(end->reader));
	if (!end->input && end->sink.error < 0)
		return run_stopped(session) ? -1 :
					      run_fail(&session->error, CLI_OUTPUT, "%s",
						       audio_writer_error(end->writer));
	return 0;
}

static int fail_idle(struct run_session *session, const struct run_end *end)
{
	char total[32] = "";

	session->report->stalled = true;
	if (end->input)
		return run_fail(
			&session->error, CLI_FIRMWARE,
			"%s stalled: the firmware has taken %llu of %llu frames, and none for %u ms",
			end->label, (unsigned long long)end->moved,
			(unsigned long long)end->source.total, STALL_TICKS);
	if (end->sink.limit != AUDIO_SINK_UNLIMITED)
		snprintf(total, sizeof(total), " of %llu",
			 (unsigned long long)(end->sink.limit - end->past_silence));
	return run_fail(&session->error, CLI_FIRMWARE,
			"%s starved: %llu%s frames have come out, and none for %u ms", end->label,
			(unsigned long long)end->moved, total, STALL_TICKS);
}

/* Codecs that have ended their streams give nothing any more, whatever --drain asks for. */
static bool all_ended(const struct run_session *session, const struct run_end *end)
{
	for (size_t s = 0; s < session->plan.num_streams; s++)
		if (end->streams & 1u << s && !session->streams[s].ended)
			return false;
	return end->streams;
}

/* @return 0 there is more to come, 1 nothing, -1 an end is given up */
static int look_at(struct run_session *session, struct run_end *end)
{
	if (end_complete(session, end))
		return 1;
	if (!is_idle(session, end))
		return 0;
	/* a module that failed is the better explanation: the others go on to their ends */
	if (session->fatal.status != CLI_GOOD || all_ended(session, end))
		return 1;
	return fail_idle(session, end);
}

/* @return 0 go on, 1 all are complete, -1 error */
static int look(struct run_session *session)
{
	int all = 1;

	for (size_t i = 0; i < session->plan.num_streams + session->plan.num_dais; i++) {
		int ret =
			look_at(session, i < session->plan.num_streams ?
						 &session->streams[i].host :
						 &session->dais[i - session->plan.num_streams].end);

		if (ret < 0)
			return ret;
		all &= ret;
	}
	return all;
}

/* ---- the loop ---- */

int run_stopped(struct run_session *session)
{
	char text[160];
	int status = stop_signal_result(session->options->max_host_time_s, text, sizeof(text));

	return status ? run_fail(&session->error, status, "%s", text) : 0;
}

static int check_limits(struct run_session *session)
{
	const struct run_options *options = session->options;
	uint64_t ticks = card_ticks(session->card);

	if (run_stopped(session))
		return -1;
	if (options->max_time_s && ticks >= options->max_time_s * UINT64_C(1000))
		return run_fail(&session->error, CLI_EXPECTATION,
				"--max-time: the run has not ended within %u s of virtual time",
				options->max_time_s);
	return 0;
}

/* @return 0 go on, 1 the end, -1 error */
static int decide(struct run_session *session)
{
	uint64_t limit = session->options->max_ticks;

	if (run_each_end(session, check_file) < 0 || check_limits(session) < 0)
		return -1;
	if (adsp_machine_halted())
		return run_fail(&session->error, CLI_FIRMWARE, "%s", adsp_machine_halted());
	if (limit && card_ticks(session->card) >= limit)
		return 1;
	return look(session);
}

static void take_smaller(uint64_t *ticks, uint64_t limit)
{
	if (limit < *ticks)
		*ticks = limit;
}

/* Ticks until something has to be done or decided. */
static uint64_t ticks_to_go(struct run_session *session)
{
	const struct run_options *options = session->options;
	uint64_t now = card_ticks(session->card), ticks = LOOK_TICKS;

	take_smaller(&ticks, run_timeline_due(session));
	take_smaller(&ticks, run_length_end_encoded(session));
	if (options->max_ticks)
		take_smaller(&ticks, options->max_ticks - now);
	if (options->max_time_s)
		take_smaller(&ticks, options->max_time_s * UINT64_C(1000) - now);
	return ticks;
}

/* Tell the codecs of compressed playbacks whose files have ended. @return 0, -1 a refusal */
static int end_streams(struct run_session *session)
{
	for (size_t s = 0; s < session->plan.num_streams; s++) {
		struct run_stream *stream = &session->streams[s];

		if (!stream->host.codec || !stream->host.input || !stream->playing ||
		    stream->ended || !audio_source_consumed(&stream->host.source))
			continue;
		stream->ended = true;
		if (card_stream_end(stream->pcm) < 0)
			return run_fail_card(session);
	}
	return 0;
}

int run_loop(struct run_session *session)
{
	struct run_progress progress;
	int ret;

	run_progress_begin(&progress, session);
	session->timeline.origin = card_ticks(session->card);
	while ((ret = run_timeline_step(session)) == 0 && (ret = end_streams(session)) == 0 &&
	       (ret = decide(session)) == 0) {
		card_run(session->card, ticks_to_go(session));
		run_progress_draw(&progress);
	}
	run_progress_end(&progress);
	if (ret > 0 && !session->options->max_ticks)
		run_timeline_warn(session);
	if (session->fatal.status != CLI_GOOD)
		run_fail(&session->error, session->fatal.status, "%s", session->fatal.text);
	return session->error.status == CLI_GOOD ? 0 : -1;
}
