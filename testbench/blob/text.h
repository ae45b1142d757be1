/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers and lists of YAML, and tables of fields whose values are numbers of a blob. */
#ifndef BLOB_TEXT_H
#define BLOB_TEXT_H

#include <stdio.h>

#include "blob/bytes.h"
#include "blob/kind.h"

/** "  " for each level. */
void print_indent(FILE *out, int levels);

/** A number with as many decimals as tell it from its neighbours in Qm.n. */
void print_q(FILE *out, double value, int fraction_bits);

/** "[1, 0.5]" */
void print_list(FILE *out, const double *values, size_t count, int fraction_bits);

/** A list of numbers. @return how many, at least `min` and at most `max`; -EINVAL */
int read_list(const struct blob_reader *reader, yaml_value node, const char *what, double low,
	      double high, double *out, size_t min, size_t max);

/** The same of whole numbers. */
int read_integers(const struct blob_reader *reader, yaml_value node, const char *what, double low,
		  double high, double *out, size_t min, size_t max);

int read_integer(const struct blob_reader *reader, yaml_value node, const char *what, double low,
		 double high, double *out);

/** Any number of at most `max` mappings, each by a function. @return how many, -EINVAL */
int read_each(const struct blob_reader *reader, yaml_value node, const char *what, size_t max,
	      int (*read)(const struct blob_reader *reader, yaml_value node, void *item),
	      void *items, size_t item_bytes);

/* ---- tables ---- */

/* Numbers that stand one after the other in a blob, and as double in the settings. */
struct blob_field {
	const char *key;
	uint8_t bytes; /* of a number: 1, 2, 4 */
	bool is_unsigned;
	bool is_negated; /* stands in the blob with the other sign */
	uint8_t fraction_bits;
	bool optional;       /* 0 when it is not given, and not printed when it is 0 */
	uint32_t most;       /* of a whole number; 0: what its bytes hold */
	uint16_t count;      /* 0: a single one; else a list of exactly so many */
	size_t offset;       /* in the settings */
	const char *comment; /* printed behind it; NULL: none */
};

/* One number, a list, and words without a meaning. `name` is of the structure's. */
#define FIELD_Q32(type, name, fraction)                                \
	{                                                              \
		.key = #name, .bytes = 4, .fraction_bits = (fraction), \
		.offset = offsetof(type, name)                         \
	}
#define FIELD_I32(type, name) FIELD_Q32(type, name, 0)
#define FIELD_NUMBER(type, name, size, unsigned_or_not)                          \
	{                                                                        \
		.key = #name, .bytes = (size), .is_unsigned = (unsigned_or_not), \
		.offset = offsetof(type, name)                                   \
	}
#define FIELD_RESERVED(type, name, number)                                       \
	{                                                                        \
		.key = #name, .bytes = 4, .is_unsigned = true, .optional = true, \
		.count = (number), .offset = offsetof(type, name)                \
	}

#define MAX_FIELDS 48

/** Fill settings from a mapping that has these keys and no other. @return 0, -EINVAL */
int fields_read(const struct blob_reader *reader, yaml_value node, const char *what,
		const struct blob_field *fields, size_t count, void *settings);
void fields_unpack(struct blob_cursor *in, const struct blob_field *fields, size_t count,
		   void *settings);
void fields_pack(const void *settings, const struct blob_field *fields, size_t count,
		 struct blob_bytes *out);

/** One line each, at this indentation. */
void fields_print(const void *settings, const struct blob_field *fields, size_t count, int levels,
		  FILE *out);

#endif
