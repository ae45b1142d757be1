/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/context.h"
#include "base/last_line.h"
#include "base/linux_calls.h"

#define TEXT_BYTES 1200

static struct {
	volatile int status; /* 0: no report is under way */
	time_t began_s;
	size_t length;
	char text[TEXT_BYTES];
} last;

static time_t now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

void last_line_set(int status, const char *text)
{
	size_t length = strlen(text);

	if (length > sizeof(last.text) - 1)
		length = sizeof(last.text) - 1;
	memcpy(last.text, text, length);
	last.text[length] = '\n';
	last.length = length + 1;
	if (!last.status)
		last.began_s = now_s();
	last.status = status;
}

void last_line_drop(void)
{
	last.status = 0;
}

bool last_line_is_set(void)
{
	return last.status;
}

bool last_line_is_late(void)
{
	return last.status && now_s() - last.began_s > LAST_LINE_SECONDS;
}

/* The streams' and the allocator's locks may be held by whoever was interrupted. */
void last_line_end(void)
{
	if (context.linux_calls)
		*context.linux_calls = LINUX_CALLS_PASS;
	syscall(SYS_write, STDERR_FILENO, last.text, last.length);
	for (;;)
		syscall(SYS_exit_group, last.status);
}
