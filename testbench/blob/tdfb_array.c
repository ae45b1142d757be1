/* SPDX-License-Identifier: BSD-3-Clause */
/* A beamformer by its array of microphones and its angles. */
#include <errno.h>
#include <math.h>

#include "blob/tdfb.h"
#include "blob/text.h"

#define MAX_METRES    7.9 /* Q4.12 */
#define USUAL_DIFFUSE 0.9

static const char *const type_names[] = { "line", "circle", NULL };

/* As YAML has it. */
struct array {
	int type;
	uint32_t microphones;
	double spacing, radius; /* m */
};

/* Along the y axis: azimuth 0 is in front of it. */
static void place_line(const struct array *array, struct tdfb *t)
{
	for (size_t i = 0; i < t->num_mics; i++)
		t->mics[i].y = ((double)i - (double)(t->num_mics - 1) / 2) * array->spacing;
}

/* From the x axis on towards the y axis. */
static void place_circle(const struct array *array, struct tdfb *t)
{
	for (size_t i = 0; i < t->num_mics; i++) {
		const double a = 2 * M_PI * (double)i / (double)t->num_mics;

		t->mics[i].x = array->radius * cos(a);
		t->mics[i].y = array->radius * sin(a);
	}
}

static int read_shape(const struct blob_reader *reader, yaml_value node, struct tdfb *t)
{
	struct array array = { .spacing = 0 };
	const struct yaml_field keys[] = {
		YAML_CHOICE(struct array, type, type_names),
		YAML_NUMBER(struct array, microphones, 2, 8),
		{ .key = "spacing",
		  .kind = YAML_KIND_REAL,
		  .low = 0.001,
		  .high = 1,
		  .offset = offsetof(struct array, spacing),
		  .optional = true },
		{ .key = "radius",
		  .kind = YAML_KIND_REAL,
		  .low = 0.001,
		  .high = MAX_METRES,
		  .offset = offsetof(struct array, radius),
		  .optional = true },
	};
	const char *size;

	if (yaml_read_mapping(reader->file, node, "array", keys, 4, &array))
		return -EINVAL;
	size = array.type ? "radius" : "spacing";
	if ((array.type ? array.radius : array.spacing) == 0)
		return yaml_complain(reader->file, node, "array: a %s needs a %s",
				     type_names[array.type], size);
	if ((array.type ? array.spacing : array.radius) != 0)
		return yaml_complain(reader->file, node, "array: a %s has a %s alone",
				     type_names[array.type], size);
	t->num_mics = array.microphones;
	(array.type ? place_circle : place_line)(&array, t);
	return 0;
}

/* A shape, or a list of places [x, y, z] in the order of the channels. */
static int read_array(const struct blob_reader *reader, yaml_value node, struct tdfb *t)
{
	size_t count;

	if (yaml_has_key(reader->file, node, "type"))
		return read_shape(reader, node, t);
	if (yaml_check_list(reader->file, node, "array"))
		return -EINVAL;
	count = yaml_list_length(node);
	if (count < 2 || count > 8)
		return yaml_complain(reader->file, node, "array: %zu places, expected 2 to 8",
				     count);
	for (size_t i = 0; i < count; i++) {
		double place[3];

		if (read_list(reader, yaml_list_at(reader->file, node, i), "place", -MAX_METRES,
			      MAX_METRES, place, 3, 3) < 0)
			return -EINVAL;
		t->mics[i] = (struct tdfb_mic){ place[0], place[1], place[2], 0 };
	}
	t->num_mics = count;
	return 0;
}

/* ---- filters ---- */

struct description {
	uint32_t taps, output_channels;
	double diffuse;
	yaml_value array, angles, beam_off;
};

/* Each microphone that has an output channel goes there as it is. */
static void design_beam_off(struct tdfb *t)
{
	for (size_t i = 0; i < t->num_filters; i++) {
		struct fir *fir = &t->records[t->num_filters * t->num_angles + i];

		fir->taps[0] = 1;
		fir_finish(fir, 1);
		t->beam_off_mix[i] = (double)i < t->output_channels ? 1 << i : 0;
	}
}

