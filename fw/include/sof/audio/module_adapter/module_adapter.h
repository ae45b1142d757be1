/* SPDX-License-Identifier: BSD-3-Clause */
/* The adapter between components of the graph and modules: what pipelines and IPC call. */
#ifndef SOF_AUDIO_MODULE_ADAPTER_H
#define SOF_AUDIO_MODULE_ADAPTER_H

#include <sof/audio/module_adapter/module_instance.h>

/**
 * Make a module from an INIT_INSTANCE payload and register its component, state READY.
 * @param payload	dwords from the host box, any content
 * @return 0; -EINVAL bad payload; -ENOMEM; the module's init error. Nothing is left behind on error
 */
int module_adapter_new(const struct comp_driver *drv, const struct comp_ipc_config *config,
		       const void *payload, size_t bytes, struct comp_dev **dev);

/** Free an unconnected component. @return 0, -EBUSY still connected, -EINVAL its state is not READY */
int module_adapter_free(struct comp_dev *dev);

int module_adapter_prepare(struct comp_dev *dev);
int module_adapter_reset(struct comp_dev *dev);
int module_adapter_trigger(struct comp_dev *dev, enum comp_trigger cmd);

/** Which ends of its stream a component has reached; a module in user mode sees it with its next job. */
void module_adapter_set_over(struct comp_dev *dev, bool input, bool output);

/** One LL call. @return 0, PPL_STATUS_PATH_STOP, -errno */
static inline int module_adapter_copy(struct comp_dev *dev)
{
	struct module_instance *inst = comp_instance(dev);

	return inst->copy(inst);
}

/**
 * Bind or unbind one end of a buffer: format of the edge (source side), handle, the module's operation.
 * @return 0; -EBUSY bound already; -EINVAL not bound; the operation's error (nothing stays bound)
 */
int module_adapter_bind(struct comp_dev *dev, struct comp_buffer *buffer, enum bind_type type);
int module_adapter_unbind(struct comp_dev *dev, struct comp_buffer *buffer, enum bind_type type);

/**
 * Large config. @param data_offset_size as in the IPC: total for first and single, else offset
 * @param box_bytes	bytes of data at hand in the host box, the upper bound of a fragment
 * @return 0 or -errno
 */
int module_adapter_set_large_config(struct comp_dev *dev, uint32_t param_id, bool first, bool last,
				    uint32_t data_offset_size, const void *data, size_t box_bytes);

/** Parameter of the transfer that is under way. @param otherwise	returned when there is none */
uint32_t module_adapter_transfer_param(const struct comp_dev *dev, uint32_t otherwise);

int module_adapter_get_large_config(struct comp_dev *dev, uint32_t param_id, bool first, bool last,
				    uint32_t *data_offset_size, void *data, size_t box_bytes);

/** Small config. @return 0; -ENOEXEC no handler; -errno refused */
int module_adapter_set_config_param(struct comp_dev *dev, uint32_t param_id_data);
int module_adapter_get_config_param(struct comp_dev *dev, uint32_t *param_id_data);

/** ibs of an input pin, obs of an output pin; the base config's where the pin says nothing. */
uint32_t module_adapter_pin_ibs(const struct comp_dev *dev, uint32_t queue);
uint32_t module_adapter_pin_obs(const struct comp_dev *dev, uint32_t queue);

/** Context for what is made on behalf of the module; NULL for LL modules (kernel heap). */
struct mod_alloc_ctx *module_adapter_alloc_ctx(const struct comp_dev *dev);

/** Report a failure of a module's processing to log and host: once until its reset, which logs the count. */
struct module_instance;
void module_adapter_report_error(struct module_instance *inst, int error);

/** Calls of its processing operation since creation. */
uint64_t module_adapter_calls(const struct comp_dev *dev);

/* ---- module table (module_registry.c) ---- */

/** Module ids of loaded libraries have the library's id above these bits. */
#define LIBRARY_MODULE_BITS          12
#define LIBRARY_MODULE_ID(lib, i)    ((uint32_t)(lib) << LIBRARY_MODULE_BITS | (uint32_t)(i))
#define LIBRARY_OF_MODULE(module_id) ((module_id) >> LIBRARY_MODULE_BITS)

/** Number of built-in modules; ids run from 1, in the order of their names. 0 is the base firmware. */
uint32_t module_table_count(void);

/** All modules in the order of their ids, those of libraries last. @return NULL: index is beyond the last one */
const struct comp_driver *module_table_at(uint32_t index, uint32_t *module_id);

/** @return driver of a module id, NULL */
const struct comp_driver *module_table_get(uint32_t module_id);

#endif
