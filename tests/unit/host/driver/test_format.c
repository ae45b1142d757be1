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
static struct drv_widget widget;

/* A widget of a kind with nothing declared yet. */
static void begin(enum tplg_widget_id id)
{
	int number;

	if (f.drv)
		fixture_stop(&f);
	fixture_init(&f);
	fixture_pipeline(&f, 1, 0, TPLG_PLAYBACK);
	number = fixture_widget(&f, "w", id, FIXTURE_EFFECT, 1, 1, 1);
	fixture_start(&f);
	widget = (struct drv_widget){ .tplg = &f.widgets[number] };
}

static void in(uint32_t rate, uint32_t channels, uint32_t valid)
{
	fixture_in(&f, 1, rate, channels, valid > 16 ? 32 : valid, valid);
}

static void out(uint32_t rate, uint32_t channels, uint32_t valid)
{
	fixture_out(&f, 1, rate, channels, valid > 16 ? 32 : valid, valid);
}

#define REF(rate, channels, valid) ((struct drv_ref){ rate, channels, valid, 1 })

static int choose(enum tplg_direction direction, struct drv_ref fe, struct drv_ref *pp)
{
	return drv_format_choose(f.drv, &widget, direction, &fe, pp);
}

static void expect(int input, int output, struct drv_ref pp, struct drv_ref wanted)
{
	assert_ptr_equal(widget.in, input < 0 ? NULL : &f.in[1][input]);
	assert_ptr_equal(widget.out, &f.out[1][output]);
	assert_memory_equal(&pp, &wanted, sizeof(pp));
}

static void a_single_list_is_taken_whatever_is_asked(void **state)
{
	struct drv_ref pp = REF(44100, 1, 16);

	begin(TPLG_WIDGET_PGA);
	in(48000, 2, 32);
	in(48000, 2, 32);
	out(96000, 4, 16);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 0, pp, REF(44100, 1, 16)); /* a gain does not change the parameters */
}

static void a_host_follows_its_input_and_the_outputs_depth(void **state)
{
	struct drv_ref pp = REF(16000, 2, 16);

	begin(TPLG_WIDGET_AIF_IN);
	in(48000, 2, 16);
	in(16000, 2, 16);
	in(16000, 2, 32);
	out(48000, 2, 32);
	out(16000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(1, 1, pp, REF(16000, 2, 32));
}

static void a_capture_host_gives_what_the_user_asked_for(void **state)
{
	struct drv_ref pp = REF(48000, 2, 32);

	begin(TPLG_WIDGET_AIF_OUT);
	in(48000, 2, 32);
	out(48000, 2, 16);
	out(48000, 2, 24);
	out(48000, 2, 32);
	assert_int_equal(choose(TPLG_CAPTURE, REF(48000, 2, 24), &pp), 0);
	expect(0, 1, pp, REF(48000, 2, 24));
}

static void a_playback_dai_gives_what_the_user_asked_for(void **state)
{
	struct drv_ref pp = REF(48000, 2, 32);

	begin(TPLG_WIDGET_DAI_IN);
	in(48000, 2, 32);
	out(48000, 2, 16);
	out(48000, 2, 24);
	assert_int_equal(choose(TPLG_PLAYBACK, REF(48000, 2, 16), &pp), 0);
	expect(0, 0, pp, REF(48000, 2, 16));
}

static void a_capture_dai_keeps_what_it_cannot_choose(void **state)
{
	struct drv_ref pp = REF(8000, 1, 16);

	/* rate and channels differ between entries, the depth does not: 16 asked, 32 taken */
	begin(TPLG_WIDGET_DAI_OUT);
	in(48000, 2, 32);
	in(8000, 1, 32);
	out(48000, 2, 32);
	out(8000, 1, 32);
	assert_int_equal(choose(TPLG_CAPTURE, pp, &pp), 0);
	expect(1, 1, pp, REF(8000, 1, 32));
}

static void rate_converters_take_the_users_rate(void **state)
{
	struct drv_ref pp = REF(48000, 2, 32);

	begin(TPLG_WIDGET_SRC);
	in(48000, 2, 32);
	out(8000, 2, 32);
	out(16000, 2, 32);
	assert_int_equal(choose(TPLG_CAPTURE, REF(16000, 2, 16), &pp), 0);
	expect(0, 1, pp, REF(16000, 2, 32));
	assert_int_equal(choose(TPLG_PLAYBACK, REF(16000, 2, 16), &pp), -EINVAL);
	assert_non_null(
		strstr(drv_last_error(f.drv)->text, "must have one output format, it has 2"));
}

static void effects_follow_only_pin_0(void **state)
{
	struct drv_ref pp = REF(48000, 2, 16);

	begin(TPLG_WIDGET_EFFECT);
	in(48000, 2, 16);
	in(48000, 2, 32);
	out(48000, 2, 32);
	out(48000, 2, 16);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 1, pp, REF(48000, 2, 16));
	f.out[1][0] = f.out[1][1]; /* first match is now pin 1 */
	f.out[1][0].pin_index = 1;
	f.out[1][1].fmt.valid_bit_depth = 32;
	pp = REF(48000, 2, 16);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 0, pp, REF(48000, 2, 16));
}

