/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The low-pass prototypes that stages are made of. Frequencies are in units of the lower of the two rates of the
 * conversion that a sharp filter limits, so 0.5 is its Nyquist frequency.
 */
#ifndef SRC_DESIGN_PROTOTYPES_H
#define SRC_DESIGN_PROTOTYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define MAX_TAPS 10240

/** Edge of the pass band: 20 kHz at 44.1 kHz, and a hair. */
#define PASS_EDGE 0.453516

/** Where rates above 80 kHz end their pass band: 24 kHz at 88.2 kHz. */
#define PASS_EDGE_WIDE 0.272110

/** A sharp filter by name. @return its number of taps, 0 none; h holds them with gain 1. NULL log: silent */
size_t prototype_sharp(const char *name, double *h, FILE *log);

/** Gain of a filter at a frequency in cycles per sample. */
double prototype_gain(const double *h, size_t taps, double f);

/**
 * A relaxed filter, whose images lie far away: a windowed sinc, or better where it is short, at `phases` times the rate at which the stream is
 * `oversampling` (2 or 4) times its lowest rate. `last`: it comes behind a sharp one, else in front.
 */
size_t prototype_relaxed(size_t phases, size_t oversampling, bool last, double *h);

/** Its taps per phase. */
size_t prototype_relaxed_length(size_t oversampling, bool last);

#endif
