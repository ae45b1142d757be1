/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench validate: a battery of checks of one module. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>
#include <program_path.h>

#include "cli/firmware.h"
#include "cli/shipped.h"
#include "cli/stop_signal.h"
#include "cli/verb.h"
#include "report/json_file.h"
#include "topology/tplg.h"
#include "util/output_file.h"
#include "util/own_folder.h"
#include "util/text.h"
#include "validate/battery.h"

struct request {
	const char *work;
	const char *junit;
	const char *effect;
	const char *blob;
	struct {
		unsigned int inputs, outputs;
	} pins;
	struct module_files modules;
	uint32_t strictness;
	bool by_block;
	bool list;
	bool json;
};

#define FIELD(name) .field = offsetof(struct request, name)

static bool take_pins(void *target, const struct cli_option *option, char *value)
{
	struct request *request = target;

	if (strlen(value) != 3 || value[1] != ':' || value[0] < '1' || value[2] < '1')
		return false;
	request->pins.inputs = (unsigned int)(value[0] - '0');
	request->pins.outputs = (unsigned int)(value[2] - '0');
	return request->pins.inputs + request->pins.outputs <= 3;
}

static const struct cli_option options[] = {
	{ 0, "strictness", "N", "1 to 10", cli_take_u32, FIELD(strictness), .min = 1, .max = 10,
	  .help = "checks up to this level (5)" },
	MODULE_FILES_OPTION(offsetof(struct request, modules)),
	{ 0, "pins", "IN:OUT", "1:1, 2:1 or 1:2", take_pins, FIELD(pins),
	  .help = "how many inputs and outputs it is given (1:1)" },
	{ 0, "effect", "NAME", "a file of tplg/effects, without .conf", cli_take_text,
	  FIELD(effect), .help = "with the settings and the blob of tplg/effects/NAME.conf" },
	{ 0, "by-block", NULL, NULL, cli_take_flag, FIELD(by_block),
	  .help = "its samples depend on the size of a block: none is compared with another" },
	{ 0, "blob", "FILE", "a file as sof-ctl reads it", cli_take_text, FIELD(blob),
	  .help = "a blob that the module takes: sent, changed and replaced" },
	{ 0, "work", "DIR", "a folder", cli_take_text, FIELD(work),
	  .help = "make the files of all runs there, and keep them" },
	{ 0, "list", NULL, NULL, cli_take_flag, FIELD(list), .help = "print the checks" },
	{ 0, "junit", "FILE", "a file", cli_take_text, FIELD(junit),
	  .help = "write JUnit XML: a case for each check" },
	{ 0, "json", NULL, NULL, cli_take_flag, FIELD(json), .help = "print JSON" },
	{ .help = NULL },
};

/* ---- what is validated ---- */

/* A UUID as text. @return false: it is none */
static bool parse_uuid(const char *text, uint8_t uuid[16])
{
	static const uint8_t places[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	unsigned int value[16];

	if (strlen(text) != 36 ||
	    sscanf(text, "%2x%2x%2x%2x-%2x%2x-%2x%2x-%2x%2x-%2x%2x%2x%2x%2x%2x", &value[0],
		   &value[1], &value[2], &value[3], &value[4], &value[5], &value[6], &value[7],
		   &value[8], &value[9], &value[10], &value[11], &value[12], &value[13], &value[14],
		   &value[15]) != 16)
		return false;
	for (size_t i = 0; i < 16; i++)
		uuid[places[i]] = (uint8_t)value[i];
	return true;
}

/* By name or UUID, built in or loaded. @return false: the firmware has no such module */
static bool find_module(struct drv *drv, const char *module, uint8_t uuid[16])
{
	const struct tplg_module *declared;
	struct drv_module_info info;

	if (parse_uuid(module, uuid))
		return drv_module_info(drv, uuid, NULL);
	for (size_t i = 0; (declared = tplg_module_declared(i)); i++) {
		if (!strcmp(declared->name, module)) {
			memcpy(uuid, declared->uuid, 16);
			return drv_module_info(drv, uuid, NULL);
		}
	}
	for (size_t i = 0; drv_module_at(drv, i, &info); i++) {
		if (!strcmp(info.name, module)) {
			memcpy(uuid, info.uuid, 16);
			return true;
		}
	}
	return false;
}

/* What the firmware says of it, and of the libraries: a bad one is refused once, and not by each run. */
static int look_up(const char *verb, const char *module, const struct request *request,
		   uint8_t uuid[16])
{
	const struct firmware_config config = { .platform = "mtl", .modules = &request->modules };
	struct run_error error = { 0 };
	struct drv *drv = firmware_start(&config, &error);
	bool found;

	if (!drv)
		return cli_fail(verb, (enum cli_exit)error.status, "%s", error.text);
	found = find_module(drv, module, uuid);
	firmware_stop(drv);
	return found ? CLI_GOOD :
		       cli_usage_error(verb,
				       "'%s': expected a module that the firmware has, by name "
				       "('adspbench modules') or UUID",
				       module);
}

/* ---- its folder ---- */

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	return remove(path);
}

