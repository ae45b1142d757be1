/* SPDX-License-Identifier: BSD-3-Clause */
/* Beamformer: its numbers as YAML and as bytes. */
#include <errno.h>
#include <math.h>

#include "blob/tdfb.h"
#include "blob/text.h"

#define MAX_CHANNELS 8

/* Behind the counts. */
static const struct blob_field head[] = {
	FIELD_NUMBER(struct tdfb, output_channels, 2, true),
	FIELD_NUMBER(struct tdfb, output_streams, 2, true),
	FIELD_NUMBER(struct tdfb, track_direction, 2, true),
	FIELD_NUMBER(struct tdfb, angle_step, 2, false),
	FIELD_NUMBER(struct tdfb, angle_offset, 2, false),
	{ .key = "reserved16",
	  .bytes = 2,
	  .is_unsigned = true,
	  .optional = true,
	  .offset = offsetof(struct tdfb, reserved16) },
	{ .key = "reserved32",
	  .bytes = 4,
	  .is_unsigned = true,
	  .optional = true,
	  .offset = offsetof(struct tdfb, reserved32) },
};

#define NUM_HEAD (sizeof(head) / sizeof(head[0]))

static const struct blob_field angle_fields[] = {
	FIELD_NUMBER(struct tdfb_angle, azimuth, 2, false),
	FIELD_NUMBER(struct tdfb_angle, elevation, 2, false),
	FIELD_NUMBER(struct tdfb_angle, first_filter, 2, false),
	{ .key = "reserved",
	  .bytes = 2,
	  .optional = true,
	  .offset = offsetof(struct tdfb_angle, reserved) },
};

static const struct blob_field mic_fields[] = {
	{ .key = "x", .bytes = 2, .fraction_bits = 12, .offset = offsetof(struct tdfb_mic, x) },
	{ .key = "y", .bytes = 2, .fraction_bits = 12, .offset = offsetof(struct tdfb_mic, y) },
	{ .key = "z", .bytes = 2, .fraction_bits = 12, .offset = offsetof(struct tdfb_mic, z) },
	{ .key = "reserved",
	  .bytes = 2,
	  .optional = true,
	  .offset = offsetof(struct tdfb_mic, reserved) },
};

/* ---- YAML ---- */

/* Lists beside the numbers of the head. */
enum list {
	INPUTS,
	MIX,
	STREAM_MIX,
	BEAM_OFF_MIX,
	FILTERS,
	ANGLES,
	MICS,
	LISTS
};

static const char *const list_keys[LISTS] = { "input_channels", "output_mix", "stream_mix",
					      "beam_off_mix",   "filters",    "angles",
					      "microphones" };

static int read_angle(const struct blob_reader *reader, yaml_value node, void *item)
{
	return fields_read(reader, node, "angle", angle_fields, 4, item);
}

static int read_mic(const struct blob_reader *reader, yaml_value node, void *item)
{
	return fields_read(reader, node, "microphone", mic_fields, 4, item);
}

/* One number for each filter of a set. */
static int read_words(const struct blob_reader *reader, const yaml_value *lists, enum list list,
		      size_t count, double *out)
{
	return read_integers(reader, lists[list], list_keys[list], INT16_MIN, INT16_MAX, out, count,
			     count) < 0 ?
		       -EINVAL :
		       0;
}

static int read_lists(const struct blob_reader *reader, const yaml_value *lists, struct tdfb *t)
{
	int filters = read_integers(reader, lists[INPUTS], list_keys[INPUTS], INT16_MIN, INT16_MAX,
				    t->inputs, 1, TDFB_MAX_FILTERS);
	int records, angles, mics;

	if (filters < 0)
		return filters;
	t->num_filters = (size_t)filters;
	t->has_beam_off = lists[BEAM_OFF_MIX] != NULL;
	if (read_words(reader, lists, MIX, t->num_filters, t->mix) ||
	    read_words(reader, lists, STREAM_MIX, t->num_filters, t->stream_mix) ||
	    (t->has_beam_off &&
	     read_words(reader, lists, BEAM_OFF_MIX, t->num_filters, t->beam_off_mix)))
		return -EINVAL;
	records = read_each(reader, lists[FILTERS], list_keys[FILTERS], TDFB_MAX_RECORDS, fir_read,
			    t->records, sizeof(t->records[0]));
	angles = records < 0 ? records :
			       read_each(reader, lists[ANGLES], list_keys[ANGLES], TDFB_MAX_ANGLES,
					 read_angle, t->angles, sizeof(t->angles[0]));
	mics = angles < 0 ? angles :
			    read_each(reader, lists[MICS], list_keys[MICS], TDFB_MAX_MICS, read_mic,
				      t->mics, sizeof(t->mics[0]));
	if (mics < 0)
		return mics;
	t->num_records = (size_t)records;
	t->num_angles = (size_t)angles;
	t->num_mics = (size_t)mics;
	if (t->num_records != t->num_filters * (t->num_angles + t->has_beam_off))
		return yaml_complain(reader->file, lists[FILTERS],
				     "filters: %zu, expected %zu for each of %zu angles%s",
				     t->num_records, t->num_filters, t->num_angles,
				     t->has_beam_off ? " and the beam that is off" : "");
	return 0;
}

