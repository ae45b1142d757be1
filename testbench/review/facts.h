/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a user of a topology can notice, as a list of facts: "PCM 0 playback: rates" is "44100 48000 Hz". Two lists
 * are compared by their keys.
 */
#ifndef REVIEW_FACTS_H
#define REVIEW_FACTS_H

#include <stddef.h>

#include "topology/tplg.h"

struct fact {
	char *key;   /* unique in its list */
	char *value; /* one line */
};

struct facts {
	size_t num;
	struct fact *fact; /* in the topology's order */
};

/** @return 0 with a list for facts_free(), or -ENOMEM */
int facts_make(const struct tplg *t, struct facts *facts);

void facts_free(struct facts *facts);

/** The value under this key, or NULL. */
const char *facts_find(const struct facts *facts, const char *key);

#endif
