/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Sound dose: a gain, and the A-weighted level of what leaves the module, reported once a second.
 *
 * The gain moves to a new value by 0.05 dB in each period. A report is announced by a notification that a control has
 * changed; the host then reads the control. A module in user mode cannot send it: its host asks when it likes.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/control_notify.h>
#include <sof/audio/planes.h>
#include <sof/audio/period.h>
#include <sof/common.h>
#include <sof/math/exp_log.h>
#include <sof/math/iir_df1.h>
#include "sound_dose.h"

#define SECTIONS      3
#define GAIN_DOWN     1067578625 /* -0.05 dB, Q2.30 */
#define GAIN_UP       1079940603 /* 0.05 dB */
#define GAIN_STEP_Q24 167772     /* 0.01 dB, Q8.24 */
#define ENERGY_SHIFT  10         /* of samples, before they are squared */

/*
 * A-weighting of IEC 61672, 3 dB lower so that its peak is below 0 dB; within 0.04 dB from 10 Hz to 20 kHz. In front is what
 * falls above 10 kHz, so that the next sections' zeros at 0 Hz take the noise of the first poles away.
 * From make_filters.py.
 */
static const struct dose_filter {
	uint32_t rate;
	struct iir_biquad sections[SECTIONS];
} filters[] = {
	{ 48000,
	  { { -237603580, 1086458734, -118646644, -143749079, 451475890, 0, 16384 },
	    { -1067966926, 2141700964, 1073741824, INT32_MIN, 1073741824, 0, 16384 },
	    { -961170483, 2033527959, 1073741824, INT32_MIN, 1073741824, 0, 16384 } } },
	{ 44100,
	  { { 261985054, -682282042, 161992164, 622264491, 467135012, 0, 16384 },
	    { -1067457717, 2141190320, 1073741824, INT32_MIN, 1073741824, 0, 16384 },
	    { -951787808, 2023897271, 1073741824, INT32_MIN, 1073741824, 0, 16384 } } },
};

#define WEIGHTING_Q16 196608 /* 3 dB */
#define SINE_Q16      197263 /* 3.01 dB: a sine's peak above its effective value */
#define DB_OF_2_Q29   1616142483

struct dose_channel {
	struct iir_state state[SECTIONS];
	uint64_t energy; /* since the last report */
};

struct dose_state {
	struct block_module base;
	struct processing_module *mod;
	int16_t settings[DOSE_CONTROL_DATA]; /* by control */
	int32_t target;                      /* of the gain, Q2.30 */
	struct dose_feature feature;         /* the last report */

	/* from prepare on */
	const struct dose_filter *filter;
	int32_t gain;          /* Q2.30 */
	uint32_t until_step;   /* frames to the next one of the gain */
	uint32_t until_report; /* frames */
	uint64_t frames;       /* of the stream */
	struct dose_channel channels[IPC4_MAX_CHANNELS];
};

/* ---- report ---- */

/* 10 log10 of the mean over channels and frames, in hundredths of a dB below a sine at full scale. */
static int16_t level_of(const struct dose_state *ds)
{
	const unsigned int full_scale = 2 * (31 - ENERGY_SHIFT); /* bits of its square */
	unsigned int shift;
	uint64_t energy = 0;
	int32_t log;

	for (uint32_t i = 0; i < ds->base.channels; i++)
		energy += ds->channels[i].energy;
	energy = MAX(energy, 1);
	shift = energy >> 32 ? 32 - (unsigned int)__builtin_clzll(energy) : 0;
	log = log2_u32((uint32_t)(energy >> shift)) + (int32_t)(shift << 16);
	log -= (int32_t)(full_scale << 16) + log2_u32(ds->base.rate) + log2_u32(ds->base.channels);
	return (int16_t)(((int64_t)mul_rnd(log, DB_OF_2_Q29, 29) + WEIGHTING_Q16 + SINE_Q16) *
				 100 >>
			 16);
}

static void report(struct dose_state *ds)
{
	struct dose_data *data = &ds->feature.data;

	data->dbfs = level_of(ds);
	data->sensitivity = ds->settings[DOSE_CONTROL_SETUP];
	data->volume = ds->settings[DOSE_CONTROL_VOLUME];
	data->gain = ds->settings[DOSE_CONTROL_GAIN];
	data->mel = (int16_t)(data->dbfs + data->sensitivity + data->volume);
	ds->feature.stream_time_us = ds->frames * 1000000 / ds->base.rate;
	for (uint32_t i = 0; i < ds->base.channels; i++)
		ds->channels[i].energy = 0;
	ds->until_report = ds->base.rate;
	control_notify(ds->mod, IPC4_BYTES_CONTROL_PARAM_ID, DOSE_CONTROL_DATA, NULL, 0);
}

/* ---- samples ---- */

