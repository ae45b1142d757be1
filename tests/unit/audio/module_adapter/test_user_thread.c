/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests to a user module's thread: where they run, whose result is whose, and what becomes of those that take too
 * long.
 *
 * Needs: CONFIG_SOF_USERSPACE_APPLICATION
 */
#include "../graph.h"

#include <limits.h>

#include <sof/audio/module_adapter/user_module.h>
#include <zephyr/internal/syscall_handler.h>

#define LIMIT_MS 100 /* for a request */

static struct {
	int result;            /* what the next operation returns */
	unsigned int sleep_ms; /* before it does */
	bool for_ever;         /* it sleeps again and again */
	unsigned int in_user_mode, ops, ready, jobs;
} self;

static int work(void)
{
	int result = self.result;
	unsigned int ms = self.sleep_ms;

	self.ops++;
	self.in_user_mode += k_is_user_context();
	while (ms) {
		k_sleep(K_MSEC(ms));
		ms = self.for_ever ? ms : 0;
	}
	return result;
}

static int op(struct processing_module *mod)
{
	return work();
}

static int op_prepare(struct processing_module *mod, struct sof_source **sources,
		      int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	return work();
}

static int op_trigger(struct processing_module *mod, int cmd)
{
	return work();
}

static bool op_ready(struct processing_module *mod, struct sof_source **sources, int num_of_sources,
		     struct sof_sink **sinks, int num_of_sinks)
{
	self.ready++;
	return true;
}

static int op_process(struct processing_module *mod, struct sof_source **sources,
		      int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	self.jobs++;
	if (self.sleep_ms)
		k_sleep(K_MSEC(self.sleep_ms));
	return 0;
}

static const struct module_interface ops = {
	.init = op,
	.prepare = op_prepare,
	.reset = op,
	.free = op,
	.trigger = op_trigger,
	.process = op_process,
	.is_ready_to_process = op_ready,
};
static const struct comp_driver driver = PROBE_DRIVER(ops);

static struct comp_dev *dev;
static struct user_module *um;

static int setup(void **state)
{
	memset(&self, 0, sizeof(self));
	graph_start(state);
	dev = graph_dp(&driver, 1, 0);
	um = comp_instance(dev)->user;
	assert_int_equal(self.in_user_mode, 1); /* init */
	return 0;
}

static int teardown(void **state)
{
	struct adsp_domain_info domains;

	if (dev)
		graph_free(dev);
	dev = NULL;
	adsp_inspect_domains(&domains);
	assert_int_equal(adsp_inspect_threads(NULL, 0) + domains.domains + domains.partitions +
				 domains.objects + domains.stacks,
			 0);
	return core_stop(state);
}

static int call(enum module_op what, int result)
{
	self.result = result;
	return module_call_simple(comp_instance(dev), what);
}

/* ---- tests ---- */

static void operations_run_in_user_mode_and_return_their_results(void **state)
{
	static const enum module_op which[] = { MODULE_OP_PREPARE, MODULE_OP_RESET,
						MODULE_OP_TRIGGER };

	for (size_t i = 0; i < ARRAY_SIZE(which); i++) {
		assert_int_equal(call(which[i], 0), 0);
		assert_int_equal(call(which[i], -EILSEQ), -EILSEQ);
		assert_int_equal(call(which[i], PPL_STATUS_PATH_STOP), PPL_STATUS_PATH_STOP);
	}
	self.result = 0;
	assert_int_equal(self.ops, 1 + 3 * ARRAY_SIZE(which));
	assert_int_equal(self.in_user_mode, self.ops);
	assert_int_equal(adsp_time_us(), 0);
}

static void rubbish_is_no_result(void **state)
{
	static const int rubbish[] = { 3, 4095, INT_MAX, -4096, -100000, INT_MIN };

	for (size_t i = 0; i < ARRAY_SIZE(rubbish); i++)
		assert_int_equal(call(MODULE_OP_PREPARE, rubbish[i]), -EINVAL);
	assert_int_equal(call(MODULE_OP_PREPARE, -4095), -4095);
	assert_int_equal(call(MODULE_OP_PREPARE, PPL_STATUS_PATH_TERMINATE),
			 PPL_STATUS_PATH_TERMINATE);
	self.result = 0;
}

static void a_request_has_its_time(void **state)
{
	self.sleep_ms = LIMIT_MS - 1;
	assert_int_equal(call(MODULE_OP_PREPARE, -EDOM), -EDOM);
	assert_int_equal(adsp_time_us(), (LIMIT_MS - 1) * 1000);
	self.sleep_ms = LIMIT_MS + 1;
	assert_int_equal(call(MODULE_OP_PREPARE, -EDOM), -ETIMEDOUT);
	assert_int_equal(adsp_time_us(), (2 * LIMIT_MS - 1) * 1000);
	assert_non_null(strstr(core_log.line, "has not ended within 100 ms"));
	self.sleep_ms = 0;
	self.result = 0;
	k_sleep(K_MSEC(5));
}

