/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages that a module makes once and sends many times: notifications.
 *
 * Ownership: who makes a message frees it. It stands on the kernel heap, so that a module in user mode cannot have one.
 */
#ifndef SOF_IPC_MSG_H
#define SOF_IPC_MSG_H

#include <stdbool.h>
#include <stdint.h>

struct ipc_msg {
	uint32_t header; /* primary */
	uint32_t extension;
	uint32_t tx_size; /* bytes of tx_data */
	void *tx_data;
};

/**
 * Make a message with room for size bytes.
 * @return NULL when memory is short
 */
struct ipc_msg *ipc_msg_w_ext_init(uint32_t header, uint32_t extension, uint32_t size);

/** The same with extension 0. */
static inline struct ipc_msg *ipc_msg_init(uint32_t header, uint32_t size)
{
	return ipc_msg_w_ext_init(header, 0, size);
}

/**
 * Send it now, or as soon as the host has read those before. One that cannot be sent is dropped, with a line in the log.
 * @param data		tx_size bytes; NULL: what stands in tx_data
 * @param high_priority	no message waits behind another here: ignored
 */
void ipc_msg_send(struct ipc_msg *msg, void *data, bool high_priority);

/** NULL is a no-op. */
void ipc_msg_free(struct ipc_msg *msg);

#endif
