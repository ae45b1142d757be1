/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "blob/text.h"

void print_indent(FILE *out, int levels)
{
	fprintf(out, "%*s", 2 * levels, "");
}

void print_q(FILE *out, double value, int fraction_bits)
{
	const int decimals = fraction_bits > 0 ? (int)ceil(fraction_bits * log10(2)) : 0;
	char text[400];
	size_t length = (size_t)snprintf(text, sizeof(text), "%.*f", decimals, value);

	while (decimals && text[length - 1] == '0')
		length--;
	if (text[length - 1] == '.')
		length--;
	text[length] = '\0';
	fputs(strcmp(text, "-0") ? text : "0", out);
}

void print_list(FILE *out, const double *values, size_t count, int fraction_bits)
{
	fputc('[', out);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ", " : "", out);
		print_q(out, values[i], fraction_bits);
	}
	fputc(']', out);
}

int read_integer(const struct blob_reader *reader, yaml_value node, const char *what, double low,
		 double high, double *out)
{
	int ret = yaml_read_real(reader->file, node, what, low, high, out);

	if (!ret && *out != round(*out))
		ret = yaml_complain(reader->file, node, "%s: '%s': expected a whole number", what,
				    yaml_text(node));
	return ret;
}

/* A list whose length is checked. @return its length, -EINVAL */
static int check_length(const struct blob_reader *reader, yaml_value node, const char *what,
			size_t min, size_t max)
{
	size_t length;

	if (yaml_check_list(reader->file, node, what))
		return -EINVAL;
	length = yaml_list_length(node);
	if (length >= min && length <= max)
		return (int)length;
	if (min == max)
		return yaml_complain(reader->file, node, "%s: %zu values, expected %zu", what,
				     length, min);
	return yaml_complain(reader->file, node, "%s: %zu values, expected %zu to %zu", what,
			     length, min, max);
}

static int read_numbers(const struct blob_reader *reader, yaml_value node, const char *what,
			const double range[2], double *out, const size_t limits[2],
			int (*read)(const struct blob_reader *reader, yaml_value node,
				    const char *what, double low, double high, double *out))
{
	const int count = check_length(reader, node, what, limits[0], limits[1]);

	for (int i = 0; i < count; i++)
		if (read(reader, yaml_list_at(reader->file, node, (size_t)i), what, range[0],
			 range[1], &out[i]))
			return -EINVAL;
	return count;
}

static int read_real(const struct blob_reader *reader, yaml_value node, const char *what,
		     double low, double high, double *out)
{
	return yaml_read_real(reader->file, node, what, low, high, out);
}

int read_list(const struct blob_reader *reader, yaml_value node, const char *what, double low,
	      double high, double *out, size_t min, size_t max)
{
	return read_numbers(reader, node, what, (double[]){ low, high }, out,
			    (size_t[]){ min, max }, read_real);
}

int read_integers(const struct blob_reader *reader, yaml_value node, const char *what, double low,
		  double high, double *out, size_t min, size_t max)
{
	return read_numbers(reader, node, what, (double[]){ low, high }, out,
			    (size_t[]){ min, max }, read_integer);
}

int read_each(const struct blob_reader *reader, yaml_value node, const char *what, size_t max,
	      int (*read)(const struct blob_reader *reader, yaml_value node, void *item),
	      void *items, size_t item_bytes)
{
	const int count = check_length(reader, node, what, 0, max);

	for (int i = 0; i < count; i++)
		if (read(reader, yaml_list_at(reader->file, node, (size_t)i),
			 (char *)items + (size_t)i * item_bytes))
			return -EINVAL;
	return count;
}

/* ---- tables ---- */

static size_t numbers_of(const struct blob_field *field)
{
	return field->count ? field->count : 1;
}

static double *values_of(const void *settings, const struct blob_field *field)
{
	return (double *)((char *)settings + field->offset);
}

/* From the least to the greatest; decimals may be rounded away from the last step. */
static void range_of(const struct blob_field *field, double *low, double *high)
{
	const int bits = 8 * field->bytes - (field->is_unsigned ? 0 : 1);

	*low = field->is_unsigned ? 0 : -ldexp(1, bits);
	*high = field->most ? field->most : ldexp(1, bits) - 1;
	if (field->fraction_bits) {
		*low = ldexp(*low - 0.5, -field->fraction_bits);
		*high = ldexp(*high + 0.5, -field->fraction_bits);
	}
	if (field->is_negated) {
		const double least = -*high;

		*high = -*low;
		*low = least;
	}
}

