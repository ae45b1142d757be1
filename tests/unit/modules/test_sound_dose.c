/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Description: sound dose against a model of A-weighting and exposure in double precision, over frequencies, levels,
 * formats and channels; the gain's ramp; notifications; no split changes a sample or a report; what is refused.
 */
#include <fftw3.h>
#include <math.h>
#include "kit.h"
#include "../../../fw/audio/modules/sound_dose/sound_dose.h"

#define NAME "SNDDOSE"
#define MOST 48000

static int send(struct processing_module *mod, uint32_t control, int level)
{
	const struct dose_setting setting = { .level = (int16_t)level };

	return module_set(mod, control, &setting, sizeof(setting));
}

static int send_as_control(struct processing_module *mod, uint32_t control, int level,
			   uint32_t bytes)
{
	struct {
		struct sof_ipc4_control_msg_payload header;
		struct dose_setting setting;
	} msg = { { .id = (uint16_t)control, .num_elems = (uint16_t)bytes },
		  { (int16_t)level, 0 } };

	return module_set(mod, IPC4_BYTES_CONTROL_PARAM_ID, &msg, sizeof(msg));
}

static struct dose_feature read_report(struct processing_module *mod, uint32_t id)
{
	struct dose_feature feature;
	uint32_t size = 0;

	assert_int_equal(mod->priv.ops->get_configuration(mod, id, &size, (uint8_t *)&feature,
							  sizeof(feature)),
			 0);
	assert_int_equal(size, sizeof(feature));
	return feature;
}

/* ---- model: the definition of IEC 61672-1, on the spectrum of a second that repeats ---- */

static double weighting(double f)
{
	const double f2 = f * f;

	return pow(12194.217, 2) * f2 * f2 /
	       ((f2 + pow(20.598997, 2)) *
		sqrt((f2 + pow(107.65265, 2)) * (f2 + pow(737.86223, 2))) *
		(f2 + pow(12194.217, 2)));
}

/* dB of the A-weighted effective value; a sine of 1 kHz with a peak of 1 is 0. */
static double model_level(const double *samples, uint32_t rate)
{
	double *in = fftw_alloc_real(rate);
	fftw_complex *out = fftw_alloc_complex(rate / 2 + 1);
	fftw_plan plan = fftw_plan_dft_r2c_1d((int)rate, in, out, FFTW_ESTIMATE);
	double power = 0;

	memcpy(in, samples, rate * sizeof(*in));
	fftw_execute(plan);
	for (uint32_t i = 1; i <= rate / 2; i++)
		power += 2 * (out[i][0] * out[i][0] + out[i][1] * out[i][1]) / rate / rate *
			 pow(weighting(i) / weighting(1000), 2);
	fftw_destroy_plan(plan);
	fftw_free(in);
	fftw_free(out);
	return 10 * log10(2 * power);
}

/* ---- reports ---- */

struct setup {
	uint32_t rate, channels, bits;
	int sensitivity, volume, gain; /* hundredths of a dB */
};

static double signal_of[8][MOST];
static uint8_t packed[MOST * 8 * 4], played[MOST * 8 * 4];

static void pack(const struct setup *s)
{
	const uint32_t bytes = s->bits == 16 ? 2 : 4;

	for (uint32_t i = 0; i < s->rate; i++) {
		for (uint32_t c = 0; c < s->channels; c++) {
			const int32_t x =
				(int32_t)lrint(signal_of[c][i] * ldexp(1, (int)s->bits - 1));

			signal_of[c][i] = x * ldexp(1, 1 - (int)s->bits);
			memcpy(packed + (i * s->channels + c) * bytes, &x, bytes);
		}
	}
}

/* Play the second three times. @return the last report */
static struct dose_feature play(const struct setup *s)
{
	const struct ipc4_audio_format fmt =
		make_format(s->rate, s->channels, s->bits == 16 ? 16 : 32, s->bits);
	struct ipc4_base_module_cfg base = make_base(fmt);
	struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));
	const uint32_t block = s->rate / 100, frame = s->channels * (s->bits == 16 ? 2 : 4);
	struct dose_feature feature;
	struct test_source source;
	struct test_sink sink;

	source_init(&source, fmt, block);
	sink_init(&sink, fmt, block);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	assert_int_equal(send(mod, DOSE_CONTROL_SETUP, s->sensitivity), 0);
	assert_int_equal(send_as_control(mod, DOSE_CONTROL_VOLUME, s->volume, 4), 0);
	assert_int_equal(send(mod, DOSE_CONTROL_GAIN, s->gain), 0);
	module_run(mod);
	for (uint32_t i = 0; i < 3 * s->rate; i += block) {
		source_put(&source, packed + i % s->rate * frame, block);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, played), block);
	}
	feature = read_report(mod, DOSE_CONTROL_DATA);
	module_halt(mod);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
	return feature;
}

