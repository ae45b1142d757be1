/* SPDX-License-Identifier: BSD-3-Clause */
/* Raw data interface: blocks of bytes in linear memory; the first two channels change places. */
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <rtos/init.h>
#include <rtos/string.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(swapraw, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(swapraw);
DECLARE_TR_CTX(swapraw_tr, SOF_UUID(swapraw_uuid), LOG_LEVEL_INFO);

struct swapraw_data {
	size_t sample_bytes;
	size_t channels;
};

static int swapraw_init(struct processing_module *mod)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	struct swapraw_data *sd = mod_zalloc(mod, sizeof(*sd));

	if (!sd)
		return -ENOMEM;
	sd->sample_bytes = fmt->depth / 8;
	sd->channels = fmt->channels_count;
	module_set_private_data(mod, sd);
	return sd->channels < 2 ? -EINVAL : 0;
}

static int swapraw_process(struct processing_module *mod, struct input_stream_buffer *in,
			   int num_in, struct output_stream_buffer *out, int num_out)
{
	struct swapraw_data *sd = module_get_private_data(mod);
	size_t one = sd->sample_bytes, frame = one * sd->channels;
	const uint8_t *x = in[0].data;
	uint8_t *y = out[0].data;

	for (size_t at = 0; at + frame <= in[0].size; at += frame) {
		memcpy_s(y + at, one, x + at + one, one);
		memcpy_s(y + at + one, one, x + at, one);
		memcpy(y + at + 2 * one, x + at + 2 * one, frame - 2 * one);
	}
	in[0].consumed = in[0].size;
	out[0].size = in[0].size;
	return 0;
}

static int swapraw_free(struct processing_module *mod)
{
	mod_free(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface swapraw_interface = {
	.init = swapraw_init,
	.process_raw_data = swapraw_process,
	.free = swapraw_free,
};

DECLARE_MODULE_ADAPTER(swapraw_interface, swapraw_uuid, swapraw_tr);
SOF_MODULE_INIT(swapraw, sys_comp_module_swapraw_interface_init);
