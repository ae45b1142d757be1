/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The graph as the host edits it: edges between components, and taking components and pipelines down.
 *
 * Ownership: an edge (struct comp_buffer) belongs to both its ends; it is made by ipc_comp_connect() and goes
 * with ipc_comp_disconnect() or with the first of its ends. Functions that return a status return an
 * enum ipc4_status; one that is not IPC4_SUCCESS leaves everything as it was, unless said otherwise.
 * All of them run in the IPC context, so no LL task runs meanwhile.
 */
#ifndef IPC_TOPOLOGY_H
#define IPC_TOPOLOGY_H

#include <stdint.h>

struct comp_dev;
struct pipeline;

/** Kinds of components. Each of ours is a module. */
enum sof_comp_type {
	SOF_COMP_NONE = 0,
	SOF_COMP_HOST = 1,
	SOF_COMP_DAI = 2,
	SOF_COMP_SG_HOST = 3,
	SOF_COMP_SG_DAI = 4,
	SOF_COMP_VOLUME = 5,
	SOF_COMP_MIXER = 6,
	SOF_COMP_MUX = 7,
	SOF_COMP_SRC = 8,
	SOF_COMP_TONE = 10,
	SOF_COMP_BUFFER = 12,
	SOF_COMP_EQ_IIR = 13,
	SOF_COMP_EQ_FIR = 14,
	SOF_COMP_KEYWORD_DETECT = 15,
	SOF_COMP_KPB = 16,
	SOF_COMP_SELECTOR = 17,
	SOF_COMP_DEMUX = 18,
	SOF_COMP_ASRC = 19,
	SOF_COMP_DCBLOCK = 20,
	SOF_COMP_SMART_AMP = 21,
	SOF_COMP_MODULE_ADAPTER = 22,
};

enum sof_volume_ramp {
	SOF_VOLUME_LINEAR = 0,
	SOF_VOLUME_LOG = 1,
	SOF_VOLUME_LINEAR_ZC = 2,
	SOF_VOLUME_LOG_ZC = 3,
	SOF_VOLUME_WINDOWS_FADE = 4,
	SOF_VOLUME_WINDOWS_NO_FADE = 5,
};

/**
 * Bind an output pin of source to an input pin of sink.
 * @return IPC4_INVALID_REQUEST the same component or both DP; IPC4_QUEUE_INVALID_ID or
 *	   IPC4_QUEUE_DST_INVALID_ID no such pin; IPC4_FAILURE no period size is known; IPC4_OUT_OF_MEMORY;
 *	   IPC4_INVALID_RESOURCE_STATE bound already, no pin left, a module with one pin is prepared, or refused
 *	   by a module
 */
int ipc_comp_connect(struct comp_dev *source, uint32_t src_queue, struct comp_dev *sink,
		     uint32_t dst_queue);

/**
 * Remove the edge between two pins and free its buffer.
 * @return IPC4_INVALID_RESOURCE_ID there is none, or a module's unbind failed (the edge is gone then)
 */
int ipc_comp_disconnect(struct comp_dev *source, uint32_t src_queue, struct comp_dev *sink,
			uint32_t dst_queue);

/** Remove every edge of a component. */
void ipc_comp_disconnect_all(struct comp_dev *dev);

/**
 * Take a component down with its edges.
 * @return 0, -EINVAL it is not in state READY, or an end of a pipeline in use (nothing changed)
 */
int ipc_comp_free(struct comp_dev *dev);

/**
 * Take a pipeline down with its components and their edges.
 * @return IPC4_INVALID_RESOURCE_STATE the pipeline is in use
 */
int ipc_pipeline_free(struct pipeline *p);

#endif
