/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "cli/suite_inputs.h"
#include "topology/tplg.h"
#include "util/input_files.h"

static void note(const char *path)
{
	if (path)
		input_files_note(path);
}

static void note_ends(const struct suite_end *ends, size_t num)
{
	for (size_t i = 0; i < num; i++)
		note(ends[i].file);
}

void suite_note_inputs(const struct suite_scenario *s)
{
	const struct tplg_request request = {
		.path = s->topology,
		.include_dirs = s->includes.word,
		.num_include_dirs = s->includes.count,
	};

	if (s->topology)
		tplg_note_inputs(&request);
	note(s->script);
	note(s->platform);
	note_ends(s->streams, s->num_streams);
	note_ends(s->links, s->num_links);
	for (size_t i = 0; i < s->controls.count; i++) {
		const char *file = strrchr(s->controls.word[i], '=');

		note(file ? file + 1 : NULL);
	}
	for (size_t i = 0; i < s->options.count; i++)
		note(s->options.word[i]);
}
