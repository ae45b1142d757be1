/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_MEM_DOMAIN_H
#define POSIX_MEM_DOMAIN_H

#include <zephyr/app_memory/mem_domain.h>

struct k_thread;

/** The default domain, empty: before the first context exists. */
void mem_domain_start(void);

/** A new thread becomes a member. */
void mem_domain_join(struct k_thread *thread, struct k_mem_domain *domain);

/** How many domains have been initialised and not been ended, and their partitions; without the default one. */
void mem_domain_figures(uint32_t *domains, uint32_t *partitions);

/** A thread has ended. */
void mem_domain_leave(struct k_thread *thread);

#endif
