/* SPDX-License-Identifier: BSD-3-Clause */
/* Likely mistakes that load all the same: each is a warning. */
#include "tplg_writer.h"

/* The standard topology with one more widget in pipeline 1, whose private data and controls are still to come. */
static void begin(struct tplg_writer *w)
{
	tw_standard(w);
	tw_block(w, TW_WIDGET, 1);
	tw_widget(w, 13, "other", "");
}

static struct tplg *end(struct tplg_writer *w)
{
	tw_end(w, 1);
	return tw_load(w);
}

static void expect_one(struct tplg *t, const char *text)
{
	char expected[256];

	assert_int_equal(t->num_warnings, 1);
	snprintf(expected, sizeof(expected), TW_PATH ": %s", text);
	assert_string_equal(t->warnings[0], expected);
	tplg_free(t);
}

static void unknown_dai_types(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	begin(&w);
	tw_array(&w, TW_STRING);
	tw_string(&w, 154, "SPP");
	expect_one(
		end(&w),
		"widget 'other': DAI type 'SPP' is not known, expected HDA, ALH, SSP, DMIC or another "
		"that Linux has");

	tw_standard(&w);
	tw_block(&w, TW_BACKEND_LINK, 0);
	tw_link(&w, 8, "Wire1");
	tw_array(&w, TW_STRING);
	tw_string(&w, 154, "ssp");
	expect_one(
		end(&w),
		"link 'Wire1': DAI type 'ssp' is not known, expected HDA, ALH, SSP, DMIC or another "
		"that Linux has");

	begin(&w);
	tw_array(&w, TW_STRING);
	tw_string(&w, 154, "ACP_SDW");
	t = end(&w);
	assert_int_equal(t->num_warnings, 0);
	tplg_free(t);
}

static void two_controls_of_one_name(void **state)
{
	struct tplg_writer w;

	begin(&w);
	tw_mixer(&w, "Volume", 45);
	expect_one(
		end(&w),
		"control 'Volume' of 'other' has the name of one of 'gain.1.1', which ALSA refuses");
}

static void control_names_that_may_have_been_cut(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	begin(&w);
	tw_mixer(&w, "0123456789012345678901234567890123456789abc", 45);
	expect_one(
		end(&w),
		"control '0123456789012345678901234567890123456789abc' of 'other' has 43 characters, the "
		"most that a file holds: a longer name has been cut");
	begin(&w);
	tw_mixer(&w, "0123456789012345678901234567890123456789ab", 45);
	t = end(&w);
	assert_int_equal(t->num_warnings, 0);
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unknown_dai_types),
		cmocka_unit_test(two_controls_of_one_name),
		cmocka_unit_test(control_names_that_may_have_been_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
