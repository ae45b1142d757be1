/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the sanitizers' runtimes must know of this machine, whoever starts a program that is built with
 * them. Environment variables (ASAN_OPTIONS, UBSAN_OPTIONS, TSAN_OPTIONS) win over these.
 */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);
const char *__tsan_default_options(void);

/*
 * Threads have the machine's own stack for signals; AddressSanitizer must not unmap it as its own. Locals of user
 * threads must stand on their own stacks, or system calls would refuse pointers to them.
 */
const char *__asan_default_options(void)
{
	return "use_sigaltstack=0:detect_stack_use_after_return=0:strict_string_checks=1";
}

const char *__ubsan_default_options(void)
{
	return "print_stacktrace=1:halt_on_error=1";
}

/* Whoever reports a firmware's fault names call sites, which takes host memory: the firmware never holds that lock. */
const char *__tsan_default_options(void)
{
	return "report_signal_unsafe=0:halt_on_error=1:second_deadlock_stack=1";
}
