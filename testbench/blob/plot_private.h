/* SPDX-License-Identifier: BSD-3-Clause */
/* A plot inside. */
#ifndef BLOB_PLOT_PRIVATE_H
#define BLOB_PLOT_PRIVATE_H

#include "blob/plot.h"

#define PANEL_TITLE 96

struct point {
	double x, y;
};

struct curve {
	char label[24];
	bool designed;
	size_t num_points;
	struct point *points;
};

struct panel {
	char title[PANEL_TITLE];
	struct plot_axes axes;
	size_t num_curves;
	struct curve *curves;
	size_t rows, columns; /* of a table */
	double *cells;
};

struct plot {
	bool designed, failed;
	size_t num_panels, current;
	struct panel *panels;
};

#endif
