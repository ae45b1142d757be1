/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Up and down mixer: the module. Every channel of the output is a sum of input channels, each times a coefficient of its
 * own. What comes out stands in 32-bit containers, whatever goes in.
 *
 * The arithmetic is in the scale of the output: a sum of products of samples and Q1.31 is shifted once, to the right by
 * 31 less the bits that the output has more than the input, rounded with halves away from zero, and saturated.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/common.h>
#include "up_down_mixer.h"

#define PARAM_CONFIG 0

enum coefficients_select {
	SELECT_DEFAULT,
	SELECT_CUSTOM,
	SELECT_DEFAULT_WITH_MAP,
	SELECT_CUSTOM_WITH_MAP,
	NUM_SELECTS,
};

/* Behind the base configuration, and as a parameter. */
struct mixer_config {
	uint32_t out_config; /* enum ipc4_channel_config */
	uint32_t coefficients_select;
	int32_t coefficients[MIX_CHANNELS]; /* Q1.31 */
	uint32_t channel_map;               /* of the input, see mix_config_map() */
};

_Static_assert(sizeof(struct mixer_config) == 44, "IPC4 ABI");

/* A term in places of frames. */
struct part {
	uint32_t place;
	int64_t coefficient; /* Q1.31; 2^31 is exactly 1 */
};

struct parts {
	uint32_t count;
	struct part part[MIX_CHANNELS];
};

struct mixer_data {
	struct block_module base;
	struct ipc4_audio_format in_format;
	uint32_t out_channels;
	struct parts parts[IPC4_MAX_CHANNELS]; /* of each channel of the output */

	/* from prepare to reset */
	unsigned int shift;
	int64_t max; /* sample of the output */
};

/* ---- configuration ---- */

static bool selects_map(const struct mixer_config *config)
{
	return config->coefficients_select == SELECT_DEFAULT_WITH_MAP ||
	       config->coefficients_select == SELECT_CUSTOM_WITH_MAP;
}

static const int32_t *select_coefficients(const struct mixer_config *config,
					  const struct mix_rule *rule)
{
	return config->coefficients_select == SELECT_CUSTOM ||
			       config->coefficients_select == SELECT_CUSTOM_WITH_MAP ?
		       config->coefficients :
		       rule->coefficients;
}

/* Each place has a channel, and no channel two places. */
static bool map_is_good(uint32_t map, uint32_t channels)
{
	uint32_t seen = 0;

	for (uint32_t place = 0; place < channels; place++, map >>= 4) {
		const uint32_t channel = map & 0xF;

		if (channel >= MIX_CHANNELS || seen & BIT(channel))
			return false;
		seen |= BIT(channel);
	}
	return true;
}

static int check_config(struct processing_module *mod, const struct mixer_config *config,
			const struct mix_rule **rule)
{
	const struct mixer_data *md = module_get_private_data(mod);
	const struct ipc4_audio_format *in = &md->in_format;

	if (config->coefficients_select >= NUM_SELECTS) {
		comp_err(mod->dev, "coefficients %u, expected 0..%d", config->coefficients_select,
			 NUM_SELECTS - 1);
		return -EINVAL;
	}
	*rule = mix_rule_get(in->ch_cfg, config->out_config);
	if (!*rule || (in->depth == 16 && !(*rule)->takes_16_bits)) {
		comp_err(mod->dev, "channel configuration %u does not become %u in %u bits",
			 in->ch_cfg, config->out_config, in->depth);
		return -EINVAL;
	}
	if (selects_map(config) && !map_is_good(config->channel_map, in->channels_count)) {
		comp_err(mod->dev, "channel map 0x%08x is none of %u channels", config->channel_map,
			 in->channels_count);
		return -EINVAL;
	}
	return 0;
}

/* Terms in the order of the rule. One whose channel the input's map lacks is left out. */
static void take_rule(struct mixer_data *md, const struct mixer_config *config,
		      const struct mix_rule *rule)
{
	const uint32_t in_channels = md->in_format.channels_count;
	const uint32_t in_map = selects_map(config) ? config->channel_map :
						      mix_config_map(md->in_format.ch_cfg);
	const int32_t *coefficients = select_coefficients(config, rule);

	md->out_channels = mix_config_channels(rule->out_config);
	memset(md->parts, 0, sizeof(md->parts));
	for (uint32_t i = 0; i < rule->num_terms; i++) {
		const struct mix_term *term = &rule->terms[i];
		const int to = mix_map_place(mix_config_map(rule->out_config), md->out_channels,
					     term->output);
		const int from = mix_map_place(in_map, in_channels, term->input);
		struct parts *parts = &md->parts[to];

		if (from < 0)
			continue;
		parts->part[parts->count++] = (struct part){
			(uint32_t)from,
			term->coefficient == MIX_COPY ? (int64_t)1 << 31 :
							coefficients[term->coefficient],
		};
	}
}

/* A stream that runs keeps its channels. */
static int set_config(struct processing_module *mod, const void *value, size_t size)
{
	struct mixer_data *md = module_get_private_data(mod);
	const struct mixer_config *config = value;
	const struct mix_rule *rule;
	int ret = check_config(mod, config, &rule);

	if (ret)
		return ret;
	if (md->base.process && mix_config_channels(rule->out_config) != md->base.sink_channels) {
		comp_err(mod->dev, "%u output channels while it runs, not %u",
			 md->base.sink_channels, mix_config_channels(rule->out_config));
		return -EINVAL;
	}
	take_rule(md, config, rule);
	return 0;
}

/* ---- arithmetic ---- */

static inline int64_t add_saturated(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? INT64_MIN : INT64_MAX) : sum;
}

