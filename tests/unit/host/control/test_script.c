/* SPDX-License-Identifier: BSD-3-Clause */
#include "cases.h"

#define MS 1000000ull

static struct control_script *script;
static struct control_error err;

static int load(const char *path)
{
	memset(&err, 0, sizeof(err));
	return control_script_load(path, &fixture.t, NULL, NULL, &script, &err);
}

static int load_text(const char *text)
{
	assert_int_equal(temp_write("s", text, strlen(text)), 0);
	return load("s");
}

static uint32_t main_volume(void)
{
	uint32_t values[TPLG_MAX_CHANNELS];

	assert_int_equal(drv_control_get(fixture.drv, 0, values), 2);
	return values[0];
}

static void step_to(uint64_t now_ns, uint32_t volume)
{
	assert_int_equal(control_script_step(script, fixture.drv, now_ns, &err), 0);
	assert_int_equal(main_volume(), volume);
}

static void cases(void **state)
{
	cases_run("script.cases");
}

static void sleeps_add_up_from_the_begin(void **state)
{
	cases_fixture();
	assert_int_equal(load_text("amixer cset name='Main Volume' 1\n"
				   "sleep 0.01\n"
				   "amixer cset name='Main Volume' 2\n"
				   "sleep .0055\n"
				   "sleep 0\n"
				   "amixer cset name='Main Volume' 3\n"),
			 0);
	for (int round = 0; round < 2; round++) {
		step_to(0, 1);
		step_to(10 * MS - 1, 1);
		assert_int_equal(control_script_due(script), 10 * MS);
		assert_int_equal(control_script_next_line(script), 3);
		step_to(12 * MS, 2); /* late: the next one is not */
		step_to(15 * MS + MS / 2 - 1, 2);
		assert_int_equal(control_script_due(script), 15 * MS + MS / 2);
		step_to(15 * MS + MS / 2, 3);
		assert_int_equal(control_script_due(script), CONTROL_NEVER);
		assert_int_equal(control_script_next_line(script), 0);
		step_to(1000 * MS, 3);
		control_script_rewind(script);
	}
	control_script_free(script);
	fixture_stop(&fixture);
}

static void lines_for_streams_are_kept_with_their_time(void **state)
{
	const struct control_stream *line;

	cases_fixture();
	assert_int_equal(load_text("pcm 0:playback pause\nsleep 0.02\namixer cset numid=1 2\n"
				   " pcm 'Main Stream' resume # on\n"),
			 0);
	line = control_script_stream(script, 0);
	assert_string_equal(line->pcm, "0:playback");
	assert_string_equal(line->action, "pause");
	assert_int_equal(line->at_ns, 0);
	line = control_script_stream(script, 1);
	assert_string_equal(line->pcm, "Main Stream");
	assert_string_equal(line->action, "resume");
	assert_int_equal(line->at_ns, 20 * MS);
	assert_int_equal(line->line, 4);
	assert_int_equal(line->column, 2);
	assert_null(control_script_stream(script, 2));
	assert_int_equal(control_script_due(script), 20 * MS);
	control_script_free(script);
	fixture_stop(&fixture);
}

static void sleeps_have_an_end(void **state)
{
	static char text[1001 * 15 + 1];

	cases_fixture();
	for (int i = 0; i < 1001; i++)
		strcat(text, "sleep 1000000\n");
	assert_int_equal(load_text(text), -EINVAL);
	assert_string_equal(err.text,
			    "s:1001:1: the sleeps up to here make more than 1000000000 s");
	fixture_stop(&fixture);
}

