/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <ipc4/notification.h>
#include <rtos/alloc.h>
#include <sof/audio/gateway.h>
#include <sof/lib/notification.h>
#include <zephyr/logging/log.h>

int gateway_open(struct gateway *gateway, struct dma_chan_config *config, const char *owner)
{
	gateway->chan = dma_request_channel(gateway->node_id);
	if (!gateway->chan) {
		if (Z_LOG_ON(LOG_LEVEL_ERR))
			z_log_tagged(LOG_LEVEL_ERR, owner, "gateway %#x is not there or taken",
				     gateway->node_id);
		return -ENODEV;
	}
	gateway->ring = rballoc(SOF_MEM_FLAG_DMA, config->size);
	if (!gateway->ring) {
		if (Z_LOG_ON(LOG_LEVEL_ERR))
			z_log_tagged(LOG_LEVEL_ERR, owner,
				     "gateway %#x: no memory for a DMA buffer of %u bytes",
				     gateway->node_id, config->size);
		return -ENOMEM;
	}
	memset(gateway->ring, 0, config->size);
	config->buffer = gateway->ring;
	return dma_config(gateway->chan, config);
}

void gateway_close(struct gateway *gateway)
{
	/* the engine lets go of the ring first */
	dma_release_channel(gateway->chan);
	rfree(gateway->ring);
	gateway->chan = NULL;
	gateway->ring = NULL;
}

bool gateway_report_xrun(bool *reported, bool xrun, uint32_t resource_type, uint32_t resource_id,
			 bool is_playback)
{
	if (!xrun)
		*reported = false;
	else if (!*reported)
		*reported = !notify_resource_event(resource_type, resource_id,
						   is_playback ? IPC4_GATEWAY_UNDERRUN_DETECTED :
								 IPC4_GATEWAY_OVERRUN_DETECTED,
						   NULL, 0);
	return !xrun || *reported;
}
