/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RTOS_WAIT_H
#define RTOS_WAIT_H

#include <rtos/timer.h>

#endif
