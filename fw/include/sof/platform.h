/* SPDX-License-Identifier: BSD-3-Clause */
/* Constants of the platform that firmware code is written against. */
#ifndef SOF_PLATFORM_H
#define SOF_PLATFORM_H

#include <platform/machine.h>

/* A cache line must never be shared by a cached and an uncached user. */
#define PLATFORM_DCACHE_ALIGN	CONFIG_DCACHE_LINE_SIZE

/* Streams on one side of a module: size of local arrays. */
#define PLATFORM_MAX_STREAMS	16

#define PLATFORM_MAX_CHANNELS	8
#define PLATFORM_PAGE_SIZE	CONFIG_MM_DRV_PAGE_SIZE

/* Every LL scheduler runs once per tick. */
#define LL_TIMER_PERIOD_US	1000ULL

#endif
