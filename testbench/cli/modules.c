/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench modules: the kinds of modules that the firmware has, and those that its configuration leaves out. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "cli/firmware.h"
#include "cli/verb.h"

struct request {
	const char *platform;
	bool json;
};

#define FIELD(name) .field = offsetof(struct request, name)

static const struct cli_option options[] = {
	{ 0, "json", NULL, NULL, cli_take_flag, FIELD(json), .help = "print JSON" },
	{ 0, "platform", "NAME", "a profile", cli_take_text, FIELD(platform),
	  .help = "ask the firmware of this machine: mtl (default), lnl, ptl, tgl or a file" },
	{ .help = NULL },
};

/* One kind of module: what its declaration says, and what the firmware reports of it. */
struct row {
	const struct tplg_module *module;
	struct drv_module_info info;
	bool built_in;
};

static struct row row_of(struct drv *drv, const struct tplg_module *module)
{
	struct row row = { .module = module };

	row.built_in = drv_module_info(drv, module->uuid, &row.info);
	return row;
}

static const char *domain_of(const struct row *row)
{
	return !row->built_in ? "-" : row->info.dp ? "DP" : "LL";
}

static void print_row(const struct row *row)
{
	const struct tplg_module *m = row->module;
	char uuid[TPLG_UUID_TEXT], state[64];

	tplg_uuid_format(m->uuid, uuid);
	snprintf(state, sizeof(state), "%s=%c", m->config, row->built_in ? 'y' : 'n');
	printf("%-14s %s %2u %3u  %-6s %s%s%s\n", m->name, uuid, m->max_inputs, m->max_outputs,
	       domain_of(row), state, m->note ? ", " : "", m->note ? m->note : "");
}

static json_t *row_json(const struct row *row)
{
	const struct tplg_module *m = row->module;
	char uuid[TPLG_UUID_TEXT];

	tplg_uuid_format(m->uuid, uuid);
	return json_pack("{ss ss si si ss? ss sb ss?}", "name", m->name, "uuid", uuid, "max_inputs",
			 m->max_inputs, "max_outputs", m->max_outputs, "domain",
			 row->built_in ? domain_of(row) : NULL, "config", m->config, "built_in",
			 row->built_in, "note", m->note);
}

static int print_json(const char *verb, struct drv *drv)
{
	json_t *array = json_array(), *json;
	const struct tplg_module *module;

	for (size_t i = 0; (module = tplg_module_declared(i)) != NULL; i++) {
		struct row row = row_of(drv, module);

		json_array_append_new(array, row_json(&row));
	}
	json = json_pack("{so}", "modules", array);
	if (!json || json_dumpf(json, stdout, JSON_INDENT(2)) < 0) {
		json_decref(json);
		return cli_fail(verb, CLI_BAD_INPUT, "the modules cannot be printed");
	}
	putchar('\n');
	json_decref(json);
	return CLI_GOOD;
}

static int print_text(struct drv *drv)
{
	const struct tplg_module *module;

	printf("%-14s %-36s %2s %3s  %-6s %s\n", "module", "UUID", "in", "out", "domain",
	       "configuration, note");
	for (size_t i = 0; (module = tplg_module_declared(i)) != NULL; i++) {
		struct row row = row_of(drv, module);

		print_row(&row);
	}
	return CLI_GOOD;
}

static int print(const char *verb, const struct request *request)
{
	static const struct tplg nothing = { .path = (char *)"" };
	char err[512] = "";
	struct drv *drv = firmware_start(&nothing, request->platform, err, sizeof(err));
	int status;

	if (!drv)
		return cli_fail(verb, CLI_FIRMWARE, "%s", err);
	status = request->json ? print_json(verb, drv) : print_text(drv);
	firmware_stop(drv);
	return status;
}

static int run(int argc, char **argv)
{
	struct request request = { .platform = "mtl" };
	struct cli_words words;
	int status = cli_parse(&cli_modules_verb, argc, argv, &request, &words);

	if (status != CLI_GOOD)
		return status;
	if (!words.help)
		status = words.num_operands ?
				 cli_usage_error(argv[0], "unexpected '%s'", words.operands[0]) :
				 print(argv[0], &request);
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_modules_verb = {
	.name = "modules",
	.summary = "list the firmware's modules",
	.usage = "[OPTION]...",
	.about =
		"List the kinds of modules that the firmware has: name, UUID, pins, the domain that they run in\n"
		"unless a topology says another, the Kconfig symbol that builds them in, and a note where one\n"
		"does not do what its name says. Modules that the configuration leaves out are listed with =n.",
	.options = options,
	.notes =
		"JSON is {modules[]}: name, uuid, max_inputs, max_outputs, domain (\"LL\", \"DP\", null when not\n"
		"built in), config, built_in, note (null or text).",
	.examples = "adspbench modules\n"
		    "adspbench modules --json | jq -r '.modules[] | select(.built_in) | .name'",
	.statuses = "0 good, 1 usage, 3 the firmware does not start",
	.run = run,
};
