/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What libsndfile reads from and writes to: stdio with a large buffer, because libsndfile alone makes a system
 * call every 8 KiB; this makes one every AUDIO_IO_BUFFER bytes, so that streaming costs next to none.
 */
#ifndef TESTBENCH_AUDIO_AUDIO_IO_H
#define TESTBENCH_AUDIO_AUDIO_IO_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sndfile.h>

#define AUDIO_IO_BUFFER    (1u << 20)
#define AUDIO_BLOCK_FRAMES 8192u /* frames that readers and writers hold in memory */
#define AUDIO_MAX_CHANNELS 8     /* of a PCM, hence of a file */
#define AUDIO_MIN_RATE     4000u
#define AUDIO_MAX_RATE     768000u
#define AUDIO_MAX_PIPE     (INT64_C(4) << 30) /* bytes that are taken from a pipe */

#define AUDIO_MAX_PATCHES 2

/** Bytes that are seen instead of the file's own. */
struct audio_patch {
	int64_t at; /* from the input's base */
	int num_bytes;
	uint8_t bytes[8];
};

/** A file for reading. libsndfile sees `length` bytes of it from `base` on, some of them patched. */
struct audio_input {
	FILE *file;
	int64_t base;
	int64_t length;
	struct audio_patch patches[AUDIO_MAX_PATCHES];
	int num_patches;
};

/** For sf_open_virtual(); the user data is a struct audio_input. */
extern SF_VIRTUAL_IO audio_io_input;

/** The same for writing; the user data is a struct output_file that is seekable, or gets raw samples only. */
extern SF_VIRTUAL_IO audio_io_output;

/** Is this a name of standard input, "-" or /dev/stdin? */
bool audio_input_is_stdin(const char *path);

/**
 * Open a file to be read. Pipes, FIFOs and standard input are read to their end first, into a file without a
 * name, because the length of the audio decides how long a run is.
 *
 * @param err	one line without the file's name
 * @return 0; -ENOENT and friends, -EINVAL neither a file nor a pipe, -EFBIG too much in the pipe, -EINTR
 *	   a signal came while waiting for it
 */
int audio_input_open(const char *path, struct audio_input *input, char *err, size_t err_size);

void audio_input_close(struct audio_input *input);

#endif
