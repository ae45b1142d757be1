/* SPDX-License-Identifier: BSD-3-Clause */
#include <ipc4/base-config.h>

#include "blob/channels.h"

/* The first one with a number of channels is the usual one; 7 channels go as 8 of which one is not there. */
static const struct {
	uint8_t channels, config;
} arrangements[] = {
	{ 1, IPC4_CHANNEL_CONFIG_MONO },      { 2, IPC4_CHANNEL_CONFIG_STEREO },
	{ 3, IPC4_CHANNEL_CONFIG_2_POINT_1 }, { 4, IPC4_CHANNEL_CONFIG_QUATRO },
	{ 5, IPC4_CHANNEL_CONFIG_5_POINT_0 }, { 6, IPC4_CHANNEL_CONFIG_5_POINT_1 },
	{ 7, IPC4_CHANNEL_CONFIG_7_POINT_1 }, { 8, IPC4_CHANNEL_CONFIG_7_POINT_1 },
	{ 3, IPC4_CHANNEL_CONFIG_3_POINT_0 }, { 4, IPC4_CHANNEL_CONFIG_3_POINT_1 },
	{ 4, IPC4_CHANNEL_CONFIG_4_POINT_0 }, { 2, IPC4_CHANNEL_CONFIG_DUAL_MONO },
};

#define COUNT (sizeof(arrangements) / sizeof(arrangements[0]))

uint32_t channels_map(uint32_t channels)
{
	return channels < CHANNELS_MAX ? 0x76543210 | ~0u << 4 * channels : 0x76543210;
}

uint32_t channels_config(uint32_t channels)
{
	for (uint32_t i = 0; i < COUNT; i++)
		if (arrangements[i].channels == channels)
			return arrangements[i].config;
	return IPC4_CHANNEL_CONFIG_INVALID;
}

uint32_t channels_of_config(uint32_t config)
{
	uint32_t channels = 0;

	for (uint32_t i = 0; i < COUNT; i++)
		if (arrangements[i].config == config)
			channels = arrangements[i].channels;
	return channels;
}
