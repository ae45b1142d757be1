/* SPDX-License-Identifier: BSD-3-Clause */
/* A measurement for people, programs and pages. */
#ifndef MEASURE_MEASURE_PRINT_H
#define MEASURE_MEASURE_PRINT_H

#include <stdio.h>

#include <jansson.h>

#include "measure/measure.h"

void measure_print_text(const struct measure_report *report, FILE *out);

/** Values that are not there are null. @return a new reference, NULL: out of memory */
json_t *measure_json(const struct measure_report *report);

/**
 * One SVG image: waveform and spectrum of each channel of both signals, and the response of b against a. It carries its
 * own style, light and dark.
 * @return 0, -ENOMEM; the state of out says whether it was written
 */
int measure_print_svg(const struct measure_report *report, FILE *out);

#endif
