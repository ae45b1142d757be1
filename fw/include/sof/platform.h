/* SPDX-License-Identifier: BSD-3-Clause */
/* Constants of the platform that firmware code is written against. */
#ifndef SOF_PLATFORM_H
#define SOF_PLATFORM_H

#include <platform/machine.h>
#include <rtos/cache.h>
#include <sof/schedule/ll_schedule_domain.h>

/* Streams on one side of a module: size of local arrays. */
#define PLATFORM_MAX_STREAMS 16

#define PLATFORM_MAX_CHANNELS 8
#define PLATFORM_PAGE_SIZE    CONFIG_MM_DRV_PAGE_SIZE
#define HOST_PAGE_SIZE        CONFIG_MM_DRV_PAGE_SIZE

#endif
