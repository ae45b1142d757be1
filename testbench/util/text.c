/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdint.h>
#include <string.h>

#include "util/text.h"

/* Bytes of the printable character at @s, of which @left bytes remain; 0 if it is none. */
static size_t char_bytes(const uint8_t *s, size_t left)
{
	uint32_t code, least;
	size_t bytes;

	if (s[0] < 0x80)
		return s[0] >= 0x20 && s[0] != 0x7f;
	if (s[0] >= 0xc2 && s[0] < 0xe0) {
		bytes = 2;
		least = 0xa0; /* U+0080..U+009F are control characters */
		code = s[0] & 0x1f;
	} else if (s[0] >= 0xe0 && s[0] < 0xf0) {
		bytes = 3;
		least = 0x800;
		code = s[0] & 0x0f;
	} else if (s[0] >= 0xf0 && s[0] < 0xf5) {
		bytes = 4;
		least = 0x10000;
		code = s[0] & 0x07;
	} else {
		return 0;
	}
	if (bytes > left)
		return 0;
	for (size_t i = 1; i < bytes; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	/* overlong forms, surrogates, what is no character, beyond Unicode */
	if (code < least || (code >= 0xd800 && code < 0xe000) || (code & 0xfffe) == 0xfffe ||
	    code > 0x10ffff)
		return 0;
	return bytes;
}

bool text_is_printable(const char *text, size_t bytes)
{
	const uint8_t *s = (const uint8_t *)text;

	while (bytes) {
		size_t n = char_bytes(s, bytes);

		if (!n)
			return false;
		s += n;
		bytes -= n;
	}
	return true;
}

void text_make_printable(char *text)
{
	size_t left = strlen(text);

	while (left) {
		size_t n = char_bytes((const uint8_t *)text, left);

		if (!n) {
			*text = '?';
			n = 1;
		}
		text += n;
		left -= n;
	}
}

bool text_is_printable_lines(const char *text)
{
	for (size_t bytes; *text; text += bytes + (text[bytes] == '\n')) {
		bytes = strcspn(text, "\n");
		if (!text_is_printable(text, bytes))
			return false;
	}
	return true;
}

void text_make_printable_lines(char *text)
{
	for (char *end; text; text = end ? end + 1 : NULL) {
		end = strchr(text, '\n');
		if (end)
			*end = '\0';
		text_make_printable(text);
		if (end)
			*end = '\n';
	}
}

const char *text_plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}
