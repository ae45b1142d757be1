/* SPDX-License-Identifier: BSD-3-Clause */
/* Measures of signals whose figures are known beforehand. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "measure/measure.h"
#include "measure/measure_print.h"

#define RATE   48000
#define FRAMES 48000

static const struct audio_spec spec = { RATE, 1, SAMPLE_S32_LE };
static double left[FRAMES], right[FRAMES];

#define assert_near(value, expected, tolerance) \
	assert_near_(value, expected, tolerance, #value, __FILE__, __LINE__)

static void assert_near_(double value, double expected, double tolerance, const char *what,
			 const char *file, int line)
{
	if (fabs(value - expected) <= tolerance)
		return;
	print_error("%s is %.9g, expected %.9g within %g\n", what, value, expected, tolerance);
	_fail(file, line);
}

static void make_sine(double *out, double hz, double amplitude)
{
	for (int i = 0; i < FRAMES; i++)
		out[i] = amplitude * sin(2 * M_PI * hz * i / RATE + 0.3);
}

static void add_sine(double *out, double hz, double amplitude)
{
	for (int i = 0; i < FRAMES; i++)
		out[i] += amplitude * sin(2 * M_PI * hz * i / RATE + 1);
}

/* Equally distributed in -amplitude..amplitude. */
static void make_noise(double *out, double amplitude)
{
	uint32_t state = 1;

	for (int i = 0; i < FRAMES; i++) {
		state = state * 1664525 + 1013904223;
		out[i] = amplitude * ((double)state / 0x1p31 - 1);
	}
}

static void levels_of_a_sine(void **state)
{
	struct measure_level level;

	make_sine(left, 1000, 0.5);
	for (int i = 0; i < FRAMES; i++)
		left[i] += 0.01;
	measure_level(left, FRAMES, &spec, &level);
	assert_near(level.dc, 0.01, 1e-9);
	assert_near(level.peak_db, 20 * log10(0.51), 0.01);
	assert_near(level.level_db, 20 * log10(0.5) - 3.0103, 1e-4);
	assert_true(level.clipped == 0 && level.silence == 0 && level.click_at == UINT64_MAX);
}

static void the_ends_of_the_range_are_clipped_samples(void **state)
{
	const struct audio_spec s16 = { RATE, 1, SAMPLE_S16_LE };
	struct measure_level level;

	memset(left, 0, sizeof(left));
	left[10] = 32767 / 0x1p15;
	left[11] = 32766 / 0x1p15;
	left[12] = -1;
	measure_level(left, FRAMES, &s16, &level);
	assert_int_equal(level.clipped, 2);
	assert_int_equal(level.silence, FRAMES - 13);
}

static void silence_has_no_level_and_no_tone(void **state)
{
	struct measure_level level;
	struct measure_tone tone;

	memset(left, 0, sizeof(left));
	measure_level(left, FRAMES, &spec, &level);
	assert_true(isinf(level.peak_db) && isinf(level.level_db));
	assert_int_equal(level.silence, FRAMES);
	assert_int_equal(measure_tone(left, FRAMES, RATE, &tone), -ENODATA);
	assert_true(isnan(tone.hz) && isnan(tone.thdn_db));
}

static void a_click_is_found_where_it_is(void **state)
{
	struct measure_level level;

	make_sine(left, 997, 0.5);
	left[20000] += 0.05;
	measure_level(left, FRAMES, &spec, &level);
	assert_in_range(level.click_at, 19998, 20002);
	make_noise(left, 0.5);
	measure_level(left, FRAMES, &spec, &level);
	assert_true(level.click_at == UINT64_MAX);
}

static void a_pure_sine_has_no_distortion(void **state)
{
	static const double hz[] = { 31.7, 997, 12345.678, 19999.5 };
	struct measure_tone tone;

	for (size_t i = 0; i < sizeof(hz) / sizeof(hz[0]); i++) {
		make_sine(left, hz[i], 0.8);
		assert_int_equal(measure_tone(left, FRAMES, RATE, &tone), 0);
		assert_near(tone.hz, hz[i], 1e-6);
		assert_near(tone.level_db, 20 * log10(0.8) - 3.0103, 1e-4);
		assert_true(tone.thdn_db < -200);
	}
}

