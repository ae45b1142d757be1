/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the place of Dolby's processing delays by a block and a period, keeps its blob, and refuses what does not fit. */
#include "effect.h"

#define NAME   "DAX"
#define FRAMES 960
#define DELAY  304

static int set_control(struct processing_module *mod, uint32_t id, uint32_t index, uint32_t count)
{
	struct {
		struct sof_ipc4_control_msg_payload header;
		struct sof_ipc4_ctrl_value_chan values[2];
	} msg = { .header = { .id = (uint16_t)index, .num_elems = (uint16_t)count } };

	return module_set(mod, id, &msg, sizeof(msg.header) + count * sizeof(msg.values[0]));
}

static struct processing_module *make(uint32_t rate, uint32_t channels, uint32_t bits)
{
	struct ipc4_base_module_cfg base =
		make_base(make_format(rate, channels, bits == 16 ? 16 : 32, bits));

	return module_new(NAME, 0, &base, sizeof(base));
}

/* @param channels	of the source; the sink has 2 */
static void check_delay(uint32_t channels, uint32_t bits, struct signal *random)
{
	static uint8_t in[FRAMES * 8 * 4], out[FRAMES * 2 * 4], expected[sizeof(out)];
	const uint32_t bytes = bits == 16 ? 2 : 4;
	struct processing_module *mod = make(48000, channels, bits);
	struct test_source source;
	struct test_sink sink;
	uint32_t n;

	signal_fill(random, in, FRAMES * channels, bits, bytes);
	memset(expected, 0, sizeof(expected));
	for (uint32_t i = DELAY; i < FRAMES; i++)
		memcpy(expected + i * 2 * bytes, in + (i - DELAY) * channels * bytes, 2 * bytes);
	source_init(&source, make_format(48000, channels, 8 * bytes, bits), 200);
	sink_init(&sink, make_format(48000, 2, 8 * bytes, bits), 203);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	module_run(mod);
	for (uint32_t i = 0; i < FRAMES; i += n) {
		n = pick(random, 1, 200);
		n = MIN(n, FRAMES - i);
		source_put(&source, in + i * channels * bytes, n);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, out + i * 2 * bytes), n);
	}
	kit_expect_same("delayed", expected, out, FRAMES, 2, bytes);
	module_halt(mod);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
}

static void any_split_is_delayed_the_same(void **state)
{
	static const uint32_t channels[] = { 2, 6, 8 };
	struct signal random = { .state = harness_seed() };

	for (size_t i = 0; i < ARRAY_SIZE(channels); i++)
		for (uint32_t bits = 16; bits <= 32; bits += 8)
			check_delay(channels[i], bits, &random);
}

static int prepare(uint32_t rate, uint32_t sink_rate, uint32_t channels, uint32_t sink_channels)
{
	return module_prepare_between(make(rate, channels, 32), make_format(rate, channels, 32, 32),
				      make_format(sink_rate, sink_channels, 32, 32));
}

static void streams_that_do_not_fit(void **state)
{
	assert_int_equal(prepare(48000, 48000, 2, 2), 0);
	assert_int_equal(prepare(44100, 44100, 2, 2), -EINVAL);
	assert_int_equal(prepare(48000, 44100, 2, 2), -EINVAL);
	assert_int_equal(prepare(48000, 48000, 1, 2), -EINVAL);
	assert_int_equal(prepare(48000, 48000, 4, 2), -EINVAL);
	assert_int_equal(prepare(48000, 48000, 6, 6), -EINVAL);
}

static void controls(void **state)
{
	struct processing_module *mod = make(48000, 2, 32);
	uint32_t words[] = { 0x08001027, 16, 1, 2, 0x08001026, 12, 1 }, read[7];
	uint32_t size = 0;

	for (uint32_t i = 0; i < 4; i++) {
		assert_int_equal(set_control(mod, IPC4_SWITCH_CONTROL_PARAM_ID, i, 1),
				 i < 3 ? 0 : -EINVAL);
		assert_int_equal(set_control(mod, IPC4_ENUM_CONTROL_PARAM_ID, i, 1),
				 i < 2 ? 0 : -EINVAL);
	}
	assert_int_equal(set_control(mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 2), -EINVAL);
	assert_int_equal(module_set(mod, 0, words, 8), 0);
	assert_int_equal(module_set(mod, 0, words, 4), -EINVAL);
	assert_int_equal(module_set(mod, 1, words, sizeof(words)), 0);
	assert_int_equal(
		mod->priv.ops->get_configuration(mod, 1, &size, (uint8_t *)read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(words));
	assert_memory_equal(read, words, sizeof(words));
	assert_int_equal(module_set(mod, 1, words, sizeof(words) - 4), -EINVAL);
	words[1] = 4;
	assert_int_equal(module_set(mod, 1, words, sizeof(words)), -EINVAL);
	words[1] = 18;
	assert_int_equal(module_set(mod, 1, words, sizeof(words)), -EINVAL);
	words[1] = 24;
	assert_int_equal(module_set(mod, 1, words, sizeof(words)), -EINVAL);
	words[1] = 0xFFFFFFF0;
	assert_int_equal(module_set(mod, 1, words, sizeof(words)), -EINVAL);
	module_delete(mod);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_split_is_delayed_the_same),
		cmocka_unit_test(streams_that_do_not_fit),
		cmocka_unit_test(controls),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
