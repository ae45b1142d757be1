/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DP jobs and module operations run in user threads.
 *
 * A thread has one loop around one system call, user_thread_next(): it hands in the result of what it did and waits
 * for what to do next. Arguments and results of that call travel by value. Which request a result belongs to is known
 * to the kernel only, so a late result never completes a later request.
 */
#include <errno.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/common.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/logging/log.h>

#include "../audio/module_adapter/user_thread.h"
#include "dp_private.h"

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

LOG_MODULE_REGISTER(dp_application);

#define REQUEST_TIMEOUT K_MSEC(100)
#define MAX_ERRNO       4095

/* ---- what the thread is asked ---- */

/* Results are the module's words: none but errors, 0 and the path codes have a meaning. */
static int checked_result(int result)
{
	return result < -MAX_ERRNO || result > PPL_STATUS_PATH_TERMINATE ? -EINVAL : result;
}

static void take_result(struct user_module *um, int result)
{
	uint32_t did = um->doing;

	um->doing = 0;
	switch (did) {
	case USER_MODULE_REQUEST:
		if (!um->awaited || um->awaited != um->taken)
			return;
		um->awaited = 0;
		um->result = checked_result(result);
		k_sem_give(&um->done);
		return;
	case USER_MODULE_READY:
		if (result > 0)
			dp_task_ready(um->dp);
		return;
	case USER_MODULE_JOB:
		dp_task_done(um->dp, checked_result(result));
		return;
	default:
		return;
	}
}

static uint32_t z_impl_user_thread_next(struct user_module *um, int result)
{
	static const uint32_t order[] = {
		USER_MODULE_END,
		USER_MODULE_REQUEST,
		USER_MODULE_JOB,
		USER_MODULE_READY,
	};
	uint32_t asked;
	size_t i = 0;

	user_seals_lift(&um->seals);
	take_result(um, result);
	asked = k_event_wait_safe(um->event,
				  USER_MODULE_END | USER_MODULE_REQUEST | USER_MODULE_JOB |
					  USER_MODULE_READY,
				  false, K_FOREVER);
	while (!(asked & order[i]))
		i++;
	if (asked & ~order[i])
		k_event_post(um->event, asked & ~order[i]);
	um->doing = order[i];
	um->taken = um->sequence;
	return order[i];
}

/* Looking at each block takes too long for a job; at the end of an operation and of the thread there is time. */
static void verify_blocks(const struct user_module *um)
{
	const void *block = mod_damaged_block(um->mod);

	K_OOPS(K_SYSCALL_VERIFY_MSG(!block, "block %p was written past its end", block));
}

static uintptr_t z_vrfy_user_thread_next(const uintptr_t *args)
{
	struct user_module *um = user_module_of_thread(k_current_get());
	uint32_t next;

	K_OOPS(K_SYSCALL_VERIFY_MSG(um, "not the thread of a module"));
	K_OOPS(K_SYSCALL_OBJ(um->event, K_OBJ_EVENT));
	if (um->doing == USER_MODULE_REQUEST)
		verify_blocks(um);
	next = z_impl_user_thread_next(um, (int)args[0]);
	if (next == USER_MODULE_END)
		verify_blocks(um);
	return next;
}
Z_SYSCALL_DEFINE(user_thread_next);

/* ---- the thread ---- */

static bool is_ready(struct processing_module *mod)
{
	return mod->priv.ops->is_ready_to_process(mod, mod->sources, (int)mod->num_of_sources,
						  mod->sinks, (int)mod->num_of_sinks);
}

void user_thread_run(void *p1, void *p2, void *p3)
{
	struct processing_module *mod = p1;
	struct module_request *request = p2;
	int (*job)(struct processing_module * mod) = (int (*)(struct processing_module *))p3;
	int result = 0;

	for (;;) {
		switch (z_syscall_invoke(user_thread_next, (uintptr_t)result)) {
		case USER_MODULE_REQUEST:
			result = module_request_run(mod, request);
			break;
		case USER_MODULE_READY:
			result = is_ready(mod);
			break;
		case USER_MODULE_JOB:
			result = job(mod);
			break;
		default:
			return;
		}
	}
}

/* ---- requests ---- */

