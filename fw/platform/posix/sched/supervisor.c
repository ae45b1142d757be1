/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sys/mman.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define VALGRIND_STACK_REGISTER(start, end) 0
#define VALGRIND_STACK_DEREGISTER(id)
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#include "base/context.h"
#include "base/log.h"
#include "sched/supervisor.h"

#define STACK_BYTES 0x100000u
#define GUARD_BYTES 0x10000u

static char *memory; /* guard, stack, guard */
static unsigned int valgrind_id;
static void *saved; /* the caller's stack pointer; its registers are above it */

/*
 * supervisor_switch(fn, arg, top, &saved) calls fn(arg) on the other stack and returns 0. supervisor_return(saved)
 * returns 1 from it. What a callee must keep stands on the caller's stack.
 */
int supervisor_switch(void (*fn)(void *arg), void *arg, void *top, void **saved_at);
void supervisor_return(void *saved_at) __attribute__((noreturn));

#if defined(__x86_64__)
__asm__(".text\n"
	".type supervisor_switch, @function\n"
	".globl supervisor_switch\n"
	"supervisor_switch:\n\t"
	".cfi_startproc\n\t"
	"pushq %rbp\n\t"
	".cfi_def_cfa_offset 16\n\t"
	".cfi_offset rbp, -16\n\t"
	"movq %rsp, %rbp\n\t"
	".cfi_def_cfa_register rbp\n\t"
	"pushq %rbx\n\t"
	"pushq %r12\n\t"
	"pushq %r13\n\t"
	"pushq %r14\n\t"
	"pushq %r15\n\t"
	"subq $8, %rsp\n\t"
	"movq %rsp, (%rcx)\n\t"
	"movq %rdi, %rax\n\t"
	"movq %rsi, %rdi\n\t"
	"movq %rdx, %rsp\n\t"
	"call *%rax\n\t"
	"xorl %eax, %eax\n\t"
	"leaq -48(%rbp), %rsp\n"
	"1:\n\t"
	"addq $8, %rsp\n\t"
	"popq %r15\n\t"
	"popq %r14\n\t"
	"popq %r13\n\t"
	"popq %r12\n\t"
	"popq %rbx\n\t"
	"popq %rbp\n\t"
	".cfi_def_cfa rsp, 8\n\t"
	"ret\n\t"
	".cfi_endproc\n"
	".size supervisor_switch, . - supervisor_switch\n"
	".type supervisor_return, @function\n"
	".globl supervisor_return\n"
	"supervisor_return:\n\t"
	"movq %rdi, %rsp\n\t"
	"movl $1, %eax\n\t"
	"jmp 1b\n"
	".size supervisor_return, . - supervisor_return\n");
#elif defined(__aarch64__)
__asm__(".text\n"
	".type supervisor_switch, %function\n"
	".globl supervisor_switch\n"
	"supervisor_switch:\n\t"
	".cfi_startproc\n\t"
	"stp x29, x30, [sp, #-160]!\n\t"
	".cfi_def_cfa_offset 160\n\t"
	".cfi_offset x29, -160\n\t"
	".cfi_offset x30, -152\n\t"
	"mov x29, sp\n\t"
	".cfi_def_cfa_register x29\n\t"
	"stp x19, x20, [sp, #16]\n\t"
	"stp x21, x22, [sp, #32]\n\t"
	"stp x23, x24, [sp, #48]\n\t"
	"stp x25, x26, [sp, #64]\n\t"
	"stp x27, x28, [sp, #80]\n\t"
	"stp d8, d9, [sp, #96]\n\t"
	"stp d10, d11, [sp, #112]\n\t"
	"stp d12, d13, [sp, #128]\n\t"
	"stp d14, d15, [sp, #144]\n\t"
	"mov x9, sp\n\t"
	"str x9, [x3]\n\t"
	"mov x9, x0\n\t"
	"mov x0, x1\n\t"
	"mov sp, x2\n\t"
	"blr x9\n\t"
	"mov w0, #0\n\t"
	"mov sp, x29\n"
	"1:\n\t"
	"ldp d14, d15, [sp, #144]\n\t"
	"ldp d12, d13, [sp, #128]\n\t"
	"ldp d10, d11, [sp, #112]\n\t"
	"ldp d8, d9, [sp, #96]\n\t"
	"ldp x27, x28, [sp, #80]\n\t"
	"ldp x25, x26, [sp, #64]\n\t"
	"ldp x23, x24, [sp, #48]\n\t"
	"ldp x21, x22, [sp, #32]\n\t"
	"ldp x19, x20, [sp, #16]\n\t"
	"ldp x29, x30, [sp], #160\n\t"
	".cfi_def_cfa sp, 0\n\t"
	"ret\n\t"
	".cfi_endproc\n"
	".size supervisor_switch, . - supervisor_switch\n"
	".type supervisor_return, %function\n"
	".globl supervisor_return\n"
	"supervisor_return:\n\t"
	"mov sp, x0\n\t"
	"mov w0, #1\n\t"
	"b 1b\n"
	".size supervisor_return, . - supervisor_return\n");
