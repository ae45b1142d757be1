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
static struct drv_choice chosen;

/* A widget of a kind with nothing declared yet. */
static void begin(enum tplg_widget_id id)
{
	if (f.drv)
		fixture_stop(&f);
	fixture_init(&f);
	fixture_pipeline(&f, 1, 0, TPLG_PLAYBACK);
	fixture_widget(&f, "w", id, FIXTURE_EFFECT, 1, 1, 1);
	fixture_start(&f);
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
	const struct drv_place place = { &f.widgets[1], direction, &fe, "before" };
	int ret = drv_format_choose(f.drv, &place, pp, &chosen);

	return ret ? ret : drv_format_follow(f.drv, &place, &chosen, pp);
}

static void expect(int input, int output, struct drv_ref pp, struct drv_ref wanted)
{
	assert_ptr_equal(chosen.in, input < 0 ? NULL : &f.in[1][input]);
	assert_ptr_equal(chosen.out, &f.out[1][output]);
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

static void a_playback_dai_keeps_what_its_outputs_share(void **state)
{
	struct drv_ref pp = REF(48000, 2, 32);

	/* the stream's rate is not the link's: a converter stands between */
	begin(TPLG_WIDGET_DAI_IN);
	in(48000, 2, 32);
	out(48000, 2, 16);
	out(48000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, REF(8000, 1, 32), &pp), 0);
	expect(0, 1, pp, REF(48000, 2, 32));
}

static void rate_converters_take_the_users_rate_in_capture(void **state)
{
	struct drv_ref pp = REF(48000, 2, 32);

	begin(TPLG_WIDGET_SRC);
	in(48000, 2, 32);
	out(8000, 2, 32);
	out(16000, 2, 32);
	assert_int_equal(choose(TPLG_CAPTURE, REF(16000, 2, 16), &pp), 0);
	expect(0, 1, pp, REF(16000, 2, 32));
	assert_int_equal(choose(TPLG_PLAYBACK, REF(16000, 2, 16), &pp), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"w (unknown module, 09090909-0909-0909-0909-090909090909): a rate converter for playback "
		"needs one output rate or token 301; it gives (Hz/channels/bits) 8000/2/32, 16000/2/32");
}

static void rate_converters_take_the_rate_of_their_token(void **state)
{
	struct drv_ref pp = REF(44100, 2, 32);

	begin(TPLG_WIDGET_SRC);
	in(44100, 2, 32);
	in(48000, 2, 32);
	out(16000, 2, 32);
	out(48000, 2, 32);
	f.widgets[1].src_rate_out = (struct tplg_opt){ 48000, true };
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 1, pp, REF(48000, 2, 32));
	pp = REF(48000, 2, 32);
	assert_int_equal(choose(TPLG_CAPTURE, REF(16000, 2, 32), &pp), 0);
	expect(1, 1, pp, REF(48000, 2, 32));
	begin(TPLG_WIDGET_ASRC);
	in(48000, 2, 32);
	out(16000, 2, 32);
	out(48000, 2, 32);
	f.widgets[1].asrc_rate_out = (struct tplg_opt){ 16000, true };
	pp = REF(48000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 0, pp, REF(16000, 2, 32));
}

static void rate_converters_may_have_several_widths(void **state)
{
	struct drv_ref pp = REF(16000, 2, 32);

	begin(TPLG_WIDGET_SRC);
	in(16000, 2, 32);
	out(48000, 2, 16);
	out(48000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 1, pp, REF(48000, 2, 32));
}

static void what_changes_is_what_differs_in_any_pair(void **state)
{
	begin(TPLG_WIDGET_EFFECT);
	in(48000, 2, 32);
	in(48000, 2, 16);
	out(48000, 2, 32);
	assert_int_equal(drv_format_changed(&f.widgets[1]), DRV_CHANGED_BITS);
	in(16000, 2, 32);
	assert_int_equal(drv_format_changed(&f.widgets[1]), DRV_CHANGED_BITS | DRV_CHANGED_RATE);
	out(48000, 4, 32);
	assert_int_equal(drv_format_changed(&f.widgets[1]),
			 DRV_CHANGED_BITS | DRV_CHANGED_RATE | DRV_CHANGED_CHANNELS);
	f.widgets[1].id = TPLG_WIDGET_BUFFER; /* a copier changes the width, nothing else */
	assert_int_equal(drv_format_changed(&f.widgets[1]), DRV_CHANGED_BITS);
}

