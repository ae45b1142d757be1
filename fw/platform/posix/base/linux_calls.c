/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <zephyr/sys/util.h>

#include "base/linux_calls.h"
#include "base/signals.h"
#include "base/valgrind.h"

#define RETURN_BYTES 16 /* of the C library's two instructions that return from a signal handler */

#if defined(PR_SET_SYSCALL_USER_DISPATCH) && defined(__x86_64__) && \
	!defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

void linux_calls_watch(volatile char *selector)
{
	void *restorer = signals_restorer();

	if (restorer && !under_valgrind())
		prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, restorer, RETURN_BYTES,
		      selector);
}

#else

void linux_calls_watch(volatile char *selector)
{
}

#endif

/* Those that a module is likely to make; of others the number says enough. */
static const struct {
	int number;
	const char *name;
} names[] = {
	{ SYS_read, "read" },
	{ SYS_write, "write" },
	{ SYS_openat, "openat" },
	{ SYS_close, "close" },
	{ SYS_mmap, "mmap" },
	{ SYS_mprotect, "mprotect" },
	{ SYS_munmap, "munmap" },
	{ SYS_brk, "brk" },
	{ SYS_rt_sigaction, "rt_sigaction" },
	{ SYS_rt_sigprocmask, "rt_sigprocmask" },
	{ SYS_futex, "futex" },
	{ SYS_nanosleep, "nanosleep" },
	{ SYS_clock_nanosleep, "clock_nanosleep" },
	{ SYS_clock_gettime, "clock_gettime" },
	{ SYS_getpid, "getpid" },
	{ SYS_getppid, "getppid" },
	{ SYS_clone, "clone" },
	{ SYS_execve, "execve" },
	{ SYS_exit, "exit" },
	{ SYS_exit_group, "exit_group" },
	{ SYS_kill, "kill" },
	{ SYS_tgkill, "tgkill" },
	{ SYS_ptrace, "ptrace" },
	{ SYS_prctl, "prctl" },
	{ SYS_process_vm_writev, "process_vm_writev" },
	{ SYS_clone3, "clone3" },
	{ SYS_memfd_create, "memfd_create" },
	{ SYS_io_uring_setup, "io_uring_setup" },
	{ SYS_userfaultfd, "userfaultfd" },
	{ SYS_rseq, "rseq" },
	{ SYS_set_robust_list, "set_robust_list" },
	{ SYS_mremap, "mremap" },
	{ SYS_timer_create, "timer_create" },
	{ SYS_sysinfo, "sysinfo" },
	{ SYS_newfstatat, "newfstatat" },
#if defined(SYS_pause)
	{ SYS_pause, "pause" },
	{ SYS_fork, "fork" },
	{ SYS_vfork, "vfork" },
	{ SYS_alarm, "alarm" },
#endif
#if defined(SYS_arch_prctl)
	{ SYS_arch_prctl, "arch_prctl" },
	{ SYS_modify_ldt, "modify_ldt" },
#endif
};

void linux_calls_name(int number, char *out, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].number == number) {
			snprintf(out, size, "%s", names[i].name);
			return;
		}
	}
	snprintf(out, size, "Linux call %d", number);
}
