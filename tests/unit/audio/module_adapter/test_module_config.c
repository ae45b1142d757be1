/* SPDX-License-Identifier: BSD-3-Clause */
/* Large and small configuration: fragments at the border, and the common assembler behind it. */
#include "../graph.h"

#include <platform/machine.h>

#define BOX 1024

static struct comp_dev *dev;
static uint8_t data[10000];

static int config_start(void **state)
{
	graph_start(state);
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 5 + (i >> 8));
	dev = graph_ll(&probe_driver, 0, 0);
	return 0;
}

static int config_stop(void **state)
{
	graph_free(dev);
	return core_stop(state);
}

static int set(bool first, bool last, uint32_t data_offset_size, const void *from)
{
	return module_adapter_set_large_config(dev, 5, first, last, data_offset_size, from, BOX);
}

static void expect_config(const uint8_t *expected, size_t size)
{
	const struct module_config *cfg = &dev->mod->priv.cfg;

	assert_int_equal(cfg->size, size);
	assert_true(cfg->avail);
	if (expected)
		assert_memory_equal(cfg->data, expected, size);
}

static void a_single_block_has_the_size_that_it_says(void **state)
{
	for (uint32_t size = 1; size <= BOX; size += 93) {
		assert_int_equal(set(true, true, size, data), 0);
		assert_int_equal(probes[0].cfg_pos, MODULE_CFG_FRAGMENT_SINGLE);
		assert_int_equal(probes[0].cfg_size, size);
		expect_config(data, size);
	}
	assert_int_equal(set(true, true, BOX + 1, data), -EINVAL);
	assert_int_equal(set(true, true, UINT32_MAX, data), -EINVAL);
}

static void blocks_fill_the_box_and_the_last_takes_the_rest(void **state)
{
	for (uint32_t total = BOX + 1; total <= CONFIG_MODULE_MAX_BLOB_SIZE; total += 777) {
		uint32_t at = 0;

		while (at < total) {
			bool last = total - at <= BOX;

			assert_int_equal(set(!at, last, at ? at : total, data + at), 0);
			assert_int_equal(probes[0].cfg_size, last ? total - at : BOX);
			assert_int_equal(probes[0].cfg_pos, (last ? 2 : 0) | (at ? 0 : 1));
			at += BOX;
		}
		expect_config(data, total);
	}
}

/* Whatever is refused ends the transfer: the next one is not told that the module is busy. */
static void a_refused_fragment_ends_the_transfer(void **state)
{
	static const struct {
		bool last;
		uint32_t offset;
		int error;
	} bad[] = {
		{ true, 2 * BOX + 1, -EINVAL }, /* beyond the total */
		{ true, UINT32_MAX, -EINVAL },
		{ true, 10, -EINVAL },       /* the rest does not fit the box */
		{ false, 2 * BOX, -EINVAL }, /* middle beyond the total */
		{ false, BOX + 1, -EINVAL },
		{ false, UINT32_MAX, -EINVAL },
		{ false, 0, -EINVAL }, /* what has arrived, again */
		{ true, 0, -EINVAL },
		{ true, BOX - 1, -EINVAL }, /* overlaps */
		{ true, BOX + 1, -EINVAL }, /* leaves a gap */
	};
	struct core_memory idle;

	assert_int_equal(set(true, true, 16, data), 0);
	assert_int_equal(set(true, true, 16, data),
			 0); /* there are containers for both configurations now */
	idle = core_memory_now();
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(set(true, false, 2 * BOX, data), 0);
		assert_int_equal(set(false, bad[i].last, bad[i].offset, data), bad[i].error);
		core_memory_expect(&idle);
		expect_config(data, 16);
		/* nothing is open */
		assert_int_equal(set(false, true, BOX, data), -EIO);
		assert_int_equal(set(true, true, 16, data), 0);
	}
}

static void a_transfer_under_way_is_busy(void **state)
{
	assert_int_equal(set(true, false, 2 * BOX, data), 0);
	assert_int_equal(set(true, false, 2 * BOX, data), -EBUSY);
	assert_int_equal(set(true, true, 16, data), -EBUSY);
	/* the size that the transfer has announced stands */
	assert_int_equal(set(true, false, 4 * BOX, data), -EBUSY);
	assert_int_equal(set(false, true, BOX, data + BOX), 0);
	expect_config(data, 2 * BOX);
}

