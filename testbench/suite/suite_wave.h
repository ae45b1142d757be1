/* SPDX-License-Identifier: BSD-3-Clause */
/* Pictures of what went in and came out, as numbers. */
#ifndef SUITE_SUITE_WAVE_H
#define SUITE_SUITE_WAVE_H

#include "suite/suite_measure.h"

/** For each output: waveform and spectrum of it, of its input, and of the difference. */
json_t *suite_waves_json(const struct suite_judged *judged);

#endif
