/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef POSIX_LIBRARY_MEMORY_H
#define POSIX_LIBRARY_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/** The machine stops: libraries and images are gone. */
void library_memory_stop(void);

/** Changes with every library that comes or goes. */
unsigned int library_memory_generation(void);

/** File that a loaded library is from, and where it stands. @return NULL not loaded */
const char *library_memory_path(uint32_t id, uintptr_t *start);

/** Is this address in a loaded library: in its code and constants, or in its variables? */
bool library_memory_is_code(uintptr_t addr);
bool library_memory_is_data(uintptr_t addr);

#endif
