/* SPDX-License-Identifier: BSD-3-Clause */
/* Two input pins, one output: the saturated sum. bind() and unbind() follow the pins. */
#include <sof/audio/component.h>
#include <sof/audio/format.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <ipc4/base-config.h>
#include <rtos/init.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(sum2, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(sum2);
DECLARE_TR_CTX(sum2_tr, SOF_UUID(sum2_uuid), LOG_LEVEL_INFO);

struct sum2_data {
	uint32_t bound; /* mask of input pins */
};

static int sum2_init(struct processing_module *mod)
{
	struct sum2_data *sd = mod_zalloc(mod, sizeof(*sd));

	if (!sd)
		return -ENOMEM;
	mod->max_sources = 2;
	module_set_private_data(mod, sd);
	return 0;
}

static int sum2_bind(struct processing_module *mod, const struct bind_info *bind_data)
{
	struct sum2_data *sd = module_get_private_data(mod);

	if (bind_data->bind_type == COMP_BIND_TYPE_SOURCE)
		sd->bound |= 1u << source_get_id(bind_data->source);
	return 0;
}

static int sum2_unbind(struct processing_module *mod, const struct bind_info *unbind_data)
{
	struct sum2_data *sd = module_get_private_data(mod);

	if (unbind_data->bind_type == COMP_BIND_TYPE_SOURCE)
		sd->bound &= ~(1u << source_get_id(unbind_data->source));
	return 0;
}

static int sum2_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct sum2_data *sd = module_get_private_data(mod);

	if (num_of_sources != 2 || sd->bound != 3 || num_of_sinks != 1)
		return -EINVAL;
	if (source_get_frm_fmt(sources[0]) != SOF_IPC_FRAME_S16_LE)
		return -EINVAL;
	return 0;
}

static int sum2_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	size_t frames = MIN(source_get_data_frames_available(sources[0]),
			    source_get_data_frames_available(sources[1]));
	const int16_t *x[2], *start[2];
	int16_t *y, *y_start;
	int size[2], y_size;
	size_t bytes;

	frames = MIN(frames, sink_get_free_frames(sinks[0]));
	bytes = frames * sink_get_frame_bytes(sinks[0]);
	if (!frames)
		return -ENODATA;
	for (int i = 0; i < 2; i++)
		if (source_get_data_s16(sources[i], bytes, &x[i], &start[i], &size[i]))
			return -EIO;
	if (sink_get_buffer_s16(sinks[0], bytes, &y, &y_start, &y_size))
		return -EIO;
	for (size_t n = bytes / sizeof(*y); n; n--) {
		*y = sat_int16((int32_t)*x[0] + *x[1]);
		y = cir_buf_wrap(y + 1, y_start, y_start + y_size);
		for (int i = 0; i < 2; i++)
			x[i] = cir_buf_wrap(x[i] + 1, start[i], start[i] + size[i]);
	}
	for (int i = 0; i < 2; i++)
		source_release_data(sources[i], bytes);
	return sink_commit_buffer(sinks[0], bytes);
}

static int sum2_free(struct processing_module *mod)
{
	mod_free(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface sum2_interface = {
	.init = sum2_init,
	.prepare = sum2_prepare,
	.process = sum2_process,
	.bind = sum2_bind,
	.unbind = sum2_unbind,
	.free = sum2_free,
};

DECLARE_MODULE_ADAPTER(sum2_interface, sum2_uuid, sum2_tr);
SOF_MODULE_INIT(sum2, sys_comp_module_sum2_interface_init);
