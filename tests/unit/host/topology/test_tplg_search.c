/* SPDX-License-Identifier: BSD-3-Clause */
/* Where includes are looked for. */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../audio/temp_dir.h"
#include "tplg_writer.h"

#include "topology/tplg_search.h"

#define SOURCE "Define { A 1 }\n<lib/all.conf>\n<mine.conf>\n"

static int set_up(void **state)
{
	static const char *const dirs[] = { "project", "project/lib", "parts", "parts/lib", "tmp" };
	char path[PATH_MAX];

	if (temp_setup(state))
		return -1;
	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (mkdir(dirs[i], 0700))
			return -1;
	assert_int_equal(temp_write("project/own.conf", "", 0), 0);
	assert_int_equal(temp_write("project/lib/a.conf", "project", 7), 0);
	assert_int_equal(temp_write("parts/lib/a.conf", "parts", 5), 0);
	assert_int_equal(temp_write("parts/lib/b.conf", "parts", 5), 0);
	assert_int_equal(temp_write("parts/notes.txt", "", 0), 0);
	setenv("TMPDIR", realpath("tmp", path), 1);
	return 0;
}

static bool holds(const struct tplg_search *search, const char *name, const char *text)
{
	char path[2 * PATH_MAX], got[64] = "";
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", search->dir, name);
	file = fopen(path, "r");
	if (!file)
		return false;
	got[fread(got, 1, sizeof(got) - 1, file)] = '\0';
	fclose(file);
	return !text || !strcmp(got, text);
}

static bool tmp_is_empty(void)
{
	return !rmdir("tmp") && !mkdir("tmp", 0700);
}

/* Folders of one name become one; the first file of a name counts; what is no source stays out. */
static void folders_are_merged(void **state)
{
	const char *dirs[] = { "parts" };
	struct tplg_search search;

	assert_int_equal(tplg_search_make(&search, "project", dirs, 1), 0);
	assert_int_equal(search.num, 3); /* and the library */
	assert_true(holds(&search, "own.conf", ""));
	assert_true(holds(&search, "lib/a.conf", "project"));
	assert_true(holds(&search, "lib/b.conf", "parts"));
	assert_true(holds(&search, "lib/all.conf", NULL));
	assert_false(holds(&search, "notes.txt", NULL));
	tplg_search_free(&search);
	assert_true(tmp_is_empty());
	assert_true(!access("parts/lib/b.conf", R_OK));
}

static void the_environment_names_folders(void **state)
{
	struct tplg_search search;

	setenv(TPLG_SEARCH_ENV, ":parts:", 1);
	assert_int_equal(tplg_search_make(&search, "project", NULL, 0), 0);
	assert_true(holds(&search, "lib/b.conf", "parts"));
	tplg_search_free(&search);
	setenv(TPLG_SEARCH_ENV, "parts:nowhere", 1);
	assert_int_equal(tplg_search_make(&search, "project", NULL, 0), -ENOENT);
	assert_string_equal(search.wrong, "nowhere of " TPLG_SEARCH_ENV);
	tplg_search_free(&search);
	unsetenv(TPLG_SEARCH_ENV);
	assert_true(tmp_is_empty());
}

/* The library itself needs nothing made. */
static void one_folder_is_used_as_it_is(void **state)
{
	const char *again[] = { ADSP_SOURCE_DIR "/tplg/lib/.." };
	struct tplg_search search;

	assert_int_equal(tplg_search_make(&search, ADSP_SOURCE_DIR "/tplg", again, 1), 0);
	assert_string_equal(search.dir, ADSP_SOURCE_DIR "/tplg");
	assert_int_equal(search.num, 1);
	assert_string_equal(search.made, "");
	tplg_search_free(&search);
}

static void wrong_folders(void **state)
{
	static const struct {
		const char *dir;
		int code;
	} cases[] = { { "nowhere", -ENOENT }, { "project/own.conf", -ENOTDIR } };
	struct tplg_search search;

	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(tplg_search_make(&search, "project", &cases[i].dir, 1),
				 cases[i].code);
		assert_string_equal(search.wrong, cases[i].dir);
		tplg_search_free(&search);
	}
	setenv("TMPDIR", "/nowhere", 1);
	assert_int_equal(tplg_search_make(&search, "project", NULL, 0), -ENOENT);
	assert_string_equal(search.wrong, "/nowhere");
	tplg_search_free(&search);
}

/* The whole way: a source outside of the project, with a part of its own and the library. */
static void a_source_anywhere_has_the_library(void **state)
{
	const char *dirs[] = { "parts" };
	struct tplg_request request = { .path = "project/x.conf", .include_dirs = dirs };
	char cwd[PATH_MAX], tmp[2 * PATH_MAX];
	struct tplg_error err;
	struct tplg *t;

	snprintf(tmp, sizeof(tmp), "%s/tmp", getcwd(cwd, sizeof(cwd)));
	setenv("TMPDIR", tmp, 1);
	assert_int_equal(temp_write("project/x.conf", SOURCE, strlen(SOURCE)), 0);
	assert_int_equal(
		temp_write("parts/mine.conf", "Object.Base.manifest.1 { name \"mine\" }\n", 39), 0);
	assert_int_equal(tplg_load_request(&request, &t, &err), -EINVAL);
	assert_non_null(strstr(err.text, "Cannot access file mine.conf"));
	request.num_include_dirs = 1;
	assert_int_equal(tplg_load_request(&request, &t, &err), 0);
	tplg_free(t);
	assert_true(tmp_is_empty());
	dirs[0] = "nowhere";
	assert_int_equal(tplg_load_request(&request, &t, &err), -ENOENT);
	assert_string_equal(
		err.text,
		"project/x.conf: cannot look for includes in nowhere: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folders_are_merged),
		cmocka_unit_test(the_environment_names_folders),
		cmocka_unit_test(one_folder_is_used_as_it_is),
		cmocka_unit_test(wrong_folders),
		cmocka_unit_test(a_source_anywhere_has_the_library),
	};

	return cmocka_run_group_tests(tests, set_up, temp_teardown);
}
