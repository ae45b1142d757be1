/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * adspbench that writes what its driver sends to $FUZZ_RECORD, as an input of fuzz_ipc.c: the program fuzz.record. It is
 * linked with --wrap, so that these functions stand between driver and machine.
 */
#include <stdio.h>
#include <stdlib.h>

#include <adsp/machine.h>

#include "ipc_record.h"

#define MAX_TICKS 20 /* between two messages: more says nothing new */

int __real_adsp_ipc_send(const struct adsp_ipc_message *request, const void *payload, size_t bytes);
void __real_adsp_tick(void);
int __wrap_adsp_ipc_send(const struct adsp_ipc_message *request, const void *payload, size_t bytes);
void __wrap_adsp_tick(void);

static uint16_t ticks;

void __wrap_adsp_tick(void)
{
	ticks += ticks < MAX_TICKS;
	__real_adsp_tick();
}

int __wrap_adsp_ipc_send(const struct adsp_ipc_message *request, const void *payload, size_t bytes)
{
	const struct ipc_record record = { request->primary, request->extension, ticks,
					   (uint16_t)bytes };
	const char *path = getenv("FUZZ_RECORD");
	FILE *out = path ? fopen(path, "ae") : NULL;

	if (out) {
		fwrite(&record, sizeof(record), 1, out);
		fwrite(payload, 1, bytes, out);
		fclose(out);
	}
	ticks = 0;
	return __real_adsp_ipc_send(request, payload, bytes);
}
