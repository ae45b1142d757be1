/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MAILBOX_H
#define POSIX_MAILBOX_H

/** Doorbell at rest, nobody connected. The host's notification handler stays. */
void mailbox_start(void);

#endif
