/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <control/ctl.h>

#include "controls.h"

static struct tplg_control controls[CASES_CONTROLS];
static struct tplg tplg = { .num_controls = CASES_CONTROLS, .controls = controls };
static struct control_elements elements;
static long stored[CASES_CONTROLS][TPLG_MAX_CHANNELS];
static int refusal;

static void read_values(struct control_ctl *ctl, size_t element, long *values)
{
	memcpy(values, stored[element], elements.element[element].count * sizeof(*values));
}

static int write_values(struct control_ctl *ctl, size_t element, const long *values)
{
	if (!refusal)
		memcpy(stored[element], values, elements.element[element].count * sizeof(*values));
	return refusal;
}

static const struct control_ctl_ops ops = { read_values, write_values };
static struct control_ctl ctl = { .plugin.elements = &elements, .ops = &ops };
static snd_ctl_elem_value_t *value;
static snd_ctl_elem_info_t *info;

static int set_up(void **state)
{
	memcpy(controls, cases_controls, sizeof(controls));
	memset(stored, 0, sizeof(stored));
	refusal = 0;
	assert_int_equal(control_elements_make(&tplg, &elements), 0);
	assert_int_equal(control_ctl_open(&ctl, "test", 0), 0);
	assert_int_equal(snd_ctl_elem_value_malloc(&value), 0);
	assert_int_equal(snd_ctl_elem_info_malloc(&info), 0);
	return 0;
}

static int tear_down(void **state)
{
	snd_ctl_elem_value_free(value);
	snd_ctl_elem_info_free(info);
	snd_ctl_close(ctl.plugin.ext.handle);
	control_elements_free(&elements);
	return 0;
}

static void ask(unsigned int numid)
{
	snd_ctl_elem_info_set_numid(info, numid);
	assert_int_equal(snd_ctl_elem_info(ctl.plugin.ext.handle, info), 0);
	snd_ctl_elem_value_clear(value);
	snd_ctl_elem_value_set_numid(value, numid);
}

static void elements_are_listed(void **state)
{
	snd_ctl_elem_list_t *list;

	snd_ctl_elem_list_alloca(&list);
	assert_int_equal(snd_ctl_elem_list_alloc_space(list, CASES_CONTROLS), 0);
	assert_int_equal(snd_ctl_elem_list(ctl.plugin.ext.handle, list), 0);
	assert_int_equal(snd_ctl_elem_list_get_count(list), CASES_CONTROLS);
	assert_int_equal(snd_ctl_elem_list_get_used(list), CASES_CONTROLS);
	assert_string_equal(snd_ctl_elem_list_get_name(list, 4), "Mode");
	assert_int_equal(snd_ctl_elem_list_get_numid(list, 4), 5);
	assert_int_equal(snd_ctl_elem_list_get_index(list, 13), 1);
	snd_ctl_elem_list_free_space(list);
}

static void integers(void **state)
{
	ask(1);
	assert_int_equal(snd_ctl_elem_info_get_max(info), 45);
	stored[0][1] = 7;
	assert_int_equal(snd_ctl_elem_read(ctl.plugin.ext.handle, value), 0);
	assert_int_equal(snd_ctl_elem_value_get_integer(value, 1), 7);
	snd_ctl_elem_value_set_integer(value, 0, 45);
	assert_int_equal(snd_ctl_elem_write(ctl.plugin.ext.handle, value), 1);
	assert_int_equal(stored[0][0], 45);
	assert_int_equal(stored[0][1], 7);
	snd_ctl_elem_value_set_integer(value, 1, 46);
	assert_int_equal(snd_ctl_elem_write(ctl.plugin.ext.handle, value), -EINVAL);
	assert_int_equal(stored[0][1], 7);
	snd_ctl_elem_value_set_integer(value, 1, -1);
	assert_int_equal(snd_ctl_elem_write(ctl.plugin.ext.handle, value), -EINVAL);
	snd_ctl_elem_value_set_integer(value, 1, 8);
	refusal = -EIO;
	assert_int_equal(snd_ctl_elem_write(ctl.plugin.ext.handle, value), -EIO);
}

static void decibels(void **state)
{
	unsigned int tlv[64];
	snd_ctl_elem_id_t *id;

	snd_ctl_elem_id_alloca(&id);
	control_elements_id(&elements, 2, id);
	assert_int_equal(snd_ctl_elem_tlv_read(ctl.plugin.ext.handle, id, tlv, sizeof(tlv)), 0);
	assert_memory_equal(tlv, elements.element[2].scale, sizeof(elements.element[2].scale));
	assert_int_equal(snd_ctl_elem_tlv_read(ctl.plugin.ext.handle, id, tlv, 8), -ENOMEM);
	assert_int_equal(snd_ctl_elem_tlv_write(ctl.plugin.ext.handle, id, tlv), -ENXIO);
	control_elements_id(&elements, 1, id); /* a switch has none */
	assert_int_equal(snd_ctl_elem_tlv_read(ctl.plugin.ext.handle, id, tlv, sizeof(tlv)),
			 -ENXIO);
	control_elements_id(&elements, 6, id); /* nor has a blob a scale */
	assert_int_equal(snd_ctl_elem_tlv_read(ctl.plugin.ext.handle, id, tlv, sizeof(tlv)),
			 -ENXIO);
}

static void enums(void **state)
{
	ask(5);
	assert_int_equal(snd_ctl_elem_info_get_items(info), 4);
	snd_ctl_elem_info_set_item(info, 2);
	assert_int_equal(snd_ctl_elem_info(ctl.plugin.ext.handle, info), 0);
	assert_string_equal(snd_ctl_elem_info_get_item_name(info), "A, B");
	stored[4][1] = 3;
	assert_int_equal(snd_ctl_elem_read(ctl.plugin.ext.handle, value), 0);
	assert_int_equal(snd_ctl_elem_value_get_enumerated(value, 1), 3);
	snd_ctl_elem_value_set_enumerated(value, 0, 2);
	assert_int_equal(snd_ctl_elem_write(ctl.plugin.ext.handle, value), 1);
	assert_int_equal(stored[4][0], 2);
	snd_ctl_elem_value_set_enumerated(value, 0, 4);
	assert_int_equal(snd_ctl_elem_write(ctl.plugin.ext.handle, value), -EINVAL);
}

static void what_is_read_only_is_not_written(void **state)
{
	ask(15);
	assert_false(snd_ctl_elem_info_is_writable(info));
	assert_int_equal(snd_ctl_elem_read(ctl.plugin.ext.handle, value), 0);
	assert_int_equal(snd_ctl_elem_write(ctl.plugin.ext.handle, value), -EPERM);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(elements_are_listed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(integers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(decibels, set_up, tear_down),
		cmocka_unit_test_setup_teardown(enums, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_read_only_is_not_written, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
