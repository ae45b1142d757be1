/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A YAML file that is read against tables of fields: every key known, none twice, none missing, each value checked
 * where it stands. What is wrong becomes one line, FILE:LINE:COLUMN: what was expected.
 *
 *   static const struct yaml_field fields[] = {
 *		YAML_TEXT(struct thing, name),
 *		YAML_NUMBER(struct thing, count, 1, 8),
 *		YAML_NODE("list", &list),
 *   };
 *
 * A value of a file lives as long as the file.
 */
#ifndef LIB_YAML_YAML_FILE_H
#define LIB_YAML_YAML_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct yaml_file;

/** A scalar, a list or a mapping of a file. */
typedef const struct yaml_node_s *yaml_value;

enum yaml_kind {
	YAML_KIND_TEXT,   /* char[size] of the structure */
	YAML_KIND_NUMBER, /* uint32_t within min..max */
	YAML_KIND_BYTES,  /* the same, a multiple of `multiple`; "64 KiB", "1 MiB" */
	YAML_KIND_REAL,   /* double within low..high */
	YAML_KIND_CHOICE, /* int: place of the text in `choices` */
	YAML_KIND_NODE,   /* any value, put where `node` says */
	YAML_KIND_STRING, /* const char * into the file */
	YAML_KIND_BOOL,   /* bool: true or false */
	YAML_KIND_READ,   /* what `read` makes of it */
};

struct yaml_field {
	const char *key;
	enum yaml_kind kind;
	size_t offset; /* in the structure that is filled */
	size_t size;
	uint64_t min, max;
	uint32_t multiple;
	double low, high;
	const char *const *choices; /* the last one is NULL */
	bool optional;
	yaml_value *node; /* stays as it was when the key is missing */
	/** @param out	the structure that is filled. @return 0, or a negative errno with the reason in the file's err */
	int (*read)(struct yaml_file *file, yaml_value value, void *out);
	const char *help;  /* one line, for programs that print their tables */
	const char *shape; /* of what `read` takes, in the form of such a program */
};

#define YAML_TEXT(type, name)                                                         \
	{                                                                             \
		.key = #name, .kind = YAML_KIND_TEXT, .offset = offsetof(type, name), \
		.size = sizeof(((type *)0)->name)                                     \
	}
#define YAML_NUMBER(type, name, low, high)                                              \
	{                                                                               \
		.key = #name, .kind = YAML_KIND_NUMBER, .offset = offsetof(type, name), \
		.size = sizeof(uint32_t), .min = (low), .max = (high)                   \
	}
#define YAML_BYTES(type, name, low, high, unit)                                           \
	{                                                                                 \
		.key = #name, .kind = YAML_KIND_BYTES, .offset = offsetof(type, name),    \
		.size = sizeof(uint32_t), .min = (low), .max = (high), .multiple = (unit) \
	}
#define YAML_REAL(type, name, least, most)                                            \
	{                                                                             \
		.key = #name, .kind = YAML_KIND_REAL, .offset = offsetof(type, name), \
		.size = sizeof(double), .low = (least), .high = (most)                \
	}
#define YAML_CHOICE(type, name, texts)                                                  \
	{                                                                               \
		.key = #name, .kind = YAML_KIND_CHOICE, .offset = offsetof(type, name), \
		.size = sizeof(int), .choices = (texts)                                 \
	}
#define YAML_NODE(name, where)                                         \
	{                                                              \
		.key = (name), .kind = YAML_KIND_NODE, .node = (where) \
	}

/**
 * Parse a file.
 * @param stream	stays the caller's
 * @param path		for messages; copied
 * @param err		one line on failure
 * @param out		the caller's to free with yaml_file_free()
 * @return 0, -EINVAL no YAML or an empty file, -ENOMEM
 */
int yaml_file_load(FILE *stream, const char *path, char *err, size_t err_size,
		   struct yaml_file **out);
/** NULL: no-op. */
void yaml_file_free(struct yaml_file *file);

/** Never NULL. */
yaml_value yaml_file_root(const struct yaml_file *file);

/**
 * Fill a structure from a mapping.
 * @param what	what the mapping describes, for messages
 * @return 0, -EINVAL with the reason in the file's err
 */
int yaml_read_mapping(struct yaml_file *file, yaml_value map, const char *what,
		      const struct yaml_field *fields, size_t num_fields, void *out);

/**
 * Read one value as a field of a table says.
 * @param what	for messages
 * @return 0, -EINVAL with the reason in the file's err
 */
int yaml_read_value(struct yaml_file *file, yaml_value value, const char *what,
		    const struct yaml_field *field, void *out);

/** @return the list's i-th value; NULL behind its end. The value is a list: see yaml_check_list() */
yaml_value yaml_list_at(const struct yaml_file *file, yaml_value list, size_t i);

/** @return 0, -EINVAL when the value is no list */
int yaml_check_list(struct yaml_file *file, yaml_value value, const char *what);

/** @return the list's values. The value is a list: see yaml_check_list() */
size_t yaml_list_length(yaml_value list);

/** Is it a mapping with this key? */
bool yaml_has_key(const struct yaml_file *file, yaml_value value, const char *key);

/**
 * A decimal number, as "440", "-3.5" or "1e-3".
 * @param what	what it describes, for messages
 * @return 0, -EINVAL with the reason in the file's err: none, or not within low..high
 */
int yaml_read_real(struct yaml_file *file, yaml_value value, const char *what, double low,
		   double high, double *out);

/** The text of a scalar; NULL: it is none. */
const char *yaml_text(yaml_value value);

/** Line of a value, from 1. */
size_t yaml_line(yaml_value value);

/** Column of a value, from 1. */
size_t yaml_column(yaml_value value);

/** The i-th key and value of a mapping. @return false: behind its end, or no mapping */
bool yaml_pair_at(const struct yaml_file *file, yaml_value map, size_t i, yaml_value *key,
		  yaml_value *value);

/**
 * Whom each text is shown to before it is read as a value of any kind but YAML_KIND_NODE: variables may stand in it.
 * @param expand	@return the text to read, valid as long as the file; NULL: it has complained. NULL: none
 */
void yaml_file_expand(struct yaml_file *file,
		      const char *(*expand)(void *ctx, struct yaml_file *file, yaml_value value),
		      void *ctx);

/** The ctx of yaml_file_expand(): for functions that read a value. */
void *yaml_file_context(const struct yaml_file *file);

/** The text of a scalar, expanded. @param what for the message. @return NULL: complained */
const char *yaml_string(struct yaml_file *file, yaml_value value, const char *what);

/** Say what is wrong with a value, into the file's err. @return -EINVAL */
int yaml_complain(struct yaml_file *file, yaml_value value, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
