/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Findings about topologies, and their forms for people and programs.
 *
 * A review owns its findings' texts; rules are static tables.
 */
#ifndef REVIEW_REVIEW_H
#define REVIEW_REVIEW_H

#include <stdio.h>

#include "topology/tplg_print.h"

enum review_level {
	REVIEW_NOTE,
	REVIEW_WARNING,
	REVIEW_ERROR,
	REVIEW_LEVELS
};

struct review_rule {
	const char *id;   /* "T03" */
	const char *name; /* "unusable-widget" */
	enum review_level level;
	const char *summary; /* one sentence */
};

struct review_finding {
	const struct review_rule *rule;
	char *path; /* of the topology, as given */
	char *text; /* one line */
};

struct review {
	size_t num;
	struct review_finding *finding;
};

/** Add a finding. @return 0, -ENOMEM */
int review_add(struct review *review, const struct review_rule *rule, const char *path,
	       const char *format, ...) __attribute__((format(printf, 4, 5)));

void review_free(struct review *review);

/** "note", "warning", "error" */
const char *review_level_name(enum review_level level);

/** The highest level among the findings, or -1 when there are none. */
int review_worst(const struct review *review);

/** Rules by their number, from 0; NULL past the last one. */
typedef const struct review_rule *(*review_rule_fn)(size_t number);

/* Each writes the whole review. @param rule all that could have been found. @return 0, -ENOMEM */
int review_print_text(const struct review *review, review_rule_fn rule, FILE *out);
int review_print_json(const struct review *review, review_rule_fn rule, FILE *out);
int review_print_sarif(const struct review *review, review_rule_fn rule, FILE *out); /* 2.1.0 */
int review_print_annotations(const struct review *review, review_rule_fn rule,
			     FILE *out); /* commands of GitHub's workflows */

/* ---- what is looked for ---- */

#define LINT_RULES        18
#define LINT_NOT_LOADABLE 0  /* number of the rule for a file that does not load */
#define LINT_REFUSED_BLOB 17 /* of the one that needs the verdict's refusals */

/** Rules of one topology. */
const struct review_rule *lint_rule(size_t number);

/**
 * Check a topology that has loaded.
 * @param verdict	what the firmware says of it; NULL: not asked
 * @param enabled	by number of the rule
 * @return 0, -ENOMEM
 */
int lint(const struct tplg *t, const struct tplg_verdict *verdict, const bool enabled[LINT_RULES],
	 struct review *review);

/** Rules of the comparison of two topologies. */
const struct review_rule *compare_rule(size_t number);

/** What a user notices when `b` takes the place of `a`. @return 0, -ENOMEM */
int compare(const struct tplg *a, const struct tplg *b, struct review *review);

#endif
