/* SPDX-License-Identifier: BSD-3-Clause */
/* Gain against the model, and its controls, meter and refusals. */
#include <ipc4/fw_reg.h>
#include <sof/lib/notification.h>
#include "../../../fw/audio/modules/gain/gain.h"
#include "base/simd.h"
#include "harness.h"
#include "vectors.h"

struct gain_payload {
	struct ipc4_base_module_cfg base;
	struct ipc4_peak_volume_config config[IPC4_MAX_CHANNELS];
} __attribute__((packed, aligned(4)));

static struct ipc4_audio_format format_of(uint32_t bits, uint32_t channels, uint32_t rate)
{
	return make_format(rate, channels, bits == 16 ? 16 : 32, bits);
}

/* @return bytes of a payload with one entry per channel, or one for all when every target is equal */
static size_t make_payload(struct gain_payload *p, struct ipc4_audio_format fmt,
			   const uint32_t *targets, uint32_t curve, uint64_t duration)
{
	bool equal = true;

	memset(p, 0, sizeof(*p));
	p->base = make_base(fmt);
	for (uint32_t i = 0; i < fmt.channels_count; i++) {
		p->config[i] = (struct ipc4_peak_volume_config){
			.channel_id = i,
			.target_volume = targets[i],
			.curve_type = curve,
			.curve_duration = duration,
		};
		equal &= targets[i] == targets[0];
	}
	if (equal)
		p->config[0].channel_id = IPC4_ALL_CHANNELS;
	return sizeof(p->base) + (equal ? 1 : fmt.channels_count) * sizeof(p->config[0]);
}

static int set_volume(struct processing_module *mod, int channel, uint32_t value, uint32_t curve,
		      uint64_t duration)
{
	struct ipc4_peak_volume_config message = {
		.channel_id = channel < 0 ? IPC4_ALL_CHANNELS : (uint32_t)channel,
		.target_volume = value,
		.curve_type = curve,
		.curve_duration = duration,
	};

	return module_set(mod, IPC4_VOLUME, &message, sizeof(message));
}

static int set_switch(struct processing_module *mod, uint32_t channels, uint32_t mask)
{
	uint32_t message[5 + 2 * IPC4_MAX_CHANNELS] = { channels << 16 };

	for (uint32_t i = 0; i < channels; i++) {
		message[5 + 2 * i] = i;
		message[6 + 2 * i] = mask >> i & 1;
	}
	return module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, message,
			  (5 + 2 * channels) * sizeof(uint32_t));
}

