/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench blob: configurations of modules between people, tools and topologies. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blob/check.h"
#include "cli/blob_input.h"
#include "cli/file_uses.h"
#include "cli/verb.h"
#include "util/output_file.h"
#include "util/text.h"

enum action {
	MAKE,
	SHOW,
	CONVERT,
	PLOT,
	CHECK,
	ACTIONS
};

struct request {
	enum action action;
	struct blob_request input;
	const char *output;
	const char *name;
	int form; /* enum blob_form; BLOB_FORMS: by the output's name */
	bool unchecked;
};

#define FIELD(member) offsetof(struct request, member)

#define FORMS "bin, raw, txt, tlv, conf or yaml"

static bool take_form(void *target, const struct cli_option *option, char *value)
{
	int *form = (int *)((char *)target + option->field);

	for (*form = 0; blob_form_names[*form]; (*form)++)
		if (!strcmp(blob_form_names[*form], value))
			return true;
	return false;
}

static bool take_kind(void *target, const struct cli_option *option, char *value)
{
	struct request *request = target;

	request->input.kind = blob_kind_find(value);
	return request->input.kind != NULL;
}

/* It stands between quotes in a topology source. */
static bool take_name(void *target, const struct cli_option *option, char *value)
{
	if (!text_is_printable(value, strlen(value)) || strpbrk(value, "\"\\"))
		return false;
	return cli_take_text(target, option, value);
}

static const struct cli_option options[] = {
	{ 'o', "output", "FILE", "a file", cli_take_text, FIELD(output),
	  .help = "write here; default: standard output" },
	{ 'f', "form", "FORM", "bin|raw|txt|tlv|conf|yaml", take_form, FIELD(form),
	  .help = "form of the output: " FORMS
		  "; default: by its\nname, else txt (make), yaml (show)" },
	{ 0, "from", "FORM", "bin|raw|txt|tlv|conf|yaml", take_form, FIELD(input.form),
	  .help = "form of the input, when its bytes do not show it: raw" },
	{ 'm', "module", "MODULE", "a module with blobs", take_kind,
	  .help = "whose blob it is, when neither YAML nor topology say it and the bytes\n"
		  "could be of several" },
	{ 'c', "control", "NAME", "a name", cli_take_text, FIELD(input.control),
	  .help = "of a topology: the bytes control whose blob is taken" },
	SOURCE_OPTIONS(FIELD(input.sources)),
	{ 'n', "name", "NAME", "a name without quotes", take_name, FIELD(name),
	  .help = "of the data object of a conf; default: blob" },
	{ 'r', "rate", "HZ", "a rate of 1000 to 768000 Hz", cli_take_u32, FIELD(input.rate), 1000,
	  768000, "that frequencies are for, unless YAML says it; default: 48000" },
	{ 0, "platform", "PROFILE", "a profile", cli_take_text, FIELD(input.platform),
	  .help = "machine whose firmware judges: a name or a file; default: mtl" },
	{ 0, "unchecked", NULL, NULL, cli_take_flag, FIELD(unchecked),
	  .help = "do not ask the firmware whether it takes the blob" },
	{ .help = NULL },
};

/* ---- output ---- */

static enum blob_form form_of_name(const char *path)
{
	const char *dot = path ? strrchr(path, '.') : NULL;

	for (int form = 0; dot && blob_form_names[form]; form++)
		if (!strcmp(blob_form_names[form], dot + 1))
			return (enum blob_form)form;
	return BLOB_FORMS;
}

/* What is written, and how it is written into a stream. */
struct writing {
	const char *verb;
	const struct request *request;
	const struct blob_input *input;
	enum blob_form form;
};

static int print_yaml(const struct writing *w, FILE *out)
{
	struct blob_settings settings;
	char err[512];

	if (blob_unpack(&w->input->blob, w->input->rate, &settings, err, sizeof(err)))
		return cli_fail(w->verb, CLI_BAD_INPUT, "%s: %s", w->input->label, err);
	blob_print(&settings, out);
	blob_settings_free(&settings);
	return CLI_GOOD;
}

static int write_form(const struct writing *w, FILE *out)
{
	if (w->form == BLOB_YAML)
		return print_yaml(w, out);
	blob_write(&w->input->blob, w->form, w->request->name ? w->request->name : "blob", out);
	return CLI_GOOD;
}

static int write_plot(const struct writing *w, FILE *out)
{
	char err[512];

	if (blob_plot(&w->input->blob, blob_input_design(w->input), w->input->rate, out, err,
		      sizeof(err)))
		return cli_fail(w->verb, CLI_BAD_INPUT, "%s: %s", w->input->label, err);
	return CLI_GOOD;
}

