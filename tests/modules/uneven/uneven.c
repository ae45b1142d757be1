/* SPDX-License-Identifier: BSD-3-Clause */
/* A mistake that only a battery finds: the first sample of each call is dropped, so that the block size is heard. */
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <rtos/init.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(uneven, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(uneven);
DECLARE_TR_CTX(uneven_tr, SOF_UUID(uneven_uuid), LOG_LEVEL_INFO);

static int uneven_init(struct processing_module *mod)
{
	return 0;
}

static int uneven_prepare(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	return source_get_frm_fmt(sources[0]) == SOF_IPC_FRAME_S16_LE ? 0 : -EINVAL;
}

static int uneven_process(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	size_t size = MIN(source_get_data_available(sources[0]), sink_get_free_size(sinks[0]));
	const int16_t *x, *x_start;
	int16_t *y, *y_start;
	int x_size, y_size;

	size -= size % sink_get_frame_bytes(sinks[0]);
	if (!size || source_get_data_s16(sources[0], size, &x, &x_start, &x_size))
		return -ENODATA;
	if (sink_get_buffer_s16(sinks[0], size, &y, &y_start, &y_size)) {
		source_release_data(sources[0], 0);
		return -ENOSPC;
	}
	for (size_t i = 0; i < size / sizeof(*y); i++) {
		*y = i ? *x : 0;
		x = cir_buf_wrap(x + 1, x_start, x_start + x_size);
		y = cir_buf_wrap(y + 1, y_start, y_start + y_size);
	}
	source_release_data(sources[0], size);
	sink_commit_buffer(sinks[0], size);
	return 0;
}

static const struct module_interface uneven_interface = {
	.init = uneven_init,
	.prepare = uneven_prepare,
	.process = uneven_process,
};

DECLARE_MODULE_ADAPTER(uneven_interface, uneven_uuid, uneven_tr);
SOF_MODULE_INIT(uneven, sys_comp_module_uneven_interface_init);
