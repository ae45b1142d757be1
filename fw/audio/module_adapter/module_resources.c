/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tracked allocations of a module: everything goes back through the context it came from. A user module asks by system
 * call. What the kernel then trusts (the containers and the context) belongs to the instance of the calling thread.
 */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/module_adapter/module_instance.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vregion.h>
#include <zephyr/internal/syscall_handler.h>

#define USER_ALLOC_FLAGS (SOF_MEM_FLAG_USER | SOF_MEM_FLAG_COHERENT | SOF_MEM_FLAG_LARGE_BUFFER)

struct module_resource {
	const void *ptr;
	size_t size; /* accounted: of a block, or of a table */
	void (*free)(struct module_instance *inst, const void *ptr);
};

static struct module_resource *container_new(struct module_instance *inst)
{
	struct module_resources *r = &inst->resources;
	struct module_resource *res;

	if (r->count == r->limit) {
		comp_err(inst->mod.dev, "more than %u allocations", r->limit);
		return NULL;
	}
	res = objpool_alloc(&r->objpool, sizeof(*res), SOF_MEM_FLAG_USER);
	if (res)
		r->count++;
	return res;
}

static void container_free(struct module_instance *inst, struct module_resource *res)
{
	objpool_free(&inst->resources.objpool, res);
	inst->resources.count--;
}

static void copy_put(struct module_instance *inst, const void *ptr)
{
	struct mod_alloc_ctx *ctx = inst->resources.alloc;

	fast_put(ctx, ctx ? ctx->domain : NULL, ptr);
}

static bool is_table(const struct module_resource *res)
{
	return res->free == copy_put;
}

/* The container is taken first, so that nothing is left when there is none. */
static void *track(struct module_instance *inst, struct module_resource *res, const void *ptr,
		   size_t size, void (*free)(struct module_instance *inst, const void *ptr))
{
	struct module_resources *r = &inst->resources;

	if (!ptr) {
		container_free(inst, res);
		return NULL;
	}
	*res = (struct module_resource){ ptr, size, free };
	if (is_table(res)) {
		r->table_bytes += size;
	} else {
		r->heap_usage += size;
		r->heap_high_water_mark = MAX(r->heap_high_water_mark, r->heap_usage);
	}
	return (void *)ptr;
}

void *module_resource_add(struct module_instance *inst, const void *ptr, size_t size,
			  void (*free)(struct module_instance *inst, const void *ptr))
{
	struct module_resource *res;

	if (!ptr)
		return NULL;
	res = container_new(inst);
	if (!res) {
		free(inst, ptr);
		return NULL;
	}
	return track(inst, res, ptr, size, free);
}

/* ---- what is given back ---- */

void module_block_free(struct module_instance *inst, const void *ptr)
{
	struct mod_alloc_ctx *ctx = inst->resources.alloc;

	if (ctx && ctx->vreg && !vregion_block_is_good(ctx->vreg, ptr)) {
		comp_err(inst->mod.dev, "block %p was written past its end; it is not given back",
			 ptr);
		return;
	}
	sof_ctx_free(ctx, (void *)ptr);
}

static void release(struct module_instance *inst, struct module_resource *res)
{
	size_t *account = is_table(res) ? &inst->resources.table_bytes :
					  &inst->resources.heap_usage;

	res->free(inst, res->ptr);
	*account -= res->size;
	container_free(inst, res);
}

/* ---- calls ---- */

static void *z_impl_mod_alloc_ext(struct module_instance *inst, uint32_t flags, size_t size,
				  size_t align)
{
	struct module_resource *res;

	if (!size) {
		comp_err(inst->mod.dev, "allocation of 0 bytes");
		return NULL;
	}
	res = container_new(inst);
	if (!res)
		return NULL;
	return track(inst, res, sof_ctx_alloc(inst->resources.alloc, flags, size, align), size,
		     module_block_free);
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
	return mod_alloc_ext(mod, SOF_MEM_FLAG_USER | SOF_MEM_FLAG_LARGE_BUFFER, size, align);
}

