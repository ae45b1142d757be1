/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual page pool behind vpage_alloc(). */
#ifndef POSIX_VPAGE_H
#define POSIX_VPAGE_H

#include <stdbool.h>

/** @return 0, -ENOMEM */
int vpage_start(void);
void vpage_stop(void);

/** Is the page at a cached address of the pool free? */
bool vpage_is_free(const void *addr);

#endif
