/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scenarios of commands: what the program prints, writes and answers, step by step in a folder of its own.
 *
 *   suite_steps.c      the table of steps and their reading
 *   suite_process.c    a command with its output in files
 *   suite_steps_run.c  doing them, and what was missed
 */
#ifndef SUITE_SUITE_STEPS_H
#define SUITE_SUITE_STEPS_H

#include <jansson.h>

#include "suite/suite.h"

#define SUITE_MAX_STEPS 200
#define SUITE_MAX_LINES 256 /* of an answer */

struct suite_lines {
	const char **line;
	size_t count;
	bool given;
};

struct suite_step;

/** A kind of step. */
struct suite_step_kind {
	const char *name, *help;
	unsigned int words; /* that it takes; 0: any number */
	/** @return NULL: done; else what was seen. `what` gets what was expected. Of the suite's memory. */
	const char *(*act)(struct suite *suite, const struct suite_step *step, const char **what);
};

struct suite_step {
	const struct suite_step_kind *kind;
	const char *text;
	char **word; /* of the text, except of `sh` */
	struct suite_place place;
	/* of run */
	uint32_t exit;
	const char *save;
	struct suite_lines out, err;
	double after; /* bytes; SUITE_UNSET: it is left alone */
	int signal;   /* in suite_signals */
};

/** By number from 0; NULL past the last one. */
const struct suite_step_kind *suite_step_kind(size_t number);

extern const struct suite_shape suite_step_shape;
extern const int suite_signals[];

/** Read the value of `steps`. @param out the struct suite_scenario */
int suite_read_steps(struct yaml_file *file, yaml_value list, void *out);

/**
 * Do the steps in <folder>work/, which is made.
 * @param failures	gets what was missed, one object
 * @return 0, -errno the folder cannot be made
 */
int suite_steps_run(struct suite_scenario *scenario, const char *folder, json_t *failures);

/* ---- suite_process.c ---- */

struct suite_process {
	char *const *argv;
	const char *out, *err; /* files */
	int64_t after;         /* bytes of an output until the signal is sent; below 0: none is */
	int signal;
	bool *early; /* it has ended before the signal; NULL: not told */
};

/** Run it to its end; what it leaves running is killed. @return exit status; 128 + a signal that ended it; -errno */
int suite_process_run(const struct suite_process *process);

/** Split as a shell does: blanks, quotes and backslashes. @return NULL: a quote is not closed */
char **suite_split(struct suite *suite, const char *text);

/** A file's text; "" when there is none. */
char *suite_read_text(struct suite *suite, const char *path);

/**
 * Set $ADSPBENCH to words that a shell takes without quotes; a program in a folder whose name needs them is found by $PATH, a
 * relative one made absolute.
 * @return whether there are such words
 */
bool suite_process_name_program(struct suite *suite);

/** From now on what ends this process ends the command that it runs, and all that this has started. */
void suite_process_end_with(void);

/** The program that runs: $ADSPBENCH as a shell has it, or this one. NULL-terminated. */
char **suite_program(struct suite *suite);

#endif
