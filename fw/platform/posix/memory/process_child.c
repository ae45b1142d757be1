/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The user's process, see process.h: how it closes itself in, and how it comes to the kernel. It must not allocate, nor
 * take a lock: it is a copy of one thread of a process that had several.
 */
#include "memory/process.h"

#if PROCESS_WORKS

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#if __has_include(<sys/rseq.h>)
#include <sys/rseq.h>
#endif
#include <sys/syscall.h>
#include <unistd.h>

#include "base/context.h"
#include "base/cpu_state.h"
#include "base/signals.h"
#include "memory/memory_map.h"
#include "sched/stack_switch.h"

#define ADDRESS_END 0x7ffffffff000u /* of what user code can have on this processor */

/* As much as the kernel's own frames have above user code elsewhere: the same overrun is the same fault. */
#define ABOVE_BYTES 1024

/* What Linux was told of a sequence's bytes: 32, or some more of a newer one. */
#define SEQUENCE_STEP 4
#define SEQUENCE_MAX  1024

bool process_is_child;
static struct stack_switch user_stack;

static struct process_channel *const channel = (struct process_channel *)PROCESS_CHANNEL;

/* ---- the hand-over ---- */

_Static_assert(offsetof(struct process_channel, registers) == 0 &&
		       offsetof(struct process_channel, ops) == 64 &&
		       sizeof(struct process_op) == 48 && SYS_mmap == 9,
	       "as the hand-over has it");

#define STRING(x)  #x
#define NUMBER(x)  STRING(x)
#define CHANNEL_AT NUMBER(PROCESS_CHANNEL)

/*
 * process_hand_over(): the kernel's answer is how many ops there are. From the instruction behind the call on nothing is
 * used that user code may have set: whoever jumps to the call with registers of his own makes the changes all the same.
 */
__asm__(".text\n"
	".type process_hand_over, @function\n"
	".globl process_hand_over, process_handed_over, process_mapped, process_hand_over_end\n"
	"process_hand_over:\n\t"
	".cfi_startproc\n\t"
	"movl $" CHANNEL_AT ", %eax\n\t"
	"movq %rsp, 0(%rax)\n\t"
	"movq %rbp, 8(%rax)\n\t"
	"movq %rbx, 16(%rax)\n\t"
	"movq %r12, 24(%rax)\n\t"
	"movq %r13, 32(%rax)\n\t"
	"movq %r14, 40(%rax)\n\t"
	"movq %r15, 48(%rax)\n\t"
	"pushq %rbx\n\t"
	".cfi_def_cfa_offset 16\n\t"
	".cfi_offset rbx, -16\n\t"
	"movl $" NUMBER(PROCESS_CALL) ", %eax\n\t"
				      "syscall\n"
				      "process_handed_over:\n\t"
				      "movl %eax, %ebx\n"
				      "1:\n\t"
				      "testl %ebx, %ebx\n\t"
				      "jz 2f\n\t"
				      "decl %ebx\n\t"
				      "imulq $48, %rbx, %rax\n\t"
				      "movq " CHANNEL_AT " + 64(%rax), %rdi\n\t"
				      "movq " CHANNEL_AT " + 72(%rax), %rsi\n\t"
				      "movq " CHANNEL_AT " + 80(%rax), %rdx\n\t"
				      "movq " CHANNEL_AT " + 88(%rax), %r10\n\t"
				      "movq " CHANNEL_AT " + 96(%rax), %r8\n\t"
				      "movq " CHANNEL_AT " + 104(%rax), %r9\n\t"
				      "movl $9, %eax\n\t"
				      "syscall\n"
				      "process_mapped:\n\t"
				      "cmpq $-4096, %rax\n\t"
				      "jbe 1b\n\t"
				      "ud2\n"
				      "2:\n\t"
				      "popq %rbx\n\t"
				      ".cfi_def_cfa_offset 8\n\t"
				      "ret\n"
				      "process_hand_over_end:\n\t"
				      ".cfi_endproc\n"
				      ".size process_hand_over, . - process_hand_over\n");

static void hand_over(enum process_message message)
{
	void (*const call)(void) = (void (*)(void))(uintptr_t)process_hand_over;

	channel->message = message;
	call();
}

