/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared between the files of this folder only: text under parse, and diagnostics that point into it. */
#ifndef CONTROL_INTERNAL_H
#define CONTROL_INTERNAL_H

#include <stdbool.h>

#include "control.h"

/** One line of text under parse, and where its messages go. */
struct control_text {
	const char *file;		/* of a script; NULL: an assignment */
	unsigned int line;		/* of a script, from 1 */
	const char *start;		/* first character of the line */
	const char *at;			/* next character to read */
	control_warn_fn warn;
	void *warn_ctx;
	struct control_error *err;
};

/** Refuse: fills err with "file:line:column: ..." or "control '...': ...". @return -EINVAL */
int control_fail(struct control_text *text, const char *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** Accept, but tell the writer. */
void control_warn(struct control_text *text, const char *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** Step over blanks. @return the character after them */
char control_skip_blanks(struct control_text *text);

/**
 * Values of a volume, switch or enum, from text->at to the end of the line.
 * @return 0, -EINVAL
 */
int control_parse_values(struct control_text *text, const struct tplg *tplg, struct control_action *action);

/** How a blob file is to be read; both flags as in sof-ctl. */
struct control_blob_options {
	bool binary;		/* not text; found out by itself when the file has headers */
	bool raw;		/* payload only, no TLV and ABI headers */
	bool param_id_set;	/* of a raw file */
	uint32_t param_id;
};

/**
 * Load a blob file for the action's bytes control.
 * @param path	looked up as it is, then beside the script
 * @param at	where the path stands, for messages
 * @return 0 with action->data, -EINVAL, or the errno of reading the file
 */
int control_load_blob(struct control_text *text, const char *at, const char *path,
		      const struct control_blob_options *options, const struct tplg *tplg,
		      struct control_action *action);

#endif
