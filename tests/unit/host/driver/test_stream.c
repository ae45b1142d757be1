/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"

/* The formats of the ready-made graphs, as the messages carry them. */
#define FMT16 48000, 16, 0xFFFFFF10, 1, 0, 0x00011002
#define FMT32 48000, 32, 0xFFFFFF10, 1, 0, 0x00012002

static struct fixture f;

static void gain_playback_word_for_word(void **state)
{
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	fixture_start(&f);
	stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S16_LE);
	assert_non_null(stream);
	EXPECT_CREATE(0, CREATE(0, 0, 3));
	EXPECT(1, INIT(FIXTURE_COPIER, 0), PAYLOAD(0, 21), 0, 192, 384, 1, FMT16, FMT32, 0, 0x000,
	       768, 1, 0);
	EXPECT(2, INIT(FIXTURE_GAIN, 0), PAYLOAD(0, 16), 0, 384, 384, 0, FMT32, 0xFFFFFFFF,
	       0x7FFFFFFF, 2, 0, 200000, 0);
	EXPECT(3, CONFIG_SET(FIXTURE_GAIN, 0), 0x30000018, 0xFFFFFFFF, 0x7FFFFFFF, 2, 0, 200000, 0);
	EXPECT_CREATE(4, CREATE(1, 0, 2));
	EXPECT(5, INIT(FIXTURE_COPIER, 1), PAYLOAD(1, 21), 0, 384, 384, 1, FMT32, FMT32, 0, 0xC20,
	       1536, 1, 0);
	EXPECT_EMPTY(6, BIND(FIXTURE_COPIER, 0), TO(FIXTURE_GAIN, 0, 0));
	EXPECT_EMPTY(7, BIND(FIXTURE_GAIN, 0), TO(FIXTURE_COPIER, 1, 0));
	assert_int_equal(fake.num_messages, 8);

	fake_clear();
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), 0);
	EXPECT(0, SET_STATE(0, PAUSED), 1, 2, 0, 1);
	EXPECT(1, SET_STATE(0, RUNNING), 1, 2, 1, 0);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_PAUSE_PUSH), 0);
	EXPECT(2, SET_STATE(0, PAUSED), 1, 2, 0, 1);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_PAUSE_RELEASE), 0);
	EXPECT(3, SET_STATE(0, RUNNING), 1, 2, 1, 0);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_STOP), 0);
	EXPECT(4, SET_STATE(0, PAUSED), 1, 2, 0, 1);
	assert_int_equal(fake.num_messages, 5);

	fake_clear();
	assert_int_equal(drv_pcm_hw_free(stream), 0);
	EXPECT(0, SET_STATE(0, RESET), 1, 2, 1, 0);
	EXPECT_EMPTY(1, UNBIND(FIXTURE_GAIN, 0), TO(FIXTURE_COPIER, 1, 0));
	EXPECT_EMPTY(2, DELETE(0), 0);
	EXPECT_EMPTY(3, DELETE(1), 0);
	assert_int_equal(fake.num_messages, 4);
	drv_pcm_close(stream);
	assert_int_equal(fake.num_messages, 4);
	fixture_stop(&f);
}

