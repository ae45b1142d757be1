/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/run_files.h"
#include "util/text.h"

/* Once: what a reader has to say may come with the header, or where its file ends. */
static void warn_of_input(struct run_session *session, struct run_end *end)
{
	char text[512];

	snprintf(text, sizeof(text), "%s", audio_reader_warning(end->reader));
	text_make_printable(text);
	if (!text[0] || end->warned)
		return;
	end->warned = true;
	run_log_line(&session->log, ADSP_LOG_WRN, 0, "input", text);
}

static int open_file(struct run_session *session, struct run_end *end)
{
	const struct audio_spec *in = &end->asked;
	struct audio_reader_options options = {
		.raw = *in,
		.accept_truncated = session->options->accept_truncated,
	};
	char err[512];
	int ret;

	if (!end->file)
		return 0;
	if (!end->input) {
		if (audio_writer_open(end->file, in->format != SAMPLE_NONE, &end->writer, err,
				      sizeof(err)) < 0)
			return run_fail(&session->error, CLI_OUTPUT, "%s", err);
		return 0;
	}

	if (options.raw.channels == 0)
		options.raw.channels = 2;
	if (audio_path_is_raw(end->file, in->format && in->rate) && (!in->format || !in->rate))
		return run_fail(&session->error, CLI_USAGE, "%s: a raw file needs -b and -r",
				end->file);
	ret = audio_reader_open(end->file, &options, &end->reader, err, sizeof(err));
	if (ret < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s", err);
	warn_of_input(session, end);
	return 0;
}

int run_files_open(struct run_session *session)
{
	return run_each_end(session, open_file);
}

static void note_unwritten(struct run_session *session, const struct run_end *end)
{
	struct run_report *report = session->report;

	for (size_t i = 0; i < report->num_ends; i++)
		report->ends[i].unwritten |= report->ends[i].file == end->file;
}

static int keep(struct run_session *session, struct run_end *end)
{
	char err[512];
	int ret = end->writer ? audio_writer_commit(end->writer, err, sizeof(err)) : 0;

	if (ret < 0)
		run_fail(&session->error, CLI_OUTPUT, "%s", err);
	if (ret > 0)
		note_unwritten(session, end);
	end->writer = NULL;
	return 0;
}

static int drop(struct run_session *session, struct run_end *end)
{
	char kept[PATH_MAX], usual[PATH_MAX];

	audio_writer_abort(end->writer, kept, sizeof(kept));
	snprintf(usual, sizeof(usual), "%s.partial", end->file ? end->file : "");
	if (kept[0] && strcmp(kept, usual) != 0)
		cli_fail("run", CLI_GOOD, "%s: what there is stays as %s", end->file, kept);
	if (end->reader)
		warn_of_input(session, end);
	audio_reader_close(end->reader);
	end->writer = NULL;
	end->reader = NULL;
	return 0;
}

void run_files_close(struct run_session *session, bool good)
{
	if (good)
		run_each_end(session, keep);
	run_each_end(session, drop);
}
