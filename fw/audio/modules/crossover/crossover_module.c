/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Crossover: splits a stream into 2 to 4 bands, one for each sink. Without a blob every sink gets the stream as it is.
 *
 * The blob says by pin which sink gets which band: band i goes to the sink of pin assign[i]. Sinks are counted as the
 * firmware keeps them, the one that was bound last first, and are matched with the output pins of the init payload in
 * that order: as on a DSP, the band of the first pin comes out where the last binding leads.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_fan.h>
#include <sof/audio/config_params.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include <sof/math/crossover.h>

#define CROSSOVER_MAX_BYTES 1024

struct crossover_config {
	uint32_t size; /* bytes of the blob */
	uint32_t num_sinks;
	uint32_t reserved[4];
	uint32_t assign[CROSSOVER_MAX_BANDS]; /* pin of each band */
	struct iir_biquad biquads[];
};

struct crossover_data {
	struct comp_data_blob_handler *blob;
	uint32_t num_pins;
	uint32_t pins[CROSSOVER_MAX_BANDS]; /* indices of the output pins, as the init payload has them */

	/* from prepare to reset */
	const struct plane_format *format;
	enum sof_ipc_frame fmt;
	uint32_t channels;
	struct crossover *filters;             /* of each channel; NULL: copy */
	uint32_t band_of[CROSSOVER_MAX_BANDS]; /* of each sink */
};

/* ---- blob ---- */

static int check_shape(struct comp_dev *dev, const struct crossover_config *config, size_t size)
{
	uint32_t count;

	if (size < sizeof(*config) || size > CROSSOVER_MAX_BYTES || config->size != size ||
	    !IN_RANGE(config->num_sinks, CROSSOVER_MIN_BANDS, CROSSOVER_MAX_BANDS)) {
		comp_err(dev, "blob of %zu bytes is none of 2 to 4 bands", size);
		return -EINVAL;
	}
	count = crossover_num_biquads(config->num_sinks);
	if (size < sizeof(*config) + count * sizeof(config->biquads[0])) {
		comp_err(dev, "blob of %zu bytes, %u bands have %u biquads", size,
			 config->num_sinks, count);
		return -EINVAL;
	}
	if (iir_biquad_check(config->biquads, count)) {
		comp_err(dev, "a biquad's shift is none");
		return -EINVAL;
	}
	return 0;
}

/* The band of a pin. @return num_sinks: none */
static uint32_t band_of_pin(const struct crossover_config *config, uint32_t pin)
{
	uint32_t band = 0;

	while (band < config->num_sinks && config->assign[band] != pin)
		band++;
	return band;
}

/* Each pin has a band of its own, and each band a pin: so the number of bands never changes. */
static int check_pins(struct comp_dev *dev, const struct crossover_data *cd,
		      const struct crossover_config *config)
{
	uint32_t taken = 0;

	if (cd->num_pins != config->num_sinks) {
		comp_err(dev, "%u bands for %u output pins", config->num_sinks, cd->num_pins);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < cd->num_pins; i++) {
		const uint32_t band = band_of_pin(config, cd->pins[i]);

		if (band == config->num_sinks || taken & BIT(band)) {
			comp_err(dev, "output pin %u has no band of its own", cd->pins[i]);
			return -EINVAL;
		}
		taken |= BIT(band);
	}
	return 0;
}

static int validate(struct comp_dev *dev, void *data, uint32_t size)
{
	int ret = check_shape(dev, data, size);

	return ret ? ret : check_pins(dev, module_get_private_data(dev->mod), data);
}

static void clear(struct processing_module *mod, struct crossover_data *cd)
{
	mod_free(mod, cd->filters);
	cd->filters = NULL;
}

static int apply(struct processing_module *mod, struct crossover_data *cd)
{
	const struct crossover_config *config = comp_get_data_blob(cd->blob, NULL, NULL);

	clear(mod, cd);
	if (!config)
		return 0;
	cd->filters = mod_zalloc(mod, cd->channels * sizeof(*cd->filters));
	if (!cd->filters)
		return -ENOMEM;
	for (uint32_t i = 0; i < cd->channels; i++)
		crossover_start(&cd->filters[i], config->biquads, config->num_sinks);
	for (uint32_t i = 0; i < cd->num_pins; i++)
		cd->band_of[i] = band_of_pin(config, cd->pins[i]);
	return 0;
}

/* ---- audio ---- */

static void split_span(struct crossover_data *cd, const struct block_fan *fan, uint32_t frames)
{
	plane samples, bands[CROSSOVER_MAX_BANDS];
	int32_t *pointers[CROSSOVER_MAX_BANDS] = { bands[0], bands[1], bands[2], bands[3] };

	for (uint32_t channel = 0; channel < cd->channels; channel++) {
		planes_widen(cd->format, fan->src.ptr, cd->channels, channel, samples, frames);
		crossover_run(&cd->filters[channel], samples, pointers, frames);
		for (int i = 0; i < fan->num_outputs; i++) {
			const struct block_output *output = &fan->outputs[i];

			planes_narrow(cd->format, bands[cd->band_of[output->index]], output->at.ptr,
				      cd->channels, channel, frames);
		}
	}
}