/* Halves away from zero. */
static inline int64_t round_shift(int64_t x, unsigned int shift)
{
	const uint64_t half = (uint64_t)1 << (shift - 1);
	const uint64_t size = x < 0 ? -(uint64_t)x : (uint64_t)x;
	const int64_t rounded = (int64_t)((size + half) >> shift);

	return x < 0 ? -rounded : rounded;
}

#define MIX_BLOCK(bits, type)                                                                  \
	static void mix_s##bits(void *private, const void *src, void *dst, uint32_t frames,    \
				uint32_t channels)                                             \
	{                                                                                      \
		const struct mixer_data *md = private;                                         \
		const type *in = src;                                                          \
		int32_t *out = dst;                                                            \
                                                                                               \
		for (; frames; frames--, in += channels) {                                     \
			for (uint32_t i = 0; i < md->out_channels; i++) {                      \
				const struct parts *parts = &md->parts[i];                     \
				int64_t sum = 0;                                               \
                                                                                               \
				for (uint32_t k = 0; k < parts->count; k++)                    \
					sum = add_saturated(                                   \
						sum, value_s##bits(in[parts->part[k].place]) * \
							     parts->part[k].coefficient);      \
				sum = round_shift(sum, md->shift);                             \
				*out++ = (int32_t)CLAMP(sum, -md->max - 1, md->max);           \
			}                                                                      \
		}                                                                              \
	}

MIX_BLOCK(16, int16_t)
MIX_BLOCK(24, int32_t)
MIX_BLOCK(32, int32_t)

/* ---- module ---- */

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, { SIMD_SAME(mix_s16) } },
	{ SOF_IPC_FRAME_S24_4LE, { SIMD_SAME(mix_s24) } },
	{ SOF_IPC_FRAME_S32_LE, { SIMD_SAME(mix_s32) } },
};

static const struct config_param params[] = {
	CONFIG_PARAM_VALUE(PARAM_CONFIG, struct mixer_config, set_config, NULL),
};

static const struct block_module_desc mixer_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct mixer_data),
	.converts_channels = true,
	.converts_format = true,
};

/*
 * Behind the base configuration: a configuration, or the extension with one pin on each side, whose output pin says the
 * channel configuration.
 */
static int read_init(struct processing_module *mod)
{
	const struct module_config *cfg = &mod->priv.cfg;
	const uint8_t *behind = (const uint8_t *)cfg->init_data + sizeof(cfg->base_cfg);
	struct mixer_config config = { .coefficients_select = SELECT_DEFAULT };

	if (cfg->nb_input_pins == 1 && cfg->nb_output_pins == 1) {
		config.out_config = cfg->output_pins[0].audio_fmt.ch_cfg;
	} else if (cfg->init_data_size == sizeof(cfg->base_cfg) + sizeof(config)) {
		memcpy(&config, behind, sizeof(config));
	} else {
		comp_err(mod->dev, "%zu bytes with %u input and %u output pins, expected one each",
			 cfg->init_data_size, cfg->nb_input_pins, cfg->nb_output_pins);
		return -EINVAL;
	}
	return set_config(mod, &config, sizeof(config));
}

static int mixer_init(struct processing_module *mod)
{
	const struct ipc4_audio_format *in = &mod->priv.cfg.base_cfg.audio_fmt;
	struct mixer_data *md;
	int ret = block_module_init(mod, &mixer_desc);

	if (ret)
		return ret;
	md = module_get_private_data(mod);
	md->in_format = *in;
	if ((in->depth != 16 && in->depth != 32) ||
	    in->interleaving_style != IPC4_CHANNELS_INTERLEAVED ||
	    in->channels_count != mix_config_channels(in->ch_cfg)) {
		comp_err(mod->dev,
			 "%u channels in %u bits, expected %u interleaved ones in 16 or 32",
			 in->channels_count, in->depth, mix_config_channels(in->ch_cfg));
		return -EINVAL;
	}
	return read_init(mod);
}

static unsigned int bits_of(enum sof_ipc_frame fmt)
{
	return fmt == SOF_IPC_FRAME_S16_LE ? 16 : fmt == SOF_IPC_FRAME_S24_4LE ? 24 : 32;
}

static int mixer_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mixer_data *md = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	if (md->base.channels != md->in_format.channels_count ||
	    md->base.sink_channels != md->out_channels ||
	    sink_get_frm_fmt(sinks[0]) != SOF_IPC_FRAME_S32_LE) {
		comp_err(mod->dev,
			 "%u channels become %u in %u bits, expected %u and %u in 32 bits",
			 md->base.channels, md->base.sink_channels,
			 get_sample_bytes(sink_get_frm_fmt(sinks[0])) * 8,
			 md->in_format.channels_count, md->out_channels);
		md->base.process = NULL;
		return -EINVAL;
	}
	md->shift = 31 + bits_of(md->base.fmt) - bits_of(md->base.sink_fmt);
	md->max = ((int64_t)1 << (bits_of(md->base.sink_fmt) - 1)) - 1;
	return 0;
}

/* The configuration stays for the next stream. */
static int mixer_reset(struct processing_module *mod)
{
	struct mixer_data *md = module_get_private_data(mod);

	md->base.process = NULL;
	return 0;
}

static const struct module_interface up_down_mixer_ops = {
	.init = mixer_init,
	.prepare = mixer_prepare,
	.reset = mixer_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_UP_DOWN_MIXER, "UPDWMIX", (42f8060c, 832f, 4dbf, b247, 51e961997b34),
	       .ops = &up_down_mixer_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 15, .max_inputs = 1, .max_outputs = 1)
