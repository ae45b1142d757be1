/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <sof/audio/block_fan.h>
#include <sof/common.h>

static uint32_t count_frames(struct sof_source *source, struct sof_sink **sinks, int num_of_sinks)
{
	size_t frames = source_get_data_frames_available(source);

	for (int i = 0; i < num_of_sinks; i++)
		if (frames && sink_consumer_is_active(sinks[i]))
			frames = MIN(frames, sink_get_free_frames(sinks[i]));
	return (uint32_t)frames;
}

/* Give back, written or not, what has been opened. */
static void commit_outputs(struct block_fan *fan, uint32_t frames)
{
	for (int i = 0; i < fan->num_outputs; i++)
		sink_commit_buffer(fan->outputs[i].sink,
				   (size_t)frames * fan->outputs[i].at.frame_bytes);
}

static int open_outputs(struct block_fan *fan, struct sof_sink **sinks, int num_of_sinks)
{
	for (int i = 0; i < num_of_sinks; i++) {
		struct block_output *output = &fan->outputs[fan->num_outputs];
		int ret;

		if (!sink_consumer_is_active(sinks[i]))
			continue;
		ret = block_open_sink(&output->at, sinks[i], fan->frames);
		if (ret) {
			commit_outputs(fan, 0);
			return ret;
		}
		output->sink = sinks[i];
		output->index = (uint32_t)i;
		fan->num_outputs++;
	}
	return 0;
}

int block_fan_open(struct block_fan *fan, struct sof_source *source, struct sof_sink **sinks,
		   int num_of_sinks)
{
	int ret;

	fan->source = source;
	fan->num_outputs = 0;
	fan->frames = count_frames(source, sinks, num_of_sinks);
	if (!fan->frames)
		return -ENODATA;
	ret = block_open_source(&fan->src, source, fan->frames);
	if (ret)
		return ret;
	ret = open_outputs(fan, sinks, num_of_sinks);
	if (ret)
		source_release_data(source, 0);
	return ret;
}

uint32_t block_fan_linear(const struct block_fan *fan, uint32_t frames)
{
	frames = block_linear(&fan->src, frames);
	for (int i = 0; i < fan->num_outputs; i++)
		frames = block_linear(&fan->outputs[i].at, frames);
	return frames;
}

void block_fan_advance(struct block_fan *fan, uint32_t frames)
{
	block_advance(&fan->src, frames);
	for (int i = 0; i < fan->num_outputs; i++)
		block_advance(&fan->outputs[i].at, frames);
}

void block_fan_close(struct block_fan *fan)
{
	source_release_data(fan->source, (size_t)fan->frames * fan->src.frame_bytes);
	commit_outputs(fan, fan->frames);
}
