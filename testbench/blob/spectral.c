/* SPDX-License-Identifier: BSD-3-Clause */
/* Modules of spectra, and the sound dose meter: numbers in a row. */
#include <errno.h>
#include <math.h>

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

static void mfcc_stream(const void *settings, struct rig_stream *stream)
{
	const struct mfcc *mfcc = settings;

	if (mfcc->sample_frequency >= 8000 && mfcc->sample_frequency <= 64000)
		stream->rate = (uint32_t)mfcc->sample_frequency;
}

const struct blob_kind blob_mfcc = {
	.name = "mfcc",
	.about = "mel frequency cepstral coefficients: sample_frequency, frame_length, ...",
	.settings_bytes = sizeof(struct mfcc),
	.fields = mfcc_fields,
	.num_fields = COUNT(mfcc_fields),
	.has_size = true,
	.not_measured = true,
	.stream = mfcc_stream,
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

static const char *const window_names[] = { "rectangular", "blackman", "hamming", "hann", NULL };

/* Value of a window at place i of n, as the modules make it. */
static double window_at(int window, size_t i, size_t n)
{
	static const double cosines[][3] = {
		{ 1, 0, 0 }, { 0.42, 0.5, 0.08 }, { 0.54, 0.46, 0 }, { 0.5, 0.5, 0 }
	};
	const double w = 2 * M_PI * (double)i / (double)(n - 1);

	return cosines[window][0] - cosines[window][1] * cos(w) + cosines[window][2] * cos(2 * w);
}

/* As YAML has it. */
struct frames_design {
	uint32_t length, shift, select;
	int window;
};

/* The gain gives back what windows that overlap, before and behind the transform, add up to. */
static int read_frames(const struct blob_reader *reader, yaml_value node, const char *select,
		       struct frames_design *d, struct frames *frames)
{
	const struct yaml_field keys[] = {
		{ .key = "frame_length",
		  .kind = YAML_KIND_NUMBER,
		  .min = 4,
		  .max = 3072,
		  .offset = offsetof(struct frames_design, length) },
		{ .key = "frame_shift",
		  .kind = YAML_KIND_NUMBER,
		  .min = 2,
		  .max = 3072,
		  .offset = offsetof(struct frames_design, shift) },
		{ .key = "window",
		  .kind = YAML_KIND_CHOICE,
		  .choices = window_names,
		  .offset = offsetof(struct frames_design, window) },
		{ .key = select,
		  .kind = YAML_KIND_NUMBER,
		  .max = 7,
		  .optional = true,
		  .offset = offsetof(struct frames_design, select) },
	};
	double power = 0;

	if (yaml_read_mapping(reader->file, node, "settings", keys, COUNT(keys), d))
		return -EINVAL;
	for (size_t i = 0; i < d->length; i++)
		power += pow(window_at(d->window, i, d->length), 2);
	frames->sample_frequency = reader->rate;
	frames->frame_length = d->length;
	frames->frame_shift = d->shift;
	frames->window = d->window;
	frames->window_gain_comp = d->shift / power;
	return 0;
}

static int stft_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct frames_design d = { .select = 0 };
	struct frames *frames = settings;
	int ret;

	if (yaml_has_key(reader->file, node, "window_gain_comp"))
		return fields_read(reader, node, "settings", stft_fields, COUNT(stft_fields),
				   settings);
	ret = read_frames(reader, node, "channel", &d, frames);
	frames->channel = d.select;
	return ret;
}

static int vocoder_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct frames_design d = { .select = 0 };
	struct frames *frames = settings;
	int ret;

	if (yaml_has_key(reader->file, node, "window_gain_comp"))
		return fields_read(reader, node, "settings", vocoder_fields, COUNT(vocoder_fields),
				   settings);
	ret = read_frames(reader, node, "mono", &d, frames);
	frames->mono = d.select;
	return ret;
}

static void frames_stream(const void *settings, struct rig_stream *stream)
{
	const struct frames *frames = settings;

	if (frames->sample_frequency >= 8000 && frames->sample_frequency <= 192000)
		stream->rate = (uint32_t)frames->sample_frequency;
}

/* Windows before and behind the transform, where frames overlap: flat when the gain is right. */
static void frames_draw(const void *settings, double rate, struct plot *plot)
{
	const struct frames *f = settings;
	const size_t length = (size_t)fmax(2, f->frame_length),
		     shift = (size_t)fmax(1, f->frame_shift);
	const int window = (int)f->window;
	const struct plot_axes axes = { PLOT_LINEAR, 0, (double)length, " frames", "", 0, 1 };

	if (window < 0 || window > 3)
		return;
	plot_panel(plot, &axes, "window, and the sum of overlapping ones, squared, with the gain");
	plot_curve(plot, "window");
	for (size_t i = 0; i < PLOT_POINTS; i++) {
		const size_t at = i * (length - 1) / (PLOT_POINTS - 1);

		plot_point(plot, (double)at, window_at(window, at, length));
	}
	plot_curve(plot, "sum");
	for (size_t i = 0; i < PLOT_POINTS; i++) {
		const size_t at = i * (length - 1) / (PLOT_POINTS - 1);
		double sum = 0;

		for (size_t k = at % shift; k < length; k += shift)
			sum += f->window_gain_comp * pow(window_at(window, k, length), 2);
		plot_point(plot, (double)at, sum);
	}
}

const struct blob_kind blob_stft_process = {
	.name = "stftproc",
	.alias = "stft_process",
	.about = "short-time spectra: frame_length, frame_shift, window, channel",
	.settings_bytes = sizeof(struct frames),
	.fields = stft_fields,
	.num_fields = COUNT(stft_fields),
	.has_size = true,
	.takes_any = true, /* its bytes are as those of the phase vocoder */
	.read = stft_read,
	.draw = frames_draw,
	.stream = frames_stream,
};

const struct blob_kind blob_phase_vocoder = {
	.name = "phasevoc",
	.alias = "phase_vocoder",
	.about = "phase vocoder: frame_length, frame_shift, window, mono",
	.settings_bytes = sizeof(struct frames),
	.fields = vocoder_fields,
	.num_fields = COUNT(vocoder_fields),
	.has_size = true,
	.takes_any = true,
	.read = vocoder_read,
	.draw = frames_draw,
	.stream = frames_stream,
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
	.name = "snddose",
	.alias = "sound_dose",
	.about = "sound dose meter: centibel, by param_id 0 of sensitivity, 1 of volume, 2 of gain",
	.takes_any = true, /* four bytes of other modules would be it */
	.settings_bytes = sizeof(struct sound_dose),
	.fields = dose_fields,
	.num_fields = COUNT(dose_fields),
};
