/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/run_distinct.h"

/* Both forms of naming audio files, topology and script, log, report, and the two of the ledger. */
#define MAX_USES (2 * RUN_MAX_WORDS + 2 * RUN_MAX_FILES + 6)

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

static bool same_file(const char *a, const char *b)
{
	struct stat first, second;
	bool there = stat(a, &first) == 0;

	if (there != (stat(b, &second) == 0))
		return false;
	if (!there)
		return same_place(a, b);
	return S_ISREG(first.st_mode) && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

static int compare(const struct uses *uses, char *err, size_t err_size)
{
	for (size_t i = 0; i < uses->count; i++)
		for (size_t k = i + 1; k < uses->count; k++) {
			const struct use *a = &uses->use[i], *b = &uses->use[k];
			bool differ = strcmp(a->path, b->path) != 0;

			if ((a->access != WRITTEN && b->access != WRITTEN) ||
			    !same_file(a->path, b->path))
				continue;
			snprintf(err, err_size, "%s%s%s: %s", a->path, differ ? " = " : "",
				 differ ? b->path : "",
				 a->access == READ || b->access == READ ? "both read and written" :
									  "written by two outputs");
			return -EINVAL;
		}
	return 0;
}

int run_distinct_options(const struct run_options *options, char *err, size_t err_size)
{
	struct uses uses = { .count = 0 };

	add(&uses, options->topology, READ);
	add(&uses, options->script, READ);
	for (size_t i = 0; i < options->inputs.count; i++)
		add(&uses, options->inputs.word[i], READ);
	for (size_t i = 0; i < options->outputs.count; i++)
		add(&uses, options->outputs.word[i], WRITTEN);
	for (size_t i = 0; i < options->num_pcms; i++)
		add(&uses, options->pcms[i].file,
		    options->pcms[i].direction == TPLG_PLAYBACK ? READ : WRITTEN);
	for (size_t i = 0; i < options->num_dais; i++)
		add(&uses, options->dais[i].file, EITHER);
	add(&uses, options->log_path, WRITTEN);
	add(&uses, options->report_path, WRITTEN);
	add(&uses, options->memory_report_path, WRITTEN);
	add(&uses, options->ledger_log.path, WRITTEN);
	return compare(&uses, err, err_size);
}

int run_distinct_plan(const struct run_options *options, const struct run_plan *plan, char *err,
		      size_t err_size)
{
	struct uses uses = { .count = 0 };

	add(&uses, options->topology, READ);
	add(&uses, options->script, READ);
	for (size_t i = 0; i < plan->num_streams; i++)
		add(&uses, plan->streams[i].file,
		    plan->streams[i].direction == TPLG_PLAYBACK ? READ : WRITTEN);
	for (size_t i = 0; i < plan->num_dais; i++)
		add(&uses, plan->dais[i].file,
		    plan->dais[i].direction == TPLG_CAPTURE ? READ : WRITTEN);
	return compare(&uses, err, err_size);
}
