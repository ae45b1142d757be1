/* SPDX-License-Identifier: BSD-3-Clause */
/* Multiplexer: the formats of its two inputs and of its output. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include <ipc4/base-config.h>

#include "blob/channels.h"
#include "blob/text.h"

#define INPUTS 2

struct format {
	double rate, container, map, config, interleaving, channels, valid, type, reserved;
};

struct mux {
	double cpc, ibs, obs, is_pages;
	struct format formats[INPUTS + 1]; /* input 0, input 1, output */
};

static const char *const format_keys[] = { "input_0", "input_1", "output" };

#define NUMBER_OR_0(type, name, size)                                                 \
	{                                                                             \
		.key = #name, .bytes = (size), .is_unsigned = true, .optional = true, \
		.offset = offsetof(type, name)                                        \
	}

static const struct blob_field base_fields[] = {
	NUMBER_OR_0(struct mux, cpc, 4),
	NUMBER_OR_0(struct mux, ibs, 4),
	NUMBER_OR_0(struct mux, obs, 4),
	NUMBER_OR_0(struct mux, is_pages, 4),
};

static const struct blob_field format_fields[] = {
	FIELD_NUMBER(struct format, rate, 4, true),
	FIELD_NUMBER(struct format, container, 4, true),
	NUMBER_OR_0(struct format, map, 4),
	NUMBER_OR_0(struct format, config, 4),
	NUMBER_OR_0(struct format, interleaving, 4),
	FIELD_NUMBER(struct format, channels, 1, true),
	FIELD_NUMBER(struct format, valid, 1, true),
	NUMBER_OR_0(struct format, type, 1),
	NUMBER_OR_0(struct format, reserved, 1),
};

#define COUNT(fields) (sizeof(fields) / sizeof((fields)[0]))

/* ---- YAML ---- */

static void fill(struct format *format, double rate, double bits, double channels)
{
	*format = (struct format){
		.rate = rate,
		.container = bits == 16 ? 16 : 32,
		.map = channels_map((uint32_t)channels),
		.config = channels_config((uint32_t)channels),
		.channels = channels,
		.valid = bits,
		.type = IPC4_TYPE_LSB_INTEGER,
	};
}

static double period_bytes(const struct format *format)
{
	return ceil(format->rate / 1000) * format->channels * format->container / 8;
}

/* By the channels of each input alone. */
static int read_channels(const struct blob_reader *reader, yaml_value node, struct mux *mux)
{
	double channels[INPUTS], bits = 32;
	yaml_value channels_node, bits_node = NULL;
	const struct yaml_field keys[] = {
		YAML_NODE("channels", &channels_node),
		{ .key = "bits", .kind = YAML_KIND_NODE, .node = &bits_node, .optional = true },
	};

	if (yaml_read_mapping(reader->file, node, "settings", keys, 2, NULL) ||
	    read_integers(reader, channels_node, "channels", 1, CHANNELS_MAX - 1, channels, INPUTS,
			  INPUTS) < 0 ||
	    (bits_node && read_integer(reader, bits_node, "bits", 16, 32, &bits)))
		return -EINVAL;
	if (channels[0] + channels[1] > CHANNELS_MAX)
		return yaml_complain(reader->file, channels_node,
				     "channels: %.0f together, expected at most %d",
				     channels[0] + channels[1], CHANNELS_MAX);
	if (fmod(bits, 8) != 0)
		return yaml_complain(reader->file, bits_node, "bits: '%.0f': expected 16, 24 or 32",
				     bits);
	fill(&mux->formats[0], reader->rate, bits, channels[0]);
	fill(&mux->formats[1], reader->rate, bits, channels[1]);
	fill(&mux->formats[2], reader->rate, bits, channels[0] + channels[1]);
	mux->ibs = period_bytes(&mux->formats[0]);
	mux->obs = period_bytes(&mux->formats[2]);
	return 0;
}

