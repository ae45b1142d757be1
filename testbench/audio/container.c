/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audio/container.h"
#include "util/text.h"

#define MAX_CHUNKS  65536 /* a header with more of them is not followed to its end */
#define HEAD_BYTES  48
#define FMT_BYTES   16
#define SPHERE_HEAD 1024
#define TAG_BYTES   10
#define OGG_TAIL    65307 /* the longest page */

/* A file made of chunks: an identifier, a size, the content. */
struct layout {
	const char *name;
	const char *magic;
	const char *form; /* four characters at form_at; NULL: any */
	int form_at;
	int first;    /* offset of the first chunk */
	int id_bytes; /* bytes of an identifier, of which the first four count */
	int size_bytes;
	int align;
	bool counts_header; /* a size includes identifier and size */
	bool big_endian;
	bool wave;
	const char *data;
	const char *seen_as; /* magic by which libsndfile knows the same structure; NULL: its own */
};

#define WAVE_CHUNKS                                                                            \
	.form = "WAVE", .form_at = 8, .first = 12, .id_bytes = 4, .size_bytes = 4, .align = 2, \
	.wave = true, .data = "data"
#define FORM_CHUNKS \
	.form_at = 8, .first = 12, .id_bytes = 4, .size_bytes = 4, .align = 2, .big_endian = true

static const struct layout layouts[] = {
	{ .name = "WAV", .magic = "RIFF", WAVE_CHUNKS },
	{ .name = "RIFX", .magic = "RIFX", .big_endian = true, WAVE_CHUNKS },
	{ .name = "RF64", .magic = "RF64", WAVE_CHUNKS },
	{ .name = "BW64", .magic = "BW64", .seen_as = "RF64", WAVE_CHUNKS },
	{ .name = "W64",
	  .magic = "riff",
	  .form = "wave",
	  .form_at = 24,
	  .first = 40,
	  .id_bytes = 16,
	  .size_bytes = 8,
	  .align = 8,
	  .counts_header = true,
	  .wave = true,
	  .data = "data" },
	{ .name = "AIFF", .magic = "FORM", .form = "AIFF", .data = "SSND", FORM_CHUNKS },
	{ .name = "AIFC", .magic = "FORM", .form = "AIFC", .data = "SSND", FORM_CHUNKS },
	{ .name = "SVX", .magic = "FORM", .form = "8SVX", .data = "BODY", FORM_CHUNKS },
	{ .name = "SVX", .magic = "FORM", .form = "16SV", .data = "BODY", FORM_CHUNKS },
	{ .name = "CAF",
	  .magic = "caff",
	  .first = 8,
	  .id_bytes = 4,
	  .size_bytes = 8,
	  .align = 1,
	  .big_endian = true,
	  .data = "data" },
};

static uint64_t number(const uint8_t *p, int bytes, bool big_endian)
{
	uint64_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | p[big_endian ? i : bytes - 1 - i];
	return value;
}

/* @return whether all of it is there */
static bool read_at(struct audio_input *input, int64_t at, void *data, size_t bytes)
{
	return at >= 0 && at <= input->length - (int64_t)bytes &&
	       fseeko(input->file, input->base + at, SEEK_SET) == 0 &&
	       fread(data, 1, bytes, input->file) == bytes;
}

/*
 * A writer that cannot go back to its header leaves a size near 2^31 or 2^32 in it, less what the header itself
 * takes and rounded to its own blocks.
 */
static bool means_unknown(uint64_t size, int size_bytes)
{
	if (size_bytes == 8)
		return size >= INT64_MAX;
	return (size >= 0x7fff0000 && size <= 0x80001000) || size >= 0xffff0000;
}

/* ---- chunks ---- */

static const struct layout *find_layout(const uint8_t *head, size_t bytes)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++) {
		const struct layout *l = &layouts[i];

		if (bytes >= (size_t)l->first && memcmp(head, l->magic, 4) == 0 &&
		    (!l->form || memcmp(head + l->form_at, l->form, 4) == 0))
			return l;
	}
	return NULL;
}