/* A stream of one gain. */
struct stream {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void stream_open(struct stream *s, struct ipc4_audio_format fmt, const uint32_t *targets,
			uint32_t curve, uint64_t duration, uint32_t ring_frames)
{
	struct gain_payload payload;
	size_t bytes = make_payload(&payload, fmt, targets, curve, duration);

	s->mod = module_new("GAIN", 3, &payload, bytes);
	source_init(&s->source, fmt, ring_frames);
	sink_init(&s->sink, fmt, ring_frames);
	module_attach_source(s->mod, &s->source.api);
	module_attach_sink(s->mod, &s->sink.api);
	assert_int_equal(module_prepare(s->mod), 0);
}

static void stream_close(struct stream *s)
{
	assert_int_equal(s->mod->priv.ops->reset(s->mod), 0);
	module_delete(s->mod);
	free(s->source.ring.data);
	free(s->sink.ring.data);
}

static void test_output_matches_the_model(void **state)
{
	for (size_t v = 0; v < ARRAY_SIZE(gain_vectors); v++) {
		const struct gain_vector *vec = &gain_vectors[v];
		uint32_t frames = vec->rate >= 44100 ? 48 : vec->rate / 1000,
			 bytes = vec->bits == 16 ? 2 : 4;
		struct signal signal = { .state = 0x1234567 };
		uint64_t hash = FNV_START;
		uint8_t block[48 * 8 * 4];
		struct stream s;

		/* a ring that is no multiple of the period, so that it wraps everywhere */
		stream_open(&s, format_of(vec->bits, vec->channels, vec->rate), vec->targets,
			    vec->curve, vec->duration, frames + 5);
		for (int call = 0; call < vec->calls; call++) {
			for (unsigned int m = 0; m < vec->num_messages; m++) {
				const struct gain_message *msg = &vec->messages[m];

				if (msg->call != call)
					continue;
				assert_int_equal(msg->is_switch ?
							 set_switch(s.mod, vec->channels,
								    msg->value) :
							 set_volume(s.mod, msg->channel, msg->value,
								    msg->curve, msg->duration),
						 0);
			}
			signal_fill(&signal, block, frames * vec->channels, vec->bits, bytes);
			source_put(&s.source, block, frames);
			assert_int_equal(module_process(s.mod), 0);
			assert_int_equal(sink_take(&s.sink, block), frames);
			hash = fnv(hash, block, frames * vec->channels * bytes);
		}
		if (hash != vec->hash)
			fail_msg("%s: wrong samples", vec->name);
		stream_close(&s);
	}
}

/* ---- arithmetic ---- */

static void test_s16_shortcut_is_exact(void **state)
{
	static const int32_t gains[] = { 0,          1,          0x7FFF,     0x8000,
					 0xFFFF,     0x10000,    0x3FFFFFFF, 0x40000000,
					 0x7FFF0000, 0x7FFFFFFE, 0x7FFFFFFF, 0x12345678 };
	const struct gain_format *format = gain_get_format(16);
	static int16_t in[65536], out[65536];

	for (int i = 0; i < 65536; i++)
		in[i] = (int16_t)(i - 32768);
	for (size_t g = 0; g < ARRAY_SIZE(gains); g++) {
		const int32_t gain[IPC4_MAX_CHANNELS] = { gains[g] };
		uint32_t peak[IPC4_MAX_CHANNELS] = { 0 };

		format->scale[SIMD_BASELINE](in, out, 65536, 1, gain, peak);
		assert_int_equal(peak[0], 32768);
		for (int i = 0; i < 65536; i++)
			assert_int_equal(out[i], ((int64_t)in[i] * gains[g] + (1 << 30)) >> 31);
	}
}

static void test_edges_do_not_overflow(void **state)
{
	static const int32_t in[] = {
		INT32_MIN, INT32_MAX, 0x800000, 0x7FFFFF, -0x800000, -1, 0, 1
	};
	const int32_t gain = INT32_MAX, gains[IPC4_MAX_CHANNELS] = { gain };
	uint32_t peak[IPC4_MAX_CHANNELS] = { 0 };
	int32_t out[8];

	gain_get_format(32)->scale[SIMD_BASELINE](in, out, 8, 1, gains, peak);
	for (int i = 0; i < 8; i++)
		assert_int_equal(out[i], ((int64_t)in[i] * gain + (1 << 30)) >> 31);
	gain_get_format(24)->scale[SIMD_BASELINE](in, out, 8, 1, gains, peak);
	for (int i = 0; i < 8; i++) {
		int64_t x = (int32_t)((uint32_t)in[i] << 8) >> 8;

		assert_int_equal(out[i], (x * gain + (1 << 30)) >> 31);
		assert_in_range(out[i] + 0x800000, 0, 0xFFFFFF);
	}
	assert_null(gain_get_format(20));
}

/* ---- blocks ---- */

struct maker {
	struct ipc4_audio_format fmt;
	uint32_t curve;
};

static struct processing_module *make_gain(void *arg)
{
	struct maker *m = arg;
	const uint32_t targets[IPC4_MAX_CHANNELS] = { 0x40000000, 0x12345678, 0x7FFFFFFF, 5,
						      6,          7,          8,          9 };
	struct gain_payload payload;
	size_t bytes = make_payload(&payload, m->fmt, targets, m->curve, 200000);

