/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sys/mman.h>

#include "base/context.h"
#include "base/log.h"
#include "sched/stack_switch.h"
#include "sched/supervisor.h"

#define STACK_BYTES 0x100000u
#define GUARD_BYTES 0x10000u

static char *memory; /* guard, stack, guard */
struct stack_switch supervisor_stack;

int supervisor_start(void)
{
	memory = mmap(NULL, STACK_BYTES + 2 * GUARD_BYTES, PROT_NONE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED ||
	    mprotect(memory + GUARD_BYTES, STACK_BYTES, PROT_READ | PROT_WRITE)) {
		supervisor_stop();
		return -ENOMEM;
	}
	stack_switch_init(&supervisor_stack, memory + GUARD_BYTES, STACK_BYTES);
	return 0;
}

void supervisor_stop(void)
{
	if (!memory)
		return;
	stack_switch_fini(&supervisor_stack);
	if (memory != MAP_FAILED)
		munmap(memory, STACK_BYTES + 2 * GUARD_BYTES);
	memory = NULL;
}

int supervisor_call_given_up(void)
{
	log_line(ADSP_LOG_ERR, "kernel", "%s", context.halted);
	return -ETIME;
}

void supervisor_give_up(void)
{
	stack_switch_leave(&supervisor_stack);
}

uintptr_t supervisor_stack_end(const void *addr)
{
	const char *base = memory + GUARD_BYTES;

	return memory && (const char *)addr >= base && (const char *)addr < base + STACK_BYTES ?
		       (uintptr_t)base + STACK_BYTES :
		       0;
}

const char *supervisor_guard_of(const void *addr)
{
	const char *at = addr;

	if (!memory || at < memory || at >= memory + STACK_BYTES + 2 * GUARD_BYTES)
		return NULL;
	if (at < memory + GUARD_BYTES)
		return "below";
	return at >= memory + GUARD_BYTES + STACK_BYTES ? "above" : NULL;
}
