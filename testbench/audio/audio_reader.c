/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "audio/audio_file.h"
#include "audio/audio_io.h"
#include "audio/container.h"
#include "audio/convert.h"
#include "audio/pack_24.h"
#include "util/text.h"

/* How libsndfile's samples are taken. */
enum take {
	TAKE_INT,    /* as left-justified words */
	TAKE_WORDS,  /* 24-bit samples in the low bits of 32-bit words */
	TAKE_DOUBLE, /* floating point that may be wider than a float */
	TAKE_FLOAT,
	TAKE_BYTES,  /* the file's own codes */
	TAKE_PACKED, /* 24-bit samples in 3 bytes */
};

/*
 * Frames travel: libsndfile -> decoded (the file's channels) -> left-justified words -> mapped (the PCM's
 * channels) -> block (the PCM's format) -> the caller. A file that holds the PCM's own words goes into the block
 * directly. A block is refilled when it is empty. One of packed samples, for a PCM of 24 bits in words, is unpacked on the
 * way out of it.
 */
struct audio_reader {
	char *path;
	struct audio_input input;
	struct audio_container container;
	SNDFILE *snd;
	struct audio_info info;
	enum take how;
	bool accept_truncated;
	struct audio_spec spec; /* what is delivered; channels 0 before audio_reader_deliver() */
	size_t frame_bytes;     /* of what is delivered */
	bool direct;            /* the block is filled without a conversion */
	bool is_packed;         /* the block holds packed samples of 24 bits */
	size_t block_frame_bytes;
	uint8_t *memory;     /* of the block, with guards where it is packed */
	void *decoded;       /* double or int32_t */
	int32_t *words;      /* left-justified */
	int32_t *mapped;     /* after the change of channels */
	uint8_t *block;      /* in the PCM's format, or packed */
	size_t block_frames; /* frames in block */
	size_t block_at;     /* frames of it already taken */
	uint64_t decoded_frames;
	char warning[256];
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
	enum take take;
	const char *name;
} encodings[] = {
	{ SF_FORMAT_PCM_16, SAMPLE_S16_LE, TAKE_INT, "16-bit" },
	{ SF_FORMAT_PCM_24, SAMPLE_S24_LE, TAKE_INT, "24-bit" },
	{ SF_FORMAT_PCM_32, SAMPLE_S32_LE, TAKE_INT, "32-bit" },
	{ SF_FORMAT_ALAC_16, SAMPLE_S16_LE, TAKE_INT, "16-bit" },
	{ SF_FORMAT_ALAC_24, SAMPLE_S24_LE, TAKE_INT, "24-bit" },
	{ SF_FORMAT_ALAC_32, SAMPLE_S32_LE, TAKE_INT, "32-bit" },
	{ SF_FORMAT_PCM_S8, SAMPLE_U8, TAKE_INT, "8-bit" },
	{ SF_FORMAT_PCM_U8, SAMPLE_U8, TAKE_INT, "8-bit" },
	{ SF_FORMAT_ULAW, SAMPLE_MU_LAW, TAKE_BYTES, "mu-law" },
	{ SF_FORMAT_ALAW, SAMPLE_A_LAW, TAKE_BYTES, "A-law" },
	{ SF_FORMAT_FLOAT, SAMPLE_FLOAT_LE, TAKE_FLOAT, "float" },
	{ SF_FORMAT_DOUBLE, SAMPLE_NONE, TAKE_DOUBLE, "double" },
	{ SF_FORMAT_VORBIS, SAMPLE_NONE, TAKE_DOUBLE, "Vorbis" },
	{ SF_FORMAT_OPUS, SAMPLE_NONE, TAKE_DOUBLE, "Opus" },
	{ SF_FORMAT_MPEG_LAYER_I, SAMPLE_NONE, TAKE_DOUBLE, "MPEG" },
	{ SF_FORMAT_MPEG_LAYER_II, SAMPLE_NONE, TAKE_DOUBLE, "MPEG" },
	{ SF_FORMAT_MPEG_LAYER_III, SAMPLE_NONE, TAKE_DOUBLE, "MPEG" },
};

