/* SPDX-License-Identifier: BSD-3-Clause */
/* The trap: every system call of a user thread passes z_syscall_enter(). */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <zephyr/internal/syscall_handler.h>
#include <zephyr/logging/log.h>

#include "base/cpu_state.h"
#include "base/trap.h"
#include "kernel/stack.h"
#include "kernel/syscall.h"
#include "memory/mmu.h"
#include "sched/scheduler.h"
#include "sched/watchdog.h"

/* A call is handled on the caller's stack: what it and the host's functions below it may need. */
#define SYSCALL_STACK_BYTES (16384 * STACK_SCALE)

Z_SECTION_BOUND(const struct z_syscall *const, __start_z_syscalls);
Z_SECTION_BOUND(const struct z_syscall *const, __stop_z_syscalls);

static char failed_check[160];
static const void *handler_frames[Z_MAX_THREADS]; /* by index of the thread, the last one */
static void (*kill_for_fault)(const struct process_stop *stop);

void syscall_on_fault(void (*kill)(const struct process_stop *stop))
{
	kill_for_fault = kill;
}

static bool is_in_table(const struct z_syscall *call)
{
	const struct z_syscall *const *ref;

	for (ref = __start_z_syscalls; ref < __stop_z_syscalls; ref++) {
		if (*ref == call)
			return true;
	}
	return false;
}

static void end_overdue(const struct k_thread *self)
{
	char what[64];

	snprintf(what, sizeof(what), "it has not come back for %u ms of virtual time",
		 self->overdue_ms);
	trap_kill(K_ERR_HUNG, "hung", what, 1);
}

void platform_end_overdue(struct k_thread *thread, uint32_t ms)
{
	thread->overdue_ms = ms;
	if (thread->state == THREAD_WAITING)
		sched_wake(thread, -EAGAIN);
}

/* In kernel mode. Faults of the caller are named as if it stood in z_syscall_enter(), as it does. */
static uintptr_t __attribute__((noinline))
handle(struct k_thread *self, const struct z_syscall *call, const uintptr_t *args)
{
	uintptr_t result;

	failed_check[0] = '\0';
	if (unlikely(trap_is_postponed))
		trap_kill(K_ERR_CPU_EXCEPTION, "signal", "postponed", 0);
	if (!is_in_table(call))
		trap_kill(K_ERR_KERNEL_OOPS, "syscall", "there is no such system call", 0);
	self->syscall = call;
	handler_frames[self->index] = __builtin_frame_address(0);
	k_sys_kernel_enter_handler();
	result = call->verify(args);
	k_sys_kernel_exit_handler();
	self->syscall = NULL;
	if (watchdog_has_expired())
		trap_kill(K_ERR_HUNG, "hung", "it does not yield", 1);
	if (self->overdue_ms)
		end_overdue(self);
	return result;
}

SYSCALL_TRAP STACK_UNKNOWN CPU_STATE_UNKNOWN uintptr_t z_syscall_enter(const struct z_syscall *call,
								       const uintptr_t *args)
{
	struct k_thread *self = k_current_get();
	uintptr_t copy[Z_SYSCALL_ARGS];
	uintptr_t result;

	cpu_state_set();
	/* in user mode: a bad pointer is the caller's own fault, and so is a stack that is none */
	memcpy(copy, args, sizeof(copy));
	if (!mmu_has_user_stack(__builtin_frame_address(0), SYSCALL_STACK_BYTES))
		trap_kill(K_ERR_KERNEL_OOPS, "syscall", "no stack left for a system call", 1);
	if (process_is_child)
		return process_child_call(call, copy);
	mmu_leave_user();
	result = handle(self, call, copy);
	mmu_enter_user(self);
	return result;
}

/* User code in another process: do what it asks, until it ends. */
static void serve(struct k_thread *self, k_thread_entry_t entry, void *const args[3])
{
	struct process_stop stop;
	uintptr_t result = 0;

	process_set_entry(self, entry, args);
	for (;;) {
		process_run(self, result, &stop);
		if (stop.message == PROCESS_FAULT || stop.message == PROCESS_DEAD)
			kill_for_fault(&stop);
		if (stop.message == PROCESS_ENDED)
			return;
		mmu_leave_user();
		result = handle(self, stop.call, stop.args);
		mmu_enter_user(self);
	}
}

void syscall_run_user(struct k_thread *self, k_thread_entry_t entry, void *const args[3])
{
	k_sys_kernel_exit_handler();
	mmu_enter_user(self);
	if (process_is_used())
		serve(self, entry, args);
	else
		entry(args[0], args[1], args[2]);
	mmu_leave_user();
	k_sys_kernel_enter_handler();
}

const void *syscall_handler_frame(void)
{
	const struct k_thread *self = k_current_get();

	return self->syscall ? handler_frames[self->index] : NULL;
}

bool k_is_in_user_syscall(void)
{
	return k_current_get()->syscall;
}

bool z_syscall_failed(bool failed, const char *fmt, ...)
{
	va_list ap;

	if (!failed)
		return false;
	va_start(ap, fmt);
	vsnprintf(failed_check, sizeof(failed_check), fmt, ap);
	va_end(ap);
	return true;
}

void z_syscall_oops(const char *check, const char *file, int line)
{
	const struct z_syscall *call = k_current_get()->syscall;
	char what[256];

	snprintf(what, sizeof(what), "%s: %s", call ? call->name : "?",
		 failed_check[0] ? failed_check : check);
	trap_kill(K_ERR_KERNEL_OOPS, "syscall", what, 1);
}

void z_user_oops(const char *kind, const char *fmt, ...)
{
	char what[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	trap_kill(K_ERR_KERNEL_OOPS, kind, what, 1);
}

bool z_user_may_access(const void *ptr, size_t size, bool write)
{
	return mmu_may_access(k_current_get(), (uintptr_t)ptr, size, write);
}

bool z_syscall_obj_failed(const void *obj, enum k_objects type, enum _obj_init_check init)
{
	int ret = k_object_validate(k_object_find(obj), type, init);

	return z_syscall_failed(ret, "kernel object %p: %s", obj,
				ret == -EBADF  ? "unknown or of another type" :
				ret == -EPERM  ? "not granted" :
				ret == -EINVAL ? "not initialised" :
						 "initialised already");
}

__weak void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
}

__weak void k_sys_kernel_enter_handler(void)
{
}

__weak void k_sys_kernel_exit_handler(void)
{
}
