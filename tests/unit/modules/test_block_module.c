/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the kit refuses what is not as a module's tables say, with nothing changed, and hands on what is. The
 * module here exists in this program only.
 */
#include <sof/audio/block_module.h>
#include "harness.h"

struct pair_of_words {
	uint32_t a, b;
};

struct probe_data {
	struct block_module base;
	struct pair_of_words value;
	uint32_t index, count, values[IPC4_MAX_CHANNELS];
	size_t data_bytes;
	int32_t offset; /* from the blob, added to each sample */
	int blobs;
};

static void add_s32(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
{
	const struct probe_data *pd = private;
	const int32_t *in = src;
	int32_t *out = dst;

	for (uint32_t i = 0; i < frames * channels; i++)
		out[i] = in[i] + pd->offset;
}

static const struct block_format probe_formats[] = { { SOF_IPC_FRAME_S32_LE,
						       { SIMD_SAME(add_s32) } } };

static int set_value(struct processing_module *mod, const void *value, size_t size)
{
	struct probe_data *pd = module_get_private_data(mod);

	assert_int_equal((uintptr_t)value % 8, 0);
	assert_int_equal(size, sizeof(pd->value));
	if (((const struct pair_of_words *)value)->a > 100)
		return -ERANGE;
	memcpy(&pd->value, value, size);
	return 0;
}

static int get_value(struct processing_module *mod, void *data, size_t room)
{
	const struct probe_data *pd = module_get_private_data(mod);

	assert_true(room >= sizeof(pd->value));
	memcpy(data, &pd->value, sizeof(pd->value));
	return sizeof(pd->value);
}

static int get_nothing(struct processing_module *mod, void *data, size_t room)
{
	return -ENODATA;
}

static int set_controls(struct processing_module *mod, uint32_t index,
			const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct probe_data *pd = module_get_private_data(mod);

	pd->index = index;
	pd->count = count;
	for (uint32_t i = 0; i < count; i++)
		pd->values[i] = values[i].value;
	return 0;
}

static int set_data(struct processing_module *mod, const void *value, size_t size)
{
	struct probe_data *pd = module_get_private_data(mod);

	pd->data_bytes = size;
	return 0;
}

static int apply_blob(struct processing_module *mod, const void *blob, size_t size)
{
	struct probe_data *pd = module_get_private_data(mod);

	pd->blobs++;
	pd->offset = 0;
	if (blob)
		memcpy(&pd->offset, blob, sizeof(pd->offset));
	return pd->offset == -1 ? -EPROTO : 0;
}

static int validate_blob(struct comp_dev *dev, const void *data, size_t size)
{
	return size >= sizeof(int32_t) ? 0 : -EINVAL;
}

enum {
	VALUE = 1,
	UNREADABLE = 2,
	DATA = 3,
};

static const struct config_param probe_params[] = {
	CONFIG_PARAM_VALUE(VALUE, struct pair_of_words, set_value, get_value),
	CONFIG_PARAM_VALUE(UNREADABLE, uint32_t, NULL, get_nothing),
	CONFIG_PARAM_DATA(DATA, set_data, NULL),
	CONFIG_PARAM_CONTROLS(IPC4_SWITCH_CONTROL_PARAM_ID, 2, 1, 3, set_controls),
	CONFIG_PARAM_ENUM(set_controls),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct probe_data, base.blob),
};

static const struct block_module_desc probe_desc = {
	.formats = probe_formats,
	.num_formats = ARRAY_SIZE(probe_formats),
	.private_bytes = sizeof(struct probe_data),
	.apply_blob = apply_blob,
	.validate_blob = validate_blob,
};

static int probe_init(struct processing_module *mod)
{
	return block_module_init(mod, &probe_desc);
}

static int probe_reset(struct processing_module *mod)
{
	return 0;
}

static const struct module_interface probe_ops = { .init = probe_init,
						   .reset = probe_reset,
						   BLOCK_MODULE_OPS };

MODULE_REGISTER("KITPROBE", (00000000, 0001, 0002, 0003, 000000000004), .ops = &probe_ops,
		CONFIG_PARAMS(probe_params), .manifest_type = IPC4_MODULE_TYPE_LL,
		.instance_max_count = 1, .max_inputs = 1, .max_outputs = 1)

/* The module with a stereo stream of 32 bits on both sides. */
struct rig {
	struct processing_module *mod;
	struct probe_data *pd;
	struct test_source source;
	struct test_sink sink;
};