/* Once in a period, as far as 0.05 dB. On its way up it may go beyond, by less than that, and is set right by the next. */
static void move_gain(struct dose_state *ds)
{
	if (ds->gain > ds->target)
		ds->gain = MAX(mul_rnd(ds->gain, GAIN_DOWN, 30), ds->target);
	else if (ds->gain < ds->target)
		ds->gain = MIN(mul_rnd(ds->gain, GAIN_UP, 30), ONE_Q2_30);
	ds->until_step = period_frames(ds->base.rate, 1000);
}

#define DOSE_GAIN(bits, type)                                                                      \
	static SIMD_BODY void scale_s##bits(int32_t gain, const void *src, void *dst,              \
					    uint32_t samples)                                      \
	{                                                                                          \
		const type *in = src;                                                              \
		type *out = dst;                                                                   \
                                                                                                   \
		for (uint32_t i = 0; i < samples; i++)                                             \
			out[i] = (type)q_multsr_32x32(gain, value_s##bits(in[i]), 30);             \
	}                                                                                          \
	SIMD_VARIANTS(scale_s##bits, (int32_t gain, const void *src, void *dst, uint32_t samples), \
		      (gain, src, dst, samples))

DOSE_GAIN(16, int16_t)
DOSE_GAIN(24, int32_t)
DOSE_GAIN(32, int32_t)

typedef void (*scale_func)(int32_t gain, const void *src, void *dst, uint32_t samples);

static const scale_func scales[][SIMD_LEVELS] = {
	[SOF_IPC_FRAME_S16_LE] = { SIMD_KERNELS(scale_s16) },
	[SOF_IPC_FRAME_S24_4LE] = { SIMD_KERNELS(scale_s24) },
	[SOF_IPC_FRAME_S32_LE] = { SIMD_KERNELS(scale_s32) },
};

static SIMD_BODY void add_energy(const int32_t *samples, uint32_t count, uint64_t *energy)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < count; i++) {
		const int64_t w = samples[i] >> ENERGY_SHIFT;

		sum += (uint64_t)(w * w);
	}
	*energy += sum;
}

SIMD_VARIANTS(add_energy, (const int32_t *samples, uint32_t count, uint64_t *energy),
	      (samples, count, energy))

static void (*const adders[])(const int32_t *samples, uint32_t count,
			      uint64_t *energy) = { SIMD_KERNELS(add_energy) };

static void measure(struct dose_state *ds, const void *samples, uint32_t frames)
{
	const struct plane_format *format = plane_format_get(ds->base.fmt);
	plane weighted;

	for (uint32_t i = 0; i < ds->base.channels; i++) {
		struct dose_channel *channel = &ds->channels[i];
		const struct iir_df1 filter = { SECTIONS, SECTIONS, ds->filter->sections,
						channel->state };

		planes_widen(format, samples, ds->base.channels, i, weighted, frames);
		iir_df1(&filter, weighted, frames);
		adders[platform_simd_level()](weighted, frames, &channel->energy);
	}
}

static void dose_block(void *private, const void *src, void *dst, uint32_t frames,
		       uint32_t channels)
{
	struct dose_state *ds = private;
	const scale_func scale = scales[ds->base.fmt][platform_simd_level()];
	const uint8_t *in = src;
	uint8_t *out = dst;

	for (uint32_t n; frames; frames -= n) {
		if (!ds->until_step)
			move_gain(ds);
		n = MIN(MIN(frames, PLANE_SAMPLES), MIN(ds->until_step, ds->until_report));
		scale(ds->gain, in, out, n * channels);
		measure(ds, out, n);
		in += n * ds->base.frame_bytes;
		out += n * ds->base.frame_bytes;
		ds->until_step -= n;
		ds->until_report -= n;
		ds->frames += n;
		if (!ds->until_report)
			report(ds);
	}
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(dose_block) };

/* ---- controls ---- */

static const struct dose_range {
	const char *name;
	int16_t least, most; /* hundredths of a dB */
} ranges[] = {
	[DOSE_CONTROL_SETUP] = { "sensitivity", -1000, 13000 },
	[DOSE_CONTROL_VOLUME] = { "volume", -10000, 4000 },
	[DOSE_CONTROL_GAIN] = { "gain", -10000, 0 },
};

static int set_level(struct processing_module *mod, uint32_t control, const void *value,
		     size_t size)
{
	struct dose_state *ds = module_get_private_data(mod);
	struct dose_setting setting = { 0 };

	if (!size || control >= ARRAY_SIZE(ranges)) {
		if (control != DOSE_CONTROL_DATA)
			comp_warn(mod->dev, "control %u of %zu bytes is ignored", control, size);
		return 0;
	}
	if (size == sizeof(setting))
		memcpy(&setting, value, sizeof(setting));
	if (size != sizeof(setting) ||
	    !IN_RANGE(setting.level, ranges[control].least, ranges[control].most)) {
		comp_err(mod->dev, "%s of %zu bytes is %d, expected %zu and %d..%d",
			 ranges[control].name, size, setting.level, sizeof(setting),
			 ranges[control].least, ranges[control].most);
		return -EINVAL;
	}
	ds->settings[control] = setting.level;
	if (control == DOSE_CONTROL_GAIN)
		ds->target = (int32_t)((uint32_t)db2lin_fixed(setting.level * GAIN_STEP_Q24) << 10);
	return 0;
}

