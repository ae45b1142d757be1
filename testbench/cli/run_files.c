/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>

#include "cli/run_session.h"

int run_each_end(struct run_session *session,
		 int (*fn)(struct run_session *session, struct run_end *end))
{
	int ret = 0;

	for (size_t i = 0; i < session->plan.num_streams && ret == 0; i++)
		ret = fn(session, &session->streams[i].host);
	for (size_t i = 0; i < session->plan.num_dais && ret == 0; i++)
		ret = fn(session, &session->dais[i].end);
	return ret;
}

static int open_file(struct run_session *session, struct run_end *end)
{
	const struct audio_spec *in = &session->options->in;
	struct audio_spec raw = *in;
	char err[512];

	if (!end->file)
		return 0;
	if (!end->input) {
		if (audio_writer_open(end->file, &end->writer, err, sizeof(err)) < 0)
			return run_fail(&session->error, CLI_BAD_INPUT, "%s", err);
		return 0;
	}

	if (raw.channels == 0)
		raw.channels = 2;
	if (audio_path_is_raw(end->file, in->format && in->rate) && (!in->format || !in->rate))
		return run_fail(&session->error, CLI_USAGE, "%s: a raw file needs -b and -r",
				end->file);
	if (audio_reader_open(end->file, &raw, &end->reader, err, sizeof(err)) < 0)
		return run_fail(&session->error, CLI_BAD_INPUT, "%s", err);
	return 0;
}

int run_files_open(struct run_session *session)
{
	return run_each_end(session, open_file);
}

static int keep(struct run_session *session, struct run_end *end)
{
	char err[512];

	if (end->writer && audio_writer_commit(end->writer, err, sizeof(err)) < 0)
		run_fail(&session->error, CLI_BAD_INPUT, "%s", err);
	end->writer = NULL;
	return 0;
}

static int drop(struct run_session *session, struct run_end *end)
{
	audio_writer_abort(end->writer);
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
