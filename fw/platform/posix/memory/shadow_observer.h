/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SHADOW_OBSERVER_H
#define POSIX_SHADOW_OBSERVER_H

/** When a memory checker watches this process, report all heaps and pages to it from now on. Banks are mapped. */
void shadow_observer_start(void);

#endif