static int read_numbers(const struct blob_reader *reader, yaml_value node, struct tdfb *t)
{
	struct yaml_field keys[NUM_HEAD + LISTS];
	yaml_value numbers[NUM_HEAD] = { NULL }, lists[LISTS] = { NULL };

	for (size_t i = 0; i < NUM_HEAD; i++)
		keys[i] = (struct yaml_field){ .key = head[i].key,
					       .kind = YAML_KIND_NODE,
					       .node = &numbers[i],
					       .optional = head[i].optional };
	for (size_t i = 0; i < LISTS; i++)
		keys[NUM_HEAD + i] = (struct yaml_field){ .key = list_keys[i],
							  .kind = YAML_KIND_NODE,
							  .node = &lists[i],
							  .optional = i == BEAM_OFF_MIX };
	if (yaml_read_mapping(reader->file, node, "settings", keys, NUM_HEAD + LISTS, NULL))
		return -EINVAL;
	for (size_t i = 0; i < NUM_HEAD; i++) {
		const double most = ldexp(1, 8 * head[i].bytes - !head[i].is_unsigned);

		if (numbers[i] &&
		    read_integer(reader, numbers[i], head[i].key, head[i].is_unsigned ? 0 : -most,
				 most - 1, (double *)((char *)t + head[i].offset)))
			return -EINVAL;
	}
	return read_lists(reader, lists, t);
}

static int tdfb_read(const struct blob_reader *reader, yaml_value node, void *settings)
{
	return (yaml_has_key(reader->file, node, "array") ? tdfb_read_design :
							    read_numbers)(reader, node, settings);
}

static void print_words(const struct tdfb *t, enum list list, const double *words, FILE *out)
{
	fprintf(out, "  %s: ", list_keys[list]);
	print_list(out, words, t->num_filters, 0);
	fputc('\n', out);
}

/* A list of mappings, one line for each number. */
static void print_items(const char *key, const void *items, size_t item_bytes, size_t count,
			const struct blob_field *fields, FILE *out)
{
	fprintf(out, "  %s:%s\n", key, count ? "" : " []");
	for (size_t i = 0; i < count; i++) {
		fputs("    -\n", out);
		fields_print((const char *)items + i * item_bytes, fields, 4, 3, out);
	}
}

static void tdfb_print(const void *settings, double rate, FILE *out)
{
	const struct tdfb *t = settings;

	fields_print(t, head, NUM_HEAD, 1, out);
	print_words(t, INPUTS, t->inputs, out);
	print_words(t, MIX, t->mix, out);
	print_words(t, STREAM_MIX, t->stream_mix, out);
	if (t->has_beam_off)
		print_words(t, BEAM_OFF_MIX, t->beam_off_mix, out);
	print_items(list_keys[ANGLES], t->angles, sizeof(t->angles[0]), t->num_angles, angle_fields,
		    out);
	print_items(list_keys[MICS], t->mics, sizeof(t->mics[0]), t->num_mics, mic_fields, out);
	fprintf(out, "  filters:%s\n", t->num_records ? "" : " []");
	for (size_t i = 0; i < t->num_records; i++)
		fir_print(&t->records[i], 2, out);
}

/* ---- bytes ---- */

static void put_words(const struct tdfb *t, const double *words, struct blob_bytes *out)
{
	for (size_t i = 0; i < t->num_filters; i++)
		put_q16(out, words[i], 0);
}

