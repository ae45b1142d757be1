/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "cli/file_uses.h"
#include "cli/run_check_outputs.h"
#include "util/input_files.h"

/* Files besides those that are streamed. */
static void add_others(struct file_uses *uses, const struct run_options *options)
{
	for (size_t i = 0; i < options->num_expects; i++)
		file_uses_add(uses, options->expects[i].file, FILE_READ);
	for (size_t i = 0; i < options->modules.count; i++)
		file_uses_add(uses, options->modules.path[i], FILE_READ);
	file_uses_add(uses, options->log_path, FILE_WRITTEN);
	file_uses_add(uses, options->report_path, FILE_WRITTEN);
	file_uses_add(uses, options->trace_path, FILE_WRITTEN);
	file_uses_add(uses, options->memory_report_path, FILE_WRITTEN);
	file_uses_add(uses, options->ledger_log.path, FILE_WRITTEN);
}

/* A profile is a name of ours, or a file. */
static const char *profile_file(const struct run_options *options)
{
	const char *dot = options->platform ? strrchr(options->platform, '.') : NULL;

	return dot && strcmp(dot, ".yaml") == 0 ? options->platform : NULL;
}

/* Everything that the command line names. */
static struct file_uses list_options(const struct run_options *options)
{
	struct file_uses uses = { .count = 0 };

	file_uses_add(&uses, options->topology, FILE_READ);
	file_uses_add(&uses, options->script, FILE_READ);
	file_uses_add(&uses, profile_file(options), FILE_READ);
	for (size_t i = 0; i < options->inputs.count; i++)
		file_uses_add(&uses, options->inputs.word[i], FILE_READ);
	for (size_t i = 0; i < options->outputs.count; i++)
		file_uses_add(&uses, options->outputs.word[i], FILE_WRITTEN);
	for (size_t i = 0; i < options->num_pcms; i++)
		file_uses_add(&uses, options->pcms[i].file,
			      options->pcms[i].direction == TPLG_PLAYBACK ? FILE_READ :
									    FILE_WRITTEN);
	for (size_t i = 0; i < options->num_dais; i++)
		file_uses_add(&uses, options->dais[i].file, FILE_EITHER);
	add_others(&uses, options);
	return uses;
}

/* A command may read each file that it names: an output would replace it. */
static void note_command(const struct run_options *options)
{
	for (char *const *word = options->command; word && *word; word++)
		input_files_note(*word);
}

int run_check_outputs_options(const struct run_options *options, char *err, size_t err_size)
{
	struct file_uses uses = list_options(options);

	note_command(options);
	return file_uses_compare(&uses, err, err_size);
}

const char *run_find_stream_input(const struct run_options *options)
{
	struct file_uses uses = list_options(options);

	return file_uses_find_stream(&uses);
}

static struct file_uses list_plan(const struct run_options *options, const struct run_plan *plan)
{
	struct file_uses uses = { .count = 0 };

	file_uses_add(&uses, options->topology, FILE_READ);
	file_uses_add(&uses, options->script, FILE_READ);
	file_uses_add(&uses, profile_file(options), FILE_READ);
	for (size_t i = 0; i < plan->num_streams; i++)
		file_uses_add(&uses, plan->streams[i].file,
			      plan->streams[i].direction == TPLG_PLAYBACK ? FILE_READ :
									    FILE_WRITTEN);
	for (size_t i = 0; i < plan->num_dais; i++)
		file_uses_add(&uses, plan->dais[i].file,
			      plan->dais[i].direction == TPLG_CAPTURE ? FILE_READ : FILE_WRITTEN);
	add_others(&uses, options);
	return uses;
}

int run_check_outputs_plan(const struct run_options *options, const struct run_plan *plan,
			   char *err, size_t err_size)
{
	struct file_uses uses = list_plan(options, plan);

	note_command(options);
	return file_uses_compare(&uses, err, err_size);
}
