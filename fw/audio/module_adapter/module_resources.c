/* SPDX-License-Identifier: BSD-3-Clause */
/* Tracked allocations of a module: everything goes back through the context it came from. */
#include <errno.h>
#include <string.h>
#include <rtos/alloc.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>

enum resource_type {
	MOD_RES_HEAP,
	MOD_RES_BLOB_HANDLER,
	MOD_RES_FAST_GET,
};

struct module_resource {
	enum resource_type type;
	const void *ptr;
	size_t size;		/* accounted */
};

static struct module_resource *container_new(struct processing_module *mod)
{
	return objpool_alloc(&mod->resources.objpool, sizeof(struct module_resource), SOF_MEM_FLAG_USER);
}

static void *track(struct processing_module *mod, struct module_resource *res, enum resource_type type,
		   const void *ptr, size_t size)
{
	struct module_resources *r = &mod->resources;

	if (!ptr) {
		objpool_free(&r->objpool, res);
		return NULL;
	}
	res->type = type;
	res->ptr = ptr;
	res->size = size;
	r->heap_usage += size;
	r->heap_high_water_mark = MAX(r->heap_high_water_mark, r->heap_usage);
	return (void *)ptr;
}

void *mod_alloc_ext(struct processing_module *mod, uint32_t flags, size_t size, size_t align)
{
	struct module_resource *res;

	if (!size) {
		comp_err(mod->dev, "allocation of 0 bytes");
		return NULL;
	}
	res = container_new(mod);
	if (!res)
		return NULL;
	return track(mod, res, MOD_RES_HEAP, sof_ctx_alloc(mod->resources.alloc, flags, size, align), size);
}

void *mod_alloc(struct processing_module *mod, size_t size)
{
	return mod_alloc_ext(mod, SOF_MEM_FLAG_USER, size, 0);
}

void *mod_zalloc(struct processing_module *mod, size_t size)
{
	void *ptr = mod_alloc(mod, size);

	if (ptr)
		memset(ptr, 0, size);
	return ptr;
}

void *mod_alloc_align(struct processing_module *mod, size_t size, size_t align)
{
	return mod_alloc_ext(mod, SOF_MEM_FLAG_USER, size, align);
}

void *mod_balloc_align(struct processing_module *mod, size_t size, size_t align)
{
	return mod_alloc_ext(mod, SOF_MEM_FLAG_USER | SOF_MEM_FLAG_LARGE, size, align);
}

const void *mod_fast_get(struct processing_module *mod, const void *dram_ptr, size_t size)
{
	struct module_resource *res = container_new(mod);

	if (!res)
		return NULL;
	return track(mod, res, MOD_RES_FAST_GET, fast_get(mod->resources.alloc, dram_ptr, size), 0);
}

struct comp_data_blob_handler *mod_data_blob_handler_new(struct processing_module *mod)
{
	struct module_resource *res = container_new(mod);

	if (!res)
		return NULL;
	return track(mod, res, MOD_RES_BLOB_HANDLER, comp_data_blob_handler_new(mod), 0);
}

static void release(struct processing_module *mod, struct module_resource *res)
{
	switch (res->type) {
	case MOD_RES_HEAP:
		sof_ctx_free(mod->resources.alloc, (void *)res->ptr);
		break;
	case MOD_RES_BLOB_HANDLER:
		comp_data_blob_handler_free((struct comp_data_blob_handler *)res->ptr);
		break;
	case MOD_RES_FAST_GET:
		fast_put(mod->resources.alloc, NULL, res->ptr);
		break;
	}
	mod->resources.heap_usage -= res->size;
}

struct release_one {
	struct processing_module *mod;
	const void *ptr;
};

static bool release_match(void *data, void *arg)
{
	struct module_resource *res = data;
	struct release_one *one = arg;

	if (res->ptr != one->ptr)
		return false;
	release(one->mod, res);
	objpool_free(&one->mod->resources.objpool, res);
	return true;
}

int mod_free(struct processing_module *mod, const void *ptr)
{
	struct release_one one = { .mod = mod, .ptr = ptr };

	if (!ptr)
		return 0;
	if (objpool_iterate(&mod->resources.objpool, release_match, &one) < 0) {
		comp_err(mod->dev, "free of %p: not an allocation of this module", ptr);
		return -ENOENT;
	}
	return 0;
}

static bool release_any(void *data, void *arg)
{
	struct processing_module *mod = arg;

	release(mod, data);
	objpool_free(&mod->resources.objpool, data);
	return false;
}

void mod_free_all(struct processing_module *mod)
{
	objpool_iterate(&mod->resources.objpool, release_any, mod);
	objpool_prune(&mod->resources.objpool);
	mod->resources.heap_usage = 0;
	mod->resources.heap_high_water_mark = 0;
}
