/* SPDX-License-Identifier: BSD-3-Clause */
/* INIT_INSTANCE, DELETE_INSTANCE, CONFIG_GET and CONFIG_SET: every answer and what it leaves behind. */
#include "ipc_host.h"

#define EXTENDED_INIT (1u << 29)
#define DOMAIN_DP     (1u << 28)
#define CORE(n)       ((uint32_t)(n) << 24)

static void assert_init_refused(uint32_t id, uint32_t extension, const void *payload, size_t bytes)
{
	const struct figures before = figures_now();
	const bool existed = comp_find(id);

	assert_int_equal(send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, id), extension, payload,
				  bytes),
			 IPC4_MOD_NOT_INITIALIZED);
	assert_int_equal(host.reply.extension, extension);
	assert_int_equal(comp_find(id) != NULL, existed);
	assert_figures(&before);
}

static void test_init(void **state)
{
	const struct comp_dev *dev;

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(init_gain(200, 1), IPC4_SUCCESS);
	dev = comp_find(gain_id(200));
	assert_non_null(dev);
	assert_int_equal(dev->state, COMP_STATE_READY);
	assert_int_equal(dev->ipc_config.pipeline_id, 1);
}

static void test_init_refused(void **state)
{
	const struct gain_payload gain = gain_payload();
	const uint32_t extension = init_extension(1, sizeof(gain));

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);

	/* duplicate */
	assert_init_refused(gain_id(0), extension, &gain, sizeof(gain));
	/* unknown modules, and the base firmware */
	assert_init_refused(COMP_ID(0xFFFF, 1), extension, &gain, sizeof(gain));
	assert_init_refused(COMP_ID(module_table_count() + 1, 1), extension, &gain, sizeof(gain));
	assert_init_refused(COMP_ID(IPC4_BASE_FW_MODULE_ID, 0), extension, &gain, sizeof(gain));
	/* no such pipeline */
	assert_init_refused(gain_id(1), init_extension(2, sizeof(gain)), &gain, sizeof(gain));
	/* cores */
	for (uint32_t core = 3; core < 16; core++)
		assert_init_refused(gain_id(1), extension | CORE(core), &gain, sizeof(gain));
}

static void test_init_payload_sizes(void **state)
{
	const struct gain_payload gain = gain_payload();

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	/* anything shorter than the module's payload */
	for (size_t bytes = 0; bytes < sizeof(gain); bytes += 4)
		assert_init_refused(gain_id(1), init_extension(1, bytes), &gain, sizeof(gain));
	/* more than the box */
	assert_init_refused(gain_id(1), init_extension(1, IPC4_MAILBOX_BYTES + 4), &gain,
			    sizeof(gain));
	assert_init_refused(gain_id(1), 0xFFFF | 1 << 16, &gain, sizeof(gain));
	/* the whole box is legal for a module that ignores what it does not know */
	assert_int_equal(init_module(gain_id(1), 1, &gain, sizeof(gain)), IPC4_SUCCESS);
}

static void test_init_formats(void **state)
{
	static const struct {
		uint8_t channels, valid, depth, type;
	} bad[] = {
		{ 0, 32, 32, 2 },
		{ 9, 32, 32, 2 },
		{ 255, 32, 32, 2 },
		{ 2, 32, 32, 9 },
	};

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct gain_payload gain = gain_payload();

		gain.base.audio_fmt.channels_count = bad[i].channels;
		gain.base.audio_fmt.valid_bit_depth = bad[i].valid;
		gain.base.audio_fmt.depth = bad[i].depth;
		gain.base.audio_fmt.s_type = bad[i].type;
		assert_init_refused(gain_id(1), init_extension(1, sizeof(gain)), &gain,
				    sizeof(gain));
	}
}

/* ---- extended init ---- */

struct extended {
	uint32_t words[512];
	size_t n;
};

static void add_object(struct extended *e, uint32_t id, bool last, const uint32_t *data,
		       uint32_t words)
{
	e->words[e->n++] = (uint32_t)last | id << 1 | words << 16;
	memcpy(&e->words[e->n], data, words * sizeof(*data));
	e->n += words;
}

static void add_payload(struct extended *e, const void *payload, size_t bytes)
{
	memcpy(&e->words[e->n], payload, bytes);
	e->n += bytes / sizeof(uint32_t);
}

static uint32_t init_extended(uint32_t id, const struct extended *e, uint32_t flags)
{
	return send_raw(module_primary(IPC4_MOD_INIT_INSTANCE, id),
			(uint32_t)e->n | 1 << 16 | EXTENDED_INIT | flags, e->words,
			e->n * sizeof(uint32_t));
}

