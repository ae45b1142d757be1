/* SPDX-License-Identifier: BSD-3-Clause */
/* Usual arrangements of channels by their number. */
#ifndef BLOB_CHANNELS_H
#define BLOB_CHANNELS_H

#include <stdint.h>

#define CHANNELS_MAX 8

/** @param channels	1..CHANNELS_MAX @return a nibble for each channel, 0xF where there is none */
uint32_t channels_map(uint32_t channels);

/** @return enum ipc4_channel_config */
uint32_t channels_config(uint32_t channels);

/** @return channels of an arrangement (enum ipc4_channel_config); 0: unknown */
uint32_t channels_of_config(uint32_t config);

#endif