	return module_new("GAIN", 3, &payload, bytes);
}

/* At rest any split is the same; a ramp steps with the blocks, so it is the same for splits at its steps. */
static void test_split_invariance(void **state)
{
	struct signal random = { .state = harness_seed() };
	enum {
		FRAMES = 500
	};
	static uint8_t in[FRAMES * 8 * 4], whole[FRAMES * 8 * 4], split[FRAMES * 8 * 4];

	for (int round = 0; round < 60; round++) {
		uint32_t bits = 16 + 8 * pick(&random, 0, 2), channels = pick(&random, 1, 8);
		struct maker m = { format_of(bits, channels, 48000), IPC4_AUDIO_CURVE_TYPE_NONE };
		size_t frame = channels * (bits == 16 ? 2 : 4);

		signal_fill(&random, in, FRAMES * channels, bits, bits == 16 ? 2 : 4);
		/* one block */
		struct test_source source;
		struct test_sink sink;
		struct processing_module *mod = make_gain(&m);

		source_init(&source, m.fmt, FRAMES);
		sink_init(&sink, m.fmt, FRAMES);
		module_attach_source(mod, &source.api);
		module_attach_sink(mod, &sink.api);
		assert_int_equal(module_prepare(mod), 0);
		source_put(&source, in, FRAMES);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, whole), FRAMES);
		module_delete(mod);
		free(source.ring.data);
		free(sink.ring.data);

		run_split(make_gain, &m, m.fmt, m.fmt, in, split, FRAMES, pick(&random, 1, 100),
			  &random);
		assert_memory_equal(whole, split, FRAMES * frame);
	}
}

static void test_ramp_is_the_same_for_splits_at_its_steps(void **state)
{
	static const uint32_t targets[] = { 0x40000000, 0x7FFFFFFF };
	enum {
		FRAMES = 960,
		STEP = 6
	};
	static int32_t in[FRAMES * 2], whole[FRAMES * 2], split[FRAMES * 2];
	struct signal random = { .state = harness_seed() };
	struct ipc4_audio_format fmt = format_of(32, 2, 48000);
	struct stream s;

	signal_fill(&random, in, FRAMES * 2, 32, 4);
	stream_open(&s, fmt, targets, IPC4_AUDIO_CURVE_TYPE_WINDOWS_FADE, 200000, FRAMES);
	source_put(&s.source, in, FRAMES);
	assert_int_equal(module_process(s.mod), 0);
	assert_int_equal(sink_take(&s.sink, whole), FRAMES);
	stream_close(&s);
	for (int round = 0; round < 20; round++) {
		stream_open(&s, fmt, targets, IPC4_AUDIO_CURVE_TYPE_WINDOWS_FADE, 200000, FRAMES);
		for (uint32_t done = 0, n; done < FRAMES; done += n) {
			n = STEP * pick(&random, 1, 20);
			n = MIN(n, FRAMES - done);
			source_put(&s.source, in + 2 * done, n);
			assert_int_equal(module_process(s.mod), 0);
			assert_int_equal(sink_take(&s.sink, split + 2 * done), n);
		}
		stream_close(&s);
		assert_memory_equal(whole, split, sizeof(whole));
	}
}

static void test_odd_frame_is_not_dropped(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF, 0x7FFFFFFF };
	int16_t in[14] = { 1, -2, 3, -4, 5, -6, 7, -8, 9, -10, 11, -12, 13, -14 }, out[14];
	struct stream s;

	stream_open(&s, format_of(16, 2, 48000), unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 16);
	source_put(&s.source, in, 7);
	assert_int_equal(module_process(s.mod), 0);
	assert_int_equal(sink_take(&s.sink, out), 7);
	assert_memory_equal(in, out, sizeof(in));
	stream_close(&s);
}

