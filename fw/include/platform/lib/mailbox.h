/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PLATFORM_LIB_MAILBOX_H
#define PLATFORM_LIB_MAILBOX_H

#include <stddef.h>

/** Write to the firmware's registers, which the host reads in window 0. What does not fit is logged and left out. */
void mailbox_sw_regs_write(size_t offset, const void *src, size_t bytes);

#endif
