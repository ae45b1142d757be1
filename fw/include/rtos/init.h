/* SPDX-License-Identifier: BSD-3-Clause */
/* Initialization of modules that are linked in. Their registration is data, so there is nothing to run. */
#ifndef RTOS_INIT_H
#define RTOS_INIT_H

#include <zephyr/init.h>

/** States which function would register a module; see DECLARE_MODULE_ADAPTER(). The function need not exist. */
#define SOF_MODULE_INIT(name, init)             \
	_Static_assert(sizeof(#name #init) > 1, \
		       "a module's name and the function that registers it")

#endif
