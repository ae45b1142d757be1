/* SPDX-License-Identifier: BSD-3-Clause */
/* What is noted of a fault where it is met, for the report that is made of it later. */
#ifndef POSIX_RECORD_H
#define POSIX_RECORD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include <adsp/ledger.h>

#include "base/trap.h"

/* Of a ucontext_t, what a signal handler has of it on its stack: Linux keeps the state of floating point elsewhere. */
#if defined(__x86_64__)
#define REGISTER_BYTES (offsetof(ucontext_t, uc_sigmask) + sizeof(uint64_t))
#else
#define REGISTER_BYTES sizeof(ucontext_t)
#endif

enum fault_cause {
	FAULT_REQUEST,       /* trap_kill() */
	FAULT_USER_SIGNAL,   /* by user code */
	FAULT_USER_HUNG,     /* user code does not come back */
	FAULT_KERNEL_SIGNAL, /* by anything else */
	FAULT_KERNEL_HUNG,   /* the firmware does not come back */
};

struct fault_record {
	enum fault_cause cause;
	struct trap_request request; /* FAULT_REQUEST */
	int number;                  /* of the signal */
	siginfo_t info;
	ucontext_t registers;
	const char *verdict; /* of the watchdog */

	/* return addresses of the program, innermost first */
	uintptr_t frames[ADSP_LEDGER_FRAMES];
	unsigned int num_frames;
};

#endif
