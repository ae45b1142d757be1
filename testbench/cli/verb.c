/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/verb.h"

#define LONG_BASE   256 /* codes of options without a letter: this + row */
#define HELP_COLUMN 26

static const struct cli_option help_option = {
	.letter = 'h',
	.name = "help",
	.help = "print this",
};

const struct cli_option *cli_next_option(const struct cli_verb *verb,
					 const struct cli_option *option)
{
	if (option == &help_option)
		return NULL;
	for (option = option ? option + 1 : verb->options; option && option->help; option++)
		if (!verb->bit || !option->verbs || option->verbs & verb->bit)
			return option;
	return &help_option;
}

/* ---- the table as getopt wants it ---- */

struct getopt_table {
	char letters[2 * CLI_OPTIONS_MAX + 2];
	struct option names[CLI_OPTIONS_MAX + 1];
	const struct cli_option *rows[CLI_OPTIONS_MAX];
	size_t count;
	unsigned int seen[CLI_OPTIONS_MAX];
};

static void describe(const struct cli_verb *verb, struct getopt_table *table)
{
	const struct cli_option *row = NULL;
	char *letter = table->letters;

	memset(table, 0, sizeof(*table));
	*letter++ = ':'; /* a missing value is reported as such */
	while ((row = cli_next_option(verb, row)) != NULL && table->count < CLI_OPTIONS_MAX) {
		if (!row->name)
			continue;
		table->names[table->count] = (struct option){
			row->name,
			row->argument ? required_argument : no_argument,
			NULL,
			row->letter ? row->letter : LONG_BASE + (int)table->count,
		};
		table->rows[table->count++] = row;
		if (!row->letter)
			continue;
		*letter++ = row->letter;
		if (row->argument)
			*letter++ = ':';
	}
}

static size_t find(const struct getopt_table *table, int code)
{
	size_t i = 0;

	while (i < table->count && table->names[i].val != code)
		i++;
	return i;
}

/* ---- parsing ---- */

/* getopt permutes and parsers cut their values: they work on one copy of the words, and a second one stays whole. */
static bool copy_words(int argc, char **argv, struct cli_words *out)
{
	size_t bytes = 1;
	char *at;

	for (int i = 0; i < argc; i++)
		bytes += strlen(argv[i]) + 1;
	*out = (struct cli_words){ .text = malloc(2 * bytes),
				   .text_bytes = bytes,
				   .words = calloc((size_t)argc + 1, sizeof(char *)),
				   .given = calloc(bytes, sizeof(*out->given)) };
	if (!out->text || !out->words || !out->given)
		return false;
	at = out->text;
	for (int i = 0; i < argc; i++) {
		out->words[i] = at;
		at = stpcpy(at, argv[i]) + 1;
	}
	*at = '\0';
	memcpy(out->text + bytes, out->text, bytes);
	return true;
}

const char *cli_option_name(const struct cli_option *row, char *room, size_t size)
{
	if (row->letter)
		snprintf(room, size, "-%c", row->letter);
	else
		snprintf(room, size, "--%s", row->name);
	return room;
}

/* Where a refusal is written. */
struct refusal {
	char *text;
	size_t size;
};

__attribute__((format(printf, 2, 3))) static bool refuse(const struct refusal *out,
							 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(out->text, out->size, format, args);
	va_end(args);
	return false;
}

static char wrong_value[200]; /* of the option that is being taken */

bool cli_wrong_value(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(wrong_value, sizeof(wrong_value), format, args);
	va_end(args);
	return false;
}

static bool take(struct getopt_table *table, size_t i, void *target, char *value,
		 struct cli_words *words, const struct refusal *err)
{
	const struct cli_option *row = table->rows[i];
	const char *whole = value ? value + words->text_bytes : NULL;
	char name[64];

	cli_option_name(row, name, sizeof(name));
	if (table->seen[i]++ && !row->repeats)
		return refuse(err, "%s is given twice", name);
	if (row->most && table->seen[i] > row->most)
		return refuse(err, "%s is given more than %u times", name, row->most);
	words->given[words->num_given++] = (struct cli_given){ row, whole };
	wrong_value[0] = '\0';
	if (row->take(target, row, value))
		return true;
	if (wrong_value[0])
		return refuse(err, "%s '%.200s': %s", name, whole ? whole : "", wrong_value);
	return refuse(err, "%s '%.200s': expected %s", name, whole ? whole : "", row->expected);
}

static bool refuse_option(int code, const char *word, const struct refusal *err)
{
	if (code == ':')
		return refuse(err, "option '%s' needs a value", word);
	if (strncmp(word, "--", 2) == 0 && optopt)
		return refuse(err, "option '%s' takes no value", word);
	if (optopt)
		return refuse(err, "unknown option '-%c'", optopt);
	return refuse(err, "unknown option '%s'", word);
}

