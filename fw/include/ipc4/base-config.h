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

/** Place of a channel in ch_map; a few have the same one, in different layouts. */
enum ipc4_channel_index {
	CHANNEL_LEFT = 0,
	CHANNEL_CENTER = 1,
	CHANNEL_RIGHT = 2,
	CHANNEL_LEFT_SURROUND = 3,
	CHANNEL_CENTER_SURROUND = 3,
	CHANNEL_RIGHT_SURROUND = 4,
	CHANNEL_LEFT_SIDE = 5,
	CHANNEL_RIGHT_SIDE = 6,
	CHANNEL_LFE = 7,
	CHANNEL_INVALID = 0xF,
};

enum ipc4_sampling_frequency {
	IPC4_FS_8000HZ = 8000,
	IPC4_FS_11025HZ = 11025,
	IPC4_FS_12000HZ = 12000,
	IPC4_FS_16000HZ = 16000,
	IPC4_FS_18900HZ = 18900,
	IPC4_FS_22050HZ = 22050,
	IPC4_FS_24000HZ = 24000,
	IPC4_FS_32000HZ = 32000,
	IPC4_FS_37800HZ = 37800,
	IPC4_FS_44100HZ = 44100,
	IPC4_FS_48000HZ = 48000,
	IPC4_FS_64000HZ = 64000,
	IPC4_FS_88200HZ = 88200,
	IPC4_FS_96000HZ = 96000,
	IPC4_FS_176400HZ = 176400,
	IPC4_FS_192000HZ = 192000,
	IPC4_FS_INVALID = 192001,
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

enum ipc4_bit_depth {
	IPC4_DEPTH_8BIT = 8,
	IPC4_DEPTH_16BIT = 16,
	IPC4_DEPTH_24BIT = 24,
	IPC4_DEPTH_32BIT = 32,
	IPC4_DEPTH_64BIT = 64,
	IPC4_DEPTH_INVALID = -1,
};

/** 24 bytes. */
struct ipc4_audio_format {
	uint32_t sampling_frequency; /* Hz, enum ipc4_sampling_frequency */
	uint32_t depth;              /* container bits, enum ipc4_bit_depth */
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

/** Bytes of an extension with so many pins. */
#define ipc4_calc_base_module_cfg_ext_size(in_pins, out_pins) \
	(sizeof(struct ipc4_base_module_cfg_ext) +            \
	 (in_pins) * sizeof(struct ipc4_input_pin_format) +   \
	 (out_pins) * sizeof(struct ipc4_output_pin_format))

/* ---- from formats to parameters; of the firmware ---- */

struct comp_buffer;
struct sof_ipc_stream_params;
struct sof_sink;
struct sof_source;

/** Rate, channels, formats and map of input pin 0. All else is 0. */
void ipc4_base_module_cfg_to_stream_params(const struct ipc4_base_module_cfg *base_cfg,
					   struct sof_ipc_stream_params *params);

/** What an edge carries. An invalid format leaves it as it is, with a line in the log. */
void ipc4_update_buffer_format(struct comp_buffer *buffer, const struct ipc4_audio_format *fmt);
void ipc4_update_source_format(struct sof_source *source, const struct ipc4_audio_format *fmt);
void ipc4_update_sink_format(struct sof_sink *sink, const struct ipc4_audio_format *fmt);

_Static_assert(sizeof(struct ipc4_audio_format) == 24, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_base_module_cfg) == 40, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_input_pin_format) == 32, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_base_module_cfg_ext) == 16, "IPC4 ABI");

#endif