static int set_setup(struct processing_module *mod, const void *value, size_t size)
{
	return set_level(mod, DOSE_CONTROL_SETUP, value, size);
}

static int set_volume(struct processing_module *mod, const void *value, size_t size)
{
	return set_level(mod, DOSE_CONTROL_VOLUME, value, size);
}

static int set_gain(struct processing_module *mod, const void *value, size_t size)
{
	return set_level(mod, DOSE_CONTROL_GAIN, value, size);
}

/* A control as Linux names it: its number in front of the data. */
static int set_bytes(struct processing_module *mod, const void *value, size_t size)
{
	struct sof_ipc4_control_msg_payload header;

	if (!size)
		return set_level(mod, DOSE_CONTROL_DATA, value, 0);
	if (size < sizeof(header)) {
		comp_err(mod->dev, "control of %zu bytes, expected %zu or more", size,
			 sizeof(header));
		return -EINVAL;
	}
	memcpy(&header, value, sizeof(header));
	if (header.num_elems != size - sizeof(header)) {
		comp_err(mod->dev, "control %u of %u bytes, %zu are there", header.id,
			 header.num_elems, size - sizeof(header));
		return -EINVAL;
	}
	return set_level(mod, header.id, (const uint8_t *)value + sizeof(header), header.num_elems);
}

static int set_ignored(struct processing_module *mod, const void *value, size_t size)
{
	return set_level(mod, UINT32_MAX, value, size);
}

static int set_data(struct processing_module *mod, const void *value, size_t size)
{
	return 0;
}

static int get_nothing(struct processing_module *mod, void *data, size_t room)
{
	return 0;
}

static int get_data(struct processing_module *mod, void *data, size_t room)
{
	const struct dose_state *ds = module_get_private_data(mod);

	if (room < sizeof(ds->feature)) {
		comp_err(mod->dev, "%zu bytes for a report, expected %zu", room,
			 sizeof(ds->feature));
		return -EINVAL;
	}
	memcpy(data, &ds->feature, sizeof(ds->feature));
	return sizeof(ds->feature);
}

static const struct config_param params[] = {
	CONFIG_PARAM_DATA(DOSE_CONTROL_SETUP, set_setup, get_nothing),
	CONFIG_PARAM_DATA(DOSE_CONTROL_VOLUME, set_volume, get_nothing),
	CONFIG_PARAM_DATA(DOSE_CONTROL_GAIN, set_gain, get_nothing),
	CONFIG_PARAM_DATA(DOSE_CONTROL_DATA, set_data, get_data),
	CONFIG_PARAM_DATA(IPC4_BYTES_CONTROL_PARAM_ID, set_bytes, get_data),
	CONFIG_PARAM_DATA(CONFIG_ANY_ID, set_ignored, get_nothing),
};

/* ---- life ---- */

static const struct block_module_desc dose_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct dose_state),
};

/* The report stays to be read. */
static int dose_reset(struct processing_module *mod)
{
	struct dose_state *ds = module_get_private_data(mod);

	memset(ds->settings, 0, sizeof(ds->settings));
	ds->target = ONE_Q2_30;
	return 0;
}

static int dose_init(struct processing_module *mod)
{
	struct dose_state *ds;
	int ret = block_module_init(mod, &dose_desc);

	if (ret)
		return ret;
	ds = module_get_private_data(mod);
	ds->mod = mod;
	ds->feature.type = DOSE_FEATURE_MEL;
	ds->feature.num = 1;
	ds->feature.data_bytes = sizeof(ds->feature.data);
	return dose_reset(mod);
}

static int dose_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct dose_state *ds = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	ds->filter = NULL;
	for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
		if (filters[i].rate == ds->base.rate)
			ds->filter = &filters[i];
	if (!ds->filter) {
		comp_err(mod->dev, "%u Hz, expected 48000 or 44100", ds->base.rate);
		return -EINVAL;
	}
	memset(ds->channels, 0, sizeof(ds->channels));
	ds->gain = ONE_Q2_30;
	ds->until_step = 0;
	ds->until_report = ds->base.rate;
	ds->frames = 0;
	return 0;
}

static const struct module_interface dose_ops = {
	.init = dose_init,
	.prepare = dose_prepare,
	.reset = dose_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_SOUND_DOSE, "SNDDOSE", (a43f9d7c, ea75, 44d5, 942d, 967991a33809),
	       .ops = &dose_ops, CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
