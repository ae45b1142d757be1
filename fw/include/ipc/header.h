/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef IPC_HEADER_H
#define IPC_HEADER_H

/** Bytes of one message's data, at most. */
#define SOF_IPC_MSG_MAX_SIZE 384

#endif
