/* SPDX-License-Identifier: BSD-3-Clause */
/* What a converter made of the stimulus. */
#ifndef QUALITY_MEASURE_H
#define QUALITY_MEASURE_H

#include "figures.h"
#include "stimulus.h"

/**
 * Read the mono WAV that came out and fill the members of `result` that its segments tell; others stay.
 * @return 0, -1 (the cause is printed)
 */
int measure_file(const struct stimulus *s, const char *path, struct figures *result);

#endif
