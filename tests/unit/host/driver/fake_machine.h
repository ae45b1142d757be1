/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A machine for driver tests: it implements the IPC functions of adsp/machine.h, records every message,
 * answers what the test scripts, and keeps account of what exists in the "firmware".
 */
#ifndef FAKE_MACHINE_H
#define FAKE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FAKE_MAX_MESSAGES 256

struct fake_message {
	uint32_t primary;
	uint32_t extension;
	uint8_t payload[4096];
	size_t bytes;
};

struct fake_module {
	uint32_t id;
	uint8_t uuid[16];
	uint32_t type; /* manifest type word */
};

struct fake_machine {
	struct fake_message messages[FAKE_MAX_MESSAGES];
	size_t num_messages;

	/* script */
	size_t fail_at; /* message number (from 1) to refuse; 0: none */
	uint32_t fail_status;
	const char *fail_log;              /* error that is logged then */
	unsigned int delay;                /* ticks until each answer */
	bool dead;                         /* never answers */
	const struct fake_module *modules; /* MODULES_INFO */
	size_t num_modules;
	const void *get_data; /* answer to LARGE_CONFIG_GET of any module but the base firmware */
	size_t get_bytes;

	bool no_dma_formats; /* gateways have no format register */

	/* account */
	unsigned int dma_formats; /* set, and the last one */
	uint32_t dma_rate, dma_frame_bytes;
	uint32_t dma_level_bytes; /* in the ring of each gateway */
	unsigned int pipelines, instances, bindings;
	unsigned int
		refused_deletes; /* what the script made stay: DELETE_PIPELINE, DELETE_INSTANCE, UNBIND */
	uint64_t ticks;
	const char *logged; /* the first error that nobody has taken */
};

extern struct fake_machine fake;

/** Forget everything; FW_READY is delivered to the next notification handler that is set. */
void fake_reset(void);

/** Forget the recorded messages only. */
void fake_clear(void);

/** Deliver a notification. */
void fake_notify(uint32_t primary, uint32_t extension, const void *payload, size_t bytes);

#endif