static void two_streams_share_a_mixer(void **state)
{
	struct drv_stream *first, *second;

	fixture_mixer(&f);
	fixture_start(&f);
	first = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_non_null(first);
	EXPECT_CREATE(0, CREATE(0, 1, 4));
	EXPECT(1, INIT(FIXTURE_COPIER, 0), PAYLOAD(0, 21), 0, 384, 384, 1, FMT32, FMT32, 0, 0x000,
	       1536, 1, 0);
	EXPECT(2, INIT(FIXTURE_MIXIN, 0), PAYLOAD(0, 10), 0, 384, 384, 0, FMT32);
	EXPECT_CREATE(3, CREATE(1, 0, 4));
	EXPECT(4, INIT(FIXTURE_MIXOUT, 0), PAYLOAD(1, 10), 0, 384, 384, 0, FMT32);
	EXPECT(5, INIT(FIXTURE_COPIER, 1), PAYLOAD(1, 21), 0, 384, 384, 1, FMT32, FMT32, 0, 0x800,
	       1536, 1, 0);
	EXPECT_EMPTY(6, BIND(FIXTURE_COPIER, 0), TO(FIXTURE_MIXIN, 0, 0));
	EXPECT_EMPTY(7, BIND(FIXTURE_MIXIN, 0), TO(FIXTURE_MIXOUT, 0, 0));
	EXPECT_EMPTY(8, BIND(FIXTURE_MIXOUT, 0), TO(FIXTURE_COPIER, 1, 0));
	assert_int_equal(fake.num_messages, 9);

	/* priority 1 of pipeline.1 (id 0): last when pausing, first when running */
	fake_clear();
	assert_int_equal(drv_pcm_trigger(first, DRV_TRIGGER_START), 0);
	EXPECT(0, SET_STATE(0, PAUSED), 1, 2, 1, 0);
	EXPECT(1, SET_STATE(0, RUNNING), 1, 2, 0, 1);

	fake_clear();
	second = fixture_stream(&f, 1, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_non_null(second);
	EXPECT_CREATE(0, CREATE(2, 0, 4));
	EXPECT(1, INIT(FIXTURE_COPIER, 2), PAYLOAD(2, 21), 0, 384, 384, 1, FMT32, FMT32, 0, 0x001,
	       1536, 1, 0);
	EXPECT(2, INIT(FIXTURE_MIXIN, 1), PAYLOAD(2, 10), 0, 384, 384, 0, FMT32);
	EXPECT_EMPTY(3, BIND(FIXTURE_COPIER, 2), TO(FIXTURE_MIXIN, 1, 0));
	EXPECT_EMPTY(4, BIND(FIXTURE_MIXIN, 1), TO(FIXTURE_MIXOUT, 0, 1));
	assert_int_equal(drv_pcm_trigger(second, DRV_TRIGGER_START), 0);
	EXPECT_EMPTY(5, SET_STATE(2, PAUSED), 0);
	EXPECT_EMPTY(6, SET_STATE(2, RUNNING), 0);
	assert_int_equal(fake.num_messages, 7);

	/* the first one leaves; the shared pipeline goes on */
	fake_clear();
	drv_pcm_close(first);
	EXPECT_EMPTY(0, SET_STATE(0, PAUSED), 0);
	EXPECT_EMPTY(1, SET_STATE(0, RESET), 0);
	EXPECT_EMPTY(2, UNBIND(FIXTURE_MIXIN, 0), TO(FIXTURE_MIXOUT, 0, 0));
	EXPECT_EMPTY(3, DELETE(0), 0);
	assert_int_equal(fake.num_messages, 4);

	/* its ids and its queue are free again */
	fake_clear();
	first = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S16_LE);
	assert_non_null(first);
	EXPECT_CREATE(0, CREATE(0, 1, 3));
	EXPECT(1, INIT(FIXTURE_COPIER, 0), PAYLOAD(0, 21), 0, 192, 384, 1, FMT16, FMT32, 0, 0x000,
	       768, 1, 0);
	EXPECT_EMPTY(4, BIND(FIXTURE_MIXIN, 0), TO(FIXTURE_MIXOUT, 0, 0));
	drv_pcm_close(first);

	fake_clear();
	drv_pcm_close(second);
	EXPECT(0, SET_STATE(0, PAUSED), 1, 2, 2, 1);
	EXPECT(1, SET_STATE(0, RESET), 1, 2, 1, 2);
	EXPECT_EMPTY(2, UNBIND(FIXTURE_MIXIN, 1), TO(FIXTURE_MIXOUT, 0, 1));
	EXPECT_EMPTY(3, DELETE(2), 0);
	EXPECT_EMPTY(4, DELETE(1), 0);
	assert_int_equal(fake.num_messages, 5);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

static void capture_goes_from_dai_to_host(void **state)
{
	struct drv_stream *stream;

	fixture_capture(&f);
	fixture_start(&f);
	stream = fixture_stream(&f, 0, TPLG_CAPTURE, DRV_FORMAT_S16_LE);
	assert_non_null(stream);
	EXPECT_CREATE(0, CREATE(0, 0, 2));
	EXPECT(1, INIT(FIXTURE_COPIER, 0), PAYLOAD(0, 21), 0, 384, 384, 1, FMT32, FMT32, 0, 0xB01,
	       1536, 1, 0);
	EXPECT_CREATE(2, CREATE(1, 0, 4));
	EXPECT(3, INIT(FIXTURE_GAIN, 0), PAYLOAD(1, 16), 0, 384, 384, 0, FMT32, 0xFFFFFFFF,
	       0x7FFFFFFF, 0, 0, 0, 0);
	EXPECT(4, INIT(FIXTURE_COPIER, 1), PAYLOAD(1, 21), 0, 384, 192, 1, FMT32, FMT16, 0, 0x100,
	       768, 1, 0);
	EXPECT_EMPTY(5, BIND(FIXTURE_COPIER, 0), TO(FIXTURE_GAIN, 0, 0));
	EXPECT_EMPTY(6, BIND(FIXTURE_GAIN, 0), TO(FIXTURE_COPIER, 1, 0));
	assert_int_equal(fake.num_messages, 7);

	fake_clear();
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), 0);
	EXPECT(0, SET_STATE(0, PAUSED), 1, 2, 0, 1);
	EXPECT(1, SET_STATE(0, RUNNING), 1, 2, 1, 0);
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void endpoints_are_known_before_anything_is_sent(void **state)
{
	struct drv_pcm_params params = { 48000, 2, DRV_FORMAT_S16_LE };
	struct drv_stream *stream;
	const struct drv_endpoint *end;

	fixture_gain_playback(&f);
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(drv_pcm_hw_params(stream, &params), 0);
	assert_int_equal(fake.num_messages, 0);
	end = drv_stream_host(stream);
	assert_string_equal(end->widget, "host-copier.0.playback");
	assert_int_equal(end->node_id, 0);
	assert_true(end->host && !end->capture);
	assert_int_equal(end->format.valid_bit_depth, 16);
	assert_int_equal(end->period_bytes, 192);
	end = drv_stream_dai(stream, 0);
	assert_string_equal(end->widget, "dai-copier.SSP.2.playback");
	assert_string_equal(end->link, "SSP-link");
	assert_int_equal(end->node_id, 0xC20);
	assert_int_equal(end->pipeline, 2);
	assert_int_equal(end->format.depth, 32);
	assert_null(drv_stream_dai(stream, 1));
	drv_pcm_close(stream);
	assert_int_equal(fake.num_messages, 0);
	fixture_stop(&f);
}

