/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: cepstral coefficients, levels on the mel scale and detection of voice against a model in double precision;
 * frames in a stream and compressed ones, with silence left out; notifications; no split changes a byte; what is refused.
 */
#include <fftw3.h>
#include <math.h>
#include <sof/math/window.h>
#include "kit.h"
#include "../../../fw/audio/modules/mfcc/mfcc.h"

#define NAME   "MFCC"
#define RATE   16000
#define FRAMES (2 * RATE)
#define MAGIC  0x6D666363
#define HEADER 6 /* words */

static struct mfcc_config blob;

static struct mfcc_config cepstra(void)
{
	return (struct mfcc_config){
		.size = sizeof(struct mfcc_config),
		.sample_frequency = RATE,
		.mel_log = MEL_LOG_E,
		.window = WINDOW_HAMMING,
		.dct = 1,
		.cepstral_lifter = 22 * 512,
		.frame_length = 400,
		.frame_shift = 160,
		.low_freq = 20,
		.num_ceps = 13,
		.num_mel_bins = 23,
		.round_to_power_of_two = 1,
		.snip_edges = 1,
	};
}

static struct mfcc_config levels(void)
{
	struct mfcc_config config = cepstra();

	config.mel_log = MEL_LOG_10;
	config.norm = 1;
	config.window = WINDOW_HANN;
	config.low_freq = 0;
	config.high_freq = 8000;
	config.num_ceps = 0;
	config.num_mel_bins = 80;
	config.mel_offset = 4 * 128;
	config.mel_scale = 1024; /* 0.25 */
	config.top_db = 8 * 128;
	config.mmax_init = 0;
	config.dynamic_mmax = 1;
	config.enable_vad = 1;
	return config;
}

static void send_blob(struct processing_module *mod)
{
	assert_int_equal(module_set(mod, 0, &blob, sizeof(blob)), 0);
}

/* ---- model ---- */

static double mel_of(double hz)
{
	return 1126.9941805389 * log(1 + hz / 700);
}

static double hz_of(double mel)
{
	return 700 * (exp(mel / 1126.9941805389) - 1);
}

/* log of the power in each band */
static void model_levels(const struct mfcc_config *c, const double *samples, double *out)
{
	const int points = 512, bins = points / 2 + 1;
	const double high = c->high_freq ? c->high_freq : RATE / 2.;
	const double low = mel_of(c->low_freq), step = (mel_of(high) - low) / (c->num_mel_bins + 1);
	fftw_complex data[512];
	fftw_plan plan = fftw_plan_dft_1d(points, data, data, FFTW_FORWARD, FFTW_ESTIMATE);

	memset(data, 0, sizeof(data));
	for (int n = 0; n < c->frame_length; n++) {
		const double cosine = cos(2 * M_PI * n / (c->frame_length - 1));

		data[n][0] = samples[n] *
			     (c->window == WINDOW_HANN ? .5 - .5 * cosine : .54 - .46 * cosine);
	}
	fftw_execute(plan);
	fftw_destroy_plan(plan);
	for (int b = 0; b < c->num_mel_bins; b++) {
		const double left = low + b * step, right = left + 2 * step;
		const double height = c->norm ? 2 / (hz_of(right) - hz_of(left)) : 1;
		double sum = 0;

		for (int i = 0; i < bins; i++) {
			const double mel = mel_of((double)RATE * i / points);
			const double weight = fmin(mel - left, right - mel) / step;

			if (weight > 0)
				sum += weight * height *
				       (data[i][0] * data[i][0] + data[i][1] * data[i][1]);
		}
		out[b] = c->mel_log == MEL_LOG_10 ? log10(sum) : log(sum);
	}
}

static void model_cepstra(const struct mfcc_config *c, const double *level, double *out)
{
	const double lifter = c->cepstral_lifter / 512.;

	for (int k = 0; k < c->num_ceps; k++) {
		double sum = 0;

		for (int n = 0; n < c->num_mel_bins; n++)
			sum += level[n] * sqrt((k ? 2. : 1.) / c->num_mel_bins) *
			       cos(M_PI * k * (n + .5) / c->num_mel_bins);
		out[k] = sum * (1 + lifter / 2 * sin(M_PI * k / lifter));
	}
}

/* ---- frames of a stream ---- */

static int16_t sound[FRAMES];
static uint8_t stream[FRAMES * 8];

