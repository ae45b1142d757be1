/* SPDX-License-Identifier: BSD-3-Clause */
/* Declares itself as loadable modules do, and in no other way. Each pair of frames has the first one's value. */
#include <module/audio/sink_api.h>
#include <module/audio/source_api.h>
#include <module/module/api_ver.h>
#include <module/module/base.h>
#include <module/module/interface.h>
#include <module/module/llext.h>
#include <rimage/sof/user/manifest.h>
#include <rtos/init.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>

SOF_DEFINE_REG_UUID(lext);

LOG_MODULE_REGISTER(lext, CONFIG_SOF_LOG_LEVEL);

struct lext_data {
	int16_t held[SOF_IPC_MAX_CHANNELS];
	uint32_t channels;
	uint32_t channel;
	bool is_second;
};

static int lext_init(struct processing_module *mod)
{
	struct module_data *md = &mod->priv;

	md->private = mod_zalloc(mod, sizeof(struct lext_data));
	return md->private ? 0 : -ENOMEM;
}

static int lext_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct lext_data *ld = module_get_private_data(mod);

	memset(ld, 0, sizeof(*ld));
	ld->channels = source_get_channels(sources[0]);
	return source_get_frm_fmt(sources[0]) == SOF_IPC_FRAME_S16_LE ? 0 : -EINVAL;
}

static int16_t lext_sample(struct lext_data *ld, int16_t x)
{
	int16_t y;

	if (!ld->is_second)
		ld->held[ld->channel] = x;
	y = ld->held[ld->channel];
	if (++ld->channel == ld->channels) {
		ld->channel = 0;
		ld->is_second = !ld->is_second;
	}
	return y;
}

static int lext_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct lext_data *ld = module_get_private_data(mod);
	size_t size = MIN(source_get_data_available(sources[0]), sink_get_free_size(sinks[0]));
	const int16_t *x, *x_start;
	int16_t *y, *y_start;
	int x_size, y_size;

	size -= size % sink_get_frame_bytes(sinks[0]);
	if (source_get_data_s16(sources[0], size, &x, &x_start, &x_size))
		return -ENODATA;
	if (sink_get_buffer_s16(sinks[0], size, &y, &y_start, &y_size)) {
		source_release_data(sources[0], 0);
		return -ENOSPC;
	}
	for (size_t i = 0; i < size / sizeof(*y); i++) {
		*y++ = lext_sample(ld, *x++);
		x = x == x_start + x_size ? x_start : x;
		y = y == y_start + y_size ? y_start : y;
	}
	source_release_data(sources[0], size);
	sink_commit_buffer(sinks[0], size);
	return 0;
}

static int lext_free(struct processing_module *mod)
{
	mod_free(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface lext_interface = {
	.init = lext_init,
	.prepare = lext_prepare,
	.process = lext_process,
	.free = lext_free,
};

static const struct sof_man_module_manifest mod_manifest __section(".module") __used =
	SOF_LLEXT_MODULE_MANIFEST("LEXT", &lext_interface, 1, SOF_REG_UUID(lext), 6);

SOF_LLEXT_BUILDINFO;
