/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blob handler: run-time configuration handed to a module in one piece.
 *
 * Two slots: current, which the module uses, and new, which arrives in fragments. A complete new blob becomes
 * current at once while the component does not run or has none; else the module fetches it from its processing
 * call (comp_get_data_blob()), so that the swap never tears.
 */
#ifndef SOF_AUDIO_DATA_BLOB_H
#define SOF_AUDIO_DATA_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/audio/module_adapter/module/generic.h>

struct comp_data_blob_handler;

/** Check a complete blob. @return 0, -errno refuses it */
typedef int (*comp_data_blob_validator)(struct comp_dev *dev, void *new_data, uint32_t size);

/* mod_data_blob_handler_new() makes a handler, mod_free() takes it and both blobs. */

/** Checked for each complete blob from now on. */
void comp_data_blob_set_validator(struct comp_data_blob_handler *handler,
				  comp_data_blob_validator validator);

/** Drop both slots and start with a copy of data (NULL: zeros). size 0: no blob. @return 0, -ENOMEM, -EINVAL */
int comp_init_data_blob(struct comp_data_blob_handler *handler, uint32_t size, const void *data);

/**
 * Take a fragment, with the arguments of set_configuration: each goes on where the one before has ended. A failed
 * transfer is dropped; the current blob stays.
 * @return 0; -EBUSY a new blob waits to be fetched or is under way; -ENOMEM also without a first fragment;
 *	   -EINVAL too much or too little data, or out of place; the validator's error
 */
int comp_data_blob_set(struct comp_data_blob_handler *handler,
		       enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		       const uint8_t *fragment, size_t fragment_size);

/**
 * Current blob, after taking over a complete new one.
 * @param size	its bytes; may be NULL
 * @param crc	its CRC-32; may be NULL; not written without a blob
 * @return NULL: none
 */
void *comp_get_data_blob(struct comp_data_blob_handler *handler, size_t *size, uint32_t *crc);

/** A complete new blob waits to be fetched; the first one that comes to a running module, too. */
bool comp_is_new_data_blob_available(struct comp_data_blob_handler *handler);

/** There is a blob. */
bool comp_is_current_data_blob_valid(struct comp_data_blob_handler *handler);

/** As mod_data_blob_handler_new(), of a component's module. */
struct comp_data_blob_handler *comp_data_blob_handler_new(struct comp_dev *dev);
void comp_data_blob_handler_free(struct comp_data_blob_handler *handler);

/**
 * get_configuration of a module that has nothing but a blob: from the begin, as much as there is room for.
 * @param cdata	the answer: the blob alone, as the host has sent it
 * @param size	room in bytes
 * @return 0, -EINVAL the blob is larger
 */
int comp_data_blob_get_cmd(struct comp_data_blob_handler *handler, struct sof_ipc_ctrl_data *cdata,
			   int size);

/**
 * Read back the current blob, with the arguments of get_configuration: *data_offset_size is 0 or an offset
 * on entry, bytes written on return.
 * @return 0, -EINVAL offset beyond the blob
 */
int comp_data_blob_get(struct comp_data_blob_handler *handler, uint32_t *data_offset_size,
		       uint8_t *fragment, size_t fragment_size);

#endif
