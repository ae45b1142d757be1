/* SPDX-License-Identifier: BSD-3-Clause */
/* What the two equalizers have in common. */
#include <errno.h>
#include <stdio.h>

#include "blob/equalizer.h"
#include "blob/text.h"

const struct blob_field equalizer_reserved =
	FIELD_RESERVED(struct equalizer, reserved, EQUALIZER_RESERVED);

int equalizer_read(const struct blob_reader *reader, yaml_value node, struct equalizer *eq,
		   const struct equalizer_responses *responses, double least, yaml_value *channels)
{
	yaml_value list, reserved = NULL;
	const struct yaml_field fields[] = {
		YAML_NODE("channels", channels),
		YAML_NODE("responses", &list),
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};
	int count;

	if (yaml_read_mapping(reader->file, node, "settings", fields, 3, NULL))
		return -EINVAL;
	count = read_each(reader, list, "responses", EQUALIZER_MAX_RESPONSES, responses->read,
			  responses->first, responses->bytes);
	if (count < 0)
		return count;
	eq->num_responses = (size_t)count;
	count = read_integers(reader, *channels, "channels", least, count - 1, eq->channels, 1,
			      EQUALIZER_MAX_CHANNELS);
	if (count < 0)
		return count;
	eq->num_channels = (size_t)count;
	if (reserved && read_integers(reader, reserved, "reserved", 0, UINT32_MAX, eq->reserved,
				      EQUALIZER_RESERVED, EQUALIZER_RESERVED) < 0)
		return -EINVAL;
	return 0;
}

void equalizer_print(const struct equalizer *eq, FILE *out)
{
	fputs("  channels: ", out);
	print_list(out, eq->channels, eq->num_channels, 0);
	fputc('\n', out);
	fields_print(eq, &equalizer_reserved, 1, 1, out);
	fputs(eq->num_responses ? "  responses:\n" : "  responses: []\n", out);
}

void equalizer_draw(const struct equalizer *eq, double rate, struct plot *plot,
		    response_fn response, const void *first, size_t bytes)
{
	char name[32];

	for (size_t i = 0; i < eq->num_responses; i++) {
		snprintf(name, sizeof(name), "response %zu", i);
		response_draw(plot, rate, name, response, (const char *)first + i * bytes);
	}
}

void equalizer_stream(const void *settings, struct rig_stream *stream)
{
	const struct equalizer *eq = settings;

	stream->in_channels = (uint32_t)eq->num_channels;
	stream->out_channels = stream->in_channels;
}
