/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/block_module.h>
#include <sof/common.h>

/* The kit's validator, which promises to leave the blob as it is. */
static int validate_blob(struct comp_dev *dev, void *data, uint32_t size)
{
	const struct block_module *bm = module_get_private_data(dev->mod);

	return bm->desc->validate_blob(dev, data, size);
}

int block_module_init(struct processing_module *mod, const struct block_module_desc *desc)
{
	struct block_module *bm = mod_zalloc(mod, desc->private_bytes);

	if (!bm)
		return -ENOMEM;
	bm->desc = desc;
	module_set_private_data(mod, bm);
	if (!desc->apply_blob)
		return 0;
	bm->blob = mod_data_blob_handler_new(mod);
	if (!bm->blob)
		return -ENOMEM;
	if (desc->validate_blob)
		comp_data_blob_set_validator(bm->blob, validate_blob);
	return 0;
}

static const char *format_name(enum sof_ipc_frame fmt)
{
	static const char *const names[] = {
		[SOF_IPC_FRAME_S16_LE] = "S16",
		[SOF_IPC_FRAME_S24_4LE] = "S24",
		[SOF_IPC_FRAME_S32_LE] = "S32",
		[SOF_IPC_FRAME_FLOAT] = "float",
	};

	return (size_t)fmt < ARRAY_SIZE(names) ? names[fmt] : "another";
}

static enum sof_ipc_frame arithmetic_format(const struct block_module_desc *desc,
					    const struct sof_audio_stream_params *params)
{
	switch (desc->rule) {
	case BLOCK_BY_VALID:
		return params->valid_sample_fmt;
	case BLOCK_BY_CONTAINER:
		return params->frame_fmt;
	default:
		return audio_arithmetic_fmt(params->frame_fmt, params->valid_sample_fmt);
	}
}

static int choose_arithmetic(struct processing_module *mod,
			     const struct sof_audio_stream_params *params)
{
	struct block_module *bm = module_get_private_data(mod);
	const struct block_module_desc *desc = bm->desc;
	enum sof_ipc_frame fmt = arithmetic_format(desc, params);
	const char *names[3] = { "", "", "" };

	for (size_t i = 0; i < desc->num_formats; i++) {
		if (desc->formats[i].fmt == fmt &&
		    get_sample_bytes(fmt) == get_sample_bytes(params->frame_fmt)) {
			bm->fmt = fmt;
			bm->process = desc->formats[i].process[platform_simd_level()];
			return 0;
		}
		if (i < ARRAY_SIZE(names))
			names[i] = format_name(desc->formats[i].fmt);
	}
	comp_err(mod->dev, "%s samples in %u bytes, expected one of: %s %s %s", format_name(fmt),
		 get_sample_bytes(params->frame_fmt), names[0], names[1], names[2]);
	return -EINVAL;
}

static int check_edges(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const struct block_module *bm = module_get_private_data(mod);

	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	if ((source_get_frm_fmt(sources[0]) != sink_get_frm_fmt(sinks[0]) &&
	     !bm->desc->converts_format) ||
	    (source_get_channels(sources[0]) != sink_get_channels(sinks[0]) &&
	     !bm->desc->converts_channels)) {
		comp_err(mod->dev, "format %d of %u channels becomes %d of %u, expected no change",
			 source_get_frm_fmt(sources[0]), source_get_channels(sources[0]),
			 sink_get_frm_fmt(sinks[0]), sink_get_channels(sinks[0]));
		return -EINVAL;
	}
	return 0;
}

/* A blob is taken over once: the present one in prepare, whatever it is, and each new one after that. */
static int apply_blob(struct processing_module *mod, bool is_start)
{
	struct block_module *bm = module_get_private_data(mod);
	const void *blob;
	size_t size;

	if (!bm->blob)
		return 0;
	blob = comp_get_data_blob(bm->blob, &size, NULL);
	if (blob == bm->applied && !is_start)
		return 0;
	bm->applied = blob;
	return bm->desc->apply_blob(mod, blob, size);
}

int block_module_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct block_module *bm = module_get_private_data(mod);
	int ret = check_edges(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret)
		return ret;
	ret = choose_arithmetic(mod, sources[0]->params);
	if (ret)
		return ret;
	bm->channels = source_get_channels(sources[0]);
	bm->rate = source_get_rate(sources[0]);
	bm->frame_bytes = (uint32_t)source_get_frame_bytes(sources[0]);
	bm->sink_fmt = arithmetic_format(bm->desc, sinks[0]->params);
	bm->sink_channels = sink_get_channels(sinks[0]);
	bm->sink_frame_bytes = (uint32_t)sink_get_frame_bytes(sinks[0]);
	bm->last_available = 0;
	bm->last_room = 0;
	bm->last_frames = 0;
	return apply_blob(mod, true);
}

/* Whole frames that both sides can move: a stream of steady blocks is counted in frames once. */
static uint32_t movable_frames(struct block_module *bm, struct sof_source *source,
			       struct sof_sink *sink)
{
	const size_t available = source_get_data_available(source);
	const size_t room = sink_get_free_size(sink);

	if (available != bm->last_available || room != bm->last_room) {
		bm->last_available = available;
		bm->last_room = room;
		bm->last_frames =
			(uint32_t)MIN(available / bm->frame_bytes, room / bm->sink_frame_bytes);
	}
	return bm->last_frames;
}

static void process_span(struct block_module *bm, const void *src, void *dst, uint32_t frames)
{
	if (!bm->bypass)
		bm->process(bm, src, dst, frames, bm->channels);
	else if (src != dst)
		memcpy(dst, src, (size_t)frames * bm->frame_bytes);
}

/* Frames that wrap, or that are in no stream. Apart, so that it costs a call of one span nothing. */
static __attribute__((noinline)) int process_fragment(struct block_module *bm,
						      struct sof_source *source,
						      struct sof_sink *sink, uint32_t frames)
{
	struct block_pair pair;
	int ret =
		block_pair_open(&pair, source, sink, frames, bm->frame_bytes, bm->sink_frame_bytes);

	if (ret)
		return ret;
	for (uint32_t n; frames; frames -= n) {
		n = block_pair_linear(&pair, frames);
		process_span(bm, pair.src.ptr, pair.dst.ptr, n);
		block_pair_advance(&pair, n);
	}
	block_pair_close(&pair);
	return 0;
}

int block_module_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct block_module *bm = module_get_private_data(mod);
	int ret = bm->blob ? apply_blob(mod, false) : 0;
	size_t bytes, sink_bytes;
	uint32_t frames;
	const void *src;
	void *dst;

	if (ret)
		return ret;
	frames = movable_frames(bm, sources[0], sinks[0]);
	bytes = (size_t)frames * bm->frame_bytes;
	sink_bytes = (size_t)frames * bm->sink_frame_bytes;
	if (!frames || !block_span_begin(sources[0], sinks[0], bytes, sink_bytes, &src, &dst))
		return process_fragment(bm, sources[0], sinks[0], frames);
	process_span(bm, src, dst, frames);
	block_span_end(sources[0], sinks[0], bytes, sink_bytes);
	return 0;
}

int block_module_free(struct processing_module *mod)
{
	struct block_module *bm = module_get_private_data(mod);

	mod_free(mod, bm->blob);
	return mod_free(mod, bm);
}
