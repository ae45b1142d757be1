/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared between the files of this folder only:
 *   text.c    text under parse, files, diagnostics       names.c   which control a name means
 *   words.c   words of a line                            card.c    the controls of a topology as a card
 *   amixer.c  command lines of amixer, cset              sset.c    its simple controls
 *   blob.c    values of bytes controls                   action.c  one assignment
 *   script.c  lines, and their execution
 * element.h and ctl.h are of use elsewhere as well.
 */
#ifndef CONTROL_INTERNAL_H
#define CONTROL_INTERNAL_H

#include <stdbool.h>

#include "control.h"
#include "ctl.h"

#define CONTROL_BLANKS    " \t\r\n"
#define CONTROL_PATH      "%.160s" /* a path in a message */
#define CONTROL_MAX_WORD  512
#define CONTROL_MAX_WORDS 64 /* in a line */

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

/* ---- words ---- */

/**
 * Take a word as a shell does: quotes group, blanks end it.
 * @param at	where it begins
 * @return 1 a word, 0 the line has ended, -EINVAL
 */
int control_take_word(struct control_text *text, const char **at, char word[CONTROL_MAX_WORD]);

/** All words of a line, as main() gets them: [0] is the program. getopt() may permute argv. */
struct control_words {
	int argc;
	char *argv[CONTROL_MAX_WORDS];
	char word[CONTROL_MAX_WORDS][CONTROL_MAX_WORD];
	const char *at[CONTROL_MAX_WORDS]; /* in the line; [argc] is its end */
};

/** Take all words that are left. @return 0, -EINVAL */
int control_take_words(struct control_text *text, const char *program, struct control_words *words);

/** Where this word of argv stands in the line; of any other pointer, the line's end. */
const char *control_word_at(const struct control_words *words, const char *word);

/* ---- names ---- */

/**
 * The control with the longest name that text begins with and '=' follows; a name may hold that as well.
 * @return what follows the name, or NULL
 */
const char *control_match_name(const struct control_elements *elements, const char *text,
			       size_t *control);

/** Find by an element id (`name="..."`, `numid=N`, with other keys), its shell quotes removed. @return 0, -errno */
int control_find_element(struct control_text *text, const char *at, const char *id,
			 const struct control_elements *elements, size_t *control);

/** Refuse a name. @return -ENOENT */
int control_unknown(struct control_text *text, const char *at, const char *name,
		    const struct control_elements *elements);

/* ---- the card ---- */

struct control_card {
	const struct tplg *tplg;
	struct control_elements elements;
	struct control_ctl ctl;
	long (*values)[TPLG_MAX_CHANNELS]; /* copies, as commands leave them */
	bool *put;                         /* by the last command */
	struct control_words words;        /* of the command under way */
};

/** Make a card whose values are all 0. @return 0 with a card for control_card_free(), or -ENOMEM */
int control_card_make(struct control_card *card, const struct tplg *tplg);
void control_card_free(struct control_card *card);

/** Open the card's handle, for snd_ctl_close() or what it is attached to. @return 0, -errno */
int control_card_open(struct control_card *card);

/**
 * Refuse a command for another card. The topology is card 0; a name is that of the board the script was written for.
 * @param name	of -c or -D: N, hw:N, hw:CARD=N or a name
 * @return 0, -EINVAL
 */
int control_check_card(struct control_text *text, const char *at, const char *name);

/** Take the driver's values. */
void control_card_load(struct control_card *card, struct drv *drv);

/** Send what has been put. @return 0 or the driver's error, in err */
int control_card_put(struct control_card *card, struct drv *drv, struct control_error *err);

/** Copy the driver's last error. */
void control_driver_error(struct drv *drv, struct control_error *err);

/** An amixer command, whose words follow in text. Works on the card's values. @return 0, -errno */
int control_card_amixer(struct control_card *card, struct control_text *text);

/** Set all values of one control, as cset does. @return 0, -EINVAL */
int control_card_cset(struct control_card *card, struct control_text *text, const char *at,
		      size_t number, const char *values);

/** Set a simple control: argv has its name and parameters, argc is 1 or more. @return 0, -errno */
int control_card_sset(struct control_card *card, struct control_text *text, bool mapped,
		      char *const *argv, int argc);

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