static int design_beams(const struct blob_reader *reader, const struct description *d,
			const double *azimuths, struct tdfb *t)
{
	for (size_t i = 0; i < t->num_angles; i++) {
		const size_t first = i * t->num_filters;
		const struct tdfb_beam beam = {
			.mics = t->mics,
			.num_mics = t->num_mics,
			.azimuth = azimuths[i],
			.rate = reader->rate,
			.taps = d->taps,
			.diffuse = d->diffuse,
		};

		t->angles[i] = (struct tdfb_angle){ .azimuth = azimuths[i],
						    .first_filter = (double)first };
		if (tdfb_design_beam(&beam, &t->records[first]))
			return -ENOMEM;
	}
	if (t->has_beam_off)
		design_beam_off(t);
	return 0;
}

/* Angles of an enum are a step apart: of those that are not, the step is 1 degree. */
static void set_steps(const double *azimuths, struct tdfb *t)
{
	const double step = t->num_angles > 1 ? azimuths[1] - azimuths[0] : 1;
	bool equal = step != 0;

	for (size_t i = 2; i < t->num_angles; i++)
		equal = equal && azimuths[i] - azimuths[i - 1] == step;
	t->angle_step = equal ? step : 1;
	t->angle_offset = azimuths[0];
}

static int read_angles(const struct blob_reader *reader, const struct description *d,
		       double *azimuths, struct tdfb *t)
{
	const int count =
		read_integers(reader, d->angles, "angles", -180, 180, azimuths, 1, TDFB_MAX_ANGLES);

	if (count < 0)
		return count;
	t->num_angles = (size_t)count;
	t->num_records = t->num_filters * (t->num_angles + t->has_beam_off);
	if (t->num_records > TDFB_MAX_RECORDS)
		return yaml_complain(reader->file, d->angles,
				     "angles: %zu filters for all of them, expected at most %d",
				     t->num_records, TDFB_MAX_RECORDS);
	set_steps(azimuths, t);
	return 0;
}

int tdfb_read_design(const struct blob_reader *reader, yaml_value node, struct tdfb *t)
{
	struct description d = { .diffuse = USUAL_DIFFUSE, .output_channels = 2 };
	const struct yaml_field keys[] = {
		YAML_NODE("array", &d.array),
		YAML_NODE("angles", &d.angles),
		YAML_NUMBER(struct description, taps, 4, FIR_MAX_TAPS),
		{ .key = "diffuse",
		  .kind = YAML_KIND_REAL,
		  .high = 0.999,
		  .offset = offsetof(struct description, diffuse),
		  .optional = true },
		{ .key = "output_channels",
		  .kind = YAML_KIND_NUMBER,
		  .min = 1,
		  .max = 8,
		  .offset = offsetof(struct description, output_channels),
		  .optional = true },
		{ .key = "beam_off", .kind = YAML_KIND_NODE, .node = &d.beam_off, .optional = true },
	};
	double azimuths[TDFB_MAX_ANGLES], beam_off = 1;

	if (yaml_read_mapping(reader->file, node, "settings", keys, 6, &d) ||
	    read_array(reader, d.array, t) ||
	    (d.beam_off && read_integer(reader, d.beam_off, "beam_off", 0, 1, &beam_off)))
		return -EINVAL;
	t->has_beam_off = beam_off != 0;
	t->output_channels = d.output_channels;
	t->output_streams = 1;
	t->num_filters = t->num_mics;
	for (size_t i = 0; i < t->num_filters; i++) {
		t->inputs[i] = (double)i;
		t->mix[i] = (1 << d.output_channels) - 1;
		t->stream_mix[i] = 1;
	}
	if (read_angles(reader, &d, azimuths, t))
		return -EINVAL;
	return design_beams(reader, &d, azimuths, t);
}
