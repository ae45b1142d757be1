/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared between the files of this folder only:
 *   text.c    text under parse, files, diagnostics       names.c   which control a name means
 *   values.c  values of volumes, switches and enums      blob.c    values of bytes controls
 *   action.c  one assignment                             script.c  lines, and their execution
 */
#ifndef CONTROL_INTERNAL_H
#define CONTROL_INTERNAL_H

#include <stdbool.h>

#include "control.h"

#define CONTROL_BLANKS   " \t\r\n"
#define CONTROL_PATH     "%.160s" /* a path in a message */
#define CONTROL_MAX_WORD 512

/** One line of text under parse, and where its messages go. */
struct control_text {
	const char *file;  /* of a script; NULL: an assignment */
	unsigned int line; /* of a script, from 1 */
	const char *start; /* first character of the line */
	const char *at;    /* next character to read */
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

struct control_bytes {
	uint8_t *data;
	size_t size;
};

/**
 * Read a whole file, at most 1 MiB. A NUL, not counted in size, follows its last byte.
 * @return 0 with out->data for free(), or the errno of reading it
 */
int control_read_file(const char *path, struct control_bytes *out);

/**
 * The control with the longest name that text begins with and one of the ends follows: names may hold
 * any of them, so cutting there and comparing would not do.
 * @param num_ends	characters in ends; the NUL of ends may be one of them
 * @return what follows the name, or NULL
 */
const char *control_match_name(const struct tplg *tplg, const char *text, const char *ends,
			       size_t num_ends, size_t *control);

/** Find by an element id (`name="..."`, `numid=N`, with other keys), its shell quotes removed. @return 0, -errno */
int control_find_element(struct control_text *text, const char *at, const char *id,
			 const struct tplg *tplg, size_t *control);

/** Find by a simple mixer name; the values that follow in text choose volume or switch. @return 0, -errno */
int control_find_simple(struct control_text *text, const char *at, const char *name,
			const struct tplg *tplg, size_t *control);

/** Refuse a name. @return -ENOENT */
int control_unknown(struct control_text *text, const char *at, const char *name,
		    const struct tplg *tplg);

/** Is this word one of `on`, `off`, `mute`, `unmute`, `cap`, `nocap`? The first two also serve volumes. */
bool control_switch_word(const char *word, size_t length, uint32_t *value);

/**
 * Values of a volume, switch or enum, from text->at to the end of the line.
 * @return 0, -EINVAL
 */
int control_parse_values(struct control_text *text, const struct tplg *tplg,
			 struct control_action *action);

/** How a blob file is to be read; the flags are sof-ctl's. */
struct control_blob_options {
	bool binary;       /* of a raw file; one with headers shows by itself what it is */
	bool raw;          /* payload only, no TLV and ABI headers */
	bool param_id_set; /* of a raw file */
	uint32_t param_id;
};

#define CONTROL_MAX_PARAM_ID 254 /* 255 is no parameter of its own in a message */

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
