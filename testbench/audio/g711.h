/* SPDX-License-Identifier: BSD-3-Clause */
/* Companding of ITU-T G.711: 16-bit samples as 8-bit codes. Negative samples are taken by their ones' complement. */
#ifndef TESTBENCH_AUDIO_G711_H
#define TESTBENCH_AUDIO_G711_H

#include <stdint.h>

uint8_t g711_a_law_encode(int16_t sample);
int16_t g711_a_law_decode(uint8_t code);
uint8_t g711_mu_law_encode(int16_t sample);
int16_t g711_mu_law_decode(uint8_t code);

#endif
