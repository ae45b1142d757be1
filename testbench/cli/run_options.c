/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/run_check_outputs.h"
#include "cli/run_options.h"

/* Which of two costs holds is not to be guessed. */
static int check_dp_costs(const struct run_options *o, char *err, size_t err_size)
{
	for (size_t i = 0; i < o->num_dp_costs; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(o->dp_costs[i].module, o->dp_costs[j].module) == 0) {
				snprintf(err, err_size, "--dp-cost %s is given twice",
					 o->dp_costs[i].module);
				return -EINVAL;
			}
		}
	}
	return 0;
}

static int check_pipelines(const struct run_options *o, char *err, size_t err_size)
{
	for (size_t i = 0; i < o->num_pipelines; i++) {
		for (size_t j = 0; j < i; j++) {
			if (o->pipelines[i] == o->pipelines[j]) {
				snprintf(err, err_size, "-p: pipeline %u is named twice",
					 o->pipelines[i]);
				return -EINVAL;
			}
		}
	}
	return 0;
}

/* Options that contradict or need each other. */
static int check(const struct run_options *o, char *err, size_t err_size)
{
	bool by_name = o->num_pcms || o->num_dais;
	bool by_order = o->inputs.count || o->outputs.count || o->num_pipelines;
	const char *text = NULL;

	if (!o->topology)
		text = "which topology? (-t FILE)";
	else if (o->defines.count && !tplg_is_source(o->topology))
		text = "-D needs a topology source, a file that ends in .conf";
	else if (o->includes.count && !tplg_is_source(o->topology))
		text = "-I needs a topology source, a file that ends in .conf";
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
	else if (o->debug_at && !o->debugger && !o->command)
		text = "--debug-at needs --debug gdb";
	else if (o->no_ledger && (o->memory_report_path || o->ledger_log.path))
		text = "--no-ledger leaves nothing for --memory-report and --ledger-log";
	else if (o->trace_path && o->ledger_log.name)
		text = "--trace cannot be combined with --ledger-log NAME=FILE";
	if (!text &&
	    (check_dp_costs(o, err, err_size) < 0 || check_pipelines(o, err, err_size) < 0))
		return -EINVAL;
	if (!text)
		return run_check_outputs_options(o, err, err_size);
	snprintf(err, err_size, "%s", text);
	return -EINVAL;
}

static const struct run_plan no_plan;

/* What `adspbench card` needs. */
static int check_card(const struct run_options *o, char *err, size_t err_size)
{
	const char *text = NULL;

	if (!o->topology)
		text = "which topology? (-t FILE)";
	else if (o->defines.count && !tplg_is_source(o->topology))
		text = "-D needs a topology source, a file that ends in .conf";
	else if (o->includes.count && !tplg_is_source(o->topology))
		text = "-I needs a topology source, a file that ends in .conf";
	else if (o->no_ledger && (o->memory_report_path || o->ledger_log.path))
		text = "--no-ledger leaves nothing for --memory-report and --ledger-log";
	if (!text && check_dp_costs(o, err, err_size) < 0)
		return -EINVAL;
	if (!text) /* files of DAIs are compared when it is known which are written */
		return run_check_outputs_plan(o, &no_plan, err, err_size);
	snprintf(err, err_size, "%s", text);
	return -EINVAL;
}

static const struct cli_verb *verb_of(const char *name)
{
	static const struct cli_verb *const verbs[] = { &cli_run_verb, &cli_sweep_verb,
							&cli_card_verb };
	size_t i = sizeof(verbs) / sizeof(verbs[0]) - 1;

	while (i && strcmp(verbs[i]->name, name) != 0)
		i--;
	return verbs[i];
}

/* Words behind "--" start a card's client, or gdb. @return 0, -EINVAL */
static int take_command(const struct cli_verb *verb, int argc, char **argv, struct run_options *o,
			char *err, size_t err_size)
{
	const int count = o->words.num_operands;
	const char *slash;

	if (!count)
		return 0;
	o->command = o->words.operands;
	if (verb == &cli_card_verb)
		return 0;
	if (verb != &cli_run_verb || strcmp(argv[argc - count - 1], "--") != 0) {
		snprintf(err, err_size, "unexpected word '%s'", o->command[0]);
		return -EINVAL;
	}
	slash = strrchr(o->command[0], '/');
	if (o->debugger)
		snprintf(err, err_size, "--debug cannot be combined with a command");
	else if (!strstr(slash ? slash : o->command[0], "gdb"))
		snprintf(err, err_size, "-- '%s': expected gdb, or a path of it", o->command[0]);
	else
		return 0;
	return -EINVAL;
}

int run_options_parse(int argc, char **argv, struct run_options *options, char *err,
		      size_t err_size)
{
	const struct cli_verb *verb = verb_of(argv[0]);
	int ret = 0;

	*options = (struct run_options){
		.platform = "mtl",
		.iterations = 1,
		.log_level = ADSP_LOG_WRN,
		.every = 1,
		.limit_s = 60,
		.pace = -1,
	};
	if (!cli_parse_quietly(verb, argc, argv, options, &options->words, err, err_size))
		return -EINVAL;
	if (options->words.help)
		return 0;
	ret = take_command(verb, argc, argv, options, err, err_size);
	if (!ret)
		ret = verb == &cli_card_verb ? check_card(options, err, err_size) :
					       check(options, err, err_size);
	if (ret < 0)
		run_options_free(options);
	return ret;
}

void run_options_free(struct run_options *options)
{
	cli_words_free(&options->words);
}
