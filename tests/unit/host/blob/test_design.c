/* SPDX-License-Identifier: BSD-3-Clause */
/* What designs are: levels where they are stated, the curve of a compressor, corners, and the numbers of the blob. */
#include <complex.h>
#include <math.h>

#include <blob/biquad.h>
#include <blob/compressor.h>
#include <blob/fir.h>
#include <blob/tdfb.h>

#include "blob_test.h"

#define RATE 48000.0

static void expect_near(double seen, double expected, double tolerance)
{
	if (!(fabs(seen - expected) <= tolerance))
		fail_msg("%.9g, expected %.9g within %g", seen, expected, tolerance);
}

/* ---- biquads ---- */

/* A biquad as it stands at a byte of an equalizer's blob. */
static struct biquad biquad_at(const struct blob *blob, size_t offset)
{
	struct blob_cursor in = { .at = blob->data + offset, .left = blob->size - offset };
	struct biquad f;

	biquad_unpack(&in, &f);
	assert_false(in.failed);
	return f;
}

#define FIRST_SECTION (28 + 4 + 24)

static struct biquad section(const char *text)
{
	char yaml[300];
	struct blob blob;
	struct biquad f;

	snprintf(yaml, sizeof(yaml),
		 "module: eqiir\nsettings: {channels: [0], responses: [{sections: [%s]}]}", text);
	blob = make_blob(yaml);
	f = biquad_at(&blob, FIRST_SECTION);
	blob_free(&blob);
	return f;
}

static double db_at(const struct biquad *f, double hz)
{
	return 20 * log10(cabs(biquad_response(f, 2 * M_PI * hz / RATE)) + 1e-12);
}

