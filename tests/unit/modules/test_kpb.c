/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the key phrase buffer gives the host its history to the sample, without a gap to what comes, at twice the pace
 * of real time, whatever the splits and wherever its ring wraps; the detector's envelope finds its phrase at the sample that
 * the formula says. What cannot be asked of them is refused.
 */
#include "effect.h"
#include "../../fw/audio/modules/kpb/kpb.h"

#define PERIOD      16
#define HISTORY     (2100 * 16)
#define MOST_FRAMES 80000

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink detector, host;
	struct peer detecting, listening;
	struct sof_source behind; /* the detector's end */
};

static void open_rig(struct rig *rig, struct ipc4_audio_format fmt,
		     struct ipc4_audio_format detected)
{
	struct ipc4_base_module_cfg base = make_base(fmt);

	rig->mod = module_new("KPB", 0, &base, sizeof(base));
	source_init(&rig->source, fmt, 3 * PERIOD);
	sink_init(&rig->detector, detected, 3 * PERIOD);
	sink_init(&rig->host, fmt, 2 * PERIOD);
	peer_init(&rig->detecting, COMP_STATE_ACTIVE);
	peer_init(&rig->listening, COMP_STATE_ACTIVE);
	rig->detector.api.consumer = &rig->detecting.mod;
	rig->host.api.consumer = &rig->listening.mod;
	rig->host.api.queue_id = 1;
	rig->behind = (struct sof_source){ .producer = rig->mod };
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->host.api);
	module_attach_sink(rig->mod, &rig->detector.api);
}

static void close_rig(struct rig *rig)
{
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->detector.ring.data);
	free(rig->host.ring.data);
}

/* Frame i of a stream: two samples that no other frame has. */
static void make_frames(int32_t *out, uint32_t first, uint32_t frames)
{
	for (uint32_t i = 0; i < frames; i++) {
		out[2 * i] = (int32_t)(first + i);
		out[2 * i + 1] = -(int32_t)(first + i);
	}
}

/* Let frames come. @return frames that the host gets, which must be those from *next on */
static uint32_t tick(struct rig *rig, uint32_t *now, uint32_t frames, uint32_t *next)
{
	static int32_t in[2 * 3 * PERIOD], out[2 * 3 * PERIOD], expected[2 * 3 * PERIOD];
	uint32_t got;

	make_frames(in, *now, frames);
	source_put(&rig->source, in, frames);
	*now += frames;
	assert_int_equal(module_process(rig->mod), 0);
	sink_take(&rig->detector, NULL);
	got = sink_take(&rig->host, out);
	make_frames(expected, *next, got);
	kit_expect_same("host", expected, out, got, 2, 4);
	*next += got;
	return got;
}

static void history_is_exact(void **state)
{
	const struct ipc4_audio_format fmt = make_format(16000, 2, 32, 32);
	static const uint32_t heard[] = { 1600, HISTORY - 1, HISTORY, HISTORY + 5000, 70000 };
	static const uint32_t asked[] = { 0, 1, 100, 2100 };
	struct signal random = { .state = harness_seed() };

	for (size_t h = 0; h < ARRAY_SIZE(heard); h++) {
		for (size_t a = 0; a < ARRAY_SIZE(asked); a++) {
			const bool held = asked[a] * 16 <= MIN(heard[h], HISTORY);
			uint32_t now = 0, next;
			struct rig rig;

			open_rig(&rig, fmt, fmt);
			module_run(rig.mod);
			while (now < heard[h]) {
				next = 0;
				assert_int_equal(
					tick(&rig, &now,
					     pick(&random, 1, MIN(2 * PERIOD, heard[h] - now)),
					     &next),
					0);
			}
			assert_int_equal(kpb_begin_draining(&rig.behind, asked[a]),
					 held ? 0 : -EINVAL);
			if (held) {
				next = now - asked[a] * 16;
				while (next < now - PERIOD || next < heard[h] + 3000)
					tick(&rig, &now, pick(&random, 0, PERIOD), &next);
				/* once */
				assert_int_equal(kpb_begin_draining(&rig.behind, 0), -EINVAL);
			}
			module_halt(rig.mod);
			close_rig(&rig);
		}
	}
}

