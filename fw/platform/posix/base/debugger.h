/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a debugger is told. It has breakpoints on these functions (tools/debugger.py), which do nothing; without a debugger
 * each costs a call when a library or a module comes.
 */
#ifndef POSIX_DEBUGGER_H
#define POSIX_DEBUGGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Set by the debugger: the MMU is to grant at once what it would grant at a fault, so that each fault is one. */
extern volatile bool debugger_present;

/**
 * Pages keep what they hold, and are shared with nobody: Linux writes breakpoints to pages without write access in private
 * memory only.
 * @return false: no memory
 */
bool debugger_make_private(uintptr_t start, size_t bytes);

/** A library stands at start. @param path	file with its symbols */
void debugger_library(const char *path, uintptr_t start);

#endif