static void sections_have_their_levels(void **state)
{
	static const struct {
		const char *text;
		double hz, db;
	} cases[] = {
		{ "{type: lowpass, freq: 1000}", 1000, -3.0103 },
		{ "{type: lowpass, freq: 1000, q: 2}", 1000, 6.0206 },
		{ "{type: lowpass, freq: 1000}", 0, 0 },
		{ "{type: highpass, freq: 500}", 500, -3.0103 },
		{ "{type: highpass, freq: 500}", 24000, 0 },
		{ "{type: bandpass, freq: 700, q: 3}", 700, 0 },
		{ "{type: notch, freq: 700, q: 3}", 0, 0 },
		{ "{type: allpass, freq: 700}", 4321, 0 },
		{ "{type: peaking, freq: 3000, q: 1, gain: 12}", 3000, 12 },
		{ "{type: peaking, freq: 3000, q: 1, gain: -30}", 3000, -30 },
		{ "{type: low_shelf, freq: 200, gain: 6}", 0, 6 },
		{ "{type: low_shelf, freq: 200, gain: 6}", 200, 3 },
		{ "{type: low_shelf, freq: 200, gain: 6}", 24000, 0 },
		{ "{type: high_shelf, freq: 5000, gain: -9}", 24000, -9 },
		{ "{type: high_shelf, freq: 5000, gain: -9}", 5000, -4.5 },
		{ "{type: high_shelf, freq: 5000, gain: -9}", 0, 0 },
		{ "{type: lowpass1, freq: 2000}", 2000, -3.0103 },
		{ "{type: lowpass1, freq: 2000}", 0, 0 },
		{ "{type: highpass1, freq: 2000}", 2000, -3.0103 },
		{ "{type: gain, gain: -10}", 1234, -10 },
		{ "{type: gain, gain: 40}", 1234, 40 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct biquad f = section(cases[i].text);

		assert_true(biquad_is_stable(&f));
		expect_near(db_at(&f, cases[i].hz), cases[i].db, 0.002);
	}
}

static void a_state_stays_below_full_scale(void **state)
{
	static const char *const loud[] = {
		"{type: peaking, freq: 60, q: 8, gain: 30}",
		"{type: lowpass, freq: 3000, q: 20}",
		"{type: high_shelf, freq: 9000, gain: 24}",
	};

	for (size_t i = 0; i < 3; i++) {
		const struct biquad f = section(loud[i]);

		for (double hz = 1; hz < 24000; hz *= 1.001)
			assert_true(cabs(biquad_state_response(&f, 2 * M_PI * hz / RATE)) < 1.002);
		assert_true(f.shift < 0);
	}
}

static void an_unstable_section_is_known(void **state)
{
	const struct biquad f = section("{b0: 1, b1: 0, b2: 0, a1: 0, a2: 1.01}");

	assert_false(biquad_is_stable(&f));
}

/* ---- FIR ---- */

#define FIRST_FILTER (24 + 4)

static struct fir filter(const char *text)
{
	char yaml[1000];
	struct blob blob;
	struct blob_cursor in;
	struct fir fir = { .length = 0 };

	snprintf(yaml, sizeof(yaml), "module: eqfir\nsettings: {channels: [0, 0], responses: [%s]}",
		 text);
	blob = make_blob(yaml);
	in = (struct blob_cursor){ .at = blob.data + FIRST_FILTER,
				   .left = blob.size - FIRST_FILTER };
	fir_unpack(&in, &fir);
	assert_false(in.failed);
	blob_free(&blob);
	return fir;
}

static double fir_db(const struct fir *fir, double hz)
{
	return 20 * log10(cabs(fir_response(fir, 2 * M_PI * hz / RATE)) + 1e-12);
}

static void ideal_filters_pass_and_stop(void **state)
{
	static const char *const windows[] = { "rectangular", "hann", "hamming", "blackman",
					       "kaiser" };
	char text[200];

	for (size_t i = 0; i < 5; i++) {
		struct fir fir;

		snprintf(text, sizeof(text), "{type: lowpass, taps: 127, freq: 4000, window: %s}",
			 windows[i]);
		fir = filter(text);
		expect_near(fir_db(&fir, 0), 0, 0.01);
		expect_near(fir_db(&fir, 4000), -6, 0.7);
		assert_true(fir_db(&fir, 9000) < (i ? -40 : -20));
		assert_int_equal(fir.length, 128);
		/* linear phase: the taps mirror each other */
		for (size_t k = 0; k < 127; k++)
			expect_near(fir.taps[k], fir.taps[126 - k], 1e-12);
	}
}

static void bands_are_where_they_should_be(void **state)
{
	struct fir fir = filter("{type: bandpass, taps: 201, freq: [2000, 6000], gain: -3}");

	expect_near(fir_db(&fir, 4000), -3, 0.02);
	assert_true(fir_db(&fir, 500) < -40 && fir_db(&fir, 9000) < -40);
	fir = filter("{type: bandstop, taps: 201, freq: [2000, 6000]}");
	expect_near(fir_db(&fir, 0), 0, 0.02);
	assert_true(fir_db(&fir, 4000) < -40);
	fir = filter("{type: highpass, taps: 201, freq: 6000}");
	expect_near(fir_db(&fir, 24000), 0, 0.02);
	assert_true(fir_db(&fir, 3000) < -40);
}

static void points_are_met(void **state)
{
	struct fir fir =
		filter("{points: [[0, 6], [8000, 6], [16000, -6], [24000, -6]], taps: 255}");

	expect_near(fir_db(&fir, 3000), 6, 0.05);
	expect_near(fir_db(&fir, 12000), 0, 0.1);
	expect_near(fir_db(&fir, 20000), -6, 0.1);
	assert_true(fir.shift < 0);
}

static void minimum_phase_acts_early(void **state)
{
	struct fir late = filter("{type: lowpass, taps: 127, freq: 4000}");
	struct fir early = filter("{type: lowpass, taps: 127, freq: 4000, phase: minimum}");
	double before = 0, whole = 0;

	for (size_t i = 0; i < 128; i++) {
		whole += early.taps[i] * early.taps[i];
		before += i < 24 ? early.taps[i] * early.taps[i] : 0;
	}
	assert_true(before > 0.9 * whole);
	for (double hz = 100; hz < 3500; hz += 100)
		expect_near(fir_db(&early, hz), fir_db(&late, hz), 0.1);
}

static void few_taps_are_filled_up(void **state)
{
	struct fir fir = filter("{coefficients: [0.5, 0.5]}");

	assert_int_equal(fir.length, 4);
	expect_near(fir.taps[0], 0.5, 0);
	expect_near(fir.taps[2], 0, 0);
	expect_near(fir.shift, 0, 0);
	fir = filter("{coefficients: [3]}");
	expect_near(fir.taps[0], 3, 0);
	expect_near(fir.shift, -2, 0);
}

/* ---- compressor ---- */

/* The blob that the field's tools make of the same curve. */
static void a_curve_is_the_bytes_of_other_tools(void **state)
{
	static const int32_t expected[] = {
		1,       -503316480, 335544320, 167772160, 6442451,  33954698, 107374182, 12228399,
		1969176, -2080224,   5305422,   137666458, 81276115, 7456540,  -8947849,  2062296,
		5,       4423680,    294359,    2477728,   622039,   46513,
	};
	size_t size;
	char *text = read_source("examples/blobs/drc.yaml", &size);
	struct blob blob = make_blob(text);

	assert_int_equal(blob.size, 108);
	assert_memory_equal(blob.data + 20, expected, sizeof(expected));
	blob_free(&blob);
	free(text);
}

static void a_curve_has_knee_and_ratio(void **state)
{
	struct blob_settings settings;
	const struct compressor *c;
	double gain;

	if (read_text("module: drc\nsettings:\n  compressor: {threshold: -40, knee: 10, ratio: 4, "
		      "attack: 0.01, release: 0.1, pre_delay: 0.01}",
		      &settings))
		fail_msg("%s", err);
	c = (const void *)((const double *)settings.of_kind + 4); /* behind its reserved words */
	gain = 20 * log10(c->master_linear_gain);
	/* below the threshold only the gain; above the knee a quarter of a dB for each dB */
	expect_near(20 * log10(compressor_output(c, 0.005)), 20 * log10(0.005) + gain, 1e-9);
	expect_near(20 * log10(compressor_output(c, 1) / compressor_output(c, 0.1)), 5, 1e-6);
	/* no step where the parts of the curve meet */
	for (double db = -45; db < 0; db += 0.01)
		expect_near(20 * log10(compressor_output(c, pow(10, (db + 0.01) / 20)) /
				       compressor_output(c, pow(10, db / 20))),
			    0.006, 0.0061);
	blob_settings_free(&settings);
}

/* ---- others ---- */

static void corners_of_the_dc_filter(void **state)
{
	static const struct {
		const char *text;
		uint32_t r;
	} cases[] = {
		{ "rate: 48000\nmodule: dcblock\nsettings: {freq: 20}", 1070927094 },
		{ "rate: 48000\nmodule: dcblock\nsettings: {freq: 200}", 1045261780 },
		{ "rate: 16000\nmodule: dcblock\nsettings: {freq: 100}", 1030742849 },
	};

	for (size_t i = 0; i < 3; i++) {
		struct blob blob = make_blob(cases[i].text);

		for (size_t k = 0; k < 32; k += 4)
			expect_near(word(&blob, k), cases[i].r, 1);
		blob_free(&blob);
	}
}

static void a_split_is_linkwitz_riley(void **state)
{
	struct blob blob =
		make_blob("module: xover\nsettings: {crossover: {frequencies: [700, 5000]}}");
	const struct biquad low = biquad_at(&blob, 40), high = biquad_at(&blob, 68);

	assert_int_equal(word(&blob, 4), 3);
	expect_near(2 * db_at(&low, 700), -6.0206, 0.001);
	expect_near(2 * db_at(&high, 700), -6.0206, 0.001);
	/* the lowest band's phase: the upper split twice in the blob */
	assert_memory_equal(blob.data + 96, blob.data + 152, 56);
	blob_free(&blob);
}

/* Of sounds from all around, the part that comes through. */
static double mean_power(const struct tdfb *t, size_t first, double hz)
{
	double sum = 0;

	for (int az = 0; az < 360; az++)
		sum += pow(cabs(tdfb_response(t, first, az, 0, hz, RATE)), 2) / 360;
	return sum;
}

/* From where the beam looks everything comes through, from all around less. */
static void a_beam_looks_where_it_should(void **state)
{
	struct blob_settings settings;
	const struct tdfb *t;

	if (read_text(
		    "module: tdfb\nsettings:\n  array: {type: circle, microphones: 6, radius: 0.04}\n"
		    "  angles: [0, 120, -90]\n  taps: 96\n  diffuse: 0.95\n  beam_off: 1",
		    &settings))
		fail_msg("%s", err);
	t = settings.of_kind;
	assert_int_equal(t->num_records, 24);
	expect_near(t->mics[1].x, 0.02, 1e-9);
	expect_near(t->mics[1].y, 0.04 * sqrt(0.75), 1e-9);
	for (size_t i = 0; i < 3; i++)
		for (double hz = 1000; hz <= 4000; hz *= 2) {
			const size_t first = (size_t)t->angles[i].first_filter;
			const double az = t->angles[i].azimuth;

			expect_near(20 * log10(cabs(tdfb_response(t, first, az, 0, hz, RATE))), 0,
				    1);
			assert_true(mean_power(t, first, hz) < 0.6);
		}
	/* the beam that is off is the microphone's own sound */
	assert_true(t->has_beam_off);
	expect_near(t->records[18].taps[0], 1, 0);
	expect_near(t->beam_off_mix[1], 2, 0);
	expect_near(t->beam_off_mix[2], 0, 0);
	blob_settings_free(&settings);
}

static void steps_of_angles(void **state)
{
	struct blob blob =
		make_blob("module: tdfb\nsettings: {array: [[0, 0, 0], [0, 0.1, 0]], taps: 4, "
			  "angles: [-90, -75, -60]}");

	assert_int_equal(word(&blob, 16), 0x000f0000); /* step 15 */
	assert_int_equal(word(&blob, 20) & 0xffff, 0xffa6);
	blob_free(&blob);
}

/* Those of the field's presets. */
static void gains_of_frames(void **state)
{
	static const struct {
		const char *text;
		uint32_t gain;
	} cases[] = {
		{ "module: stftproc\nsettings: {frame_length: 192, frame_shift: 48, window: hann}",
		  0x55c7b4f1 },
		{ "module: phasevoc\nsettings: {frame_length: 1024, frame_shift: 256, window: hann}",
		  0x556ab001 },
	};

	for (size_t i = 0; i < 2; i++) {
		struct blob blob = make_blob(cases[i].text);

		assert_int_equal(blob.size, 64);
		assert_int_equal(word(&blob, 36), 48000);
		expect_near(word(&blob, 40), cases[i].gain, 64);
		blob_free(&blob);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sections_have_their_levels),
		cmocka_unit_test(a_state_stays_below_full_scale),
		cmocka_unit_test(an_unstable_section_is_known),
		cmocka_unit_test(ideal_filters_pass_and_stop),
		cmocka_unit_test(bands_are_where_they_should_be),
		cmocka_unit_test(points_are_met),
		cmocka_unit_test(minimum_phase_acts_early),
		cmocka_unit_test(few_taps_are_filled_up),
		cmocka_unit_test(a_curve_is_the_bytes_of_other_tools),
		cmocka_unit_test(a_curve_has_knee_and_ratio),
		cmocka_unit_test(corners_of_the_dc_filter),
		cmocka_unit_test(a_split_is_linkwitz_riley),
		cmocka_unit_test(a_beam_looks_where_it_should),
		cmocka_unit_test(steps_of_angles),
		cmocka_unit_test(gains_of_frames),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