/* Both ends, in blocks of any size: the detector's from the first sample on, the host's from the one that was asked for on. */
static void any_split_is_the_same(void **state)
{
	const struct ipc4_audio_format fmt = make_format(16000, 2, 32, 32);
	static int32_t in[2 * 3 * PERIOD], detected[2 * 3 * PERIOD];
	struct signal random = { .state = harness_seed() };

	for (uint32_t most = 1; most <= 2 * PERIOD; most++) {
		uint32_t now = 0, next = 0;
		struct rig rig;

		open_rig(&rig, fmt, fmt);
		ring_rotate(&rig.source.ring, pick(&random, 0, 3 * PERIOD - 1));
		ring_rotate(&rig.detector.ring, pick(&random, 0, 3 * PERIOD - 1));
		ring_rotate(&rig.host.ring, pick(&random, 0, 2 * PERIOD - 1));
		module_run(rig.mod);
		while (now < 3000) {
			const uint32_t n = pick(&random, 1, MIN(most, 3000 - now));

			make_frames(in, now, n);
			source_put(&rig.source, in, n);
			now += n;
			assert_int_equal(module_process(rig.mod), 0);
			assert_int_equal(sink_take(&rig.detector, detected), n);
			kit_expect_same("detector", in, detected, n, 2, 4);
			assert_int_equal(sink_take(&rig.host, detected), 0);
		}
		assert_int_equal(kpb_begin_draining(&rig.behind, 100), 0);
		next = 3000 - 1600;
		/* what comes at half the pace at which it drains */
		while (next < 12000)
			tick(&rig, &now, pick(&random, 0, MIN(most, (uint32_t)PERIOD)), &next);
		module_halt(rig.mod);
		close_rig(&rig);
	}
}

static void it_drains_at_twice_the_pace(void **state)
{
	const struct ipc4_audio_format fmt = make_format(16000, 2, 32, 32);
	uint32_t now = 0, next = 0;
	struct rig rig;

	open_rig(&rig, fmt, fmt);
	module_run(rig.mod);
	while (now < 16000)
		assert_int_equal(tick(&rig, &now, PERIOD, &next), 0);
	assert_int_equal(kpb_begin_draining(&rig.behind, 500), 0);
	next = now - 8000;
	/* two periods for one: after 500 the host has caught up */
	for (int ms = 0; ms < 500; ms++)
		assert_int_equal(tick(&rig, &now, PERIOD, &next), 2 * PERIOD);
	assert_int_equal(next, now);
	assert_int_equal(tick(&rig, &now, PERIOD, &next), PERIOD);
	module_halt(rig.mod);
	close_rig(&rig);
}

/* A host that takes nothing: what is to be drained waits, then the microphones. Nothing is overwritten. */
static void a_slow_host_loses_nothing(void **state)
{
	const struct ipc4_audio_format fmt = make_format(16000, 2, 32, 32);
	static int32_t in[2 * PERIOD];
	uint32_t now = 0, next = 0;
	struct rig rig;

	open_rig(&rig, fmt, fmt);
	module_run(rig.mod);
	while (now < 20000)
		tick(&rig, &now, PERIOD, &next);
	assert_int_equal(kpb_begin_draining(&rig.behind, 1000), 0);
	next = now - 16000;
	while (rig.source.ring.level + PERIOD * 8 <= rig.source.ring.size) {
		make_frames(in, now, PERIOD);
		source_put(&rig.source, in, PERIOD);
		now += PERIOD;
		assert_int_equal(module_process(rig.mod), 0);
	}
	assert_in_range(now - next, HISTORY, HISTORY + 5 * PERIOD);
	while (next < now - PERIOD)
		assert_true(tick(&rig, &now, 0, &next));
	module_halt(rig.mod);
	close_rig(&rig);
}

static void only_a_host_that_listens_is_drained_to(void **state)
{
	const struct ipc4_audio_format fmt = make_format(16000, 2, 32, 32);
	struct sof_source nobody = { 0 };
	uint32_t now = 0, next = 0;
	struct rig rig;

	assert_int_equal(kpb_begin_draining(&nobody, 0), -ENODEV);
	open_rig(&rig, fmt, fmt);
	module_run(rig.mod);
	tick(&rig, &now, PERIOD, &next);
	rig.listening.dev.state = COMP_STATE_PAUSED;
	assert_int_equal(kpb_begin_draining(&rig.behind, 0), -EINVAL);
	rig.listening.dev.state = COMP_STATE_ACTIVE;
	/* nor is anything heard while the detector does not run */
	rig.detecting.dev.state = COMP_STATE_PAUSED;
	for (int i = 0; i < 10; i++)
		tick(&rig, &now, PERIOD, &next);
	assert_int_equal(kpb_begin_draining(&rig.behind, 2), -EINVAL);
	assert_int_equal(kpb_begin_draining(&rig.behind, 1), 0);
	/* behind another module */
	module_halt(rig.mod);
	close_rig(&rig);
}

