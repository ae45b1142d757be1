/* SPDX-License-Identifier: BSD-3-Clause */
/* Designs by the bilinear transform, warped so that the stated frequency is exact. */
#include <errno.h>
#include <math.h>

#include "blob/biquad.h"
#include "blob/text.h"

#define COEFFICIENT_BITS 30
#define GAIN_BITS        14
#define MIN_SHIFT        (1 - GAIN_BITS)
#define MAX_SHIFT        (62 - GAIN_BITS)
#define PEAK_POINTS      2000

const struct biquad biquad_flat = { .b0 = 1, .gain = 1 };

/* ---- designs ---- */

/* What a design is made of. */
struct design {
	double c;     /* cos w0 */
	double alpha; /* sin w0 / 2 q */
	double a;     /* root of the gain of a peak or a shelf */
	double k;     /* tan w0 / 2, for first order */
};

static void normalise(struct biquad *f, double a0)
{
	f->b0 /= a0;
	f->b1 /= a0;
	f->b2 /= a0;
	f->a1 /= a0;
	f->a2 /= a0;
}

static void second_order(const struct design *d, struct biquad *f, double b0, double b1, double b2)
{
	*f = (struct biquad){ b0, b1, b2, -2 * d->c, 1 - d->alpha, 0, 1 };
	normalise(f, 1 + d->alpha);
}

static void lowpass(const struct design *d, struct biquad *f)
{
	second_order(d, f, (1 - d->c) / 2, 1 - d->c, (1 - d->c) / 2);
}

static void highpass(const struct design *d, struct biquad *f)
{
	second_order(d, f, (1 + d->c) / 2, -(1 + d->c), (1 + d->c) / 2);
}

static void bandpass(const struct design *d, struct biquad *f)
{
	second_order(d, f, d->alpha, 0, -d->alpha);
}

static void notch(const struct design *d, struct biquad *f)
{
	second_order(d, f, 1, -2 * d->c, 1);
}

static void allpass(const struct design *d, struct biquad *f)
{
	second_order(d, f, 1 - d->alpha, -2 * d->c, 1 + d->alpha);
}

static void peaking(const struct design *d, struct biquad *f)
{
	*f = (struct biquad){ 1 + d->alpha * d->a,
			      -2 * d->c,
			      1 - d->alpha * d->a,
			      -2 * d->c,
			      1 - d->alpha / d->a,
			      0,
			      1 };
	normalise(f, 1 + d->alpha / d->a);
}

/* side is 1 for a low shelf, -1 for a high one: they mirror each other in the frequency. */
static void shelf(const struct design *d, struct biquad *f, double side)
{
	const double a = d->a, c = side * d->c, s = 2 * sqrt(a) * d->alpha;

	*f = (struct biquad){
		.b0 = a * (a + 1 - (a - 1) * c + s),
		.b1 = side * 2 * a * (a - 1 - (a + 1) * c),
		.b2 = a * (a + 1 - (a - 1) * c - s),
		.a1 = side * -2 * (a - 1 + (a + 1) * c),
		.a2 = a + 1 + (a - 1) * c - s,
		.gain = 1,
	};
	normalise(f, a + 1 + (a - 1) * c + s);
}

static void low_shelf(const struct design *d, struct biquad *f)
{
	shelf(d, f, 1);
}

static void high_shelf(const struct design *d, struct biquad *f)
{
	shelf(d, f, -1);
}

static void lowpass1(const struct design *d, struct biquad *f)
{
	*f = (struct biquad){ d->k, d->k, 0, d->k - 1, 0, 0, 1 };
	normalise(f, d->k + 1);
}

static void highpass1(const struct design *d, struct biquad *f)
{
	*f = (struct biquad){ 1, -1, 0, d->k - 1, 0, 0, 1 };
	normalise(f, d->k + 1);
}

static void flat(const struct design *d, struct biquad *f)
{
	*f = biquad_flat;
	f->b0 = d->a * d->a;
}

enum {
	HAS_FREQ = 1,
	HAS_Q = 2,
	HAS_GAIN = 4,
};

static const char *const type_names[] = { "lowpass",  "highpass",  "bandpass",  "notch",
					  "allpass",  "peaking",   "low_shelf", "high_shelf",
					  "lowpass1", "highpass1", "gain",      NULL };

static const struct {
	void (*design)(const struct design *d, struct biquad *f);
	unsigned int has;
} types[] = {
	{ lowpass, HAS_FREQ | HAS_Q },
	{ highpass, HAS_FREQ | HAS_Q },
	{ bandpass, HAS_FREQ | HAS_Q },
	{ notch, HAS_FREQ | HAS_Q },
	{ allpass, HAS_FREQ | HAS_Q },
	{ peaking, HAS_FREQ | HAS_Q | HAS_GAIN },
	{ low_shelf, HAS_FREQ | HAS_Q | HAS_GAIN },
	{ high_shelf, HAS_FREQ | HAS_Q | HAS_GAIN },
	{ lowpass1, HAS_FREQ },
	{ highpass1, HAS_FREQ },
	{ flat, HAS_GAIN },
};

