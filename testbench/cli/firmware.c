/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include <adsp/machine.h>

#include "cli/cli.h"
#include "cli/firmware.h"

static void tick(void *ctx)
{
	(void)ctx;
	adsp_tick();
}

struct drv *firmware_start(const struct firmware_config *config, struct run_error *error)
{
	static const struct tplg nothing = { .path = (char *)"" };
	const struct drv_config driver = {
		.tick = tick,
		.modules = config->modules ? config->modules->path : NULL,
		.num_modules = config->modules ? config->modules->count : 0,
	};
	struct adsp_profile profile;
	const struct adsp_machine_config machine = { .profile = &profile };
	char err[512] = "";
	struct drv *drv;

	if (adsp_profile_load(config->platform, &profile, err, sizeof(err)) < 0) {
		run_fail(error, CLI_FIRMWARE, "%s", err);
		return NULL;
	}
	/* before the start, as the firmware's first notification says that it is ready */
	if (drv_create(config->tplg ? config->tplg : &nothing, &driver, &drv) < 0) {
		run_fail(error, CLI_FIRMWARE, "out of memory");
		return NULL;
	}
	if (adsp_machine_start(&machine, err, sizeof(err)) < 0) {
		run_fail(error, CLI_FIRMWARE, "%s", err);
		drv_destroy(drv);
		return NULL;
	}
	if (drv_probe(drv) < 0) {
		run_fail(error, run_status_of(drv_last_error(drv)->kind), "%s",
			 drv_last_error(drv)->text);
		firmware_stop(drv);
		return NULL;
	}
	return drv;
}

void firmware_stop(struct drv *drv)
{
	if (!drv)
		return;
	drv_destroy(drv);
	adsp_machine_stop();
}

int firmware_check_modules(const char *verb, const char *platform,
			   const struct module_files *modules)
{
	const struct firmware_config config = { .platform = platform, .modules = modules };
	struct run_error error = { 0 };
	struct drv *drv = modules->count ? firmware_start(&config, &error) : NULL;

	firmware_stop(drv);
	return error.status ? cli_fail(verb, (enum cli_exit)error.status, "%s", error.text) :
			      CLI_GOOD;
}
