/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static struct fixture f;

/* Pipelines 1..4 of these priorities, source to sink, a gain in each. */
static void begin(const uint32_t priorities[4])
{
	int last;

	fixture_init(&f);
	for (uint32_t i = 0; i < 4; i++)
		fixture_pipeline(&f, 1 + i, priorities[i], TPLG_PLAYBACK);
	last = fixture_widget(&f, "host", TPLG_WIDGET_AIF_IN, FIXTURE_COPIER, 1, 1, 1);
	f.widgets[last].node_type.set = true;
	fixture_in(&f, last, 48000, 2, 32, 32);
	fixture_out(&f, last, 48000, 2, 32, 32);
	fixture_pcm(&f, 0, TPLG_PLAYBACK, last);
	for (uint32_t i = 1; i < 4; i++) {
		int gain = fixture_widget(&f, (char[]){ 'g', (char)('0' + i), 0 }, TPLG_WIDGET_PGA,
					  FIXTURE_GAIN, 1 + i, 1, 1);

		fixture_in(&f, gain, 48000, 2, 32, 32);
		fixture_out(&f, gain, 48000, 2, 32, 32);
		fixture_route(&f, last, gain);
		last = gain;
	}
	fixture_backend(&f, last);
	fixture_start(&f);
}

static void priorities_sort_within_the_walk(void **state)
{
	struct drv_stream *stream;

	begin((const uint32_t[]){ 0, 3, 3, 1 });
	stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_non_null(stream);
	fake_clear();
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), 0);
	EXPECT(0, 0x13000003, 1, 4, 0, 3, 1, 2); /* source first, low numbers first */
	EXPECT(1, 0x13000004, 1, 4, 2, 1, 3, 0); /* sink first, high numbers first */
	fake_clear();
	assert_int_equal(drv_pcm_hw_free(stream), 0);
	EXPECT(0, 0x13000003, 1, 4, 0, 3, 1, 2);
	EXPECT(1, 0x13000002, 1, 4, 0, 3, 2, 1); /* sink first, low numbers first */
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void without_priorities_the_walk_decides(void **state)
{
	struct drv_stream *stream;

	begin((const uint32_t[]){ 2, 2, 2, 2 });
	stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	fake_clear();
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), 0);
	EXPECT(0, 0x13000003, 1, 4, 0, 1, 2, 3);
	EXPECT(1, 0x13000004, 1, 4, 3, 2, 1, 0);
	drv_pcm_close(stream);
	fixture_stop(&f);
}

/* Both stopped, one freed: what the other has merely paused is reset with the last one only. */
static void a_paused_shared_pipeline_is_reset_with_its_last_stream(void **state)
{
	struct drv_stream *first, *second;

	fixture_mixer(&f);
	fixture_start(&f);
	first = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	second = fixture_stream(&f, 1, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_int_equal(drv_pcm_trigger(first, DRV_TRIGGER_START), 0);
	assert_int_equal(drv_pcm_trigger(second, DRV_TRIGGER_START), 0);
	fake_clear();
	assert_int_equal(drv_pcm_trigger(first, DRV_TRIGGER_PAUSE_PUSH), 0);
	EXPECT_EMPTY(0, 0x13000003, 0);
	assert_int_equal(drv_pcm_trigger(second, DRV_TRIGGER_STOP), 0);
	EXPECT(1, 0x13000003, 1, 2, 2, 1); /* ids: pipeline.2 is 2, the shared one 1 */
	fake_clear();
	assert_int_equal(drv_pcm_hw_free(second), 0);
	EXPECT_EMPTY(0, 0x13020002, 0);
	fake_clear();
	assert_int_equal(drv_pcm_trigger(first, DRV_TRIGGER_PAUSE_RELEASE), 0);
	EXPECT(0, 0x13000004, 1, 2, 0, 1);
	drv_pcm_close(first);
	drv_pcm_close(second);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

/* Those that another stream runs go on as they are. */
static void the_end_of_a_compressed_stream_is_told_its_own_pipelines(void **state)
{
	struct drv_stream *first, *second;

	fixture_mixer(&f);
	f.pcms[0].compress = true;
	fixture_start(&f);
	first = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	second = fixture_stream(&f, 1, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_true(drv_stream_is_compressed(first));
	assert_false(drv_stream_is_compressed(second));
	assert_int_equal(drv_pcm_end(first), -EBADFD);
	assert_int_equal(drv_pcm_trigger(first, DRV_TRIGGER_START), 0);
	assert_int_equal(drv_pcm_trigger(second, DRV_TRIGGER_START), 0);
	fake_clear();
	assert_int_equal(drv_pcm_end(second), 0); /* it is no compressed one */
	assert_int_equal(fake.num_messages, 0);
	assert_int_equal(drv_pcm_end(first), 0);
	EXPECT_EMPTY(0, 0x13000005, 0); /* ids: pipeline.1 is 0, the shared one 1 */
	assert_int_equal(drv_pcm_trigger(second, DRV_TRIGGER_STOP), 0);
	fake_clear();
	assert_int_equal(drv_pcm_end(first), 0);
	EXPECT(0, 0x13000005, 1, 2, 1, 0);
	drv_pcm_close(first);
	drv_pcm_close(second);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(priorities_sort_within_the_walk),
		cmocka_unit_test(without_priorities_the_walk_decides),
		cmocka_unit_test(a_paused_shared_pipeline_is_reset_with_its_last_stream),
		cmocka_unit_test(the_end_of_a_compressed_stream_is_told_its_own_pipelines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
