/* SPDX-License-Identifier: BSD-3-Clause */
/* Words for numbers, and stream order. */
#include "tplg_writer.h"

#include "topology/tplg_print.h"

/* Widgets c, b, a, p in this file order, p the scheduler, and @num routes. */
static struct tplg *graph(const char *const routes[][2], uint32_t num)
{
	struct tplg_writer w = { 0 };

	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 18, "c", "");
	tw_widget(&w, 18, "b", "");
	tw_widget(&w, 18, "a", "");
	tw_scheduler(&w, "p");
	tw_end(&w, 4);
	tw_block(&w, TW_WIDGET, 2);
	tw_widget(&w, 18, "far", "");
	tw_end(&w, 1);
	tw_block(&w, TW_GRAPH, 0);
	for (uint32_t i = 0; i < num; i++)
		tw_route(&w, routes[i][0], routes[i][1]);
	tw_end(&w, num);
	return tw_load(&w);
}

/* The names of pipeline 1's widgets in stream order must be @names. */
static void expect_order(struct tplg *t, const char *names)
{
	int *order = tplg_stream_order(t);
	char text[16] = "";

	assert_non_null(order);
	for (uint32_t i = 0; i < t->num_widgets; i++)
		if (tplg_widget_in_pipeline(t, order[i], 0))
			strcat(text, t->widgets[order[i]].name);
	assert_string_equal(text, names);
	free(order);
	tplg_free(t);
}

static void order_follows_routes(void **state)
{
	static const char *const chain[][2] = { { "b", "c" }, { "a", "b" } };
	static const char *const fan[][2] = { { "a", "c" }, { "a", "b" } };
	static const char *const loop[][2] = { { "a", "b" }, { "b", "c" }, { "c", "a" } };
	static const char *const tail[][2] = { { "b", "c" }, { "c", "b" }, { "a", "b" } };
	static const char *const outside[][2] = { { "c", "far" }, { "far", "a" } };

	expect_order(graph(NULL, 0), "cba");
	expect_order(graph(chain, 2), "abc");
	expect_order(graph(fan, 2), "acb");
	expect_order(graph(loop, 3), "cab");
	expect_order(graph(tail, 3), "acb");
	expect_order(graph(outside, 2), "cba");
}

static void widgets_without_pipeline_are_listed_apart(void **state)
{
	struct tplg *t = graph(NULL, 0);

	assert_true(tplg_widget_in_pipeline(t, 4, TPLG_NONE));
	assert_false(tplg_widget_in_pipeline(t, 4, 0));
	assert_false(tplg_widget_in_pipeline(t, 3, 0)); /* the scheduler */
	tplg_free(t);
}

static void numbers_have_words(void **state)
{
	assert_string_equal(tplg_alsa_format_name(1), "U8");
	assert_string_equal(tplg_alsa_format_name(2), "S16_LE");
	assert_string_equal(tplg_alsa_format_name(6), "S24_LE");
	assert_string_equal(tplg_alsa_format_name(10), "S32_LE");
	assert_string_equal(tplg_alsa_format_name(14), "FLOAT_LE");
	assert_string_equal(tplg_alsa_format_name(20), "MU_LAW");
	assert_string_equal(tplg_alsa_format_name(21), "A_LAW");
	assert_null(tplg_alsa_format_name(22));
	assert_int_equal(tplg_alsa_rate(0), 5512);
	assert_int_equal(tplg_alsa_rate(7), 48000);
	assert_int_equal(tplg_alsa_rate(12), 192000);
	assert_int_equal(tplg_alsa_rate(13), 0);
	assert_int_equal(tplg_alsa_rate(17), 12000);
	assert_int_equal(tplg_alsa_rate(19), 128000);
	assert_int_equal(tplg_alsa_rate(30), 0);
	assert_string_equal(tplg_sample_type_name(1), "int");
	assert_string_equal(tplg_sample_type_name(4), "float");
	assert_string_equal(tplg_sample_type_name(7), "unknown");
	assert_string_equal(tplg_domain_name(TPLG_DOMAIN_DP), "DP");
	assert_null(tplg_domain_name(TPLG_DOMAIN_UNSET));
	assert_string_equal(tplg_control_kind_name(TPLG_CONTROL_BYTES), "bytes");
	assert_string_equal(tplg_direction_name(TPLG_CAPTURE), "capture");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_follows_routes),
		cmocka_unit_test(widgets_without_pipeline_are_listed_apart),
		cmocka_unit_test(numbers_have_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
