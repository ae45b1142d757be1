/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run_check_outputs.h"
#include "cli/run_option_table.h"
#include "cli/run_options.h"

#define LONG_BASE   256 /* codes of options without a letter: this + row */
#define HELP_COLUMN 26

/* ---- the table as getopt wants it ---- */

struct getopt_words {
	char letters[2 * RUN_OPTIONS_MAX + 2];
	struct option names[RUN_OPTIONS_MAX + 1];
};

static int code_of(const struct run_option *row)
{
	return row->letter ? row->letter : LONG_BASE + (int)(row - run_option_table);
}

static void describe(struct getopt_words *words)
{
	char *letter = words->letters;
	struct option *name = words->names;

	*letter++ = ':'; /* a missing value is reported as such */
	for (const struct run_option *row = run_option_table; row->help; row++) {
		if (!row->name)
			continue;
		*name++ = (struct option){
			row->name,
			row->argument ? required_argument : no_argument,
			NULL,
			code_of(row),
		};
		if (!row->letter)
			continue;
		*letter++ = row->letter;
		if (row->argument)
			*letter++ = ':';
	}
	*letter = '\0';
	*name = (struct option){ 0 };
}

static const struct run_option *find(int code)
{
	const struct run_option *row = run_option_table;

	while (row->help && (!row->name || code_of(row) != code))
		row++;
	return row->help ? row : NULL;
}

/* ---- parsing ---- */

static bool is_source(const char *topology)
{
	size_t length = strlen(topology);

	return length > 5 && strcmp(topology + length - 5, ".conf") == 0;
}

/* Options that contradict or need each other. */
static int check(const struct run_options *o, char *err, size_t err_size)
{
	bool by_name = o->num_pcms || o->num_dais;
	bool by_order = o->inputs.count || o->outputs.count || o->num_pipelines;
	const char *text = NULL;

	if (!o->topology)
		text = "which topology? (-t FILE)";
	else if (o->defines.count && !is_source(o->topology))
		text = "-D needs a topology source, a file that ends in .conf";
	else if (by_name && by_order)
		text = "-i, -o and -p cannot be combined with --pcm and --dai";
	else if (o->fail_alloc && o->fail_alloc_at)
		text = "--fail-alloc cannot be combined with --fail-alloc-at";
	else if (by_name && !o->num_pcms)
		text = "which PCM? (--pcm PCM:playback=FILE)";
	else if (!by_name && !o->inputs.count)
		text = "which input? (-i FILE, or --pcm PCM:playback=FILE)";
	else if (!by_name && !o->outputs.count)
		text = "which output? (-o FILE, or --dai NAME=FILE)";
	else if (o->no_ledger && (o->memory_report_path || o->ledger_log.path))
		text = "--no-ledger leaves nothing for --memory-report and --ledger-log";
	if (!text)
		return run_check_outputs_options(o, err, err_size);
	snprintf(err, err_size, "%s", text);
	return -EINVAL;
}

/* getopt permutes and the parsers cut their arguments: they work on one copy of the words. */
static char **copy_words(int argc, char **argv, char **text)
{
	size_t bytes = 1;
	char **words = calloc((size_t)argc + 1, sizeof(*words));
	char *at;

	for (int i = 0; i < argc; i++)
		bytes += strlen(argv[i]) + 1;
	*text = at = malloc(bytes);
	if (!words || !at) {
		free(words);
		return NULL;
	}
	for (int i = 0; i < argc; i++) {
		words[i] = at;
		at = stpcpy(at, argv[i]) + 1;
	}
	return words;
}

