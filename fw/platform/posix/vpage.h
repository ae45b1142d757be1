/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual page pool behind vpage_alloc(). */
#ifndef POSIX_VPAGE_H
#define POSIX_VPAGE_H

/** @return 0, -ENOMEM */
int vpage_start(void);
void vpage_stop(void);

#endif
