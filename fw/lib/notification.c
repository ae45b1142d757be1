/* SPDX-License-Identifier: BSD-3-Clause */
/* Notifications: delivered at once, or kept in a small ring while a request is in hand. */
#include <errno.h>
#include <string.h>

#include <ipc4/fw_reg.h>
#include <platform/machine.h>
#include <sof/common.h>
#include <sof/lib/notification.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(notification);

struct notification {
	struct ipc4_message header;
	uint32_t bytes;
	uint8_t payload[NOTIFICATION_PAYLOAD_BYTES];
};

static struct {
	struct notification pool[NOTIFICATION_POOL_SIZE];
	uint32_t first; /* oldest waiting */
	uint32_t count;
	bool held;       /* a request is in hand */
	bool draining;   /* the oldest is on its way; the host may send a request meanwhile */
	uint32_t mask;   /* set: the event is sent */
	uint8_t *dspbox; /* NULL: no box, payloads cannot leave */
} notifications;

/* Bit of each resource event that the host can switch off. */
static const struct {
	enum ipc4_resource_event_type event;
	uint32_t bit;
} mask_bits[] = {
	{ IPC4_GATEWAY_UNDERRUN_DETECTED, BIT(0) },
	{ IPC4_MIXER_UNDERRUN_DETECTED, BIT(1) },
	{ IPC4_BUDGET_VIOLATION, BIT(2) },
	{ IPC4_GATEWAY_OVERRUN_DETECTED, BIT(3) },
};

void notification_init(void)
{
	size_t size;
	uint8_t *window = platform_window(0, &size);

	memset(&notifications, 0, sizeof(notifications));
	notifications.mask = UINT32_MAX;
	if (window && size >= IPC4_FW_REGS_BYTES + NOTIFICATION_PAYLOAD_BYTES)
		notifications.dspbox = window + IPC4_FW_REGS_BYTES;
}

static void drain(void)
{
	if (notifications.draining)
		return;

	notifications.draining = true;
	while (notifications.count && !notifications.held) {
		const struct notification *n = &notifications.pool[notifications.first];

		if (n->bytes)
			memcpy(notifications.dspbox, n->payload, n->bytes);
		platform_ipc_notify(&n->header);
		/* the slot was taken until the host had read it */
		notifications.first = (notifications.first + 1) % NOTIFICATION_POOL_SIZE;
		notifications.count--;
	}
	notifications.draining = false;
}

int notification_send(uint32_t primary, uint32_t extension, const void *payload, size_t bytes)
{
	struct notification *slot;

	if (bytes > NOTIFICATION_PAYLOAD_BYTES || (bytes && (!payload || !notifications.dspbox)))
		return -EINVAL;
	if (notifications.count == NOTIFICATION_POOL_SIZE) {
		LOG_WRN("0x%08x dropped: %d notifications wait", primary, NOTIFICATION_POOL_SIZE);
		return -EBUSY;
	}

	slot = &notifications
			.pool[(notifications.first + notifications.count) % NOTIFICATION_POOL_SIZE];
	notifications.count++;
	slot->header.primary = primary;
	slot->header.extension = extension;
	slot->bytes = bytes;
	if (bytes)
		memcpy(slot->payload, payload, bytes);

	drain();
	return 0;
}

int notify_resource_event(enum ipc4_resource_type resource_type, uint32_t resource_id,
			  enum ipc4_resource_event_type event_type, const uint32_t *data,
			  size_t words)
{
	struct ipc4_resource_event_data_notification event = {
		.resource_type = resource_type,
		.resource_id = resource_id,
		.event_type = event_type,
	};
	size_t i;

	if (words > ARRAY_SIZE(event.event_data) || (words && !data))
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(mask_bits); i++)
		if (mask_bits[i].event == event_type && !(notifications.mask & mask_bits[i].bit))
			return 0;

	if (words)
		memcpy(event.event_data, data, words * sizeof(*data));
	return notification_send(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_RESOURCE_EVENT), 0, &event,
				 sizeof(event));
}

void send_mixer_underrun_notif_msg(uint32_t resource_id, uint32_t eos_flag, uint32_t data_mixed,
				   uint32_t expected_data_mixed)
{
	const uint32_t data[] = { eos_flag, data_mixed, expected_data_mixed };

	notify_resource_event(IPC4_PIPELINE, resource_id, IPC4_MIXER_UNDERRUN_DETECTED, data,
			      ARRAY_SIZE(data));
}

void notification_set_mask(uint32_t mask, uint32_t enable)
{
	notifications.mask = (notifications.mask & (enable | ~mask)) | (enable & mask);
}

void notification_hold(void)
{
	notifications.held = true;
}

void notification_release(void)
{
	notifications.held = false;
	drain();
}
