/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <program_path.h>

#include "cli/shipped.h"

bool shipped_file(char *path, size_t size, const char *installed, const char *in_tree,
		  bool *is_installed)
{
	char program[PATH_MAX];
	bool found = false;

	if (!program_path(program)) {
		*strrchr(program, '/') = '\0';
		snprintf(path, size, "%s/../share/adspbench/%s", program, installed);
		found = !access(path, R_OK);
	}
	if (is_installed)
		*is_installed = found;
	if (found)
		return true;
	snprintf(path, size, "%s", in_tree);
	return !access(path, R_OK);
}