static void effects_hand_on_what_they_change(void **state)
{
	struct drv_ref pp = REF(48000, 4, 32);

	/* four channels into two: the channels are written, the rest stays as it came */
	begin(TPLG_WIDGET_EFFECT);
	in(48000, 4, 32);
	out(48000, 2, 32);
	pp.rate = 44100;
	assert_int_equal(choose(TPLG_PLAYBACK, REF(48000, 4, 32), &pp), 0);
	expect(0, 0, pp, REF(44100, 2, 32));
}

static void in_capture_what_effects_change_is_the_users(void **state)
{
	struct drv_ref pp = REF(48000, 2, 32);

	begin(TPLG_WIDGET_EFFECT);
	in(48000, 2, 32);
	out(48000, 1, 32);
	out(48000, 2, 32);
	assert_int_equal(choose(TPLG_CAPTURE, REF(16000, 1, 16), &pp), 0);
	expect(0, 0, pp, REF(48000, 1, 32));
	pp = REF(48000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, REF(48000, 1, 32), &pp), 0);
	expect(0, 1, pp, REF(48000, 2, 32));
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
	/* a lone output of another pin is taken, and not followed */
	begin(TPLG_WIDGET_EFFECT);
	in(48000, 2, 16);
	out(48000, 2, 32);
	f.out[1][0].pin_index = 1;
	pp = REF(48000, 2, 16);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 0, pp, REF(48000, 2, 16));
	f.out[1][0].pin_index = 0;
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 0, pp, REF(48000, 2, 32));
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
	assert_null(chosen.in);
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

static void a_lenient_host_takes_the_upper_32_bits_as_all(void **state)
{
	const struct drv_config lenient = { .lenient = true };
	struct drv_ref pp = REF(48000, 2, 32);

	begin(TPLG_WIDGET_BUFFER);
	in(48000, 2, 32);
	out(48000, 2, 32);
	f.out[1][0].fmt.s_type = IPC4_TYPE_MSB_INTEGER;
	assert_true(drv_format_is_msb32(&f.out[1][0].fmt));
	fixture_stop(&f);
	assert_int_equal(drv_create(&f.t, &lenient, &f.drv), 0);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), 0);
	expect(0, 0, pp, REF(48000, 2, 32));
}

static void words_of_a_gateway_have_a_format(void **state)
{
	static const struct {
		uint32_t depth, valid, type;
		enum drv_format format;
	} rows[] = {
		{ 16, 16, IPC4_TYPE_LSB_INTEGER, DRV_FORMAT_S16_LE },
		{ 32, 24, IPC4_TYPE_LSB_INTEGER, DRV_FORMAT_S24_LE },
		{ 32, 24, IPC4_TYPE_MSB_INTEGER, DRV_FORMAT_S32_LE },
		{ 32, 20, IPC4_TYPE_MSB_INTEGER, DRV_FORMAT_S32_LE },
		{ 32, 32, IPC4_TYPE_LSB_INTEGER, DRV_FORMAT_S32_LE },
		{ 32, 32, IPC4_TYPE_FLOAT, DRV_FORMAT_FLOAT_LE },
		{ 8, 8, IPC4_TYPE_UNSIGNED_INTEGER, DRV_FORMAT_U8 },
		{ 8, 8, IPC4_TYPE_A_LAW, DRV_FORMAT_A_LAW },
		{ 8, 8, IPC4_TYPE_LSB_INTEGER, DRV_FORMAT_NONE },
		{ 24, 24, IPC4_TYPE_LSB_INTEGER, DRV_FORMAT_S24_3LE },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct ipc4_audio_format fmt = { .depth = rows[i].depth,
						       .valid_bit_depth = rows[i].valid & 0xFF,
						       .s_type = rows[i].type & 0xFF };

		assert_int_equal(drv_format_of(&fmt), rows[i].format);
	}
}

/* A link of its own: what it runs at is the stream's or the only thing that it can have. */
static int check_link(struct drv_ref fe)
{
	const struct drv_place place = { &f.widgets[1], TPLG_PLAYBACK, &fe, NULL };

	return drv_format_check_link(f.drv, &place);
}

