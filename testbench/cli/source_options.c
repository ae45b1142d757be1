/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "cli/source_options.h"
#include "cli/stop_signal.h"

static struct source_options *options_in(void *target, const struct cli_option *option)
{
	return (struct source_options *)((char *)target + option->field);
}

/* What is wrong with it the compiler's part says. */
bool source_take_define(void *target, const struct cli_option *option, char *value)
{
	struct source_options *options = options_in(target, option);

	options->defines[options->num_defines++] = value;
	return true;
}

bool source_take_include(void *target, const struct cli_option *option, char *value)
{
	struct source_options *options = options_in(target, option);

	options->includes[options->num_includes++] = value;
	return *value;
}

int source_options_init(struct source_options *options, int argc)
{
	*options = (struct source_options){
		.defines = calloc((size_t)argc, sizeof(*options->defines)),
		.includes = calloc((size_t)argc, sizeof(*options->includes)),
	};
	return options->defines && options->includes ? 0 : -ENOMEM;
}

void source_options_free(struct source_options *options)
{
	free(options->defines);
	free(options->includes);
}

int source_options_check(const char *verb, const struct cli_words *words)
{
	for (int i = 0; i < words->num_operands; i++)
		if (tplg_is_source(words->operands[i]))
			return CLI_GOOD;
	for (size_t i = 0; words->num_operands && i < words->num_given; i++) {
		const char letter = words->given[i].option->letter;

		if (letter == 'D' || letter == 'I')
			return cli_usage_error(
				verb, "-%c needs a topology source, a file that ends in .conf",
				letter);
	}
	return CLI_GOOD;
}

struct tplg_request source_options_request(const struct source_options *options, const char *path)
{
	/* what the compiler needs is in a folder that has to be removed again, whoever ends the program */
	if (tplg_is_source(path)) {
		stop_signal_catch();
		signal(SIGPIPE, SIG_DFL);
	}
	return (struct tplg_request){
		.path = path,
		.defines = options->defines,
		.num_defines = tplg_is_source(path) ? options->num_defines : 0,
		.include_dirs = options->includes,
		.num_include_dirs = options->num_includes,
	};
}

int source_options_fail(const char *verb, const struct tplg_error *error)
{
	if (stop_signal())
		return cli_fail(verb, (enum cli_exit)(128 + stop_signal()), "stopped by signal %d",
				stop_signal());
	return cli_fail(verb, CLI_BAD_INPUT, "%s", error->text);
}
