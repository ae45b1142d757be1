/* SPDX-License-Identifier: BSD-3-Clause */
/* What flows in a stream: sample formats, directions, and the parameters that modules are given. */
#ifndef IPC_STREAM_H
#define IPC_STREAM_H

#include <stdint.h>

#define SOF_IPC_MAX_CHANNELS 8

/* buffer_fmt */
#define SOF_IPC_BUFFER_INTERLEAVED    0
#define SOF_IPC_BUFFER_NONINTERLEAVED 1

enum sof_ipc_frame {
	SOF_IPC_FRAME_S16_LE = 0,
	SOF_IPC_FRAME_S24_4LE = 1,
	SOF_IPC_FRAME_S32_LE = 2,
	SOF_IPC_FRAME_FLOAT = 3,
	SOF_IPC_FRAME_S24_3LE = 4,
	SOF_IPC_FRAME_S24_4LE_MSB = 5,
	SOF_IPC_FRAME_U8 = 6,
	SOF_IPC_FRAME_S16_4LE = 7,
	SOF_IPC_FRAME_A_LAW = 8,
	SOF_IPC_FRAME_MU_LAW = 9,
	SOF_IPC_FRAME_INVALID = 10,
};

enum sof_ipc_stream_direction {
	SOF_IPC_STREAM_PLAYBACK = 0,
	SOF_IPC_STREAM_CAPTURE = 1,
};

struct sof_ipc_host_buffer {
	uint32_t phy_addr;
	uint32_t pages;
	uint32_t size; /* bytes */
	uint32_t reserved[3];
};

struct sof_ipc_stream_params {
	struct sof_ipc_host_buffer buffer;
	uint32_t direction;  /* enum sof_ipc_stream_direction */
	uint32_t frame_fmt;  /* enum sof_ipc_frame: the container */
	uint32_t buffer_fmt; /* SOF_IPC_BUFFER_* */
	uint32_t rate;       /* Hz */
	uint16_t stream_tag;
	uint16_t channels;
	uint16_t sample_valid_bytes;
	uint16_t sample_container_bytes;
	uint32_t host_period_bytes;
	uint16_t no_stream_position;
	uint16_t chmap[SOF_IPC_MAX_CHANNELS]; /* position of the channel in slot i */
};

#endif