/* Two vowels of a kind, and silence with a little noise between them. */
static void speak(struct signal *random)
{
	for (int i = 0; i < FRAMES; i++) {
		const bool is_loud = i % 12000 < 5000;
		const double t = (double)i / RATE;
		const double x = sin(2 * M_PI * 220 * t) + .6 * sin(2 * M_PI * 700 * t) +
				 .4 * sin(2 * M_PI * 1900 * t) + .2 * sin(2 * M_PI * 3300 * t);

		sound[i] = (int16_t)(is_loud ? 9000 * x / 2.2 : 0) +
			   (int16_t)((int32_t)signal_word(random) >> 22);
	}
}

static void play_sound(uint32_t most, struct signal *random)
{
	const struct kit_module kit = { .name = NAME, .configure = send_blob, .granule = most };

	blob.channel = -1;
	kit_play(&kit, &(struct kit_stream){ make_format(RATE, 1, 16, 16), sound, FRAMES },
		 &(struct kit_run){ (int)simd_highest(), .block = most, .random = random }, stream);
}

/* The next frame in a stream of words. @return NULL: there is none */
static const int32_t *next_frame(const int32_t *at, const int32_t *end)
{
	while (at < end && *at != MAGIC)
		at++;
	return at < end ? at : NULL;
}

static void coefficients_are_the_models(void **state)
{
	const int32_t *at = (const int32_t *)stream, *end = at + FRAMES / 2;
	struct signal random = { .state = harness_seed() };
	uint32_t frames = 0;
	double worst = 0;

	speak(&random);
	blob = cepstra();
	play_sound(16, &random);
	for (; (at = next_frame(at, end)) && at + HEADER + 13 <= end; at += HEADER + 13, frames++) {
		double samples[400], level[23], ideal[13];

		assert_int_equal(at[1], frames);
		assert_int_equal(at[2] | at[3] | at[4] | at[5], 0);
		for (int n = 0; n < 400; n++)
			samples[n] = sound[160 * frames + (uint32_t)n] / 32768.;
		model_levels(&blob, samples, level);
		model_cepstra(&blob, level, ideal);
		for (int k = 0; k < 13; k++) {
			/* Q9.7 coefficients of levels in Q9.7 */
			const double error = fabs(at[HEADER + k] * 0x1p-23 - ideal[k]);

			worst = fmax(worst, error);
			if (error > .9)
				fail_msg("frame %u, coefficient %d: %.3f, should be %.3f", frames,
					 k, at[HEADER + k] * 0x1p-23, ideal[k]);
		}
	}
	print_message("%u frames, worst error %.3f\n", frames, worst);
	assert_int_equal(frames, (FRAMES - 400) / 160 + 1);
}

static void levels_are_the_models(void **state)
{
	const int32_t *at = (const int32_t *)stream, *end = at + FRAMES / 2;
	struct signal random = { .state = harness_seed() };
	uint32_t frames = 0, voiced = 0;
	double most = 0, floors[80], errors = 0;

	speak(&random);
	blob = levels();
	blob.frame_shift = 240; /* a header and 80 levels in a mono stream */
	play_sound(16, &random);
	for (; (at = next_frame(at, end)) && at + HEADER + 80 <= end; at += HEADER + 80, frames++) {
		double samples[400], level[80], peak = -100, energy = 0, noise = 0;

		for (int n = 0; n < 400; n++)
			samples[n] = sound[240 * frames + (uint32_t)n] / 32768.;
		model_levels(&blob, samples, level);
		for (int b = 0; b < 80; b++)
			peak = fmax(peak, level[b]);
		most = fmax(most, peak);
		for (int b = 0; b < 80; b++) {
			const double ideal = (fmax(level[b], most - 8) + 4) / 4;
			const double seen = at[HEADER + b] * 0x1p-23;

			/* beside a strong tone the place of a band counts, and that is rounded */
			errors += fabs(seen - ideal) / 80;
			if (fabs(seen - ideal) > .12)
				fail_msg("frame %u, band %d: %.4f, should be %.4f", frames, b, seen,
					 ideal);
			if (!frames || seen < floors[b])
				floors[b] = seen;
			else
				floors[b] +=
					(frames < 100 ? 655 : 98) / 32768. * (seen - floors[b]);
			energy += seen / 80;
			noise += floors[b] / 80;
		}
		/* means with other weights, but of the same levels */
		assert_true(fabs(at[3] * 0x1p-23 - energy) < .5);
		assert_true(fabs(at[4] * 0x1p-23 - noise) < .5);
		voiced += (uint32_t)at[5];
	}
	print_message("%u frames, %u with voice, mean error %.4f\n", frames, voiced,
		      errors / frames);
	assert_true(errors / frames < .01);
	assert_int_equal(frames, (FRAMES - 400) / 240 + 1);
	assert_in_range(voiced, frames / 4, frames * 7 / 8);
}

