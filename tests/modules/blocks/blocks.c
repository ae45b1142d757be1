/* SPDX-License-Identifier: BSD-3-Clause */
/* Raw data interface as codecs use it: blocks of two periods, whose frames come out in reverse, in buffers and counts of mpd. */
#include <sof/audio/buffer.h>
#include <sof/audio/component.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/lib/uuid.h>
#include <sof/trace/trace.h>
#include <rtos/init.h>
#include <rtos/string.h>
#include <user/trace.h>

LOG_MODULE_REGISTER(blocks, CONFIG_SOF_LOG_LEVEL);
SOF_DEFINE_REG_UUID(blocks);
DECLARE_TR_CTX(blocks_tr, SOF_UUID(blocks_uuid), LOG_LEVEL_INFO);

struct blocks_data {
	uint32_t frame_bytes;
};

static int blocks_init(struct processing_module *mod)
{
	struct blocks_data *bd = mod_zalloc(mod, sizeof(*bd));

	if (!bd)
		return -ENOMEM;
	module_set_private_data(mod, bd);
	return 0;
}

static int blocks_reset(struct processing_module *mod)
{
	struct module_data *codec = &mod->priv;

	mod_free(mod, codec->mpd.in_buff);
	mod_free(mod, codec->mpd.out_buff);
	codec->mpd.in_buff = NULL;
	codec->mpd.out_buff = NULL;
	codec->mpd.init_done = 0;
	return 0;
}

static int blocks_prepare(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct comp_buffer *source = comp_dev_get_first_data_producer(mod->dev);
	struct blocks_data *bd = module_get_private_data(mod);
	struct module_data *codec = &mod->priv;

	if (!source || !audio_buffer_hw_params_configured(&source->audio_buffer))
		return -ENOTCONN;
	bd->frame_bytes = audio_stream_frame_bytes(&source->stream);
	codec->mpd.in_buff_size = 2 * mod->period_bytes;
	codec->mpd.out_buff_size = codec->mpd.in_buff_size;
	codec->mpd.in_buff = mod_balloc(mod, codec->mpd.in_buff_size);
	codec->mpd.out_buff = mod_balloc(mod, codec->mpd.out_buff_size);
	if (!codec->mpd.in_buff || !codec->mpd.out_buff) {
		blocks_reset(mod);
		return -ENOMEM;
	}
	codec->mpd.init_done = 1;
	return 0;
}

static int blocks_process(struct processing_module *mod, struct input_stream_buffer *in, int num_in,
			  struct output_stream_buffer *out, int num_out)
{
	struct blocks_data *bd = module_get_private_data(mod);
	struct module_processing_data *mpd = &mod->priv.mpd;
	const uint32_t one = bd->frame_bytes;

	if (!mpd->init_done || in[0].size < mpd->in_buff_size)
		return -ENODATA;
	memcpy_s(mpd->in_buff, mpd->in_buff_size, in[0].data, mpd->in_buff_size);
	mpd->avail = mpd->in_buff_size;
	for (uint32_t at = 0; at + one <= mpd->avail; at += one)
		memcpy((uint8_t *)mpd->out_buff + at,
		       (uint8_t *)mpd->in_buff + mpd->avail - at - one, one);
	mpd->consumed = mpd->avail;
	mpd->produced = mpd->avail;
	memcpy_s(out[0].data, mpd->out_buff_size, mpd->out_buff, mpd->produced);
	in[0].consumed = mpd->consumed;
	out[0].size = mpd->produced;
	return 0;
}

static int blocks_free(struct processing_module *mod)
{
	mod_free(mod, module_get_private_data(mod));
	return 0;
}

static const struct module_interface blocks_interface = {
	.init = blocks_init,
	.prepare = blocks_prepare,
	.process_raw_data = blocks_process,
	.reset = blocks_reset,
	.free = blocks_free,
};

DECLARE_MODULE_ADAPTER(blocks_interface, blocks_uuid, blocks_tr);
SOF_MODULE_INIT(blocks, sys_comp_module_blocks_interface_init);
