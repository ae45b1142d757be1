/* SPDX-License-Identifier: BSD-3-Clause */
#include "tplg_writer.h"

static void objects_are_found(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	assert_int_equal(tplg_find_widget(t, "pipeline.1"), 2);
	assert_int_equal(tplg_find_widget(t, "pipeline"), TPLG_NONE);
	assert_int_equal(tplg_find_pipeline(t, 2), 1);
	assert_int_equal(tplg_find_pipeline(t, 0), TPLG_NONE);
	assert_int_equal(tplg_find_pcm(t, 5), 0);
	assert_int_equal(tplg_find_pcm(t, 0), TPLG_NONE);
	assert_int_equal(tplg_find_pcm_name(t, "Main"), 0);
	assert_int_equal(tplg_find_pcm_name(t, "main"), TPLG_NONE);
	assert_int_equal(tplg_find_control(t, "Choice"), 2);
	assert_int_equal(tplg_find_control(t, ""), TPLG_NONE);
	assert_int_equal(tplg_find_link(t, "Wire0"), 0);
	assert_int_equal(tplg_find_link(t, "Wire1"), TPLG_NONE);
	tplg_free(t);
}

/* Control and PCM names need not be unique: the first counts. */
static void first_of_equals_is_found(void **state)
{
	struct tplg_writer w = { 0 };
	struct tplg *t;

	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 4, "a", "");
	tw_mixer(&w, "Volume", 45);
	tw_widget(&w, 4, "b", "");
	tw_mixer(&w, "Volume", 45);
	tw_end(&w, 2);
	tw_block(&w, TW_PCM, 0);
	tw_pcm(&w, 1, "P", NULL, NULL);
	tw_pcm(&w, 0, "P", NULL, NULL);
	tw_end(&w, 2);
	t = tw_load(&w);
	assert_int_equal(tplg_find_control(t, "Volume"), 0);
	assert_int_equal(tplg_find_pcm_name(t, "P"), 0);
	tplg_free(t);
}

static void freeing_nothing_is_fine(void **state)
{
	tplg_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_found),
		cmocka_unit_test(first_of_equals_is_found),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
