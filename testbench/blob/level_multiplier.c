/* SPDX-License-Identifier: BSD-3-Clause */
/* Level multiplier: one gain. */
#include <errno.h>
#include <math.h>

#include "blob/curve.h"
#include "blob/response.h"
#include "blob/text.h"

struct level {
	double gain;
};

static const struct blob_field fields[] = {
	FIELD_Q32(struct level, gain, 23),
};

static int level_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct level *level = settings;
	yaml_value db;
	const struct yaml_field keys[] = { YAML_NODE("gain_db", &db) };

	if (!yaml_has_key(reader->file, node, "gain_db"))
		return fields_read(reader, node, "settings", fields, 1, level);
	if (yaml_read_mapping(reader->file, node, "settings", keys, 1, NULL) ||
	    yaml_read_real(reader->file, db, "gain_db", -140, 48.16, &level->gain))
		return -EINVAL;
	level->gain = pow(10, level->gain / 20);
	return 0;
}

static void level_print(const void *settings, double rate, FILE *out)
{
	const struct level *level = settings;

	fields_print(level, fields, 1, 1, out);
	fprintf(out, "  # %.2f dB%s\n", response_db(level->gain),
		level->gain < 0 ? ", inverted" : "");
}

static double out_of(const void *ctx, double in)
{
	return fmin(1, fabs(((const struct level *)ctx)->gain) * in);
}

static void level_draw(const void *settings, double rate, struct plot *plot)
{
	curve_draw(plot, "output by input", out_of, settings);
}

static void level_judge(const void *settings, double rate, FILE *out)
{
	const struct level *level = settings;

	if (fabs(level->gain) > 1)
		fprintf(out, "  inputs above %.2f dB saturate\n", -response_db(level->gain));
}

const struct blob_kind blob_level_multiplier = {
	.name = "lvlmult",
	.alias = "level_multiplier",
	.about = "level multiplier: gain_db, or gain (linear)",
	.fields = fields,
	.num_fields = 1,
	.settings_bytes = sizeof(struct level),
	.read = level_read,
	.print = level_print,
	.draw = level_draw,
	.judge = level_judge,
};
