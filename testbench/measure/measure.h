/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What audio people measure of a recording, and of a recording against its original.
 *
 * Samples are doubles, full scale is 1.0, channels stand one after the other. Levels are in dB of full scale, so a
 * sine of full scale has a peak of 0 dB and a level of -3.01 dB. What is not there is -INFINITY (a level of silence)
 * or NAN (the distortion of a recording without a tone).
 *
 * Ownership: the caller owns what an _open or _load function gives. Functions return 0 or a negative errno.
 */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/sample_format.h"

#define MEASURE_CHANNELS 8
#define MEASURE_POINTS   31 /* of a frequency response: third octaves, 20 Hz to 20 kHz */

struct measure_signal {
	const char *path;
	struct audio_spec spec; /* format: as in the file */
	uint64_t frames;
	double *samples; /* channel c begins at samples + c * frames */
};

/** The part of a file that is looked at, in milliseconds; to 0: its end. */
struct measure_window {
	double from_ms, to_ms;
};

/**
 * Read a file, or a part of it.
 * @param raw	what a headerless file holds; NULL when nothing was described
 * @return 0; -EINVAL no audio or an empty window, -ENOMEM, or the errno of the file; err says which
 */
int measure_load(const char *path, const struct audio_spec *raw,
		 const struct measure_window *window, struct measure_signal *out, char *err,
		 size_t err_size);

void measure_free(struct measure_signal *signal);

static inline const double *measure_channel(const struct measure_signal *signal, uint32_t channel)
{
	return signal->samples + channel * signal->frames;
}

/** A ratio of amplitudes in dB; 0 is -INFINITY. */
double measure_db(double ratio);

/* ---- one recording ---- */

struct measure_level {
	double dc;         /* of full scale, with its sign */
	double peak_db;    /* largest magnitude */
	double level_db;   /* root of the mean square, DC taken away */
	uint64_t clipped;  /* samples at the ends of the range */
	uint64_t silence;  /* frames in the longest run of zeros */
	uint64_t click_at; /* frame of the largest click, or UINT64_MAX: none */
};

void measure_level(const double *samples, uint64_t frames, const struct audio_spec *spec,
		   struct measure_level *out);

/**
 * A sine and what is beside it. The sine is fitted by least squares in frequency, amplitude, phase and DC (the
 * four-parameter fit of IEEE 1057), so any length of recording and any frequency will do. The band is 0 to half the
 * rate.
 */
struct measure_tone {
	double hz;
	double level_db; /* of the sine, as measure_level.level_db */
	double thdn_db;  /* all that is not the sine, against the sine */
	double thd_db;   /* harmonics 2 to 10 */
	double snr_db;   /* the sine against what is neither it nor a harmonic; positive */
};

/**
 * @return 0; -ENODATA: no sine holds at least half of the power, every member of out is NAN; -ENOMEM
 */
int measure_tone(const double *samples, uint64_t frames, uint32_t rate, struct measure_tone *out);

/** Amplitude of a sine of `hz` by projection, which wants whole periods or many of them. @return dB of full scale */
double measure_level_at(const double *samples, uint64_t frames, uint32_t rate, double hz);

/**
 * Power spectrum: averaged blocks of `size` under a Blackman-Harris window, scaled so that a sine of full scale
 * reads 0 dB.
 * @param out	size / 2 + 1 values in dB
 * @return 0, -ENOMEM, -ENODATA: fewer than size frames
 */
int measure_spectrum(const double *samples, uint64_t frames, size_t size, double *out);

/* ---- a recording against its original ---- */

struct measure_latency {
	double frames;      /* that b is later than a; below 0: earlier */
	double correlation; /* at that place, 0 to 1 */
	bool inverted;      /* b is the negative of a */
};

/** By the largest magnitude of the cross-correlation. @return 0, -ENODATA one is silent, -ENOMEM */
int measure_latency(const double *a, uint64_t frames_a, const double *b, uint64_t frames_b,
		    struct measure_latency *out);

struct measure_response {
	double hz[MEASURE_POINTS];
	double gain_db[MEASURE_POINTS];   /* NAN: a has too little there */
	double degrees[MEASURE_POINTS];   /* of phase, -180 to 180 */
	double coherence[MEASURE_POINTS]; /* 0 to 1: how much of b is explained by a */
	size_t points;                    /* below half the rate */
};

/**
 * Gain and phase by averaged cross spectra.
 * @param latency	whole frames that b is shifted by first
 * @return 0, -ENODATA too short, -ENOMEM
 */
int measure_response(const double *a, uint64_t frames_a, const double *b, uint64_t frames_b,
		     uint32_t rate, int64_t latency, struct measure_response *out);

struct measure_difference {
	uint64_t compared; /* frames that both have */
	uint64_t differ;   /* samples */
	uint64_t frame;    /* of the first that differs, in a */
	uint32_t channel;  /* from 0 */
	double expected, seen;
	double largest_db; /* -INFINITY: equal */
};

/**
 * Compare sample by sample.
 * @param latency	frame n of a is compared with frame n + latency of b
 */
void measure_difference(const struct measure_signal *a, const struct measure_signal *b,
			int64_t latency, struct measure_difference *out);

/* ---- all of it, for people and programs ---- */

struct measure_report {
	const struct measure_signal *a, *b; /* b: NULL without */
	struct measure_level level[2][MEASURE_CHANNELS];
	struct measure_tone tone[2][MEASURE_CHANNELS];
	struct measure_latency latency[MEASURE_CHANNELS];
	struct measure_response response[MEASURE_CHANNELS];
	bool has_latency, has_response;
	int64_t shift; /* frames that the comparison uses */
	struct measure_difference difference;
};

/**
 * Measure everything that the signals allow.
 * @param b		NULL, or a recording with the same rate and channels
 * @param shift	frames that b is later; NULL: as found
 * @return 0; -EINVAL rate or channels differ, -ENOMEM; err says it
 */
int measure_all(const struct measure_signal *a, const struct measure_signal *b,
		const int64_t *shift, struct measure_report *out, char *err, size_t err_size);

#endif
