/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Writes compiled topologies into memory for tests: tw_standard() a valid one with one object of each
 * kind, whose positions are in `at`; a test spoils one field with tw_poke() and says what the loader
 * must answer. Numbers are those of the file format, not taken from the headers the loader uses.
 */
#ifndef TPLG_WRITER_H
#define TPLG_WRITER_H

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "topology/tplg.h"

#define TW_PATH "mem.tplg"

enum {
	TW_MANIFEST = 8,
	TW_WIDGET = 5,
	TW_GRAPH = 4,
	TW_PCM = 7,
	TW_BACKEND_LINK = 10,
	TW_UUID = 0,
	TW_STRING = 1,
	TW_BOOL = 2,
	TW_BYTE = 3,
	TW_WORD = 4,
	TW_SHORT = 5,
};

struct tplg_writer {
	uint8_t *data;
	size_t size;
	size_t block;  /* offset of the open block's header */
	size_t priv;   /* offset of the open object's priv.size */
	size_t array;  /* offset of the open vendor array */
	size_t widget; /* offset of the last widget */
	struct {
		size_t manifest, host, gain, gain_uuid, gain_words, gain_string, gain_in, gain_out;
		size_t volume, toggle, choice, blob, sched, dai, pcm, link, route;
		size_t widgets_block, graph_block;
	} at;
};

static const uint8_t tw_uuid_copier[16] = { 0x83, 0x0c, 0xa0, 0x9b, 0x12, 0xca, 0x83, 0x4a,
					    0x94, 0x3c, 0x1f, 0xa2, 0xe8, 0x2f, 0x9d, 0xda };
static const uint8_t tw_uuid_gain[16] = { 0xa8, 0xa9, 0xbc, 0x61, 0xd0, 0x18, 0x18, 0x4a,
					  0x8e, 0x7b, 0x26, 0x39, 0x21, 0x98, 0x04, 0xb7 };

/* ---- bytes ---- */

static inline void tw_poke(struct tplg_writer *w, size_t offset, uint32_t value)
{
	assert_true(offset + 4 <= w->size);
	memcpy(w->data + offset, &value, 4);
}

static inline uint32_t tw_peek(const struct tplg_writer *w, size_t offset)
{
	uint32_t value;

	assert_true(offset + 4 <= w->size);
	memcpy(&value, w->data + offset, 4);
	return value;
}

static inline size_t tw_zeros(struct tplg_writer *w, size_t bytes)
{
	size_t at = w->size;

	w->data = realloc(w->data, w->size + bytes + 1);
	assert_non_null(w->data);
	memset(w->data + at, 0, bytes);
	w->size += bytes;
	return at;
}

static inline void tw_u32(struct tplg_writer *w, uint32_t value)
{
	tw_poke(w, tw_zeros(w, 4), value);
}

static inline void tw_name_at(struct tplg_writer *w, size_t at, const char *name)
{
	assert_true(strlen(name) <= 44); /* 44: without NUL, which is a fault to find */
	memset(w->data + at, 0, 44);
	memcpy(w->data + at, name, strlen(name));
}

/* ---- blocks and private data ---- */

static inline void tw_block(struct tplg_writer *w, uint32_t type, uint32_t index)
{
	w->block = tw_zeros(w, 36);
	tw_poke(w, w->block, 0x41536f43);
	tw_poke(w, w->block + 4, 5);
	tw_poke(w, w->block + 12, type);
	tw_poke(w, w->block + 16, 36);
	tw_poke(w, w->block + 28, index);
}

/* Sizes follow what is written; the count is an argument. */
static inline void tw_end(struct tplg_writer *w, uint32_t count)
{
	tw_poke(w, w->block + 24, w->size - w->block - 36);
	tw_poke(w, w->block + 32, count);
}

static inline void tw_private(struct tplg_writer *w, const void *bytes, size_t size)
{
	size_t at = tw_zeros(w, size);

	memcpy(w->data + at, bytes, size);
	tw_poke(w, w->priv, tw_peek(w, w->priv) + size);
}

static inline size_t tw_array(struct tplg_writer *w, uint32_t type)
{
	uint32_t head[3] = { 12, type, 0 };

	w->array = w->size;
	tw_private(w, head, sizeof(head));
	return w->array;
}