static void test_moves_what_fits(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF, 0x7FFFFFFF };
	int32_t in[20] = { 0 };
	struct stream s;

	stream_open(&s, format_of(32, 2, 48000), unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 10);
	assert_int_equal(module_process(s.mod), 0);
	assert_int_equal(sink_take(&s.sink, NULL), 0);
	s.sink.ring.level = 6 * 8;
	source_put(&s.source, in, 10);
	assert_int_equal(module_process(s.mod), 0);
	assert_int_equal(s.source.ring.level, 6 * 8);
	assert_int_equal(s.sink.ring.level, 10 * 8);
	assert_int_equal(module_process(s.mod), 0);
	assert_int_equal(s.source.ring.level, 6 * 8);
	stream_close(&s);
}

/* ---- pass-through ---- */

static void run_one(struct stream *s, int32_t x, int32_t *y)
{
	int32_t block[2] = { x, x };

	source_put(&s->source, block, 1);
	assert_int_equal(module_process(s->mod), 0);
	assert_int_equal(sink_take(&s->sink, block), 1);
	assert_int_equal(block[0], block[1]);
	*y = block[0];
}

static void test_unity_is_transparent_only_after_an_update(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF, 0x7FFFFFFF };
	struct stream s;
	int32_t y;

	stream_open(&s, format_of(32, 2, 48000), unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 8);
	run_one(&s, INT32_MAX, &y);
	assert_int_equal(y, INT32_MAX);
	/* a volume without curve leaves pass-through for good: 1 LSB nearer to zero */
	assert_int_equal(set_volume(s.mod, -1, 0x7FFFFFFF, IPC4_AUDIO_CURVE_TYPE_NONE, 0), 0);
	run_one(&s, INT32_MAX, &y);
	assert_int_equal(y, INT32_MAX - 1);
	run_one(&s, INT32_MAX, &y);
	assert_int_equal(y, INT32_MAX - 1);
	/* one with a curve gets back to it */
	assert_int_equal(set_volume(s.mod, -1, 0x7FFFFFFF, IPC4_AUDIO_CURVE_TYPE_LINEAR, 10000), 0);
	run_one(&s, INT32_MAX, &y);
	assert_int_equal(y, INT32_MAX);
	stream_close(&s);
}

static void test_pass_through_keeps_garbage_above_24_bits(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF, 0x7FFFFFFF };
	struct stream s;
	int32_t y;

	stream_open(&s, format_of(24, 2, 48000), unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 8);
	run_one(&s, 0x55123456, &y);
	assert_int_equal(y, 0x55123456);
	assert_int_equal(set_volume(s.mod, -1, 0x40000000, IPC4_AUDIO_CURVE_TYPE_NONE, 0), 0);
	run_one(&s, 0x55800000, &y);
	assert_int_equal(y, -0x400000);
	stream_close(&s);
}

static void test_settings_outlive_reset(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF, 0x7FFFFFFF };
	struct stream s;
	int32_t y;

	stream_open(&s, format_of(32, 2, 48000), unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 8);
	assert_int_equal(set_volume(s.mod, -1, 0x20000000, IPC4_AUDIO_CURVE_TYPE_NONE, 0), 0);
	assert_int_equal(set_switch(s.mod, 2, 0), 0);
	run_one(&s, 1 << 20, &y);
	assert_int_equal(y, 0);
	/* what is set while muted counts after */
	assert_int_equal(set_volume(s.mod, -1, 0x40000000, IPC4_AUDIO_CURVE_TYPE_NONE, 0), 0);
	assert_int_equal(s.mod->priv.ops->reset(s.mod), 0);
	assert_int_equal(module_prepare(s.mod), 0);
	run_one(&s, 1 << 20, &y);
	assert_int_equal(y, 0);
	assert_int_equal(set_switch(s.mod, 2, 3), 0);
	run_one(&s, 1 << 20, &y);
	assert_int_equal(y, 1 << 19);
	stream_close(&s);
}

/* ---- meter ---- */

static const struct ipc4_peak_volume_regs *slot(uint32_t instance)
{
	size_t bytes;
	const struct ipc4_fw_registers *regs = adsp_window(0, &bytes);

	assert_true(bytes >= sizeof(*regs));
	return &regs->peak_vol_regs[instance];
}

