/* SPDX-License-Identifier: BSD-3-Clause */
/* Microphone selector: mixing matrices, one for each pair of channel counts. */
#include <errno.h>
#include <math.h>

#include "blob/response.h"
#include "blob/text.h"

#define CHANNELS      8
#define MAX_PROFILES  8
#define FRACTION_BITS 10

struct profile {
	double inputs, outputs, input_config, output_config;
	double matrix[CHANNELS][CHANNELS]; /* [output][input] */
};

struct micsel {
	size_t num_profiles;
	struct profile profiles[MAX_PROFILES];
};

static const struct blob_field head[] = {
	FIELD_NUMBER(struct profile, inputs, 1, true),
	FIELD_NUMBER(struct profile, outputs, 1, true),
	{ .key = "input_config",
	  .bytes = 1,
	  .is_unsigned = true,
	  .optional = true,
	  .offset = offsetof(struct profile, input_config) },
	{ .key = "output_config",
	  .bytes = 1,
	  .is_unsigned = true,
	  .optional = true,
	  .offset = offsetof(struct profile, output_config) },
};

static int read_matrix(const struct blob_reader *reader, yaml_value node, struct profile *p)
{
	size_t rows;

	if (yaml_check_list(reader->file, node, "matrix"))
		return -EINVAL;
	rows = yaml_list_length(node);
	if (rows > CHANNELS)
		return yaml_complain(reader->file, node,
				     "matrix: %zu rows, expected one for each output, at most %d",
				     rows, CHANNELS);
	for (size_t i = 0; i < rows; i++)
		if (read_list(reader, yaml_list_at(reader->file, node, i), "row of an output", -32,
			      32, p->matrix[i], 0, CHANNELS) < 0)
			return -EINVAL;
	return 0;
}

static int read_profile(const struct blob_reader *reader, yaml_value node, void *item)
{
	struct profile *p = item;
	yaml_value numbers[4] = { NULL }, matrix;
	struct yaml_field fields[5];

	for (size_t i = 0; i < 4; i++)
		fields[i] = (struct yaml_field){ .key = head[i].key,
						 .kind = YAML_KIND_NODE,
						 .node = &numbers[i],
						 .optional = head[i].optional };
	fields[4] = (struct yaml_field)YAML_NODE("matrix", &matrix);
	if (yaml_read_mapping(reader->file, node, "profile", fields, 5, NULL))
		return -EINVAL;
	for (size_t i = 0; i < 4; i++)
		if (numbers[i] && read_integer(reader, numbers[i], head[i].key, 0, UINT8_MAX,
					       (double *)((char *)p + head[i].offset)))
			return -EINVAL;
	return read_matrix(reader, matrix, p);
}

static int micsel_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct micsel *micsel = settings;
	yaml_value profiles;
	const struct yaml_field fields[] = { YAML_NODE("profiles", &profiles) };
	int count;

	if (yaml_read_mapping(reader->file, node, "settings", fields, 1, NULL))
		return -EINVAL;
	count = read_each(reader, profiles, "profiles", MAX_PROFILES, read_profile,
			  micsel->profiles, sizeof(micsel->profiles[0]));
	if (count < 0)
		return count;
	if (!count)
		return yaml_complain(reader->file, profiles, "profiles: expected at least one");
	micsel->num_profiles = (size_t)count;
	return 0;
}

/* Columns up to the last one that is not 0. */
static size_t length_of(const double *row)
{
	size_t length = CHANNELS;

	while (length && row[length - 1] == 0)
		length--;
	return length;
}

static void micsel_print(const void *settings, double rate, FILE *out)
{
	const struct micsel *micsel = settings;

	fputs("  profiles:\n", out);
	for (size_t i = 0; i < micsel->num_profiles; i++) {
		const struct profile *p = &micsel->profiles[i];
		size_t rows = CHANNELS;

		while (rows && !length_of(p->matrix[rows - 1]))
			rows--;
		fprintf(out, "    - inputs: %.0f\n", p->inputs);
		fields_print(p, head + 1, 3, 3, out);
		fputs(rows ? "      matrix:\n" : "      matrix: []\n", out);
		for (size_t k = 0; k < rows; k++) {
			fputs("        - ", out);
			print_list(out, p->matrix[k], length_of(p->matrix[k]), FRACTION_BITS);
			fputc('\n', out);
		}
	}
}

static void micsel_pack(const void *settings, struct blob_bytes *out)
{
	const struct micsel *micsel = settings;

	for (size_t i = 0; i < micsel->num_profiles; i++) {
		fields_pack(&micsel->profiles[i], head, 4, out);
		for (size_t k = 0; k < CHANNELS * CHANNELS; k++)
			put_q16(out, micsel->profiles[i].matrix[k / CHANNELS][k % CHANNELS],
				FRACTION_BITS);
	}
}

static void micsel_unpack(struct blob_cursor *in, void *settings)
{
	struct micsel *micsel = settings;

	do {
		struct profile *p = &micsel->profiles[micsel->num_profiles++];

		fields_unpack(in, head, 4, p);
		for (size_t k = 0; k < CHANNELS * CHANNELS; k++)
			p->matrix[k / CHANNELS][k % CHANNELS] =
				take_q16(in, FRACTION_BITS, "coefficients");
	} while (in->left && micsel->num_profiles < MAX_PROFILES && !in->failed);
}

/* A count of channels, or a usual one when the profile, used alone, says none. */
static size_t channels_of(double count)
{
	return count >= 1 && count <= CHANNELS ? (size_t)count : CHANNELS;
}

static void micsel_draw(const void *settings, double rate, struct plot *plot)
{
	const struct micsel *micsel = settings;

	for (size_t i = 0; i < micsel->num_profiles; i++) {
		const struct profile *p = &micsel->profiles[i];
		const size_t inputs = channels_of(p->inputs), outputs = channels_of(p->outputs);
		double cells[CHANNELS * CHANNELS];

		for (size_t k = 0; k < outputs * inputs; k++)
			cells[k] = p->matrix[k / inputs][k % inputs];
		plot_table(
			plot, outputs, inputs, cells,
			"profile %zu: a row for each of %zu outputs, a column for each of %zu inputs",
			i, outputs, inputs);
	}
}

static void micsel_stream(const void *settings, struct rig_stream *stream)
{
	const struct micsel *micsel = settings;

	stream->in_channels = (uint32_t)channels_of(micsel->profiles[0].inputs);
	stream->out_channels = (uint32_t)channels_of(micsel->profiles[0].outputs);
}

static void micsel_judge(const void *settings, double rate, FILE *out)
{
	const struct micsel *micsel = settings;

	for (size_t i = 0; i < micsel->num_profiles; i++)
		for (size_t k = 0; k < CHANNELS; k++) {
			double sum = 0;

			for (size_t j = 0; j < CHANNELS; j++)
				sum += fabs(micsel->profiles[i].matrix[k][j]);
			if (sum > 1)
				fprintf(out,
					"  profile %zu, output %zu: inputs of full scale make %.2f dB: "
					"saturates\n",
					i, k, response_db(sum));
		}
}

const struct blob_kind blob_micsel = {
	.name = "micsel",
	.alias = "selector",
	.about =
		"microphone selector: profiles of {inputs, outputs, matrix}, a row for each output",
	.settings_bytes = sizeof(struct micsel),
	.read = micsel_read,
	.pack = micsel_pack,
	.unpack = micsel_unpack,
	.print = micsel_print,
	.draw = micsel_draw,
	.stream = micsel_stream,
	.judge = micsel_judge,
};
