/* SPDX-License-Identifier: BSD-3-Clause */
/* Sound dose: what a host sends and reads. */
#ifndef SOUND_DOSE_H
#define SOUND_DOSE_H

#include <stddef.h>
#include <stdint.h>

/* numbers of the bytes controls */
enum dose_control {
	DOSE_CONTROL_SETUP,  /* sensitivity */
	DOSE_CONTROL_VOLUME, /* behind the module */
	DOSE_CONTROL_GAIN,   /* of the module */
	DOSE_CONTROL_DATA,   /* read only: struct dose_feature */
};

/* of the first three: levels are in hundredths of a dB */
struct dose_setting {
	int16_t level;
	int16_t reserved;
};

/* A report. */
struct dose_data {
	int16_t mel;  /* momentary exposure level: dbfs + sensitivity + volume */
	int16_t dbfs; /* A-weighted level of a second; a sine at full scale is 0 */
	int16_t sensitivity;
	int16_t volume;
	int16_t gain;
	uint16_t reserved0;
	uint32_t reserved[4];
};

#define DOSE_FEATURE_MEL 1

struct dose_feature {
	uint64_t stream_time_us;
	uint32_t type;       /* DOSE_FEATURE_MEL */
	uint32_t num;        /* reports: 1 */
	uint32_t data_bytes; /* of one */
	uint32_t reserved[4];
	struct dose_data data;
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct dose_setting) == 4 && sizeof(struct dose_data) == 28 &&
		       sizeof(struct dose_feature) == 64,
	       "ABI of the field");

#endif
