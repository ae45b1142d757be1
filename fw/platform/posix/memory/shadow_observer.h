/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_SHADOW_OBSERVER_H
#define POSIX_SHADOW_OBSERVER_H

/** Should a memory checker watch this process, it is told of all heaps and pages from now on. Banks are mapped. */
void shadow_observer_start(void);

#endif
