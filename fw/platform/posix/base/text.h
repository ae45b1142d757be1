/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's code in a program stands between these two; not what the compiler takes for unlikely. Never called. */
#ifndef POSIX_TEXT_H
#define POSIX_TEXT_H

void machine_text_start(void);
void machine_text_end(void);

#endif
