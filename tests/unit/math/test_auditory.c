/* SPDX-License-Identifier: BSD-3-Clause */
/* Description: the mel scale, banks of filters on it and the cosine transform are what double precision says. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sof/common.h>
#include <sof/math/auditory.h>
#include "base/simd.h"

static double mel_of(double hz)
{
	return 1126.9941805389 * log(1 + hz / 700);
}

static double hz_of(double mel)
{
	return 700 * (exp(mel / 1126.9941805389) - 1);
}

static void scale(void **state)
{
	for (int hz = -10; hz <= 32000; hz++) {
		const double ideal = hz < 0 ? 0 : mel_of(hz) * 4;

		if (fabs(hz_to_mel((int16_t)hz) - ideal) > .8)
			fail_msg("%d Hz are %d, should be %.2f", hz, hz_to_mel((int16_t)hz), ideal);
	}
	for (int mel = -10; mel <= 17433; mel++) {
		const double ideal = mel < 0 ? 0 : hz_of(mel / 4.);

		if (fabs(mel_to_hz((int16_t)mel) - ideal) > .6 + ideal * 1e-4)
			fail_msg("%d are %d Hz, should be %.2f", mel, mel_to_hz((int16_t)mel),
				 ideal);
	}
	assert_int_equal(mel_to_hz(17434), INT16_MAX);
}

static uint64_t room[4096];
static struct icomplex32 spectrum[1024];

static struct mel_design a_design(void)
{
	return (struct mel_design){ .rate = 16000,
				    .points = 512,
				    .low_hz = 20,
				    .high_hz = 8000,
				    .bands = 23,
				    .log = MEL_LOG_DB };
}

/* dB of the power in a triangle; 0 is a bin at full scale, times the points squared. */
static double ideal_level(const struct mel_design *d, uint32_t band)
{
	const double low = mel_of(d->low_hz), step = (mel_of(d->high_hz) - low) / (d->bands + 1);
	const double left = low + band * step, right = left + 2 * step;
	double sum = 0, height = 1;

	if (d->equal_areas)
		height = 2 / (hz_of(right) - hz_of(left));
	for (uint32_t i = 0; i <= d->points / 2; i++) {
		const double mel = mel_of((double)d->rate * i / d->points);
		const double weight = fmin(mel - left, right - mel) / step;

		if (weight > 0)
			sum += weight * height *
			       (pow(spectrum[i].real * 0x1p-31, 2) +
				pow(spectrum[i].imag * 0x1p-31, 2));
	}
	return 10 * log10(sum * pow(d->points, 2));
}

static void check_bank(const struct mel_design *d, double loudness)
{
	static const double per_unit[MEL_LOGS] = { 10 / M_LN10, 10, 1 }; /* dB */
	static int32_t out[MEL_MOST_BANDS], first[MEL_MOST_BANDS];
	struct mel_bank bank;
	double offset = 0;

	assert_true(mel_bank_bytes(d) <= sizeof(room));
	assert_int_equal(mel_bank_init(&bank, d, room), 0);
	for (uint32_t i = 0; i <= d->points / 2; i++)
		spectrum[i] = (struct icomplex32){ (int32_t)(loudness * cos(i * 1.7) * 0x1p31),
						   (int32_t)(loudness * sin(i * 2.9) * 0x1p31) };
	for (int level = 0; level <= (int)simd_highest(); level++) {
		simd_set_level(level);
		mel_bank_apply(&bank, spectrum, level ? out : first);
		if (level)
			assert_memory_equal(out, first, d->bands * sizeof(*out));
	}
	simd_set_level(simd_highest());
	for (uint32_t i = 0; i < d->bands; i++) {
		const double error = first[i] * 0x1p-23 * per_unit[d->log] - ideal_level(d, i);

		/* bands have the same offset */
		offset = i ? offset : error;
		if (fabs(error - offset) > 1.2)
			fail_msg("%u Hz, band %u of %u: %.2f dB beside that of the first", d->rate,
				 i, d->bands, error - offset);
	}
	assert_true(fabs(offset) < 1.2);
}

static void banks(void **state)
{
	struct mel_design d = a_design();

	for (int log = 0; log < MEL_LOGS; log++) {
		d.log = log;
		for (int areas = 0; areas < 2; areas++) {
			d.equal_areas = areas;
			check_bank(&d, .5);
			check_bank(&d, .0001);
		}
	}
	d = a_design();
	d.points = 1024;
	d.rate = 48000;
	d.high_hz = 20000;
	d.bands = 40;
	check_bank(&d, .3);
	/* a band that ends at half of the rate, between two bins */
	d = a_design();
	d.high_hz = 7990;
	check_bank(&d, .3);
}

static void banks_that_are_none(void **state)
{
	struct mel_bank bank;
	struct mel_design d = a_design();

	d.log = MEL_LOGS;
	assert_int_equal(mel_bank_init(&bank, &d, room), -EINVAL);
	d = a_design();
	d.bands = 0;
	assert_int_equal(mel_bank_init(&bank, &d, room), -EINVAL);
	d.bands = MEL_MOST_BANDS + 1;
	assert_int_equal(mel_bank_init(&bank, &d, room), -EINVAL);
	d = a_design();
	d.low_hz = d.high_hz;
	assert_int_equal(mel_bank_init(&bank, &d, room), -EINVAL);
	/* so narrow that a band has no width */
	d = a_design();
	d.low_hz = 7900;
	d.equal_areas = true;
	d.bands = 200;
	assert_int_equal(mel_bank_init(&bank, &d, room), -EINVAL);
}

static void cosine_transform(void **state)
{
	static const uint32_t sizes[][2] = { { 23, 13 }, { 42, 42 }, { 1, 1 }, { 40, 12 } };
	int16_t matrix[DCT_MOST * DCT_MOST];

	for (size_t s = 0; s < ARRAY_SIZE(sizes); s++) {
		const uint32_t in = sizes[s][0], out = sizes[s][1];

		assert_int_equal(dct_matrix(matrix, in, out), 0);
		for (uint32_t n = 0; n < in; n++) {
			for (uint32_t k = 0; k < out; k++) {
				const double ideal =
					sqrt((k ? 2. : 1.) / in) * cos(M_PI * k * (n + .5) / in);

				assert_true(fabs(matrix[n * out + k] * 0x1p-15 - ideal) < 6e-4);
			}
		}
	}
	assert_int_equal(dct_matrix(matrix, 0, 1), -EINVAL);
	assert_int_equal(dct_matrix(matrix, 1, 0), -EINVAL);
	assert_int_equal(dct_matrix(matrix, DCT_MOST + 1, 1), -EINVAL);
	assert_int_equal(dct_matrix(matrix, 1, DCT_MOST + 1), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scale),
		cmocka_unit_test(banks),
		cmocka_unit_test(banks_that_are_none),
		cmocka_unit_test(cosine_transform),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