static void settings_reach_the_firmware_at_once(void **state)
{
	struct drv_stream *stream;

	cases_fixture();
	stream = fixture_stream(&fixture, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_non_null(stream);
	assert_int_equal(
		load_text(
			"amixer cset name='Main Volume' 42,0\namixer cset name='Main Switch' off\n"),
		0);
	fake_clear();
	assert_int_equal(control_script_step(script, fixture.drv, 0, &err), 0);
	EXPECT(0, 0x44000006, 0x30000018, 0, 0x40260000, 2, 0, 200000, 0);
	EXPECT(1, 0x44000006, 0x30000018, 1, 0, 2, 0, 200000, 0);
	EXPECT(2, 0x44000006, 0x3C800024, 0x00020000, 0, 0, 0, 0, 0, 0, 1, 0);
	assert_int_equal(fake.num_messages, 3);
	control_script_free(script);
	drv_pcm_close(stream);
	fixture_stop(&fixture);
}

static void a_refusal_names_its_line(void **state)
{
	struct drv_stream *stream;

	cases_fixture();
	stream = fixture_stream(&fixture, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_int_equal(
		load_text(
			"# one\n  amixer cset name='Main Volume' 42\namixer cset name='Main Volume' 7\n"),
		0);
	fake_clear();
	fake.fail_at = 1;
	fake.fail_status = 3;
	assert_int_equal(control_script_step(script, fixture.drv, 0, &err), -EINVAL);
	assert_int_equal(err.kind, DRV_ERROR_FIRMWARE);
	assert_string_equal(
		err.text,
		"s:2:3: control 'Main Volume' of gain.1.1 (unknown module, "
		"06060606-0606-0606-0606-060606060606): firmware refused LARGE_CONFIG_SET: "
		"OUT_OF_MEMORY (3)");
	control_script_free(script);
	drv_pcm_close(stream);
	fixture_stop(&fixture);
}

/* Upstream readers cut lines at 255 bytes and execute the tail. */
static void long_lines_are_one_line(void **state)
{
	char text[2000];

	cases_fixture();
	memset(text, 'x', sizeof(text));
	text[0] = '#';
	strcpy(text + 255, "\n");
	memcpy(text + 255, "amixer cset name='Main Volume' 3", 32);
	strcpy(text + 1000, "\n");
	assert_int_equal(load_text(text), 0);
	step_to(0, 45);
	control_script_free(script);

	memset(text, ' ', sizeof(text));
	strcpy(text + 900, "amixer cset name='Main Volume' 3");
	assert_int_equal(load_text(text), 0);
	step_to(0, 3);
	control_script_free(script);
	fixture_stop(&fixture);
}

static void a_word_has_its_limit(void **state)
{
	char text[700];

	cases_fixture();
	snprintf(text, sizeof(text), "amixer cset %0512d 3\n", 1);
	assert_int_equal(load_text(text), -EINVAL);
	assert_string_equal(err.text, "s:1:13: word longer than 511 characters");
	snprintf(text, sizeof(text), "amixer cset %0511d 3\n", 1);
	assert_int_equal(load_text(text), -EINVAL);
	assert_null(strstr(err.text, "longer"));
	fixture_stop(&fixture);
}

static void files_that_are_no_scripts(void **state)
{
	static const char zeros[(1 << 20) + 1];
	char path[400], want[400];

	cases_fixture();
	assert_int_equal(load("absent"), -ENOENT);
	assert_string_equal(err.text, "absent: No such file or directory");
	assert_int_equal(err.kind, DRV_ERROR_TOPOLOGY);
	assert_int_equal(load("."), -EISDIR);
	assert_string_equal(err.text, ".: Is a directory");
	assert_int_equal(temp_write("big", zeros, sizeof(zeros)), 0);
	assert_int_equal(load("big"), -EFBIG);
	assert_string_equal(err.text, "big: File too large");

	/* of a long path enough is shown, and all of the place */
	snprintf(path, sizeof(path), "%0240d", 7);
	assert_int_equal(temp_write(path, "\nsleep x", 8), 0);
	assert_int_equal(load(path), -EINVAL);
	snprintf(want, sizeof(want), "%0160d:2:7: sleep 'x': expected seconds, 0..1000000", 0);
	assert_string_equal(err.text, want);
	fixture_stop(&fixture);
}

static void nothing_to_do(void **state)
{
	cases_fixture();
	assert_int_equal(load_text(""), 0);
	assert_int_equal(control_script_step(script, fixture.drv, 0, &err), 0);
	control_script_free(script);
	control_script_free(NULL);
	assert_int_equal(load_text("nonsense without anyone to warn"), 0);
	control_script_free(script);
	fixture_stop(&fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases),
		cmocka_unit_test(sleeps_add_up_from_the_begin),
		cmocka_unit_test(lines_for_streams_are_kept_with_their_time),
		cmocka_unit_test(sleeps_have_an_end),
		cmocka_unit_test(settings_reach_the_firmware_at_once),
		cmocka_unit_test(a_refusal_names_its_line),
		cmocka_unit_test(long_lines_are_one_line),
		cmocka_unit_test(a_word_has_its_limit),
		cmocka_unit_test(files_that_are_no_scripts),
		cmocka_unit_test(nothing_to_do),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
