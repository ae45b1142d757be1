/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "util/progress_bar.h"

#define USUAL_COLUMNS 80
#define MAX_BAR       40
#define MIN_BAR       4
#define PERCENT       4 /* columns of "100%" */

int progress_bar_columns(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
		return USUAL_COLUMNS;
	return size.ws_col;
}

void progress_bar_text(char *text, size_t size, int columns, int percent, const char *tail)
{
	static const char bar[MAX_BAR + 1] = "########################################";
	int width = columns - 1 - PERCENT - (int)strlen(tail) - 3; /* 3: brackets and a blank */

	if (width > MAX_BAR)
		width = MAX_BAR;
	if (width >= MIN_BAR)
		snprintf(text, size, "[%-*.*s] %3d%%%s", width, percent * width / 100, bar, percent,
			 tail);
	else if (columns - 1 >= PERCENT + (int)strlen(tail))
		snprintf(text, size, "%3d%%%s", percent, tail);
	else if (columns - 1 >= PERCENT)
		snprintf(text, size, "%3d%%", percent);
	else
		snprintf(text, size, "%s", "");
}