uintptr_t process_child_call(const struct z_syscall *call, const uintptr_t *args)
{
	channel->call = call;
	memcpy(channel->args, args, sizeof(channel->args));
	hand_over(PROCESS_SYSCALL);
	context.now_us = channel->now_us;
	return channel->result;
}

/* For what stands in trap_request. */
static void end_by_request(void)
{
	channel->request = trap_request;
	strncpy(channel->request_kind, trap_request.kind, sizeof(channel->request_kind) - 1);
	__builtin_trap();
}

/* Of what the processor or Linux says about it, and of the watchdog. */
CPU_STATE_UNKNOWN static void on_signal(int number, siginfo_t *info, void *registers)
{
	const ucontext_t *uc = registers;

	cpu_state_set();
	channel->number = number;
	channel->info = *info;
	memcpy(channel->gregs, uc->uc_mcontext.gregs, sizeof(channel->gregs));
	hand_over(PROCESS_FAULT);
	__builtin_trap();
}

static void run_entry(void *arg)
{
	channel->entry(channel->entry_args[0], channel->entry_args[1], channel->entry_args[2]);
	hand_over(PROCESS_ENDED);
}

/* ---- set-up ---- */

struct process_op process_op(struct mmu_range range, int prot, int memory_fd)
{
	struct process_op op = { range.start, range.end - range.start, prot };

	op.flags = MAP_FIXED |
		   (prot == PROT_NONE ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED);
	op.fd = prot == PROT_NONE ? -1 : memory_fd;
	op.offset = prot == PROT_NONE ? 0 : memory_file_offset(range.start);
	return op;
}

static int map(struct mmu_range range, int prot, int memory_fd)
{
	struct process_op op = process_op(range, prot, memory_fd);

	return mmap((void *)op.start, op.bytes, (int)op.prot, (int)op.flags, (int)op.fd,
		    op.offset) == MAP_FAILED ?
		       -errno :
		       0;
}

/* All of the address space but what is kept; the channel has its new place by then. */
static int unmap_the_rest(const struct process_plan *plan)
{
	const uintptr_t channel_end = PROCESS_CHANNEL + ROUND_UP(sizeof(*channel), MEMORY_PAGE);
	struct mmu_range kept[ARRAY_SIZE(plan->keep) + 1];
	unsigned int count = 0, i;
	uintptr_t at = 0;

	for (i = 0; i < plan->num_keep; i++)
		mmu_add_sorted(kept, &count, plan->keep[i]);
	mmu_add_sorted(kept, &count, (struct mmu_range){ PROCESS_CHANNEL, channel_end });
	for (i = 0; i < count; at = MAX(at, kept[i].end), i++) {
		if (kept[i].start > at && munmap((void *)at, kept[i].start - at))
			return -errno;
	}
	return munmap((void *)at, ADDRESS_END - at) ? -errno : 0;
}

static int take_memory(const struct process_plan *plan)
{
	unsigned int i;
	int ret = 0;

	if (mremap(plan->channel, ROUND_UP(sizeof(*channel), MEMORY_PAGE),
		   ROUND_UP(sizeof(*channel), MEMORY_PAGE), MREMAP_MAYMOVE | MREMAP_FIXED,
		   channel) == MAP_FAILED)
		return -errno;
	ret = unmap_the_rest(plan);
	for (i = 0; !ret && i < plan->view.num_writable; i++)
		ret = map(plan->view.writable[i], PROT_READ | PROT_WRITE, plan->memory_fd);
	for (i = 0; !ret && i < plan->view.num_readable; i++)
		ret = map(plan->view.readable[i], PROT_READ, plan->memory_fd);
	for (i = 0; !ret && i < plan->num_code; i++)
		ret = map(plan->code[i], PROT_READ | PROT_EXEC, plan->memory_fd);
	return ret;
}

static int take_signals(const struct process_plan *plan)
{
	static const int numbers[] = {
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGSYS, SIGABRT, SIGTRAP, 0
	};
	struct sigaction action = { .sa_sigaction = on_signal,
				    .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
	stack_t stack = { .ss_sp = (void *)plan->signal_stack.start,
			  .ss_size = plan->signal_stack.end - plan->signal_stack.start };
	sigset_t blocked;
	size_t i;

	/* one who is on the way to the kernel is not interrupted again */
	sigaddset(&action.sa_mask, WATCHDOG_SIGNAL);
	sigfillset(&blocked);
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		int number = numbers[i] ? numbers[i] : WATCHDOG_SIGNAL;

		sigdelset(&blocked, number);
		if (sigaction(number, &action, NULL))
			return -errno;
	}
	return sigaltstack(&stack, NULL) || sigprocmask(SIG_SETMASK, &blocked, NULL) ? -errno : 0;
}

