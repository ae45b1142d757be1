/* SPDX-License-Identifier: BSD-3-Clause */
/* Can this widget, this format be used? And is a topology from source what its author wrote? */
#include "tplg_writer.h"

#include "topology/tplg_loader.h"

/* One effect in pipeline 1 that is as it should be, unless told otherwise. */
static struct tplg *effect(bool scheduler, bool uuid, uint32_t declared_in, uint32_t declared_out)
{
	struct tplg_writer w = { 0 };

	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 18, "effect.1.1", "");
	if (uuid)
		tw_uuid(&w, tw_uuid_gain);
	tw_array(&w, TW_WORD);
	tw_word(&w, 415, declared_in);
	tw_word(&w, 416, declared_out);
	tw_format(&w, 1900, 48000, 2, 32, 32, 384);
	tw_format(&w, 1930, 48000, 2, 32, 32, 384);
	if (scheduler)
		tw_scheduler(&w, "pipeline.1");
	tw_end(&w, 1 + scheduler);
	return tw_load(&w);
}

static void expect_unusable(struct tplg *t, int code, const char *text)
{
	struct tplg_error err;

	assert_int_equal(tplg_widget_check(t, 0, &err), code);
	assert_string_equal(err.text, text);
	tplg_free(t);
}

static void sound_widgets_pass(void **state)
{
	struct tplg *t = effect(true, true, 1, 1);
	struct tplg_error err;

	assert_int_equal(tplg_widget_check(t, 0, &err), 0);
	assert_int_equal(tplg_widget_check(t, 1, &err), 0); /* the scheduler: needs no UUID */
	tplg_free(t);
}

static void faults_are_named(void **state)
{
	expect_unusable(effect(true, false, 1, 1), -ENOENT,
			TW_PATH ": widget 'effect.1.1' (offset 0x24): "
				"expected a module UUID (token 405), found none");
	expect_unusable(effect(false, true, 1, 1), -EINVAL,
			TW_PATH ": widget 'effect.1.1' (offset 0x24): "
				"expected a scheduler widget for pipeline 1, found none");
	expect_unusable(effect(true, true, 2, 1), -EINVAL,
			TW_PATH ": widget 'effect.1.1' (offset 0x24): "
				"expected 2 input formats as declared, found 1");
	expect_unusable(effect(true, true, 1, 128), -EINVAL,
			TW_PATH ": widget 'effect.1.1' (offset 0x24): "
				"expected 128 output formats as declared, found 1");
}

static void formats_are_checked(void **state)
{
	static const struct {
		struct tplg_pin_format format;
		const char *text; /* NULL: good */
	} cases[] = {
#define FORMAT(rate, channels, depth, valid, type, pin, bytes) \
	{ pin, bytes, { rate, depth, 0, 0, 0, channels, valid, type, 0 } }
		{ FORMAT(48000, 2, 32, 24, 1, 0, 384), NULL },
		{ FORMAT(1, 1, 8, 8, 6, 7, 1), NULL },
		{ FORMAT(768000, 8, 32, 32, 4, 0, 65536), NULL },
		{ FORMAT(0, 2, 32, 24, 1, 0, 384), "sampling rate 1..768000, found 0" },
		{ FORMAT(768001, 2, 32, 24, 1, 0, 384), "sampling rate 1..768000, found 768001" },
		{ FORMAT(48000, 0, 32, 24, 1, 0, 384), "channel count 1..8, found 0" },
		{ FORMAT(48000, 9, 32, 24, 1, 0, 384), "channel count 1..8, found 9" },
		{ FORMAT(48000, 2, 0, 24, 1, 0, 384), "container depth 8..32, found 0" },
		{ FORMAT(48000, 2, 64, 24, 1, 0, 384), "container depth 8..32, found 64" },
		{ FORMAT(48000, 2, 20, 16, 1, 0, 384),
		  "remainder of container depth by 8 0..0, found 4" },
		{ FORMAT(48000, 2, 16, 24, 1, 0, 384), "valid bit depth 1..16, found 24" },
		{ FORMAT(48000, 2, 16, 0, 1, 0, 384), "valid bit depth 1..16, found 0" },
		{ FORMAT(48000, 2, 32, 24, 7, 0, 384), "sample type 0..6, found 7" },
		{ FORMAT(48000, 2, 32, 24, 1, 8, 384), "pin index 0..7, found 8" },
		{ FORMAT(48000, 2, 32, 24, 1, 0, 0), "buffer size 1..65536, found 0" },
		{ FORMAT(48000, 2, 32, 24, 1, 0, 65537), "buffer size 1..65536, found 65537" },
	};
	struct tplg *t = effect(true, true, 1, 1);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tplg_error err;
		char expected[256];
		int ret = tplg_format_check(t, 0, &cases[i].format, &err);

		if (!cases[i].text) {
			assert_int_equal(ret, 0);
			continue;
		}
		assert_int_equal(ret, -EINVAL);
		snprintf(expected, sizeof(expected),
			 TW_PATH ": widget 'effect.1.1' (offset 0x24): expected a format with %s",
			 cases[i].text);
		assert_string_equal(err.text, expected);
	}
	tplg_free(t);
}

