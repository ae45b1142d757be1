/* SPDX-License-Identifier: BSD-3-Clause */
/* The request in hand: its boxes, its core, its reply. What the dispatcher and the handlers stand on. */
#ifndef FW_IPC_REQUEST_H
#define FW_IPC_REQUEST_H

#include <ipc/ipc.h>
#include <ipc4/header.h>

/** Find the boxes. Called once at boot. @return 0, -ENODEV a mailbox window is absent or too small */
int ipc_request_init(void);

/** Take a request in hand. @return the words of its reply, for its handler to change */
struct ipc4_message *ipc_request_begin(const struct ipc4_message *request);

/** It has been handled: reply with enum ipc4_status, or when the last of its triggers has run. */
void ipc_request_end(int status);

/** It has been handled and gets no reply; its triggers run unobserved. */
void ipc_request_end_silent(void);

/** Host box and DSP box, IPC4_MAILBOX_BYTES each. */
const void *ipc_hostbox(void);
void *ipc_dspbox(void);

/** The reply waits until ipc_trigger_done() has been called for this pipeline. */
void ipc_trigger_pending(const struct pipeline *p);

/** Run fn on a core that exists, here when it is this one. @return what fn returns */
int ipc_run_on_core(unsigned int core, int (*fn)(void *arg), void *arg);

#endif
