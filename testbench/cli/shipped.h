/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that the program comes with: beside it when it is installed, else in the tree that it was built from. */
#ifndef TESTBENCH_CLI_SHIPPED_H
#define TESTBENCH_CLI_SHIPPED_H

#include <stdbool.h>
#include <stddef.h>

/**
 * @param installed	below share/adspbench of the installed program
 * @param in_tree	whole path of the same file in the tree
 * @param is_installed	which one it is; NULL: does not matter
 * @return false: it is nowhere; path is the second one
 */
bool shipped_file(char *path, size_t size, const char *installed, const char *in_tree,
		  bool *is_installed);

#endif
