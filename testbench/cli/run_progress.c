/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <unistd.h>

#include "cli/run_progress.h"
#include "util/progress_bar.h"

#define PROGRESS_TICKS 256 /* virtual ms between two looks */

void run_progress_begin(struct run_progress *progress, struct run_session *session)
{
	*progress = (struct run_progress){
		.session = session,
		.shown = !session->options->quiet && isatty(STDERR_FILENO),
		.drawn = -1,
	};
}

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

		if (!end->attached || end->input || end->sink.limit == AUDIO_SINK_UNLIMITED ||
		    !end->sink.limit)
			continue;
		here = (double)audio_sink_frames(&end->sink) / (double)end->sink.limit;
		if (here < part && !session->options->max_ticks)
			part = here;
	}
	return part > 1 ? 1 : part;
}

void run_progress_draw(struct run_progress *progress)
{
	struct run_session *session = progress->session;
	char text[128], runs[40] = "";
	int percent;

	if (!progress->shown || card_ticks(session->card) < progress->ticks)
		return;
	progress->ticks = card_ticks(session->card) + PROGRESS_TICKS;
	percent = (int)(100 * done_part(session));
	if (percent == progress->drawn)
		return;
	progress->drawn = percent;
	if (session->options->iterations > 1)
		snprintf(runs, sizeof(runs), " run %u of %u", session->iteration + 1,
			 session->options->iterations);
	progress_bar_text(text, sizeof(text), progress_bar_columns(STDERR_FILENO), percent, runs);
	fprintf(stderr, "\r%s", text);
	session->log.bar = true;
}

void run_progress_end(struct run_progress *progress)
{
	struct run_session *session = progress->session;

	if (session->log.bar)
		fputs("\r\033[K", stderr);
	session->log.bar = false;
}
