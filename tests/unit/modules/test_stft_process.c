/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: short-time spectra and back give what went in, under the sum of the windows and after the latency that
 * the frames make; no split of the stream changes a sample; blobs and streams that do not fit are refused.
 */
#include <sof/audio/period.h>
#include "spectral.h"

#define NAME   "STFTPROC"
#define FRAMES 9600

static struct spectral_config blob;

static void send_blob(struct processing_module *mod)
{
	assert_int_equal(module_set(mod, 0, &blob, sizeof(blob)), 0);
}

static const struct kit_module kit = { .name = NAME, .configure = send_blob, .granule = 48 };

static void what_every_module_does(void **state)
{
	blob = spectral_blob(192, 48, WINDOW_HANN);
	kit_check_all(&kit);
	blob = spectral_blob(96, 24, WINDOW_HAMMING);
	kit_check_all(&kit);
}

/* ---- samples ---- */

static uint32_t common(uint32_t a, uint32_t b)
{
	return b ? common(b, a % b) : a;
}

/* Frames of input before the first frame, in calls of 1 ms. */
static uint32_t latency(const struct spectral_config *config)
{
	const uint32_t hop = (uint32_t)config->frame_shift;

	return (uint32_t)config->frame_length - hop + hop - common(hop, 48);
}

/* What the window, twice, and the gain make of each sample of the stream, wherever frames have it. */
static void model(const struct spectral_config *config, const int32_t *in, double *out)
{
	const int length = config->frame_length, hop = config->frame_shift;
	const int late = (int)latency(config);

	memset(out, 0, FRAMES * sizeof(*out));
	/* the first frame ends with the first hop of the input */
	for (int start = hop - length; start < FRAMES; start += hop) {
		for (int n = 0; n < length; n++) {
			const int at = start + n + late;

			if (start + n >= 0 && at < FRAMES)
				out[at] += in[start + n] * (config->gain * 0x1p-31) *
					   pow(spectral_window(config->window, (uint32_t)n,
							       (uint32_t)length),
					       2);
		}
	}
}

static void check_against_model(const struct spectral_config *config, enum simd_level level,
				struct signal *random)
{
	static int32_t in[FRAMES], out[FRAMES];
	static double expected[FRAMES];
	/*
	 * Spectra have length * 2^-31 for their last place. Truncation lowers all points alike, which is a pulse at the
	 * first sample of a frame: as much of it is seen as the window lets through.
	 */
	const double length = config->frame_length;
	const double pulse = length * length * pow(spectral_window(config->window, 0, 4), 2);
	const double noise = 2 * pow(length, 1.5) + 16 + pulse / 4, most = 6 * noise + 2 * pulse;
	double squares = 0;

	for (int i = 0; i < FRAMES; i++)
		in[i] = (int32_t)signal_word(random) / 2;
	blob = *config;
	kit_play(&kit, &(struct kit_stream){ make_format(48000, 1, 32, 32), in, FRAMES },
		 &(struct kit_run){ level, .block = 48, .random = random }, out);
	model(config, in, expected);
	for (int i = 0; i < FRAMES; i++) {
		squares += pow(out[i] - expected[i], 2);
		if (fabs(out[i] - expected[i]) > most)
			fail_msg("frames of %d shifted by %d, window %d: frame %d is %d, should be "
				 "%.0f within %.0f",
				 config->frame_length, config->frame_shift, config->window, i,
				 out[i], expected[i], most);
	}
	if (sqrt(squares / FRAMES) > noise)
		fail_msg(
			"frames of %d shifted by %d, window %d: noise of %.0f, expected at most %.0f",
			config->frame_length, config->frame_shift, config->window,
			sqrt(squares / FRAMES), noise);
}

static void samples_are_the_models(void **state)
{
	static const uint32_t frames[][2] = { { 192, 48 },   { 768, 120 },  { 1024, 256 },
					      { 1536, 240 }, { 512, 128 },  { 3072, 768 },
					      { 4, 2 },      { 12, 6 },     { 64, 64 },
					      { 384, 96 },   { 1024, 1024 } };
	struct signal random = { .state = harness_seed() };

	for (size_t i = 0; i < ARRAY_SIZE(frames); i++) {
		for (int window = WINDOW_RECTANGULAR; window <= WINDOW_HANN; window++) {
			const struct spectral_config config =
				spectral_blob(frames[i][0], frames[i][1], window);

			check_against_model(&config, SIMD_BASELINE, &random);
			check_against_model(&config, simd_highest(), &random);
		}
	}
}