/* Channels 0 and 2 of four, the last two of which are no microphones: only channel 0 is left. */
static void the_detector_gets_the_microphones_that_are_selected(void **state)
{
	const struct ipc4_audio_format six = make_format(16000, 6, 16, 16);
	static const int16_t in[6] = { 1, 2, 3, 4, 5, 6 }, expected[2] = { 2, 4 };
	struct rig rig;
	uint32_t mask = 0;
	int16_t out[6];

	open_rig(&rig, six, make_format(16000, 2, 16, 16));
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	assert_int_equal(module_set(rig.mod, 11, &mask, sizeof(mask)), -EINVAL);
	mask = 0x30; /* no microphones */
	assert_int_equal(module_set(rig.mod, 11, &mask, sizeof(mask)), -EINVAL);
	mask = 0x3A;
	assert_int_equal(module_set(rig.mod, 11, &mask, 2), -EINVAL);
	assert_int_equal(module_set(rig.mod, 1, &mask, sizeof(mask)), -EINVAL);
	assert_int_equal(module_set(rig.mod, 11, &mask, sizeof(mask)), 0);
	module_run(rig.mod);
	source_put(&rig.source, in, 1);
	assert_int_equal(module_process(rig.mod), 0);
	assert_int_equal(sink_take(&rig.detector, out), 1);
	kit_expect_same("detector", expected, out, 1, 2, 2);
	assert_int_equal(module_set(rig.mod, 11, &mask, sizeof(mask)), -EINVAL);
	module_halt(rig.mod);
	close_rig(&rig);
}

/* Of the host's pin alone, at most 16, as long as it says. */
static void a_list_of_modules_to_hurry_is_checked(void **state)
{
	const struct ipc4_audio_format fmt = make_format(16000, 2, 16, 16);
	uint32_t list[18] = { 0 };
	struct rig rig;

	open_rig(&rig, fmt, fmt);
	for (uint32_t count = 0; count < 18; count++) {
		list[0] = count;
		for (size_t bytes = 0; bytes <= sizeof(list); bytes += 2)
			assert_int_equal(module_set(rig.mod, 0x101, list, bytes),
					 count <= 16 && bytes == 4 + 4 * count ? 0 : -EINVAL);
	}
	list[0] = UINT32_MAX;
	assert_int_equal(module_set(rig.mod, 0x101, list, sizeof(list)), -EINVAL);
	list[0] = 0;
	assert_int_equal(module_set(rig.mod, 1, list, 4), -EINVAL);
	assert_int_equal(module_set(rig.mod, 0x201, list, 4), -EINVAL);
	close_rig(&rig);
}

static void what_does_not_fit(void **state)
{
	const struct ipc4_audio_format bad[] = { make_format(48000, 2, 32, 32),
						 make_format(16000, 7, 16, 16),
						 make_format(16000, 2, 8, 8) };
	const struct ipc4_audio_format good = make_format(16000, 2, 16, 16);
	struct processing_module *mod;
	struct rig rig;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		struct ipc4_base_module_cfg base = make_base(bad[i]);

		assert_int_equal(module_try("KPB", 0, &base, sizeof(base), &mod), -EINVAL);
	}
	open_rig(&rig, good, good);
	rig.mod->num_of_sinks = 1; /* no detector */
	assert_int_equal(module_prepare(rig.mod), -EIO);
	rig.mod->num_of_sinks = 2;
	close_rig(&rig);
	open_rig(&rig, good, make_format(16000, 1, 16, 16));
	assert_int_equal(module_prepare(rig.mod), -EINVAL);
	close_rig(&rig);
}

/* ---- detector ---- */

struct detect_config {
	uint32_t size, load_mips, load_memory_size, preamble_ms;
	uint16_t shift;
	int16_t sample_width;
	int32_t threshold;
	uint32_t history_ms, reserved;
};

static struct processing_module *make_detector(struct ipc4_audio_format fmt,
					       struct test_source *source)
{
	struct ipc4_base_module_cfg base = make_base(fmt);
	struct processing_module *mod = module_new("KDTEST", 0, &base, sizeof(base));

	source_init(source, fmt, 4800);
	module_attach_source(mod, &source->api);
	return mod;
}

/* A buffer that drains refuses what one that listens does: nothing of an empty history. */
static bool kpb_is_listening(struct rig *rig)
{
	uint32_t now = 0, next = 0;

	return !tick(rig, &now, PERIOD, &next);
}

