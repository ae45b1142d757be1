/* SPDX-License-Identifier: BSD-3-Clause */
/* Modules in user mode: threads, stacks, memory domains, and what is done when a thread is killed. */
#include <errno.h>
#include <string.h>
#include <platform/machine.h>
#include <rtos/alloc.h>
#include <rtos/cache.h>
#include <rtos/userspace_helper.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/ctx_alloc.h>
#include <sof/lib/notification.h>
#include <sof/lib/vregion.h>
#include <sof/objpool.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/logging/log.h>

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

LOG_MODULE_REGISTER(user_module);

#define MAX_ALLOCATIONS 512 /* a region of 28 KiB holds no more blocks than this */
#define END_TIMEOUT     K_MSEC(CONFIG_SOF_DP_REQUEST_TIMEOUT_MS) /* for a thread to end by itself */

static struct objpool_head domains; /* struct k_mem_domain */
static unsigned int num_domains;

void user_module_init(void)
{
	num_domains = 0;
}

/* ---- from the thread to its module ---- */

/* @return NULL: the thread is not a module's */
static struct user_module *current_module(void)
{
	const struct module_instance *inst = k_current_get()->custom_data;

	return inst ? inst->user : NULL;
}

void k_sys_kernel_exit_handler(void)
{
	struct user_module *um = current_module();

	if (um)
		user_view_leave_kernel(&um->view);
}

void k_sys_kernel_enter_handler(void)
{
	struct user_module *um = current_module();

	if (!um)
		return;
	if (!k_is_in_user_syscall() && !um->may_end)
		z_user_oops("oops", "its thread has ended by itself");
	user_view_enter_kernel(&um->view, user_module_activity(um));
}

/* ---- domain ---- */

static const char *name_of(const struct user_module *um)
{
	return um->inst->mod.dev->name;
}

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

/* Its partitions should be gone; the rest are removed with a warning. */
static void domain_free(struct user_module *um)
{
	struct k_mem_domain *domain = um->domain;

	um->domain = NULL;
	um->inst->resources.alloc->domain = NULL;
	for (unsigned int i = 0; domain->num_partitions && i < CONFIG_MAX_DOMAIN_PARTITIONS; i++) {
		struct k_mem_partition part = domain->partitions[i];

		if (!part.size)
			continue;
		LOG_WRN("%s: partition 0x%lx of %zu bytes removed by force", name_of(um),
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
		vregion_mem_info(um->inst->resources.alloc->vreg, &size, &start);
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

static int thread_new(struct user_module *um, uint32_t stack_bytes)
{
	int ret = -ENOMEM;

	um->stack = user_stack_allocate(stack_bytes, K_USER);
	if (!um->stack) {
		LOG_ERR("%s: no stack of %u bytes", name_of(um), stack_bytes);
		return -ENOMEM;
	}
	um->event = k_object_alloc(K_OBJ_EVENT);
	if (!um->event)
		goto err_stack;
	um->thread = k_object_alloc(K_OBJ_THREAD);
	if (!um->thread)
		goto err_event;
	if (!k_thread_create(um->thread, um->stack, stack_bytes, user_thread_run, um->view.memory,
			     NULL, NULL, CONFIG_SOF_DP_THREAD_PRIORITY, K_USER, K_FOREVER))
		goto err_thread;
	um->thread->custom_data = um->inst;
	k_thread_name_set(um->thread, name_of(um));
	ret = k_thread_cpu_pin(um->thread, (int)um->inst->mod.dev->ipc_config.core);
	if (ret < 0)
		goto err_abort;
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

int user_thread_start(struct user_module *um, uint32_t stack_bytes)
{
	int ret;

	ret = thread_new(um, stack_bytes);
	if (ret < 0)
		return ret;
	um->domain = domain_new();
	if (!um->domain) {
		ret = -ENOMEM;
		goto err_thread;
	}
	um->inst->resources.alloc->domain = um->domain;
	ret = add_partitions(um);
	if (ret < 0)
		goto err_domain;
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

void user_thread_stop(struct user_module *um)
{
	if (!um->thread)
		return;
	k_event_set(um->event, USER_MODULE_END);
	if (k_thread_join(um->thread, END_TIMEOUT))
		LOG_ERR("%s: its thread does not end and is aborted", name_of(um));
	thread_free(um);
	module_release_shared(um->inst);
	remove_partitions(um);
	domain_free(um);
}

/* ---- life ---- */

static int user_start(struct module_instance *inst, uint32_t stack_bytes)
{
	struct user_module *um = rzalloc(SOF_MEM_FLAG_KERNEL, sizeof(*um));
	int ret;

	if (!um)
		return -ENOMEM;
	um->inst = inst;
	k_sem_init(&um->done, 0, 1);
	ret = user_view_new(&um->view, inst);
	if (ret < 0)
		goto err_module;
	inst->user = um;
	inst->view = &um->view.memory->view.mod;
	inst->resources.limit = MAX_ALLOCATIONS;
	ret = user_thread_start(um, stack_bytes);
	if (!ret)
		return 0;
	inst->user = NULL;
	user_view_free(&um->view);
err_module:
	rfree(um);
	return ret;
}

static void user_stop(struct module_instance *inst)
{
	struct user_module *um = inst->user;

	if (!um)
		return;
	user_thread_stop(um);
	inst->user = NULL;
	user_view_free(&um->view);
	rfree(um);
}

const struct module_exec module_exec_user = {
	.start = user_start,
	.stop = user_stop,
	.call = user_thread_call,
	.is_ready = user_thread_is_ready,
	.process = user_thread_process,
	.overdue = user_thread_overdue,
};

/* ---- death ---- */

void k_sys_fatal_error_handler(unsigned int reason, const struct arch_esf *esf)
{
	struct user_module *um = current_module();

	if (!um)
		return;
	um->inst->is_dead = true;
	notification_send(IPC4_NOTIFICATION_PRIMARY(IPC4_NOTIFY_EXCEPTION_CAUGHT),
			  um->inst->mod.dev->ipc_config.core, NULL, 0);
	if (!um->caller_id)
		return;
	um->caller_id = 0;
	um->result = -EFAULT;
	k_sem_give(&um->done);
}

#endif
