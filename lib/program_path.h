/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the running program stands: what is shipped with it is found from there. */
#ifndef LIB_PROGRAM_PATH_H
#define LIB_PROGRAM_PATH_H

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <unistd.h>

/**
 * The absolute path of the program's file. Where /proc is not mounted: by the path that it was started by.
 * @return 0 or -errno, and out is "" then
 */
static inline int program_path(char out[PATH_MAX])
{
	ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);

	if (length >= 0) {
		out[length] = '\0';
		return 0;
	}
	if (realpath((const char *)getauxval(AT_EXECFN), out))
		return 0;
	out[0] = '\0';
	return -errno;
}

#endif
