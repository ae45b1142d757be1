/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the demultiplexer hands out channels as its matrices say, whatever the split; outputs that do not run get
 * nothing; blobs that are none are refused and change nothing.
 */
#include "effect.h"

#define FRAMES 400
#define RING   130
#define MOST   4

struct stream {
	uint32_t pin;
	uint8_t num_channels, mask[8], reserved[3];
};

struct blob {
	uint16_t format, channels, streams, reserved;
	struct stream stream[MOST + 1];
};

static size_t blob_bytes(const struct blob *blob)
{
	return 8 + blob->streams * sizeof(struct stream);
}

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sinks[MOST];
	struct peer peers[MOST];
	uint32_t inputs, num_sinks, outputs[MOST], bytes;
};

static struct ipc4_audio_format format_of(uint32_t channels, uint32_t bits)
{
	return make_format(48000, channels, bits == 16 ? 16 : 32, bits);
}

/* Sink i is at output pin num_sinks - 1 - i: the one that was bound last comes first. */
static void rig_open(struct rig *rig, uint32_t inputs, const uint32_t *outputs, uint32_t num_sinks,
		     uint32_t bits)
{
	const struct ipc4_base_module_cfg base = make_base(format_of(inputs, bits));

	rig->mod = module_new("DEMUX", 0, &base, sizeof(base));
	rig->inputs = inputs;
	rig->num_sinks = num_sinks;
	rig->bytes = bits == 16 ? 2 : 4;
	source_init(&rig->source, base.audio_fmt, RING);
	module_attach_source(rig->mod, &rig->source.api);
	for (uint32_t i = 0; i < num_sinks; i++) {
		rig->outputs[i] = outputs[i];
		sink_init(&rig->sinks[i], format_of(outputs[i], bits), RING + i);
		peer_init(&rig->peers[i], COMP_STATE_ACTIVE);
		rig->sinks[i].api.consumer = &rig->peers[i].mod;
		rig->sinks[i].api.queue_id = num_sinks - 1 - i;
		module_attach_sink(rig->mod, &rig->sinks[i].api);
	}
}

static void rig_close(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	for (uint32_t i = 0; i < rig->num_sinks; i++)
		free(rig->sinks[i].ring.data);
}

static int32_t in[FRAMES * 8];
static uint8_t seen[MOST][FRAMES * 8 * 4];

static void play(struct rig *rig, uint32_t frames, struct signal *random)
{
	uint8_t packed[RING * 8 * 4];
	uint32_t n;

	for (uint32_t done = 0; done < frames; done += n) {
		n = pick(random, 1, MIN(120, frames - done));
		effect_pack(in + done * rig->inputs, packed, n * rig->inputs, rig->bytes);
		source_put(&rig->source, packed, n);
		assert_int_equal(module_process(rig->mod), 0);
		for (uint32_t i = 0; i < rig->num_sinks; i++)
			assert_int_equal(sink_take(&rig->sinks[i],
						   seen[i] + done * rig->outputs[i] * rig->bytes),
					 rig->peers[i].dev.state == COMP_STATE_ACTIVE ? n : 0);
	}
}

/* The channel of the input; -1: silence */
static int input_of(const struct rig *rig, const struct blob *blob, uint32_t pin, uint32_t channel)
{
	int input = (int)channel;

	if (blob) {
		input = -1;
		for (int i = 0; i < blob->streams; i++)
			for (int bit = 0; bit < 8; bit++)
				if (blob->stream[i].pin == pin &&
				    blob->stream[i].mask[channel] >> bit & 1)
					input = bit;
	}
	return input < (int)rig->inputs ? input : -1;
}

static void expect(const struct rig *rig, const struct blob *blob, uint32_t frames)
{
	static uint8_t expected[FRAMES * 8 * 4];

	for (uint32_t sink = 0; sink < rig->num_sinks; sink++) {
		const uint32_t channels = rig->outputs[sink];
		char what[32];

		if (rig->peers[sink].dev.state != COMP_STATE_ACTIVE)
			continue;
		for (uint32_t i = 0; i < frames * channels; i++) {
			const int input =
				input_of(rig, blob, rig->num_sinks - 1 - sink, i % channels);
			const int32_t x =
				input < 0 ? 0 : in[i / channels * rig->inputs + (uint32_t)input];

			memcpy(expected + i * rig->bytes, &x, rig->bytes);
		}
		snprintf(what, sizeof(what), "sink %u", sink);
		kit_expect_same(what, expected, seen[sink], frames, channels, rig->bytes);
	}
}

static void random_blob(struct blob *blob, uint32_t streams, struct signal *random)
{
	memset(blob, 0, sizeof(*blob));
	blob->streams = (uint16_t)streams;
	for (uint32_t i = 0; i < streams; i++) {
		blob->stream[i].pin = streams - 1 - i;
		for (int channel = 0; channel < 8; channel++)
			blob->stream[i].mask[channel] =
				pick(random, 0, 3) ? (uint8_t)(1u << pick(random, 0, 7)) : 0;
	}
}

