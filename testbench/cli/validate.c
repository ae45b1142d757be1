/* SPDX-License-Identifier: BSD-3-Clause */
/* adspbench validate: a battery of checks of one module. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "cli/firmware.h"
#include "cli/shipped.h"
#include "cli/stop_signal.h"
#include "cli/verb.h"
#include "report/json_file.h"
#include "topology/tplg.h"
#include "util/own_folder.h"
#include "util/text.h"
#include "validate/battery.h"

struct request {
	const char *work;
	struct module_files modules;
	uint32_t strictness;
	bool list;
	bool json;
};

#define FIELD(name) .field = offsetof(struct request, name)

static const struct cli_option options[] = {
	{ 0, "strictness", "N", "1 to 10", cli_take_u32, FIELD(strictness), .min = 1, .max = 10,
	  .help = "checks up to this level (5)" },
	MODULE_FILES_OPTION(offsetof(struct request, modules)),
	{ 0, "work", "DIR", "a folder", cli_take_text, FIELD(work),
	  .help = "make the files of all runs there, and keep them" },
	{ 0, "list", NULL, NULL, cli_take_flag, FIELD(list), .help = "print the checks" },
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

/* Runs begin in a folder of their own. @return false: a file has no path */
static bool find_files(struct battery *b, const struct module_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (!realpath(files->path[i], b->modules[b->num_modules++]))
			return false;
	return true;
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

/* ---- reports ---- */

static const char *const verdicts[] = {
	[BATTERY_GOOD] = "good", [BATTERY_FAILED] = "FAILED", [BATTERY_SKIPPED] = "skipped"
};

static void print_check(const struct battery *b, const struct battery_check *check,
			enum battery_verdict verdict, const char *text)
{
	printf("%-12s %2u  %-8s %s\n", check->name, check->level, verdicts[verdict], text);
	if (verdict == BATTERY_FAILED)
		printf("             again, in %s:\n             %s\n", b->work, b->command);
	fflush(stdout);
}

static void add_json(json_t *array, const struct battery *b, const struct battery_check *check,
		     enum battery_verdict verdict, const char *text)
{
	json_array_append_new(array, json_pack("{ss si ss ss ss?}", "check", check->name, "level",
					       (int)check->level, "verdict", verdicts[verdict],
					       "text", text, "command",
					       verdict == BATTERY_FAILED ? b->command : NULL));
}

static int run_checks(const char *verb, struct battery *b, const struct request *request)
{
	json_t *array = request->json ? json_array() : NULL;
	unsigned int failures = 0, done = 0;
	char text[BATTERY_TEXT];

	for (const struct battery_check *check = battery_checks; check->name; check++) {
		enum battery_verdict verdict;

		if (check->level > request->strictness)
			continue;
		verdict = check->run(b, text);
		/* what it has seen are runs that did not end by themselves */
		if (stop_signal())
			break;
		done++;
		if (request->json)
			add_json(array, b, check, verdict, text);
		else
			print_check(b, check, verdict, text);
		failures += verdict == BATTERY_FAILED;
		/* without a format there is nothing to play */
		if (!b->num_points)
			break;
	}
	if (request->json && json_print(array, 0) < 0)
		return cli_fail(verb, CLI_FIRMWARE, "out of memory");
	if (!request->json)
		printf("result: %s\n", stop_signal() ? "interrupted" :
				       failures      ? "failed" :
						       "good");
	if (stop_signal())
		return cli_fail(verb, (enum cli_exit)(128 + stop_signal()),
				"stopped by signal %d after %u check%s", stop_signal(), done,
				text_plural(done));
	return failures ? CLI_EXPECTATION : CLI_GOOD;
}

static int validate(const char *verb, const char *module, const struct request *request)
{
	static struct battery b;
	uint8_t uuid[16];
	char err[256];
	int status = look_up(verb, module, request, uuid), ret;

	if (status)
		return status;
	if (battery_choose_setup(&b, uuid, err, sizeof(err)) < 0)
		return cli_usage_error(verb, "%s", err);
	if (!find_files(&b, &request->modules))
		return cli_fail(verb, CLI_BAD_INPUT, "--module: %s", strerror(errno));
	for (size_t i = 0; i < 16; i++)
		snprintf(b.uuid + 3 * i, 4, i < 15 ? "%02x:" : "%02x", uuid[i]);
	if (!shipped_program(b.program, sizeof(b.program)) ||
	    !shipped_file(b.topology, sizeof(b.topology), "tplg/effect.conf",
			  ADSP_TPLG_LIBRARY "/effect.conf", NULL))
		return cli_fail(verb, CLI_BAD_INPUT,
				"no effect.conf: adspbench is not installed completely");
	/* the lock ends with the process */
	if (request->work && ((ret = own_folder_take(request->work)) < 0 ||
			      (ret = own_folder_lock(request->work)) < 0))
		return fail_work(verb, request->work, ret);
	if (!make_work(&b, request->work))
		return cli_fail(verb, CLI_OUTPUT, "%.300s: no folder for the runs' files: %s",
				request->work ? request->work : b.work, strerror(errno));
	stop_signal_catch();
	status = run_checks(verb, &b, request);
	if (!request->work)
		nftw(b.work, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	return status;
}

static int list_checks(void)
{
	for (const struct battery_check *check = battery_checks; check->name; check++)
		printf("%-12s %2u  %s\n", check->name, check->level, check->about);
	return CLI_GOOD;
}

static int run(int argc, char **argv)
{
	struct request request = { .strictness = 5 };
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
		"Play a module with one input and one output in every format, in the tick and in user mode, in\n"
		"blocks of any size, through its states, and with each allocation failing once. MODULE is a name\n"
		"of 'adspbench modules' or a UUID; with --module one that is loaded.",
	.options = options,
	.notes =
		"A check that fails prints the run that repeats it; --work keeps the files that it needs.",
	.examples =
		"adspbench validate dcblock --strictness 10\n"
		"adspbench validate 5d0f6b44-1f0b-4b60-9a3e-3c1a6f0e7a01 --module polarity.adspmod --work checks",
	.statuses =
		"0 all good, 1 usage, 2 not installed completely, 6 a check failed, 7 --work cannot be made,\n"
		"128 + N when signal N has ended it",
	.run = run,
};