static void harmonics_and_noise_are_distinguished(void **state)
{
	struct measure_tone tone;

	make_noise(right, 1e-4 * sqrt(3)); /* -80 dB RMS */
	make_sine(left, 997, 0.5);
	add_sine(left, 2 * 997, 0.5e-3);
	add_sine(left, 5 * 997, 0.5e-3);
	for (int i = 0; i < FRAMES; i++)
		left[i] += right[i];
	assert_int_equal(measure_tone(left, FRAMES, RATE, &tone), 0);
	assert_near(tone.thd_db, 20 * log10(1e-3 * sqrt(2)), 0.02);
	assert_near(tone.snr_db, 80 - 20 * log10(1 / (0.5 / sqrt(2))), 0.1);
	assert_near(tone.thdn_db, 10 * log10(2e-6 + 8e-8), 0.02);
}

static void noise_is_no_tone(void **state)
{
	struct measure_tone tone;

	make_noise(left, 0.5);
	assert_int_equal(measure_tone(left, FRAMES, RATE, &tone), -ENODATA);
	assert_int_equal(measure_tone(left, 10, RATE, &tone), -ENODATA);
}

static void the_level_at_a_frequency(void **state)
{
	make_sine(left, 1000, 0.5);
	add_sine(left, 3000, 0.05);
	assert_near(measure_level_at(left, FRAMES, RATE, 1000), 20 * log10(0.5), 1e-6);
	assert_near(measure_level_at(left, FRAMES, RATE, 3000), 20 * log10(0.05), 1e-6);
	assert_true(measure_level_at(left, FRAMES, RATE, 2000) < -200);
}

static void a_spectrum_reads_the_level_of_a_sine(void **state)
{
	static double bins[4096 + 1];

	make_sine(left, 100 * RATE / 8192.0, 0.25);
	assert_int_equal(measure_spectrum(left, FRAMES, 8192, bins), 0);
	assert_near(bins[100], 20 * log10(0.25), 1e-3);
	assert_true(bins[120] < -100);
	assert_int_equal(measure_spectrum(left, 100, 8192, bins), -ENODATA);
}

static void latency_has_a_sign_and_fractions(void **state)
{
	struct measure_latency latency;

	make_noise(left, 0.5);
	memset(right, 0, sizeof(right));
	for (int i = 37; i < FRAMES; i++)
		right[i] = -left[i - 37];
	assert_int_equal(measure_latency(left, FRAMES, right, FRAMES, &latency), 0);
	assert_near(latency.frames, 37, 0.01);
	assert_true(latency.inverted && latency.correlation > 0.999);
	assert_int_equal(measure_latency(right, FRAMES, left, FRAMES, &latency), 0);
	assert_near(latency.frames, -37, 0.01);

	for (int i = 38; i < FRAMES; i++)
		right[i] = (left[i - 37] + left[i - 38]) / 2;
	assert_int_equal(measure_latency(left, FRAMES, right, FRAMES, &latency), 0);
	assert_near(fabs(latency.frames - 37.5), 0.5, 0.51);
	assert_false(latency.inverted);

	memset(right, 0, sizeof(right));
	assert_int_equal(measure_latency(left, FRAMES, right, FRAMES, &latency), -ENODATA);
}

/* y[n] = x[n] / 2 + y[n - 1] / 2 */
static void the_response_of_a_known_filter(void **state)
{
	struct measure_response response;

	make_noise(left, 0.5);
	right[0] = left[0] / 2;
	for (int i = 1; i < FRAMES; i++)
		right[i] = left[i] / 2 + right[i - 1] / 2;
	assert_int_equal(measure_response(left, FRAMES, right, FRAMES, RATE, 0, &response), 0);
	assert_int_equal(response.points, 31);
	for (size_t i = 0; i < response.points; i++) {
		const double w = 2 * M_PI * response.hz[i] / RATE;
		const double re = 1 - cos(w) / 2, im = sin(w) / 2;

		/* a band's mean against its middle: bands are a third of an octave wide */
		assert_near(response.gain_db[i], 20 * log10(0.5 / hypot(re, im)), 0.1);
		assert_near(response.degrees[i], -atan2(im, re) * 180 / M_PI, 0.6);
		assert_true(response.coherence[i] > 0.99);
	}
	assert_int_equal(measure_response(left, 100, right, 100, RATE, 0, &response), -ENODATA);
}

