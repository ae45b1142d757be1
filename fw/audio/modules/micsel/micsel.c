/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Microphone selector, or selector: every output channel is a mix of the input channels, by a matrix of coefficients.
 * The number of channels may change. Several matrices may come at once; the one for the stream's numbers of channels
 * counts.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/common.h>

#define COEFFICIENT_BITS 10
#define COEFFICIENT_ONE  (1 << COEFFICIENT_BITS)
#define MAX_PROFILES     8
#define PARAM_PROFILES   0

struct micsel_profile {
	uint8_t source_channels;
	uint8_t sink_channels;
	uint8_t source_config; /* channel configurations: information, as the next */
	uint8_t sink_config;
	int16_t matrix[IPC4_MAX_CHANNELS][IPC4_MAX_CHANNELS]; /* [output][input], Q6.10 */
};

struct micsel_data {
	struct block_module base; /* bypass: the matrix is one, and the channels stay as they are */
	uint32_t num_profiles;    /* 0: the matrix in use stays */
	struct micsel_profile profiles[MAX_PROFILES];
	int16_t matrix[IPC4_MAX_CHANNELS][IPC4_MAX_CHANNELS];
	uint32_t sink_channels; /* that the init payload states */
};

/* ---- profiles ---- */

/* One profile fits whatever its head says. @return NULL: none fits */
static const struct micsel_profile *choose(const struct micsel_data *md, uint32_t source_channels,
					   uint32_t sink_channels)
{
	const struct micsel_profile *full = NULL;

	if (md->num_profiles == 1)
		return &md->profiles[0];
	for (uint32_t i = 0; i < md->num_profiles; i++) {
		const struct micsel_profile *profile = &md->profiles[i];

		if (profile->source_channels == source_channels &&
		    profile->sink_channels == sink_channels)
			return profile;
		if (profile->source_channels == IPC4_MAX_CHANNELS &&
		    profile->sink_channels == IPC4_MAX_CHANNELS)
			full = full ? full : profile;
	}
	return source_channels == sink_channels ? full : NULL;
}

static bool is_identity(const struct micsel_data *md)
{
	if (md->base.channels != md->base.sink_channels)
		return false;
	for (uint32_t i = 0; i < md->base.channels; i++)
		for (uint32_t j = 0; j < md->base.channels; j++)
			if (md->matrix[i][j] != (i == j ? COEFFICIENT_ONE : 0))
				return false;
	return true;
}

/* Take the profile for the stream into use. Without new ones the last matrix stays. */
static int apply_profiles(struct processing_module *mod, struct micsel_data *md)
{
	const struct micsel_profile *profile;

	if (md->num_profiles) {
		profile = choose(md, md->base.channels, md->base.sink_channels);
		if (!profile) {
			comp_err(mod->dev, "no profile for %u to %u channels", md->base.channels,
				 md->base.sink_channels);
			return -EINVAL;
		}
		memcpy(md->matrix, profile->matrix, sizeof(md->matrix));
	}
	md->base.bypass = is_identity(md);
	return 0;
}

/* A stream that runs must go on: profiles that do not fit it are refused here. */
static int set_profiles(struct processing_module *mod, const void *data, size_t size)
{
	struct micsel_data *md = module_get_private_data(mod);
	const uint32_t count = (uint32_t)(size / sizeof(struct micsel_profile));
	struct micsel_profile old[MAX_PROFILES];
	const uint32_t num_old = md->num_profiles;
	int ret = 0;

	if (!IN_RANGE(count, 1u, MAX_PROFILES) || size % sizeof(struct micsel_profile)) {
		comp_err(mod->dev, "profiles of %zu bytes, expected 1 to %d times %zu", size,
			 MAX_PROFILES, sizeof(struct micsel_profile));
		return -EINVAL;
	}
	memcpy(old, md->profiles, sizeof(old));
	memcpy(md->profiles, data, size);
	md->num_profiles = count;
	if (md->base.process)
		ret = apply_profiles(mod, md);
	if (ret) {
		memcpy(md->profiles, old, sizeof(old));
		md->num_profiles = num_old;
	}
	return ret;
}

/* ---- arithmetic ---- */

