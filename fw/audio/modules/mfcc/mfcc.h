/* SPDX-License-Identifier: BSD-3-Clause */
/* Mel-frequency cepstral coefficients: configuration, features of a frame, and detection of voice. */
#ifndef MFCC_H
#define MFCC_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/math/auditory.h>
#include <sof/math/fft.h>

/** As it stands in a blob. */
struct mfcc_config {
	uint32_t size;      /* bytes of the blob */
	int16_t mel_offset; /* Q8.7 */
	int16_t mel_scale;  /* Q4.12 */
	int16_t mmax_init;  /* Q8.7 */
	int16_t mmax_coef;  /* Q1.15 */
	uint16_t dtx_trailing_silence_hops;
	uint16_t dtx_silence_hops_interval;
	uint32_t reserved[5];
	int32_t sample_frequency; /* Hz */
	int32_t pmin;             /* unused */
	int32_t mel_log;          /* enum mel_log */
	int32_t norm;             /* 0: equal heights, 1: equal areas */
	int32_t pad;              /* unused */
	int32_t window;           /* enum window_type */
	int32_t dct;              /* 1: type II */
	int16_t blackman_coef;    /* unused */
	int16_t cepstral_lifter;  /* Q7.9 */
	int16_t channel;          /* -1: the only one */
	int16_t dither;           /* unused */
	int16_t frame_length;
	int16_t frame_shift;
	int16_t high_freq; /* Hz; 0: half of the rate */
	int16_t low_freq;
	int16_t num_ceps; /* 0: levels on the mel scale */
	int16_t num_mel_bins;
	int16_t preemphasis; /* Q1.15 */
	int16_t top_db;      /* Q8.7 */
	int16_t vtln[3];     /* unused */
	int16_t reserved2[3];
	uint8_t htk_compat;
	uint8_t raw_energy;
	uint8_t remove_dc;
	uint8_t round_to_power_of_two; /* must be set */
	uint8_t snip_edges;            /* must be set */
	uint8_t subtract_mean;         /* must not be set */
	uint8_t use_energy;            /* must not be set */
	uint8_t dynamic_mmax;
	uint8_t enable_vad;
	uint8_t enable_dtx;
	uint8_t update_controls; /* a change of voice is notified */
	uint8_t compress_output;
	uint8_t reserved3[4];
};

_Static_assert(sizeof(struct mfcc_config) == 116, "ABI of the field");

/* Spectrum points of a frame: the next power of 2 above its length. */
static inline uint32_t mfcc_points(const struct mfcc_config *config)
{
	return 1u << (32 - __builtin_clz((uint32_t)config->frame_length));
}

static inline uint32_t mfcc_values(const struct mfcc_config *config)
{
	return (uint32_t)(config->num_ceps ? config->num_ceps : config->num_mel_bins);
}

/** @return 0, -EINVAL with one line in the log */
int mfcc_config_check(struct comp_dev *dev, const struct mfcc_config *config);

/* ---- features ---- */

struct mfcc_features {
	const struct mfcc_config *config;
	struct fft_plan plan;
	struct mel_bank bank;
	void *room; /* of all below */
	struct icomplex32 *time, *spectrum;
	int16_t *window;
	int16_t *dct;    /* num_mel_bins * num_ceps */
	int16_t *lifter; /* num_ceps; Q7.9 */
	int32_t *mel;    /* levels of the last frame, Q9.23 */
	int32_t most;    /* level that others are cut relative to, Q9.23 */
};

/** @param config	checked, lives as long @return 0, -EINVAL, -ENOMEM */
int mfcc_features_open(struct processing_module *mod, struct mfcc_features *features,
		       const struct mfcc_config *config);
void mfcc_features_close(struct processing_module *mod, struct mfcc_features *features);

/**
 * Features of a frame.
 * @param samples	Q1.15, frame_length
 * @param values	Q9.23: levels or coefficients, mfcc_values()
 */
void mfcc_features_run(struct mfcc_features *features, const int16_t *samples, int32_t *values);

/* ---- voice ---- */

struct mfcc_vad {
	uint32_t bands;
	uint32_t frames; /* that have been seen */
	uint32_t hang;   /* frames that count as voice after the last one that is */
	bool is_voice;
	int32_t energy, noise; /* A-weighted mean of the levels and of their floors, Q9.23 */
	int16_t *weights;      /* Q1.15 */
	int32_t *floors;       /* Q9.23 */
};

/** @return 0, -ENOMEM */
int mfcc_vad_open(struct processing_module *mod, struct mfcc_vad *vad, uint32_t rate,
		  uint32_t bands);
void mfcc_vad_close(struct processing_module *mod, struct mfcc_vad *vad);

/** Judge a frame by its levels. @return vad->is_voice has changed */
bool mfcc_vad_run(struct mfcc_vad *vad, const int32_t *mel);

#endif