static void read_fmt(struct audio_input *input, int64_t at, struct audio_container *container)
{
	bool big = container->big_endian;
	uint8_t fmt[FMT_BYTES];

	if (!read_at(input, at, fmt, sizeof(fmt)))
		return;
	container->tag = (uint16_t)number(fmt, 2, big);
	container->channels = (uint16_t)number(fmt + 2, 2, big);
	container->rate = (uint32_t)number(fmt + 4, 4, big);
	container->block_align = (uint16_t)number(fmt + 12, 2, big);
	container->bits = (uint16_t)number(fmt + 14, 2, big);
}

/* ---- what libsndfile is shown ---- */

static void add_patch(struct audio_container *container, int64_t at, const uint8_t *bytes, int num)
{
	struct audio_patch *patch = &container->patches[container->num_patches++];

	patch->at = at;
	patch->num_bytes = num;
	memcpy(patch->bytes, bytes, (size_t)num);
}

/* A length of 64 bits that is not known: it goes to the end of the file. (libsndfile knows those of 32 bits.) */
static void close_length(struct audio_container *container, const struct layout *l, int64_t at,
			 uint64_t length)
{
	uint8_t bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(length >> 8 * (l->big_endian ? 7 - i : i));
	add_patch(container, at, bytes, sizeof(bytes));
}

/* ---- the walk ---- */

/* Where the length of the data is, and what it says. */
struct data_length {
	int64_t at; /* of a chunk of its own; 0: there is none */
	uint64_t bytes;
};

static void found_data(struct audio_input *input, const struct layout *l, int64_t at, uint64_t size,
		       const struct data_length *wide, struct audio_container *container)
{
	const int head_bytes = l->id_bytes + l->size_bytes;
	const uint64_t there = (uint64_t)(input->length - at);
	bool unknown = means_unknown(size, l->size_bytes);

	container->data_at = at;
	container->narrow_size = l->size_bytes == 4 && !wide->at;
	if (size == UINT32_MAX && wide->at) {
		size = wide->bytes;
		unknown = !size || means_unknown(size, 8);
		if (unknown)
			close_length(container, l, wide->at, there);
	} else if (unknown && l->size_bytes == 8) {
		close_length(container, l, at - l->size_bytes,
			     there + (l->counts_header ? (uint64_t)head_bytes : 0));
	} else if (l->counts_header) {
		size -= size < (uint64_t)head_bytes ? size : (uint64_t)head_bytes;
	}
	container->data_bytes = unknown || size > INT64_MAX ? -1 : (int64_t)size;
}

/* libsndfile does not take two, and does not say so. */
static void look_for_second_data(struct audio_input *input, const struct layout *l,
				 struct audio_container *container)
{
	const int64_t end = container->data_at + container->data_bytes;
	uint8_t head[HEAD_BYTES];

	if (l->wave && l->size_bytes == 4 && container->data_bytes >= 0 && end < input->length &&
	    read_at(input, end + (end & 1), head, 8) && memcmp(head, l->data, 4) == 0)
		container->misread = "two data chunks, expected one";
}

static void read_chunks(struct audio_input *input, const struct layout *l,
			struct audio_container *container)
{
	int head_bytes = l->id_bytes + l->size_bytes;
	int64_t at = l->first;
	struct data_length wide = { 0 };
	uint8_t head[HEAD_BYTES];

	for (int i = 0; i < MAX_CHUNKS && read_at(input, at, head, (size_t)head_bytes); i++) {
		uint64_t size = number(head + l->id_bytes, l->size_bytes, l->big_endian);
		uint64_t left = (uint64_t)(input->length - at);

		at += head_bytes;
		if (memcmp(head, l->data, 4) == 0) {
			found_data(input, l, at, size, &wide, container);
			look_for_second_data(input, l, container);
			return;
		}
		if (l->counts_header)
			size -= size < (uint64_t)head_bytes ? size : (uint64_t)head_bytes;
		if (l->wave && memcmp(head, "fmt ", 4) == 0)
			read_fmt(input, at, container);
		if (l->wave && memcmp(head, "ds64", 4) == 0 && read_at(input, at + 8, head, 8))
			wide = (struct data_length){ at + 8, number(head, 8, false) };
		if (size > left)
			return;
		at += (int64_t)((size + (uint64_t)l->align - 1) & ~((uint64_t)l->align - 1));
	}
}

/* ---- other kinds ---- */

static bool read_au(struct audio_input *input, const uint8_t *head,
		    struct audio_container *container)
{
	bool big = memcmp(head, ".snd", 4) == 0;
	uint64_t size;

