/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory of a module: its context and region, its instance and component. */
#include <string.h>
#include <rtos/alloc.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>

#include "module_adapter_private.h"

#ifdef CONFIG_SOF_USERSPACE_APPLICATION
#define MODULE_EXEC_DP (&module_exec_user)
#else
#define MODULE_EXEC_DP (&module_exec_supervisor)
#endif

#if defined(CONFIG_SOF_USERSPACE_USE_DRIVER_HEAP)
/* What the host asks for its DP module, both parts together: they are not kept apart in a heap. */
static struct mod_alloc_ctx *dp_context_new(const struct ipc4_mem_data *mem)
{
	size_t bytes = (size_t)mem->heap_bytes + mem->lifetime_heap_bytes;

	return mod_alloc_ctx_new_heap(bytes ? bytes : CONFIG_SOF_DRIVER_HEAP_BYTES);
}
#elif defined(CONFIG_SOF_VREGIONS)
/* What the host asks for its DP module: both parts, or one heap to split, or nothing: the defaults. */
static struct vregion *region_for(const struct ipc4_mem_data *mem)
{
	size_t lifetime = mem->lifetime_heap_bytes;
	size_t interim = mem->heap_bytes;

	if (interim && !lifetime) {
		lifetime = ALIGN_UP((size_t)mem->heap_bytes / CONFIG_SOF_VREGION_LIFETIME_SHARE,
				    (size_t)CONFIG_MM_DRV_PAGE_SIZE);
		interim = lifetime < interim ? interim - lifetime : interim;
	}
	return vregion_create(lifetime ? lifetime : CONFIG_SOF_VREGION_LIFETIME_BYTES,
			      interim ? interim : CONFIG_SOF_VREGION_INTERIM_BYTES);
}

static struct mod_alloc_ctx *dp_context_new(const struct ipc4_mem_data *mem)
{
	struct vregion *vreg = region_for(mem);
	struct mod_alloc_ctx *ctx = vreg ? mod_alloc_ctx_new(NULL, vreg) : NULL;

	if (!ctx)
		vregion_put(vreg);
	return ctx;
}
#else
/* The kernel heap's: nothing is the module's own. */
static struct mod_alloc_ctx *dp_context_new(const struct ipc4_mem_data *mem)
{
	return mod_alloc_ctx_new(NULL, NULL);
}
#endif

struct module_instance *module_instance_new(const struct comp_ipc_config *config,
					    const struct ipc4_mem_data *mem)
{
	const bool is_dp = config->proc_domain == IPC4_PROC_DOMAIN_DP;
	struct module_instance *inst = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*inst));
	struct comp_dev *dev = rzalloc(SOF_MEM_FLAG_KERNEL | SOF_MEM_FLAG_COHERENT, sizeof(*dev));
	struct mod_alloc_ctx *ctx = NULL;

	if (!inst || !dev)
		goto err;
	if (is_dp) {
		ctx = dp_context_new(mem);
		if (!ctx)
			goto err;
	}
	inst->exec = is_dp ? MODULE_EXEC_DP : &module_exec_supervisor;
	inst->resources.alloc = ctx;
	inst->resources.limit = UINT32_MAX;
	objpool_init(&inst->resources.objpool, NULL, NULL);
	inst->view = &inst->mod;
	inst->mod.dev = dev;
	dev->mod = &inst->mod;
	module_adapter_note_edges(inst);
	return inst;

err:
	rfree(dev);
	rfree(inst);
	return NULL;
}

void module_instance_free(struct module_instance *inst)
{
	struct mod_alloc_ctx *ctx = inst->resources.alloc;

	mod_free_all(&inst->mod);
	rfree(inst->mod.dev);
	rfree(inst);
	mod_alloc_ctx_put(ctx, inst);
}
