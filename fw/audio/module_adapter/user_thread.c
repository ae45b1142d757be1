/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Operations and jobs run in the thread of a module in user mode.
 *
 * The thread runs a loop around one system call, user_thread_next(): it passes the result of the last activity and waits
 * for the next one. Arguments and results of that call travel by value. Which request a result belongs to is known
 * to the kernel only, so a late result never completes a later request.
 */
#include <errno.h>
#include <platform/machine.h>
#include <sof/audio/module_adapter/user_module.h>
#include <sof/common.h>
#include <sof/schedule/dp_schedule.h>
#include <zephyr/internal/syscall_handler.h>
#include <zephyr/logging/log.h>

#ifdef CONFIG_SOF_USERSPACE_APPLICATION

LOG_MODULE_REGISTER(user_thread);

#define REQUEST_TIMEOUT K_MSEC(CONFIG_SOF_DP_REQUEST_TIMEOUT_MS)
#define MAX_ERRNO       4095
#define ALL_ACTIVITIES  (USER_MODULE_END | USER_MODULE_REQUEST | USER_MODULE_JOB | USER_MODULE_READY)

uint32_t user_module_activity(const struct user_module *um)
{
	switch (um->activity) {
	case USER_MODULE_REQUEST:
		return USER_ACTIVITY_OP(um->request.op);
	case USER_MODULE_READY:
		return USER_ACTIVITY_READY;
	case USER_MODULE_JOB:
		return USER_ACTIVITY_PROCESS;
	default:
		return 0;
	}
}

/* ---- the end of an activity ---- */

/* The result comes from user mode: errors, 0 and the path codes are valid. */
static int checked_result(int result)
{
	return result < -MAX_ERRNO || result > PPL_STATUS_PATH_TERMINATE ? -EINVAL : result;
}

/* Result words come from the module's memory; their users check their range. */
static void finish_request(struct user_module *um, int result)
{
	const struct module_request *done = &um->view.memory->request;

	if (!um->caller_id || um->caller_id != um->running_id)
		return;
	user_view_read(&um->view, USER_ACTIVITY_OP(um->request.op));
	if (um->request.op == MODULE_OP_GET_CONFIGURATION)
		um->request.config.data_offset_size = done->config.data_offset_size;
	else if (um->request.op == MODULE_OP_GET_CONFIG_PARAM)
		um->request.param = done->param;
	um->caller_id = 0;
	um->result = checked_result(result);
	k_sem_give(&um->done);
}

static void finish(struct user_module *um, int result)
{
	struct module_instance *inst = um->inst;
	uint32_t activity = um->activity;

	um->activity = 0;
	if (activity == USER_MODULE_REQUEST)
		finish_request(um, result);
	else if (activity == USER_MODULE_JOB)
		dp_task_done(inst->dp, module_process_end(inst, checked_result(result)));
	else if (activity == USER_MODULE_READY && result > 0)
		dp_task_ready(inst->dp);
}

/* ---- the next activity ---- */

static void begin(struct user_module *um, uint32_t activity)
{
	um->activity = activity;
	um->running_id = um->posted_id;
	platform_job_began(um->thread);
	if (activity == USER_MODULE_REQUEST) {
		user_view_write(&um->view, USER_ACTIVITY_OP(um->request.op));
		um->view.memory->request = um->request;
		um->view.is_current = false; /* the kernel goes on from its result */
	} else if (!um->view.is_current) {
		user_view_write(&um->view, 0);
	}
	um->view.activities |= user_module_activity(um);
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

	finish(um, result);
	asked = k_event_wait_safe(um->event, ALL_ACTIVITIES, false, K_FOREVER);
	while (!(asked & order[i]))
		i++;
	if (asked & ~order[i])
		k_event_post(um->event, asked & ~order[i]);
	um->may_end = order[i] == USER_MODULE_END;
	if (um->may_end)
		user_view_report(&um->view);
	else
		begin(um, order[i]);
	return order[i];
}

/* All blocks are checked after an operation and at the end of the thread; after a job this would take too long. */
static void verify_blocks(const struct user_module *um)
{
	const void *block = module_damaged_block(um->inst);

	K_OOPS(K_SYSCALL_VERIFY_MSG(!block, "block %p was written past its end", block));
}

static uintptr_t z_vrfy_user_thread_next(const uintptr_t *args)
{
	const struct module_instance *inst = k_current_get()->custom_data;
	struct user_module *um = inst ? inst->user : NULL;
	uint32_t next;

	K_OOPS(K_SYSCALL_VERIFY_MSG(um, "not the thread of a module"));
	if (um->activity)
		user_view_verify(&um->view, user_module_activity(um));
	if (um->activity == USER_MODULE_REQUEST)
		verify_blocks(um);
	next = z_impl_user_thread_next(um, (int)args[0]);
	if (next == USER_MODULE_END)
		verify_blocks(um);
	return next;
}
Z_SYSCALL_DEFINE(user_thread_next);

/* ---- the thread, in user mode ---- */

static int process(struct processing_module *mod)
{
	for (uint32_t i = 0; i < mod->num_of_sources; i++)
		mod->sources[i]->processed = 0;
	for (uint32_t i = 0; i < mod->num_of_sinks; i++)
		mod->sinks[i]->processed = 0;
	return mod->priv.ops->process(mod, mod->sources, (int)mod->num_of_sources, mod->sinks,
				      (int)mod->num_of_sinks);
}

