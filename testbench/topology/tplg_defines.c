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

/* ---- texts that lack quotes ---- */

/* Is it made of blanks and words that no quotes hold together? */
static bool lacks_quotes(const char *value)
{
	return !strchr("\"'{[", *value) && strpbrk(value, " \t\n");
}

bool tplg_define_check(const char *define, char *text, size_t size)
{
	const int length = (int)strcspn(define, "=");
	const char *value = define + length + (define[length] == '=');

	if (!*value)
		snprintf(text, size, "no value; an empty text is written -D '%.*s=\"\"'", length,
			 define);
	else if (lacks_quotes(value))
		snprintf(text, size,
			 "a text of several words needs quotes of its own: -D '%.*s=\"%.100s\"'",
			 length, define, value);
	else
		return true;
	return false;
}

/* NAME "TEXT", as in a Define block. */
static bool gives_text(void *ctx, const char *path, const char *text)
{
	const struct search *search = ctx;

	(void)path;
	for (const char *at = text; (at = strstr(at, search->name)) != NULL; at++) {
		const char *end = at + search->length;

		if ((at == text || !is_name_char(at[-1])) && strchr(" \t", *end) &&
		    end[strspn(end, " \t")] == '"')
			return true;
	}
	return false;
}

const char *tplg_define_number_for_text(const char *file, const char *include_dir,
					const char *const *defines, size_t num_defines)
{
	for (size_t i = 0; i < num_defines; i++) {
		const char *value = strchr(defines[i], '=') + 1;
		struct search search;

		snprintf(search.name, sizeof(search.name), "%.*s", (int)strcspn(defines[i], "="),
			 defines[i]);
		search.length = strlen(search.name);
		if (*value && strspn(value, "0123456789") == strlen(value) &&
		    tplg_each_source(file, include_dir, gives_text, &search))
			return defines[i];
	}
	return NULL;
}
