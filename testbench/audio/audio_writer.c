/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "audio/audio_file.h"
#include "audio/audio_io.h"
#include "audio/convert.h"
#include "audio/pack_24.h"
#include "audio/wav_stream.h"
#include "util/output_file.h"
#include "util/text.h"

/* How libsndfile is given a format. */
enum give {
	GIVE_INT,   /* left-justified words */
	GIVE_SHORT, /* 16-bit words as they are */
	GIVE_PACKED, /* S24_LE in 3 bytes; as left-justified words where the file is not little-endian */
	GIVE_WORDS, /* words as they are, where the file's are as wide */
	GIVE_FLOAT, /* floats as they are */
	GIVE_BYTES, /* the file's own codes */
};

/*
 * Frames are collected in the PCM's own format, or packed where the file has them so, and converted and encoded a block at a
 * time. What cannot be
 * sought gets its header first, with an open length, and then raw samples.
 */
struct audio_writer {
	char *path;
	struct output_file *file;
	SNDFILE *snd; /* NULL before begin */
	int major;    /* libsndfile's kind of file */
	bool streams; /* a WAV header of open length has been written, the rest is raw */
	struct audio_spec spec;
	const struct encoding *encoding;
	size_t frame_bytes;
	enum give how;
	size_t block_frame_bytes;
	uint8_t *block;            /* the PCM's format; GIVE_PACKED: packed, and a guard behind */
	struct adsp_dma_span span; /* data: where the block's next frame goes */
	int32_t *words; /* the same left-justified, for libsndfile, unless it takes the block itself */
	uint64_t flushed; /* frames written before those in the block */
	char error[256];
};

/* Raw files hold a PCM's own words; files with a header hold 24-bit samples packed. */
static const struct encoding {
	enum sample_format format;
	int subformat;
	int raw_subformat;
	int other_subformat; /* for kinds of file that do not know the first one; 0: none */
	enum give give;
	enum give raw_give;
} encodings[] = {
	{ SAMPLE_U8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_U8, SF_FORMAT_PCM_S8, GIVE_INT, GIVE_INT },
	{ SAMPLE_S16_LE, SF_FORMAT_PCM_16, SF_FORMAT_PCM_16, 0, GIVE_SHORT, GIVE_SHORT },
	{ SAMPLE_S24_LE, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32, 0, GIVE_PACKED, GIVE_WORDS },
	{ SAMPLE_S32_LE, SF_FORMAT_PCM_32, SF_FORMAT_PCM_32, 0, GIVE_WORDS, GIVE_WORDS },
	{ SAMPLE_IEC958, SF_FORMAT_PCM_32, SF_FORMAT_PCM_32, 0, GIVE_WORDS, GIVE_WORDS },
	{ SAMPLE_S24_3LE, SF_FORMAT_PCM_24, SF_FORMAT_PCM_24, 0, GIVE_INT, GIVE_INT },
	{ SAMPLE_FLOAT_LE, SF_FORMAT_FLOAT, SF_FORMAT_FLOAT, 0, GIVE_FLOAT, GIVE_FLOAT },
	{ SAMPLE_MU_LAW, SF_FORMAT_ULAW, SF_FORMAT_ULAW, 0, GIVE_BYTES, GIVE_BYTES },
	{ SAMPLE_A_LAW, SF_FORMAT_ALAW, SF_FORMAT_ALAW, 0, GIVE_BYTES, GIVE_BYTES },
};

static const struct {
	const char *extension;
	int major;
} kinds[] = {
	{ "wav", SF_FORMAT_WAV },   { "w64", SF_FORMAT_W64 },   { "rf64", SF_FORMAT_RF64 },
	{ "flac", SF_FORMAT_FLAC }, { "aiff", SF_FORMAT_AIFF }, { "aif", SF_FORMAT_AIFF },
	{ "au", SF_FORMAT_AU },     { "caf", SF_FORMAT_CAF },
};

/* Would change the samples: not written, and nobody means raw audio by these names. */
static const char *const lossy[] = { "ogg", "oga", "opus", "mp3", "m4a", "aac" };

