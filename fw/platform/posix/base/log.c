/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <string.h>

#include <zephyr/logging/log.h>
#include <zephyr/sys/util.h>

#include "base/context.h"
#include "base/log.h"
#include "base/trap.h"

int z_log_level;

static adsp_log_fn log_fn;
static void *log_ctx;
static int host_level; /* lines above it do not go out */
static bool is_on;
static char first_error[ADSP_LOG_ERROR_BYTES]; /* "" when there was none since the last look */

void log_start(enum adsp_log_level level, adsp_log_fn fn, void *ctx)
{
	log_fn = fn;
	log_ctx = ctx;
	is_on = true;
	first_error[0] = '\0';
	adsp_machine_set_log_level(level);
}

void log_stop(void)
{
	is_on = false;
	log_fn = NULL;
	adsp_machine_set_log_level(ADSP_LOG_NONE);
}

/* Lines of errors are made even if nobody wants to see them: one of them is the reason of the next refusal. */
void adsp_machine_set_log_level(enum adsp_log_level level)
{
	host_level = log_fn ? (int)level : ADSP_LOG_NONE;
	z_log_level = is_on ? MAX(host_level, LOG_LEVEL_ERR) : ADSP_LOG_NONE;
}

bool log_is_on(void)
{
	return is_on;
}

const char *adsp_log_take_error(char text[ADSP_LOG_ERROR_BYTES])
{
	snprintf(text, ADSP_LOG_ERROR_BYTES, "%s", first_error);
	first_error[0] = '\0';
	return text;
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

/* @return bytes of the printable character of UTF-8 that stands there; 0: it is none */
static size_t character(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t bytes = at[0] < 0x80 ? 1 :
		       at[0] < 0xc2 ? 0 :
		       at[0] < 0xe0 ? 2 :
		       at[0] < 0xf0 ? 3 :
		       at[0] < 0xf5 ? 4 :
				      0;
	size_t i;

	if (bytes == 1)
		return (at[0] >= ' ' && at[0] != 0x7f) || at[0] == '\t';
	for (i = 1; i < bytes; i++) {
		if (at[i] >> 6 != 2)
			return 0;
	}
	return at[0] == 0xc2 && at[1] < 0xa0 ? 0 : bytes; /* more orders to terminals */
}

/* Whoever logs cannot make a second line of one, nor give orders to a terminal. */
static const char *printable(const char *text, char *copy, size_t size)
{
	size_t length = 0;

	while (*text) {
		size_t printed = character(text), bytes = MAX(printed, 1u);

		if (length + bytes >= size)
			break;
		memcpy(&copy[length], printed ? text : "?", bytes);
		length += bytes;
		text += bytes;
	}
	copy[length] = '\0';
	return copy;
}

void log_write(int level, const char *tag, const char *line)
{
	char copy[LOG_LINE_BYTES], copy_of_tag[LOG_TAG_BYTES];

	if (!is_on)
		return;
	line = printable(line, copy, sizeof(copy));
	tag = printable(tag, copy_of_tag, sizeof(copy_of_tag));
	if (level == LOG_LEVEL_ERR && !first_error[0])
		snprintf(first_error, sizeof(first_error), "%s: %.*s", tag,
			 (int)sizeof(first_error) - 3, line);
	if (level > host_level)
		return;
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
