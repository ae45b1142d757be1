/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory of a module: its context and region, the component and the module themselves. */
#include <string.h>
#include <rtos/alloc.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/vregion.h>

#include "module_adapter_private.h"

#if defined(CONFIG_SOF_USERSPACE_USE_DRIVER_HEAP)
/* What the host asks for its DP module, both parts together: they are not kept apart in a heap. */
static struct mod_alloc_ctx *dp_context_new(const struct ipc4_mem_data *mem)
{
	size_t bytes = (size_t)mem->heap_bytes + mem->lifetime_heap_bytes;

	return mod_alloc_ctx_new_heap(bytes ? bytes : CONFIG_SOF_DRIVER_HEAP_BYTES);
}
#elif defined(CONFIG_SOF_VREGIONS)
/* Of a heap stated as one number, the share that init takes for good. */
#define LIFETIME_SHARE 4

/* What the host asks for its DP module: both parts, or one heap to split, or nothing: the defaults. */
static struct vregion *region_for(const struct ipc4_mem_data *mem)
{
	size_t lifetime = mem->lifetime_heap_bytes;
	size_t interim = mem->heap_bytes;

	if (interim && !lifetime) {
		lifetime = ALIGN_UP((size_t)mem->heap_bytes / LIFETIME_SHARE,
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

/* Component and module in one go: in the lifetime part of a region where there is one, else in the kernel heap. */
static struct processing_module *module_memory_new(struct vregion *vreg)
{
	struct processing_module *mod;
	struct comp_dev *dev;

	if (vreg) {
		mod = vregion_alloc_coherent(vreg, VREGION_MEM_TYPE_LIFETIME, sizeof(*mod));
		dev = vregion_alloc_coherent(vreg, VREGION_MEM_TYPE_LIFETIME, sizeof(*dev));
		if (!mod || !dev)
			return NULL;
		memset(mod, 0, sizeof(*mod));
		memset(dev, 0, sizeof(*dev));
	} else {
		mod = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*mod));
		dev = rzalloc(SOF_MEM_FLAG_KERNEL | SOF_MEM_FLAG_COHERENT, sizeof(*dev));
		if (!mod || !dev) {
			rfree(dev);
			rfree(mod);
			return NULL;
		}
	}
	mod->dev = dev;
	dev->mod = mod;
	return mod;
}

static void module_memory_free(struct processing_module *mod, struct vregion *vreg)
{
	struct comp_dev *dev = mod->dev;

	if (vreg) {
		vregion_free(vreg, dev);
		vregion_free(vreg, mod);
	} else {
		rfree(dev);
		rfree(mod);
	}
}

struct processing_module *module_alloc(const struct comp_ipc_config *config,
				       const struct ipc4_mem_data *mem)
{
	struct mod_alloc_ctx *ctx = NULL;
	struct processing_module *mod;

	if (config->proc_domain == IPC4_PROC_DOMAIN_DP) {
		ctx = dp_context_new(mem);
		if (!ctx)
			return NULL;
	}
	mod = module_memory_new(ctx ? ctx->vreg : NULL);
	if (!mod)
		goto err;
#ifdef CONFIG_SOF_USERSPACE_APPLICATION
	if (ctx && !user_module_new(mod, ctx))
		goto err; /* a region's memory goes with it */
#endif
	mod->resources.alloc = ctx;
	objpool_init(&mod->resources.objpool, ctx ? ctx->heap : NULL, ctx ? ctx->vreg : NULL);
	return mod;

err:
	mod_alloc_ctx_put(ctx, mod);
	return NULL;
}

void module_destroy(struct processing_module *mod)
{
	struct mod_alloc_ctx *ctx = module_resources_of(mod)->alloc;
	struct user_module *um = user_module_find(mod);

	mod_free_all(mod);
	if (um)
		user_module_free(um);
	module_memory_free(mod, ctx ? ctx->vreg : NULL);
	mod_alloc_ctx_put(ctx, mod);
}