static bool is_lossy(const char *path)
{
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot && i < sizeof(lossy) / sizeof(lossy[0]); i++)
		if (strcasecmp(dot + 1, lossy[i]) == 0)
			return true;
	return false;
}

static int kind_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	for (size_t i = 0; dot && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcasecmp(dot + 1, kinds[i].extension) == 0)
			return kinds[i].major;

	return SF_FORMAT_RAW;
}

static void writer_free(struct audio_writer *writer)
{
	free(writer->words);
	free(writer->block);
	free(writer->path);
	free(writer);
}

/* A stream without a name of its own says nothing of what it holds. */
static int kind_of_stream(const char *path, bool raw_stdout)
{
	if (output_file_descriptor(path) >= 0)
		return raw_stdout ? SF_FORMAT_RAW : SF_FORMAT_WAV;
	return kind_of(path);
}

/* Reported before anybody waits for the reader of a pipe. */
static bool is_pipe_or_device(const char *path)
{
	struct stat st;

	return output_file_descriptor(path) >= 0 || (!stat(path, &st) && !S_ISREG(st.st_mode));
}

int audio_writer_open(const char *path, bool raw_stdout, struct audio_writer **out, char *err,
		      size_t err_size)
{
	struct audio_writer *writer = calloc(1, sizeof(*writer));
	int ret;

	if (!writer || !(writer->path = strdup(path))) {
		free(writer);
		snprintf(err, err_size, "%s: out of memory", path);
		return -ENOMEM;
	}
	ret = -EINVAL;
	writer->major = kind_of_stream(path, raw_stdout);
	if (is_lossy(path)) {
		snprintf(
			err, err_size,
			"%s: this kind of file changes samples, expected .wav, .flac, .raw or another that keeps them",
			path);
		goto fail;
	}
	if (is_pipe_or_device(path) && writer->major != SF_FORMAT_RAW &&
	    writer->major != SF_FORMAT_WAV) {
		ret = -ESPIPE;
		snprintf(err, err_size,
			 "%s: only WAV and raw audio can be written to a pipe or device", path);
		goto fail;
	}
	ret = output_file_open(path, &writer->file, err, err_size);
	if (ret < 0)
		goto fail;
	writer->streams = !output_file_is_seekable(writer->file) && writer->major != SF_FORMAT_RAW;
	*out = writer;
	return 0;

fail:
	output_file_abort(writer->file);
	writer_free(writer);
	return ret;
}

/* ---- begin ---- */

static const struct encoding *find_encoding(enum sample_format format)
{
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (encodings[i].format == format)
			return &encodings[i];
	return NULL;
}

static bool choose_subformat(const struct audio_writer *writer, SF_INFO *sf)
{
	const struct encoding *e = writer->encoding;
	bool raw = writer->major == SF_FORMAT_RAW;

	sf->format = writer->major | (raw ? SF_ENDIAN_LITTLE | e->raw_subformat : e->subformat);
	if (!sf_format_check(sf) && e->other_subformat)
		sf->format = writer->major | e->other_subformat;
	return sf_format_check(sf);
}

static enum give how_to_give(const struct audio_writer *writer)
{
	enum give give = writer->major == SF_FORMAT_RAW ? writer->encoding->raw_give :
							  writer->encoding->give;
	bool little = writer->major == SF_FORMAT_WAV || writer->major == SF_FORMAT_W64 ||
		      writer->major == SF_FORMAT_RF64;

	return give == GIVE_PACKED && !little ? GIVE_INT : give;
}

/* The header goes ahead; what follows are the samples of a little-endian raw file. */
static void begin_stream(struct audio_writer *writer, SF_INFO *sf)
{
	uint8_t header[WAV_STREAM_HEADER];

	wav_stream_header(header, &writer->spec);
	fwrite(header, 1, sizeof(header), output_file_stream(writer->file));
	sf->format = SF_FORMAT_RAW | SF_ENDIAN_LITTLE | writer->encoding->subformat;
}

