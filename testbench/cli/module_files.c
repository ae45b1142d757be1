/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/module_files.h"

bool module_files_take(void *target, const struct cli_option *option, char *value)
{
	struct module_files *files = (struct module_files *)((char *)target + option->field);

	if (!*value || files->count == MODULE_FILES_MAX)
		return false;
	files->path[files->count++] = value;
	return true;
}
