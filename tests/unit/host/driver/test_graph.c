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

/* Widgets a, b, c, ... after the scheduler of pipeline 1; all gains but those given another kind. */
static void begin(void)
{
	fixture_init(&f);
	fixture_pipeline(&f, 1, 0, TPLG_PLAYBACK);
}

static int add(const char *name, enum tplg_widget_id id)
{
	return fixture_widget(&f, name, id, FIXTURE_GAIN, 1, 1, 1);
}

/* Walk from a host and compare the names, "*" before start widgets; what is listed, in file order. */
static void expect_path(int host, enum tplg_direction direction, const char *wanted,
			const char *wanted_list)
{
	char got[256] = "", list[256] = "";
	struct drv_path path;

	assert_int_equal(drv_path_find(&f.t, host, direction, &path), 0);
	for (size_t i = 0; i < path.num_steps; i++) {
		strcat(got, path.steps[i].start ? "*" : "");
		strcat(got, f.widgets[path.steps[i].widget].name);
		assert_true(drv_path_builds(&path, path.steps[i].widget));
	}
	for (uint32_t i = 0; i < f.t.num_widgets; i++)
		strcat(list, path.listed[i] ? f.widgets[i].name : "");
	drv_path_release(&path);
	assert_string_equal(got, wanted);
	if (wanted_list)
		assert_string_equal(list, wanted_list);
}

static void expect_walk(int host, enum tplg_direction direction, const char *wanted)
{
	expect_path(host, direction, wanted, NULL);
}

static void routes_are_followed_in_file_order_depth_first(void **state)
{
	int h, a, b, c, d;

	begin();
	h = add("h", TPLG_WIDGET_AIF_IN);
	a = add("a", TPLG_WIDGET_PGA);
	b = add("b", TPLG_WIDGET_PGA);
	c = add("c", TPLG_WIDGET_PGA);
	d = add("d", TPLG_WIDGET_DAI_IN);
	fixture_route(&f, h, b);
	fixture_route(&f, h, a);
	fixture_route(&f, b, c);
	fixture_route(&f, a, d);
	fixture_route(&f, c, d);
	expect_walk(h, TPLG_PLAYBACK, "*hbcda");
}

static void capture_starts_at_each_dai_that_leads_to_the_host(void **state)
{
	int h, g, d, e, x;

	begin();
	f.pipelines[0].direction = TPLG_CAPTURE;
	h = add("h", TPLG_WIDGET_AIF_OUT);
	e = add("e", TPLG_WIDGET_DAI_OUT);
	d = add("d", TPLG_WIDGET_DAI_OUT);
	g = add("g", TPLG_WIDGET_MIXER);
	x = add("x", TPLG_WIDGET_DAI_OUT);
	fixture_route(&f, g, h);
	fixture_route(&f, d, g);
	fixture_route(&f, e, g);
	fixture_route(&f, x, x);
	expect_walk(h, TPLG_CAPTURE, "*egh*d");
}

/* As Linux lists them: what leads to a widget by the route that was added last comes first, whatever its place. */
static void captures_start_along_the_newest_route(void **state)
{
	int h, g, a, r, m, n;

	begin();
	f.pipelines[0].direction = TPLG_CAPTURE;
	h = add("h", TPLG_WIDGET_AIF_OUT);
	r = add("r", TPLG_WIDGET_DAI_OUT);
	a = add("a", TPLG_WIDGET_EFFECT);
	g = add("g", TPLG_WIDGET_PGA);
	m = add("m", TPLG_WIDGET_DAI_OUT);
	n = add("n", TPLG_WIDGET_DAI_OUT);
	fixture_route(&f, r, a);
	fixture_route(&f, n, g);
	fixture_route(&f, m, g);
	fixture_route(&f, g, a);
	fixture_route(&f, a, h);
	expect_walk(h, TPLG_CAPTURE, "*mgah*n*r");
	/* found by two ways: its place is that of the first one */
	fixture_route(&f, r, g);
	expect_walk(h, TPLG_CAPTURE, "*rahg*m*n");
}

static void cycles_end(void **state)
{
	int h, a, b, d;

	begin();
	h = add("h", TPLG_WIDGET_AIF_IN);
	a = add("a", TPLG_WIDGET_EFFECT);
	b = add("b", TPLG_WIDGET_EFFECT);
	d = add("d", TPLG_WIDGET_DAI_IN);
	fixture_route(&f, h, a);
	fixture_route(&f, a, b);
	fixture_route(&f, b, a);
	fixture_route(&f, b, h);
	fixture_route(&f, b, d);
	expect_walk(h, TPLG_PLAYBACK, "*habd");
}

static void virtual_widgets_end_the_walk(void **state)
{
	int h, v, d;

	begin();
	h = add("h", TPLG_WIDGET_AIF_IN);
	v = add("v", TPLG_WIDGET_OUTPUT);
	d = add("d", TPLG_WIDGET_DAI_IN);
	f.widgets[v].role = TPLG_ROLE_VIRTUAL;
	fixture_route(&f, h, v);
	fixture_route(&f, v, d);
	expect_walk(h, TPLG_PLAYBACK, "*h");
}

