/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared between the files of this folder only. */
#ifndef MODULE_ADAPTER_PRIVATE_H
#define MODULE_ADAPTER_PRIVATE_H

#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_adapter/module_instance.h>

/* Bound of a pin's ibs and obs; keeps buffer sizes within 32 bits. */
#define MODULE_MAX_PIN_BYTES (1u << 20)

/* Bound of what a raw module gathers in front of a sink. */
#define MODULE_MAX_LOCAL_BYTES (16u << 20)

/**
 * Memory for an instance and its component, linked to each other, in the kernel heap; and the context of everything
 * else that the module has: DP: one of its own, LL: none, which is the kernel heap.
 * @return NULL: no memory
 */
struct module_instance *module_instance_new(const struct comp_ipc_config *config,
					    const struct ipc4_mem_data *mem);

/** Everything the module owns, then itself. Nothing of it may be touched afterwards. */
void module_instance_free(struct module_instance *inst);

/** After its edges have changed, and when it is made: which of them are counted, and whether one is missing. */
void module_adapter_note_edges(struct module_instance *inst);

/** Arrays and local buffers of the stream and raw interfaces. @return 0, -EINVAL, -ENOMEM (nothing is left) */
int module_adapter_prepare_buffers(struct module_instance *inst);

/** Give them back; no-op when there are none. */
void module_adapter_free_buffers(struct module_instance *inst);

/** One LL call through each of the processing interfaces. @return 0, PPL_STATUS_PATH_STOP, -errno; nothing to do is 0 */
int module_adapter_process(struct module_instance *inst);
int module_adapter_copy_stream(struct module_instance *inst);
int module_adapter_copy_raw(struct module_instance *inst);

/** LL half of a DP module's copy. */
int module_adapter_dp_copy(struct module_instance *inst);

/** DP side of creation, prepare, trigger, reset and free; no-ops for LL modules. */
int module_adapter_dp_init(struct module_instance *inst, uint32_t stack_bytes);
int module_adapter_dp_prepare(struct module_instance *inst);
void module_adapter_dp_trigger(struct module_instance *inst, enum comp_trigger cmd);
void module_adapter_dp_reset(struct module_instance *inst);
void module_adapter_dp_free(struct module_instance *inst);

#endif