static void check(uint32_t inputs, uint32_t num_sinks, uint32_t bits, struct signal *random)
{
	uint32_t outputs[MOST];
	struct blob blob;
	struct rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = signal_sample(random, bits);
	for (uint32_t i = 0; i < num_sinks; i++)
		outputs[i] = pick(random, 1, 8);
	rig_open(&rig, inputs, outputs, num_sinks, bits);
	module_run(rig.mod);
	assert_int_equal(module_process(rig.mod), -ENODATA);
	play(&rig, FRAMES, random);
	expect(&rig, NULL, FRAMES);
	/* each takes effect with the next call, also one that does not name all pins */
	for (uint32_t streams = 1; streams <= num_sinks; streams++) {
		random_blob(&blob, streams, random);
		assert_int_equal(module_set(rig.mod, 0, &blob, blob_bytes(&blob)), 0);
		play(&rig, FRAMES, random);
		expect(&rig, &blob, FRAMES);
	}
	module_halt(rig.mod);
	module_run(rig.mod);
	play(&rig, FRAMES, random);
	expect(&rig, &blob, FRAMES);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void channels_go_where_the_matrix_says(void **state)
{
	static const uint32_t inputs[] = { 1, 2, 5, 8 };
	struct signal random = { .state = harness_seed() };

	for (uint32_t bits = 16; bits <= 32; bits += 8)
		for (size_t i = 0; i < ARRAY_SIZE(inputs); i++)
			for (uint32_t sinks = 1; sinks <= MOST; sinks++)
				check(inputs[i], sinks, bits, &random);
}

static void inactive_outputs_get_nothing(void **state)
{
	static const uint32_t outputs[] = { 2, 1, 3 };
	struct signal random = { .state = harness_seed() };
	struct blob blob;
	struct rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = signal_sample(&random, 32);
	rig_open(&rig, 4, outputs, 3, 32);
	random_blob(&blob, 3, &random);
	assert_int_equal(module_set(rig.mod, 0, &blob, blob_bytes(&blob)), 0);
	module_run(rig.mod);
	for (uint32_t active = 0; active < 8; active++) {
		for (uint32_t i = 0; i < 3; i++)
			rig.peers[i].dev.state = active & BIT(i) ? COMP_STATE_ACTIVE :
								   COMP_STATE_PAUSED;
		play(&rig, FRAMES, &random);
		expect(&rig, &blob, FRAMES);
	}
	module_halt(rig.mod);
	rig_close(&rig);
}

static void blobs_that_are_refused(void **state)
{
	static const uint32_t outputs[] = { 2, 2 };
	struct signal random = { .state = 7 };
	struct blob good, blob;
	struct rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = signal_sample(&random, 32);
	rig_open(&rig, 4, outputs, 2, 32);
	random_blob(&good, 2, &random);
	assert_int_equal(module_set(rig.mod, 0, &good, blob_bytes(&good)), 0);
	module_run(rig.mod);
	for (int change = 0; change < 8; change++) {
		size_t bytes = blob_bytes(&good);

		blob = good;
		switch (change) {
		case 0: /* no streams */
			blob.streams = 0;
			bytes = 8;
			break;
		case 1: /* five */
			random_blob(&blob, 5, &random);
			blob.stream[0].pin = 0;
			bytes = blob_bytes(&blob);
			break;
		case 2: /* more than there is */
			blob.streams = 3;
			break;
		case 3: /* fewer than there is */
			blob.streams = 1;
			break;
		case 4: /* cut off */
			bytes -= 4;
			break;
		case 5: /* a pin that no demultiplexer has */
			blob.stream[1].pin = 4;
			break;
		case 6: /* a pin twice */
			blob.stream[1].pin = blob.stream[0].pin;
			break;
		default: /* two channels into one */
			blob.stream[1].mask[7] = 0x81;
		}
		if (module_set(rig.mod, 0, &blob, bytes) != -EINVAL)
			fail_msg("change %d is taken", change);
		play(&rig, 48, &random);
		expect(&rig, &good, 48);
	}
	for (size_t bytes = 1; bytes < 8; bytes++)
		assert_int_equal(module_set(rig.mod, 0, &good, bytes), -EINVAL);
	module_halt(rig.mod);
	rig_close(&rig);
}

static void streams_that_are_refused(void **state)
{
	static const uint32_t outputs[] = { 2, 1 };
	struct test_sink other;
	struct rig rig;

	rig_open(&rig, 2, outputs, 2, 32);
	sink_init(&other, format_of(2, 16), 8);
	rig.mod->sinks[1] = &other.api;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	sink_init(&other, format_of(2, 24), 8);
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	free(other.ring.data);
	rig.mod->sinks[1] = &rig.sinks[1].api;
	rig.source.ring.params.frame_fmt = SOF_IPC_FRAME_FLOAT;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.source.ring.params.frame_fmt = SOF_IPC_FRAME_S32_LE;
	rig.mod->num_of_sinks = 0;
	assert_int_equal(module_prepare(rig.mod), -ENOTCONN);
	rig.mod->num_of_sinks = 2;
	rig.mod->num_of_sources = 0;
	assert_int_equal(module_prepare(rig.mod), -ENOTCONN);
	rig.mod->num_of_sources = 1;
	assert_int_equal(module_prepare(rig.mod), 0);
	rig_close(&rig);
}

/* A ring that is not whole frames long cannot be: nothing is moved, and nothing stays open. */
static void a_sink_that_cannot_be_opened(void **state)
{
	static const uint32_t outputs[] = { 2, 2 };
	struct signal random = { .state = 3 };
	struct rig rig;

	rig_open(&rig, 2, outputs, 2, 32);
	module_run(rig.mod);
	for (uint32_t i = 0; i < 2; i++) {
		rig.sinks[i].ring.size -= 4;
		source_put(&rig.source, in, 10);
		assert_int_equal(module_process(rig.mod), -EINVAL);
		assert_int_equal(rig.source.ring.level, 80);
		assert_int_equal(sink_take(&rig.sinks[0], NULL) + sink_take(&rig.sinks[1], NULL),
				 0);
		rig.sinks[i].ring.size += 4;
		assert_int_equal(module_process(rig.mod), 0);
		sink_take(&rig.sinks[0], NULL);
		sink_take(&rig.sinks[1], NULL);
	}
	rig.source.ring.size -= 4;
	source_put(&rig.source, in, 10);
	assert_int_equal(module_process(rig.mod), -EINVAL);
	assert_int_equal(rig.source.ring.level, 80);
	rig.source.ring.size += 4;
	play(&rig, 0, &random);
	module_halt(rig.mod);
	rig_close(&rig);
}

/* Four channels in, the last of two sinks alone at first: it gets what its pin does before, when and behind another. */
static void one_that_is_bound_while_it_runs(void **state)
{
	static const uint32_t outputs[] = { 2, 2 };
	struct blob blob = { .streams = 2,
			     .stream = { { .pin = 0, .mask = { 1, 2 } },
					 { .pin = 1, .mask = { 4, 8 } } } };
	struct signal random = { .state = harness_seed() };
	struct test_sink narrow;
	struct rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = signal_sample(&random, 32);
	rig_open(&rig, 4, outputs, 2, 32);
	module_set(rig.mod, 0, &blob, blob_bytes(&blob));
	/* not yet there */
	rig.mod->sinks[0] = &rig.sinks[1].api;
	rig.mod->num_of_sinks = 1;
	rig.peers[0].dev.state = COMP_STATE_READY;
	module_run(rig.mod);
	play(&rig, FRAMES, &random);
	expect(&rig, &blob, FRAMES);
	/* bound, and not prepared: nothing is known of it */
	rig.mod->sinks[0] = &rig.sinks[0].api;
	rig.mod->sinks[1] = &rig.sinks[1].api;
	rig.mod->num_of_sinks = 2;
	rig.sinks[0].ring.params.frame_fmt = SOF_IPC_FRAME_S16_LE;
	play(&rig, FRAMES, &random);
	expect(&rig, &blob, FRAMES);
	rig.sinks[0].ring.params.frame_fmt = SOF_IPC_FRAME_S32_LE;
	rig.peers[0].dev.state = COMP_STATE_ACTIVE;
	play(&rig, FRAMES, &random);
	expect(&rig, &blob, FRAMES);
	/* another one in its place, of a format that is none */
	sink_init(&narrow, format_of(2, 16), RING);
	narrow.api.consumer = &rig.peers[0].mod;
	narrow.api.queue_id = 1;
	rig.mod->sinks[0] = &narrow.api;
	assert_int_equal(module_process(rig.mod), -EINVAL);
	assert_int_equal(sink_take(&narrow, seen[0]), 0);
	module_halt(rig.mod);
	free(narrow.ring.data);
	rig_close(&rig);
}

static void fuzz(void **state)
{
	static const uint32_t outputs[] = { 2, 3, 1, 8 };
	struct signal random = { .state = harness_seed() };
	uint32_t taken = 0, refused = 0;
	struct rig rig;

	rig_open(&rig, 4, outputs, 4, 32);
	module_run(rig.mod);
	for (int round = 0; round < 3000; round++) {
		static uint8_t data[2 * EFFECT_MOST_BLOB];
		struct blob blob;
		size_t bytes;
		int ret;

		random_blob(&blob, pick(&random, 1, 4), &random);
		memset(data, 0, sizeof(data));
		memcpy(data, &blob, blob_bytes(&blob));
		bytes = effect_mutate(data, blob_bytes(&blob), &random);
		ret = module_set(rig.mod, 0, data, bytes);
		assert_true(ret == 0 || ret == -EINVAL);
		taken += !ret;
		refused += !!ret;
		play(&rig, 48, &random);
	}
	assert_true(taken && refused);
	module_halt(rig.mod);
	rig_close(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(channels_go_where_the_matrix_says),
		cmocka_unit_test(inactive_outputs_get_nothing),
		cmocka_unit_test(blobs_that_are_refused),
		cmocka_unit_test(streams_that_are_refused),
		cmocka_unit_test(a_sink_that_cannot_be_opened),
		cmocka_unit_test(one_that_is_bound_while_it_runs),
		cmocka_unit_test(fuzz),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
