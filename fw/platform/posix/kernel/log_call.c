/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware's log lines, as a system call. */
#include <stdio.h>
#include <string.h>

#include <zephyr/internal/syscall_handler.h>
#include <zephyr/logging/log.h>

#include "base/cpu_state.h"
#include "base/log.h"
#include "base/trap.h"
#include "sched/watchdog.h"

/* Both texts must end, within memory that the caller may read. */
static bool is_text(const char *text, size_t max)
{
	size_t i;

	for (i = 0; i < max; i++) {
		if (!z_user_may_access(text + i, 1, false))
			return false;
		if (!text[i])
			return true;
	}
	return false;
}

/* A user thread speaks in its own name only. */
static const char *tag_of_caller(const char *tag, char own[LOG_TAG_BYTES])
{
	const char *name = k_current_get()->name;

	if (!strcmp(tag, name))
		return tag;
	snprintf(own, LOG_TAG_BYTES, "%s: %s", name, tag);
	return own;
}

static uintptr_t z_vrfy_log_emit(const uintptr_t *args)
{
	char own[LOG_TAG_BYTES];

	K_OOPS(K_SYSCALL_VERIFY_MSG(args[0] >= LOG_LEVEL_ERR && args[0] <= LOG_LEVEL_DBG,
				    "level %lu", (unsigned long)args[0]));
	K_OOPS(K_SYSCALL_VERIFY_MSG(is_text((const char *)args[1], LOG_TAG_BYTES),
				    "no readable tag"));
	K_OOPS(K_SYSCALL_VERIFY_MSG(is_text((const char *)args[2], LOG_LINE_BYTES),
				    "no readable text"));
	log_write((int)args[0], tag_of_caller((const char *)args[1], own), (const char *)args[2]);
	return 0;
}
Z_SYSCALL_DEFINE(log_emit);

/* The text is made in the caller's mode: what its arguments point to is read with the caller's rights. */
SYSCALL_TRAP CPU_STATE_UNKNOWN void z_log_tagged(int level, const char *tag, const char *fmt, ...)
{
	char line[LOG_LINE_BYTES];
	va_list ap;

	cpu_state_set();
	if (!log_is_on())
		return;
	va_start(ap, fmt);
	log_format(line, fmt, ap);
	va_end(ap);
	if (z_syscall_trap())
		z_syscall_invoke(log_emit, (uintptr_t)level, (uintptr_t)tag, (uintptr_t)line);
	else
		log_write(level, tag, line);
	watchdog_meet();
}
