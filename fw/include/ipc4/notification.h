/* SPDX-License-Identifier: BSD-3-Clause */
/* DSP to host notifications. */
#ifndef IPC4_NOTIFICATION_H
#define IPC4_NOTIFICATION_H

#include <ipc4/header.h>

enum ipc4_notification_type {
	IPC4_NOTIFY_PHRASE_DETECTED = 4,
	IPC4_NOTIFY_RESOURCE_EVENT = 5,
	IPC4_NOTIFY_LOG_BUFFER_STATUS = 6,
	IPC4_NOTIFY_TIMESTAMP_CAPTURED = 7,
	IPC4_NOTIFY_FW_READY = 8,
	IPC4_NOTIFY_FW_AUD_CLASS_RESULT = 9,
	IPC4_NOTIFY_EXCEPTION_CAUGHT = 10,
	IPC4_NOTIFY_MODULE_NOTIFICATION = 12,
	IPC4_NOTIFY_PROBE_DATA_AVAILABLE = 14,
	IPC4_NOTIFY_WATCHDOG_TIMEOUT = 15,
};

/** notif_type of a module's own notification. */
enum {
	SOF_IPC4_MODULE_NOTIFICATION = IPC4_NOTIFY_MODULE_NOTIFICATION
};

/** Primary word of a notification. */
union ipc4_notification_header {
	uint32_t dat;
	struct {
		uint32_t rsvd0 : 16;
		uint32_t notif_type : 8; /* enum ipc4_notification_type */
		uint32_t type : 5;       /* SOF_IPC4_GLB_NOTIFICATION */
		uint32_t rsp : 1;        /* SOF_IPC4_MESSAGE_DIR_* */
		uint32_t msg_tgt : 1;    /* SOF_IPC4_MESSAGE_TARGET_* */
		uint32_t rsvd1 : 1;
	} r;
};

#define IPC4_NOTIFICATION_PRIMARY(type) (0x1B000000u | ((uint32_t)(type) << 16))
#define IPC4_NOTIFICATION_TYPE(primary) (((primary) >> 16) & 0xFF)

enum ipc4_resource_type {
	IPC4_MODULE_INSTANCE = 0,
	IPC4_PIPELINE = 1,
	IPC4_GATEWAY = 2,
	IPC4_EDF_TASK = 3,
};

enum ipc4_resource_event_type {
	IPC4_BUDGET_VIOLATION = 0,
	IPC4_MIXER_UNDERRUN_DETECTED = 1,
	IPC4_STREAM_DATA_SEGMENT = 2,
	IPC4_PROCESS_DATA_ERROR = 3,
	IPC4_STACK_OVERFLOW = 4,
	IPC4_BUFFERING_MODE_CHANGED = 5,
	IPC4_GATEWAY_UNDERRUN_DETECTED = 6,
	IPC4_GATEWAY_OVERRUN_DETECTED = 7,
	IPC4_EDF_DOMAIN_UNSTABLE = 8,
	IPC4_WATCHDOG_EVENT = 9,
};

/** Payload of RESOURCE_EVENT, 40 bytes. */
struct ipc4_resource_event_data_notification {
	uint32_t resource_type;
	uint32_t resource_id;
	uint32_t event_type;
	uint32_t reserved;
	uint32_t event_data[6];
} __attribute__((packed, aligned(4)));

#define IPC4_MODULE_EVENT_ALSA_CONTROL(param_id) \
	(SOF_IPC4_NOTIFY_MODULE_EVENTID_ALSA_MAGIC_VAL | (param_id))

/** A codec has written the last of its stream. */
#define IPC4_MODULE_EVENT_END_OF_STREAM 0xC0C00000u

/**
 * Of the firmware: a mixer has mixed less than it should.
 * @param resource_id	pipeline
 */
void send_mixer_underrun_notif_msg(uint32_t resource_id, uint32_t eos_flag, uint32_t data_mixed,
				   uint32_t expected_data_mixed);

_Static_assert(sizeof(struct ipc4_resource_event_data_notification) == 40, "IPC4 ABI");

#endif
