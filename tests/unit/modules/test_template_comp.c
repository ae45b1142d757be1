/* SPDX-License-Identifier: BSD-3-Clause */
/* Template component: copy, swap, its switch, refusals. */
#include "harness.h"

static struct processing_module *make_template(void *arg)
{
	struct ipc4_base_module_cfg base = make_base(*(struct ipc4_audio_format *)arg);

	return module_new("TEMPLATE", 0, &base, sizeof(base));
}

static int set_switch(struct processing_module *mod, uint16_t id, uint16_t count, uint32_t value,
		      size_t bytes)
{
	uint32_t message[7] = { id | (uint32_t)count << 16, 0, 0, 0, 0, 0, value };

	return module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, message, bytes);
}

static struct processing_module *make_swapping(void *arg)
{
	struct processing_module *mod = make_template(arg);

	assert_int_equal(set_switch(mod, 0, 1, 1, 28), 0);
	return mod;
}

static void test_copies_or_swaps_in_any_split(void **state)
{
	struct signal random = { .state = harness_seed() };
	enum {
		FRAMES = 300
	};
	static uint8_t in[FRAMES * 8 * 4], out[FRAMES * 8 * 4];

	for (int round = 0; round < 60; round++) {
		uint32_t bits = 16 + 8 * pick(&random, 0, 2), channels = pick(&random, 1, 8);
		uint32_t bytes = bits == 16 ? 2 : 4;
		struct ipc4_audio_format fmt = make_format(48000, channels, 8 * bytes, bits);

		signal_fill(&random, in, FRAMES * channels, 8 * bytes, bytes);
		run_split(make_template, &fmt, fmt, fmt, in, out, FRAMES, pick(&random, 1, 70),
			  &random);
		assert_memory_equal(in, out, FRAMES * channels * bytes);
		run_split(make_swapping, &fmt, fmt, fmt, in, out, FRAMES, pick(&random, 1, 70),
			  &random);
		for (uint32_t i = 0; i < FRAMES * channels; i++)
			assert_memory_equal(out + i * bytes,
					    in + (i - i % channels + channels - 1 - i % channels) *
							    bytes,
					    bytes);
	}
}

static void test_switch_takes_effect_and_reset_clears_it(void **state)
{
	struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct processing_module *mod = make_template(&fmt);
	const int32_t frame[2] = { 1, 2 }, swapped[2] = { 2, 1 };
	struct test_source source;
	struct test_sink sink;
	int32_t out[2];

	source_init(&source, fmt, 4);
	sink_init(&sink, fmt, 4);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	assert_int_equal(module_prepare(mod), 0);
	for (uint32_t value = 0; value < 4; value++) {
		assert_int_equal(set_switch(mod, 0, 1, value, 28), 0);
		source_put(&source, frame, 1);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, out), 1);
		assert_memory_equal(out, value ? swapped : frame, sizeof(out));
	}
	assert_int_equal(mod->priv.ops->reset(mod), 0);
	assert_int_equal(module_prepare(mod), 0);
	source_put(&source, frame, 1);
	assert_int_equal(module_process(mod), 0);
	assert_int_equal(sink_take(&sink, out), 1);
	assert_memory_equal(out, frame, sizeof(out));
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
}

static void test_refusals(void **state)
{
	struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct processing_module *mod = make_template(&fmt);
	struct test_source source, packed;
	struct test_sink sink, mono, narrow, packed_sink;
	uint32_t word = 7, size = 4;

	assert_int_equal(set_switch(mod, 1, 1, 1, 28), -EINVAL);
	assert_int_equal(set_switch(mod, 0, 2, 1, 28), -EINVAL);
	assert_int_equal(set_switch(mod, 0, 0, 1, 28), -EINVAL);
	for (size_t bytes = 0; bytes < 28; bytes++)
		assert_int_equal(set_switch(mod, 0, 1, 1, bytes), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_ENUM_CONTROL_PARAM_ID, &word, 4), -EINVAL);
	assert_int_equal(module_set(mod, 0, &word, 4), -EINVAL);
	assert_int_equal(mod->priv.ops->get_configuration(mod, 0, &size, (uint8_t *)&word, 4),
			 -EINVAL);

	source_init(&source, fmt, 4);
	source_init(&packed, fmt, 4);
	packed.ring.params.frame_fmt = SOF_IPC_FRAME_S24_3LE;
	sink_init(&sink, fmt, 4);
	sink_init(&packed_sink, fmt, 4);
	packed_sink.ring.params.frame_fmt = SOF_IPC_FRAME_S24_3LE;
	sink_init(&mono, make_format(48000, 1, 32, 32), 4);
	sink_init(&narrow, make_format(48000, 2, 16, 16), 4);
	assert_int_equal(module_prepare(mod), -EINVAL);
	module_attach_source(mod, &source.api);
	assert_int_equal(module_prepare(mod), -EINVAL);
	module_attach_sink(mod, &mono.api);
	assert_int_equal(module_prepare(mod), -EINVAL);
	mod->sinks[0] = &narrow.api;
	assert_int_equal(module_prepare(mod), -EINVAL);
	mod->sinks[0] = &packed_sink.api;
	mod->sources[0] = &packed.api;
	assert_int_equal(module_prepare(mod), -EINVAL);
	mod->sinks[0] = &sink.api;
	mod->sources[0] = &source.api;
	assert_int_equal(module_prepare(mod), 0);
	module_attach_sink(mod, &mono.api);
	assert_int_equal(module_prepare(mod), -EINVAL);
	module_delete(mod);
	free(source.ring.data);
	free(packed.ring.data);
	free(sink.ring.data);
	free(packed_sink.ring.data);
	free(mono.ring.data);
	free(narrow.ring.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies_or_swaps_in_any_split),
		cmocka_unit_test(test_switch_takes_effect_and_reset_clears_it),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