void *mod_balloc(struct processing_module *mod, size_t size)
{
	return mod_balloc_align(mod, size, 0);
}

static const void *z_impl_mod_fast_get(struct module_instance *inst, const void *dram_ptr,
				       size_t size)
{
	struct module_resource *res = container_new(inst);

	if (!res)
		return NULL;
	return track(inst, res, fast_get(inst->resources.alloc, dram_ptr, size), size, copy_put);
}

struct search {
	struct module_instance *inst;
	const void *ptr;
	struct module_resource *found;
};

static bool match(void *data, void *arg)
{
	struct module_resource *res = data;
	struct search *one = arg;

	if (res->ptr != one->ptr)
		return false;
	one->found = res;
	return true;
}

static struct module_resource *find(struct module_instance *inst, const void *ptr)
{
	struct search one = { .ptr = ptr };

	objpool_iterate(&inst->resources.objpool, match, &one);
	return one.found;
}

static int z_impl_mod_free(struct module_instance *inst, const void *ptr)
{
	struct module_resource *res;

	if (!ptr)
		return 0;
	res = find(inst, ptr);
	if (!res) {
		/* one that comes with each call is reported once, and counted */
		if (!inst->wrong_frees)
			comp_err(inst->mod.dev, "free of %p: not an allocation of this module",
				 ptr);
		inst->wrong_frees += inst->wrong_frees < UINT16_MAX;
		return -ENOENT;
	}
	release(inst, res);
	return 0;
}

static bool release_any(void *data, void *arg)
{
	release(arg, data);
	return false;
}

static void z_impl_mod_free_all(struct module_instance *inst)
{
	struct module_resources *r = &inst->resources;

	objpool_iterate(&r->objpool, release_any, inst);
	objpool_prune(&r->objpool);
	r->heap_usage = 0;
	r->heap_high_water_mark = 0;
}

static bool release_copy(void *data, void *arg)
{
	struct module_resource *res = data;

	if (res->free == copy_put)
		release(arg, res);
	return false;
}

void module_release_shared(struct module_instance *inst)
{
	objpool_iterate(&inst->resources.objpool, release_copy, inst);
}

/* ---- its region ---- */

static void region_info(const struct module_instance *inst, size_t *size, uintptr_t *start)
{
	const struct mod_alloc_ctx *ctx = inst->resources.alloc;

	vregion_mem_info(ctx ? ctx->vreg : NULL, size, start);
}

void mod_heap_info(struct processing_module *mod, size_t *size, uintptr_t *start)
{
	region_info(module_instance_of(mod), size, start);
}

static bool is_in_region(const struct module_instance *inst, const void *ptr, size_t bytes)
{
	uintptr_t start, offset;
	size_t size;

	region_info(inst, &size, &start);
	offset = (uintptr_t)sys_cache_cached_ptr_get((void *)ptr) - start;
	return offset < size && bytes <= size - offset;
}

static bool is_damaged(void *data, void *arg)
{
	struct module_resource *res = data;
	struct search *one = arg;

	/* a shared copy stands elsewhere */
	if (!is_in_region(one->inst, res->ptr, 1) ||
	    vregion_block_is_good(one->inst->resources.alloc->vreg, res->ptr))
		return false;
	one->found = res;
	return true;
}

const void *module_damaged_block(struct module_instance *inst)
{
	struct search one = { .inst = inst };

	objpool_iterate(&inst->resources.objpool, is_damaged, &one);
	return one.found ? one.found->ptr : NULL;
}

/* ---- user mode: a module may speak for itself only ---- */

/* Its memory must be in order: the first call after a block was written past finds it. */
struct module_instance *module_verify_caller(const struct processing_module *mod)
{
	struct module_instance *inst = k_current_get()->custom_data;
	const void *block;

	K_OOPS(K_SYSCALL_VERIFY_MSG(inst && inst->view == mod, "module %p is not the caller",
				    (const void *)mod));
	block = module_damaged_block(inst);
	K_OOPS(K_SYSCALL_VERIFY_MSG(!block, "block %p was written past its end", block));
	return inst;
}

