/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench inspect: print what a topology holds. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "topology/tplg_print.h"

static const char help[] =
	"usage: adspbench inspect [OPTION]... TPLG\n"
	"\n"
	"Print what a topology holds: PCMs and what they take, pipelines with their modules in stream\n"
	"order, formats per pin, controls, routes and links. TPLG is a compiled topology, or a source\n"
	"(NAME.conf), which alsatplg compiles first; its includes are looked up in its own folder.\n"
	"\n"
	"  -D, --define NAME=VALUE  set a variable of a source; may be repeated\n"
	"      --dot                print a Graphviz graph, one cluster per pipeline\n"
	"      --json               print JSON\n"
	"  -v, --verbose            print warnings on standard error: what was dropped or will not work\n"
	"  -h, --help               print this\n"
	"\n"
	"JSON is one object. Its keys, always in this order:\n"
	"  path, abi\n"
	"  pcms[]       id, name, dai_name, compress, playback, capture; the last two null or {stream,\n"
	"               host, formats[], rates[], rate_min, rate_max, channels_min, channels_max,\n"
	"               periods_min, periods_max, period_size_min, period_size_max, buffer_size_min,\n"
	"               buffer_size_max}\n"
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
	"  warnings[]\n"
	"\n"
	"example:\n"
	"  adspbench inspect --dot playback-gain.tplg | dot -Tsvg > playback-gain.svg\n"
	"\n"
	"exit status: 0 good, 1 usage, 2 the topology cannot be used\n";

enum {
	OPT_JSON = 256,
	OPT_DOT
};

static const struct option options[] = {
	{ "define", required_argument, NULL, 'D' }, { "dot", no_argument, NULL, OPT_DOT },
	{ "json", no_argument, NULL, OPT_JSON },    { "verbose", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },         { NULL, 0, NULL, 0 },
};

struct request {
	const char *path;
	const char **defines;
	size_t num_defines;
	int (*print)(const struct tplg *t, FILE *out);
	bool verbose;
};

static int inspect(const char *verb, const struct request *request)
{
	struct tplg_error err;
	struct tplg *t;
	int ret;

	if (tplg_load_defines(request->path, request->defines, request->num_defines, &t, &err))
		return cli_fail(verb, CLI_BAD_INPUT, "%s", err.text);
	for (uint32_t i = 0; request->verbose && i < t->num_warnings; i++)
		fprintf(stderr, "warning: %s\n", t->warnings[i]);
	ret = request->print(t, stdout);
	tplg_free(t);
	return ret ? cli_fail(verb, CLI_BAD_INPUT, "%s: out of memory", request->path) : CLI_GOOD;
}

/* Returns CLI_GOOD with @request filled, or a usage error; @show_help: help was asked for. */
static int parse(int argc, char **argv, struct request *request, bool *show_help)
{
	int opt;

	optind = 0; /* GNU: start over, argv is new */
	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":D:vh", options, NULL)) != -1) {
		switch (opt) {
		case 'D':
			request->defines[request->num_defines++] = optarg;
			break;
		case OPT_DOT:
		case OPT_JSON:
			if (request->print != tplg_print_text)
				return cli_usage_error(argv[0], "expected one of --json and --dot");
			request->print = opt == OPT_DOT ? tplg_print_dot : tplg_print_json;
			break;
		case 'v':
			request->verbose = true;
			break;
		case 'h':
			*show_help = true;
			return CLI_GOOD;
		case ':':
			return cli_usage_error(argv[0], "option '%s' needs a value",
					       argv[optind - 1]);
		default:
			return cli_usage_error(argv[0], "unknown option '%s'", argv[optind - 1]);
		}
	}
	if (argc - optind != 1)
		return cli_usage_error(argv[0], "expected one topology, found %d", argc - optind);
	request->path = argv[optind];
	return CLI_GOOD;
}

int cli_inspect(int argc, char **argv)
{
	struct request request = { .print = tplg_print_text };
	bool show_help = false;
	int status;

	request.defines = calloc(argc, sizeof(*request.defines));
	if (!request.defines)
		return cli_fail(argv[0], CLI_BAD_INPUT, "out of memory");
	status = parse(argc, argv, &request, &show_help);
	if (show_help)
		fputs(help, stdout);
	else if (status == CLI_GOOD)
		status = inspect(argv[0], &request);
	free(request.defines);
	return status;
}
