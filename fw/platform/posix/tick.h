/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_TICK_H
#define POSIX_TICK_H

/** Timers off, core 0. */
void tick_start(unsigned int cores);

#endif
