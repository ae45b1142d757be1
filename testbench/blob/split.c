/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>

#include "blob/judge.h"
#include "blob/response.h"
#include "blob/split.h"
#include "blob/text.h"

size_t split_needs(size_t num_bands)
{
	return num_bands == 2 ? 2 : SPLIT_MAX_BIQUADS;
}

/* Which of the frequencies each pair of filters stands for. */
static const size_t frequency_of_pair[SPLIT_MAX_BANDS + 1][SPLIT_MAX_BIQUADS / 2] = {
	[2] = { 0 },
	[3] = { 0, 1, 1 },
	[4] = { 0, 1, 2 },
};

/* ---- YAML ---- */

static int read_frequencies(const struct blob_reader *reader, yaml_value node, size_t num_bands,
			    size_t num_biquads, struct split *split)
{
	const size_t min = num_bands ? num_bands - 1 : SPLIT_MIN_BANDS - 1;
	const size_t max = num_bands ? num_bands - 1 : SPLIT_MAX_BANDS - 1;
	yaml_value list;
	const struct yaml_field keys[] = { YAML_NODE("frequencies", &list) };
	double hz[SPLIT_MAX_BANDS - 1];
	int count;

	if (yaml_read_mapping(reader->file, node, "crossover", keys, 1, NULL))
		return -EINVAL;
	count = read_list(reader, list, "frequencies", reader->rate * 1e-6, reader->rate * 0.49, hz,
			  min, max);
	if (count < 0)
		return count;
	for (int i = 1; i < count; i++)
		if (hz[i] <= hz[i - 1])
			return yaml_complain(reader->file, list,
					     "frequencies: expected ascending ones");
	split->num_bands = (size_t)count + 1;
	split->num_biquads = num_biquads ? num_biquads : split_needs(split->num_bands);
	for (size_t i = 0; i < split_needs(split->num_bands); i++)
		biquad_split(&split->biquads[i], i % 2,
			     hz[frequency_of_pair[split->num_bands][i / 2]], reader->rate);
	return 0;
}

static int read_sections(const struct blob_reader *reader, yaml_value node, size_t num_bands,
			 size_t num_biquads, struct split *split)
{
	yaml_value list;
	const struct yaml_field keys[] = { YAML_NODE("sections", &list) };
	size_t needed;
	int count;

	if (yaml_read_mapping(reader->file, node, "crossover", keys, 1, NULL))
		return -EINVAL;
	count = read_each(reader, list, "sections", SPLIT_MAX_BIQUADS, biquad_read, split->biquads,
			  sizeof(split->biquads[0]));
	if (count < 0)
		return count;
	split->num_biquads = (size_t)count;
	split->num_bands = num_bands;
	needed = num_biquads ? num_biquads : split_needs(num_bands);
	if (num_biquads ? split->num_biquads != needed : split->num_biquads < needed)
		return yaml_complain(reader->file, list, "sections: %d, expected %zu", count,
				     needed);
	return 0;
}

int split_read(const struct blob_reader *reader, yaml_value node, size_t num_bands,
	       size_t num_biquads, struct split *split)
{
	if (yaml_has_key(reader->file, node, "frequencies"))
		return read_frequencies(reader, node, num_bands, num_biquads, split);
	return read_sections(reader, node, num_bands, num_biquads, split);
}

void split_print(const struct split *split, double rate, int levels, FILE *out)
{
	print_indent(out, levels);
	fputs("sections: # low and high pass of each split\n", out);
	for (size_t i = 0; i < split->num_biquads; i++)
		biquad_print(&split->biquads[i], rate, levels + 1, out);
}

/* ---- bytes ---- */

void split_pack(const struct split *split, struct blob_bytes *out)
{
	for (size_t i = 0; i < split->num_biquads; i++)
		biquad_pack(&split->biquads[i], out);
}

void split_unpack(struct blob_cursor *in, struct split *split)
{
	for (size_t i = 0; i < split->num_biquads && !in->failed; i++)
		biquad_unpack(in, &split->biquads[i]);
}

/* ---- what it does ---- */

struct band {
	const struct split *split;
	size_t number;
};

static double complex twice(const struct split *split, size_t i, double w)
{
	const double complex once = biquad_response(&split->biquads[i], w);

	return once * once;
}

static double complex response_of_band(const void *ctx, double w)
{
	const struct band *band = ctx;
	const struct split *s = band->split;
	const size_t n = band->number;

	if (s->num_bands == 2)
		return twice(s, n, w);
	if (s->num_bands == 3)
		return n == 0 ? twice(s, 0, w) * (twice(s, 2, w) + twice(s, 3, w)) :
				twice(s, 1, w) * twice(s, 3 + n, w);
	return twice(s, n < 2 ? 2 : 3, w) * twice(s, n < 2 ? n : n + 2, w);
}

static double complex response_of_sum(const void *ctx, double w)
{
	const struct split *split = ctx;
	double complex sum = 0;

	for (size_t i = 0; i < split->num_bands; i++)
		sum += response_of_band(&(struct band){ split, i }, w);
	return sum;
}

void split_draw(const struct split *split, double rate, struct plot *plot)
{
	for (size_t i = 0; i < split->num_bands; i++) {
		const struct band band = { split, i };
		char label[32];

		snprintf(label, sizeof(label), "band %zu", i);
		response_draw_magnitude(plot, rate, "bands", label, response_of_band, &band);
	}
	response_draw_magnitude(plot, rate, "sum of the bands", "", response_of_sum, split);
}

void split_judge(const struct split *split, FILE *out)
{
	for (size_t i = 0; i < split_needs(split->num_bands); i++)
		if (!biquad_is_stable(&split->biquads[i]))
			fprintf(out,
				"  crossover section %zu: UNSTABLE: poles outside the circle\n", i);
}