static inline void tw_element(struct tplg_writer *w, uint32_t token, const void *bytes, size_t size)
{
	tw_private(w, &token, 4);
	tw_private(w, bytes, size);
	tw_poke(w, w->array, tw_peek(w, w->array) + 4 + size);
	tw_poke(w, w->array + 8, tw_peek(w, w->array + 8) + 1);
}

static inline void tw_word(struct tplg_writer *w, uint32_t token, uint32_t value)
{
	tw_element(w, token, &value, 4);
}

static inline void tw_string(struct tplg_writer *w, uint32_t token, const char *text)
{
	char name[44] = "";

	assert_true(strlen(text) <= sizeof(name));
	memcpy(name, text, strlen(text));
	tw_element(w, token, name, sizeof(name));
}

static inline size_t tw_uuid(struct tplg_writer *w, const uint8_t uuid[16])
{
	size_t at = tw_array(w, TW_UUID);

	tw_element(w, 405, uuid, 16);
	return at;
}

/* One pin format; @first is 1900 for inputs, 1930 for outputs. */
static inline size_t tw_format(struct tplg_writer *w, uint32_t first, uint32_t rate,
			       uint32_t channels, uint32_t depth, uint32_t valid, uint32_t bytes)
{
	size_t at = tw_array(w, TW_WORD);

	tw_word(w, first, rate);
	tw_word(w, first + 1, depth);
	tw_word(w, first + 2, 99); /* redundant tokens: must not be read */
	tw_word(w, first + 3, 99);
	tw_word(w, first + 4, 0xffffff10);
	tw_word(w, first + 5, 1);
	tw_word(w, first + 6, 0);
	tw_word(w, first + 7, channels | valid << 8 | 1 << 16);
	tw_word(w, first + 8, 99);
	tw_word(w, first == 1900 ? 1970 : 1971, bytes);
	return at;
}

/* ---- objects ---- */

static inline size_t tw_widget(struct tplg_writer *w, uint32_t id, const char *name,
			       const char *sname)
{
	w->widget = tw_zeros(w, 132);
	tw_poke(w, w->widget, 132);
	tw_poke(w, w->widget + 4, id);
	tw_name_at(w, w->widget + 8, name);
	tw_name_at(w, w->widget + 52, sname);
	w->priv = w->widget + 128;
	return w->widget;
}

static inline size_t tw_control(struct tplg_writer *w, uint32_t type, uint32_t info,
				const char *name, size_t size)
{
	size_t at = tw_zeros(w, size);

	tw_poke(w, w->widget + 124, tw_peek(w, w->widget + 124) + 1);
	tw_poke(w, at, 204);
	tw_poke(w, at + 4, type);
	tw_name_at(w, at + 8, name);
	tw_poke(w, at + 52, 3);
	tw_poke(w, at + 64, info);
	tw_poke(w, at + 204, size);
	w->priv = at + size - 4;
	return at;
}

static inline void tw_channels(struct tplg_writer *w, size_t at, uint32_t num)
{
	tw_poke(w, at, num);
	for (uint32_t i = 0; i < num; i++) {
		tw_poke(w, at + 4 + 16 * i, 16);
		tw_poke(w, at + 8 + 16 * i, 1);
		tw_poke(w, at + 12 + 16 * i, i);
		tw_poke(w, at + 16 + 16 * i, 3 + i);
	}
}

static inline size_t tw_mixer(struct tplg_writer *w, const char *name, uint32_t max)
{
	size_t at = tw_control(w, 1, 1, name, 360);

	tw_poke(w, at + 56, max == 1 ? 259 : 256);
	tw_poke(w, at + 60, max == 1 ? 259 : 256);
	tw_poke(w, at + 212, max);
	tw_channels(w, at + 224, 2);
	if (max > 1) {
		tw_poke(w, at + 68, 136);
		tw_poke(w, at + 72, 1);
		tw_poke(w, at + 76, (uint32_t)-9000);
		tw_poke(w, at + 80, 200);
		tw_poke(w, at + 84, 1);
	}
	return at;
}

