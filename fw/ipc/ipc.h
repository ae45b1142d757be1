/* SPDX-License-Identifier: BSD-3-Clause */
/* Private to the IPC room: message handlers, the boxes, replies that wait for triggers. */
#ifndef FW_IPC_IPC_H
#define FW_IPC_IPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ipc/ipc.h>
#include <ipc4/header.h>

struct pipeline;

#define IPC_NUM_MSG_TYPES 32

/**
 * Handler of one message type.
 * @param reply	the request's words on entry; the handler may rewrite the extension
 * @return enum ipc4_status
 */
struct ipc_handler {
	const char *name;
	int (*handle)(const struct ipc4_message *request, struct ipc4_message *reply);
};

/* Indexed by type; a type without handler answers IPC4_UNAVAILABLE. */
extern const struct ipc_handler ipc_global_handlers[IPC_NUM_MSG_TYPES];
extern const struct ipc_handler ipc_module_handlers[IPC_NUM_MSG_TYPES];

/** Host box and DSP box, IPC4_MAILBOX_BYTES each. */
const void *ipc_hostbox(void);
void *ipc_dspbox(void);

/** The reply of the request in hand waits until ipc_trigger_done() has been called for this pipeline. */
void ipc_trigger_pending(const struct pipeline *p);

/** Run fn on a core that exists, here when it is this one. @return what fn returns */
int ipc_run_on_core(unsigned int core, int (*fn)(void *arg), void *arg);

/* Handlers, by file. */

int ipc_set_pipeline_state(const struct ipc4_message *request, struct ipc4_message *reply);

int ipc_chain_dma(const struct ipc4_message *request, struct ipc4_message *reply);

int ipc_set_dx(const struct ipc4_message *request, struct ipc4_message *reply);
int ipc_set_d0ix(const struct ipc4_message *request, struct ipc4_message *reply);
/** Cores in D0; core 0 always is. */
uint32_t ipc_active_cores(void);
/** Only core 0 is in D0. Called once at boot. */
void ipc_power_init(void);

int ipc_large_config_get(const struct ipc4_message *request, struct ipc4_message *reply);
int ipc_large_config_set(const struct ipc4_message *request, struct ipc4_message *reply);

/** Libraries of modules. */
int ipc_load_library(const struct ipc4_message *request, struct ipc4_message *reply);
int ipc_unload_library(const struct ipc4_message *request, struct ipc4_message *reply);

#endif
