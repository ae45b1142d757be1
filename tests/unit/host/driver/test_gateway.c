/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <driver/internal.h>

#include "fixture.h"

static struct fixture f;

/* A DAI of a type; the formats are stereo. */
static int add_dai(const char *name, enum tplg_widget_id id, const char *type, uint32_t node_type,
		   uint32_t index, const char *link)
{
	int number = fixture_widget(&f, name, id, FIXTURE_COPIER, 1, 1, 1);

	fixture_in(&f, number, 48000, 2, 32, 32);
	fixture_out(&f, number, 48000, 2, 32, 32);
	snprintf(f.widgets[number].dai_type, TPLG_NAME_LEN, "%s", type);
	snprintf(f.widgets[number].sname, TPLG_NAME_LEN, "%s", link);
	f.widgets[number].node_type = (struct tplg_opt){ node_type, true };
	f.widgets[number].dai_index = (struct tplg_opt){ index, true };
	return number;
}

static int set_up(void **state)
{
	fixture_init(&f);
	fixture_pipeline(&f, 1, 0, TPLG_PLAYBACK);
	return 0;
}

static int tear_down(void **state)
{
	fixture_stop(&f);
	return 0;
}

static struct drv_widget *acquired(int number)
{
	struct drv *drv = f.drv;
	struct drv_widget *widget = &drv->widgets[number];

	widget->in = f.in[number];
	widget->out = f.out[number];
	assert_int_equal(drv_gateway_acquire(drv, widget), 0);
	return widget;
}

static void each_dai_type_numbers_its_gateways(void **state)
{
	const struct {
		const char *type;
		uint32_t node_type, index, node_id;
	} cases[] = {
		{ "SSP", 12, 2, 0xC20 },  { "SSP", 13, 0x15, 0xD50 }, { "DMIC", 11, 9, 0xB01 },
		{ "HDA", 8, 55, 0x800 },  { "HDA", 8, 55, 0x801 },    { "ALH", 16, 0x21, 0x1021 },
		{ "SAI", 18, 3, 0x1203 },
	};
	int numbers[sizeof(cases) / sizeof(cases[0])];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char name[16];

		snprintf(name, sizeof(name), "dai%zu", i);
		numbers[i] = add_dai(name, TPLG_WIDGET_DAI_IN, cases[i].type, cases[i].node_type,
				     cases[i].index, name);
	}
	fixture_start(&f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(acquired(numbers[i])->node_id, cases[i].node_id);
	/* a link stream that is given back is the next one's */
	drv_gateway_release(f.drv, acquired(numbers[3]));
	assert_int_equal(acquired(numbers[3])->node_id, 0x800);
}

static void aggregated_alh_dais_are_one_gateway(void **state)
{
	uint32_t words[16];
	struct drv_widget *widget;
	int first, last;

	first = add_dai("alh.0", TPLG_WIDGET_DAI_IN, "ALH", 16, 0x11, "Speakers");
	add_dai("alh.1", TPLG_WIDGET_DAI_IN, "ALH", 16, 0x22, "Speakers");
	add_dai("other", TPLG_WIDGET_DAI_IN, "ALH", 16, 0x33, "Jack");
	add_dai("mic.0", TPLG_WIDGET_DAI_OUT, "ALH", 17, 0x44, "Mics");
	last = add_dai("mic.1", TPLG_WIDGET_DAI_OUT, "ALH", 17, 0x45, "Mics");
	fixture_start(&f);
	widget = acquired(first);
	assert_int_equal(widget->node_id, 0x1050);
	assert_int_equal(drv_gateway_blob(f.drv, widget, words, 16), 6);
	assert_memory_equal(words, ((uint32_t[]){ 0, 2, 0x1011, 3, 0x1022, 3 }), 24);
	/* capture devices share the channels out */
	widget = acquired(last);
	assert_int_equal(widget->node_id, 0x1151);
	assert_int_equal(drv_gateway_blob(f.drv, widget, words, 16), 6);
	assert_memory_equal(words, ((uint32_t[]){ 0, 2, 0x1144, 1, 0x1145, 2 }), 24);
	assert_int_equal(drv_gateway_blob(f.drv, widget, words, 5), -ENOSPC);
	drv_gateway_release(f.drv, widget);
	assert_int_equal(acquired(last)->node_id, 0x1151);
}

