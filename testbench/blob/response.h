/* SPDX-License-Identifier: BSD-3-Clause */
/* Curves of filters over frequency. */
#ifndef BLOB_RESPONSE_H
#define BLOB_RESPONSE_H

#include <complex.h>

#include "blob/plot.h"

/** A transfer function. @param w	radians per sample */
typedef double complex (*response_fn)(const void *ctx, double w);

/** Magnitude in dB, and group delay in a panel of its own, of a response from 20 Hz to half the rate. */
void response_draw(struct plot *plot, double rate, const char *name, response_fn response,
		   const void *ctx);

/** The magnitude alone, as a curve with a label in the panel. */
void response_draw_magnitude(struct plot *plot, double rate, const char *panel, const char *label,
			     response_fn response, const void *ctx);

/** -400 when there is nothing. */
double response_db(double complex value);

#endif
