/* SPDX-License-Identifier: BSD-3-Clause */
/* LARGE_CONFIG: fragments, the vendor form, sizes bounded by the box, answers. */
#include "ipc_host.h"

#define BOX IPC4_MAILBOX_BYTES

/* A module that notes what it is given: gain with its configuration operations replaced. */
static struct {
	unsigned int calls;
	uint32_t id;
	enum module_cfg_fragment_position pos;
	uint32_t offset;
	size_t size;
	uint8_t data[2 * BOX];
	size_t filled;
	int result;
	unsigned int fail_at; /* call that fails, 0 none */
} got;

static int note_set(struct processing_module *mod, uint32_t config_id,
		    enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		    const uint8_t *fragment, size_t fragment_size, uint8_t *response,
		    size_t response_size)
{
	(void)mod;
	(void)response;
	(void)response_size;
	got.calls++;
	got.id = config_id;
	got.pos = pos;
	got.offset = data_offset_size;
	got.size = fragment_size;
	if (pos & MODULE_CFG_FRAGMENT_FIRST)
		got.filled = 0;
	assert_true(fragment_size <= sizeof(got.data) - got.filled);
	memcpy(got.data + got.filled, fragment, fragment_size);
	got.filled += fragment_size;
	return got.calls == got.fail_at ? -EINVAL : got.result;
}

/* 10,000 bytes of a pattern that names its position. */
#define BLOB_BYTES 10000u

static uint8_t blob_byte(size_t i)
{
	return (uint8_t)(i * 7 + (i >> 8));
}

static int note_get(struct processing_module *mod, uint32_t config_id, uint32_t *data_offset_size,
		    uint8_t *fragment, size_t fragment_size)
{
	const uint32_t offset = *data_offset_size;
	size_t n, i;

	(void)mod;
	got.calls++;
	got.id = config_id;
	got.size = fragment_size;
	got.offset = offset;
	if (got.result)
		return got.result;
	if (offset > BLOB_BYTES)
		return -EINVAL;
	n = BLOB_BYTES - offset < fragment_size ? BLOB_BYTES - offset : fragment_size;
	for (i = 0; i < n; i++)
		fragment[i] = blob_byte(offset + i);
	*data_offset_size = n;
	return 0;
}

static int setup(void **state)
{
	static struct module_interface ops;
	struct comp_dev *dev;

	machine_up(state);
	assert_int_equal(create_pipeline(1), IPC4_SUCCESS);
	assert_int_equal(init_gain(0, 1), IPC4_SUCCESS);
	dev = comp_find(gain_id(0));
	ops = *dev->mod->priv.ops;
	ops.set_configuration = note_set;
	ops.get_configuration = note_get;
	dev->mod->priv.ops = &ops;
	memset(&got, 0, sizeof(got));
	return 0;
}

static uint32_t set_block(uint32_t param, bool first, bool last, uint32_t size, const void *data,
			  size_t bytes)
{
	return send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_SET, gain_id(0)),
			large_extension(param, first, last, size), data, bytes);
}

static uint32_t get_block(uint32_t param, bool first, bool last, uint32_t size, const void *data,
			  size_t bytes)
{
	return send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_GET, gain_id(0)),
			large_extension(param, first, last, size), data, bytes);
}

static void fill(uint8_t *data, size_t bytes, size_t from)
{
	for (size_t i = 0; i < bytes; i++)
		data[i] = blob_byte(from + i);
}

/* ---- set ---- */

static void test_set_single(void **state)
{
	uint8_t data[BOX];

	(void)state;
	fill(data, sizeof(data), 0);
	for (uint32_t size = 0; size <= BOX; size += 512) {
		assert_int_equal(set_block(5, true, true, size, data, size), IPC4_SUCCESS);
		assert_int_equal(got.id, 5);
		assert_int_equal(got.pos, MODULE_CFG_FRAGMENT_SINGLE);
		assert_int_equal(got.offset, size);
		assert_int_equal(got.size, size);
		assert_memory_equal(got.data, data, size);
	}
	assert_int_equal(host.reply.extension, large_extension(5, true, true, BOX));
}

