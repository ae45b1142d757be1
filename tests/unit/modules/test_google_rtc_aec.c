/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the place of Google's echo canceller passes the microphones, with the echo that is in them, and reads the
 * reference in step; a reference that lacks, stops or runs ahead holds nothing up; what does not fit is refused.
 */
#include "effect.h"

#define NAME   "RTC_AEC"
#define FRAMES 4800
#define BLOCK  480

struct rig {
	struct processing_module *mod;
	struct test_source mic, reference;
	struct test_sink sink;
};

static int try_make(uint32_t inputs, uint32_t outputs, uint32_t channels,
		    struct processing_module **mod)
{
	const struct ipc4_audio_format fmt = make_format(48000, channels, 16, 16);
	struct {
		struct ipc4_base_module_cfg base;
		struct ipc4_base_module_cfg_ext ext;
		struct ipc4_input_pin_format in[2];
		struct ipc4_output_pin_format out[2];
	} init = { .base = make_base(fmt),
		   .ext = { .nb_input_pins = (uint16_t)inputs,
			    .nb_output_pins = (uint16_t)outputs } };
	uint8_t payload[sizeof(init)];
	size_t at = offsetof(__typeof__(init), in);

	memcpy(payload, &init, at);
	for (uint32_t i = 0; i < inputs; i++, at += sizeof(init.in[0])) {
		const struct ipc4_input_pin_format pin = { .pin_index = i,
							   .ibs = init.base.ibs,
							   .audio_fmt = fmt };

		memcpy(payload + at, &pin, sizeof(pin));
	}
	for (uint32_t i = 0; i < outputs; i++, at += sizeof(init.out[0])) {
		const struct ipc4_output_pin_format pin = { .pin_index = i,
							    .obs = init.base.obs,
							    .audio_fmt = fmt };

		memcpy(payload + at, &pin, sizeof(pin));
	}
	return module_try(NAME, 0, payload, at, mod);
}

/* The reference is bound last, and so comes first. */
static void open_rig(struct rig *rig, struct ipc4_audio_format mic,
		     struct ipc4_audio_format reference, struct ipc4_audio_format sink)
{
	assert_int_equal(try_make(2, 1, mic.channels_count, &rig->mod), 0);
	source_init(&rig->mic, mic, 2 * BLOCK);
	source_init(&rig->reference, reference, 2 * BLOCK);
	sink_init(&rig->sink, sink, 2 * BLOCK);
	rig->mic.api.queue_id = 0;
	rig->reference.api.queue_id = 1;
	rig->mic.api.min_available = BLOCK * ring_frame_bytes(&rig->mic.ring);
	rig->reference.api.min_available = BLOCK * ring_frame_bytes(&rig->reference.ring);
	rig->sink.api.min_free_space = BLOCK * ring_frame_bytes(&rig->sink.ring);
	module_attach_source(rig->mod, &rig->reference.api);
	module_attach_source(rig->mod, &rig->mic.api);
	module_attach_sink(rig->mod, &rig->sink.api);
}

static void close_rig(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->mic.ring.data);
	free(rig->reference.ring.data);
	free(rig->sink.ring.data);
}

static bool is_ready(struct rig *rig)
{
	return rig->mod->priv.ops->is_ready_to_process(rig->mod, rig->mod->sources, 2,
						       rig->mod->sinks, 1);
}

static int16_t far[2 * FRAMES], mic[4 * FRAMES], out[4 * FRAMES];

/* Someone near, and what the speakers play from the far end: 10 ms later, at a quarter, in the first two of four. */
static void make_echo(struct signal *random)
{
	for (int i = 0; i < FRAMES; i++) {
		for (int c = 0; c < 2; c++)
			far[2 * i + c] = (int16_t)((int32_t)signal_word(random) >> 18);
		for (int c = 0; c < 4; c++)
			mic[4 * i + c] =
				(int16_t)(((int32_t)signal_word(random) >> 20) +
					  (c < 2 && i >= BLOCK ? far[2 * (i - BLOCK) + c] / 4 : 0));
	}
}

static void microphones_pass_with_their_echo(void **state)
{
	const struct ipc4_audio_format four = make_format(48000, 4, 16, 16);
	struct signal random = { .state = harness_seed() };
	struct rig rig;

	make_echo(&random);
	open_rig(&rig, four, make_format(48000, 2, 16, 16), four);
	ring_rotate(&rig.mic.ring, 100);
	ring_rotate(&rig.reference.ring, 300);
	ring_rotate(&rig.sink.ring, 700);
	module_run(rig.mod);
	assert_false(is_ready(&rig));
	for (int i = 0; i < FRAMES; i += BLOCK) {
		source_put(&rig.reference, far + 2 * i, BLOCK);
		source_put(&rig.mic, mic + 4 * i, BLOCK);
		assert_true(is_ready(&rig));
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(rig.reference.ring.level, 0);
		assert_int_equal(sink_take(&rig.sink, out + 4 * i), BLOCK);
	}
	kit_expect_same("microphones", mic, out, FRAMES, 4, 2);
	module_halt(rig.mod);
	close_rig(&rig);
}