/* The sample after which the envelope is at the threshold, by the formula. */
static uint32_t phrase_at(const struct detect_config *config, int32_t level, uint32_t rate)
{
	const uint32_t preamble = config->preamble_ms * rate / 1000;
	int32_t envelope = 0;

	for (uint32_t i = 0;; i++) {
		envelope += (level - envelope) >> config->shift;
		if (i >= preamble && envelope >= config->threshold)
			return i;
	}
}

/* In front of a buffer that holds nothing: its warning is all that a phrase does, the state of the buffer says when. */
static void a_phrase_is_found_at_its_sample(void **state)
{
	static const struct {
		uint32_t depth, valid;
		int32_t level, threshold;
		uint32_t preamble_ms;
		uint16_t shift;
	} cases[] = {
		{ 16, 16, 10000, 1638, 0, 3 },
		{ 16, 16, 1700, 1638, 5, 3 },
		{ 32, 24, 800000, 419430, 0, 5 },
		{ 32, 32, 300000000, 107374182, 20, 8 },
		{ 32, 32, 2000000000, 1999990000, 0, 10 },
	};

	for (size_t c = 0; c < ARRAY_SIZE(cases); c++) {
		const struct ipc4_audio_format fmt =
			make_format(16000, 1, cases[c].depth, cases[c].valid);
		const struct detect_config config = { .size = sizeof(config),
						      .preamble_ms = cases[c].preamble_ms,
						      .shift = cases[c].shift,
						      .threshold = cases[c].threshold };
		const uint32_t expected = phrase_at(&config, cases[c].level, 16000);
		struct processing_module *mod;
		struct test_source source;
		struct rig rig;
		uint32_t seen = 0;

		open_rig(&rig, make_format(16000, 2, 32, 32), make_format(16000, 2, 32, 32));
		module_run(rig.mod);
		mod = make_detector(fmt, &source);
		source.api.producer = rig.mod;
		assert_int_equal(module_set(mod, 2, &config, sizeof(config)), 0);
		module_run(mod);
		for (; kpb_is_listening(&rig); seen++) {
			const int32_t x = cases[c].level, negative = -x;
			const int16_t half = (int16_t)x;

			assert_in_range(seen, 0, MOST_FRAMES);
			source_put(&source,
				   cases[c].depth == 16 ? (const void *)&half :
				   seen % 2             ? (const void *)&x :
							  (const void *)&negative,
				   1);
			assert_int_equal(module_process(mod), 0);
			assert_int_equal(source.ring.level, 0);
		}
		assert_int_equal(seen - 1, expected);
		module_halt(mod);
		module_delete(mod);
		free(source.ring.data);
		module_halt(rig.mod);
		close_rig(&rig);
	}
}

static void its_configuration_is_checked(void **state)
{
	struct detect_config config = { .size = sizeof(config), .shift = 30, .history_ms = 700 };
	struct processing_module *mod;
	struct test_source source;
	uint8_t read[64];
	uint32_t size = 0;

	mod = make_detector(make_format(16000, 2, 16, 16), &source);
	assert_int_equal(module_set(mod, 2, &config, sizeof(config)), 0);
	assert_int_equal(module_set(mod, 2, &config, sizeof(config) - 1), -EINVAL);
	assert_int_equal(module_set(mod, 3, &config, sizeof(config)), -EINVAL);
	config.shift = 31;
	assert_int_equal(module_set(mod, 2, &config, sizeof(config)), -EINVAL);
	config.shift = 30;
	config.threshold = -1;
	assert_int_equal(module_set(mod, 2, &config, sizeof(config)), -EINVAL);
	config.threshold = 0;
	assert_int_equal(mod->priv.ops->get_configuration(mod, 3, &size, read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(config));
	assert_memory_equal(read, &config, sizeof(config));
	assert_int_equal(mod->priv.ops->get_configuration(mod, 3, &size, read, 31), -EINVAL);
	assert_int_equal(module_set(mod, 1, read, sizeof(read)), 0);
	assert_int_equal(module_set(mod, 1, read, sizeof(read)), 0);
	assert_int_equal(module_prepare(mod), 0);
	mod->num_of_sources = 0;
	assert_int_equal(module_prepare(mod), -EINVAL);
	module_delete(mod);
	free(source.ring.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_is_exact),
		cmocka_unit_test(any_split_is_the_same),
		cmocka_unit_test(it_drains_at_twice_the_pace),
		cmocka_unit_test(a_slow_host_loses_nothing),
		cmocka_unit_test(only_a_host_that_listens_is_drained_to),
		cmocka_unit_test(the_detector_gets_the_microphones_that_are_selected),
		cmocka_unit_test(a_list_of_modules_to_hurry_is_checked),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(a_phrase_is_found_at_its_sample),
		cmocka_unit_test(its_configuration_is_checked),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