static inline size_t tw_enum(struct tplg_writer *w, const char *name, const char *const *texts,
			     uint32_t items)
{
	size_t at = tw_control(w, 3, 4, name, 1764);

	tw_channels(w, at + 208, 1);
	tw_poke(w, at + 340, items);
	for (uint32_t i = 0; i < items; i++)
		tw_name_at(w, at + 352 + 44 * i, texts[i]);
	return at;
}

/* With @bytes < 0 no initial value, else a payload of so many bytes 0, 1, 2, ... */
static inline size_t tw_bytes(struct tplg_writer *w, const char *name, uint32_t max, int bytes)
{
	uint32_t abi[8] = { 0x34464f53, 202, bytes, 0x0301d001 };
	size_t at = tw_control(w, 2, 5, name, 240);

	tw_poke(w, at + 208, max);
	tw_poke(w, at + 224, 258);
	tw_poke(w, at + 228, 258);
	if (bytes >= 0)
		tw_private(w, abi, sizeof(abi));
	for (int i = 0; i < bytes; i++)
		tw_private(w, (uint8_t[]){ i }, 1);
	return at;
}

static inline size_t tw_route(struct tplg_writer *w, const char *source, const char *sink)
{
	size_t at = tw_zeros(w, 132);

	tw_name_at(w, at, sink);
	tw_name_at(w, at + 88, source);
	return at;
}

static inline size_t tw_pcm(struct tplg_writer *w, uint32_t id, const char *name,
			    const char *playback, const char *capture)
{
	const char *streams[2] = { playback, capture };
	size_t at = tw_zeros(w, 912);

	tw_poke(w, at, 912);
	tw_name_at(w, at + 4, name);
	tw_name_at(w, at + 48, name);
	tw_poke(w, at + 92, id);
	for (int d = 0; d < 2; d++) {
		size_t caps = at + 692 + 104 * d;

		if (!streams[d])
			continue;
		tw_poke(w, at + 100 + 4 * d, 1);
		tw_poke(w, caps, 104);
		tw_name_at(w, caps + 4, streams[d]);
		tw_poke(w, caps + 48, 0x444);
		tw_poke(w, caps + 56, 0x80);
		tw_poke(w, caps + 68, 2);
		tw_poke(w, caps + 72, 4);
		tw_poke(w, caps + 76, 2);
		tw_poke(w, caps + 80, 256);
		tw_poke(w, caps + 84, 192);
		tw_poke(w, caps + 88, 2097152);
		tw_poke(w, caps + 92, 384);
		tw_poke(w, caps + 96, 4194304);
	}
	w->priv = at + 908;
	return at;
}

static inline size_t tw_link(struct tplg_writer *w, uint32_t id, const char *name)
{
	size_t at = tw_zeros(w, 1656);

	tw_poke(w, at, 1656);
	tw_poke(w, at + 4, id);
	tw_name_at(w, at + 8, name);
	tw_name_at(w, at + 52, name);
	tw_poke(w, at + 676, 120);
	tw_poke(w, at + 1636, 1);
	w->priv = at + 1652;
	return at;
}

static inline size_t tw_scheduler(struct tplg_writer *w, const char *name)
{
	size_t at = tw_widget(w, 17, name, "");

	tw_array(w, TW_WORD);
	tw_word(w, 201, 3);
	tw_word(w, 203, 1);
	tw_word(w, 211, 0);
	tw_array(w, TW_BOOL);
	tw_word(w, 212, 1);
	return at;
}

