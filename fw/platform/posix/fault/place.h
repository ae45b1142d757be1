/* SPDX-License-Identifier: BSD-3-Clause */
/* Where in the program something happened: addresses, not names. From signal handlers, too. */
#ifndef POSIX_PLACE_H
#define POSIX_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include <adsp/ledger.h>

/** The instruction that a signal interrupted. @param registers a ucontext_t */
uintptr_t place_of_instruction(const void *registers);

/** Was it a write that faulted? */
bool place_is_write(const void *registers);

/** Was it the fetch of an instruction? */
bool place_is_fetch(const void *registers);

/**
 * The frames of the program from the instruction on that a signal interrupted, or from what called it: a library's own
 * instruction says little.
 * @param frames	return addresses, innermost first
 * @return their number
 */
unsigned int place_of_signal(const void *registers, uintptr_t frames[ADSP_LEDGER_FRAMES]);

/** Those of who entered the kernel. @param interface as for trap_kill() */
unsigned int place_of_call(unsigned int interface, uintptr_t frames[ADSP_LEDGER_FRAMES]);

/** Was it code of the program itself, or of a library in emulated memory? */
bool place_is_in_program(const void *registers);

/** Was it code of the firmware that was interrupted, or a library that it called? Not the machine's. */
bool place_is_in_firmware(const void *registers);

/** Was it ThreadSanitizer's own code? Locks that it holds would never be given back by a thread that leaves it. */
bool place_is_in_checker(const void *registers);

#endif
