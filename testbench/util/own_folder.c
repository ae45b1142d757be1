/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/own_folder.h"

#define MARK "/.adspbench-files"

static int mark_of(const char *folder, char *mark, size_t size)
{
	return snprintf(mark, size, "%s" MARK, folder) < (int)size ? 0 : -ENAMETOOLONG;
}

/* @return 1 nothing is in it, 0, -errno */
static int is_empty(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int empty = 1;

	if (!dir)
		return -errno;
	while (empty && (entry = readdir(dir)) != NULL)
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	closedir(dir);
	return empty;
}

bool own_folder_is(const char *folder)
{
	char mark[PATH_MAX];

	return mark_of(folder, mark, sizeof(mark)) == 0 && access(mark, F_OK) == 0;
}

int own_folder_take(const char *folder)
{
	char mark[PATH_MAX];
	int ret = mark_of(folder, mark, sizeof(mark)), fd;

	if (ret < 0)
		return ret;
	if (mkdir(folder, 0777) < 0 && errno != EEXIST)
		return -errno;
	ret = is_empty(folder);
	if (ret < 0)
		return ret;
	if (!ret)
		return own_folder_is(folder) ? 0 : -EEXIST;
	fd = open(mark, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return fd < 0 || close(fd) < 0 ? -errno : 0;
}

int own_folder_lock(const char *folder)
{
	const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int ret;

	if (fd < 0)
		return -errno;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	ret = errno == EWOULDBLOCK ? -EBUSY : -errno;
	close(fd);
	return ret;
}
