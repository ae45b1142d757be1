/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where a source's includes are looked for. The compiler knows one folder; when there are several, a temporary one
 * is made with a link to each source and folder of theirs, the first of a name counting. Folders of one name become
 * one in the same way, so that a project may have a lib/ of its own beside the library's.
 */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <program_path.h>

#include "topology/tplg_search.h"

#define MAX_DIRS     64
#define MAX_OPEN     16 /* descriptors, when the folder is removed */
#define LIBRARY_FILE "lib/all.conf"

/* ---- the list ---- */

static bool is_listed(const struct tplg_search *search, const char *dir)
{
	for (size_t i = 0; i < search->num; i++)
		if (!strcmp(search->dirs[i], dir))
			return true;
	return false;
}

/* @return 0 added or there already, or the errno of looking at it, then search->wrong names it */
static int add(struct tplg_search *search, const char *dir)
{
	char path[PATH_MAX];
	struct stat stat_of;
	char **grown;

	search->wrong = dir;
	if (!realpath(dir, path) || stat(path, &stat_of))
		return -errno;
	if (!S_ISDIR(stat_of.st_mode))
		return -ENOTDIR;
	if (is_listed(search, path))
		return 0;
	if (search->num == MAX_DIRS)
		return -E2BIG;
	grown = realloc(search->dirs, (search->num + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	search->dirs = grown;
	grown[search->num] = strdup(path);
	if (!grown[search->num])
		return -ENOMEM;
	search->num++;
	return 0;
}

/* A list separated by colons; empty parts are passed over. */
static int add_list(struct tplg_search *search, const char *list)
{
	char *copy = list ? strdup(list) : NULL, *rest = copy, *dir;
	int ret = list && !copy ? -ENOMEM : 0;

	search->wrong = TPLG_SEARCH_ENV;
	while (!ret && rest && (dir = strsep(&rest, ":"))) {
		ret = *dir ? add(search, dir) : 0;
		if (!ret)
			continue;
		snprintf(search->wrong_of_env, sizeof(search->wrong_of_env),
			 "%.*s of " TPLG_SEARCH_ENV, PATH_MAX, dir);
		search->wrong = search->wrong_of_env;
	}
	free(copy);
	return ret;
}

/* Installed beside the program, in the tree that it was built in, or where that tree was then. */
static int add_library(struct tplg_search *search)
{
	static const char *const places[] = { "%s/../share/adspbench/tplg", "%s/../../tplg",
					      ADSP_TPLG_LIBRARY };
	char exe[PATH_MAX], dir[2 * PATH_MAX], file[2 * PATH_MAX + sizeof(LIBRARY_FILE)];
	int ret = program_path(exe);

	if (ret)
		return ret;
	*strrchr(exe, '/') = '\0';
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(dir, sizeof(dir), places[i], exe);
		snprintf(file, sizeof(file), "%s/" LIBRARY_FILE, dir);
		if (!access(file, R_OK))
			return add(search, dir);
	}
	return 0; /* a source may do without it */
}

/* ---- one folder of several ---- */

static bool is_dir(const char *path)
{
	struct stat stat_of;

	return !stat(path, &stat_of) && S_ISDIR(stat_of.st_mode);
}

static bool is_of_use(const char *path, const char *name)
{
	size_t length = strlen(name);

	if (name[0] == '.')
		return false;
	return (length > 5 && !strcmp(name + length - 5, ".conf")) || is_dir(path);
}

static int merge(const char *into, const char *dir);

/* Make a folder of the link to one, with what it links to and what is in another. */
static int expand(const char *link, const char *other)
{
	char first[PATH_MAX];
	ssize_t length = readlink(link, first, sizeof(first) - 1);
	int ret;

	if (length < 0) /* a folder already */
		return merge(link, other);
	first[length] = '\0';
	if (unlink(link) || mkdir(link, 0700))
		return -errno;
	ret = merge(link, first);
	return ret ? ret : merge(link, other);
}

static int merge(const char *into, const char *dir)
{
	char from[PATH_MAX], to[PATH_MAX];
	DIR *entries = opendir(dir);
	struct dirent *entry;
	int ret = entries ? 0 : -errno;

	while (!ret && (entry = readdir(entries))) {
		if (snprintf(from, sizeof(from), "%s/%s", dir, entry->d_name) >=
			    (int)sizeof(from) ||
		    snprintf(to, sizeof(to), "%s/%s", into, entry->d_name) >= (int)sizeof(to)) {
			ret = -ENAMETOOLONG;
			break;
		}
		if (!is_of_use(from, entry->d_name) || !symlink(from, to))
			continue;
		if (errno != EEXIST)
			ret = -errno;
		else if (is_dir(from) && is_dir(to))
			ret = expand(to, from);
	}
	if (entries)
		closedir(entries);
	return ret;
}

static int make_one(struct tplg_search *search)
{
	const char *tmp = getenv("TMPDIR");
	int ret = 0;

	search->wrong = tmp && *tmp ? tmp : "/tmp";
	if (snprintf(search->made, sizeof(search->made), "%s/adspbench-XXXXXX", search->wrong) >=
	    (int)sizeof(search->made)) {
		search->made[0] = '\0';
		return -ENAMETOOLONG;
	}
	if (!mkdtemp(search->made)) {
		search->made[0] = '\0';
		return -errno;
	}
	for (size_t i = 0; !ret && i < search->num; i++) {
		search->wrong = search->dirs[i];
		ret = merge(search->made, search->dirs[i]);
	}
	search->dir = search->made;
	return ret;
}

/* ---- the whole ---- */

int tplg_search_make(struct tplg_search *search, const char *source_dir, const char *const *dirs,
		     size_t num_dirs)
{
	int ret;

	*search = (struct tplg_search){ 0 };
	ret = add(search, source_dir);
	for (size_t i = 0; !ret && i < num_dirs; i++)
		ret = add(search, dirs[i]);
	if (!ret)
		ret = add_list(search, getenv(TPLG_SEARCH_ENV));
	if (!ret)
		ret = add_library(search);
	if (!ret && search->num > 1)
		return make_one(search);
	if (!ret)
		search->dir = search->dirs[0];
	return ret;
}

static int remove_entry(const char *path, const struct stat *stat_of, int type, struct FTW *ftw)
{
	(void)stat_of;
	(void)type;
	(void)ftw;
	return remove(path);
}

void tplg_search_free(struct tplg_search *search)
{
	if (search->made[0])
		nftw(search->made, remove_entry, MAX_OPEN, FTW_DEPTH | FTW_PHYS);
	for (size_t i = 0; i < search->num; i++)
		free(search->dirs[i]);
	free(search->dirs);
	*search = (struct tplg_search){ 0 };
}
