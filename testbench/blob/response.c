/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "blob/response.h"

#define LOWEST_HZ  20.0
#define RANGE_DB   90.0
#define LEAST_DB   6.0
#define DELAY_STEP 1e-5 /* radians */
#define SILENT_DB  -60  /* below it a group delay means nothing */

double response_db(double complex value)
{
	return 20 * log10(fmax(cabs(value), 1e-20));
}

static struct plot_axes axes_of(double rate, const char *unit, double range, double least)
{
	return (struct plot_axes){ PLOT_LOG, LOWEST_HZ, rate / 2, " Hz", unit, range, least };
}

void response_draw_magnitude(struct plot *plot, double rate, const char *panel, const char *label,
			     response_fn response, const void *ctx)
{
	const struct plot_axes axes = axes_of(rate, " dB", RANGE_DB, LEAST_DB);

	plot_panel(plot, &axes, "%s", panel);
	plot_curve(plot, "%s", label);
	for (size_t i = 0; i < PLOT_POINTS; i++) {
		const double hz = plot_hz(i, LOWEST_HZ, rate / 2);

		plot_point(plot, hz, response_db(response(ctx, 2 * M_PI * hz / rate)));
	}
}

void response_draw(struct plot *plot, double rate, const char *name, response_fn response,
		   const void *ctx)
{
	const struct plot_axes axes = axes_of(rate, " ms", 0, 0.1);
	double peak = 0;

	response_draw_magnitude(plot, rate, name, "", response, ctx);
	for (size_t i = 0; i < PLOT_POINTS; i++)
		peak = fmax(peak,
			    cabs(response(ctx, 2 * M_PI * plot_hz(i, LOWEST_HZ, rate / 2) / rate)));
	plot_panel(plot, &axes, "%s, group delay", name);
	plot_curve(plot, "%s", "");
	for (size_t i = 0; i < PLOT_POINTS; i++) {
		const double hz = plot_hz(i, LOWEST_HZ, rate / 2);
		const double w = fmin(2 * M_PI * hz / rate, M_PI - 2 * DELAY_STEP);
		const double complex before = response(ctx, w - DELAY_STEP),
				     behind = response(ctx, w + DELAY_STEP);
		const double delay = -carg(behind / before) / 2 / DELAY_STEP / rate * 1000;

		if (response_db(before) > response_db(peak) + SILENT_DB)
			plot_point(plot, hz, delay);
	}
}
