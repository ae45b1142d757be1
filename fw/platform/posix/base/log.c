/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include <zephyr/logging/log.h>

#include "base/context.h"
#include "base/log.h"
#include "base/trap.h"

int z_log_level;

static adsp_log_fn log_fn;
static void *log_ctx;

void log_start(enum adsp_log_level level, adsp_log_fn fn, void *ctx)
{
	log_fn = fn;
	log_ctx = ctx;
	adsp_machine_set_log_level(level);
}

void log_stop(void)
{
	log_start(ADSP_LOG_NONE, NULL, NULL);
}

void adsp_machine_set_log_level(enum adsp_log_level level)
{
	z_log_level = log_fn ? (int)level : ADSP_LOG_NONE;
}

bool log_is_received(void)
{
	return log_fn;
}

/* User threads call it too: an argument that they cannot read is a fault of theirs. */
SYSCALL_TRAP void log_format(char *line, const char *fmt, va_list ap)
{
	size_t length;

	vsnprintf(line, LOG_LINE_BYTES, fmt, ap);
	length = strlen(line);
	while (length && line[length - 1] == '\n')
		line[--length] = '\0';
}

/* Whoever logs cannot make a second line of one, nor give orders to a terminal. */
static const char *printable(const char *line, char *copy)
{
	size_t i;

	for (i = 0; line[i] && i < LOG_LINE_BYTES - 1; i++)
		copy[i] = (unsigned char)line[i] < ' ' && line[i] != '\t' ? '?' :
			  line[i] == '\177'                               ? '?' :
									    line[i];
	copy[i] = '\0';
	return copy;
}

void log_write(int level, const char *tag, const char *line)
{
	char copy[LOG_LINE_BYTES];

	if (!log_fn)
		return;
	line = printable(line, copy);
	context.in_host++;
	log_fn(log_ctx, (enum adsp_log_level)level, (uint64_t)context_now(), tag, line);
	context.in_host--;
}

void log_line(enum adsp_log_level level, const char *tag, const char *fmt, ...)
{
	char line[LOG_LINE_BYTES];
	va_list ap;

	if ((int)level > z_log_level)
		return;
	va_start(ap, fmt);
	log_format(line, fmt, ap);
	va_end(ap);
	log_write((int)level, tag, line);
}
