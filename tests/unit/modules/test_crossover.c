/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the crossover's bands are those of its formulas and go to the sinks of their pins; sinks that are not
 * active get nothing; blobs in and out.
 */
#include "drc_model.h"

#define MOST 4

/* What follows the base configuration: the pins. */
struct pins {
	uint16_t inputs, outputs;
	uint32_t reserved[3];
	struct {
		uint32_t index, bytes;
		struct ipc4_audio_format fmt;
	} pins[1 + MOST];
};

static const uint32_t in_order[MOST] = { 0, 1, 2, 3 };
static const uint32_t *pin_indices = in_order; /* of the modules that are made */

static int try_crossover(struct ipc4_audio_format fmt, uint16_t inputs, uint16_t outputs,
			 struct processing_module **mod)
{
	struct {
		struct ipc4_base_module_cfg base;
		struct pins ext;
	} init = { .base = make_base(fmt), .ext = { .inputs = inputs, .outputs = outputs } };
	const size_t bytes = sizeof(init.base) + offsetof(struct pins, pins) +
			     (size_t)(inputs + outputs) * sizeof(init.ext.pins[0]);

	for (uint32_t i = 0; i < MIN((uint32_t)inputs + outputs, 1u + MOST); i++) {
		init.ext.pins[i].bytes = init.base.ibs;
		init.ext.pins[i].fmt = fmt;
		init.ext.pins[i].index = i < inputs ? 0 : pin_indices[i - inputs];
	}
	return module_try("XOVER", 0, &init, bytes, mod);
}

/* Band i goes to the pin assign[i]. */
static size_t make_blob(int32_t *blob, uint32_t bands, const uint32_t *assign)
{
	static const int32_t biquads[] = { LOW_PASS,  HIGH_PASS, HIGHER_LP,
					   HIGHER_HP, PEAK,      HIGHER_HP };
	const size_t count = bands == 2 ? 14 : 42;

	memset(blob, 0, 40);
	blob[0] = (int32_t)(40 + 4 * count);
	blob[1] = (int32_t)bands;
	for (uint32_t i = 0; i < bands; i++)
		blob[6 + i] = (int32_t)assign[i];
	memcpy(blob + 10, biquads, 4 * count);
	return 40 + 4 * count;
}

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sinks[MOST];
	struct peer peers[MOST];
	struct ipc4_audio_format fmt;
	uint32_t bands;
};

static void rig_open(struct rig *rig, uint32_t bands, uint32_t channels, uint32_t bits)
{
	rig->fmt = make_format(48000, channels, bits == 16 ? 16 : 32, bits);
	rig->bands = bands;
	assert_int_equal(try_crossover(rig->fmt, 1, (uint16_t)bands, &rig->mod), 0);
	source_init(&rig->source, rig->fmt, 150);
	module_attach_source(rig->mod, &rig->source.api);
	for (uint32_t i = 0; i < bands; i++) {
		sink_init(&rig->sinks[i], rig->fmt, 130 + i);
		peer_init(&rig->peers[i], COMP_STATE_ACTIVE);
		rig->sinks[i].api.consumer = &rig->peers[i].mod;
		module_attach_sink(rig->mod, &rig->sinks[i].api);
	}
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	for (uint32_t i = 0; i < rig->bands; i++)
		free(rig->sinks[i].ring.data);
}

/* What the bands are, band after band. */
static void model_bands(const int32_t *blob, const int32_t *in, int32_t (*out)[EFFECT_FRAMES * 8],
			uint32_t channels, uint32_t bits)
{
	struct model_split splits[8] = { 0 };

	for (uint32_t i = 0; i < EFFECT_FRAMES * channels; i++) {
		int64_t bands[MOST];

		model_split(blob + 10, &splits[i % channels], (uint32_t)blob[1],
			    effect_widen(in[i], bits), bands);
		for (int32_t band = 0; band < blob[1]; band++)
			out[band][i] = effect_narrow(bands[band], bits);
	}
}

static void play(struct rig *rig, const int32_t *in, uint8_t (*out)[EFFECT_FRAMES * 8 * 4],
		 struct signal *random)
{
	const uint32_t channels = rig->fmt.channels_count, bytes = rig->fmt.depth / 8;
	uint8_t packed[130 * 8 * 4];
	uint32_t n, done = 0;

