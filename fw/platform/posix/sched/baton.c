/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Each context has a futex word that is 1 when it holds the baton. The giver stores 1 and wakes; the taker sleeps
 * while it reads 0. Release and acquire on that word order everything else.
 *
 * An OS thread has a stack of the host, with the C library's block for the thread at its top. All that the kernel's
 * thread does, in either mode, runs on the thread's stack in emulated memory: what user code overruns there is its own.
 * A thread ends by leaving that stack. Whoever gets the baton from a thread that left joins its OS thread before
 * anything else, so its stack is free for use at once.
 *
 * Where user code runs in other processes, all threads share the supervisor's OS thread: a hand-over is a change of
 * stacks, and no call of Linux. A user thread's own OS thread is then but the parent of its process, which is a copy of it.
 */
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#else
#define __tsan_release(word)
#define __tsan_acquire(word)
#endif

#include "base/context.h"
#include "base/cpu_state.h"
#include "base/linux_calls.h"
#include "base/panic.h"
#include "base/signals.h"
#include "memory/memory_map.h"
#include "memory/process.h"
#include "sched/baton.h"
#include "sched/stack_switch.h"

#define HOST_STACK_BYTES (0x10000u * STACK_SCALE)

/*
 * Where user code runs in another process, its OS thread here has one block of memory, with guards between:
 * the stack of the kernel's work for it | a signal stack for there | the stack of the C library.
 */
#define GUARD_BYTES  0x10000u
#define KERNEL_BYTES 0x40000u
#define BLOCK_BYTES  (4 * GUARD_BYTES + KERNEL_BYTES + SIGNALS_STACK_BYTES + HOST_STACK_BYTES)

struct z_thread_host {
	uint32_t baton;
	uint32_t parked; /* 1 once the OS thread waits for its first baton, or has done its errand */
	bool abort;
	bool has_os_thread;
	pthread_t pthread;
	int tid;
	volatile char linux_calls; /* its selector */
	uintptr_t storage;         /* see cpu_state.h */
	bool escaped;              /* it has left its stack by baton_escape() */
	struct stack_switch stack; /* the thread's, in emulated memory, or in its block */
	char *block;               /* NULL: none */
	void *saved; /* where it goes on, when all share one OS thread; NULL: begins */
	void (*errand)(void *arg); /* for its OS thread, when that is but a parent */
	void *errand_arg;
	const struct baton_main *main;
	struct k_thread *thread;
	char signal_stack[SIGNALS_STACK_BYTES];
};

static struct z_thread_host supervisor_host;
/* Of who has the baton: signal handlers on other OS threads read it, and its struct may go meanwhile. */
static struct {
	_Atomic int tid; /* 0: it is on the supervisor's OS thread */
	_Atomic(const char *) signal_stack, stack;
	_Atomic size_t stack_bytes;
} running;
static struct z_thread_host *ended; /* left, not joined yet */
static cpu_set_t old_cpus;
static bool pinned;

static bool shares_os_thread(void)
{
	return process_is_used();
}

#define SET(field, value) atomic_store_explicit(&running.field, value, memory_order_relaxed)

static void take_over(struct z_thread_host *host)
{
	SET(tid, host->tid);
	SET(signal_stack, host->signal_stack);
	SET(stack, host->stack.base);
	SET(stack_bytes, host->stack.bytes);
	context.linux_calls = &host->linux_calls;
	context.storage = host->storage;
}

void baton_start(struct k_thread *supervisor)
{
	supervisor->host = &supervisor_host;
	supervisor_host.baton = 0;
	supervisor_host.storage = cpu_state_storage();
	take_over(&supervisor_host);
	ended = NULL;
	pinned = false;
}

void baton_stop(struct k_thread *supervisor)
{
	supervisor->host = NULL;
	if (pinned)
		sched_setaffinity(0, sizeof(old_cpus), &old_cpus);
	pinned = false;
}

/* A hand-over between two processors costs several times one on the same processor. */
static void pin_to_one_cpu(void)
{
	cpu_set_t one;

	if (pinned || sched_getaffinity(0, sizeof(old_cpus), &old_cpus))
		return;
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	pinned = !sched_setaffinity(0, sizeof(one), &one);
}

