/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/input_files.h"
#include "util/output_file.h"
#include "util/stop.h"

#define BUFFER_BYTES (1u << 20)
#define MAX_LINKS    40  /* as the kernel follows */
#define MAX_PARTIALS 100 /* names tried for a partial file */

struct output_file {
	char *path;      /* as given */
	char *target;    /* where its links lead */
	char *temporary; /* NULL: written in place */
	FILE *stream;
	int fd;
	int error;   /* first failed write, -errno */
	mode_t mode; /* of the finished file */
	bool replaces;
	struct stat old; /* of the file that is replaced */
	bool is_stdout;
};

static bool stdout_open, stdout_taken;

int output_file_descriptor(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };

	if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	if (strcmp(path, "/dev/stdin") == 0)
		return STDIN_FILENO;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const char *number = path + strlen(folders[i]);

		if (strncmp(path, folders[i], strlen(folders[i])) == 0 && *number &&
		    strlen(number) <= 6 && strspn(number, "0123456789") == strlen(number))
			return atoi(number);
	}
	return -1;
}

bool output_file_is_stdout(const char *path)
{
	return output_file_descriptor(path) == STDOUT_FILENO;
}

bool output_file_has_stdout(void)
{
	return stdout_taken;
}

static int fail(const char *path, int ret, char *err, size_t err_size)
{
	if (ret == -EEXIST)
		snprintf(err, err_size, "%s: both read and written", path);
	else
		snprintf(err, err_size, "%s: cannot be written: %s", path, strerror(-ret));
	return ret;
}

/* ---- names ---- */

/* What a link at @path holds, as a path from here. */
static char *read_link(const char *path)
{
	const char *slash = strrchr(path, '/');
	char text[PATH_MAX];
	ssize_t length = readlink(path, text, sizeof(text) - 1);
	char *next;

	if (length < 0)
		return NULL;
	text[length] = '\0';
	if (text[0] == '/' || !slash)
		return strdup(text);
	return asprintf(&next, "%.*s/%s", (int)(slash - path), path, text) < 0 ? NULL : next;
}

char *output_file_target(const char *path)
{
	char *target = strdup(path);
	struct stat st;

	for (int i = 0; target && lstat(target, &st) == 0 && S_ISLNK(st.st_mode); i++) {
		char *next = i < MAX_LINKS ? read_link(target) : NULL;

		if (i == MAX_LINKS)
			errno = ELOOP;
		free(target);
		target = next;
	}
	return target;
}

/* A name beside the target; it fits wherever the target's name does. */
static char *name_beside(const char *target, const char *name)
{
	const char *slash = strrchr(target, '/');
	char *beside;

	if (asprintf(&beside, "%.*s%s", slash ? (int)(slash - target + 1) : 0, target, name) < 0)
		return NULL;
	return beside;
}

/* ---- the stream ---- */

/* write() would be restarted after a signal: the wait for a slow reader is here. @return as write() */
static ssize_t write_in_place(int fd, const char *data, size_t bytes)
{
	struct pollfd wait = { .fd = fd, .events = POLLOUT };

	while (poll(&wait, 1, STOP_WAIT_MS) <= 0) {
		if (stop_asked()) {
			errno = ECANCELED;
			return -1;
		}
	}
	/* as much as a pipe that is ready takes at once */
	return write(fd, data, bytes < PIPE_BUF ? bytes : PIPE_BUF);
}

/* stdio keeps no error numbers: this is where the first one can be had. */
static ssize_t stream_write(void *ctx, const char *data, size_t bytes)
{
	struct output_file *file = ctx;
	size_t done = 0;

	while (done < bytes && !file->error) {
		ssize_t got = file->temporary ? write(file->fd, data + done, bytes - done) :
						write_in_place(file->fd, data + done, bytes - done);

		if (got > 0)
			done += (size_t)got;
		else if (got == 0 || errno != EINTR)
			file->error = got == 0 ? -EIO : -errno;
	}
	if (file->error)
		errno = -file->error;
	return (ssize_t)done;
}

static int stream_seek(void *ctx, off64_t *offset, int whence)
{
	struct output_file *file = ctx;
	off_t at = file->temporary ? lseek(file->fd, *offset, whence) : -1;

	if (at < 0) {
		errno = ESPIPE;
		return -1;
	}
	*offset = at;
	return 0;
}