/* 16 bits are summed in 32, which wrap. Stereo is compiled apart, with its numbers of channels. */
#define MICSEL_BLOCK(bits, type, sum_type, narrow)                                              \
	static inline void mix_s##bits(const struct micsel_data *md, const type *in, type *out, \
				       uint32_t frames, uint32_t channels, uint32_t outputs)    \
	{                                                                                       \
		type frame[IPC4_MAX_CHANNELS];                                                  \
                                                                                                \
		for (; frames; frames--, in += channels, out += outputs) {                      \
			for (uint32_t i = 0; i < outputs; i++) {                                \
				sum_type sum = COEFFICIENT_ONE / 2;                             \
                                                                                                \
				for (uint32_t j = 0; j < channels; j++)                         \
					sum += (sum_type)value_s##bits(in[j]) *                 \
					       (sum_type)md->matrix[i][j];                      \
				frame[i] = narrow(sum);                                         \
			}                                                                       \
			memcpy(out, frame, outputs * sizeof(*out));                             \
		}                                                                               \
	}                                                                                       \
	static void micsel_s##bits(void *private, const void *src, void *dst, uint32_t frames,  \
				   uint32_t channels)                                           \
	{                                                                                       \
		const struct micsel_data *md = private;                                         \
		const uint32_t outputs = md->base.sink_channels;                                \
                                                                                                \
		if (channels == 2 && outputs == 2)                                              \
			mix_s##bits(md, src, dst, frames, 2, 2);                                \
		else                                                                            \
			mix_s##bits(md, src, dst, frames, channels, outputs);                   \
	}

static inline int16_t narrow_sum_s16(uint32_t sum)
{
	return sat_int16((int32_t)sum >> COEFFICIENT_BITS);
}

static inline int32_t narrow_sum_s24(int64_t sum)
{
	return sat_int24(sat_int32(sum >> COEFFICIENT_BITS));
}

static inline int32_t narrow_sum_s32(int64_t sum)
{
	return sat_int32(sum >> COEFFICIENT_BITS);
}

MICSEL_BLOCK(16, int16_t, uint32_t, narrow_sum_s16)
MICSEL_BLOCK(24, int32_t, int64_t, narrow_sum_s24)
MICSEL_BLOCK(32, int32_t, int64_t, narrow_sum_s32)

/* ---- module ---- */

static const struct block_format formats[] = {
	{ SOF_IPC_FRAME_S16_LE, { SIMD_SAME(micsel_s16) } },
	{ SOF_IPC_FRAME_S24_4LE, { SIMD_SAME(micsel_s24) } },
	{ SOF_IPC_FRAME_S32_LE, { SIMD_SAME(micsel_s32) } },
};

static const struct config_param params[] = {
	CONFIG_PARAM_DATA(PARAM_PROFILES, set_profiles, NULL),
};

static const struct block_module_desc micsel_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct micsel_data),
	.converts_channels = true,
};

/*
 * Behind the base configuration: its extension with one pin on each side, whose output pin has the channels, or an
 * output format.
 */
static int read_output_format(struct processing_module *mod, struct micsel_data *md)
{
	const struct module_config *cfg = &mod->priv.cfg;
	const uint8_t *behind = (const uint8_t *)cfg->init_data + sizeof(cfg->base_cfg);
	struct ipc4_audio_format format;

	if (cfg->nb_input_pins == 1 && cfg->nb_output_pins == 1) {
		format = cfg->output_pins[0].audio_fmt;
	} else if (cfg->init_data_size == sizeof(cfg->base_cfg) + sizeof(format)) {
		memcpy(&format, behind, sizeof(format));
	} else {
		comp_err(mod->dev, "%zu bytes with %u input and %u output pins, expected one each",
			 cfg->init_data_size, cfg->nb_input_pins, cfg->nb_output_pins);
		return -EINVAL;
	}
	if (!IN_RANGE(format.channels_count, 1, IPC4_MAX_CHANNELS)) {
		comp_err(mod->dev, "%u output channels, expected 1..%d", format.channels_count,
			 IPC4_MAX_CHANNELS);
		return -EINVAL;
	}
	md->sink_channels = format.channels_count;
	return 0;
}

static int micsel_init(struct processing_module *mod)
{
	struct micsel_data *md;
	int ret = block_module_init(mod, &micsel_desc);

	if (ret)
		return ret;
	md = module_get_private_data(mod);
	for (uint32_t i = 0; i < IPC4_MAX_CHANNELS; i++)
		md->matrix[i][i] = COEFFICIENT_ONE;
	return read_output_format(mod, md);
}

static int micsel_prepare(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct micsel_data *md = module_get_private_data(mod);
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	if (md->base.sink_channels != md->sink_channels) {
		comp_err(mod->dev, "a sink of %u channels, expected %u", md->base.sink_channels,
			 md->sink_channels);
		return -EINVAL;
	}
	return apply_profiles(mod, md);
}

/* The matrix stays for the next stream, until there are new profiles. */
static int micsel_reset(struct processing_module *mod)
{
	struct micsel_data *md = module_get_private_data(mod);

	md->num_profiles = 0;
	md->base.process = NULL;
	return 0;
}

static const struct module_interface micsel_ops = {
	.init = micsel_init,
	.prepare = micsel_prepare,
	.reset = micsel_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_MICSEL, "MICSEL", (32fe92c1, 1e17, 4fc2, 9758, c7f3542e980a),
	       .ops = &micsel_ops, CONFIG_PARAMS(params),
	       .manifest_type = IPC4_MODULE_TYPE_LL | IPC4_MODULE_TYPE_WITH_EXT,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
