/* SPDX-License-Identifier: BSD-3-Clause */
/* Mixout: passes on what the mixins have mixed into its sink, or silence. */
#include <errno.h>
#include <string.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>
#include "../period.h"
#include "mixin_mixout.h"

/* After a mixin has come or gone. */
static void count_sources(struct mixout_data *md)
{
	md->num_sources = MIXOUT_MAX_SOURCES;
	while (md->num_sources && !md->sources[md->num_sources - 1].mixin)
		md->num_sources--;
	md->mixed = 0;
	for (unsigned int i = 0; i < md->num_sources; i++)
		md->mixed = MAX(md->mixed, md->sources[i].pending);
}

bool module_is_mixout(const struct processing_module *mod)
{
	return mod && mod->priv.ops == &mixout_ops;
}

uint32_t *mixout_pending(struct processing_module *mixout, const struct processing_module *mixin)
{
	struct mixout_data *md = module_get_private_data(mixout);

	for (unsigned int i = 0; i < MIXOUT_MAX_SOURCES; i++) {
		if (md->sources[i].mixin == mixin)
			return &md->sources[i].pending;
	}
	return NULL;
}

static int mixout_init(struct processing_module *mod)
{
	struct mixout_data *md;

	if (comp_is_dp(mod->dev)) {
		comp_err(mod->dev, "in the DP domain, expected LL");
		return -EINVAL;
	}
	md = mod_zalloc(mod, sizeof(*md));
	if (!md)
		return -ENOMEM;
	module_set_private_data(mod, md);
	mod->max_sources = MIXOUT_MAX_SOURCES;
	return 0;
}

static int mixout_bind(struct processing_module *mod, const struct bind_info *info)
{
	struct mixout_data *md = module_get_private_data(mod);
	const struct processing_module *mixin;

	if (info->bind_type != COMP_BIND_TYPE_SOURCE)
		return 0;
	mixin = source_get_producer(info->source);
	if (!mixin || mixin->priv.ops != &mixin_ops) {
		comp_err(mod->dev, "source is no mixin");
		return -EINVAL;
	}
	if (mixout_pending(mod, mixin)) {
		comp_err(mod->dev, "bound to %s already", mixin->dev->name);
		return -EALREADY;
	}
	for (unsigned int i = 0; i < MIXOUT_MAX_SOURCES; i++) {
		if (!md->sources[i].mixin) {
			md->sources[i].mixin = mixin;
			md->sources[i].pending = 0;
			count_sources(md);
			return 0;
		}
	}
	comp_err(mod->dev, "more than %d mixins", MIXOUT_MAX_SOURCES);
	return -ENOMEM;
}

static int mixout_unbind(struct processing_module *mod, const struct bind_info *info)
{
	struct mixout_data *md = module_get_private_data(mod);

	if (info->bind_type != COMP_BIND_TYPE_SOURCE) {
		md->to = NULL;
		return 0;
	}
	for (unsigned int i = 0; i < MIXOUT_MAX_SOURCES; i++) {
		if (md->sources[i].mixin == source_get_producer(info->source)) {
			md->sources[i].mixin = NULL;
			md->sources[i].pending = 0;
		}
	}
	count_sources(md);
	return 0;
}

static void forget_pending(struct mixout_data *md)
{
	for (unsigned int i = 0; i < MIXOUT_MAX_SOURCES; i++)
		md->sources[i].pending = 0;
	md->mixed = 0;
}

static int mixout_prepare(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mixout_data *md = module_get_private_data(mod);
	struct sof_audio_stream_params params;

	if (num_of_sinks != 1) {
		comp_err(mod->dev, "%d sinks, expected one", num_of_sinks);
		return -EINVAL;
	}
	/* what mixins have to deliver must be what the sink takes: they write to it */
	if (audio_stream_params_from_ipc4(&params, &mod->priv.cfg.base_cfg.audio_fmt) ||
	    !mix_get_format(params.valid_sample_fmt) ||
	    params.frame_fmt != sink_get_frm_fmt(sinks[0]) ||
	    params.channels != sink_get_channels(sinks[0])) {
		comp_err(
			mod->dev,
			"sink takes format %d of %u channels, expected that of the mixout, 16, 24 or 32 bits",
			sink_get_frm_fmt(sinks[0]), sink_get_channels(sinks[0]));
		return -EINVAL;
	}
	md->period_frames = module_period_frames(mod->dev, params.rate);
	md->frame_bytes = (uint32_t)sink_get_frame_bytes(sinks[0]);
	md->to = NULL;
	forget_pending(md);
	return 0;
}