static void the_other_direction_is_not_entered(void **state)
{
	int h, d, echo;

	begin();
	fixture_pipeline(&f, 2, 0, TPLG_CAPTURE);
	h = add("h", TPLG_WIDGET_AIF_IN);
	d = add("d", TPLG_WIDGET_DAI_IN);
	echo = fixture_widget(&f, "e", TPLG_WIDGET_EFFECT, FIXTURE_EFFECT, 2, 2, 1);
	fixture_route(&f, h, echo);
	fixture_route(&f, h, d);
	expect_path(h, TPLG_PLAYBACK, "*hd", "hde"); /* listed all the same */
	/* a pipeline that states no direction belongs to both */
	f.pipelines[1].direction_set = false;
	expect_walk(h, TPLG_PLAYBACK, "*hed");
}

static void what_lies_behind_the_other_direction_is_not_built(void **state)
{
	int h, e, g, d;

	begin();
	fixture_pipeline(&f, 2, 0, TPLG_CAPTURE);
	h = add("h", TPLG_WIDGET_AIF_IN);
	e = fixture_widget(&f, "e", TPLG_WIDGET_EFFECT, FIXTURE_EFFECT, 2, 2, 1);
	g = add("g", TPLG_WIDGET_PGA);
	d = add("d", TPLG_WIDGET_DAI_IN);
	fixture_route(&f, h, e);
	fixture_route(&f, e, g);
	fixture_route(&f, h, d);
	expect_path(h, TPLG_PLAYBACK, "*hd", "hegd");
}

static void an_aggregated_dai_is_passed_by(void **state)
{
	struct drv_path path;
	int h, e, d;

	begin();
	f.pipelines[0].direction = TPLG_CAPTURE;
	h = add("h", TPLG_WIDGET_AIF_OUT);
	e = add("e", TPLG_WIDGET_EFFECT);
	d = add("Loopback.25", TPLG_WIDGET_DAI_OUT);
	fixture_route(&f, d, e);
	fixture_route(&f, e, h);
	expect_path(h, TPLG_CAPTURE, "*eh", "heLoopback.25");
	assert_int_equal(drv_path_find(&f.t, h, TPLG_CAPTURE, &path), 0);
	assert_true(path.backend); /* what is not built is there for the stream to be one */
	drv_path_release(&path);
	snprintf(f.widgets[d].name, TPLG_NAME_LEN, "Loopback.20");
	expect_walk(h, TPLG_CAPTURE, "*Loopback.20eh");
	snprintf(f.widgets[e].name, TPLG_NAME_LEN, "e.1"); /* no DAI */
	expect_walk(h, TPLG_CAPTURE, "*Loopback.20e.1h");
}

static void the_list_ends_at_the_dais(void **state)
{
	struct drv_path path;
	int h, d, x;

	begin();
	h = add("h", TPLG_WIDGET_AIF_IN);
	d = add("d", TPLG_WIDGET_DAI_IN);
	x = add("x", TPLG_WIDGET_PGA);
	fixture_route(&f, h, d);
	fixture_route(&f, d, x);
	expect_path(h, TPLG_PLAYBACK, "*hd", "hd");
	f.t.num_routes = 0;
	assert_int_equal(drv_path_find(&f.t, h, TPLG_PLAYBACK, &path), 0);
	assert_false(path.backend);
	drv_path_release(&path);
}

static void ids_are_the_lowest_free(void **state)
{
	struct drv_ids ids = { { 0 } };

	for (int i = 0; i < 40; i++)
		assert_int_equal(drv_ids_take(&ids, 40), i);
	assert_int_equal(drv_ids_take(&ids, 40), -ENOSPC);
	drv_ids_release(&ids, 33);
	drv_ids_release(&ids, 7);
	drv_ids_release(&ids, 1000);
	assert_int_equal(drv_ids_take(&ids, 40), 7);
	assert_int_equal(drv_ids_take(&ids, 40), 33);
	for (int i = 40; i < DRV_MAX_IDS; i++)
		assert_int_equal(drv_ids_take(&ids, 9999), i);
	assert_int_equal(drv_ids_take(&ids, 9999), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(routes_are_followed_in_file_order_depth_first),
		cmocka_unit_test(capture_starts_at_each_dai_that_leads_to_the_host),
		cmocka_unit_test(captures_start_along_the_newest_route),
		cmocka_unit_test(cycles_end),
		cmocka_unit_test(virtual_widgets_end_the_walk),
		cmocka_unit_test(the_other_direction_is_not_entered),
		cmocka_unit_test(what_lies_behind_the_other_direction_is_not_built),
		cmocka_unit_test(an_aggregated_dai_is_passed_by),
		cmocka_unit_test(the_list_ends_at_the_dais),
		cmocka_unit_test(ids_are_the_lowest_free),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
