/* SPDX-License-Identifier: BSD-3-Clause */
/* The manual page, and completion for shells. */
#include <ctype.h>
#include <string.h>

#include "cli/verb.h"

/* ---- man(7) ---- */

/* A line of text that roff must not understand: '.' and '\'' at its beginning, backslashes and hyphens anywhere. */
static void print_roff(FILE *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const bool begins = i == 0 || text[i - 1] == '\n';

		if (begins && (text[i] == '.' || text[i] == '\''))
			fputs("\\&", out);
		if (text[i] == '\\')
			fputs("\\e", out);
		else if (text[i] == '-')
			fputs("\\-", out);
		else
			fputc(text[i], out);
	}
}

static void print_text(FILE *out, const char *text)
{
	print_roff(out, text, strlen(text));
}

/* Lines as they are. */
static void print_block(FILE *out, const char *lines)
{
	fputs(".PP\n.nf\n", out);
	print_text(out, lines);
	fputs("\n.fi\n", out);
}

static void print_man_option(FILE *out, const struct cli_option *row)
{
	fputs(".TP\n", out);
	if (row->letter)
		fprintf(out, "\\fB\\-%c\\fR, ", row->letter);
	fputs("\\fB\\-\\-", out);
	print_text(out, row->name);
	fputs("\\fR", out);
	if (row->argument) {
		fputs(" \\fI", out);
		print_text(out, row->argument);
		fputs("\\fR", out);
	}
	fputc('\n', out);
	print_text(out, row->help);
	fputc('\n', out);
}

static void print_man_verb(FILE *out, const struct cli_verb *verb)
{
	const struct cli_option *row = NULL;
	const char *usage = verb->usage;

	fprintf(out, ".SS adspbench %s\n", verb->name);
	fputs(".nf\n", out);
	while (usage) {
		const char *end = strchrnul(usage, '\n');

		fprintf(out, "\\fBadspbench %s\\fR ", verb->name);
		print_roff(out, usage, (size_t)(end - usage));
		fputc('\n', out);
		usage = *end ? end + 1 : NULL;
	}
	fputs(".fi\n.PP\n", out);
	print_text(out, verb->about);
	fputc('\n', out);
	while ((row = cli_next_option(verb, row)) != NULL) {
		if (row->name) {
			print_man_option(out, row);
			continue;
		}
		fputs(".PP\n", out);
		print_text(out, row->help);
		fputc('\n', out);
	}
	if (verb->notes)
		print_block(out, verb->notes);
	print_block(out, verb->examples);
	if (!verb->statuses)
		return;
	fputs(".PP\nExit status: ", out);
	print_text(out, verb->statuses);
	fputc('\n', out);
}

void cli_print_man(const struct cli_verb *const *verbs, FILE *out)
{
	fputs(".TH ADSPBENCH 1 \"\" \"adspbench " ADSP_VERSION "\" \"User Commands\"\n"
	      ".SH NAME\n"
	      "adspbench \\- an audio DSP firmware on an emulated machine, driven by ALSA topologies\n"
	      ".SH SYNOPSIS\n"
	      "\\fBadspbench\\fR \\fIVERB\\fR [\\fIOPTION\\fR]...\n"
	      ".SH DESCRIPTION\n"
	      "The program loads an ALSA topology, drives the firmware by IPC4 messages as the Linux driver does,\n"
	      "and streams audio files through its pipelines.\n"
	      ".SH VERBS\n",
	      out);
	for (; *verbs; verbs++)
		print_man_verb(out, *verbs);
	fputs(".SH EXIT STATUS\n"
	      "0 good, 1 usage, 2 bad input file, 3 firmware refused or failed, 4 isolation fault, 5 leak,\n"
	      "6 expectation missed, 7 output not written; 128 + N when signal N has ended it.\n",
	      out);
}

/* ---- completion ---- */

/* The words of "a|b|c". */
static bool has_choices(const struct cli_option *row)
{
	return row->argument && row->expected && strchr(row->expected, '|') &&
	       !strchr(row->expected, ' ');
}

static void print_choices(FILE *out, const struct cli_option *row)
{
	for (const char *c = row->expected; *c; c++)
		fputc(*c == '|' ? ' ' : *c, out);
}

