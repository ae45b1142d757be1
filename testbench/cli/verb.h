/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A verb of the program and its options, as tables. Everything is made of them: parsing, --help, the man page, the
 * completion of bash, zsh and fish. A verb is one file with one struct cli_verb; main.c lists them.
 */
#ifndef TESTBENCH_CLI_VERB_H
#define TESTBENCH_CLI_VERB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/cli.h"

#define CLI_OPTIONS_MAX 96 /* rows of a verb, headings too */

struct cli_option {
	char letter;      /* 0: has a long name only */
	const char *name; /* NULL: a heading of --help */
	const char *
		argument; /* the value's name in --help; NULL: takes none. With FILE in it shells complete files */
	const char *expected; /* in "-r '1': expected a rate"; "a|b|c" completes those words */
	/* Take a value, which may be cut in place. @return false: not what is expected */
	bool (*take)(void *target, const struct cli_option *option, char *value);
	size_t field;      /* offset in the target, for parsers that fill one field */
	uint64_t min, max; /* of numbers */
	const char *help;  /* lines separated by \n */
	bool repeats;      /* may be given more than once */
	unsigned int most; /* how often; 0: no limit */
	bool keyed;        /* the value is NAME=VALUE, and the last one of a NAME counts */
	unsigned int verbs; /* of a table that several verbs share: bits as in cli_verb.bit; 0: all */
};

struct cli_verb {
	const char *name;
	const char *summary; /* one line, for the list of verbs */
	const char *
		usage; /* what stands behind the verb's name; lines separated by \n are further forms */
	const char *about; /* what it does: paragraphs of whole lines, no \n at the end */
	const struct cli_option
		*options;     /* the last row has no help; -h, --help is added by itself */
	unsigned int bit;     /* which rows of a shared table are its own; 0: all */
	const char *notes;    /* behind the options; NULL: none */
	const char *examples; /* lines */
	const char *statuses; /* one line, NULL: the program's exit statuses */
	int (*run)(int argc, char **argv);
};

/* An option as it was given. */
struct cli_given {
	const struct cli_option *option;
	const char *value; /* whole, as written; NULL: it takes none */
};

/* What the words of a command line are. */
struct cli_words {
	struct cli_given *given; /* in order */
	size_t num_given;
	char **operands; /* what is no option, in order */
	int num_operands;
	bool help;  /* --help was asked for, and has been printed */
	char *text; /* twice: to be cut, and as written */
	size_t text_bytes;
	char **words;
};

/**
 * Parse argv, fill the fields of target. An error has been printed.
 * @param out	operands and values stay valid until cli_words_free(), also for a verb that keeps pointers to them
 * @return CLI_GOOD; CLI_USAGE (nothing to free)
 */
enum cli_exit cli_parse(const struct cli_verb *verb, int argc, char **argv, void *target,
			struct cli_words *out);

/**
 * As cli_parse(), for verbs that print the refusal themselves; --help is noted, not printed.
 * @param err	one line, without the program's name
 * @return false: refused, nothing to free
 */
bool cli_parse_quietly(const struct cli_verb *verb, int argc, char **argv, void *target,
		       struct cli_words *out, char *err, size_t err_size);

void cli_words_free(struct cli_words *words);

/**
 * Values of keyed options that a later one of the same name replaces, one at each call.
 * @param at	0 before the first call
 * @return a line in text, "-D X=1 is replaced by -D X=2"; false: there are no more
 */
bool cli_next_replaced(const struct cli_words *words, size_t *at, char *text, size_t size);

void cli_print_help(const struct cli_verb *verb);

/* ---- values that fill one field ---- */

bool cli_take_flag(void *target, const struct cli_option *option, char *value); /* bool */
bool cli_take_text(void *target, const struct cli_option *option,
		   char *value); /* const char *, not empty */
bool cli_take_u32(void *target, const struct cli_option *option, char *value); /* within min..max */
bool cli_take_u64(void *target, const struct cli_option *option, char *value); /* within min..max */
bool cli_take_i64(void *target, const struct cli_option *option,
		  char *value); /* within -max..max */
bool cli_take_real(void *target, const struct cli_option *option, char *value); /* double, 0..max */
bool cli_take_choice(void *target, const struct cli_option *option,
		     char *value); /* int: place in expected, from 0 */

/**
 * Say what is wrong with a part of a value, in the place of the row's `expected`: for values of several words.
 * @return false, for the parser to return
 */
bool cli_wrong_value(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Decimal digits only. @return false: none, or not within min..max */
bool cli_parse_u64(uint64_t *out, const char *text, uint64_t min, uint64_t max);

/** "-t", or "--topology" when it has no letter. @return room */
const char *cli_option_name(const struct cli_option *option, char *room, size_t size);

/* ---- pages that are made of the tables ---- */

/** Write the manual page, in man(7) form. @param verbs the last one has no name */
void cli_print_man(const struct cli_verb *const *verbs, FILE *out);

/** @param shell	"bash", "zsh" or "fish" @return false: another one */
bool cli_print_completion(const struct cli_verb *const *verbs, const char *shell, FILE *out);

/** Rows of the verb: advances from NULL. @return NULL at the end */
const struct cli_option *cli_next_option(const struct cli_verb *verb,
					 const struct cli_option *option);

#endif
