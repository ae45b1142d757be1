/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Beamformer: the module. The samples of each microphone are kept once, whatever filters use them, so that another beam
 * goes on from the sound that is there.
 *
 * A stream begins with the filters in any case: those of the beam that is off, until its switch is on. When the switch
 * goes off later the channels are copied.
 */
#include <errno.h>
#include <string.h>
#include <ipc4/notification.h>
#include <sof/common.h>
#include "tdfb.h"
#include "tdfb_direction.h"

#define CHANNEL_HISTORY (FIR_MAX_TAPS - 1 + FIR_BLOCK + FIR_READ_AHEAD)
#define OUTPUT_SHIFT    4 /* of a filter's output: head room for the sum */

enum tdfb_switch {
	SWITCH_BEAM,
	SWITCH_DIRECTION_UPDATES,
	NUM_SWITCHES
};

enum tdfb_enum {
	ENUM_AZIMUTH,
	ENUM_AZIMUTH_ESTIMATE,
	NUM_ENUMS
};

struct tdfb_filter {
	struct fir_taps taps;
	uint32_t input;   /* channel */
	uint32_t outputs; /* channels, as bits */
};

struct tdfb_data {
	struct block_module base;
	struct processing_module *mod;
	const struct tdfb_config *config; /* NULL: not prepared */
	bool beam_is_on;
	bool filters_are_on;       /* else the channels are copied */
	uint32_t azimuth;          /* enum value */
	uint32_t azimuth_estimate; /* the same, as the host knows it */
	bool follows_direction;
	struct tdfb_direction direction;
	struct tdfb_filter filters[TDFB_MAX_FILTERS];
	double *taps;      /* of all filters */
	double *histories; /* CHANNEL_HISTORY for each channel of the source */
};

/* ---- choice of filters ---- */

/* Taps of the set that switch and azimuth ask for. @return 0, -ENOMEM: the old ones stay */
static int choose_filters(struct processing_module *mod, struct tdfb_data *td)
{
	const struct tdfb_config *config = td->config;
	const bool beam_off = !td->beam_is_on && config->beam_off_defined;
	struct tdfb_layout layout;
	size_t num_taps = 0;
	uint32_t first;
	double *taps;

	tdfb_config_layout(config, &layout);
	first = beam_off ? (uint32_t)config->num_filters * config->num_angles :
			   (uint32_t)layout
				   .angles[tdfb_config_nearest_angle(config, &layout,
								     (int32_t)td->azimuth)]
				   .filter_index;
	for (uint32_t i = 0; i < config->num_filters; i++)
		num_taps += (size_t)tdfb_config_filter(&layout, first + i)->length;
	taps = mod_alloc(mod, num_taps * sizeof(*taps));
	if (!taps)
		return -ENOMEM;
	mod_free(mod, td->taps);
	td->taps = taps;
	for (uint32_t i = 0; i < config->num_filters; i++) {
		const struct fir_response *response = tdfb_config_filter(&layout, first + i);

		fir_taps_init(&td->filters[i].taps, response, taps);
		td->filters[i].input = (uint32_t)layout.input_channel_select[i];
		td->filters[i].outputs = (uint16_t)(beam_off ?
							    layout.output_channel_mix_beam_off[i] :
							    layout.output_channel_mix[i]);
		taps += response->length;
	}
	return 0;
}

/* Blob and controls after prepare: a beam that is off is a copy. */
static int update(struct processing_module *mod, struct tdfb_data *td)
{
	int ret = choose_filters(mod, td);

	if (!ret)
		td->filters_are_on = td->beam_is_on;
	return ret;
}

static int start_direction(struct processing_module *mod, struct tdfb_data *td)
{
	int ret = tdfb_direction_start(mod, &td->direction, td->config, td->base.channels,
				       td->base.rate);

	if (!ret && td->follows_direction && !tdfb_direction_is_possible(&td->direction))
		comp_warn(mod->dev, "no direction of sound: %u microphones for %u channels",
			  td->config->num_mic_locations, td->base.channels);
	return ret;
}

/* A blob while the stream runs. */
static int change(struct processing_module *mod, struct tdfb_data *td)
{
	int ret = update(mod, td);

	return ret ? ret : start_direction(mod, td);
}

static void clear(struct processing_module *mod, struct tdfb_data *td)
{
	mod_free(mod, td->taps);
	mod_free(mod, td->histories);
	tdfb_direction_stop(mod, &td->direction);
	td->taps = NULL;
	td->histories = NULL;
	td->config = NULL;
}