/*
 * A peak chunk would hold the time of day. libsndfile has already made room for it; of an AIFF it would count that
 * as frames if there are but a few. The whole header is written again at the end.
 */
static void drop_peak_chunk(struct audio_writer *writer)
{
	sf_command(writer->snd, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
	if (writer->major == SF_FORMAT_AIFF)
		output_file_clear(writer->file);
}

int audio_writer_begin(struct audio_writer *writer, const struct audio_spec *spec, char *err,
		       size_t err_size)
{
	size_t samples = (size_t)AUDIO_BLOCK_FRAMES * spec->channels;
	SF_INFO sf = { .samplerate = (int)spec->rate, .channels = (int)spec->channels };

	writer->spec = *spec;
	writer->encoding = find_encoding(spec->format);
	if (!writer->encoding || !choose_subformat(writer, &sf)) {
		snprintf(err, err_size, "%s: this kind of file cannot hold %s, %u channel%s, %u Hz",
			 writer->path, sample_format_name(spec->format), spec->channels,
			 text_plural(spec->channels), spec->rate);
		return -EINVAL;
	}

	writer->frame_bytes = audio_spec_frame_bytes(spec);
	writer->how = how_to_give(writer);
	writer->block_frame_bytes = writer->how == GIVE_PACKED ? (size_t)3 * spec->channels :
								 writer->frame_bytes;
	writer->block = malloc(AUDIO_BLOCK_FRAMES * writer->block_frame_bytes + PACK_24_GUARD);
	writer->span.data = writer->block;
	writer->words = malloc(samples * sizeof(*writer->words));
	if (!writer->block || !writer->words) {
		snprintf(err, err_size, "%s: out of memory", writer->path);
		return -ENOMEM;
	}

	if (writer->streams)
		begin_stream(writer, &sf);
	writer->snd = sf_open_virtual(&audio_io_output, SFM_WRITE, &sf, writer->file);
	if (!writer->snd) {
		snprintf(err, err_size, "%s: cannot be written: %s", writer->path,
			 sf_strerror(NULL));
		err[strcspn(err, "\n")] = '\0';
		return -EIO;
	}
	drop_peak_chunk(writer);
	return 0;
}

/* ---- write ---- */

/* Fail on the sizes that a 32-bit header cannot say, instead of writing a wrong header. */
static int check_length(struct audio_writer *writer)
{
	static const uint64_t max_bytes = UINT32_MAX - 4096;
	uint64_t bytes = audio_writer_frames(writer) * writer->frame_bytes;

	if (bytes <= max_bytes || writer->streams ||
	    (writer->major != SF_FORMAT_WAV && writer->major != SF_FORMAT_AIFF &&
	     writer->major != SF_FORMAT_AU))
		return 0;

	snprintf(writer->error, sizeof(writer->error),
		 "%s: more than 4 GiB, use .w64, .rf64 or .raw", writer->path);
	return -EFBIG;
}

static size_t block_frames(const struct audio_writer *writer)
{
	return writer->block ?
		       (size_t)(writer->span.data - writer->block) / writer->block_frame_bytes :
		       0;
}

static sf_count_t give_block(struct audio_writer *writer)
{
	sf_count_t frames = (sf_count_t)block_frames(writer);
	size_t samples = block_frames(writer) * writer->spec.channels;
	sf_count_t bytes = frames * (sf_count_t)writer->block_frame_bytes;
	const void *block = writer->block;

	switch (writer->how) {
	case GIVE_INT:
		convert_to_s32(writer->words, block, samples, writer->spec.format);
		return sf_writef_int(writer->snd, writer->words, frames);
	case GIVE_SHORT:
		return sf_writef_short(writer->snd, block, frames);
	case GIVE_WORDS:
		return sf_writef_int(writer->snd, block, frames);
	case GIVE_FLOAT:
		return sf_writef_float(writer->snd, block, frames);
	default:
		return sf_write_raw(writer->snd, block, bytes) == bytes ? frames : 0;
	}
}

static int flush_block(struct audio_writer *writer)
{
	const size_t frames = block_frames(writer);
	int ret;

	if (frames == 0 || give_block(writer) == (sf_count_t)frames) {
		ret = 0;
	} else {
		ret = output_file_error(writer->file);
		snprintf(writer->error, sizeof(writer->error), "%s: cannot be written: %s",
			 writer->path, ret < 0 ? strerror(-ret) : sf_strerror(writer->snd));
		ret = ret < 0 ? ret : -EIO;
	}
	writer->flushed += frames;
	writer->span.data = writer->block;
	return ret;
}

int audio_writer_write(struct audio_writer *writer, const void *src, size_t frames)
{
	const uint8_t *from = src;
	int ret;

	while (frames > 0) {
		size_t take = audio_writer_room(writer);

		if (take > frames)
			take = frames;
		if (writer->how == GIVE_PACKED)
			pack_24_best()->pack(writer->span.data, (const void *)from,
					     take * writer->spec.channels);
		else
			memcpy(writer->span.data, from, take * writer->frame_bytes);
		writer->span.data += take * writer->block_frame_bytes;
		from += take * writer->frame_bytes;
		frames -= take;

		if (audio_writer_room(writer) == 0) {
			ret = check_length(writer);
			if (ret == 0)
				ret = flush_block(writer);
			if (ret < 0)
				return ret;
		}
	}

	return 0;
}

struct adsp_dma_span *audio_writer_span(struct audio_writer *writer)
{
	return &writer->span;
}

audio_move_fn audio_writer_move(const struct audio_writer *writer)
{
	return writer->how == GIVE_PACKED ? pack_24_best()->move_out : NULL;
}

size_t audio_writer_room(const struct audio_writer *writer)
{
	return AUDIO_BLOCK_FRAMES - block_frames(writer);
}

const char *audio_writer_error(const struct audio_writer *writer)
{
	return writer->error;
}

uint64_t audio_writer_frames(const struct audio_writer *writer)
{
	return writer->flushed + block_frames(writer);
}

const char *audio_writer_path(const struct audio_writer *writer)
{
	return writer->path;
}

/* Everything to the stream of the file, header included. */
static int finish(struct audio_writer *writer)
{
	int ret = writer->snd ? flush_block(writer) : 0;

	if (writer->snd && sf_close(writer->snd) != 0 && ret == 0)
		ret = -EIO;
	writer->snd = NULL;
	fflush(output_file_stream(writer->file));
	if (ret == 0)
		ret = output_file_error(writer->file);
	if (ret < 0 && writer->error[0] == '\0')
		snprintf(writer->error, sizeof(writer->error), "%s: cannot be written: %s",
			 writer->path, strerror(-ret));
	return ret;
}

/* What no stream has reached is no reason to lose a recording, nor to leave a file without a format. */
static bool is_worth_it(const struct audio_writer *writer)
{
	return audio_writer_frames(writer) > 0 ||
	       (writer->encoding && !output_file_replaces(writer->file));
}

int audio_writer_commit(struct audio_writer *writer, char *err, size_t err_size)
{
	const bool worth_it = is_worth_it(writer);
	int ret = finish(writer);

	if (ret == 0 && !worth_it) {
		output_file_abort(writer->file);
		ret = 1;
	} else if (ret < 0) {
		char kept[PATH_MAX];

		snprintf(err, err_size, "%s", writer->error);
		output_file_keep_partial(writer->file, kept, sizeof(kept));
	} else {
		ret = output_file_commit(writer->file, err, err_size);
	}
	writer_free(writer);
	return ret;
}

void audio_writer_abort(struct audio_writer *writer, char *kept, size_t kept_size)
{
	kept[0] = '\0';
	if (!writer)
		return;

	/* a failure here changes nothing for the caller, who reports the first one */
	(void)finish(writer);
	if (audio_writer_frames(writer) == 0)
		output_file_abort(writer->file);
	else
		output_file_keep_partial(writer->file, kept, kept_size);
	writer_free(writer);
}
