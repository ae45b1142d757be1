/* SPDX-License-Identifier: BSD-3-Clause */
/* Compressor. */
#include <errno.h>

#include "blob/compressor.h"
#include "blob/curve.h"
#include "blob/text.h"

#define RESERVED 4

struct drc {
	double reserved[RESERVED];
	struct compressor compressor;
};

static const struct blob_field reserved_field[] = {
	FIELD_RESERVED(struct drc, reserved, RESERVED),
};

static int drc_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct drc *drc = settings;
	yaml_value compressor, reserved = NULL;
	const struct yaml_field keys[] = {
		YAML_NODE("compressor", &compressor),
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};

	if (yaml_read_mapping(reader->file, node, "settings", keys, 2, NULL))
		return -EINVAL;
	if (reserved && read_integers(reader, reserved, "reserved", 0, UINT32_MAX, drc->reserved,
				      RESERVED, RESERVED) < 0)
		return -EINVAL;
	return compressor_read(reader, compressor, &drc->compressor);
}

static void drc_print(const void *settings, double rate, FILE *out)
{
	const struct drc *drc = settings;

	fields_print(drc, reserved_field, 1, 1, out);
	fputs("  compressor:\n", out);
	compressor_print(&drc->compressor, rate, 2, out);
}

static void drc_pack(const void *settings, struct blob_bytes *out)
{
	const struct drc *drc = settings;
	const size_t size = put_size(out);

	fields_pack(drc, reserved_field, 1, out);
	compressor_pack(&drc->compressor, out);
	put_size_at(out, size);
}

static void drc_unpack(struct blob_cursor *in, void *settings)
{
	struct drc *drc = settings;

	take_size(in, "compressor");
	fields_unpack(in, reserved_field, 1, drc);
	compressor_unpack(in, &drc->compressor);
}

static void drc_draw(const void *settings, double rate, struct plot *plot)
{
	const struct drc *drc = settings;

	curve_draw(plot, "output by input, steady levels", compressor_output, &drc->compressor);
}

static void drc_judge(const void *settings, double rate, FILE *out)
{
	compressor_judge(&((const struct drc *)settings)->compressor, "curve", out);
}

const struct blob_kind blob_drc = {
	.name = "drc",
	.about = "compressor: {threshold, knee, ratio, attack, release, pre_delay, post_gain}",
	.settings_bytes = sizeof(struct drc),
	.read = drc_read,
	.pack = drc_pack,
	.unpack = drc_unpack,
	.print = drc_print,
	.draw = drc_draw,
	.judge = drc_judge,
};
