/* SPDX-License-Identifier: BSD-3-Clause */
/* Mixin: adds its stream to the sinks of the mixouts it feeds. */
#include <errno.h>
#include <string.h>
#include <ipc4/gain.h>
#include <sof/audio/module_declare.h>
#include <sof/audio/pipeline.h>
#include <sof/common.h>
#include <sof/lib/notification.h>
#include "../period.h"
#include "mixin_mixout.h"

#define MIXIN_PARAM_UNDERRUN_NOTIF_PERIOD   0
#define MIXIN_UNDERRUN_NOTIF_PERIOD_DEFAULT 10
#define MIXIN_MODE_REMAP                    1

/* Small configuration: value in the low half, id above. */
#define PARAM_ID(word)    ((word) >> 16 & 0x3FFF)
#define PARAM_VALUE(word) ((word)&0xFFFF)

/* What usual calls mix, from where to where; see mixin_span(). */
struct mixin_route {
	const struct comp_dev *mixout; /* NULL: not known since the last bind or unbind */
	struct mixout_data *to;
	uint32_t *pending; /* of this mixin, there */
	struct sof_source *source;
	const int32_t *gain;
	uint32_t bytes; /* all that the source has */
	uint32_t frames;
	uint32_t samples;
};

struct mixin_data {
	const struct mix_format *format;
	int32_t gain[MIXIN_MAX_SINKS]; /* by output queue */
	uint32_t period_frames;
	uint32_t frame_bytes;
	struct mixin_route route;
	uint16_t underrun_period; /* calls between two notifications */
	uint32_t underrun_calls;
	bool eos_notified;
};

/* A mixout at work, as seen in one call. */
struct mixin_target {
	struct processing_module *mixout;
	struct sof_sink *sink; /* the mixout's */
	uint32_t *pending;
	int32_t gain;
};

static int mixin_init(struct processing_module *mod)
{
	struct mixin_data *md;

	if (comp_is_dp(mod->dev)) {
		comp_err(mod->dev, "in the DP domain, expected LL");
		return -EINVAL;
	}
	md = mod_zalloc(mod, sizeof(*md));
	if (!md)
		return -ENOMEM;
	module_set_private_data(mod, md);
	for (unsigned int i = 0; i < MIXIN_MAX_SINKS; i++)
		md->gain[i] = MIXIN_UNITY_GAIN;
	md->underrun_period = MIXIN_UNDERRUN_NOTIF_PERIOD_DEFAULT;
	mod->max_sinks = MIXIN_MAX_SINKS;
	return 0;
}

static int mixin_bind(struct processing_module *mod, const struct bind_info *info)
{
	struct mixin_data *md = module_get_private_data(mod);

	md->route.mixout = NULL;
	if (info->bind_type != COMP_BIND_TYPE_SINK)
		return 0;
	if (!module_is_mixout(sink_get_consumer(info->sink)) ||
	    sink_get_id(info->sink) >= MIXIN_MAX_SINKS) {
		comp_err(mod->dev, "output %u, expected 0..%d to a mixout", sink_get_id(info->sink),
			 MIXIN_MAX_SINKS - 1);
		return -EINVAL;
	}
	return 0;
}

/* It runs on without its mixout, which may be deleted. */
static int mixin_unbind(struct processing_module *mod, const struct bind_info *info)
{
	struct mixin_data *md = module_get_private_data(mod);

	(void)info;
	md->route.mixout = NULL;
	return 0;
}

static int mixin_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct mixin_data *md = module_get_private_data(mod);

	if (num_of_sources != 1 || num_of_sinks < 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected 1 and 1..%d", num_of_sources,
			 num_of_sinks, MIXIN_MAX_SINKS);
		return -EINVAL;
	}
	for (int i = 0; i < num_of_sinks; i++) {
		if (source_get_frm_fmt(sources[0]) != sink_get_frm_fmt(sinks[i]) ||
		    source_get_channels(sources[0]) != sink_get_channels(sinks[i]) ||
		    sink_get_valid_fmt(sinks[i]) != sink_get_valid_fmt(sinks[0])) {
			comp_err(mod->dev, "output %u differs in format or channels",
				 sink_get_id(sinks[i]));
			return -EINVAL;
		}
	}
	md->format = mix_get_format(sink_get_valid_fmt(sinks[0]));
	if (!md->format) {
		comp_err(mod->dev, "valid format %d, expected 16, 24 or 32 bits",
			 sink_get_valid_fmt(sinks[0]));
		return -EINVAL;
	}
	md->period_frames = module_period_frames(mod->dev, source_get_rate(sources[0]));
	md->frame_bytes = (uint32_t)source_get_frame_bytes(sources[0]);
	md->route.mixout = NULL;
	md->underrun_calls = 0;
	md->eos_notified = false;
	return 0;
}

