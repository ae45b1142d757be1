/* SPDX-License-Identifier: BSD-3-Clause */
/* What the machine and this process hold, and whether it is as much as before. */
#ifndef CYCLES_FIGURES_H
#define CYCLES_FIGURES_H

#include <stdbool.h>

/** Remember what there is now: what every cycle must come back to. */
void figures_take_base(void);

/** Fail the cycle when it has left anything: bytes, pages, threads, domains, partitions, objects, stacks, verdicts. */
void figures_compare(void);

/** Remember what this process holds itself: from here on it must not grow. */
void figures_take_host(void);

/** Print what was used, and by how much this process has grown. @return whether it has not grown too much */
bool figures_tell(void);

#endif