static int apply(struct processing_module *mod, const void *blob, size_t size)
{
	struct tdfb_data *td = module_get_private_data(mod);
	int ret;

	if (!blob) {
		comp_err(mod->dev, "it has no blob");
		return -EINVAL;
	}
	ret = tdfb_config_fits(mod->dev, blob, td->base.channels, td->base.sink_channels);
	if (ret)
		return ret;
	td->config = blob;
	return td->histories ? change(mod, td) : choose_filters(mod, td);
}

/* ---- audio ---- */

static double *history_of(const struct tdfb_data *td, uint32_t channel)
{
	return td->histories + channel * CHANNEL_HISTORY;
}

static bool estimates_direction(const struct tdfb_data *td)
{
	return td->follows_direction && tdfb_direction_is_possible(&td->direction);
}

static void take_samples(struct tdfb_data *td, const struct plane_format *format, const void *src,
			 uint32_t frames)
{
	plane samples;

	for (uint32_t channel = 0; channel < td->base.channels; channel++) {
		double *block = history_of(td, channel) + FIR_MAX_TAPS - 1;

		planes_widen(format, src, td->base.channels, channel, samples, frames);
		for (uint32_t i = 0; i < frames; i++)
			block[i] = samples[i];
		if (estimates_direction(td) && channel < td->direction.num_mics)
			tdfb_direction_take(&td->direction, channel, samples, frames);
	}
}

static void keep_history(const struct tdfb_data *td, uint32_t frames)
{
	for (uint32_t channel = 0; channel < td->base.channels; channel++) {
		double *history = history_of(td, channel);

		memmove(history, history + frames, (FIR_MAX_TAPS - 1) * sizeof(*history));
	}
}

/* Sums wrap, as the firmware's do. */
static void run_filters(const struct tdfb_data *td, plane *sums, uint32_t frames)
{
	plane out;

	memset(sums, 0, td->base.sink_channels * sizeof(*sums));
	for (uint32_t i = 0; i < td->config->num_filters; i++) {
		const struct tdfb_filter *filter = &td->filters[i];

		fir_convolve(&filter->taps,
			     history_of(td, filter->input) + FIR_MAX_TAPS - filter->taps.length,
			     out, frames);
		for (uint32_t channel = 0; channel < td->base.sink_channels; channel++) {
			if (!(filter->outputs & BIT(channel)))
				continue;
			for (uint32_t n = 0; n < frames; n++)
				sums[channel][n] = (int32_t)((uint32_t)sums[channel][n] +
							     (uint32_t)(out[n] >> OUTPUT_SHIFT));
		}
	}
}

static void filter_block(struct tdfb_data *td, const struct plane_format *format, void *dst,
			 uint32_t frames)
{
	plane sums[IPC4_MAX_CHANNELS];

	run_filters(td, sums, frames);
	for (uint32_t channel = 0; channel < td->base.sink_channels; channel++) {
		for (uint32_t n = 0; n < frames; n++)
			sums[channel][n] =
				sat_int32((int64_t)sums[channel][n] * (1 << OUTPUT_SHIFT));
		planes_narrow(format, sums[channel], dst, td->base.sink_channels, channel, frames);
	}
}

/* The input of an output channel: of the last filter that goes there, when the numbers of channels differ. */
static uint32_t input_of(const struct tdfb_data *td, uint32_t output, bool *found)
{
	uint32_t input = output;

	*found = td->base.channels == td->base.sink_channels;
	for (uint32_t i = 0; !*found && i < td->config->num_filters; i++) {
		const struct tdfb_filter *filter = &td->filters[td->config->num_filters - 1 - i];

		*found = filter->outputs & BIT(output);
		if (*found)
			return filter->input;
	}
	return input;
}

static void copy_block(const struct tdfb_data *td, const struct plane_format *format,
		       const void *src, void *dst, uint32_t frames)
{
	plane samples;
	bool found;

	for (uint32_t channel = 0; channel < td->base.sink_channels; channel++) {
		const uint32_t input = input_of(td, channel, &found);

		if (found)
			planes_widen(format, src, td->base.channels, input, samples, frames);
		else
			memset(samples, 0, sizeof(samples));
		planes_narrow(format, samples, dst, td->base.sink_channels, channel, frames);
	}
}

/* The enum's value changes by itself. When the host is busy it hears of it later. */
static void tell_direction(struct tdfb_data *td)
{
	const uint32_t value = tdfb_direction_value(&td->direction, td->config);
	const struct {
		struct sof_ipc4_control_msg_payload head;
		struct sof_ipc4_ctrl_value_chan value;
	} control = { .head = { .id = ENUM_AZIMUTH_ESTIMATE, .num_elems = 1 },
		      .value = { .channel = 0, .value = value } };

	if (tdfb_direction_is_news(&td->direction, value, td->azimuth_estimate) &&
	    !module_notify(td->mod,
			   SOF_IPC4_NOTIFY_MODULE_EVENTID_ALSA_MAGIC_VAL |
				   IPC4_ENUM_CONTROL_PARAM_ID,
			   &control, sizeof(control)))
		td->azimuth_estimate = value;
}

