/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Jansson leaves out of a document what it has no memory for, and whoever builds one with json_array_append_new() and the
 * like is not told. So each of its allocations is watched.
 */
#ifndef UTIL_JSON_MEMORY_H
#define UTIL_JSON_MEMORY_H

#include <stdbool.h>

/** Before anything of Jansson's is used. */
void json_memory_watch(void);

/** Has an allocation failed since then? What was built since may lack something. */
bool json_memory_lacks(void);

#endif