static enum audio_coding coding_of(int sf_format)
{
	switch (sf_format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_MPEG_LAYER_III:
		return AUDIO_CODED_MP3;
	case SF_FORMAT_VORBIS:
		return AUDIO_CODED_VORBIS;
	case SF_FORMAT_OPUS:
		return AUDIO_CODED_OPUS;
	default:
		return (sf_format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC ? AUDIO_CODED_FLAC :
									    AUDIO_NOT_CODED;
	}
}

static void describe_encoding(struct audio_reader *reader, int sf_format)
{
	reader->info.coding = coding_of(sf_format);
	reader->info.encoding = "compressed";
	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
		if (encodings[i].subformat != (sf_format & SF_FORMAT_SUBMASK))
			continue;
		reader->info.spec.format = encodings[i].format;
		reader->info.encoding = encodings[i].name;
		reader->how = encodings[i].take;
	}
}

/* Words that stand as they are in the file, without a header or behind one that says too little. */
static void describe_words(struct audio_reader *reader, const struct audio_spec *spec, SF_INFO *sf)
{
	static const struct {
		enum sample_format format;
		int subformat;
	} subformats[] = {
		{ SAMPLE_U8, SF_FORMAT_PCM_U8 },     { SAMPLE_S16_LE, SF_FORMAT_PCM_16 },
		{ SAMPLE_S24_LE, SF_FORMAT_PCM_32 }, { SAMPLE_S24_3LE, SF_FORMAT_PCM_24 },
		{ SAMPLE_S32_LE, SF_FORMAT_PCM_32 }, { SAMPLE_FLOAT_LE, SF_FORMAT_FLOAT },
		{ SAMPLE_MU_LAW, SF_FORMAT_ULAW },   { SAMPLE_A_LAW, SF_FORMAT_ALAW },
		{ SAMPLE_IEC958, SF_FORMAT_PCM_32 },
	};

	*sf = (SF_INFO){
		.samplerate = (int)spec->rate,
		.channels = (int)spec->channels,
		.format = SF_FORMAT_RAW |
			  (reader->container.big_endian ? SF_ENDIAN_BIG : SF_ENDIAN_LITTLE),
	};
	for (size_t i = 0; i < sizeof(subformats) / sizeof(subformats[0]); i++)
		if (subformats[i].format == spec->format)
			sf->format |= subformats[i].subformat;
}

static void warn_of_rest(struct audio_reader *reader, int64_t bytes)
{
	snprintf(reader->warning, sizeof(reader->warning),
		 "%.90s: the end is no whole frame: %lld byte%s left out", reader->path,
		 (long long)bytes, text_plural((uint64_t)bytes));
}

/* A raw file is described by its user; only its length can be wrong. */
static int describe_raw(struct audio_reader *reader, const struct audio_spec *raw, SF_INFO *sf,
			char *err, size_t err_size)
{
	size_t frame_bytes;

	if (!raw || raw->format == SAMPLE_NONE || raw->rate == 0 || raw->channels == 0) {
		snprintf(err, err_size,
			 "%s: raw audio needs its format, rate and channels (-b, -r, -c)",
			 reader->path);
		return -EINVAL;
	}

	frame_bytes = audio_spec_frame_bytes(raw);
	if (reader->input.length % (int64_t)frame_bytes && reader->accept_truncated) {
		warn_of_rest(reader, reader->input.length % (int64_t)frame_bytes);
		reader->input.length -= reader->input.length % (int64_t)frame_bytes;
	} else if (reader->input.length % (int64_t)frame_bytes) {
		snprintf(
			err, err_size,
			"%s: %lld bytes are not a whole number of %zu-byte frames (%s, %u channel%s)",
			reader->path, (long long)reader->input.length, frame_bytes,
			sample_format_name(raw->format), raw->channels, text_plural(raw->channels));
		return -EINVAL;
	}

	describe_words(reader, raw, sf);
	reader->info.raw = true;
	reader->info.spec.format = raw->format;
	return 0;
}