static int fail_work(const char *verb, const char *folder, int ret)
{
	return cli_fail(verb, CLI_OUTPUT, "--work %.200s: %s", folder,
			ret == -EEXIST ?
				"holds files of others, expected a new or an empty folder" :
			ret == -EBUSY ? "another validation runs in this folder" :
					strerror(-ret));
}

static bool make_work(struct battery *b, const char *wanted)
{
	if (wanted)
		return realpath(wanted, b->work);
	snprintf(b->work, sizeof(b->work), "%s/adspbench-validate.XXXXXX",
		 getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	return mkdtemp(b->work);
}

/* ---- the topology's controls ---- */

/* Its initial value as a file that sof-ctl reads. */
static bool write_blob(struct battery *b, const struct tplg_control *control)
{
	char text[16384];
	size_t used = (size_t)snprintf(text, sizeof(text), "%u,%u,%u,%u,0,0,0,0", 0x34464f53u,
				       control->param_id, control->data_bytes, control->abi);

	for (uint32_t i = 0; i + 4 <= control->data_bytes && used + 16 < sizeof(text); i += 4) {
		uint32_t word;

		memcpy(&word, control->data + i, sizeof(word));
		used += (size_t)snprintf(text + used, sizeof(text) - used, ",%u", word);
	}
	snprintf(b->blob, sizeof(b->blob), "blob.txt");
	return battery_write(b, b->blob, text);
}

static bool take_control(struct battery *b, const struct tplg_control *control)
{
	const bool bytes = control->kind == TPLG_CONTROL_BYTES;
	static const char *const kinds[] = {
		[TPLG_CONTROL_VOLUME] = "volume",
		[TPLG_CONTROL_SWITCH] = "switch",
		[TPLG_CONTROL_ENUM] = "enum",
		[TPLG_CONTROL_BYTES] = "blob",
	};
	struct battery_control *out = bytes ? &b->bytes_control : &b->controls[b->num_controls];

	if (bytes ? out->name[0] : b->num_controls == BATTERY_MAX_CONTROLS)
		return true;
	b->num_controls += !bytes;
	snprintf(out->name, sizeof(out->name), "%s", control->name);
	out->kind = kinds[control->kind];
	out->max = bytes ? control->max_bytes :
		   control->kind == TPLG_CONTROL_ENUM ?
			   (control->num_items ? control->num_items - 1 : 0) :
			   control->max;
	return !bytes || b->blob[0] || !control->data_set || write_blob(b, control);
}

/* The plainest topology has none: its compiler writes no lists of items. */
static void add_enum(struct battery *b)
{
	struct battery_control *out = &b->controls[b->num_controls];

	if (!b->bytes_control.name[0] || b->num_controls == BATTERY_MAX_CONTROLS)
		return;
	b->num_controls++;
	*out = b->bytes_control;
	out->kind = "enum";
	out->max = 3;
	out->by_bytes = true;
}

/* @return false, with a line in err */
static bool find_controls(struct battery *b, char *err, size_t err_size)
{
	char uuid[96], effect[64], type[48];
	const char *defines[3] = { uuid };
	struct tplg_request request = { .path = b->topology, .defines = defines, .num_defines = 1 };
	struct tplg_error error;
	struct tplg *t;
	bool good = true;

	snprintf(uuid, sizeof(uuid), "UUID=%s", b->uuid);
	snprintf(effect, sizeof(effect), "EFFECT=%s", b->effect);
	snprintf(type, sizeof(type), "TYPE=%s", b->type);
	if (strcmp(b->effect, "none") != 0)
		defines[request.num_defines++] = effect;
	if (strcmp(b->type, "effect") != 0)
		defines[request.num_defines++] = type;
	if (tplg_load_request(&request, &t, &error) < 0) {
		snprintf(err, err_size, "%s", error.text);
		return false;
	}
	for (uint32_t i = 0; good && i < t->num_controls; i++)
		good = take_control(b, &t->controls[i]);
	tplg_free(t);
	if (good && !strcmp(b->effect, "none"))
		add_enum(b);
	if (!good)
		snprintf(err, err_size, "%.300s: %s", b->work, strerror(errno));
	return good;
}

/* ---- the checks ---- */

static double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run_check(struct battery *b, const struct battery_check *check,
		      struct battery_result *result)
{
	const double start = seconds_now();

	b->frames = 0;
	result->check = check;
	result->text[0] = '\0';
	result->verdict = check->run(b, result->text);
	memcpy(result->command, b->command, sizeof(result->command));
	result->frames = b->frames;
	result->seconds = seconds_now() - start;
}

/* @return how many have failed; signals end it */
static unsigned int run_checks(struct battery *b, const struct request *request, json_t *results)
{
	static struct battery_result result;
	unsigned int failures = 0;

	for (const struct battery_check *check = battery_checks; check->name; check++) {
		json_t *json;

		if (check->level > request->strictness)
			continue;
		run_check(b, check, &result);
		/* what it has seen are runs that did not end by themselves */
		if (stop_signal())
			break;
		json = battery_result_json(&result);
		json_object_set_new(json, "seconds", json_real(result.seconds));
		json_array_append_new(results, json);
		if (!request->json)
			battery_print(b, &result);
		failures += result.verdict == BATTERY_FAILED;
		/* without a format there is nothing to play */
		if (!b->num_points)
			break;
	}
	return failures;
}

/* How long it took is in JUnit alone: the rest of equal calls is equal. */
static int print_json(json_t *results)
{
	json_t *item;
	size_t i;

	json_array_foreach(results, i, item) json_object_del(item, "seconds");
	return json_print(json_incref(results), 0);
}

static int report(const char *verb, const char *module, const struct request *request,
		  json_t *results, unsigned int failures)
{
	char err[512];

	if (request->junit &&
	    battery_write_junit(request->junit, module, results, err, sizeof(err)) < 0)
		return cli_fail(verb, CLI_OUTPUT, "--junit: %s", err);
	if (request->json && print_json(results) < 0)
		return cli_fail(verb, CLI_FIRMWARE, "out of memory");
	if (!request->json)
		printf("result: %s\n", stop_signal() ? "interrupted" :
				       failures      ? "failed" :
						       "good");
	if (stop_signal())
		return cli_fail(verb, (enum cli_exit)(128 + stop_signal()),
				"stopped by signal %d after %zu check%s", stop_signal(),
				json_array_size(results), text_plural(json_array_size(results)));
	return failures ? CLI_EXPECTATION : CLI_GOOD;
}

/* Which topology, by its pins. @return false: a file is missing; it stands in b->topology */
static bool find_topologies(struct battery *b)
{
	static const char *const shapes[3][3] = {
		[1] = { [1] = "effect", [2] = "effect-two-outputs" },
		[2] = { [1] = "effect-two-inputs" },
	};
	char installed[64], here[PATH_MAX];

	snprintf(installed, sizeof(installed), "tplg/%s.conf", shapes[b->inputs][b->outputs]);
	snprintf(here, sizeof(here), ADSP_TPLG_LIBRARY "/%s.conf", shapes[b->inputs][b->outputs]);
	return !program_path(b->program) &&
	       shipped_file(b->two, sizeof(b->two), "tplg/effect-two.conf",
			    ADSP_TPLG_LIBRARY "/effect-two.conf", NULL) &&
	       shipped_file(b->topology, sizeof(b->topology), installed, here, NULL);
}

/* Beside the topology. */
static bool has_effect(const struct battery *b)
{
	char path[sizeof(b->topology) + 128];
	const char *slash = strrchr(b->topology, '/');

	snprintf(path, sizeof(path), "%.*s/effects/%.64s.conf", (int)(slash - b->topology),
		 b->topology, b->effect);
	return !strchr(b->effect, '/') && !access(path, R_OK);
}

/* Files of the command line as the runs name them, which begin in a folder of their own. */
static int find_files(const char *verb, struct battery *b, const struct request *request)
{
	for (size_t i = 0; i < request->modules.count; i++)
		if (!realpath(request->modules.path[i], b->modules[b->num_modules++]))
			return cli_fail(verb, CLI_BAD_INPUT, "--module: %s: %s",
					request->modules.path[i], strerror(errno));
	if (request->blob && !realpath(request->blob, b->blob))
		return cli_fail(verb, CLI_BAD_INPUT, "--blob: %s: %s", request->blob,
				strerror(errno));
	return CLI_GOOD;
}

static int prepare(const char *verb, const char *module, const struct request *request,
		   struct battery *b)
{
	uint8_t uuid[16];
	char err[256];
	int status = look_up(verb, module, request, uuid);

	if (status)
		return status;
	b->inputs = request->pins.inputs;
	b->outputs = request->pins.outputs;
	b->by_block = request->by_block;
	if (battery_choose_setup(b, uuid, err, sizeof(err)) < 0)
		return cli_usage_error(verb, "%s", err);
	if (request->effect) {
		b->effect = request->effect;
		b->type = "effect";
	}
	for (size_t i = 0; i < 16; i++)
		snprintf(b->uuid + 3 * i, 4, i < 15 ? "%02x:" : "%02x", uuid[i]);
	if (!find_topologies(b))
		return cli_fail(verb, CLI_BAD_INPUT,
				"no topology for it: adspbench is not installed completely");
	if (request->effect && !has_effect(b))
		return cli_usage_error(verb, "--effect '%.100s': expected a file of tplg/effects",
				       request->effect);
	if (request->junit && output_file_check(request->junit, err, sizeof(err)) < 0)
		return cli_fail(verb, CLI_OUTPUT, "--junit: %s", err);
	return find_files(verb, b, request);
}

static int validate(const char *verb, const char *module, const struct request *request)
{
	static struct battery b;
	json_t *results;
	char err[1024];
	int status = prepare(verb, module, request, &b), ret;
	unsigned int failures = 0;

	if (status)
		return status;
	/* the lock ends with the process */
	if (request->work && ((ret = own_folder_take(request->work)) < 0 ||
			      (ret = own_folder_lock(request->work)) < 0))
		return fail_work(verb, request->work, ret);
	if (!make_work(&b, request->work))
		return cli_fail(verb, CLI_OUTPUT, "%.300s: no folder for the runs' files: %s",
				request->work ? request->work : b.work, strerror(errno));
	stop_signal_catch();
	results = json_array();
	if (find_controls(&b, err, sizeof(err))) {
		failures = run_checks(&b, request, results);
		status = report(verb, module, request, results, failures);
	} else {
		status = cli_fail(verb, CLI_BAD_INPUT, "%s", err);
	}
	if (failures && !request->work)
		cli_fail(verb, CLI_GOOD, "the files of the runs are kept in %s", b.work);
	else if (!request->work)
		nftw(b.work, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	json_decref(results);
	return status;
}

static int list_checks(void)
{
	for (const struct battery_check *check = battery_checks; check->name; check++)
		printf("%-16s %2u  %s\n", check->name, check->level, check->about);
	return CLI_GOOD;
}

static int run(int argc, char **argv)
{
	struct request request = { .strictness = 5, .pins = { 1, 1 } };
	struct cli_words words;
	int status = cli_parse(&cli_validate_verb, argc, argv, &request, &words);

	if (status != CLI_GOOD)
		return status;
	if (words.help)
		;
	else if (request.list && (words.num_operands || request.json))
		status = cli_usage_error(argv[0], "--list goes alone");
	else if (request.list)
		status = list_checks();
	else if (words.num_operands != 1)
		status = cli_usage_error(argv[0], "expected one module");
	else
		status = validate(argv[0], words.operands[0], &request);
	cli_words_free(&words);
	return status;
}

const struct cli_verb cli_validate_verb = {
	.name = "validate",
	.summary = "check a module with a battery of runs",
	.usage = "MODULE [OPTION]...\n--list",
	.about =
		"Play a module in every format, in the tick and in user mode, in blocks of any size, through its\n"
		"states, beside another instance, with blobs that are wrong, and with each allocation failing\n"
		"once. MODULE is a name of 'adspbench modules' or a UUID; with --module one that is loaded.",
	.options = options,
	.notes =
		"A check that fails prints the run that repeats it, with the smallest input, and the files that\n"
		"it needs are kept; --work keeps them always.",
	.examples =
		"adspbench validate dcblock --strictness 10\n"
		"adspbench validate 5d0f6b44-1f0b-4b60-9a3e-3c1a6f0e7a01 --module polarity.adspmod --work checks",
	.statuses =
		"0 all good, 1 usage, 2 not installed completely, 6 a check failed, 7 --work cannot be made,\n"
		"128 + N when signal N has ended it",
	.run = run,
};
