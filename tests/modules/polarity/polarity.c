/* SPDX-License-Identifier: BSD-3-Clause */
/* Source and sink interface, static registration, a switch control, LL and DP. */
#include <sof/audio/component.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/lib/memory.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <sof/ut.h>
#include <ipc4/header.h>
#include <rtos/init.h>
#include <user/trace.h>
#include "polarity.h"

LOG_MODULE_REGISTER(polarity, CONFIG_SOF_LOG_LEVEL);

SOF_DEFINE_REG_UUID(polarity);
DECLARE_TR_CTX(polarity_tr, SOF_UUID(polarity_uuid), LOG_LEVEL_INFO);

static int polarity_init(struct processing_module *mod)
{
	struct module_data *md = &mod->priv;
	struct comp_dev *dev = mod->dev;
	struct polarity_comp_data *cd;

	comp_info(dev, "polarity init");
	cd = mod_zalloc(mod, sizeof(*cd));
	if (!cd)
		return -ENOMEM;
	for (int i = 0; i < SOF_IPC_MAX_CHANNELS; i++)
		cd->inverted[i] = true;
	md->private = cd;
	return 0;
}

static int polarity_prepare(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct polarity_comp_data *cd = module_get_private_data(mod);

	if (num_of_sources != 1 || num_of_sinks != 1)
		return -EINVAL;
	source_set_alignment_constants(sources[0], 4, 1);
	cd->channels = source_get_channels(sources[0]);
	cd->process = polarity_find_func(source_get_valid_fmt(sources[0]));
	if (!cd->process) {
		comp_err(mod->dev, "no function for format %d", source_get_valid_fmt(sources[0]));
		return -EINVAL;
	}
	return 0;
}

static int polarity_process(struct processing_module *mod, struct sof_source **sources,
			    int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct polarity_comp_data *cd = module_get_private_data(mod);
	uint32_t frames = source_sink_avail_frames_aligned(sources[0], sinks[0]);

	return frames ? cd->process(cd, sources[0], sinks[0], frames) : -ENODATA;
}

__cold static int polarity_set_config(struct processing_module *mod, uint32_t param_id,
				      enum module_cfg_fragment_position pos,
				      uint32_t data_offset_size, const uint8_t *fragment,
				      size_t fragment_size, uint8_t *response, size_t response_size)
{
	const struct sof_ipc4_control_msg_payload *ctl = (const void *)fragment;
	struct polarity_comp_data *cd = module_get_private_data(mod);

	assert_can_be_cold();
	if (param_id != SOF_IPC4_SWITCH_CONTROL_PARAM_ID)
		return -EINVAL;
	if (ctl->id != 0 || ctl->num_elems > SOF_IPC_MAX_CHANNELS)
		return -EINVAL;
	for (int i = 0; i < ctl->num_elems; i++) {
		if (ctl->chanv[i].channel >= SOF_IPC_MAX_CHANNELS)
			return -EINVAL;
		cd->inverted[ctl->chanv[i].channel] = ctl->chanv[i].value;
	}
	return 0;
}

static int polarity_reset(struct processing_module *mod)
{
	struct polarity_comp_data *cd = module_get_private_data(mod);

	cd->process = NULL;
	return 0;
}

static int polarity_free(struct processing_module *mod)
{
	mod_free(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface polarity_interface = {
	.init = polarity_init,
	.prepare = polarity_prepare,
	.process = polarity_process,
	.set_configuration = polarity_set_config,
	.reset = polarity_reset,
	.free = polarity_free,
};

#if CONFIG_COMP_POLARITY_MODULE
/* modular: llext dynamic link */

#include <module/module/api_ver.h>
#include <module/module/llext.h>
#include <rimage/sof/user/manifest.h>

static const struct sof_man_module_manifest mod_manifest __section(".module") __used =
	SOF_LLEXT_MODULE_MANIFEST("POLARITY", &polarity_interface, 1, SOF_REG_UUID(polarity), 8);

SOF_LLEXT_BUILDINFO;

#else

DECLARE_MODULE_ADAPTER(polarity_interface, polarity_uuid, polarity_tr);
SOF_MODULE_INIT(polarity, sys_comp_module_polarity_interface_init);

#endif
