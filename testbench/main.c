/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench: finds the verb and calls it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/verb.h"
#include "util/json_memory.h"

static const struct cli_verb *const verbs[] = {
	&cli_run_verb,   &cli_card_verb,     &cli_suite_verb,   &cli_report_verb,
	&cli_sweep_verb, &cli_inspect_verb,  &cli_modules_verb, &cli_module_verb,
	&cli_lint_verb,  &cli_diff_verb,     &cli_blob_verb,    &cli_measure_verb,
	&cli_try_verb,   &cli_validate_verb, &cli_doctor_verb,  NULL,
};

static const struct cli_verb *find_verb(const char *name)
{
	for (const struct cli_verb *const *verb = verbs; *verb; verb++)
		if (!strcmp((*verb)->name, name))
			return *verb;
	return NULL;
}

static int print_help(void)
{
	puts("adspbench: an audio DSP firmware on an emulated machine, driven by ALSA topologies\n"
	     "\n"
	     "usage: adspbench VERB [OPTION]...\n"
	     "       adspbench help VERB\n"
	     "       adspbench help --man                   manual page\n"
	     "       adspbench help --completion SHELL      for bash, zsh or fish\n"
	     "       adspbench --version\n"
	     "\n"
	     "verbs:");
	for (const struct cli_verb *const *verb = verbs; *verb; verb++)
		printf("  %-10s %s\n", (*verb)->name, (*verb)->summary);
	puts("\n"
	     "exit status: 0 good, 1 usage, 2 bad input file, 3 firmware refused or failed,\n"
	     "             4 isolation fault, 5 leak, 6 expectation missed, 7 output not written\n"
	     "environment: ADSP_SIMD=LEVEL: kernels up to this level of vector instructions: baseline,\n"
	     "             avx2, avx512 or neon. Default: all that the processor has; same samples");
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
	const struct cli_verb *verb = find_verb(name);
	char *argv[] = { (char *)name, option, NULL };

	return verb ? verb->run(2, argv) : unknown_verb(name);
}

/* adspbench help [VERB | --man | --completion SHELL] */
static int help(int argc, char **argv)
{
	if (argc < 2)
		return print_help();
	if (!strcmp(argv[1], "--man")) {
		cli_print_man(verbs, stdout);
		return CLI_GOOD;
	}
	if (strcmp(argv[1], "--completion") != 0)
		return help_verb(argv[1]);
	if (argc > 2 && cli_print_completion(verbs, argv[2], stdout))
		return CLI_GOOD;
	fprintf(stderr, "adspbench: which shell? expected --completion bash, zsh or fish\n"
			"Try 'adspbench --help'.\n");
	return CLI_USAGE;
}

static int dispatch(int argc, char **argv)
{
	const struct cli_verb *verb;

	if (argc < 2) {
		fputs("adspbench: which verb?\nTry 'adspbench --help'.\n", stderr);
		return CLI_USAGE;
	}
	if (!strcmp(argv[1], "--version")) {
		if (argc > 2) {
			fprintf(stderr,
				"adspbench: unexpected argument '%s' behind --version\n"
				"Try 'adspbench --help'.\n",
				argv[2]);
			return CLI_USAGE;
		}
		puts("adspbench " ADSP_VERSION);
		return CLI_GOOD;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return help(argc - 1, argv + 1);
	verb = find_verb(argv[1]);
	return verb ? verb->run(argc - 1, argv + 1) : unknown_verb(argv[1]);
}

/* Were one of the three closed, a file would be opened in its place and get what is printed. */
static void fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			/* the wrong way round, so that its use fails */
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	int status;

	fill_standard_streams();
	/* a file that grows over its limit is an output that cannot be written, as on a full disk */
	signal(SIGXFSZ, SIG_IGN);
	json_memory_watch();
	status = dispatch(argc, argv);
	if (json_memory_lacks() && status == CLI_GOOD) {
		fputs("adspbench: out of memory: what was printed or written may lack something\n",
		      stderr);
		status = CLI_OUTPUT;
	}
	/* A full disk shows only here; text cut short must not look like success. */
	if ((fflush(stdout) || ferror(stdout)) && status == CLI_GOOD) {
		fprintf(stderr, "adspbench: cannot write standard output: %s\n", strerror(errno));
		status = CLI_OUTPUT;
	}
	return status;
}
