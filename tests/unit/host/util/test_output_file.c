/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "../audio/temp_dir.h"
#include "util/input_files.h"
#include "util/output_file.h"

static char err[300], kept[300];

static struct output_file *open_good(const char *path, const char *text)
{
	struct output_file *file;

	if (output_file_open(path, &file, err, sizeof(err)) < 0)
		fail_msg("%s", err);
	fputs(text, output_file_stream(file));
	return file;
}

static void assert_holds(const char *path, const char *text)
{
	char data[100] = "";
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_int_equal(fread(data, 1, sizeof(data) - 1, file), strlen(text));
	assert_string_equal(data, text);
	fclose(file);
}

static void assert_no_temporaries(void)
{
	assert_int_not_equal(system("ls -A | grep -q adspbench"), 0);
}

static unsigned int mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

static void takes_the_old_ones_place_at_commit(void **state)
{
	struct output_file *file;

	temp_write("a", "old", 3);
	file = open_good("a", "new");
	assert_true(output_file_is_seekable(file));
	assert_int_equal(output_file_length(file), 3);
	assert_holds("a", "old");
	assert_int_equal(output_file_commit(file, err, sizeof(err)), 0);
	assert_holds("a", "new");

	file = open_good("a", "long text");
	fseek(output_file_stream(file), 2, SEEK_SET);
	assert_int_equal(output_file_clear(file), 0);
	fputs("x", output_file_stream(file));
	assert_int_equal(output_file_length(file), 3);
	output_file_abort(file);
	output_file_abort(open_good("a", "third"));
	assert_holds("a", "new");
	output_file_abort(NULL);
	assert_no_temporaries();
}

/* Two at once: the last one to finish has the name, and neither holds anything of the other. */
static void what_was_read_is_not_replaced(void **state)
{
	struct output_file *file = NULL;

	temp_write("read", "old", 3);
	assert_int_equal(link("read", "hard"), 0);
	assert_int_equal(symlink("read", "soft"), 0);
	file = open_good("hard", "new"); /* before it is read */
	input_files_note("./read");
	input_files_note("missing");
	assert_int_equal(output_file_commit(file, err, sizeof(err)), -EEXIST);
	assert_string_equal(err, "hard: both read and written");
	file = NULL;
	assert_int_equal(output_file_open("soft", &file, err, sizeof(err)), -EEXIST);
	assert_string_equal(err, "soft: both read and written");
	assert_int_equal(output_file_check("read", err, sizeof(err)), -EEXIST);
	assert_holds("read", "old");
	assert_no_temporaries();

	/* gone, its number may be another file's */
	assert_int_equal(unlink("read"), 0);
	file = open_good("hard", "new");
	assert_int_equal(output_file_commit(file, err, sizeof(err)), 0);
	input_files_forget();
}

