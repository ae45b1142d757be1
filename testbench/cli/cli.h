/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line. A verb is one file with one entry point, registered by one line in main.c.
 * argv[0] is the verb itself, argv[1..] its arguments; the return value is the exit status.
 * Every verb answers --help on standard output with an example, and returns CLI_GOOD.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

/** Exit status of the program. */
enum cli_exit {
	CLI_GOOD = 0,
	CLI_USAGE = 1,
	CLI_BAD_INPUT = 2, /* an input file */
	CLI_FIRMWARE = 3,  /* the firmware refused or failed */
	CLI_ISOLATION = 4, /* a userspace module touched what it may not */
	CLI_LEAK = 5,
	CLI_EXPECTATION = 6, /* a stated expectation was missed */
	CLI_OUTPUT = 7,      /* an output cannot be written */
};

/** Print "adspbench VERB: TEXT" and where help is, on standard error. Returns CLI_USAGE. */
int cli_usage_error(const char *verb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** Print "adspbench VERB: TEXT" on standard error. Returns @status. */
int cli_fail(const char *verb, enum cli_exit status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Verbs that are described by tables, see cli/verb.h. */
struct cli_verb;
extern const struct cli_verb cli_blob_verb;
extern const struct cli_verb cli_card_verb;
extern const struct cli_verb cli_diff_verb;
extern const struct cli_verb cli_doctor_verb;
extern const struct cli_verb cli_inspect_verb;
extern const struct cli_verb cli_lint_verb;
extern const struct cli_verb cli_measure_verb;
extern const struct cli_verb cli_modules_verb;
extern const struct cli_verb cli_module_verb;
extern const struct cli_verb cli_validate_verb;
extern const struct cli_verb cli_report_verb;
extern const struct cli_verb cli_run_verb;
extern const struct cli_verb cli_suite_verb;
extern const struct cli_verb cli_sweep_verb;
extern const struct cli_verb cli_try_verb;

#endif
