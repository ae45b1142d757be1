/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/audio_io.h"
#include "cli/run_check_outputs.h"
#include "util/output_file.h"

/*
 * Both forms of naming audio files, what outputs are compared with, topology and script, profile, log, report, trace, and
 * the two of the ledger.
 */
#define MAX_USES (2 * RUN_MAX_WORDS + 3 * RUN_MAX_FILES + 8)

enum access {
	READ,
	WRITTEN,
	EITHER, /* the topology decides */
};

struct use {
	const char *path;
	enum access access;
};

struct uses {
	struct use use[MAX_USES];
	size_t count;
};

static void add(struct uses *uses, const char *path, enum access access)
{
	if (path)
		uses->use[uses->count++] = (struct use){ path, access };
}

/* Where a file that is not there yet will be: its folder by inode, and its name in there. */
static bool same_place(const char *a, const char *b)
{
	const char *paths[] = { a, b };
	const char *names[2];
	struct stat folders[2];

	for (int i = 0; i < 2; i++) {
		const char *slash = strrchr(paths[i], '/');
		char folder[PATH_MAX];

		names[i] = slash ? slash + 1 : paths[i];
		snprintf(folder, sizeof(folder), "%.*s/.", slash ? (int)(slash - paths[i]) : 1,
			 slash ? paths[i] : ".");
		if (stat(folder, &folders[i]) < 0)
			return false;
	}
	return strcmp(names[0], names[1]) == 0 && folders[0].st_dev == folders[1].st_dev &&
	       folders[0].st_ino == folders[1].st_ino;
}

/* The same behind all links that lead there. */
static bool same_target(const char *a, const char *b)
{
	char *first = output_file_target(a), *second = output_file_target(b);
	bool same = first && second && same_place(first, second);

	free(first);
	free(second);
	return same;
}

static bool look(const struct use *use, struct stat *st)
{
	if (use->access != READ && output_file_is_stdout(use->path))
		return fstat(STDOUT_FILENO, st) == 0;
	if (use->access == READ && audio_input_is_stdin(use->path))
		return fstat(STDIN_FILENO, st) == 0;
	return stat(use->path, st) == 0;
}

/* One and the same stream of bytes: it can be had once only. */
static bool is_stream(const struct use *use, const struct stat *st)
{
	return S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode) ||
	       (use->access == READ ? audio_input_is_stdin(use->path) :
				      output_file_is_stdout(use->path));
}

/* What the two do to each other; NULL: nothing. */
static const char *conflict(const struct use *a, const struct use *b)
{
	struct stat first, second;
	bool there = look(a, &first), streams = false;

	if (there != look(b, &second))
		return NULL;
	if (there) {
		if (first.st_dev != second.st_dev || first.st_ino != second.st_ino)
			return NULL;
		streams = is_stream(a, &first) && is_stream(b, &second);
		/* devices, as a terminal or /dev/null, can be named twice */
		if (!S_ISREG(first.st_mode) && !S_ISFIFO(first.st_mode) &&
		    (!streams || a->access != b->access))
			return NULL;
	} else if (!same_target(a->path, b->path)) {
		return NULL;
	}
	if (a->access == READ && b->access == READ)
		return streams ? "read by two inputs" : NULL;
	if (a->access != WRITTEN && b->access != WRITTEN)
		return NULL;
	return a->access == READ || b->access == READ ? "both read and written" :
							"written by two outputs";
}

static int compare(const struct uses *uses, char *err, size_t err_size)
{
	for (size_t i = 0; i < uses->count; i++)
		for (size_t k = i + 1; k < uses->count; k++) {
			const struct use *a = &uses->use[i], *b = &uses->use[k];
			bool differ = strcmp(a->path, b->path) != 0;
			const char *what = conflict(a, b);

			if (!what)
				continue;
			snprintf(err, err_size, "%s%s%s: %s", a->path, differ ? " = " : "",
				 differ ? b->path : "", what);
			return -EINVAL;
		}
	return 0;
}

/* Files besides those that are streamed. */
static void add_others(struct uses *uses, const struct run_options *options)
{
	for (size_t i = 0; i < options->num_expects; i++)
		add(uses, options->expects[i].file, READ);
	add(uses, options->log_path, WRITTEN);
	add(uses, options->report_path, WRITTEN);
	add(uses, options->trace_path, WRITTEN);
	add(uses, options->memory_report_path, WRITTEN);
	add(uses, options->ledger_log.path, WRITTEN);
}

/* A profile is a name of ours, or a file. */
static const char *profile_file(const struct run_options *options)
{
	const char *dot = options->platform ? strrchr(options->platform, '.') : NULL;

	return dot && strcmp(dot, ".yaml") == 0 ? options->platform : NULL;
}

/* Everything that the command line names. */
static struct uses list_options(const struct run_options *options)
{
	struct uses uses = { .count = 0 };

	add(&uses, options->topology, READ);
	add(&uses, options->script, READ);
	add(&uses, profile_file(options), READ);
	for (size_t i = 0; i < options->inputs.count; i++)
		add(&uses, options->inputs.word[i], READ);
	for (size_t i = 0; i < options->outputs.count; i++)
		add(&uses, options->outputs.word[i], WRITTEN);
	for (size_t i = 0; i < options->num_pcms; i++)
		add(&uses, options->pcms[i].file,
		    options->pcms[i].direction == TPLG_PLAYBACK ? READ : WRITTEN);
	for (size_t i = 0; i < options->num_dais; i++)
		add(&uses, options->dais[i].file, EITHER);
	add_others(&uses, options);
	return uses;
}

int run_check_outputs_options(const struct run_options *options, char *err, size_t err_size)
{
	struct uses uses = list_options(options);

	return compare(&uses, err, err_size);
}

const char *run_find_stream_input(const struct run_options *options)
{
	struct uses uses = list_options(options);
	struct stat st;

	for (size_t i = 0; i < uses.count; i++)
		if (uses.use[i].access != WRITTEN && look(&uses.use[i], &st) &&
		    is_stream(&uses.use[i], &st))
			return uses.use[i].path;
	return NULL;
}

int run_check_outputs_plan(const struct run_options *options, const struct run_plan *plan,
			   char *err, size_t err_size)
{
	struct uses uses = { .count = 0 };

	add(&uses, options->topology, READ);
	add(&uses, options->script, READ);
	add(&uses, profile_file(options), READ);
	for (size_t i = 0; i < plan->num_streams; i++)
		add(&uses, plan->streams[i].file,
		    plan->streams[i].direction == TPLG_PLAYBACK ? READ : WRITTEN);
	for (size_t i = 0; i < plan->num_dais; i++)
		add(&uses, plan->dais[i].file,
		    plan->dais[i].direction == TPLG_CAPTURE ? READ : WRITTEN);
	add_others(&uses, options);
	return compare(&uses, err, err_size);
}
