/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/path.h"

/* Bytes of the longest folder that both are in, with its last '/'. Both are absolute, and `folder` ends in '/'. */
static size_t common_bytes(const char *folder, const char *path)
{
	size_t common = 0;

	for (size_t i = 0; folder[i] && folder[i] == path[i]; i++)
		if (folder[i] == '/')
			common = i + 1;
	return common;
}

char *path_from(const char *folder, const char *path)
{
	char from[PATH_MAX + 1], to[PATH_MAX];
	size_t common, ups = 0;
	char *name, *at;

	if (!realpath(folder, from) || !realpath(path, to))
		return NULL;
	if (strcmp(from, "/") != 0)
		strcat(from, "/");
	common = common_bytes(from, to);
	for (const char *c = from + common; *c; c++)
		ups += *c == '/';
	name = malloc(3 * ups + strlen(to + common) + 1);
	if (!name)
		return NULL;
	at = name;
	while (ups--)
		at = stpcpy(at, "../");
	strcpy(at, to + common);
	return name;
}

char *path_output_folder(void)
{
	char file[PATH_MAX];
	struct stat st;

	if (fstat(STDOUT_FILENO, &st) == 0 && S_ISREG(st.st_mode) &&
	    realpath("/proc/self/fd/1", file)) {
		*strrchr(file, '/') = '\0';
		return strdup(file[0] ? file : "/");
	}
	return getcwd(NULL, 0);
}

void path_for_report(const char *path, char *name)
{
	const char *actions = getenv("GITHUB_ACTIONS"), *workspace = getenv("GITHUB_WORKSPACE");
	char root[PATH_MAX], real[PATH_MAX];
	size_t length;

	snprintf(name, PATH_MAX, "%s", path);
	if (!actions || strcmp(actions, "true") != 0 || !workspace || !realpath(workspace, root) ||
	    !realpath(path, real))
		return;
	length = strlen(root);
	if (!strncmp(real, root, length) && real[length] == '/')
		snprintf(name, PATH_MAX, "%s", real + length + 1);
}

void path_for_uri(const char *path, char *uri)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~/!$&'()*+,;=@";
	char name[PATH_MAX];

	path_for_report(path, name);
	for (const char *c = name; *c; c++)
		uri += strchr(plain, *c) ? (*uri = *c, 1) :
					   sprintf(uri, "%%%02X", (unsigned char)*c);
	*uri = '\0';
}
