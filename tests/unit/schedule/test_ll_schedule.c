/* SPDX-License-Identifier: BSD-3-Clause */
/* LL scheduler: order, ticks, cancel, free, retirement and the timer of each core. */
#include "../lib/core_rig.h"

#include <errno.h>
#include <platform/machine.h>
#include <sof/schedule/ll_schedule.h>

#define TASKS 8

struct probe {
	struct task task;
	char name;
	enum task_state result;
	unsigned int runs;
	void (*action)(struct probe *self);
};

static struct probe probes[TASKS];
static char trace[256]; /* names in the order they ran, one '|' per tick */
static size_t trace_length;

static void note(char c)
{
	if (trace_length < sizeof(trace) - 1)
		trace[trace_length++] = c;
	trace[trace_length] = '\0';
}

static enum task_state probe_run(void *data)
{
	struct probe *probe = data;

	note(probe->name);
	probe->runs++;
	assert_int_equal(probe->task.state, SOF_TASK_STATE_RUNNING);
	if (probe->action)
		probe->action(probe);
	return probe->result;
}

static void probe_init_on(unsigned int i, int16_t priority, uint16_t core)
{
	probes[i] = (struct probe){ .name = (char)('a' + i), .result = SOF_TASK_STATE_RESCHEDULE };
	assert_int_equal(schedule_task_init_ll(&probes[i].task, "probe", priority, probe_run,
					       &probes[i], core),
			 0);
}

static void probe_init(unsigned int i, int16_t priority)
{
	probe_init_on(i, priority, 0);
}

static void ticks(unsigned int n)
{
	while (n--) {
		adsp_tick();
		note('|');
	}
}

/* The firmware schedules nothing of its own at boot. */
static int ll_start(void **state)
{
	core_boot();
	memset(probes, 0, sizeof(probes));
	trace_length = 0;
	trace[0] = '\0';
	return ll_schedule_task_count(0) ? -1 : 0;
}

/* ---- order ---- */

static void smaller_priority_numbers_run_first(void **state)
{
	static const int16_t priorities[] = { 5, 0, 9, SOF_TASK_PRI_TRIGGER, 4 };

	for (unsigned int i = 0; i < 5; i++) {
		probe_init(i, priorities[i]);
		assert_int_equal(schedule_task(&probes[i].task), 0);
	}
	ticks(2);
	assert_string_equal(trace, "dbeac|dbeac|");
}

static void equal_priorities_run_in_the_order_they_were_scheduled(void **state)
{
	for (unsigned int i = 0; i < 4; i++)
		probe_init(i, 3);
	schedule_task(&probes[2].task);
	schedule_task(&probes[0].task);
	schedule_task(&probes[3].task);
	schedule_task(&probes[1].task);
	ticks(2);
	assert_string_equal(trace, "cadb|cadb|");
}

static void before_and_after_ignore_priorities(void **state)
{
	probe_init(0, 5);
	probe_init(1, 9);
	probe_init(2, 0);
	probe_init(3, 7);
	schedule_task(&probes[0].task);
	schedule_task(&probes[3].task);
	assert_int_equal(schedule_task_before(&probes[1].task, &probes[0].task), 0);
	assert_int_equal(schedule_task_after(&probes[2].task, &probes[0].task), 0);
	ticks(2);
	assert_string_equal(trace, "bacd|bacd|");
	assert_int_equal(ll_schedule_task_count(0), 4);
}

static void before_and_after_need_a_queued_reference(void **state)
{
	probe_init(0, 0);
	probe_init(1, 0);
	assert_int_equal(schedule_task_before(&probes[0].task, &probes[1].task), -EINVAL);
	assert_int_equal(schedule_task_after(&probes[0].task, &probes[1].task), -EINVAL);
	/* nor does the task itself serve, nor one of another core */
	assert_int_equal(schedule_task_after(&probes[0].task, &probes[0].task), -EINVAL);
#if CONFIG_CORE_COUNT >= 2
	probe_init_on(2, 0, 1);
	schedule_task(&probes[2].task);
	assert_int_equal(schedule_task_before(&probes[0].task, &probes[2].task), -EINVAL);
	assert_int_equal(schedule_task_after(&probes[0].task, &probes[2].task), -EINVAL);
#endif
	assert_int_equal(ll_schedule_task_count(0), 0);
}