static void each_alh_link_has_a_node_of_its_own(void **state)
{
	const struct {
		enum tplg_widget_id id;
		uint32_t index;
		const char *link;
		uint32_t node_id;
	} cases[] = {
		{ TPLG_WIDGET_DAI_IN, 0, "Speaker", 0x1000 },
		{ TPLG_WIDGET_DAI_IN, 0, "Jack", 0x1001 },
		{ TPLG_WIDGET_DAI_OUT, 0, "Jack",
		  0x1100 }, /* the other direction counts for itself */
		{ TPLG_WIDGET_DAI_IN, 2, "Third", 0x1002 },
		{ TPLG_WIDGET_DAI_IN, 0x51, "Fourth", 0x1003 }, /* the number of a group */
		{ TPLG_WIDGET_DAI_OUT, 0, "Mic", 0x1101 },
	};

	int numbers[6];

	for (size_t i = 0; i < 6; i++) {
		char name[16];

		snprintf(name, sizeof(name), "alh.%zu", i);
		numbers[i] = add_dai(name, cases[i].id, "ALH",
				     cases[i].id == TPLG_WIDGET_DAI_IN ? 16 : 17, cases[i].index,
				     cases[i].link);
	}
	fixture_start(&f);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(acquired(numbers[i])->node_id, cases[i].node_id);
}

static void alh_nodes_run_out(void **state)
{
	static struct tplg_widget many[82];
	struct drv_widget *last;

	add_dai("alh", TPLG_WIDGET_DAI_IN, "ALH", 16, 0, "");
	many[0] = f.widgets[0];
	for (int i = 1; i < 82; i++)
		many[i] = f.widgets[1];
	f.t.widgets = many;
	f.t.num_widgets = 82;
	fixture_start(&f);
	last = &f.drv->widgets[81];
	last->in = f.in[1];
	assert_int_equal(f.drv->widgets[80].alh_node, 0x4F);
	assert_int_equal(drv_gateway_acquire(f.drv, last), -ENOSPC);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "alh: more than 80 ALH links in one direction");
	f.t.widgets = f.widgets;
}

static void too_many_aggregated_dais_are_refused(void **state)
{
	char name[16];

	for (unsigned int i = 0; i < 17; i++) {
		snprintf(name, sizeof(name), "alh.%u", i);
		add_dai(name, TPLG_WIDGET_DAI_IN, "ALH", 16, i, "Speakers");
	}
	fixture_start(&f);
	f.drv->widgets[1].in = f.in[1];
	assert_int_equal(drv_gateway_acquire(f.drv, &f.drv->widgets[1]), -EINVAL);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "alh.0: 17 DAIs share the link Speakers, at most 16 can");
}

static void a_gateway_needs_a_node_type(void **state)
{
	int number = add_dai("dai", TPLG_WIDGET_DAI_IN, "SSP", 32, 0, "link");

	fixture_start(&f);
	assert_int_equal(drv_gateway_acquire(f.drv, &f.drv->widgets[number]), -EINVAL);
	f.widgets[number].node_type = (struct tplg_opt){ 0, false };
	assert_int_equal(drv_gateway_acquire(f.drv, &f.drv->widgets[number]), -EINVAL);
	assert_non_null(strstr(drv_last_error(f.drv)->text, "node type"));
}

static void host_streams_run_out(void **state)
{
	int number = add_dai("host", TPLG_WIDGET_AIF_IN, "", 0, 0, "PCM");

	fixture_start(&f);
	for (uint32_t i = 0; i < 16; i++) {
		struct drv_widget *widget = acquired(number);

		assert_int_equal(widget->node_id, i);
		widget->node_id = IPC4_INVALID_NODE_ID; /* as if it were another widget */
	}
	assert_int_equal(drv_gateway_acquire(f.drv, &f.drv->widgets[number]), -ENOSPC);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "host: no free host stream left, all 16 are in use");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_dai_type_numbers_its_gateways),
		TEST(aggregated_alh_dais_are_one_gateway),
		TEST(each_alh_link_has_a_node_of_its_own),
		TEST(alh_nodes_run_out),
		TEST(too_many_aggregated_dais_are_refused),
		TEST(a_gateway_needs_a_node_type),
		TEST(host_streams_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
