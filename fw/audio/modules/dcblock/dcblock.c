/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DC blocking filter: y[n] = x[n] - x[n - 1] + R y[n - 1] for each channel. R comes with the blob, for all eight
 * channels, and is read when a stream is prepared. Without a blob R is 1, and the samples stay as they are.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/planes.h>
#include <sof/common.h>

#define R_BITS 30
#define R_ONE  (1 << R_BITS)

struct dcblock_config {
	int32_t r[IPC4_MAX_CHANNELS]; /* Q2.30 */
};

struct dcblock_state {
	int64_t r;
	int64_t x, y; /* the last ones, Q1.31 */
};

struct dcblock_data {
	struct block_module base;
	struct dcblock_state channels[IPC4_MAX_CHANNELS];
	bool is_prepared; /* a blob that arrives now is for the next stream */
};

static int validate(struct comp_dev *dev, const void *data, size_t size)
{
	if (size >= sizeof(struct dcblock_config))
		return 0;
	comp_err(dev, "blob of %zu bytes, expected %zu", size, sizeof(struct dcblock_config));
	return -EINVAL;
}

static int apply(struct processing_module *mod, const void *blob, size_t size)
{
	struct dcblock_data *dc = module_get_private_data(mod);
	const struct dcblock_config *config = blob;

	if (dc->is_prepared)
		return 0;
	for (uint32_t i = 0; i < IPC4_MAX_CHANNELS; i++)
		dc->channels[i] = (struct dcblock_state){ .r = config ? config->r[i] : R_ONE };
	dc->is_prepared = true;
	return 0;
}

static void filter(void *private, uint32_t channel, int32_t *samples, uint32_t count)
{
	struct dcblock_state *state = &((struct dcblock_data *)private)->channels[channel];
	const int64_t r = state->r;
	int64_t x = state->x, y = state->y;

	for (uint32_t i = 0; i < count; i++) {
		const int64_t in = samples[i];

		y = sat_int32(in - x + q_shift_rnd(r * y, R_BITS));
		x = in;
		samples[i] = (int32_t)y;
	}
	state->x = x;
	state->y = y;
}

static void dcblock_block(void *private, const void *src, void *dst, uint32_t frames,
			  uint32_t channels)
{
	planes_each_channel(private, src, dst, frames, channels, filter);
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(dcblock_block) };

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct dcblock_data, base.blob),
};

static const struct block_module_desc dcblock_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.params = params,
	.num_params = ARRAY_SIZE(params),
	.private_bytes = sizeof(struct dcblock_data),
	.validate_blob = validate,
	.apply_blob = apply,
};

static int dcblock_init(struct processing_module *mod)
{
	return block_module_init(mod, &dcblock_desc);
}

static int dcblock_reset(struct processing_module *mod)
{
	struct dcblock_data *dc = module_get_private_data(mod);

	dc->is_prepared = false;
	return 0;
}

static const struct module_interface dcblock_ops = {
	.init = dcblock_init,
	.reset = dcblock_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_DCBLOCK, "DCBLOCK", (b809efaf, 5681, 42b1, 9ed6, 04bb012dd384),
	       .ops = &dcblock_ops, .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 40,
	       .max_inputs = 1, .max_outputs = 1)
