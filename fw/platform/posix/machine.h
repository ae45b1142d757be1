/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MACHINE_H
#define POSIX_MACHINE_H

#include <adsp/machine.h>

/** adsp_machine_start() with a firmware of the caller's choice: boot() takes the place of fw_boot(). */
int machine_power_on(const struct adsp_machine_config *config, int (*boot)(void), char *err,
		     size_t err_size);

#endif
