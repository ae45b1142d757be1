/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attacks on what stands in the user's process for the machine: its variables, the channel to the kernel, the code of the
 * hand-over. They are tricks, of code that knows where all of that is: only a process of its own holds against them.
 */
#include <string.h>

#include <zephyr/kernel.h>

#include "attacks.h"
#include "base/context.h"
#include "base/signals.h"
#include "memory/mmu.h"
#include "memory/process.h"

/* This file is compiled without the sanitizers that the machine is compiled with. */
#if PROCESS_WORKS && !defined(MACHINE_IS_SANITIZED)
#define HAND_OVER_IS_THERE 1
#else
#define HAND_OVER_IS_THERE 0
#endif

static void forget_user_mode(struct processing_module *mod)
{
	context.user_mode = false;
	write_word(heap_base()); /* here */
}
static void forget_user_mode_and_call(struct processing_module *mod)
{
	context.user_mode = false;
	k_sem_give((struct k_sem *)heap_base());
}
static void open_memory(struct processing_module *mod)
{
	mmu_leave_user();
}
static void lose_current_thread(struct processing_module *mod)
{
	context.current = heap_base();
	mod_free(mod, heap_base()); /* here */
}

#if HAND_OVER_IS_THERE

#define CHANNEL ((struct process_channel *)PROCESS_CHANNEL)

static void hand_over(uint32_t message)
{
	void (*volatile call)(void) = (void (*)(void))(uintptr_t)process_hand_over;

	CHANNEL->message = message;
	call();
}
static void hand_over_garbage(struct processing_module *mod)
{
	memset(CHANNEL, 0xff, sizeof(*CHANNEL));
	hand_over(UINT32_MAX);
}
static void hand_over_readiness(struct processing_module *mod)
{
	hand_over(PROCESS_READY);
}
static void hand_over_end(struct processing_module *mod)
{
	hand_over(PROCESS_ENDED);
}
static void hand_over_unknown_call(struct processing_module *mod)
{
	CHANNEL->call = heap_base();
	hand_over(PROCESS_SYSCALL);
}
static void hand_over_garbage_as_fault(struct processing_module *mod)
{
	memset(CHANNEL, 0xff, sizeof(*CHANNEL));
	CHANNEL->request_kind[0] = '\0';
	hand_over(PROCESS_FAULT);
}
/* Registers that lead whoever follows the stack into the kernel's memory. */
static void hand_over_forged_fault(struct processing_module *mod)
{
	memset(CHANNEL, 0, sizeof(*CHANNEL));
	for (size_t i = 0; i < ARRAY_SIZE(CHANNEL->gregs); i++)
		CHANNEL->gregs[i] = (long)((uintptr_t)heap_base() + 128);
	CHANNEL->number = SIGSEGV;
	CHANNEL->info.si_addr = heap_base();
	hand_over(PROCESS_FAULT);
}
static void hand_over_forged_hang(struct processing_module *mod)
{
	memset(CHANNEL, 0, sizeof(*CHANNEL));
	CHANNEL->number = WATCHDOG_SIGNAL;
	hand_over(PROCESS_FAULT);
}

#define JUMP(to, eax, rdi, rsi, rdx)                                              \
	__asm__ volatile("jmp *%%rcx"                                             \
			 :                                                        \
			 : "c"(to), "a"(eax), "D"((long)(rdi)), "S"((long)(rsi)), \
			   "d"((long)(rdx)), "b"(1)                               \
			 : "memory")

/* As if the kernel had answered: one change of the view, which is all of the DSP's memory. */
static void jump_behind_hand_over(struct processing_module *mod)
{
	CHANNEL->ops[0] = (struct process_op){ ADSP_ALIAS_BIT, 0x1000000, 3, 0x11, 3, 0 };
	JUMP(process_handed_over, 1, 0, 0, 0);
}

#define SYSCALL_BYTES 2

static void map_by_hand_over(struct processing_module *mod)
{
	JUMP((uintptr_t)process_mapped - SYSCALL_BYTES, 9, heap_base(), 0x100000, 3);
}
static void write_by_hand_over(struct processing_module *mod)
{
	JUMP((uintptr_t)process_handed_over - SYSCALL_BYTES, 1, 2, "forged\n", 7);
}
static void step_through_hand_over(struct processing_module *mod)
{
	CHANNEL->message = PROCESS_SYSCALL;
	__asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\tcall *%0"
			 :
			 : "r"(process_hand_over)
			 : "memory");
}
static void hand_over_without_stack(struct processing_module *mod)
{
	__asm__ volatile("movl $8, %%esp\n\tjmp *%0" : : "r"(process_hand_over) : "memory");
}
static void hand_over_on_channel(struct processing_module *mod)
{
	__asm__ volatile("movq %0, %%rsp\n\tjmp *%1"
			 :
			 : "r"(PROCESS_CHANNEL + 0x200ul), "r"(process_hand_over)
			 : "memory");
}
#endif

const struct attack inside_attacks[] = {
	ATTACK(forget_user_mode),
	ATTACK(forget_user_mode_and_call),
	ATTACK(open_memory),
	ATTACK(lose_current_thread),
#if HAND_OVER_IS_THERE
	ATTACK(hand_over_garbage),
	ATTACK(hand_over_readiness),
	ATTACK(hand_over_end),
	ATTACK(hand_over_unknown_call),
	ATTACK(hand_over_garbage_as_fault),
	ATTACK(hand_over_forged_fault),
	ATTACK(hand_over_forged_hang),
	ATTACK(jump_behind_hand_over),
	ATTACK(map_by_hand_over),
	ATTACK(write_by_hand_over),
	ATTACK(step_through_hand_over),
	ATTACK(hand_over_without_stack),
	ATTACK(hand_over_on_channel),
#endif
	{ NULL, NULL },
};
