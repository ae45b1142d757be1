/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A host sends messages. Each request is answered, and when all has been deleted nothing is left.
 *
 * The input is a row of records: struct ipc_record, then its payload. The corpus has those that the driver sends for
 * topologies (record_ipc.c writes them); mutate_ipc.c changes them message by message.
 */
#include <adsp/dma.h>
#include <adsp/inspect.h>
#include <adsp/machine.h>
#include <ipc4/gateway.h>
#include <ipc4/header.h>
#include <ipc4/pipeline.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/pipeline.h>

#include "fuzz.h"
#include "ipc_record.h"

#define REPLY_TICKS  16 /* more than the firmware's own time-out */
#define MAX_MESSAGES 400
#define MAX_TICKS    400
#define CLIENTS      4
#define IS_REPLY     (1u << 29)

static uint32_t chains[MAX_MESSAGES];
static size_t num_chains;

/* ---- audio ---- */

static size_t give(void *ctx, void *data, size_t bytes)
{
	(void)ctx;
	for (size_t i = 0; i < bytes; i++)
		((uint8_t *)data)[i] = (uint8_t)(i * 37);
	return bytes;
}

static size_t take(void *ctx, void *data, size_t bytes)
{
	(void)ctx;
	(void)data;
	return bytes;
}

static void attach_clients(void)
{
	const struct adsp_dma_client source = { give, NULL, NULL }, sink = { take, NULL, NULL };

	for (uint32_t i = 0; i < CLIENTS; i++) {
		adsp_dma_attach(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, i), &source);
		adsp_dma_attach(IPC4_NODE_ID(IPC4_HDA_HOST_INPUT_CLASS, i), &sink);
		adsp_dma_attach(IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, i), &sink);
		adsp_dma_attach(IPC4_NODE_ID(IPC4_HDA_LINK_INPUT_CLASS, i), &source);
		adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, i), 48000, 8);
		adsp_dma_set_format(IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, i), 48000, 8);
	}
}

/* ---- messages ---- */

/* @return status of the answer */
static uint32_t send_message(uint32_t primary, uint32_t extension, const void *payload,
			     size_t bytes)
{
	const struct adsp_ipc_message request = { primary, extension };
	struct adsp_ipc_message reply;
	int ret = adsp_ipc_send(&request, payload, bytes);

	if (ret == -ENODEV || ret == -ETIME)
		fuzz_fail("halted: %s", adsp_machine_halted());
	if (ret)
		fuzz_fail("0x%08x 0x%08x cannot be sent: %d", primary, extension, ret);
	if (primary & IS_REPLY)
		return 0;
	for (unsigned int ticks = 0; !adsp_ipc_take_reply(&reply); ticks++) {
		if (ticks == REPLY_TICKS)
			fuzz_fail("0x%08x 0x%08x is not answered", primary, extension);
		adsp_tick();
	}
	return reply.primary & 0xFFFFFF;
}

static uint32_t global(uint32_t type, uint32_t low)
{
	return type << 24 | low;
}

static void delete_pipelines(void)
{
	for (uint32_t id = 0; id < 256; id++) {
		uint32_t status;

		if (!pipeline_find(id))
			continue;
		send_message(global(IPC4_GLB_SET_PIPELINE_STATE,
				    id << 16 | IPC4_PIPELINE_STATE_RESET),
			     0, NULL, 0);
		status = send_message(global(IPC4_GLB_DELETE_PIPELINE, id << 16), 0, NULL, 0);
		if (status)
			fuzz_fail("pipeline %u cannot be deleted: %u", id, status);
	}
}

/* By messages, as a host would. */
static void delete_all(void)
{
	for (size_t i = 0; i < num_chains; i++)
		send_message(chains[i], 0, NULL, 0);
	delete_pipelines();
	while (!list_is_empty(comp_list())) {
		const uint32_t id =
			list_first_item(comp_list(), struct comp_dev, list)->ipc_config.id;
		const uint32_t status =
			send_message(1u << 30 | IPC4_MOD_DELETE_INSTANCE << 24 |
					     COMP_INSTANCE_ID(id) << 16 | COMP_MODULE_ID(id),
				     0, NULL, 0);

		if (status)
			fuzz_fail("module %u.%u cannot be deleted: %u", COMP_MODULE_ID(id),
				  COMP_INSTANCE_ID(id), status);
	}
	adsp_tick();
}

/* The same streams, neither allocated nor enabled. */
static void remember_chain(uint32_t primary)
{
	if ((primary >> 24 & 0x5F) == IPC4_GLB_CHAIN_DMA)
		chains[num_chains++] = primary & 0x1F001F1Fu; /* type and both DMA ids */
}

static void send_all(struct fuzz_bytes *in)
{
	static uint8_t payload[IPC4_MAILBOX_BYTES];
	unsigned int ticks = 0;

	num_chains = 0;
	for (unsigned int i = 0; in->left && i < MAX_MESSAGES; i++) {
		struct ipc_record record;

		fuzz_take(in, &record, sizeof(record));
		fuzz_take(in, payload, record.bytes % (sizeof(payload) + 1));
		for (; record.ticks % 64 && ticks < MAX_TICKS; record.ticks--, ticks++)
			adsp_tick();
		remember_chain(record.primary);
		send_message(record.primary, record.extension, payload,
			     record.bytes % (sizeof(payload) + 1));
	}
}

static void ignore(void *ctx, const struct adsp_ipc_message *message, const void *payload,
		   size_t bytes)
{
	(void)ctx;
	(void)message;
	(void)payload;
	(void)bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct adsp_profile profile;
	/* a fuzzer has its own way with processes */
	const struct adsp_machine_config config = { .profile = &profile,
						    .isolation = ADSP_ISOLATION_MPROTECT };
	struct fuzz_bytes in = { data, size };
	char err[256] = "";

	fuzz_find_profiles();
	if (adsp_profile_load("mtl", &profile, err, sizeof(err)))
		fuzz_fail("%s", err);
	adsp_ipc_on_notification(ignore, NULL);
	adsp_ledger_enable(true);
	if (adsp_machine_start(&config, err, sizeof(err)))
		fuzz_fail("%s", err);
	attach_clients();
	send_all(&in);
	delete_all();
	fuzz_judge();
	adsp_machine_stop();
	return 0;
}
