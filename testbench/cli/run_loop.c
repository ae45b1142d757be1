/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <unistd.h>

#include <adsp/dma.h>
#include <adsp/machine.h>

#include "cli/run_loop.h"
#include "cli/stop_signal.h"
#include "util/progress_bar.h"

#define STALL_TICKS    1000 /* virtual ms without any progress until a run is given up */
#define PROGRESS_TICKS 256  /* virtual ms between two looks at the progress bar */

/* ---- what moves ---- */

/* Everything about the ends that decides whether to go on. */
struct standing {
	bool complete;
	uint64_t moved; /* frames of the ends that are not complete, and of all inputs */
};

static bool end_complete(const struct run_end *end)
{
	if (!end->attached)
		return true;
	return end->input ? !end->reader || audio_source_consumed(&end->source) :
			    audio_sink_complete(&end->sink);
}

/* A link goes on for ever with the silence of underruns: that is no progress. */
static uint64_t sound_frames(const struct run_end *end)
{
	uint32_t frame_bytes = audio_spec_frame_bytes(&end->spec);
	struct adsp_dma_status status;

	if (!end->attached || !frame_bytes || adsp_dma_get_status(end->node_id, &status) != 0)
		return end->sink.frames;
	return end->sink.frames - status.silence_bytes / frame_bytes;
}

static void look_at(const struct run_session *session, const struct run_end *end,
		    struct standing *standing)
{
	bool failed = session->fatal.status != CLI_GOOD;

	if (!end_complete(end))
		standing->complete = false;
	if (end->input)
		standing->moved += end->source.frames;
	else
		standing->moved += failed ? sound_frames(end) : end->sink.frames;
}

static struct standing look(const struct run_session *session)
{
	struct standing standing = { .complete = true };

	for (size_t i = 0; i < session->plan.num_streams; i++)
		look_at(session, &session->streams[i].host, &standing);
	for (size_t i = 0; i < session->plan.num_dais; i++)
		look_at(session, &session->dais[i].end, &standing);
	return standing;
}

/* A file that cannot be read or written is an error of the run. */
static int check_file(struct run_session *session, struct run_end *end)
{
	if (end->input && end->source.error < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s",
				audio_reader_error(end->reader));
	if (!end->input && end->sink.error < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s",
				audio_writer_error(end->writer));
	return 0;
}

static int name_stalled(struct run_session *session, struct run_end *end)
{
	if (end_complete(end))
		return 0;
	if (end->input)
		run_fail(
			&session->error, CLI_FIRMWARE,
			"%s stalled: the firmware has taken %llu of %llu frames, and none for %u ms",
			end->label, (unsigned long long)end->source.frames,
			(unsigned long long)end->source.total, STALL_TICKS);
	else
		run_fail(&session->error, CLI_FIRMWARE,
			 "%s starved: %llu of %llu frames have come out, and none for %u ms",
			 end->label, (unsigned long long)end->sink.frames,
			 (unsigned long long)end->sink.limit, STALL_TICKS);
	return -1;
}

/* ---- progress ---- */

static double done_part(const struct run_session *session)
{
	double part = 1;

	if (session->options->max_ticks)
		part = (double)card_ticks(session->card) / (double)session->options->max_ticks;
	for (size_t i = 0; i < session->plan.num_streams + session->plan.num_dais; i++) {
		const struct run_end *end =
			i < session->plan.num_streams ?
				&session->streams[i].host :
				&session->dais[i - session->plan.num_streams].end;
		double here;

		if (!end->attached || end->input || end->sink.limit == AUDIO_SINK_UNLIMITED)
			continue;
		here = (double)end->sink.frames / (double)end->sink.limit;
		if (here < part && !session->options->max_ticks)
			part = here;
	}
	return part > 1 ? 1 : part;
}

static void draw_progress(struct run_session *session, int *drawn)
{
	int percent = (int)(100 * done_part(session));
	char text[128], runs[40] = "";

	if (percent == *drawn)
		return;
	*drawn = percent;
	if (session->options->iterations > 1)
		snprintf(runs, sizeof(runs), " run %u of %u", session->iteration + 1,
			 session->options->iterations);
	progress_bar_text(text, sizeof(text), progress_bar_columns(STDERR_FILENO), percent, runs);
	fprintf(stderr, "\r%s", text);
	session->log.bar = true;
}

static void clear_progress(struct run_session *session)
{
	if (session->log.bar)
		fputs("\r\033[K", stderr);
	session->log.bar = false;
}

/* ---- the loop ---- */

/* The script goes by the audio that has come out of the first output. */
static int step_script(struct run_session *session)
{
	const struct run_end *clock = session->clock;
	struct control_error error;
	uint64_t now_ns = 0;

	if (!session->script)
		return 0;
	if (clock)
		now_ns = clock->sink.frames / clock->spec.rate * 1000000000 +
			 clock->sink.frames % clock->spec.rate * 1000000000 / clock->spec.rate;
	if (control_script_step(session->script, card_driver(session->card), now_ns, &error) < 0)
		return run_fail(&session->error, run_status_of(error.kind), "%s", error.text);
	return 0;
}

/* @return 0 go on, 1 the end, -1 error */
static int decide(struct run_session *session, uint64_t *moved, uint64_t *idle_since)
{
	struct standing standing = look(session);
	uint64_t limit = session->options->max_ticks;

	if (run_each_end(session, check_file) < 0)
		return -1;
	if (stop_signal())
		return run_fail(&session->error, 128 + stop_signal(), "stopped by signal %d",
				stop_signal());
	if (adsp_machine_halted())
		return run_fail(&session->error, CLI_FIRMWARE, "%s", adsp_machine_halted());
	if (standing.complete || (limit && card_ticks(session->card) >= limit))
		return 1;
	if (standing.moved != *moved) {
		*moved = standing.moved;
		*idle_since = card_ticks(session->card);
	} else if (card_ticks(session->card) - *idle_since >= STALL_TICKS) {
		/* a module that failed is the better explanation */
		session->report->stalled = session->fatal.status == CLI_GOOD;
		if (session->report->stalled)
			run_each_end(session, name_stalled);
		return 1;
	}
	return 0;
}

int run_loop(struct run_session *session)
{
	bool progress = !session->options->quiet && isatty(STDERR_FILENO);
	uint64_t moved = 0, idle_since = card_ticks(session->card);
	int drawn = -1;
	int ret;

	ret = step_script(session);
	while (ret == 0) {
		card_run(session->card, 1);
		ret = step_script(session);
		if (ret == 0)
			ret = decide(session, &moved, &idle_since);
		if (progress && card_ticks(session->card) % PROGRESS_TICKS == 0)
			draw_progress(session, &drawn);
	}
	clear_progress(session);
	if (session->fatal.status != CLI_GOOD)
		run_fail(&session->error, session->fatal.status, "%s", session->fatal.text);
	return session->error.status == CLI_GOOD ? 0 : -1;
}
