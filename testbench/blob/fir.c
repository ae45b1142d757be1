/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "blob/fir.h"
#include "blob/fir_design.h"
#include "blob/text.h"

#define TAP_BITS   15
#define MIN_SHIFT  (-TAP_BITS)
#define MAX_SHIFT  (63 - TAP_BITS)
#define MAX_GAIN   60.0
#define MAX_BETA   30.0
#define USUAL_BETA 6.0

static const struct blob_field reserved_field[] = {
	FIELD_RESERVED(struct fir, reserved, FIR_RESERVED),
};

double complex fir_response(const void *ctx, double w)
{
	const struct fir *fir = ctx;
	double complex sum = 0;

	for (size_t i = fir->length; i--;)
		sum = sum * cexp(-I * w) + fir->taps[i];
	return sum;
}

void fir_finish(struct fir *fir, size_t taps)
{
	double most = 0;

	for (size_t i = 0; i < taps; i++)
		most = fmax(most, fabs(fir->taps[i]));
	fir->shift = fmax(MIN_SHIFT, fmin(MAX_SHIFT, -ceil(log2(most + ldexp(1, -TAP_BITS)))));
	fir->length = taps < FIR_MIN_TAPS ? FIR_MIN_TAPS : (taps + 3) / 4 * 4;
}

/* ---- YAML ---- */

static int read_coefficients(const struct blob_reader *reader, yaml_value node, struct fir *fir)
{
	yaml_value taps, shift = NULL, reserved = NULL;
	const struct yaml_field fields[] = {
		YAML_NODE("coefficients", &taps),
		{ .key = "shift", .kind = YAML_KIND_NODE, .node = &shift, .optional = true },
		{ .key = "reserved", .kind = YAML_KIND_NODE, .node = &reserved, .optional = true },
	};
	double most;
	int count;

	if (yaml_read_mapping(reader->file, node, "filter", fields, 3, NULL))
		return -EINVAL;
	if (shift && read_integer(reader, shift, "shift", MIN_SHIFT, MAX_SHIFT, &fir->shift))
		return -EINVAL;
	most = ldexp(1, shift ? (int)-fir->shift : TAP_BITS);
	count = read_list(reader, taps, "coefficients", -most, most, fir->taps, 1, FIR_MAX_TAPS);
	if (count < 0)
		return count;
	if (reserved && read_integers(reader, reserved, "reserved", 0, UINT32_MAX, fir->reserved,
				      FIR_RESERVED, FIR_RESERVED) < 0)
		return -EINVAL;
	most = fir->shift;
	fir_finish(fir, (size_t)count);
	if (shift)
		fir->shift = most;
	return 0;
}

static const char *const window_names[] = { "rectangular", "hann",   "hamming",
					    "blackman",    "kaiser", NULL };
static const char *const phase_names[] = { "linear", "minimum", NULL };
static const char *const type_names[] = { "lowpass", "highpass", "bandpass", "bandstop", NULL };

/* As YAML has it. */
struct description {
	uint32_t taps;
	int window, phase, type;
	double beta, gain;
	yaml_value freq, points;
};

static int read_description(const struct blob_reader *reader, yaml_value node, bool has_points,
			    struct description *d)
{
	const struct yaml_field fields[] = {
		YAML_NUMBER(struct description, taps, 1, FIR_MAX_TAPS),
		{ .key = "window",
		  .kind = YAML_KIND_CHOICE,
		  .choices = window_names,
		  .offset = offsetof(struct description, window),
		  .optional = true },
		{ .key = "beta",
		  .kind = YAML_KIND_REAL,
		  .high = MAX_BETA,
		  .offset = offsetof(struct description, beta),
		  .optional = true },
		{ .key = "phase",
		  .kind = YAML_KIND_CHOICE,
		  .choices = phase_names,
		  .offset = offsetof(struct description, phase),
		  .optional = true },
		{ .key = "gain",
		  .kind = YAML_KIND_REAL,
		  .low = -2 * MAX_GAIN,
		  .high = MAX_GAIN,
		  .offset = offsetof(struct description, gain),
		  .optional = true },
		YAML_NODE(has_points ? "points" : "freq", has_points ? &d->points : &d->freq),
		YAML_CHOICE(struct description, type, type_names),
	};

	return yaml_read_mapping(reader->file, node, "filter", fields, has_points ? 6 : 7, d);
}

/* One edge, or a list of two. */
static int read_edges(const struct blob_reader *reader, const struct description *d,
		      struct fir_design *design)
{
	const double high = reader->rate * 0.4999;
	const bool two = d->type == FIR_BANDPASS || d->type == FIR_BANDSTOP;

