/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/audio_io.h"
#include "cli/file_uses.h"
#include "util/input_files.h"
#include "util/output_file.h"

void file_uses_add(struct file_uses *uses, const char *path, enum file_access access)
{
	if (path)
		uses->use[uses->count++] = (struct file_use){ path, access };
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

static bool look(const struct file_use *use, struct stat *st)
{
	if (use->access != FILE_READ && output_file_is_stdout(use->path))
		return fstat(STDOUT_FILENO, st) == 0;
	if (use->access == FILE_READ && audio_input_is_stdin(use->path))
		return fstat(STDIN_FILENO, st) == 0;
	return stat(use->path, st) == 0;
}

/* One and the same stream of bytes: it can be had once only. */
static bool is_stream(const struct file_use *use, const struct stat *st)
{
	return S_ISFIFO(st->st_mode) || S_ISSOCK(st->st_mode) ||
	       (use->access == FILE_READ ? audio_input_is_stdin(use->path) :
					   output_file_is_stdout(use->path));
}

/* What the two do to each other; NULL: nothing. */
static const char *conflict(const struct file_use *a, const struct file_use *b)
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
	if (a->access == FILE_READ && b->access == FILE_READ)
		return streams ? "read by two inputs" : NULL;
	if (a->access != FILE_WRITTEN && b->access != FILE_WRITTEN)
		return NULL;
	return a->access == FILE_READ || b->access == FILE_READ ? "both read and written" :
								  "written by two outputs";
}

static int refuse(const char *a, const char *b, const char *what, char *err, size_t err_size)
{
	const bool differ = strcmp(a, b) != 0;

	snprintf(err, err_size, "%.200s%s%.200s: %s", a, differ ? " = " : "", differ ? b : "",
		 what);
	return -EINVAL;
}

/* Outputs that are files which no option names: what a topology includes, what a script reads. */
static int compare_with_read(const struct file_uses *uses, char *err, size_t err_size)
{
	struct stat st;

	for (size_t i = 0; i < uses->count; i++) {
		const struct file_use *use = &uses->use[i];
		const char *read;

		if (use->access != FILE_WRITTEN || !look(use, &st) || !S_ISREG(st.st_mode))
			continue;
		read = input_files_find(&st);
		if (read)
			return refuse(read, use->path, "both read and written", err, err_size);
	}
	return 0;
}

int file_uses_compare(const struct file_uses *uses, char *err, size_t err_size)
{
	for (size_t i = 0; i < uses->count; i++)
		for (size_t k = i + 1; k < uses->count; k++) {
			const struct file_use *a = &uses->use[i], *b = &uses->use[k];
			const char *what = conflict(a, b);

			if (what)
				return refuse(a->path, b->path, what, err, err_size);
		}
	return compare_with_read(uses, err, err_size);
}

const char *file_uses_find_stream(const struct file_uses *uses)
{
	struct stat st;

	for (size_t i = 0; i < uses->count; i++)
		if (uses->use[i].access != FILE_WRITTEN && look(&uses->use[i], &st) &&
		    is_stream(&uses->use[i], &st))
			return uses->use[i].path;
	return NULL;
}
