/* SPDX-License-Identifier: BSD-3-Clause */
/* Tables that make_tables.py writes. */
#ifndef MATH_TABLES_H
#define MATH_TABLES_H

#include <stdint.h>

#define FFT_QUARTER 768 /* steps of a quarter turn */

extern const int32_t fft_cosines[FFT_QUARTER + 1];
extern const uint32_t log2_steps[129];
extern const int32_t sqrt_steps[193];
extern const int32_t sqrt_guesses[64];
extern const int32_t cordic_angles[31];

#endif
