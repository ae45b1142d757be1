/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Audio files as PCM streams. A reader delivers interleaved frames in a PCM's sample format, a writer
 * takes them; both work on blocks, so that most calls are a memcpy.
 *
 * Ownership: the caller owns a reader or writer from a successful open to close, commit or abort.
 * Errors: negative errno, and one line in err that begins with the file's name.
 */
#ifndef TESTBENCH_AUDIO_AUDIO_FILE_H
#define TESTBENCH_AUDIO_AUDIO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <adsp/dma.h>

#include "audio/sample_format.h"

/** How the samples of a file are compressed, when a DSP has codecs for that. */
enum audio_coding {
	AUDIO_NOT_CODED,
	AUDIO_CODED_MP3,
	AUDIO_CODED_VORBIS,
	AUDIO_CODED_OPUS,
	AUDIO_CODED_FLAC,
};

/** What a file holds. */
struct audio_info {
	struct audio_spec spec; /* format: the one that carries the file's samples without any change;
				 * SAMPLE_NONE for double precision and compressed samples
				 */
	uint64_t frames;
	bool raw;
	const char *encoding; /* "16-bit", "float", "mu-law": for messages */
	enum audio_coding coding;
};

struct audio_reader;
struct audio_writer;

/**
 * Decide whether a file is headerless.
 * @param described	the user described raw audio (format and rate)
 * @return true for *.raw and *.pcm, and for any unknown extension when raw audio was described
 */
bool audio_path_is_raw(const char *path, bool described);

/** How to take a file. */
struct audio_reader_options {
	struct audio_spec raw; /* what a headerless file holds; zeros: not described */
	bool accept_truncated; /* go on with what is there of a file that ends before its header says */
};

/**
 * Open an audio file: anything libsndfile reads, raw audio described by the options; "-" is standard input, and
 * pipes are read to their end first.
 *
 * @param options	NULL: zeros
 * @return 0; -ENOENT and friends cannot be opened, -EINVAL not audio, no frames, channels or rate out of
 *	   range, raw file undescribed, -ENODATA truncated, -EFBIG endless pipe, -EINTR signal, -ENOMEM
 */
int audio_reader_open(const char *path, const struct audio_reader_options *options,
		      struct audio_reader **out, char *err, size_t err_size);

/** @return a line about what was accepted (options) though it is wrong; "" when nothing was */
const char *audio_reader_warning(const struct audio_reader *reader);

/** Valid until close. */
const struct audio_info *audio_reader_info(const struct audio_reader *reader);

/** Name of the file as given to open. */
const char *audio_reader_path(const struct audio_reader *reader);

/**
 * Choose what read delivers. To be called once, before the first read.
 *
 * @param spec		rate must be the file's
 * @param convert	allow a change of format and channels (convert.h says how); else they must be the
 *			file's own
 * @return 0; -EINVAL mismatch, -ENOMEM
 */
int audio_reader_deliver(struct audio_reader *reader, const struct audio_spec *spec, bool convert,
			 char *err, size_t err_size);

/**
 * Take the next frames, in the format set by audio_reader_deliver().
 * @return frames delivered, fewer than asked at the end of the file; -EIO when the file ends before its
 *	   header says or cannot be decoded (audio_reader_error() tells)
 */
int64_t audio_reader_read(struct audio_reader *reader, void *dst, size_t frames);

/**
 * The same without a copy: as many frames as stand together, as the reader's block has them.
 * @param data	set to the frames, which stay until the next call
 * @return frames, 0 at the end of the file, -EIO
 */
int64_t audio_reader_lend(struct audio_reader *reader, const void **data);

/** Moves frames between a block that is lent and memory in the format of the PCM: see struct adsp_dma_client. */
typedef void (*audio_move_fn)(struct adsp_dma_span *span, void *frames, size_t bytes);

/** What takes frames out of what the reader lends. @return NULL: they stand there in the format of the PCM */
audio_move_fn audio_reader_move(const struct audio_reader *reader);

/** @return the line for a failed read; "" when there was none */
const char *audio_reader_error(const struct audio_reader *reader);

/** Start again from the first frame. @return 0, -EIO */
int audio_reader_rewind(struct audio_reader *reader);

void audio_reader_close(struct audio_reader *reader);

/**
 * Reserve an output: opens a file that takes the place of `path` at commit (util/output_file.h) and checks that it
 * can be written. The kind of file follows the extension: wav, w64, rf64, flac, aif, aiff, au, caf; anything else
 * is raw. Pipes and devices take raw audio, and WAV with an open length; standard output takes WAV.
 *
 * @param raw_stdout	standard output takes raw audio instead
 * @return 0; -EACCES, -EISDIR, -ENOENT and friends: cannot be written; -ESPIPE this kind of file needs a file that
 *	   can be sought; -ENOMEM
 */
int audio_writer_open(const char *path, bool raw_stdout, struct audio_writer **out, char *err,
		      size_t err_size);

/**
 * Fix the format and write the header. To be called once.
 * @return 0; -EINVAL the kind of file cannot hold it (FLAC at 32 bits), -EIO, -ENOMEM
 */
int audio_writer_begin(struct audio_writer *writer, const struct audio_spec *spec, char *err,
		       size_t err_size);

/** Append frames. @return 0; -EIO, -ENOSPC, -EPIPE and friends cannot be written, -EFBIG too long for the kind of file */
int audio_writer_write(struct audio_writer *writer, const void *src, size_t frames);

/**
 * Where the next frames go, once the writer has begun: whoever writes whole frames to `data` and moves it on has appended
 * them, fewer than audio_writer_room(). `bytes` is the caller's.
 */
struct adsp_dma_span *audio_writer_span(struct audio_writer *writer);

/** What puts frames there. @return NULL: they are written as they are */
audio_move_fn audio_writer_move(const struct audio_writer *writer);

/** Frames until the writer's block is full; audio_writer_write() appends the last of them. */
size_t audio_writer_room(const struct audio_writer *writer);

/** @return the line for a failed write; "" when there was none */
const char *audio_writer_error(const struct audio_writer *writer);

/** @return frames written so far */
uint64_t audio_writer_frames(const struct audio_writer *writer);

/** Name of the file as given to open. */
const char *audio_writer_path(const struct audio_writer *writer);

/**
 * Finish the file and give it its name. Closes the writer, also on failure (the partial file then stays).
 * @return 0; 1 no frame was written: an old file stays, and none is made without a format; -EIO and friends
 */
int audio_writer_commit(struct audio_writer *writer, char *err, size_t err_size);

/**
 * Give up: what was written stays beside the output with a valid header, nothing stays if nothing was written.
 * Closes the writer. NULL is allowed.
 * @param kept	the name under which it stays, "" for nothing (output_file_keep_partial())
 */
void audio_writer_abort(struct audio_writer *writer, char *kept, size_t kept_size);

#endif
