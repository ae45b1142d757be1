/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdlib.h>

#include <jansson.h>

#include "util/json_memory.h"

static bool lacks;

static void *watched_malloc(size_t bytes)
{
	void *ptr = malloc(bytes);

	if (!ptr)
		lacks = true;
	return ptr;
}

void json_memory_watch(void)
{
	lacks = false;
	json_set_alloc_funcs(watched_malloc, free);
}

bool json_memory_lacks(void)
{
	return lacks;
}
