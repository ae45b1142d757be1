/* SPDX-License-Identifier: BSD-3-Clause */
/* IPC4 global messages about pipelines, and chain DMA. */
#ifndef IPC4_PIPELINE_H
#define IPC4_PIPELINE_H

#include <ipc4/header.h>

#define IPC4_PIPELINE_IDS 256 /* an id has 8 bits */

enum ipc4_pipeline_state {
	IPC4_PIPELINE_STATE_INVALID = 0,
	IPC4_PIPELINE_STATE_UNINITIALIZED = 1,
	IPC4_PIPELINE_STATE_RESET = 2,
	IPC4_PIPELINE_STATE_PAUSED = 3,
	IPC4_PIPELINE_STATE_RUNNING = 4,
	IPC4_PIPELINE_STATE_EOS = 5,
	IPC4_PIPELINE_STATE_ERROR_STOP = 6,
	IPC4_PIPELINE_STATE_SAVED = 7,
};

#define IPC4_PIPELINE_PRIORITY_MAX 7

struct ipc4_pipeline_create {
	union {
		uint32_t dat;
		struct {
			uint32_t ppl_mem_size : 11; /* 4 KiB pages; informative */
			uint32_t ppl_priority : 5;  /* 0 runs first */
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t lp : 1;
			uint32_t rsvd1 : 3;
			uint32_t attributes : 16;
			uint32_t core_id : 4;
			uint32_t rsvd2 : 5;
			uint32_t payload : 1; /* struct ipc4_pipeline_create_payload follows */
			uint32_t rsvd3 : 2;
		} r;
	} extension;
};

/** First word of the optional create payload; two reserved words and the objects follow. */
struct ipc4_pipeline_create_payload {
	union {
		uint32_t dat;
		struct {
			uint32_t payload_words : 24; /* this 12-byte header included */
			uint32_t data_obj_array : 1;
			uint32_t rsvd : 7;
		} r;
	} word0;
	uint32_t rsvd[2];
} __attribute__((packed));

enum ipc4_pipeline_create_object_id {
	IPC4_PIPELINE_MEM_DATA = 1, /* struct ipc4_mem_data, see module.h */
};

struct ipc4_pipeline_delete {
	union {
		uint32_t dat;
		struct {
			uint32_t rsvd0 : 16;
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
	} extension;
};

struct ipc4_pipeline_set_state {
	union {
		uint32_t dat;
		struct {
			uint32_t ppl_state : 16; /* enum ipc4_pipeline_state */
			uint32_t ppl_id : 8;     /* ignored when multi_ppl is set */
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t multi_ppl : 1; /* ids in struct ipc4_pipeline_set_state_data */
			uint32_t sync_stop_start : 1;
			uint32_t rsvd1 : 28;
			uint32_t rsvd2 : 2;
		} r;
	} extension;
};

struct ipc4_pipeline_set_state_data {
	uint32_t pipelines_count;
	uint32_t ppl_id[];
} __attribute__((packed));

struct ipc4_chain_dma {
	union {
		uint32_t dat;
		struct {
			uint32_t host_dma_id : 5;
			uint32_t rsvd2 : 3;
			uint32_t link_dma_id : 5;
			uint32_t rsvd1 : 3;
			uint32_t allocate : 1;
			uint32_t enable : 1;
			uint32_t scs : 1; /* 16-bit sample containers */
			uint32_t rsvd3 : 5;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd0 : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t fifo_size : 24; /* bytes */
			uint32_t rsvd0 : 8;
		} r;
	} extension;
};

#endif
