/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: the phase vocoder against a model in double precision at many speeds; a tone keeps its pitch and lasts
 * longer or shorter; no split of the stream, and no vector instruction, changes a sample; switched off it copies; what does
 * not fit is refused.
 */
#include <fftw3.h>
#include "spectral.h"

#define NAME   "PHASEVOC"
#define FRAMES 14400
#define MOST   (2 * FRAMES + 4096) /* frames of output */

static struct spectral_config blob;
static uint32_t speed;

static int set_control(struct processing_module *mod, uint32_t id, uint32_t index, uint32_t count,
		       uint32_t value)
{
	struct {
		struct sof_ipc4_control_msg_payload header;
		struct sof_ipc4_ctrl_value_chan values[2];
	} msg = { .header = { .id = (uint16_t)index, .num_elems = (uint16_t)count },
		  .values = { { 0, value }, { 1, value } } };

	return module_set(mod, id, &msg, sizeof(msg.header) + count * sizeof(msg.values[0]));
}

static void send_blob(struct processing_module *mod)
{
	assert_int_equal(module_set(mod, 0, &blob, sizeof(blob)), 0);
}

static void send_all(struct processing_module *mod)
{
	send_blob(mod);
	assert_int_equal(set_control(mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 1, 1), 0);
	assert_int_equal(set_control(mod, IPC4_ENUM_CONTROL_PARAM_ID, 0, 1, speed), 0);
}

/* ---- streams: what comes out, however long it is ---- */

struct player {
	struct processing_module *mod;
	struct test_source source;
	struct test_sink sink;
};

static void open_player(struct player *p, struct ipc4_audio_format fmt, uint32_t ring,
			void (*configure)(struct processing_module *mod))
{
	struct ipc4_base_module_cfg base = make_base(fmt);

	p->mod = module_new(NAME, 0, &base, sizeof(base));
	source_init(&p->source, fmt, ring);
	sink_init(&p->sink, fmt, ring);
	module_attach_source(p->mod, &p->source.api);
	module_attach_sink(p->mod, &p->sink.api);
	configure(p->mod);
	module_run(p->mod);
}

static void close_player(struct player *p)
{
	module_halt(p->mod);
	module_delete(p->mod);
	free(p->source.ring.data);
	free(p->sink.ring.data);
}

/* Play `frames` in calls that get `most` frames or fewer. @return frames of output */
static uint32_t feed(struct player *p, const void *data, uint32_t frames, void *to, uint32_t most,
		     struct signal *random)
{
	const size_t frame = ring_frame_bytes(&p->source.ring);
	uint32_t put = 0, done = 0, idle = 0;

	while (idle < 3) {
		const uint32_t room =
			(uint32_t)((p->source.ring.size - p->source.ring.level) / frame);
		const uint32_t wanted = random ? pick(random, 1, most) : most;
		const uint32_t n = MIN(MIN(room, frames - put), wanted);
		uint32_t got;

		source_put(&p->source, (const uint8_t *)data + put * frame, n);
		put += n;
		assert_int_equal(module_process(p->mod), 0);
		got = sink_take(&p->sink, (uint8_t *)to + done * frame);
		done += got;
		idle = n || got ? 0 : idle + 1;
		assert_true(done < MOST);
	}
	return done;
}

/* The same with a new module that is switched on. */
static uint32_t play(struct ipc4_audio_format fmt, const void *data, void *to, uint32_t most,
		     struct signal *random)
{
	struct player p;
	uint32_t done;

	open_player(&p, fmt, most + pick(random, 0, 7), send_all);
	ring_rotate(&p.source.ring, pick(random, 0, most));
	done = feed(&p, data, FRAMES, to, most, random);
	close_player(&p);
	return done;
}

/* ---- model ---- */

struct model {
	int length, hop, bins;
	double magnitude[2][513], angle[2][513], delta[2][513], phase[513]; /* before, last */
	fftw_complex *data;
	fftw_plan forward, inverse;
};

static double principal(double angle)
{
	return remainder(angle, 2 * M_PI);
}

static void model_take(struct model *m, const double *in)
{
	for (int n = 0; n < m->length; n++) {
		m->data[n][0] = in[n] *
				spectral_window(blob.window, (uint32_t)n, (uint32_t)m->length) /
				m->length;
		m->data[n][1] = 0;
	}
	fftw_execute(m->forward);
	for (int i = 0; i < m->bins; i++) {
		m->magnitude[0][i] = m->magnitude[1][i];
		m->angle[0][i] = m->angle[1][i];
		m->delta[0][i] = m->delta[1][i];
		m->magnitude[1][i] = hypot(m->data[i][0], m->data[i][1]);
		m->angle[1][i] = atan2(m->data[i][1], m->data[i][0]);
		m->delta[1][i] = principal(m->angle[1][i] - m->angle[0][i]);
	}
}

