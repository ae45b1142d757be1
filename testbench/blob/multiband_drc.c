/* SPDX-License-Identifier: BSD-3-Clause */
/* Multiband compressor: emphasis, a split into bands, a compressor for each, de-emphasis. */
#include <errno.h>
#include <stdio.h>

#include "blob/compressor.h"
#include "blob/curve.h"
#include "blob/response.h"
#include "blob/split.h"
#include "blob/text.h"

#define RESERVED 8
#define SECTIONS 2 /* of emphasis and de-emphasis */

struct multiband {
	double enable_emphasis;
	double reserved[RESERVED];
	struct biquad emphasis[SECTIONS], deemphasis[SECTIONS];
	struct split split;
	struct compressor bands[SPLIT_MAX_BANDS];
};

static const struct blob_field fields[] = {
	{ .key = "enable_emphasis",
	  .bytes = 4,
	  .is_unsigned = true,
	  .offset = offsetof(struct multiband, enable_emphasis) },
	FIELD_RESERVED(struct multiband, reserved, RESERVED),
};

/* ---- YAML ---- */

static int read_pair(const struct blob_reader *reader, yaml_value node, const char *what,
		     struct biquad *pair)
{
	const int count = read_each(reader, node, what, SECTIONS, biquad_read, pair, sizeof(*pair));

	if (count >= 0 && count != SECTIONS)
		return yaml_complain(reader->file, node, "%s: %d sections, expected %d", what,
				     count, SECTIONS);
	return count < 0 ? count : 0;
}

/* Without one it is flat, and off. */
static int read_emphasis(const struct blob_reader *reader, yaml_value emphasis,
			 yaml_value deemphasis, struct multiband *mb)
{
	for (size_t i = 0; i < SECTIONS; i++)
		mb->emphasis[i] = mb->deemphasis[i] = biquad_flat;
	if (emphasis && read_pair(reader, emphasis, "emphasis", mb->emphasis))
		return -EINVAL;
	return deemphasis ? read_pair(reader, deemphasis, "deemphasis", mb->deemphasis) : 0;
}

static int multiband_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct multiband *mb = settings;
	yaml_value bands, split, emphasis = NULL, deemphasis = NULL, enable = NULL, reserved = NULL;
	const struct yaml_field keys[] = {
		YAML_NODE("bands", &bands),
		YAML_NODE("crossover", &split),
		{ .key = "emphasis", .kind = YAML_KIND_NODE, .node = &emphasis, .optional = true },
		{ .key = "deemphasis",
		  .kind = YAML_KIND_NODE,
		  .node = &deemphasis,
		  .optional = true },
		{ .key = "enable_emphasis",
		  .kind = YAML_KIND_NODE,
		  .node = &enable,
		  .optional = true },
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};
	int count;

	if (yaml_read_mapping(reader->file, node, "settings", keys, 6, NULL))
		return -EINVAL;
	count = read_each(reader, bands, "bands", SPLIT_MAX_BANDS, compressor_read, mb->bands,
			  sizeof(mb->bands[0]));
	if (count < 0)
		return count;
	if (count < SPLIT_MIN_BANDS)
		return yaml_complain(reader->file, bands, "bands: %d, expected %d to %d", count,
				     SPLIT_MIN_BANDS, SPLIT_MAX_BANDS);
	mb->enable_emphasis = emphasis != NULL;
	if (split_read(reader, split, (size_t)count, SPLIT_MAX_BIQUADS, &mb->split) ||
	    read_emphasis(reader, emphasis, deemphasis, mb) ||
	    (enable && read_integer(reader, enable, "enable_emphasis", 0, UINT32_MAX,
				    &mb->enable_emphasis)) ||
	    (reserved && read_integers(reader, reserved, "reserved", 0, UINT32_MAX, mb->reserved,
				       RESERVED, RESERVED) < 0))
		return -EINVAL;
	return 0;
}

static void print_pair(const struct biquad *pair, const char *what, double rate, FILE *out)
{
	fprintf(out, "  %s:\n", what);
	for (size_t i = 0; i < SECTIONS; i++)
		biquad_print(&pair[i], rate, 2, out);
}

