/* SPDX-License-Identifier: BSD-3-Clause */
/* Names to positions; what must be unique; what is dropped with a warning. */
#include "tplg_writer.h"

static void pipelines_come_from_schedulers(void **state)
{
	const struct tplg_pipeline *p;
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	p = &t->pipelines[0];
	assert_int_equal(p->id, 1);
	assert_int_equal(p->widget, 2);
	assert_int_equal(p->priority, 3);
	assert_int_equal(p->core, 1);
	assert_false(p->lp_mode);
	assert_false(p->chain_dma);
	assert_true(p->direction_set);
	assert_int_equal(p->direction, TPLG_PLAYBACK);
	assert_int_equal(t->pipelines[1].id, 2);
	tplg_free(t);
}

static void direction_needs_its_flag(void **state)
{
	for (uint32_t valid = 0; valid < 2; valid++) {
		struct tplg_writer w = { 0 };
		struct tplg *t;

		tw_block(&w, TW_WIDGET, 9);
		tw_widget(&w, 17, "p", "");
		tw_array(&w, TW_WORD);
		tw_word(&w, 211, 1);
		tw_word(&w, 207, 1);
		tw_word(&w, 209, 1);
		tw_word(&w, 212, valid);
		tw_end(&w, 1);
		t = tw_load(&w);
		assert_int_equal(t->pipelines[0].direction_set, valid);
		assert_int_equal(t->pipelines[0].direction, TPLG_CAPTURE);
		assert_true(t->pipelines[0].lp_mode);
		assert_true(t->pipelines[0].chain_dma);
		tplg_free(t);
	}
}

static void one_scheduler_per_pipeline(void **state)
{
	struct tplg_writer w = { 0 };
	size_t at;

	tw_block(&w, TW_WIDGET, 4);
	tw_scheduler(&w, "first");
	at = tw_scheduler(&w, "second");
	tw_end(&w, 2);
	tw_refused(
		&w, at,
		"expected one scheduler per pipeline, found 'first' and 'second' for pipeline 4");
}

static void widgets_without_scheduler_load(void **state)
{
	struct tplg_writer w = { 0 };
	struct tplg *t;

	tw_block(&w, TW_WIDGET, 4);
	tw_widget(&w, 18, "x", "");
	tw_end(&w, 1);
	t = tw_load(&w);
	assert_int_equal(t->widgets[0].pipeline, TPLG_NONE);
	tplg_free(t);
}

static void widget_names_are_unique(void **state)
{
	struct tplg_writer w;
	size_t at, first;

	tw_standard(&w);
	first = w.at.gain;
	tw_block(&w, TW_WIDGET, 3);
	at = tw_widget(&w, 18, "gain.1.1", "");
	tw_end(&w, 1);
	tw_refused(&w, at, "expected unique widget names, found 'gain.1.1' again (first at 0x%zx)",
		   first);
}

static void routes_are_resolved(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	assert_int_equal(t->routes[0].source, 0);
	assert_int_equal(t->routes[0].sink, 1);
	assert_int_equal(t->routes[0].group, 1);
	assert_int_equal(t->routes[1].source, 1);
	assert_int_equal(t->routes[1].sink, 3);
	assert_int_equal(t->routes[1].group, 0);
	tplg_free(t);
}

static void dangling_routes_are_dropped(void **state)
{
	struct tplg_writer w;
	struct tplg *t;
	char expected[160];
	size_t at;

	for (int end = 0; end < 2; end++) {
		tw_standard(&w);
		tw_block(&w, TW_GRAPH, 0);
		at = end ? tw_route(&w, "gain.1.1", "nobody") : tw_route(&w, "nobody", "gain.1.1");
		tw_end(&w, 1);
		t = tw_load(&w);
		assert_int_equal(t->num_routes, 2);
		assert_int_equal(t->num_warnings, 1);
		snprintf(expected, sizeof(expected),
			 TW_PATH
			 ": offset 0x%zx: route '%s' -> '%s' dropped, there is no widget 'nobody'",
			 at, end ? "gain.1.1" : "nobody", end ? "nobody" : "gain.1.1");
		assert_string_equal(t->warnings[0], expected);
		tplg_free(t);
	}
}

