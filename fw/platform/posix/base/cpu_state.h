/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What user code can set in the processor without a call of Linux, and the kernel relies on: flags (direction,
 * alignment check, single step), rounding and exceptions of floating point, and the register that finds a thread's
 * storage. The kernel sets them at each entry from user mode, before it calls anybody.
 */
#ifndef POSIX_CPU_STATE_H
#define POSIX_CPU_STATE_H

#include <stdint.h>
#include <sys/auxv.h>

#include "base/context.h"

/** A function that is entered with a thread's storage that may not be there: the compiler's check would look there. */
#define CPU_STATE_UNKNOWN __attribute__((no_stack_protector))

#if defined(__x86_64__)

/** A function that is entered with a stack pointer that may be at any address: the compiler's code expects it aligned. */
#define STACK_UNKNOWN __attribute__((force_align_arg_pointer))

#define CPU_FLAGS       0x202ul /* interrupts on, and the bit that is always set */
#define CPU_MXCSR       0x1f80u /* round to nearest, no exceptions */
#define HWCAP2_FSGSBASE 2u      /* user code may set it */

/** Where the calling OS thread's storage is; 0: user code cannot change that. */
static inline uintptr_t cpu_state_storage(void)
{
	return getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE ? (uintptr_t)__builtin_thread_pointer() : 0;
}

__attribute__((always_inline)) static inline void cpu_state_force(void)
{
	static const uint32_t mxcsr = CPU_MXCSR;

	/* below the words that the compiler may keep under the stack pointer */
	__asm__ volatile("leaq -128(%%rsp), %%rsp\n\t"
			 "pushq %0\n\t"
			 "popfq\n\t"
			 "leaq 128(%%rsp), %%rsp\n\t"
			 "fninit\n\t"
			 "ldmxcsr %1"
			 :
			 : "i"(CPU_FLAGS), "m"(mxcsr)
			 : "cc", "memory");
	if (context.storage)
		__asm__ volatile("wrfsbase %0" : : "r"(context.storage) : "memory");
}

#elif defined(__aarch64__)

#define STACK_UNKNOWN /* the processor itself wants it aligned */

static inline uintptr_t cpu_state_storage(void)
{
	return (uintptr_t)__builtin_thread_pointer();
}

__attribute__((always_inline)) static inline void cpu_state_force(void)
{
	__asm__ volatile("msr fpcr, xzr\n\t"
			 "msr tpidr_el0, %0"
			 :
			 : "r"(context.storage)
			 : "memory");
}

#else
#error "what can user code set in this processor?"
#endif

/** At the head of what is entered from user mode; in kernel mode nothing is changed. */
__attribute__((always_inline)) static inline void cpu_state_set(void)
{
	if (context.user_mode)
		cpu_state_force();
}

#endif
