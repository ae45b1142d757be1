/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench modules: the kinds of modules that the firmware has, and those that its configuration leaves out. */
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "cli/firmware.h"
#include "cli/verb.h"
#include "report/json_file.h"

struct request {
	const char *platform;
	struct module_files modules;
	bool json;
};

#define FIELD(name) .field = offsetof(struct request, name)

static const struct cli_option options[] = {
	{ 0, "json", NULL, NULL, cli_take_flag, FIELD(json), .help = "print JSON" },
	MODULE_FILES_OPTION(offsetof(struct request, modules)),
	{ 0, "platform", "NAME", "a profile", cli_take_text, FIELD(platform),
	  .help = "ask the firmware of this machine: mtl (default), lnl, ptl, tgl or a file" },
	{ .help = NULL },
};

/* One kind of module: what its declaration says, and what the firmware reports of it. */
struct row {
	const struct tplg_module *module;
	struct drv_module_info info;
	bool built_in;
	const char *note;
	const char *file; /* that is taken instead; NULL */
};

static struct row row_of(struct drv *drv, const struct tplg_module *module)
{
	struct row row = { .module = module };

	row.built_in = drv_module_built_in(drv, module->uuid, &row.info);
	row.note = drv_module_note(drv, module);
	row.file = drv_module_file(drv, module->uuid);
	return row;
}

/* Somebody else's module may have its place. */
static const char *name_of(const struct row *row)
{
	return row->built_in ? row->info.name : row->module->name;
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
	printf("%-14s %s %2u %3u  %-6s %s%s%s%s%s\n", name_of(row), uuid, m->max_inputs,
	       m->max_outputs, domain_of(row), state, row->note ? ", " : "",
	       row->note ? row->note : "", row->file ? ", replaced by " : "",
	       row->file ? row->file : "");
}

static json_t *row_json(const struct row *row)
{
	const struct tplg_module *m = row->module;
	char uuid[TPLG_UUID_TEXT];

	tplg_uuid_format(m->uuid, uuid);
	return json_pack("{ss ss si si ss? ss sb ss? ss?}", "name", name_of(row), "uuid", uuid,
			 "max_inputs", m->max_inputs, "max_outputs", m->max_outputs, "domain",
			 row->built_in ? domain_of(row) : NULL, "config", m->config, "built_in",
			 row->built_in, "note", row->note, "replaced_by", row->file);
}

/* Declared by this program, or loaded: the last ones. @return false: there are no more */
static bool next_loaded(struct drv *drv, size_t *at, struct drv_module_info *info)
{
	while (drv_module_at(drv, (*at)++, info))
		if (DRV_LIBRARY_OF(info->id))
			return true;
	return false;
}

static const char *loaded_from(const struct request *request, const struct drv_module_info *info)
{
	return request->modules.path[DRV_LIBRARY_OF(info->id) - 1];
}

static json_t *loaded_json(const struct request *request, const struct drv_module_info *info)
{
	char uuid[TPLG_UUID_TEXT];

	tplg_uuid_format(info->uuid, uuid);
	return json_pack("{ss ss sn sn ss sn sb sn ss}", "name", info->name, "uuid", uuid,
			 "max_inputs", "max_outputs", "domain", info->dp ? "DP" : "LL", "config",
			 "built_in", false, "note", "file", loaded_from(request, info));
}

static int print_json(const char *verb, const struct request *request, struct drv *drv)
{
	json_t *array = json_array();
	const struct tplg_module *module;
	struct drv_module_info info;
	size_t at = 0;

	for (size_t i = 0; (module = tplg_module_declared(i)) != NULL; i++) {
		struct row row = row_of(drv, module);

		json_array_append_new(array, row_json(&row));
	}
	while (next_loaded(drv, &at, &info))
		json_array_append_new(array, loaded_json(request, &info));
	return json_print(json_pack("{so}", "modules", array), 0) < 0 ?
		       cli_fail(verb, CLI_FIRMWARE, "out of memory") :
		       CLI_GOOD;
}

static int print_text(const struct request *request, struct drv *drv)
{
	const struct tplg_module *module;
	struct drv_module_info info;
	char uuid[TPLG_UUID_TEXT];
	size_t at = 0;

	printf("%-14s %-36s %2s %3s  %-6s %s\n", "module", "UUID", "in", "out", "domain",
	       "configuration, note");
	for (size_t i = 0; (module = tplg_module_declared(i)) != NULL; i++) {
		struct row row = row_of(drv, module);

		print_row(&row);
	}
	while (next_loaded(drv, &at, &info)) {
		tplg_uuid_format(info.uuid, uuid);
		printf("%-14s %s  -   -  %-6s %s\n", info.name, uuid, info.dp ? "DP" : "LL",
		       loaded_from(request, &info));
	}
	return CLI_GOOD;
}

static int print(const char *verb, const struct request *request)
{
	const struct firmware_config config = { .platform = request->platform,
						.modules = &request->modules };
	struct run_error error = { 0 };
	struct drv *drv = firmware_start(&config, &error);
	int status;

	if (!drv)
		return cli_fail(verb, (enum cli_exit)error.status, "%s", error.text);
	status = request->json ? print_json(verb, request, drv) : print_text(request, drv);
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
		"does not do what its name says. Modules that the configuration leaves out are listed with =n. Modules that\n"
		"--module loads come last, with their files; one with the UUID of a built-in one replaces it.",
	.options = options,
	.notes =
		"JSON is {modules[]}: name, uuid, max_inputs, max_outputs, domain (\"LL\", \"DP\", null when not\n"
		"built in), config, built_in, note (null or text), replaced_by (null or the file of a loaded one with the\n"
		"same UUID). Of a loaded one pins and config are null, built_in is false, and file says where it is from.",
	.examples = "adspbench modules\n"
		    "adspbench modules --json | jq -r '.modules[] | select(.built_in) | .name'\n"
		    "adspbench modules --module foo.adspmod",
	.statuses =
		"0 good, 1 usage, 2 a file that is no library, 3 the firmware does not start or load it",
	.run = run,
};
