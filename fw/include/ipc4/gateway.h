/* SPDX-License-Identifier: BSD-3-Clause */
/* Gateways: node ids and the copier's init payload and parameters. */
#ifndef IPC4_GATEWAY_H
#define IPC4_GATEWAY_H

#include <stdbool.h>
#include <ipc4/base-config.h>

enum ipc4_connector_node_id_type {
	IPC4_HDA_HOST_OUTPUT_CLASS = 0, /* host to DSP */
	IPC4_HDA_HOST_INPUT_CLASS = 1,  /* DSP to host */
	IPC4_HDA_LINK_OUTPUT_CLASS = 8,
	IPC4_HDA_LINK_INPUT_CLASS = 9,
	IPC4_DMIC_LINK_INPUT_CLASS = 11,
	IPC4_I2S_LINK_OUTPUT_CLASS = 12,
	IPC4_I2S_LINK_INPUT_CLASS = 13,
	IPC4_ALH_LINK_OUTPUT_CLASS = 16,
	IPC4_ALH_LINK_INPUT_CLASS = 17,
	IPC4_UAOL_LINK_OUTPUT_CLASS = 18,
	IPC4_UAOL_LINK_INPUT_CLASS = 19,
	IPC4_IPC_OUTPUT_CLASS = 20, /* DSP to host */
	IPC4_IPC_INPUT_CLASS = 21,  /* host to DSP */
};

union ipc4_connector_node_id {
	uint32_t dw;
	struct {
		uint32_t v_index : 8;
		uint32_t dma_type : 5; /* enum ipc4_connector_node_id_type */
		uint32_t rsvd : 19;
	} f;
};

#define IPC4_INVALID_NODE_ID      0xFFFFFFFFu
#define IPC4_NODE_ID(type, index) (((uint32_t)(type) << 8) | ((uint32_t)(index)&0xFF))
#define IPC4_NODE_TYPE(node_id)   (((node_id) >> 8) & 0x1F)
#define IPC4_NODE_INDEX(node_id)  ((node_id)&0xFF)

/** True when data leaves the DSP's pipelines towards a link (playback side) or the host. */
static inline bool ipc4_node_is_host(uint32_t node_id)
{
	return IPC4_NODE_TYPE(node_id) <= IPC4_HDA_HOST_INPUT_CLASS;
}

/** PCM direction of the stream behind a node: false playback, true capture. */
static inline bool ipc4_node_is_capture(uint32_t node_id)
{
	uint32_t type = IPC4_NODE_TYPE(node_id);

	if (type == IPC4_IPC_OUTPUT_CLASS || type == IPC4_IPC_INPUT_CLASS)
		return type == IPC4_IPC_OUTPUT_CLASS;
	return type & 1;
}

#define IPC4_COPIER_MODULE_OUTPUT_PINS_COUNT 4
#define IPC4_HOST_PLAYBACK_SLOTS             16 /* pipeline registers for host copiers */
#define IPC4_ALH_MULTI_GTW_BASE              0x50
#define IPC4_ALH_MAX_NUMBER_OF_GTW           16

struct ipc4_copier_gateway_cfg {
	uint32_t node_id;
	uint32_t dma_buffer_size; /* bytes wanted; 0: twice the period */
	uint32_t config_length;   /* dwords of config_data */
	uint32_t config_data[1];  /* word 0: attributes; at least this word is always present */
} __attribute__((packed, aligned(4)));

/** Copier INIT_INSTANCE payload: 84 bytes at least. */
struct ipc4_copier_module_cfg {
	struct ipc4_base_module_cfg base;
	struct ipc4_audio_format out_fmt;
	uint32_t copier_feature_mask;
	struct ipc4_copier_gateway_cfg gtw_cfg;
} __attribute__((packed, aligned(4)));

#define IPC4_COPIER_FAST_MODE (1u << 0)

/** Multi-gateway ALH blob, after the attributes word. */
struct ipc4_alh_multi_gtw_cfg {
	uint32_t count;
	struct {
		uint32_t alh_id; /* node id */
		uint32_t channel_mask;
	} mapping[];
} __attribute__((packed, aligned(4)));

enum ipc4_copier_param_id {
	IPC4_COPIER_PARAM_TIMESTAMP_INIT = 1,
	IPC4_COPIER_PARAM_SET_SINK_FORMAT = 2,
	IPC4_COPIER_PARAM_DATA_SEGMENT_ENABLED = 3,
	IPC4_COPIER_PARAM_LLP_READING = 4,
	IPC4_COPIER_PARAM_LLP_READING_EXTENDED = 5,
	IPC4_COPIER_PARAM_ATTENUATION = 6,
	IPC4_COPIER_PARAM_CHANNEL_MAP = 7,
};

struct ipc4_copier_config_set_sink_format {
	uint32_t sink_id;
	struct ipc4_audio_format source_fmt;
	struct ipc4_audio_format sink_fmt;
} __attribute__((packed, aligned(4)));

struct ipc4_llp_reading {
	uint32_t llp_l;
	uint32_t llp_u;
	uint32_t wclk_l;
	uint32_t wclk_u;
} __attribute__((packed, aligned(4)));

struct ipc4_llp_reading_extended {
	struct ipc4_llp_reading llp;
	uint32_t tpd_low;
	uint32_t tpd_high;
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct ipc4_copier_module_cfg) == 84, "IPC4 ABI");

#endif
