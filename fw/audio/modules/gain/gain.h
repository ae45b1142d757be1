/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Gain: inside of the module.
 *
 * Gains are Q1.31 in [0, unity]; unity is 0x7FFFFFFF. A ramp leads from where the gain stood when the target
 * was set. Time is counted in frames since the last change of any channel and converted to units of 1/8 ms:
 * every channel's ramp runs on that one clock.
 */
#ifndef MODULES_GAIN_H
#define MODULES_GAIN_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc4/fw_reg.h>
#include <ipc4/gain.h>
#include <sof/audio/config_params.h>
#include <sof/math/simd.h>

/**
 * dst = src * gain[channel], and peak[channel] raised to the largest magnitude of src, at most 2^31; over linear frames.
 * dst may be src. gain and peak have IPC4_MAX_CHANNELS entries. A copy does not look at the gain.
 */
typedef void (*gain_func)(const void *src, void *dst, uint32_t frames, uint32_t channels,
			  const int32_t *gain, uint32_t *peak);

/** Arithmetic of one sample format, over linear frames. */
struct gain_format {
	uint32_t valid_bits;
	uint32_t sample_bytes;
	uint32_t align_samples; /* see gain_set_align() */
	uint32_t peak_shift;    /* brings a peak to 32 bits; 0: by the attenuation alone */

	gain_func scale[SIMD_LEVELS];
	gain_func copy[SIMD_LEVELS];
	/**
	 * Look backwards for a change of sign of the channels' sum, beginning with the sign of *sum.
	 * @return frames up to and including the one where it stands; 0 none, and *sum is the first frame's
	 */
	uint32_t (*zero_cross)(const void *src, uint32_t frames, uint32_t channels, int64_t *sum);
};

struct gain_data {
	const struct gain_format *format;
	gain_func scale, copy; /* of the format, for this processor */
	uint32_t channels;
	uint32_t frame_bytes;
	/* a stream of steady blocks is counted in frames once */
	size_t last_bytes;
	uint32_t last_frames;

	int32_t volume[IPC4_MAX_CHANNELS]; /* gain in force */
	int32_t target[IPC4_MAX_CHANNELS];
	int32_t ramp_start[IPC4_MAX_CHANNELS];
	int32_t slope[IPC4_MAX_CHANNELS]; /* linear: per 1/8 ms */
	int32_t unmute_target[IPC4_MAX_CHANNELS];
	bool muted[IPC4_MAX_CHANNELS];

	uint32_t curve;         /* enum ipc4_curve_type */
	uint32_t ramp_ms;       /* 0: changes take effect at once */
	uint32_t elapsed;       /* frames since the last change */
	int32_t time_per_frame; /* factor from frames to 1/8 ms, see gain_ramp_update() */
	uint32_t step;          /* frames between two updates of a ramp */
	uint32_t align;         /* steps are multiples of this */
	bool ramp_finished;
	bool channels_equal; /* same target and gain: one ramp serves all */
	bool passthrough;

	uint32_t peak[IPC4_MAX_CHANNELS]; /* that the registers do not know yet */
	bool meter_each_call;             /* see gain_meter() */
	struct ipc4_peak_volume_regs regs;
	uint32_t attenuation; /* of the peak meter: left shift */
	uint32_t peak_calls;  /* since the registers were published */
	uint32_t peak_period; /* calls between two publications */
};

/* gain_generic.c */

/** @return arithmetic for a number of valid bits, NULL */
const struct gain_format *gain_get_format(uint32_t valid_bits);

bool gain_is_the_same(const int32_t *gain, uint32_t channels);

#define GAIN_DECLARE(name)                                                        \
	void name(const void *src, void *dst, uint32_t frames, uint32_t channels, \
		  const int32_t *gain, uint32_t *peak)

GAIN_DECLARE(gain_scale_s16);
GAIN_DECLARE(gain_copy_s16);

/* gain_x86.c */

GAIN_DECLARE(gain_scale_s16_avx2);
GAIN_DECLARE(gain_scale_s24_avx2);
GAIN_DECLARE(gain_scale_s32_avx2);
GAIN_DECLARE(gain_copy_s16_avx2);
GAIN_DECLARE(gain_copy_s32_avx2);
GAIN_DECLARE(gain_scale_s24_avx512);
GAIN_DECLARE(gain_scale_s32_avx512);
GAIN_DECLARE(gain_copy_s32_avx512);

/* gain_ramp.c */

/** Take curve and duration of a setting; duration in 100 ns. */
void gain_ramp_set_curve(struct gain_data *gd, uint32_t curve, uint64_t duration);

/** Head for a target from the gain in force. Restarts the clock. */
void gain_ramp_set_target(struct gain_data *gd, uint32_t channel, uint32_t target);

/** After targets have changed: leave pass-through, settle step and which channels ramp together. */
void gain_ramp_restart(struct processing_module *mod);

/** Start of a stream: all channels rise from silence. Rate in Hz. */
void gain_ramp_prepare(struct processing_module *mod, uint32_t rate);

/** Advance the gains to the present time. */
void gain_ramp_update(struct gain_data *gd);

/* gain.c */

/**
 * Bring the peaks to the registers' scale. Once for many calls, unless the shift may cut high bits off: then the highest
 * peak is not the highest register. Call before the attenuation changes.
 */
void gain_meter(struct gain_data *gd);

/** Copy the registers to the host's window, begin a new peak. */
void gain_publish(struct processing_module *mod);

/* gain_ipc4.c */

/** Targets, curve and duration from the init payload. @return 0, -EINVAL */
int gain_parse_init(struct processing_module *mod);

/** Parameters of the module. */
#define GAIN_NUM_PARAMS 3
extern const struct config_param gain_params[GAIN_NUM_PARAMS];

#endif