/* Blocks of any size of either, also without one: the samples of the microphones, and no more of the reference than of them. */
static void any_split_is_the_same(void **state)
{
	const struct ipc4_audio_format four = make_format(48000, 4, 16, 16);
	const struct ipc4_audio_format two = make_format(48000, 2, 16, 16);
	struct signal random = { .state = harness_seed() };

	make_echo(&random);
	for (uint32_t most = 1; most <= BLOCK; most = 3 * most + 1) {
		uint32_t put = 0, referred = 0, taken = 0;
		struct rig rig;

		open_rig(&rig, four, two, four);
		ring_rotate(&rig.mic.ring, pick(&random, 0, 900));
		ring_rotate(&rig.reference.ring, pick(&random, 0, 900));
		ring_rotate(&rig.sink.ring, pick(&random, 0, 900));
		module_run(rig.mod);
		while (put < FRAMES) {
			const uint32_t held = (uint32_t)(rig.reference.ring.level / 4);
			const uint32_t room = MIN(FRAMES - referred, 2 * BLOCK - held);
			const uint32_t n = pick(&random, 1, MIN(most, FRAMES - put));
			const uint32_t m = pick(&random, 0, MIN(most, room));

			source_put(&rig.mic, mic + 4 * put, n);
			source_put(&rig.reference, far + 2 * referred, m);
			put += n;
			referred += m;
			assert_int_equal(module_process(rig.mod), 0);
			taken += sink_take(&rig.sink, out + 4 * taken);
			assert_int_equal(taken, put);
			assert_int_equal(rig.reference.ring.level,
					 held + m > n ? 4 * (held + m - n) : 0);
		}
		kit_expect_same("microphones", mic, out, FRAMES, 4, 2);
		module_halt(rig.mod);
		close_rig(&rig);
	}
}

static void a_reference_holds_nothing_up(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct signal random = { .state = harness_seed() };
	static int32_t in[2 * BLOCK], seen[2 * BLOCK];
	struct rig rig;

	signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
	open_rig(&rig, fmt, fmt, fmt);
	module_run(rig.mod);
	/* none, more than the microphones, less */
	static const uint32_t blocks[] = { 0, BLOCK + 100, 20, 300 };
	static const uint32_t left[] = { 0, 100, 0, 0 };

	for (size_t i = 0; i < ARRAY_SIZE(blocks); i++) {
		source_put(&rig.mic, in, BLOCK);
		if (blocks[i] > BLOCK)
			source_put(&rig.reference, in, blocks[i] - BLOCK);
		source_put(&rig.reference, in, MIN(blocks[i], BLOCK));
		assert_true(is_ready(&rig));
		assert_int_equal(module_process(rig.mod), 0);
		assert_int_equal(rig.reference.ring.level, left[i] * 8);
		assert_int_equal(sink_take(&rig.sink, seen), BLOCK);
		kit_expect_same("microphones", in, seen, BLOCK, 2, 4);
	}
	/* a sink without room */
	source_put(&rig.mic, in, BLOCK);
	assert_int_equal(module_process(rig.mod), 0);
	source_put(&rig.mic, in, BLOCK);
	assert_int_equal(module_process(rig.mod), 0);
	source_put(&rig.mic, in, BLOCK);
	assert_false(is_ready(&rig));
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(rig.mic.ring.level, BLOCK * 8);
	module_halt(rig.mod);
	close_rig(&rig);
}

static void what_does_not_fit(void **state)
{
	const struct ipc4_audio_format good = make_format(48000, 2, 16, 16);
	const struct ipc4_audio_format slow = make_format(16000, 2, 16, 16);
	const struct ipc4_audio_format mono = make_format(48000, 1, 16, 16);
	const struct ipc4_audio_format s24 = make_format(48000, 2, 32, 24);
	const struct ipc4_audio_format s32 = make_format(48000, 2, 32, 32);
	const struct {
		struct ipc4_audio_format mic, reference, sink;
		int ret;
	} cases[] = {
		{ good, good, good, 0 },       { s32, good, s32, 0 },
		{ good, mono, good, 0 },       { slow, good, slow, -EINVAL },
		{ good, slow, good, -EINVAL }, { good, good, slow, -EINVAL },
		{ good, good, mono, -EINVAL }, { good, good, s32, -EINVAL },
		{ s24, good, s24, 0 },
	};
	struct processing_module *mod;
	struct rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		open_rig(&rig, cases[i].mic, cases[i].reference, cases[i].sink);
		assert_int_equal(module_prepare(rig.mod), cases[i].ret);
		close_rig(&rig);
	}
	open_rig(&rig, good, good, good);
	rig.mic.api.min_available += 4;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mic.api.min_available -= 4;
	rig.reference.api.min_available += 4;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.reference.api.min_available -= 4;
	rig.sink.api.min_free_space -= 4;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.sink.api.min_free_space += 4;
	rig.mic.api.queue_id = 1;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	rig.mod->num_of_sources = 1;
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	close_rig(&rig);
	assert_int_equal(try_make(1, 1, 2, &mod), -EINVAL);
	assert_int_equal(try_make(2, 2, 2, &mod), -EINVAL);
}

static void blobs_are_kept(void **state)
{
	struct processing_module *mod;
	uint8_t blob[100], read[100];
	uint32_t size = 0;

	memset(blob, 0x37, sizeof(blob));
	assert_int_equal(try_make(2, 1, 2, &mod), 0);
	assert_int_equal(module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, blob, 28), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_ENUM_CONTROL_PARAM_ID, blob, 28), -EINVAL);
	assert_int_equal(module_set(mod, 0, blob, sizeof(blob)), 0);
	assert_int_equal(module_set(mod, 0, blob, sizeof(blob)), 0);
	assert_int_equal(mod->priv.ops->get_configuration(mod, 0, &size, read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(blob));
	assert_memory_equal(read, blob, sizeof(blob));
	module_delete(mod);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(microphones_pass_with_their_echo),
		cmocka_unit_test(any_split_is_the_same),
		cmocka_unit_test(a_reference_holds_nothing_up),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(blobs_are_kept),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
