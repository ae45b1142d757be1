/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware, started to be asked; nothing plays. One at a time. */
#ifndef TESTBENCH_CLI_FIRMWARE_H
#define TESTBENCH_CLI_FIRMWARE_H

#include <stddef.h>

#include "cli/module_files.h"
#include "cli/run_error.h"
#include "driver/driver.h"

/** What to start it with. */
struct firmware_config {
	const struct tplg *tplg;            /* must outlive the driver; NULL: nothing */
	const char *platform;               /* profile of the machine */
	const struct module_files *modules; /* to load; NULL: none */
};

/**
 * Start the machine and load the driver.
 * @param error	exit status and one line on failure
 * @return the driver for firmware_stop(), or NULL
 */
struct drv *firmware_start(const struct firmware_config *config, struct run_error *error);

/**
 * Start it with libraries and stop it again: they are refused once, and what they hold has names from now on.
 * @return exit status; a line has been printed unless it is 0, as without libraries
 */
int firmware_check_modules(const char *verb, const char *platform,
			   const struct module_files *modules);

/** NULL is fine. */
void firmware_stop(struct drv *drv);

#endif
