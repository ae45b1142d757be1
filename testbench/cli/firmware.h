/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware, started to be asked; nothing plays. One at a time. */
#ifndef TESTBENCH_CLI_FIRMWARE_H
#define TESTBENCH_CLI_FIRMWARE_H

#include <stddef.h>

#include "driver/driver.h"

/**
 * Start the machine and load the driver.
 * @param t		must outlive the driver
 * @param platform	profile of the machine
 * @param err		one line on failure
 * @return the driver for firmware_stop(), or NULL
 */
struct drv *firmware_start(const struct tplg *t, const char *platform, char *err, size_t err_size);

/** NULL is fine. */
void firmware_stop(struct drv *drv);

#endif
