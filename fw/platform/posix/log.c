/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <zephyr/logging/log.h>

#include "log.h"
#include "scheduler.h"

#define LINE_BYTES	1001

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

static void emit(int level, const char *tag, const char *fmt, va_list ap)
{
	char line[LINE_BYTES];
	size_t length;

	if (!log_fn)
		return;
	vsnprintf(line, sizeof(line), fmt, ap);
	length = strlen(line);
	while (length && line[length - 1] == '\n')
		line[--length] = '\0';
	log_fn(log_ctx, (enum adsp_log_level)level, (uint64_t)sched_now(), tag, line);
}

void z_log_tagged(int level, const char *tag, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	emit(level, tag, fmt, ap);
	va_end(ap);
}

void log_line(enum adsp_log_level level, const char *tag, const char *fmt, ...)
{
	va_list ap;

	if ((int)level > z_log_level)
		return;
	va_start(ap, fmt);
	emit(level, tag, fmt, ap);
	va_end(ap);
}