static void a_late_result_is_nobodys(void **state)
{
	self.sleep_ms = LIMIT_MS + 50;
	assert_int_equal(call(MODULE_OP_PREPARE, -EDOM), -ETIMEDOUT);
	self.sleep_ms = 0;
	/* it is still at it: no other operation meanwhile */
	assert_int_equal(call(MODULE_OP_PREPARE, 0), -EBUSY);
	assert_int_equal(self.ops, 2);
	k_sleep(K_MSEC(60));
	/* it has ended; its result has woken nobody, and wakes nobody now */
	assert_int_equal(k_sem_count_get(&um->done), 0);
	assert_int_equal(um->caller_id, 0);
	assert_int_equal(call(MODULE_OP_PREPARE, -EILSEQ), -EILSEQ);
	assert_int_equal(call(MODULE_OP_PREPARE, 0), 0);
	assert_int_equal(self.ops, 4);
}

static void a_request_that_was_not_taken_in_time_is_withdrawn(void **state)
{
	unsigned int done = self.ops;

	/* the thread is asleep in a job */
	self.sleep_ms = LIMIT_MS + 50;
	user_thread_post(um, USER_MODULE_JOB);
	adsp_tick();
	assert_int_equal(self.jobs, 1);
	self.sleep_ms = 0;
	assert_int_equal(call(MODULE_OP_PREPARE, 0), -ETIMEDOUT);
	k_sleep(K_MSEC(100));
	assert_int_equal(self.ops, done);
	assert_int_equal(call(MODULE_OP_PREPARE, -EDOM), -EDOM);
	assert_int_equal(self.ops, done + 1);
	self.result = 0;
}

static void a_token_left_in_the_semaphore_completes_nothing(void **state)
{
	k_sem_give(&um->done);
	assert_int_equal(call(MODULE_OP_PREPARE, -EDOM), -EDOM);
	assert_int_equal(self.ops, 2);
	k_sem_give(&um->done);
	self.sleep_ms = 20;
	assert_int_equal(call(MODULE_OP_PREPARE, -EILSEQ), -EILSEQ);
	assert_int_equal(adsp_time_us(), 20000);
	self.sleep_ms = 0;
	self.result = 0;
}

static void the_end_comes_before_all_else(void **state)
{
	unsigned int ready = self.ready, done = self.ops;

	/* everything at once, before the thread has had a chance to look */
	user_thread_post(um, USER_MODULE_READY | USER_MODULE_JOB | USER_MODULE_REQUEST);
	user_thread_stop(um);
	assert_null(um->thread);
	assert_int_equal(self.ready, ready);
	assert_int_equal(self.jobs, 0);
	assert_int_equal(self.ops, done);
	assert_int_equal(core_log.errors, 0);
	/* the rest of the module goes without a thread */
	user_thread_stop(um);
}

static void the_end_is_not_lost_on_a_busy_thread(void **state)
{
	self.sleep_ms = LIMIT_MS + 40;
	assert_int_equal(call(MODULE_OP_PREPARE, 0), -ETIMEDOUT);
	core_log.errors = 0;
	/* asked while the thread is in an operation that ends 40 ms from now */
	user_thread_stop(um);
	assert_int_equal(adsp_time_us(), (LIMIT_MS + 40) * 1000);
	assert_int_equal(core_log.errors, 0);
	self.sleep_ms = 0;
}

static void a_thread_that_does_not_end_is_aborted(void **state)
{
	self.sleep_ms = 30;
	self.for_ever = true;
	assert_int_equal(call(MODULE_OP_PREPARE, 0), -ETIMEDOUT);
	user_thread_stop(um);
	assert_non_null(strstr(core_log.line, "its thread does not end and is aborted"));
	assert_int_equal(adsp_time_us(), 2 * LIMIT_MS * 1000);
	self.sleep_ms = 0;
}

static void a_module_that_does_not_come_back_can_be_let_go(void **state)
{
	self.sleep_ms = 30;
	self.for_ever = true;
	assert_int_equal(call(MODULE_OP_PREPARE, 0), -ETIMEDOUT);
	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_PREPARE), -EBUSY);
	assert_false(um->inst->is_dead);
	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_RESET), 0);
	assert_true(um->inst->is_dead);
	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_PREPARE), -EFAULT);
	assert_int_equal(adsp_time_us(), LIMIT_MS * 1000);
	self.sleep_ms = 0;
}

static void optional_operations_have_their_answers_without_the_thread(void **state)
{
	struct module_request request = { .op = MODULE_OP_GET_CONFIGURATION };
	unsigned int done = self.ops;

	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_SET_CONFIGURATION), 0);
	assert_int_equal(module_call(comp_instance(dev), &request), -EIO);
	assert_int_equal(module_call_simple(comp_instance(dev), MODULE_OP_SET_CONFIG_PARAM),
			 -ENOEXEC);
	assert_int_equal(self.ops, done);
}

#define request_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		request_test(operations_run_in_user_mode_and_return_their_results),
		request_test(rubbish_is_no_result),
		request_test(a_request_has_its_time),
		request_test(a_late_result_is_nobodys),
		request_test(a_request_that_was_not_taken_in_time_is_withdrawn),
		request_test(a_token_left_in_the_semaphore_completes_nothing),
		request_test(the_end_comes_before_all_else),
		request_test(the_end_is_not_lost_on_a_busy_thread),
		request_test(a_thread_that_does_not_end_is_aborted),
		request_test(a_module_that_does_not_come_back_can_be_let_go),
		request_test(optional_operations_have_their_answers_without_the_thread),
	};

	return cmocka_run_group_tests_name("audio/module_adapter/user_thread", tests, NULL, NULL);
}