/* Refuse the n-th message of a set-up, for every n: what existed before is what exists after. */
static void refuse_each(uint32_t pcm, enum tplg_direction direction)
{
	unsigned int before = fake.pipelines + fake.instances * 100 + fake.bindings * 10000;
	struct drv_stream *stream;
	size_t total;

	fake_clear();
	stream = fixture_stream(&f, pcm, direction, DRV_FORMAT_S32_LE);
	assert_non_null(stream);
	total = fake.num_messages;
	assert_true(total >= 5);
	drv_pcm_close(stream);
	for (size_t n = 1; n <= total; n++) {
		fake_clear();
		fake.fail_at = n;
		fake.fail_status = 3;
		assert_null(fixture_stream(&f, pcm, direction, DRV_FORMAT_S32_LE));
		assert_int_equal(drv_last_error(f.drv)->kind, DRV_ERROR_FIRMWARE);
		assert_int_equal(drv_last_error(f.drv)->status, 3);
		assert_non_null(strstr(drv_last_error(f.drv)->text, "OUT_OF_MEMORY (3)"));
		assert_int_equal(fake.pipelines + fake.instances * 100 + fake.bindings * 10000,
				 before);
		fake.fail_at = 0;
	}
}

static void a_refusal_at_any_step_leaves_nothing(void **state)
{
	fixture_gain_playback(&f);
	fixture_start(&f);
	refuse_each(0, TPLG_PLAYBACK);
	fixture_stop(&f);
	fixture_capture(&f);
	fixture_start(&f);
	refuse_each(0, TPLG_CAPTURE);
	fixture_stop(&f);
}

