/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench module build: hands its words to tools/build_module.py, which compiles. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/shipped.h"
#include "cli/verb.h"

#define MAX_WORDS 256
#define SCRIPT    "build_module.py"

struct request {
	const char *output;
};

static bool take_any(void *target, const struct cli_option *option, char *value)
{
	return *value;
}

static const struct cli_option options[] = {
	{ 'o', "output", "FILE", "a file", cli_take_text, .field = offsetof(struct request, output),
	  .help = "the library to make" },
	{ 0, "source", "FILE", "a C file", take_any, .repeats = true,
	  .help = "a file that the modules share with others (repeatable)" },
	{ 0, "include", "DIR", "a folder", take_any, .repeats = true,
	  .help = "headers, looked for before the firmware's own (repeatable)" },
	{ 0, "config", "CONFIG_X=VALUE", "CONFIG_X=VALUE", take_any, .repeats = true,
	  .help = "a symbol of the configuration (repeatable)" },
	{ 0, "registry", "FILE", "a file", take_any, .repeats = true,
	  .help = "lines 'uuid name', besides uuid-registry.txt in and above the folders (repeatable)" },
	{ .help = NULL },
};

/* In the place of this process: signals reach who does the work. @return only when it cannot be started */
static int run_script(const char *verb, char **words)
{
	fflush(stdout);
	execvp(words[0], words);
	return cli_fail(verb, CLI_BAD_INPUT, "%s: %s", words[0], strerror(errno));
}

static int build(const char *verb, const struct cli_words *given, const struct request *request)
{
	char script[2 * PATH_MAX], names[MAX_WORDS][16], *words[2 * MAX_WORDS + 8];
	bool installed;
	size_t n = 0;

	if (!shipped_file(script, sizeof(script), "module/" SCRIPT, ADSP_TOOLS "/" SCRIPT,
			  &installed))
		return cli_fail(verb, CLI_BAD_INPUT,
				"no " SCRIPT ": adspbench is not installed completely");
	if (given->num_given + (size_t)given->num_operands > MAX_WORDS)
		return cli_usage_error(verb, "more than %d words", MAX_WORDS);
	words[n++] = (char *)ADSP_PYTHON;
	words[n++] = script;
	for (int i = 1; i < given->num_operands; i++)
		words[n++] = given->operands[i];
	for (size_t i = 0; i < given->num_given; i++) {
		snprintf(names[i], sizeof(names[i]), "--%s", given->given[i].option->name);
		words[n++] = names[i];
		words[n++] = (char *)given->given[i].value;
	}
	if (!installed) {
		words[n++] = (char *)"--sdk";
		words[n++] = (char *)ADSP_BUILD;
	}
	words[n] = NULL;
	return run_script(verb, words);
}

static int run(int argc, char **argv)
{
	struct request request = { 0 };
	struct cli_words words;
	int status = cli_parse(&cli_module_verb, argc, argv, &request, &words);

	if (status != CLI_GOOD)
		return status;
	if (!words.help) {
		if (words.num_operands < 1 || strcmp(words.operands[0], "build") != 0)
			status = cli_usage_error(argv[0], "expected 'build' and a module's folder");
		else if (words.num_operands < 2)
			status = cli_usage_error(argv[0], "build: expected a module's folder");
		else if (!request.output)
			status = cli_usage_error(argv[0], "build: expected -o FILE");
		else
			status = build(argv[0], &words, &request);
	}
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_module_verb = {
	.name = "module",
	.summary = "compile modules that are loaded while adspbench runs",
	.usage = "build FOLDER... -o FILE [OPTION]...",
	.about =
		"Compile the folders of modules, written for Sound Open Firmware, into one library for\n"
		"'adspbench run --module'. Their Kconfig, .toml and UUIDs are read, nothing is edited.",
	.options = options,
	.notes =
		"A library is for the adspbench that has built it: other headers or another configuration of\n"
		"the firmware are another interface, and the firmware refuses it.",
	.examples = "adspbench module build my/foo -o foo.adspmod\n"
		    "adspbench run --module foo.adspmod -t foo.conf -i in.wav -o out.wav",
	.statuses =
		"0 good, 1 usage, 2 a folder that says too little, or does not compile, 7 FILE cannot be\n"
		"             written",
	.run = run,
};