/* The mixouts that run, and into *limit how many frames all of them can take. @return number, -EINVAL */
static int mixin_find_targets(struct processing_module *mod, struct sof_sink **sinks,
			      int num_of_sinks, struct mixin_target *targets, uint32_t *limit)
{
	struct mixin_data *md = module_get_private_data(mod);
	int count = 0;

	*limit = UINT32_MAX;
	for (int i = 0; i < num_of_sinks; i++) {
		struct processing_module *mixout = sink_get_consumer(sinks[i]);
		struct mixin_target *target = &targets[count];
		uint32_t room;

		if (!module_is_active(mixout))
			continue;
		target->mixout = mixout;
		target->pending = mixout_pending(mixout, mod);
		if (!target->pending || mixout->num_of_sinks != 1) {
			comp_err(mod->dev, "%s runs without a sink", mixout->dev->name);
			return -EINVAL;
		}
		target->sink = mixout->sinks[0];
		target->gain = md->gain[sink_get_id(sinks[i])];
		room = (uint32_t)sink_get_free_frames(target->sink);
		*limit = MIN(*limit, room - MIN(room, *target->pending));
		count++;
	}
	return count;
}

/* Mix linear frames that are all mixed, or all fresh. */
static inline void mix_span(const struct mix_format *format, const void *src, void *dst,
			    uint32_t samples, int32_t gain, bool fresh)
{
	if (gain == MIXIN_UNITY_GAIN && fresh)
		format->copy(src, dst, samples);
	else if (gain == MIXIN_UNITY_GAIN)
		format->add(src, dst, samples);
	else if (fresh)
		format->gain(src, dst, samples, gain);
	else
		format->add_gain(src, dst, samples, gain);
}

/* Mix `frames` of source (NULL: silence) into a target, behind what this mixin has pending there. */
static int mixin_mix(const struct mixin_data *md, const struct mixin_target *target,
		     const struct block_cursor *source, uint32_t frames)
{
	struct mixout_data *mixout = module_get_private_data(target->mixout);
	uint32_t start = *target->pending, mixed = mixout->mixed;
	uint32_t old = mixed > start ? MIN(mixed - start, frames) : 0;
	uint32_t channels = sink_get_channels(target->sink);
	struct block_cursor src = { 0 }, dst;
	int ret = block_open_sink(&dst, target->sink, start + frames);

	if (ret)
		return ret;
	block_skip(&dst, start);
	if (source)
		src = *source;
	for (uint32_t done = 0, n; done < frames; done += n) {
		n = block_linear(&dst, done < old ? old - done : frames - done);
		if (source) {
			n = block_linear(&src, n);
			mix_span(md->format, src.ptr, dst.ptr, n * channels, target->gain,
				 done >= old);
			block_advance(&src, n);
		} else if (done >= old) {
			memset(dst.ptr, 0, (size_t)n * dst.frame_bytes);
		}
		block_advance(&dst, n);
	}
	*target->pending += frames;
	mixout->mixed = MAX(mixed, *target->pending);
	/* mixout commits */
	return sink_commit_buffer(target->sink, 0);
}

/* The source has run dry: tell the host now and then; once at the end of the stream. */
static void mixin_report_underrun(struct processing_module *mod, bool empty, uint32_t frame_bytes)
{
	struct mixin_data *md = module_get_private_data(mod);
	const struct pipeline *p = mod->dev->pipeline;
	bool eos = p && p->expect_eos;
	uint32_t data[] = { eos, 0, md->period_frames * frame_bytes };

	md->underrun_calls++;
	if (!eos)
		md->eos_notified = false;
	if (!empty || (eos ? md->eos_notified : md->underrun_calls < md->underrun_period))
		return;
	if (notify_resource_event(IPC4_PIPELINE, mod->dev->ipc_config.pipeline_id,
				  IPC4_MIXER_UNDERRUN_DETECTED, data, ARRAY_SIZE(data)))
		return;
	md->underrun_calls = 0;
	md->eos_notified = eos;
}

