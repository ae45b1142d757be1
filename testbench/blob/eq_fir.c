/* SPDX-License-Identifier: BSD-3-Clause */
/* FIR equalizer: which response each channel has, and the responses. */
#include <errno.h>
#include <stdio.h>

#include "blob/fir.h"
#include "blob/response.h"
#include "blob/text.h"
#include "blob/judge.h"

#define MAX_CHANNELS  8
#define MAX_RESPONSES 8
#define RESERVED      4

struct eq_fir {
	size_t num_channels, num_responses;
	double channels[MAX_CHANNELS]; /* a response, or below 0: none */
	double reserved[RESERVED];
	struct fir responses[MAX_RESPONSES];
};

static const struct blob_field reserved_fields[] = {
	FIELD_RESERVED(struct eq_fir, reserved, RESERVED),
};

static int eq_fir_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct eq_fir *eq = settings;
	yaml_value channels, responses, reserved = NULL;
	const struct yaml_field fields[] = {
		YAML_NODE("channels", &channels),
		YAML_NODE("responses", &responses),
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};
	int count;

	if (yaml_read_mapping(reader->file, node, "settings", fields, 3, NULL))
		return -EINVAL;
	count = read_each(reader, responses, "responses", MAX_RESPONSES, fir_read, eq->responses,
			  sizeof(eq->responses[0]));
	if (count < 0)
		return count;
	eq->num_responses = (size_t)count;
	count = read_integers(reader, channels, "channels", INT16_MIN, count - 1, eq->channels, 1,
			      MAX_CHANNELS);
	if (count < 0)
		return count;
	eq->num_channels = (size_t)count;
	if (count % 2)
		return yaml_complain(reader->file, channels, "channels: %d, expected 2, 4, 6 or 8",
				     count);
	if (reserved && read_integers(reader, reserved, "reserved", 0, UINT32_MAX, eq->reserved,
				      RESERVED, RESERVED) < 0)
		return -EINVAL;
	return 0;
}

static void eq_fir_print(const void *settings, double rate, FILE *out)
{
	const struct eq_fir *eq = settings;

	fputs("  channels: ", out);
	print_list(out, eq->channels, eq->num_channels, 0);
	fputc('\n', out);
	fields_print(eq, reserved_fields, 1, 1, out);
	fputs(eq->num_responses ? "  responses:\n" : "  responses: []\n", out);
	for (size_t i = 0; i < eq->num_responses; i++)
		fir_print(&eq->responses[i], 2, out);
}

static void eq_fir_pack(const void *settings, struct blob_bytes *out)
{
	const struct eq_fir *eq = settings;
	const size_t size = put_size(out);

	put_u16(out, (uint16_t)eq->num_channels);
	put_u16(out, (uint16_t)eq->num_responses);
	fields_pack(eq, reserved_fields, 1, out);
	for (size_t i = 0; i < eq->num_channels; i++)
		put_q16(out, eq->channels[i], 0);
	for (size_t i = 0; i < eq->num_responses; i++)
		fir_pack(&eq->responses[i], out);
	put_size_at(out, size);
}

static void eq_fir_unpack(struct blob_cursor *in, void *settings)
{
	struct eq_fir *eq = settings;

	take_size(in, "FIR equalizer");
	eq->num_channels = take_count(in, take_u16(in, "channels"), "channels", 1, MAX_CHANNELS);
	eq->num_responses =
		take_count(in, take_u16(in, "responses"), "responses", 0, MAX_RESPONSES);
	if (eq->num_channels % 2)
		cursor_fail(in, "%zu channels, expected 2, 4, 6 or 8", eq->num_channels);
	fields_unpack(in, reserved_fields, 1, eq);
	for (size_t i = 0; i < eq->num_channels; i++) {
		eq->channels[i] = take_i16(in, "response of a channel");
		if (eq->channels[i] >= (double)eq->num_responses)
			cursor_fail(in, "channel %zu has response %.0f of %zu", i, eq->channels[i],
				    eq->num_responses);
	}
	for (size_t i = 0; i < eq->num_responses && !in->failed; i++)
		fir_unpack(in, &eq->responses[i]);
}

static void eq_fir_draw(const void *settings, double rate, struct plot *plot)
{
	const struct eq_fir *eq = settings;
	char name[32];

	for (size_t i = 0; i < eq->num_responses; i++) {
		snprintf(name, sizeof(name), "response %zu", i);
		response_draw(plot, rate, name, fir_response, &eq->responses[i]);
	}
}

static void eq_fir_stream(const void *settings, struct rig_stream *stream)
{
	const struct eq_fir *eq = settings;

	stream->in_channels = (uint32_t)eq->num_channels;
	stream->out_channels = stream->in_channels;
}

static void eq_fir_judge(const void *settings, double rate, FILE *out)
{
	const struct eq_fir *eq = settings;

	for (size_t i = 0; i < eq->num_responses; i++) {
		double most = 0;

		for (size_t k = 0; k < eq->responses[i].length; k++)
			most += eq->responses[i].taps[k] < 0 ? -eq->responses[i].taps[k] :
							       eq->responses[i].taps[k];
		fprintf(out, "  response %zu\n", i);
		judge_response(fir_response, &eq->responses[i], rate, out);
		fprintf(out, "    any signal of full scale: at most %.2f dB\n", response_db(most));
	}
}

const struct blob_kind blob_eq_fir = {
	.name = "eqfir",
	.alias = "eq_fir",
	.about =
		"FIR equalizer: channels, responses of coefficients, {type, taps, freq} or {points, taps}",
	.settings_bytes = sizeof(struct eq_fir),
	.read = eq_fir_read,
	.pack = eq_fir_pack,
	.unpack = eq_fir_unpack,
	.print = eq_fir_print,
	.draw = eq_fir_draw,
	.stream = eq_fir_stream,
	.judge = eq_fir_judge,
};
