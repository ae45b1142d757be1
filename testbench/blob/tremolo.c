/* SPDX-License-Identifier: BSD-3-Clause */
/* Tremolo: how often the level falls, and how far. */
#include <errno.h>
#include <math.h>

#include "blob/response.h"
#include "blob/text.h"

#define PARAM         1
#define SHOWN_WAVES   2
#define POINTS        120
#define FRACTION_BITS 31

struct tremolo {
	double freq; /* Hz, in steps of 0.001 */
	double depth;
};

static const struct blob_field depth_field[] = {
	{ .key = "depth",
	  .bytes = 4,
	  .is_unsigned = true,
	  .fraction_bits = FRACTION_BITS,
	  .offset = offsetof(struct tremolo, depth) },
};

static int tremolo_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct tremolo *tremolo = settings;
	yaml_value freq, depth;
	const struct yaml_field keys[] = { YAML_NODE("freq", &freq), YAML_NODE("depth", &depth) };

	if (yaml_read_mapping(reader->file, node, "settings", keys, 2, NULL) ||
	    yaml_read_real(reader->file, freq, "freq", 0, UINT32_MAX / 1000.0, &tremolo->freq) ||
	    yaml_read_real(reader->file, depth, "depth", 0, 1, &tremolo->depth))
		return -EINVAL;
	return 0;
}

static void tremolo_print(const void *settings, double rate, FILE *out)
{
	const struct tremolo *tremolo = settings;

	fprintf(out, "  freq: %.10g # Hz\n", tremolo->freq);
	fields_print(tremolo, depth_field, 1, 1, out);
}

/* 1 has no place in 31 bits below the sign: the last step before it is meant. */
static void tremolo_pack(const void *settings, struct blob_bytes *out)
{
	struct tremolo tremolo = *(const struct tremolo *)settings;

	put_u32(out, (uint32_t)llround(tremolo.freq * 1000));
	if (tremolo.depth == 1)
		tremolo.depth -= ldexp(1, -FRACTION_BITS);
	fields_pack(&tremolo, depth_field, 1, out);
}

static void tremolo_unpack(struct blob_cursor *in, void *settings)
{
	struct tremolo *tremolo = settings;

	tremolo->freq = take_u32(in, "freq") / 1000.0;
	fields_unpack(in, depth_field, 1, tremolo);
	if (tremolo->depth >= 1)
		cursor_fail(in, "a depth of %.10g, expected less than 1", tremolo->depth);
}

static void tremolo_draw(const void *settings, double rate, struct plot *plot)
{
	const struct tremolo *tremolo = settings;
	const double end = tremolo->freq > 0 ? SHOWN_WAVES / tremolo->freq : 1;
	const struct plot_axes axes = { PLOT_LINEAR, 0, end, " s", " dB", 60, 6 };

	plot_panel(plot, &axes, "gain");
	plot_curve(plot, "%s", "");
	for (size_t i = 0; i <= POINTS; i++) {
		const double t = end * (double)i / POINTS;
		const double dip = (1 - cos(2 * M_PI * tremolo->freq * t)) / 2;

		plot_point(plot, t, response_db(1 - tremolo->depth * dip));
	}
}

static void tremolo_judge(const void *settings, double rate, FILE *out)
{
	const struct tremolo *tremolo = settings;

	fprintf(out, "  the level falls by %.2f dB, %.10g times in a second\n",
		-response_db(1 - tremolo->depth), tremolo->freq);
}

const struct blob_kind blob_tremolo = {
	.name = "tremolo",
	.about = "tremolo: freq in Hz, depth from 0 to 1",
	.param_id = PARAM,
	.settings_bytes = sizeof(struct tremolo),
	.not_measured = true,
	.read = tremolo_read,
	.pack = tremolo_pack,
	.unpack = tremolo_unpack,
	.print = tremolo_print,
	.draw = tremolo_draw,
	.judge = tremolo_judge,
};