	if (two && read_list(reader, d->freq, "freq", 0, high, design->edges, 2, 2) < 0)
		return -EINVAL;
	if (!two && yaml_read_real(reader->file, d->freq, "freq", 0, high, design->edges))
		return -EINVAL;
	if (two && design->edges[0] >= design->edges[1])
		return yaml_complain(reader->file, d->freq, "freq: expected the lower edge first");
	if ((d->type == FIR_HIGHPASS || d->type == FIR_BANDSTOP) && d->taps % 2 == 0)
		return yaml_complain(reader->file, d->freq,
				     "taps: '%u': a %s needs an odd number of them", d->taps,
				     type_names[d->type]);
	design->edges[0] /= reader->rate;
	design->edges[1] /= reader->rate;
	return 0;
}

/* [[Hz, dB], ...] */
static int read_points(const struct blob_reader *reader, const struct description *d,
		       struct fir_design *design)
{
	size_t count;

	if (yaml_check_list(reader->file, d->points, "points"))
		return -EINVAL;
	count = yaml_list_length(d->points);
	if (count < 1 || count > FIR_MAX_POINTS)
		return yaml_complain(reader->file, d->points, "points: %zu, expected 1 to %d",
				     count, FIR_MAX_POINTS);
	for (size_t i = 0; i < count; i++) {
		yaml_value point = yaml_list_at(reader->file, d->points, i);
		double pair[2];

		if (read_list(reader, point, "point", -200, reader->rate / 2, pair, 2, 2) < 0)
			return -EINVAL;
		design->hz[i] = pair[0] / reader->rate;
		design->db[i] = pair[1];
		if (pair[0] < 0 || (i && design->hz[i] <= design->hz[i - 1]))
			return yaml_complain(reader->file, point,
					     "point: expected a higher frequency than before");
		if (pair[1] > MAX_GAIN)
			return yaml_complain(reader->file, point,
					     "point: '%g' dB, expected at most %g", pair[1],
					     MAX_GAIN);
	}
	design->num_points = count;
	return 0;
}

static int read_design(const struct blob_reader *reader, yaml_value node, bool has_points,
		       struct fir *fir)
{
	struct description d = { .window = FIR_HAMMING, .beta = USUAL_BETA };
	struct fir_design design;
	int ret = read_description(reader, node, has_points, &d);

	if (ret)
		return ret;
	design = (struct fir_design){ .taps = d.taps,
				      .window = d.window,
				      .beta = d.beta,
				      .minimum_phase = d.phase == 1,
				      .type = d.type,
				      .gain = pow(10, d.gain / 20) };
	ret = has_points ? read_points(reader, &d, &design) : read_edges(reader, &d, &design);
	if (ret)
		return ret;
	ret = (has_points ? fir_design_points : fir_design_ideal)(&design, fir);
	if (!ret)
		fir_finish(fir, d.taps);
	return ret;
}

int fir_read(const struct blob_reader *reader, yaml_value node, void *item)
{
	struct fir *fir = item;
	const bool has_points = yaml_has_key(reader->file, node, "points");

	if (has_points || yaml_has_key(reader->file, node, "type"))
		return read_design(reader, node, has_points, fir);
	return read_coefficients(reader, node, fir);
}

void fir_print(const struct fir *fir, int levels, FILE *out)
{
	print_indent(out, levels);
	fprintf(out, "- shift: %.0f\n", fir->shift);
	print_indent(out, levels);
	fputs("  coefficients: ", out);
	print_list(out, fir->taps, fir->length, TAP_BITS + (int)fir->shift);
	fputc('\n', out);
	fields_print(fir, reserved_field, 1, levels + 1, out);
}

/* ---- bytes ---- */

void fir_pack(const struct fir *fir, struct blob_bytes *out)
{
	put_u16(out, (uint16_t)fir->length);
	put_q16(out, fir->shift, 0);
	fields_pack(fir, reserved_field, 1, out);
	for (size_t i = 0; i < fir->length; i++)
		put_q16(out, fir->taps[i], TAP_BITS + (int)fir->shift);
}

void fir_unpack(struct blob_cursor *in, struct fir *fir)
{
	int16_t shift;

	fir->length =
		take_count(in, (uint16_t)take_i16(in, "taps"), "taps", FIR_MIN_TAPS, FIR_MAX_TAPS);
	if (fir->length % 4)
		cursor_fail(in, "%zu taps, expected a multiple of 4", fir->length);
	shift = take_i16(in, "shift");
	if (shift < MIN_SHIFT || shift > MAX_SHIFT)
		cursor_fail(in, "a shift of %d, expected %d to %d", shift, MIN_SHIFT, MAX_SHIFT);
	if (in->failed)
		return;
	fir->shift = shift;
	fields_unpack(in, reserved_field, 1, fir);
	for (size_t i = 0; i < fir->length; i++)
		fir->taps[i] = take_q16(in, TAP_BITS + shift, "taps");
}