static void inputs_of_other_pins_are_not_compared(void **state)
{
	struct drv_ref pp = REF(48000, 2, 16);

	begin(TPLG_WIDGET_EFFECT);
	in(48000, 2, 16);
	in(48000, 2, 32);
	in(48000, 2, 16);
	f.in[1][0].pin_index = 1;
	out(48000, 2, 16);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(2, 0, pp, REF(48000, 2, 16));
}

static void an_effect_may_have_no_inputs(void **state)
{
	struct drv_ref pp = REF(48000, 2, 16);

	begin(TPLG_WIDGET_EFFECT);
	out(48000, 2, 32);
	out(48000, 2, 16);
	assert_int_equal(choose(TPLG_PLAYBACK, REF(48000, 2, 16), &pp), 0);
	expect(-1, 1, pp, REF(48000, 2, 16));
}

static void the_type_counts_for_8_and_32_bits_only(void **state)
{
	struct drv_ref pp = REF(48000, 2, 24);

	begin(TPLG_WIDGET_BUFFER);
	in(48000, 2, 16);
	in(48000, 2, 24);
	f.in[1][1].fmt.s_type = IPC4_TYPE_MSB_INTEGER;
	out(48000, 2, 24);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(1, 0, pp, REF(48000, 2, 24));

	begin(TPLG_WIDGET_BUFFER);
	in(48000, 2, 16);
	in(48000, 2, 32);
	f.in[1][1].fmt.s_type = IPC4_TYPE_FLOAT;
	out(48000, 2, 32);
	pp = REF(48000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), -EINVAL);
	pp.type = IPC4_TYPE_FLOAT;
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
}

static void what_no_pcm_can_carry_is_refused(void **state)
{
	struct drv_ref pp = REF(48000, 2, 32);

	begin(TPLG_WIDGET_BUFFER);
	in(48000, 2, 32);
	out(48000, 2, 32);
	f.out[1][0].fmt.s_type = IPC4_TYPE_MSB_INTEGER;
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), -EINVAL);
	assert_non_null(
		strstr(drv_last_error(f.drv)->text,
		       "no stream can carry its output format, 48000 Hz 2 channels 32 bits MSB"));
}

static void a_mismatch_says_what_there_is(void **state)
{
	struct drv_ref pp = REF(44100, 2, 16);

	begin(TPLG_WIDGET_PGA);
	in(48000, 2, 16);
	in(48000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"w (unknown module, 09090909-0909-0909-0909-090909090909) has "
		"no input format for 44100 Hz 2 channels 16 bits; it has (Hz/channels/bits) 48000/2/16, 48000/2/32");
	begin(TPLG_WIDGET_PGA);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), -EINVAL);
	assert_non_null(strstr(drv_last_error(f.drv)->text, "has no input formats"));
}

static void formats_have_names_and_sizes(void **state)
{
	assert_string_equal(drv_format_name(DRV_FORMAT_S24_LE), "S24_LE");
	assert_string_equal(drv_format_name((enum drv_format)63), "?");
	assert_int_equal(drv_format_bytes(DRV_FORMAT_S24_LE), 4);
	assert_int_equal(drv_format_bytes(DRV_FORMAT_A_LAW), 1);
	assert_int_equal(drv_format_bytes((enum drv_format)63), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_single_list_is_taken_whatever_is_asked),
		cmocka_unit_test(a_host_follows_its_input_and_the_outputs_depth),
		cmocka_unit_test(a_capture_host_gives_what_the_user_asked_for),
		cmocka_unit_test(a_playback_dai_gives_what_the_user_asked_for),
		cmocka_unit_test(a_capture_dai_keeps_what_it_cannot_choose),
		cmocka_unit_test(rate_converters_take_the_users_rate),
		cmocka_unit_test(effects_follow_only_pin_0),
		cmocka_unit_test(inputs_of_other_pins_are_not_compared),
		cmocka_unit_test(an_effect_may_have_no_inputs),
		cmocka_unit_test(the_type_counts_for_8_and_32_bits_only),
		cmocka_unit_test(what_no_pcm_can_carry_is_refused),
		cmocka_unit_test(a_mismatch_says_what_there_is),
		cmocka_unit_test(formats_have_names_and_sizes),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	fixture_stop(&f);
	return failed;
}