static int mux_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct mux *mux = settings;
	yaml_value base[COUNT(base_fields)] = { NULL }, formats[INPUTS + 1];
	struct yaml_field keys[COUNT(base_fields) + INPUTS + 1];

	if (yaml_has_key(reader->file, node, "channels"))
		return read_channels(reader, node, mux);
	for (size_t i = 0; i < COUNT(base_fields); i++)
		keys[i] = (struct yaml_field){ .key = base_fields[i].key,
					       .kind = YAML_KIND_NODE,
					       .node = &base[i],
					       .optional = true };
	for (size_t i = 0; i <= INPUTS; i++)
		keys[COUNT(base_fields) + i] =
			(struct yaml_field)YAML_NODE(format_keys[i], &formats[i]);
	if (yaml_read_mapping(reader->file, node, "settings", keys, COUNT(keys), NULL))
		return -EINVAL;
	for (size_t i = 0; i < COUNT(base_fields); i++)
		if (base[i] && read_integer(reader, base[i], base_fields[i].key, 0, UINT32_MAX,
					    (double *)((char *)mux + base_fields[i].offset)))
			return -EINVAL;
	for (size_t i = 0; i <= INPUTS; i++)
		if (fields_read(reader, formats[i], format_keys[i], format_fields,
				COUNT(format_fields), &mux->formats[i]))
			return -EINVAL;
	return 0;
}

static void mux_print(const void *settings, double rate, FILE *out)
{
	const struct mux *mux = settings;

	fields_print(mux, base_fields, COUNT(base_fields), 1, out);
	for (size_t i = 0; i <= INPUTS; i++) {
		fprintf(out, "  %s:\n", format_keys[i]);
		fields_print(&mux->formats[i], format_fields, COUNT(format_fields), 2, out);
	}
}

/* ---- bytes ---- */

static void mux_pack(const void *settings, struct blob_bytes *out)
{
	const struct mux *mux = settings;

	fields_pack(mux, base_fields, COUNT(base_fields), out);
	for (size_t i = 0; i <= INPUTS; i++)
		fields_pack(&mux->formats[i], format_fields, COUNT(format_fields), out);
}

static void mux_unpack(struct blob_cursor *in, void *settings)
{
	struct mux *mux = settings;

	fields_unpack(in, base_fields, COUNT(base_fields), mux);
	for (size_t i = 0; i <= INPUTS; i++) {
		struct format *format = &mux->formats[i];

		fields_unpack(in, format_fields, COUNT(format_fields), format);
		if (!in->failed && (format->channels < 1 || format->channels > CHANNELS_MAX))
			cursor_fail(in, "%s of %.0f channels, expected 1 to %d", format_keys[i],
				    format->channels, CHANNELS_MAX);
	}
}

/* ---- what it does ---- */

static void mux_draw(const void *settings, double rate, struct plot *plot)
{
	const struct mux *mux = settings;
	const size_t outputs = (size_t)mux->formats[2].channels;
	size_t first = 0;

	for (size_t i = 0; i < INPUTS; i++) {
		const size_t inputs = (size_t)mux->formats[i].channels;
		double cells[CHANNELS_MAX * CHANNELS_MAX];

		for (size_t k = 0; k < outputs * inputs; k++)
			cells[k] = k / inputs == first + k % inputs;
		plot_table(
			plot, outputs, inputs, cells,
			"input %zu: a row for each channel of the output, a column for each of the input",
			i);
		first += inputs;
	}
}

/* Input 0 is fed, input 1 is silent. What no stream has is for the firmware to refuse. */
static void mux_stream(const void *settings, struct rig_stream *stream)
{
	const struct mux *mux = settings;

	if (mux->formats[0].rate >= IPC4_FS_8000HZ && mux->formats[0].rate <= IPC4_FS_192000HZ)
		stream->rate = (uint32_t)mux->formats[0].rate;
	if (mux->formats[0].valid == 16 || mux->formats[0].valid == 24)
		stream->bits = (uint32_t)mux->formats[0].valid;
	stream->in_channels = (uint32_t)mux->formats[0].channels;
	stream->idle_channels = (uint32_t)mux->formats[1].channels;
	stream->out_channels = (uint32_t)mux->formats[2].channels;
}

static const struct rig_stream usual = { .rate = 48000,
					 .in_channels = 2,
					 .out_channels = 4,
					 .bits = 32,
					 .num_outputs = 1,
					 .idle_channels = 2 };

const struct blob_kind blob_mux = {
	.name = "mux",
	.about = "multiplexer: channels of its two inputs, or the formats of its pins",
	.settings_bytes = sizeof(struct mux),
	.read = mux_read,
	.pack = mux_pack,
	.unpack = mux_unpack,
	.print = mux_print,
	.draw = mux_draw,
	.usual = &usual,
	.stream = mux_stream,
};