/* With a Hann window the frames sum up to what went in. */
static void a_stream_comes_out_as_it_went_in(void **state)
{
	static int32_t in[FRAMES], out[FRAMES];
	struct signal random = { .state = harness_seed() };
	uint32_t late;

	blob = spectral_blob(1024, 256, WINDOW_HANN);
	late = latency(&blob);
	assert_int_equal(late, 1008);
	for (int i = 0; i < FRAMES; i++)
		in[i] = (int32_t)signal_word(&random) / 2;
	kit_play(&kit, &(struct kit_stream){ make_format(48000, 1, 32, 32), in, FRAMES },
		 &(struct kit_run){ simd_highest(), .block = 48, .random = &random }, out);
	for (uint32_t i = 0; i < late; i++)
		assert_true(abs(out[i]) <= 64 * 1024);
	for (uint32_t i = late + 1024; i < FRAMES; i++)
		if (fabs((double)out[i] - in[i - late]) > 0x1p31 * 2e-3)
			fail_msg("frame %u is %d, %d frames before it %d came", i, out[i], late,
				 in[i - late]);
}

/* ---- calls ---- */

static struct processing_module *make(void *arg)
{
	struct ipc4_base_module_cfg base = make_base(make_format(48000, 2, 32, 32));
	struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));

	send_blob(mod);
	return mod;
}

/* Calls of any size: a sample may come late, by less than a shift, and none is lost or another one. */
static void calls_of_any_size(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	static int32_t in[2 * FRAMES], expected[2 * FRAMES], out[2 * FRAMES];
	struct signal random = { .state = harness_seed() };

	blob = spectral_blob(512, 128, WINDOW_HANN);
	signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
	kit_play(&kit, &(struct kit_stream){ fmt, in, FRAMES },
		 &(struct kit_run){ SIMD_BASELINE, .block = 48, .random = &random }, expected);
	for (uint32_t most = 1; most <= 1000; most = most * 3 + 1) {
		struct processing_module *mod = make(NULL);
		struct test_source source;
		struct test_sink sink;
		uint32_t done = 0;

		source_init(&source, fmt, most + 3);
		sink_init(&sink, fmt, most + 130);
		module_attach_source(mod, &source.api);
		module_attach_sink(mod, &sink.api);
		module_run(mod);
		for (uint32_t put = 0, n; put < FRAMES; put += n) {
			n = pick(&random, 1, MIN(most, FRAMES - put));
			source_put(&source, in + 2 * put, n);
			assert_int_equal(module_process(mod), 0);
			assert_int_equal(source.ring.level, 0);
			done += sink_take(&sink, out + 2 * done);
			assert_in_range(done, put + n < 128 ? 0 : put + n - 128, put + n);
		}
		kit_expect_same("calls of any size", expected, out, done, 2, 4);
		module_halt(mod);
		module_delete(mod);
		free(source.ring.data);
		free(sink.ring.data);
	}
}

/* A sink without room holds the stream up. */
static void a_full_sink(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
	int32_t in[96] = { 0 };

	blob = spectral_blob(192, 48, WINDOW_HANN);
	mod = make(NULL);
	source_init(&source, fmt, 48);
	sink_init(&sink, fmt, 48);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	module_run(mod);
	source_put(&source, in, 48);
	assert_int_equal(module_process(mod), 0);
	source_put(&source, in, 48);
	assert_int_equal(module_process(mod), 0);
	assert_int_equal(source.ring.level, 48 * 8);
	assert_int_equal(sink_take(&sink, NULL), 48);
	assert_int_equal(module_process(mod), 0);
	assert_int_equal(source.ring.level, 0);
	module_halt(mod);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
}

/* ---- what is refused ---- */

static int prepare(const struct spectral_config *config, uint32_t rate, uint32_t channels)
{
	return module_try_prepare(NAME, make_format(rate, channels, 32, 32), config,
				  sizeof(*config));
}

static void streams_that_do_not_fit(void **state)
{
	struct spectral_config config = spectral_blob(1024, 256, WINDOW_HANN);

	assert_int_equal(prepare(NULL, 48000, 2), -EINVAL);
	assert_int_equal(prepare(&config, 48000, 2), 0);
	assert_int_equal(prepare(&config, 44100, 2), -EINVAL);
	config.channel = 1;
	assert_int_equal(prepare(&config, 48000, 2), 0);
	config.channel = 2;
	assert_int_equal(prepare(&config, 48000, 2), -EINVAL);
	config.channel = -1;
	config.sample_frequency = 16000;
	assert_int_equal(prepare(&config, 16000, 1), 0);
}