/* What all mixins with pending frames have reached; 0 none has any. */
static uint32_t mixout_ready_frames(const struct mixout_data *md)
{
	uint32_t frames = UINT32_MAX;

	for (unsigned int i = 0; i < md->num_sources; i++) {
		if (md->sources[i].pending)
			frames = MIN(frames, md->sources[i].pending);
	}
	return frames == UINT32_MAX ? 0 : frames;
}

static __attribute__((noinline)) int mixout_silence(struct mixout_data *md, struct sof_sink *sink)
{
	uint32_t room = (uint32_t)sink_get_free_frames(sink);
	uint32_t frames = MIN(md->period_frames, room);
	struct block_cursor dst;
	int ret = block_open_sink(&dst, sink, frames);

	if (ret)
		return ret;
	for (uint32_t left = frames, n; left; left -= n) {
		n = block_linear(&dst, left);
		memset(dst.ptr, 0, (size_t)n * dst.frame_bytes);
		block_advance(&dst, n);
	}
	sink_commit_buffer(sink, (size_t)frames * dst.frame_bytes);
	return 0;
}

/* Pass on what stands behind the sink's write position. */
static __attribute__((noinline)) int mixout_unusual(struct processing_module *mod, uint32_t bytes)
{
	struct mixout_data *md = module_get_private_data(mod);
	struct sof_sink *sink = mod->sinks[0];
	void *ptr, *start;
	size_t size;
	int ret = sink_get_buffer(sink, bytes, &ptr, &start, &size);

	if (ret)
		return ret;
	md->to = mod->num_of_sinks == 1 ? sink_stream(sink) : NULL;
	return sink_commit_buffer(sink, bytes);
}

/* The frames have been passed on. */
static inline void mixout_passed(struct mixout_data *md, uint32_t frames)
{
	uint32_t mixed = 0;

	for (unsigned int i = 0; i < md->num_sources; i++) {
		uint32_t *pending = &md->sources[i].pending;

		*pending -= MIN(*pending, frames);
		mixed = MAX(mixed, *pending);
	}
	md->mixed = mixed;
}

static int mixout_process(struct processing_module *mod, struct sof_source **sources,
			  int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mixout_data *md = module_get_private_data(mod);
	const uint32_t frames = mixout_ready_frames(md);
	const uint32_t bytes = frames * md->frame_bytes;
	struct audio_stream *to = md->to;
	int ret = 0;

	if (!frames)
		return mixout_silence(md, sinks[0]);
	if (to && to->free >= bytes) {
		audio_stream_advance_write(to, bytes);
		sinks[0]->processed += bytes;
	} else {
		ret = mixout_unusual(mod, bytes);
	}
	if (!ret)
		mixout_passed(md, frames);
	return ret;
}

/*
 * While a stream of the same pipeline still runs into this mixout, its stop must not tear down what follows.
 */
static int mixout_reset(struct processing_module *mod)
{
	struct mixout_data *md = module_get_private_data(mod);
	const struct comp_dev *dev = mod->dev;

	for (unsigned int i = 0;
	     i < MIXOUT_MAX_SOURCES && dev->direction == SOF_IPC_STREAM_PLAYBACK; i++) {
		const struct processing_module *mixin = md->sources[i].mixin;

		if (mixin && mixin->dev->ipc_config.pipeline_id == dev->ipc_config.pipeline_id &&
		    mixin->dev->state > COMP_STATE_PAUSED)
			return PPL_STATUS_PATH_STOP;
	}
	forget_pending(md);
	return 0;
}

static int mixout_free(struct processing_module *mod)
{
	return mod_free(mod, module_get_private_data(mod));
}

const struct module_interface mixout_ops = {
	.init = mixout_init,
	.prepare = mixout_prepare,
	.process = mixout_process,
	.bind = mixout_bind,
	.unbind = mixout_unbind,
	.reset = mixout_reset,
	.free = mixout_free,
};

DECLARE_MODULE(COMP_MIXIN_MIXOUT, "MIXOUT", (3c56505a, 24d7, 418f, bddc, c1f5a3ac2ae0),
	       .ops = &mixout_ops, .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 30,
	       .max_inputs = 8, .max_outputs = 1)