static void model_give(struct model *m, double at, double *out)
{
	for (int i = 0; i < m->bins; i++) {
		const double size = (1 - at) * m->magnitude[0][i] + at * m->magnitude[1][i];

		m->phase[i] =
			principal(m->phase[i] + (1 - at) * m->delta[0][i] + at * m->delta[1][i]);
		m->data[i][0] = size * cos(m->phase[i]);
		m->data[i][1] = size * sin(m->phase[i]);
	}
	for (int i = 1; i < m->length / 2; i++) {
		m->data[m->length - i][0] = m->data[i][0];
		m->data[m->length - i][1] = -m->data[i][1];
	}
	fftw_execute(m->inverse);
	for (int n = 0; n < m->length; n++)
		out[n] += m->data[n][0] * blob.gain * 0x1p-31 *
			  spectral_window(blob.window, (uint32_t)n, (uint32_t)m->length);
}

/* @return frames of output that are complete */
static uint32_t model_play(const int32_t *in, double *out)
{
	static double padded[1024 + FRAMES];
	struct model m = { .length = blob.frame_length, .hop = blob.frame_shift };
	const double step = .5 + .1 * speed;
	uint32_t silence = 240, frames = 0;
	int taken = 1;

	m.bins = m.length / 2 + 1;
	m.data = fftw_alloc_complex((size_t)m.length);
	m.forward = fftw_plan_dft_1d(m.length, m.data, m.data, FFTW_FORWARD, FFTW_ESTIMATE);
	m.inverse = fftw_plan_dft_1d(m.length, m.data, m.data, FFTW_BACKWARD, FFTW_ESTIMATE);
	memset(padded, 0, sizeof(padded));
	memset(out, 0, MOST * sizeof(*out));
	for (int i = 0; i < FRAMES; i++)
		padded[m.length - m.hop + i] = in[i];
	for (;; frames++) {
		const double time = frames * step, whole = floor(time + 1e-6);

		/* a frame is made when one more is there, whether it is needed or not */
		while (taken < (int)whole + 1 && taken * m.hop <= FRAMES)
			model_take(&m, padded + (taken++ - 1) * m.hop);
		if (taken < (int)whole + 1 || taken * m.hop > FRAMES)
			break;
		model_give(&m, fmax(time - whole, 0), out + silence + (int)frames * m.hop);
	}
	fftw_destroy_plan(m.forward);
	fftw_destroy_plan(m.inverse);
	fftw_free(m.data);
	return silence + frames * (uint32_t)m.hop;
}

static int32_t in[8 * FRAMES], out[8 * MOST], expected_out[8 * MOST];
static double ideal[MOST];

/* Two tones and a little noise, at a quarter of full scale. */
static void fill_tones(struct signal *random)
{
	for (int i = 0; i < FRAMES; i++)
		in[i] = (int32_t)(0x1p28 * (sin(i * .13) + .5 * sin(i * .31)) +
				  (int32_t)signal_word(random) / 65536);
}

static void speeds_are_the_models(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 1, 32, 32);
	struct signal random = { .state = harness_seed() };

	fill_tones(&random);
	blob = spectral_blob(1024, 256, WINDOW_HANN);
	for (speed = 0; speed <= 15; speed++) {
		const uint32_t seen = play(fmt, in, out, 48, &random);
		const uint32_t frames = MIN(model_play(in, ideal), seen);
		double signal = 0, error = 0;

		assert_true(frames > FRAMES / 2.2);
		assert_in_range(seen + 256 - frames, 0, 512);
		for (uint32_t i = 0; i < frames; i++) {
			signal += ideal[i] * ideal[i];
			error += pow(out[i] - ideal[i], 2);
		}
		print_message("speed %.1f: %u frames, %.1f dB\n", .5 + .1 * speed, seen,
			      10 * log10(error / signal));
		/* where there is little more than noise a phase may go around the other way */
		if (error > signal * 1e-5)
			fail_msg("speed %.1f: the error is %.1f dB, expected below -50 dB",
				 .5 + .1 * speed, 10 * log10(error / signal));
	}
}

/* How much of the power is a tone of w rad/frame. */
static double share_of(const int32_t *samples, uint32_t frames, double w)
{
	double re = 0, im = 0, power = 0;

	for (uint32_t i = 0; i < frames; i++) {
		power += (double)samples[i] * samples[i];
		re += samples[i] * cos(w * i);
		im += samples[i] * sin(w * i);
	}
	return 2 * (re * re + im * im) / frames / power;
}

