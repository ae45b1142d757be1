/* SPDX-License-Identifier: BSD-3-Clause */
/* Crossover: a split into bands, and the output pin of each band. */
#include <errno.h>

#include "blob/split.h"
#include "blob/text.h"

#define RESERVED 4
#define PINS     SPLIT_MAX_BANDS
#define SECTION  28 /* bytes */

struct crossover {
	double reserved[RESERVED];
	double pins[PINS];
	struct split split;
};

static const struct blob_field fields[] = {
	FIELD_RESERVED(struct crossover, reserved, RESERVED),
	{ .key = "pins",
	  .bytes = 4,
	  .is_unsigned = true,
	  .count = PINS,
	  .offset = offsetof(struct crossover, pins) },
};

static int crossover_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct crossover *x = settings;
	yaml_value split, pins = NULL, bands = NULL, reserved = NULL;
	const struct yaml_field keys[] = {
		YAML_NODE("crossover", &split),
		{ .key = "pins", .kind = YAML_KIND_NODE, .node = &pins, .optional = true },
		{ .key = "bands", .kind = YAML_KIND_NODE, .node = &bands, .optional = true },
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};
	double num_bands = 0;

	if (yaml_read_mapping(reader->file, node, "settings", keys, 4, NULL) ||
	    (bands &&
	     read_integer(reader, bands, "bands", SPLIT_MIN_BANDS, SPLIT_MAX_BANDS, &num_bands)) ||
	    (reserved && read_integers(reader, reserved, "reserved", 0, UINT32_MAX, x->reserved,
				       RESERVED, RESERVED) < 0))
		return -EINVAL;
	if (!bands && !yaml_has_key(reader->file, split, "frequencies"))
		return yaml_complain(reader->file, split,
				     "crossover: sections need 'bands' beside them");
	if (split_read(reader, split, (size_t)num_bands, 0, &x->split))
		return -EINVAL;
	for (size_t i = 0; i < x->split.num_bands; i++)
		x->pins[i] = (double)i;
	if (pins && read_integers(reader, pins, "pins", 0, UINT32_MAX, x->pins, x->split.num_bands,
				  PINS) < 0)
		return -EINVAL;
	return 0;
}

static void crossover_print(const void *settings, double rate, FILE *out)
{
	const struct crossover *x = settings;

	fprintf(out, "  bands: %zu\n", x->split.num_bands);
	fields_print(x, fields, 2, 1, out);
	fputs("  crossover:\n", out);
	split_print(&x->split, rate, 2, out);
}

static void crossover_pack(const void *settings, struct blob_bytes *out)
{
	const struct crossover *x = settings;
	const size_t size = put_size(out);

	put_u32(out, (uint32_t)x->split.num_bands);
	fields_pack(x, fields, 2, out);
	split_pack(&x->split, out);
	put_size_at(out, size);
}

/* A blob of two bands may hold more filters than it needs. */
static void crossover_unpack(struct blob_cursor *in, void *settings)
{
	struct crossover *x = settings;
	size_t needed;

	take_size(in, "crossover");
	x->split.num_bands =
		take_count(in, take_u32(in, "bands"), "bands", SPLIT_MIN_BANDS, SPLIT_MAX_BANDS);
	fields_unpack(in, fields, 2, x);
	needed = split_needs(x->split.num_bands);
	x->split.num_biquads = in->left / SECTION;
	if (x->split.num_biquads < needed || x->split.num_biquads > SPLIT_MAX_BIQUADS)
		cursor_fail(in, "%zu biquads, expected %zu", x->split.num_biquads, needed);
	if (!in->failed)
		split_unpack(in, &x->split);
}

static void crossover_draw(const void *settings, double rate, struct plot *plot)
{
	split_draw(&((const struct crossover *)settings)->split, rate, plot);
}

static void crossover_stream(const void *settings, struct rig_stream *stream)
{
	stream->num_outputs = (uint32_t)((const struct crossover *)settings)->split.num_bands;
}

static void crossover_judge(const void *settings, double rate, FILE *out)
{
	split_judge(&((const struct crossover *)settings)->split, out);
}

const struct blob_kind blob_crossover = {
	.name = "xover",
	.alias = "crossover",
	.about = "crossover of 2 to 4 bands: frequencies, pins",
	.settings_bytes = sizeof(struct crossover),
	.read = crossover_read,
	.pack = crossover_pack,
	.unpack = crossover_unpack,
	.print = crossover_print,
	.draw = crossover_draw,
	.stream = crossover_stream,
	.judge = crossover_judge,
};