	for (; done < EFFECT_FRAMES; done += n) {
		n = pick(random, 1, MIN(120, EFFECT_FRAMES - done));
		effect_pack(in + done * channels, packed, n * channels, bytes);
		source_put(&rig->source, packed, n);
		assert_int_equal(module_process(rig->mod), 0);
		for (uint32_t i = 0; i < rig->bands; i++)
			assert_int_equal(sink_take(&rig->sinks[i],
						   out[i] + done * channels * bytes),
					 rig->peers[i].dev.state == COMP_STATE_ACTIVE ? n : 0);
	}
}

/* In any split, and band i at the sink of the pin that the blob names. */
static void check(uint32_t bands, uint32_t channels, uint32_t bits, struct signal *random)
{
	static const uint32_t orders[][MOST] = { { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 1, 2, 0, 3 } };
	const uint32_t *order = orders[bands == 2 ? pick(random, 0, 1) : pick(random, 0, 1) * 2];
	static int32_t in[EFFECT_FRAMES * 8], model[MOST][EFFECT_FRAMES * 8];
	static uint8_t seen[MOST][EFFECT_FRAMES * 8 * 4], expected[EFFECT_FRAMES * 8 * 4];
	const uint32_t bytes = bits == 16 ? 2 : 4;
	int32_t blob[64];
	const size_t size = make_blob(blob, bands, order);
	struct rig rig;
	char what[64];

	for (uint32_t i = 0; i < EFFECT_FRAMES * channels; i++)
		in[i] = kit_stimulus_sample(pick(random, 0, 1) ? KIT_NOISE : KIT_FULL_SCALE, random,
					    i, bits);
	model_bands(blob, in, model, channels, bits);
	rig_open(&rig, bands, channels, bits);
	assert_int_equal(module_set(rig.mod, 0, blob, size), 0);
	module_run(rig.mod);
	play(&rig, in, seen, random);
	for (uint32_t band = 0; band < bands; band++) {
		effect_pack(model[band], expected, EFFECT_FRAMES * channels, bytes);
		snprintf(what, sizeof(what), "band %u of %u, %u bits, %u channels", band, bands,
			 bits, channels);
		kit_expect_same(what, expected, seen[order[band]], EFFECT_FRAMES, channels, bytes);
	}
	module_halt(rig.mod);
	rig_close(&rig);
}

static void bands_follow_the_model(void **state)
{
	static const uint32_t channels[] = { 1, 2, 8 };
	struct signal random = { .state = harness_seed() };

	for (uint32_t bands = 2; bands <= MOST; bands++)
		for (uint32_t bits = 16; bits <= 32; bits += 8)
			for (size_t c = 0; c < ARRAY_SIZE(channels); c++)
				check(bands, channels[c], bits, &random);
}

/* Sinks are matched with the pins of the init payload in their order, whatever the pins' numbers are. */
static void pins_have_numbers_of_their_own(void **state)
{
	static const uint32_t numbers[] = { 7, 3 };
	int32_t in[EFFECT_FRAMES], blob[64];
	static int32_t model[MOST][EFFECT_FRAMES * 8];
	static uint8_t seen[MOST][EFFECT_FRAMES * 8 * 4];
	const size_t size = make_blob(blob, 2, (const uint32_t[]){ 3, 7 });
	struct signal random = { .state = 3 };
	struct rig rig;

	for (uint32_t i = 0; i < EFFECT_FRAMES; i++)
		in[i] = signal_sample(&random, 32);
	model_bands(blob, in, model, 1, 32);
	pin_indices = numbers;
	rig_open(&rig, 2, 1, 32);
	pin_indices = in_order;
	assert_int_equal(module_set(rig.mod, 0, blob, size), 0);
	module_run(rig.mod);
	play(&rig, in, seen, &random);
	kit_expect_same("the low band at pin 3", model[0], seen[1], EFFECT_FRAMES, 1, 4);
	kit_expect_same("the high band at pin 7", model[1], seen[0], EFFECT_FRAMES, 1, 4);
	module_halt(rig.mod);
	rig_close(&rig);
}

