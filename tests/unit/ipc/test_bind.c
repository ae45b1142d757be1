/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * BIND and UNBIND: answers, buffer sizes, rings, references, undoing.
 *
 * Needs: SECOND_CORE
 */
#include "ipc_host.h"

#include <sof/audio/buffer.h>

static uint32_t mixin_id(uint32_t instance)
{
	return COMP_ID(module_named("MIXIN"), instance);
}

static uint32_t mixout_id(uint32_t instance)
{
	return COMP_ID(module_named("MIXOUT"), instance);
}

static void init_base(uint32_t id)
{
	const struct ipc4_base_module_cfg base = base_cfg();

	assert_int_equal(init_module(id, 1, &base, sizeof(base)), IPC4_SUCCESS);
}

static int setup(void **state)
{
	machine_up(state);
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	return 0;
}

static void test_buffer(void **state)
{
	struct gain_payload gain = gain_payload();
	const struct comp_buffer *buffer;
	struct figures before;

	(void)state;
	gain.base.obs = 4 * PERIOD_BYTES;
	assert_int_equal(init_module(gain_id(0), 1, &gain, sizeof(gain)), IPC4_SUCCESS);
	assert_int_equal(init_gain(1, 1), IPC4_SUCCESS);
	before = figures_now();

	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	assert_int_equal(host.reply.extension, bind_extension(gain_id(1), 0, 0));
	buffer = comp_first_sink(comp_find(gain_id(0)));
	assert_non_null(buffer);
	assert_ptr_equal(buffer, comp_first_source(comp_find(gain_id(1))));
	assert_int_equal(buffer->stream.size, 8 * PERIOD_BYTES);
	assert_int_equal(buffer->source_api.min_available, PERIOD_BYTES);
	assert_int_equal(buffer->sink_api.min_free_space, 4 * PERIOD_BYTES);
	assert_int_equal(buffer->id, 0);
	assert_int_equal(buffer->pipeline_id, 1);
	assert_null(buffer->ring);
	assert_false(buffer->is_shared);
	assert_int_equal(buffer->audio_buffer.state, AUDIOBUF_STATE_READY);
	assert_int_equal(buffer->stream.params.channels, 2);

	assert_int_equal(unbind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	assert_null(comp_first_sink(comp_find(gain_id(0))));
	assert_null(comp_first_source(comp_find(gain_id(1))));
	assert_figures(&before);
}

static void test_queues(void **state)
{
	(void)state;
	init_base(mixin_id(0));
	init_base(mixout_id(0));
	assert_int_equal(bind_pins(mixin_id(0), 2, mixout_id(0), 7), IPC4_SUCCESS);
	assert_int_equal(comp_first_sink(comp_find(mixin_id(0)))->id, BUFFER_ID(2, 7));
	for (uint32_t queue = 3; queue < 8; queue++)
		assert_int_equal(bind_pins(mixin_id(0), queue, mixout_id(0), 0),
				 IPC4_QUEUE_INVALID_ID);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	for (uint32_t queue = 1; queue < 8; queue++)
		assert_int_equal(bind_pins(mixin_id(0), 0, gain_id(0), queue),
				 IPC4_QUEUE_DST_INVALID_ID);
}

static void test_newest_first(void **state)
{
	const struct processing_module *mixout;

	(void)state;
	init_base(mixin_id(0));
	init_base(mixin_id(1));
	init_base(mixout_id(0));
	assert_int_equal(bind_pins(mixin_id(0), 0, mixout_id(0), 0), IPC4_SUCCESS);
	assert_int_equal(bind_pins(mixin_id(1), 0, mixout_id(0), 1), IPC4_SUCCESS);
	mixout = comp_find(mixout_id(0))->mod;
	assert_int_equal(mixout->num_of_sources, 2);
	assert_ptr_equal(mixout->sources[0]->producer->dev, comp_find(mixin_id(1)));
	assert_ptr_equal(mixout->sources[1]->producer->dev, comp_find(mixin_id(0)));
}

static void test_refused(void **state)
{
	struct figures before;

	(void)state;
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_gain(1, 1), IPC4_SUCCESS);
	before = figures_now();
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(7), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(bind_pins(gain_id(7), 0, gain_id(0), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(bind_pins(0, 0, gain_id(0), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(0), 0), IPC4_INVALID_REQUEST);
	assert_figures(&before);

	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	before = figures_now();
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_INVALID_RESOURCE_STATE);
	assert_figures(&before);
}

static void test_unbind_refused(void **state)
{
	(void)state;
	assert_int_equal(init_gain(2, 1), IPC4_SUCCESS);
	init_base(mixin_id(0));
	init_base(mixout_id(0));
	init_base(mixout_id(1));
	assert_int_equal(bind_pins(mixin_id(0), 0, mixout_id(0), 0), IPC4_SUCCESS);
	assert_int_equal(bind_pins(mixin_id(0), 1, mixout_id(1), 1), IPC4_SUCCESS);
	/* other pins, other sink, other source, unknown modules */
	assert_int_equal(unbind_pins(mixin_id(0), 1, mixout_id(0), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(unbind_pins(mixin_id(0), 0, mixout_id(0), 1), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(unbind_pins(mixin_id(0), 0, mixout_id(1), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(unbind_pins(gain_id(2), 0, mixout_id(0), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(unbind_pins(mixin_id(0), 0, mixout_id(9), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(unbind_pins(mixin_id(9), 0, mixout_id(0), 0), IPC4_INVALID_RESOURCE_ID);
	/* both edges are still there */
	assert_int_equal(unbind_pins(mixin_id(0), 0, mixout_id(0), 0), IPC4_SUCCESS);
	assert_int_equal(unbind_pins(mixin_id(0), 0, mixout_id(0), 0), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(unbind_pins(mixin_id(0), 1, mixout_id(1), 1), IPC4_SUCCESS);
}

static void test_period_sizes(void **state)
{
	struct gain_payload gain = gain_payload();

	(void)state;
	gain.base.ibs = 0;
	gain.base.obs = 0;
	if (init_module(gain_id(0), 1, &gain, sizeof(gain)) == IPC4_SUCCESS) {
		assert_int_equal(init_module(gain_id(1), 1, &gain, sizeof(gain)), IPC4_SUCCESS);
		assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_FAILURE);
	}
	/* larger than any heap: refused at init or at bind, never a wrapped size */
	gain.base.ibs = 0xFFFFFF00;
	gain.base.obs = 0x80000000;
	if (init_module(gain_id(2), 1, &gain, sizeof(gain)) == IPC4_SUCCESS) {
		assert_int_equal(init_gain(3, 1), IPC4_SUCCESS);
		assert_int_equal(bind_pins(gain_id(2), 0, gain_id(3), 0), IPC4_OUT_OF_MEMORY);
	}
	gain.base.ibs = 0x100000;
	gain.base.obs = 0x100000;
	assert_int_equal(init_module(gain_id(4), 1, &gain, sizeof(gain)), IPC4_SUCCESS);
	assert_int_equal(init_gain(5, 1), IPC4_SUCCESS);
	assert_int_equal(bind_pins(gain_id(4), 0, gain_id(5), 0), IPC4_OUT_OF_MEMORY);
}

static void test_direction(void **state)
{
	const struct comp_dev *gain;

	(void)state;
	assert_int_equal(init_copier(0, 1, NODE_HOST_OUT), IPC4_SUCCESS);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_gain(1, 1), IPC4_SUCCESS);
	gain = comp_find(gain_id(0));
	assert_false(gain->direction_set);
	assert_int_equal(bind_pins(copier_id(0), 0, gain_id(0), 0), IPC4_SUCCESS);
	assert_true(gain->direction_set);
	assert_int_equal(gain->direction, SOF_IPC_STREAM_PLAYBACK);
	/* also from the sink */
	assert_int_equal(init_copier(1, 1, NODE_LINK_OUT), IPC4_SUCCESS);
	assert_int_equal(bind_pins(gain_id(1), 0, copier_id(1), 0), IPC4_SUCCESS);
	assert_true(comp_find(gain_id(1))->direction_set);
	assert_int_equal(comp_find(gain_id(1))->direction, SOF_IPC_STREAM_PLAYBACK);
}

static void test_too_many(void **state)
{
	uint32_t status = IPC4_SUCCESS;
	uint32_t i;

	(void)state;
	init_base(mixout_id(0));
	for (i = 0; i <= CONFIG_MODULE_MAX_CONNECTIONS; i++) {
		init_base(mixin_id(i));
		status = bind_pins(mixin_id(i), 0, mixout_id(0), 0);
		if (status)
			break;
	}
	assert_int_equal(i, CONFIG_MODULE_MAX_CONNECTIONS);
	assert_int_equal(status, IPC4_INVALID_RESOURCE_STATE);
}

/* ---- DP ends ---- */

static void test_dp_sink(void **state)
{
	const struct comp_buffer *buffer;
	struct figures before;

	(void)state;
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_gain_dp(1, 1), IPC4_SUCCESS);
	before = figures_now();
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	buffer = comp_first_sink(comp_find(gain_id(0)));
	assert_non_null(buffer->ring);
	assert_int_equal(buffer->ring_side, BUFFER_RING_AT_SOURCE_API);
	assert_ptr_equal(buffer->ctx, module_adapter_alloc_ctx(comp_find(gain_id(1))));
	assert_int_equal(buffer->stream.size, 2 * PERIOD_BYTES);
	assert_int_equal(buffer->ring->capacity, 3 * PERIOD_BYTES);
	assert_int_equal(unbind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	assert_figures(&before);
}

static void test_dp_source(void **state)
{
	struct gain_payload small = gain_payload();
	const struct comp_buffer *buffer;

	(void)state;
	small.base.ibs = PERIOD_BYTES / 2;
	assert_int_equal(init_gain_dp(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_module(gain_id(1), 1, &small, sizeof(small)), IPC4_SUCCESS);
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	buffer = comp_first_sink(comp_find(gain_id(0)));
	assert_int_equal(buffer->ring_side, BUFFER_RING_AT_SINK_API);
	assert_ptr_equal(buffer->ctx, module_adapter_alloc_ctx(comp_find(gain_id(0))));
	/* from the consumer's period alone */
	assert_int_equal(buffer->stream.size, PERIOD_BYTES);
	assert_int_equal(buffer->ring->capacity, 3 * PERIOD_BYTES);
}

static void test_dp_to_dp(void **state)
{
	struct figures before;

	(void)state;
	assert_int_equal(init_gain_dp(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_gain_dp(1, 1), IPC4_SUCCESS);
	before = figures_now();
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_INVALID_REQUEST);
	assert_figures(&before);
}

/* The region lives until the last of module and buffers is gone, in either order. */
static void test_dp_region_life(void **state)
{
	const struct figures before = figures_now();

	(void)state;
	for (int sink_first = 0; sink_first < 2; sink_first++) {
		assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
		assert_int_equal(init_gain_dp(1, 1), IPC4_SUCCESS);
		assert_int_equal(init_gain(2, 1), IPC4_SUCCESS);
		assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
		assert_int_equal(bind_pins(gain_id(1), 0, gain_id(2), 0), IPC4_SUCCESS);
		if (sink_first) {
			assert_int_equal(delete_module(gain_id(2)), IPC4_SUCCESS);
			assert_int_equal(delete_module(gain_id(0)), IPC4_SUCCESS);
			assert_int_equal(delete_module(gain_id(1)), IPC4_SUCCESS);
		} else {
			assert_int_equal(delete_module(gain_id(1)), IPC4_SUCCESS);
			assert_int_equal(delete_module(gain_id(0)), IPC4_SUCCESS);
			assert_int_equal(delete_module(gain_id(2)), IPC4_SUCCESS);
		}
		assert_figures(&before);
	}
}

/* ---- memory ---- */

static void sweep_bind(void)
{
	const struct figures before = figures_now();
	uint32_t status = NO_REPLY;
	uint64_t n;

	for (n = 1; status != IPC4_SUCCESS; n++) {
		assert_true(n < 100);
		adsp_inspect_fail_alloc(n);
		status = bind_pins(gain_id(0), 0, gain_id(1), 0);
		adsp_inspect_fail_alloc(0);
		if (status == IPC4_SUCCESS)
			break;
		assert_true(status == IPC4_OUT_OF_MEMORY || status == IPC4_INVALID_RESOURCE_STATE);
		assert_figures(&before);
		assert_null(comp_first_sink(comp_find(gain_id(0))));
		assert_null(comp_first_source(comp_find(gain_id(1))));
		assert_int_equal(comp_find(gain_id(0))->mod->num_of_sinks, 0);
		assert_int_equal(comp_find(gain_id(1))->mod->num_of_sources, 0);
	}
	assert_true(n > 2);
}

static void test_no_memory(void **state)
{
	(void)state;
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_gain(1, 1), IPC4_SUCCESS);
	sweep_bind();
}

static void test_no_memory_dp(void **state)
{
	(void)state;
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(init_gain_dp(1, 1), IPC4_SUCCESS);
	sweep_bind();
}

static void test_cores(void **state)
{
	const struct gain_payload gain = gain_payload();

	(void)state;
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, gain_id(1)),
				  init_extension(1, sizeof(gain)) | 1 << 24, &gain, sizeof(gain)),
			 IPC4_SUCCESS);
	assert_int_equal(bind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
	assert_true(comp_first_sink(comp_find(gain_id(0)))->is_shared);
	assert_int_equal(unbind_pins(gain_id(0), 0, gain_id(1), 0), IPC4_SUCCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_buffer, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_queues, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_newest_first, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_refused, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_unbind_refused, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_period_sizes, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_direction, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_too_many, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_dp_sink, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_dp_source, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_dp_to_dp, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_dp_region_life, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_no_memory, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_no_memory_dp, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_cores, setup, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