/* host.0.playback -> gain.1.1 (pipeline 1) -> dai.SSP.Wire0.playback (pipeline 2) */
static inline void tw_standard(struct tplg_writer *w)
{
	static const char *const texts[] = { "flat", "loud" };
	uint16_t abi[3] = { 3, 29, 1 };

	memset(w, 0, sizeof(*w));
	tw_block(w, TW_MANIFEST, 0);
	w->at.manifest = tw_zeros(w, 112);
	tw_poke(w, w->at.manifest, 112);
	w->priv = w->at.manifest + 108;
	tw_private(w, abi, sizeof(abi));
	tw_end(w, 1);

	tw_block(w, TW_WIDGET, 1);
	w->at.widgets_block = w->block;
	w->at.host = tw_widget(w, 11, "host.0.playback", "Main Out");
	tw_uuid(w, tw_uuid_copier);
	tw_array(w, TW_WORD);
	tw_word(w, 415, 1);
	tw_word(w, 416, 1);
	tw_word(w, 1980, 0);
	tw_format(w, 1900, 48000, 2, 32, 32, 384);
	tw_format(w, 1930, 48000, 2, 32, 32, 384);
	w->at.gain = tw_widget(w, 4, "gain.1.1", "");
	w->at.gain_uuid = tw_uuid(w, tw_uuid_gain);
	w->at.gain_words = tw_array(w, TW_WORD);
	tw_word(w, 415, 1);
	tw_word(w, 416, 1);
	tw_word(w, 411, 1);
	tw_word(w, 404, 2);
	tw_word(w, 260, 2);
	w->at.gain_string = tw_array(w, TW_STRING);
	tw_string(w, 418, "DP");
	w->at.gain_in = tw_format(w, 1900, 48000, 2, 32, 24, 384);
	w->at.gain_out = tw_format(w, 1930, 44100, 6, 32, 32, 1080);
	w->at.volume = tw_mixer(w, "Volume", 45);
	w->at.toggle = tw_mixer(w, "Switch", 1);
	w->at.choice = tw_enum(w, "Choice", texts, 2);
	w->at.blob = tw_bytes(w, "Blob", 64, 8);
	w->at.sched = tw_scheduler(w, "pipeline.1");
	tw_end(w, 3);

	tw_block(w, TW_WIDGET, 2);
	w->at.dai = tw_widget(w, 13, "dai.SSP.Wire0.playback", "Wire0");
	tw_uuid(w, tw_uuid_copier);
	tw_array(w, TW_STRING);
	tw_string(w, 154, "SSP");
	tw_array(w, TW_WORD);
	tw_word(w, 155, 3);
	tw_word(w, 415, 1);
	tw_format(w, 1900, 48000, 2, 32, 32, 384);
	tw_scheduler(w, "pipeline.2");
	tw_end(w, 2);

	tw_block(w, TW_PCM, 0);
	w->at.pcm = tw_pcm(w, 5, "Main", "Main Out", NULL);
	tw_end(w, 1);
	tw_block(w, TW_BACKEND_LINK, 0);
	w->at.link = tw_link(w, 7, "Wire0");
	tw_array(w, TW_STRING);
	tw_string(w, 154, "SSP");
	tw_array(w, TW_WORD);
	tw_word(w, 155, 3);
	tw_end(w, 1);
	tw_block(w, TW_GRAPH, 1);
	w->at.graph_block = w->block;
	w->at.route = tw_route(w, "host.0.playback", "gain.1.1");
	tw_end(w, 1);
	tw_block(w, TW_GRAPH, 0);
	tw_route(w, "gain.1.1", "dai.SSP.Wire0.playback");
	tw_end(w, 1);
}

/* ---- what the loader must say ---- */

/* From memory of exactly its size, so that an instrumented build sees a read beyond the file. */
static inline int tw_parse(struct tplg_writer *w, struct tplg **t, struct tplg_error *err)
{
	uint8_t *copy = malloc(w->size + !w->size);
	int ret;

	assert_non_null(copy);
	if (w->size)
		memcpy(copy, w->data, w->size);
	ret = tplg_parse(TW_PATH, copy, w->size, t, err);
	free(copy);
	free(w->data);
	memset(w, 0, sizeof(*w));
	return ret;
}

/* Takes what was written. The caller frees the topology. */
static inline struct tplg *tw_load(struct tplg_writer *w)
{
	struct tplg_error err;
	struct tplg *t;
	int ret = tw_parse(w, &t, &err);

	assert_string_equal(err.text, "");
	assert_int_equal(ret, 0);
	assert_non_null(t);
	return t;
}

/* Takes what was written; the error must be exactly "PATH: offset 0xOFFSET: TEXT". */
static inline void tw_refused(struct tplg_writer *w, size_t offset, const char *format, ...)
{
	char text[320], expected[512];
	struct tplg_error err;
	struct tplg *t;
	va_list args;
	int ret;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	snprintf(expected, sizeof(expected), TW_PATH ": offset 0x%zx: %s", offset, text);
	ret = tw_parse(w, &t, &err);
	assert_string_equal(err.text, expected);
	assert_int_equal(ret, -EINVAL);
	assert_null(t);
}

#endif
