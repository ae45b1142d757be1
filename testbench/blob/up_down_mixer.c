/* SPDX-License-Identifier: BSD-3-Clause */
/* Up and down mixer: the arrangement that comes out, and how loud each channel is in it. */
#include <errno.h>
#include <math.h>

#include <ipc4/base-config.h>

#include "blob/channels.h"
#include "blob/response.h"
#include "blob/text.h"

enum {
	BUILT_IN,
	CUSTOM,
	BUILT_IN_WITH_MAP,
	CUSTOM_WITH_MAP,
};

struct mixer {
	double output, select;
	double left, centre, right, left_surround, right_surround, left_side, right_side, lfe;
	double map;
};

#define COEFFICIENT(name)                                                        \
	{                                                                        \
		.key = #name, .bytes = 4, .fraction_bits = 31, .optional = true, \
		.offset = offsetof(struct mixer, name)                           \
	}

static const struct blob_field fields[] = {
	{ .key = "output",
	  .bytes = 4,
	  .is_unsigned = true,
	  .most = IPC4_CHANNEL_CONFIG_INVALID - 1,
	  .offset = offsetof(struct mixer, output),
	  .comment = "channel configuration" },
	{ .key = "select",
	  .bytes = 4,
	  .is_unsigned = true,
	  .most = CUSTOM_WITH_MAP,
	  .offset = offsetof(struct mixer, select),
	  .comment = "0 built in, 1 the coefficients here, 2 and 3 the same with the map" },
	COEFFICIENT(left),
	COEFFICIENT(centre),
	COEFFICIENT(right),
	COEFFICIENT(left_surround),
	COEFFICIENT(right_surround),
	COEFFICIENT(left_side),
	COEFFICIENT(right_side),
	COEFFICIENT(lfe),
	{ .key = "map",
	  .bytes = 4,
	  .is_unsigned = true,
	  .optional = true,
	  .offset = offsetof(struct mixer, map) },
};

#define NUM_FIELDS (sizeof(fields) / sizeof(fields[0]))

/* Channels that a map has a place for, one after the other. */
static uint32_t channels_of_map(uint32_t map)
{
	uint32_t channels = 0;

	while (channels < CHANNELS_MAX && (map >> 4 * channels & 0xF) != 0xF)
		channels++;
	return channels ? channels : 1;
}

/* Something that becomes the output: the map says how much, else the least of what the module knows. */
static void mixer_stream(const void *settings, struct rig_stream *stream)
{
	const struct mixer *mixer = settings;
	const uint32_t out = channels_of_config((uint32_t)mixer->output);

	stream->out_channels = out ? out : 2;
	stream->in_channels = mixer->select >= BUILT_IN_WITH_MAP ?
				      channels_of_map((uint32_t)mixer->map) :
			      out == 2 ? 1 :
					 2;
}

static void mixer_draw(const void *settings, double rate, struct plot *plot)
{
	const struct mixer *mixer = settings;
	const double cells[] = { mixer->left,           mixer->centre,
				 mixer->right,          mixer->left_surround,
				 mixer->right_surround, mixer->left_side,
				 mixer->right_side,     mixer->lfe };

	plot_table(
		plot, 1, sizeof(cells) / sizeof(cells[0]), cells,
		"coefficients: left, centre, right, left and right surround, left and right side, LFE");
}

static void mixer_judge(const void *settings, double rate, FILE *out)
{
	const struct mixer *mixer = settings;

	for (size_t i = 2; mixer->select == CUSTOM && i < 10; i++) {
		const double value = *(const double *)((const char *)mixer + fields[i].offset);

		if (value != 0)
			fprintf(out, "  %s: %.2f dB%s\n", fields[i].key, response_db(value),
				value < 0 ? ", inverted" : "");
	}
}

const struct blob_kind blob_up_down_mixer = {
	.name = "updwmix",
	.alias = "up_down_mixer",
	.about = "up and down mixer: output, select, coefficients of channels, map",
	.fields = fields,
	.num_fields = NUM_FIELDS,
	.settings_bytes = sizeof(struct mixer),
	.draw = mixer_draw,
	.stream = mixer_stream,
	.judge = mixer_judge,
};