/*
 * May the next call be a usual one? It will be if this one has taken all that a stream had to one mixout, as much comes again,
 * and nothing is to be told at the end of the stream.
 */
static void mixin_settle(struct processing_module *mod, const struct mixin_target *targets,
			 int count, uint32_t frames)
{
	struct mixin_data *md = module_get_private_data(mod);
	struct sof_source *source = mod->sources[0];

	md->route.mixout = NULL;
	if (!frames || count != 1 || mod->num_of_sinks != 1 || !source_is_stream(source) ||
	    source_get_data_available(source) != (size_t)frames * md->frame_bytes ||
	    md->eos_notified)
		return;
	md->route = (struct mixin_route){
		.mixout = targets[0].mixout->dev,
		.to = module_get_private_data(targets[0].mixout),
		.pending = targets[0].pending,
		.source = source,
		.gain = &md->gain[sink_get_id(mod->sinks[0])],
		.bytes = frames * md->frame_bytes,
		.frames = frames,
		.samples = frames * source_get_channels(source),
	};
}

static __attribute__((noinline)) int mixin_unusual(struct processing_module *mod)
{
	struct mixin_data *md = module_get_private_data(mod);
	struct sof_source *source = mod->sources[0];
	struct mixin_target targets[MIXIN_MAX_SINKS];
	struct block_cursor src;
	uint32_t available, limit, frames;
	bool empty;
	int count, ret;

	count = mixin_find_targets(mod, mod->sinks, (int)MIN(mod->num_of_sinks, MIXIN_MAX_SINKS),
				   targets, &limit);
	if (count < 0)
		return count;
	available = (uint32_t)source_get_data_frames_available(source);
	empty = !available;
	if (count)
		mixin_report_underrun(mod, empty, source_get_frame_bytes(source));
	frames = count ? MIN(empty ? md->period_frames : available, limit) : 0;
	mixin_settle(mod, targets, count, empty ? 0 : frames);
	if (!frames)
		return 0;

	if (!empty) {
		ret = block_open_source(&src, source, frames);
		if (ret)
			return ret;
	}
	/* a mixout that fails is skipped, the others go on */
	ret = 0;
	for (int i = 0; i < count; i++) {
		int error = mixin_mix(md, &targets[i], empty ? NULL : &src, frames);

		if (error)
			ret = error;
	}
	if (!empty)
		source_release_data(source, (size_t)frames * src.frame_bytes);
	return ret;
}

/*
 * The usual call: as much as in the last one, all that the source has, goes to the one mixout, which has passed on what was
 * there before. None of it wraps, and either all is mixed with that of others, or nothing.
 */
static inline int mixin_span(struct processing_module *mod, const struct mixin_route *route,
			     bool fresh)
{
	struct mixin_data *md = module_get_private_data(mod);
	struct audio_stream *from = (struct audio_stream *)(void *)route->source->params;
	struct audio_stream *to = route->to->to;
	const void *src = from->r_ptr;

	if (from->avail != route->bytes || !to || to->free < route->bytes ||
	    route->bytes > to->end_addr - to->w_ptr || route->bytes > from->end_addr - src)
		return mixin_unusual(mod);
	*route->pending = route->frames;
	if (fresh)
		route->to->mixed = route->frames;
	md->underrun_calls++;
	audio_stream_advance_read(from, route->bytes);
	route->source->processed += route->bytes;
	mix_span(md->format, src, to->w_ptr, route->samples, *route->gain, fresh);
	return 0;
}

/* Others have mixed into the mixout's sink since it has passed on what was there. */
static __attribute__((noinline)) int mixin_add(struct processing_module *mod)
{
	const struct mixin_data *md = module_get_private_data(mod);
	const struct mixin_route *route = &md->route;

	return route->to->mixed < route->frames ? mixin_unusual(mod) :
						  mixin_span(mod, route, false);
}

static int mixin_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const struct mixin_data *md = module_get_private_data(mod);
	const struct mixin_route *route = &md->route;

	if (!route->mixout || route->mixout->state != COMP_STATE_ACTIVE || *route->pending)
		return mixin_unusual(mod);
	return route->to->mixed ? mixin_add(mod) : mixin_span(mod, route, true);
}

