/* SPDX-License-Identifier: BSD-3-Clause */
/* The files that a source is made of: itself, what it includes, and so on. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "topology/tplg_loader.h"

#define MAX_SOURCE_BYTES (4u << 20)
#define MAX_FILES        512

struct walk {
	const char *dir; /* where includes are */
	bool (*visit)(void *ctx, const char *path, const char *text);
	void *ctx;
	char *seen[MAX_FILES];
	size_t num_seen;
};

/* @return the text for free(); NULL: it cannot be read, which the compiler tells */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = file ? malloc(MAX_SOURCE_BYTES + 1) : NULL;

	if (text)
		text[fread(text, 1, MAX_SOURCE_BYTES, file)] = '\0';
	if (file)
		fclose(file);
	return text;
}

static bool is_new(struct walk *walk, const char *path)
{
	for (size_t i = 0; i < walk->num_seen; i++)
		if (!strcmp(walk->seen[i], path))
			return false;
	if (walk->num_seen == MAX_FILES)
		return false;
	walk->seen[walk->num_seen] = strdup(path);
	return walk->seen[walk->num_seen] != NULL && ++walk->num_seen;
}

static bool visit_file(struct walk *walk, const char *path);

/* Words of a line that are names of files: <dir/name.conf>, and "dir/name.conf" of an IncludeByKey. */
static bool visit_names(struct walk *walk, char *line)
{
	char path[PATH_MAX], *word;

	line[strcspn(line, "#")] = '\0';
	while ((word = strsep(&line, " \t\r<>\"'{}[];,=")) != NULL) {
		if (!tplg_is_source(word))
			continue;
		snprintf(path, sizeof(path), "%s%s%s", *word == '/' ? "" : walk->dir,
			 *word == '/' ? "" : "/", word);
		if (visit_file(walk, path))
			return true;
	}
	return false;
}

static bool visit_file(struct walk *walk, const char *path)
{
	char *text, *rest, *line;
	bool done;

	if (access(path, R_OK) || !is_new(walk, path))
		return false;
	text = read_text(path);
	if (!text)
		return false;
	done = walk->visit(walk->ctx, path, text);
	for (rest = text; !done && (line = strsep(&rest, "\n")) != NULL;)
		done = visit_names(walk, line);
	free(text);
	return done;
}

bool tplg_each_source(const char *file, const char *include_dir,
		      bool (*visit)(void *ctx, const char *path, const char *text), void *ctx)
{
	struct walk walk = { .dir = include_dir, .visit = visit, .ctx = ctx };
	const bool done = visit_file(&walk, file);

	while (walk.num_seen)
		free(walk.seen[--walk.num_seen]);
	return done;
}