static void test_set_refused(void **state)
{
	const uint8_t data[BOX] = { 0 };

	(void)state;
	/* no such instance */
	assert_int_equal(large_set(gain_id(9), 5, data, 24), IPC4_MOD_INVALID_ID);
	/* more than the box; the module is not asked */
	assert_int_equal(set_block(5, true, true, BOX + 1, data, BOX), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(set_block(5, true, true, 0xFFFFF, data, BOX), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(got.calls, 0);
	/* the module refuses */
	got.result = -EINVAL;
	assert_int_equal(set_block(5, true, true, 24, data, 24), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(host.reply.extension, large_extension(5, true, true, 24));
}

static void test_set_fragments(void **state)
{
	uint8_t data[BOX];

	(void)state;
	fill(data, BOX, 0);
	assert_int_equal(set_block(9, true, false, BLOB_BYTES, data, BOX), IPC4_SUCCESS);
	assert_int_equal(got.pos, MODULE_CFG_FRAGMENT_FIRST);
	assert_int_equal(got.offset, BLOB_BYTES);
	assert_int_equal(got.size, BOX);
	fill(data, BOX, BOX);
	assert_int_equal(set_block(9, false, false, BOX, data, BOX), IPC4_SUCCESS);
	assert_int_equal(got.pos, MODULE_CFG_FRAGMENT_MIDDLE);
	assert_int_equal(got.offset, BOX);
	assert_int_equal(got.size, BOX);
	got.filled = 0;
	fill(data, BOX, 2 * BOX);
	assert_int_equal(set_block(9, false, true, 2 * BOX, data, BLOB_BYTES - 2 * BOX),
			 IPC4_SUCCESS);
	assert_int_equal(got.pos, MODULE_CFG_FRAGMENT_LAST);
	assert_int_equal(got.size, BLOB_BYTES - 2 * BOX);
	assert_memory_equal(got.data, data, got.size);
}

static void test_set_last_bounds(void **state)
{
	const uint8_t data[BOX] = { 0 };

	(void)state;
	/* without a first block, with an offset beyond the total, with a remainder beyond the box */
	assert_int_equal(set_block(9, false, true, 100, data, BOX), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(set_block(9, true, false, BLOB_BYTES, data, BOX), IPC4_SUCCESS);
	assert_int_equal(set_block(9, false, true, BLOB_BYTES + 1, data, BOX),
			 IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(set_block(9, false, true, BOX, data, BOX), IPC4_INVALID_RESOURCE_ID);
	/* each of these has ended the transfer */
	got.calls = 0;
	assert_int_equal(set_block(9, false, true, 2 * BOX, data, BOX), IPC4_INVALID_RESOURCE_ID);
	assert_int_equal(got.calls, 0);
}

/* Transfers to two instances do not mix. */
static void test_set_interleaved(void **state)
{
	static const struct module_interface *ops;
	const uint8_t data[BOX] = { 0 };

	(void)state;
	assert_int_equal(init_gain(1, 1), IPC4_SUCCESS);
	ops = comp_find(gain_id(0))->mod->priv.ops;
	comp_find(gain_id(1))->mod->priv.ops = ops;

	assert_int_equal(set_block(9, true, false, 5000, data, BOX), IPC4_SUCCESS);
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_SET, gain_id(1)),
				  large_extension(9, true, false, 6000), data, BOX),
			 IPC4_SUCCESS);
	got.filled = 0;
	assert_int_equal(set_block(9, false, true, BOX, data, 5000 - BOX), IPC4_SUCCESS);
	assert_int_equal(got.size, 5000 - BOX);
	got.filled = 0;
	assert_int_equal(send_raw(module_primary(IPC4_MOD_LARGE_CONFIG_SET, gain_id(1)),
				  large_extension(9, false, true, BOX), data, 6000 - BOX),
			 IPC4_SUCCESS);
	assert_int_equal(got.size, 6000 - BOX);
}

/* ---- get ---- */

static void test_get_single(void **state)
{
	const uint8_t *box = adsp_ipc_dspbox(NULL);

	(void)state;
	assert_int_equal(get_block(3, true, true, BOX, NULL, 0), IPC4_SUCCESS);
	assert_int_equal(got.id, 3);
	assert_int_equal(large_size(), BOX);
	for (size_t i = 0; i < BOX; i++)
		assert_int_equal(box[i], blob_byte(i));
	/* the host has less room */
	assert_int_equal(get_block(3, true, true, 100, NULL, 0), IPC4_SUCCESS);
	assert_int_equal(large_size(), 100);
	/* and claims more than there is */
	assert_int_equal(get_block(3, true, true, 0xFFFFF, NULL, 0), IPC4_SUCCESS);
	assert_int_equal(large_size(), BOX);
}

static void test_get_fragments(void **state)
{
	const uint8_t *box = adsp_ipc_dspbox(NULL);
	size_t at = 0;

	(void)state;
	while (at < BLOB_BYTES) {
		assert_int_equal(get_block(3, at == 0, false, at ? at : BLOB_BYTES, NULL, 0),
				 IPC4_SUCCESS);
		for (size_t i = 0; i < large_size(); i++)
			assert_int_equal(box[i], blob_byte(at + i));
		at += large_size();
		/* a short block is the last one, and says so */
		assert_int_equal(host.reply.extension >> 28 & 1, large_size() < BOX);
	}
	assert_int_equal(at, BLOB_BYTES);
}

static void test_get_refused(void **state)
{
	(void)state;
	assert_int_equal(large_get(gain_id(9), 3), IPC4_MOD_INVALID_ID);
	assert_int_equal(get_block(3, false, true, BLOB_BYTES + 1, NULL, 0), IPC4_MOD_INVALID_ID);
	got.result = -EINVAL;
	assert_int_equal(get_block(3, true, true, 64, NULL, 0), IPC4_MOD_INVALID_ID);
	assert_int_equal(host.reply.extension, large_extension(3, true, true, 64));
}

static void test_no_handlers(void **state)
{
	static struct module_interface ops;
	struct comp_dev *dev = comp_find(gain_id(0));

	(void)state;
	ops = *dev->mod->priv.ops;
	ops.set_configuration = NULL;
	ops.get_configuration = NULL;
	dev->mod->priv.ops = &ops;
	assert_int_equal(large_set(gain_id(0), 3, "abcd", 4), IPC4_SUCCESS);
	assert_int_equal(large_get(gain_id(0), 3), IPC4_MOD_INVALID_ID);
}

/* The header of a control travels in the host box and stands in the answer before the module looks. */
static int keep_header(struct processing_module *mod, uint32_t config_id,
		       uint32_t *data_offset_size, uint8_t *fragment, size_t fragment_size)
{
	(void)mod;
	(void)fragment;
	(void)fragment_size;
	got.id = config_id;
	*data_offset_size = sizeof(struct sof_ipc4_control_msg_payload);
	return 0;
}

static void test_get_control_header(void **state)
{
	const struct sof_ipc4_control_msg_payload header = { .id = 3,
							     .num_elems = 2,
							     .reserved = { 1, 2, 3, 4 } };
	static struct module_interface ops;
	struct comp_dev *dev = comp_find(gain_id(0));

	(void)state;
	ops = *dev->mod->priv.ops;
	ops.get_configuration = keep_header;
	dev->mod->priv.ops = &ops;
	for (uint32_t param = IPC4_SWITCH_CONTROL_PARAM_ID; param <= IPC4_BYTES_CONTROL_PARAM_ID;
	     param++) {
		assert_int_equal(get_block(param, true, true, BOX, &header, sizeof(header)),
				 IPC4_SUCCESS);
		assert_int_equal(large_size(), sizeof(header));
		assert_memory_equal(adsp_ipc_dspbox(NULL), &header, sizeof(header));
	}
}

/* ---- vendor form ---- */

static void test_vendor_set_list(void **state)
{
	const uint32_t list[] = { 7, 4, 0x11111111, 0x1234508, 3, 0x00222222, 9, 8, 1, 2 };

	(void)state;
	assert_int_equal(set_block(0xFF, true, true, sizeof(list), list, sizeof(list)),
			 IPC4_SUCCESS);
	assert_int_equal(got.calls, 3);
	assert_int_equal(got.id, 9);
	assert_int_equal(got.size, 8);
	assert_int_equal(got.pos, MODULE_CFG_FRAGMENT_SINGLE);
	/* the last value may lack its padding */
	assert_int_equal(set_block(0xFF, true, true, 23, list, sizeof(list)), IPC4_SUCCESS);
	assert_int_equal(got.id, 0x1234508);
	assert_int_equal(got.size, 3);
}

static void test_vendor_set_refused(void **state)
{
	const uint32_t zero[] = { 7, 4, 1, 8, 0 };
	const uint32_t beyond[] = { 7, 4, 1, 8, 5, 1 };
	const uint32_t wrap[] = { 7, 0xFFFFFFFC, 1, 8 };
	const uint32_t torn[] = { 7, 4, 1, 8 };

	(void)state;
	for (uint32_t size = 0; size < 8; size++)
		assert_int_equal(set_block(0xFF, true, true, size, torn, sizeof(torn)),
				 IPC4_INVALID_CONFIG_DATA_STRUCT);
	assert_int_equal(set_block(0xFF, true, true, sizeof(torn), torn, sizeof(torn)),
			 IPC4_INVALID_CONFIG_DATA_STRUCT);
	assert_int_equal(set_block(0xFF, true, true, sizeof(zero), zero, sizeof(zero)),
			 IPC4_INVALID_CONFIG_DATA_LEN);
	assert_int_equal(set_block(0xFF, true, true, sizeof(beyond), beyond, sizeof(beyond)),
			 IPC4_INVALID_CONFIG_DATA_LEN);
	assert_int_equal(set_block(0xFF, true, true, sizeof(wrap), wrap, sizeof(wrap)),
			 IPC4_INVALID_CONFIG_DATA_LEN);
	assert_int_equal(set_block(0xFF, true, true, BOX + 8, torn, sizeof(torn)),
			 IPC4_INVALID_CONFIG_DATA_LEN);
	/* a malformed list changes nothing: not even its good part is applied */
	assert_int_equal(got.calls, 0);
	got.result = -EINVAL;
	assert_int_equal(set_block(0xFF, true, true, 12, torn, 12), IPC4_INVALID_RESOURCE_ID);
}

static void test_vendor_set_fragments(void **state)
{
	const uint32_t total = 8 + BLOB_BYTES;
	uint8_t data[BOX];
	uint32_t head[2] = { 0xABC09, BLOB_BYTES };

	(void)state;
	memcpy(data, head, 8);
	fill(data + 8, BOX - 8, 0);
	assert_int_equal(set_block(0xFF, true, false, total, data, BOX), IPC4_SUCCESS);
	assert_int_equal(got.id, 0xABC09);
	assert_int_equal(got.size, BOX - 8);
	assert_int_equal(got.offset, BLOB_BYTES);
	fill(data, BOX, BOX - 8);
	assert_int_equal(set_block(0xFF, false, false, BOX, data, BOX), IPC4_SUCCESS);
	assert_int_equal(got.offset, BOX - 8);
	got.filled = 0;
	fill(data, BOX, 2 * BOX - 8);
	assert_int_equal(set_block(0xFF, false, true, 2 * BOX, data, total - 2 * BOX),
			 IPC4_SUCCESS);
	assert_int_equal(got.size, total - 2 * BOX);
	assert_memory_equal(got.data, data, got.size);

	/* refused: a length that is not the rest, none, no room for the head */
	head[1]--;
	assert_int_equal(set_block(0xFF, true, false, total, head, 8),
			 IPC4_INVALID_CONFIG_DATA_LEN);
	head[1] = 0;
	assert_int_equal(set_block(0xFF, true, false, 8, head, 8), IPC4_INVALID_CONFIG_DATA_LEN);
	assert_int_equal(set_block(0xFF, true, false, 7, head, 8), IPC4_INVALID_CONFIG_DATA_STRUCT);
	assert_int_equal(set_block(0xFF, false, true, 0, head, 8), IPC4_INVALID_CONFIG_DATA_STRUCT);
}

static void test_vendor_get_list(void **state)
{
	const uint32_t want[] = { 5, 6, 0x101, 100 };

	(void)state;
	assert_int_equal(get_block(0xFF, true, true, sizeof(want), want, sizeof(want)),
			 IPC4_SUCCESS);
	assert_int_equal(large_size(), 8 + 8 + 8 + 100);
	assert_int_equal(dsp_word(0), 5);
	assert_int_equal(dsp_word(1), 6);
	assert_int_equal(dsp_word(3) >> 16, 0); /* padding */
	assert_int_equal(dsp_word(4), 0x101);
	assert_int_equal(dsp_word(5), 100);
	assert_int_equal(got.id, 0x101);
}

static void test_vendor_get_refused(void **state)
{
	const uint32_t want[] = { 5, 0xFFFFFFFF, 6, 8, 7, 8 };

	(void)state;
	assert_int_equal(get_block(0xFF, true, true, 0, want, sizeof(want)), IPC4_FAILURE);
	assert_int_equal(get_block(0xFF, true, true, 12, want, sizeof(want)), IPC4_FAILURE);
	assert_int_equal(get_block(0xFF, true, true, BOX + 8, want, sizeof(want)), IPC4_FAILURE);
	/* the first takes the whole box, nothing is left for the next */
	assert_int_equal(get_block(0xFF, true, true, 16, want, sizeof(want)), IPC4_FAILURE);
	assert_int_equal(get_block(0xFF, true, true, 8, want, sizeof(want)), IPC4_SUCCESS);
	assert_int_equal(large_size(), BOX);
	got.result = -EINVAL;
	assert_int_equal(get_block(0xFF, true, true, 8, want, sizeof(want)), IPC4_FAILURE);
}

static void test_vendor_get_fragments(void **state)
{
	const uint32_t want[] = { 5, BLOB_BYTES };
	const uint8_t *box = adsp_ipc_dspbox(NULL);
	size_t at = 0;

	(void)state;
	while (at < BLOB_BYTES + 8) {
		const size_t head = at ? 0 : 8;

		assert_int_equal(get_block(0xFF, !at, false, at ? at : BLOB_BYTES + 8, want,
					   sizeof(want)),
				 IPC4_SUCCESS);
		assert_int_equal(got.id, 5);
		for (size_t i = head; i < large_size(); i++)
			assert_int_equal(box[i], blob_byte(at + i - 8));
		at += large_size();
	}
	assert_int_equal(at, BLOB_BYTES + 8);
	assert_int_equal(get_block(0xFF, false, true, 7, want, sizeof(want)), IPC4_FAILURE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_set_single, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_set_refused, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_set_fragments, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_set_last_bounds, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_set_interleaved, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_get_single, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_get_fragments, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_get_refused, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_no_handlers, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_get_control_header, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_vendor_set_list, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_vendor_set_refused, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_vendor_set_fragments, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_vendor_get_list, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_vendor_get_refused, setup, machine_down),
		cmocka_unit_test_setup_teardown(test_vendor_get_fragments, setup, machine_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
