/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

static struct fixture f;
static struct drv_stream *stream;

#define S16 (1ull << DRV_FORMAT_S16_LE)
#define S24 (1ull << DRV_FORMAT_S24_LE)
#define S32 (1ull << DRV_FORMAT_S32_LE)

static void open_stream(enum tplg_direction direction)
{
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, direction, &stream), 0);
}

static void done(void)
{
	drv_pcm_close(stream);
	assert_int_equal(fake.num_messages, 0);
	fixture_stop(&f);
}

static struct tplg_widget *widget(const char *name)
{
	return &f.widgets[tplg_find_widget(&f.t, name)];
}

static void nothing_asked_is_all_that_works(void **state)
{
	struct drv_pcm_space space = { 0 };

	fixture_gain_playback(&f);
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.num_rates,
			 1); /* the capabilities list twelve, the host copier one */
	assert_int_equal(space.rates[0], 48000);
	assert_int_equal(space.channels, 1 << 2);
	assert_int_equal(space.formats, S16 | S24 | S32);
	done();
}

static void a_constraint_stays_one(void **state)
{
	struct drv_pcm_space space = { .formats = S16 | S32, .channels = 1 << 2 | 1 << 4 };

	fixture_gain_playback(&f);
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.formats, S16 | S32);
	assert_int_equal(space.channels, 1 << 2);
	done();
}

/* Two rates, and a width that only one of them has. */
static void one_constraint_narrows_the_others(void **state)
{
	struct drv_pcm_space space = { 0 };
	int host, dai;

	fixture_capture(&f);
	host = tplg_find_widget(&f.t, "host-copier.0.capture");
	dai = tplg_find_widget(&f.t, "dai-copier.DMIC.1.capture");
	for (int i = 0; i < 2; i++) {
		fixture_in(&f, dai, 16000, 2, 32, 32);
		fixture_out(&f, dai, 16000, 2, 32, 32);
	}
	fixture_in(&f, host, 16000, 2, 32, 32);
	fixture_out(&f, host, 16000, 2, 32, 32);
	fixture_in(&f, tplg_find_widget(&f.t, "gain.4.1"), 16000, 2, 32, 32);
	fixture_out(&f, tplg_find_widget(&f.t, "gain.4.1"), 16000, 2, 32, 32);
	open_stream(TPLG_CAPTURE);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.num_rates, 2);
	assert_int_equal(space.rates[0], 16000);
	assert_int_equal(space.rates[1], 48000);
	assert_int_equal(space.formats, S16 | S24 | S32);
	space.num_rates = 1;
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.formats, S32);
	space = (struct drv_pcm_space){ .formats = S16 };
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.num_rates, 1);
	assert_int_equal(space.rates[0], 48000);
	done();
}

/* What the host copier would not carry is nothing that a program can have. */
static void a_lone_format_of_the_host_is_the_streams(void **state)
{
	struct drv_pcm_space space = { 0 };

	fixture_gain_playback(&f);
	widget("host-copier.0.playback")->in.num_formats = 1;
	widget("host-copier.0.playback")->in.num_declared = 1;
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.formats, S16);
	space = (struct drv_pcm_space){ .formats = S32 };
	assert_int_equal(drv_pcm_refine(stream, &space), -EINVAL);
	assert_int_equal(space.formats, S32); /* not touched */
	done();
}

static void the_reason_is_the_widget_that_came_last(void **state)
{
	struct drv_pcm_space space = { 0 };
	int gain;

	fixture_gain_playback(&f);
	gain = tplg_find_widget(&f.t, "gain.1.1");
	f.widgets[gain].in.num_formats = f.widgets[gain].in.num_declared = 0;
	fixture_in(&f, gain, 48000, 2, 16, 16);
	fixture_in(&f, gain, 48000, 2, 32, 24);
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"gain.1.1 (unknown module, 06060606-0606-0606-0606-060606060606): input pin 0 "
		"takes (Hz/channels/bits) 48000/2/16, 48000/2/24; 48000 Hz 2 channels 32 bits "
		"arrives from host-copier.0.playback");
	assert_int_equal(drv_last_error(f.drv)->kind, DRV_ERROR_TOPOLOGY);
	done();
}

static void capabilities_that_the_host_cannot_meet_are_said(void **state)
{
	struct drv_pcm_space space = { 0 };

	fixture_gain_playback(&f);
	f.pcms[0].caps[TPLG_PLAYBACK].rates = 1 << 10;
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"PCM 0 playback: takes 96000 Hz, 2 channels, S16_LE S24_LE S32_LE, and "
		"host-copier.0.playback has (Hz/channels/bits) 48000/2/16, 48000/2/24, 48000/2/32 "
		"(--lenient goes by these)");
	done();
}

