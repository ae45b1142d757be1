/* SPDX-License-Identifier: BSD-3-Clause */
/* A blob of coefficients: handler, validator, a new one while audio runs, read back; mathematics from a shared file. */
#include <sof/audio/component.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <ipc/control.h>
#include <rtos/init.h>
#include <shared/taps.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(taps, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(taps);
DECLARE_TR_CTX(taps_tr, SOF_UUID(taps_uuid), LOG_LEVEL_INFO);

struct taps_config {
	uint32_t num;
	int32_t coefficients[];
} __attribute__((packed, aligned(4)));

struct taps_comp_data {
	struct comp_data_blob_handler *model_handler;
	const struct taps_config *config;
	struct taps_state state[SOF_IPC_MAX_CHANNELS];
	uint32_t channels;
	int left_shift; /* of a sample to Q1.31 */
};

static int taps_validator(struct comp_dev *dev, void *new_data, uint32_t new_data_size)
{
	const struct taps_config *config = new_data;

	if (new_data_size < sizeof(*config) || config->num < 1 || config->num > TAPS_MAX ||
	    new_data_size != sizeof(*config) + config->num * sizeof(int32_t)) {
		comp_err(dev, "blob of %u bytes", new_data_size);
		return -EINVAL;
	}
	return 0;
}

static int taps_init(struct processing_module *mod)
{
	struct taps_comp_data *cd = mod_zalloc(mod, sizeof(*cd));

	if (!cd)
		return -ENOMEM;
	mod->priv.private = cd;
	cd->model_handler = mod_data_blob_handler_new(mod);
	if (!cd->model_handler)
		return -ENOMEM;
	comp_data_blob_set_validator(cd->model_handler, taps_validator);
	return 0;
}

static void taps_take(struct taps_comp_data *cd)
{
	size_t size;

	cd->config = comp_get_data_blob(cd->model_handler, &size, NULL);
}

static int taps_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct taps_comp_data *cd = module_get_private_data(mod);
	enum sof_ipc_frame fmt = source_get_valid_fmt(sources[0]);

	if (get_sample_bytes(source_get_frm_fmt(sources[0])) != 4)
		return -EINVAL;
	cd->channels = source_get_channels(sources[0]);
	cd->left_shift = 32 - get_sample_bitdepth(fmt);
	memset(cd->state, 0, sizeof(cd->state));
	taps_take(cd);
	return 0;
}

static int taps_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct taps_comp_data *cd = module_get_private_data(mod);
	size_t frames =
		MIN(source_get_data_frames_available(sources[0]), sink_get_free_frames(sinks[0]));
	size_t bytes = frames * source_get_frame_bytes(sources[0]);
	const int32_t *in, *in_start;
	struct cir_buf_source x;
	struct cir_buf_sink y;
	int32_t *out, *out_start;
	int in_size, out_size;

	if (comp_is_new_data_blob_available(cd->model_handler))
		taps_take(cd);
	if (!cd->config)
		return source_to_sink_copy(sources[0], sinks[0], true, bytes);
	if (source_get_data_s32(sources[0], bytes, &in, &in_start, &in_size))
		return -ENODATA;
	if (sink_get_buffer_s32(sinks[0], bytes, &out, &out_start, &out_size)) {
		source_release_data(sources[0], 0);
		return -ENOSPC;
	}
	x = (struct cir_buf_source){ in_start, in_start + in_size, in };
	y = (struct cir_buf_sink){ out_start, out_start + out_size, out };
	for (size_t i = 0; i < frames * cd->channels; i++) {
		int32_t value = (int32_t)((uint32_t) * (const int32_t *)x.ptr << cd->left_shift);

		value = taps_run(&cd->state[i % cd->channels], cd->config->coefficients,
				 cd->config->num, value);
		*(int32_t *)y.ptr = value >> cd->left_shift;
		x.ptr = cir_buf_wrap((const int32_t *)x.ptr + 1, x.buf_start, x.buf_end);
		y.ptr = cir_buf_wrap((int32_t *)y.ptr + 1, y.buf_start, y.buf_end);
	}
	source_release_data(sources[0], bytes);
	sink_commit_buffer(sinks[0], bytes);
	return 0;
}

static int taps_set_config(struct processing_module *mod, uint32_t param_id,
			   enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			   const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			   size_t response_size)
{
	struct taps_comp_data *cd = module_get_private_data(mod);

	if (param_id == SOF_IPC4_SWITCH_CONTROL_PARAM_ID ||
	    param_id == SOF_IPC4_ENUM_CONTROL_PARAM_ID)
		return -EINVAL;
	return comp_data_blob_set(cd->model_handler, pos, data_offset_size, fragment,
				  fragment_size);
}

static int taps_get_config(struct processing_module *mod, uint32_t config_id,
			   uint32_t *data_offset_size, uint8_t *fragment, size_t fragment_size)
{
	struct sof_ipc_ctrl_data *cdata = (struct sof_ipc_ctrl_data *)fragment;
	struct taps_comp_data *cd = module_get_private_data(mod);

	return comp_data_blob_get_cmd(cd->model_handler, cdata, fragment_size);
}

static int taps_reset(struct processing_module *mod)
{
	struct taps_comp_data *cd = module_get_private_data(mod);

	cd->config = NULL;
	return 0;
}

static int taps_free(struct processing_module *mod)
{
	struct taps_comp_data *cd = module_get_private_data(mod);

	mod_data_blob_handler_free(mod, cd->model_handler);
	mod_free(mod, cd);
	return 0;
}

static const struct module_interface taps_interface = {
	.init = taps_init,
	.prepare = taps_prepare,
	.process = taps_process,
	.set_configuration = taps_set_config,
	.get_configuration = taps_get_config,
	.reset = taps_reset,
	.free = taps_free,
};

DECLARE_MODULE_ADAPTER(taps_interface, taps_uuid, taps_tr);
SOF_MODULE_INIT(taps, sys_comp_module_taps_interface_init);
