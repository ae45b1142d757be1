/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Automatic regressive input amplifier: levels that are too high for the attenuation are amplified less. The samples are
 * delayed by one group, so that the gain is on its way before the loud part comes. 24 bits only.
 *
 * Each call has one gain. What is applied goes in a straight line from the least of nine gains to the least of nine
 * that are one newer, so the size of the calls matters, as it does on a DSP.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/config_params.h>
#include <sof/audio/format.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include <sof/math/numbers.h>

#define PARAM_ATTENUATION 1
#define MAX_ATTENUATION   3
#define GAINS             10
#define GAINS_IN_USE      9
#define MAX_S24           0x7FFFFF

struct aria_data {
	uint32_t attenuation; /* bits; 0: samples pass as they are */
	int32_t gains[GAINS]; /* Q1.(31 - attenuation), a ring */
	uint32_t newest;      /* of the gains */

	/* from prepare to reset */
	uint32_t channels;
	uint32_t group_samples; /* the delay, in samples of all channels */
	int32_t *delay;
	uint32_t position;
	int32_t *block; /* group_samples: what has come in this call */
};

static void set_attenuation(struct aria_data *ad, uint32_t attenuation)
{
	ad->attenuation = MIN(attenuation, MAX_ATTENUATION);
	for (uint32_t i = 0; i < GAINS; i++)
		ad->gains[i] = (int32_t)(BIT(31 - ad->attenuation) - 1);
}

/* ---- arithmetic ---- */

/* Unity for a block that has room for the attenuation, else what brings its peak to full scale. */
static int32_t block_gain(const struct aria_data *ad, uint32_t samples)
{
	uint64_t gain = (1ull << (32 + ad->attenuation)) - 1;
	int32_t peak = 0;

	for (uint32_t i = 0; i < samples; i++) {
		const int32_t x = sign_extend_s24(ad->block[i]);

		peak = MAX(peak, ABS(x));
	}
	if (peak > MAX_S24 >> ad->attenuation)
		gain = ((uint64_t)MAX_S24 << 32) / (uint64_t)peak;
	return (int32_t)(gain >> (ad->attenuation + 1));
}

/* Least of the nine gains from ring place `first` on. */
static int32_t least_gain(const struct aria_data *ad, uint32_t first)
{
	int32_t least = INT32_MAX;

	for (uint32_t i = 0; i < GAINS_IN_USE; i++)
		least = MIN(least, ad->gains[(first + i) % GAINS]);
	return least;
}

/* A gain that moves frame by frame. */
struct moving_gain {
	int32_t gain, step;
};

static struct moving_gain start_gain(const struct aria_data *ad, uint32_t frames)
{
	const int32_t begin = least_gain(ad, ad->newest + 2);
	const int32_t end = least_gain(ad, ad->newest + 3);

	return (struct moving_gain){ begin, (end - begin) / (int32_t)frames };
}

/* @param samples	whole frames */
static void amplify(const struct aria_data *ad, struct moving_gain *moving, const int32_t *delayed,
		    int32_t *out, uint32_t samples)
{
	const unsigned int shift = 31 - ad->attenuation;
	const uint32_t channels = ad->channels;

	for (uint32_t i = 0; i < samples; i += channels, moving->gain += moving->step)
		for (uint32_t k = i; k < i + channels; k++)
			out[k] = sat_int24((int32_t)q_shift_rnd(
				(int64_t)sign_extend_s24(delayed[k]) * moving->gain, shift));
}

/* The block goes in, and comes out as what was there a group ago: in up to two spans of the delay, of whole frames. */
static void run_block(struct aria_data *ad, uint32_t frames)
{
	const uint32_t samples = frames * ad->channels;
	int32_t *out = ad->block + ad->group_samples;
	struct moving_gain moving = { 0 };

	if (ad->attenuation) {
		ad->gains[(ad->newest + 1) % GAINS] = block_gain(ad, samples);
		moving = start_gain(ad, frames);
		ad->newest = (ad->newest + 1) % GAINS;
	}
	for (uint32_t done = 0, n; done < samples; done += n) {
		int32_t *delayed = ad->delay + ad->position;

		n = MIN(samples - done, ad->group_samples - ad->position);
		if (ad->attenuation)
			amplify(ad, &moving, delayed, out + done, n);
		else
			memcpy(out + done, delayed, n * sizeof(*out));
		memcpy(delayed, ad->block + done, n * sizeof(*out));
		ad->position += n;
		ad->position = ad->position < ad->group_samples ? ad->position : 0;
	}
}

/* ---- moving ---- */

