/* SPDX-License-Identifier: BSD-3-Clause */
/* The ledger as the machine's power switch and its fault handling see it. */
#ifndef POSIX_LEDGER_CONTROL_H
#define POSIX_LEDGER_CONTROL_H

#include <stddef.h>

/** Records are empty; recording begins if it was asked for. Memory is mapped, nothing runs. */
void ledger_start(void);
/** What lives now is the firmware's own. */
void ledger_booted(void);
/** Recording ends, the records stay. */
void ledger_stop(void);
/** Nobody uses the memory any more: let a memory checker report what leaked. */
void ledger_leak_check(void);

/**
 * A fault at addr: when it is in a page that was freed, give the verdict, and add a line with its words to out.
 * It looks up names, which takes host memory: the firmware, whose access this was, never holds the host allocator's
 * lock.
 * @param registers	of the signal
 */
void ledger_fault(const void *addr, const void *registers, char *out, size_t size);

/** The running thread will not come back from the calls that the ledger is watching. */
void ledger_abandon_calls(void);

/** The block at or next to an address, alive or freed: size, distance, sites. "" without a ledger; from a signal. */
void ledger_nearest(const void *addr, char *out, size_t size);

#endif