/*
 * Linux leads a thread that it has interrupted in a restartable sequence to wherever the sequence's owner wants, also on the
 * way back from the hand-over. Since 2.35 the C library tells Linux where a thread's sequence stands.
 */
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 35)

static int leave_sequences(void)
{
	char *const area = (char *)__builtin_thread_pointer() + __rseq_offset;
	size_t bytes;

	if (!__rseq_size)
		return 0;
	for (bytes = SEQUENCE_STEP; bytes <= SEQUENCE_MAX; bytes += SEQUENCE_STEP) {
		if (!syscall(SYS_rseq, area, bytes, RSEQ_FLAG_UNREGISTER, RSEQ_SIG))
			return 0;
	}
	return -errno;
}

#else

static int leave_sequences(void)
{
	return 0;
}

#endif

#define LOAD(field, offset) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field) + (offset))
#define IF(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), yes, no)

/* The two calls of the hand-over, made there and nowhere else, and all others. The program is below 4 GiB or all is other. */
#define FILTER(ours, others)                                                                    \
	{                                                                                       \
		LOAD(arch, 0), IF(AUDIT_ARCH_X86_64, 0, 9), LOAD(instruction_pointer, 4),       \
			IF(0, 0, 7), LOAD(nr, 0), IF(PROCESS_CALL, 0, 2),                       \
			LOAD(instruction_pointer, 0), IF((uintptr_t)process_handed_over, 4, 3), \
			IF(SYS_mmap, 0, 2), LOAD(instruction_pointer, 0),                       \
			IF((uintptr_t)process_mapped, 1, 0), BPF_STMT(BPF_RET | BPF_K, others), \
			BPF_STMT(BPF_RET | BPF_K, ours),                                        \
	}

static int set_filter(const struct sock_filter *filter, unsigned short length, unsigned int flags)
{
	struct sock_fprog program = { length, (struct sock_filter *)filter };
	long ret = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);

	return ret < 0 ? -errno : (int)ret;
}

/*
 * Two filters, of whose verdicts the stricter one counts: the first hands ours to the kernel's process; the second, which
 * comes when that has been told where to listen, traps all others.
 */
static int listen_to_ours(void)
{
	const struct sock_filter notify[] = FILTER(SECCOMP_RET_USER_NOTIF, SECCOMP_RET_ALLOW);

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -errno;
	return set_filter(notify, ARRAY_SIZE(notify), SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

int process_child_try(void)
{
	int fd = listen_to_ours();

	return fd < 0 ? -fd : 0;
}

static int close_linux(void)
{
	const struct sock_filter trap[] = FILTER(SECCOMP_RET_ALLOW, SECCOMP_RET_TRAP);
	int fd = listen_to_ours();

	if (fd < 0)
		return fd;
	__atomic_store_n(&channel->listener, (uint32_t)fd + 1, __ATOMIC_RELEASE);
	syscall(SYS_futex, &channel->listener, FUTEX_WAKE, 1, NULL, NULL, 0);
	return set_filter(trap, ARRAY_SIZE(trap), 0);
}

int process_child_main(void *arg)
{
	const struct process_plan *plan = arg;
	const struct rlimit none = { 0, 0 };
	int ret;

	process_is_child = true;
	context.storage = cpu_state_storage();
	trap_elsewhere = end_by_request;
	context.user_mode = true;
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	prctl(PR_SET_NAME, plan->name, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
	user_stack = (struct stack_switch){ .base = (char *)plan->user_stack.start,
					    .bytes = plan->user_stack.end - plan->user_stack.start -
						     ABOVE_BYTES };
	ret = leave_sequences();
	if (!ret)
		ret = take_signals(plan);
	if (!ret)
		ret = take_memory(plan);
	if (!ret)
		ret = close_linux();
	if (ret < 0)
		syscall(SYS_exit_group, -ret);
	hand_over(PROCESS_READY);
	stack_switch_call(&user_stack, run_entry, NULL);
	__builtin_unreachable();
}

#endif
