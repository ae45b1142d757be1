/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A curve with a soft knee:
 *
 *	below the threshold t		y = x
 *	up to the end of the knee	y = t + (1 - exp(-K (x - t))) / K
 *	above it			y = base x^slope
 *
 * K is such that the knee ends with the slope 1 / ratio, in dB against dB.
 */
#include <errno.h>
#include <math.h>

#include "blob/compressor.h"
#include "blob/response.h"
#include "blob/text.h"

#define MIN_K      0.1
#define MAX_K      10000.0
#define FIRST_K    5.0
#define BISECTIONS 15
#define SLOPE_STEP 1.001
#define MIN_ATTACK 0.001
#define NEAR_0_S   0.0025 /* release from levels near 0 dB */
#define MAKEUP     0.6    /* part of what full scale loses, in dB, that is given back */
#define ZONES      4
#define TERMS      5
#define NUM_FIELDS 18

static const struct blob_field fields[NUM_FIELDS] = {
	FIELD_I32(struct compressor, enabled),
	FIELD_Q32(struct compressor, db_threshold, 24),
	FIELD_Q32(struct compressor, db_knee, 24),
	FIELD_Q32(struct compressor, ratio, 24),
	FIELD_Q32(struct compressor, pre_delay_time, 30),
	FIELD_Q32(struct compressor, linear_threshold, 30),
	FIELD_Q32(struct compressor, slope, 30),
	FIELD_Q32(struct compressor, k, 20),
	FIELD_Q32(struct compressor, knee_alpha, 24),
	FIELD_Q32(struct compressor, knee_beta, 24),
	FIELD_Q32(struct compressor, knee_threshold, 24),
	FIELD_Q32(struct compressor, ratio_base, 30),
	FIELD_Q32(struct compressor, master_linear_gain, 24),
	FIELD_Q32(struct compressor, one_over_attack_frames, 30),
	FIELD_Q32(struct compressor, sat_release_frames_inv_neg, 30),
	FIELD_Q32(struct compressor, sat_release_rate_at_neg_two_db, 30),
	FIELD_I32(struct compressor, release_spacing_db),
	{ .key = "release",
	  .bytes = 4,
	  .fraction_bits = 12,
	  .count = TERMS,
	  .offset = offsetof(struct compressor, release) },
};

/* ---- design ---- */

/* As YAML has it. */
struct design {
	double enabled;
	double threshold, knee, ratio; /* dB, dB, 1 */
	double attack, release;        /* s */
	double pre_delay, post_gain;   /* s, dB */
	double release_spacing;        /* dB */
	double zones[ZONES];           /* parts of the release time at four levels */
};

static double linear(double db)
{
	return pow(10, db / 20);
}

static double knee_curve(double t, double k, double x)
{
	return t + (1 - exp(-k * (x - t))) / k;
}

/* In dB against dB, over a thousandth of x. It falls as K grows. */
static double knee_slope(double t, double k, double x)
{
	return log(knee_curve(t, k, x * SLOPE_STEP) / knee_curve(t, k, x)) / log(SLOPE_STEP);
}

/* Steps and places are those of the tools that the field's blobs are made with: the same curve gives the same bytes. */
static double find_k(double t, double end, double slope)
{
	double low = MIN_K, high = MAX_K, k = FIRST_K;

	for (int i = 0; i < BISECTIONS; i++) {
		if (knee_slope(t, k, end) > slope)
			low = k;
		else
			high = k;
		k = sqrt(low * high);
	}
	return k;
}

/* The polynomial of fourth degree through the release times of the zones, as the firmware takes it. */
static void fit_release(const struct design *d, double rate, struct compressor *c)
{
	static const double rows[TERMS][ZONES] = {
		{ 0.9999999999999998, 1.8432219684323923e-16, -1.9373394351676423e-16,
		  8.824516011816245e-18 },
		{ -1.5788320352845888, 2.3305837032074286, -0.9141194204840429,
		  0.1623677525612032 },
		{ 0.5334142869106424, -1.272736789213631, 0.9258856042207512,
		  -0.18656310191776226 },
		{ 0.08783463138207234, -0.1694162967925622, 0.08588057951595272,
		  -0.00429891410546283 },
		{ -0.042416883008123074, 0.1115693827987602, -0.09764676325265872,
		  0.028494263462021576 },
	};

	for (size_t i = 0; i < TERMS; i++) {
		c->release[i] = 0;
		for (size_t z = 0; z < ZONES; z++)
			c->release[i] += rows[i][z] * d->zones[z] * d->release * rate;
	}
}

static void design_curve(const struct design *d, struct compressor *c)
{
	const double t = linear(d->threshold), end = linear(d->threshold + d->knee);

	c->db_threshold = d->threshold;
	c->db_knee = d->knee;
	c->ratio = d->ratio;
	c->linear_threshold = t;
	c->slope = 1 / d->ratio;
	c->k = find_k(t, end, c->slope);
	c->knee_alpha = t + 1 / c->k;
	c->knee_beta = -exp(c->k * t) / c->k;
	c->knee_threshold = end;
	c->ratio_base = knee_curve(t, c->k, end) * pow(end, -c->slope);
	c->master_linear_gain = linear(d->post_gain) * pow(1 / c->ratio_base, MAKEUP);
}

