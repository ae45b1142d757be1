/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared between the files of this folder only. */
#ifndef MODULE_ADAPTER_PRIVATE_H
#define MODULE_ADAPTER_PRIVATE_H

#include <sof/audio/module_adapter/module_adapter.h>

/* Bound of a pin's ibs and obs; keeps buffer sizes within 32 bits. */
#define MODULE_MAX_PIN_BYTES (1u << 20)

/* Bound of what a raw module gathers in front of a sink. */
#define MODULE_MAX_LOCAL_BYTES (16u << 20)

/**
 * Memory for a module and its component, linked to each other. DP: with a context of the module's own, LL: without one,
 * which is the kernel heap. module_resources_of(mod)->alloc is the context of everything else.
 * @return NULL: no memory
 */
struct processing_module *module_alloc(const struct comp_ipc_config *config,
				       const struct ipc4_mem_data *mem);

/** Everything the module owns, then itself. Nothing of it may be touched afterwards. */
void module_destroy(struct processing_module *mod);

/** Arrays and local buffers of the stream and raw interfaces. @return 0, -EINVAL, -ENOMEM (nothing is left) */
int module_adapter_prepare_buffers(struct processing_module *mod);

/** Give them back; no-op when there are none. */
void module_adapter_free_buffers(struct processing_module *mod);

/** DP side of creation, prepare, trigger, reset and free; no-ops for LL modules. */
int module_adapter_dp_init(struct processing_module *mod);
int module_adapter_dp_prepare(struct processing_module *mod);
int module_adapter_dp_trigger(struct processing_module *mod, enum comp_trigger cmd);
void module_adapter_dp_reset(struct processing_module *mod);
void module_adapter_dp_free(struct processing_module *mod);

/** One call of a module's process operation. @return 0, -errno; nothing to do is 0 */
int module_adapter_process(struct processing_module *mod);

/** LL half of a DP module's copy. */
int module_adapter_dp_copy(struct processing_module *mod);

#endif