/* ---- ticks ---- */

static void schedule_next(struct probe *self)
{
	if (self->runs == 1)
		assert_int_equal(schedule_task(&probes[1].task), 0);
}

static void a_task_scheduled_in_a_tick_runs_in_that_tick(void **state)
{
	probe_init(0, 0);
	probe_init(1, SOF_TASK_PRI_TRIGGER);
	probe_init(2, 4);
	probes[0].action = schedule_next;
	schedule_task(&probes[0].task);
	schedule_task(&probes[2].task);
	ticks(1);
	assert_string_equal(trace, "abc|");
}

static void scheduling_an_active_task_changes_nothing(void **state)
{
	probe_init(0, 0);
	probe_init(1, 0);
	schedule_task(&probes[0].task);
	schedule_task(&probes[1].task);
	assert_int_equal(schedule_task(&probes[0].task), 0);
	assert_int_equal(schedule_task_after(&probes[0].task, &probes[1].task), 0);
	ticks(1);
	assert_int_equal(schedule_task(&probes[0].task), 0);
	ticks(1);
	assert_string_equal(trace, "ab|ab|");
	assert_int_equal(ll_schedule_task_count(0), 2);
}

static void a_completed_task_retires_and_may_come_back(void **state)
{
	probe_init(0, 0);
	probes[0].result = SOF_TASK_STATE_COMPLETED;
	schedule_task(&probes[0].task);
	ticks(3);
	assert_string_equal(trace, "a|||");
	assert_int_equal(probes[0].task.state, SOF_TASK_STATE_FREE);
	assert_int_equal(schedule_task(&probes[0].task), 0);
	ticks(2);
	assert_string_equal(trace, "a|||a||");
}

static void a_strange_result_counts_as_reschedule(void **state)
{
	probe_init(0, 0);
	probes[0].result = SOF_TASK_STATE_FREE;
	schedule_task(&probes[0].task);
	ticks(2);
	assert_string_equal(trace, "a|a|");
}

/* ---- cancel ---- */

static void a_cancelled_task_never_runs_again(void **state)
{
	probe_init(0, 0);
	probe_init(1, 0);
	assert_int_equal(schedule_task_cancel(&probes[0].task), 0); /* not scheduled: nothing */
	assert_int_equal(probes[0].task.state, SOF_TASK_STATE_INIT);
	schedule_task(&probes[0].task);
	schedule_task(&probes[1].task);
	ticks(1);
	assert_int_equal(schedule_task_cancel(&probes[0].task), 0);
	assert_int_equal(ll_schedule_task_count(0), 2);
	ticks(2);
	assert_string_equal(trace, "ab|b|b|");
	assert_int_equal(ll_schedule_task_count(0), 1);
	assert_int_equal(probes[0].task.state, SOF_TASK_STATE_FREE);
}

static void scheduling_again_takes_a_cancel_back(void **state)
{
	probe_init(0, 0);
	probe_init(1, 0);
	schedule_task(&probes[0].task);
	schedule_task(&probes[1].task);
	schedule_task_cancel(&probes[0].task);
	assert_int_equal(schedule_task(&probes[0].task), 0);
	ticks(1);
	assert_string_equal(trace, "ab|");
	assert_int_equal(ll_schedule_task_count(0), 2);
}

static void cancel_self(struct probe *self)
{
	schedule_task_cancel(&self->task);
}

static void cancel_others(struct probe *self)
{
	schedule_task_cancel(&probes[0].task);
	schedule_task_cancel(&probes[2].task);
}

static void a_task_may_cancel_itself_and_others(void **state)
{
	for (unsigned int i = 0; i < 4; i++) {
		probe_init(i, 0);
		schedule_task(&probes[i].task);
	}
	probes[1].action = cancel_others;
	probes[3].action = cancel_self;
	ticks(2);
	/* c has not run yet when it is cancelled, a has */
	assert_string_equal(trace, "abd|b|");
	assert_int_equal(ll_schedule_task_count(0), 1);
}

/* ---- init and free ---- */

