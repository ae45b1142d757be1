/* SPDX-License-Identifier: BSD-3-Clause */
/* Frequencies as ears tell them apart: the mel scale, banks of filters on it, and the cosine transform of their levels. */
#ifndef SOF_MATH_AUDITORY_H
#define SOF_MATH_AUDITORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/math/fft.h>

#define MEL_MOST_BANDS 256
#define DCT_MOST       42

/** @param hz	0 to 32000 @return Q14.2; 0 below 0 */
int16_t hz_to_mel(int16_t hz);

/** @param mel	Q14.2 @return Hz, saturated; 0 below 0 */
int16_t mel_to_hz(int16_t mel);

/* As blobs number them. */
enum mel_log {
	MEL_LOG_E,
	MEL_LOG_10,
	MEL_LOG_DB,
	MEL_LOGS,
};

struct mel_design {
	uint32_t rate;   /* Hz, up to 64000 */
	uint32_t points; /* of the spectrum, a power of 2 */
	int16_t low_hz, high_hz;
	uint32_t bands;
	bool equal_areas; /* else equal heights */
	enum mel_log log;
};

/* A band: bins from `first` on, with a weight for each. */
struct mel_band {
	uint16_t first;
	uint16_t count;
	int16_t *weights; /* Q1.15 */
};

struct mel_bank {
	uint32_t points;
	uint32_t num_bands;
	int32_t log_factor; /* Q3.29 of base 2 */
	int32_t scale_log2; /* Q16.16 */
	struct mel_band *bands;
	int32_t *power; /* of each bin of half a spectrum */
};

/** Bytes that a bank keeps; the owner allocates them. */
size_t mel_bank_bytes(const struct mel_design *design);

/** @param room	mel_bank_bytes(), aligned as pointers are @return 0, -EINVAL: there is no such bank */
int mel_bank_init(struct mel_bank *bank, const struct mel_design *design, void *room);

/**
 * Logarithms of the power in each band.
 * @param spectrum	its first half and one number more are read
 * @param out		Q9.23, num_bands
 */
void mel_bank_apply(const struct mel_bank *bank, const struct icomplex32 *spectrum, int32_t *out);

/**
 * Matrix of the orthonormal cosine transform of type II.
 * @param matrix	Q1.15, outputs of one input after the other
 * @return 0, -EINVAL: there is no such matrix
 */
int dct_matrix(int16_t *matrix, uint32_t inputs, uint32_t outputs);

#endif