static void duplicate_routes_are_used_once(void **state)
{
	struct tplg_writer w;
	struct tplg *t;
	char expected[160];
	size_t at;

	tw_standard(&w);
	tw_block(&w, TW_GRAPH, 7);
	at = tw_route(&w, "host.0.playback", "gain.1.1");
	tw_end(&w, 1);
	t = tw_load(&w);
	assert_int_equal(t->num_routes, 2);
	assert_int_equal(t->num_warnings, 1);
	snprintf(expected, sizeof(expected),
		 TW_PATH
		 ": offset 0x%zx: route 'host.0.playback' -> 'gain.1.1' is there twice, used once",
		 at);
	assert_string_equal(t->warnings[0], expected);
	tplg_free(t);
}

static void routes_to_oneself_are_refused(void **state)
{
	struct tplg_writer w;
	size_t at;

	tw_standard(&w);
	tw_block(&w, TW_GRAPH, 0);
	at = tw_route(&w, "gain.1.1", "gain.1.1");
	tw_end(&w, 1);
	tw_refused(&w, at, "expected a route between two widgets, found 'gain.1.1' to itself");
}

/* A smart amplifier's feedback makes one. */
static void loops_load(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "dai.SSP.Wire0.playback", "gain.1.1");
	tw_end(&w, 1);
	t = tw_load(&w);
	assert_int_equal(t->num_routes, 3);
	tplg_free(t);
}

static void virtual_widgets_keep_their_routes(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	tw_block(&w, TW_WIDGET, 0);
	tw_widget(&w, 1, "SPK", "");
	tw_end(&w, 1);
	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "dai.SSP.Wire0.playback", "SPK");
	tw_end(&w, 1);
	t = tw_load(&w);
	assert_int_equal(t->num_routes, 3);
	assert_int_equal(t->widgets[t->routes[2].sink].role, TPLG_ROLE_VIRTUAL);
	tplg_free(t);
}

static void route_names_must_end(void **state)
{
	static const struct {
		size_t field;
		const char *what;
	} fields[] = { { 0, "route sink" }, { 44, "route control" }, { 88, "route source" } };

	for (size_t i = 0; i < 3; i++) {
		struct tplg_writer w;
		size_t at;

		tw_standard(&w);
		at = w.at.route + fields[i].field;
		memset(w.data + at, 'x', 44);
		tw_refused(&w, at, "expected a %s that ends within 44 bytes", fields[i].what);
	}
}

static void route_count_is_bounded(void **state)
{
	struct tplg_writer w = { 0 };
	size_t last = 0;

	tw_block(&w, TW_GRAPH, 0);
	for (int i = 0; i <= 4096; i++)
		last = tw_route(&w, "a", "b");
	tw_end(&w, 4097);
	tw_refused(&w, last, "expected at most 4096 routes");
}

static void pcm_without_host_warns(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	tw_block(&w, TW_PCM, 0);
	tw_pcm(&w, 6, "Lost", NULL, "Main Out"); /* the name of a playback host does not help */
	tw_end(&w, 1);
	t = tw_load(&w);
	assert_int_equal(t->pcms[1].caps[TPLG_CAPTURE].host, TPLG_NONE);
	assert_int_equal(t->num_warnings, 1);
	assert_string_equal(t->warnings[0],
			    TW_PATH ": PCM 6 'Lost': no aif_out widget has the stream name "
				    "'Main Out', so capture cannot be used");
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pipelines_come_from_schedulers),
		cmocka_unit_test(direction_needs_its_flag),
		cmocka_unit_test(one_scheduler_per_pipeline),
		cmocka_unit_test(widgets_without_scheduler_load),
		cmocka_unit_test(widget_names_are_unique),
		cmocka_unit_test(routes_are_resolved),
		cmocka_unit_test(dangling_routes_are_dropped),
		cmocka_unit_test(duplicate_routes_are_used_once),
		cmocka_unit_test(routes_to_oneself_are_refused),
		cmocka_unit_test(loops_load),
		cmocka_unit_test(virtual_widgets_keep_their_routes),
		cmocka_unit_test(route_names_must_end),
		cmocka_unit_test(route_count_is_bounded),
		cmocka_unit_test(pcm_without_host_warns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
