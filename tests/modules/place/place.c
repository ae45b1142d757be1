/* SPDX-License-Identifier: BSD-3-Clause */
/* A vendor's own, with the UUID of DTS: it takes the place of the pass-through. 16 bits, each sample changes its sign. */
#include <sof/audio/component.h>
#include <sof/audio/format.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <rtos/init.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(place, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(place);
DECLARE_TR_CTX(place_tr, SOF_UUID(place_uuid), LOG_LEVEL_INFO);

static int place_init(struct processing_module *mod)
{
	return 0;
}

static int place_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	size_t frames =
		MIN(source_get_data_frames_available(sources[0]), sink_get_free_frames(sinks[0]));
	const size_t bytes = frames * sink_get_frame_bytes(sinks[0]);
	const int16_t *x, *x_start;
	int16_t *y, *y_start;
	int x_size, y_size;

	if (!frames)
		return -ENODATA;
	if (source_get_data_s16(sources[0], bytes, &x, &x_start, &x_size) ||
	    sink_get_buffer_s16(sinks[0], bytes, &y, &y_start, &y_size))
		return -EIO;
	for (size_t n = bytes / sizeof(*y); n; n--) {
		*y = sat_int16(-(int32_t)*x);
		x = cir_buf_wrap(x + 1, x_start, x_start + x_size);
		y = cir_buf_wrap(y + 1, y_start, y_start + y_size);
	}
	source_release_data(sources[0], bytes);
	return sink_commit_buffer(sinks[0], bytes);
}

static int place_free(struct processing_module *mod)
{
	return 0;
}

static const struct module_interface place_interface = {
	.init = place_init,
	.process = place_process,
	.free = place_free,
};

DECLARE_MODULE_ADAPTER(place_interface, place_uuid, place_tr);
SOF_MODULE_INIT(place, sys_comp_module_place_interface_init);
