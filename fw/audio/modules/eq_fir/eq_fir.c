/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * FIR equalizer: a filter of up to 256 taps for each channel. Without a blob, or when the blob gives no channel a
 * response, it copies. A new blob starts the filters anew.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/equalizer_blob.h>
#include <sof/audio/planes.h>
#include <sof/common.h>
#include <sof/math/fir_32x16.h>

struct eq_fir_data {
	struct block_module base;
	struct fir_32x16 filters[IPC4_MAX_CHANNELS];
	void *room; /* of all filters */
};

/* ---- blob ---- */

static size_t response_bytes(const void *at, size_t left)
{
	const struct fir_response *response = at;
	size_t bytes;

	if (left < sizeof(*response) || fir_response_check(response))
		return 0;
	bytes = sizeof(*response) + (size_t)response->length * sizeof(response->taps[0]);
	return left < bytes ? 0 : bytes;
}

static const struct equalizer_blob blob_kind = {
	.max_bytes = 4096,
	.count_bytes = sizeof(int16_t),
	.pairs = true,
	.response_bytes = response_bytes,
};

static int validate(struct comp_dev *dev, const void *data, size_t size)
{
	return equalizer_blob_check(&blob_kind, dev, data, size);
}

/* ---- filters ---- */

static void clear(struct processing_module *mod, struct eq_fir_data *eq)
{
	mod_free(mod, eq->room);
	eq->room = NULL;
	memset(eq->filters, 0, sizeof(eq->filters));
	eq->base.bypass = true;
}

static int apply(struct processing_module *mod, const void *blob, size_t size)
{
	struct eq_fir_data *eq = module_get_private_data(mod);
	const struct fir_response *response;
	size_t bytes = 0;
	uint8_t *at;

	clear(mod, eq);
	if (!blob)
		return 0;
	for (uint32_t channel = 0; channel < eq->base.channels; channel++) {
		response = equalizer_blob_response(&blob_kind, blob, size, channel);
		bytes += response ? fir_32x16_bytes((uint32_t)response->length) : 0;
	}
	if (!bytes)
		return 0;
	eq->room = mod_zalloc(mod, bytes);
	if (!eq->room)
		return -ENOMEM;
	at = eq->room;
	for (uint32_t channel = 0; channel < eq->base.channels; channel++) {
		response = equalizer_blob_response(&blob_kind, blob, size, channel);
		if (!response)
			continue;
		fir_32x16_init(&eq->filters[channel], response, at);
		at += fir_32x16_bytes((uint32_t)response->length);
	}
	eq->base.bypass = false;
	return 0;
}

static void filter(void *private, uint32_t channel, int32_t *samples, uint32_t count)
{
	fir_32x16(&((struct eq_fir_data *)private)->filters[channel], samples, count);
}

static void eq_fir_block(void *private, const void *src, void *dst, uint32_t frames,
			 uint32_t channels)
{
	planes_each_channel(private, src, dst, frames, channels, filter);
}

/* ---- module ---- */

static const struct block_format formats[] = { PLANES_ALL_FORMATS(eq_fir_block) };

static const struct config_param params[] = {
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct eq_fir_data, base.blob),
};

static const struct block_module_desc eq_fir_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.rule = BLOCK_BY_VALID,
	.private_bytes = sizeof(struct eq_fir_data),
	.validate_blob = validate,
	.apply_blob = apply,
};

static int eq_fir_init(struct processing_module *mod)
{
	return block_module_init(mod, &eq_fir_desc);
}

/* The blob stays for the next stream. */
static int eq_fir_reset(struct processing_module *mod)
{
	clear(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface eq_fir_ops = {
	.init = eq_fir_init,
	.reset = eq_fir_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_EQ_FIR, "EQFIR", (43a90ce7, f3a5, 41df, ac06, ba98651ae6a3), .ops = &eq_fir_ops,
	       CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