/* What arecord makes of S24_LE: libsndfile would guess, so it gets the data without the header. */
static void describe_low_words(struct audio_reader *reader, SF_INFO *sf)
{
	const struct audio_container *c = &reader->container;
	struct audio_input *input = &reader->input;
	const struct audio_spec spec = { c->rate, c->channels, SAMPLE_S24_LE };
	int64_t frame_bytes = (int64_t)audio_spec_frame_bytes(&spec);

	input->base += c->data_at;
	input->length -= c->data_at;
	if (c->data_bytes >= 0 && c->data_bytes < input->length)
		input->length = c->data_bytes;
	input->length -= input->length % frame_bytes;
	input->num_patches = 0;
	fseeko(input->file, input->base, SEEK_SET);
	describe_words(reader, &spec, sf);
	reader->info.spec.format = SAMPLE_S24_LE;
}

/* What the header says, before libsndfile is asked. */
static int check_header(struct audio_reader *reader, SF_INFO *sf, char *err, size_t err_size)
{
	struct audio_container *c = &reader->container;
	char why[160];

	audio_container_read(&reader->input, c);
	memcpy(reader->input.patches, c->patches, sizeof(c->patches));
	reader->input.num_patches = c->num_patches;
	if (audio_container_check_length(c, &reader->input, why, sizeof(why)) < 0) {
		if (!reader->accept_truncated) {
			snprintf(err, err_size, "%s: %s", reader->path, why);
			return -ENODATA;
		}
		snprintf(reader->warning, sizeof(reader->warning), "%.90s: %s", reader->path, why);
	}
	if (audio_container_check_words(c, why, sizeof(why)) < 0) {
		snprintf(err, err_size, "%s: %s", reader->path, why);
		return -EINVAL;
	}
	if (c->tag && (c->rate < AUDIO_MIN_RATE || c->rate > AUDIO_MAX_RATE)) {
		snprintf(err, err_size, "%s: rate %u Hz, expected %u to %u", reader->path, c->rate,
			 AUDIO_MIN_RATE, AUDIO_MAX_RATE);
		return -EINVAL;
	}
	if (audio_container_rest(c) && !reader->warning[0])
		warn_of_rest(reader, audio_container_rest(c));
	if (audio_container_has_low_words(c))
		describe_low_words(reader, sf);
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

/* Little-endian files of whole bytes need nothing of libsndfile but their place. */
static bool holds_packed_24(int sf_format)
{
	int major = sf_format & SF_FORMAT_TYPEMASK;

	return (sf_format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_24 &&
	       (sf_format & SF_FORMAT_ENDMASK) != SF_ENDIAN_BIG &&
	       (major == SF_FORMAT_WAV || major == SF_FORMAT_WAVEX || major == SF_FORMAT_W64 ||
		major == SF_FORMAT_RF64);
}

/* The format of the samples as take_frames() gives them. */
static enum sample_format taken_format(const struct audio_reader *reader)
{
	return reader->how == TAKE_PACKED ? SAMPLE_S24_3LE : reader->info.spec.format;
}

/* Let libsndfile take it, and keep what it knows. */
static int open_sound(struct audio_reader *reader, SF_INFO *sf, char *err, size_t err_size)
{
	enum sample_format known = reader->info.spec.format;
	int ret;

	/* libsndfile refuses 0 and more than 1024 channels itself: its words follow ours */
	reader->snd = sf_open_virtual(&audio_io_input, SFM_READ, sf, &reader->input);
	if (!reader->snd) {
		const char *text = sf_strerror(NULL);

		snprintf(err, err_size, "%s: not audio that can be read: %s", reader->path,
			 strstr(text, "SF_INFO") ?
				 "its header gives no rate, no channels or no format of samples" :
				 text);
		err[strcspn(err, "\n")] = '\0';
		return -EINVAL;
	}
	ret = check_info(reader, sf, err, err_size);
	if (ret < 0)
		return ret;

	reader->info.spec.rate = (uint32_t)sf->samplerate;
	reader->info.spec.channels = (uint32_t)sf->channels;
	reader->info.frames = (uint64_t)sf->frames;
	describe_encoding(reader, sf->format);
	if (holds_packed_24(sf->format))
		reader->how = TAKE_PACKED;
	if (known == SAMPLE_S24_LE) {
		reader->info.encoding = "24-bit";
		reader->how = TAKE_WORDS;
	}
	if (known != SAMPLE_NONE)
		reader->info.spec.format = known;
	return 0;
}

int audio_reader_open(const char *path, const struct audio_reader_options *options,
		      struct audio_reader **out, char *err, size_t err_size)
{
	const struct audio_spec *raw = options ? &options->raw : NULL;
	struct audio_reader *reader = calloc(1, sizeof(*reader));
	SF_INFO sf = { 0 };
	char why[160];
	int ret;

	if (!reader || !(reader->path = strdup(path))) {
		free(reader);
		snprintf(err, err_size, "%s: out of memory", path);
		return -ENOMEM;
	}
	reader->accept_truncated = options && options->accept_truncated;

	ret = audio_input_open(path, &reader->input, why, sizeof(why));
	if (ret < 0)
		snprintf(err, err_size, "%s: %s",
			 audio_input_is_stdin(path) ? "standard input" : path, why);
	else if (audio_path_is_raw(path, raw && raw->format != SAMPLE_NONE && raw->rate))
		ret = describe_raw(reader, raw, &sf, err, err_size);
	else
		ret = check_header(reader, &sf, err, err_size);
	if (ret == 0)
		ret = open_sound(reader, &sf, err, err_size);
	if (ret < 0) {
		audio_reader_close(reader);
		return ret;
	}
	*out = reader;
	return 0;
}

const char *audio_reader_warning(const struct audio_reader *reader)
{
	return reader->warning;
}

const struct audio_info *audio_reader_info(const struct audio_reader *reader)
{
	return &reader->info;
}

const char *audio_reader_path(const struct audio_reader *reader)
{
	return reader->path;
}

/*
 * A file's own codes and words need no conversion. S24_LE words may hold anything above their 24 bits: they are
 * extended from there.
 */
static bool is_direct(const struct audio_reader *reader)
{
	const struct audio_spec *own = &reader->info.spec;

	if (reader->is_packed)
		return true;
	if (own->format != reader->spec.format || own->channels != reader->spec.channels)
		return false;
	return reader->how == TAKE_BYTES || reader->how == TAKE_FLOAT ||
	       (reader->how == TAKE_INT &&
		(own->format == SAMPLE_S16_LE || own->format == SAMPLE_S32_LE ||
		 own->format == SAMPLE_IEC958));
}

static int alloc_blocks(struct audio_reader *reader, char *err, size_t err_size)
{
	size_t frames = AUDIO_BLOCK_FRAMES;
	uint32_t channels = reader->info.spec.channels;
	bool maps = channels != reader->spec.channels;

	reader->is_packed = reader->how == TAKE_PACKED && reader->spec.format == SAMPLE_S24_LE &&
			    !maps;
	reader->direct = is_direct(reader);
	reader->block_frame_bytes = reader->is_packed ? (size_t)3 * channels : reader->frame_bytes;
	reader->memory = calloc(1, frames * reader->block_frame_bytes + 2 * PACK_24_GUARD);
	reader->decoded = malloc(frames * channels * sizeof(double));
	reader->words = malloc(frames * channels * sizeof(*reader->words));
	if (maps)
		reader->mapped = malloc(frames * reader->spec.channels * sizeof(*reader->mapped));
	if (reader->memory && reader->decoded && reader->words && (!maps || reader->mapped)) {
		reader->block = reader->memory + PACK_24_GUARD;
		return 0;
	}
	snprintf(err, err_size, "%s: out of memory", reader->path);
	return -ENOMEM;
}

/* Words of 32 bits may be subframes. Nothing else becomes them, and they become nothing else: they hold no samples. */
static int check_subframes(struct audio_reader *reader, const struct audio_spec *spec, char *err,
			   size_t err_size)
{
	struct audio_spec *own = &reader->info.spec;

	if (own->format == SAMPLE_S32_LE && spec->format == SAMPLE_IEC958)
		own->format = SAMPLE_IEC958;
	if (sample_format_converts(own->format, spec->format) &&
	    (spec->format != SAMPLE_IEC958 || own->channels == spec->channels))
		return 0;
	snprintf(err, err_size, "%s: %u channel%s, %s: cannot become %u, %s", reader->path,
		 own->channels, text_plural(own->channels), reader->info.encoding, spec->channels,
		 sample_format_name(spec->format));
	return -EINVAL;
}

int audio_reader_deliver(struct audio_reader *reader, const struct audio_spec *spec, bool convert,
			 char *err, size_t err_size)
{
	const struct audio_spec *own = &reader->info.spec;

	if (own->rate != spec->rate) {
		snprintf(err, err_size,
			 "%s: %u Hz, expected %u Hz (rates are never converted here)", reader->path,
			 own->rate, spec->rate);
		return -EINVAL;
	}
	if (check_subframes(reader, spec, err, err_size))
		return -EINVAL;
	if (own->channels != spec->channels && !convert) {
		snprintf(err, err_size, "%s: %u channel%s, expected %u (--convert maps channels)",
			 reader->path, own->channels, text_plural(own->channels), spec->channels);
		return -EINVAL;
	}
	if (own->format != spec->format && !convert) {
		snprintf(err, err_size,
			 "%s: %s samples, expected %s (--convert changes the format)", reader->path,
			 reader->info.encoding, sample_format_name(spec->format));
		return -EINVAL;
	}

	reader->spec = *spec;
	reader->frame_bytes = audio_spec_frame_bytes(spec);
	return alloc_blocks(reader, err, err_size);
}

/* @return frames that libsndfile gave */
static sf_count_t take_frames(struct audio_reader *reader, void *to, sf_count_t frames)
{
	sf_count_t frame_bytes = (sf_count_t)(reader->info.spec.channels *
					      sample_format_bytes(taken_format(reader)));

	switch (reader->how) {
	case TAKE_DOUBLE:
		return sf_readf_double(reader->snd, to, frames);
	case TAKE_FLOAT:
		return sf_readf_float(reader->snd, to, frames);
	case TAKE_BYTES:
	case TAKE_PACKED:
		return sf_read_raw(reader->snd, to, frames * frame_bytes) / frame_bytes;
	default:
		if (reader->direct && reader->spec.format == SAMPLE_S16_LE)
			return sf_readf_short(reader->snd, to, frames);
		return sf_readf_int(reader->snd, to, frames);
	}
}

/* Words under a header of 24 bits: bits above the 24th that are no sign would mean another place of the samples. */
static int check_low_words(struct audio_reader *reader, const int32_t *words, size_t samples)
{
	for (size_t i = 0; i < samples; i++) {
		if (words[i] >> 23 == 0 || words[i] >> 23 == -1 || (uint32_t)words[i] >> 24 == 0)
			continue;
		snprintf(
			reader->error, sizeof(reader->error),
			"%s: 24-bit samples, but frame %llu holds 0x%08x: which of its bits count is not known",
			reader->path,
			(unsigned long long)(reader->decoded_frames +
					     i / reader->info.spec.channels),
			(unsigned int)words[i]);
		return -EIO;
	}
	return 0;
}

/* From what libsndfile gave to the block. */
static void convert_block(struct audio_reader *reader, size_t frames)
{
	size_t samples = frames * reader->info.spec.channels;
	int32_t *words = reader->words;

	if (reader->how == TAKE_DOUBLE)
		convert_from_double(words, reader->decoded, samples);
	else if (reader->how != TAKE_INT)
		convert_to_s32(words, reader->decoded, samples, taken_format(reader));
	else
		words = reader->decoded;
	if (reader->mapped) {
		convert_channels(reader->mapped, reader->spec.channels, words,
				 reader->info.spec.channels, frames);
		words = reader->mapped;
	}
	convert_from_s32(reader->block, words, frames * reader->spec.channels, reader->spec.format);
}

/* What is missing of a file whose end was accepted is silence. */
static void fill_missing(struct audio_reader *reader, void *to, sf_count_t got, sf_count_t want)
{
	size_t frame_bytes = reader->info.spec.channels * sample_format_bytes(taken_format(reader));

	if (reader->how == TAKE_DOUBLE)
		frame_bytes = reader->info.spec.channels * sizeof(double);
	else if (reader->how == TAKE_INT && !reader->direct)
		frame_bytes = reader->info.spec.channels * sizeof(int32_t);

	memset((uint8_t *)to + (size_t)got * frame_bytes,
	       reader->how == TAKE_BYTES ? sample_format_silence(reader->info.spec.format) : 0,
	       (size_t)(want - got) * frame_bytes);
}

/* @return frames now in the block, 0 at the end of the file, -EIO */
static int64_t refill(struct audio_reader *reader)
{
	uint64_t left = reader->info.frames - reader->decoded_frames;
	sf_count_t want = left < AUDIO_BLOCK_FRAMES ? (sf_count_t)left : AUDIO_BLOCK_FRAMES;
	void *to = reader->direct ? reader->block : reader->decoded;
	sf_count_t got;

	reader->block_at = 0;
	reader->block_frames = 0;
	if (want == 0)
		return 0;

	got = take_frames(reader, to, want);
	got = got < 0 ? 0 : got;
	if (got != want && !reader->accept_truncated) {
		snprintf(reader->error, sizeof(reader->error), "%s: ends after %llu of %llu frames",
			 reader->path, (unsigned long long)(reader->decoded_frames + (uint64_t)got),
			 (unsigned long long)reader->info.frames);
		return -EIO;
	}
	if (got != want && !reader->warning[0])
		snprintf(reader->warning, sizeof(reader->warning),
			 "%.90s: ends after %llu of %llu frames, silence stands for the rest",
			 reader->path, (unsigned long long)(reader->decoded_frames + (uint64_t)got),
			 (unsigned long long)reader->info.frames);
	fill_missing(reader, to, got, want);
	if (!reader->info.raw && reader->how == TAKE_WORDS &&
	    check_low_words(reader, to, (size_t)want * reader->info.spec.channels) < 0)
		return -EIO;
	if (!reader->direct)
		convert_block(reader, (size_t)want);

	reader->decoded_frames += (uint64_t)want;
	reader->block_frames = (size_t)want;
	return want;
}

/* The next frames, at most so many, where they stand in the block. @return how many, 0 at the end, -EIO */
static int64_t take(struct audio_reader *reader, size_t most, const void **data)
{
	size_t frames = reader->block_frames - reader->block_at;

	if (!frames) {
		int64_t got = refill(reader);

		if (got <= 0)
			return got;
		frames = (size_t)got;
	}
	if (frames > most)
		frames = most;
	*data = reader->block + reader->block_at * reader->block_frame_bytes;
	reader->block_at += frames;
	return (int64_t)frames;
}

int64_t audio_reader_lend(struct audio_reader *reader, const void **data)
{
	return take(reader, SIZE_MAX, data);
}

audio_move_fn audio_reader_move(const struct audio_reader *reader)
{
	return reader->is_packed ? pack_24_best()->move_in : NULL;
}

int64_t audio_reader_read(struct audio_reader *reader, void *dst, size_t frames)
{
	uint8_t *to = dst;
	size_t done = 0;

	while (done < frames) {
		const void *data;
		int64_t got = take(reader, frames - done, &data);

		if (got < 0)
			return got;
		if (got == 0)
			break;
		if (reader->is_packed)
			pack_24_best()->unpack((int32_t *)(void *)(to + done * reader->frame_bytes),
					       data, (size_t)got * reader->spec.channels);
		else
			memcpy(to + done * reader->frame_bytes, data,
			       (size_t)got * reader->frame_bytes);
		done += (size_t)got;
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
	audio_input_close(&reader->input);
	free(reader->memory);
	free(reader->decoded);
	free(reader->words);
	free(reader->mapped);
	free(reader->path);
	free(reader);
}
