/* SPDX-License-Identifier: BSD-3-Clause */
/* Modules of spectra, and the sound dose meter: numbers in a row. This firmware has none of them. */
#include "blob/text.h"

/* A number of a structure: bytes, fraction bits. */
#define I32(type, name) FIELD_I32(struct type, name)
#define I16(type, name) FIELD_NUMBER(struct type, name, 2, false)
#define U16(type, name) FIELD_NUMBER(struct type, name, 2, true)
#define U8(type, name)  FIELD_NUMBER(struct type, name, 1, true)
#define Q16(type, name, bits)                                      \
	{                                                          \
		.key = #name, .bytes = 2, .fraction_bits = (bits), \
		.offset = offsetof(struct type, name)              \
	}
#define SPARE(type, name, size, number)                                               \
	{                                                                             \
		.key = #name, .bytes = (size), .is_unsigned = true, .optional = true, \
		.count = (number), .offset = offsetof(struct type, name)              \
	}
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- mel frequency cepstral coefficients ---- */

struct mfcc {
	double mel_offset, mel_scale, mmax_init, mmax_coef;
	double dtx_trailing_silence_hops, dtx_silence_hops_interval;
	double reserved[5];
	double sample_frequency, pmin, mel_log, norm, pad, window, dct;
	double blackman_coef, cepstral_lifter, channel, dither, frame_length, frame_shift;
	double high_freq, low_freq, num_ceps, num_mel_bins, preemphasis, top_db;
	double vtln_high, vtln_low, vtln_warp, reserved16[3];
	double htk_compat, raw_energy, remove_dc, round_to_power_of_two, snip_edges;
	double subtract_mean, use_energy, dynamic_mmax, enable_vad, enable_dtx, update_controls;
	double compress_output, reserved8[4];
};

static const struct blob_field mfcc_fields[] = {
	Q16(mfcc, mel_offset, 7),
	Q16(mfcc, mel_scale, 12),
	Q16(mfcc, mmax_init, 7),
	Q16(mfcc, mmax_coef, 15),
	U16(mfcc, dtx_trailing_silence_hops),
	U16(mfcc, dtx_silence_hops_interval),
	SPARE(mfcc, reserved, 4, 5),
	I32(mfcc, sample_frequency),
	I32(mfcc, pmin),
	I32(mfcc, mel_log),
	I32(mfcc, norm),
	I32(mfcc, pad),
	I32(mfcc, window),
	I32(mfcc, dct),
	I16(mfcc, blackman_coef),
	Q16(mfcc, cepstral_lifter, 9),
	I16(mfcc, channel),
	I16(mfcc, dither),
	I16(mfcc, frame_length),
	I16(mfcc, frame_shift),
	I16(mfcc, high_freq),
	I16(mfcc, low_freq),
	I16(mfcc, num_ceps),
	I16(mfcc, num_mel_bins),
	Q16(mfcc, preemphasis, 15),
	Q16(mfcc, top_db, 7),
	I16(mfcc, vtln_high),
	I16(mfcc, vtln_low),
	I16(mfcc, vtln_warp),
	SPARE(mfcc, reserved16, 2, 3),
	U8(mfcc, htk_compat),
	U8(mfcc, raw_energy),
	U8(mfcc, remove_dc),
	U8(mfcc, round_to_power_of_two),
	U8(mfcc, snip_edges),
	U8(mfcc, subtract_mean),
	U8(mfcc, use_energy),
	U8(mfcc, dynamic_mmax),
	U8(mfcc, enable_vad),
	U8(mfcc, enable_dtx),
	U8(mfcc, update_controls),
	U8(mfcc, compress_output),
	SPARE(mfcc, reserved8, 1, 4),
};

const struct blob_kind blob_mfcc = {
	.name = "mfcc",
	.about = "mel frequency cepstral coefficients: sample_frequency, frame_length, ...",
	.settings_bytes = sizeof(struct mfcc),
	.fields = mfcc_fields,
	.num_fields = COUNT(mfcc_fields),
	.has_size = true,
};

/* ---- short-time Fourier transform, phase vocoder ---- */

struct frames {
	double reserved[8];
	double sample_frequency, window_gain_comp, reserved32;
	double channel, mono, frame_length, frame_shift, reserved16;
	double pad, window;
};

/* They differ in one number: which channel, or whether all are mixed. */
#define FRAMES_FIELDS(selects)                                                     \
	{                                                                          \
		SPARE(frames, reserved, 4, 8), I32(frames, sample_frequency),      \
			FIELD_Q32(struct frames, window_gain_comp, 31),            \
			SPARE(frames, reserved32, 4, 0), I16(frames, selects),     \
			I16(frames, frame_length), I16(frames, frame_shift),       \
			SPARE(frames, reserved16, 2, 0), SPARE(frames, pad, 4, 0), \
			I32(frames, window),                                       \
	}

static const struct blob_field stft_fields[] = FRAMES_FIELDS(channel);
static const struct blob_field vocoder_fields[] = FRAMES_FIELDS(mono);

const struct blob_kind blob_stft_process = {
	.name = "stft_process",
	.about = "short-time Fourier transform: sample_frequency, channel, frame_length, ...",
	.settings_bytes = sizeof(struct frames),
	.fields = stft_fields,
	.num_fields = COUNT(stft_fields),
	.has_size = true,
	.takes_any = true, /* its bytes are as those of the phase vocoder */
};

const struct blob_kind blob_phase_vocoder = {
	.name = "phase_vocoder",
	.about = "phase vocoder: sample_frequency, mono, frame_length, ...",
	.settings_bytes = sizeof(struct frames),
	.fields = vocoder_fields,
	.num_fields = COUNT(vocoder_fields),
	.has_size = true,
	.takes_any = true,
};

/* ---- sound dose ---- */

struct sound_dose {
	double centibel, reserved;
};

static const struct blob_field dose_fields[] = {
	{ .key = "centibel",
	  .bytes = 2,
	  .offset = offsetof(struct sound_dose, centibel),
	  .comment = "hundredths of a dB: sensitivity (param_id 0), volume (1) or gain (2)" },
	SPARE(sound_dose, reserved, 2, 0),
};

const struct blob_kind blob_sound_dose = {
	.name = "sound_dose",
	.about = "sound dose meter: centibel, by param_id 0 of sensitivity, 1 of volume, 2 of gain",
	.takes_any = true, /* four bytes of other modules would be it */
	.settings_bytes = sizeof(struct sound_dose),
	.fields = dose_fields,
	.num_fields = COUNT(dose_fields),
};