static int set_other(bool first, bool last, uint32_t data_offset_size)
{
	return module_adapter_set_large_config(dev, 6, first, last, data_offset_size, data, BOX);
}

static void a_transfer_goes_on_with_its_own_parameter(void **state)
{
	assert_int_equal(set(true, true, 16, data), 0);
	for (int last = 0; last < 2; last++) {
		assert_int_equal(set(true, false, 3 * BOX, data), 0);
		assert_int_equal(module_adapter_transfer_param(dev, 99), 5);
		assert_int_equal(set_other(false, last, BOX), -EINVAL);
		assert_int_equal(module_adapter_transfer_param(dev, 99), 99);
		expect_config(data, 16);
		assert_int_equal(set(false, true, BOX, data), -EIO);
	}
	/* a host that has given one up may begin with another */
	assert_int_equal(set(true, false, 2 * BOX, data), 0);
	assert_int_equal(set_other(true, false, BOX + 7), 0);
	assert_int_equal(module_adapter_transfer_param(dev, 99), 6);
	assert_int_equal(set_other(false, true, BOX), 0);
	expect_config(NULL, BOX + 7);
}

static void nothing_can_follow_nothing(void **state)
{
	assert_int_equal(set(false, false, 0, data), -EIO);
	assert_int_equal(set(false, true, 0, data), -EIO);
	assert_null(dev->mod->priv.cfg.data);
}

static void transfers_of_two_modules_do_not_mix(void **state)
{
	struct comp_dev *other = graph_ll(&probe_driver, 1, 0);

	assert_int_equal(set(true, false, BOX + 100, data), 0);
	assert_int_equal(module_adapter_set_large_config(other, 5, true, false, BOX + 7, data, BOX),
			 0);
	assert_int_equal(set(false, true, BOX, data + BOX), 0);
	expect_config(data, BOX + 100);
	assert_int_equal(
		module_adapter_set_large_config(other, 5, false, true, BOX, data + BOX, BOX), 0);
	assert_int_equal(other->mod->priv.cfg.size, BOX + 7);
	graph_free(other);
}

/* ---- the assembler alone ---- */

static int assemble(enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		    const uint8_t *from, size_t size)
{
	return module_set_configuration(dev->mod, 1, pos, data_offset_size, from, size, NULL, 0);
}

static void the_assembler_takes_up_to_its_limit(void **state)
{
	const struct core_memory before = core_memory_now();

	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, 0, data, 10), 0);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, CONFIG_MODULE_MAX_BLOB_SIZE + 1, data,
				  10),
			 -EINVAL);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, UINT32_MAX, data, 10), -EINVAL);
	core_memory_expect(&before);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_SINGLE, CONFIG_MODULE_MAX_BLOB_SIZE, data,
				  CONFIG_MODULE_MAX_BLOB_SIZE),
			 0);
	expect_config(data, CONFIG_MODULE_MAX_BLOB_SIZE);
}

static void the_assembler_drops_what_does_not_fit(void **state)
{
	struct core_memory before;

	mod_free(dev->mod, mod_alloc(dev->mod, 8)); /* a container is at hand */
	before = core_memory_now();
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_SINGLE, 100, data, 101), -EINVAL);
	core_memory_expect(&before);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_SINGLE, 100, data, 99), -EINVAL);
	core_memory_expect(&before);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, 100, data, SIZE_MAX), -EINVAL);
	core_memory_expect(&before);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, 100, data, 50), 0);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_MIDDLE, 50, data, SIZE_MAX - 20), -EINVAL);
	core_memory_expect(&before);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, 100, data, 50), 0);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_LAST, 50, data, 49), -EINVAL);
	core_memory_expect(&before);
	assert_null(dev->mod->priv.cfg.data);
}

static void the_assembler_takes_fragments_in_their_place_only(void **state)
{
	static const struct {
		uint32_t id, offset;
		size_t size;
	} bad[] = {
		{ 1, 0, 50 }, { 1, 49, 51 }, { 1, 51, 49 }, { 1, UINT32_MAX, 0 }, { 2, 50, 50 },
	};

	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_SINGLE, 30, data + 7, 30), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		for (int pos = MODULE_CFG_FRAGMENT_MIDDLE; pos <= MODULE_CFG_FRAGMENT_LAST;
		     pos += 2) {
			assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, 100, data, 50), 0);
			assert_int_equal(module_set_configuration(dev->mod, bad[i].id, pos,
								  bad[i].offset, data, bad[i].size,
								  NULL, 0),
					 -EINVAL);
			expect_config(data + 7, 30);
			assert_int_equal(assemble(MODULE_CFG_FRAGMENT_LAST, 50, data, 50), -EIO);
		}
	}
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_FIRST, 100, data, 50), 0);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_MIDDLE, 50, data + 50, 20), 0);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_LAST, 70, data + 70, 30), 0);
	expect_config(data, 100);
}

