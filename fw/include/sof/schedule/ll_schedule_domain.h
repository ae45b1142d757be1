/* SPDX-License-Identifier: BSD-3-Clause */
/* The time base of LL schedulers. */
#ifndef SOF_SCHEDULE_LL_SCHEDULE_DOMAIN_H
#define SOF_SCHEDULE_LL_SCHEDULE_DOMAIN_H

/* Every LL scheduler runs once per tick. */
#define LL_TIMER_PERIOD_US 1000ULL

#endif
