/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading steps. */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "suite/suite_steps.h"

static const char *const signal_names[] = { "INT", "TERM", "HUP", NULL };
const int suite_signals[] = { SIGINT, SIGTERM, SIGHUP };

/* ---- lines ---- */

static int read_lines(struct yaml_file *file, yaml_value list, const char *what,
		      struct suite_lines *lines)
{
	yaml_value item;
	int ret = yaml_check_list(file, list, what);

	if (ret)
		return ret;
	if (yaml_list_length(list) > SUITE_MAX_LINES)
		return yaml_complain(file, list, "%s: expected at most %d lines", what,
				     SUITE_MAX_LINES);
	lines->given = true;
	lines->line = suite_alloc(suite_file_of(file)->suite,
				  (yaml_list_length(list) + 1) * sizeof(*lines->line));
	for (size_t i = 0; (item = yaml_list_at(file, list, i)); i++) {
		lines->line[lines->count] = yaml_string(file, item, what);
		if (!lines->line[lines->count++])
			return -EINVAL;
	}
	return 0;
}

static int read_out(struct yaml_file *file, yaml_value value, void *out)
{
	return read_lines(file, value, "out", &((struct suite_step *)out)->out);
}

static int read_err(struct yaml_file *file, yaml_value value, void *out)
{
	return read_lines(file, value, "err", &((struct suite_step *)out)->err);
}

/* ---- one step ---- */

static int read_kind(struct yaml_file *file, yaml_value value, void *out, const char *name)
{
	struct suite_step *step = out;
	const struct suite_step_kind *kind;
	unsigned int count = 0;

	if (step->kind)
		return yaml_complain(file, value, "step: expected one of what it can do");
	for (size_t i = 0; (kind = suite_step_kind(i)) && strcmp(kind->name, name) != 0; i++)
		;
	step->kind = kind;
	step->text = yaml_string(file, value, name);
	if (!step->text)
		return -EINVAL;
	if (!strcmp(name, "sh"))
		return 0;
	step->word = suite_split(suite_file_of(file)->suite, step->text);
	if (!step->word)
		return yaml_complain(file, value,
				     "%s: a quote that is not closed, or too many words", name);
	while (step->word[count])
		count++;
	if (kind->words && count != kind->words)
		return yaml_complain(file, value, "%s: expected %u words: %s", name, kind->words,
				     kind->help);
	return 0;
}

#define KIND_READER(name)                                                           \
	static int read_##name(struct yaml_file *file, yaml_value value, void *out) \
	{                                                                           \
		return read_kind(file, value, out, #name);                          \
	}

KIND_READER(run)
KIND_READER(sh)
KIND_READER(wav)
KIND_READER(same)
KIND_READER(frames)
KIND_READER(sha256)
KIND_READER(there)
KIND_READER(gone)

#define TEXT_SHAPE  "{\"type\":\"string\"}"
#define LINES_SHAPE "{\"type\":\"array\",\"items\":{\"type\":[\"string\",\"number\"]}}"
#define KIND(name, text)                                                                     \
	{                                                                                    \
		.key = #name, .kind = YAML_KIND_READ, .read = read_##name, .optional = true, \
		.shape = TEXT_SHAPE, .help = text                                            \
	}
#define FIELD(name, how, member) \
	.key = name, .kind = how, .offset = offsetof(struct suite_step, member), .optional = true

static const struct yaml_field step_fields[] = {
	KIND(run, "words of adspbench, quoted as for a shell"),
	KIND(sh, "a command of the shell, which must exit with 0"),
	KIND(wav, "FILE RATE CHANNELS BITS FRAMES: noise that is always the same"),
	KIND(same, "FILE FILE: equal samples of WAVs, equal bytes of others"),
	KIND(frames, "FILE N: length of a WAV"),
	KIND(sha256, "FILE SUM: of its bytes"),
	KIND(there, "FILE: it exists"),
	KIND(gone, "FILE: it does not"),
	{ FIELD("exit", YAML_KIND_NUMBER, exit), .max = 255,
	  .help = "exit status of run; default 0" },
	{ FIELD("save", YAML_KIND_STRING, save), .help = "file for its standard output" },
	{ .key = "out",
	  .kind = YAML_KIND_READ,
	  .read = read_out,
	  .optional = true,
	  .shape = LINES_SHAPE,
	  .help = "lines of its standard output, in this order" },
	{ .key = "err",
	  .kind = YAML_KIND_READ,
	  .read = read_err,
	  .optional = true,
	  .shape = LINES_SHAPE,
	  .help = "all lines of its standard error; default none" },
	{ FIELD("after", YAML_KIND_REAL, after), .low = 0, .high = 1e9,
	  .help = "bytes of an output that are made until it gets `signal`" },
	{ FIELD("signal", YAML_KIND_CHOICE, signal), .choices = signal_names,
	  .help = "INT (default), TERM or HUP" },
};

const struct suite_shape suite_step_shape = { "step", "One thing that is done or looked at.",
					      step_fields,
					      sizeof(step_fields) / sizeof(step_fields[0]) };

static int check_step(struct yaml_file *file, yaml_value value, const struct suite_step *step)
{
	bool answers = step->exit || step->save || step->out.given || step->err.given ||
		       step->after >= 0;

	if (!step->kind)
		return yaml_complain(file, value, "step: expected what it does: run, sh, same ...");
	if (answers && strcmp(step->kind->name, "run") != 0)
		return yaml_complain(file, value,
				     "step: exit, out, err, save and after are of run");
	return 0;
}

int suite_read_steps(struct yaml_file *file, yaml_value list, void *out)
{
	struct suite_scenario *s = out;
	struct suite *suite = suite_file_of(file)->suite;
	yaml_value value;
	int ret = yaml_check_list(file, list, "steps");

	if (ret)
		return ret;
	if (yaml_list_length(list) > SUITE_MAX_STEPS)
		return yaml_complain(file, list, "steps: expected at most %d", SUITE_MAX_STEPS);
	s->steps = suite_alloc(suite, (yaml_list_length(list) + 1) * sizeof(*s->steps));
	s->num_steps = 0;
	for (size_t i = 0; !ret && (value = yaml_list_at(file, list, i)); i++) {
		struct suite_step *step = &s->steps[s->num_steps++];

		*step = (struct suite_step){
			.after = SUITE_UNSET,
			.place = { suite_file_of(file)->path, (uint32_t)yaml_line(value),
				   (uint32_t)yaml_column(value) },
		};
		ret = yaml_read_mapping(file, value, "step", step_fields, suite_step_shape.count,
					step);
		if (!ret)
			ret = check_step(file, value, step);
	}
	return ret;
}
