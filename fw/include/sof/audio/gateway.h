/* SPDX-License-Identifier: BSD-3-Clause */
/* A gateway with its DMA channel and its ring: a copier has one or several, chained DMA has two. */
#ifndef SOF_AUDIO_GATEWAY_H
#define SOF_AUDIO_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>
#include <rtos/dma.h>

/** All 0 but node_id: not open. */
struct gateway {
	uint32_t node_id;
	struct dma_chan *chan;
	uint8_t *ring;
};

/**
 * Take the channel and give it a ring of zeros.
 * @param config	size, and frames if they are known; its buffer becomes the ring
 * @param owner		for messages
 * @return 0; -ENODEV not there, or taken; -ENOMEM; the error of dma_config(), about which nothing has been logged. What is
 *	   open after an error is for gateway_close()
 */
int gateway_open(struct gateway *gateway, struct dma_chan_config *config, const char *owner);

/** Stop and give everything back. It may be open in part, or not at all. */
void gateway_close(struct gateway *gateway);

/**
 * Notify the host of an underrun or overrun, unless that has been done since the last call without one.
 * @param reported	state, false at the start
 * @param resource_type	enum ipc4_resource_type of resource_id
 * @return false: the notification finds no room, try again
 */
bool gateway_report_xrun(bool *reported, bool xrun, uint32_t resource_type, uint32_t resource_id,
			 bool is_playback);

#endif
