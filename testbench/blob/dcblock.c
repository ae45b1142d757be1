/* SPDX-License-Identifier: BSD-3-Clause */
/* DC blocking filter: y[n] = x[n] - x[n-1] + R y[n-1], R of each channel. */
#include <errno.h>
#include <math.h>

#include "blob/response.h"
#include "blob/text.h"

#define CHANNELS 8

struct dcblock {
	double r[CHANNELS];
};

static const struct blob_field fields[] = {
	{ .key = "r",
	  .bytes = 4,
	  .fraction_bits = 30,
	  .count = CHANNELS,
	  .offset = offsetof(struct dcblock, r) },
};

/* R of a corner at -3 dB. */
static double r_of(double hz, double rate)
{
	const double c = cos(2 * M_PI * hz / rate);

	return c - sqrt((1 - c) * (3 - c));
}

/* One corner for all channels, or eight. */
static int dcblock_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct dcblock *dc = settings;
	const double high = reader->rate / 8;
	yaml_value freq;
	const struct yaml_field keys[] = { YAML_NODE("freq", &freq) };
	double hz[CHANNELS];

	if (!yaml_has_key(reader->file, node, "freq"))
		return fields_read(reader, node, "settings", fields, 1, dc);
	if (yaml_read_mapping(reader->file, node, "settings", keys, 1, NULL))
		return -EINVAL;
	if (!yaml_text(freq)) {
		if (read_list(reader, freq, "freq", 0.01, high, hz, CHANNELS, CHANNELS) < 0)
			return -EINVAL;
	} else {
		if (yaml_read_real(reader->file, freq, "freq", 0.01, high, hz))
			return -EINVAL;
		for (size_t i = 1; i < CHANNELS; i++)
			hz[i] = hz[0];
	}
	for (size_t i = 0; i < CHANNELS; i++)
		dc->r[i] = r_of(hz[i], reader->rate);
	return 0;
}

static void dcblock_print(const void *settings, double rate, FILE *out)
{
	const struct dcblock *dc = settings;
	const double r = dc->r[0];

	fields_print(dc, fields, 1, 1, out);
	if (r > 0.6 && r < 1)
		fprintf(out, "  # channel 0: %.4g Hz\n",
			acos((3 - r * r) / (4 - 2 * r)) * rate / 2 / M_PI);
}

static double complex response_of(const void *ctx, double w)
{
	const double complex z = cexp(-I * w);

	return (1 - z) / (1 - *(const double *)ctx * z);
}

/* Channels that are like one before them are not drawn again. */
static void dcblock_draw(const void *settings, double rate, struct plot *plot)
{
	const struct dcblock *dc = settings;
	const struct plot_axes axes = { PLOT_LOG, 1, rate / 2, " Hz", " dB", 60, 6 };

	for (size_t i = 0; i < CHANNELS; i++) {
		size_t like = 0;

		while (dc->r[like] != dc->r[i])
			like++;
		if (like < i)
			continue;
		plot_panel(plot, &axes, "channel %zu", i);
		plot_curve(plot, "%s", "");
		for (size_t k = 0; k < PLOT_POINTS; k++) {
			const double hz = plot_hz(k, axes.left, axes.right);

			plot_point(plot, hz,
				   response_db(response_of(&dc->r[i], 2 * M_PI * hz / rate)));
		}
	}
}

static void dcblock_judge(const void *settings, double rate, FILE *out)
{
	const struct dcblock *dc = settings;

	for (size_t i = 0; i < CHANNELS; i++)
		if (fabs(dc->r[i]) >= 1)
			fprintf(out, "  channel %zu: R is %s1: DC stays for ever\n", i,
				fabs(dc->r[i]) > 1 ? "beyond " : "");
}

const struct blob_kind blob_dcblock = {
	.name = "dcblock",
	.about = "DC blocking filter: freq in Hz, of all channels or of each; or r",
	.fields = fields,
	.num_fields = 1,
	.settings_bytes = sizeof(struct dcblock),
	.read = dcblock_read,
	.print = dcblock_print,
	.draw = dcblock_draw,
	.judge = dcblock_judge,
};
