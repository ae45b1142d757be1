/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "audio/audio_file.h"
#include "audio/audio_io.h"
#include "audio/convert.h"

/*
 * Frames travel: libsndfile -> decoded (file's channels, left-justified 32 bits) -> block (the PCM's
 * channels and format) -> the caller. A block is refilled when it is empty.
 */
struct audio_reader {
	char *path;
	FILE *file;
	SNDFILE *snd;
	struct audio_info info;
	bool floating;  /* decoded as double */
	bool low_words; /* 24-bit samples stand in the low bits of 32-bit words (raw S24_LE) */
	struct audio_spec spec; /* what is delivered; channels 0 before audio_reader_deliver() */
	void *decoded;          /* int32_t or double, a block of the file's frames */
	int32_t *mapped;        /* after the change of channels; NULL when there is none */
	const uint8_t *block;   /* the one of the two that was filled last, in the PCM's format */
	size_t block_frames;    /* frames in block */
	size_t block_at;        /* frames of it already taken */
	uint64_t decoded_frames;
	char error[256];
};

static const char *const known_extensions[] = {
	"wav", "wave", "w64",  "rf64", "flac", "aif", "aiff",  "aifc", "au",  "snd",  "caf",
	"ogg", "oga",  "opus", "mp3",  "voc",  "sf",  "ircam", "mat",  "svx", "nist", "sph",
};

static const char *extension(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	return dot ? dot + 1 : "";
}

bool audio_path_is_raw(const char *path, bool described)
{
	const char *ext = extension(path);

	if (strcasecmp(ext, "raw") == 0 || strcasecmp(ext, "pcm") == 0)
		return true;
	for (size_t i = 0; i < sizeof(known_extensions) / sizeof(known_extensions[0]); i++)
		if (strcasecmp(ext, known_extensions[i]) == 0)
			return false;

	return described;
}

/* Sample encodings: which PCM format carries them unchanged, if any. */
static const struct {
	int subformat;
	enum sample_format format;
	bool floating;
	const char *name;
} encodings[] = {
	{ SF_FORMAT_PCM_16, SAMPLE_S16_LE, false, "16-bit" },
	{ SF_FORMAT_PCM_24, SAMPLE_S24_LE, false, "24-bit" },
	{ SF_FORMAT_PCM_32, SAMPLE_S32_LE, false, "32-bit" },
	{ SF_FORMAT_ALAC_16, SAMPLE_S16_LE, false, "16-bit" },
	{ SF_FORMAT_ALAC_24, SAMPLE_S24_LE, false, "24-bit" },
	{ SF_FORMAT_ALAC_32, SAMPLE_S32_LE, false, "32-bit" },
	{ SF_FORMAT_PCM_S8, SAMPLE_NONE, false, "8-bit" },
	{ SF_FORMAT_PCM_U8, SAMPLE_NONE, false, "8-bit" },
	{ SF_FORMAT_ULAW, SAMPLE_NONE, false, "mu-law" },
	{ SF_FORMAT_ALAW, SAMPLE_NONE, false, "A-law" },
	{ SF_FORMAT_FLOAT, SAMPLE_NONE, true, "float" },
	{ SF_FORMAT_DOUBLE, SAMPLE_NONE, true, "float" },
	{ SF_FORMAT_VORBIS, SAMPLE_NONE, true, "Vorbis" },
	{ SF_FORMAT_OPUS, SAMPLE_NONE, true, "Opus" },
	{ SF_FORMAT_MPEG_LAYER_I, SAMPLE_NONE, true, "MPEG" },
	{ SF_FORMAT_MPEG_LAYER_II, SAMPLE_NONE, true, "MPEG" },
	{ SF_FORMAT_MPEG_LAYER_III, SAMPLE_NONE, true, "MPEG" },
};

static void describe_encoding(struct audio_reader *reader, int sf_format)
{
	reader->info.encoding = "compressed";
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
		if (encodings[i].subformat != (sf_format & SF_FORMAT_SUBMASK))
			continue;
		reader->info.spec.format = encodings[i].format;
		reader->info.encoding = encodings[i].name;
		reader->floating = encodings[i].floating;
	}
}

