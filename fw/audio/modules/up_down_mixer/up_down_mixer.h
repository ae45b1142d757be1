/* SPDX-License-Identifier: BSD-3-Clause */
/* Up and down mixer: from one arrangement of loudspeakers to another. */
#ifndef UP_DOWN_MIXER_H
#define UP_DOWN_MIXER_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc4/module.h>

/* Channels as channel maps have them. 4.0 has its centre surround in the place of the left one. */
enum mix_channel {
	MIX_L,
	MIX_C,
	MIX_R,
	MIX_LS, /* surround */
	MIX_RS,
	MIX_SIDE_L,
	MIX_SIDE_R,
	MIX_LFE,
	MIX_CHANNELS,
};

/** In place of the number of a coefficient: exactly 1. */
#define MIX_COPY MIX_CHANNELS

/** A part of an output channel: a channel of the input, if there is one, times a coefficient. */
struct mix_term {
	uint8_t output; /* enum mix_channel, as the next */
	uint8_t input;
	uint8_t coefficient; /* enum mix_channel whose coefficient it is, or MIX_COPY */
};

/** How one arrangement becomes another. */
struct mix_rule {
	uint8_t in_config, out_config; /* enum ipc4_channel_config */
	bool takes_16_bits;            /* else streams of 32-bit containers alone */
	uint8_t num_terms;
	const struct mix_term *terms;
	const int32_t *coefficients; /* of enum mix_channel, Q1.31: those without others */
};

/** @return NULL: there is none */
const struct mix_rule *mix_rule_get(uint32_t in_config, uint32_t out_config);

/** @return channels of an arrangement; 0: unknown */
uint32_t mix_config_channels(uint32_t config);

/** Which channel stands in which place of a frame: a nibble for each place, the first one lowest; 0xF: none. */
uint32_t mix_config_map(uint32_t config);

/** @return the place of a channel; -1: the map does not have it */
int mix_map_place(uint32_t map, uint32_t channels, enum mix_channel channel);

#endif
