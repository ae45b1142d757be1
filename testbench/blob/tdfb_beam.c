/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Beams: at each frequency the weights that let a plane wave from the beam's direction through unchanged, and the least
 * of a noise that comes from everywhere or from each microphone by itself:
 *
 *	w = C^-1 d / (d* C^-1 d)	d: the wave at the microphones, C: the noise between them
 */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "blob/response.h"
#include "blob/tdfb.h"
#include "measure/fourier.h"

#define SPEED_OF_SOUND 343.0 /* m/s */
#define GRID           1024
#define MAX            TDFB_MAX_MICS

/* A unit vector towards a direction. */
static void direction(double azimuth, double elevation, double u[3])
{
	const double a = azimuth * M_PI / 180, e = elevation * M_PI / 180;

	u[0] = cos(e) * cos(a);
	u[1] = cos(e) * sin(a);
	u[2] = sin(e);
}

/* How much earlier than the origin a microphone hears a plane wave, s. */
static double lead(const struct tdfb_mic *mic, const double u[3])
{
	return (mic->x * u[0] + mic->y * u[1] + mic->z * u[2]) / SPEED_OF_SOUND;
}

static double distance(const struct tdfb_mic *a, const struct tdfb_mic *b)
{
	return sqrt(pow(a->x - b->x, 2) + pow(a->y - b->y, 2) + pow(a->z - b->z, 2));
}

/* ---- design ---- */

/* Noise between microphones; the last column is the wave. */
static void fill_system(const struct tdfb_beam *beam, double w, const double u[3],
			double complex system[MAX][MAX + 1])
{
	for (size_t i = 0; i < beam->num_mics; i++) {
		for (size_t k = 0; k < beam->num_mics; k++) {
			const double x =
				w * distance(&beam->mics[i], &beam->mics[k]) / SPEED_OF_SOUND;

			system[i][k] = i == k ? 1 : beam->diffuse * (x > 1e-9 ? sin(x) / x : 1);
		}
		system[i][beam->num_mics] = cexp(I * w * lead(&beam->mics[i], u));
	}
}

/* Gauss and Jordan; C is positive definite, the diagonal is never 0. The last column becomes the solution. */
static void solve(size_t n, double complex system[MAX][MAX + 1])
{
	for (size_t p = 0; p < n; p++)
		for (size_t i = 0; i < n; i++) {
			const double complex factor = i == p ? 0 : system[i][p] / system[p][p];

			for (size_t k = p; k <= n; k++)
				system[i][k] -= factor * system[p][k];
		}
	for (size_t i = 0; i < n; i++)
		system[i][n] /= system[i][i];
}

/* Weights of one frequency, as filters have them: conjugated. */
static void weights_at(const struct tdfb_beam *beam, double w, double complex *weights)
{
	double complex system[MAX][MAX + 1], sum = 0;
	double u[3];

	direction(beam->azimuth, beam->elevation, u);
	fill_system(beam, w, u, system);
	solve(beam->num_mics, system);
	for (size_t i = 0; i < beam->num_mics; i++)
		sum += conj(cexp(I * w * lead(&beam->mics[i], u))) * system[i][beam->num_mics];
	for (size_t i = 0; i < beam->num_mics; i++)
		weights[i] = conj(system[i][beam->num_mics] / sum);
}

/* The response of one microphone to taps around the middle. */
static void take_taps(struct fourier *f, const double complex *response, size_t taps,
		      struct fir *fir)
{
	const double middle = (double)(taps - 1) / 2;

	for (size_t k = 0; k <= GRID / 2; k++)
		f->bin[k] = response[k] * cexp(-I * 2 * M_PI * (double)k / GRID * middle);
	f->bin[GRID / 2] = creal(f->bin[GRID / 2]);
	fftw_execute(f->backward);
	for (size_t i = 0; i < taps; i++) {
		/* raised cosine over the outer parts: what is cut off ends softly */
		const double edge = fmin((double)i + 0.5, (double)(taps - i) - 0.5) / (double)taps;
		const double window = edge < 0.25 ? 0.5 - 0.5 * cos(4 * M_PI * edge) : 1;

		fir->taps[i] = f->time[i] / GRID * window;
	}
	fir_finish(fir, taps);
}

