/* SPDX-License-Identifier: BSD-3-Clause */
/* Curves of a blob, in panels one under the other, and their picture. */
#ifndef BLOB_PLOT_H
#define BLOB_PLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct plot;

enum plot_scale {
	PLOT_LINEAR,
	PLOT_LOG, /* of the horizontal axis */
};

struct plot_axes {
	enum plot_scale scale;
	double left, right;
	const char *x_unit, *y_unit; /* " Hz", " dB" */
	double y_range; /* what is further below the highest value is left out; 0: all is drawn */
	double y_least; /* the axis spans at least so much */
};

/** @return NULL: out of memory */
struct plot *plot_new(void);
void plot_free(struct plot *plot);

/** What is added from now on: the design, or what the blob's numbers make of it. */
void plot_set_designed(struct plot *plot, bool designed);

/** Go on in the panel with this title; it is made when there is none. */
void plot_panel(struct plot *plot, const struct plot_axes *axes, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** Begin a curve in the panel. @param label	at its end; "" for none */
void plot_curve(struct plot *plot, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void plot_point(struct plot *plot, double x, double y);

/** A panel that is a table of numbers: `values` row by row. */
void plot_table(struct plot *plot, size_t rows, size_t columns, const double *values,
		const char *fmt, ...) __attribute__((format(printf, 5, 6)));

#define PLOT_POINTS 160 /* of a curve over frequency */

/** Frequency number 0 .. PLOT_POINTS - 1 of a curve, at equal steps of a logarithm. */
double plot_hz(size_t number, double from_hz, double to_hz);

/**
 * Write it as SVG, legible on light and dark grounds.
 * @param has_design	curves of a design are among them
 * @return 0, -ENOMEM when a curve was lost, -ENODATA nothing to draw
 */
int plot_write_svg(const struct plot *plot, const char *title, bool has_design, FILE *out);

#endif