/* ---- responses ---- */

double complex biquad_state_response(const struct biquad *f, double w)
{
	const double complex z = cexp(-I * w);

	return (f->b0 + z * (f->b1 + z * f->b2)) / (1 + z * (f->a1 + z * f->a2));
}

double complex biquad_response(const struct biquad *f, double w)
{
	return biquad_state_response(f, w) * ldexp(f->gain, (int)-f->shift);
}

bool biquad_is_stable(const struct biquad *f)
{
	return fabs(f->a2) < 1 && fabs(f->a1) < 1 + f->a2;
}

/* Where a resonance can be, and everywhere else. */
static double state_peak(const struct biquad *f)
{
	const double pole = f->a2 > 0 ? acos(fmax(-1, fmin(1, -f->a1 / 2 / sqrt(f->a2)))) : 0;
	double peak = cabs(biquad_state_response(f, pole));

	for (int i = 0; i <= PEAK_POINTS; i++)
		peak = fmax(peak, cabs(biquad_state_response(f, M_PI * i / PEAK_POINTS)));
	return peak;
}

static double largest(const struct biquad *f)
{
	return fmax(fabs(f->b0), fmax(fabs(f->b1), fabs(f->b2)));
}

/*
 * Take headroom from the coefficients, and give it back behind the state. Within a thousandth: a filter of 0 dB keeps
 * its coefficients.
 */
static void scale(struct biquad *f)
{
	while ((state_peak(f) > 1.001 || largest(f) > 1.999) && f->shift > MIN_SHIFT) {
		f->b0 /= 2;
		f->b1 /= 2;
		f->b2 /= 2;
		f->shift--;
	}
}

/* ---- YAML ---- */

static int read_part(const struct blob_reader *reader, yaml_value node, yaml_value part,
		     unsigned int has, const char *type, const char *key, double low, double high,
		     double *out)
{
	if (!has && part)
		return yaml_complain(reader->file, part, "%s has no %s", type, key);
	if (!has)
		return 0;
	if (!part && *out > 0)
		return 0; /* the default */
	if (!part)
		return yaml_complain(reader->file, node, "%s needs a %s", type, key);
	return yaml_read_real(reader->file, part, key, low, high, out);
}

static int read_design(const struct blob_reader *reader, yaml_value node, struct biquad *f)
{
	struct {
		int type;
	} chosen;
	yaml_value freq = NULL, q = NULL, gain = NULL;
	const struct yaml_field fields[] = {
		{ .key = "type",
		  .kind = YAML_KIND_CHOICE,
		  .choices = type_names,
		  .size = sizeof(int) },
		{ .key = "freq", .kind = YAML_KIND_NODE, .node = &freq, .optional = true },
		{ .key = "q", .kind = YAML_KIND_NODE, .node = &q, .optional = true },
		{ .key = "gain", .kind = YAML_KIND_NODE, .node = &gain, .optional = true },
	};
	double hz = 0, quality = M_SQRT1_2, db = 0, w;
	struct design d;
	unsigned int has;
	const char *type;

	if (yaml_read_mapping(reader->file, node, "section", fields, 4, &chosen))
		return -EINVAL;
	has = types[chosen.type].has;
	type = type_names[chosen.type];
	if (read_part(reader, node, freq, has & HAS_FREQ, type, "freq", reader->rate * 1e-6,
		      reader->rate * 0.4999, &hz) ||
	    read_part(reader, node, q, has & HAS_Q, type, "q", 0.01, 1000, &quality) ||
	    read_part(reader, node, gain, has & HAS_GAIN, type, "gain", -120, 60, &db))
		return -EINVAL;
	w = 2 * M_PI * hz / reader->rate;
	d = (struct design){ cos(w), sin(w) / 2 / quality, pow(10, db / 40), tan(w / 2) };
	types[chosen.type].design(&d, f);
	scale(f);
	return 0;
}

