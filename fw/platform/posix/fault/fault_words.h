/* SPDX-License-Identifier: BSD-3-Clause */
/* The words of a fault's report. */
#ifndef POSIX_FAULT_WORDS_H
#define POSIX_FAULT_WORDS_H

#include <signal.h>
#include <stdbool.h>

#include <adsp/inspect.h>

/** Was it a write that faulted? */
bool fault_words_is_write(const void *registers);

/** Fill in kind, access, victim and nearest block from a signal; in its handler, in kernel mode. */
void fault_words_signal(struct adsp_fault_info *fault, int number, const siginfo_t *info,
			const void *registers);

/*
 * The next two look up names: from a signal handler on a stack with room for the debug information.
 */

/** The instruction that a signal interrupted. */
void fault_words_site_of_signal(struct adsp_fault_info *fault, const void *registers);

/** Was it code of the firmware, or a library that it called? Not the machine's. */
bool fault_words_is_in_firmware(const void *registers);

/** Was it ThreadSanitizer's own code? Locks that it holds would never be given back by a thread that leaves it. */
bool fault_words_is_in_checker(const void *registers);

/** Who entered the kernel. @param interface as for trap_kill() */
void fault_words_site_of_call(struct adsp_fault_info *fault, unsigned int interface);

/** Text of the whole. @param what	"isolation fault", "fault" */
void fault_words_join(struct adsp_fault_info *fault, const char *what);

#endif
