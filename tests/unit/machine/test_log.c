/* SPDX-License-Identifier: BSD-3-Clause */
#include <zephyr/kernel.h>
#include <zephyr/logging/log.h>

#include "rig.h"

LOG_MODULE_REGISTER(test_log, LOG_LEVEL_INF);

static int evaluated;

static int count(void)
{
	return ++evaluated;
}

static void test_line_has_level_tag_and_text(void **state)
{
	LOG_WRN("value %d", 5);
	assert_string_equal(rig_log_line, "2 test_log: value 5");
	z_log_tagged(LOG_LEVEL_ERR, "gain.1.0", "two\n");
	assert_string_equal(rig_log_line, "1 gain.1.0: two");
}

static void test_a_line_stays_one_line(void **state)
{
	z_log_tagged(LOG_LEVEL_ERR, "gain.1.0", "a\nkernel: \033[31mb\177\tc\n\n");
	assert_string_equal(rig_log_line, "1 gain.1.0: a?kernel: ?[31mb?\tc");
}

static void test_characters_are_kept_and_orders_to_terminals_are_not(void **state)
{
	z_log_tagged(LOG_LEVEL_ERR, "gain.1.0", "\u00b1\u20ac\U0001d11e ok");
	assert_string_equal(rig_log_line, "1 gain.1.0: \u00b1\u20ac\U0001d11e ok");
	/* bytes that are none, the control sequence of 8 bits, a character that is cut, one that is too long */
	z_log_tagged(LOG_LEVEL_ERR, "gain.1.0", "\x9b\x32J\xc2\x9b\x32J\xff\xe2\x82");
	assert_string_equal(rig_log_line, "1 gain.1.0: ?2J??2J???");
	z_log_tagged(LOG_LEVEL_ERR, "gain.1.0", "\xc0\x8a");
	assert_string_equal(rig_log_line, "1 gain.1.0: ??");
}

static void test_a_tag_stays_a_part_of_its_line(void **state)
{
	z_log_tagged(LOG_LEVEL_ERR, "a\n[0.0] <err> kernel", "text");
	assert_string_equal(rig_log_line, "1 a?[0.0] <err> kernel: text");
}

static void test_silent_lines_do_not_evaluate(void **state)
{
	evaluated = 0;
	rig_log_line[0] = '\0';
	adsp_machine_set_log_level(ADSP_LOG_WRN);
	LOG_INF("%d", count());
	assert_int_equal(evaluated, 0);
	adsp_machine_set_log_level(ADSP_LOG_DBG);
	LOG_DBG("%d", count()); /* above the cap of this file */
	assert_int_equal(evaluated, 0);
	assert_string_equal(rig_log_line, "");
	LOG_INF("%d", count());
	assert_int_equal(evaluated, 1);
	assert_string_equal(rig_log_line, "3 test_log: 1");
}

static void test_long_line_is_cut(void **state)
{
	LOG_ERR("%2000d", 1);
	assert_int_equal(strlen(rig_log_line), strlen("1 test_log: ") + 1000);
}

static void test_the_first_error_is_kept(void **state)
{
	char text[ADSP_LOG_ERROR_BYTES];

	adsp_log_take_error(text);
	rig_log_line[0] = '\0';
	adsp_machine_set_log_level(ADSP_LOG_NONE);
	evaluated = 0;
	LOG_WRN("%d", count());
	assert_int_equal(evaluated, 0);
	LOG_ERR("first");
	LOG_ERR("second");
	assert_string_equal(rig_log_line, "");
	assert_string_equal(adsp_log_take_error(text), "test_log: first");
	assert_string_equal(adsp_log_take_error(text), "");
	LOG_ERR("%2000d", 1);
	assert_int_equal(strlen(adsp_log_take_error(text)), ADSP_LOG_ERROR_BYTES - 1);
}

static void test_power_off_is_silent(void **state)
{
	adsp_machine_stop();
	assert_int_equal(z_log_level, 0);
	adsp_machine_set_log_level(ADSP_LOG_DBG);
	assert_int_equal(z_log_level, 0);
	z_log_tagged(LOG_LEVEL_ERR, "x", "nowhere");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_line_has_level_tag_and_text, rig_start,
						rig_stop),
		cmocka_unit_test_setup_teardown(test_a_line_stays_one_line, rig_start, rig_stop),
		cmocka_unit_test_setup_teardown(
			test_characters_are_kept_and_orders_to_terminals_are_not, rig_start,
			rig_stop),
		cmocka_unit_test_setup_teardown(test_a_tag_stays_a_part_of_its_line, rig_start,
						rig_stop),
		cmocka_unit_test_setup_teardown(test_silent_lines_do_not_evaluate, rig_start,
						rig_stop),
		cmocka_unit_test_setup_teardown(test_long_line_is_cut, rig_start, rig_stop),
		cmocka_unit_test_setup_teardown(test_the_first_error_is_kept, rig_start, rig_stop),
		cmocka_unit_test_setup_teardown(test_power_off_is_silent, rig_start, rig_stop),
	};

	return cmocka_run_group_tests_name("machine/log", tests, NULL, NULL);
}