static void init_refuses_a_used_task_and_nonsense(void **state)
{
	struct task task = { 0 };

	assert_int_equal(schedule_task_init_ll(&task, "t", 0, NULL, NULL, 0), -EINVAL);
	assert_int_equal(schedule_task_init_ll(&task, "t", 0, probe_run, NULL, CONFIG_CORE_COUNT),
			 -EINVAL);
	assert_int_equal(schedule_task_init_ll(&task, "t", 0, probe_run, NULL, UINT16_MAX),
			 -EINVAL);
	/* the firmware may be built for more cores than this machine has */
	assert_int_equal(schedule_task_init_ll(&task, "t", 0, probe_run, NULL,
					       (uint16_t)platform_core_count()),
			 -EINVAL);
	assert_int_equal(schedule_task_init_ll(&task, "t", 0, probe_run, NULL, 0), 0);
	assert_int_equal(schedule_task_init_ll(&task, "t", 0, probe_run, NULL, 0), -EEXIST);
	assert_int_equal(schedule_task_free(&task), 0);
	assert_int_equal(schedule_task_init_ll(&task, "t", 0, probe_run, NULL, 0), 0);
}

static void a_task_that_was_never_set_up_is_refused(void **state)
{
	struct task task = { 0 };

	assert_int_equal(schedule_task(&task), -EDEADLK);
	assert_int_equal(schedule_task_before(&task, &task), -EDEADLK);
	assert_int_equal(schedule_task_after(&task, &task), -EDEADLK);
	assert_int_equal(schedule_task_cancel(&task), 0);
	assert_int_equal(schedule_task_free(&task), 0);
}

static void free_takes_a_task_off_at_once(void **state)
{
	for (unsigned int i = 0; i < 3; i++) {
		probe_init(i, 0);
		schedule_task(&probes[i].task);
	}
	assert_int_equal(schedule_task_free(&probes[0].task), 0);
	ticks(1);
	assert_int_equal(schedule_task_free(&probes[2].task), 0);
	schedule_task_cancel(&probes[1].task);
	assert_int_equal(schedule_task_free(&probes[1].task), 0);
	ticks(1);
	assert_string_equal(trace, "bc||");
	assert_int_equal(ll_schedule_task_count(0), 0);
	assert_int_equal(schedule_task_free(&probes[1].task), 0);
	assert_int_equal(schedule_task(&probes[1].task), -EDEADLK);
}

static int free_result[TASKS];

static void free_all(struct probe *self)
{
	for (unsigned int i = 0; i < 4; i++)
		free_result[i] = schedule_task_free(&probes[i].task);
}

static void a_task_may_free_others_but_not_itself(void **state)
{
	for (unsigned int i = 0; i < 4; i++) {
		probe_init(i, 0);
		schedule_task(&probes[i].task);
	}
	probes[1].action = free_all;
	ticks(1);
	assert_string_equal(trace, "ab|");
	assert_int_equal(free_result[0], 0);
	assert_int_equal(free_result[1], -EDEADLK);
	assert_int_equal(free_result[2], 0);
	assert_int_equal(free_result[3], 0);
	assert_int_equal(ll_schedule_task_count(0), 1);
	probes[1].action = NULL;
	ticks(1);
	assert_string_equal(trace, "ab|b|");
}

/* ---- timer and cores ---- */

static void the_timer_runs_while_a_core_has_tasks(void **state)
{
	for (int round = 0; round < 3; round++) {
		probe_init(0, 0);
		schedule_task(&probes[0].task);
		ticks(1);
		assert_int_equal(probes[0].runs, 1);
		probes[0].result = SOF_TASK_STATE_COMPLETED;
		ticks(3);
		assert_int_equal(probes[0].runs, 2);
		assert_int_equal(ll_schedule_task_count(0), 0);
		schedule_task_free(&probes[0].task);
	}
	assert_string_equal(trace, "a|a|||a|a|||a|a|||");
}

static void schedule_successor(struct probe *self)
{
	assert_int_equal(schedule_task(&probes[1].task), 0);
}

/* The last task of a core retires in the tick in which its successor comes. */
static void the_timer_survives_a_change_of_guard(void **state)
{
	probe_init(0, 0);
	probe_init(1, 0);
	probes[0].result = SOF_TASK_STATE_COMPLETED;
	probes[0].action = schedule_successor;
	schedule_task(&probes[0].task);
	ticks(2);
	assert_string_equal(trace, "ab|b|");
}

