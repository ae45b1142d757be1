/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Modules with one source and one sink of the same sample format, that compute block by block, frame for frame.
 *
 * Such a module says which arithmetic it has for which format, how much state it needs and what can be configured. The
 * functions below are its operations: see docs/modules-kit.md for the whole of a small one.
 *
 * The private data of the module begin with struct block_module:
 *
 *	struct my_data {
 *		struct block_module base;
 *		...
 *	};
 */
#ifndef SOF_AUDIO_BLOCK_MODULE_H
#define SOF_AUDIO_BLOCK_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sof/audio/config_params.h>
#include <sof/audio/data_blob.h>
#include <sof/audio/format.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/module_declare.h>
#include <sof/math/simd.h>

/**
 * Arithmetic: `frames` of `channels` interleaved samples from linear memory to linear memory, which may be the same.
 * The same samples come out however a stream is split into calls.
 * @param private	private data of the module
 */
typedef void (*block_func)(void *private, const void *src, void *dst, uint32_t frames,
			   uint32_t channels);

/** What decides about the arithmetic of a 24-bit stream, whose samples stand in 32-bit containers. */
enum block_rule {
	BLOCK_BY_VALID_UNLESS_CONFIGURED, /* valid bits; CONFIG_FORMAT_BY_CONTAINER: container */
	BLOCK_BY_VALID,                   /* valid bits, always */
	BLOCK_BY_CONTAINER,               /* container: modules that move words as they are */
};

/** Arithmetic of one format: SIMD_SAME() of a function, or SIMD_KERNELS() of a body, see sof/math/simd.h. */
struct block_format {
	enum sof_ipc_frame fmt; /* S16_LE, S24_4LE or S32_LE */
	block_func process[SIMD_LEVELS];
};

/** What is the same for all instances of a module. */
struct block_module_desc {
	const struct block_format *formats;
	size_t num_formats;
	enum block_rule rule;

	size_t private_bytes; /* of the structure that begins with struct block_module */

	/** The sink may have another number of channels: the arithmetic finds it in sink_channels. */
	bool converts_channels;
	/** The sink may have another sample format: the arithmetic finds it in sink_fmt. */
	bool converts_format;

	/**
	 * Take over a blob: in prepare, and in front of the first block that finds a new one. Absent: no blob.
	 * @param blob	NULL: there is none; lives until the next call
	 * @return 0, -errno
	 */
	int (*apply_blob)(struct processing_module *mod, const void *blob, size_t size);
	/** Check a complete blob before it is accepted. May be NULL. */
	int (*validate_blob)(struct comp_dev *dev, const void *data, size_t size);
};

struct block_module {
	const struct block_module_desc *desc;
	struct comp_data_blob_handler *blob; /* with apply_blob; a CONFIG_PARAM_BLOB names it */
	bool bypass; /* copy, do not compute. The module's to set at any time */

	/* from prepare to reset */
	block_func process;
	enum sof_ipc_frame fmt;      /* of the arithmetic, by the rule of the description */
	enum sof_ipc_frame sink_fmt; /* the same of the sink */
	uint32_t channels;           /* of the source */
	uint32_t sink_channels;
	uint32_t rate;        /* Hz */
	uint32_t frame_bytes; /* of the source */
	uint32_t sink_frame_bytes;
	const void *applied; /* the blob that apply_blob has got */
	/* the last count of frames that can be moved, and what it was made of */
	size_t last_available, last_room;
	uint32_t last_frames;
};

/**
 * Allocate the private data, zeroed. Call first in the module's init.
 * @return 0, -ENOMEM
 */
int block_module_init(struct processing_module *mod, const struct block_module_desc *desc);

/**
 * prepare(): expects one source and one sink of the same format and channels, chooses the arithmetic, applies the blob.
 * A module with more to do calls it first in its own.
 * @return 0, -EINVAL with one line in the log, or apply_blob()'s error
 */
int block_module_prepare(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks);

/** process(): all frames that both sides can move, in contiguous spans. */
int block_module_process(struct processing_module *mod, struct sof_source **sources,
			 int num_of_sources, struct sof_sink **sinks, int num_of_sinks);

/** free(): the blob and the private data. What else the module has allocated goes with it. */
int block_module_free(struct processing_module *mod);

/** The operations of a module with a prepare of its own, in its struct module_interface beside init and reset. */
#define BLOCK_MODULE_OPS_BUT_PREPARE \
	CONFIG_PARAMS_OPS, .process = block_module_process, .free = block_module_free

/** All operations that a module can leave to the kit. */
#define BLOCK_MODULE_OPS BLOCK_MODULE_OPS_BUT_PREPARE, .prepare = block_module_prepare

#endif
