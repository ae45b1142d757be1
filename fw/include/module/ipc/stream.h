/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef MODULE_IPC_STREAM_H
#define MODULE_IPC_STREAM_H

#include <ipc/stream.h>

#endif
