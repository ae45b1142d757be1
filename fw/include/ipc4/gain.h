/* SPDX-License-Identifier: BSD-3-Clause */
/* Gain (peak volume), mixin and SRC payloads. */
#ifndef IPC4_GAIN_H
#define IPC4_GAIN_H

#include <ipc4/base-config.h>

#define IPC4_ALL_CHANNELS   0xFFFFFFFFu
#define IPC4_GAIN_UNITY_Q31 0x7FFFFFFF

enum ipc4_gain_param_id {
	IPC4_VOLUME = 0,
	IPC4_SET_ATTENUATION = 1,
	IPC4_VOLUME_TRANSITION_DELAY = 2,
};

enum ipc4_curve_type {
	IPC4_AUDIO_CURVE_TYPE_NONE = 0,
	IPC4_AUDIO_CURVE_TYPE_WINDOWS_FADE = 1,
	IPC4_AUDIO_CURVE_TYPE_LINEAR = 2,
	IPC4_AUDIO_CURVE_TYPE_LOG = 3,
	IPC4_AUDIO_CURVE_TYPE_LINEAR_ZC = 4,
	IPC4_AUDIO_CURVE_TYPE_LOG_ZC = 5,
};

struct ipc4_peak_volume_config {
	uint32_t channel_id;    /* or IPC4_ALL_CHANNELS */
	uint32_t target_volume; /* Q1.31 */
	uint32_t curve_type;
	uint32_t reserved;
	uint64_t curve_duration; /* 100 ns */
} __attribute__((packed, aligned(4)));

struct ipc4_peak_volume_module_cfg {
	struct ipc4_base_module_cfg base_cfg;
	struct ipc4_peak_volume_config config[]; /* one for all channels, or one per channel */
} __attribute__((packed, aligned(4)));

enum ipc4_mixin_param_id {
	IPC4_MIXER_MODE = 1,
};

struct ipc4_mixer_mode_sink_config {
	uint32_t output_queue_id;
	uint32_t mixer_mode;
	uint32_t output_channel_count;
	uint32_t output_channel_map;
	uint16_t gain; /* 0x400 is 1.0 */
	uint16_t reserved;
} __attribute__((packed, aligned(4)));

struct ipc4_mixer_mode_config {
	uint32_t mixer_mode_config_count;
	struct ipc4_mixer_mode_sink_config mixer_mode_sink_configs[];
} __attribute__((packed, aligned(4)));

_Static_assert(sizeof(struct ipc4_peak_volume_config) == 24, "IPC4 ABI");
_Static_assert(sizeof(struct ipc4_mixer_mode_sink_config) == 20, "IPC4 ABI");

#endif