static void copy_in(struct block_cursor *from, int32_t *to, uint32_t frames)
{
	for (uint32_t n; frames; frames -= n, to += n * from->frame_bytes / sizeof(*to)) {
		n = block_linear(from, frames);
		memcpy(to, from->ptr, (size_t)n * from->frame_bytes);
		block_advance(from, n);
	}
}

static void copy_out(const int32_t *from, struct block_cursor *to, uint32_t frames)
{
	for (uint32_t n; frames; frames -= n, from += n * to->frame_bytes / sizeof(*from)) {
		n = block_linear(to, frames);
		memcpy(to->ptr, from, (size_t)n * to->frame_bytes);
		block_advance(to, n);
	}
}

static int aria_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct aria_data *ad = module_get_private_data(mod);
	const uint32_t frames =
		MIN(block_movable(sources[0], sinks[0]), ad->group_samples / ad->channels);
	struct block_cursor src, dst;
	int ret;

	if (!frames)
		return 0;
	ret = block_open_source(&src, sources[0], frames);
	if (ret)
		return ret;
	ret = block_open_sink(&dst, sinks[0], frames);
	if (ret) {
		source_release_data(sources[0], 0);
		return ret;
	}
	copy_in(&src, ad->block, frames);
	run_block(ad, frames);
	copy_out(ad->block + ad->group_samples, &dst, frames);
	source_release_data(sources[0], (size_t)frames * src.frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)frames * dst.frame_bytes);
	return 0;
}

/* ---- life ---- */

/* Behind the base configuration the first word is the attenuation, whatever else it may have been meant as. */
static int aria_init(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	struct aria_data *ad = mod_zalloc(mod, sizeof(*ad));
	uint32_t attenuation = 0;

	if (!ad)
		return -ENOMEM;
	module_set_private_data(mod, ad);
	if (cfg->init_data_size >= sizeof(cfg->base_cfg) + sizeof(attenuation))
		memcpy(&attenuation, (const uint8_t *)cfg->init_data + sizeof(cfg->base_cfg),
		       sizeof(attenuation));
	set_attenuation(ad, attenuation);
	return 0;
}

static int aria_reset(struct processing_module *mod)
{
	struct aria_data *ad = module_get_private_data(mod);

	mod_free(mod, ad->delay);
	mod_free(mod, ad->block);
	ad->delay = NULL;
	ad->block = NULL;
	ad->newest = 0;
	set_attenuation(ad, ad->attenuation);
	return 0;
}

static int aria_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct aria_data *ad = module_get_private_data(mod);
	const struct ipc4_base_module_cfg *base = &mod->priv.cfg.base_cfg;

	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	if (source_get_valid_fmt(sources[0]) != SOF_IPC_FRAME_S24_4LE ||
	    sink_get_valid_fmt(sinks[0]) != SOF_IPC_FRAME_S24_4LE ||
	    source_get_channels(sources[0]) != sink_get_channels(sinks[0])) {
		comp_err(mod->dev, "formats %d and %d, expected 24 bits on both sides",
			 source_get_valid_fmt(sources[0]), sink_get_valid_fmt(sinks[0]));
		return -EINVAL;
	}
	ad->channels = source_get_channels(sources[0]);
	ad->group_samples = base->ibs / (uint32_t)source_get_frame_bytes(sources[0]) * ad->channels;
	if (!ad->group_samples) {
		comp_err(mod->dev, "blocks of %u bytes, expected a frame or more", base->ibs);
		return -EINVAL;
	}
	ad->position = 0;
	ad->delay = mod_zalloc(mod, ad->group_samples * sizeof(*ad->delay));
	ad->block = mod_zalloc(mod, 2 * ad->group_samples * sizeof(*ad->block));
	if (ad->delay && ad->block)
		return 0;
	aria_reset(mod);
	return -ENOMEM;
}

static int set_attenuation_param(struct processing_module *mod, const void *value, size_t size)
{
	set_attenuation(module_get_private_data(mod), *(const uint32_t *)value);
	return 0;
}

static const struct config_param params[] = {
	CONFIG_PARAM_VALUE(PARAM_ATTENUATION, uint32_t, set_attenuation_param, NULL),
};

static int aria_free(struct processing_module *mod)
{
	aria_reset(mod);
	return mod_free(mod, module_get_private_data(mod));
}

static const struct module_interface aria_ops = {
	.init = aria_init,
	.prepare = aria_prepare,
	.process = aria_process,
	.set_configuration = config_params_set,
	.reset = aria_reset,
	.free = aria_free,
};

DECLARE_MODULE(COMP_ARIA, "ARIA", (99f7166d, 372c, 43ef, 81f6, 22007aa15f03), .ops = &aria_ops,
	       CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 8, .max_inputs = 1, .max_outputs = 1)