/* The others get what they would have got, and a sink that is not active holds nothing up. */
static void inactive_sinks_get_nothing(void **state)
{
	static const uint32_t order[] = { 0, 1, 2 };
	static int32_t in[EFFECT_FRAMES * 8], model[MOST][EFFECT_FRAMES * 8];
	static uint8_t seen[MOST][EFFECT_FRAMES * 8 * 4];
	struct signal random = { .state = 9 };
	int32_t blob[64];
	const size_t size = make_blob(blob, 3, order);

	for (uint32_t i = 0; i < EFFECT_FRAMES * 2; i++)
		in[i] = signal_sample(&random, 32);
	model_bands(blob, in, model, 2, 32);
	for (uint32_t active = 0; active < 8; active++) {
		struct rig rig;

		rig_open(&rig, 3, 2, 32);
		for (uint32_t i = 0; i < 3; i++)
			rig.peers[i].dev.state = active & BIT(i) ? COMP_STATE_ACTIVE :
								   COMP_STATE_PAUSED;
		assert_int_equal(module_set(rig.mod, 0, blob, size), 0);
		module_run(rig.mod);
		play(&rig, in, seen, &random);
		for (uint32_t i = 0; i < 3; i++)
			if (active & BIT(i))
				kit_expect_same("an active sink", model[i], seen[i], EFFECT_FRAMES,
						2, 4);
		module_halt(rig.mod);
		rig_close(&rig);
	}
}

static void without_a_blob_all_get_all_until_one_comes(void **state)
{
	static const uint32_t order[] = { 0, 1 };
	static int32_t in[EFFECT_FRAMES * 8], model[MOST][EFFECT_FRAMES * 8];
	static uint8_t seen[MOST][EFFECT_FRAMES * 8 * 4];
	struct signal random = { .state = 11 };
	size_t usage = 0;
	int32_t blob[64];
	const size_t size = make_blob(blob, 2, order);
	struct rig rig;

	for (uint32_t i = 0; i < EFFECT_FRAMES; i++)
		in[i] = signal_sample(&random, 32);
	model_bands(blob, in, model, 1, 32);
	rig_open(&rig, 2, 1, 32);
	module_run(rig.mod);
	assert_int_equal(module_process(rig.mod), -ENODATA);
	play(&rig, in, seen, &random);
	for (int i = 0; i < 2; i++)
		kit_expect_same("without a blob", in, seen[i], EFFECT_FRAMES, 1, 4);
	for (int round = 0; round < 10; round++) {
		assert_int_equal(module_set(rig.mod, 0, blob, size), 0);
		play(&rig, in, seen, &random);
		for (int i = 0; i < 2; i++)
			kit_expect_same("a blob while it runs", model[i], seen[i], EFFECT_FRAMES, 1,
					4);
		usage = round ? usage : module_instance_of(rig.mod)->resources.heap_usage;
		assert_int_equal(module_instance_of(rig.mod)->resources.heap_usage, usage);
	}
	module_halt(rig.mod);
	rig_close(&rig);
}

