/* SPDX-License-Identifier: BSD-3-Clause */
/* The parameters of a compressor, 22 words of a blob. */
#ifndef BLOB_COMPRESSOR_H
#define BLOB_COMPRESSOR_H

#include "blob/kind.h"

struct compressor {
	double enabled;
	double db_threshold, db_knee, ratio; /* information */
	double pre_delay_time;               /* s */
	double linear_threshold, slope, k, knee_alpha, knee_beta, knee_threshold, ratio_base;
	double master_linear_gain;
	double one_over_attack_frames, sat_release_frames_inv_neg, sat_release_rate_at_neg_two_db;
	double release_spacing_db;
	double release[5]; /* polynomial of the release time */
};

/** From a mapping: {threshold, knee, ratio, attack, release, ...}, or all words by their names. */
int compressor_read(const struct blob_reader *reader, yaml_value node, void *compressor);

void compressor_pack(const struct compressor *c, struct blob_bytes *out);
void compressor_unpack(struct blob_cursor *in, struct compressor *c);

/** All words by their names, and as a comment what they mean. */
void compressor_print(const struct compressor *c, double rate, int levels, FILE *out);

/** The steady level that comes out. @param in	linear */
double compressor_output(const void *compressor, double in);

/** What its gain does to levels. @param what	begins the line */
void compressor_judge(const struct compressor *c, const char *what, FILE *out);

#endif
