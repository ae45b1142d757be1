/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include <adsp/machine.h>
#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <ipc4/header.h>
#include <ipc4/module.h>

#include "host.h"

#define MAX_OPS     64
#define OP_BYTES    96
#define REPLY_TICKS 32

static uint64_t seed, cycle;
static char ops[MAX_OPS][OP_BYTES];
static unsigned int num_ops;
static bool verbose;

/* ---- random numbers: splitmix64, one stream for each cycle ---- */

static uint64_t random_state;

uint32_t random_below(uint32_t limit)
{
	uint64_t z = random_state += 0x9E3779B97F4A7C15;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
	z = (z ^ z >> 27) * 0x94D049BB133111EB;
	return (uint32_t)((z ^ z >> 31) >> 32) % limit;
}

void shuffle(unsigned int *order, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		order[i] = i;
	for (unsigned int i = count; i > 1; i--) {
		unsigned int k = random_below(i), swap = order[k];

		order[k] = order[i - 1];
		order[i - 1] = swap;
	}
}

/* ---- what it does ---- */

void host_begin(uint64_t new_seed, uint64_t new_cycle)
{
	seed = new_seed;
	cycle = new_cycle;
	random_state = seed * 0x9E3779B97F4A7C15 ^ cycle;
	num_ops = 0;
}

void host_set_verbose(bool on)
{
	verbose = on;
}

void fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "cycles: cycle %llu: ", (unsigned long long)cycle);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\nwhat it did:\n", stderr);
	for (unsigned int i = 0; i < num_ops && i < MAX_OPS; i++)
		fprintf(stderr, "  %s\n", ops[i]);
	fprintf(stderr, "repeat it alone: cycles --seed %llu --first %llu --cycles 1 --verbose\n",
		(unsigned long long)seed, (unsigned long long)cycle);
	exit(1);
}

void note(const char *format, ...)
{
	va_list args;

	if (num_ops == MAX_OPS)
		return;
	va_start(args, format);
	vsnprintf(ops[num_ops], sizeof(ops[0]), format, args);
	va_end(args);
	if (verbose)
		puts(ops[num_ops]);
	num_ops++;
}

/* ---- messages ---- */

uint32_t send(uint32_t primary, uint32_t extension, const void *payload, size_t bytes)
{
	const struct adsp_ipc_message request = { primary, extension };
	struct adsp_ipc_message reply;
	int ret = adsp_ipc_send(&request, payload, bytes);

	if (ret < 0)
		fail("request 0x%08x is not taken: %d", primary, ret);
	for (unsigned int ticks = 0; !adsp_ipc_take_reply(&reply); ticks++) {
		if (ticks == REPLY_TICKS)
			fail("request 0x%08x is not answered", primary);
		adsp_tick();
	}
	return reply.primary & 0xFFFFFF;
}

uint32_t global_message(uint32_t type, uint32_t low)
{
	return type << 24 | low;
}

uint32_t module_message(uint32_t type, uint32_t id)
{
	return 1u << 30 | type << 24 | id;
}

void send_good(uint32_t primary, uint32_t extension, const void *payload, size_t bytes)
{
	uint32_t status = send(primary, extension, payload, bytes);

	if (status != IPC4_SUCCESS)
		fail("status %u", status);
}

/* The table is longer than a box: it comes in blocks. @return its entries */
static uint32_t read_modules(uint8_t *table, size_t room)
{
	size_t offset = 0, total = room;
	uint32_t count;

	do {
		const uint32_t extension = (uint32_t)(offset ? offset : room) |
					   IPC4_MODULES_INFO_GET << 20 |
					   (uint32_t)(room - offset <= IPC4_MAILBOX_BYTES) << 28 |
					   (uint32_t)!offset << 29;
		const size_t bytes = MIN(total - offset, (size_t)IPC4_MAILBOX_BYTES);

		send_good(module_message(IPC4_MOD_LARGE_CONFIG_GET, 0), extension, NULL, 0);
		memcpy(table + offset, adsp_ipc_dspbox(NULL), bytes);
		memcpy(&count, table, sizeof(count));
		total = MIN(room, sizeof(count) + count * sizeof(struct ipc4_module_entry));
		offset += bytes;
	} while (offset < total);
	return count;
}

uint32_t find_module_type(const char *name)
{
	static uint8_t table[8 * IPC4_MAILBOX_BYTES];
	const uint32_t count = read_modules(table, sizeof(table));

	for (uint32_t i = 0;
	     i < count &&
	     sizeof(count) + (i + 1) * sizeof(struct ipc4_module_entry) <= sizeof(table);
	     i++) {
		struct ipc4_module_entry entry;

		memcpy(&entry, table + sizeof(count) + i * sizeof(entry), sizeof(entry));
		if (!strncmp(entry.name, name, sizeof(entry.name)))
			return entry.module_id;
	}
	fail("the firmware has no %s", name);
}