static void a_refused_stream_does_not_touch_the_one_that_runs(void **state)
{
	struct drv_stream *first;

	fixture_mixer(&f);
	fixture_start(&f);
	first = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_non_null(first);
	assert_int_equal(drv_pcm_trigger(first, DRV_TRIGGER_START), 0);
	refuse_each(1, TPLG_PLAYBACK);
	fake_clear();
	drv_pcm_close(first);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	assert_int_equal(drv_last_error(f.drv)->status,
			 3); /* still the last refusal: closing met none */
	fixture_stop(&f);
}

static void a_refused_start_can_be_freed(void **state)
{
	for (size_t n = 1; n <= 2; n++) {
		struct drv_stream *stream;

		fixture_gain_playback(&f);
		fixture_start(&f);
		stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
		assert_non_null(stream);
		fake_clear();
		fake.fail_at = n;
		fake.fail_status = 164;
		assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), -EINVAL);
		assert_string_equal(drv_last_error(f.drv)->text,
				    "pipelines of the stream: firmware refused "
				    "SET_PIPELINE_STATE: PIPELINE_STATE_NOT_SET (164)");
		fake.fail_at = 0;
		fake_clear();
		assert_int_equal(drv_pcm_hw_free(stream), 0);
		EXPECT(0, SET_STATE(0, RESET), 1, 2, 1, 0);
		assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
		drv_pcm_close(stream);
		fixture_stop(&f);
	}
}

static void freeing_goes_on_after_a_refusal(void **state)
{
	for (size_t n = 1; n <= 3; n++) { /* PAUSED, RESET, UNBIND */
		struct drv_stream *stream;

		fixture_gain_playback(&f);
		fixture_start(&f);
		stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
		assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), 0);
		fake_clear();
		fake.fail_at = n;
		fake.fail_status = 6;
		assert_int_equal(drv_pcm_hw_free(stream), -EINVAL);
		assert_int_equal(drv_last_error(f.drv)->status, 6);
		assert_int_equal(fake.pipelines + fake.instances, 0);
		drv_pcm_close(stream);
		fixture_stop(&f);
	}
}

static void ids_of_a_pipeline_that_will_not_go_are_not_used_again(void **state)
{
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	fixture_start(&f);
	stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	fake_clear();
	fake.fail_at = 3; /* RESET, UNBIND, DELETE of id 0 */
	fake.fail_status = 12;
	assert_int_equal(drv_pcm_hw_free(stream), -EINVAL);
	drv_pcm_close(stream);
	fake_clear();
	fake.fail_at = 0;
	stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_non_null(stream);
	EXPECT_CREATE(0, CREATE(1, 0, 4));
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void expect_open_error(int code, enum drv_error_kind kind, const char *text)
{
	struct drv_stream *stream;

	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), code);
	assert_null(stream);
	assert_int_equal(drv_last_error(f.drv)->kind, kind);
	assert_string_equal(drv_last_error(f.drv)->text, text);
	fixture_stop(&f);
}

static void what_cannot_be_opened_says_why(void **state)
{
	fixture_init(&f);
	expect_open_error(-ENOENT, DRV_ERROR_USAGE, "the topology has no PCM 0");
	fixture_capture(&f);
	expect_open_error(-ENOENT, DRV_ERROR_USAGE, "PCM 0 (Port0) has no playback");
	fixture_gain_playback(&f);
	f.pcms[0].caps[0].host = TPLG_NONE;
	snprintf(f.pcms[0].caps[0].name, sizeof(f.pcms[0].caps[0].name), "Ghost");
	expect_open_error(-ENOENT, DRV_ERROR_TOPOLOGY,
			  "PCM 0 playback: no host copier is called 'Ghost'");
}

static void a_stream_is_opened_once(void **state)
{
	struct drv_stream *stream, *again;

	fixture_gain_playback(&f);
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &again), -EBUSY);
	drv_pcm_close(stream);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	fixture_stop(&f); /* frees what is open */
}

