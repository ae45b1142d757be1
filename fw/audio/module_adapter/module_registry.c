/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All kinds of modules, as DECLARE_MODULE() made them known: the linker gathers pointers to them in the section
 * adsp_modules, whose bounds have these names.
 *
 * The order in which objects are linked means nothing. A module's id is its place, from 1, among all names in
 * alphabetical order: the same set of modules has the same ids in every build.
 */
#include <string.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_declare.h>

extern const struct comp_driver *const __start_adsp_modules[];
extern const struct comp_driver *const __stop_adsp_modules[];

uint32_t module_table_count(void)
{
	return (uint32_t)(__stop_adsp_modules - __start_adsp_modules);
}

/* Place of a name among all, from 1. */
static uint32_t module_rank(const struct comp_driver *drv)
{
	const struct comp_driver *const *other;
	uint32_t rank = 1;

	for (other = __start_adsp_modules; other < __stop_adsp_modules; other++)
		rank += memcmp((*other)->name, drv->name, sizeof(drv->name)) < 0;
	return rank;
}

const struct comp_driver *module_table_get(uint32_t module_id)
{
	const struct comp_driver *const *drv;

	for (drv = __start_adsp_modules; drv < __stop_adsp_modules; drv++) {
		if (module_rank(*drv) == module_id)
			return *drv;
	}
	return NULL;
}
