/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the field's rate converter reaches, to be beaten: measured on SOF's, 32-bit samples unless said, tones at
 * -1 dBFS. NAN: not measured.
 */
#ifndef QUALITY_FIGURES_H
#define QUALITY_FIGURES_H

#include <stddef.h>

struct figures {
	unsigned int in_rate, out_rate;
	double thd_worst;  /* dB, worst tone of 100 Hz .. min(0.45 * lower rate, 20 kHz) */
	double thd_in_20k; /* the same, of what is below 20 kHz */
	double thd_997;    /* dB, 997 Hz */
	double thd_997_s16;
	double thd_full; /* dB, worst tone at 0 dBFS; not measured: that at -1 dBFS is to be reached */
	double ripple_high; /* dB, 0 .. 0.4535 * lower rate, at most 21.77 kHz */
	double ripple_low;
	double edge_3db; /* kHz */
	double stop; /* dB, worst alias (down), worst image above the input's Nyquist frequency (up) */
	double stop_nyquist; /* dB, a tone of half the output rate */
	double latency;      /* ms */
	double constant; /* dB, the mean gain of a constant less 1. Not in the table: right is one figure */
	double square; /* dB of full scale, see SEGMENT_SQUARE. Not in the table: right is one figure */
};

extern const struct figures figures[];
extern const size_t num_figures;

#endif