static void parameters_outside_the_capabilities_are_refused(void **state)
{
	static const struct drv_pcm_params bad[] = {
		{ 12345, 2, DRV_FORMAT_S16_LE }, { 48000, 3, DRV_FORMAT_S16_LE },
		{ 48000, 2, DRV_FORMAT_U8 },     { 0, 2, DRV_FORMAT_S16_LE },
		{ 48000, 0, DRV_FORMAT_S16_LE }, { 48000, 2, (enum drv_format)77 },
	};
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(drv_pcm_hw_params(stream, &bad[i]), -EINVAL);
	assert_int_equal(drv_pcm_hw_params(stream, &bad[0]), -EINVAL);
	assert_int_equal(drv_last_error(f.drv)->kind, DRV_ERROR_USAGE);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"PCM 0 playback: takes 8000/11025/16000/22050/32000/"
		"44100/48000/64000/88200/96000/176400/192000 Hz, 2 channels, S16_LE S24_LE S32_LE, "
		"not 12345 Hz 2 channels S16_LE");
	assert_int_equal(drv_pcm_prepare(stream), -EBADFD);
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void a_missing_module_is_named(void **state)
{
	struct drv_pcm_params params = { 48000, 2, DRV_FORMAT_S32_LE };
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	for (uint32_t i = 0; i < f.t.num_widgets; i++)
		if (f.widgets[i].id == TPLG_WIDGET_PGA)
			memset(f.widgets[i].uuid, FIXTURE_UNKNOWN, 16);
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(drv_pcm_hw_params(stream, &params), -ENOENT);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"gain.1.1 (unknown module, "
		"63636363-6363-6363-6363-636363636363): the firmware has no such module");
	assert_int_equal(drv_last_error(f.drv)->kind, DRV_ERROR_TOPOLOGY);
	drv_pcm_close(stream);
	assert_int_equal(fake.num_messages, 0);
	fixture_stop(&f);
}

static void a_widget_without_scheduler_is_refused(void **state)
{
	struct drv_pcm_params params = { 48000, 2, DRV_FORMAT_S32_LE };
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	for (uint32_t i = 0; i < f.t.num_widgets; i++)
		if (f.widgets[i].id == TPLG_WIDGET_PGA)
			f.widgets[i].pipeline = TPLG_NONE;
	fixture_start(&f);
	assert_int_equal(drv_pcm_open(f.drv, 0, TPLG_PLAYBACK, &stream), 0);
	assert_int_equal(drv_pcm_hw_params(stream, &params), -EINVAL);
	assert_non_null(strstr(drv_last_error(f.drv)->text, "gain.1.1"));
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void illegal_triggers_are_refused(void **state)
{
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	fixture_start(&f);
	stream = fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	fake_clear();
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_STOP), -EBADFD);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_PAUSE_RELEASE), -EBADFD);
	assert_int_equal(drv_pcm_trigger(stream, (enum drv_trigger)9), -EBADFD);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), 0);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), -EBADFD);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_PAUSE_PUSH), 0);
	/* a paused stream is stopped without a message: its pipelines are paused already */
	fake_clear();
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_STOP), 0);
	assert_int_equal(fake.num_messages, 0);
	assert_int_equal(drv_pcm_trigger(stream, DRV_TRIGGER_START), 0);
	assert_int_equal(fake.num_messages, 2);
	drv_pcm_close(stream);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

/* The sidetone of a playback: its gain (pipeline 1) also leads to a mixer in a capture (pipeline 3). */
static int add_echo(void)
{
	int mixer, host, dai, gain = tplg_find_widget(&f.t, "gain.1.1");

	f.widgets[gain].out.num_pins.value = 2;
	fixture_pipeline(&f, 3, 0, TPLG_CAPTURE);
	host = fixture_widget(&f, "host-copier.1.capture", TPLG_WIDGET_AIF_OUT, FIXTURE_COPIER, 3,
			      1, 0);
	mixer = fixture_widget(&f, "echo.3.1", TPLG_WIDGET_EFFECT, FIXTURE_EFFECT, 3, 2, 1);
	dai = fixture_widget(&f, "dai-copier.HDA.capture", TPLG_WIDGET_DAI_OUT, FIXTURE_COPIER, 3,
			     0, 1);
	for (int w = host; w <= dai; w++) {
		fixture_in(&f, w, 48000, 2, 32, 32);
		fixture_out(&f, w, 48000, 2, 32, 32);
	}
	f.in[mixer][1] = f.in[mixer][0];
	f.in[mixer][1].pin_index = 1;
	f.widgets[mixer].in.num_formats = 2;
	f.widgets[host].node_type = (struct tplg_opt){ 1, true };
	f.widgets[dai].node_type = (struct tplg_opt){ 9, true };
	fixture_route(&f, dai, mixer);
	fixture_route(&f, mixer, host);
	fixture_pcm(&f, 1, TPLG_CAPTURE, host);
	fixture_route(&f, gain, mixer);
	return (int)f.t.num_routes - 1;
}

