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

/**
 * The name of `path` for a report: in a GitHub workflow from the root of the workspace when it is in there, which is how
 * lines of a pull request are found; else as it is.
 * @param name	room of PATH_MAX bytes
 */
void path_for_report(const char *path, char *name);

/**
 * The same as a reference of a URI, with %XX for what has no place there.
 * @param uri	room of 3 * PATH_MAX bytes
 */
void path_for_uri(const char *path, char *uri);

#endif
