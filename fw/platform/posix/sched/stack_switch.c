/* SPDX-License-Identifier: BSD-3-Clause */
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

#include "sched/stack_switch.h"

/*
 * stack_switch_to(fn, arg, top, &saved) calls fn(arg) on the other stack and returns 0. stack_switch_back(saved)
 * returns 1 from it: what a callee must keep stands on the caller's stack for that. fn itself has kept it.
 */
void stack_switch_back(void *saved_at) __attribute__((noreturn));

#if defined(__x86_64__)
/* Behind the frame pointer the other registers of the caller, then fn, arg and top at their places. */
#define KEEP_AND_CHANGE_STACKS  \
	"pushq %rbx\n\t"        \
	"pushq %r12\n\t"        \
	"pushq %r13\n\t"        \
	"pushq %r14\n\t"        \
	"pushq %r15\n\t"        \
	"subq $8, %rsp\n\t"     \
	"movq %rsp, (%rcx)\n\t" \
	"movq %rdi, %rax\n\t"   \
	"movq %rsi, %rdi\n\t"   \
	"movq %rdx, %rsp\n\t"

__asm__(".text\n"
	".type stack_switch_to, @function\n"
	".globl stack_switch_to\n"
	"stack_switch_to:\n\t"
	".cfi_startproc\n\t"
	"pushq %rbp\n\t"
	".cfi_def_cfa_offset 16\n\t"
	".cfi_offset rbp, -16\n\t"
	"movq %rsp, %rbp\n\t"
	".cfi_def_cfa_register rbp\n\t" KEEP_AND_CHANGE_STACKS "call *%rax\n\t"
	"xorl %eax, %eax\n\t"
	"leave\n\t"
	".cfi_remember_state\n\t"
	".cfi_def_cfa rsp, 8\n\t"
	"ret\n"
	"1:\n\t"
	".cfi_restore_state\n\t"
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
	".size stack_switch_to, . - stack_switch_to\n"
	".type stack_switch_back, @function\n"
	".globl stack_switch_back\n"
	"stack_switch_back:\n\t"
	"movq %rdi, %rsp\n\t"
	"movl $1, %eax\n\t"
	"jmp 1b\n"
	".size stack_switch_back, . - stack_switch_back\n"
	".type stack_switch_jump, @function\n"
	".globl stack_switch_jump\n"
	"stack_switch_jump:\n\t"
	"pushq %rbp\n\t" KEEP_AND_CHANGE_STACKS "jmp *%rax\n"
	".size stack_switch_jump, . - stack_switch_jump\n");
#elif defined(__aarch64__)
__asm__(".text\n"
	".type stack_switch_to, %function\n"
	".globl stack_switch_to\n"
	"stack_switch_to:\n\t"
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
	"mov sp, x29\n\t"
	"ldp x29, x30, [sp], #160\n\t"
	".cfi_remember_state\n\t"
	".cfi_def_cfa sp, 0\n\t"
	"ret\n"
	"1:\n\t"
	".cfi_restore_state\n\t"
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
	".size stack_switch_to, . - stack_switch_to\n"
	".type stack_switch_back, %function\n"
	".globl stack_switch_back\n"
	"stack_switch_back:\n\t"
	"mov sp, x0\n\t"
	"mov w0, #1\n\t"
	"b 1b\n"
	".size stack_switch_back, . - stack_switch_back\n");
#else
#error "no stack switch for this processor"
#endif

void stack_switch_init(struct stack_switch *stack, void *base, size_t bytes)
{
	*stack = (struct stack_switch){ .base = base, .bytes = bytes };
	stack->valgrind_id = VALGRIND_STACK_REGISTER(base, (char *)base + bytes);
}

void stack_switch_fini(struct stack_switch *stack)
{
	VALGRIND_STACK_DEREGISTER(stack->valgrind_id);
}

#if defined(__SANITIZE_ADDRESS__)
/* AddressSanitizer has to know which stack is in use. */
static void run_job(void *arg)
{
	struct stack_switch *stack = arg;
	void *fake = NULL;

	__sanitizer_finish_switch_fiber(NULL, &stack->caller_bottom, &stack->caller_bytes);
	stack->fn(stack->arg);
	__sanitizer_start_switch_fiber(&fake, stack->caller_bottom, stack->caller_bytes);
}

int stack_switch_call(struct stack_switch *stack, void (*fn)(void *arg), void *arg)
{
	void *fake = NULL;
	int left;

	stack->fn = fn;
	stack->arg = arg;
	__sanitizer_start_switch_fiber(&fake, stack->base, stack->bytes);
	left = stack_switch_to(run_job, stack, stack->base + stack->bytes, &stack->saved);
	if (left) {
		void *other = NULL;

		__asan_unpoison_memory_region(stack->base, stack->bytes);
		__sanitizer_start_switch_fiber(&other, stack->caller_bottom, stack->caller_bytes);
	}
	__sanitizer_finish_switch_fiber(fake, NULL, NULL);
	return left;
}

void stack_switch_renew(struct stack_switch *stack)
{
	__asan_unpoison_memory_region(stack->base, stack->bytes);
}
#else
void stack_switch_renew(struct stack_switch *stack)
{
}
#endif

void stack_switch_end(void *saved)
{
	stack_switch_back(saved);
}

void stack_switch_leave(struct stack_switch *stack)
{
	stack_switch_back(stack->saved);
}
