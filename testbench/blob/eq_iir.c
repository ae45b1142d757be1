/* SPDX-License-Identifier: BSD-3-Clause */
/* IIR equalizer: which response each channel has, and responses of biquads in series and in parallel. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blob/biquad.h"
#include "blob/equalizer.h"
#include "blob/judge.h"
#include "blob/text.h"

#define MAX_SECTIONS 11
#define RESERVED     4

struct iir_response {
	size_t num_sections, in_series;
	double reserved[RESERVED];
	struct biquad sections[MAX_SECTIONS];
};

struct eq_iir {
	struct equalizer base;
	struct iir_response responses[EQUALIZER_MAX_RESPONSES];
};

static const struct blob_field response_reserved[] = {
	FIELD_RESERVED(struct iir_response, reserved, RESERVED),
};

/* ---- YAML ---- */

static int read_response(const struct blob_reader *reader, yaml_value node, void *item)
{
	struct iir_response *r = item;
	yaml_value sections, series = NULL, reserved = NULL;
	const struct yaml_field fields[] = {
		YAML_NODE("sections", &sections),
		{ .key = "series", .kind = YAML_KIND_NODE, .node = &series, .optional = true },
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};
	double in_series;
	int count;

	if (yaml_read_mapping(reader->file, node, "response", fields, 3, NULL))
		return -EINVAL;
	count = read_each(reader, sections, "sections", MAX_SECTIONS, biquad_read, r->sections,
			  sizeof(r->sections[0]));
	if (count < 0)
		return count;
	if (!count)
		return yaml_complain(reader->file, sections, "sections: expected at least one");
	r->num_sections = (size_t)count;
	in_series = count;
	if (series && read_integer(reader, series, "series", 1, count, &in_series))
		return -EINVAL;
	r->in_series = (size_t)in_series;
	if (r->num_sections % r->in_series)
		return yaml_complain(reader->file, series, "series: expected a divisor of %d",
				     count);
	if (reserved && read_integers(reader, reserved, "reserved", 0, UINT32_MAX, r->reserved,
				      RESERVED, RESERVED) < 0)
		return -EINVAL;
	return 0;
}

static int eq_iir_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	struct eq_iir *eq = settings;
	const struct equalizer_responses responses = { eq->responses, sizeof(eq->responses[0]),
						       read_response };
	yaml_value channels;

	return equalizer_read(reader, node, &eq->base, &responses, INT32_MIN, &channels);
}

static void eq_iir_print(const void *settings, double rate, FILE *out)
{
	const struct eq_iir *eq = settings;

	equalizer_print(&eq->base, out);
	for (size_t i = 0; i < eq->base.num_responses; i++) {
		const struct iir_response *r = &eq->responses[i];

		fputs("    - sections:\n", out);
		for (size_t k = 0; k < r->num_sections; k++)
			biquad_print(&r->sections[k], rate, 4, out);
		if (r->in_series != r->num_sections)
			fprintf(out, "      series: %zu\n", r->in_series);
		fields_print(r, response_reserved, 1, 3, out);
	}
}

/* ---- bytes ---- */

static void eq_iir_pack(const void *settings, struct blob_bytes *out)
{
	const struct eq_iir *eq = settings;
	const size_t size = put_size(out);

	put_u32(out, (uint32_t)eq->base.num_channels);
	put_u32(out, (uint32_t)eq->base.num_responses);
	fields_pack(&eq->base, &equalizer_reserved, 1, out);
	for (size_t i = 0; i < eq->base.num_channels; i++)
		put_q32(out, eq->base.channels[i], 0);
	for (size_t i = 0; i < eq->base.num_responses; i++) {
		const struct iir_response *r = &eq->responses[i];

		put_u32(out, (uint32_t)r->num_sections);
		put_u32(out, (uint32_t)r->in_series);
		fields_pack(r, response_reserved, 1, out);
		for (size_t k = 0; k < r->num_sections; k++)
			biquad_pack(&r->sections[k], out);
	}
	put_size_at(out, size);
}

static void unpack_response(struct blob_cursor *in, struct iir_response *r)
{
	r->num_sections = take_count(in, take_u32(in, "sections"), "sections", 1, MAX_SECTIONS);
	r->in_series = take_count(in, take_u32(in, "sections in series"), "sections in series", 1,
				  (uint32_t)r->num_sections);
	if (r->num_sections % r->in_series)
		cursor_fail(in, "%zu sections, %zu in series: expected a divisor", r->num_sections,
			    r->in_series);
	fields_unpack(in, response_reserved, 1, r);
	for (size_t k = 0; k < r->num_sections && !in->failed; k++)
		biquad_unpack(in, &r->sections[k]);
}

static void eq_iir_unpack(struct blob_cursor *in, void *settings)
{
	struct eq_iir *eq = settings;

	take_size(in, "IIR equalizer");
	eq->base.num_channels =
		take_count(in, take_u32(in, "channels"), "channels", 1, EQUALIZER_MAX_CHANNELS);
	eq->base.num_responses =
		take_count(in, take_u32(in, "responses"), "responses", 0, EQUALIZER_MAX_RESPONSES);
	fields_unpack(in, &equalizer_reserved, 1, &eq->base);
	for (size_t i = 0; i < eq->base.num_channels; i++) {
		const int32_t response = take_i32(in, "response of a channel");

		if (response >= (int32_t)eq->base.num_responses)
			cursor_fail(in, "channel %zu has response %d of %zu", i, response,
				    eq->base.num_responses);
		eq->base.channels[i] = response;
	}
	for (size_t i = 0; i < eq->base.num_responses && !in->failed; i++)
		unpack_response(in, &eq->responses[i]);
}

/* ---- what it does ---- */

static double complex response_of(const void *ctx, double w)
{
	const struct iir_response *r = ctx;
	double complex sum = 0, branch = 1;

	for (size_t i = 0; i < r->num_sections; i++) {
		branch *= biquad_response(&r->sections[i], w);
		if ((i + 1) % r->in_series == 0) {
			sum += branch;
			branch = 1;
		}
	}
	return sum;
}

static void eq_iir_draw(const void *settings, double rate, struct plot *plot)
{
	const struct eq_iir *eq = settings;

	equalizer_draw(&eq->base, rate, plot, response_of, eq->responses, sizeof(eq->responses[0]));
}

static void eq_iir_judge(const void *settings, double rate, FILE *out)
{
	const struct eq_iir *eq = settings;

	for (size_t i = 0; i < eq->base.num_responses; i++) {
		const struct iir_response *r = &eq->responses[i];

		fprintf(out, "  response %zu\n", i);
		for (size_t k = 0; k < r->num_sections; k += r->in_series)
			judge_sections(&r->sections[k], r->in_series, k, out);
		judge_response(response_of, r, rate, out);
	}
}

const struct blob_kind blob_eq_iir = {
	.name = "eqiir",
	.alias = "eq_iir",
	.about = "IIR equalizer: channels, responses of sections {type, freq, q, gain}",
	.settings_bytes = sizeof(struct eq_iir),
	.read = eq_iir_read,
	.pack = eq_iir_pack,
	.unpack = eq_iir_unpack,
	.print = eq_iir_print,
	.draw = eq_iir_draw,
	.stream = equalizer_stream,
	.judge = eq_iir_judge,
};