static int assemble_all(void *ctx)
{
	return assemble(MODULE_CFG_FRAGMENT_SINGLE, 500, data, 500);
}

static void a_failed_allocation_keeps_the_old_configuration(void **state)
{
	for (int i = 0; i < 2; i++)
		mod_alloc(dev->mod, 8);
	assert_int_equal(assemble(MODULE_CFG_FRAGMENT_SINGLE, 300, data + 7, 300), 0);
	adsp_inspect_fail_alloc(1);
	assert_int_equal(assemble_all(NULL), -ENOMEM);
	expect_config(data + 7, 300);
	assert_int_equal(core_fail_each(assemble_all, NULL), 1);
	expect_config(data, 500);
}

/* ---- get and the small forms ---- */

static uint32_t got_offset;
static size_t got_room;

static int get_configuration(struct processing_module *mod, uint32_t config_id,
			     uint32_t *data_offset_size, uint8_t *fragment, size_t fragment_size)
{
	got_offset = *data_offset_size;
	got_room = fragment_size;
	*data_offset_size = 3;
	memcpy(fragment, "abc", 3);
	return config_id == 9 ? -EDOM : 0;
}

static int set_param(struct processing_module *mod, uint32_t param_id_data)
{
	return param_id_data == 0x00051234 ? 0 : -EINVAL;
}

static int get_param(struct processing_module *mod, uint32_t *param_id_data)
{
	*param_id_data |= 0x77;
	return 0;
}

static void reading_goes_through_the_operation(void **state)
{
	struct module_interface ops = probe_ops;
	struct comp_driver drv = PROBE_DRIVER(ops);
	struct comp_dev *reader;
	uint8_t out[BOX];
	uint32_t size = 100;

	assert_int_equal(module_adapter_get_large_config(dev, 1, true, true, &size, out, BOX),
			 -EIO);

	ops.get_configuration = get_configuration;
	reader = graph_ll(&drv, 1, 0);
	size = 100;
	assert_int_equal(module_adapter_get_large_config(reader, 1, true, true, &size, out, BOX),
			 0);
	assert_int_equal(got_offset, 0);
	assert_int_equal(got_room, 100);
	assert_int_equal(size, 3);
	size = 1u << 20;
	assert_int_equal(module_adapter_get_large_config(reader, 1, true, false, &size, out, BOX),
			 0);
	assert_int_equal(got_room, BOX);
	size = 700;
	assert_int_equal(module_adapter_get_large_config(reader, 1, false, true, &size, out, BOX),
			 0);
	assert_int_equal(got_offset, 700);
	assert_int_equal(got_room, BOX);
	size = 10;
	assert_int_equal(module_adapter_get_large_config(reader, 9, true, true, &size, out, BOX),
			 -EDOM);
	graph_free(reader);
}

static void small_words_need_an_operation(void **state)
{
	struct module_interface ops = probe_ops;
	struct comp_driver drv = PROBE_DRIVER(ops);
	uint32_t word = 0x00050000;
	struct comp_dev *able;

	assert_int_equal(module_adapter_set_config_param(dev, word), -ENOEXEC);
	assert_int_equal(module_adapter_get_config_param(dev, &word), -ENOEXEC);
	ops.set_config_param = set_param;
	ops.get_config_param = get_param;
	able = graph_ll(&drv, 1, 0);
	assert_int_equal(module_adapter_set_config_param(able, 0x00051234), 0);
	assert_int_equal(module_adapter_set_config_param(able, 0), -EINVAL);
	assert_int_equal(module_adapter_get_config_param(able, &word), 0);
	assert_int_equal(word, 0x00050077);
	graph_free(able);
}

static void without_an_operation_every_parameter_is_accepted(void **state)
{
	struct comp_dev *bare = graph_ll(&probe_bare_driver, 1, 0);

	assert_int_equal(
		module_adapter_set_large_config(bare, 1, true, true, UINT32_MAX, data, BOX), 0);
	assert_int_equal(
		module_adapter_set_large_config(bare, 1, false, true, UINT32_MAX, data, BOX), 0);
	graph_free(bare);
}

