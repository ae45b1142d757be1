/* SPDX-License-Identifier: BSD-3-Clause */
/* Records of user modules, and their threads, stacks and memory domains. */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/userspace_helper.h>
#include <sof/audio/buffer.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/notification.h>
#include <sof/lib/vregion.h>
#include <sof/objpool.h>
#include <sof/schedule/dp_schedule.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/logging/log.h>

#include "append_number.h"
#include "user_thread.h"

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

LOG_MODULE_REGISTER(user_module);

#define DP_THREAD_PRIORITY 12
#define END_TIMEOUT        K_MSEC(100) /* for a thread to end by itself */

static struct list_item modules = LIST_INIT(modules);
static struct objpool_head domains; /* struct k_mem_domain */
static unsigned int num_domains;

/* ---- records ---- */

void user_module_init(void)
{
	list_init(&modules);
	num_domains = 0;
	user_seal_init();
}

struct user_module *user_module_new(struct processing_module *mod, struct mod_alloc_ctx *ctx)
{
	struct user_module *um = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*um));

	if (!um)
		return NULL;
	user_seals_init(&um->seals, ctx->vreg);
	um->request =
		vregion_alloc_coherent(ctx->vreg, VREGION_MEM_TYPE_LIFETIME, sizeof(*um->request));
	if (!um->request || user_seal_add(&um->seals, USER_SEAL_MODULE, mod, 0, 0) ||
	    user_seal_add(&um->seals, USER_SEAL_COMPONENT, mod->dev, 0, 0)) {
		user_seals_free(&um->seals);
		vregion_free(ctx->vreg, um->request);
		rfree(um);
		return NULL;
	}
	memset(um->request, 0, sizeof(*um->request));
	um->mod = mod;
	um->resources.alloc = ctx;
	/* containers tell the kernel what to free: they must not stand in the region */
	objpool_init(&um->resources.objpool, NULL, NULL);
	k_sem_init(&um->done, 0, 1);
	list_item_append(&um->list, &modules);
	return um;
}

void user_module_free(struct user_module *um)
{
	list_item_del(&um->list);
	user_seals_free(&um->seals);
	vregion_free(um->resources.alloc->vreg, um->request);
	rfree(um);
}

struct user_module *user_module_find(const struct processing_module *mod)
{
	struct list_item *pos;

	list_for_item(pos, &modules) {
		struct user_module *um = list_item(pos, struct user_module, list);

		if (um->mod == mod)
			return um;
	}
	return NULL;
}

struct user_module *user_module_of_thread(const struct k_thread *thread)
{
	struct list_item *pos;

	list_for_item(pos, &modules) {
		struct user_module *um = list_item(pos, struct user_module, list);

		if (um->thread == thread)
			return um;
	}
	return NULL;
}

/* ---- seals ---- */

static struct user_module *user_module_of_context(const struct mod_alloc_ctx *ctx)
{
	struct list_item *pos;

	list_for_item(pos, &modules) {
		struct user_module *um = list_item(pos, struct user_module, list);

		if (um->resources.alloc == ctx)
			return um;
	}
	return NULL;
}

int user_module_seal_buffer(struct comp_buffer *buffer)
{
	struct user_module *um = user_module_of_context(buffer->ctx);
	const bool reads = buffer->ring_side == BUFFER_RING_AT_SOURCE_API;
	const uint32_t pin = reads ? BUFFER_DST_QUEUE(buffer->id) : BUFFER_SRC_QUEUE(buffer->id);
	const char edge = reads ? 'i' : 'o';

	if (!um)
		return 0;
	if (user_seal_add(&um->seals, USER_SEAL_BUFFER, buffer, edge, pin))
		return -ENOMEM;
	if (!user_seal_add(&um->seals, reads ? USER_SEAL_INPUT_RING : USER_SEAL_OUTPUT_RING,
			   buffer->ring, edge, pin))
		return 0;
	user_seal_remove(&um->seals, buffer);
	return -ENOMEM;
}

void user_module_unseal_buffer(struct comp_buffer *buffer)
{
	struct user_module *um = user_module_of_context(buffer->ctx);

	if (!um)
		return;
	user_seal_remove(&um->seals, buffer->ring);
	user_seal_remove(&um->seals, buffer);
}