	if (!big && memcmp(head, "dns.", 4) != 0)
		return false;
	container->name = "AU";
	container->narrow_size = true;
	container->data_at = (int64_t)number(head + 4, 4, big);
	size = number(head + 8, 4, big);
	container->data_bytes = means_unknown(size, 4) ? -1 : (int64_t)size;
	return true;
}

enum voc_block {
	VOC_END,
	VOC_SOUND,
	VOC_MORE_SOUND,
	VOC_EXTENDED_SOUND = 9, /* the last type there is */
};

/*
 * Blocks of a type and 24 bits of size; the first one that is not whole counts. libsndfile takes all that follows
 * the first block of sound for its samples, so there may be one only.
 */
static bool read_voc(struct audio_input *input, const uint8_t *head,
		     struct audio_container *container)
{
	int64_t at = (int64_t)number(head + 20, 2, false);
	uint8_t block[4];
	int sounds = 0;

	if (memcmp(head, "Creative Voice File\x1a", 20) != 0)
		return false;
	container->name = "VOC";
	for (int i = 0; i < MAX_CHUNKS && read_at(input, at, block, sizeof(block)); i++) {
		int64_t size = (int64_t)number(block + 1, 3, false);

		if (block[0] == VOC_END)
			break;
		if (block[0] > VOC_EXTENDED_SOUND) {
			container->misread = "the length of a VOC block leads to no other block";
			break;
		}
		sounds += block[0] == VOC_SOUND || block[0] == VOC_MORE_SOUND ||
			  block[0] == VOC_EXTENDED_SOUND;
		if (sounds > 1) {
			container->misread = "sound in several VOC blocks, expected one";
			break;
		}
		at += (int64_t)sizeof(block);
		container->data_at = at;
		container->data_bytes = size;
		if (size > input->length - at)
			break;
		at += size;
	}
	return true;
}

/* The value of a line "NAME -i VALUE" of a SPHERE header. */
static int64_t sphere_number(const char *head, const char *name, int64_t otherwise)
{
	const char *line = head;
	size_t length = strlen(name);

	while ((line = strstr(line, name)) != NULL) {
		if (line > head && line[-1] == '\n' && strncmp(line + length, " -i ", 4) == 0)
			return strtoll(line + length + 4, NULL, 10);
		line += length;
	}
	return otherwise;
}

static bool read_sphere(struct audio_input *input, const uint8_t *magic,
			struct audio_container *container)
{
	char head[SPHERE_HEAD + 1] = "";
	int64_t samples, channels, bytes;

	if (memcmp(magic, "NIST_1A\n", 8) != 0)
		return false;
	container->name = "SPHERE";
	if (!read_at(input, 0, head, SPHERE_HEAD))
		return true;
	samples = sphere_number(head, "sample_count", -1);
	channels = sphere_number(head, "channel_count", 1);
	bytes = sphere_number(head, "sample_n_bytes", 2);
	if (samples < 0 || samples > INT32_MAX || channels < 1 || channels > 1024 || bytes < 1 ||
	    bytes > 8)
		return true;
	container->data_at = strtoll(head + 8, NULL, 10);
	container->data_bytes = samples * channels * bytes;
	return true;
}

/* The last page of a stream says that it is the last one. What is missing cannot be known. */
static bool read_ogg(struct audio_input *input, const uint8_t *magic,
		     struct audio_container *container)
{
	uint8_t tail[OGG_TAIL];
	int64_t at = input->length > OGG_TAIL ? input->length - OGG_TAIL : 0;
	int64_t bytes = input->length - at, last = -1;

	if (memcmp(magic, "OggS", 4) != 0)
		return false;
	container->name = "Ogg";
	if (!read_at(input, at, tail, (size_t)bytes))
		return true;
	for (int64_t i = 0; i + 27 <= bytes; i++) {
		int64_t size = 27 + tail[i + 26];

		if (memcmp(tail + i, "OggS", 4) != 0 || i + size > bytes)
			continue;
		for (int s = 0; s < tail[i + 26]; s++)
			size += tail[i + 27 + s];
		last = (tail[i + 5] & 4) && i + size <= bytes ? 1 : 0;
	}
	container->data_at = input->length;
	container->data_bytes = last == 0 ? 1 : 0;
	return true;
}

