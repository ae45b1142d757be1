/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mixin and mixout: several streams into one.
 *
 * No data flow through the edge between the two. A mixin mixes straight into the sink of each mixout it
 * feeds, behind the sink's write position:
 *
 *	sink	|... written | mixed by A and B | mixed by A | free ...
 *			     ^ write position
 *	pending[A]	     |------------------------------|
 *	pending[B]	     |------------------|
 *
 * `pending` are the frames of a mixin that its mixout has not yet passed on. What some mixin has reached is
 * mixed (added to), what none has reached is fresh (overwritten). Mixout passes on what all mixins with
 * pending frames have reached; one that has nothing pending does not hold the others back and joins at the
 * write position, so that no frame of any stream is lost, whatever the order in which pipelines run.
 *
 * Both run in the LL domain of one core: nobody else is at work while one of them is.
 */
#ifndef MODULES_MIXIN_MIXOUT_H
#define MODULES_MIXIN_MIXOUT_H

#include <stdbool.h>
#include <stdint.h>
#include <sof/audio/block.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/common.h>

#define MIXIN_MAX_SINKS    3
#define MIXOUT_MAX_SOURCES 8
#define MIXIN_UNITY_GAIN   1024 /* Q.10 */

/* each knows the other by its operations */
extern const struct module_interface mixin_ops, mixout_ops;

/** Arithmetic of one format over linear samples; gain in Q.10. */
struct mix_format {
	enum sof_ipc_frame valid_fmt;
	void (*copy)(const void *src, void *dst, uint32_t samples); /* dst = src */
	void (*add)(const void *src, void *dst, uint32_t samples);  /* dst += src */
	void (*add_gain)(const void *src, void *dst, uint32_t samples, int32_t gain);
	void (*gain)(const void *src, void *dst, uint32_t samples,
		     int32_t gain); /* dst = src * gain */
};

/** @return arithmetic of a valid format, NULL */
const struct mix_format *mix_get_format(enum sof_ipc_frame valid_fmt);

/** The module is a mixout. */
bool module_is_mixout(const struct processing_module *mod);

/** Frames of this mixin that mixout has not passed on; they stand there until it is unbound. NULL: it is not bound to it. */
uint32_t *mixout_pending(struct processing_module *mixout, const struct processing_module *mixin);

/** What a mixout knows of its mixins and of its sink. */
struct mixout_data {
	struct {
		const struct processing_module *mixin; /* NULL: free */
		uint32_t pending;
	} sources[MIXOUT_MAX_SOURCES];
	unsigned int num_sources; /* up to the last one that is taken */
	uint32_t mixed;           /* frames that some mixin has reached */
	struct audio_stream
		*to; /* its one sink's; NULL: not known since prepare or unbind, or not a stream */
	uint32_t period_frames;
	uint32_t frame_bytes; /* of the sink */
};

#endif