int tdfb_design_beam(const struct tdfb_beam *beam, struct fir *firs)
{
	double complex response[MAX][GRID / 2 + 1], weights[MAX];
	struct fourier f;

	if (fourier_open(&f, GRID))
		return -ENOMEM;
	for (size_t k = 0; k <= GRID / 2; k++) {
		weights_at(beam, 2 * M_PI * (double)k / GRID * beam->rate, weights);
		for (size_t i = 0; i < beam->num_mics; i++)
			response[i][k] = weights[i];
	}
	for (size_t i = 0; i < beam->num_mics; i++)
		take_taps(&f, response[i], beam->taps, &firs[i]);
	fourier_close(&f);
	return 0;
}

/* ---- what it does ---- */

double complex tdfb_response(const struct tdfb *t, size_t first_record, double azimuth,
			     double elevation, double hz, double rate)
{
	const double w = 2 * M_PI * hz;
	double complex sum = 0;
	double u[3];

	direction(azimuth, elevation, u);
	for (size_t i = 0; i < t->num_filters; i++) {
		const size_t mic = (size_t)fmax(0, t->inputs[i]);

		if (((unsigned int)(int)t->mix[i] & 1u) && mic < t->num_mics)
			sum += fir_response(&t->records[first_record + i], w / rate) *
			       cexp(I * w * lead(&t->mics[mic], u));
	}
	return sum;
}

#define DRAWN_ANGLES 4
#define STEP_DEGREES 3

static const double drawn_hz[] = { 500, 1000, 2000, 4000 };

static void draw_angle(const struct tdfb *t, const struct tdfb_angle *angle, double rate,
		       struct plot *plot)
{
	const struct plot_axes axes = { PLOT_LINEAR, -180, 180, "°", " dB", 40, 12 };

	plot_panel(plot, &axes, "beam towards %.0f°: level of a sound by its azimuth",
		   angle->azimuth);
	for (size_t i = 0; i < sizeof(drawn_hz) / sizeof(drawn_hz[0]); i++) {
		plot_curve(plot, "%g Hz", drawn_hz[i]);
		for (double az = -180; az <= 180; az += STEP_DEGREES)
			plot_point(plot, az,
				   response_db(tdfb_response(t, (size_t)angle->first_filter, az,
							     angle->elevation, drawn_hz[i], rate)));
	}
}

/* Some of the angles when there are many; the filters when nobody knows where the microphones are. */
void tdfb_draw(const void *settings, double rate, struct plot *plot)
{
	const struct tdfb *t = settings;
	const size_t step = (t->num_angles + DRAWN_ANGLES - 1) / DRAWN_ANGLES;
	char name[64];

	for (size_t i = 0; t->num_mics && i < t->num_angles; i += step)
		draw_angle(t, &t->angles[i], rate, plot);
	for (size_t i = 0; !t->num_mics && i < t->num_filters; i++) {
		snprintf(name, sizeof(name), "filter %zu of the first angle", i);
		response_draw(plot, rate, name, fir_response, &t->records[i]);
	}
}

/* The level from the beam's direction, and of noise that each microphone makes by itself, at 1 kHz. */
void tdfb_judge(const void *settings, double rate, FILE *out)
{
	const struct tdfb *t = settings;
	const double hz = 1000;

	for (size_t i = 0; t->num_mics && i < t->num_angles; i++) {
		const struct tdfb_angle *angle = &t->angles[i];
		const size_t first = (size_t)angle->first_filter;
		double noise = 0;

		for (size_t k = 0; k < t->num_filters; k++)
			noise += pow(
				cabs(fir_response(&t->records[first + k], 2 * M_PI * hz / rate)),
				2);
		fprintf(out,
			"  beam towards %.0f degrees: %.2f dB from there, noise of microphones %.2f dB, "
			"at 1 kHz\n",
			angle->azimuth,
			response_db(tdfb_response(t, first, angle->azimuth, angle->elevation, hz,
						  rate)),
			10 * log10(fmax(noise, 1e-40)));
	}
}
