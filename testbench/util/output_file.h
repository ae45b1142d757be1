/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Every file that the program writes. What the name stands for decides how:
 *
 *   regular file, or none yet  a new file beside it with a name that nobody can foresee, which takes the
 *                              place of the old one at commit; an abort leaves the old one as it was
 *   "-", /dev/stdout, /dev/fd/N and the like
 *                              a descriptor that the program was started with, written from where it stands
 *   FIFO, device, socket       written in place, from its beginning to its end
 *
 * Links are followed to what they lead to. No file that the program has read is replaced. The caller owns an output_file from open to commit or abort.
 */
#ifndef UTIL_OUTPUT_FILE_H
#define UTIL_OUTPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct output_file;

/**
 * Open a file for writing.
 * @param path	copied
 * @param err	one line that begins with the name, on failure
 * @return 0; -EACCES, -EISDIR, -ENOENT and friends, -EBUSY standard output is taken, -ENOMEM,
 *	   -EEXIST the program has read it (input_files.h), -ECANCELED asked to stop before a FIFO had a reader
 */
int output_file_open(const char *path, struct output_file **out, char *err, size_t err_size);

/** Refuse early what output_file_open() could not open; opens no FIFO or device. @return as that one */
int output_file_check(const char *path, char *err, size_t err_size);

/** Where to write: fully buffered in large blocks. Closed by commit and abort. */
FILE *output_file_stream(struct output_file *file);

/** Can the stream go back to what was written? False for standard output, FIFOs and devices. */
bool output_file_is_seekable(const struct output_file *file);

/** @return the first failure of the stream's writes as -errno, 0: none */
int output_file_error(const struct output_file *file);

/** Bytes of the file so far, those that the stream still holds included; 0 when it is not seekable. */
int64_t output_file_length(struct output_file *file);

/** Cut the file to no length; the stream stays where it is. @return 0; -ESPIPE not seekable; -errno */
int output_file_clear(struct output_file *file);

/**
 * Write what the stream holds and give the file its name. An old file's permissions go over to the new one.
 * Closes the file, also on failure, when it leaves nothing.
 * @return 0; -EEXIST as output_file_open(); -errno
 */
int output_file_commit(struct output_file *file, char *err, size_t err_size);

/** Leave nothing: the old file stays. NULL is allowed. */
void output_file_abort(struct output_file *file);

/**
 * Keep what there is beside the output, as "<path>.partial", or "<path>.partial.2" and so on when that name is
 * taken: nobody's file is replaced.
 * @param kept	the name that it got, the temporary one if no other could be had; "" when it was written in place
 */
void output_file_keep_partial(struct output_file *file, char *kept, size_t kept_size);

/** Is there an old file, whose place this one takes at commit? */
bool output_file_replaces(const struct output_file *file);

/** @return the descriptor that the name stands for: "-" and /dev/stdout 1, /dev/fd/N N; -1: it is a file's name */
int output_file_descriptor(const char *path);

/** Is this a name of standard output, "-" or /dev/stdout? */
bool output_file_is_stdout(const char *path);

/** An output_file is or was standard output: other text does not belong there any more. */
bool output_file_has_stdout(void);

/**
 * Where a name leads when its links are followed, also if nothing is there yet.
 * @return to be freed; NULL: errno is set
 */
char *output_file_target(const char *path);

#endif
