/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * User code in a process of its own (isolation_process.c): one for each user thread, with the program's text, a copy of
 * the host's variables, what the thread's view lets it touch of the DSP's memory, at the same addresses, and nothing else.
 *
 * It needs the kernel in one way: it leaves a message in a page that both share, the channel, and makes a call that Linux
 * hands to the kernel's process (seccomp user notification). Linux keeps it stopped until that is answered, so it cannot
 * change what the kernel reads meanwhile. Every other call of Linux is a signal (seccomp trap), and so a message.
 *
 * What the channel holds was written by user code: numbers and addresses are checked where they are used.
 */
#ifndef POSIX_PROCESS_H
#define POSIX_PROCESS_H

#include <signal.h>
#include <stdint.h>
#include <ucontext.h>

#include <zephyr/internal/syscall_handler.h>
#include <zephyr/kernel.h>

#include "base/trap.h"
#include "memory/isolation.h"

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define PROCESS_WORKS 1
#else
#define PROCESS_WORKS \
	0 /* the hand-over is written for one processor; sanitizers' shadows are not shared */
#endif

/* Where the channel stands in the user's process, below emulated memory. */
#define PROCESS_CHANNEL 0x3fff0000
#define PROCESS_CALL    0x3fff5050 /* number of the call; no call of Linux has it */
#define PROCESS_OPS     (4 * MMU_MAX_GRANTS)

enum process_message {
	PROCESS_READY, /* set up; waits for its first run */
	PROCESS_SYSCALL,
	PROCESS_ENDED, /* the thread's function has returned */
	PROCESS_FAULT, /* by signal: number, info, registers; perhaps by request */
	PROCESS_DEAD,  /* not from the channel: it has ended by signal number `number` */
};

/** Arguments of one mmap(). */
struct process_op {
	uintptr_t start;
	size_t bytes;
	long prot, flags, fd, offset;
};

struct process_channel {
	/* the hand-over knows where these two stand */
	uintptr_t registers[8]; /* rsp, rbp, rbx, r12 to r15 at the hand-over */
	struct process_op ops[PROCESS_OPS];

	/* from the user's process */
	uint32_t listener; /* set-up is done: its file descriptor + 1 */
	uint32_t message;
	const struct z_syscall *call;
	uintptr_t args[Z_SYSCALL_ARGS];
	int number;
	siginfo_t info;
	gregset_t gregs;
	struct trap_request request;
	char request_kind[16]; /* "": none */

	/* to it */
	uintptr_t result;
	int64_t now_us;
	k_thread_entry_t entry;
	void *entry_args[3];
};

/** What the user's process is made from. */
struct process_plan {
	struct process_channel *channel; /* in the caller's memory */
	int memory_fd;
	struct mmu_range keep[96]; /* of the caller's memory, in order; copies */
	unsigned int num_keep;
	struct mmu_view view;
	struct mmu_range code[MMU_MAX_CODE]; /* libraries in emulated memory */
	unsigned int num_code;
	struct mmu_range signal_stack, user_stack;
	const char *name;
};

/** The user's process, from its first instruction on. @param plan see above; for clone() */
int process_child_main(void *plan);

/** Of a trial: close the calling process in, as far as can be done without a channel. @return 0 or an errno */
int process_child_try(void);

/** In the user's process: make a system call. */
uintptr_t process_child_call(const struct z_syscall *call, const uintptr_t *args);

/** Is this the user's process? */
extern bool process_is_child;

/* Addresses behind the hand-over's two calls of Linux. */
extern const char process_hand_over[], process_handed_over[], process_mapped[],
	process_hand_over_end[];

/** A range of emulated memory as the user's process gets it. @param prot PROT_NONE: nothing is there */
struct process_op process_op(struct mmu_range range, int prot, int memory_fd);

/* ---- the kernel's side, for kernel/ and fault/ ---- */

/** What a stopped user thread wants. */
struct process_stop {
	enum process_message message;
	const struct z_syscall *call;
	uintptr_t args[Z_SYSCALL_ARGS];
	int number; /* of a signal */
	siginfo_t info;
	const struct trap_request *request; /* NULL: none */
};

/** Does user code run elsewhere? Else on its thread's OS thread. */
bool process_is_used(void);

/**
 * The running thread's user code goes on until it needs the kernel. After mmu_enter_user().
 * @param result	of the system call that it is in
 */
void process_run(const struct k_thread *thread, uintptr_t result, struct process_stop *stop);

/** What the first process_run() of a thread runs. */
void process_set_entry(const struct k_thread *thread, k_thread_entry_t entry, void *const args[3]);

/** Where the running thread's user code stands, as a ucontext_t; NULL: user code is on this OS thread. */
const void *process_registers(void);

/** Does it stand in the hand-over? */
bool process_is_handing_over(void);

/** Let user code that runs elsewhere stop with WATCHDOG_SIGNAL. Callable from a signal handler. @return it does */
bool process_interrupt(void);

/* Of the running thread's process, from a signal handler: its id or 0, and its processor time. */
int process_id(void);
uint64_t process_cpu_ns(void);

#endif