static int write_output(const struct writing *w, int (*write)(const struct writing *w, FILE *out))
{
	struct output_file *file;
	char err[512];
	int status;

	if (output_file_open(w->request->output, &file, err, sizeof(err)) < 0)
		return cli_fail(w->verb, CLI_OUTPUT, "%s", err);
	status = write(w, output_file_stream(file));
	if (status != CLI_GOOD) {
		output_file_abort(file);
		return status;
	}
	if (output_file_commit(file, err, sizeof(err)) < 0)
		return cli_fail(w->verb, CLI_OUTPUT, "%s", err);
	return CLI_GOOD;
}

/* ---- actions ---- */

/* What nobody has judged is said, and written all the same. */
static int ask_firmware(const struct writing *w)
{
	const char *name = blob_kind_name(w->input->blob.kind);
	char err[512];

	if (w->request->unchecked)
		return CLI_GOOD;
	switch (blob_ask(&w->input->blob, w->request->input.platform, err, sizeof(err))) {
	case BLOB_TAKEN:
		return CLI_GOOD;
	case BLOB_NOT_JUDGED:
		fprintf(stderr, "adspbench %s: %s: this firmware has no %s, nobody has judged it\n",
			w->verb, w->input->label, name);
		return CLI_GOOD;
	case BLOB_REFUSED:
		return cli_fail(w->verb, CLI_FIRMWARE, "%s: the firmware's %s refuses it: %s",
				w->input->label, name, err);
	default:
		return cli_fail(w->verb, CLI_FIRMWARE, "%s", err);
	}
}

static int write_blob(const struct writing *w)
{
	const int status = ask_firmware(w);

	return status == CLI_GOOD ? write_output(w, write_form) : status;
}

static int make(struct writing *w)
{
	if (!blob_input_design(w->input))
		return cli_fail(w->verb, CLI_BAD_INPUT, "%s: no YAML; 'blob convert' takes it",
				w->input->label);
	if (w->form == BLOB_FORMS)
		w->form = BLOB_TXT;
	return write_blob(w);
}

static int show(struct writing *w)
{
	w->form = BLOB_YAML;
	return write_output(w, write_form);
}

static int convert(struct writing *w)
{
	if (w->form == BLOB_FORMS)
		return cli_usage_error(w->verb,
				       "convert needs --form, or an output named by its form");
	return write_blob(w);
}

static int plot(struct writing *w)
{
	return write_output(w, write_plot);
}

static int check(struct writing *w)
{
	const struct blob *blob = &w->input->blob;
	char err[512];
	enum blob_verdict verdict;

	printf("%s: %s, %zu bytes, parameter %u\n", w->input->label, blob_kind_name(blob->kind),
	       blob->size, blob->param_id);
	verdict = blob_check(blob, blob_input_design(w->input), w->input->rate,
			     w->request->input.platform, stdout, err, sizeof(err));
	if (verdict == BLOB_TAKEN)
		puts("  the firmware takes it");
	else if (verdict == BLOB_NOT_JUDGED)
		puts("  not part of this firmware: nobody has judged it");
	else if (verdict == BLOB_REFUSED)
		return cli_fail(w->verb, CLI_FIRMWARE, "%s: the firmware's %s refuses it: %s",
				w->input->label, blob_kind_name(blob->kind), err);
	else
		return cli_fail(w->verb, CLI_FIRMWARE, "%s: %s", w->input->label, err);
	return CLI_GOOD;
}

static const struct {
	const char *name;
	int (*run)(struct writing *w);
	const char *without[5]; /* options that would do nothing */
} actions[ACTIONS] = {
	[MAKE] = { "make", make, { NULL } },
	[SHOW] = { "show", show, { "form", "name", "platform", "unchecked" } },
	[CONVERT] = { "convert", convert, { NULL } },
	[PLOT] = { "plot", plot, { "form", "name", "platform", "unchecked" } },
	[CHECK] = { "check", check, { "output", "form", "name", "unchecked" } },
};

/* By option, else by the output's name. */
static enum blob_form form_wanted(const struct request *request)
{
	return request->form == BLOB_FORMS ? form_of_name(request->output) :
					     (enum blob_form)request->form;
}

static int check_options(const char *verb, const struct request *request,
			 const struct cli_words *words)
{
	const enum blob_form named = form_of_name(request->output);

	for (size_t i = 0; i < words->num_given; i++)
		for (const char *const *name = actions[request->action].without; *name; name++)
			if (!strcmp(*name, words->given[i].option->name))
				return cli_usage_error(verb, "%s: --%s does nothing here",
						       actions[request->action].name, *name);
	if (request->action == SHOW && named != BLOB_FORMS && named != BLOB_YAML)
		return cli_usage_error(verb, "show writes YAML: 'blob convert' makes %s",
				       request->output);
	if (request->name && form_wanted(request) != BLOB_CONF)
		return cli_usage_error(verb, "-n names the data object of a conf: expected -f conf "
					     "or an output FILE.conf");
	return CLI_GOOD;
}