/* ---- calls ---- */

static void any_split_is_the_same(void **state)
{
	struct kit_module kit = {
		.name = NAME, .configure = send_blob, .rate = RATE, .granule = 16
	};
	struct signal random = { .state = harness_seed() };

	/* kit_check_all() without mono, whose channel is -1 */
	blob = cepstra();
	for (uint32_t bits = 16; bits <= 32; bits += 8) {
		static int32_t in[2 * 16000];
		const struct kit_stream two = { make_format(RATE, 2, bits == 16 ? 16 : 32, bits),
						in, 16000 };

		signal_fill(&random, in, ARRAY_SIZE(in), bits, bits == 16 ? 2 : 4);
		kit_check_stream(&kit, &two, "noise", &random);
		blob.channel = 1;
		blob.preemphasis = 31785;
		kit_check_stream(&kit, &two, "pre-emphasis", &random);
		blob = levels();
		kit_check_stream(&kit, &two, "levels", &random);
		blob = cepstra();
	}
}

/* ---- compressed ---- */

struct rig {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void open_rig(struct rig *rig, uint32_t sink_bytes)
{
	const struct ipc4_audio_format fmt = make_format(RATE, 2, 32, 32);
	struct ipc4_base_module_cfg base = make_base(fmt);

	base.obs = sink_bytes;
	rig->mod = module_new(NAME, 0, &base, sizeof(base));
	source_init(&rig->source, fmt, 64);
	sink_init(&rig->sink, fmt, 2048);
	rig->sink.ring.size = sink_bytes;
	module_attach_source(rig->mod, &rig->source.api);
	module_attach_sink(rig->mod, &rig->sink.api);
	send_blob(rig->mod);
	module_run(rig->mod);
}

static void close_rig(struct rig *rig)
{
	module_halt(rig->mod);
	module_delete(rig->mod);
	free(rig->source.ring.data);
	free(rig->sink.ring.data);
}

/* Bytes of the sink, in order. */
static size_t take_bytes(struct rig *rig, uint8_t *out)
{
	struct ring *ring = &rig->sink.ring;
	const size_t bytes = ring->level;

	for (; ring->level; ring->level--) {
		*out++ = ring->data[ring->read];
		ring->read = (ring->read + 1) % ring->size;
	}
	return bytes;
}

static void feed(struct rig *rig, int ms)
{
	int32_t in[32];

	for (int i = 0; i < 16; i++)
		in[2 * i] = in[2 * i + 1] = sound[(16 * ms + i) % FRAMES] * (1 << 16);
	source_put(&rig->source, in, 16);
}

/* Frames of 76 bytes, which are no whole frames of audio, wherever the ring wraps; one that does not fit waits. */
static void compressed_frames(void **state)
{
	struct signal random = { .state = harness_seed() };
	static const size_t rings[] = { 76, 100, 152, 344 };

	speak(&random);
	blob = cepstra();
	blob.compress_output = 1;
	for (size_t r = 0; r < ARRAY_SIZE(rings); r++) {
		uint32_t number = 0;
		struct rig rig;

		open_rig(&rig, (uint32_t)rings[r]);
		for (int ms = 0; ms < 500; ms++) {
			int32_t frame[86];
			size_t bytes;

			feed(&rig, ms);
			assert_int_equal(module_process(rig.mod), 0);
			assert_int_equal(rig.source.ring.level, 0);
			bytes = take_bytes(&rig, (uint8_t *)frame);
			assert_int_equal(bytes, 16 * (ms + 1) >= 400 + 160 * (int)number ? 76 : 0);
			if (!bytes)
				continue;
			assert_int_equal(frame[0], MAGIC);
			assert_int_equal(frame[1], number);
			number++;
		}
		assert_int_equal(number, (8000 - 400) / 160 + 1);
		close_rig(&rig);
	}
}

static void a_full_sink_holds_the_stream_up(void **state)
{
	uint8_t frame[76];
	int left = 0;
	struct rig rig;

	blob = cepstra();
	blob.compress_output = 1;
	open_rig(&rig, 100);
	for (int ms = 0; ms < 60; ms++) {
		int ret;

		if (rig.source.ring.level > 40 * 8)
			break;
		feed(&rig, ms);
		ret = module_process(rig.mod);
		assert_true(ret == 0 || ret == -ENOSPC);
		left += ret == -ENOSPC;
	}
	assert_true(left > 0 && rig.source.ring.level);
	assert_int_equal(take_bytes(&rig, frame), 76);
	assert_true(module_process(rig.mod) == 0 || module_process(rig.mod) == -ENOSPC);
	assert_int_equal(take_bytes(&rig, frame), 76);
	close_rig(&rig);
}

static void silence_is_left_out(void **state)
{
	struct signal random = { .state = harness_seed() };
	uint32_t all = 0, silent = 0, last = 0, run = 0;
	uint8_t frame[344];
	struct rig rig;

	speak(&random);
	blob = levels();
	blob.compress_output = 1;
	blob.enable_dtx = 1;
	blob.dtx_trailing_silence_hops = 5;
	blob.dtx_silence_hops_interval = 7;
	open_rig(&rig, 688);
	for (int ms = 0; ms < 2000; ms++) {
		int32_t header[HEADER];

		feed(&rig, ms);
		assert_int_equal(module_process(rig.mod), 0);
		if (!take_bytes(&rig, frame))
			continue;
		memcpy(header, frame, sizeof(header));
		all++;
		run = header[5] ? 0 : run + 1;
		if (run > 6)
			assert_int_equal((uint32_t)header[1] - last, 7);
		silent += run > 5;
		last = (uint32_t)header[1];
	}
	print_message("%u of %u frames, %u of long silence\n", all, last + 1, silent);
	assert_true(silent >= 2 && all < last);
	close_rig(&rig);
}

/* ---- voice ---- */

static void a_change_of_voice_is_notified(void **state)
{
	struct signal random = { .state = harness_seed() };
	struct {
		struct sof_ipc4_control_msg_payload header;
		struct sof_ipc4_ctrl_value_chan value;
	} control;
	struct notified notified;
	uint8_t frame[688];
	uint32_t size, changes = 0, voice = 0;
	struct rig rig;

	speak(&random);
	blob = levels();
	blob.compress_output = 1;
	blob.update_controls = 1;
	notified_start(&notified, IPC4_NOTIFY_MODULE_NOTIFICATION);
	open_rig(&rig, 688);
	for (int ms = 0; ms < 2000; ms++) {
		int32_t header[HEADER];

		feed(&rig, ms);
		assert_int_equal(module_process(rig.mod), 0);
		if (!take_bytes(&rig, frame))
			continue;
		memcpy(header, frame, sizeof(header));
		changes += voice != (uint32_t)header[5];
		voice = (uint32_t)header[5];
		size = 0;
		assert_int_equal(rig.mod->priv.ops->get_configuration(
					 rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, &size,
					 (uint8_t *)&control, sizeof(control)),
				 0);
		assert_int_equal(control.value.value, voice);
		assert_int_equal(notified.count, changes);
	}
	adsp_ipc_on_notification(NULL, NULL);
	assert_true(changes >= 3);
	assert_int_equal(notified.last.module.event.event_id, 0xA15A0000 | 200);
	assert_int_equal(notified.last.module.event.event_data_size, 28);
	assert_int_equal(notified.last.module.control.num_elems, 1);
	assert_int_equal(notified.last.module.value.value, voice);
	/* a host cannot set it */
	assert_int_equal(
		module_set(rig.mod, IPC4_SWITCH_CONTROL_PARAM_ID, &control, sizeof(control)), 0);
	close_rig(&rig);
}

/* ---- what is refused ---- */

static int prepare(const struct mfcc_config *config, uint32_t rate, uint32_t channels)
{
	return module_try_prepare(NAME, make_format(rate, channels, 16, 16), config,
				  sizeof(*config));
}

static void what_does_not_fit(void **state)
{
	const struct mfcc_config good = cepstra();
	struct ipc4_base_module_cfg base = make_base(make_format(RATE, 2, 16, 16));
	struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));
	struct mfcc_config config;
	uint8_t read[116];
	uint32_t size = 0;