static void rig_start(struct rig *rig)
{
	struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct ipc4_base_module_cfg base = make_base(fmt);

	rig->mod = module_new("KITPROBE", 0, &base, sizeof(base));
	rig->pd = module_get_private_data(rig->mod);
	source_init(&rig->source, fmt, 8);
	sink_init(&rig->sink, fmt, 8);
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_stop(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

/* Send a control message of `bytes` from an odd address. */
static int set_control(struct rig *rig, uint32_t param, uint16_t id, uint16_t count, size_t bytes)
{
	const uint32_t message[] = {
		id | (uint32_t)count << 16, 0, 0, 0, 0, 9, 10, 9, 11, 9, 12, 9, 13
	};
	uint8_t box[sizeof(message) + 1];

	memcpy(box + 1, message, sizeof(message));
	return module_set(rig->mod, param, box + 1, bytes);
}

static void controls_are_counted_and_measured(void **state)
{
	struct rig rig;

	rig_start(&rig);
	assert_int_equal(set_control(&rig, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 3, 20 + 24), 0);
	assert_int_equal(rig.pd->index, 1);
	assert_int_equal(rig.pd->count, 3);
	assert_int_equal(rig.pd->values[2], 12);
	rig.pd->count = 77;
	for (size_t bytes = 0; bytes < 52; bytes++) {
		if (bytes != 20 + 16)
			assert_int_equal(set_control(&rig, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 2,
						     bytes),
					 -EINVAL);
	}
	assert_int_equal(set_control(&rig, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 0, 20), -EINVAL);
	assert_int_equal(set_control(&rig, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 4, 20 + 32), -EINVAL);
	assert_int_equal(set_control(&rig, IPC4_SWITCH_CONTROL_PARAM_ID, 2, 1, 28), -EINVAL);
	assert_int_equal(set_control(&rig, IPC4_ENUM_CONTROL_PARAM_ID, 1, 1, 28), -EINVAL);
	assert_int_equal(set_control(&rig, IPC4_ENUM_CONTROL_PARAM_ID, 0, 2, 36), -EINVAL);
	assert_int_equal(set_control(&rig, IPC4_SWITCH_CONTROL_PARAM_ID, 0, UINT16_MAX, 52),
			 -EINVAL);
	assert_int_equal(rig.pd->count, 77);
	assert_int_equal(set_control(&rig, IPC4_ENUM_CONTROL_PARAM_ID, 0, 1, 28), 0);
	assert_int_equal(rig.pd->count, 1);
	rig_stop(&rig);
}

static int set_part(struct rig *rig, uint32_t id, enum module_cfg_fragment_position pos,
		    uint32_t offset, const void *data, size_t bytes)
{
	return rig->mod->priv.ops->set_configuration(rig->mod, id, pos, offset, data, bytes, NULL,
						     0);
}

static void values_have_one_size_and_one_block(void **state)
{
	const struct pair_of_words good = { 5, 6 }, bad = { 101, 0 };
	uint8_t data[64] = { 0 }, read[16];
	uint32_t size = 0;
	struct rig rig;

	rig_start(&rig);
	for (size_t bytes = 0; bytes < sizeof(data); bytes++) {
		if (bytes != sizeof(good))
			assert_int_equal(module_set(rig.mod, VALUE, data, bytes), -EINVAL);
	}
	memcpy(data + 1, &good, sizeof(good));
	assert_int_equal(module_set(rig.mod, VALUE, data + 1, sizeof(good)), 0);
	assert_memory_equal(&rig.pd->value, &good, sizeof(good));
	assert_int_equal(module_set(rig.mod, VALUE, &bad, sizeof(bad)), -ERANGE);
	assert_int_equal(set_part(&rig, VALUE, MODULE_CFG_FRAGMENT_FIRST, 8, &bad, 8), -EINVAL);
	assert_int_equal(module_set(rig.mod, UNREADABLE, data, 4), -EINVAL);
	assert_int_equal(module_set(rig.mod, DATA, data, 13), 0);
	assert_int_equal(rig.pd->data_bytes, 13);

	assert_int_equal(rig.mod->priv.ops->get_configuration(rig.mod, VALUE, &size, read, 7),
			 -EINVAL);
	assert_int_equal(rig.mod->priv.ops->get_configuration(rig.mod, VALUE, &size, read, 16), 0);
	assert_int_equal(size, sizeof(good));
	assert_memory_equal(read, &good, sizeof(good));
	assert_int_equal(rig.mod->priv.ops->get_configuration(rig.mod, UNREADABLE, &size, read, 16),
			 -ENODATA);
	assert_int_equal(rig.mod->priv.ops->get_configuration(rig.mod, DATA, &size, read, 16),
			 -EINVAL);
	rig_stop(&rig);
}

static void play(struct rig *rig, int32_t in, int32_t expected)
{
	const int32_t frame[2] = { in, in };
	int32_t out[2];

	source_put(&rig->source, frame, 1);
	assert_int_equal(module_process(rig->mod), 0);
	assert_int_equal(sink_take(&rig->sink, out), 1);
	assert_int_equal(out[1], expected);
}

static void blobs_arrive_in_fragments_between_blocks(void **state)
{
	const int32_t first[4] = { 10 }, second[2] = { 20 }, wrong[1] = { -1 };
	uint8_t read[32];
	uint32_t size = 0;
	struct rig rig;

	rig_start(&rig);
	/* without one the module says what that means */
	assert_int_equal(module_prepare(rig.mod), 0);
	assert_int_equal(rig.pd->blobs, 1);
	play(&rig, 1, 1);
	assert_int_equal(module_set(rig.mod, 12, first, 3), -EINVAL);
	assert_int_equal(set_part(&rig, 12, MODULE_CFG_FRAGMENT_FIRST, sizeof(first), first, 6), 0);
	assert_int_equal(set_part(&rig, 12, MODULE_CFG_FRAGMENT_MIDDLE, 6,
				  (const uint8_t *)first + 6, 4),
			 0);
	play(&rig, 1, 1);
	assert_int_equal(set_part(&rig, 12, MODULE_CFG_FRAGMENT_LAST, 10,
				  (const uint8_t *)first + 10, 6),
			 0);
	play(&rig, 1, 11);
	play(&rig, 2, 12);
	assert_int_equal(rig.pd->blobs, 2);
	rig.mod->dev->state = COMP_STATE_ACTIVE;
	assert_int_equal(module_set(rig.mod, 99, second, sizeof(second)), 0);
	assert_int_equal(
		rig.mod->priv.ops->get_configuration(rig.mod, 99, &size, read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(first));
	play(&rig, 1, 21);
	assert_int_equal(module_set(rig.mod, 99, wrong, sizeof(wrong)), 0);
	assert_int_equal(module_process(rig.mod), -EPROTO);
	rig.mod->dev->state = COMP_STATE_READY;
	assert_int_equal(module_prepare(rig.mod), -EPROTO);
	rig_stop(&rig);
}

static void unknown_parameters_and_formats_are_refused(void **state)
{
	static const struct config_param only_enum[] = { CONFIG_PARAM_ENUM(set_controls) };
	const struct comp_driver *declared;
	struct comp_driver other;
	struct rig rig;
	uint32_t word = 0;
	uint32_t size = 0;

	rig_start(&rig);
	declared = rig.mod->dev->drv;
	other = *declared;
	rig.mod->dev->drv = &other;
	other.params = only_enum;
	other.num_params = 1;
	assert_int_equal(set_part(&rig, 7, MODULE_CFG_FRAGMENT_SINGLE, 4, &word, 4), -EINVAL);
	assert_int_equal(rig.mod->priv.ops->get_configuration(rig.mod, IPC4_ENUM_CONTROL_PARAM_ID,
							      &size, (uint8_t *)&word, 4),
			 -EINVAL);
	other.num_params = 0;
	assert_int_equal(set_part(&rig, 7, MODULE_CFG_FRAGMENT_SINGLE, 4, &word, 4), -EINVAL);
	rig.mod->dev->drv = declared;
	rig.source.ring.params.valid_sample_fmt = SOF_IPC_FRAME_S24_4LE;
#ifndef CONFIG_FORMAT_BY_CONTAINER
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
#endif
	/* 16 bits in a container of 32: the table's arithmetic would read other words */
	rig.source.ring.params.valid_sample_fmt = SOF_IPC_FRAME_S32_LE;
	rig.source.ring.params.frame_fmt = rig.sink.ring.params.frame_fmt = SOF_IPC_FRAME_S16_LE;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.frame_fmt = rig.sink.ring.params.frame_fmt = SOF_IPC_FRAME_S32_LE;
	assert_int_equal(module_prepare(rig.mod), 0);
	rig_stop(&rig);
}

/* Nothing to do is no error; a ring of part frames is, where it wraps, and leaves nothing outstanding. */
static void blocks_end_at_what_is_there(void **state)
{
	struct rig rig;

	rig_start(&rig);
	assert_int_equal(module_prepare(rig.mod), 0);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sink, NULL), 0);
	rig.source.ring.size = 60;
	rig.source.ring.read = 56;
	rig.source.ring.level = 16;
	assert_int_equal(module_process(rig.mod), -EINVAL);
	assert_int_equal(rig.source.api.requested, 0);
	assert_int_equal(rig.sink.api.requested, 0);
	assert_int_equal(rig.source.ring.level, 16);
	rig_stop(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_are_counted_and_measured),
		cmocka_unit_test(values_have_one_size_and_one_block),
		cmocka_unit_test(blobs_arrive_in_fragments_between_blocks),
		cmocka_unit_test(unknown_parameters_and_formats_are_refused),
		cmocka_unit_test(blocks_end_at_what_is_there),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