/* Owner of the allocations in the ledger. */
#define OWNED_BY(inst) PLATFORM_OWNER((inst)->mod.dev->name)

static uintptr_t z_vrfy_mod_alloc_ext(const uintptr_t *args)
{
	struct module_instance *inst = module_verify_caller((const void *)args[0]);
	const uintptr_t flags = args[1];
	const size_t size = args[2], align = args[3];

	K_OOPS(K_SYSCALL_VERIFY_MSG(!(flags & ~(uintptr_t)USER_ALLOC_FLAGS), "flags 0x%lx",
				    (unsigned long)flags));
	K_OOPS(K_SYSCALL_VERIFY_MSG(!align || (IS_POWER_OF_TWO(align) &&
					       align <= CONFIG_MM_DRV_PAGE_SIZE),
				    "alignment %zu", align));
	K_OOPS(K_SYSCALL_VERIFY_MSG(size <= PTRDIFF_MAX, "size %zu", size));
	OWNED_BY(inst);
	return (uintptr_t)z_impl_mod_alloc_ext(inst, (uint32_t)flags, size, align);
}
Z_SYSCALL_DEFINE(mod_alloc_ext);

static uintptr_t z_vrfy_mod_fast_get(const uintptr_t *args)
{
	struct module_instance *inst = module_verify_caller((const void *)args[0]);

	K_OOPS(K_SYSCALL_VERIFY_MSG(args[2], "size 0"));
	K_OOPS(K_SYSCALL_MEMORY_READ(args[1], args[2]));
	OWNED_BY(inst);
	if (args[2] > CONFIG_SOF_USERSPACE_TABLE_BYTES - inst->resources.table_bytes) {
		comp_err(inst->mod.dev, "a table of %zu bytes, has %zu, at most %u", args[2],
			 inst->resources.table_bytes, CONFIG_SOF_USERSPACE_TABLE_BYTES);
		return 0;
	}
	return (uintptr_t)z_impl_mod_fast_get(inst, (const void *)args[1], args[2]);
}
Z_SYSCALL_DEFINE(mod_fast_get);

static uintptr_t z_vrfy_mod_free(const uintptr_t *args)
{
	struct module_instance *inst = module_verify_caller((const void *)args[0]);
	const void *ptr = (const void *)args[1];
	const struct module_resource *res;

	if (!ptr)
		return 0;
	res = find(inst, ptr);
	K_OOPS(K_SYSCALL_VERIFY_MSG(res, "%p is no allocation of the caller", ptr));
	OWNED_BY(inst);
	return (uintptr_t)z_impl_mod_free(inst, ptr);
}
Z_SYSCALL_DEFINE(mod_free);

static uintptr_t z_vrfy_mod_free_all(const uintptr_t *args)
{
	struct module_instance *inst = module_verify_caller((const void *)args[0]);

	OWNED_BY(inst);
	z_impl_mod_free_all(inst);
	return 0;
}
Z_SYSCALL_DEFINE(mod_free_all);

void *mod_alloc_ext(struct processing_module *mod, uint32_t flags, size_t size, size_t align)
{
	if (z_syscall_trap())
		return (void *)z_syscall_invoke(mod_alloc_ext, (uintptr_t)mod, flags, size, align);
	return z_impl_mod_alloc_ext(module_instance_of(mod), flags, size, align);
}

const void *mod_fast_get(struct processing_module *mod, const void *dram_ptr, size_t size)
{
	if (z_syscall_trap())
		return (const void *)z_syscall_invoke(mod_fast_get, (uintptr_t)mod,
						      (uintptr_t)dram_ptr, size);
	return z_impl_mod_fast_get(module_instance_of(mod), dram_ptr, size);
}

int mod_free(struct processing_module *mod, const void *ptr)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(mod_free, (uintptr_t)mod, (uintptr_t)ptr);
	return z_impl_mod_free(module_instance_of(mod), ptr);
}

void mod_free_all(struct processing_module *mod)
{
	if (z_syscall_trap())
		z_syscall_invoke(mod_free_all, (uintptr_t)mod);
	else
		z_impl_mod_free_all(module_instance_of(mod));
}
