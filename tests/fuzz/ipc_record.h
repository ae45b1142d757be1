/* SPDX-License-Identifier: BSD-3-Clause */
/* A message in an input of fuzz_ipc.c; its payload follows. */
#ifndef TESTS_FUZZ_IPC_RECORD_H
#define TESTS_FUZZ_IPC_RECORD_H

#include <stdint.h>

struct ipc_record {
	uint32_t primary, extension;
	uint16_t ticks; /* that go by before it */
	uint16_t bytes; /* of payload */
};

#endif
