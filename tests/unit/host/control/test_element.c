/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include <control/ctl.h>

#include "controls.h"

static struct tplg_control controls[CASES_CONTROLS];
static struct tplg tplg = { .num_controls = CASES_CONTROLS, .controls = controls };
static struct control_elements elements;

static int set_up(void **state)
{
	memcpy(controls, cases_controls, sizeof(controls));
	assert_int_equal(control_elements_make(&tplg, &elements), 0);
	return 0;
}

static int tear_down(void **state)
{
	control_elements_free(&elements);
	control_elements_free(&elements); /* a table of nothing */
	return 0;
}

static void volumes_have_a_range_and_a_scale(void **state)
{
	const struct control_element *volume = &elements.element[2];

	assert_string_equal(volume->name, "Mono Playback Volume");
	assert_int_equal(volume->type, SND_CTL_ELEM_TYPE_INTEGER);
	assert_int_equal(volume->count, 1);
	assert_int_equal(volume->min, 0);
	assert_int_equal(volume->max, 25);
	assert_int_equal(volume->access, SND_CTL_EXT_ACCESS_READWRITE |
						 SND_CTL_EXT_ACCESS_TLV_READ |
						 SND_CTL_EXT_ACCESS_TLV_CALLBACK);
	assert_true(volume->has_scale);
	assert_int_equal(volume->scale[0], 1);
	assert_int_equal(volume->scale[1], 8);
	assert_int_equal((int)volume->scale[2], -5000);
	assert_int_equal(volume->scale[3], 200 | 1 << 16);
}

static void kinds_have_their_types(void **state)
{
	assert_int_equal(elements.element[1].type, SND_CTL_ELEM_TYPE_BOOLEAN);
	assert_int_equal(elements.element[1].max, 1);
	assert_int_equal(elements.element[4].type, SND_CTL_ELEM_TYPE_ENUMERATED);
	assert_int_equal(elements.element[4].num_items, 4);
	assert_string_equal(control_elements_item(&elements, 4, 1), "Low Power");
	assert_null(control_elements_item(&elements, 4, 4));
	assert_null(control_elements_item(&elements, 1, 0));
	assert_int_equal(elements.element[6].type, SND_CTL_ELEM_TYPE_BYTES);
	assert_int_equal(elements.element[6].count, 4096);
	assert_int_equal(elements.element[6].access & SND_CTL_EXT_ACCESS_READWRITE, 0);
	assert_int_equal(elements.element[14].access & SND_CTL_EXT_ACCESS_WRITE, 0);
}

/* A volume of two steps is no switch; a topology without access bits means both. */
static void odd_controls(void **state)
{
	struct control_elements odd;

	strcpy(controls[1].name, "Boost Volume");
	controls[1].access = 0;
	controls[1].num_channels = 0;
	controls[4].access = TPLG_ACCESS_READ | TPLG_ACCESS_VOLATILE;
	assert_int_equal(control_elements_make(&tplg, &odd), 0);
	assert_int_equal(odd.element[1].type, SND_CTL_ELEM_TYPE_INTEGER);
	assert_int_equal(odd.element[1].access, SND_CTL_EXT_ACCESS_READWRITE);
	assert_int_equal(odd.element[1].count, 1);
	assert_int_equal(odd.element[4].access,
			 SND_CTL_EXT_ACCESS_READ | SND_CTL_EXT_ACCESS_VOLATILE);
	control_elements_free(&odd);
}

static void elements_of_one_name_have_indices(void **state)
{
	snd_ctl_elem_id_t *id;

	snd_ctl_elem_id_alloca(&id);
	control_elements_id(&elements, 13, id);
	assert_string_equal(snd_ctl_elem_id_get_name(id), "Main Volume");
	assert_int_equal(snd_ctl_elem_id_get_index(id), 1);
	assert_int_equal(snd_ctl_elem_id_get_numid(id), 14);
	snd_ctl_elem_id_set_numid(id, 0);
	assert_int_equal(control_elements_find(&elements, id), 13);
	snd_ctl_elem_id_set_index(id, 0);
	assert_int_equal(control_elements_find(&elements, id), 0);
	snd_ctl_elem_id_set_index(id, 2);
	assert_int_equal(control_elements_find(&elements, id), CONTROL_NO_ELEMENT);
	snd_ctl_elem_id_set_index(id, 0);
	snd_ctl_elem_id_set_interface(id, SND_CTL_ELEM_IFACE_CARD);
	assert_int_equal(control_elements_find(&elements, id), CONTROL_NO_ELEMENT);
	snd_ctl_elem_id_set_numid(id, CASES_CONTROLS);
	assert_int_equal(control_elements_find(&elements, id), CASES_CONTROLS - 1);
	snd_ctl_elem_id_set_numid(id, CASES_CONTROLS + 1);
	assert_int_equal(control_elements_find(&elements, id), CONTROL_NO_ELEMENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(volumes_have_a_range_and_a_scale, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(kinds_have_their_types, set_up, tear_down),
		cmocka_unit_test_setup_teardown(odd_controls, set_up, tear_down),
		cmocka_unit_test_setup_teardown(elements_of_one_name_have_indices, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
