/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tracked allocations of a module: everything goes back through the context it came from. A user module asks by system
 * call. What the kernel then trusts (the containers and the context) it looks up by the identity of the caller.
 */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/common.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/vregion.h>
#include <zephyr/internal/syscall_handler.h>

/* A region of 28 KiB holds no more blocks than this. */
#define MAX_USER_RESOURCES 512
#define USER_ALLOC_FLAGS   (SOF_MEM_FLAG_USER | SOF_MEM_FLAG_COHERENT | SOF_MEM_FLAG_LARGE_BUFFER)

enum resource_type {
	MOD_RES_HEAP,
	MOD_RES_BLOB_HANDLER,
	MOD_RES_FAST_GET,
};

struct module_resource {
	enum resource_type type;
	const void *ptr;
	size_t size; /* accounted */
};

struct module_resources *module_resources_of(struct processing_module *mod)
{
	struct user_module *um = user_module_find(mod);

	return um ? &um->resources : &mod->resources;
}

/* For messages; the component of a user module may say anything. */
static const char *name_of(const struct processing_module *mod)
{
	const struct user_module *um = user_module_find(mod);

	return um ? um->name : mod->dev->name;
}

#define mod_log_err(mod, ...)                                                   \
	do {                                                                    \
		if (Z_LOG_ON(LOG_LEVEL_ERR))                                    \
			z_log_tagged(LOG_LEVEL_ERR, name_of(mod), __VA_ARGS__); \
	} while (0)

/* Containers of user modules stand in the kernel heap, so their number has a limit. */
static struct module_resource *container_new(struct processing_module *mod)
{
	struct user_module *um = user_module_find(mod);
	struct module_resource *res;

	if (um && um->num_resources == MAX_USER_RESOURCES) {
		mod_log_err(mod, "more than %d allocations", MAX_USER_RESOURCES);
		return NULL;
	}
	res = objpool_alloc(&module_resources_of(mod)->objpool, sizeof(struct module_resource),
			    SOF_MEM_FLAG_USER);
	if (res && um)
		um->num_resources++;
	return res;
}

static void container_free(struct processing_module *mod, struct module_resource *res)
{
	struct user_module *um = user_module_find(mod);

	objpool_free(&module_resources_of(mod)->objpool, res);
	if (um)
		um->num_resources--;
}

static void *track(struct processing_module *mod, struct module_resource *res,
		   enum resource_type type, const void *ptr, size_t size)
{
	struct module_resources *r = module_resources_of(mod);

	if (!ptr) {
		container_free(mod, res);
		return NULL;
	}
	res->type = type;
	res->ptr = ptr;
	res->size = size;
	r->heap_usage += size;
	r->heap_high_water_mark = MAX(r->heap_high_water_mark, r->heap_usage);
	return (void *)ptr;
}