static void tdfb_block(void *private, const void *src, void *dst, uint32_t frames,
		       uint32_t channels)
{
	struct tdfb_data *td = private;
	const struct plane_format *format = plane_format_get(td->base.fmt);
	const uint8_t *in = src;
	uint8_t *out = dst;
	uint32_t n;

	for (; frames; frames -= n) {
		n = MIN(frames, MIN(PLANE_SAMPLES, FIR_BLOCK));
		if (estimates_direction(td))
			n = MIN(n, tdfb_direction_room(&td->direction));
		take_samples(td, format, in, n);
		if (td->filters_are_on)
			filter_block(td, format, out, n);
		else
			copy_block(td, format, in, out, n);
		keep_history(td, n);
		if (estimates_direction(td) && tdfb_direction_advance(&td->direction, n))
			tell_direction(td);
		in += n * td->base.frame_bytes;
		out += n * td->base.sink_frame_bytes;
	}
}

/* ---- controls ---- */

static int set_switch(struct processing_module *mod, uint32_t index,
		      const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct tdfb_data *td = module_get_private_data(mod);

	if (index == SWITCH_DIRECTION_UPDATES) {
		if (values[0].value && td->histories &&
		    !tdfb_direction_is_possible(&td->direction)) {
			comp_err(mod->dev, "no direction of sound: the blob has %u microphones",
				 td->config->num_mic_locations);
			return -EINVAL;
		}
		td->follows_direction = values[0].value;
		return 0;
	}
	td->beam_is_on = values[0].value;
	return td->histories ? update(mod, td) : 0;
}

static int set_enum(struct processing_module *mod, uint32_t index,
		    const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct tdfb_data *td = module_get_private_data(mod);

	if (values[0].value > TDFB_MAX_ANGLES) {
		comp_err(mod->dev, "angle %u, expected 0..%d", values[0].value, TDFB_MAX_ANGLES);
		return -EINVAL;
	}
	if (index == ENUM_AZIMUTH_ESTIMATE) {
		td->azimuth_estimate = values[0].value;
		return 0;
	}
	td->azimuth = values[0].value;
	return td->histories ? update(mod, td) : 0;
}

/* ---- module ---- */

static const struct block_format formats[] = { PLANES_ALL_FORMATS(tdfb_block) };

static const struct config_param params[] = {
	CONFIG_PARAM_CONTROLS(IPC4_SWITCH_CONTROL_PARAM_ID, NUM_SWITCHES, 1, 1, set_switch),
	CONFIG_PARAM_CONTROLS(IPC4_ENUM_CONTROL_PARAM_ID, NUM_ENUMS, 1, 1, set_enum),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct tdfb_data, base.blob),
};

static const struct block_module_desc tdfb_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct tdfb_data),
	.validate_blob = tdfb_config_check,
	.apply_blob = apply,
	.converts_channels = true,
};

static int tdfb_init(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	int ret;

	if (cfg->nb_input_pins != 1 || cfg->nb_output_pins != 1) {
		comp_err(mod->dev, "%u input and %u output pins, expected one each",
			 cfg->nb_input_pins, cfg->nb_output_pins);
		return -EINVAL;
	}
	ret = block_module_init(mod, &tdfb_desc);
	if (!ret)
		((struct tdfb_data *)module_get_private_data(mod))->mod = mod;
	return ret;
}

static int tdfb_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct tdfb_data *td = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	if (td->base.rate != 16000 && td->base.rate != 48000) {
		comp_err(mod->dev, "%u Hz, expected 16000 or 48000", td->base.rate);
		return -EINVAL;
	}
	td->histories =
		mod_zalloc(mod, td->base.channels * CHANNEL_HISTORY * sizeof(*td->histories));
	ret = td->histories ? start_direction(mod, td) : -ENOMEM;
	if (ret) {
		clear(mod, td);
		return ret;
	}
	td->filters_are_on = true;
	return 0;
}

/* Blob and controls stay for the next stream. */
static int tdfb_reset(struct processing_module *mod)
{
	clear(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface tdfb_ops = {
	.init = tdfb_init,
	.prepare = tdfb_prepare,
	.reset = tdfb_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_TDFB, "TDFB", (dd511749, d9fa, 455c, b3a7, 13585693f1af), .ops = &tdfb_ops,
	       CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