static void blobs_that_are_refused(void **state)
{
	static const struct {
		const char *why;
		size_t bytes;
		uint32_t at;
		int32_t value;
	} changes[] = {
		{ "one band", 0, 1, 1 },
		{ "no bands", 0, 1, 0 },
		{ "five bands", 0, 1, 5 },
		{ "a negative number of bands", 0, 1, -1 },
		{ "two bands for three pins", 0, 1, 2 },
		{ "four bands for three pins", 0, 1, 4 },
		{ "another size inside", 0, 0, 40 },
		{ "a head", 40, 0, 40 },
		{ "cut off", 204, 0, 204 },
		{ "too long", 1028, 0, 1028 },
		{ "a pin that is none", 0, 6, 3 },
		{ "a pin far away", 0, 7, -1 },
		{ "a pin with two bands", 0, 8, 0 },
		{ "a shift too far to the left", 0, 10 + 35 + 5, -14 },
		{ "a shift too far to the right", 0, 10 + 5, 50 },
	};
	static const uint32_t order[] = { 0, 1, 2 };
	int32_t good[64], in[EFFECT_FRAMES * 8] = { 0 };
	static uint8_t seen[MOST][EFFECT_FRAMES * 8 * 4];
	struct signal random = { .state = 13 };
	struct rig rig;

	rig_open(&rig, 3, 1, 32);
	make_blob(good, 3, order);
	module_run(rig.mod);
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		int32_t blob[300] = { 0 };

		memcpy(blob, good, 208);
		blob[changes[i].at] = changes[i].value;
		if (module_set(rig.mod, 0, blob, changes[i].bytes ? changes[i].bytes : 208) !=
		    -EINVAL)
			fail_msg("%s is taken", changes[i].why);
		play(&rig, in, seen, &random);
	}
	assert_int_equal(module_set(rig.mod, 0, good, 208), 0);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void streams_that_are_refused(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct processing_module *mod;
	struct test_sink other;
	struct rig rig;

	assert_int_equal(try_crossover(fmt, 0, 2, &mod), -EINVAL);
	assert_int_equal(try_crossover(fmt, 2, 2, &mod), -EINVAL);
	assert_int_equal(try_crossover(fmt, 1, 0, &mod), -EINVAL);
	rig_open(&rig, 2, 2, 32);
	sink_init(&other, make_format(48000, 1, 32, 32), 8);
	rig.mod->sinks[1] = &other.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	sink_init(&other, make_format(48000, 2, 16, 16), 8);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	rig.mod->sinks[1] = &rig.sinks[1].api;
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -ENOTCONN);
	rig.mod->num_of_sinks = 3;
	assert_int_equal(module_prepare(rig.mod), -ENOTCONN);
	rig.mod->num_of_sinks = 2;
	module_run(rig.mod);
	module_halt(rig.mod);
	rig_close(&rig);
}

/* One that is bound while it runs has not been looked at. */
static void a_sink_of_other_frames_gets_nothing(void **state)
{
	uint8_t frames[16 * 2 * 4] = { 0 }, taken[16 * 2 * 4];
	struct test_sink other;
	struct rig rig;

	rig_open(&rig, 2, 2, 32);
	module_run(rig.mod);
	sink_init(&other, make_format(48000, 1, 32, 32), 16);
	other.api.consumer = &rig.peers[1].mod;
	rig.mod->sinks[1] = &other.api;
	source_put(&rig.source, frames, 16);
	assert_int_equal(module_process(rig.mod), -EINVAL);
	assert_int_equal(sink_take(&other, taken), 0);
	assert_int_equal(sink_take(&rig.sinks[0], taken), 0);
	/* nothing was lost */
	rig.mod->sinks[1] = &rig.sinks[1].api;
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.sinks[0], taken), 16);
	module_halt(rig.mod);
	free(other.ring.data);
	rig_close(&rig);
}

static void fuzz(void **state)
{
	static const uint32_t order[] = { 0, 1, 2, 3 };
	struct signal random = { .state = harness_seed() };
	static uint8_t seen[MOST][EFFECT_FRAMES * 8 * 4];
	static int32_t in[EFFECT_FRAMES * 8];
	uint32_t taken = 0, refused = 0;
	struct rig rig;

	for (uint32_t i = 0; i < EFFECT_FRAMES; i++)
		in[i] = signal_sample(&random, 32);
	rig_open(&rig, 4, 1, 32);
	module_run(rig.mod);
	for (int round = 0; round < 2000; round++) {
		static uint8_t blob[2 * EFFECT_MOST_BLOB];
		size_t bytes;
		int ret;

		memset(blob, 0, sizeof(blob));
		bytes = make_blob((int32_t *)blob, 4, order);
		bytes = effect_mutate(blob, bytes, &random);
		ret = module_set(rig.mod, 0, blob, bytes);
		assert_true(ret == 0 || ret == -EINVAL);
		taken += !ret;
		refused += !!ret;
		if (!ret)
			play(&rig, in, seen, &random);
	}
	assert_true(taken && refused);
	module_halt(rig.mod);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bands_follow_the_model),
		cmocka_unit_test(pins_have_numbers_of_their_own),
		cmocka_unit_test(inactive_sinks_get_nothing),
		cmocka_unit_test(without_a_blob_all_get_all_until_one_comes),
		cmocka_unit_test(blobs_that_are_refused),
		cmocka_unit_test(streams_that_are_refused),
		cmocka_unit_test(a_sink_of_other_frames_gets_nothing),
		cmocka_unit_test(fuzz),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