static void meter(uint32_t bits, const void *block, uint32_t attenuation, uint32_t left,
		  uint32_t right)
{
	static const uint32_t targets[] = { 0x40000000, 0x40000000 };
	struct stream s;

	stream_open(&s, format_of(bits, 2, 48000), targets, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 16);
	if (attenuation)
		assert_int_equal(module_set(s.mod, IPC4_SET_ATTENUATION, &attenuation, 4), 0);
	for (int call = 0; call < 10; call++) {
		assert_int_equal(slot(3)->target_volume[0], 0);
		source_put(&s.source, block, 3);
		assert_int_equal(module_process(s.mod), 0);
		sink_take(&s.sink, NULL);
	}
	assert_int_equal(slot(3)->peak_meter[0], left);
	assert_int_equal(slot(3)->peak_meter[1], right);
	assert_int_equal(slot(3)->peak_meter[2], 0);
	assert_int_equal(slot(3)->current_volume[1], 0x40000000);
	assert_int_equal(slot(3)->target_volume[1], 0x40000000);
	assert_int_equal(slot(4)->target_volume[1], 0);
	/* a new measurement begins */
	for (int call = 0; call < 10; call++)
		assert_int_equal(module_process(s.mod), 0);
	assert_int_equal(slot(3)->peak_meter[0], 0);
	assert_int_equal(set_volume(s.mod, 1, 0x30000000, IPC4_AUDIO_CURVE_TYPE_NONE, 0), 0);
	assert_int_equal(slot(3)->target_volume[1], 0x30000000);
	stream_close(&s);
	assert_int_equal(slot(3)->target_volume[1], 0);
	assert_int_equal(slot(3)->current_volume[0], 0);
}

static void test_meter_shows_the_input(void **state)
{
	const int16_t s16[] = { 5, -32768, -7, 32767, 6, 0 };
	const int32_t s24[] = { 0x1234, -0x800000, -0x1235, 0x7FFFFF, 0, 0 };
	const int32_t s32[] = { 0x12345678, 0, -0x12345679, INT32_MIN, 0, 0 };

	meter(16, s16, 0, 7 << 16, 0x80000000);
	meter(24, s24, 0, 0x123500, 0x80000000);
	meter(24, s24, 4, 0x1235000, 0);
	meter(32, s32, 0, 0x12345679, 0x80000000);
	meter(32, s32, 1, 0x2468ACF2, 0);
}

/* ---- kernels of all vector levels ---- */

#define MOST_FRAMES 200

/* Words of all kinds: anything, rails, and values whose product with a power of two is a tie. */
static void fill_words(struct signal *random, void *data, uint32_t words, uint32_t bytes)
{
	static const uint32_t edges[] = { 0x80000000, 0x7FFFFFFF, 0x80008000, 0x7FFF7FFF,
					  0xFF800000, 0x007FFFFF, 0,          0xFFFFFFFF,
					  1,          0x00018001 };
	uint8_t *out = data;

	for (uint32_t i = 0; i < words; i++, out += bytes) {
		uint32_t word = signal_word(random);

		if (word % 5 == 0)
			word = edges[signal_word(random) % ARRAY_SIZE(edges)];
		memcpy(out, &word, bytes);
	}
}

static int32_t word_at(const void *data, uint32_t i, uint32_t bytes)
{
	return bytes == 2 ? ((const int16_t *)data)[i] : ((const int32_t *)data)[i];
}

