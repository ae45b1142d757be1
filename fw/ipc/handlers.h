/* SPDX-License-Identifier: BSD-3-Clause */
/* Handlers of the host's messages, by the file that holds them. */
#ifndef FW_IPC_HANDLERS_H
#define FW_IPC_HANDLERS_H

#include <stdint.h>
#include <ipc4/header.h>

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
