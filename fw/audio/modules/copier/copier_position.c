/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copier: positions that the host reads from window 0.
 *
 * A playback host copier has the slot of its stream: where its link stood when the stream started and when it
 * ended, in bytes; all ones where that is not known. A link gateway without a position register of its own (all
 * but HDA) takes a free slot for its position.
 */
#include <string.h>
#include <platform/machine.h>
#include <sof/common.h>
#include <zephyr/kernel.h>
#include "copier.h"

#define POSITION_UNKNOWN UINT64_MAX
#define MAX_HOPS         64 /* longer than any path, so that a loop ends */

static struct ipc4_fw_registers *registers(void)
{
	size_t size;
	struct ipc4_fw_registers *regs = platform_window(0, &size);

	return regs && size >= sizeof(*regs) ? regs : NULL;
}

/* Registers of a playback host copier; NULL for all others. */
static struct ipc4_pipeline_registers *stream_slot(const struct processing_module *mod)
{
	const struct copier_data *cd = module_get_private_data(mod);
	struct ipc4_fw_registers *regs = registers();

	if (!regs || mod->dev->endpoint != COMP_ENDPOINT_HOST || !cd->gateway_is_input)
		return NULL;
	return &regs->pipeline_regs[IPC4_NODE_INDEX(cd->node_id)];
}

static void forget_stream(const struct processing_module *mod)
{
	struct ipc4_pipeline_registers *slot = stream_slot(mod);

	if (!slot)
		return;
	slot->stream_start_offset = POSITION_UNKNOWN;
	slot->stream_end_offset = POSITION_UNKNOWN;
}

/* A slot that nobody uses, marked as ours. */
static struct ipc4_llp_reading_slot *take_slot(struct ipc4_llp_reading_slot *slots,
					       unsigned int count, uint32_t node_id)
{
	for (unsigned int i = 0; i < count; i++) {
		if (!slots[i].node_id) {
			slots[i].node_id = node_id;
			return &slots[i];
		}
	}
	return NULL;
}

void copier_position_init(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);
	struct ipc4_fw_registers *regs = registers();
	uint32_t type = IPC4_NODE_TYPE(cd->node_id);

	forget_stream(mod);
	if (!regs || mod->dev->endpoint != COMP_ENDPOINT_DAI ||
	    type == IPC4_HDA_LINK_OUTPUT_CLASS || type == IPC4_HDA_LINK_INPUT_CLASS)
		return;
	cd->llp_slot = cd->middle ?
			       take_slot(regs->llp_sndw_reading_slots,
					 ARRAY_SIZE(regs->llp_sndw_reading_slots), cd->node_id) :
			       take_slot(regs->llp_gpdma_reading_slots,
					 ARRAY_SIZE(regs->llp_gpdma_reading_slots), cd->node_id);
	if (!cd->llp_slot)
		comp_warn(mod->dev,
			  "no free position register, the host cannot see the link's position");
}

void copier_position_free(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);

	forget_stream(mod);
	if (cd->llp_slot)
		memset(cd->llp_slot, 0, sizeof(*cd->llp_slot));
	cd->llp_slot = NULL;
}

/* The link that this stream ends in; NULL when there is none, or not yet. */
static struct comp_dev *find_link(const struct processing_module *mod)
{
	for (unsigned int hop = 0; hop < MAX_HOPS && mod; hop++) {
		if (mod->dev->endpoint == COMP_ENDPOINT_DAI && mod->priv.ops->endpoint_ops)
			return mod->dev;
		mod = mod->num_of_sinks ? sink_get_consumer(mod->sinks[0]) : NULL;
	}
	return NULL;
}

static uint64_t link_total(struct comp_dev *link)
{
	return link->mod->priv.ops->endpoint_ops->get_total_data_processed(link, 0, false);
}

void copier_position_start(struct processing_module *mod)
{
	struct ipc4_pipeline_registers *slot = stream_slot(mod);
	struct comp_dev *link = slot ? find_link(mod) : NULL;

	if (!link)
		return;
	/* after a pause the stream's start moves on by what the link did without it */
	if (slot->stream_start_offset != POSITION_UNKNOWN &&
	    slot->stream_end_offset != POSITION_UNKNOWN)
		slot->stream_start_offset += link_total(link) - slot->stream_end_offset;
	else
		slot->stream_start_offset = link_total(link);
	slot->stream_end_offset = POSITION_UNKNOWN;
}

void copier_position_stop(struct processing_module *mod)
{
	struct ipc4_pipeline_registers *slot = stream_slot(mod);
	struct comp_dev *link = slot ? find_link(mod) : NULL;

	if (link)
		slot->stream_end_offset = link_total(link);
}

void copier_position_reset(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);

	forget_stream(mod);
	if (cd->llp_slot)
		memset(&cd->llp_slot->reading, 0, sizeof(cd->llp_slot->reading));
}

struct ipc4_llp_reading copier_llp(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);
	uint64_t position = copier_gateways_total(cd), clock = k_cycle_get_64();

	return (struct ipc4_llp_reading){
		.llp_l = (uint32_t)position,
		.llp_u = (uint32_t)(position >> 32),
		.wclk_l = (uint32_t)clock,
		.wclk_u = (uint32_t)(clock >> 32),
	};
}

void copier_position_update(struct processing_module *mod)
{
	struct copier_data *cd = module_get_private_data(mod);

	if (cd->llp_slot)
		cd->llp_slot->reading = copier_llp(mod);
}
