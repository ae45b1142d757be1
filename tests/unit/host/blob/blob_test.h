/* SPDX-License-Identifier: BSD-3-Clause */
/* Blobs in memory, for their tests. */
#ifndef BLOB_TEST_H
#define BLOB_TEST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <blob/check.h>

static char err[1024];

/* @return 0 with settings; what blob_read() says, with err */
static inline int read_text(const char *text, struct blob_settings *out)
{
	FILE *stream = fmemopen((char *)text, strlen(text), "r");
	int ret;

	assert_non_null(stream);
	err[0] = '\0';
	ret = blob_read(stream, "x.yaml", 0, out, err, sizeof(err));
	fclose(stream);
	return ret;
}

static inline struct blob make_blob(const char *text)
{
	struct blob_settings settings;
	struct blob blob;

	if (read_text(text, &settings))
		fail_msg("%s", err);
	assert_int_equal(blob_pack(&settings, &blob, err, sizeof(err)), 0);
	blob_settings_free(&settings);
	return blob;
}

/* What show prints; the caller frees it. */
static inline char *print_blob(const struct blob *blob)
{
	struct blob_settings settings;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (blob_unpack(blob, 0, &settings, err, sizeof(err)))
		fail_msg("%s", err);
	blob_print(&settings, out);
	fclose(out);
	blob_settings_free(&settings);
	return text;
}

static inline void expect_same_blob(const struct blob *a, const struct blob *b)
{
	assert_ptr_equal(a->kind, b->kind);
	assert_int_equal(a->param_id, b->param_id);
	assert_int_equal(a->abi, b->abi);
	assert_memory_equal(a->reserved, b->reserved, sizeof(a->reserved));
	assert_int_equal(a->size, b->size);
	assert_memory_equal(a->data, b->data, a->size);
}

/* Printed and read again it is the same bytes. */
static inline void expect_round_trip(const struct blob *blob)
{
	char *text = print_blob(blob);
	struct blob again = make_blob(text);

	expect_same_blob(blob, &again);
	blob_free(&again);
	free(text);
}

/* The word at a byte of a blob. */
static inline uint32_t word(const struct blob *blob, size_t offset)
{
	uint32_t value;

	assert_true(offset + sizeof(value) <= blob->size);
	memcpy(&value, blob->data + offset, sizeof(value));
	return value;
}

/* A file of the source tree; the caller frees it. */
static inline char *read_source(const char *name, size_t *size)
{
	char path[512], *text = malloc(1 << 20);
	FILE *in;

	snprintf(path, sizeof(path), "%s/%s", ADSP_SOURCE_DIR, name);
	in = fopen(path, "rb");
	if (!in || !text)
		fail_msg("%s: %s", path, strerror(errno));
	*size = fread(text, 1, (1 << 20) - 1, in);
	text[*size] = '\0';
	fclose(in);
	return text;
}

static const char *const examples[] = {
	"examples/blobs/aria.yaml",          "examples/blobs/crossover-3way.yaml",
	"examples/blobs/crossover.yaml",     "examples/blobs/dcblock.yaml",
	"examples/blobs/drc.yaml",           "examples/blobs/eq-fir.yaml",
	"examples/blobs/eq-iir.yaml",        "examples/blobs/level-multiplier.yaml",
	"examples/blobs/micsel.yaml",        "examples/blobs/multiband.yaml",
	"examples/blobs/tdfb.yaml",          "examples/blobs/stft.yaml",
	"examples/blobs/phase-vocoder.yaml", "examples/blobs/demux.yaml",
	"examples/blobs/mux.yaml",           "examples/blobs/tremolo.yaml",
	"examples/blobs/up-down-mixer.yaml",
};

#define NUM_EXAMPLES (sizeof(examples) / sizeof(examples[0]))

#endif
