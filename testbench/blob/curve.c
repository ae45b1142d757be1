/* SPDX-License-Identifier: BSD-3-Clause */
#include <math.h>

#include "blob/curve.h"
#include "blob/response.h"

#define LOWEST_DB -80.0
#define STEP_DB   0.5

void curve_draw(struct plot *plot, const char *panel, double (*out)(const void *ctx, double in),
		const void *ctx)
{
	const struct plot_axes axes = { PLOT_LINEAR, LOWEST_DB, 0, " dB", " dB", 100, 20 };

	plot_panel(plot, &axes, "%s", panel);
	plot_curve(plot, "%s", "");
	for (double db = LOWEST_DB; db <= 0; db += STEP_DB)
		plot_point(plot, db, response_db(out(ctx, pow(10, db / 20))));
}
