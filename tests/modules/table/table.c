/* SPDX-License-Identifier: BSD-3-Clause */
/* A table of constants by mod_fast_get(): sample i is multiplied with value i mod 64 of a ramp. */
#include <sof/audio/component.h>
#include <sof/audio/format.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/sink_source_utils.h>
#include <sof/lib/fast-get.h>
#include <sof/lib/memory.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <rtos/init.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(table, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(table);
DECLARE_TR_CTX(table_tr, SOF_UUID(table_uuid), LOG_LEVEL_INFO);

#define TABLE_SIZE 64
#define R(i)       ((i)*32767 / TABLE_SIZE)
#define R8(i)      R(i), R(i + 1), R(i + 2), R(i + 3), R(i + 4), R(i + 5), R(i + 6), R(i + 7)

static const __cold_rodata int16_t table_ramp[TABLE_SIZE] = {
	R8(0), R8(8), R8(16), R8(24), R8(32), R8(40), R8(48), R8(56),
};

struct table_data {
	const int16_t *ramp; /* Q1.15 */
	uint32_t at;
	uint32_t channels;
};

static int table_init(struct processing_module *mod)
{
	struct table_data *td = mod_zalloc(mod, sizeof(*td));

	if (!td)
		return -ENOMEM;
	module_set_private_data(mod, td);
	td->ramp = mod_fast_get(mod, table_ramp, sizeof(table_ramp));
	return td->ramp ? 0 : -ENOMEM;
}

static int table_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct table_data *td = module_get_private_data(mod);

	td->at = 0;
	td->channels = source_get_channels(sources[0]);
	return source_get_frm_fmt(sources[0]) == SOF_IPC_FRAME_S16_LE ? 0 : -EINVAL;
}

static int table_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct table_data *td = module_get_private_data(mod);
	size_t frames = source_sink_avail_frames_aligned(sources[0], sinks[0]);
	size_t bytes = frames * source_get_frame_bytes(sources[0]);
	const int16_t *x, *x_start;
	int16_t *y, *y_start;
	int x_size, y_size;

	if (source_get_data_s16(sources[0], bytes, &x, &x_start, &x_size))
		return -ENODATA;
	if (sink_get_buffer_s16(sinks[0], bytes, &y, &y_start, &y_size)) {
		source_release_data(sources[0], 0);
		return -ENOSPC;
	}
	for (size_t i = 0; i < frames * td->channels; i++) {
		*y = (int16_t)Q_MULTSR_16X16((int32_t)*x, td->ramp[td->at], 15, 15, 15);
		td->at = (td->at + 1) % TABLE_SIZE;
		x = cir_buf_wrap(x + 1, x_start, x_start + x_size);
		y = cir_buf_wrap(y + 1, y_start, y_start + y_size);
	}
	source_release_data(sources[0], bytes);
	sink_commit_buffer(sinks[0], bytes);
	return 0;
}

static int table_free(struct processing_module *mod)
{
	struct table_data *td = module_get_private_data(mod);

	mod_free(mod, td->ramp);
	mod_free(mod, td);
	return 0;
}

static const struct module_interface table_interface = {
	.init = table_init,
	.prepare = table_prepare,
	.process = table_process,
	.free = table_free,
};

DECLARE_MODULE_ADAPTER(table_interface, table_uuid, table_tr);
SOF_MODULE_INIT(table, sys_comp_module_table_interface_init);
