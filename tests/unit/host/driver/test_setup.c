/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <driver/internal.h>

#include "fixture.h"

#define FMT32 48000, 32, 0xFFFFFF10, 1, 0, 0x00012002

static struct fixture f;

static struct drv_stream *play(void)
{
	return fixture_stream(&f, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
}

static int widget(const char *name)
{
	int number = tplg_find_widget(&f.t, name);

	assert_true(number != TPLG_NONE);
	return number;
}

/* The graph host -> copier -> two effects; extended: which queues are used shows in BIND. */
static void begin_fan_out(void)
{
	int copier, a, b;

	fixture_gain_playback(&f);
	copier = fixture_widget(&f, "copier.1.1", TPLG_WIDGET_BUFFER, FIXTURE_COPIER, 1, 1, 4);
	a = fixture_widget(&f, "a", TPLG_WIDGET_EFFECT, FIXTURE_EFFECT, 1, 1, 0);
	b = fixture_widget(&f, "b", TPLG_WIDGET_EFFECT, FIXTURE_EFFECT, 1, 2, 0);
	for (int i = copier; i <= b; i++) {
		fixture_in(&f, i, 48000, 2, 32, 32);
		fixture_out(&f, i, 48000, 2, 32, 32);
	}
	f.t.num_routes = 0;
	fixture_route(&f, widget("host-copier.0.playback"), copier);
	fixture_route(&f, copier, a);
	fixture_route(&f, copier, b);
	fixture_backend(&f, b);
	f.widgets[a].out.num_pins.value = 1;
	f.widgets[b].out.num_pins.value = 1;
	fixture_in(&f, b, 48000, 2, 16, 16);
	f.in[b][1].pin_index = 1;
}

/* First message of a type and target after `from`. */
static size_t find_message(uint32_t high, size_t from)
{
	for (size_t i = from; i < fake.num_messages; i++)
		if (fake.messages[i].primary >> 24 == high)
			return i;
	fail_msg("no message 0x%02x after %zu", high, from);
	return 0;
}

static void a_copier_gets_formats_of_further_outputs(void **state)
{
	char names[1][TPLG_NAME_LEN] = { "copier.1.1" };
	char pins[2][TPLG_NAME_LEN] = { "NotConnected", "copier.1.1" };
	struct drv_stream *stream;
	size_t at;

	begin_fan_out();
	f.widgets[widget("b")].in.bindings = pins;
	f.widgets[widget("b")].in.num_bindings = 2;
	f.widgets[widget("a")].in.bindings = names;
	f.widgets[widget("a")].in.num_bindings = 1;
	/* "single" compares all sets, so the pin 1 set makes this list need a match on pin 0 */
	fixture_start(&f);
	stream = play();
	assert_non_null(stream);
	at = find_message(0x45, 0);
	EXPECT_EMPTY(at, 0x45000004, 0x00010004);     /* host -> copier */
	EXPECT_EMPTY(at + 1, 0x45010004, 0x00000009); /* copier queue 0 -> a */
	/* queue 1: param 2, 52 bytes: sink id, what the copier gets, what pin 1 of b takes */
	EXPECT(at + 2, 0x44010004, 0x30200034, 1, FMT32, 48000, 16, 0xFFFFFF10, 1, 0, 0x00011002);
	EXPECT_EMPTY(at + 3, 0x45010004, 0x09010009); /* src queue 1, dst queue 1 */
	drv_pcm_close(stream);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

static void expect_refusal(const char *text)
{
	fixture_start(&f);
	assert_null(play());
	assert_int_equal(drv_last_error(f.drv)->kind, DRV_ERROR_TOPOLOGY);
	if (!strstr(drv_last_error(f.drv)->text, text))
		fail_msg("'%s' does not say '%s'", drv_last_error(f.drv)->text, text);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

static void queues_that_are_not_there_are_refused(void **state)
{
	char names[1][TPLG_NAME_LEN] = { "somebody" };

	begin_fan_out();
	f.widgets[widget("a")].in.num_pins.value = 0;
	expect_refusal(
		"has a route to or from copier.1.1, but 0 input pins (--lenient assumes one)");
	begin_fan_out();
	f.widgets[widget("copier.1.1")].out.num_pins.value = 99;
	expect_refusal("but 99 output pins");
	begin_fan_out();
	f.widgets[widget("b")].in.num_bindings = 1;
	f.widgets[widget("b")].in.bindings = names;
	expect_refusal("no input pin is bound to copier.1.1");
}

static void a_full_mixer_is_refused(void **state)
{
	struct drv_stream *first;

	fixture_mixer(&f);
	f.widgets[widget("mixout.3.1")].in.num_pins.value = 2;
	fixture_start(&f);
	f.drv->widgets[widget("mixout.3.1")].in_queues = 1; /* a peer that is not ours */
	first = play();
	assert_non_null(first);
	assert_null(fixture_stream(&f, 1, TPLG_PLAYBACK, DRV_FORMAT_S32_LE));
	assert_non_null(strstr(drv_last_error(f.drv)->text,
			       "all 2 input pins are taken, none is left for mixin.2.1"));
	drv_pcm_close(first);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

static void cores_the_dsp_has_not_are_refused(void **state)
{
	fixture_gain_playback(&f);
	f.pipelines[1].core = 3;
	expect_refusal("pipeline.2: wants core 3, the DSP has 3");
	fixture_gain_playback(&f);
	f.widgets[widget("gain.1.1")].core = (struct tplg_opt){ 7, true };
	expect_refusal("wants core 7");
}

static void a_pipeline_gets_what_its_modules_want(void **state)
{
	struct tplg_widget *gain, *host;
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	host = &f.widgets[widget("host-copier.0.playback")];
	gain = &f.widgets[widget("gain.1.1")];
	host->stack_bytes = (struct tplg_opt){ 4096, true };
	host->heap_bytes = (struct tplg_opt){ 100, true };
	gain->stack_bytes = (struct tplg_opt){ 8192, true };
	gain->heap_bytes = (struct tplg_opt){ 24576, true };
	gain->domain_id = (struct tplg_opt){ 5, true };
	fixture_start(&f);
	stream = play();
	assert_non_null(stream);
	/* the domain, the largest stack, the sum of heaps */
	EXPECT(0, 0x11000004, 0x20000000, 7 | 1u << 24, 0, 0, 1 | 1 << 1 | 3 << 16, 5, 8192, 24676);
	drv_pcm_close(stream);
	fixture_stop(&f);
	/* a module with a thread of its own gets it by itself */
	gain->domain = TPLG_DOMAIN_DP;
	fixture_start(&f);
	stream = play();
	assert_non_null(stream);
	EXPECT(0, 0x11000004, 0x20000000, 7 | 1u << 24, 0, 0, 1 | 1 << 1 | 3 << 16, 0, 4096, 100);
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static unsigned int warnings;

static void count_warnings(void *ctx, bool warning, const char *text)
{
	warnings += warning && strstr(text, "states no input pins, one is assumed for copier.1.1");
}

static void a_lenient_host_assumes_a_pin(void **state)
{
	struct drv_stream *stream;

	begin_fan_out();
	f.widgets[widget("a")].in.num_pins.value = 0;
	fixture_start_as(&f, &(struct drv_config){ .lenient = true, .log = count_warnings });
	warnings = 0;
	stream = play();
	assert_non_null(stream);
	assert_int_equal(warnings, 1);
	drv_pcm_close(stream);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

static void cores_priority_and_low_power_are_sent(void **state)
{
	struct drv_stream *stream;

	fixture_gain_playback(&f);
	f.pipelines[0].core = 2;
	f.pipelines[0].priority = 7;
	f.pipelines[0].lp_mode = true;
	f.widgets[widget("gain.1.1")].core = (struct tplg_opt){ 2, true };
	f.widgets[widget("gain.1.1")].domain = TPLG_DOMAIN_DP;
	fixture_start(&f);
	stream = play();
	assert_non_null(stream);
	EXPECT(0, 0x11003804, 0x20200001, 7 | 1u << 24, 0, 0, 1 | 1 << 1 | 3 << 16, 0, 0, 0);
	/* extended init, DP, core 2: 7 words more */
	assert_int_equal(fake.messages[2].primary, 0x40000006);
	assert_int_equal(fake.messages[2].extension, 0x32000017);
	assert_int_equal(fake.messages[2].bytes, 92);
	drv_pcm_close(stream);
	fixture_stop(&f);
}

static void pipelines_per_stream_are_limited(void **state)
{
	static struct fixture big;
	struct tplg_pipeline pipelines[18];
	struct tplg_widget widgets[36];
	struct tplg_route routes[19];
	struct drv_stream *stream = NULL;

	/* a chain of 17 gains, each in a pipeline of its own */
	fixture_gain_playback(&big);
	memset(widgets, 0, sizeof(widgets));
	widgets[0] = big.widgets[tplg_find_widget(&big.t, "host-copier.0.playback")];
	widgets[0].pipeline = 0;
	for (int i = 1; i <= 17; i++) {
		widgets[i] = big.widgets[tplg_find_widget(&big.t, "gain.1.1")];
		snprintf(widgets[i].name, TPLG_NAME_LEN, "gain.%d", i);
		widgets[i].pipeline = i - 1;
		widgets[i].num_controls = 0;
		pipelines[i - 1] = (struct tplg_pipeline){ .id = (uint32_t)i };
		routes[i - 1] = (struct tplg_route){ .source = i - 1, .sink = i };
	}
	widgets[18] = big.widgets[tplg_find_widget(&big.t, "dai-copier.SSP.2.playback")];
	snprintf(widgets[18].name, TPLG_NAME_LEN, "dai.1"); /* aggregated */
	routes[17] = (struct tplg_route){ .source = 17, .sink = 18 };
	big.t.widgets = widgets;
	big.t.num_widgets = 19;
	big.t.pipelines = pipelines;
	big.t.num_pipelines = 17;
	big.t.routes = routes;
	big.t.num_routes = 18;
	big.t.num_controls = 0;
	big.pcms[0].caps[0].host = 0;
	fixture_start(&big);
	stream = fixture_stream(&big, 0, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_null(stream);
	assert_string_equal(drv_last_error(big.drv)->text,
			    "PCM 0: passes through more than 16 pipelines");
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&big);
}

/* One pipeline for all: host 1 joins a mixer whose pipeline host 0 runs; its modules stay when it goes. */
static void modules_of_a_pipeline_that_stays_are_idle_and_used_again(void **state)
{
	struct drv_pcm_params params = { 48000, 2, DRV_FORMAT_S16_LE };
	struct drv_stream *first, *second;
	unsigned int up;

	fixture_mixer(&f);
	for (uint32_t i = 0; i < f.t.num_widgets; i++)
		if (f.widgets[i].role == TPLG_ROLE_MODULE)
			f.widgets[i].pipeline = 0;
	fixture_start(&f);
	first = play();
	second = fixture_stream(&f, 1, TPLG_PLAYBACK, DRV_FORMAT_S32_LE);
	assert_non_null(first);
	assert_non_null(second);
	up = fake.instances;
	assert_int_equal(drv_pcm_trigger(first, DRV_TRIGGER_START), 0);
	fake_clear();
	assert_int_equal(drv_pcm_hw_free(second), 0);
	assert_int_equal(fake.num_messages, 0); /* nothing to reset: the pipeline runs */
	assert_int_equal(fake.instances, up);

	/* other formats would need another module */
	assert_int_equal(drv_pcm_hw_params(second, &params), -EBUSY);
	assert_non_null(
		strstr(drv_last_error(f.drv)->text, "keeps the formats of an earlier stream"));
	params.format = DRV_FORMAT_S32_LE;
	assert_int_equal(drv_pcm_hw_params(second, &params), 0);
	assert_int_equal(drv_stream_host(second)->node_id, 1);
	assert_int_equal(drv_pcm_prepare(second), 0);
	assert_int_equal(fake.num_messages, 0);
	drv_pcm_close(second);
	drv_pcm_close(first);
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);

	/* and all ids are free again */
	fake_clear();
	second = fixture_stream(&f, 1, TPLG_PLAYBACK, DRV_FORMAT_S16_LE);
	assert_non_null(second);
	assert_int_equal(drv_stream_host(second)->node_id, 0);
	assert_int_equal(fake.messages[1].primary, 0x40000004);
	drv_pcm_close(second);
	fixture_stop(&f);
}

/* Playback into an echo reference of a capture: the edge exists while both ends do. */
static void an_edge_between_streams_is_bound_by_the_second(void **state)
{
	struct drv_stream *playback, *capture;
	int echo;

	fixture_gain_playback(&f);
	fixture_pipeline(&f, 4, 0, TPLG_CAPTURE);
	echo = fixture_widget(&f, "echo", TPLG_WIDGET_EFFECT, FIXTURE_EFFECT, 4, 2, 1);
	fixture_in(&f, echo, 48000, 2, 32, 32);
	fixture_in(&f, echo, 48000, 2, 32, 32);
	f.in[echo][1].pin_index = 1;
	fixture_out(&f, echo, 48000, 2, 32, 32);
	{
		int mic = fixture_widget(&f, "mic", TPLG_WIDGET_DAI_OUT, FIXTURE_COPIER, 4, 1, 1);
		int host = fixture_widget(&f, "host-copier.0.capture", TPLG_WIDGET_AIF_OUT,
					  FIXTURE_COPIER, 4, 1, 1);

		for (int i = mic; i <= host; i++) {
			fixture_in(&f, i, 48000, 2, 32, 32);
			fixture_out(&f, i, 48000, 2, 32, 32);
		}
		f.widgets[mic].node_type = (struct tplg_opt){ 11, true };
		f.widgets[host].node_type = (struct tplg_opt){ 1, true };
		fixture_route(&f, mic, echo);
		fixture_route(&f, echo, host);
		fixture_pcm(&f, 0, TPLG_CAPTURE, host);
	}
	f.widgets[widget("gain.1.1")].out.num_pins.value = 2;
	fixture_route(&f, widget("gain.1.1"), echo);
	fixture_start(&f);
	for (int round = 0; round < 2; round++) {
		struct drv_stream **one = round ? &playback : &capture,
				  **two = round ? &capture : &playback;

		*one = fixture_stream(&f, 0, round ? TPLG_PLAYBACK : TPLG_CAPTURE,
				      DRV_FORMAT_S32_LE);
		assert_non_null(*one);
		assert_int_equal(fake.bindings, 2);
		*two = fixture_stream(&f, 0, round ? TPLG_CAPTURE : TPLG_PLAYBACK,
				      DRV_FORMAT_S32_LE);
		assert_non_null(*two);
		assert_int_equal(fake.bindings, 5);
		drv_pcm_close(*one);
		assert_int_equal(fake.bindings, 2);
		drv_pcm_close(*two);
		assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	}
	fixture_stop(&f);
}

static void pipeline_ids_run_out_cleanly(void **state)
{
	fixture_gain_playback(&f);
	fixture_start(&f);
	for (int i = 0; i < 31; i++)
		drv_ids_take(&f.drv->pipeline_ids, 32);
	assert_null(play());
	assert_string_equal(drv_last_error(f.drv)->text,
			    "pipeline.2: the firmware has no more than 32 pipelines");
	assert_int_equal(fake.pipelines + fake.instances + fake.bindings, 0);
	fixture_stop(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copier_gets_formats_of_further_outputs),
		cmocka_unit_test(queues_that_are_not_there_are_refused),
		cmocka_unit_test(a_full_mixer_is_refused),
		cmocka_unit_test(cores_the_dsp_has_not_are_refused),
		cmocka_unit_test(a_pipeline_gets_what_its_modules_want),
		cmocka_unit_test(a_lenient_host_assumes_a_pin),
		cmocka_unit_test(cores_priority_and_low_power_are_sent),
		cmocka_unit_test(pipelines_per_stream_are_limited),
		cmocka_unit_test(modules_of_a_pipeline_that_stays_are_idle_and_used_again),
		cmocka_unit_test(an_edge_between_streams_is_bound_by_the_second),
		cmocka_unit_test(pipeline_ids_run_out_cleanly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