static void blobs_that_are_none(void **state)
{
	const struct spectral_config good = spectral_blob(1024, 256, WINDOW_HANN);
	struct processing_module *mod;
	uint8_t read[64] = { 1 };
	uint32_t size = sizeof(read);

#define REFUSED(...)                                                       \
	do {                                                               \
		struct spectral_config bad = good;                         \
                                                                           \
		__VA_ARGS__;                                               \
		if (module_set(mod, 0, &bad, sizeof(bad)) != -EINVAL)      \
			fail_msg("a blob with " #__VA_ARGS__ " is taken"); \
	} while (0)
	blob = good;
	mod = make(NULL);
	REFUSED(bad.size = 60);
	REFUSED(bad.frame_length = 0);
	REFUSED(bad.frame_length = -1024);
	REFUSED(bad.frame_length = 2; bad.frame_shift = 2);
	REFUSED(bad.frame_length = 1000);
	REFUSED(bad.frame_length = 2048);
	REFUSED(bad.frame_length = 6144);
	REFUSED(bad.frame_shift = 0);
	REFUSED(bad.frame_shift = -2);
	REFUSED(bad.frame_shift = 255);
	REFUSED(bad.frame_shift = 1026);
	REFUSED(bad.window = WINDOW_POVEY);
	REFUSED(bad.window = -1);
#undef REFUSED
	assert_int_equal(module_set(mod, 0, &good, 60), -EINVAL);
	assert_int_equal(module_set(mod, 0, &good, sizeof(good) - 1), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_SWITCH_CONTROL_PARAM_ID, &good, sizeof(good)),
			 -EINVAL);
	assert_int_equal(module_set(mod, IPC4_ENUM_CONTROL_PARAM_ID, &good, sizeof(good)), -EINVAL);
	/* the good one is still there */
	assert_int_equal(mod->priv.ops->get_configuration(mod, 0, &size, read, sizeof(read)), 0);
	assert_int_equal(size, sizeof(good));
	assert_memory_equal(read, &good, sizeof(good));
	module_delete(mod);
}

/* A blob that is not what it was is refused, or a stream plays with it. */
static void mutated_blobs(void **state)
{
	static const int16_t halves[] = { 0,    1,    2,         3,         4,    6,    8,
					  12,   48,   128,       255,       1023, 1024, 1536,
					  3072, 4096, INT16_MAX, INT16_MIN, -1 };
	struct signal random = { .state = harness_seed() };
	uint32_t taken = 0, refused = 0;
	static int32_t in[2 * 480], out[2 * 480];

	signal_fill(&random, in, ARRAY_SIZE(in), 32, 4);
	for (int round = 0; round < 600; round++) {
		struct ipc4_base_module_cfg base = make_base(make_format(48000, 2, 32, 32));
		struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));
		struct test_source source;
		struct test_sink sink;

		blob = spectral_blob(96, 24, WINDOW_HANN);
		for (uint32_t changes = pick(&random, 1, 3); changes; changes--) {
			const uint32_t at = pick(&random, 0, 1) ? pick(&random, 24, 27) :
								  pick(&random, 0, 31);
			const int16_t value =
				pick(&random, 0, 3) ?
					halves[pick(&random, 0, ARRAY_SIZE(halves) - 1)] :
					(int16_t)signal_word(&random);

			memcpy((uint8_t *)&blob + 2 * at, &value, 2);
		}
		source_init(&source, base.audio_fmt, 480);
		sink_init(&sink, base.audio_fmt, 480);
		module_attach_source(mod, &source.api);
		module_attach_sink(mod, &sink.api);
		if (module_set(mod, 0, &blob, sizeof(blob)) || module_prepare(mod)) {
			refused++;
		} else {
			taken++;
			for (int call = 0; call < 8; call++) {
				source_put(&source, in, 480);
				assert_int_equal(module_process(mod), 0);
				assert_int_equal(source.ring.level, 0);
				sink_take(&sink, out);
			}
			assert_int_equal(mod->priv.ops->reset(mod), 0);
		}
		module_delete(mod);
		free(source.ring.data);
		free(sink.ring.data);
	}
	print_message("%u taken, %u refused\n", taken, refused);
	assert_true(taken > 50 && refused > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_every_module_does),
		cmocka_unit_test(samples_are_the_models),
		cmocka_unit_test(a_stream_comes_out_as_it_went_in),
		cmocka_unit_test(calls_of_any_size),
		cmocka_unit_test(a_full_sink),
		cmocka_unit_test(streams_that_do_not_fit),
		cmocka_unit_test(blobs_that_are_none),
		cmocka_unit_test(mutated_blobs),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