static struct {
	unsigned int calls, in_user_mode;
} seen;

static void look(void)
{
	seen.calls++;
	seen.in_user_mode += k_is_user_context();
}

static int look_at_set(struct processing_module *mod, uint32_t id,
		       enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		       const uint8_t *fragment, size_t size, uint8_t *response,
		       size_t response_size)
{
	look();
	assert_memory_equal(fragment, data, size);
	return pos == MODULE_CFG_FRAGMENT_FIRST ? 0 : -EDOM;
}

static int look_at_get(struct processing_module *mod, uint32_t id, uint32_t *data_offset_size,
		       uint8_t *fragment, size_t size)
{
	look();
	memset(fragment, 0x77, size);
	*data_offset_size = 4;
	return 0;
}

static int look_at_set_param(struct processing_module *mod, uint32_t param_id_data)
{
	look();
	return -EDOM;
}

static int look_at_get_param(struct processing_module *mod, uint32_t *param_id_data)
{
	look();
	*param_id_data = 5;
	return 0;
}

/* A user module parses what the host sends in its own thread: a mistake there is its own fault only. */
static void operations_run_where_the_module_lives(void **state)
{
	struct module_interface ops = probe_ops;
	struct comp_driver drv = PROBE_DRIVER(ops);
	uint8_t *in = platform_window(1, NULL), *out = (uint8_t *)platform_window(0, NULL) + 4096;

	ops.set_configuration = look_at_set;
	ops.get_configuration = look_at_get;
	ops.set_config_param = look_at_set_param;
	ops.get_config_param = look_at_get_param;
	memcpy(in, data, BOX);
	for (int domain = IPC4_PROC_DOMAIN_LL; domain <= IPC4_PROC_DOMAIN_DP; domain++) {
		struct comp_dev *looker = graph_new(&drv, 1, 0, (enum ipc4_proc_domain)domain);
		bool is_user = domain == IPC4_PROC_DOMAIN_DP &&
			       IS_ENABLED(CONFIG_SOF_USERSPACE_APPLICATION);
		uint32_t size = 100, word = 0;

		memset(&seen, 0, sizeof(seen));
		memset(out, 0, 101);
		assert_int_equal(module_adapter_set_large_config(looker, 5, true, true, 100, in,
								 BOX),
				 -EDOM);
		assert_int_equal(
			module_adapter_set_large_config(looker, 5, true, false, 2000, in, BOX), 0);
		/* beyond the end: refused at the border, and the transfer is ended */
		assert_int_equal(module_adapter_set_large_config(looker, 5, false, true, 2001, in,
								 BOX),
				 -EINVAL);
		assert_int_equal(
			module_adapter_get_large_config(looker, 5, true, true, &size, out, BOX), 0);
		assert_int_equal(size, 4);
		assert_int_equal(out[99], 0x77);
		assert_int_equal(out[100], 0);
		assert_int_equal(module_adapter_set_config_param(looker, 7), -EDOM);
		assert_int_equal(module_adapter_get_config_param(looker, &word), 0);
		assert_int_equal(word, 5);
		assert_int_equal(seen.calls, 6);
		assert_int_equal(seen.in_user_mode, is_user ? 6 : 0);
		graph_free(looker);
	}
}

#define config_test(fn) cmocka_unit_test_setup_teardown(fn, config_start, config_stop)

int main(void)
{
	const struct CMUnitTest tests[] = {
		config_test(a_single_block_has_the_size_that_it_says),
		config_test(blocks_fill_the_box_and_the_last_takes_the_rest),
		config_test(a_refused_fragment_ends_the_transfer),
		config_test(a_transfer_under_way_is_busy),
		config_test(a_transfer_goes_on_with_its_own_parameter),
		config_test(nothing_can_follow_nothing),
		config_test(transfers_of_two_modules_do_not_mix),
		config_test(the_assembler_takes_up_to_its_limit),
		config_test(the_assembler_drops_what_does_not_fit),
		config_test(the_assembler_takes_fragments_in_their_place_only),
		config_test(a_failed_allocation_keeps_the_old_configuration),
		config_test(reading_goes_through_the_operation),
		config_test(small_words_need_an_operation),
		config_test(operations_run_where_the_module_lives),
		config_test(without_an_operation_every_parameter_is_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