/* One block by one kernel, against exact arithmetic. */
static void check_kernel(gain_func kernel, bool is_copy, uint32_t bits, const void *in, void *out,
			 uint32_t frames, uint32_t channels, const int32_t *gain)
{
	const uint32_t bytes = bits == 16 ? 2 : 4;
	uint32_t peak[IPC4_MAX_CHANNELS] = { 3, 2, 1 }, expected[IPC4_MAX_CHANNELS] = { 3, 2, 1 };
	const uint8_t guard = 0xA5;

	memset(out, guard, (frames * channels + 16) * bytes);
	kernel(in, out, frames, channels, gain, peak);
	for (uint32_t i = 0; i < frames * channels; i++) {
		const int32_t word = word_at(in, i, bytes);
		const int64_t x = bits == 24 ? (int32_t)((uint32_t)word << 8) >> 8 : word;
		const int64_t y = is_copy ? word : (x * gain[i % channels] + (1 << 30)) >> 31;
		const uint32_t magnitude = (uint32_t)llabs(word);

		expected[i % channels] = MAX(expected[i % channels], magnitude);
		if (word_at(out, i, bytes) != y)
			fail_msg("frame %u of %u, channel %u of %u: %d, expected %d", i / channels,
				 frames, i % channels, channels, word_at(out, i, bytes), (int)y);
	}
	assert_memory_equal(peak, expected, channels * sizeof(peak[0]));
	for (uint32_t i = 0; i < 16 * bytes; i++)
		assert_int_equal(((uint8_t *)out)[frames * channels * bytes + i], guard);
}

static void check_level(enum simd_level level, struct signal *random)
{
	static const int32_t gains[] = { 0,          1,          0x8000,    0x7FFF8000,
					 0x40000000, 0x7FFFFFFF, 0x12345678 };
	static uint8_t in[(MOST_FRAMES * 8 + 32) * 4], out[(MOST_FRAMES * 8 + 32) * 4];

	for (uint32_t bits = 16; bits <= 32; bits += 8) {
		const struct gain_format *format = gain_get_format(bits);

		for (uint32_t channels = 1; channels <= 8; channels++) {
			for (uint32_t frames = 0; frames <= MOST_FRAMES; frames++) {
				int32_t gain[IPC4_MAX_CHANNELS];
				const bool equal = pick(random, 0, 1);

				for (uint32_t i = 0; i < IPC4_MAX_CHANNELS; i++)
					gain[i] = equal && i ? gain[0] : gains[pick(random, 0, 6)];
				/* off the alignment of vectors */
				fill_words(random, in + 4, frames * channels, format->sample_bytes);
				check_kernel(format->scale[level], false, bits, in + 4, out + 8,
					     frames, channels, gain);
				check_kernel(format->copy[level], true, bits, in + 4, out + 8,
					     frames, channels, gain);
			}
		}
	}
}

static void test_kernels_of_all_levels_are_exact(void **state)
{
	struct signal random = { .state = harness_seed() };

	for (int level = 0; level <= (int)simd_highest(); level++) {
		print_message("%s\n", simd_name(level));
		check_level(level, &random);
	}
}

static void test_instances_beyond_the_slots_work(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF };
	struct ipc4_audio_format fmt = format_of(32, 1, 48000);
	struct gain_payload payload;
	size_t bytes = make_payload(&payload, fmt, unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0);
	struct processing_module *mod = module_new("PEAKVOL", 16, &payload, bytes);
	struct test_source source;
	struct test_sink sink;
	int32_t x = INT32_MIN, y;

	source_init(&source, fmt, 4);
	sink_init(&sink, fmt, 4);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	assert_int_equal(module_prepare(mod), 0);
	for (int call = 0; call < 20; call++) {
		source_put(&source, &x, 1);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, &y), 1);
		assert_int_equal(y, x);
	}
	/* the register block that would follow the last slot is untouched */
	assert_int_equal(*(const uint32_t *)(slot(15) + 1), 0);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
}

/* ---- refusals ---- */