#define REFUSED(...)                                                        \
	do {                                                                \
		config = good;                                              \
		__VA_ARGS__;                                                \
		if (module_set(mod, 0, &config, sizeof(config)) != -EINVAL) \
			fail_msg("a blob with " #__VA_ARGS__ " is taken");  \
	} while (0)
#define NOT_PREPARED(...)                                                       \
	do {                                                                    \
		config = good;                                                  \
		__VA_ARGS__;                                                    \
		if (prepare(&config, RATE, 2) != -EINVAL)                       \
			fail_msg("a stream with " #__VA_ARGS__ " is prepared"); \
	} while (0)
	REFUSED(config.size = 104);
	REFUSED(config.round_to_power_of_two = 0);
	REFUSED(config.snip_edges = 0);
	REFUSED(config.subtract_mean = 1);
	REFUSED(config.use_energy = 1);
	REFUSED(config.sample_frequency = 0);
	REFUSED(config.sample_frequency = 64001);
	REFUSED(config.frame_length = 0);
	REFUSED(config.frame_length = 1024);
	REFUSED(config.frame_length = -400);
	REFUSED(config.frame_shift = 0);
	REFUSED(config.frame_shift = 401);
	REFUSED(config.num_mel_bins = 0);
	REFUSED(config.num_ceps = -1);
	REFUSED(config.cepstral_lifter = -1);
	REFUSED(config.dct = 2);
	REFUSED(config.low_freq = 5000; config.high_freq = 4000);
	REFUSED(config.low_freq = -1);
	REFUSED(config.window = 5);
	assert_int_equal(module_set(mod, 0, &good, 104), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_ENUM_CONTROL_PARAM_ID, &good, sizeof(good)), -EINVAL);
	assert_int_equal(module_set(mod, 0, &good, sizeof(good)), 0);
	assert_int_equal(mod->priv.ops->get_configuration(mod, 0, &size, read, sizeof(read)), 0);
	assert_memory_equal(read, &good, sizeof(good));
	size = 0;
	assert_int_equal(mod->priv.ops->get_configuration(mod, IPC4_SWITCH_CONTROL_PARAM_ID, &size,
							  read, 8),
			 -EINVAL);
	module_delete(mod);

	assert_int_equal(prepare(NULL, RATE, 2), -EINVAL);
	assert_int_equal(prepare(&good, RATE, 2), 0);
	assert_int_equal(prepare(&good, 48000, 2), -EINVAL);
	NOT_PREPARED(config.channel = 2);
	NOT_PREPARED(config.channel = -1);
	NOT_PREPARED(config.mel_log = 3);
	NOT_PREPARED(config.num_mel_bins = 257; config.num_ceps = 0; config.compress_output = 1);
	NOT_PREPARED(config.num_ceps = 43);
	NOT_PREPARED(config.num_mel_bins = 43);
	NOT_PREPARED(config.low_freq = 7990);
	NOT_PREPARED(config.frame_shift = 9);
}