static void a_link_needs_one_rate_or_the_streams(void **state)
{
	begin(TPLG_WIDGET_DAI_IN);
	in(48000, 2, 32);
	in(48000, 2, 16);
	assert_int_equal(check_link(REF(44100, 1, 16)), 0);
	in(96000, 2, 32);
	assert_int_equal(check_link(REF(96000, 8, 16)), 0);
	assert_int_equal(check_link(REF(44100, 2, 16)), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"w (unknown module, 09090909-0909-0909-0909-090909090909): its link must have one rate and "
		"channel count, or the stream's (44100 Hz 2 channels 16 bits); it takes (Hz/channels/bits) "
		"48000/2/32, 48000/2/16, 96000/2/32");
	in(96000, 4, 32);
	assert_int_equal(check_link(REF(96000, 3, 16)), -EINVAL);
}

static void an_ssp_link_needs_a_hardware_configuration(void **state)
{
	static struct tplg_link link = {
		.name = "Port",
		.num_hw_configs = 2,
		.hw_configs = { { 48000, 2, 32 }, { 96000, 8, 32 } },
	};

	begin(TPLG_WIDGET_DAI_IN);
	in(48000, 2, 32);
	in(48000, 4, 32);
	snprintf(f.widgets[1].dai_type, TPLG_NAME_LEN, "SSP");
	snprintf(f.widgets[1].sname, TPLG_NAME_LEN, "Port");
	f.t.links = &link;
	f.t.num_links = 1;
	assert_int_equal(check_link(REF(48000, 2, 16)), 0);
	assert_int_equal(check_link(REF(48000, 4, 16)), -EINVAL);
	assert_string_equal(drv_last_error(f.drv)->text,
			    "w: link Port would run at 48000 Hz with 4 channels; its hardware "
			    "configurations have 48000 Hz with 2 slots, 96000 Hz with 8 slots");
	snprintf(f.widgets[1].dai_type, TPLG_NAME_LEN, "HDA");
	assert_int_equal(check_link(REF(48000, 4, 16)), 0);
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
		"w (unknown module, 09090909-0909-0909-0909-090909090909): input pin 0 takes (Hz/channels/bits) "
		"48000/2/16, 48000/2/32; 44100 Hz 2 channels 16 bits arrives from before");
	begin(TPLG_WIDGET_PGA);
	in(48000, 2, 16);
	out(48000, 2, 24);
	out(48000, 2, 32);
	assert_int_equal(choose(TPLG_PLAYBACK, pp, &pp), -EINVAL);
	assert_string_equal(
		drv_last_error(f.drv)->text,
		"w (unknown module, 09090909-0909-0909-0909-090909090909): its outputs give (Hz/channels/bits) "
		"48000/2/24, 48000/2/32; 48000 Hz 2 channels 16 bits is wanted");
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
		cmocka_unit_test(a_playback_dai_keeps_what_its_outputs_share),
		cmocka_unit_test(rate_converters_take_the_users_rate_in_capture),
		cmocka_unit_test(rate_converters_take_the_rate_of_their_token),
		cmocka_unit_test(rate_converters_may_have_several_widths),
		cmocka_unit_test(what_changes_is_what_differs_in_any_pair),
		cmocka_unit_test(effects_hand_on_what_they_change),
		cmocka_unit_test(in_capture_what_effects_change_is_the_users),
		cmocka_unit_test(effects_follow_only_pin_0),
		cmocka_unit_test(inputs_of_other_pins_are_not_compared),
		cmocka_unit_test(an_effect_may_have_no_inputs),
		cmocka_unit_test(the_type_counts_for_8_and_32_bits_only),
		cmocka_unit_test(what_no_pcm_can_carry_is_refused),
		cmocka_unit_test(a_lenient_host_takes_the_upper_32_bits_as_all),
		cmocka_unit_test(words_of_a_gateway_have_a_format),
		cmocka_unit_test(a_link_needs_one_rate_or_the_streams),
		cmocka_unit_test(an_ssp_link_needs_a_hardware_configuration),
		cmocka_unit_test(a_mismatch_says_what_there_is),
		cmocka_unit_test(formats_have_names_and_sizes),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	fixture_stop(&f);
	return failed;
}
