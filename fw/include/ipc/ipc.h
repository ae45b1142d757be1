/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry of the host's requests. */
#ifndef IPC_IPC_H
#define IPC_IPC_H

struct pipeline;

/**
 * Connect the mailbox and the doorbell. Called once at boot, after the schedulers.
 * @return 0, -ENODEV a mailbox window is absent or too small
 */
int ipc_init(void);

/** Report of a trigger that pipeline_trigger() had scheduled; for pipeline_registry_init(). */
void ipc_trigger_done(struct pipeline *p, int error);

#endif
