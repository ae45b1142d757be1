/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libsndfile over stdio with a large buffer: libsndfile alone makes a system call every 8 KiB, this makes
 * one every AUDIO_IO_BUFFER bytes, so that streaming costs next to none.
 */
#ifndef TESTBENCH_AUDIO_AUDIO_IO_H
#define TESTBENCH_AUDIO_AUDIO_IO_H

#include <stdio.h>
#include <sndfile.h>

#define AUDIO_IO_BUFFER    (1u << 20)
#define AUDIO_BLOCK_FRAMES (64u * 1024) /* frames that readers and writers hold in memory */
#define AUDIO_MAX_CHANNELS 8            /* of a PCM, hence of a file */
#define AUDIO_MIN_RATE     4000u
#define AUDIO_MAX_RATE     768000u

/** Callbacks for sf_open_virtual(); its user data is the FILE. */
extern SF_VIRTUAL_IO audio_io_stdio;

/**
 * Compare the data chunk of a RIFF or AIFF file with what the file holds, because libsndfile shortens a
 * truncated file silently. Other kinds of file pass. Lengths that mean "written to a pipe, length
 * unknown" pass too. Leaves the file rewound.
 * @return 0; -ENODATA truncated, err then says how many bytes are there and how many were promised
 */
int audio_io_check_truncation(FILE *file, char *err, size_t err_size);

#endif