static bool parse(const struct cli_verb *verb, int argc, void *target, struct cli_words *out,
		  const struct refusal *err)
{
	struct getopt_table table;
	bool good = true;
	int code;

	describe(verb, &table);
	optind = 0; /* GNU: start over, the words are new */
	opterr = 0;
	while (good &&
	       (code = getopt_long(argc, out->words, table.letters, table.names, NULL)) != -1) {
		const size_t i = find(&table, code);

		if (i == table.count)
			good = refuse_option(code, out->words[optind > 0 ? optind - 1 : 0], err);
		else if (table.rows[i] == &help_option)
			out->help = true;
		else
			good = take(&table, i, target, optarg, out, err);
	}
	out->operands = out->words + optind;
	out->num_operands = argc - optind;
	return good;
}

bool cli_parse_quietly(const struct cli_verb *verb, int argc, char **argv, void *target,
		       struct cli_words *out, char *err, size_t err_size)
{
	const struct refusal refusal = { err, err_size };
	bool good;

	if (copy_words(argc, argv, out))
		good = parse(verb, argc, target, out, &refusal);
	else
		good = refuse(&refusal, "out of memory");
	if (!good)
		cli_words_free(out);
	return good;
}

enum cli_exit cli_parse(const struct cli_verb *verb, int argc, char **argv, void *target,
			struct cli_words *out)
{
	char err[1024];
	size_t at = 0;

	if (!cli_parse_quietly(verb, argc, argv, target, out, err, sizeof(err)))
		return cli_usage_error(verb->name, "%s", err);
	while (cli_next_replaced(out, &at, err, sizeof(err)))
		cli_fail(verb->name, CLI_GOOD, "warning: %s", err);
	if (out->help)
		cli_print_help(verb);
	return CLI_GOOD;
}

/* The last of the words that follow with this option and name. */
static const struct cli_given *replacement(const struct cli_words *words, size_t at)
{
	const struct cli_given *given = &words->given[at];
	size_t length = strcspn(given->value, "=");

	for (size_t i = words->num_given; given->option->keyed && i-- > at + 1;) {
		const struct cli_given *later = &words->given[i];

		if (later->option == given->option && strcspn(later->value, "=") == length &&
		    strncmp(later->value, given->value, length) == 0)
			return later;
	}
	return NULL;
}

bool cli_next_replaced(const struct cli_words *words, size_t *at, char *text, size_t size)
{
	char name[64];

	while (*at < words->num_given) {
		const struct cli_given *given = &words->given[*at], *later;

		later = given->value ? replacement(words, *at) : NULL;
		++*at;
		if (!later)
			continue;
		cli_option_name(given->option, name, sizeof(name));
		snprintf(text, size, "%s %.200s is replaced by %s %.200s", name, given->value, name,
			 later->value);
		return true;
	}
	return false;
}

void cli_words_free(struct cli_words *words)
{
	free(words->text);
	free(words->given);
	free(words->words);
	*words = (struct cli_words){ 0 };
}

/* ---- help ---- */

static void print_option(const struct cli_option *row)
{
	const char *line = row->help;
	char letter[] = "    ";
	int used;

	if (row->letter)
		snprintf(letter, sizeof(letter), "-%c, ", row->letter);
	used = printf("  %s--%s%s%s", letter, row->name, row->argument ? " " : "",
		      row->argument ? row->argument : "");
	if (used >= HELP_COLUMN) {
		putchar('\n');
		used = 0;
	}
	while (line) {
		const char *end = strchr(line, '\n');
		const int length = end ? (int)(end - line) : (int)strlen(line);

		printf("%*s%.*s\n", HELP_COLUMN - used, "", length, line);
		line = end ? end + 1 : NULL;
		used = 0;
	}
}

static void print_indented(const char *lines)
{
	while (lines) {
		const char *end = strchr(lines, '\n');

		printf("  %.*s\n", end ? (int)(end - lines) : (int)strlen(lines), lines);
		lines = end ? end + 1 : NULL;
	}
}

/* A heading whose options all belong to other verbs says nothing. */
static bool has_options(const struct cli_verb *verb, const struct cli_option *heading)
{
	const struct cli_option *next = cli_next_option(verb, heading);

	return next && next->name && next != &help_option;
}

void cli_print_help(const struct cli_verb *verb)
{
	const struct cli_option *row = NULL;
	const char *usage = verb->usage;
	const char *word = "usage:";

	while (usage) {
		const char *end = strchr(usage, '\n');
		const int length = end ? (int)(end - usage) : (int)strlen(usage);

		printf("%s adspbench %s %.*s\n", word, verb->name, length, usage);
		usage = end ? end + 1 : NULL;
		word = "      ";
	}
	printf("\n%s\n", verb->about);
	if (cli_next_option(verb, NULL)->name)
		putchar('\n'); /* a heading has a blank line of its own */
	while ((row = cli_next_option(verb, row)) != NULL) {
		if (row->name)
			print_option(row);
		else if (has_options(verb, row))
			printf("\n%s\n", row->help);
	}
	if (verb->notes)
		printf("\n%s\n", verb->notes);
	puts("\nexamples:");
	print_indented(verb->examples);
	printf("\nexit status: %s\n",
	       verb->statuses ?
		       verb->statuses :
		       "0 good, 1 usage, 2 bad input file, 3 firmware refused or failed,\n"
		       "             4 isolation fault, 5 leak, 6 expectation missed, 7 output not written");
}
