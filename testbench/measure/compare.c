/* SPDX-License-Identifier: BSD-3-Clause */
/* A recording against its original: how late, and where it differs. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/fourier.h"
#include "measure/measure.h"

#define LONGEST (1 << 20) /* frames that the correlation looks at: 21 s at 48 kHz */
#define AS_GOOD_AS \
	0.9999 /* of the best place: of those the one nearest to 0 is taken, as sines have many */

static double energy(const double *samples, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += samples[i] * samples[i];
	return sum;
}

static void fill(struct fourier *f, const double *samples, size_t count)
{
	memset(f->time, 0, f->size * sizeof(*f->time));
	memcpy(f->time, samples, count * sizeof(*f->time));
	fftw_execute(f->forward);
}

static int64_t lag_of(size_t index, size_t size)
{
	return index < size / 2 ? (int64_t)index : (int64_t)index - (int64_t)size;
}

/* Index of the best place in a circular correlation. */
static size_t best_place(const struct fourier *f)
{
	size_t best = 0, nearest;

	for (size_t i = 1; i < f->size; i++)
		if (fabs(f->time[i]) > fabs(f->time[best]))
			best = i;
	nearest = best;
	for (size_t i = 0; i < f->size; i++)
		if (fabs(f->time[i]) >= AS_GOOD_AS * fabs(f->time[best]) &&
		    llabs(lag_of(i, f->size)) < llabs(lag_of(nearest, f->size)))
			nearest = i;
	return nearest;
}

/* Where a parabola through three values has its top, against the middle one. */
static double top_of(double left, double here, double right)
{
	const double curve = left + right - 2 * here;

	return curve < 0 && left != right ? (left - right) / curve / 2 : 0;
}

static void read_latency(const struct fourier *f, double norm, struct measure_latency *out)
{
	const size_t best = best_place(f);
	const double sign = f->time[best] < 0 ? -1 : 1;

	out->inverted = sign < 0;
	out->correlation = fmin(1, sign * f->time[best] / (double)f->size / norm);
	out->frames = (double)lag_of(best, f->size) +
		      top_of(sign * f->time[(best + f->size - 1) % f->size], sign * f->time[best],
			     sign * f->time[(best + 1) % f->size]);
}

int measure_latency(const double *a, uint64_t frames_a, const double *b, uint64_t frames_b,
		    struct measure_latency *out)
{
	const size_t count_a = frames_a < LONGEST ? (size_t)frames_a : LONGEST;
	const size_t count_b = frames_b < LONGEST ? (size_t)frames_b : LONGEST;
	const double norm = sqrt(energy(a, count_a) * energy(b, count_b));
	fftw_complex *of_a = NULL;
	struct fourier f;
	int ret;

	*out = (struct measure_latency){ .frames = NAN };
	if (norm <= 0)
		return -ENODATA;
	ret = fourier_open(&f, fourier_size(count_a + count_b));
	if (ret < 0)
		return ret;
	of_a = fftw_alloc_complex(f.size / 2 + 1);
	if (!of_a) {
		ret = -ENOMEM;
		goto close;
	}
	fill(&f, a, count_a);
	memcpy(of_a, f.bin, (f.size / 2 + 1) * sizeof(*of_a));
	fill(&f, b, count_b);
	for (size_t i = 0; i <= f.size / 2; i++)
		f.bin[i] *= conj(of_a[i]);
	fftw_execute(f.backward);
	read_latency(&f, norm, out);
close:
	fftw_free(of_a);
	fourier_close(&f);
	return ret;
}

void measure_difference(const struct measure_signal *a, const struct measure_signal *b,
			int64_t latency, struct measure_difference *out)
{
	const uint64_t skip_a = latency < 0 ? (uint64_t)-latency : 0;
	const uint64_t skip_b = latency > 0 ? (uint64_t)latency : 0;
	const uint64_t left_a = a->frames > skip_a ? a->frames - skip_a : 0;
	const uint64_t left_b = b->frames > skip_b ? b->frames - skip_b : 0;
	double largest = 0;

	*out = (struct measure_difference){ .compared = left_a < left_b ? left_a : left_b };
	for (uint64_t i = 0; i < out->compared; i++) {
		for (uint32_t c = 0; c < a->spec.channels; c++) {
			const double expected = measure_channel(a, c)[skip_a + i];
			const double seen = measure_channel(b, c)[skip_b + i];

			if (expected == seen)
				continue;
			if (!out->differ++) {
				out->frame = skip_a + i;
				out->channel = c;
				out->expected = expected;
				out->seen = seen;
			}
			largest = fabs(seen - expected) > largest ? fabs(seen - expected) : largest;
		}
	}
	out->largest_db = measure_db(largest);
}
