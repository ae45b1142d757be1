/* SPDX-License-Identifier: BSD-3-Clause */
/* Which scenarios run. */
#ifndef SUITE_SUITE_SELECT_H
#define SUITE_SUITE_SELECT_H

#include <jansson.h>

#include "suite/suite.h"

#define SUITE_MAX_SHARDS 1000

struct suite_selection {
	struct suite_words only;    /* patterns of names; none: all */
	struct suite_words tags;    /* a scenario has one of them; none: all */
	struct suite_words without; /* and none of these */
	uint32_t shard, shards;     /* from 1; shards 0: all in one */
	const json_t *durations;    /* result of an earlier run; NULL */
	const json_t *failed;       /* the same: only what failed there; NULL */
};

/** Has a scenario the name, or one that the pattern @pattern of --only fits? */
bool suite_selects(const struct suite *suite, const char *pattern);

/** Leave in the suite what is selected. @return how many there are */
size_t suite_select(struct suite *suite, const struct suite_selection *selection);

#endif
