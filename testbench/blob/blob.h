/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blobs: the configurations that modules get in one piece. A blob is bytes for one kind of module. It exists as YAML,
 * which people write, and in the forms that programs read.
 *
 *   YAML --read--> settings --pack--> bytes         settings: real numbers, a structure of the kind
 *   YAML <-print-- settings <-unpack- bytes
 *
 * Settings that were unpacked are printed so that they are packed to the same bytes again. What YAML may say in other
 * words (a filter's frequency, the threshold of a compressor) is turned into settings by read, and is not in the bytes.
 *
 * The caller owns a struct blob and frees it with blob_free(). Functions return 0 or a negative errno, with one line in
 * err.
 */
#ifndef BLOB_BLOB_H
#define BLOB_BLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <yaml/yaml_file.h>

#define BLOB_MAX_BYTES   65536 /* of the payload, as a topology's bytes controls have at most */
#define BLOB_DEFAULT_ABI 0x0301d000u
#define BLOB_RESERVED    4 /* words of the ABI header */

struct blob_kind;

struct blob {
	const struct blob_kind *kind; /* NULL: not known */
	uint32_t param_id;
	uint32_t abi; /* major << 24 | minor << 12 | patch */
	uint32_t reserved[BLOB_RESERVED];
	uint8_t *data; /* what the module gets */
	size_t size;
};

void blob_free(struct blob *blob);

/* ---- forms ---- */

enum blob_form {
	BLOB_BIN,  /* ABI header, payload */
	BLOB_RAW,  /* payload */
	BLOB_TXT,  /* decimal words: TLV header, ABI header, payload; what sof-ctl reads */
	BLOB_TLV,  /* the same words as binary; what ALSA's TLV write takes */
	BLOB_CONF, /* a data object of a topology source: ABI header, payload */
	BLOB_YAML,
	BLOB_FORMS, /* also: not known */
};

/** "bin", "raw" and so on, the last one NULL. */
extern const char *const blob_form_names[];

/** What a file holds. */
struct blob_source {
	const void *bytes;
	size_t size;
	enum blob_form form; /* BLOB_FORMS: as the bytes show; raw ones do not */
	bool bare;           /* no headers: all is payload */
	const char *path;    /* for messages */
	/* Gets one line for headers that contradict the file where it is clear what is meant. May be NULL. */
	void (*warn)(void *ctx, const char *text);
	void *ctx;
};

/** Read it in any form but YAML. Its kind stays NULL. @return 0, -EINVAL, -ENOMEM */
int blob_parse(const struct blob_source *source, struct blob *out, char *err, size_t err_size);

/** Can it be decimal words: printable ASCII? */
bool blob_is_words(const void *bytes, size_t size);

/** The form that the bytes of a file show; BLOB_FORMS: none. */
enum blob_form blob_form_of(const void *bytes, size_t size);

/** Write it in any form but YAML. Failures of the stream are the caller's to ask for. @param name of a data object */
void blob_write(const struct blob *blob, enum blob_form form, const char *name, FILE *out);

/* ---- kinds ---- */

/** Kinds by number from 0; NULL past the last one. */
const struct blob_kind *blob_kind_get(size_t number);

/** The kind of a module by the name that the firmware or other tools have for it, NULL: none. */
const struct blob_kind *blob_kind_find(const char *name);

/** The module's name, as "adspbench modules" has it. */
const char *blob_kind_name(const struct blob_kind *kind);

/** What its settings are, for people: one line. */
const char *blob_kind_about(const struct blob_kind *kind);

/**
 * Find the only kind whose blob these bytes can be.
 * @return 0 and sets blob->kind; -EINVAL: none, or several, which err names
 */
int blob_recognise(struct blob *blob, char *err, size_t err_size);

/* ---- settings ---- */

/** Settings of a blob as real numbers, with what they are designed for. */
struct blob_settings {
	const struct blob_kind *kind;
	uint32_t param_id;
	uint32_t abi;
	uint32_t reserved[BLOB_RESERVED];
	double rate; /* Hz */
	void *of_kind;
};

void blob_settings_free(struct blob_settings *settings);

/**
 * Read settings from YAML.
 * @param path	for messages
 * @param rate	Hz, when the file does not say it; 0: 48000
 * @return 0, -EINVAL with file:line:column, -ENOMEM
 */
int blob_read(FILE *stream, const char *path, double rate, struct blob_settings *out, char *err,
	      size_t err_size);

/** Take a blob apart. Its kind is known. @return 0; -EINVAL: what is wrong where; -ENOMEM */
int blob_unpack(const struct blob *blob, double rate, struct blob_settings *out, char *err,
		size_t err_size);

/** @return 0, -EINVAL: they do not fit a blob; -ENOMEM */
int blob_pack(const struct blob_settings *settings, struct blob *out, char *err, size_t err_size);

/** Print settings as YAML that is read to the same settings. */
void blob_print(const struct blob_settings *settings, FILE *out);

#endif
