/* SPDX-License-Identifier: BSD-3-Clause */
/* What a kind of blob is made of. Each is one file with one struct blob_kind; kind.c lists them. */
#ifndef BLOB_KIND_H
#define BLOB_KIND_H

#include "blob/blob.h"
#include "blob/bytes.h"
#include "blob/plot.h"
#include "blob/rig.h"

/* A YAML file that settings are read from. */
struct blob_reader {
	struct yaml_file *file;
	double rate; /* Hz that frequencies and times are for */
};

struct blob_field; /* text.h */

struct blob_kind {
	const char *name;
	const char *alias; /* what other tools call the module; NULL: the same */
	const char *about;
	uint32_t param_id; /* that its blobs have, unless YAML says another */
	size_t settings_bytes;
	/* Numbers in a row, behind a word of the size if it has one: then read, pack, unpack and print may be NULL. */
	const struct blob_field *fields;
	size_t num_fields;
	bool has_size;
	bool not_measured; /* a tone that goes in does not come out as one */
	bool takes_any;    /* bytes do not tell that they are of this kind */
	/* Read what "settings" holds into zeroed settings. */
	int (*read)(const struct blob_reader *reader, yaml_value node, void *settings);
	/* Settings whose values fit: each has been checked where it was read. Too many of them is for `out` to say. */
	void (*pack)(const void *settings, struct blob_bytes *out);
	/* Into zeroed settings. Takes all bytes; what is wrong is for `in` to say. */
	void (*unpack)(struct blob_cursor *in, void *settings);
	/* Lines of the mapping "settings", without indentation of the first level. */
	void (*print)(const void *settings, double rate, FILE *out);
	/* Add the curves to the plot; NULL: there is nothing to draw. */
	void (*draw)(const void *settings, double rate, struct plot *plot);
	const struct rig_stream *usual; /* what its streams are like; NULL: rig_usual_stream */
	/* Which stream the settings are made for; NULL: any. */
	void (*stream)(const void *settings, struct rig_stream *stream);
	/* What the arithmetic will do, from the settings alone; NULL: nothing to say. */
	void (*judge)(const void *settings, double rate, FILE *out);
};

extern const struct blob_kind blob_aria, blob_bytes, blob_crossover, blob_dcblock, blob_demux,
	blob_drc, blob_eq_fir, blob_eq_iir, blob_level_multiplier, blob_mfcc, blob_micsel,
	blob_multiband_drc, blob_mux, blob_phase_vocoder, blob_sound_dose, blob_stft_process,
	blob_tdfb, blob_tremolo, blob_up_down_mixer;

#endif