#else
#error "no stack switch for this processor"
#endif

int supervisor_start(void)
{
	memory = mmap(NULL, STACK_BYTES + 2 * GUARD_BYTES, PROT_NONE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED ||
	    mprotect(memory + GUARD_BYTES, STACK_BYTES, PROT_READ | PROT_WRITE)) {
		supervisor_stop();
		return -ENOMEM;
	}
	valgrind_id =
		VALGRIND_STACK_REGISTER(memory + GUARD_BYTES, memory + GUARD_BYTES + STACK_BYTES);
	return 0;
}

void supervisor_stop(void)
{
	if (!memory)
		return;
	VALGRIND_STACK_DEREGISTER(valgrind_id);
	if (memory != MAP_FAILED)
		munmap(memory, STACK_BYTES + 2 * GUARD_BYTES);
	memory = NULL;
}

/* ---- AddressSanitizer has to know which stack is in use ---- */

#if defined(__SANITIZE_ADDRESS__)
static const void *caller_bottom;
static size_t caller_bytes;
static struct {
	void (*fn)(void *arg);
	void *arg;
} job;

static void run_job(void *unused)
{
	void *fake = NULL;

	__sanitizer_finish_switch_fiber(NULL, &caller_bottom, &caller_bytes);
	job.fn(job.arg);
	__sanitizer_start_switch_fiber(&fake, caller_bottom, caller_bytes);
}

static int switch_stacks(void (*fn)(void *arg), void *arg)
{
	void *fake = NULL;
	int given_up;

	job.fn = fn;
	job.arg = arg;
	__sanitizer_start_switch_fiber(&fake, memory + GUARD_BYTES, STACK_BYTES);
	given_up = supervisor_switch(run_job, NULL, memory + GUARD_BYTES + STACK_BYTES, &saved);
	if (given_up) {
		void *other = NULL;

		__asan_unpoison_memory_region(memory + GUARD_BYTES, STACK_BYTES);
		__sanitizer_start_switch_fiber(&other, caller_bottom, caller_bytes);
	}
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
	return given_up;
}
#else
static int switch_stacks(void (*fn)(void *arg), void *arg)
{
	return supervisor_switch(fn, arg, memory + GUARD_BYTES + STACK_BYTES, &saved);
}
#endif

int supervisor_call(void (*fn)(void *arg), void *arg)
{
	int given_up;

	if (context.in_call) {
		fn(arg);
		return 0;
	}
	context.calls++;
	context.in_call = true;
	given_up = switch_stacks(fn, arg);
	context.in_call = false;
	if (!given_up)
		return 0;
	log_line(ADSP_LOG_ERR, "kernel", "%s", context.halted);
	return -ETIME;
}

void supervisor_give_up(void)
{
	supervisor_return(saved);
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
