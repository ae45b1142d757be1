/* SPDX-License-Identifier: BSD-3-Clause */
/* What every INIT_INSTANCE payload holds: audio format, base configuration, pin formats. */
#ifndef IPC4_BASE_CONFIG_H
#define IPC4_BASE_CONFIG_H

#include <stdint.h>

#define IPC4_MAX_CHANNELS 8
#define IPC4_MAX_PINS     8 /* queues per side of a module */

enum ipc4_channel_config {
	IPC4_CHANNEL_CONFIG_MONO = 0,
	IPC4_CHANNEL_CONFIG_STEREO = 1,
	IPC4_CHANNEL_CONFIG_2_POINT_1 = 2,
	IPC4_CHANNEL_CONFIG_3_POINT_0 = 3,
	IPC4_CHANNEL_CONFIG_3_POINT_1 = 4,
	IPC4_CHANNEL_CONFIG_QUATRO = 5,
	IPC4_CHANNEL_CONFIG_4_POINT_0 = 6,
	IPC4_CHANNEL_CONFIG_5_POINT_0 = 7,
	IPC4_CHANNEL_CONFIG_5_POINT_1 = 8,
	IPC4_CHANNEL_CONFIG_DUAL_MONO = 9,
	IPC4_CHANNEL_CONFIG_I2S_DUAL_STEREO_0 = 10,
	IPC4_CHANNEL_CONFIG_I2S_DUAL_STEREO_1 = 11,
	IPC4_CHANNEL_CONFIG_7_POINT_1 = 12,
	IPC4_CHANNEL_CONFIG_INVALID = 13,
};

enum ipc4_interleaving {
	IPC4_CHANNELS_INTERLEAVED = 0,
	IPC4_CHANNELS_NONINTERLEAVED = 1,
};

enum ipc4_sample_type {
	IPC4_TYPE_MSB_INTEGER = 0,
	IPC4_TYPE_LSB_INTEGER = 1,
	IPC4_TYPE_SIGNED_INTEGER = 2,
	IPC4_TYPE_UNSIGNED_INTEGER = 3,
	IPC4_TYPE_FLOAT = 4,
	IPC4_TYPE_A_LAW = 5,
	IPC4_TYPE_MU_LAW = 6,
};

/** 24 bytes. */
struct ipc4_audio_format {
	uint32_t sampling_frequency; /* Hz */
	uint32_t depth;              /* container bits */
	uint32_t ch_map;             /* nibble i: position of the channel in slot i, 0xF unused */
	uint32_t ch_cfg;             /* enum ipc4_channel_config */
	uint32_t interleaving_style; /* enum ipc4_interleaving */
	uint32_t channels_count : 8;
	uint32_t valid_bit_depth : 8;
	uint32_t s_type : 8; /* enum ipc4_sample_type */
	uint32_t reserved : 8;
} __attribute__((packed, aligned(4)));

/** 40 bytes: first in every INIT_INSTANCE payload (after an extended-init prefix). */
struct ipc4_base_module_cfg {
	uint32_t cpc; /* cycles per chunk, 0 unknown */
	uint32_t ibs; /* input bytes per period */
	uint32_t obs; /* output bytes per period */
	uint32_t is_pages;
	struct ipc4_audio_format audio_fmt; /* input pin 0 */
} __attribute__((packed, aligned(4)));

struct ipc4_input_pin_format {
	uint32_t pin_index;
	uint32_t ibs;
	struct ipc4_audio_format audio_fmt;
} __attribute__((packed, aligned(4)));

struct ipc4_output_pin_format {
	uint32_t pin_index;
	uint32_t obs;
	struct ipc4_audio_format audio_fmt;
} __attribute__((packed, aligned(4)));

/** Follows the base configuration for modules whose manifest says init_config 1. */
struct ipc4_base_module_cfg_ext {
	uint16_t nb_input_pins; /* at most IPC4_MAX_PINS */
	uint16_t nb_output_pins;
	uint8_t reserved[12];
	uint8_t pin_formats[]; /* input pins, then output pins, 32 bytes each */
} __attribute__((packed, aligned(4)));

struct ipc4_base_module_extended_cfg {
	struct ipc4_base_module_cfg base_cfg;
	struct ipc4_base_module_cfg_ext base_cfg_ext;
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct ipc4_audio_format) == 24, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_base_module_cfg) == 40, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_input_pin_format) == 32, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_base_module_cfg_ext) == 16, "IPC4 ABI");

#endif
