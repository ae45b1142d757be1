/* SPDX-License-Identifier: BSD-3-Clause */
/* All scenarios of a suite, each in a process of its own, several at once. */
#ifndef SUITE_SUITE_RUN_H
#define SUITE_SUITE_RUN_H

#include <stdio.h>

#include <jansson.h>

#include "suite/suite.h"

struct suite_how {
	const char *folder;    /* where the scenarios' folders are made, with a slash at the end */
	const char *reproduce; /* words before "--only NAME" that run it again */
	uint32_t jobs;         /* 0: as many as processors */
	char *const *under;    /* program and words of a tool; NULL: this process forks */
	const char *const *again; /* words that read the suite again, NULL at the end; with `under` */
	bool keep;                /* the files of those that pass, too */
	bool quiet;
	uint32_t limit_scale; /* 1; more under a tool that slows the program */
	FILE *out;            /* verdicts */
	bool (*stop)(void *ctx);
};

/**
 * @return the results in the order of the suite; NULL: err says why
 */
json_t *suite_run(struct suite *suite, const struct suite_how *how, char *err, size_t err_size);

#endif
