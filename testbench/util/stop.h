/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether the program is to end: asked by everything that waits for somebody else. */
#ifndef UTIL_STOP_H
#define UTIL_STOP_H

#include <stdbool.h>

/** How long a wait can overlook a signal that came just before it: it asks this often. */
#define STOP_WAIT_MS 100

/** @param asked	called at any time, in any thread */
void stop_when(bool (*asked)(void));

/** Before stop_when(): false */
bool stop_asked(void);

#endif