static void test_extended_init(void **state)
{
	static const uint32_t dp[] = { 0, 4096, 24576, 8192, 0 };
	const struct gain_payload gain = gain_payload();
	const struct figures before = figures_now();
	uint32_t instance = 0;

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	/* both lengths of the DP data, one too short that is ignored, an unknown object, no objects at all */
	for (uint32_t words = 1; words <= 5; words += 2) {
		struct extended e = { .words = { 1u << 2 }, .n = 3 };

		add_object(&e, 77, false, dp, 2);
		add_object(&e, IPC4_MOD_INIT_DATA_ID_DP_DATA, true, dp, words);
		add_payload(&e, &gain, sizeof(gain));
		assert_int_equal(init_extended(gain_id(instance++), &e, DOMAIN_DP), IPC4_SUCCESS);
		assert_int_equal(init_extended(gain_id(instance++), &e, 0), IPC4_SUCCESS);
	}
	{
		struct extended e = { .n = 3 };

		add_payload(&e, &gain, sizeof(gain));
		assert_int_equal(init_extended(gain_id(instance++), &e, 0), IPC4_SUCCESS);
	}
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
	assert_figures(&before);
}

static void test_extended_init_refused(void **state)
{
	static const uint32_t huge[] = { 0, 4096, 0x7FFFF000, 0x7FFFF000, 0 };
	const struct gain_payload gain = gain_payload();
	struct extended no_end = { .words = { 1u << 2 }, .n = 3 };
	struct extended beyond = { .words = { 1u << 2, 0, 0, 1 | 1 << 1 | 0xFFFFu << 16 }, .n = 4 };
	struct extended too_large = { .words = { 1u << 2 }, .n = 3 };
	const struct extended nothing = { .n = 2 };

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	while (no_end.n < 500)
		add_object(&no_end, 1, false, huge, 0);
	assert_int_equal(init_extended(gain_id(1), &no_end, 0), IPC4_MOD_NOT_INITIALIZED);
	add_payload(&beyond, &gain, sizeof(gain));
	assert_int_equal(init_extended(gain_id(1), &beyond, 0), IPC4_MOD_NOT_INITIALIZED);
	assert_int_equal(init_extended(gain_id(1), &nothing, 0), IPC4_MOD_NOT_INITIALIZED);
	add_object(&too_large, IPC4_MOD_INIT_DATA_ID_DP_DATA, true, huge, 5);
	add_payload(&too_large, &gain, sizeof(gain));
	/* where no memory is a module's own, nothing is set aside for it */
	if (IS_ENABLED(CONFIG_SOF_VREGIONS)) {
		assert_int_equal(init_extended(gain_id(1), &too_large, DOMAIN_DP),
				 IPC4_MOD_NOT_INITIALIZED);
	} else {
		assert_int_equal(init_extended(gain_id(1), &too_large, DOMAIN_DP), IPC4_SUCCESS);
		assert_int_equal(delete_module(gain_id(1)), IPC4_SUCCESS);
	}
	assert_null(comp_find(gain_id(1)));
}

/* Every allocation of an init fails once. */
static void sweep_init(uint32_t (*init)(uint32_t instance, uint32_t pipeline))
{
	struct figures before;
	uint32_t status = NO_REPLY;
	uint64_t n;

	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	before = figures_now();
	for (n = 1; status != IPC4_SUCCESS; n++) {
		assert_true(n < 200);
		adsp_inspect_fail_alloc(n);
		status = init(0, 1);
		adsp_inspect_fail_alloc(0);
		if (status == IPC4_SUCCESS)
			break;
		assert_int_equal(status, IPC4_MOD_NOT_INITIALIZED);
		assert_figures(&before);
	}
	assert_true(n > 1);
	assert_int_equal(delete_module(gain_id(0)), IPC4_SUCCESS);
	assert_figures(&before);
}

static void test_init_no_memory(void **state)
{
	(void)state;
	sweep_init(init_gain);
}

static void test_init_no_memory_dp(void **state)
{
	(void)state;
	sweep_init(init_gain_dp);
}

/* ---- delete ---- */

