/* SPDX-License-Identifier: BSD-3-Clause */
#include <control/internal.h>

#include "cases.h"

static struct control_element element[12];
static struct control_elements elements = { .element = element };
static struct control_error err;
static struct control_text text = { .start = "", .at = "", .err = &err };

static void name_controls(const char *const *names)
{
	for (elements.num = 0; *names; names++)
		snprintf(element[elements.num++].name, CONTROL_NAME_BYTES, "%s", *names);
}

static void the_longest_name_is_meant(void **state)
{
	static const char *const names[] = { "A", "A=B", "A=B=C", "", NULL };
	static const struct {
		const char *text;
		int control; /* -1: none */
		const char *rest;
	} cases[] = {
		{ "A=1", 0, "=1" },       { "A=B=1", 1, "=1" },
		{ "A=B=C=1", 2, "=1" },   { "A=B=D", 1, "=D" },
		{ "A=BC=1", 0, "=BC=1" }, { "A", -1, NULL },
		{ "A=B", 0, "=B" },       { "B=1", -1, NULL },
		{ "=1", -1, NULL }, /* a nameless control cannot be named */
	};

	name_controls(names);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t control = 99;
		const char *rest = control_match_name(&elements, cases[i].text, &control);

		if (cases[i].control < 0) {
			assert_null(rest);
			continue;
		}
		assert_string_equal(rest, cases[i].rest);
		assert_int_equal(control, cases[i].control);
	}
}

static void element_ids(void **state)
{
	static const char *const names[] = { "A", "A,B", "say \"A\"", "it's", "name=A", NULL };
	static const struct {
		const char *id;
		int control;
	} cases[] = {
		{ "name=A", 0 },
		{ "NAME=A", 0 },
		{ "name=A,index=0", 0 },
		{ "index=0,name=A", 0 },
		{ "name=A,index=1", -1 },
		{ "name=A,B", -1 }, /* a comma needs the id's own quotes */
		{ "name='A,B'", 1 },
		{ "iface=MIXER,name=A", 0 },
		{ "iface=PCM,name=A", -1 },
		{ "name=A,device=1", -1 },
		{ "name='A,B',index=0", 1 },
		{ "name=it's", 3 },
		{ "name=name=A", 4 },
		{ "numid=3", 2 },
		{ "numid=3,name=A", 0 },
		{ "iface=MIXER,numid=5", 4 },
		{ "name='A", 0 },
		{ "name=", -1 },
		{ "name=AB", -1 },
		{ "name=a", -1 },
		{ "myname=A", -1 },
		{ "", -1 },
		{ "numid=0", -1 },
		{ "numid=6", -1 },
		{ "numid=1x", -1 },
		{ "numid=-1", -1 },
	};

	name_controls(names);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t control = 99;
		int ret = control_find_element(&text, "", cases[i].id, &elements, &control);

		if (cases[i].control < 0 ? ret == 0 : ret || control != (size_t)cases[i].control)
			fail_msg("%s: %d, control %zu", cases[i].id, ret, control);
	}
}

static void the_list_of_names_is_bounded(void **state)
{
	static const char *const none[] = { NULL };

	name_controls(none);
	assert_int_equal(control_unknown(&text, "", "X", &elements), -ENOENT);
	assert_string_equal(err.text, "control '': no control 'X', the topology has none");
	for (elements.num = 0; elements.num < 12; elements.num++) {
		snprintf(element[elements.num].name, CONTROL_NAME_BYTES, "%043zu", elements.num);
	}
	control_unknown(&text, "", "X", &elements);
	assert_string_equal(err.text, "control '': no control 'X', the topology has "
				      "'0000000000000000000000000000000000000000000', "
				      "'0000000000000000000000000000000000000000001', "
				      "'0000000000000000000000000000000000000000002', "
				      "'0000000000000000000000000000000000000000003', ...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_name_is_meant),
		cmocka_unit_test(element_ids),
		cmocka_unit_test(the_list_of_names_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
