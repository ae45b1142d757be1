/* SPDX-License-Identifier: BSD-3-Clause */
/* Demultiplexer: which channel of the input each channel of each output gets. */
#include <errno.h>
#include <math.h>

#include "blob/text.h"

#define CHANNELS    8
#define MAX_OUTPUTS 4
#define SILENCE     -1

struct output {
	double pin, num_channels, reserved[3];
	double inputs[CHANNELS]; /* for each channel of the output; SILENCE: none */
};

struct demux {
	double frame_format, num_channels, reserved;
	size_t num_outputs;
	struct output outputs[MAX_OUTPUTS];
};

#define UNUSED(type, name, size, number)                                              \
	{                                                                             \
		.key = #name, .bytes = (size), .is_unsigned = true, .optional = true, \
		.count = (number), .offset = offsetof(type, name)                     \
	}

static const struct blob_field head[] = {
	UNUSED(struct demux, frame_format, 2, 0),
	UNUSED(struct demux, num_channels, 2, 0),
};
static const struct blob_field head_end[] = { UNUSED(struct demux, reserved, 2, 0) };

static const struct blob_field pin_field[] = {
	FIELD_NUMBER(struct output, pin, 4, true),
	UNUSED(struct output, num_channels, 1, 0),
};
static const struct blob_field output_end[] = { UNUSED(struct output, reserved, 1, 3) };

/* ---- YAML ---- */

static int read_inputs(const struct blob_reader *reader, yaml_value node, struct output *output)
{
	int count = read_integers(reader, node, "channels", SILENCE, CHANNELS - 1, output->inputs,
				  1, CHANNELS);

	for (int i = count; i >= 0 && i < CHANNELS; i++)
		output->inputs[i] = SILENCE;
	return count < 0 ? count : 0;
}

static int read_output(const struct blob_reader *reader, yaml_value node, void *item)
{
	struct output *output = item;
	yaml_value pin, channels, num_channels = NULL, reserved = NULL;
	const struct yaml_field fields[] = {
		YAML_NODE("pin", &pin),
		YAML_NODE("channels", &channels),
		{ .key = "num_channels",
		  .kind = YAML_KIND_NODE,
		  .node = &num_channels,
		  .optional = true },
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};

	if (yaml_read_mapping(reader->file, node, "output", fields, 4, NULL) ||
	    read_integer(reader, pin, "pin", 0, MAX_OUTPUTS - 1, &output->pin) ||
	    (num_channels && read_integer(reader, num_channels, "num_channels", 0, UINT8_MAX,
					  &output->num_channels)) ||
	    (reserved &&
	     read_integers(reader, reserved, "reserved", 0, UINT8_MAX, output->reserved, 3, 3) < 0))
		return -EINVAL;
	return read_inputs(reader, channels, output);
}

static int demux_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct demux *demux = settings;
	yaml_value outputs, unused[3] = { NULL };
	double *const values[] = { &demux->frame_format, &demux->num_channels, &demux->reserved };
	static const char *const keys[] = { "frame_format", "num_channels", "reserved" };
	struct yaml_field fields[4] = { YAML_NODE("outputs", &outputs) };
	int count;

	for (size_t i = 0; i < 3; i++)
		fields[1 + i] = (struct yaml_field){
			.key = keys[i], .kind = YAML_KIND_NODE, .node = &unused[i], .optional = true
		};
	if (yaml_read_mapping(reader->file, node, "settings", fields, 4, NULL))
		return -EINVAL;
	for (size_t i = 0; i < 3; i++)
		if (unused[i] && read_integer(reader, unused[i], keys[i], 0, UINT16_MAX, values[i]))
			return -EINVAL;
	count = read_each(reader, outputs, "outputs", MAX_OUTPUTS, read_output, demux->outputs,
			  sizeof(demux->outputs[0]));
	if (count < 0)
		return count;
	if (!count)
		return yaml_complain(reader->file, outputs, "outputs: expected at least one");
	demux->num_outputs = (size_t)count;
	return 0;
}

/* Channels up to the last one that is not silent, one at least. */
static size_t channels_of(const struct output *output)
{
	size_t count = CHANNELS;

	while (count > 1 && output->inputs[count - 1] == SILENCE)
		count--;
	return count;
}