static void design_times(const struct design *d, double rate, struct compressor *c)
{
	c->enabled = d->enabled;
	c->pre_delay_time = d->pre_delay;
	c->one_over_attack_frames = 1 / (fmax(MIN_ATTACK, d->attack) * rate);
	c->sat_release_frames_inv_neg = -1 / (NEAR_0_S * rate);
	c->sat_release_rate_at_neg_two_db = linear(-2 * c->sat_release_frames_inv_neg) - 1;
	c->release_spacing_db = d->release_spacing;
	fit_release(d, rate, c);
}

/* ---- YAML ---- */

#define REAL(name, least, most, may_be_missing)                                       \
	{                                                                             \
		.key = #name, .kind = YAML_KIND_REAL, .low = (least), .high = (most), \
		.offset = offsetof(struct design, name), .optional = (may_be_missing) \
	}

/* Values of a design that no word holds. */
static int check_range(const struct blob_reader *reader, yaml_value node,
		       const struct compressor *c)
{
	for (size_t i = 0; i < NUM_FIELDS; i++) {
		const double *value = (const void *)((const char *)c + fields[i].offset);
		const double most = ldexp(1, 31 - fields[i].fraction_bits);

		for (size_t k = 0; k < (fields[i].count ? fields[i].count : 1); k++)
			if (!(fabs(value[k]) < most))
				return yaml_complain(reader->file, node,
						     "compressor: its %s would be %.5g, which no "
						     "blob holds: less than %.5g",
						     fields[i].key, value[k], most);
	}
	return 0;
}

static int read_design(const struct blob_reader *reader, yaml_value node, struct compressor *c)
{
	struct design d = { .enabled = 1,
			    .knee = 20,
			    .pre_delay = 0.006,
			    .release_spacing = 5,
			    .zones = { 0.09, 0.16, 0.42, 0.98 } };
	yaml_value zones = NULL, enabled = NULL, spacing = NULL;
	const struct yaml_field keys[] = {
		REAL(threshold, -100, 0, false),
		REAL(knee, 0, 60, true),
		REAL(ratio, 1, 1000, false),
		REAL(attack, 0, 10, false),
		REAL(release, 0.001, 10, false),
		REAL(pre_delay, 0, 1, true),
		REAL(post_gain, -60, 60, true),
		{ .key = "release_spacing",
		  .kind = YAML_KIND_NODE,
		  .node = &spacing,
		  .optional = true },
		{ .key = "release_zones", .kind = YAML_KIND_NODE, .node = &zones, .optional = true },
		{ .key = "enabled", .kind = YAML_KIND_NODE, .node = &enabled, .optional = true },
	};

	if (yaml_read_mapping(reader->file, node, "compressor", keys,
			      sizeof(keys) / sizeof(keys[0]), &d) ||
	    (zones &&
	     read_list(reader, zones, "release_zones", 0, 10, d.zones, ZONES, ZONES) < 0) ||
	    (spacing &&
	     read_integer(reader, spacing, "release_spacing", 0, 60, &d.release_spacing)) ||
	    (enabled && read_integer(reader, enabled, "enabled", 0, 1, &d.enabled)))
		return -EINVAL;
	design_curve(&d, c);
	design_times(&d, reader->rate, c);
	return check_range(reader, node, c);
}

int compressor_read(const struct blob_reader *reader, yaml_value node, void *compressor)
{
	if (!yaml_has_key(reader->file, node, "slope"))
		return read_design(reader, node, compressor);
	return fields_read(reader, node, "compressor", fields, NUM_FIELDS, compressor);
}

void compressor_print(const struct compressor *c, double rate, int levels, FILE *out)
{
	print_indent(out, levels);
	fprintf(out,
		"# threshold %.4g dB, knee %.4g dB, ratio %.4g; attack %.4g s, delay %.4g s, gain "
		"%.3g dB\n",
		c->db_threshold, c->db_knee, c->ratio,
		c->one_over_attack_frames > 0 ? 1 / c->one_over_attack_frames / rate : 0,
		c->pre_delay_time, response_db(c->master_linear_gain));
	fields_print(c, fields, NUM_FIELDS, levels, out);
}

/* ---- bytes ---- */

void compressor_pack(const struct compressor *c, struct blob_bytes *out)
{
	fields_pack(c, fields, NUM_FIELDS, out);
}

void compressor_unpack(struct blob_cursor *in, struct compressor *c)
{
	fields_unpack(in, fields, NUM_FIELDS, c);
	if (c->pre_delay_time < 0)
		cursor_fail(in, "a delay of %.4g s, expected none below 0", c->pre_delay_time);
}

/* ---- what it does ---- */

double compressor_output(const void *compressor, double x)
{
	const struct compressor *c = compressor;
	double y = x;

	if (!c->enabled)
		return x;
	if (x >= c->knee_threshold)
		y = c->ratio_base * pow(x, c->slope);
	else if (x >= c->linear_threshold)
		y = c->knee_alpha + c->knee_beta * exp(-c->k * x);
	return y * c->master_linear_gain;
}

void compressor_judge(const struct compressor *c, const char *what, FILE *out)
{
	const double full = compressor_output(c, 1);

	if (!c->enabled) {
		fprintf(out, "  %s: not enabled\n", what);
		return;
	}
	fprintf(out, "  %s: softest sounds %.2f dB louder, full scale comes out at %.2f dB%s\n",
		what, response_db(c->master_linear_gain), response_db(full),
		full > 1.001 ? ": saturates" : "");
	fprintf(out, "  %s: before the gain has gone down a sudden full scale is at %.2f dB%s\n",
		what, response_db(c->master_linear_gain),
		c->master_linear_gain > 1.001 ? ": saturates" : "");
}
