/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/run_error.h"

int run_fail(struct run_error *error, int status, const char *format, ...)
{
	va_list args;

	if (error->status != CLI_GOOD)
		return -1;
	error->status = status;
	va_start(args, format);
	vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	return -1;
}

int run_fail_driver(struct run_error *error, const char *label, const struct drv_error *last)
{
	bool named = !strncmp(last->text, label, strlen(label));

	return run_fail(error, run_status_of(last->kind), "%s%s%s", named ? "" : label,
			named ? "" : ": ", last->text);
}

enum cli_exit run_status_of(enum drv_error_kind kind)
{
	switch (kind) {
	case DRV_ERROR_USAGE:
		return CLI_USAGE;
	case DRV_ERROR_TOPOLOGY:
		return CLI_BAD_INPUT;
	default:
		return CLI_FIRMWARE;
	}
}
