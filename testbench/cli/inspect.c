/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench inspect: print what a topology holds. */
#include <stdio.h>

#include "cli/firmware.h"
#include "cli/source_options.h"
#include "cli/verb.h"
#include "cli/verdict.h"

struct request {
	struct source_options sources;
	const char *platform;
	struct module_files modules;
	bool dot, json, verbose;
};

#define FIELD(name) .field = offsetof(struct request, name)

static const struct cli_option options[] = {
	SOURCE_OPTIONS(offsetof(struct request, sources)),
	{ 0, "dot", NULL, NULL, cli_take_flag, FIELD(dot),
	  .help = "print a Graphviz graph: a cluster for each pipeline, formats on the edges" },
	{ 0, "json", NULL, NULL, cli_take_flag, FIELD(json), .help = "print JSON" },
	MODULE_FILES_OPTION(offsetof(struct request, modules)),
	{ 0, "platform", "NAME", "a profile", cli_take_text, FIELD(platform),
	  .help = "ask the firmware of this machine what can play: mtl (default), lnl, ptl, tgl or a file" },
	{ 'v', "verbose", NULL, NULL, cli_take_flag, FIELD(verbose),
	  .help = "print warnings on standard error: what was dropped or will not work" },
	{ .help = NULL },
};

static const char about[] =
	"Print what a topology holds: PCMs, what they take and whether they can play with this firmware,\n"
	"pipelines with their modules in stream order, formats per pin, controls, routes and links. TPLG\n"
	"is a compiled topology, or a source (NAME.conf), which alsatplg compiles first. A topology for\n"
	"IPC3 firmware is printed as far as it is understood; nothing of it can play.";

static const char notes[] =
	"Includes of a source are looked for in its own folder, in those of -I, in those that the\n"
	"environment variable ADSPBENCH_TPLG names (separated by colons), and in the library that comes\n"
	"with adspbench.\n"
	"\n"
	"JSON is one object. Its keys, always in this order:\n"
	"  path, abi, ipc (3 or 4)\n"
	"  pcms[]       id, name, dai_name, compress, playback, capture; the last two null or {stream,\n"
	"               host, formats[], rates[], rate_min, rate_max, channels_min, channels_max,\n"
	"               periods_min, periods_max, period_size_min, period_size_max, buffer_size_min,\n"
	"               buffer_size_max, cannot_play (null or why)}\n"
	"  pipelines[]  id, scheduler, direction, priority, core, lp_mode, chain_dma, widgets[] (names,\n"
	"               in stream order)\n"
	"  widgets[]    name, type, pipeline, stream, module, uuid, domain, dai_type, tokens{}, inputs,\n"
	"               outputs, controls[], unusable (null or why); inputs and outputs are {pins,\n"
	"               declared, formats[], bindings[]}; a format is {pin, rate, channels, valid_bits,\n"
	"               container_bits, type, channel_map, channel_config, interleaving, bytes}\n"
	"  controls[]   name, kind, widget, id, access; then by kind: volume and switch channels, min,\n"
	"               max, invert, scale (null or {min_millibel, step_millibel, mute}); enum channels,\n"
	"               items[]; bytes max_bytes, initial (null or {param, bytes})\n"
	"  routes[]     source, sink, group\n"
	"  links[]      id, name, stream, dai_type, dai_index\n"
	"  warnings[]";

/* Whether the firmware can be asked or not, the topology is printed. */
static int print(const char *verb, const struct request *request, const struct tplg *t)
{
	struct tplg_verdict verdict = { 0 };
	char err[512] = "";
	bool asked = !t->ipc3 && !verdict_make(t, request->platform, &request->modules, &verdict,
					       err, sizeof(err));
	const struct tplg_verdict *known = asked ? &verdict : NULL;
	int ret;

	if (err[0])
		cli_fail(verb, CLI_GOOD, "what can play is not known: %s", err);
	if (request->dot)
		ret = tplg_print_dot(t, known, stdout);
	else if (request->json)
		ret = tplg_print_json(t, known, stdout);
	else
		ret = tplg_print_text(t, known, stdout);
	verdict_free(t, &verdict);
	return ret ? cli_fail(verb, CLI_BAD_INPUT, "%s: out of memory", t->path) : CLI_GOOD;
}

static int inspect(const char *verb, const struct request *request, const char *path)
{
	struct tplg_request load = source_options_request(&request->sources, path);
	struct tplg_error err;
	struct tplg *t;
	int status;

	status = firmware_check_modules(verb, request->platform, &request->modules);
	if (status)
		return status;
	load.accept_ipc3 = true;
	if (tplg_load_request(&load, &t, &err))
		return source_options_fail(verb, &err);
	for (uint32_t i = 0; request->verbose && i < t->num_warnings; i++)
		fprintf(stderr, "warning: %s\n", t->warnings[i]);
	status = print(verb, request, t);
	tplg_free(t);
	return status;
}

static int parse_and_inspect(int argc, char **argv, struct request *request)
{
	struct cli_words words;
	int status = cli_parse(&cli_inspect_verb, argc, argv, request, &words);

	if (status != CLI_GOOD)
		return status;
	if (!words.help && words.num_operands != 1)
		status = cli_usage_error(argv[0], "expected one topology, found %d",
					 words.num_operands);
	else if (!words.help && request->dot && request->json)
		status = cli_usage_error(argv[0], "expected one of --json and --dot");
	else if (!words.help)
		status = source_options_check(argv[0], &words);
	if (status == CLI_GOOD && !words.help)
		status = inspect(argv[0], request, words.operands[0]);
	cli_words_free(&words);
	return status;
}

static int run(int argc, char **argv)
{
	struct request request = { .platform = "mtl" };
	int status = CLI_BAD_INPUT;

	if (source_options_init(&request.sources, argc))
		cli_fail(argv[0], CLI_BAD_INPUT, "out of memory");
	else
		status = parse_and_inspect(argc, argv, &request);
	source_options_free(&request.sources);
	return status;
}

const struct cli_verb cli_inspect_verb = {
	.name = "inspect",
	.summary = "print what a topology holds and what of it can play",
	.usage = "[OPTION]... TPLG",
	.about = about,
	.options = options,
	.notes = notes,
	.examples = "adspbench inspect --dot playback-gain.tplg | dot -Tsvg > playback-gain.svg\n"
		    "adspbench inspect -I ~/topologies -D RATE=44100 speaker.conf",
	.statuses =
		"0 good, 1 usage, 2 the topology or a library cannot be read, 3 the firmware refuses the library",
	.run = run,
};
