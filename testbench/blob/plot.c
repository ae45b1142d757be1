/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "blob/plot.h"
#include "blob/plot_private.h"

struct plot *plot_new(void)
{
	return calloc(1, sizeof(struct plot));
}

static void free_panel(struct panel *panel)
{
	for (size_t i = 0; i < panel->num_curves; i++)
		free(panel->curves[i].points);
	free(panel->curves);
	free(panel->cells);
}

void plot_free(struct plot *plot)
{
	if (!plot)
		return;
	for (size_t i = 0; i < plot->num_panels; i++)
		free_panel(&plot->panels[i]);
	free(plot->panels);
	free(plot);
}

void plot_set_designed(struct plot *plot, bool designed)
{
	plot->designed = designed;
}

/* One more item of an array. @return NULL: out of memory, which the plot keeps in mind */
static void *add(struct plot *plot, void *array_at, size_t *count, size_t item_bytes)
{
	char **array = array_at, *grown;

	if (*count % 16 == 0) {
		grown = realloc(*array, (*count + 16) * item_bytes);
		if (!grown) {
			plot->failed = true;
			return NULL;
		}
		*array = grown;
	}
	memset(*array + *count * item_bytes, 0, item_bytes);
	return *array + (*count)++ * item_bytes;
}

static struct panel *find_panel(struct plot *plot, const char *title)
{
	struct panel *panel;

	for (size_t i = 0; i < plot->num_panels; i++)
		if (!strcmp(plot->panels[i].title, title))
			return &plot->panels[i];
	panel = add(plot, &plot->panels, &plot->num_panels, sizeof(*panel));
	if (panel)
		snprintf(panel->title, sizeof(panel->title), "%s", title);
	return panel;
}

static struct panel *current_panel(struct plot *plot)
{
	return plot->num_panels ? &plot->panels[plot->current] : NULL;
}

void plot_panel(struct plot *plot, const struct plot_axes *axes, const char *fmt, ...)
{
	char title[PANEL_TITLE];
	struct panel *panel;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(title, sizeof(title), fmt, ap);
	va_end(ap);
	panel = find_panel(plot, title);
	if (!panel)
		return;
	panel->axes = *axes;
	plot->current = (size_t)(panel - plot->panels);
}

void plot_curve(struct plot *plot, const char *fmt, ...)
{
	struct panel *panel = current_panel(plot);
	struct curve *curve;
	va_list ap;

	curve = panel ? add(plot, &panel->curves, &panel->num_curves, sizeof(*curve)) : NULL;
	if (!curve)
		return;
	curve->designed = plot->designed;
	va_start(ap, fmt);
	vsnprintf(curve->label, sizeof(curve->label), fmt, ap);
	va_end(ap);
}

void plot_point(struct plot *plot, double x, double y)
{
	struct panel *panel = current_panel(plot);
	struct curve *curve;
	struct point *point;

	if (!panel || !panel->num_curves || plot->failed)
		return;
	curve = &panel->curves[panel->num_curves - 1];
	point = add(plot, &curve->points, &curve->num_points, sizeof(*point));
	if (point)
		*point = (struct point){ x, y };
}

void plot_table(struct plot *plot, size_t rows, size_t columns, const double *values,
		const char *fmt, ...)
{
	char title[PANEL_TITLE];
	struct panel *panel;
	va_list ap;

	if (plot->designed)
		return;
	va_start(ap, fmt);
	vsnprintf(title, sizeof(title), fmt, ap);
	va_end(ap);
	panel = find_panel(plot, title);
	if (!panel)
		return;
	panel->cells = malloc(rows * columns * sizeof(*panel->cells));
	if (!panel->cells) {
		plot->failed = true;
		return;
	}
	memcpy(panel->cells, values, rows * columns * sizeof(*panel->cells));
	panel->rows = rows;
	panel->columns = columns;
}

double plot_hz(size_t number, double from_hz, double to_hz)
{
	return from_hz * pow(to_hz / from_hz, (double)number / (PLOT_POINTS - 1));
}