static void check(const struct setup *s, const char *what)
{
	struct dose_feature feature;
	double power = 0, ideal;

	pack(s);
	for (uint32_t c = 0; c < s->channels; c++)
		power += pow(10, model_level(signal_of[c], s->rate) / 10);
	ideal = 10 * log10(power / s->channels) + s->gain / 100.;
	feature = play(s);
	/* the filter's 0.04 dB, two roundings of the gain, and the words */
	if (fabs(feature.data.dbfs / 100. - ideal) > .06)
		fail_msg("%s, %u Hz, %u channels, %u bits: %.2f dB, should be %.3f", what, s->rate,
			 s->channels, s->bits, feature.data.dbfs / 100., ideal);
	assert_int_equal(feature.data.mel, feature.data.dbfs + s->sensitivity + s->volume);
	assert_int_equal(feature.data.sensitivity, s->sensitivity);
	assert_int_equal(feature.data.volume, s->volume);
	assert_int_equal(feature.data.gain, s->gain);
	assert_int_equal(feature.type, DOSE_FEATURE_MEL);
	assert_int_equal(feature.num, 1);
	assert_int_equal(feature.data_bytes, 28);
	assert_true(feature.stream_time_us == 3000000);
}

static void tone(uint32_t channel, uint32_t rate, double hz, double db)
{
	for (uint32_t i = 0; i < rate; i++)
		signal_of[channel][i] = pow(10, db / 20) * sin(2 * M_PI * hz * i / rate);
}

static void tones_are_weighted(void **state)
{
	static const double hz[] = { 20,   25,   31,   40,   63,   100,   200,   500,   1000,
				     2000, 2500, 4000, 6300, 8000, 10000, 12500, 16000, 20000 };
	char what[32];

	for (size_t i = 0; i < ARRAY_SIZE(hz); i++) {
		for (int k = 0; k < 2; k++) {
			const struct setup s = { k ? 44100 : 48000, 1, 32, 10000, 0, 0 };

			tone(0, s.rate, hz[i], -1.5);
			snprintf(what, sizeof(what), "%.0f Hz", hz[i]);
			check(&s, what);
		}
	}
}

static void levels_and_formats(void **state)
{
	static const struct setup setups[] = {
		{ 48000, 2, 16, 10000, 0, 0 },    { 48000, 2, 24, 10000, -500, -1000 },
		{ 48000, 2, 32, -1000, 4000, 0 }, { 44100, 1, 24, 13000, -10000, -600 },
		{ 48000, 8, 32, 9400, 0, 0 },
	};
	struct signal random = { .state = harness_seed() };

	for (size_t k = 0; k < ARRAY_SIZE(setups); k++) {
		const struct setup *s = &setups[k];
		const double least = s->bits == 16 ? -40 : -80;

		for (double db = -2; db > least; db -= 13) {
			for (uint32_t c = 0; c < s->channels; c++)
				tone(c, s->rate, 1000 + 10 * c, c ? db - 6 * c : db);
			check(s, "tones of unequal levels");
		}
		/* noise that falls towards high frequencies */
		for (uint32_t c = 0; c < s->channels; c++) {
			double x = 0;

			for (uint32_t i = 0; i < s->rate; i++) {
				x = .9 * x + (int32_t)signal_word(&random) * 0x1p-31 * .05;
				signal_of[c][i] = x;
			}
		}
		check(s, "noise");
	}
}

static void silence_is_the_least(void **state)
{
	const struct setup s = { 48000, 2, 32, 0, 0, 0 };
	int16_t level;

	memset(packed, 0, sizeof(packed));
	level = play(&s).data.dbfs;
	print_message("silence: %.2f dB\n", level / 100.);
	assert_true(level < -16000);
}

/* ---- notifications ---- */

static void a_report_is_announced(void **state)
{
	const struct setup s = { 48000, 1, 32, 0, 0, 0 };
	struct notified notified;

	notified_start(&notified, IPC4_NOTIFY_MODULE_NOTIFICATION);
	tone(0, s.rate, 1000, -6);
	pack(&s);
	play(&s);
	adsp_ipc_on_notification(NULL, NULL);
	assert_int_equal(notified.count, 3);
	assert_int_equal(notified.last.module.event.module_id, 1);
	assert_int_equal(notified.last.module.event.instance_id, 0);
	assert_int_equal(notified.last.module.event.event_id, 0xA15A0000 | 202);
	assert_int_equal(notified.last.module.event.event_data_size, 20);
	assert_int_equal(notified.last.module.control.id, DOSE_CONTROL_DATA);
	assert_int_equal(notified.last.module.control.num_elems, 0);
}

/* ---- gain ---- */

static void set_minus_6_dB(struct processing_module *mod)
{
	assert_int_equal(send(mod, DOSE_CONTROL_GAIN, -600), 0);
}

static const struct kit_module kit = { .name = NAME, .configure = set_minus_6_dB };

static void any_split_is_the_same(void **state)
{
	kit_check_all(&kit);
}

