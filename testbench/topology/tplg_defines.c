/* SPDX-License-Identifier: BSD-3-Clause */
/* Variables that a command line sets and no line of the source uses: a mistake in writing, which alsatplg takes silently. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology/tplg_loader.h"

#define MAX_SOURCE_BYTES (4u << 20)
#define MAX_DEPTH        16 /* of includes */

/* What is looked for, and where includes are. */
struct search {
	char name[64];
	size_t length;
	const char *dir;
};

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The name as a word: "$NAME", "IncludeByKey.NAME", or what a Define block gives a value to. */
static bool names_it(const struct search *search, const char *text)
{
	for (const char *at = text; (at = strstr(at, search->name)) != NULL; at++)
		if ((at == text || !is_name_char(at[-1])) && !is_name_char(at[search->length]))
			return true;
	return false;
}

/* @return the text for free(); NULL: it cannot be read, which the compiler has told */
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

static bool file_uses(const struct search *search, const char *path, int depth);

/* Lines <dir/name.conf>. */
static bool includes_use(const struct search *search, char *text, int depth)
{
	char path[PATH_MAX], *line, *end;
	bool used = false;

	while (!used && (line = strsep(&text, "\n")) != NULL) {
		line += strspn(line, " \t");
		end = *line == '<' ? strchr(line, '>') : NULL;
		if (!end)
			continue;
		*end = '\0';
		snprintf(path, sizeof(path), "%s/%s", search->dir, line + 1);
		used = file_uses(search, path, depth + 1);
	}
	return used;
}

static bool file_uses(const struct search *search, const char *path, int depth)
{
	char *text = depth < MAX_DEPTH ? read_text(path) : NULL;
	bool used = text && (names_it(search, text) || includes_use(search, text, depth));

	free(text);
	return used;
}

const char *tplg_defines_unused(const char *file, const char *include_dir,
				const char *const *defines, size_t num_defines)
{
	for (size_t i = 0; i < num_defines; i++) {
		struct search search = { .dir = include_dir };

		snprintf(search.name, sizeof(search.name), "%.*s", (int)strcspn(defines[i], "="),
			 defines[i]);
		search.length = strlen(search.name);
		if (!file_uses(&search, file, 0))
			return defines[i];
	}
	return NULL;
}
