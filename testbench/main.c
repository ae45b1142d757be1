/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench: finds the verb and calls it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

struct verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;
};

static const struct verb verbs[] = {
	{ "run", cli_run, "stream audio files through a topology" },
	{ "sweep", cli_sweep, "run once for each memory allocation, which fails" },
	{ "inspect", cli_inspect, "print what a topology holds" },
	{ "measure", cli_measure, "measure recordings: level, distortion, response, latency" },
	{ "doctor", cli_doctor, "check this machine and say the cure of what is wrong" },
	{ NULL, NULL, NULL },
};

static const struct verb *find_verb(const char *name)
{
	for (const struct verb *verb = verbs; verb->name; verb++)
		if (!strcmp(verb->name, name))
			return verb;
	return NULL;
}

static int print_help(void)
{
	puts("adspbench: an audio DSP firmware on an emulated machine, driven by ALSA topologies\n"
	     "\n"
	     "usage: adspbench VERB [OPTION]...\n"
	     "       adspbench help VERB\n"
	     "       adspbench --version\n"
	     "\n"
	     "verbs:");
	for (const struct verb *verb = verbs; verb->name; verb++)
		printf("  %-10s %s\n", verb->name, verb->help);
	puts("\n"
	     "exit status: 0 good, 1 usage, 2 bad input file, 3 firmware refused or failed,\n"
	     "             4 isolation fault, 5 leak, 6 expectation missed");
	return CLI_GOOD;
}

static int unknown_verb(const char *name)
{
	fprintf(stderr, "adspbench: unknown %s '%s'\nTry 'adspbench --help'.\n",
		name[0] == '-' ? "option" : "verb", name);
	return CLI_USAGE;
}

static int help_verb(const char *name)
{
	static char option[] = "--help";
	const struct verb *verb = find_verb(name);
	char *argv[] = { (char *)name, option, NULL };

	return verb ? verb->run(2, argv) : unknown_verb(name);
}

static int dispatch(int argc, char **argv)
{
	const struct verb *verb;

	if (argc < 2) {
		fputs("adspbench: which verb?\nTry 'adspbench --help'.\n", stderr);
		return CLI_USAGE;
	}
	if (!strcmp(argv[1], "--version")) {
		puts("adspbench " ADSP_VERSION);
		return CLI_GOOD;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return argc > 2 ? help_verb(argv[2]) : print_help();
	verb = find_verb(argv[1]);
	return verb ? verb->run(argc - 1, argv + 1) : unknown_verb(argv[1]);
}

int main(int argc, char **argv)
{
	int status = dispatch(argc, argv);

	/* A full disk shows only here; text cut short must not look like success. */
	if ((fflush(stdout) || ferror(stdout)) && status == CLI_GOOD) {
		fprintf(stderr, "adspbench: cannot write standard output: %s\n", strerror(errno));
		status = CLI_BAD_INPUT;
	}
	return status;
}
