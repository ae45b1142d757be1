/* SPDX-License-Identifier: BSD-3-Clause */
/* A directory for the files of one test program, removed when it ends. */
#ifndef TESTS_HOST_TEMP_DIR_H
#define TESTS_HOST_TEMP_DIR_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char temp_dir[] = "/tmp/adspbench-test.XXXXXX";

static inline int temp_setup(void **state)
{
	return mkdtemp(temp_dir) && chdir(temp_dir) == 0 ? 0 : -1;
}

static inline int temp_remove(const char *path, const struct stat *st, int flag, struct FTW *walk)
{
	return remove(path);
}

static inline int temp_teardown(void **state)
{
	return chdir("/") == 0 ? nftw(temp_dir, temp_remove, 8, FTW_DEPTH | FTW_PHYS) : -1;
}

/** Write bytes to a file in the directory. */
static inline int temp_write(const char *name, const void *data, size_t bytes)
{
	FILE *file = fopen(name, "wb");
	size_t done = file ? fwrite(data, 1, bytes, file) : 0;

	return file && fclose(file) == 0 && done == bytes ? 0 : -1;
}

#endif