/* One option. @param seen	of each row of the table. @return false with a line in err */
static bool take_option(struct run_options *options, enum run_verb verb,
			const struct run_option *row, bool *seen, char *value, char *err,
			size_t err_size)
{
	char name[32];
	char *whole;
	bool good;

	if (row->letter)
		snprintf(name, sizeof(name), "-%c", row->letter);
	else
		snprintf(name, sizeof(name), "--%s", row->name);
	if (!(row->verbs & verb)) {
		snprintf(err, err_size, "'%s' is no option of this verb", name);
		return false;
	}
	if (seen[row - run_option_table] && !row->repeats) {
		snprintf(err, err_size, "%s is given twice", name);
		return false;
	}
	seen[row - run_option_table] = true;
	whole = strdup(value ? value : ""); /* for the message: value gets cut */
	good = whole && row->take(options, row, value);
	if (!whole)
		snprintf(err, err_size, "out of memory");
	else if (!good)
		snprintf(err, err_size, "%s '%.200s': expected %s", name, whole, row->expected);
	free(whole);
	return good;
}

static int parse_words(int argc, char **words, struct run_options *options, char *err,
		       size_t err_size)
{
	enum run_verb verb = strcmp(words[0], "sweep") == 0 ? RUN_VERB_SWEEP : RUN_VERB_RUN;
	struct getopt_words table;
	bool seen[RUN_OPTIONS_MAX] = { false };
	int code;

	describe(&table);
	optind = 0;
	opterr = 0;
	while ((code = getopt_long(argc, words, table.letters, table.names, NULL)) != -1) {
		const char *word = words[optind > 0 ? optind - 1 : 0];

		if (code == ':')
			snprintf(err, err_size, "option '%s' needs a value", word);
		else if (code == '?' && optopt && optopt < LONG_BASE)
			snprintf(err, err_size, "unknown option '-%c'", optopt);
		else if (code == '?')
			snprintf(err, err_size, "unknown option '%s'", word);
		else if (take_option(options, verb, find(code), seen, optarg, err, err_size))
			continue;
		return -EINVAL;
	}
	if (options->help)
		return 0;
	if (optind < argc) {
		snprintf(err, err_size, "unexpected word '%s'", words[optind]);
		return -EINVAL;
	}
	return check(options, err, err_size);
}

int run_options_parse(int argc, char **argv, struct run_options *options, char *err,
		      size_t err_size)
{
	char **words;
	int ret;

	*options = (struct run_options){
		.platform = "mtl",
		.iterations = 1,
		.log_level = ADSP_LOG_WRN,
		.every = 1,
		.limit_s = 60,
	};
	words = copy_words(argc, argv, &options->text);
	if (words) {
		ret = parse_words(argc, words, options, err, err_size);
	} else {
		snprintf(err, err_size, "out of memory");
		ret = -ENOMEM;
	}
	free(words);
	if (ret < 0)
		run_options_free(options);
	return ret;
}

void run_options_free(struct run_options *options)
{
	free(options->text);
	options->text = NULL;
}

/* ---- help ---- */

static bool has_options(const struct run_option *heading, enum run_verb verb)
{
	for (const struct run_option *row = heading + 1; row->name; row++)
		if (row->verbs & verb)
			return true;
	return false;
}

static void print_option(const struct run_option *row)
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
		int length = end ? (int)(end - line) : (int)strlen(line);

		printf("%*s%.*s\n", HELP_COLUMN - used, "", length, line);
		line = end ? end + 1 : NULL;
		used = 0;
	}
}

void run_options_help(const char *verb_name)
{
	enum run_verb verb = strcmp(verb_name, "sweep") == 0 ? RUN_VERB_SWEEP : RUN_VERB_RUN;

	printf("usage: adspbench %s -t TOPOLOGY -i FILE[,FILE] -o FILE[,FILE] [OPTION]...\n"
	       "       adspbench %s -t TOPOLOGY --pcm PCM:DIRECTION=FILE... [--dai NAME=FILE]... [OPTION]...\n",
	       verb_name, verb_name);
	for (const struct run_option *row = run_option_table; row->help; row++) {
		if (row->name && row->verbs & verb)
			print_option(row);
		else if (!row->name && has_options(row, verb))
			printf("\n%s\n", row->help);
	}
}
