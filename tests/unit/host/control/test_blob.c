/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/stat.h>

#include "cases.h"

static void cases(void **state)
{
	cases_run("blob.cases");
}

/* A blob is looked for where the program runs, then beside its script. */
static void relative_paths(void **state)
{
	static const char line[] = "sof-ctl -c name='EQ' -s own/b\n";
	static const char first[] = "877023059,5,4,0,0,0,0,0,1\n",
			  second[] = "877023059,6,4,0,0,0,0,0,1\n";
	struct control_script *script;
	struct control_error err;
	uint32_t param_id = 0, data;
	size_t bytes = sizeof(data);

	cases_fixture();
	assert_int_equal(mkdir("dir", 0700) | mkdir("dir/own", 0700) | mkdir("own", 0700), 0);
	assert_int_equal(temp_write("dir/s", line, strlen(line)), 0);
	assert_int_equal(control_script_load("dir/s", &fixture.t, NULL, NULL, &script, &err),
			 -ENOENT);
	assert_string_equal(err.text, "dir/s:1:25: own/b: No such file or directory");

	assert_int_equal(temp_write("dir/own/b", first, strlen(first)), 0);
	assert_int_equal(control_script_load("dir/s", &fixture.t, NULL, NULL, &script, &err), 0);
	assert_int_equal(control_script_step(script, fixture.drv, 0, &err), 0);
	assert_int_equal(drv_control_get_bytes(fixture.drv, 6, &param_id, &data, &bytes), 0);
	assert_int_equal(param_id, 5);
	control_script_free(script);

	assert_int_equal(temp_write("own/b", second, strlen(second)), 0);
	assert_int_equal(control_script_load("dir/s", &fixture.t, NULL, NULL, &script, &err), 0);
	assert_int_equal(control_script_step(script, fixture.drv, 0, &err), 0);
	assert_int_equal(drv_control_get_bytes(fixture.drv, 6, &param_id, &data, &bytes), 0);
	assert_int_equal(param_id, 6);
	control_script_free(script);
	fixture_stop(&fixture);
}

/* Every size from nothing to a word more than the file says, cut or too long: no headers lie unnoticed. */
static void every_size(void **state)
{
	uint32_t words[16] = { 3, 48, 0x34464F53, 5, 16, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6 };
	struct control_action action;
	struct control_error err;

	cases_fixture();
	for (size_t size = 0; size <= sizeof(words); size++) {
		int ret;

		assert_int_equal(temp_write("b", words, size), 0);
		ret = control_parse_assignment(&fixture.t, "EQ=b", NULL, NULL, &action, &err);
		assert_int_equal(ret, size < 56 ? -EINVAL : 0);
		assert_int_equal(action.num_bytes, ret ? 0 : 16);
		control_action_release(&action);
	}
	fixture_stop(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases),
		cmocka_unit_test(relative_paths),
		cmocka_unit_test(every_size),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
