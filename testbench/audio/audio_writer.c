/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/audio_file.h"
#include "audio/audio_io.h"
#include "audio/convert.h"

/* Frames are collected in the PCM's own format, and converted and encoded a block at a time. */
struct audio_writer {
	char *path;
	char *target;  /* what path leads to */
	char *partial; /* where the bytes go meanwhile; NULL for a device */
	FILE *file;
	SNDFILE *snd; /* NULL before begin */
	int major;    /* libsndfile's kind of file */
	struct audio_spec spec;
	uint8_t *block; /* the PCM's format; left-justified words in its place, for libsndfile */
	size_t block_frames;
	uint64_t frames; /* written, those in the block included */
	char error[256];
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
	free(writer->block);
	free(writer->partial);
	free(writer->target);
	free(writer->path);
	free(writer);
}

/* A name that is a link stays one: what it leads to gets the new content. */
static int follow_links(struct audio_writer *writer)
{
	char *real = realpath(writer->path, NULL);

	if (!real)
		return -errno;
	free(writer->target);
	writer->target = real;
	return 0;
}

/* Find out where to write, before anything is written. */
static int choose_target(struct audio_writer *writer)
{
	struct stat st;
	int ret;

	if (stat(writer->path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return -EISDIR;
		if (!S_ISREG(st.st_mode))
			return 0;
		/* rename would replace a write-protected file without asking */
		if (access(writer->path, W_OK) < 0)
			return -errno;
		ret = follow_links(writer);
		if (ret < 0)
			return ret;
	} else if (errno != ENOENT) {
		return -errno;
	}

	if (asprintf(&writer->partial, "%s.partial", writer->target) < 0) {
		writer->partial = NULL;
		return -ENOMEM;
	}
	return 0;
}

int audio_writer_open(const char *path, struct audio_writer **out, char *err, size_t err_size)
{
	struct audio_writer *writer = calloc(1, sizeof(*writer));
	int ret;

	if (!writer || !(writer->path = strdup(path)) || !(writer->target = strdup(path))) {
		if (writer)
			writer_free(writer);
		snprintf(err, err_size, "%s: out of memory", path);
		return -ENOMEM;
	}

	if (is_lossy(path)) {
		snprintf(
			err, err_size,
			"%s: this kind of file changes samples, expected .wav, .flac, .raw or another that keeps them",
			path);
		writer_free(writer);
		return -EINVAL;
	}
	ret = choose_target(writer);
	if (ret < 0)
		goto fail;

	writer->file = fopen(writer->partial ? writer->partial : path, "w+be");
	if (!writer->file) {
		ret = -errno;
		goto fail;
	}
	setvbuf(writer->file, NULL, _IOFBF, AUDIO_IO_BUFFER);
	writer->major = kind_of(path);
	*out = writer;
	return 0;

fail:
	snprintf(err, err_size, "%s: cannot be written: %s", path, strerror(-ret));
	writer_free(writer);
	return ret;
}

/* Raw files hold a PCM's own words; files with a header hold 24-bit samples packed. */
static int subformat(const struct audio_writer *writer)
{
	switch (writer->spec.format) {
	case SAMPLE_S16_LE:
		return SF_FORMAT_PCM_16;
	case SAMPLE_S24_LE:
		return writer->major == SF_FORMAT_RAW ? SF_FORMAT_PCM_32 : SF_FORMAT_PCM_24;
	default:
		return SF_FORMAT_PCM_32;
	}
}

int audio_writer_begin(struct audio_writer *writer, const struct audio_spec *spec, char *err,
		       size_t err_size)
{
	size_t samples = (size_t)AUDIO_BLOCK_FRAMES * spec->channels;
	SF_INFO sf = { .samplerate = (int)spec->rate, .channels = (int)spec->channels };

	writer->spec = *spec;
	sf.format = writer->major | subformat(writer);
	if (writer->major == SF_FORMAT_RAW)
		sf.format |= SF_ENDIAN_LITTLE;
	if (!sf_format_check(&sf)) {
		snprintf(err, err_size, "%s: this kind of file cannot hold %s, %u channels, %u Hz",
			 writer->path, sample_format_name(spec->format), spec->channels,
			 spec->rate);
		return -EINVAL;
	}

	writer->block = malloc(samples * sizeof(int32_t));
	if (!writer->block) {
		snprintf(err, err_size, "%s: out of memory", writer->path);
		return -ENOMEM;
	}

	writer->snd = sf_open_virtual(&audio_io_stdio, SFM_WRITE, &sf, writer->file);
	if (!writer->snd) {
		snprintf(err, err_size, "%s: cannot be written: %s", writer->path,
			 sf_strerror(NULL));
		err[strcspn(err, "\n")] = '\0';
		return -EIO;
	}
	return 0;
}

/* Fail on the sizes that a 32-bit header cannot say, instead of writing a header that lies. */
static int check_length(struct audio_writer *writer)
{
	static const uint64_t max_bytes = UINT32_MAX - 4096;
	uint64_t bytes = writer->frames * audio_spec_frame_bytes(&writer->spec);

	if (bytes <= max_bytes ||
	    (writer->major != SF_FORMAT_WAV && writer->major != SF_FORMAT_AIFF))
		return 0;

	snprintf(writer->error, sizeof(writer->error),
		 "%s: more than 4 GiB, use .w64, .rf64 or .raw", writer->path);
	return -EFBIG;
}

static int flush_block(struct audio_writer *writer)
{
	sf_count_t frames = (sf_count_t)writer->block_frames;
	size_t samples = writer->block_frames * writer->spec.channels;
	int32_t *words = (int32_t *)writer->block;

	if (frames == 0)
		return 0;
	writer->block_frames = 0;

	/* raw S24_LE stays as it is: low bits of 32-bit words */
	if (writer->major != SF_FORMAT_RAW || writer->spec.format != SAMPLE_S24_LE)
		convert_to_s32(words, words, samples, writer->spec.format);

	if (sf_writef_int(writer->snd, words, frames) != frames) {
		snprintf(writer->error, sizeof(writer->error), "%s: cannot be written: %s",
			 writer->path,
			 ferror(writer->file) && errno ? strerror(errno) :
							 sf_strerror(writer->snd));
		return -EIO;
	}
	return 0;
}

int audio_writer_write(struct audio_writer *writer, const void *src, size_t frames)
{
	size_t frame_bytes = audio_spec_frame_bytes(&writer->spec);
	const uint8_t *from = src;
	int ret;

	while (frames > 0) {
		size_t take = AUDIO_BLOCK_FRAMES - writer->block_frames;

		if (take > frames)
			take = frames;
		memcpy(writer->block + writer->block_frames * frame_bytes, from,
		       take * frame_bytes);
		writer->block_frames += take;
		writer->frames += take;
		from += take * frame_bytes;
		frames -= take;

		if (writer->block_frames == AUDIO_BLOCK_FRAMES) {
			ret = check_length(writer);
			if (ret == 0)
				ret = flush_block(writer);
			if (ret < 0)
				return ret;
		}
	}

	return 0;
}

const char *audio_writer_error(const struct audio_writer *writer)
{
	return writer->error;
}

uint64_t audio_writer_frames(const struct audio_writer *writer)
{
	return writer->frames;
}

const char *audio_writer_path(const struct audio_writer *writer)
{
	return writer->path;
}

/* Everything to the file, header included; the file is closed afterwards. */
static int finish_file(struct audio_writer *writer)
{
	int ret = writer->snd ? flush_block(writer) : 0;
	bool bad;

	if (writer->snd && sf_close(writer->snd) != 0)
		ret = -EIO;
	bad = fflush(writer->file) != 0 || ferror(writer->file);
	if (fclose(writer->file) != 0 || bad)
		ret = -EIO;
	if (ret < 0 && writer->error[0] == '\0')
		snprintf(writer->error, sizeof(writer->error), "%s: cannot be written: %s",
			 writer->path, errno ? strerror(errno) : "input/output error");
	return ret;
}

int audio_writer_commit(struct audio_writer *writer, char *err, size_t err_size)
{
	int ret = finish_file(writer);

	if (ret == 0 && writer->partial && rename(writer->partial, writer->target) < 0) {
		ret = -errno;
		snprintf(writer->error, sizeof(writer->error), "%s: cannot be written: %s",
			 writer->path, strerror(errno));
	}
	if (ret < 0)
		snprintf(err, err_size, "%s", writer->error);
	writer_free(writer);
	return ret;
}

void audio_writer_abort(struct audio_writer *writer)
{
	if (!writer)
		return;

	/* a failure here changes nothing for the caller, who reports the first one */
	(void)finish_file(writer);
	if (writer->partial && writer->frames == 0)
		unlink(writer->partial);
	writer_free(writer);
}