static void a_tone_keeps_its_pitch(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 1, 32, 32);
	const double w = 2 * M_PI * 1000 / 48000;
	struct signal random = { .state = harness_seed() };

	for (int i = 0; i < FRAMES; i++)
		in[i] = (int32_t)(0x1p29 * sin(w * i));
	blob = spectral_blob(1024, 256, WINDOW_HANN);
	for (speed = 0; speed <= 15; speed += 5) {
		const uint32_t frames = play(fmt, in, out, 48, &random);
		double share;

		assert_true(fabs(frames * (.5 + .1 * speed) - FRAMES) < 1600);
		/* whole periods in the middle */
		share = share_of(out + 3000, 2400, w);
		print_message("speed %.1f: %.4f of the power\n", .5 + .1 * speed, share);
		assert_true(share > .85);
	}
}

/* ---- calls, formats and instructions ---- */

static void check_format(uint32_t bits, uint32_t channels, struct signal *random)
{
	const uint32_t bytes = bits == 16 ? 2 : 4;
	const struct ipc4_audio_format fmt = make_format(48000, channels, 8 * bytes, bits);
	uint32_t frames;
	char what[80];

	signal_fill(random, in, FRAMES * channels, bits, bytes);
	simd_set_level(SIMD_BASELINE);
	frames = play(fmt, in, expected_out, 48, random);
	for (uint32_t most = 1; most <= 1000; most = most * 9 + 1) {
		for (int level = 0; level <= (int)simd_highest(); level++) {
			uint32_t seen;

			simd_set_level(level);
			seen = play(fmt, in, out, most, random);
			snprintf(what, sizeof(what), "%u bits, %u channels, calls up to %u, %s",
				 bits, channels, most, simd_name(level));
			assert_in_range(seen + 256 - frames, 0, 512);
			kit_expect_same(what, expected_out, out, MIN(frames, seen), channels,
					bytes);
		}
	}
	simd_set_level(simd_highest());
}

static void any_split_is_the_same(void **state)
{
	struct signal random = { .state = harness_seed() };

	speed = 8;
	blob = spectral_blob(256, 64, WINDOW_HANN);
	for (int mono = 0; mono < 2; mono++) {
		blob.channel = (int16_t)mono;
		check_format(16, 2, &random);
		check_format(24, 3, &random);
		check_format(32, 1, &random);
	}
}

/* All channels are their mean, each share rounded. */
static void mono_is_the_mean(void **state)
{
	const struct ipc4_audio_format stereo = make_format(48000, 2, 32, 32);
	const struct ipc4_audio_format mono = make_format(48000, 1, 32, 32);
	static int32_t mean[FRAMES];
	struct signal random = { .state = harness_seed() };
	uint32_t frames;

	speed = 5;
	blob = spectral_blob(256, 64, WINDOW_HANN);
	signal_fill(&random, in, 2 * FRAMES, 32, 4);
	for (int i = 0; i < FRAMES; i++)
		mean[i] = sat_int32((((int64_t)in[2 * i] + 1) >> 1) +
				    (((int64_t)in[2 * i + 1] + 1) >> 1));
	frames = play(mono, mean, expected_out, 48, &random);
	blob.channel = 1;
	/* one channel is not scaled */
	assert_int_equal(play(stereo, in, out, 48, &random), frames);
	for (uint32_t i = 0; i < frames; i++) {
		assert_int_equal(out[2 * i], out[2 * i + 1]);
		assert_int_equal(out[2 * i], expected_out[i]);
	}
}

static void switched_off_it_copies(void **state)
{
	const struct kit_module kit = { .name = NAME, .configure = send_blob };
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	struct signal random = { .state = harness_seed() };

	blob = spectral_blob(1024, 256, WINDOW_HANN);
	kit_check_all(&kit);
	signal_fill(&random, in, 2 * FRAMES, 32, 4);
	kit_play(&kit, &(struct kit_stream){ fmt, in, FRAMES },
		 &(struct kit_run){ SIMD_BASELINE, .random = &random }, out);
	kit_expect_same("switched off", in, out, FRAMES, 2, 4);
}

/* Switched on while it runs it begins as a stream does; another speed goes on from where the sound is. */
static void controls_while_it_runs(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 1, 32, 32);
	struct signal random = { .state = harness_seed() };
	uint32_t done, frames;
	struct player p;

	fill_tones(&random);
	speed = 5;
	blob = spectral_blob(256, 64, WINDOW_HANN);
	frames = play(fmt, in, expected_out, 48, &random);
	open_player(&p, fmt, 48, send_blob);
	source_put(&p.source, in, 48);
	assert_int_equal(module_process(p.mod), 0);
	assert_int_equal(sink_take(&p.sink, out), 48);
	kit_expect_same("off", in, out, 48, 1, 4);
	assert_int_equal(set_control(p.mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 1, 1), 0);
	done = feed(&p, in, FRAMES, out, 48, NULL);
	kit_expect_same("on while it runs", expected_out, out, MIN(done, frames), 1, 4);
	/* twice as fast: half of what comes */
	assert_int_equal(set_control(p.mod, IPC4_ENUM_CONTROL_PARAM_ID, 0, 1, 15), 0);
	done = feed(&p, in, 4800, out, 48, NULL);
	assert_in_range(done, 2400 - 200, 2400 + 200);
	close_player(&p);
}