static void test_init_payloads(void **state)
{
	static const uint32_t different[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct processing_module *mod;
	struct gain_payload payload;
	struct ipc4_audio_format fmt = format_of(32, 2, 48000);
	size_t bytes = make_payload(&payload, fmt, different, IPC4_AUDIO_CURVE_TYPE_LINEAR, 200000);

	assert_int_equal(bytes, 88);
	for (size_t shorter = 40; shorter < bytes; shorter += 4)
		assert_int_equal(module_try("GAIN", 0, &payload, shorter, &mod), -EINVAL);
	mod = module_new("GAIN", 0, &payload, bytes);
	module_delete(mod);
	/* one entry for all is enough for any number of channels */
	payload.config[0].channel_id = IPC4_ALL_CHANNELS;
	mod = module_new("GAIN", 0, &payload, 64);
	module_delete(mod);

	for (uint32_t channels = 0; channels <= 9; channels++) {
		payload.base = make_base(format_of(32, channels, 48000));
		assert_int_equal(module_try("GAIN", 0, &payload, sizeof(payload), &mod),
				 channels >= 1 && channels <= 8 ? 0 : -EINVAL);
		if (mod)
			module_delete(mod);
	}
	payload.base = make_base(fmt);
	payload.base.audio_fmt.sampling_frequency = 0;
	assert_int_equal(module_try("GAIN", 0, &payload, sizeof(payload), &mod), -EINVAL);
	payload.base = make_base(make_format(48000, 2, 32, 16));
	assert_int_equal(module_try("GAIN", 0, &payload, sizeof(payload), &mod), -EINVAL);
	payload.base = make_base(make_format(48000, 2, 32, 20));
	assert_int_equal(module_try("GAIN", 0, &payload, sizeof(payload), &mod), -EINVAL);
	/* unknown curves are none */
	payload.base = make_base(fmt);
	payload.config[0].curve_type = 77;
	mod = module_new("GAIN", 0, &payload, 64);
	assert_int_equal(((struct gain_data *)module_get_private_data(mod))->curve,
			 IPC4_AUDIO_CURVE_TYPE_NONE);
	module_delete(mod);
}

static void test_prepare_needs_both_ends_alike(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF, 0x7FFFFFFF };
	struct gain_payload payload;
	struct ipc4_audio_format fmt = format_of(32, 2, 48000);
	size_t bytes = make_payload(&payload, fmt, unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0);
	struct processing_module *mod = module_new("GAIN", 0, &payload, bytes);
	struct test_source source;
	struct test_sink sink, narrow, wide;

	source_init(&source, fmt, 8);
	sink_init(&sink, fmt, 8);
	sink_init(&narrow, format_of(16, 2, 48000), 8);
	sink_init(&wide, format_of(32, 4, 48000), 8);
	assert_int_equal(module_prepare(mod), -ENOTCONN);
	module_attach_source(mod, &source.api);
	assert_int_equal(module_prepare(mod), -ENOTCONN);
	module_attach_sink(mod, &narrow.api);
	assert_int_equal(module_prepare(mod), -EINVAL);
	mod->sinks[0] = &wide.api;
	assert_int_equal(module_prepare(mod), -EINVAL);
	mod->sinks[0] = &sink.api;
	assert_int_equal(module_prepare(mod), 0);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
	free(narrow.ring.data);
	free(wide.ring.data);
}

