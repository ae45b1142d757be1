/* SPDX-License-Identifier: BSD-3-Clause */
/* Attacks by a stack that is none, by registers, and by functions of the kernel that the module is shown. */
#include <string.h>

#include <rtos/alloc.h>
#include <sof/audio/component.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "attacks.h"

#if defined(__x86_64__)

#define NESTED_TASK     0x4000ul
#define ALIGNMENT_CHECK 0x40000ul
#define DIRECTION       0x400ul

/* ---- a stack that is none ---- */

/* The stack pointer is there when the first word is pushed. */
#define PIVOT_CALL(function, address)                            \
	static void function(struct processing_module *mod)      \
	{                                                        \
		uintptr_t to = (address);                        \
                                                                 \
		__asm__ volatile("movq %0, %%rsp\n\tpushq %%rax" \
				 :                               \
				 : "r"(to)                       \
				 : "memory"); /* here */         \
	}

PIVOT_CALL(pivot_to_heap, (uintptr_t)heap_base() + 64)
PIVOT_CALL(pivot_to_null, 0x48)
PIVOT_CALL(pivot_to_other_stack, (uintptr_t)KNOWN(mod).victim_stack)
PIVOT_CALL(pivot_to_host_box, (uintptr_t)window(1) + 64)
PIVOT_CALL(pivot_to_constants, (uintptr_t)attack_large_table + 64)
PIVOT_CALL(pivot_to_impossible, 0x8000000000000000u)

/* Calls with a stack pointer of its own. */
static void call_at(uintptr_t stack, void (*function)(void *, void *), void *first, void *second)
	__attribute__((noinline));

