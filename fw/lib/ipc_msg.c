/* SPDX-License-Identifier: BSD-3-Clause */
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <sof/ipc/msg.h>
#include <sof/lib/notification.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(ipc_msg);

struct ipc_msg *ipc_msg_w_ext_init(uint32_t header, uint32_t extension, uint32_t size)
{
	struct ipc_msg *msg;

	PLATFORM_KERNEL_ONLY();
	msg = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*msg));
	if (!msg)
		return NULL;
	msg->header = header;
	msg->extension = extension;
	msg->tx_size = size;
	if (!size)
		return msg;
	msg->tx_data = rzalloc(SOF_MEM_FLAG_KERNEL, size);
	if (msg->tx_data)
		return msg;
	rfree(msg);
	return NULL;
}

void ipc_msg_send(struct ipc_msg *msg, void *data, bool high_priority)
{
	int ret;

	PLATFORM_KERNEL_ONLY();
	ret = notification_send(msg->header, msg->extension, data ? data : msg->tx_data,
				msg->tx_size);
	if (ret < 0)
		LOG_ERR("0x%08x with %u bytes is not sent: %d", msg->header, msg->tx_size, ret);
}

void ipc_msg_free(struct ipc_msg *msg)
{
	if (!msg)
		return;
	PLATFORM_KERNEL_ONLY();
	rfree(msg->tx_data);
	rfree(msg);
}