static void demux_print(const void *settings, double rate, FILE *out)
{
	const struct demux *demux = settings;

	fields_print(demux, head, 2, 1, out);
	fields_print(demux, head_end, 1, 1, out);
	fputs("  outputs:\n", out);
	for (size_t i = 0; i < demux->num_outputs; i++) {
		const struct output *output = &demux->outputs[i];

		fprintf(out, "    - pin: %.0f\n      channels: ", output->pin);
		print_list(out, output->inputs, channels_of(output), 0);
		fputs(i ? "\n" : " # of the input; -1: silence\n", out);
		fields_print(output, pin_field + 1, 1, 3, out);
		fields_print(output, output_end, 1, 3, out);
	}
}

/* ---- bytes ---- */

static void demux_pack(const void *settings, struct blob_bytes *out)
{
	const struct demux *demux = settings;

	fields_pack(demux, head, 2, out);
	put_u16(out, (uint16_t)demux->num_outputs);
	fields_pack(demux, head_end, 1, out);
	for (size_t i = 0; i < demux->num_outputs; i++) {
		const struct output *output = &demux->outputs[i];

		fields_pack(output, pin_field, 2, out);
		for (size_t k = 0; k < CHANNELS; k++)
			put_u8(out, output->inputs[k] == SILENCE ?
					    0 :
					    (uint8_t)(1u << (unsigned int)output->inputs[k]));
		fields_pack(output, output_end, 1, out);
	}
}

static double take_mask(struct blob_cursor *in)
{
	const uint8_t mask = take_u8(in, "masks");

	if (mask & (mask - 1))
		cursor_fail(in, "mask 0x%x, expected one input or none", mask);
	return mask ? __builtin_ctz(mask) : SILENCE;
}

static void demux_unpack(struct blob_cursor *in, void *settings)
{
	struct demux *demux = settings;

	fields_unpack(in, head, 2, demux);
	demux->num_outputs = take_count(in, take_u16(in, "outputs"), "outputs", 1, MAX_OUTPUTS);
	fields_unpack(in, head_end, 1, demux);
	for (size_t i = 0; i < demux->num_outputs; i++) {
		struct output *output = &demux->outputs[i];

		fields_unpack(in, pin_field, 2, output);
		if (output->pin >= MAX_OUTPUTS)
			cursor_fail(in, "output pin %.0f, expected 0 to %d", output->pin,
				    MAX_OUTPUTS - 1);
		for (size_t k = 0; k < CHANNELS; k++)
			output->inputs[k] = take_mask(in);
		fields_unpack(in, output_end, 1, output);
	}
}

/* ---- what it does ---- */

static void demux_stream(const void *settings, struct rig_stream *stream)
{
	const struct demux *demux = settings;

	stream->in_channels = 1;
	stream->out_channels = 1;
	stream->num_outputs = 1;
	for (size_t i = 0; i < demux->num_outputs; i++) {
		const struct output *output = &demux->outputs[i];

		stream->num_outputs = (uint32_t)fmax(stream->num_outputs, output->pin + 1);
		stream->out_channels =
			(uint32_t)fmax(stream->out_channels, (double)channels_of(output));
		for (size_t k = 0; k < CHANNELS; k++)
			stream->in_channels =
				(uint32_t)fmax(stream->in_channels, output->inputs[k] + 1);
	}
}

static void demux_draw(const void *settings, double rate, struct plot *plot)
{
	const struct demux *demux = settings;
	struct rig_stream stream;

	demux_stream(settings, &stream);
	for (size_t i = 0; i < demux->num_outputs; i++) {
		const struct output *output = &demux->outputs[i];
		const size_t rows = channels_of(output), columns = stream.in_channels;
		double cells[CHANNELS * CHANNELS];

		for (size_t k = 0; k < rows * columns; k++)
			cells[k] = output->inputs[k / columns] == (double)(k % columns);
		plot_table(
			plot, rows, columns, cells,
			"output pin %.0f: a row for each channel, a column for each of the input",
			output->pin);
	}
}

const struct blob_kind blob_demux = {
	.name = "demux",
	.about =
		"demultiplexer: outputs of {pin, channels}, the channels of the input that go there",
	.settings_bytes = sizeof(struct demux),
	.read = demux_read,
	.pack = demux_pack,
	.unpack = demux_unpack,
	.print = demux_print,
	.draw = demux_draw,
	.stream = demux_stream,
};