static void test_controls(void **state)
{
	static const uint32_t unity[] = { 0x7FFFFFFF, 0x7FFFFFFF };
	struct ipc4_peak_volume_config message = { .channel_id = 0, .target_volume = 5 }, read[3];
	uint32_t words[9] = { 2 << 16 }, size;
	struct stream s;

	stream_open(&s, format_of(32, 2, 48000), unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 8);
	for (size_t bytes = 0; bytes < 24; bytes++)
		assert_int_equal(module_set(s.mod, IPC4_VOLUME, &message, bytes), -EINVAL);
	for (uint32_t channel = 8; channel < 12; channel++)
		assert_int_equal(set_volume(s.mod, (int)channel, 1, 0, 0), -EINVAL);
	assert_int_equal(set_volume(s.mod, 1, 77, 0, 0), 0);
	assert_int_equal(set_volume(s.mod, 7, 88, 0, 0), 0);
	assert_int_equal(s.mod->priv.ops->set_configuration(s.mod, IPC4_VOLUME,
							    MODULE_CFG_FRAGMENT_FIRST, 48,
							    (uint8_t *)&message, 24, NULL, 0),
			 -EINVAL);

	/* what was refused has changed nothing */
	size = sizeof(read);
	assert_int_equal(s.mod->priv.ops->get_configuration(s.mod, IPC4_VOLUME, &size,
							    (uint8_t *)read, sizeof(read)),
			 0);
	assert_int_equal(size, 48);
	assert_int_equal(read[0].channel_id, 0);
	assert_int_equal(read[0].target_volume, 0x7FFFFFFF);
	assert_int_equal(read[1].channel_id, 1);
	assert_int_equal(read[1].target_volume, 77);
	assert_int_equal(s.mod->priv.ops->get_configuration(s.mod, IPC4_VOLUME, &size,
							    (uint8_t *)read, 47),
			 -EINVAL);
	assert_int_equal(s.mod->priv.ops->get_configuration(s.mod, 1, &size, (uint8_t *)read,
							    sizeof(read)),
			 -EINVAL);

	words[0] = 31;
	assert_int_equal(module_set(s.mod, IPC4_SET_ATTENUATION, words, 4), 0);
	assert_int_equal(module_set(s.mod, IPC4_SET_ATTENUATION, words, 3), -EINVAL);
	assert_int_equal(module_set(s.mod, IPC4_SET_ATTENUATION, words, 5), -EINVAL);
	words[0] = 32;
	assert_int_equal(module_set(s.mod, IPC4_SET_ATTENUATION, words, 4), -EINVAL);

	words[0] = 2 << 16;
	assert_int_equal(module_set(s.mod, IPC4_SWITCH_CONTROL_PARAM_ID, words, 36), 0);
	assert_int_equal(module_set(s.mod, IPC4_SWITCH_CONTROL_PARAM_ID, words, 19), -EINVAL);
	assert_int_equal(module_set(s.mod, IPC4_SWITCH_CONTROL_PARAM_ID, words, 35), -EINVAL);
	/* more values than channels are limited */
	words[0] = 200 << 16;
	assert_int_equal(module_set(s.mod, IPC4_SWITCH_CONTROL_PARAM_ID, words, 36), 0);

	assert_int_equal(module_set(s.mod, IPC4_VOLUME_TRANSITION_DELAY, words, 24), -EINVAL);
	assert_int_equal(module_set(s.mod, IPC4_ENUM_CONTROL_PARAM_ID, words, 24), -EINVAL);
	stream_close(&s);

	stream_open(&s, format_of(16, 2, 48000), unity, IPC4_AUDIO_CURVE_TYPE_NONE, 0, 8);
	words[0] = 1;
	assert_int_equal(module_set(s.mod, IPC4_SET_ATTENUATION, words, 4), -EINVAL);
	stream_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output_matches_the_model),
		cmocka_unit_test(test_s16_shortcut_is_exact),
		cmocka_unit_test(test_edges_do_not_overflow),
		cmocka_unit_test(test_split_invariance),
		cmocka_unit_test(test_ramp_is_the_same_for_splits_at_its_steps),
		cmocka_unit_test(test_odd_frame_is_not_dropped),
		cmocka_unit_test(test_moves_what_fits),
		cmocka_unit_test(test_unity_is_transparent_only_after_an_update),
		cmocka_unit_test(test_pass_through_keeps_garbage_above_24_bits),
		cmocka_unit_test(test_settings_outlive_reset),
		cmocka_unit_test(test_meter_shows_the_input),
		cmocka_unit_test(test_kernels_of_all_levels_are_exact),
		cmocka_unit_test(test_instances_beyond_the_slots_work),
		cmocka_unit_test(test_init_payloads),
		cmocka_unit_test(test_prepare_needs_both_ends_alike),
		cmocka_unit_test(test_controls),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
