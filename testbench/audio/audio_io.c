/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audio/audio_io.h"
#include "util/input_files.h"
#include "util/output_file.h"
#include "util/stop.h"

/* ---- reading ---- */

static sf_count_t input_length(void *ctx)
{
	const struct audio_input *input = ctx;

	return input->length;
}

static sf_count_t input_tell(void *ctx)
{
	const struct audio_input *input = ctx;

	return ftello(input->file) - input->base;
}

static sf_count_t input_seek(sf_count_t offset, int whence, void *ctx)
{
	struct audio_input *input = ctx;

	if (whence == SEEK_CUR)
		offset += input_tell(input);
	else if (whence == SEEK_END)
		offset += input->length;
	if (offset < 0 || fseeko(input->file, input->base + offset, SEEK_SET) < 0)
		return -1;
	return offset;
}

/* Put a patch over what was read from `at` on. */
static void lay_over(const struct audio_patch *patch, int64_t at, uint8_t *bytes, int64_t num)
{
	for (int i = 0; i < patch->num_bytes; i++)
		if (patch->at + i >= at && patch->at + i < at + num)
			bytes[patch->at + i - at] = patch->bytes[i];
}

static sf_count_t input_read(void *dst, sf_count_t bytes, void *ctx)
{
	struct audio_input *input = ctx;
	sf_count_t at = input_tell(input);
	size_t got;

	if (bytes <= 0 || at >= input->length)
		return 0;
	if (bytes > input->length - at)
		bytes = input->length - at;
	got = fread(dst, 1, (size_t)bytes, input->file);
	for (int i = 0; i < input->num_patches; i++)
		lay_over(&input->patches[i], at, dst, (int64_t)got);
	return (sf_count_t)got;
}

static sf_count_t input_write(const void *src, sf_count_t bytes, void *ctx)
{
	return 0;
}

SF_VIRTUAL_IO audio_io_input = {
	.get_filelen = input_length,
	.seek = input_seek,
	.read = input_read,
	.write = input_write,
	.tell = input_tell,
};

/* ---- writing ---- */

static sf_count_t output_length(void *ctx)
{
	return output_file_length(ctx);
}

static sf_count_t output_seek(sf_count_t offset, int whence, void *ctx)
{
	FILE *file = output_file_stream(ctx);

	if (!output_file_is_seekable(ctx) || fseeko(file, offset, whence) < 0)
		return -1;
	return ftello(file);
}

static sf_count_t output_read(void *dst, sf_count_t bytes, void *ctx)
{
	if (!output_file_is_seekable(ctx))
		return 0;
	return (sf_count_t)fread(dst, 1, (size_t)bytes, output_file_stream(ctx));
}

static sf_count_t output_write(const void *src, sf_count_t bytes, void *ctx)
{
	return (sf_count_t)fwrite(src, 1, (size_t)bytes, output_file_stream(ctx));
}

static sf_count_t output_tell(void *ctx)
{
	return output_file_is_seekable(ctx) ? ftello(output_file_stream(ctx)) : 0;
}

SF_VIRTUAL_IO audio_io_output = {
	.get_filelen = output_length,
	.seek = output_seek,
	.read = output_read,
	.write = output_write,
	.tell = output_tell,
};

/* ---- opening ---- */

bool audio_input_is_stdin(const char *path)
{
	static const char *const names[] = { "-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	return false;
}

static int fail_errno(char *err, size_t err_size)
{
	int ret = -errno;

	snprintf(err, err_size, "%s", strerror(-ret));
	return ret;
}

/* Take the next piece of a pipe. A signal ends the wait. @return bytes, 0 at the end, -errno */
static ssize_t take(int fd, void *data, size_t bytes)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	ssize_t got;

	do {
		while (poll(&wait, 1, STOP_WAIT_MS) <= 0)
			if (stop_asked())
				return -EINTR;
		got = read(fd, data, bytes);
	} while (got < 0 && errno == EAGAIN);
	return got < 0 ? -errno : got;
}

/* Everything that a pipe gives, as a file. */
static int spool(int fd, FILE **out, char *err, size_t err_size)
{
	FILE *file = tmpfile();
	char data[65536];
	int64_t total = 0;
	ssize_t got;

	if (!file)
		return fail_errno(err, err_size);
	setvbuf(file, NULL, _IOFBF, AUDIO_IO_BUFFER);
	while ((got = take(fd, data, sizeof(data))) > 0) {
		total += got;
		if (total > AUDIO_MAX_PIPE) {
			snprintf(err, err_size, "more than 4 GiB from a pipe, expected a file");
			got = -EFBIG;
			break;
		}
		if (fwrite(data, 1, (size_t)got, file) != (size_t)got) {
			got = -errno;
			snprintf(err, err_size, "no room for what the pipe gives: %s",
				 strerror(errno));
			break;
		}
	}
	if (got == 0 && fflush(file) != 0)
		got = -errno;
	if (got < 0) {
		if (!err[0])
			snprintf(err, err_size, "%s", strerror((int)-got));
		fclose(file);
		return (int)got;
	}
	*out = file;
	return 0;
}

/* @return whether there is something to read, and no more than that */
static int check_kind(int fd, const struct stat *st, bool is_stdin, char *err, size_t err_size)
{
	if (S_ISREG(st->st_mode) || S_ISFIFO(st->st_mode) || (is_stdin && S_ISSOCK(st->st_mode)))
		return 0;
	if (is_stdin && isatty(fd))
		snprintf(err, err_size, "a terminal, expected audio");
	else if (S_ISDIR(st->st_mode))
		snprintf(err, err_size, "%s", strerror(EISDIR));
	else
		snprintf(err, err_size, "neither a regular file nor a pipe");
	return -EINVAL;
}

int audio_input_open(const char *path, struct audio_input *input, char *err, size_t err_size)
{
	bool is_stdin = audio_input_is_stdin(path);
	struct stat st;
	int ret = 0;
	/* without waiting for the writer of a FIFO: the wait is in take() */
	int fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) :
			    open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	*input = (struct audio_input){ .file = NULL };
	err[0] = '\0';
	if (fd < 0 || fstat(fd, &st) < 0)
		ret = fail_errno(err, err_size);
	if (ret == 0)
		ret = check_kind(fd, &st, is_stdin, err, err_size);
	if (ret == 0 && S_ISREG(st.st_mode)) {
		/* standard input may have been read already, and is shared: the audio begins where it stands */
		input->base = is_stdin ? lseek(fd, 0, SEEK_CUR) : 0;
		input_files_note(is_stdin ? "/dev/stdin" : path);
		input->file = fdopen(fd, "rb");
		if (!input->file) {
			ret = fail_errno(err, err_size);
		} else {
			setvbuf(input->file, NULL, _IOFBF, AUDIO_IO_BUFFER);
			fd = -1;
		}
	} else if (ret == 0) {
		ret = spool(fd, &input->file, err, err_size);
	}
	if (fd >= 0)
		close(fd);
	if (ret < 0)
		return ret;

	if (fstat(fileno(input->file), &st) < 0 || input->base > st.st_size ||
	    fseeko(input->file, input->base, SEEK_SET) < 0) {
		snprintf(err, err_size, "cannot be read");
		audio_input_close(input);
		return -EIO;
	}
	input->length = st.st_size - input->base;
	return 0;
}

void audio_input_close(struct audio_input *input)
{
	if (input->file)
		fclose(input->file);
	input->file = NULL;
}
