/* SPDX-License-Identifier: BSD-3-Clause */
/* What mixins and mixouts refuse. */
#include "mixin_rig.h"

static void test_mixin_parameters(void **state)
{
	struct mixin_rig in;
	struct {
		uint32_t count;
		struct ipc4_mixer_mode_sink_config output[3];
	} mode = { .count = 1 }, bad;
	uint32_t param;

	mixin_open(&in, *fmt32(), 0);
	mode.output[0] = (struct ipc4_mixer_mode_sink_config){ .output_queue_id = 1, .gain = 2000 };
	assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &mode, 24), 0);
	assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &mode, 23), -EINVAL);
	assert_int_equal(module_set(in.mod, 2, &mode, 24), -EINVAL);
	assert_int_equal(in.mod->priv.ops->set_configuration(in.mod, IPC4_MIXER_MODE,
							     MODULE_CFG_FRAGMENT_MIDDLE, 24,
							     (uint8_t *)&mode, 24, NULL, 0),
			 -EINVAL);
	for (uint32_t count = 0; count < 6; count++) {
		bad = mode;
		bad.count = count;
		assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &bad, sizeof(bad)),
				 count >= 1 && count <= 3 ? 0 : -EINVAL);
		assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &bad, 4 + 20 * count - 1),
				 -EINVAL);
	}
	bad = mode;
	bad.count = UINT32_MAX;
	assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &bad, sizeof(bad)), -EINVAL);
	bad = mode;
	bad.output[0].output_queue_id = 3;
	assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &bad, 24), -EINVAL);
	bad = mode;
	bad.output[0].mixer_mode = 2;
	assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &bad, 24), -EINVAL);
	for (uint32_t channels = 0; channels < 11; channels++) {
		bad = mode;
		bad.output[0].mixer_mode = 1;
		bad.output[0].output_channel_count = channels;
		assert_int_equal(module_set(in.mod, IPC4_MIXER_MODE, &bad, 24),
				 channels >= 1 && channels <= 8 ? 0 : -EINVAL);
	}

	param = 0;
	assert_int_equal(in.mod->priv.ops->get_config_param(in.mod, &param), 0);
	assert_int_equal(param, 10);
	assert_int_equal(in.mod->priv.ops->set_config_param(in.mod, 0), -EINVAL);
	assert_int_equal(in.mod->priv.ops->set_config_param(in.mod, 1 << 16 | 5), -EINVAL);
	assert_int_equal(in.mod->priv.ops->set_config_param(in.mod, 0xFFFF), 0);
	param = 0;
	assert_int_equal(in.mod->priv.ops->get_config_param(in.mod, &param), 0);
	assert_int_equal(param, 0xFFFF);
	param = 3 << 16;
	assert_int_equal(in.mod->priv.ops->get_config_param(in.mod, &param), -EINVAL);
	mixin_close(&in);
}

static void test_prepare_needs_one_format(void **state)
{
	struct ipc4_audio_format s16 = make_format(48000, 2, 16, 16),
				 s24 = make_format(48000, 2, 32, 24);
	struct ipc4_audio_format flt = make_format(48000, 2, 32, 32);
	struct mixin_rig in;
	struct mixout_rig out;
	struct edge e, e16;

	mixin_open(&in, *fmt32(), 0);
	assert_int_equal(module_prepare(in.mod), -EINVAL);
	mixout_open(&out, *fmt32(), PERIOD);
	assert_int_equal(edge_bind(&e16, in.mod, out.mod, 0, s16), 0);
	assert_int_equal(module_prepare(in.mod), -EINVAL);
	in.mod->num_of_sinks = 0;
	edge_unbind(&e16);
	assert_int_equal(edge_bind(&e, in.mod, out.mod, 0, *fmt32()), 0);
	assert_int_equal(module_prepare(in.mod), 0);
	in.source.ring.params.channels = 3;
	assert_int_equal(module_prepare(in.mod), -EINVAL);
	in.source.ring.params.channels = 2;
	e.sink.ring.params.valid_sample_fmt = SOF_IPC_FRAME_S24_4LE_MSB;
	assert_int_equal(module_prepare(in.mod), -EINVAL);

	assert_int_equal(module_prepare(out.mod), 0);
	assert_int_equal(audio_stream_params_from_ipc4(&out.sink.ring.params, &s16), 0);
	assert_int_equal(module_prepare(out.mod), -EINVAL);
	assert_int_equal(audio_stream_params_from_ipc4(&out.sink.ring.params, &s24), 0);
	assert_int_equal(module_prepare(out.mod), 0);
	out.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(out.mod), -EINVAL);
	mixout_close(&out);

	flt.s_type = IPC4_TYPE_FLOAT;
	mixout_open(&out, flt, PERIOD);
	assert_int_equal(module_prepare(out.mod), -EINVAL);
	mixout_close(&out);
	mixin_close(&in);
	edge_free(&e);
	edge_free(&e16);
}

static void test_dp_domain_is_refused(void **state)
{
	static const char *const names[] = { "MIXIN", "MIXOUT" };
	struct ipc4_base_module_cfg base = make_base(*fmt32());
	struct comp_ipc_config config = { .id = COMP_ID(1, 0),
					  .pipeline_id = 7,
					  .proc_domain = IPC4_PROC_DOMAIN_DP };
	struct comp_dev *dev;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		assert_int_equal(module_adapter_new(find_driver(names[i]), &config, &base,
						    sizeof(base), &dev),
				 -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mixin_parameters),
		cmocka_unit_test(test_prepare_needs_one_format),
		cmocka_unit_test(test_dp_domain_is_refused),
	};

	return harness_run_both(tests, stop);
}