/* Whatever happens, a module that goes must be let go. */
static bool is_part_of_the_end(enum module_op op)
{
	return op == MODULE_OP_RESET || op == MODULE_OP_FREE || op == MODULE_OP_UNBIND;
}

/*
 * Memory of the caller that the operation writes its answer to: it is the module's for as long as the operation runs.
 */
static bool answer_partition(const struct module_request *request, struct k_mem_partition *part)
{
	uintptr_t start = (uintptr_t)request->config.data;
	uintptr_t end = start + request->config.bytes;

	if (request->op != MODULE_OP_GET_CONFIGURATION || start == end)
		return false;
	start = ALIGN_DOWN(start, (uintptr_t)CONFIG_MM_DRV_PAGE_SIZE);
	end = ALIGN_UP(end, (uintptr_t)CONFIG_MM_DRV_PAGE_SIZE);
	*part = (struct k_mem_partition){ start, end - start, K_MEM_PARTITION_P_RW_U_RW };
	return true;
}

static int post_and_wait(struct user_module *um, struct module_request *request)
{
	int ret;

	*um->request = *request;
	um->op = request->op;
	um->awaited = ++um->sequence ? um->sequence : ++um->sequence;
	k_sem_reset(&um->done);
	k_event_post(um->event, USER_MODULE_REQUEST);
	ret = k_sem_take(&um->done, REQUEST_TIMEOUT);
	if (ret < 0) {
		um->awaited = 0;
		k_event_clear(um->event,
			      USER_MODULE_REQUEST); /* should it not have begun: it never will */
		LOG_ERR("%s: operation %d has not ended within 100 ms", um->name, request->op);
		return -ETIMEDOUT;
	}
	return um->result;
}

static void take_answers(struct user_module *um, struct module_request *request)
{
	if (request->op == MODULE_OP_GET_CONFIGURATION)
		request->config.data_offset_size = um->request->config.data_offset_size;
	else if (request->op == MODULE_OP_GET_CONFIG_PARAM)
		request->param = um->request->param;
}

int user_module_call(struct user_module *um, struct module_request *request)
{
	struct k_mem_partition part;
	bool has_answer = answer_partition(request, &part);
	int ret;

	if (um->dead || !um->thread)
		return is_part_of_the_end(request->op) ? 0 : -EFAULT;
	if (um->doing == USER_MODULE_REQUEST) {
		LOG_ERR("%s: operation %d while an earlier one has not ended", um->name,
			request->op);
		if (!is_part_of_the_end(request->op))
			return -EBUSY;
		k_thread_abort(um->thread);
		um->dead = true;
		return 0;
	}
	if (has_answer) {
		ret = k_mem_domain_add_partition(um->domain, &part);
		if (ret < 0)
			return ret;
	}
	ret = post_and_wait(um, request);
	if (has_answer)
		k_mem_domain_remove_partition(um->domain, &part);
	if (ret >= 0)
		take_answers(um, request);
	if (um->dead && is_part_of_the_end(request->op))
		return 0;
	return ret;
}

void user_module_post(struct user_module *um, uint32_t what)
{
	if (!um->dead)
		k_event_post(um->event, what);
}

/* ---- the scheduler's variant ---- */

int dp_variant_new(struct dp_task *dp)
{
	struct user_module *um = user_module_find(dp->mod);
	int ret;

	um->dp = dp;
	um->job = dp->job.process;
	ret = user_module_start(um);
	if (ret < 0)
		um->dp = NULL;
	return ret;
}

void dp_variant_free(struct dp_task *dp)
{
	struct user_module *um = user_module_find(dp->mod);

	user_module_stop(um);
	um->dp = NULL;
}

int dp_variant_is_ready(struct dp_task *dp)
{
	struct user_module *um = user_module_find(dp->mod);

	if (um->dead)
		return 0;
	if (!um->ops->is_ready_to_process)
		return dp_has_data(dp->mod);
	user_module_post(um, USER_MODULE_READY);
	return -EINPROGRESS;
}

void dp_variant_run(struct dp_task *dp, uint32_t deadline)
{
	struct user_module *um = user_module_find(dp->mod);

	k_thread_absolute_deadline_set(um->thread, (int)deadline);
	user_module_post(um, USER_MODULE_JOB);
}

#endif
