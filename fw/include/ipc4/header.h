/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * IPC4 message headers: two 32-bit words, primary and extension.
 *
 * primary   0..23 message specific (request) or status (reply)
 *          24..28 type, 29 rsp, 30 msg_tgt, 31 doorbell busy (hardware)
 * extension 0..29 message specific
 *
 * Every message struct below has the same shape: the whole word is `dat`, its fields are `r`.
 * Reserved fields are written as 0 and ignored on read. The ABI is little endian.
 */
#ifndef IPC4_HEADER_H
#define IPC4_HEADER_H

#include <stdint.h>
#include <ipc4/error_status.h>

/* What notifications of modules are made of. */
enum {
	SOF_IPC4_MESSAGE_TARGET_FW_GEN_MSG = 0,
	SOF_IPC4_MESSAGE_TARGET_MODULE_MSG = 1,
	SOF_IPC4_MESSAGE_DIR_MSG_REQUEST = 0,
	SOF_IPC4_MESSAGE_DIR_MSG_REPLY = 1,
	SOF_IPC4_GLB_NOTIFICATION = 27,
};

/* Parameter ids of controls. */
#define SOF_IPC4_SWITCH_CONTROL_PARAM_ID 200
#define SOF_IPC4_ENUM_CONTROL_PARAM_ID   201
#define SOF_IPC4_BYTES_CONTROL_PARAM_ID  202

/** event_id of a module notification about a control: these upper 16 bits, its parameter id below. */
#define SOF_IPC4_NOTIFY_MODULE_EVENTID_ALSA_MAGIC_MASK 0xFFFF0000u
#define SOF_IPC4_NOTIFY_MODULE_EVENTID_ALSA_MAGIC_VAL  0xA15A0000u

/** Payload of a module notification. */
struct sof_ipc4_notify_module_data {
	uint16_t instance_id;
	uint16_t module_id;
	uint32_t event_id;
	uint32_t event_data_size; /* bytes */
	uint8_t event_data[];
} __attribute__((packed, aligned(4)));

struct sof_ipc4_ctrl_value_chan {
	uint32_t channel;
	uint32_t value;
} __attribute__((packed, aligned(4)));

/** Payload of params 200 and 201: header and channel-value pairs; of 202: header and bytes. */
struct sof_ipc4_control_msg_payload {
	uint16_t id; /* control number within its kind on the widget */
	uint16_t num_elems;
	uint32_t reserved[4];
	union {
		struct sof_ipc4_ctrl_value_chan chanv[0];
		uint8_t data[0];
	};
} __attribute__((packed, aligned(4)));

#define IPC4_MAILBOX_BYTES 4096 /* host box and DSP box, each */

enum ipc4_msg_target {
	IPC4_FW_GEN_MSG = 0, /* global message */
	IPC4_MODULE_MSG = 1,
};

enum ipc4_msg_dir {
	IPC4_MSG_REQUEST = 0,
	IPC4_MSG_REPLY = 1,
};

enum ipc4_global_msg_type {
	IPC4_GLB_BOOT_CONFIG = 0,
	IPC4_GLB_ROM_CONTROL = 1,
	IPC4_GLB_IPCGATEWAY_CMD = 2,
	IPC4_GLB_PERF_MEASUREMENTS_CMD = 13,
	IPC4_GLB_CHAIN_DMA = 14,
	IPC4_GLB_LOAD_MULTIPLE_MODULES = 15,
	IPC4_GLB_UNLOAD_MULTIPLE_MODULES = 16,
	IPC4_GLB_CREATE_PIPELINE = 17,
	IPC4_GLB_DELETE_PIPELINE = 18,
	IPC4_GLB_SET_PIPELINE_STATE = 19,
	IPC4_GLB_GET_PIPELINE_STATE = 20,
	IPC4_GLB_GET_PIPELINE_CONTEXT_SIZE = 21,
	IPC4_GLB_SAVE_PIPELINE = 22,
	IPC4_GLB_RESTORE_PIPELINE = 23,
	IPC4_GLB_LOAD_LIBRARY = 24,
	IPC4_GLB_LOAD_LIBRARY_PREPARE = 25,
	IPC4_GLB_INTERNAL_MESSAGE = 26,
	IPC4_GLB_NOTIFICATION = 27,
	IPC4_GLB_ENTER_GDB = 31,
};

enum ipc4_module_msg_type {
	IPC4_MOD_INIT_INSTANCE = 0,
	IPC4_MOD_CONFIG_GET = 1,
	IPC4_MOD_CONFIG_SET = 2,
	IPC4_MOD_LARGE_CONFIG_GET = 3,
	IPC4_MOD_LARGE_CONFIG_SET = 4,
	IPC4_MOD_BIND = 5,
	IPC4_MOD_UNBIND = 6,
	IPC4_MOD_SET_DX = 7,
	IPC4_MOD_SET_D0IX = 8,
	IPC4_MOD_ENTER_MODULE_RESTORE = 9,
	IPC4_MOD_EXIT_MODULE_RESTORE = 10,
	IPC4_MOD_DELETE_INSTANCE = 11,
};

/**
 * Primary word of LOAD_LIBRARY; of UNLOAD_MULTIPLE_MODULES all of the library's. The extension of a reply that refuses to load
 * is the id of the library that holds a module of the same UUID or name already, 0 for all other reasons.
 */
union ipc4_load_library {
	uint32_t dat;
	struct {
		uint32_t dma_id : 5; /* channel of the code loader */
		uint32_t rsvd0 : 11;
		uint32_t lib_id : 4; /* 1..15 */
		uint32_t rsvd1 : 4;
		uint32_t type : 5;
		uint32_t rsp : 1;
		uint32_t msg_tgt : 1;
		uint32_t rsvd2 : 1;
	} r;
};

/** Both words of a message as they stand in the doorbell registers. */
struct ipc4_message {
	uint32_t primary;
	uint32_t extension;
};

struct ipc4_message_request {
	union {
		uint32_t dat;
		struct {
			uint32_t rsvd0 : 24;
			uint32_t type : 5;    /* ipc4_global_msg_type or ipc4_module_msg_type */
			uint32_t rsp : 1;     /* ipc4_msg_dir */
			uint32_t msg_tgt : 1; /* ipc4_msg_target */
			uint32_t rsvd1 : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t ext_data : 30;
			uint32_t rsvd1 : 2;
		} r;
	} extension;
};

struct ipc4_message_reply {
	union {
		uint32_t dat;
		struct {
			uint32_t status : 24; /* enum ipc4_status */
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd1 : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t ext_data : 30;
			uint32_t rsvd1 : 2;
		} r;
	} extension;
};

#endif
