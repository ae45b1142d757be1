/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * IIR equalizer: a cascade of biquads for each channel. Without a blob, or when the blob gives no channel a response, it
 * copies. A new blob starts the filters anew.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/equalizer_blob.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include <sof/math/iir_df1.h>

struct eq_iir_data {
	struct block_module base;
	struct iir_df1 filters[IPC4_MAX_CHANNELS];
	struct iir_state *states;
};

/* ---- blob ---- */

static size_t response_bytes(const void *at, size_t left)
{
	const struct iir_response *response = at;
	size_t bytes;

	if (left < sizeof(*response) || response->num_sections > IIR_MAX_SECTIONS)
		return 0;
	bytes = sizeof(*response) + response->num_sections * sizeof(response->biquads[0]);
	return left < bytes || iir_response_check(response) ? 0 : bytes;
}

static const struct equalizer_blob blob_kind = {
	.max_bytes = 1024,
	.count_bytes = sizeof(int32_t),
	.response_bytes = response_bytes,
};

static int validate(struct comp_dev *dev, const void *data, size_t size)
{
	return equalizer_blob_check(&blob_kind, dev, data, size);
}

/* ---- filters ---- */

static void clear(struct processing_module *mod, struct eq_iir_data *eq)
{
	mod_free(mod, eq->states);
	eq->states = NULL;
	memset(eq->filters, 0, sizeof(eq->filters));
	eq->base.bypass = true;
}

static uint32_t assign(struct eq_iir_data *eq, const void *blob, size_t size)
{
	uint32_t sections = 0;

	for (uint32_t channel = 0; channel < eq->base.channels; channel++) {
		const struct iir_response *response =
			equalizer_blob_response(&blob_kind, blob, size, channel);

		if (!response)
			continue;
		eq->filters[channel].num_sections = response->num_sections;
		eq->filters[channel].num_in_series = response->num_in_series;
		eq->filters[channel].biquads = response->biquads;
		sections += response->num_sections;
	}
	return sections;
}

static int apply(struct processing_module *mod, const void *blob, size_t size)
{
	struct eq_iir_data *eq = module_get_private_data(mod);
	struct iir_state *state;
	uint32_t sections;

	clear(mod, eq);
	if (!blob)
		return 0;
	sections = assign(eq, blob, size);
	if (!sections)
		return 0;
	eq->states = mod_zalloc(mod, sections * sizeof(*eq->states));
	if (!eq->states) {
		clear(mod, eq);
		return -ENOMEM;
	}
	state = eq->states;
	for (uint32_t channel = 0; channel < eq->base.channels; channel++) {
		eq->filters[channel].state = state;
		state += eq->filters[channel].num_sections;
	}
	eq->base.bypass = false;
	return 0;
}

static void filter(void *private, uint32_t channel, int32_t *samples, uint32_t count)
{
	iir_df1(&((struct eq_iir_data *)private)->filters[channel], samples, count);
}

static void eq_iir_block(void *private, const void *src, void *dst, uint32_t frames,
			 uint32_t channels)
{
	planes_each_channel(private, src, dst, frames, channels, filter);
}

/* ---- module ---- */

static const struct block_format formats[] = { PLANES_ALL_FORMATS(eq_iir_block) };

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct eq_iir_data, base.blob),
};

static const struct block_module_desc eq_iir_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.rule = BLOCK_BY_VALID,
	.private_bytes = sizeof(struct eq_iir_data),
	.validate_blob = validate,
	.apply_blob = apply,
};

static int eq_iir_init(struct processing_module *mod)
{
	return block_module_init(mod, &eq_iir_desc);
}

/* The blob stays for the next stream. */
static int eq_iir_reset(struct processing_module *mod)
{
	clear(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface eq_iir_ops = {
	.init = eq_iir_init,
	.reset = eq_iir_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_EQ_IIR, "EQIIR", (5150c0e6, 27f9, 4ec8, 8351, c705b642d12f), .ops = &eq_iir_ops,
	       CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
