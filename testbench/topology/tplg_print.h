/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A topology for people and programs. Equal topologies give equal bytes. Errors of @out are left to
 * its owner (ferror()).
 */
#ifndef TOPOLOGY_TPLG_PRINT_H
#define TOPOLOGY_TPLG_PRINT_H

#include <stdio.h>

#include "topology/tplg.h"

/** What a firmware makes of a topology. Where a printer takes one, NULL stands for not asked. */
struct tplg_verdict {
	bool *missing; /* [widget]: the firmware has no such module */
	char **reasons; /* [2 * PCM + direction]: why it cannot play, NULL: it can, or is not there */
	char **refusals; /* [control]: why its module refuses its blob, NULL: it does not; NULL: nobody has asked */
};

/** Why this direction of pcms[@pcm] cannot play; NULL: it can, or nobody has asked. */
const char *tplg_verdict_of(const struct tplg_verdict *verdict, uint32_t pcm,
			    enum tplg_direction direction);

/** As text. 0 or -ENOMEM, then nothing was written. */
int tplg_print_text(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out);

/** As one JSON object; keys always in the same order. 0 or -ENOMEM, then nothing was written. */
int tplg_print_json(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out);

/** As a Graphviz graph, a cluster per pipeline. 0 or -ENOMEM, then nothing was written. */
int tplg_print_dot(const struct tplg *t, const struct tplg_verdict *verdict, FILE *out);

/* ---- shared by the printers ---- */

/**
 * Positions of all widgets: within each pipeline sources before sinks as far as routes say, else (and
 * in a feedback loop) in file order. The caller frees it. NULL: out of memory.
 */
int *tplg_stream_order(const struct tplg *t);

/** Is @widget shown in the list of @pipeline (TPLG_NONE: of those without one)? Schedulers never are. */
bool tplg_widget_in_pipeline(const struct tplg *t, int widget, int pipeline);

/** A widget's single numbers in the order of printing; the table ends with key NULL. */
struct tplg_token_name {
	const char *key;
	size_t field; /* offset of a struct tplg_opt in struct tplg_widget */
};

extern const struct tplg_token_name tplg_token_names[];

/** "LL", "DP", "default", or NULL when unset. */
const char *tplg_domain_name(enum tplg_domain domain);

/** "volume", "switch", "enum", "bytes". */
const char *tplg_control_kind_name(enum tplg_control_kind kind);

/** Name of an ALSA format number ("S16_LE"), or NULL. */
const char *tplg_alsa_format_name(unsigned int format);

/** Rate in Hz behind ALSA rate bit @bit, 0 for none (continuous, knot). */
uint32_t tplg_alsa_rate(unsigned int bit);

/** "int", "float", ...; "unknown" past the known. */
const char *tplg_sample_type_name(uint32_t type);

#endif