/* Number of BIND or UNBIND messages between gain (6, 0) and effect (9, 0). */
static unsigned int echo_messages(uint32_t primary)
{
	unsigned int count = 0;

	for (size_t i = 0; i < fake.num_messages; i++)
		count += fake.messages[i].primary == primary &&
			 (fake.messages[i].extension & 0xFFFFFF) == 9;
	return count;
}

static void whichever_comes_second_binds_across_directions(void **state)
{
	for (int first = 0; first < 2; first++) {
		struct drv_stream *stream[2];
		const enum tplg_direction direction[2] = { TPLG_PLAYBACK, TPLG_CAPTURE };

		fixture_gain_playback(&f);
		add_echo();
		fixture_start(&f);
		stream[first] =
			fixture_stream(&f, (uint32_t)first, direction[first], DRV_FORMAT_S32_LE);
		assert_non_null(stream[first]);
		assert_int_equal(echo_messages(0x45000006), 0);
		stream[!first] =
			fixture_stream(&f, (uint32_t)!first, direction[!first], DRV_FORMAT_S32_LE);
		assert_non_null(stream[!first]);
		assert_int_equal(echo_messages(0x45000006), 1);
		assert_int_equal(echo_messages(0x46000006), 0);

		/* the first one that goes takes the edge with it, and the other stays */
		fake_clear();
		drv_pcm_close(stream[first]);
		assert_int_equal(echo_messages(0x46000006), 1);
		assert_true(fake.pipelines > 0);
		stream[first] =
			fixture_stream(&f, (uint32_t)first, direction[first], DRV_FORMAT_S32_LE);
		assert_non_null(stream[first]);
		assert_int_equal(echo_messages(0x45000006), 1);
		drv_pcm_close(stream[0]);
		drv_pcm_close(stream[1]);
		assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
		fixture_stop(&f);
	}
}

static void a_path_that_is_cut_off_is_refused(void **state)
{
	fixture_gain_playback(&f);
	f.pipelines[0].direction = TPLG_CAPTURE;
	expect_open_error(-ENOENT, DRV_ERROR_TOPOLOGY,
			  "PCM 0 playback: host-copier.0.playback is not reached: "
			  "a pipeline on the way states the other direction");
	fixture_gain_playback(&f);
	f.t.num_routes = 1;
	expect_open_error(-ENOENT, DRV_ERROR_TOPOLOGY,
			  "PCM 0 playback: host-copier.0.playback leads to no DAI");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gain_playback_word_for_word),
		cmocka_unit_test(two_streams_share_a_mixer),
		cmocka_unit_test(capture_goes_from_dai_to_host),
		cmocka_unit_test(endpoints_are_known_before_anything_is_sent),
		cmocka_unit_test(a_refusal_at_any_step_leaves_nothing),
		cmocka_unit_test(a_refused_stream_does_not_touch_the_one_that_runs),
		cmocka_unit_test(a_refused_start_can_be_freed),
		cmocka_unit_test(freeing_goes_on_after_a_refusal),
		cmocka_unit_test(ids_of_a_pipeline_that_will_not_go_are_not_used_again),
		cmocka_unit_test(what_cannot_be_opened_says_why),
		cmocka_unit_test(a_stream_is_opened_once),
		cmocka_unit_test(parameters_outside_the_capabilities_are_refused),
		cmocka_unit_test(a_missing_module_is_named),
		cmocka_unit_test(a_widget_without_scheduler_is_refused),
		cmocka_unit_test(illegal_triggers_are_refused),
		cmocka_unit_test(whichever_comes_second_binds_across_directions),
		cmocka_unit_test(a_path_that_is_cut_off_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