static ssize_t stream_read(void *ctx, char *data, size_t bytes)
{
	struct output_file *file = ctx;

	return file->temporary ? read(file->fd, data, bytes) : -1;
}

static int open_stream(struct output_file *file)
{
	static const cookie_io_functions_t calls = {
		.read = stream_read,
		.write = stream_write,
		.seek = stream_seek,
	};

	file->stream = fopencookie(file, file->temporary ? "w+" : "w", calls);
	if (!file->stream)
		return -ENOMEM;
	setvbuf(file->stream, NULL, _IOFBF, BUFFER_BYTES);
	return 0;
}

/* ---- open ---- */

static mode_t mode_of_new_files(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* One that the program was started with: its own close on exec. */
static int check_descriptor(int fd)
{
	const int flags = fcntl(fd, F_GETFD), mode = fcntl(fd, F_GETFL);

	if (flags < 0 || mode < 0)
		return -errno;
	return flags & FD_CLOEXEC || (mode & O_ACCMODE) == O_RDONLY ? -EBADF : 0;
}

static int open_descriptor(struct output_file *file, int fd)
{
	int ret = check_descriptor(fd);

	if (ret == 0 && fd == STDOUT_FILENO && stdout_open)
		ret = -EBUSY;
	if (ret < 0)
		return ret;
	file->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (file->fd < 0)
		return -errno;
	if (fd != STDOUT_FILENO)
		return 0;
	/* what was printed before comes first */
	fflush(stdout);
	file->is_stdout = stdout_open = stdout_taken = true;
	return 0;
}

/*
 * A reader of a FIFO that goes away must be noticed: so never open it for reading as well. A signal ends the wait for
 * the first reader, which open() would go on with.
 */
static int open_in_place(struct output_file *file)
{
	int wait = S_ISFIFO(file->old.st_mode) ? O_NONBLOCK : 0;

	while ((file->fd = open(file->path, O_WRONLY | O_CLOEXEC | O_NOCTTY | wait)) < 0) {
		if (errno != ENXIO || !wait)
			return -errno;
		if (stop_asked())
			return -ECANCELED;
		poll(NULL, 0, STOP_WAIT_MS);
	}
	return wait && fcntl(file->fd, F_SETFL, 0) < 0 ? -errno : 0;
}

static int open_temporary(struct output_file *file)
{
	file->temporary = name_beside(file->target, ".adspbench.XXXXXX");
	if (!file->temporary)
		return -ENOMEM;
	file->fd = mkostemp(file->temporary, O_CLOEXEC);
	if (file->fd < 0) {
		int ret = -errno;

		free(file->temporary);
		file->temporary = NULL;
		return ret;
	}
	return 0;
}

/* @return 1 a regular file, or none yet: to be replaced; 0 written in place; -errno */
static int look_at(struct output_file *file)
{
	file->target = output_file_target(file->path);
	if (!file->target)
		return -errno;
	file->mode = mode_of_new_files();
	if (stat(file->target, &file->old) < 0)
		return errno == ENOENT && file->path[0] ? 1 : -errno;
	if (S_ISDIR(file->old.st_mode))
		return -EISDIR;
	/* to replace a write-protected file would ask nobody */
	if (access(file->target, W_OK) < 0)
		return -errno;
	if (!S_ISREG(file->old.st_mode))
		return 0;
	if (input_files_find(&file->old))
		return -EEXIST;
	file->replaces = true;
	file->mode = file->old.st_mode & 0777;
	return 1;
}

static void file_free(struct output_file *file)
{
	free(file->temporary);
	free(file->target);
	free(file->path);
	free(file);
}

static struct output_file *file_alloc(const char *path)
{
	struct output_file *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->fd = -1;
	file->path = strdup(path);
	if (!file->path) {
		free(file);
		return NULL;
	}
	return file;
}

int output_file_open(const char *path, struct output_file **out, char *err, size_t err_size)
{
	const int fd = output_file_descriptor(path);
	struct output_file *file = file_alloc(path);
	int ret;

	if (!file)
		return fail(path, -ENOMEM, err, err_size);
	if (fd >= 0) {
		ret = open_descriptor(file, fd);
	} else {
		ret = look_at(file);
		if (ret >= 0)
			ret = ret ? open_temporary(file) : open_in_place(file);
	}
	if (ret == 0)
		ret = open_stream(file);
	if (ret < 0) {
		output_file_abort(file);
		return fail(path, ret, err, err_size);
	}
	*out = file;
	return 0;
}

int output_file_check(const char *path, char *err, size_t err_size)
{
	const int fd = output_file_descriptor(path);
	struct output_file *file;
	int ret;

	if (fd >= 0) {
		ret = check_descriptor(fd);
		return ret < 0 ? fail(path, ret, err, err_size) : 0;
	}
	file = file_alloc(path);
	if (!file)
		return fail(path, -ENOMEM, err, err_size);
	ret = look_at(file);
	if (ret > 0)
		ret = open_temporary(file);
	output_file_abort(file);
	return ret < 0 ? fail(path, ret, err, err_size) : 0;
}

/* ---- use ---- */

FILE *output_file_stream(struct output_file *file)
{
	return file->stream;
}

bool output_file_is_seekable(const struct output_file *file)
{
	return file->temporary != NULL;
}

bool output_file_replaces(const struct output_file *file)
{
	return file->replaces;
}

int output_file_error(const struct output_file *file)
{
	return file->error;
}

int64_t output_file_length(struct output_file *file)
{
	struct stat st;

	if (!file->temporary)
		return 0;
	fflush(file->stream);
	return fstat(file->fd, &st) == 0 ? st.st_size : 0;
}

int output_file_clear(struct output_file *file)
{
	if (!file->temporary)
		return -ESPIPE;
	fflush(file->stream);
	return ftruncate(file->fd, 0) < 0 ? -errno : 0;
}

/* ---- the end ---- */

/* @return 0, or the first error of all writes */
static int close_stream(struct output_file *file)
{
	if (file->stream && fclose(file->stream) != 0 && !file->error)
		file->error = -errno;
	file->stream = NULL;
	return file->error;
}

static int close_fd(struct output_file *file)
{
	int ret = file->fd >= 0 && close(file->fd) < 0 ? -errno : 0;

	file->fd = -1;
	stdout_open &= !file->is_stdout;
	return ret;
}

/* Owner and group as far as the process may set them, the permissions always. */
static int keep_mode(struct output_file *file)
{
	if (file->replaces && (file->old.st_uid != geteuid() || file->old.st_gid != getegid()) &&
	    fchown(file->fd, file->old.st_uid, file->old.st_gid) < 0)
		errno = 0;
	return fchmod(file->fd, file->mode) < 0 ? -errno : 0;
}

int output_file_commit(struct output_file *file, char *err, size_t err_size)
{
	int ret = close_stream(file), closed;
	struct stat now;

	if (ret == 0 && file->temporary)
		ret = keep_mode(file);
	closed = close_fd(file);
	if (ret == 0)
		ret = closed;
	if (ret == 0 && file->temporary && !stat(file->target, &now) && input_files_find(&now))
		ret = -EEXIST; /* read meanwhile */
	if (ret == 0 && file->temporary && rename(file->temporary, file->target) < 0)
		ret = -errno;
	if (ret < 0) {
		fail(file->path, ret, err, err_size);
		if (file->temporary)
			unlink(file->temporary);
	}
	file_free(file);
	return ret;
}

void output_file_abort(struct output_file *file)
{
	if (!file)
		return;
	close_stream(file);
	close_fd(file);
	if (file->temporary)
		unlink(file->temporary);
	file_free(file);
}

/* Rename to a name that is free; file systems that cannot ask for that can link. */
static int rename_to_free_name(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	if (link(from, to) < 0)
		return -errno;
	unlink(from);
	return 0;
}

void output_file_keep_partial(struct output_file *file, char *kept, size_t kept_size)
{
	int ret = -EEXIST;

	kept[0] = '\0';
	close_stream(file);
	if (file->temporary)
		keep_mode(file);
	close_fd(file);
	for (int i = 1; file->temporary && ret == -EEXIST && i <= MAX_PARTIALS; i++) {
		int length = i == 1 ? snprintf(kept, kept_size, "%s.partial", file->target) :
				      snprintf(kept, kept_size, "%s.partial.%d", file->target, i);

		ret = length < 0 || (size_t)length >= kept_size ?
			      -ENAMETOOLONG :
			      rename_to_free_name(file->temporary, kept);
	}
	if (file->temporary && ret < 0)
		snprintf(kept, kept_size, "%s", file->temporary);
	file_free(file);
}
