/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Time domain fixed beamformer: a FIR filter for each microphone, summed into output channels. A blob holds one set of
 * filters for each angle and, for the beam that is off, one more.
 */
#ifndef TDFB_H
#define TDFB_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc4/module.h>
#include <sof/audio/block_module.h>
#include <sof/audio/planes.h>
#include <sof/math/fir_32x16.h>

#define TDFB_MAX_FILTERS 16
#define TDFB_MAX_MICS    16
#define TDFB_MAX_ANGLES  360
#define TDFB_MAX_BYTES   4096

/* Head of the blob; tdfb_config.c says what follows. */
struct tdfb_config {
	uint32_t size; /* bytes of the blob */
	uint16_t num_filters;
	uint16_t num_output_channels;
	uint16_t num_output_streams; /* not used */
	uint16_t num_mic_locations;
	uint16_t num_angles;
	uint16_t beam_off_defined;
	uint16_t track_doa; /* not used */
	int16_t angle_enum_mult;
	int16_t angle_enum_offs;
	uint16_t reserved16;
	uint32_t reserved32;
	int16_t data[];
};

struct tdfb_angle {
	int16_t azimuth; /* degrees */
	int16_t elevation;
	int16_t filter_index; /* number of the first filter of its set */
	int16_t reserved;
};

struct tdfb_mic {
	int16_t x, y, z; /* m, Q4.12 */
	int16_t reserved;
};

/* Where the parts of a valid blob stand. */
struct tdfb_layout {
	const int16_t *filters; /* records, one after the other */
	const int16_t *input_channel_select;
	const int16_t *output_channel_mix;
	const int16_t *output_channel_mix_beam_off; /* NULL: not defined */
	const struct tdfb_angle *angles;
	const struct tdfb_mic *mics;
};

/** Judge a blob by itself; what the stream must fit is judged by tdfb_config_fits(). @return 0, -EINVAL */
int tdfb_config_check(struct comp_dev *dev, const void *data, size_t size);

/** @return 0, -EINVAL: numbers of channels do not fit */
int tdfb_config_fits(struct comp_dev *dev, const struct tdfb_config *config,
		     uint32_t source_channels, uint32_t sink_channels);

void tdfb_config_layout(const struct tdfb_config *config, struct tdfb_layout *layout);

/** Record number `index` of the filters. */
const struct fir_response *tdfb_config_filter(const struct tdfb_layout *layout, uint32_t index);

/** The angle that is nearest to an enum value. @return its number; 0 when there are none */
uint32_t tdfb_config_nearest_angle(const struct tdfb_config *config,
				   const struct tdfb_layout *layout, int32_t enum_value);

#endif
