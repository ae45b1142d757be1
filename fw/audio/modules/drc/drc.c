/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Dynamic range compressor. Without a blob, or with one that is not enabled, it copies; while its switch is off it only
 * delays, so that switching makes no gap.
 */
#include <errno.h>
#include <sof/audio/block_module.h>
#include <sof/audio/planes.h>
#include <sof/common.h>

#include "drc_kernel.h"

struct drc_config {
	uint32_t size; /* bytes of the blob */
	uint32_t reserved[4];
	struct drc_params params;
};

struct drc_data {
	struct block_module base;
	struct drc drc;
	bool is_off; /* by the switch */
};

static int validate(struct comp_dev *dev, const void *data, size_t size)
{
	const struct drc_config *config = data;

	if (size != sizeof(*config) || config->size != size) {
		comp_err(dev, "blob of %zu bytes, expected %zu", size, sizeof(*config));
		return -EINVAL;
	}
	if (config->params.pre_delay_time < 0) {
		comp_err(dev, "delay of %d, expected none below 0", config->params.pre_delay_time);
		return -EINVAL;
	}
	return 0;
}

static void clear(struct processing_module *mod, struct drc_data *dd)
{
	mod_free(mod, dd->drc.rings);
	dd->drc = (struct drc){ .rings = NULL };
	dd->base.bypass = true;
}

static int apply(struct processing_module *mod, const void *blob, size_t size)
{
	struct drc_data *dd = module_get_private_data(mod);
	const struct drc_config *config = blob;
	int32_t *rings;

	clear(mod, dd);
	if (!config || !config->params.enabled)
		return 0;
	rings = mod_zalloc(mod, drc_ring_bytes(dd->base.channels));
	if (!rings)
		return -ENOMEM;
	dd->base.bypass = false;
	return drc_start(&dd->drc, &config->params, rings, dd->base.channels, dd->base.rate,
			 dd->base.fmt == SOF_IPC_FRAME_S16_LE);
}

static void run(void *private, int32_t *const *samples, uint32_t frames)
{
	struct drc_data *dd = private;

	drc_run(&dd->drc, samples, frames, !dd->is_off);
}

static uint32_t frames_to_go(void *private)
{
	return drc_frames_to_go(&((struct drc_data *)private)->drc);
}

static void drc_block(void *private, const void *src, void *dst, uint32_t frames, uint32_t channels)
{
	const enum sof_ipc_frame fmt = ((struct block_module *)private)->fmt;

	planes_all_channels(private, src, dst, frames, channels,
			    fmt == SOF_IPC_FRAME_S16_LE ? &plane_format_raw_s16 :
							  plane_format_get(fmt),
			    frames_to_go, run);
}

static int set_switch(struct processing_module *mod, uint32_t index,
		      const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	struct drc_data *dd = module_get_private_data(mod);

	dd->is_off = !values[0].value;
	return 0;
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(drc_block) };

static const struct config_param params[] = {
	CONFIG_PARAM_SWITCH(set_switch),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct drc_data, base.blob),
};

static const struct block_module_desc drc_desc = {
	.formats = formats,
	.num_formats = ARRAY_SIZE(formats),
	.private_bytes = sizeof(struct drc_data),
	.validate_blob = validate,
	.apply_blob = apply,
};

static int drc_init(struct processing_module *mod)
{
	return block_module_init(mod, &drc_desc);
}

/* Blob and switch stay for the next stream. */
static int drc_reset(struct processing_module *mod)
{
	clear(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface drc_ops = {
	.init = drc_init,
	.reset = drc_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_DRC, "DRC", (b36ee4da, 006f, 47f9, a06d, fecbe2d8b6ce), .ops = &drc_ops,
	       CONFIG_PARAMS(params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1)
