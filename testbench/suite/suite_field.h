/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tables of fields are written with. */
#ifndef SUITE_SUITE_FIELD_H
#define SUITE_SUITE_FIELD_H

#include "suite/suite.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define FIELD(word, how, type, member, text) \
	.key = word, .kind = how, .offset = offsetof(type, member), .optional = true, .help = text
#define STRING(word, type, member, text)                          \
	{                                                         \
		FIELD(word, YAML_KIND_STRING, type, member, text) \
	}
#define BOOL(word, type, member, text)                          \
	{                                                       \
		FIELD(word, YAML_KIND_BOOL, type, member, text) \
	}
#define REAL(word, type, member, text) REAL_IN(word, type, member, -1e15, 1e15, text)
#define REAL_IN(word, type, member, least, most, text)                                        \
	{                                                                                     \
		FIELD(word, YAML_KIND_REAL, type, member, text), .low = (least), .high = most \
	}
#define NUMBER(word, type, member, low, high, text)                                            \
	{                                                                                      \
		FIELD(word, YAML_KIND_NUMBER, type, member, text), .min = (low), .max = (high) \
	}
#define CHOICE(word, type, member, list, text)                                     \
	{                                                                          \
		FIELD(word, YAML_KIND_CHOICE, type, member, text), .choices = list \
	}
#define READ(word, fn, form, text)                                                               \
	{                                                                                        \
		.key = word, .kind = YAML_KIND_READ, .read = fn, .optional = true, .help = text, \
		.shape = form                                                                    \
	}

#define TEXT_SHAPE "{\"type\":[\"string\",\"number\"]}"
/* one alone needs no list */
#define WORDS_SHAPE                                              \
	"{\"type\":[\"array\",\"string\",\"number\"],\"items\":" \
	"{\"type\":[\"string\",\"number\"]}}"
#define PAIRS_SHAPE \
	"{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\",\"number\"]}}"
#define MAPPING_SHAPE "{\"type\":\"object\"}"

/** A list of texts, or one. It takes the place of an earlier one. @return 0, -EINVAL */
int suite_read_words(struct yaml_file *file, yaml_value value, const char *what,
		     struct suite_words *words);

/** The name of a file. @return NULL: complained */
const char *suite_read_path(struct yaml_file *file, yaml_value value, const char *what);

void suite_set_place(struct yaml_file *file, yaml_value value, struct suite_place *place);

/* ---- suite_end_fields.c: fields of a scenario, out is the struct suite_scenario ---- */

int suite_read_streams(struct yaml_file *file, yaml_value value, void *out);
int suite_read_links(struct yaml_file *file, yaml_value value, void *out);

#endif