static int mixin_set_config(struct processing_module *mod, uint32_t config_id,
			    enum module_cfg_fragment_position pos, uint32_t data_offset_size,
			    const uint8_t *fragment, size_t fragment_size, uint8_t *response,
			    size_t response_size)
{
	struct mixin_data *md = module_get_private_data(mod);
	struct ipc4_mixer_mode_sink_config entry;
	int32_t gain[MIXIN_MAX_SINKS];
	uint32_t count;

	if (config_id != IPC4_MIXER_MODE || pos != MODULE_CFG_FRAGMENT_SINGLE ||
	    fragment_size < sizeof(count) + sizeof(entry)) {
		comp_err(mod->dev, "parameter %u of %zu bytes, expected %u of at least %zu",
			 config_id, fragment_size, IPC4_MIXER_MODE, sizeof(count) + sizeof(entry));
		return -EINVAL;
	}
	memcpy(&count, fragment, sizeof(count));
	if (!count || count > MIXIN_MAX_SINKS ||
	    fragment_size < sizeof(count) + count * sizeof(entry)) {
		comp_err(mod->dev, "%u outputs in %zu bytes, expected 1..%d of %zu each", count,
			 fragment_size, MIXIN_MAX_SINKS, sizeof(entry));
		return -EINVAL;
	}
	memcpy(gain, md->gain, sizeof(gain));
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&entry, fragment + sizeof(count) + i * sizeof(entry), sizeof(entry));
		/* a remapping output needs sane fields, and then mixes like any other */
		if (entry.output_queue_id >= MIXIN_MAX_SINKS ||
		    entry.mixer_mode > MIXIN_MODE_REMAP ||
		    (entry.mixer_mode == MIXIN_MODE_REMAP &&
		     (!entry.output_channel_count ||
		      entry.output_channel_count > IPC4_MAX_CHANNELS))) {
			comp_err(
				mod->dev,
				"output %u in mode %u with %u channels, expected 0..%d in 0..%d with 1..%d",
				entry.output_queue_id, entry.mixer_mode, entry.output_channel_count,
				MIXIN_MAX_SINKS - 1, MIXIN_MODE_REMAP, IPC4_MAX_CHANNELS);
			return -EINVAL;
		}
		gain[entry.output_queue_id] = MIN(entry.gain, MIXIN_UNITY_GAIN);
	}
	memcpy(md->gain, gain, sizeof(gain));
	return 0;
}

static int mixin_set_config_param(struct processing_module *mod, uint32_t param_id_data)
{
	struct mixin_data *md = module_get_private_data(mod);

	if (PARAM_ID(param_id_data) != MIXIN_PARAM_UNDERRUN_NOTIF_PERIOD ||
	    !PARAM_VALUE(param_id_data)) {
		comp_err(mod->dev, "parameter %u value %u, expected %d and at least 1",
			 PARAM_ID(param_id_data), PARAM_VALUE(param_id_data),
			 MIXIN_PARAM_UNDERRUN_NOTIF_PERIOD);
		return -EINVAL;
	}
	md->underrun_period = PARAM_VALUE(param_id_data);
	return 0;
}

static int mixin_get_config_param(struct processing_module *mod, uint32_t *param_id_data)
{
	const struct mixin_data *md = module_get_private_data(mod);

	if (PARAM_ID(*param_id_data) != MIXIN_PARAM_UNDERRUN_NOTIF_PERIOD) {
		comp_err(mod->dev, "parameter %u, expected %d", PARAM_ID(*param_id_data),
			 MIXIN_PARAM_UNDERRUN_NOTIF_PERIOD);
		return -EINVAL;
	}
	*param_id_data = (*param_id_data & ~0xFFFFu) | md->underrun_period;
	return 0;
}

/* Gains outlive a reset. */
static int mixin_reset(struct processing_module *mod)
{
	struct mixin_data *md = module_get_private_data(mod);

	md->format = NULL;
	md->route.mixout = NULL;
	return 0;
}

static int mixin_free(struct processing_module *mod)
{
	return mod_free(mod, module_get_private_data(mod));
}

const struct module_interface mixin_ops = {
	.init = mixin_init,
	.prepare = mixin_prepare,
	.process = mixin_process,
	.set_configuration = mixin_set_config,
	.set_config_param = mixin_set_config_param,
	.get_config_param = mixin_get_config_param,
	.bind = mixin_bind,
	.unbind = mixin_unbind,
	.reset = mixin_reset,
	.free = mixin_free,
};

DECLARE_MODULE(COMP_MIXIN_MIXOUT, "MIXIN", (39656eb2, 3b71, 4049, 8d3f, f92cd5c43c09),
	       .ops = &mixin_ops, .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 30,
	       .max_inputs = 1, .max_outputs = 3)
