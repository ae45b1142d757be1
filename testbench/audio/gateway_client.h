/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files at the two ends of a DMA gateway: a source feeds the DSP, a sink takes what comes out.
 *
 * Both live in their owner's memory and must stay in place while attached. They own neither reader nor
 * writer, whose blocks they lend to the engine: it calls only when a block, or the audio, ends. An error does not disturb the gateway: it is kept for the owner, who looks after each tick.
 */
#ifndef TESTBENCH_AUDIO_GATEWAY_CLIENT_H
#define TESTBENCH_AUDIO_GATEWAY_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/dma.h>

#include "audio/audio_file.h"

/** Delivers a file, then silence for ever, so that nothing downstream starves at its end. */
struct audio_source {
	struct adsp_dma_client client;
	struct audio_reader *reader; /* NULL: silence only */
	size_t frame_bytes;
	uint8_t silence; /* byte of a silent sample */
	uint64_t total;  /* frames of the file */
	uint64_t lent;   /* of these, delivered or in the span */
	struct adsp_dma_span span;
	audio_move_fn move; /* takes frames out of it */
	bool ends;          /* nothing follows the file; else silence */
	int error;          /* first failure of the reader, its text is audio_reader_error() */
	/* Set by the owner who wants to know at once that all is delivered, or has failed. May be NULL. */
	void (*wake)(void *ctx);
	void *wake_ctx;
};

/**
 * @param reader	ready to deliver `spec`, or NULL
 */
void audio_source_init(struct audio_source *source, struct audio_reader *reader,
		       const struct audio_spec *spec);

/** Frames delivered from the file. */
uint64_t audio_source_frames(const struct audio_source *source);

/** The whole file has been delivered. True at once without a file. */
bool audio_source_consumed(const struct audio_source *source);

#define AUDIO_SINK_UNLIMITED UINT64_MAX

/**
 * Takes frames until it has `limit`, plus as many as the gateway inserted as silence; drops the rest.
 */
struct audio_sink {
	struct adsp_dma_client client;
	struct audio_writer *writer; /* NULL: frames are counted and dropped */
	size_t frame_bytes;
	uint32_t node_id;
	uint64_t limit;  /* frames wanted, without inserted silence */
	uint64_t frames; /* taken, those that have gone into what is lent not yet */
	size_t lent;     /* bytes of the writer's block; its span says how many of them are left */
	bool full;       /* all that are wanted, whatever silence comes behind them */
	int error;       /* first failure of the writer, its text is audio_writer_error() */
	/* Set by the owner who wants to know at once that the limit is reached, or the writer failed. May be NULL. */
	void (*wake)(void *ctx);
	void *wake_ctx;
};

/**
 * @param writer	begun with `spec`, or NULL
 * @param node_id	gateway that it will be attached to
 */
void audio_sink_init(struct audio_sink *sink, struct audio_writer *writer,
		     const struct audio_spec *spec, uint32_t node_id, uint64_t limit);

/** Frames taken. */
uint64_t audio_sink_frames(const struct audio_sink *sink);

/** Let it take more, or fewer; between two ticks. */
void audio_sink_set_limit(struct audio_sink *sink, uint64_t limit);

/** Has all frames it wants; never true without a limit. */
bool audio_sink_complete(const struct audio_sink *sink);

/** Frames that `frames` at from_rate become at to_rate, a part of a frame counts as one. */
uint64_t audio_frames_at_rate(uint64_t frames, uint32_t from_rate, uint32_t to_rate);

#endif