/* ---- what is refused ---- */

static void what_does_not_fit(void **state)
{
	const struct ipc4_audio_format fmt = make_format(44100, 2, 32, 32);
	struct ipc4_base_module_cfg base = make_base(fmt);
	struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));
	uint8_t read[64];
	uint32_t size = sizeof(read);
	struct test_source source;
	struct test_sink sink;

	source_init(&source, fmt, 64);
	sink_init(&sink, fmt, 64);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	assert_int_equal(module_prepare(mod), -EINVAL); /* no blob */
	blob = spectral_blob(768, 120, WINDOW_HANN);
	assert_int_equal(module_set(mod, 0, &blob, sizeof(blob)), -EINVAL);
	blob = spectral_blob(1024, 256, WINDOW_HANN);
	blob.frame_length = 2048;
	assert_int_equal(module_set(mod, 0, &blob, sizeof(blob)), -EINVAL);
	blob = spectral_blob(1024, 256, WINDOW_HANN);
	assert_int_equal(module_set(mod, 0, &blob, 63), -EINVAL);
	assert_int_equal(module_set(mod, 0, &blob, 64), 0);
	assert_int_equal(module_prepare(mod), 0); /* another rate is a warning */
	assert_int_equal(mod->priv.ops->reset(mod), 0);
	assert_int_equal(mod->priv.ops->get_configuration(mod, 0, &size, read, sizeof(read)), 0);
	assert_memory_equal(read, &blob, 64);
	assert_int_equal(set_control(mod, IPC4_SWITCH_CONTROL_PARAM_ID, 1, 1, 1), -EINVAL);
	assert_int_equal(set_control(mod, IPC4_SWITCH_CONTROL_PARAM_ID, 0, 2, 1), -EINVAL);
	assert_int_equal(set_control(mod, IPC4_ENUM_CONTROL_PARAM_ID, 0, 1, 16), -EINVAL);
	assert_int_equal(set_control(mod, IPC4_ENUM_CONTROL_PARAM_ID, 1, 1, 5), -EINVAL);
	assert_int_equal(set_control(mod, IPC4_ENUM_CONTROL_PARAM_ID, 0, 1, 15), 0);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
}

/* A blob that is not what it was is refused, or a stream plays with it. */
static void mutated_blobs(void **state)
{
	static const int16_t halves[] = { 0,   1,   2,   4,    8,  16,        64,
					  254, 256, 512, 1024, -1, INT16_MAX, INT16_MIN };
	struct signal random = { .state = harness_seed() };
	const struct ipc4_audio_format fmt = make_format(48000, 2, 32, 32);
	uint32_t taken = 0, refused = 0;

	signal_fill(&random, in, 2 * FRAMES, 32, 4);
	for (int round = 0; round < 300; round++) {
		struct ipc4_base_module_cfg base = make_base(fmt);
		struct processing_module *mod;
		int ret;

		blob = spectral_blob(64, 16, WINDOW_HANN);
		for (uint32_t changes = pick(&random, 1, 3); changes; changes--) {
			const int16_t value =
				pick(&random, 0, 3) ?
					halves[pick(&random, 0, ARRAY_SIZE(halves) - 1)] :
					(int16_t)signal_word(&random);

			memcpy((uint8_t *)&blob + 2 * (pick(&random, 0, 1) ? pick(&random, 20, 31) :
									     pick(&random, 0, 31)),
			       &value, 2);
		}
		mod = module_new(NAME, 0, &base, sizeof(base));
		ret = module_set(mod, 0, &blob, sizeof(blob));
		module_delete(mod);
		refused += !!ret;
		if (ret)
			continue;
		taken++;
		speed = pick(&random, 0, 15);
		play(fmt, in, out, 480, &random);
	}
	print_message("%u taken, %u refused\n", taken, refused);
	assert_true(taken > 30 && refused > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(speeds_are_the_models),  cmocka_unit_test(a_tone_keeps_its_pitch),
		cmocka_unit_test(any_split_is_the_same),  cmocka_unit_test(mono_is_the_mean),
		cmocka_unit_test(switched_off_it_copies), cmocka_unit_test(controls_while_it_runs),
		cmocka_unit_test(what_does_not_fit),      cmocka_unit_test(mutated_blobs),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
