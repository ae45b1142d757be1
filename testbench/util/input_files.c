/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/input_files.h"

struct input_file {
	dev_t dev;
	ino_t ino;
	char *path;     /* as given */
	char *absolute; /* it may be given from another folder */
};

static struct input_file *files;
static size_t num_files, room;

static bool is(const struct input_file *file, const struct stat *st)
{
	return file->dev == st->st_dev && file->ino == st->st_ino;
}

static bool grow(void)
{
	const size_t more = room ? 2 * room : 16;
	struct input_file *larger = realloc(files, more * sizeof(*files));

	if (!larger)
		return false;
	files = larger;
	room = more;
	return true;
}

static void release(struct input_file *file)
{
	free(file->path);
	free(file->absolute);
}

void input_files_note(const char *path)
{
	struct input_file *file;
	char absolute[PATH_MAX];
	struct stat st;

	if (!realpath(path, absolute) || stat(absolute, &st) < 0 || !S_ISREG(st.st_mode) ||
	    input_files_find(&st) || (num_files == room && !grow()))
		return;
	file = &files[num_files];
	*file = (struct input_file){ st.st_dev, st.st_ino, strdup(path), strdup(absolute) };
	if (file->path && file->absolute)
		num_files++;
	else
		release(file);
}

/* The number of a file that is gone may be another's by now. */
const char *input_files_find(const struct stat *st)
{
	struct stat now;

	for (size_t i = 0; i < num_files; i++)
		if (is(&files[i], st) && stat(files[i].absolute, &now) == 0 && is(&files[i], &now))
			return files[i].path;
	return NULL;
}

void input_files_forget(void)
{
	for (size_t i = 0; i < num_files; i++)
		release(&files[i]);
	free(files);
	files = NULL;
	num_files = room = 0;
}