static void tdfb_pack(const void *settings, struct blob_bytes *out)
{
	const struct tdfb *t = settings;
	const size_t size = put_size(out);

	put_u16(out, (uint16_t)t->num_filters);
	fields_pack(t, head, 2, out);
	put_u16(out, (uint16_t)t->num_mics);
	put_u16(out, (uint16_t)t->num_angles);
	put_u16(out, t->has_beam_off);
	fields_pack(t, head + 2, NUM_HEAD - 2, out);
	for (size_t i = 0; i < t->num_records; i++)
		fir_pack(&t->records[i], out);
	put_words(t, t->inputs, out);
	put_words(t, t->mix, out);
	put_words(t, t->stream_mix, out);
	if (t->has_beam_off)
		put_words(t, t->beam_off_mix, out);
	for (size_t i = 0; i < t->num_angles; i++)
		fields_pack(&t->angles[i], angle_fields, 4, out);
	for (size_t i = 0; i < t->num_mics; i++)
		fields_pack(&t->mics[i], mic_fields, 4, out);
	put_size_at(out, size);
}

static void take_words(struct blob_cursor *in, const struct tdfb *t, enum list list, double *words)
{
	for (size_t i = 0; i < t->num_filters; i++)
		words[i] = take_i16(in, list_keys[list]);
}

static void take_head(struct blob_cursor *in, struct tdfb *t)
{
	take_size(in, "beamformer");
	t->num_filters = take_count(in, take_u16(in, "filters"), "filters", 1, TDFB_MAX_FILTERS);
	fields_unpack(in, head, 2, t);
	t->num_mics = take_count(in, take_u16(in, "microphones"), "microphones", 0, TDFB_MAX_MICS);
	t->num_angles = take_count(in, take_u16(in, "angles"), "angles", 1, TDFB_MAX_ANGLES);
	t->has_beam_off =
		take_count(in, take_u16(in, "beam off"), "sets for the beam that is off", 0, 1);
	fields_unpack(in, head + 2, NUM_HEAD - 2, t);
	t->num_records = t->num_filters * (t->num_angles + t->has_beam_off);
	if (t->num_records > TDFB_MAX_RECORDS)
		cursor_fail(in, "%zu filters in all sets, expected at most %d", t->num_records,
			    TDFB_MAX_RECORDS);
}

static void tdfb_unpack(struct blob_cursor *in, void *settings)
{
	struct tdfb *t = settings;

	take_head(in, t);
	for (size_t i = 0; i < t->num_records && !in->failed; i++)
		fir_unpack(in, &t->records[i]);
	take_words(in, t, INPUTS, t->inputs);
	take_words(in, t, MIX, t->mix);
	take_words(in, t, STREAM_MIX, t->stream_mix);
	if (t->has_beam_off)
		take_words(in, t, BEAM_OFF_MIX, t->beam_off_mix);
	for (size_t i = 0; i < t->num_angles && !in->failed; i++) {
		fields_unpack(in, angle_fields, 4, &t->angles[i]);
		if (t->angles[i].first_filter < 0 ||
		    t->angles[i].first_filter + (double)t->num_filters > (double)t->num_records)
			cursor_fail(in, "angle %zu begins at filter %.0f of %zu", i,
				    t->angles[i].first_filter, t->num_records);
	}
	for (size_t i = 0; i < t->num_mics; i++)
		fields_unpack(in, mic_fields, 4, &t->mics[i]);
}

static void tdfb_stream(const void *settings, struct rig_stream *stream)
{
	const struct tdfb *t = settings;

	stream->in_channels = 1;
	for (size_t i = 0; i < t->num_filters; i++)
		if (t->inputs[i] >= stream->in_channels && t->inputs[i] < MAX_CHANNELS)
			stream->in_channels = (uint32_t)t->inputs[i] + 1;
	if (t->output_channels >= 1 && t->output_channels <= MAX_CHANNELS)
		stream->out_channels = (uint32_t)t->output_channels;
}

const struct blob_kind blob_tdfb = {
	.name = "tdfb",
	.about = "beamformer: array {type, microphones, spacing}, angles, taps; or all filters",
	.settings_bytes = sizeof(struct tdfb),
	.read = tdfb_read,
	.pack = tdfb_pack,
	.unpack = tdfb_unpack,
	.print = tdfb_print,
	.draw = tdfb_draw,
	.stream = tdfb_stream,
	.judge = tdfb_judge,
};