static int read_one(const struct blob_reader *reader, yaml_value node,
		    const struct blob_field *field, void *settings)
{
	const size_t count = numbers_of(field);
	double *values = values_of(settings, field);
	double low, high;

	range_of(field, &low, &high);
	if (!field->count)
		return field->fraction_bits ?
			       yaml_read_real(reader->file, node, field->key, low, high, values) :
			       read_integer(reader, node, field->key, low, high, values);
	return (field->fraction_bits ? read_list : read_integers)(reader, node, field->key, low,
								  high, values, count, count) < 0 ?
		       -EINVAL :
		       0;
}

int fields_read(const struct blob_reader *reader, yaml_value node, const char *what,
		const struct blob_field *fields, size_t count, void *settings)
{
	struct yaml_field keys[MAX_FIELDS];
	yaml_value nodes[MAX_FIELDS] = { NULL };

	for (size_t i = 0; i < count; i++)
		keys[i] = (struct yaml_field){ .key = fields[i].key,
					       .kind = YAML_KIND_NODE,
					       .node = &nodes[i],
					       .optional = fields[i].optional };
	if (yaml_read_mapping(reader->file, node, what, keys, count, NULL))
		return -EINVAL;
	for (size_t i = 0; i < count; i++)
		if (nodes[i] && read_one(reader, nodes[i], &fields[i], settings))
			return -EINVAL;
	return 0;
}

static double take_word(struct blob_cursor *in, const struct blob_field *field)
{
	const bool is_unsigned = field->is_unsigned;

	if (field->bytes == 4)
		return is_unsigned ? (double)take_u32(in, field->key) :
				     (double)take_i32(in, field->key);
	if (field->bytes == 2)
		return is_unsigned ? take_u16(in, field->key) : take_i16(in, field->key);
	return is_unsigned ? take_u8(in, field->key) : (int8_t)take_u8(in, field->key);
}

static double take_number(struct blob_cursor *in, const struct blob_field *field)
{
	const double value = take_word(in, field);

	if (field->most && value > field->most)
		cursor_fail(in, "%s %.0f, expected 0 to %u", field->key, value, field->most);
	return ldexp(value, -field->fraction_bits);
}

void fields_unpack(struct blob_cursor *in, const struct blob_field *fields, size_t count,
		   void *settings)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < numbers_of(&fields[i]); k++)
			values_of(settings, &fields[i])[k] = take_number(in, &fields[i]);
}

void fields_pack(const void *settings, const struct blob_field *fields, size_t count,
		 struct blob_bytes *out)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < numbers_of(&fields[i]); k++) {
			const int bits = 8 * fields[i].bytes + fields[i].is_unsigned;
			const int64_t value = quantise(values_of(settings, &fields[i])[k],
						       fields[i].fraction_bits, bits);

			if (fields[i].bytes == 4)
				put_u32(out, (uint32_t)value);
			else if (fields[i].bytes == 2)
				put_u16(out, (uint16_t)value);
			else
				put_u8(out, (uint8_t)value);
		}
	}
}

static bool is_zero(const void *settings, const struct blob_field *field)
{
	for (size_t k = 0; k < numbers_of(field); k++)
		if (values_of(settings, field)[k] != 0)
			return false;
	return true;
}

void fields_print(const void *settings, const struct blob_field *fields, size_t count, int levels,
		  FILE *out)
{
	for (size_t i = 0; i < count; i++) {
		const double *values = values_of(settings, &fields[i]);

		if (fields[i].optional && is_zero(settings, &fields[i]))
			continue;
		print_indent(out, levels);
		fprintf(out, "%s: ", fields[i].key);
		if (fields[i].count)
			print_list(out, values, fields[i].count, fields[i].fraction_bits);
		else
			print_q(out, *values, fields[i].fraction_bits);
		if (fields[i].comment)
			fprintf(out, " # %s", fields[i].comment);
		fputc('\n', out);
	}
}