static void expect_source_fault(struct tplg *t, const char *text)
{
	struct tplg_error err;

	assert_int_equal(tplg_check_source(t, &err), -EINVAL);
	assert_string_equal(err.text, text);
	tplg_free(t);
}

static void good_source_passes(void **state)
{
	struct tplg_writer w;
	struct tplg_error err;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	assert_int_equal(tplg_check_source(t, &err), 0);
	tplg_free(t);
}

/* What the compiler passes over in silence. */
static void silent_mistakes_are_named(void **state)
{
	static const char unexpanded[] =
		"the compiler left a variable unexpanded; before alsatplg 1.2.9 a string is "
		"expanded only if it is a variable and nothing else";
	char expected[320];

	expect_source_fault(effect(true, false, 1, 1),
			    TW_PATH ": widget 'effect.1.1' (offset 0x24): "
				    "expected a module UUID (token 405), found none");
	expect_source_fault(
		effect(true, true, 0, 0), TW_PATH
		": widget 'effect.1.1': "
		"expected a declared number of input or output formats (tokens 415, 416), found none");
	expect_source_fault(effect(true, true, 1, 2),
			    TW_PATH ": widget 'effect.1.1' (offset 0x24): "
				    "expected 2 output formats as declared, found 1");

	for (int field = 0; field < 5; field++) {
		static const char *const what[] = { "widget stream name", "control", "PCM",
						    "PCM stream", "link" };
		struct tplg_writer w;

		tw_standard(&w);
		tw_name_at(&w,
			   (size_t[]){ w.at.host + 52, w.at.volume + 8, w.at.pcm + 4,
				       w.at.pcm + 696, w.at.link + 8 }[field],
			   "x $NAME");
		snprintf(expected, sizeof(expected), TW_PATH ": %s 'x $NAME': %s", what[field],
			 unexpanded);
		expect_source_fault(tw_load(&w), expected);
	}
}

static void formats_of_source_are_checked(void **state)
{
	struct tplg_writer w;
	char expected[160];

	tw_standard(&w);
	snprintf(expected, sizeof(expected),
		 TW_PATH ": widget 'gain.1.1' (offset 0x%zx): "
			 "expected a format with sampling rate 1..768000, found 0",
		 w.at.gain);
	tw_poke(&w, w.at.gain_out + 16, 0);
	expect_source_fault(tw_load(&w), expected);
}

/* A long name makes private data sections collide: the UUID is what gets lost. */
static void long_names_are_suspected(void **state)
{
	struct tplg_writer w = { 0 };

	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 13, "dai-copier.SAI.a-link-with-a-long-name.p", "");
	tw_scheduler(&w, "pipeline.1");
	tw_end(&w, 2);
	expect_source_fault(
		tw_load(&w), TW_PATH
		": widget 'dai-copier.SAI.a-link-with-a-long-name.p': "
		"no module UUID arrived; its name of 40 characters is too long for the compiler, "
		"which cuts NAME.TOKENSET.TYPE at 43: shorten the name or the token set names");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_widgets_pass),
		cmocka_unit_test(faults_are_named),
		cmocka_unit_test(formats_are_checked),
		cmocka_unit_test(good_source_passes),
		cmocka_unit_test(silent_mistakes_are_named),
		cmocka_unit_test(formats_of_source_are_checked),
		cmocka_unit_test(long_names_are_suspected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
