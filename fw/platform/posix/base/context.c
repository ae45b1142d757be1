/* SPDX-License-Identifier: BSD-3-Clause */
#include <platform/machine.h>
#include <zephyr/kernel.h>

#include "base/context.h"

struct k_thread context_supervisor;
const char *platform_owner;
struct context context = { .current = &context_supervisor };

const char *context_name(void)
{
	return context.current->name;
}

k_tid_t k_current_get(void)
{
	return context.current;
}

/* Handlers are called by the machine, not by an interrupt: they may wait. */
bool k_is_in_isr(void)
{
	return false;
}

bool k_is_user_context(void)
{
	return context.user_mode;
}