static bool is_ready(struct processing_module *mod)
{
	return mod->priv.ops->is_ready_to_process(mod, mod->sources, (int)mod->num_of_sources,
						  mod->sinks, (int)mod->num_of_sinks);
}

void user_thread_run(void *p1, void *unused1, void *unused2)
{
	struct user_memory *memory = p1;
	struct processing_module *mod = &memory->view.mod;
	int result = 0;

	for (;;) {
		switch (z_syscall_invoke(user_thread_next, (uintptr_t)result)) {
		case USER_MODULE_REQUEST:
			result = module_request_run(mod, &memory->request);
			break;
		case USER_MODULE_READY:
			result = is_ready(mod);
			break;
		case USER_MODULE_JOB:
			result = process(mod);
			break;
		default:
			return;
		}
	}
}

/* ---- requests ---- */

/* Operations of the teardown always succeed for a module that is dead. */
static bool is_teardown(enum module_op op)
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

/* Whoever is to go, goes: its thread ends by a fault of its own, and the caller's wait with it. @return 0, -EAGAIN: not even so */
static int end_overdue(struct user_module *um)
{
	platform_end_overdue(um->thread, CONFIG_SOF_DP_REQUEST_TIMEOUT_MS);
	return k_sem_take(&um->done, REQUEST_TIMEOUT);
}

static int post_and_wait(struct user_module *um)
{
	const char *const name = um->inst->mod.dev->name;
	int ret;

	um->caller_id = ++um->posted_id ? um->posted_id : ++um->posted_id;
	k_sem_reset(&um->done);
	k_event_post(um->event, USER_MODULE_REQUEST);
	ret = k_sem_take(&um->done, REQUEST_TIMEOUT);
	if (ret && um->activity && is_teardown(um->request.op))
		ret = end_overdue(um);
	if (!ret)
		return um->result;
	um->caller_id = 0;
	/* not begun yet: it must not begin later */
	k_event_clear(um->event, USER_MODULE_REQUEST);
	LOG_ERR("%s: %s has not ended within %d ms", name, module_op_name(um->request.op),
		CONFIG_SOF_DP_REQUEST_TIMEOUT_MS);
	return -ETIMEDOUT;
}

/* The thread still runs an operation whose caller has timed out. @return result of the new operation */
static int call_busy(struct user_module *um, enum module_op op)
{
	LOG_ERR("%s: %s while an earlier operation has not ended", um->inst->mod.dev->name,
		module_op_name(op));
	if (!is_teardown(op))
		return -EBUSY;
	k_thread_abort(um->thread);
	um->inst->is_dead = true;
	return 0;
}

static int call_thread(struct user_module *um, struct module_request *request)
{
	struct k_mem_partition part;
	bool has_answer = answer_partition(request, &part);
	int ret;

	if (um->inst->is_dead || !um->thread)
		return is_teardown(request->op) ? 0 : -EFAULT;
	if (um->activity == USER_MODULE_REQUEST)
		return call_busy(um, request->op);
	if (has_answer) {
		ret = k_mem_domain_add_partition(um->domain, &part);
		if (ret < 0)
			return ret;
	}
	um->request = *request;
	if (request->op == MODULE_OP_BIND || request->op == MODULE_OP_UNBIND)
		um->request.bind = user_view_bind_info(&um->view, &request->bind);
	ret = post_and_wait(um);
	if (has_answer)
		k_mem_domain_remove_partition(um->domain, &part);
	if (um->inst->is_dead && is_teardown(request->op))
		return 0;
	if (ret < 0)
		return ret;
	if (request->op == MODULE_OP_GET_CONFIGURATION)
		request->config.data_offset_size = um->request.config.data_offset_size;
	else if (request->op == MODULE_OP_GET_CONFIG_PARAM)
		request->param = um->request.param;
	return ret;
}

static int call_if_there(struct user_module *um, struct module_request *request)
{
	return module_has_op(um->inst, request->op) ? call_thread(um, request) :
						      module_result_without(request->op);
}

int user_thread_call(struct module_instance *inst, struct module_request *request)
{
	struct user_module *um = inst->user;
	int ret;

	if (request->op == MODULE_OP_BIND) {
		ret = user_view_open_edge(&um->view, &request->bind);
		if (ret < 0)
			return ret;
	}
	ret = call_if_there(um, request);
	if (request->op == MODULE_OP_UNBIND || (request->op == MODULE_OP_BIND && ret < 0))
		user_view_close_edge(&um->view, &request->bind);
	um->view.is_current = false;
	return ret;
}

/* ---- jobs ---- */

void user_thread_overdue(struct module_instance *inst, uint32_t ms)
{
	if (!inst->is_dead)
		platform_end_overdue(inst->user->thread, ms);
}

void user_thread_post(struct user_module *um, uint32_t what)
{
	if (!um->inst->is_dead)
		k_event_post(um->event, what);
}

int user_thread_is_ready(struct module_instance *inst)
{
	if (inst->is_dead)
		return 0;
	if (!inst->mod.priv.ops->is_ready_to_process)
		return module_has_data(inst);
	user_thread_post(inst->user, USER_MODULE_READY);
	return -EINPROGRESS;
}

void user_thread_process(struct module_instance *inst, uint32_t deadline)
{
	if (inst->lacks_edge) {
		dp_task_done(inst->dp, 0);
		return;
	}
	k_thread_absolute_deadline_set(inst->user->thread, (int)deadline);
	user_thread_post(inst->user, USER_MODULE_JOB);
}

#endif
