/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * All kinds of modules, as DECLARE_MODULE() made them known: the linker gathers pointers to them in the section
 * adsp_modules, whose bounds have these names.
 *
 * The order in which objects are linked means nothing. A module's id is its place, from 1, among all names in
 * alphabetical order: the same set of modules has the same ids in every build.
 */
#include <string.h>
#include <platform/machine.h>
#include <sof/audio/module_adapter/module_adapter.h>
#include <sof/audio/module_declare.h>
#include <sof/lib/library.h>

#define MAX_MODULES 256

extern const struct comp_driver *const __start_adsp_modules[];
extern const struct comp_driver *const __stop_adsp_modules[];

/* Those that declare themselves as loadable modules do. */
Z_SECTION_BOUND(const struct sof_man_module_manifest, __start_adsp_manifests);
Z_SECTION_BOUND(const struct sof_man_module_manifest, __stop_adsp_manifests);

static uint32_t num_pointers(void)
{
	return (uint32_t)(__stop_adsp_modules - __start_adsp_modules);
}

/* @return NULL: i is beyond the last one */
static const struct comp_driver *entry(uint32_t i)
{
	if (i < num_pointers())
		return __start_adsp_modules[i];
	i -= num_pointers();
	return i < (uint32_t)(__stop_adsp_manifests - __start_adsp_manifests) ?
		       &__start_adsp_manifests[i].driver :
		       NULL;
}

/* A module from outside of the tree takes the place of the built-in one of its UUID. */
static bool is_replaced(const struct comp_driver *drv)
{
	const struct comp_driver *other;

	for (uint32_t i = 0; !drv->out_of_tree && (other = entry(i)); i++) {
		if (other->out_of_tree && !memcmp(other->uuid, drv->uuid, sizeof(drv->uuid)))
			return true;
	}
	return false;
}

/* In alphabetical order. Made once: a host asks for each of them when it loads the firmware. */
static struct {
	const struct comp_driver *drivers[MAX_MODULES];
	uint32_t count; /* 0: not made yet */
} table;

static void table_insert(const struct comp_driver *drv)
{
	uint32_t at = table.count++;

	if (at == MAX_MODULES)
		platform_panic(__FILE__, __LINE__, "more kinds of modules than the registry holds");
	for (; at && memcmp(table.drivers[at - 1]->name, drv->name, sizeof(drv->name)) > 0; at--)
		table.drivers[at] = table.drivers[at - 1];
	table.drivers[at] = drv;
}

uint32_t module_table_count(void)
{
	const struct comp_driver *drv;

	if (table.count)
		return table.count;
	for (uint32_t i = 0; (drv = entry(i)); i++) {
		if (!is_replaced(drv))
			table_insert(drv);
	}
	return table.count;
}

const struct comp_driver *module_table_at(uint32_t index, uint32_t *module_id)
{
	const struct comp_driver *drv;

	if (index < module_table_count()) {
		*module_id = index + 1;
		return module_table_get(*module_id);
	}
	index -= module_table_count();
	for (uint32_t lib = 1; lib <= PLATFORM_LIBRARIES; lib++) {
		for (uint32_t i = 0; (drv = library_module(lib, i)); i++) {
			*module_id = LIBRARY_MODULE_ID(lib, i);
			if (!index--)
				return drv;
		}
	}
	return NULL;
}

const struct comp_driver *module_table_get(uint32_t module_id)
{
	if (LIBRARY_OF_MODULE(module_id))
		return library_module(LIBRARY_OF_MODULE(module_id),
				      module_id -
					      LIBRARY_MODULE_ID(LIBRARY_OF_MODULE(module_id), 0));
	return module_id && module_id <= module_table_count() ? table.drivers[module_id - 1] : NULL;
}