static void descriptors_are_written_where_they_stand(void **state)
{
	const int fd = open("through", O_CREAT | O_RDWR, 0600),
		  own = open("own", O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	const int input = open("through", O_RDONLY);
	struct output_file *file;
	char name[40];

	assert_int_equal(write(fd, "head ", 5), 5);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	assert_int_equal(output_file_descriptor(name), fd);
	assert_int_equal(output_file_check(name, err, sizeof(err)), 0);
	file = open_good(name, "tail");
	assert_false(output_file_is_seekable(file));
	assert_int_equal(output_file_commit(file, err, sizeof(err)), 0);
	assert_holds("through", "head tail");

	snprintf(name, sizeof(name), "/proc/self/fd/%d", input);
	assert_int_equal(output_file_open(name, &file, err, sizeof(err)), -EBADF);
	snprintf(name, sizeof(name), "/dev/fd/%d", own);
	assert_int_equal(output_file_open(name, &file, err, sizeof(err)), -EBADF);
	assert_int_equal(output_file_check("/dev/fd/999", err, sizeof(err)), -EBADF);
	assert_int_equal(output_file_descriptor("/dev/fd/"), -1);
	assert_int_equal(output_file_descriptor("/dev/fd/1x"), -1);
	assert_int_equal(output_file_descriptor("/dev/stderr"), 2);
	close(fd);
	close(own);
	close(input);
}

static void two_writers_do_not_mix(void **state)
{
	struct output_file *first = open_good("both", "first"), *second = open_good("both", "2nd");

	assert_int_equal(output_file_commit(second, err, sizeof(err)), 0);
	assert_holds("both", "2nd");
	assert_int_equal(output_file_commit(first, err, sizeof(err)), 0);
	assert_holds("both", "first");
	assert_no_temporaries();
}

static void permissions_stay(void **state)
{
	mode_t mask = umask(027);

	temp_write("private", "", 0);
	chmod("private", 0600);
	assert_int_equal(output_file_commit(open_good("private", "x"), err, sizeof(err)), 0);
	assert_int_equal(mode_of("private"), 0600);
	chmod("private", 0664);
	assert_int_equal(output_file_commit(open_good("private", "x"), err, sizeof(err)), 0);
	assert_int_equal(mode_of("private"), 0664);
	assert_int_equal(output_file_commit(open_good("fresh", "x"), err, sizeof(err)), 0);
	assert_int_equal(mode_of("fresh"), 0640);
	umask(mask);
}

static void links_are_followed(void **state)
{
	char *target;

	assert_int_equal(mkdir("d", 0755), 0);
	assert_int_equal(symlink("d/real", "link"), 0);
	assert_int_equal(symlink("link", "d/../second"), 0);
	assert_int_equal(output_file_commit(open_good("second", "x"), err, sizeof(err)), 0);
	assert_holds("d/real", "x");
	target = output_file_target("second");
	assert_string_equal(target, "d/real");
	free(target);
	assert_int_equal(symlink("loop", "loop"), 0);
	assert_null(output_file_target("loop"));
	assert_int_equal(output_file_check("loop", err, sizeof(err)), -ELOOP);
	assert_no_temporaries();
}

/* What stays of an output replaces nothing, wherever a link of its name leads. */
static void partial_files_get_a_name_that_is_free(void **state)
{
	output_file_keep_partial(open_good("p", "one"), kept, sizeof(kept));
	assert_string_equal(kept, "p.partial");
	assert_holds("p.partial", "one");
	temp_write("victim", "mine", 4);
	assert_int_equal(symlink("victim", "p.partial.2"), 0);
	output_file_keep_partial(open_good("p", "two"), kept, sizeof(kept));
	assert_string_equal(kept, "p.partial.3");
	assert_holds("victim", "mine");
	assert_holds("p.partial", "one");
	assert_holds("p.partial.3", "two");
	assert_int_not_equal(access("p", F_OK), 0);
	assert_no_temporaries();
}

/* A name as long as names may be can be written; its partial file keeps the temporary name. */
static void long_names(void **state)
{
	char name[256];

	memset(name, 'n', 255);
	name[255] = '\0';
	assert_int_equal(output_file_commit(open_good(name, "x"), err, sizeof(err)), 0);
	assert_holds(name, "x");
	output_file_keep_partial(open_good(name, "y"), kept, sizeof(kept));
	assert_holds(kept, "y");
	assert_int_equal(unlink(kept), 0);
	assert_no_temporaries();
}

static void refusals_name_the_file(void **state)
{
	struct output_file *file;

	assert_int_equal(output_file_open("no/such", &file, err, sizeof(err)), -ENOENT);
	assert_string_equal(err, "no/such: cannot be written: No such file or directory");
	assert_int_equal(output_file_check("no/such", err, sizeof(err)), -ENOENT);
	assert_int_equal(output_file_open("/tmp", &file, err, sizeof(err)), -EISDIR);
	assert_int_equal(output_file_check("", err, sizeof(err)), -ENOENT);
	assert_int_equal(output_file_check("ok", err, sizeof(err)), 0);
	assert_int_not_equal(access("ok", F_OK), 0);
	assert_no_temporaries();
}

static void a_full_device_says_so(void **state)
{
	struct output_file *file = open_good("/dev/full", "x");

	assert_false(output_file_is_seekable(file));
	assert_int_equal(output_file_commit(file, err, sizeof(err)), -ENOSPC);
	assert_string_equal(err, "/dev/full: cannot be written: No space left on device");
}

/* The reader is gone: that is an error, and not a wait for ever. */
static void a_pipe_without_a_reader_says_so(void **state)
{
	struct output_file *file;
	int reader;

	assert_int_equal(mkfifo("fifo", 0600), 0);
	reader = open("fifo", O_RDONLY | O_NONBLOCK);
	assert_true(reader >= 0);
	file = open_good("fifo", "x");
	close(reader);
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(output_file_commit(file, err, sizeof(err)), -EPIPE);
	assert_string_equal(err, "fifo: cannot be written: Broken pipe");
}

static void standard_output_is_taken_once(void **state)
{
	struct output_file *file = open_good("-", ""), *second;

	assert_true(output_file_has_stdout());
	assert_int_equal(output_file_open("/dev/stdout", &second, err, sizeof(err)), -EBUSY);
	assert_int_equal(output_file_check("-", err, sizeof(err)), 0);
	assert_int_equal(output_file_commit(file, err, sizeof(err)), 0);
	assert_false(output_file_is_stdout("stdout"));
	output_file_abort(open_good("/proc/self/fd/1", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_old_ones_place_at_commit),
		cmocka_unit_test(what_was_read_is_not_replaced),
		cmocka_unit_test(descriptors_are_written_where_they_stand),
		cmocka_unit_test(two_writers_do_not_mix),
		cmocka_unit_test(permissions_stay),
		cmocka_unit_test(links_are_followed),
		cmocka_unit_test(partial_files_get_a_name_that_is_free),
		cmocka_unit_test(long_names),
		cmocka_unit_test(refusals_name_the_file),
		cmocka_unit_test(a_full_device_says_so),
		cmocka_unit_test(a_pipe_without_a_reader_says_so),
		cmocka_unit_test(standard_output_is_taken_once),
	};

	return cmocka_run_group_tests_name("util/output_file", tests, temp_setup, temp_teardown);
}
