/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the multiplexer puts the channels of its inputs side by side, whatever the split; inputs that do not run
 * are silence; configurations that are none are refused and change nothing.
 */
#include "effect.h"

#define FRAMES 400
#define RING   130

/* What the module gets behind the base configuration. */
struct formats {
	struct ipc4_audio_format reference, output;
};

struct rig {
	struct processing_module *mod;
	struct test_source sources[2];
	struct test_sink sink;
	struct peer producers[2];
	uint32_t channels[2], bytes;
};

static struct ipc4_audio_format format_of(uint32_t channels, uint32_t bits)
{
	return make_format(48000, channels, bits == 16 ? 16 : 32, bits);
}

static int try_mux(const struct formats *formats, size_t bytes, uint32_t first, uint32_t bits,
		   struct processing_module **mod)
{
	struct {
		struct ipc4_base_module_cfg base;
		uint8_t behind[256];
	} init = { .base = make_base(format_of(first, bits)) };

	if (formats)
		memcpy(init.behind, formats, MIN(bytes, sizeof(*formats)));
	return module_try("MUX", 0, &init, sizeof(init.base) + bytes, mod);
}

static void rig_open(struct rig *rig, uint32_t first, uint32_t second, uint32_t bits)
{
	const struct formats formats = { format_of(second, bits), format_of(first + second, bits) };

	assert_int_equal(try_mux(&formats, sizeof(formats), first, bits, &rig->mod), 0);
	rig->channels[0] = first;
	rig->channels[1] = second;
	rig->bytes = bits == 16 ? 2 : 4;
	for (uint32_t pin = 0; pin < 2; pin++) {
		source_init(&rig->sources[pin], format_of(rig->channels[pin], bits), RING + pin);
		peer_init(&rig->producers[pin], COMP_STATE_ACTIVE);
		rig->sources[pin].api.producer = &rig->producers[pin].mod;
		rig->sources[pin].api.queue_id = pin;
	}
	/* as the firmware has them: the one that was bound last comes first */
	module_attach_source(rig->mod, &rig->sources[1].api);
	module_attach_source(rig->mod, &rig->sources[0].api);
	sink_init(&rig->sink, formats.output, RING + 3);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->sources[0].ring.data);
	free(rig->sources[1].ring.data);
	free(rig->sink.ring.data);
}

static void feed(struct rig *rig, uint32_t pin, const int32_t *in, uint32_t frames)
{
	uint8_t packed[RING * 8 * 4];

	effect_pack(in, packed, frames * rig->channels[pin], rig->bytes);
	source_put(&rig->sources[pin], packed, frames);
}

/* Frame for frame; in[] NULL: silence. */
static void expect(const struct rig *rig, const int32_t *const in[2], const uint8_t *seen,
		   uint32_t frames)
{
	static uint8_t expected[FRAMES * 8 * 4];
	const uint32_t channels = rig->channels[0] + rig->channels[1];

	for (uint32_t i = 0; i < frames * channels; i++) {
		const uint32_t frame = i / channels, channel = i % channels;
		const uint32_t pin = channel >= rig->channels[0];
		const int32_t x = in[pin] ? in[pin][frame * rig->channels[pin] + channel -
						    (pin ? rig->channels[0] : 0)] :
					    0;

		memcpy(expected + i * rig->bytes, &x, rig->bytes);
	}
	kit_expect_same("side by side", expected, seen, frames, channels, rig->bytes);
}

static int32_t in[2][FRAMES * 8];
static uint8_t seen[FRAMES * 8 * 4];

static void fill(struct signal *random, uint32_t bits)
{
	for (size_t i = 0; i < ARRAY_SIZE(in[0]); i++) {
		in[0][i] = signal_sample(random, bits);
		in[1][i] = signal_sample(random, bits);
	}
}

/* Each input in blocks of its own: what both have comes out. */
static void check(uint32_t first, uint32_t second, uint32_t bits, struct signal *random)
{
	uint32_t given[2] = { 0, 0 }, taken = 0;
	struct rig rig;

	fill(random, bits);
	rig_open(&rig, first, second, bits);
	module_run(rig.mod);
	while (taken < FRAMES) {
		const uint32_t before = MIN(given[0], given[1]);
		int ret;

		for (uint32_t pin = 0; pin < 2; pin++) {
			const uint32_t room = MIN(FRAMES - given[pin], RING - (given[pin] - taken));
			const uint32_t n = pick(random, 0, MIN(room, 60));

			feed(&rig, pin, in[pin] + given[pin] * rig.channels[pin], n);
			given[pin] += n;
		}
		ret = module_process(rig.mod);
		assert_int_equal(ret, MIN(given[0], given[1]) == before ? -ENODATA : 0);
		taken += sink_take(&rig.sink, seen + taken * (first + second) * rig.bytes);
		assert_int_equal(taken, MIN(given[0], given[1]));
	}
	expect(&rig, (const int32_t *const[]){ in[0], in[1] }, seen, FRAMES);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void channels_stand_side_by_side(void **state)
{
	struct signal random = { .state = harness_seed() };

	for (uint32_t bits = 16; bits <= 32; bits += 8)
		for (uint32_t first = 1; first < 8; first++)
			for (uint32_t second = 1; first + second <= 8; second++)
				check(first, second, bits, &random);
}

/* The other one goes on, and its channels stay where they are. */
static void an_input_that_does_not_run_is_silence(void **state)
{
	struct signal random = { .state = harness_seed() };

	fill(&random, 32);
	for (uint32_t still = 0; still < 2; still++) {
		struct rig rig;

		rig_open(&rig, 2, 1, 32);
		rig.producers[still].dev.state = COMP_STATE_PAUSED;
		module_run(rig.mod);
		feed(&rig, still, in[still], 7); /* left from before the pause */
		feed(&rig, !still, in[!still], 48);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, seen), 48);
		expect(&rig, (const int32_t *const[]){ still ? in[0] : NULL, still ? NULL : in[1] },
		       seen, 48);
		assert_int_equal(rig.sources[still].ring.level / rig.bytes / rig.channels[still],
				 7);
		module_halt(rig.mod);
		rig_close(&rig);
	}
}

