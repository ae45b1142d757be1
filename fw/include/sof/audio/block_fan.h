/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One source and several sinks that move the same frames, in spans that wrap nowhere:
 *
 *	ret = block_fan_open(&fan, sources[0], sinks, num_of_sinks);
 *	if (ret)
 *		return ret;
 *	for (uint32_t left = fan.frames, n; left; left -= n) {
 *		n = block_fan_linear(&fan, left);
 *		... n frames from fan.src.ptr to each fan.outputs[i].at.ptr
 *		block_fan_advance(&fan, n);
 *	}
 *	block_fan_close(&fan);
 *
 * A sink whose consumer does not run takes no part: it gets nothing and holds nothing up.
 */
#ifndef SOF_AUDIO_BLOCK_FAN_H
#define SOF_AUDIO_BLOCK_FAN_H

#include <sof/audio/block.h>
#include <sof/audio/module_adapter/module/generic.h>

#define BLOCK_FAN_MAX_OUTPUTS 4

struct block_output {
	struct sof_sink *sink;
	struct block_cursor at;
	uint32_t index; /* of the sink among those that the module has */
};

struct block_fan {
	struct sof_source *source;
	struct block_cursor src;
	uint32_t frames;
	int num_outputs;
	struct block_output outputs[BLOCK_FAN_MAX_OUTPUTS];
};

/**
 * Get as many frames as the source has and all active sinks have room for.
 * @param num_of_sinks	at most BLOCK_FAN_MAX_OUTPUTS
 * @return 0; -ENODATA there are no frames; an error as block_open_source(). On error nothing is outstanding
 */
int block_fan_open(struct block_fan *fan, struct sof_source *source, struct sof_sink **sinks,
		   int num_of_sinks);

/** How many of `frames` lie in front of the first wrap of any side. */
uint32_t block_fan_linear(const struct block_fan *fan, uint32_t frames);

/** Move all sides on by at most block_fan_linear() frames. */
void block_fan_advance(struct block_fan *fan, uint32_t frames);

/** All frames have been read and written. */
void block_fan_close(struct block_fan *fan);

#endif