static void raise_word(uint32_t *word)
{
	__atomic_store_n(word, 1, __ATOMIC_RELEASE);
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void sleep_on_word(uint32_t *word)
{
	while (!__atomic_load_n(word, __ATOMIC_ACQUIRE))
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

/*
 * Raise one word and sleep on another. From the first on, whoever runs may take this thread's stack away (another
 * user thread does): until the second word is raised not one access to the stack may happen. ThreadSanitizer, which
 * does not see what assembly does, is informed before and after.
 */
static void hand_over(uint32_t *raise, uint32_t *own)
{
	__tsan_release(raise);
#if defined(__x86_64__)
	__asm__ volatile("movl $1, (%[raise])\n\t"
			 "movl %[futex], %%eax\n\t"
			 "movq %[raise], %%rdi\n\t"
			 "movl %[wake], %%esi\n\t"
			 "movl $1, %%edx\n\t"
			 "syscall\n"
			 "1:\n\t"
			 "cmpl $0, (%[own])\n\t"
			 "jne 2f\n\t"
			 "movl %[futex], %%eax\n\t"
			 "movq %[own], %%rdi\n\t"
			 "movl %[wait], %%esi\n\t"
			 "xorl %%edx, %%edx\n\t"
			 "xorl %%r10d, %%r10d\n\t"
			 "syscall\n\t"
			 "jmp 1b\n"
			 "2:"
			 :
			 : [raise] "r"(raise), [own] "r"(own), [futex] "i"(SYS_futex),
			   [wake] "i"(FUTEX_WAKE_PRIVATE), [wait] "i"(FUTEX_WAIT_PRIVATE)
			 : "rax", "rcx", "rdx", "rsi", "rdi", "r10", "r11", "memory", "cc");
#elif defined(__aarch64__)
	__asm__ volatile("mov w9, #1\n\t"
			 "stlr w9, [%[raise]]\n\t"
			 "mov x8, %[futex]\n\t"
			 "mov x0, %[raise]\n\t"
			 "mov x1, %[wake]\n\t"
			 "mov x2, #1\n\t"
			 "mov x3, #0\n\t"
			 "svc #0\n"
			 "1:\n\t"
			 "ldar w9, [%[own]]\n\t"
			 "cbnz w9, 2f\n\t"
			 "mov x8, %[futex]\n\t"
			 "mov x0, %[own]\n\t"
			 "mov x1, %[wait]\n\t"
			 "mov x2, #0\n\t"
			 "mov x3, #0\n\t"
			 "svc #0\n\t"
			 "b 1b\n"
			 "2:"
			 :
			 : [raise] "r"(raise), [own] "r"(own), [futex] "i"(SYS_futex),
			   [wake] "i"(FUTEX_WAKE_PRIVATE), [wait] "i"(FUTEX_WAIT_PRIVATE)
			 : "x0", "x1", "x2", "x3", "x8", "x9", "memory", "cc");
#else
#error "no hand-over for this processor"
#endif
	__tsan_acquire(own);
}

/* Its OS thread, which waits, ends. */
static void end_os_thread(struct z_thread_host *host)
{
	if (!host->has_os_thread)
		return;
	host->abort = true;
	raise_word(&host->baton);
	pthread_join(host->pthread, NULL);
}

static void forget(struct z_thread_host *host)
{
	stack_switch_fini(&host->stack);
	if (host->block)
		munmap(host->block, BLOCK_BYTES);
	free(host);
}

static void reap(void)
{
	struct z_thread_host *host = ended;

	if (!host)
		return;
	ended = NULL;
	if (shares_os_thread())
		end_os_thread(host);
	else
		pthread_join(host->pthread, NULL);
	forget(host);
}

/* ---- one OS thread for all ---- */

static _Alignas(16) char crossing[4096]; /* a stack for the moment between two */
static void *nowhere;                    /* where who does not come back would go on */

static void go_on(void *arg)
{
	const struct z_thread_host *to = arg;

	stack_switch_end(to->saved);
}

static void begin(void *arg)
{
	struct z_thread_host *host = arg;

	reap();
	host->main->run(host->thread);
}

/* To the stack of another thread. */
static void cross(struct z_thread_host *to, void **saved)
{
	if (to->saved)
		stack_switch_to(go_on, to, crossing + sizeof(crossing), saved);
	else
		stack_switch_to(begin, to, to->stack.base + to->stack.bytes, saved);
}

static void *parent_main(void *arg)
{
	struct z_thread_host *host = arg;

	for (;;) {
		sleep_on_word(&host->baton);
		host->baton = 0;
		if (host->abort)
			return NULL;
		host->errand(host->errand_arg);
		raise_word(&host->parked);
	}
}

void baton_run_on_parent(const struct k_thread *thread, void (*errand)(void *arg), void *arg)
{
	struct z_thread_host *host = thread->host;

	host->errand = errand;
	host->errand_arg = arg;
	host->parked = 0;
	raise_word(&host->baton);
	sleep_on_word(&host->parked);
}

/* ---- an OS thread for each ---- */

/* @param raise the word of whoever goes on meanwhile */
static void wait_for_baton(struct z_thread_host *host, uint32_t *raise)
{
	hand_over(raise, &host->baton);
	host->baton = 0;
	if (host->abort)
		stack_switch_leave(&host->stack);
	reap();
}

static void run(void *arg)
{
	struct z_thread_host *host = arg;

	wait_for_baton(host, &host->parked);
	host->main->run(host->thread);
}

static void run_escaped(void *arg)
{
	struct z_thread_host *host = arg;

	host->main->escaped(host->thread);
}

static void *host_main(void *arg)
{
	struct z_thread_host *host = arg;

	host->tid = (int)syscall(SYS_gettid);
	host->storage = cpu_state_storage();
	linux_calls_watch(&host->linux_calls);
	signals_thread_stack(host->signal_stack);
	stack_switch_call(&host->stack, run, host);
	if (host->escaped)
		stack_switch_call(&host->stack, run_escaped, host);
	return NULL;
}

static char *kernel_stack(char *block)
{
	return block + GUARD_BYTES;
}

static char *user_signal_stack(char *block)
{
	return kernel_stack(block) + KERNEL_BYTES + GUARD_BYTES;
}

static char *library_stack(char *block)
{
	return user_signal_stack(block) + SIGNALS_STACK_BYTES + GUARD_BYTES;
}

static int open_block(char *start, size_t bytes)
{
	return mprotect(start, bytes, PROT_READ | PROT_WRITE);
}

static char *make_block(void)
{
	char *block = mmap(NULL, BLOCK_BYTES, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (block == MAP_FAILED)
		return NULL;
	if (open_block(kernel_stack(block), KERNEL_BYTES) ||
	    open_block(user_signal_stack(block), SIGNALS_STACK_BYTES) ||
	    open_block(library_stack(block), HOST_STACK_BYTES)) {
		munmap(block, BLOCK_BYTES);
		return NULL;
	}
	return block;
}

void baton_block_of(const struct k_thread *thread, struct baton_block *block)
{
	char *start = thread->host->block;

	*block = (struct baton_block){
		.start = start,
		.end = start + BLOCK_BYTES,
		.signal_stack = user_signal_stack(start),
	};
}

/* @return 0, or an error of the C library's */
static int start_os_thread(struct z_thread_host *host, const pthread_attr_t *attr)
{
	sigset_t all, old;
	int ret;

	/* signals of the process go to the supervisor's thread; faults go to who made them */
	sigfillset(&all);
	signals_spare(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&host->pthread, attr, shares_os_thread() ? parent_main : host_main,
			     host);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	host->has_os_thread = !ret;
	return ret;
}

/* @return 0, -ENOMEM */
static int choose_stacks(struct z_thread_host *host, const struct k_thread *thread,
			 pthread_attr_t *attr)
{
	if (!(thread->options & K_USER) || !shares_os_thread()) {
		stack_switch_init(&host->stack, (void *)thread->stack_info.start,
				  thread->stack_info.size);
		return -pthread_attr_setstacksize(attr, HOST_STACK_BYTES);
	}
	host->block = make_block();
	if (!host->block)
		return -ENOMEM;
	stack_switch_init(&host->stack, kernel_stack(host->block), KERNEL_BYTES);
	return -pthread_attr_setstack(attr, library_stack(host->block), HOST_STACK_BYTES);
}

int baton_create(struct k_thread *thread, const struct baton_main *main)
{
	struct z_thread_host *host = calloc(1, sizeof(*host));
	pthread_attr_t attr;
	int ret;

	if (!host)
		return -ENOMEM;
	pin_to_one_cpu();
	host->main = main;
	host->thread = thread;
	thread->host = host;
	pthread_attr_init(&attr);
	ret = choose_stacks(host, thread, &attr);
	if (!ret && (host->block || !shares_os_thread()))
		ret = start_os_thread(host, &attr);
	pthread_attr_destroy(&attr);
	if (ret) {
		thread->host = NULL;
		forget(host);
		return -ENOMEM;
	}
	if (shares_os_thread())
		host->storage = supervisor_host.storage;
	else
		sleep_on_word(&host->parked);
	return 0;
}

void baton_pass(struct k_thread *from, struct k_thread *to)
{
	struct z_thread_host *host = from->host;

	take_over(to->host);
	if (shares_os_thread()) {
		cross(to->host, &host->saved);
		reap();
	} else {
		wait_for_baton(host, &to->host->baton);
	}
}

void baton_leave(struct k_thread *from, struct k_thread *to)
{
	struct z_thread_host *host = from->host;

	from->host = NULL;
	ended = host;
	take_over(to->host);
	if (shares_os_thread())
		cross(to->host, &nowhere);
	raise_word(&to->host->baton);
	stack_switch_leave(&host->stack);
}

void baton_escape(struct k_thread *thread)
{
	struct z_thread_host *host = thread->host;

	if (shares_os_thread())
		stack_switch_to(run_escaped, host, host->stack.base + host->stack.bytes, &nowhere);
	host->escaped = true;
	stack_switch_leave(&host->stack);
}

void baton_end(struct k_thread *thread)
{
	struct z_thread_host *host = thread->host;

	thread->host = NULL;
	end_os_thread(host);
	forget(host);
}

void baton_signal(int number)
{
	int tid = baton_tid();

	if (tid)
		syscall(SYS_tgkill, getpid(), tid, number);
}

static bool is_within(const void *at, const char *base, size_t bytes)
{
	return (uintptr_t)at - (uintptr_t)base < bytes;
}

bool baton_is_mine(void)
{
	const void *here = __builtin_frame_address(0);

	return is_within(here, running.signal_stack, SIGNALS_STACK_BYTES) ||
	       is_within(here, running.stack, running.stack_bytes);
}

int baton_tid(void)
{
	return running.tid;
}
