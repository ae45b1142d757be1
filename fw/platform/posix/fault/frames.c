/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The frames of a user thread are of its making: whoever follows them may be led anywhere, and faults. Then those seen
 * before are all there are. The compiler's own jumps: ThreadSanitizer's setjmp() would forget the one that the thread
 * ends with.
 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <ucontext.h>
#include <unwind.h>

#include <zephyr/toolchain.h>

#include "base/signals.h"
#include "fault/frames.h"
#include "memory/process.h"
#include "sched/stack_switch.h"

static void *astray[5];
static volatile bool follows;
static void **list;
static volatile int count;

static _Unwind_Reason_Code note(struct _Unwind_Context *frame, void *arg)
{
	if (count == FRAMES_MAX)
		return _URC_END_OF_STACK;
	list[count++] = (void *)_Unwind_GetIP(frame);
	return _URC_NO_REASON;
}

/* The compiler's own unwinder: backtrace() of the C library would load it first, and that takes memory. */
static void __attribute__((noinline)) fill_list(void)
{
	follows = true;
	if (!__builtin_setjmp(astray))
		_Unwind_Backtrace(note, NULL);
	follows = false;
}

#if PROCESS_WORKS

/*
 * As Linux makes a signal's frame: the unwinder, which finds the C library's return from signal handlers as the return
 * address of fill_from(), goes on with the registers above it. It is a part of the stack in use, so that a signal which
 * the unwinder causes finds its own stack as it should be.
 */
struct signal_frame {
	_Alignas(16) char below[0x10000];
	char align[8];
	void *restorer;
	ucontext_t registers;
};

static void *back;

static void fill_from(void *arg)
{
	fill_list();
	stack_switch_end(back);
}

static void fill_list_from(const ucontext_t *registers)
{
	struct signal_frame frame;

	frame.restorer = signals_restorer();
	frame.registers = *registers;
	stack_switch_jump(fill_from, NULL, &frame.restorer, &back);
}

#else

static void fill_list_from(const ucontext_t *registers)
{
}

#endif

int frames_follow(void *frames[FRAMES_MAX], const void *registers)
{
	sigset_t faults;

	/* ThreadSanitizer blocks all signals in a handler */
	sigemptyset(&faults);
	sigaddset(&faults, SIGSEGV);
	sigaddset(&faults, SIGBUS);
	pthread_sigmask(SIG_UNBLOCK, &faults, NULL);
	list = frames;
	count = 0;
	if (registers)
		fill_list_from(registers);
	else
		fill_list();
	while (count && !frames[count - 1]) /* what called the first function */
		count--;
	return count;
}

void frames_go_on(void)
{
	if (follows)
		__builtin_longjmp(astray, 1);
}

void frames_start(void)
{
	follows = false;
}