static void test_delete(void **state)
{
	struct figures before;

	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	before = figures_now();
	assert_int_equal(delete_module(gain_id(0)), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(delete_module(gain_id(0)), IPC4_SUCCESS);
	assert_int_equal(delete_module(gain_id(0)), IPC4_INVALID_RESOURCE_ID);
	assert_figures(&before);
	/* without a pipeline */
	assert_int_equal(init_gain(0, IPC4_INIT_PPL_NONE), IPC4_SUCCESS);
	assert_int_equal(delete_module(gain_id(0)), IPC4_SUCCESS);
	assert_figures(&before);
}

static void test_delete_bound(void **state)
{
	(void)state;
	build_playback(1, 0);
	assert_int_equal(delete_module(gain_id(0)), IPC4_SUCCESS);
	assert_null(comp_first_sink(comp_find(copier_id(0))));
	assert_null(comp_first_source(comp_find(copier_id(1))));
	assert_int_equal(delete_pipeline(1), IPC4_SUCCESS);
}

static void test_delete_running(void **state)
{
	(void)state;
	build_playback(1, 0);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_PAUSED), IPC4_SUCCESS);
	assert_int_equal(set_state(1, IPC4_PIPELINE_STATE_RUNNING), IPC4_SUCCESS);
	assert_int_equal(delete_module(gain_id(0)), IPC4_INVALID_RESOURCE_ID);
	assert_non_null(comp_first_sink(comp_find(gain_id(0))));
	adsp_tick();
	assert_int_equal(pipeline_find(1)->status, COMP_STATE_ACTIVE);
}

/* ---- small configuration ---- */

static uint32_t config(uint32_t type, uint32_t id, uint32_t param, uint32_t value)
{
	return send_raw(module_primary(type, id), param << 16 | value, NULL, 0);
}

static void test_config(void **state)
{
	const struct ipc4_base_module_cfg base = base_cfg();
	const uint32_t mixin = COMP_ID(module_named("MIXIN"), 0);

	(void)state;
	assert_int_equal(config(IPC4_MOD_CONFIG_GET, mixin, 0, 0), IPC4_MOD_INVALID_ID);
	assert_int_equal(config(IPC4_MOD_CONFIG_SET, mixin, 0, 5), IPC4_MOD_INVALID_ID);

	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(init_module(mixin, 1, &base, sizeof(base)), IPC4_SUCCESS);
	assert_int_equal(config(IPC4_MOD_CONFIG_GET, mixin, 0, 0), IPC4_SUCCESS);
	assert_int_equal(host.reply.extension, 10);
	assert_int_equal(config(IPC4_MOD_CONFIG_SET, mixin, 0, 0xFFFF), IPC4_SUCCESS);
	assert_int_equal(host.reply.extension, 0xFFFF);
	assert_int_equal(config(IPC4_MOD_CONFIG_GET, mixin, 0, 0), IPC4_SUCCESS);
	assert_int_equal(host.reply.extension, 0xFFFF);
	/* refused value, unknown parameter: the answer echoes the request */
	assert_int_equal(config(IPC4_MOD_CONFIG_SET, mixin, 0, 0), IPC4_INVALID_CONFIG_PARAM_ID);
	assert_int_equal(config(IPC4_MOD_CONFIG_SET, mixin, 0x3000, 1),
			 IPC4_INVALID_CONFIG_PARAM_ID);
	assert_int_equal(host.reply.extension, 0x30000001);
	assert_int_equal(config(IPC4_MOD_CONFIG_GET, mixin, 0x3FFF, 0),
			 IPC4_INVALID_CONFIG_PARAM_ID);
	assert_int_equal(host.reply.extension, 0x3FFF0000);
}

static void test_config_without_handler(void **state)
{
	(void)state;
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	assert_int_equal(config(IPC4_MOD_CONFIG_GET, gain_id(0), 0, 0),
			 IPC4_INVALID_CONFIG_PARAM_ID);
	assert_int_equal(config(IPC4_MOD_CONFIG_SET, gain_id(0), 0, 0),
			 IPC4_INVALID_CONFIG_PARAM_ID);
	assert_int_equal(config(IPC4_MOD_CONFIG_GET, 0, 0, 0), IPC4_INVALID_REQUEST);
	assert_int_equal(config(IPC4_MOD_CONFIG_SET, 0, 0, 0), IPC4_INVALID_REQUEST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_init, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_init_refused, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_init_payload_sizes, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_init_formats, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_extended_init, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_extended_init_refused, machine_up,
						machine_down),
		cmocka_unit_test_setup_teardown(test_init_no_memory, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_init_no_memory_dp, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_delete, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_delete_bound, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_delete_running, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_config, machine_up, machine_down),
		cmocka_unit_test_setup_teardown(test_config_without_handler, machine_up,
						machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
