/* SPDX-License-Identifier: BSD-3-Clause */
/* Text from files and other programs, before it reaches a terminal or a report. */
#ifndef UTIL_TEXT_H
#define UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Are the @bytes at @text valid UTF-8 without control characters? Empty text is. */
bool text_is_printable(const char *text, size_t bytes);

/** Replace by '?' in place, in the NUL-terminated @text, each byte that keeps it from being printable. */
void text_make_printable(char *text);

/** The same, for text of several lines. */
bool text_is_printable_lines(const char *text);

/** The same, for text of several lines, which stay lines. */
void text_make_printable_lines(char *text);

/** What a noun gets after a count: "" for one, else "s". */
const char *text_plural(uint64_t count);

#endif
