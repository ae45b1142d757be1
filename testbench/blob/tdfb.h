/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Settings of a beamformer: FIR filters of microphones that are summed into output channels, a set of them for each angle
 * and, maybe, one for the beam that is off. Azimuths are in degrees from the x axis towards the y axis.
 */
#ifndef BLOB_TDFB_H
#define BLOB_TDFB_H

#include "blob/fir.h"

#define TDFB_MAX_FILTERS 16
#define TDFB_MAX_MICS    16
#define TDFB_MAX_ANGLES  360
#define TDFB_MAX_RECORDS 256 /* of filters in all sets */

struct tdfb_angle {
	double azimuth, elevation; /* degrees */
	double first_filter;       /* record of its set's first filter */
	double reserved;
};

struct tdfb_mic {
	double x, y, z; /* m */
	double reserved;
};

struct tdfb {
	double output_channels, output_streams, track_direction, angle_step, angle_offset;
	double reserved16, reserved32;
	bool has_beam_off;
	size_t num_filters; /* of a set */
	size_t num_records, num_angles, num_mics;
	double inputs[TDFB_MAX_FILTERS]; /* channel of each filter */
	double mix[TDFB_MAX_FILTERS];    /* bit k: it is added to output channel k */
	double stream_mix[TDFB_MAX_FILTERS];
	double beam_off_mix[TDFB_MAX_FILTERS];
	struct tdfb_angle angles[TDFB_MAX_ANGLES];
	struct tdfb_mic mics[TDFB_MAX_MICS];
	struct fir records[TDFB_MAX_RECORDS];
};

/* ---- tdfb_array.c: a beam by array and angles ---- */

/** Read {array, angles, taps, design, ...} and design the filters. @return 0, -EINVAL, -ENOMEM */
int tdfb_read_design(const struct blob_reader *reader, yaml_value node, struct tdfb *tdfb);

/* ---- tdfb_beam.c: what a beam does ---- */

/** Design of the filters of one angle. */
struct tdfb_beam {
	const struct tdfb_mic *mics;
	size_t num_mics;
	double azimuth, elevation; /* degrees */
	double rate;               /* Hz */
	size_t taps;
	double diffuse; /* part of the noise that comes from everywhere: 0 delays and sums, near 1 is superdirective */
};

/** @param firs	one for each microphone @return 0, -ENOMEM */
int tdfb_design_beam(const struct tdfb_beam *beam, struct fir *firs);

/** What output channel 0 has of a plane wave from a direction, with the filters of one set. */
double complex tdfb_response(const struct tdfb *tdfb, size_t first_record, double azimuth,
			     double elevation, double hz, double rate);

void tdfb_draw(const void *settings, double rate, struct plot *plot);
void tdfb_judge(const void *settings, double rate, FILE *out);

#endif