static void print_bash(const struct cli_verb *const *verbs, FILE *out)
{
	fputs("# bash completion of adspbench\n"
	      "_adspbench()\n"
	      "{\n"
	      "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	      "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
	      "\t\tCOMPREPLY=($(compgen -W '",
	      out);
	for (const struct cli_verb *const *v = verbs; *v; v++)
		fprintf(out, "%s ", (*v)->name);
	fputs("help --help --version' -- \"$word\"))\n\t\treturn\n\tfi\n"
	      "\tcase ${COMP_WORDS[1]} in\n",
	      out);
	for (; *verbs; verbs++) {
		const struct cli_option *row = NULL;

		fprintf(out, "\t%s)\n\t\tcase $before in\n", (*verbs)->name);
		while ((row = cli_next_option(*verbs, row)) != NULL) {
			if (!row->name || !has_choices(row))
				continue;
			fprintf(out, "\t\t--%s) COMPREPLY=($(compgen -W '", row->name);
			print_choices(out, row);
			fputs("' -- \"$word\")); return ;;\n", out);
		}
		fputs("\t\tesac\n"
		      "\t\tif [[ $word == -* ]]; then\n"
		      "\t\t\tCOMPREPLY=($(compgen -W '",
		      out);
		while ((row = cli_next_option(*verbs, row)) != NULL)
			if (row->name)
				fprintf(out, "--%s ", row->name);
		fputs("' -- \"$word\"))\n\t\t\treturn\n\t\tfi ;;\n", out);
	}
	fputs("\tesac\n"
	      "\tCOMPREPLY=($(compgen -f -- \"$word\"))\n"
	      "}\n"
	      "complete -o filenames -F _adspbench adspbench\n",
	      out);
}

/* The first line of a help text, within quotes of a shell. */
static void print_hint(FILE *out, const char *help, const char *escaped)
{
	for (; *help && *help != '\n'; help++) {
		if (*help == '\'')
			fputs("'\\''", out);
		else if (strchr(escaped, *help))
			fprintf(out, "\\%c", *help);
		else
			fputc(*help, out);
	}
}

static void print_zsh(const struct cli_verb *const *verbs, FILE *out)
{
	fputs("#compdef adspbench\n"
	      "local -a verbs\n"
	      "verbs=(\n",
	      out);
	for (const struct cli_verb *const *v = verbs; *v; v++) {
		fprintf(out, "\t'%s:", (*v)->name);
		print_hint(out, (*v)->summary, "");
		fputs("'\n", out);
	}
	fputs(")\n"
	      "if (( CURRENT == 2 )); then\n"
	      "\t_describe verb verbs\n"
	      "\treturn\n"
	      "fi\n"
	      "local verb=$words[2]\n"
	      "shift words\n"
	      "(( CURRENT-- ))\n"
	      "case $verb in\n",
	      out);
	for (; *verbs; verbs++) {
		const struct cli_option *row = NULL;

		fprintf(out, "%s)\n\t_arguments \\\n", (*verbs)->name);
		while ((row = cli_next_option(*verbs, row)) != NULL) {
			if (!row->name)
				continue;
			fprintf(out, "\t\t'%s--%s[", row->repeats ? "*" : "", row->name);
			print_hint(out, row->help, "[]:");
			fputc(']', out);
			if (has_choices(row)) {
				fputs(":value:(", out);
				print_choices(out, row);
				fputc(')', out);
			} else if (row->argument) {
				fputs(strstr(row->argument, "FILE") ? ":file:_files" : ":value:",
				      out);
			}
			fputs("' \\\n", out);
		}
		fputs("\t\t'*:file:_files' ;;\n", out);
	}
	fputs("esac\n", out);
}

static void print_fish(const struct cli_verb *const *verbs, FILE *out)
{
	fputs("# fish completion of adspbench\n", out);
	for (const struct cli_verb *const *v = verbs; *v; v++) {
		fprintf(out, "complete -c adspbench -n __fish_use_subcommand -f -a %s -d '",
			(*v)->name);
		print_hint(out, (*v)->summary, "");
		fputs("'\n", out);
	}
	for (; *verbs; verbs++) {
		const struct cli_option *row = NULL;

		while ((row = cli_next_option(*verbs, row)) != NULL) {
			if (!row->name)
				continue;
			fprintf(out,
				"complete -c adspbench -n '__fish_seen_subcommand_from %s' -l %s",
				(*verbs)->name, row->name);
			if (row->letter)
				fprintf(out, " -s %c", row->letter);
			if (row->argument)
				fputs(strstr(row->argument, "FILE") ? " -r" : " -x", out);
			if (has_choices(row)) {
				fputs(" -a '", out);
				print_choices(out, row);
				fputc('\'', out);
			}
			fputs(" -d '", out);
			print_hint(out, row->help, "");
			fputs("'\n", out);
		}
	}
}

bool cli_print_completion(const struct cli_verb *const *verbs, const char *shell, FILE *out)
{
	static const struct {
		const char *name;
		void (*print)(const struct cli_verb *const *verbs, FILE *out);
	} shells[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(shells[i].name, shell) != 0)
			continue;
		shells[i].print(verbs, out);
		return true;
	}
	return false;
}
