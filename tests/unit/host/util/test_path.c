/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "util/path.h"

static char room[] = "/tmp/adspbench-path-XXXXXX";

static const struct {
	const char *folder, *path, *name;
} cases[] = {
	{ ".", "file", "file" },
	{ ".", "sub/file", "sub/file" },
	{ "sub", "file", "../file" },
	{ "sub", "sub/file", "file" },
	{ "sub", "suber", "../suber" },
	{ "sub/below", "file", "../../file" },
	{ "sub/", "./sub/../file", "../file" },
	{ "link", "file", "../../file" },
	{ "/", "/proc", "proc" },
};

static void touch(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

static int make_files(void **state)
{
	if (!mkdtemp(room) || chdir(room))
		return -1;
	mkdir("sub", 0700);
	mkdir("sub/below", 0700);
	touch("file");
	touch("suber");
	touch("sub/file");
	return symlink("sub/below", "link");
}

static int remove_files(void **state)
{
	static const char *const files[] = { "link", "file", "suber", "sub/file", "sub/out" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		unlink(files[i]);
	rmdir("sub/below");
	rmdir("sub");
	return chdir("/") || rmdir(room);
}

static void test_names(void **state)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *name = path_from(cases[i].folder, cases[i].path);

		assert_non_null(name);
		assert_string_equal(name, cases[i].name);
		free(name);
	}
}

static void test_what_is_not_there(void **state)
{
	assert_null(path_from("nowhere", "file"));
	assert_int_equal(errno, ENOENT);
	assert_null(path_from(".", "nothing"));
	assert_int_equal(errno, ENOENT);
}

/* With `fd` as standard output. */
static char *folder_with(int fd)
{
	const int saved = dup(STDOUT_FILENO);
	char *folder;

	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	folder = path_output_folder();
	dup2(saved, STDOUT_FILENO);
	close(saved);
	return folder;
}

static void assert_folder(int fd, const char *expected)
{
	char *folder = folder_with(fd), *wanted = realpath(expected, NULL);

	assert_non_null(folder);
	assert_string_equal(folder, wanted);
	free(wanted);
	free(folder);
	close(fd);
}

static void test_output_folder(void **state)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_folder(open("sub/out", O_CREAT | O_WRONLY, 0600), "sub");
	assert_folder(open("/dev/null", O_WRONLY), ".");
	assert_folder(ends[1], ".");
	close(ends[0]);
}

static void reports_name_files_from_the_workspace(void **state)
{
	char name[PATH_MAX], uri[3 * PATH_MAX];

	assert_int_equal(chdir("sub"), 0);
	setenv("GITHUB_WORKSPACE", room, 1);
	unsetenv("GITHUB_ACTIONS");
	path_for_report("file", name);
	assert_string_equal(name, "file");
	setenv("GITHUB_ACTIONS", "true", 1);
	path_for_report("file", name);
	assert_string_equal(name, "sub/file");
	path_for_report("../file", name);
	assert_string_equal(name, "file");
	path_for_uri("file", uri);
	assert_string_equal(uri, "sub/file");
	/* not in it, or not there */
	path_for_report("/proc/self", name);
	assert_string_equal(name, "/proc/self");
	path_for_report("none", name);
	assert_string_equal(name, "none");
	setenv("GITHUB_WORKSPACE", "/none", 1);
	path_for_report("file", name);
	assert_string_equal(name, "file");
	unsetenv("GITHUB_ACTIONS");
	unsetenv("GITHUB_WORKSPACE");
	assert_int_equal(chdir(".."), 0);
}

static void a_uri_has_nothing_else(void **state)
{
	char uri[3 * PATH_MAX];

	path_for_uri("/a b/100%:\"<\xc3\xbc\xff>?#x", uri);
	assert_string_equal(uri, "/a%20b/100%25%3A%22%3C%C3%BC%FF%3E%3F%23x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_name_files_from_the_workspace),
		cmocka_unit_test(a_uri_has_nothing_else),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_what_is_not_there),
		cmocka_unit_test(test_output_folder),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files);
}