static void call_at(uintptr_t stack, void (*function)(void *, void *), void *first, void *second)
{
	__asm__ volatile("movq %%rsp, %%rbx\n\t" /* here */
			 "movq %0, %%rsp\n\t"
			 "callq *%1\n\t"
			 "movq %%rbx, %%rsp"
			 :
			 : "r"(stack), "r"(function), "D"(first), "S"(second)
			 : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
}

static void free_it(void *mod, void *ptr)
{
	mod_free(mod, ptr); /* here */
}
static void pivot_to_region_and_call(struct processing_module *mod)
{
	char *own = mod_alloc(mod, 0x1800);

	call_at((uintptr_t)own + 0x1700, free_it, mod, heap_base());
}

/* A system call itself, without the compiler's code before it, at a stack pointer that is off by some bytes. */
extern const struct z_syscall *const __start_z_syscalls[], *const __stop_z_syscalls[];

static const struct z_syscall *syscall_of(const char *name)
{
	const struct z_syscall *const *at = __start_z_syscalls;

	while (at + 1 < __stop_z_syscalls && strcmp((*at)->name, name))
		at++;
	return *at;
}

static void __attribute__((noinline)) call_off_by(unsigned int bytes)
{
	static const uintptr_t null[Z_SYSCALL_ARGS];
	uintptr_t here = (uintptr_t)__builtin_frame_address(0) & ~15ul;

	__asm__ volatile("movq %%rsp, %%rbx\n\t"
			 "movq %0, %%rsp\n\t"
			 "callq *%1\n\t" /* here */
			 "movq %%rbx, %%rsp"
			 :
			 : "r"(here - 0x1000 - bytes), "r"(z_syscall_enter),
			   "D"(syscall_of("k_sem_give")), "S"(null)
			 : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "memory", "cc");
}
static void call_unaligned(struct processing_module *mod)
{
	call_off_by(8);
}
static void call_at_odd_address(struct processing_module *mod)
{
	call_off_by(3);
}

/* Whoever follows the frames finds the same one again. */
static void fault_in_loop_of_frames(struct processing_module *mod)
{
	__asm__ volatile("movq %%rsp, %%rbp\n\tmovq %%rbp, (%%rsp)\n\tmovb $1, (%0)" /* here */
			 :
			 : "r"(heap_base())
			 : "memory");
}

/* Over the guard, without a touch of it. */
static void jump_over_guard(struct processing_module *mod)
{
	call_at((uintptr_t)KNOWN(mod).own_stack - 0x3000, free_it, mod, heap_base());
}

/* ---- registers ---- */

static void lose_frame_and_copy(struct processing_module *mod)
{
	const void *from = heap_base();
	char to[64];

	__asm__ volatile("pushq %%rbp\n\tmovl $16, %%ebp\n\tcallq *%0\n\tpopq %%rbp" /* here */
			 :
			 : "r"(memcpy), "D"(to), "S"(from), "d"(sizeof(to))
			 : "rax", "rcx", "r8", "r9", "r10", "r11", "memory", "cc");
	attack_word = (uint32_t)to[0];
}
static void lose_segments_and_fault(struct processing_module *mod)
{
	void *ptr = heap_base();

	__asm__ volatile("movl %0, %%gs\n\tmovl %0, %%es\n\tmovl %0, %%ds" : : "r"(0));
	write_byte(ptr); /* here */
}
static void set_flags(unsigned long flags)
{
	__asm__ volatile("pushfq\n\torq %0, (%%rsp)\n\tpopfq" : : "r"(flags) : "cc", "memory");
}
static void nest_and_call(struct processing_module *mod)
{
	void *ptr = heap_base();

	set_flags(NESTED_TASK);
	mod_free(mod, ptr); /* here */
}
static void hang_with_flags(struct processing_module *mod)
{
	set_flags(ALIGNMENT_CHECK | DIRECTION);
	for (;;) /* here */
		;
}

/* The frame of the signal comes on another stack, and flags are of no use to the handler. */
static void fault_at_odd_stack(struct processing_module *mod)
{
	void *ptr = heap_base();

	set_flags(ALIGNMENT_CHECK | DIRECTION);
	__asm__ volatile("subq $5, %%rsp\n\tmovb $1, (%0)" : : "r"(ptr) : "memory"); /* here */
}

/* An exception of floating point that comes with the next instruction of the old unit, whoever's that is. */
static void keep_float_exception_and_call(struct processing_module *mod)
{
	static const uint16_t none_masked = 0x0340;
	void *ptr = heap_base();

	__asm__ volatile("fninit\n\tfldcw %0\n\tfldz\n\tfld1\n\tfdiv %%st(1), %%st"
			 :
			 : "m"(none_masked));
	mod_free(mod, ptr); /* here */
}
static void fill_float_stack_and_call(struct processing_module *mod)
{
	void *ptr = heap_base();

	__asm__ volatile("fninit\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1");
	mod_free(mod, ptr); /* here */
}
static void impossible_float_control(struct processing_module *mod)
{
	static const uint32_t reserved = 0xffff0000;

	__asm__ volatile("ldmxcsr %0" : : "m"(reserved)); /* here */
}

/* ---- instructions ---- */

static void write_model_register(struct processing_module *mod)
{
	__asm__ volatile("wrmsr" : : "a"(0), "d"(0), "c"(0xc0000082)); /* here */
}
static void change_page_tables(struct processing_module *mod)
{
	__asm__ volatile("movq %0, %%cr3" : : "r"(0ul)); /* here */
}

#define ASM_CALL(function, text)                                                       \
	static void function(struct processing_module *mod)                            \
	{                                                                              \
		__asm__ volatile(text                                                  \
				 :                                                     \
				 :                                                     \
				 : "rax", "rbx", "rcx", "rdx", "rdi", "rsi", "memory", \
				   "cc"); /* here */                                   \
	}

ASM_CALL(move_vector_misaligned, "leaq -63(%%rsp), %%rax\n\tmovaps %%xmm0, (%%rax)")
ASM_CALL(exchange_misaligned, "leaq -63(%%rsp), %%rcx\n\tlock cmpxchg16b (%%rcx)")
ASM_CALL(restore_garbage_state,
	 "leaq -1088(%%rsp), %%rdi\n\tandq $-64, %%rdi\n\tmovq %%rdi, %%rbx\n\tmovl $255, %%eax\n\t"
	 "movl $544, %%ecx\n\trep stosb\n\tfxrstor (%%rbx)")
ASM_CALL(call_far, ".byte 0x48, 0xff, 0x18")
ASM_CALL(lock_nothing, ".byte 0xf0, 0x90")
ASM_CALL(load_descriptors, "lgdt (%%rsp)")
ASM_CALL(use_lost_segment, "xorl %%eax, %%eax\n\tmovb %%gs:(%%rax), %%al")
ASM_CALL(read_up_to_guard, "movq $-1, %%rcx\n\tmovq %%rsp, %%rsi\n\trep lodsb")
ASM_CALL(enter_without_end, "1:\n\tenter $0xf00, $31\n\tjmp 1b")
ASM_CALL(return_without_stack,
	 "pushq $0x2b\n\tpushq $8\n\tpushq $0x202\n\tpushq $0x33\n\tleaq 1f(%%rip), %%rcx\n\tpushq %%rcx\n\t"
	 "iretq\n1:\n\tpushq %%rax")
ASM_CALL(hang_without_stack, "xorl %%esp, %%esp\n1:\n\tjmp 1b")
ASM_CALL(step_and_hang, "pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n1:\n\tjmp 1b")
ASM_CALL(divide_too_much, "movl $-1, %%edx\n\tmovl $1, %%ecx\n\tdivl %%ecx")
#endif

/* ---- functions of the firmware that are no system calls ---- */

KERNEL_CALL(call_buffer_free, buffer_free(KNOWN(mod).output))
KERNEL_CALL(call_rmalloc, attack_word = !rmalloc(SOF_MEM_FLAG_KERNEL, 64))

const struct attack tricks_attacks[] = {
#if defined(__x86_64__)
	ATTACK(move_vector_misaligned),
	ATTACK(exchange_misaligned),
	ATTACK(restore_garbage_state),
	ATTACK(call_far),
	ATTACK(lock_nothing),
	ATTACK(load_descriptors),
	ATTACK(use_lost_segment),
	ATTACK(read_up_to_guard),
	ATTACK(enter_without_end),
	ATTACK(return_without_stack),
	ATTACK(hang_without_stack),
	ATTACK(step_and_hang),
	ATTACK(divide_too_much),
	ATTACK(pivot_to_heap),
	ATTACK(pivot_to_null),
	ATTACK(pivot_to_other_stack),
	ATTACK(pivot_to_host_box),
	ATTACK(pivot_to_constants),
	ATTACK(pivot_to_impossible),
	ATTACK(fault_at_odd_stack),
	ATTACK(fault_in_loop_of_frames),
	ATTACK(pivot_to_region_and_call),
	ATTACK(call_unaligned),
	ATTACK(call_at_odd_address),
	ATTACK(jump_over_guard),
	ATTACK(lose_frame_and_copy),
	ATTACK(lose_segments_and_fault),
	ATTACK(nest_and_call),
	ATTACK(hang_with_flags),
	ATTACK(keep_float_exception_and_call),
	ATTACK(fill_float_stack_and_call),
	ATTACK(impossible_float_control),
	ATTACK(write_model_register),
	ATTACK(change_page_tables),
#endif
	ATTACK(call_buffer_free),
	ATTACK(call_rmalloc),
	{ NULL, NULL },
};
