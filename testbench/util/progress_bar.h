/* SPDX-License-Identifier: BSD-3-Clause */
/* A progress bar on one line of a terminal. */
#ifndef UTIL_PROGRESS_BAR_H
#define UTIL_PROGRESS_BAR_H

#include <stddef.h>

/** @return columns of the terminal; 80 when it does not tell */
int progress_bar_columns(int fd);

/**
 * "[####      ]  40% TAIL" for a line of so many columns, of which the last stays free: a terminal may go to the
 * next line after it. What does not fit is left out: first bar, then tail, then all.
 */
void progress_bar_text(char *text, size_t size, int columns, int percent, const char *tail);

#endif