/* Tags of MP3s stand before other files, too: libsndfile passes them over, and loses as much of the audio's end. */
static void pass_over_tag(struct audio_input *input)
{
	uint8_t tag[TAG_BYTES], head[HEAD_BYTES];
	int64_t bytes = TAG_BYTES;

	if (!read_at(input, 0, tag, sizeof(tag)) || memcmp(tag, "ID3", 3) != 0)
		return;
	for (int i = 6, shift = 21; i < TAG_BYTES; i++, shift -= 7)
		bytes += (int64_t)(tag[i] & 0x7f) << shift;
	if (!read_at(input, bytes, head, sizeof(head)) || !find_layout(head, sizeof(head)))
		return;
	input->base += bytes;
	input->length -= bytes;
}

void audio_container_read(struct audio_input *input, struct audio_container *container)
{
	static bool (*const readers[])(struct audio_input * input, const uint8_t *head,
				       struct audio_container *container) = {
		read_au,
		read_voc,
		read_sphere,
		read_ogg,
	};
	uint8_t head[HEAD_BYTES] = { 0 };
	const struct layout *layout = NULL;
	size_t bytes;

	pass_over_tag(input);
	bytes = input->length < HEAD_BYTES ? (size_t)input->length : HEAD_BYTES;
	*container = (struct audio_container){ .data_bytes = -1 };
	if (read_at(input, 0, head, bytes))
		layout = find_layout(head, bytes);
	if (layout) {
		container->name = layout->name;
		if (layout->seen_as)
			add_patch(container, 0, (const uint8_t *)layout->seen_as, 4);
		container->big_endian = layout->big_endian;
		read_chunks(input, layout, container);
	}
	for (size_t i = 0; !container->name && i < sizeof(readers) / sizeof(readers[0]); i++)
		readers[i](input, head, container);
	fseeko(input->file, input->base, SEEK_SET);
}

/* ---- verdicts ---- */

int audio_container_check_length(const struct audio_container *container,
				 const struct audio_input *input, char *err, size_t err_size)
{
	int64_t there = input->length - container->data_at;

	if (container->data_at == 0 || container->data_bytes < 0)
		return 0;
	if (container->data_at > input->length)
		there = 0;
	if (strcmp(container->name, "Ogg") == 0) {
		snprintf(err, err_size, "truncated: the Ogg stream has no last page");
		return container->data_bytes > there ? -ENODATA : 0;
	}
	if (container->data_bytes > there) {
		snprintf(err, err_size, "truncated: %lld byte%s of audio, the header promises %lld",
			 (long long)there, text_plural((uint64_t)there),
			 (long long)container->data_bytes);
		return -ENODATA;
	}
	if (container->narrow_size && there - container->data_bytes > UINT32_MAX) {
		snprintf(
			err, err_size,
			"%lld bytes of audio, the header promises %lld: its 32 bits cannot count them",
			(long long)there, (long long)container->data_bytes);
		return -ENODATA;
	}
	return 0;
}

static bool is_wave(const struct audio_container *container)
{
	return container->tag != 0 && container->channels != 0;
}

int64_t audio_container_rest(const struct audio_container *container)
{
	if (!is_wave(container) || container->data_bytes < 0 || !container->block_align)
		return 0;
	return container->data_bytes % container->block_align;
}

bool audio_container_has_low_words(const struct audio_container *container)
{
	return is_wave(container) && container->tag == WAVE_TAG_PCM && container->bits == 24 &&
	       container->block_align == 4 * container->channels && container->data_at > 0;
}

int audio_container_check_words(const struct audio_container *container, char *err, size_t err_size)
{
	unsigned int bytes = container->channels * ((container->bits + 7u) / 8);

	if (container->misread) {
		snprintf(err, err_size, "%s: where the samples stand is not known",
			 container->misread);
		return -EINVAL;
	}
	if (!is_wave(container) || container->block_align == bytes ||
	    (container->tag != WAVE_TAG_PCM && container->tag != WAVE_TAG_EXTENSIBLE) ||
	    audio_container_has_low_words(container))
		return 0;
	snprintf(
		err, err_size,
		"frames of %u bytes for %u channel%s of %u bits: where the samples stand is not known",
		container->block_align, container->channels, container->channels == 1 ? "" : "s",
		container->bits);
	return -EINVAL;
}
