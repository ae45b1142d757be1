/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <stdio.h>

#include <zephyr/internal/syscall_handler.h>

#include "base/cpu_state.h"
#include "base/trap.h"

struct trap_request trap_request;
volatile bool trap_is_postponed;
void (*trap_elsewhere)(void);

STACK_UNKNOWN CPU_STATE_UNKNOWN void trap_kill(unsigned int reason, const char *kind,
					       const char *check, unsigned int interface)
{
	cpu_state_set();
	snprintf(trap_request.check, sizeof(trap_request.check), "%s", check);
	trap_request.reason = reason;
	trap_request.interface = interface;
	trap_request.kind = kind;
	if (trap_elsewhere)
		trap_elsewhere();
	raise(SIGILL);
	__builtin_unreachable();
}

SYSCALL_TRAP STACK_UNKNOWN CPU_STATE_UNKNOWN void platform_forbidden(const char *function)
{
	char what[96];

	cpu_state_set();
	snprintf(what, sizeof(what), "%s() is no system call", function);
	trap_kill(K_ERR_KERNEL_OOPS, "syscall", what, 1);
}
