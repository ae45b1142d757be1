/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Creating and deleting pipelines.
 *
 * Needs: SECOND_CORE
 */
#include "ipc_host.h"

static void test_create(void **state)
{
	const struct pipeline *p;

	(void)state;
	/* priority 5, id 9, low power, attributes 2, core 1 */
	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 9 << 16 | 5 << 11 | 3),
				  1 | 2 << 4 | 1 << 20, NULL, 0),
			 IPC4_SUCCESS);
	p = pipeline_find(9);
	assert_non_null(p);
	assert_int_equal(p->priority, 5);
	assert_int_equal(p->core, 1);
	assert_int_equal(p->attributes, 2);
	assert_true(p->lp);
	assert_int_equal(p->status, COMP_STATE_INIT);
	assert_int_equal(p->period, 1000);
}

static void test_create_any_priority(void **state)
{
	(void)state;
	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 1 << 16 | 31 << 11), 0,
				  NULL, 0),
			 IPC4_SUCCESS);
}

static void test_create_twice(void **state)
{
	(void)state;
	assert_int_equal(create_pipeline(3), IPC4_SUCCESS);
	assert_int_equal(create_pipeline(3), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(delete_pipeline(3), IPC4_SUCCESS);
	assert_int_equal(create_pipeline(3), IPC4_SUCCESS);
}

static void test_create_core(void **state)
{
	(void)state;
	for (uint32_t core = 0; core < 16; core++)
		assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, core << 16),
					  core << 20, NULL, 0),
				 core < 3 ? IPC4_SUCCESS : IPC4_INVALID_CORE_ID);
}

static void test_create_no_memory(void **state)
{
	const struct figures before = figures_now();
	uint32_t status = NO_REPLY;

	(void)state;
	for (uint64_t n = 1; n < 10 && status != IPC4_SUCCESS; n++) {
		adsp_inspect_fail_alloc(n);
		status = create_pipeline(4);
		adsp_inspect_fail_alloc(0);
		if (status == IPC4_SUCCESS)
			break;
		assert_int_equal(status, IPC4_OUT_OF_MEMORY);
		assert_null(pipeline_find(4));
		assert_figures(&before);
	}
	assert_int_equal(status, IPC4_SUCCESS);
	assert_int_equal(delete_pipeline(4), IPC4_SUCCESS);
	assert_figures(&before);
}

/* The payload is a hint: whatever it says, the pipeline is made. */
static void test_create_payload(void **state)
{
	uint32_t words[8] = { 8 | 1u << 24, 0, 0, 3u << 16 | 1 << 1 | 1, 0, 4096, 24576, 0 };

	(void)state;
	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 1 << 16), 1u << 29,
				  words, sizeof(words)),
			 IPC4_SUCCESS);
	words[0] = 2;
	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 2 << 16), 1u << 29,
				  words, sizeof(words)),
			 IPC4_SUCCESS);
	words[0] = 0xFFFFFF | 1u << 24;
	assert_int_equal(send_raw(global_primary(IPC4_GLB_CREATE_PIPELINE, 3 << 16), 1u << 29,
				  words, sizeof(words)),
			 IPC4_SUCCESS);
}

static void test_delete_unknown(void **state)
{
	(void)state;
	assert_int_equal(delete_pipeline(3), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(delete_pipeline(255), IPC4_INVALID_RESOURCE_ID);
}

static void test_delete_frees_all(void **state)
{
	const struct figures before = figures_now();

	(void)state;
	build_playback(1, 0);
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
	assert_figures(&before);
	assert_null(comp_find(gain_id(0)));

	/* also after it has run */
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	adsp_tick();
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RESET), IPC4_SUCCESS);
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
	assert_figures(&before);
}

static size_t give_zeros(void *ctx, void *data, size_t bytes)
{
	(void)ctx;
	memset(data, 0, bytes);
	return bytes;
}

/* A refused deletion leaves the pipeline working. */
static void test_delete_running(void **state)
{
	const struct adsp_dma_client source = { .transfer = give_zeros };
	struct adsp_dma_status dma;
	uint64_t moved;

	(void)state;
	assert_int_equal(adsp_dma_attach(NODE_HOST_OUT, &source), 0);
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	for (int i = 0; i < 4; i++)
		adsp_tick();
	assert_int_equal(delete_pipeline(1), IPC4_INVALID_RESOURCE_STATE);

	assert_int_equal(adsp_dma_get_status(NODE_HOST_OUT, &dma), 0);
	moved = dma.total_bytes;
	assert_true(moved > 0);
	for (int i = 0; i < 10; i++)
		adsp_tick();
	assert_int_equal(adsp_dma_get_status(NODE_HOST_OUT, &dma), 0);
	assert_int_equal(dma.total_bytes - moved, 10 * PERIOD_BYTES);
	assert_int_equal(adsp_dma_get_status(NODE_LINK_OUT, &dma), 0);
	assert_int_equal(dma.xruns, 0);

	/* paused is in use too */
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(delete_pipeline(1), IPC4_INVALID_RESOURCE_STATE);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RESET), IPC4_SUCCESS);
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
}

static void test_delete_between_start_and_tick(void **state)
{
	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	start_unobserved(1);
	assert_int_equal(delete_pipeline(1), IPC4_INVALID_RESOURCE_STATE);
	adsp_tick();
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_ACTIVE);
}

/* Edges to another pipeline go, the other pipeline stays. */
static void test_delete_with_foreign_edges(void **state)
{
	const struct figures before = figures_now();

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(create_pipeline(2), IPC4_SUCCESS);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_gain(1, 2), IPC4_SUCCESS);
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
	assert_non_null(comp_find(gain_id(1)));
	assert_null(comp_first_source(comp_find(gain_id(1))));
	assert_int_equal(unbind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(delete_pipeline(2), IPC4_SUCCESS);
	assert_figures(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_create, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_create_any_priority, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_create_twice, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_create_core, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_create_no_memory, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_create_payload, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_delete_unknown, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_delete_frees_all, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_delete_running, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_delete_between_start_and_tick, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_delete_with_foreign_edges, machine_up,
						machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
