/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of files, as other folders have them. */
#ifndef UTIL_PATH_H
#define UTIL_PATH_H

/**
 * The name of `path` from `folder`, both of which exist: "x.tplg", "sub/x.tplg", "../x.tplg". Links are followed first.
 * @return to be freed; NULL: errno says why
 */
char *path_from(const char *folder, const char *path);

/**
 * The folder of the file that standard output goes to; the current one where it is no file.
 * @return to be freed; NULL: errno says why
 */
char *path_output_folder(void);

#endif
