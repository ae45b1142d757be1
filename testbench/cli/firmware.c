/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include <adsp/machine.h>

#include "cli/firmware.h"

static void tick(void *ctx)
{
	(void)ctx;
	adsp_tick();
}

struct drv *firmware_start(const struct tplg *t, const char *platform, char *err, size_t err_size)
{
	const struct drv_config config = { .tick = tick };
	struct adsp_profile profile;
	const struct adsp_machine_config machine = { .profile = &profile };
	struct drv *drv;

	if (adsp_profile_load(platform, &profile, err, err_size) < 0)
		return NULL;
	/* before the start, as the firmware's first notification says that it is ready */
	if (drv_create(t, &config, &drv) < 0) {
		snprintf(err, err_size, "out of memory");
		return NULL;
	}
	if (adsp_machine_start(&machine, err, err_size) < 0) {
		drv_destroy(drv);
		return NULL;
	}
	if (drv_probe(drv) < 0) {
		snprintf(err, err_size, "%s", drv_last_error(drv)->text);
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
