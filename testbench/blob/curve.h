/* SPDX-License-Identifier: BSD-3-Clause */
/* Curves of level against level. */
#ifndef BLOB_CURVE_H
#define BLOB_CURVE_H

#include "blob/plot.h"

/**
 * Draw what comes out for inputs of -80 to 0 dB.
 * @param out	a linear level for a linear level
 */
void curve_draw(struct plot *plot, const char *panel, double (*out)(const void *ctx, double in),
		const void *ctx);

#endif