static int act(const char *verb, const struct request *request)
{
	struct writing w = { .verb = verb, .request = request };
	struct blob_input input;
	char err[1100];
	int status;

	w.form = form_wanted(request);
	status = blob_input_load(&request->input, &input, err, sizeof(err));
	if (status != CLI_GOOD)
		return status == CLI_USAGE ? cli_usage_error(verb, "%s", err) :
					     cli_fail(verb, (enum cli_exit)status, "%s", err);
	w.input = &input;
	status = actions[request->action].run(&w);
	blob_input_free(&input);
	return status;
}

static int take_operands(const char *verb, struct request *request, const struct cli_words *words)
{
	struct file_uses uses = { .count = 0 };
	char err[512];

	if (words->num_operands < 1)
		return cli_usage_error(verb, "expected make, show, convert, plot or check");
	for (request->action = 0; request->action < ACTIONS; request->action++)
		if (!strcmp(actions[request->action].name, words->operands[0]))
			break;
	if (request->action == ACTIONS)
		return cli_usage_error(verb, "'%s': expected make, show, convert, plot or check",
				       words->operands[0]);
	if (words->num_operands != 2)
		return cli_usage_error(verb, "%s: expected one file, found %d", words->operands[0],
				       words->num_operands - 1);
	if ((request->input.sources.num_defines || request->input.sources.num_includes) &&
	    !request->input.control)
		return cli_usage_error(verb,
				       "-D and -I are for the source of a topology: --control "
				       "names its blob");
	if (source_options_check(verb, words) != CLI_GOOD ||
	    check_options(verb, request, words) != CLI_GOOD)
		return CLI_USAGE;
	request->input.path = words->operands[1];
	if (!request->output)
		request->output = "-";
	file_uses_add(&uses, request->input.path, FILE_READ);
	file_uses_add(&uses, request->output, FILE_WRITTEN);
	return file_uses_compare(&uses, err, sizeof(err)) < 0 ? cli_usage_error(verb, "%s", err) :
								CLI_GOOD;
}

static int run(int argc, char **argv)
{
	struct request request = { .input = { .platform = "mtl", .form = BLOB_FORMS },
				   .form = BLOB_FORMS };
	struct cli_words words;
	int status = CLI_BAD_INPUT;

	if (source_options_init(&request.input.sources, argc))
		cli_fail(argv[0], CLI_BAD_INPUT, "out of memory");
	else
		status = cli_parse(&cli_blob_verb, argc, argv, &request, &words);
	if (status == CLI_GOOD) {
		if (!words.help)
			status = take_operands(argv[0], &request, &words);
		if (status == CLI_GOOD && !words.help)
			status = act(argv[0], &request);
		cli_words_free(&words);
	}
	source_options_free(&request.input.sources);
	return status;
}

const struct cli_verb cli_blob_verb = {
	.name = "blob",
	.summary = "make, show, convert, plot and check modules' blobs",
	.usage = "make [OPTION]... FILE.yaml\n"
		 "show [OPTION]... FILE\n"
		 "convert [OPTION]... FILE\n"
		 "plot [OPTION]... FILE\n"
		 "check [OPTION]... FILE",
	.about =
		"A blob is the configuration that a module gets in one piece: filters of an equalizer, the curve\n"
		"of a compressor. 'make' turns YAML into a blob; 'show' prints a blob as YAML that makes the same\n"
		"bytes; 'convert' goes from any form to any other; 'plot' draws its response as SVG, as designed\n"
		"and as the blob's numbers have it; 'check' lets the firmware judge it and says what its arithmetic\n"
		"will do. FILE is YAML, a blob in any form, or a topology with --control; - is standard input.",
	.options = options,
	.notes =
		"bin is ABI header and payload, raw the payload, txt the decimal words that sof-ctl reads, tlv the\n"
		"same words as ALSA's TLV write takes them, conf a data object of a topology source.\n"
		"-D and -I are for a source that a blob is taken from: what conf is has no variables.\n"
		"make and convert ask the firmware before they write: what it refuses is refused with its words.",
	.examples = "adspbench blob make -o loudness.txt examples/blobs/eq-iir.yaml\n"
		    "adspbench blob show -c 'EQ IIR Bytes' playback.tplg\n"
		    "adspbench blob show -c 'DRC Bytes' -D EFFECT=drc tplg/effect.conf\n"
		    "adspbench blob plot -o response.svg examples/blobs/eq-iir.yaml",
	.statuses =
		"0 good, 1 usage, 2 a bad file, 3 the firmware refuses the blob, 7 output not written",
	.run = run,
};
