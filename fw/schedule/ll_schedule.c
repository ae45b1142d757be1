/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <platform/machine.h>
#include <sof/schedule/ll_schedule.h>
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

LOG_MODULE_REGISTER(ll_schedule);

/*
 * During a tick `next` parts the queue: tasks in front of it have run and stay, those from it on will. A task that is
 * scheduled meanwhile is among the latter, unless it is put next to one of the former.
 */
struct ll_core {
	struct list_item queue; /* in the order in which they run */
	struct list_item *next; /* first that will run; between ticks the first of all */
	size_t count;
	struct task *running; /* or has, the last of the tick so far; between ticks NULL */
};

static struct ll_core ll[CONFIG_CORE_COUNT];

void ll_schedule_init(void)
{
	for (unsigned int core = 0; core < CONFIG_CORE_COUNT; core++) {
		list_init(&ll[core].queue);
		ll[core].next = &ll[core].queue;
		ll[core].running = NULL;
		ll[core].count = 0;
	}
}

static struct ll_core *task_ll(const struct task *task)
{
	return task->priv_data;
}

static void task_retire(struct task *task)
{
	struct ll_core *core = task_ll(task);

	if (core->next == &task->list)
		core->next = task->list.next;
	list_item_del(&task->list);
	task->state = SOF_TASK_STATE_FREE;
	if (--core->count == 0)
		platform_timer_connect(task->core, NULL);
}

static void ll_run(unsigned int core_id)
{
	struct ll_core *core = &ll[core_id];

	while (core->next != &core->queue) {
		struct task *task = list_item(core->next, struct task, list);

		if (task->state == SOF_TASK_STATE_CANCEL) {
			task_retire(task);
			continue;
		}
		task->state = SOF_TASK_STATE_RUNNING;
		core->next = task->list.next;
		core->running = task;
		if (task->run(task->data) == SOF_TASK_STATE_COMPLETED ||
		    task->state == SOF_TASK_STATE_CANCEL)
			task_retire(task);
	}
	core->running = NULL;
	core->next = core->queue.next;
}

int schedule_task_init_ll(struct task *task, const char *name, int16_t priority,
			  enum task_state (*run)(void *data), void *data, uint16_t core)
{
	if (task->priv_data)
		return -EEXIST;
	if (!run || core >= platform_core_count())
		return -EINVAL;
	task->name = name;
	task->type = SOF_SCHEDULE_LL;
	task->state = SOF_TASK_STATE_INIT;
	task->priority = priority;
	task->core = core;
	task->run = run;
	task->data = data;
	task->priv_data = &ll[core];
	list_init(&task->list);
	return 0;
}

/* Link a task in front of `where` and count it. @param runs	it is the next to run when `where` was that */
static void task_queue(struct task *task, struct list_item *where, bool runs)
{
	struct ll_core *core = task_ll(task);

	task->state = SOF_TASK_STATE_QUEUED;
	list_item_append(&task->list, where);
	if (runs && core->next == where)
		core->next = &task->list;
	if (core->count++ == 0)
		platform_timer_connect(task->core, ll_run);
}

/* Deal with tasks that need no queueing. @return true when that settles it with *result */
static bool task_is_settled(struct task *task, int *result)
{
	*result = 0;
	if (!task->priv_data) {
		*result = -EDEADLK;
		return true;
	}
	if (task->state == SOF_TASK_STATE_CANCEL) {
		task->state = SOF_TASK_STATE_QUEUED;
		return true;
	}
	return task_is_active(task);
}

int schedule_task(struct task *task)
{
	struct ll_core *core = task_ll(task);
	struct list_item *pos;
	int ret;

	if (task_is_settled(task, &ret))
		return ret;
	for (pos = core->next; pos != &core->queue; pos = pos->next) {
		if (list_item(pos, struct task, list)->priority > task->priority)
			break;
	}
	task_queue(task, pos, true);
	return 0;
}

int schedule_task_before(struct task *task, struct task *ref)
{
	int ret;

	if (task_is_settled(task, &ret))
		return ret;
	if (ref->priv_data != task->priv_data || list_is_empty(&ref->list))
		return -EINVAL;
	task_queue(task, &ref->list, true);
	return 0;
}

int schedule_task_after(struct task *task, struct task *ref)
{
	int ret;

	if (task_is_settled(task, &ret))
		return ret;
	if (ref->priv_data != task->priv_data || list_is_empty(&ref->list))
		return -EINVAL;
	/* behind one that has run it waits for the next tick */
	task_queue(task, ref->list.next, false);
	return 0;
}

int schedule_task_cancel(struct task *task)
{
	if (task->state != SOF_TASK_STATE_INIT && task->state != SOF_TASK_STATE_FREE)
		task->state = SOF_TASK_STATE_CANCEL;
	return 0;
}

int schedule_task_free(struct task *task)
{
	if (!task->priv_data)
		return 0;
	if (task_ll(task)->running == task)
		return -EDEADLK;
	if (!list_is_empty(&task->list))
		task_retire(task);
	task->priv_data = NULL;
	task->state = SOF_TASK_STATE_INIT;
	return 0;
}

size_t ll_schedule_task_count(unsigned int core)
{
	return core < CONFIG_CORE_COUNT ? ll[core].count : 0;
}

void ll_schedule_for_each(unsigned int core, void (*cb)(const struct task *task, void *arg),
			  void *arg)
{
	struct list_item *pos;

	if (core >= CONFIG_CORE_COUNT)
		return;
	list_for_item(pos, &ll[core].queue)
		cb(list_item(pos, struct task, list), arg);
}