/* Down by 0.05 dB in a millisecond, the first with the first sample; then up again, to what was asked for. */
static void gain_moves_in_steps(void **state)
{
	const struct ipc4_audio_format fmt = make_format(48000, 1, 32, 32);
	struct ipc4_base_module_cfg base = make_base(fmt);
	struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));
	int32_t in[48], out[48];
	struct test_source source;
	struct test_sink sink;

	source_init(&source, fmt, 48);
	sink_init(&sink, fmt, 48);
	module_attach_source(mod, &source.api);
	module_attach_sink(mod, &sink.api);
	for (size_t i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = 1 << 30;
	set_minus_6_dB(mod);
	module_run(mod);
	for (int ms = 1; ms <= 300; ms++) {
		const int goal = ms <= 150 ? -600 : -200;
		const double step = ms <= 150 ? -.05 * ms : -6 + .05 * (ms - 150);
		/* one step may go beyond on the way up */
		const double ideal = ms <= 150 ? fmax(step, goal / 100.) : fmin(step, goal / 100.);

		if (ms == 151)
			assert_int_equal(send(mod, DOSE_CONTROL_GAIN, goal), 0);
		source_put(&source, in, 48);
		assert_int_equal(module_process(mod), 0);
		assert_int_equal(sink_take(&sink, out), 48);
		assert_int_equal(out[0], out[47]);
		if (fabs(20 * log10(out[0] * 0x1p-30) - ideal) > .051)
			fail_msg("after %d ms: %.3f dB, should be %.3f", ms,
				 20 * log10(out[0] * 0x1p-30), ideal);
	}
	assert_true(fabs(20 * log10(out[0] * 0x1p-30) + 2) < .001);
	module_halt(mod);
	module_delete(mod);
	free(source.ring.data);
	free(sink.ring.data);
}

/* ---- what is refused ---- */

static int prepare(uint32_t rate)
{
	return module_try_prepare(NAME, make_format(rate, 2, 32, 32), NULL, 0);
}

static void what_does_not_fit(void **state)
{
	static const struct {
		int control, level, ret;
	} cases[] = {
		{ DOSE_CONTROL_SETUP, -1000, 0 },   { DOSE_CONTROL_SETUP, -1001, -EINVAL },
		{ DOSE_CONTROL_SETUP, 13000, 0 },   { DOSE_CONTROL_SETUP, 13001, -EINVAL },
		{ DOSE_CONTROL_VOLUME, -10000, 0 }, { DOSE_CONTROL_VOLUME, -10001, -EINVAL },
		{ DOSE_CONTROL_VOLUME, 4000, 0 },   { DOSE_CONTROL_VOLUME, 4001, -EINVAL },
		{ DOSE_CONTROL_GAIN, -10000, 0 },   { DOSE_CONTROL_GAIN, -10001, -EINVAL },
		{ DOSE_CONTROL_GAIN, 0, 0 },        { DOSE_CONTROL_GAIN, 1, -EINVAL },
		{ DOSE_CONTROL_DATA, 1, 0 },        { 17, 1, 0 },
	};
	struct ipc4_base_module_cfg base = make_base(make_format(48000, 2, 32, 32));
	struct processing_module *mod = module_new(NAME, 0, &base, sizeof(base));
	uint8_t small[8];
	uint32_t size = 0;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(send(mod, (uint32_t)cases[i].control, cases[i].level),
				 cases[i].ret);
		assert_int_equal(send_as_control(mod, (uint32_t)cases[i].control, cases[i].level,
						 4),
				 cases[i].ret);
	}
	assert_int_equal(module_set(mod, DOSE_CONTROL_GAIN, small, 3), -EINVAL);
	assert_int_equal(module_set(mod, DOSE_CONTROL_GAIN, small, 5), -EINVAL);
	assert_int_equal(send_as_control(mod, DOSE_CONTROL_GAIN, 0, 3), -EINVAL);
	assert_int_equal(send_as_control(mod, DOSE_CONTROL_GAIN, 0, 5), -EINVAL);
	assert_int_equal(module_set(mod, IPC4_BYTES_CONTROL_PARAM_ID, small, 8), -EINVAL);
	assert_int_equal(module_set(mod, DOSE_CONTROL_GAIN, small, 0), 0);
	assert_int_equal(mod->priv.ops->get_configuration(mod, DOSE_CONTROL_DATA, &size, small,
							  sizeof(small)),
			 -EINVAL);
	size = 0;
	assert_int_equal(mod->priv.ops->get_configuration(mod, DOSE_CONTROL_GAIN, &size, small,
							  sizeof(small)),
			 0);
	assert_int_equal(size, 0);
	assert_int_equal(read_report(mod, IPC4_BYTES_CONTROL_PARAM_ID).data_bytes, 28);
	module_delete(mod);
	assert_int_equal(prepare(48000), 0);
	assert_int_equal(prepare(44100), 0);
	assert_int_equal(prepare(96000), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tones_are_weighted),    cmocka_unit_test(levels_and_formats),
		cmocka_unit_test(a_report_is_announced), cmocka_unit_test(silence_is_the_least),
		cmocka_unit_test(any_split_is_the_same), cmocka_unit_test(gain_moves_in_steps),
		cmocka_unit_test(what_does_not_fit),
	};

	return cmocka_run_group_tests(tests, harness_start, harness_stop);
}