/* It is silence until its first frames, and holds the other one up from then on. */
static void an_input_that_joins_leaves_no_gap(void **state)
{
	struct signal random = { .state = harness_seed() };
	struct rig rig;

	fill(&random, 32);
	rig_open(&rig, 1, 1, 32);
	rig.producers[1].dev.state = COMP_STATE_READY;
	module_run(rig.mod);
	feed(&rig, 0, in[0], 48);
	assert_int_equal(module_process(rig.mod), 0);
	rig.producers[1].dev.state = COMP_STATE_ACTIVE;
	feed(&rig, 0, in[0] + 48, 48);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sink, seen), 96);
	expect(&rig, (const int32_t *const[]){ in[0], NULL }, seen, 96);
	feed(&rig, 0, in[0] + 96, 48);
	feed(&rig, 1, in[1], 40);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sink, seen), 40);
	expect(&rig, (const int32_t *const[]){ in[0] + 96, in[1] }, seen, 40);
	assert_int_equal(module_process(rig.mod), -ENODATA);
	/* none runs */
	rig.producers[0].dev.state = rig.producers[1].dev.state = COMP_STATE_PAUSED;
	assert_int_equal(module_process(rig.mod), -ENODATA);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void make_config(uint8_t *blob, uint32_t first, uint32_t second, uint32_t output,
			uint32_t bits)
{
	const struct ipc4_base_module_cfg base = make_base(format_of(first, bits));
	const struct formats formats = { format_of(second, bits), format_of(output, bits) };

	memcpy(blob, &base, sizeof(base));
	memcpy(blob + sizeof(base), &formats, sizeof(formats));
}

static void a_configuration_by_blob(void **state)
{
	struct processing_module *mod;
	struct rig rig;
	uint8_t blob[88], back[88];
	uint32_t offset = sizeof(back);

	assert_int_equal(try_mux(NULL, 0, 2, 32, &mod), 0);
	rig_open(&rig, 2, 3, 32);
	/* none: no stream, and nothing to read */
	module_attach_sink(mod, &rig.sink.api);
	assert_int_equal(module_prepare(mod), -EINVAL);
	assert_int_equal(mod->priv.ops->get_configuration(mod, 0, &offset, back, sizeof(back)),
			 -EINVAL);
	make_config(blob, 2, 3, 5, 32);
	for (uint32_t param = 0; param < 400; param += 100) {
		assert_int_equal(module_set(mod, param, blob, sizeof(blob)), 0);
		offset = sizeof(back);
		assert_int_equal(mod->priv.ops->get_configuration(mod, param, &offset, back,
								  sizeof(back)),
				 0);
		assert_memory_equal(blob, back, sizeof(back));
	}
	assert_int_equal(module_prepare(mod), 0);
	module_delete(mod);
	rig_close(&rig);
}