static void copy_span(const struct block_fan *fan, uint32_t frames)
{
	for (int i = 0; i < fan->num_outputs; i++)
		memcpy(fan->outputs[i].at.ptr, fan->src.ptr, (size_t)frames * fan->src.frame_bytes);
}

/* One that is bound while the module runs has not been looked at. */
static int check_outputs(struct processing_module *mod, struct block_fan *fan)
{
	for (int i = 0; i < fan->num_outputs; i++) {
		if (fan->outputs[i].at.frame_bytes == fan->src.frame_bytes)
			continue;
		comp_err(mod->dev, "output %u has frames of %u bytes, expected %u",
			 sink_get_id(fan->outputs[i].sink), fan->outputs[i].at.frame_bytes,
			 fan->src.frame_bytes);
		fan->frames = 0;
		block_fan_close(fan);
		return -EINVAL;
	}
	return 0;
}

static int crossover_process(struct processing_module *mod, struct sof_source **sources,
			     int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct crossover_data *cd = module_get_private_data(mod);
	struct block_fan fan;
	int ret;

	if (comp_is_new_data_blob_available(cd->blob)) {
		ret = apply(mod, cd);
		if (ret)
			return ret;
	}
	ret = block_fan_open(&fan, sources[0], sinks, num_of_sinks);
	if (!ret)
		ret = check_outputs(mod, &fan);
	if (ret)
		return ret;
	for (uint32_t left = fan.frames, n; left; left -= n) {
		n = block_fan_linear(&fan, MIN(left, PLANE_SAMPLES));
		if (cd->filters)
			split_span(cd, &fan, n);
		else
			copy_span(&fan, n);
		block_fan_advance(&fan, n);
	}
	block_fan_close(&fan);
	return 0;
}

/* ---- life ---- */

static int read_pins(struct processing_module *mod, struct crossover_data *cd)
{
	const struct module_config *cfg = &mod->priv.cfg;

	if (cfg->nb_input_pins != 1 || !IN_RANGE(cfg->nb_output_pins, 1, CROSSOVER_MAX_BANDS)) {
		comp_err(mod->dev, "%u input and %u output pins, expected 1 and 1..%d",
			 cfg->nb_input_pins, cfg->nb_output_pins, CROSSOVER_MAX_BANDS);
		return -EINVAL;
	}
	cd->num_pins = cfg->nb_output_pins;
	for (uint32_t i = 0; i < cd->num_pins; i++)
		cd->pins[i] = cfg->output_pins[i].pin_index;
	return 0;
}

static int crossover_init(struct processing_module *mod)
{
	struct crossover_data *cd = mod_zalloc(mod, sizeof(*cd));

	if (!cd)
		return -ENOMEM;
	module_set_private_data(mod, cd);
	cd->blob = mod_data_blob_handler_new(mod);
	if (!cd->blob)
		return -ENOMEM;
	comp_data_blob_set_validator(cd->blob, validate);
	mod->max_sinks = CROSSOVER_MAX_BANDS;
	return read_pins(mod, cd);
}

static int crossover_prepare(struct processing_module *mod, struct sof_source **sources,
			     int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct crossover_data *cd = module_get_private_data(mod);
	const struct sof_audio_stream_params *params;

	if (num_of_sources != 1 || !IN_RANGE(num_of_sinks, 1, (int)cd->num_pins)) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one and 1..%u",
			 num_of_sources, num_of_sinks, cd->num_pins);
		return -ENOTCONN;
	}
	params = sources[0]->params;
	for (int i = 0; i < num_of_sinks; i++) {
		if (sink_get_frm_fmt(sinks[i]) != params->frame_fmt ||
		    sink_get_channels(sinks[i]) != params->channels) {
			comp_err(mod->dev, "format %d of %u channels becomes %d of %u",
				 params->frame_fmt, params->channels, sink_get_frm_fmt(sinks[i]),
				 sink_get_channels(sinks[i]));
			return -EINVAL;
		}
	}
	cd->fmt = audio_arithmetic_fmt(params->frame_fmt, params->valid_sample_fmt);
	if (cd->fmt > SOF_IPC_FRAME_S32_LE) {
		comp_err(mod->dev, "format %d, expected 16, 24 or 32 bits", cd->fmt);
		return -EINVAL;
	}
	cd->format = plane_format_get(cd->fmt);
	cd->channels = params->channels;
	return apply(mod, cd);
}

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct crossover_data, blob),
};

/* The blob stays for the next stream. */
static int crossover_reset(struct processing_module *mod)
{
	clear(mod, module_get_private_data(mod));
	return 0;
}

static int crossover_free(struct processing_module *mod)
{
	struct crossover_data *cd = module_get_private_data(mod);

	mod_free(mod, cd->blob);
	return mod_free(mod, cd);
}

static const struct module_interface crossover_ops = {
	.init = crossover_init,
	.prepare = crossover_prepare,
	.process = crossover_process,
	CONFIG_PARAMS_OPS,
	.reset = crossover_reset,
	.free = crossover_free,
};

DECLARE_MODULE(COMP_CROSSOVER, "XOVER", (948c9ad1, 806a, 4131, ad6c, b2bda9e35a9f),
	       .ops = &crossover_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = CROSSOVER_MAX_BANDS)
