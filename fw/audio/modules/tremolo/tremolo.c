/* SPDX-License-Identifier: BSD-3-Clause */
/* Tremolo: the life of the module, and its process operation. The same in the LL and in the DP domain. */
#include <errno.h>
#include <string.h>
#include <sof/audio/block.h>
#include <sof/audio/format.h>
#include <sof/audio/module_declare.h>
#include "tremolo.h"

static const struct tremolo_config default_config = { .rate_mhz = 5000, .depth_q31 = 0x40000000 };

/* cfg.base_cfg is the host's init payload: whether this module can do what it says is checked here. */
static int tremolo_init(struct processing_module *mod)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	struct tremolo_data *td;
	tremolo_func process = tremolo_func_get(fmt->valid_bit_depth, fmt->depth / 8);

	if (!process || !fmt->sampling_frequency) {
		comp_err(mod->dev,
			 "%u bits in %u at %u Hz, expected 16 in 16, 24 or 32 in 32 at a rate",
			 fmt->valid_bit_depth, fmt->depth, fmt->sampling_frequency);
		return -EINVAL;
	}
	td = mod_zalloc(mod, sizeof(*td));
	if (!td)
		return -ENOMEM;
	module_set_private_data(mod, td);
	td->process = process;
	td->frames_per_second = fmt->sampling_frequency;
	td->is_on = true;
	tremolo_apply(td, &default_config);
	return 0;
}

static int tremolo_prepare(struct processing_module *mod, struct sof_source **sources,
			   int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	const struct ipc4_audio_format *fmt = &mod->priv.cfg.base_cfg.audio_fmt;
	struct tremolo_data *td = module_get_private_data(mod);

	if (num_of_sources != 1 || num_of_sinks != 1) {
		comp_err(mod->dev, "%d sources and %d sinks, expected one each", num_of_sources,
			 num_of_sinks);
		return -EINVAL;
	}
	if (get_sample_bytes(source_get_frm_fmt(sources[0])) != fmt->depth / 8 ||
	    source_get_frm_fmt(sources[0]) != sink_get_frm_fmt(sinks[0]) ||
	    source_get_channels(sources[0]) != sink_get_channels(sinks[0])) {
		comp_err(
			mod->dev,
			"format %d of %u channels becomes %d of %u, expected %u bits and no change",
			source_get_frm_fmt(sources[0]), source_get_channels(sources[0]),
			sink_get_frm_fmt(sinks[0]), sink_get_channels(sinks[0]), fmt->depth);
		return -EINVAL;
	}
	td->lfo.phase = 0;
	td->lfo.dip = mod_fast_get(mod, tremolo_dip, sizeof(tremolo_dip));
	return td->lfo.dip ? 0 : -ENOMEM;
}

static int tremolo_process(struct processing_module *mod, struct sof_source **sources,
			   int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	struct tremolo_data *td = module_get_private_data(mod);
	uint32_t frames = block_movable(sources[0], sinks[0]);
	uint32_t channels = source_get_channels(sources[0]);
	struct block_cursor src, dst;
	uint32_t left, n;
	int ret;

	ret = block_open_source(&src, sources[0], frames);
	if (ret)
		return ret;
	ret = block_open_sink(&dst, sinks[0], frames);
	if (ret) {
		source_release_data(sources[0], 0);
		return ret;
	}
	for (left = frames; left; left -= n) {
		n = block_linear(&dst, block_linear(&src, left));
		if (td->is_on)
			td->process(&td->lfo, src.ptr, dst.ptr, n, channels);
		else
			memcpy(dst.ptr, src.ptr, (size_t)n * src.frame_bytes);
		block_advance(&src, n);
		block_advance(&dst, n);
	}
	source_release_data(sources[0], (size_t)frames * src.frame_bytes);
	sink_commit_buffer(sinks[0], (size_t)frames * dst.frame_bytes);
	return 0;
}

/* Settings outlive a reset; the table goes, and the next stream begins at full volume. */
static int tremolo_reset(struct processing_module *mod)
{
	struct tremolo_data *td = module_get_private_data(mod);
	const int32_t *dip = td->lfo.dip;

	td->lfo.dip = NULL;
	return mod_free(mod, dip);
}

static int tremolo_free(struct processing_module *mod)
{
	return mod_free(mod, module_get_private_data(mod));
}

static const struct module_interface tremolo_ops = {
	.init = tremolo_init,
	.prepare = tremolo_prepare,
	.process = tremolo_process,
	.set_configuration = tremolo_set_config,
	.get_configuration = tremolo_get_config,
	.reset = tremolo_reset,
	.free = tremolo_free,
};

DECLARE_MODULE(COMP_TREMOLO, "TREMOLO", (72150ffd, cdbb, 4959, 92d3, 4f2357a40753),
	       .ops = &tremolo_ops, .manifest_type = IPC4_MODULE_TYPE_LL, .instance_max_count = 16,
	       .max_inputs = 1, .max_outputs = 1, .cycles_per_call = 327,
	       .cycles_per_sample_x16 = 458)