/* A blob that is not what it was is refused, at once or for a stream, or a stream plays with it. */
static void mutated_blobs(void **state)
{
	static const int16_t values[] = { 0,   1,   2,    3,    16,        80,        256,
					  400, 512, 1023, 8000, INT16_MAX, INT16_MIN, -1 };
	struct signal random = { .state = harness_seed() };
	uint32_t taken = 0, refused = 0;
	static int32_t in[2 * 480], out[2 * 480];

	signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
	for (int round = 0; round < 1000; round++) {
		struct ipc4_base_module_cfg base = make_base(make_format(RATE, 2, 32, 32));
		struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));
		struct test_source source;
		struct test_sink sink;

		blob = round % 2 ? levels() : cepstra();
		for (uint32_t changes = pick(&random, 1, 3); changes; changes--) {
			const int16_t value =
				pick(&random, 0, 3) ?
					values[pick(&random, 0, ARRAY_SIZE(values) - 1)] :
					(int16_t)signal_word(&random);

			memcpy((uint8_t *)&blob + 2 * pick(&random, 0, 57), &value, 2);
		}
		source_init(&source, base.audio_fmt, 480);
		sink_init(&sink, base.audio_fmt, 480);
		module_attach_source(mod, &source.api);
		module_attach_sink(mod, &sink.api);
		if (module_set(mod, 0, &blob, sizeof(blob)) || module_prepare(mod)) {
			refused++;
		} else {
			taken++;
			for (int call = 0; call < 6; call++) {
				source_put(&source, in, 480 - (uint32_t)(source.ring.level / 8));
				module_process(mod);
				sink_take(&sink, out);
			}
			assert_int_equal(mod->priv.ops->reset(mod), 0);
		}
		module_delete(mod);
		free(source.ring.data);
		free(sink.ring.data);
	}
	print_message("%u taken, %u refused\n", taken, refused);
	assert_true(taken > 100 && refused > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(coefficients_are_the_models),
		cmocka_unit_test(levels_are_the_models),
		cmocka_unit_test(any_split_is_the_same),
		cmocka_unit_test(compressed_frames),
		cmocka_unit_test(a_full_sink_holds_the_stream_up),
		cmocka_unit_test(silence_is_left_out),
		cmocka_unit_test(a_change_of_voice_is_notified),
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(mutated_blobs),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
