/* SPDX-License-Identifier: BSD-3-Clause */
/* Variables that a command line sets and no line of the source uses: a mistake in writing, which alsatplg takes silently. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "topology/tplg_loader.h"

/* What is looked for. */
struct search {
	char name[64];
	size_t length;
};

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* The name as a word: "$NAME", "IncludeByKey.NAME", or what a Define block gives a value to. */
static bool names_it(void *ctx, const char *path, const char *text)
{
	const struct search *search = ctx;

	(void)path;
	for (const char *at = text; (at = strstr(at, search->name)) != NULL; at++)
		if ((at == text || !is_name_char(at[-1])) && !is_name_char(at[search->length]))
			return true;
	return false;
}

const char *tplg_defines_unused(const char *file, const char *include_dir,
				const char *const *defines, size_t num_defines)
{
	for (size_t i = 0; i < num_defines; i++) {
		struct search search;

		snprintf(search.name, sizeof(search.name), "%.*s", (int)strcspn(defines[i], "="),
			 defines[i]);
		search.length = strlen(search.name);
		if (!tplg_each_source(file, include_dir, names_it, &search))
			return defines[i];
	}
	return NULL;
}