static void *z_impl_mod_alloc_ext(struct processing_module *mod, uint32_t flags, size_t size,
				  size_t align)
{
	struct module_resource *res;

	if (!size) {
		mod_log_err(mod, "allocation of 0 bytes");
		return NULL;
	}
	res = container_new(mod);
	if (!res)
		return NULL;
	return track(mod, res, MOD_RES_HEAP,
		     sof_ctx_alloc(module_resources_of(mod)->alloc, flags, size, align), size);
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

static const void *z_impl_mod_fast_get(struct processing_module *mod, const void *dram_ptr,
				       size_t size)
{
	struct module_resource *res = container_new(mod);

	if (!res)
		return NULL;
	return track(mod, res, MOD_RES_FAST_GET,
		     fast_get(module_resources_of(mod)->alloc, dram_ptr, size), 0);
}

static struct comp_data_blob_handler *
z_impl_mod_data_blob_handler_new(struct processing_module *mod)
{
	struct module_resource *res = container_new(mod);

	if (!res)
		return NULL;
	return track(mod, res, MOD_RES_BLOB_HANDLER, comp_data_blob_handler_new(mod), 0);
}

/* A block that its owner has written past stays where it is, and goes with the region. */
static void free_block(struct processing_module *mod, const void *ptr)
{
	struct mod_alloc_ctx *ctx = module_resources_of(mod)->alloc;

	if (user_module_find(mod) && !vregion_block_is_good(ctx->vreg, ptr)) {
		mod_log_err(mod, "block %p was written past its end; it is not given back", ptr);
		return;
	}
	sof_ctx_free(ctx, (void *)ptr);
}

static void release(struct processing_module *mod, struct module_resource *res)
{
	struct module_resources *r = module_resources_of(mod);

	switch (res->type) {
	case MOD_RES_HEAP:
		free_block(mod, res->ptr);
		break;
	case MOD_RES_BLOB_HANDLER:
		/* what a user module says about its blobs does not count: they are tracked like everything else */
		if (user_module_find(mod))
			free_block(mod, res->ptr);
		else
			comp_data_blob_handler_free((struct comp_data_blob_handler *)res->ptr);
		break;
	case MOD_RES_FAST_GET:
		fast_put(r->alloc, r->alloc ? r->alloc->domain : NULL, res->ptr);
		break;
	}
	r->heap_usage -= res->size;
}

struct search {
	struct processing_module *mod;
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

static struct module_resource *find(struct processing_module *mod, const void *ptr)
{
	struct search one = { .mod = mod, .ptr = ptr };

	objpool_iterate(&module_resources_of(mod)->objpool, match, &one);
	return one.found;
}

static int z_impl_mod_free(struct processing_module *mod, const void *ptr)
{
	struct module_resource *res;

	if (!ptr)
		return 0;
	res = find(mod, ptr);
	if (!res) {
		mod_log_err(mod, "free of %p: not an allocation of this module", ptr);
		return -ENOENT;
	}
	release(mod, res);
	container_free(mod, res);
	return 0;
}

static bool release_any(void *data, void *arg)
{
	struct processing_module *mod = arg;

	release(mod, data);
	container_free(mod, data);
	return false;
}

static void z_impl_mod_free_all(struct processing_module *mod)
{
	struct module_resources *r = module_resources_of(mod);

	objpool_iterate(&r->objpool, release_any, mod);
	objpool_prune(&r->objpool);
	r->heap_usage = 0;
	r->heap_high_water_mark = 0;
}

static bool release_shared(void *data, void *arg)
{
	struct module_resource *res = data;

	if (res->type == MOD_RES_FAST_GET) {
		release(arg, res);
		container_free(arg, res);
	}
	return false;
}

void mod_release_shared(struct processing_module *mod)
{
	objpool_iterate(&module_resources_of(mod)->objpool, release_shared, mod);
}

/* ---- its region ---- */

void mod_heap_info(struct processing_module *mod, size_t *size, uintptr_t *start)
{
	const struct mod_alloc_ctx *ctx = module_resources_of(mod)->alloc;

	vregion_mem_info(ctx ? ctx->vreg : NULL, size, start);
}

static bool is_in_region(struct processing_module *mod, const void *ptr, size_t bytes)
{
	uintptr_t start, offset;
	size_t size;

	mod_heap_info(mod, &size, &start);
	offset = (uintptr_t)sys_cache_cached_ptr_get((void *)ptr) - start;
	return offset < size && bytes <= size - offset;
}

static bool is_damaged(void *data, void *arg)
{
	struct module_resource *res = data;
	struct search *one = arg;

	/* a shared copy stands elsewhere */
	if (!is_in_region(one->mod, res->ptr, 1) ||
	    vregion_block_is_good(module_resources_of(one->mod)->alloc->vreg, res->ptr))
		return false;
	one->found = res;
	return true;
}

const void *mod_damaged_block(struct processing_module *mod)
{
	struct search one = { .mod = mod };

	objpool_iterate(&module_resources_of(mod)->objpool, is_damaged, &one);
	return one.found ? one.found->ptr : NULL;
}

/* ---- user mode: a module may speak for itself only ---- */

static bool is_own(const struct processing_module *mod)
{
	const struct user_module *um = user_module_of_thread(k_current_get());

	return um && um->mod == mod;
}

/* And only with its own memory in order: the first call after a block was written past tells. */
static void verify_own(struct processing_module *mod)
{
	const void *block;

	K_OOPS(K_SYSCALL_VERIFY_MSG(is_own(mod) && is_in_region(mod, mod, sizeof(*mod)),
				    "module %p is not the caller", (const void *)mod));
	block = mod_damaged_block(mod);
	K_OOPS(K_SYSCALL_VERIFY_MSG(!block, "block %p was written past its end", block));
}

/* What is taken now is taken on the module's behalf. */
#define ON_BEHALF(mod) PLATFORM_OWNER(name_of(mod))

static uintptr_t z_vrfy_mod_alloc_ext(const uintptr_t *args)
{
	struct processing_module *mod = (struct processing_module *)args[0];
	const uintptr_t flags = args[1];
	const size_t size = args[2], align = args[3];

	verify_own(mod);
	K_OOPS(K_SYSCALL_VERIFY_MSG(!(flags & ~(uintptr_t)USER_ALLOC_FLAGS), "flags 0x%lx",
				    (unsigned long)flags));
	K_OOPS(K_SYSCALL_VERIFY_MSG(!align || (IS_POWER_OF_TWO(align) &&
					       align <= CONFIG_MM_DRV_PAGE_SIZE),
				    "alignment %zu", align));
	K_OOPS(K_SYSCALL_VERIFY_MSG(size <= PTRDIFF_MAX, "size %zu", size));
	ON_BEHALF(mod);
	return (uintptr_t)z_impl_mod_alloc_ext(mod, (uint32_t)flags, size, align);
}
Z_SYSCALL_DEFINE(mod_alloc_ext);

static uintptr_t z_vrfy_mod_fast_get(const uintptr_t *args)
{
	struct processing_module *mod = (struct processing_module *)args[0];

	verify_own(mod);
	K_OOPS(K_SYSCALL_VERIFY_MSG(args[2], "size 0"));
	K_OOPS(K_SYSCALL_MEMORY_READ(args[1], args[2]));
	ON_BEHALF(mod);
	return (uintptr_t)z_impl_mod_fast_get(mod, (const void *)args[1], args[2]);
}
Z_SYSCALL_DEFINE(mod_fast_get);

static uintptr_t z_vrfy_mod_data_blob_handler_new(const uintptr_t *args)
{
	struct processing_module *mod = (struct processing_module *)args[0];

	verify_own(mod);
	ON_BEHALF(mod);
	return (uintptr_t)z_impl_mod_data_blob_handler_new(mod);
}
Z_SYSCALL_DEFINE(mod_data_blob_handler_new);

static uintptr_t z_vrfy_mod_free(const uintptr_t *args)
{
	struct processing_module *mod = (struct processing_module *)args[0];
	const void *ptr = (const void *)args[1];
	const struct module_resource *res;

	verify_own(mod);
	if (!ptr)
		return 0;
	res = find(mod, ptr);
	K_OOPS(K_SYSCALL_VERIFY_MSG(res && (res->type == MOD_RES_FAST_GET ||
					    is_in_region(mod, ptr, res->size)),
				    "%p is no allocation of the caller", ptr));
	ON_BEHALF(mod);
	return (uintptr_t)z_impl_mod_free(mod, ptr);
}
Z_SYSCALL_DEFINE(mod_free);

static uintptr_t z_vrfy_mod_free_all(const uintptr_t *args)
{
	struct processing_module *mod = (struct processing_module *)args[0];

	verify_own(mod);
	ON_BEHALF(mod);
	z_impl_mod_free_all(mod);
	return 0;
}
Z_SYSCALL_DEFINE(mod_free_all);

void *mod_alloc_ext(struct processing_module *mod, uint32_t flags, size_t size, size_t align)
{
	if (z_syscall_trap())
		return (void *)z_syscall_invoke(mod_alloc_ext, (uintptr_t)mod, flags, size, align);
	return z_impl_mod_alloc_ext(mod, flags, size, align);
}

const void *mod_fast_get(struct processing_module *mod, const void *dram_ptr, size_t size)
{
	if (z_syscall_trap())
		return (const void *)z_syscall_invoke(mod_fast_get, (uintptr_t)mod,
						      (uintptr_t)dram_ptr, size);
	return z_impl_mod_fast_get(mod, dram_ptr, size);
}

struct comp_data_blob_handler *mod_data_blob_handler_new(struct processing_module *mod)
{
	if (z_syscall_trap())
		return (void *)z_syscall_invoke(mod_data_blob_handler_new, (uintptr_t)mod);
	return z_impl_mod_data_blob_handler_new(mod);
}

int mod_free(struct processing_module *mod, const void *ptr)
{
	if (z_syscall_trap())
		return (int)z_syscall_invoke(mod_free, (uintptr_t)mod, (uintptr_t)ptr);
	return z_impl_mod_free(mod, ptr);
}

void mod_free_all(struct processing_module *mod)
{
	if (z_syscall_trap())
		z_syscall_invoke(mod_free_all, (uintptr_t)mod);
	else
		z_impl_mod_free_all(mod);
}
