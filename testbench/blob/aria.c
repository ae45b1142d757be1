/* SPDX-License-Identifier: BSD-3-Clause */
/* Automatic regressive input amplifier: how many bits louder what is soft becomes. */
#include <math.h>

#include "blob/curve.h"
#include "blob/text.h"

#define MAX_ATTENUATION 3
#define PARAM           1

struct aria {
	double attenuation;
};

static const struct blob_field fields[] = {
	FIELD_I32(struct aria, attenuation),
};

static int aria_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct aria *aria = settings;
	const int ret = fields_read(reader, node, "settings", fields, 1, aria);

	if (!ret && (aria->attenuation < 0 || aria->attenuation > MAX_ATTENUATION))
		return yaml_complain(reader->file, node, "attenuation: '%.0f': expected 0 to %d",
				     aria->attenuation, MAX_ATTENUATION);
	return ret;
}

static void aria_unpack(struct blob_cursor *in, void *settings)
{
	struct aria *aria = settings;

	aria->attenuation = take_count(in, take_u32(in, "attenuation"), "bits of attenuation", 0,
				       MAX_ATTENUATION);
}

/* What has a peak above full scale less the attenuation is brought to full scale. */
static double out_of(const void *ctx, double in)
{
	return fmin(1, ldexp(in, (int)((const struct aria *)ctx)->attenuation));
}

static void aria_draw(const void *settings, double rate, struct plot *plot)
{
	curve_draw(plot, "output by input, steady peaks", out_of, settings);
}

static void aria_stream(const void *settings, struct rig_stream *stream)
{
	stream->bits = 24;
}

const struct blob_kind blob_aria = {
	.name = "aria",
	.about = "automatic regressive input amplifier: attenuation, 0 to 3 bits",
	.param_id = PARAM,
	.fields = fields,
	.num_fields = 1,
	.settings_bytes = sizeof(struct aria),
	.read = aria_read,
	.unpack = aria_unpack,
	.draw = aria_draw,
	.stream = aria_stream,
};