static void multiband_print(const void *settings, double rate, FILE *out)
{
	const struct multiband *mb = settings;

	fields_print(mb, fields, 2, 1, out);
	print_pair(mb->emphasis, "emphasis", rate, out);
	print_pair(mb->deemphasis, "deemphasis", rate, out);
	fputs("  crossover:\n", out);
	split_print(&mb->split, rate, 2, out);
	fputs("  bands:\n", out);
	for (size_t i = 0; i < mb->split.num_bands; i++) {
		fputs("    -\n", out);
		compressor_print(&mb->bands[i], rate, 3, out);
	}
}

/* ---- bytes ---- */

static void multiband_pack(const void *settings, struct blob_bytes *out)
{
	const struct multiband *mb = settings;
	const size_t size = put_size(out);

	put_u32(out, (uint32_t)mb->split.num_bands);
	fields_pack(mb, fields, 2, out);
	for (size_t i = 0; i < SECTIONS; i++)
		biquad_pack(&mb->emphasis[i], out);
	for (size_t i = 0; i < SECTIONS; i++)
		biquad_pack(&mb->deemphasis[i], out);
	split_pack(&mb->split, out);
	for (size_t i = 0; i < mb->split.num_bands; i++)
		compressor_pack(&mb->bands[i], out);
	put_size_at(out, size);
}

static void multiband_unpack(struct blob_cursor *in, void *settings)
{
	struct multiband *mb = settings;

	take_size(in, "multiband compressor");
	mb->split.num_bands =
		take_count(in, take_u32(in, "bands"), "bands", SPLIT_MIN_BANDS, SPLIT_MAX_BANDS);
	mb->split.num_biquads = SPLIT_MAX_BIQUADS;
	fields_unpack(in, fields, 2, mb);
	for (size_t i = 0; i < SECTIONS; i++)
		biquad_unpack(in, &mb->emphasis[i]);
	for (size_t i = 0; i < SECTIONS; i++)
		biquad_unpack(in, &mb->deemphasis[i]);
	split_unpack(in, &mb->split);
	for (size_t i = 0; i < mb->split.num_bands; i++)
		compressor_unpack(in, &mb->bands[i]);
}

/* ---- what it does ---- */

static double complex response_of_pair(const void *ctx, double w)
{
	const struct biquad *pair = ctx;

	return biquad_response(&pair[0], w) * biquad_response(&pair[1], w);
}

static void multiband_draw(const void *settings, double rate, struct plot *plot)
{
	const struct multiband *mb = settings;
	char title[64];

	split_draw(&mb->split, rate, plot);
	if (mb->enable_emphasis) {
		response_draw_magnitude(plot, rate, "emphasis", "", response_of_pair, mb->emphasis);
		response_draw_magnitude(plot, rate, "de-emphasis", "", response_of_pair,
					mb->deemphasis);
	}
	for (size_t i = 0; i < mb->split.num_bands; i++) {
		snprintf(title, sizeof(title), "band %zu: output by input, steady levels", i);
		curve_draw(plot, title, compressor_output, &mb->bands[i]);
	}
}

static void multiband_judge(const void *settings, double rate, FILE *out)
{
	const struct multiband *mb = settings;
	char what[32];

	split_judge(&mb->split, out);
	for (size_t i = 0; i < mb->split.num_bands; i++) {
		snprintf(what, sizeof(what), "band %zu", i);
		compressor_judge(&mb->bands[i], what, out);
	}
}

const struct blob_kind blob_multiband_drc = {
	.name = "mb_drc",
	.alias = "multiband_drc",
	.about = "multiband compressor: crossover {frequencies}, bands of compressors, emphasis",
	.settings_bytes = sizeof(struct multiband),
	.read = multiband_read,
	.pack = multiband_pack,
	.unpack = multiband_unpack,
	.print = multiband_print,
	.draw = multiband_draw,
	.judge = multiband_judge,
};
