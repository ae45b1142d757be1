/* SPDX-License-Identifier: BSD-3-Clause */
/* A data-processing module with two inputs, S16: the saturated sum of both. */
#include <errno.h>
#include <stdint.h>
#include <sof/audio/block.h>
#include <sof/audio/module_declare.h>
#include <sof/common.h>

#define JOIN_INPUTS 2

static int join_init(struct processing_module *mod)
{
	mod->max_sources = JOIN_INPUTS;
	return 0;
}

static int join_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	for (int i = 0; i < num_of_sources; i++) {
		if (source_get_frm_fmt(sources[i]) != SOF_IPC_FRAME_S16_LE ||
		    source_get_channels(sources[i]) != sink_get_channels(sinks[0]))
			return -EINVAL;
	}
	return num_of_sources == JOIN_INPUTS && num_of_sinks == 1 ? 0 : -EINVAL;
}

static void add(const int16_t *a, const int16_t *b, int16_t *sum, uint32_t samples)
{
	for (uint32_t i = 0; i < samples; i++) {
		int32_t wide = a[i] + b[i];

		sum[i] = (int16_t)MAX(INT16_MIN, MIN(INT16_MAX, wide));
	}
}

static int join_process(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const uint32_t first = block_movable(sources[0], sinks[0]),
		       second = block_movable(sources[1], sinks[0]);
	const uint32_t frames = MIN(first, second), channels = sink_get_channels(sinks[0]);
	struct block_cursor a, b, sum;
	uint32_t left, n;
	int ret;

	ret = block_open_source(&a, sources[0], frames);
	if (ret)
		return ret;
	ret = block_open_source(&b, sources[1], frames);
	if (ret)
		goto release_first;
	ret = block_open_sink(&sum, sinks[0], frames);
	if (ret)
		goto release_second;
	for (left = frames; left; left -= n) {
		n = block_linear(&sum, block_linear(&b, block_linear(&a, left)));
		add((const int16_t *)a.ptr, (const int16_t *)b.ptr, (int16_t *)sum.ptr,
		    n * channels);
		block_advance(&a, n);
		block_advance(&b, n);
		block_advance(&sum, n);
	}
	source_release_data(sources[0], (size_t)frames * a.frame_bytes);
	source_release_data(sources[1], (size_t)frames * b.frame_bytes);
	return sink_commit_buffer(sinks[0], (size_t)frames * sum.frame_bytes);

release_second:
	source_release_data(sources[1], 0);
release_first:
	source_release_data(sources[0], 0);
	return ret;
}

static int join_reset(struct processing_module *mod)
{
	return 0;
}

static const struct module_interface join_ops = {
	.init = join_init,
	.prepare = join_prepare,
	.process = join_process,
	.reset = join_reset,
};

MODULE_REGISTER("JOIN", (6e696f4a, 713b, 4049, 8d3f, f92cd5c43c09), .ops = &join_ops,
		.manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 1,
		.max_inputs = JOIN_INPUTS, .max_outputs = 1)