static uint32_t doing(const struct user_module *um)
{
	switch (um->doing) {
	case USER_MODULE_REQUEST:
		return USER_SEAL_OP(um->op);
	case USER_MODULE_READY:
		return USER_SEAL_READY;
	case USER_MODULE_JOB:
		return USER_SEAL_JOB;
	default:
		return 0;
	}
}

static const char *doing_name(uint32_t what)
{
	static const char *const names[] = {
		[MODULE_OP_INIT] = "init",
		[MODULE_OP_PREPARE] = "prepare",
		[MODULE_OP_RESET] = "reset",
		[MODULE_OP_FREE] = "free",
		[MODULE_OP_BIND] = "bind",
		[MODULE_OP_UNBIND] = "unbind",
		[MODULE_OP_TRIGGER] = "trigger",
		[MODULE_OP_SET_CONFIGURATION] = "set_configuration",
		[MODULE_OP_GET_CONFIGURATION] = "get_configuration",
		[MODULE_OP_SET_CONFIG_PARAM] = "set_config_param",
		[MODULE_OP_GET_CONFIG_PARAM] = "get_config_param",
	};

	if (what == USER_SEAL_JOB)
		return "process";
	if (what == USER_SEAL_READY)
		return "is_ready_to_process";
	return what ? names[__builtin_ctz(what)] : "its thread";
}

/* "input 0", "own" */
static void edge_name(char *out, const struct user_seal_break *broken)
{
	const char *const side = broken->edge == 'i' ? "input" :
				 broken->edge == 'o' ? "output" :
						       "own";

	memcpy(out, side, strlen(side));
	out += strlen(side);
	if (broken->edge)
		out = append_number(out, ' ', broken->pin);
	*out = '\0';
}

void k_sys_kernel_exit_handler(void)
{
	struct user_module *um = user_module_of_thread(k_current_get());

	if (um)
		user_seals_take(&um->seals);
}

void k_sys_kernel_enter_handler(void)
{
	struct user_module *um = user_module_of_thread(k_current_get());
	struct user_seal_break broken;
	char edge[20];

	if (!um || user_seals_check(&um->seals, doing(um), &broken))
		return;
	edge_name(edge, &broken);
	if (broken.written_past)
		z_user_oops("seal", "the bytes behind %s%s%s of its %s, by %s", broken.structure,
			    broken.field ? "." : "", broken.field ? broken.field : "", edge,
			    doing_name(doing(um)));
	z_user_oops("seal", "%s.%s of its %s, by %s: offset %u was 0x%llx, is 0x%llx",
		    broken.structure, broken.field, edge, doing_name(doing(um)), broken.offset,
		    (unsigned long long)broken.was, (unsigned long long)broken.is);
}

/* ---- domain ---- */

static struct k_mem_domain *domain_new(void)
{
	struct k_mem_domain *domain;

	if (!num_domains)
		objpool_init(&domains, NULL, NULL);
	domain = objpool_alloc(&domains, sizeof(*domain), SOF_MEM_FLAG_KERNEL);
	if (!domain)
		return NULL;
	num_domains++;
	k_mem_domain_init(domain, 0, NULL);
	return domain;
}

/* What stands in it should be gone; what does not must not stay behind. */
static void domain_free(struct user_module *um)
{
	struct k_mem_domain *domain = um->domain;

	um->domain = NULL;
	um->resources.alloc->domain = NULL;
	for (unsigned int i = 0; domain->num_partitions && i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		struct k_mem_partition part = domain->partitions[i];

		if (!part.size)
			continue;
		LOG_WRN("%s: partition 0x%lx of %zu bytes removed by force", um->name,
			(unsigned long)part.start, part.size);
		k_mem_domain_remove_partition(domain, &part);
	}
	k_mem_domain_deinit(domain);
	objpool_free(&domains, domain);
	if (!--num_domains)
		objpool_prune(&domains);
}

