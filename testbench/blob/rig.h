/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One module in the machine, between a host gateway and a link for each of its outputs, with a blob:
 *
 *	host -> module -> link 0 .. num_outputs - 1
 *
 * The firmware judges the blob as it does on a card, and the module's own arithmetic makes the samples. One at a time.
 */
#ifndef BLOB_RIG_H
#define BLOB_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RIG_MAX_OUTPUTS  4
#define RIG_MAX_CHANNELS 8

struct blob;
struct rig;

/** What goes through the module. */
struct rig_stream {
	uint32_t rate; /* Hz */
	uint32_t in_channels, out_channels;
	uint32_t bits; /* 16, 24, 32 */
	uint32_t num_outputs;
	uint32_t idle_channels; /* of a second input pin that nothing feeds; 0: the module has one pin */
};

/** 48 kHz, 2 channels, 32 bits, one output. */
extern const struct rig_stream rig_usual_stream;

/** Is the module part of this firmware? Else nobody can say what it makes of a blob. */
bool rig_has_module(const char *name);

/**
 * Start the machine, make the module, send it the blob, start the stream.
 * @param platform	profile of the machine
 * @param err		on failure one line: the module's own words, if it has said why
 * @return 0; -EINVAL the firmware refuses the blob; another errno: the machine does not start
 */
int rig_open(const struct blob *blob, const char *platform, const struct rig_stream *stream,
	     struct rig **out, char *err, size_t err_size);

/**
 * Let frames go through. What modules delay stays in.
 * @param in	frames of in_channels words; NULL: silence. 24 bits are in the low ones
 * @param out	for each output room for as many frames of out_channels words; NULL: not wanted
 * @return frames that came out of output 0
 */
size_t rig_run(struct rig *rig, const int32_t *in, int32_t *const *out, size_t frames);

/** Stop all. NULL is fine. */
void rig_close(struct rig *rig);

#endif
