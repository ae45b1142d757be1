/* SPDX-License-Identifier: BSD-3-Clause */
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

#include "dw/dw_library.h"

#define NAME "libdw.so.1"

static const struct {
	const char *name;
	size_t offset;
} functions[] = {
#define ROW(function) { #function, offsetof(struct dw_library, function) },
	DW_FUNCTIONS(ROW)
};

static bool find_functions(void *handle, struct dw_library *library)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		void *function = dlsym(handle, functions[i].name);

		if (!function)
			return false;
		*(void **)((char *)library + functions[i].offset) = function;
	}
	return true;
}

const struct dw_library *dw_library(const char **why)
{
	static struct dw_library library;
	static bool is_there;
	void *handle = is_there ? NULL : dlopen(NAME, RTLD_NOW);

	if (handle)
		is_there = find_functions(handle, &library);
	if (!is_there)
		*why = dlerror();
	return is_there ? &library : NULL;
}