static void configurations_that_are_refused(void **state)
{
	static const struct {
		const char *why;
		uint32_t first, second, output, bits;
		size_t bytes;
	} bad[] = {
		{ "no channels", 0, 2, 2, 32, 88 },
		{ "no reference", 2, 0, 2, 32, 88 },
		{ "more than eight", 5, 4, 9, 32, 88 },
		{ "255 channels", 255, 1, 0, 32, 88 },
		{ "fewer than the sum", 2, 2, 3, 32, 88 },
		{ "more than the sum", 2, 2, 5, 32, 88 },
		{ "8 bits", 2, 2, 4, 8, 88 },
		{ "too short", 2, 2, 4, 32, 87 },
		{ "the base alone", 2, 2, 4, 32, 40 },
		{ "empty", 2, 2, 4, 32, 0 },
		{ "too long", 2, 2, 4, 32, 92 },
		{ "other channels while it runs", 1, 3, 4, 32, 88 },
		{ "other bits while it runs", 2, 2, 4, 16, 88 },
	};
	uint8_t blob[92] = { 0 };
	struct rig rig;

	fill(&(struct signal){ .state = 5 }, 32);
	rig_open(&rig, 2, 2, 32);
	module_run(rig.mod);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		make_config(blob, bad[i].first, bad[i].second, bad[i].output, bad[i].bits);
		if (bad[i].bits == 8)
			blob[20] = blob[44] = blob[68] = 8;
		if (module_set(rig.mod, 0, blob, bad[i].bytes) != -EINVAL)
			fail_msg("taken: %s", bad[i].why);
		feed(&rig, 0, in[0], 48);
		feed(&rig, 1, in[1], 48);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, seen), 48);
		expect(&rig, (const int32_t *const[]){ in[0], in[1] }, seen, 48);
	}
	make_config(blob, 2, 2, 4, 32);
	assert_int_equal(module_set(rig.mod, 0, blob, 88), 0);
	/* depths that differ */
	blob[44] = 16;
	assert_int_equal(module_set(rig.mod, 0, blob, 88), -EINVAL);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void payloads_that_are_refused(void **state)
{
	const struct formats three = { format_of(2, 32), format_of(3, 32) };
	const struct formats nine = { format_of(4, 32), format_of(9, 32) };
	const struct formats four = { format_of(2, 32), format_of(4, 32) };
	struct processing_module *mod;

	assert_int_equal(try_mux(&three, sizeof(three), 2, 32, &mod), -EINVAL);
	assert_int_equal(try_mux(&nine, sizeof(nine), 5, 32, &mod), -EINVAL);
	for (size_t bytes = 1; bytes < 200; bytes++) {
		const int ret = try_mux(&four, bytes, 2, 32, &mod);

		assert_int_equal(ret, bytes == sizeof(four) ? 0 : -EINVAL);
		if (!ret)
			module_delete(mod);
	}
}

static int bind_of(struct rig *rig, uint32_t pin, uint32_t queue)
{
	struct bind_info info = { COMP_BIND_TYPE_SOURCE, .source = &rig->sources[pin].api };

	rig->sources[pin].api.queue_id = queue;
	return rig->mod->priv.ops->bind(rig->mod, &info);
}

static void edges_that_are_refused(void **state)
{
	struct bind_info info = { COMP_BIND_TYPE_SOURCE };
	struct test_sink other;
	struct rig rig;

	rig_open(&rig, 2, 1, 32);
	assert_int_equal(bind_of(&rig, 0, 2), -EINVAL);
	assert_int_equal(bind_of(&rig, 0, 1), -EINVAL); /* of two channels */
	assert_int_equal(bind_of(&rig, 0, 0), 0);
	assert_int_equal(bind_of(&rig, 0, 0), -EALREADY);
	info.source = &rig.sources[0].api;
	assert_int_equal(rig.mod->priv.ops->unbind(rig.mod, &info), 0);
	assert_int_equal(bind_of(&rig, 0, 0), 0);
	rig.sources[0].api.queue_id = 1;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.sources[0].api.queue_id = 0;
	sink_init(&other, format_of(2, 32), 8);
	rig.mod->sinks[0] = &other.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	sink_init(&other, format_of(3, 16), 8);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	rig.mod->sinks[0] = &rig.sink.api;
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -ENOTCONN);
	rig.mod->num_of_sinks = 1;
	assert_int_equal(module_prepare(rig.mod), 0);
	rig_close(&rig);
}

/* Mutated configurations are refused, or the stream goes on with them. */
static void fuzz(void **state)
{
	struct signal random = { .state = harness_seed() };
	uint32_t taken = 0, refused = 0;
	struct rig rig;

	fill(&random, 32);
	rig_open(&rig, 2, 2, 32);
	module_run(rig.mod);
	for (int round = 0; round < 3000; round++) {
		static uint8_t blob[2 * EFFECT_MOST_BLOB];
		size_t bytes;
		int ret;

		memset(blob, 0, sizeof(blob));
		make_config(blob, 2, 2, 4, 32);
		bytes = effect_mutate(blob, 88, &random);
		ret = module_set(rig.mod, 0, blob, bytes);
		assert_true(ret == 0 || ret == -EINVAL);
		taken += !ret;
		refused += !!ret;
		feed(&rig, 0, in[0], 48);
		feed(&rig, 1, in[1], 48);
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(sink_take(&rig.sink, seen), 48);
		expect(&rig, (const int32_t *const[]){ in[0], in[1] }, seen, 48);
	}
	assert_true(taken && refused);
	module_halt(rig.mod);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(channels_stand_side_by_side),
		cmocka_unit_test(an_input_that_does_not_run_is_silence),
		cmocka_unit_test(an_input_that_joins_leaves_no_gap),
		cmocka_unit_test(a_configuration_by_blob),
		cmocka_unit_test(configurations_that_are_refused),
		cmocka_unit_test(payloads_that_are_refused),
		cmocka_unit_test(edges_that_are_refused),
		cmocka_unit_test(fuzz),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