/* A raw file is described by its user; only its length can be wrong. */
static int describe_raw(struct audio_reader *reader, const struct audio_spec *raw, SF_INFO *sf,
			char *err, size_t err_size)
{
	size_t frame_bytes;
	struct stat st;

	if (!raw || raw->format == SAMPLE_NONE || raw->rate == 0 || raw->channels == 0) {
		snprintf(err, err_size,
			 "%s: raw audio needs its format, rate and channels (-b, -r, -c)",
			 reader->path);
		return -EINVAL;
	}

	frame_bytes = audio_spec_frame_bytes(raw);
	if (fstat(fileno(reader->file), &st) == 0 && st.st_size % (off_t)frame_bytes) {
		snprintf(
			err, err_size,
			"%s: %lld bytes are not a whole number of %zu-byte frames (%s, %u channels)",
			reader->path, (long long)st.st_size, frame_bytes,
			sample_format_name(raw->format), raw->channels);
		return -EINVAL;
	}

	sf->samplerate = (int)raw->rate;
	sf->channels = (int)raw->channels;
	sf->format = SF_FORMAT_RAW | SF_ENDIAN_LITTLE |
		     (raw->format == SAMPLE_S16_LE ? SF_FORMAT_PCM_16 : SF_FORMAT_PCM_32);
	reader->info.raw = true;
	reader->low_words = raw->format == SAMPLE_S24_LE;
	return 0;
}

static int check_info(const struct audio_reader *reader, const SF_INFO *sf, char *err,
		      size_t err_size)
{
	if (sf->channels < 1 || sf->channels > AUDIO_MAX_CHANNELS) {
		snprintf(err, err_size, "%s: %d channels, a PCM carries 1 to %d", reader->path,
			 sf->channels, AUDIO_MAX_CHANNELS);
		return -EINVAL;
	}
	if (sf->samplerate < (int)AUDIO_MIN_RATE || sf->samplerate > (int)AUDIO_MAX_RATE) {
		snprintf(err, err_size, "%s: rate %d Hz, expected %u to %u", reader->path,
			 sf->samplerate, AUDIO_MIN_RATE, AUDIO_MAX_RATE);
		return -EINVAL;
	}
	if (sf->frames <= 0 || sf->frames == SF_COUNT_MAX) {
		snprintf(err, err_size, "%s: no audio frames", reader->path);
		return -EINVAL;
	}

	return 0;
}

int audio_reader_open(const char *path, const struct audio_spec *raw, struct audio_reader **out,
		      char *err, size_t err_size)
{
	bool is_raw = audio_path_is_raw(path, raw && raw->format != SAMPLE_NONE && raw->rate);
	struct audio_reader *reader = calloc(1, sizeof(*reader));
	SF_INFO sf = { 0 };
	char why[160];
	struct stat st;
	int ret;

	if (!reader || !(reader->path = strdup(path))) {
		free(reader);
		snprintf(err, err_size, "%s: out of memory", path);
		return -ENOMEM;
	}

	reader->file = fopen(path, "rbe");
	if (!reader->file) {
		ret = -errno;
		snprintf(err, err_size, "%s: %s", path, strerror(errno));
		goto fail;
	}
	if (fstat(fileno(reader->file), &st) < 0 || !S_ISREG(st.st_mode)) {
		ret = -EINVAL;
		snprintf(err, err_size, "%s: not a regular file", path);
		goto fail;
	}
	setvbuf(reader->file, NULL, _IOFBF, AUDIO_IO_BUFFER);

	if (is_raw) {
		ret = describe_raw(reader, raw, &sf, err, err_size);
		if (ret < 0)
			goto fail;
	} else {
		ret = audio_io_check_truncation(reader->file, why, sizeof(why));
		if (ret < 0) {
			snprintf(err, err_size, "%s: %s", path, why);
			goto fail;
		}
	}

	/* libsndfile refuses 0 and more than 1024 channels itself: its words follow ours */
	reader->snd = sf_open_virtual(&audio_io_stdio, SFM_READ, &sf, reader->file);
	if (!reader->snd) {
		ret = -EINVAL;
		snprintf(err, err_size, "%s: not audio that can be read: %s", path,
			 sf_strerror(NULL));
		err[strcspn(err, "\n")] = '\0';
		goto fail;
	}

	ret = check_info(reader, &sf, err, err_size);
	if (ret < 0)
		goto fail;

	reader->info.spec.rate = (uint32_t)sf.samplerate;
	reader->info.spec.channels = (uint32_t)sf.channels;
	reader->info.frames = (uint64_t)sf.frames;
	describe_encoding(reader, sf.format);
	if (reader->low_words) {
		reader->info.spec.format = SAMPLE_S24_LE;
		reader->info.encoding = "24-bit";
	}
	*out = reader;
	return 0;

fail:
	audio_reader_close(reader);
	return ret;
}

const struct audio_info *audio_reader_info(const struct audio_reader *reader)
{
	return &reader->info;
}

const char *audio_reader_path(const struct audio_reader *reader)
{
	return reader->path;
}

