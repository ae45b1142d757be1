/* SPDX-License-Identifier: BSD-3-Clause */
/* Words of a line, as a shell makes them: quotes group, blanks end a word. */
#include <errno.h>
#include <string.h>

#include "internal.h"

int control_take_word(struct control_text *text, const char **at, char word[CONTROL_MAX_WORD])
{
	size_t length = 0;
	char quote = 0;

	if (!control_skip_blanks(text))
		return 0;
	*at = text->at;
	for (; *text->at && (quote || !strchr(CONTROL_BLANKS, *text->at)); text->at++) {
		char c = *text->at;

		if (quote ? c == quote : c == '"' || c == '\'') {
			quote = quote ? 0 : c;
			continue;
		}
		if (length + 1 == CONTROL_MAX_WORD)
			return control_fail(text, *at, "word longer than %d characters",
					    CONTROL_MAX_WORD - 1);
		word[length++] = c;
	}
	if (quote)
		return control_fail(text, *at, "quote without end");
	word[length] = '\0';
	return 1;
}

int control_take_words(struct control_text *text, const char *program, struct control_words *words)
{
	int ret;

	words->argv[0] = (char *)program;
	for (words->argc = 1;
	     (ret = control_take_word(text, &words->at[words->argc], words->word[words->argc])) > 0;
	     words->argc++) {
		if (words->argc == CONTROL_MAX_WORDS - 1)
			return control_fail(text, words->at[words->argc],
					    "more than %d words in a line", CONTROL_MAX_WORDS - 1);
		words->argv[words->argc] = words->word[words->argc];
	}
	words->argv[words->argc] = NULL;
	words->at[words->argc] = text->at;
	return ret;
}

const char *control_word_at(const struct control_words *words, const char *word)
{
	for (int i = 1; i < words->argc; i++)
		if (words->word[i] == word)
			return words->at[i];
	return words->at[words->argc];
}
