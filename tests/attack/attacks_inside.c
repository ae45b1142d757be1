/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Attacks on what stands in the user's process for the machine: its variables, the channel to the kernel, the code of the
 * hand-over. They are tricks, of code that knows where all of that is: only a process of its own holds against them.
 */
#include <string.h>
#if defined(__x86_64__) && __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif

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

/* A kind without an end, and a reason that is none. */
static void hand_over_forged_request(struct processing_module *mod)
{
	memset(CHANNEL, 'x', sizeof(*CHANNEL));
	memcpy(CHANNEL->request.check, "forged", sizeof("forged"));
	CHANNEL->number = SIGILL;
	hand_over(PROCESS_FAULT);
}

/* The handler of the watchdog's signal faults by what it sets its registers from, and so do its own faults. */
static void spoil_storage_and_hang(struct processing_module *mod)
{
	*(volatile uintptr_t *)&context.storage = (uintptr_t)1 << 63; /* before the loop */
	for (;;)
		attack_word++;
}
static void spoil_storage_and_call(struct processing_module *mod)
{
	context.storage = (uintptr_t)1 << 63;
	mod_free(mod, heap_base());
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

/*
 * A restartable sequence of instructions that is the way back from the hand-over: Linux leads its thread, which it has
 * interrupted there, to the attacker's code, with changes of the view still to be made. They become others.
 */
#if defined(RSEQ_SIG)

#define SEQUENCE_BYTES 4
#define STACK_WORDS    1024

struct sequence {
	_Alignas(32) uint32_t version;
	uint32_t flags;
	uint64_t start, bytes, abort;
};

extern const char attack_sequence_abort[];
extern uintptr_t attack_sequence_stack;
uintptr_t attack_sequence_stack;
void attack_sequence_change(void);

static struct sequence sequence;
static _Alignas(16) uintptr_t stack_words[STACK_WORDS];

void attack_sequence_change(void)
{
	struct process_op *op = &CHANNEL->ops[0];
	const uintptr_t wanted = (uintptr_t)heap_base();

	op->offset += (long)(wanted - op->start);
	op->start = wanted;
	op->prot = 3;
}

__asm__(".text\n\t"
	".long 0x53053053\n"
	"attack_sequence_abort:\n\t"
	"movq attack_sequence_stack(%rip), %rsp\n\t"
	"subq $512, %rsp\n\t"
	"call attack_sequence_change\n\t"
	"movq attack_sequence_stack(%rip), %rsp\n\t"
	"movl $1, %eax\n\t"
	"jmp process_handed_over\n");

/* Where the hand-over returns to. */
static void write_what_was_mapped(void)
{
	write_word(heap_base());
	for (;;)
		attack_word++;
}

static void restart_in_hand_over(struct processing_module *mod)
{
	uintptr_t *top = &stack_words[STACK_WORDS - 9];

	top[1] = (uintptr_t)write_what_was_mapped; /* behind a register */
	attack_sequence_stack = (uintptr_t)top;
	sequence = (struct sequence){ .start = (uintptr_t)process_handed_over,
				      .bytes = SEQUENCE_BYTES,
				      .abort = (uintptr_t)attack_sequence_abort };
	((struct rseq *)((char *)__builtin_thread_pointer() + __rseq_offset))->rseq_cs =
		(uintptr_t)&sequence;
	mod_fast_get(mod, attack_large_table, sizeof(attack_large_table));
	write_word(heap_base()); /* here */
}
#endif
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
	ATTACK(hand_over_forged_request),
	ATTACK(spoil_storage_and_hang),
	ATTACK(spoil_storage_and_call),
	ATTACK(hand_over_forged_hang),
	ATTACK(jump_behind_hand_over),
	ATTACK(map_by_hand_over),
	ATTACK(write_by_hand_over),
	ATTACK(step_through_hand_over),
	ATTACK(hand_over_without_stack),
	ATTACK(hand_over_on_channel),
#if defined(RSEQ_SIG)
	ATTACK(restart_in_hand_over),
#endif
#endif
	{ NULL, NULL },
};