int audio_reader_deliver(struct audio_reader *reader, const struct audio_spec *spec, bool convert,
			 char *err, size_t err_size)
{
	const struct audio_spec *own = &reader->info.spec;
	size_t samples = (size_t)AUDIO_BLOCK_FRAMES * own->channels;

	if (own->rate != spec->rate) {
		snprintf(err, err_size,
			 "%s: %u Hz, expected %u Hz (rates are never converted here)", reader->path,
			 own->rate, spec->rate);
		return -EINVAL;
	}
	if (own->channels != spec->channels && !convert) {
		snprintf(err, err_size, "%s: %u channels, expected %u (--convert maps channels)",
			 reader->path, own->channels, spec->channels);
		return -EINVAL;
	}
	if (own->format != spec->format && !convert) {
		snprintf(err, err_size,
			 "%s: %s samples, expected %s (--convert changes the format)", reader->path,
			 reader->info.encoding, sample_format_name(spec->format));
		return -EINVAL;
	}

	reader->spec = *spec;
	reader->decoded = calloc(samples, reader->floating ? sizeof(double) : sizeof(int32_t));
	if (own->channels != spec->channels)
		reader->mapped =
			calloc((size_t)AUDIO_BLOCK_FRAMES * spec->channels, sizeof(int32_t));
	if (!reader->decoded || (own->channels != spec->channels && !reader->mapped)) {
		snprintf(err, err_size, "%s: out of memory", reader->path);
		return -ENOMEM;
	}

	return 0;
}

/* @return frames now in the block, 0 at the end of the file, -EIO */
static int64_t refill(struct audio_reader *reader)
{
	uint64_t left = reader->info.frames - reader->decoded_frames;
	sf_count_t want = left < AUDIO_BLOCK_FRAMES ? (sf_count_t)left : AUDIO_BLOCK_FRAMES;
	size_t samples = (size_t)want * reader->info.spec.channels;
	int32_t *frames = reader->decoded;
	sf_count_t got;

	reader->block_at = 0;
	reader->block_frames = 0;
	if (want == 0)
		return 0;

	got = reader->floating ? sf_readf_double(reader->snd, reader->decoded, want) :
				 sf_readf_int(reader->snd, reader->decoded, want);
	if (got != want) {
		snprintf(reader->error, sizeof(reader->error), "%s: ends after %llu of %llu frames",
			 reader->path,
			 (unsigned long long)(reader->decoded_frames +
					      (uint64_t)(got > 0 ? got : 0)),
			 (unsigned long long)reader->info.frames);
		return -EIO;
	}

	/* each step may work in place, because no element grows past the one it came from */
	if (reader->floating)
		convert_from_double(frames, reader->decoded, samples);
	else if (reader->low_words)
		convert_to_s32(frames, frames, samples, SAMPLE_S24_LE);

	if (reader->mapped) {
		convert_channels(reader->mapped, reader->spec.channels, frames,
				 reader->info.spec.channels, (size_t)want);
		frames = reader->mapped;
	}
	convert_from_s32(frames, frames, (size_t)want * reader->spec.channels, reader->spec.format);
	reader->block = (const uint8_t *)frames;

	reader->decoded_frames += (uint64_t)want;
	reader->block_frames = (size_t)want;
	return want;
}

int64_t audio_reader_read(struct audio_reader *reader, void *dst, size_t frames)
{
	size_t frame_bytes = audio_spec_frame_bytes(&reader->spec);
	uint8_t *to = dst;
	size_t done = 0;

	while (done < frames) {
		size_t take = reader->block_frames - reader->block_at;

		if (take == 0) {
			int64_t got = refill(reader);

			if (got < 0)
				return got;
			if (got == 0)
				break;
			continue;
		}
		if (take > frames - done)
			take = frames - done;
		memcpy(to + done * frame_bytes, reader->block + reader->block_at * frame_bytes,
		       take * frame_bytes);
		reader->block_at += take;
		done += take;
	}

	return (int64_t)done;
}

const char *audio_reader_error(const struct audio_reader *reader)
{
	return reader->error;
}

int audio_reader_rewind(struct audio_reader *reader)
{
	if (sf_seek(reader->snd, 0, SEEK_SET) != 0) {
		snprintf(reader->error, sizeof(reader->error), "%s: cannot go back to the start",
			 reader->path);
		return -EIO;
	}

	reader->decoded_frames = 0;
	reader->block_frames = 0;
	reader->block_at = 0;
	reader->error[0] = '\0';
	return 0;
}

void audio_reader_close(struct audio_reader *reader)
{
	if (!reader)
		return;
	if (reader->snd)
		sf_close(reader->snd);
	if (reader->file)
		fclose(reader->file);
	free(reader->decoded);
	free(reader->mapped);
	free(reader->path);
	free(reader);
}
