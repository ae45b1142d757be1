/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier: payloads, parameters and edges that are refused. */
#include "copier_rig.h"

static void test_init_payloads(void **state)
{
	static const uint32_t bad_nodes[] = {
		IPC4_NODE_ID(2, 0),  IPC4_NODE_ID(3, 0),
		IPC4_NODE_ID(7, 0),  IPC4_NODE_ID(10, 0),
		IPC4_NODE_ID(14, 0), IPC4_NODE_ID(22, 0),
		IPC4_NODE_ID(31, 0), HOST_OUT(16),
		HOST_OUT(255),       0x2000,
		0xFFFFFFFE,          0x80000000,
	};
	struct payload p = make_payload(s32(2), s32(2), HOST_OUT(0)), good = p;

	for (size_t bytes = 40; bytes < 84; bytes += 4)
		assert_int_equal(try_payload(&p, bytes), -EINVAL);
	assert_int_equal(try_payload(&p, 84), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad_nodes); i++) {
		p.cfg.gtw_cfg.node_id = bad_nodes[i];
		if (try_payload(&p, 84) != -EINVAL)
			fail_msg("node %#x was accepted", bad_nodes[i]);
	}
	/* a known type that this machine lacks */
	p.cfg.gtw_cfg.node_id = IPC4_NODE_ID(IPC4_IPC_INPUT_CLASS, 0);
	assert_int_equal(try_payload(&p, 84), -ENODEV);

	p = good;
	p.cfg.gtw_cfg.config_length = 0;
	assert_int_equal(try_payload(&p, 84), 0);
	p.cfg.gtw_cfg.config_length = 2;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	assert_int_equal(try_payload(&p, 88), 0);
	p.cfg.gtw_cfg.config_length = 0x40000001;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	p.cfg.gtw_cfg.config_length = UINT32_MAX;
	assert_int_equal(try_payload(&p, 84), -EINVAL);

	p = good;
	p.cfg.gtw_cfg.dma_buffer_size = UINT32_MAX;
	assert_int_equal(try_payload(&p, 84), -ENOMEM);
	p.cfg.gtw_cfg.dma_buffer_size = INT32_MAX - 8;
	assert_int_equal(try_payload(&p, 84), -ENOMEM);

	for (uint32_t channels = 0; channels < 11; channels++) {
		p = good;
		p.cfg.base.audio_fmt.channels_count = channels;
		assert_int_equal(try_payload(&p, 84), channels >= 1 && channels <= 8 ? 0 : -EINVAL);
		p = good;
		p.cfg.out_fmt.channels_count = channels;
		assert_int_equal(try_payload(&p, 84), channels >= 1 && channels <= 8 ? 0 : -EINVAL);
	}
	p = good;
	p.cfg.out_fmt.sampling_frequency = 44100;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	p.cfg.base.audio_fmt.sampling_frequency = p.cfg.out_fmt.sampling_frequency = 0;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	p = good;
	p.cfg.out_fmt.depth = 20;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
	/* formats known, conversion not */
	p = make_payload(s16(2), make_format(48000, 1, 32, 32), HOST_OUT(0));
	p.cfg.out_fmt.s_type = IPC4_TYPE_FLOAT;
	assert_int_equal(try_payload(&p, 84), -EINVAL);
}

static void test_gateway_is_taken_once(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), SSP_OUT(0));
	struct processing_module *mod = copier_new(&p, 1);

	assert_int_equal(try_payload(&p, 84), -ENODEV);
	module_delete(mod);
	assert_int_equal(try_payload(&p, 84), 0);
}

static void test_parameters(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), IPC4_INVALID_NODE_ID);
	struct ipc4_copier_config_set_sink_format good = { .sink_id = 3,
							   .source_fmt = s32(2),
							   .sink_fmt = s16(2) },
						  bad;
	struct processing_module *mod = copier_new(&p, 1);
	uint32_t word = 31;

	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &good, sizeof(good)),
			 0);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &good,
				    sizeof(good) - 1),
			 -EINVAL);
	assert_int_equal(mod->priv.ops->set_configuration(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT,
							  MODULE_CFG_FRAGMENT_LAST, 0,
							  (uint8_t *)&good, sizeof(good), NULL, 0),
			 -EINVAL);
	bad = good;
	bad.sink_id = 4;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);
	bad = good;
	bad.source_fmt.ch_map++;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);
	bad = good;
	bad.sink_fmt.channels_count = 0;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);
	bad = good;
	bad.sink_fmt.sampling_frequency = 44100;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_SET_SINK_FORMAT, &bad, sizeof(bad)),
			 -EINVAL);

	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 4), 0);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 3), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 5), -EINVAL);
	word = 32;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 4), -EINVAL);
	/* only links have a channel map */
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 4), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_TIMESTAMP_INIT, &word, 4), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_DATA_SEGMENT_ENABLED, &word, 4),
			 -EINVAL);
	module_delete(mod);

	p = make_payload(s32(2), s16(2), SSP_OUT(0));
	mod = copier_new(&p, 1);
	word = 1;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_ATTENUATION, &word, 4), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 3), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 4), 0);
	module_delete(mod);

	/* floats cannot be remapped: refused, and the old conversion stays */
	p = make_payload(s32(2), s32(2), SSP_OUT(0));
	p.cfg.out_fmt.s_type = IPC4_TYPE_FLOAT;
	mod = copier_new(&p, 1);
	word = 0x01;
	assert_int_equal(module_set(mod, IPC4_COPIER_PARAM_CHANNEL_MAP, &word, 4), -EINVAL);
	assert_true(((struct copier_data *)module_get_private_data(mod))->has_conversion[0]);
	module_delete(mod);
}

static void test_prepare_looks_at_every_edge(void **state)
{
	struct payload p = make_payload(s32(2), s32(2), IPC4_INVALID_NODE_ID);
	struct rig r = { .mod = copier_new(&p, 1) };

	assert_int_equal(module_prepare(r.mod), -EINVAL);
	rig_source(&r, s32(2), 8);
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	rig_sink(&r, 0, s32(2), 8);
	assert_int_equal(module_prepare(r.mod), 0);
	r.sinks[0].api.queue_id = 4;
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	r.sinks[0].api.queue_id = 0;
	r.sinks[0].ring.params.channels = 3;
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	r.sinks[0].ring.params.channels = 2;
	r.source.ring.params.frame_fmt = SOF_IPC_FRAME_S16_LE;
	assert_int_equal(module_prepare(r.mod), -EINVAL);
	r.source.ring.params.frame_fmt = SOF_IPC_FRAME_S32_LE;
	module_run(r.mod);
	/* and so does the call, for what was bound meanwhile */
	rig_sink(&r, 1, s16(2), 8);
	assert_int_equal(module_process(r.mod), -EINVAL);
	rig_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init_payloads),
		cmocka_unit_test(test_gateway_is_taken_once),
		cmocka_unit_test(test_parameters),
		cmocka_unit_test(test_prepare_looks_at_every_edge),
	};

	return harness_run_both(tests, harness_stop);
}