static void the_first_difference(void **state)
{
	double a_samples[] = { 1, 2, 3, 4, 5, 6, 7, 8 }, b_samples[] = { 0, 1, 2, 3, 0, 5, 6, 9 };
	struct measure_signal a = { "a", { RATE, 2, SAMPLE_S32_LE }, 4, a_samples };
	struct measure_signal b = { "b", { RATE, 2, SAMPLE_S32_LE }, 4, b_samples };
	struct measure_difference difference;

	measure_difference(&a, &b, 1, &difference);
	assert_int_equal(difference.compared, 3);
	assert_int_equal(difference.differ, 1);
	assert_int_equal(difference.frame, 2);
	assert_int_equal(difference.channel, 1);
	assert_near(difference.expected, 7, 0);
	assert_near(difference.seen, 9, 0);
	assert_near(difference.largest_db, 20 * log10(2), 1e-9);

	measure_difference(&a, &a, 0, &difference);
	assert_true(difference.differ == 0 && isinf(difference.largest_db));
	measure_difference(&a, &b, 9, &difference);
	assert_int_equal(difference.compared, 0);
}

static void all_refuses_what_cannot_be_compared(void **state)
{
	struct measure_signal a = { "a", { 48000, 1, SAMPLE_S32_LE }, FRAMES, left };
	struct measure_signal b = { "b", { 44100, 1, SAMPLE_S32_LE }, FRAMES, left };
	static struct measure_report report;
	char err[200];

	assert_int_equal(measure_all(&a, &b, NULL, &report, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "b: 44100 Hz, 1 channel, expected 48000 Hz, 1 as a");
}

static void a_picture_and_json_of_everything(void **state)
{
	struct measure_signal a = { "a<&\".wav", spec, FRAMES, left };
	struct measure_signal b = { "b", spec, FRAMES, right };
	static struct measure_report report;
	char err[200], *text = NULL;
	json_t *json;
	size_t size;
	FILE *out;

	make_noise(left, 0.5);
	make_noise(right, 0.5);
	assert_int_equal(measure_all(&a, &b, NULL, &report, err, sizeof(err)), 0);
	out = open_memstream(&text, &size);
	assert_int_equal(measure_print_svg(&report, out), 0);
	measure_print_text(&report, out);
	fclose(out);
	assert_non_null(strstr(text, "a&#60;&#38;&#34;.wav"));
	assert_non_null(strstr(text, "</svg>\n"));
	assert_non_null(strstr(text, "equal in 48000 frames at a shift of 0"));
	free(text);
	json = measure_json(&report);
	assert_non_null(json);
	assert_true(json_is_null(json_object_get(
		json_array_get(json_object_get(json_object_get(json, "a"), "per_channel"), 0),
		"tone_hz")));
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_of_a_sine),
		cmocka_unit_test(the_ends_of_the_range_are_clipped_samples),
		cmocka_unit_test(silence_has_no_level_and_no_tone),
		cmocka_unit_test(a_click_is_found_where_it_is),
		cmocka_unit_test(a_pure_sine_has_no_distortion),
		cmocka_unit_test(harmonics_and_noise_are_distinguished),
		cmocka_unit_test(noise_is_no_tone),
		cmocka_unit_test(the_level_at_a_frequency),
		cmocka_unit_test(a_spectrum_reads_the_level_of_a_sine),
		cmocka_unit_test(latency_has_a_sign_and_fractions),
		cmocka_unit_test(the_response_of_a_known_filter),
		cmocka_unit_test(the_first_difference),
		cmocka_unit_test(all_refuses_what_cannot_be_compared),
		cmocka_unit_test(a_picture_and_json_of_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