#if CONFIG_CORE_COUNT >= 3
static unsigned int core_of_run;

static void note_core(struct probe *self)
{
	core_of_run = cpu_get_id();
}

static void each_core_has_its_own_list(void **state)
{
	probe_init_on(0, 0, 2);
	probe_init_on(1, 9, 0);
	probe_init_on(2, 0, 1);
	probes[0].action = note_core;
	for (unsigned int i = 0; i < 3; i++)
		schedule_task(&probes[i].task);
	ticks(1);
	assert_string_equal(trace, "bca|");
	assert_int_equal(core_of_run, 2);
	for (unsigned int core = 0; core < 3; core++)
		assert_int_equal(ll_schedule_task_count(core), 1);
	assert_int_equal(ll_schedule_task_count(CONFIG_CORE_COUNT), 0);
	schedule_task_cancel(&probes[2].task);
	ticks(2);
	assert_string_equal(trace, "bca|ba|ba|");
}
#endif

static void note_task(const struct task *task, void *arg)
{
	note(((const struct probe *)task->data)->name);
}

static void count_and_list_show_the_queue(void **state)
{
	for (unsigned int i = 0; i < 3; i++) {
		probe_init(i, (int16_t)(2 - i));
		schedule_task(&probes[i].task);
	}
	ll_schedule_for_each(0, note_task, NULL);
	ll_schedule_for_each(1, note_task, NULL);
	ll_schedule_for_each(CONFIG_CORE_COUNT, note_task, NULL);
	assert_string_equal(trace, "cba");
	assert_int_equal(ll_schedule_task_count(0), 3);
}

/* ---- random schedule, cancel and free against a model ---- */

static void a_random_life_runs_whom_it_should(void **state)
{
	struct core_random random = core_random_new(2);
	bool active[TASKS] = { false };

	for (unsigned int i = 0; i < TASKS; i++)
		probe_init(i, (int16_t)core_random(&random, 4));
	for (int step = 0; step < 3000; step++) {
		unsigned int i = core_random(&random, TASKS);
		unsigned int runs[TASKS];

		switch (core_random(&random, 4)) {
		case 0:
			assert_int_equal(schedule_task(&probes[i].task), 0);
			active[i] = true;
			break;
		case 1:
			schedule_task_cancel(&probes[i].task);
			active[i] = false;
			break;
		case 2:
			schedule_task_free(&probes[i].task);
			probe_init(i, (int16_t)core_random(&random, 4));
			active[i] = false;
			break;
		default:
			for (unsigned int n = 0; n < TASKS; n++)
				runs[n] = probes[n].runs;
			adsp_tick();
			for (unsigned int n = 0; n < TASKS; n++)
				assert_int_equal(probes[n].runs - runs[n], active[n]);
			break;
		}
	}
}

#define ll_test(fn) cmocka_unit_test_setup_teardown(fn, ll_start, core_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ll_test(smaller_priority_numbers_run_first),
		ll_test(equal_priorities_run_in_the_order_they_were_scheduled),
		ll_test(before_and_after_ignore_priorities),
		ll_test(before_and_after_need_a_queued_reference),
		ll_test(a_task_scheduled_in_a_tick_runs_in_that_tick),
		ll_test(scheduling_an_active_task_changes_nothing),
		ll_test(a_completed_task_retires_and_may_come_back),
		ll_test(a_strange_result_counts_as_reschedule),
		ll_test(a_cancelled_task_never_runs_again),
		ll_test(scheduling_again_takes_a_cancel_back),
		ll_test(a_task_may_cancel_itself_and_others),
		ll_test(init_refuses_a_used_task_and_nonsense),
		ll_test(a_task_that_was_never_set_up_is_refused),
		ll_test(free_takes_a_task_off_at_once),
		ll_test(a_task_may_free_others_but_not_itself),
		ll_test(the_timer_runs_while_a_core_has_tasks),
		ll_test(the_timer_survives_a_change_of_guard),
#if CONFIG_CORE_COUNT >= 3
		ll_test(each_core_has_its_own_list),
#endif
		ll_test(count_and_list_show_the_queue),
		ll_test(a_random_life_runs_whom_it_should),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