/* Partition n of every user module, through one alias each. @return false: there is no more */
static bool partition_of(const struct user_module *um, unsigned int n, struct k_mem_partition *part)
{
	size_t size;
	uintptr_t start;
	void *box;

	switch (n) {
	case 0:
	case 1:
		vregion_mem_info(um->resources.alloc->vreg, &size, &start);
		if (n == 0)
			start = (uintptr_t)sys_cache_uncached_ptr_get((void *)start);
		*part = (struct k_mem_partition){ start, size, K_MEM_PARTITION_P_RW_U_RW };
		break;
	case 2:
	case 3:
		box = platform_window(1, &size);
		start = (uintptr_t)(n == 2 ? box : sys_cache_cached_ptr_get(box));
		*part = (struct k_mem_partition){ start, size, K_MEM_PARTITION_P_RW_U_RO };
		break;
	default:
		return false;
	}
	if (n % 2)
		part->attr |= XTENSA_MMU_CACHED_WB;
	return true;
}

static void remove_partitions(struct user_module *um)
{
	struct k_mem_partition part;

	for (unsigned int n = 0; partition_of(um, n, &part); n++)
		k_mem_domain_remove_partition(um->domain, &part);
}

static int add_partitions(struct user_module *um)
{
	struct k_mem_partition part;
	int ret;

	for (unsigned int n = 0; partition_of(um, n, &part); n++) {
		ret = k_mem_domain_add_partition(um->domain, &part);
		if (ret < 0) {
			remove_partitions(um);
			return ret;
		}
	}
	return 0;
}

/* ---- thread ---- */

static int thread_new(struct user_module *um)
{
	int ret = -ENOMEM;

	um->stack = user_stack_allocate(um->stack_bytes, K_USER);
	if (!um->stack) {
		LOG_ERR("%s: no stack of %u bytes", um->name, um->stack_bytes);
		return -ENOMEM;
	}
	um->event = k_object_alloc(K_OBJ_EVENT);
	if (!um->event)
		goto err_stack;
	um->thread = k_object_alloc(K_OBJ_THREAD);
	if (!um->thread)
		goto err_event;
	if (!k_thread_create(um->thread, um->stack, um->stack_bytes, user_thread_run, um->mod,
			     um->request, (void *)um->job, DP_THREAD_PRIORITY, K_USER, K_FOREVER))
		goto err_thread;
	k_thread_name_set(um->thread, um->name);
	ret = k_thread_cpu_pin(um->thread, (int)um->core);
	if (ret < 0)
		goto err_abort;
	k_thread_access_grant(um->thread, um->event);
	return 0;

err_abort:
	k_thread_abort(um->thread);
err_thread:
	k_object_free(um->thread);
	um->thread = NULL;
err_event:
	k_object_free(um->event);
	um->event = NULL;
err_stack:
	user_stack_free(um->stack);
	um->stack = NULL;
	return ret;
}

static void thread_free(struct user_module *um)
{
	k_thread_abort(um->thread);
	user_stack_free(um->stack);
	k_object_free(um->event);
	k_object_free(um->thread);
	um->stack = NULL;
	um->event = NULL;
	um->thread = NULL;
}

int user_module_start(struct user_module *um)
{
	int ret;

	ret = thread_new(um);
	if (ret < 0)
		return ret;
	um->domain = domain_new();
	if (!um->domain) {
		ret = -ENOMEM;
		goto err_thread;
	}
	um->resources.alloc->domain = um->domain;
	ret = add_partitions(um);
	if (ret < 0)
		goto err_domain;
	/* nothing can fail from here on */
	k_mem_domain_add_thread(um->domain, um->thread);
	k_event_init(um->event);
	k_thread_start(um->thread);
	return 0;

err_domain:
	domain_free(um);
err_thread:
	thread_free(um);
	return ret;
}

void user_module_stop(struct user_module *um)
{
	if (!um->thread)
		return;
	k_event_set(um->event, USER_MODULE_END);
	if (k_thread_join(um->thread, END_TIMEOUT))
		LOG_ERR("%s: its thread does not end and is aborted", um->name);
	thread_free(um);
	mod_release_shared(um->mod);
	remove_partitions(um);
	domain_free(um);
}

/* ---- death ---- */

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	struct user_module *um = user_module_of_thread(k_current_get());

	if (!um)
		return;
	um->dead = true;
	user_seals_restore(&um->seals, doing(um));
	notification_send(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_EXCEPTION_CAUGHT), um->core, NULL,
			  0);
	if (!um->awaited)
		return;
	um->awaited = 0;
	um->result = -EFAULT;
	k_sem_give(&um->done);
}

bool dp_module_is_dead(const struct processing_module *mod)
{
	const struct user_module *um = user_module_find(mod);

	return um && um->dead;
}

#endif