static const struct blob_field coefficients[] = {
	{ .key = "b0", .bytes = 4, .fraction_bits = 30, .offset = offsetof(struct biquad, b0) },
	{ .key = "b1", .bytes = 4, .fraction_bits = 30, .offset = offsetof(struct biquad, b1) },
	{ .key = "b2", .bytes = 4, .fraction_bits = 30, .offset = offsetof(struct biquad, b2) },
	{ .key = "a1",
	  .bytes = 4,
	  .is_negated = true,
	  .fraction_bits = 30,
	  .offset = offsetof(struct biquad, a1) },
	{ .key = "a2",
	  .bytes = 4,
	  .is_negated = true,
	  .fraction_bits = 30,
	  .offset = offsetof(struct biquad, a2) },
	{ .key = "shift", .bytes = 4, .optional = true, .offset = offsetof(struct biquad, shift) },
	{ .key = "gain",
	  .bytes = 4,
	  .fraction_bits = GAIN_BITS,
	  .optional = true,
	  .offset = offsetof(struct biquad, gain) },
};

int biquad_read(const struct blob_reader *reader, yaml_value node, void *biquad)
{
	struct biquad *f = biquad;
	int ret;

	*f = biquad_flat;
	if (yaml_has_key(reader->file, node, "type"))
		return read_design(reader, node, f);
	ret = fields_read(reader, node, "section", coefficients, 7, f);
	if (!ret && (f->shift < MIN_SHIFT || f->shift > MAX_SHIFT))
		ret = yaml_complain(reader->file, node, "shift: '%.0f': expected %d to %d",
				    f->shift, MIN_SHIFT, MAX_SHIFT);
	return ret;
}

void biquad_split(struct biquad *f, bool high, double hz, double rate)
{
	const double w = 2 * M_PI * hz / rate;
	const struct design d = { .c = cos(w), .alpha = sin(w) * M_SQRT1_2 };

	(high ? highpass : lowpass)(&d, f);
}

/* ---- bytes ---- */

void biquad_pack(const struct biquad *f, struct blob_bytes *out)
{
	put_q32(out, -f->a2, COEFFICIENT_BITS);
	put_q32(out, -f->a1, COEFFICIENT_BITS);
	put_q32(out, f->b2, COEFFICIENT_BITS);
	put_q32(out, f->b1, COEFFICIENT_BITS);
	put_q32(out, f->b0, COEFFICIENT_BITS);
	put_q32(out, f->shift, 0);
	put_q32(out, f->gain, GAIN_BITS);
}

void biquad_unpack(struct blob_cursor *in, struct biquad *f)
{
	int32_t shift;

	f->a2 = -take_q32(in, COEFFICIENT_BITS, "a2");
	f->a1 = -take_q32(in, COEFFICIENT_BITS, "a1");
	f->b2 = take_q32(in, COEFFICIENT_BITS, "b2");
	f->b1 = take_q32(in, COEFFICIENT_BITS, "b1");
	f->b0 = take_q32(in, COEFFICIENT_BITS, "b0");
	shift = take_i32(in, "shift");
	if (shift < MIN_SHIFT || shift > MAX_SHIFT)
		cursor_fail(in, "a shift of %d, expected %d to %d", shift, MIN_SHIFT, MAX_SHIFT);
	f->shift = shift;
	f->gain = take_q32(in, GAIN_BITS, "gain");
}

/* "poles 997 Hz Q 0.71" of 1 + p / z + q / z^2, or where two real ones are. */
static void print_roots(const char *what, double p, double q, double rate, FILE *out)
{
	const double discriminant = p * p / 4 - q;
	const double complex root = clog(-p / 2 + csqrt(discriminant));
	const double w0 = cabs(root);

	if (p == 0 && q == 0)
		return;
	if (discriminant >= 0)
		fprintf(out, " %s %.5g %.5g", what, -p / 2 + sqrt(discriminant),
			-p / 2 - sqrt(discriminant));
	else if (fabs(creal(root)) < 1e-9)
		fprintf(out, " %s %.5g Hz on the circle", what, w0 * rate / 2 / M_PI);
	else
		fprintf(out, " %s %.5g Hz Q %.3g", what, w0 * rate / 2 / M_PI,
			w0 / 2 / fabs(creal(root)));
}

void biquad_print(const struct biquad *f, double rate, int levels, FILE *out)
{
	print_indent(out, levels);
	fputs("- {", out);
	for (size_t i = 0; i < sizeof(coefficients) / sizeof(coefficients[0]); i++) {
		const double *value = (const void *)((const char *)f + coefficients[i].offset);
		const double *usual =
			(const void *)((const char *)&biquad_flat + coefficients[i].offset);

		if (coefficients[i].optional && *value == *usual)
			continue;
		fprintf(out, "%s%s: ", i ? ", " : "", coefficients[i].key);
		print_q(out, *value, coefficients[i].fraction_bits);
	}
	fputs("} #", out);
	print_roots("poles", f->a1, f->a2, rate, out);
	if (f->b0 != 0)
		print_roots("zeros", f->b1 / f->b0, f->b2 / f->b0, rate, out);
	fputc('\n', out);
}