static void a_lenient_host_goes_by_the_formats(void **state)
{
	struct drv_pcm_space space = { 0 };

	fixture_gain_playback(&f);
	f.pcms[0].caps[TPLG_PLAYBACK].rates = 1 << 10;
	fixture_start_as(&f, &(struct drv_config){ .lenient = true });
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.rates[0], 48000);
	done();
}

static void a_missing_module_comes_first(void **state)
{
	struct drv_pcm_space space = { 0 };

	fixture_gain_playback(&f);
	memset(widget("gain.1.1")->uuid, FIXTURE_UNKNOWN, 16);
	widget("host-copier.0.playback")->in.num_formats = 0;
	widget("host-copier.0.playback")->in.num_declared = 0;
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), -ENOENT);
	assert_non_null(strstr(drv_last_error(f.drv)->text, "gain.1.1"));
	done();
}

static void periods_and_buffers_follow_each_other(void **state)
{
	struct tplg_caps *caps;
	struct drv_pcm_space space = { .formats = S32 };

	fixture_gain_playback(&f);
	caps = &f.pcms[0].caps[TPLG_PLAYBACK];
	caps->period_size_min = 192;
	caps->period_size_max = 65536;
	caps->buffer_size_min = 384;
	caps->buffer_size_max = 65536;
	caps->periods_min = 2;
	caps->periods_max = 16;
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.period_frames.min, 384);  /* two bursts of 4 ms */
	assert_int_equal(space.period_frames.max, 4096); /* two of them in 65536 bytes */
	assert_int_equal(space.buffer_frames.min, 768);
	assert_int_equal(space.buffer_frames.max, 8192);
	assert_int_equal(space.periods.min, 2);
	assert_int_equal(space.periods.max, 16);

	space.period_frames = (struct drv_range){ 1000, 1000 };
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.buffer_frames.min, 2000);
	assert_int_equal(space.periods.max, 8);
	space.period_frames = (struct drv_range){ 48, 48 };
	assert_int_equal(drv_pcm_refine(stream, &space), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"PCM 0 playback: no period and buffer of the wanted sizes fit its limits: "
		"periods 2..16 of 192..65536 bytes, 8 ms at least, buffers of 384..65536 bytes");
	/* a client with a buffer of its own before the DMA's */
	space = (struct drv_pcm_space){ .formats = S32, .short_periods = true };
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.period_frames.min, 48);
	assert_int_equal(space.buffer_frames.min, 384);
	space.buffer_frames = (struct drv_range){ 0, 383 };
	assert_int_equal(drv_pcm_refine(stream, &space), -EINVAL);
	done();
}

static void a_deep_buffer_makes_long_periods(void **state)
{
	struct drv_pcm_space space = { 0 };

	fixture_gain_playback(&f);
	widget("host-copier.0.playback")->deep_buffer_ms = (struct tplg_opt){ 100, true };
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.period_frames.min, 48 * 110);
	done();
	fixture_capture(&f);
	space = (struct drv_pcm_space){ 0 };
	open_stream(TPLG_CAPTURE);
	assert_int_equal(drv_pcm_refine(stream, &space), 0);
	assert_int_equal(space.period_frames.min, 48 * 2);
	assert_int_equal(space.period_frames.max, 0); /* nothing limits it */
	done();
}

/* What another stream holds is not chosen anew: the mixer's formats stay. */
static void a_held_widget_keeps_its_formats(void **state)
{
	struct drv_pcm_params params = { 48000, 2, DRV_FORMAT_S32_LE };
	struct drv_pcm_space space = { 0 };
	struct drv_stream *other;
	int mixout;

	fixture_mixer(&f);
	mixout = tplg_find_widget(&f.t, "mixout.3.1");
	open_stream(TPLG_PLAYBACK);
	assert_int_equal(drv_pcm_hw_params(stream, &params), 0);
	f.widgets[mixout].in.num_formats = f.widgets[mixout].in.num_declared =
		0; /* would be refused, were it asked */
	assert_int_equal(drv_pcm_open(f.drv, 1, TPLG_PLAYBACK, &other), 0);
	assert_int_equal(drv_pcm_refine(other, &space), 0);
	drv_pcm_close(stream);
	assert_int_equal(drv_pcm_refine(other, &space), -EINVAL);
	stream = other;
	done();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_asked_is_all_that_works),
		cmocka_unit_test(a_constraint_stays_one),
		cmocka_unit_test(one_constraint_narrows_the_others),
		cmocka_unit_test(a_lone_format_of_the_host_is_the_streams),
		cmocka_unit_test(the_reason_is_the_widget_that_came_last),
		cmocka_unit_test(capabilities_that_the_host_cannot_meet_are_said),
		cmocka_unit_test(a_lenient_host_goes_by_the_formats),
		cmocka_unit_test(a_missing_module_comes_first),
		cmocka_unit_test(periods_and_buffers_follow_each_other),
		cmocka_unit_test(a_deep_buffer_makes_long_periods),
		cmocka_unit_test(a_held_widget_keeps_its_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
