/* SPDX-License-Identifier: BSD-3-Clause */
/* PCMs and links. */
#include "tplg_writer.h"

static void pcms_are_decoded(void **state)
{
	const struct tplg_pcm *pcm;
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	pcm = &t->pcms[0];
	assert_int_equal(pcm->id, 5);
	assert_string_equal(pcm->name, "Main");
	assert_string_equal(pcm->dai_name, "Main");
	assert_false(pcm->compress);
	assert_true(pcm->caps[TPLG_PLAYBACK].present);
	assert_string_equal(pcm->caps[TPLG_PLAYBACK].name, "Main Out");
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].host, 0);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].formats, 0x444);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].rates, 0x80);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].channels_min, 2);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].channels_max, 4);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].periods_min, 2);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].periods_max, 256);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].period_size_min, 192);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].period_size_max, 2097152);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].buffer_size_min, 384);
	assert_int_equal(pcm->caps[TPLG_PLAYBACK].buffer_size_max, 4194304);
	assert_false(pcm->caps[TPLG_CAPTURE].present);
	assert_int_equal(pcm->caps[TPLG_CAPTURE].host, TPLG_NONE);
	tplg_free(t);
}

/* Capabilities without the direction's flag, and the flag without capabilities, both mean unused. */
static void direction_needs_flag_and_caps(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	tw_poke(&w, w.at.pcm + 100, 0);
	tw_poke(&w, w.at.pcm + 104, 1);
	t = tw_load(&w);
	assert_false(t->pcms[0].caps[TPLG_PLAYBACK].present);
	assert_string_equal(t->pcms[0].caps[TPLG_PLAYBACK].name, "");
	assert_false(t->pcms[0].caps[TPLG_CAPTURE].present);
	tplg_free(t);
}

static void compress_pcms_load(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	tw_poke(&w, w.at.pcm + 108, 1);
	t = tw_load(&w);
	assert_true(t->pcms[0].compress);
	tplg_free(t);
}

static void links_are_decoded(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	assert_int_equal(t->links[0].id, 7);
	assert_string_equal(t->links[0].name, "Wire0");
	assert_string_equal(t->links[0].stream_name, "Wire0");
	assert_string_equal(t->links[0].dai_type, "SSP");
	assert_true(t->links[0].dai_index.set);
	assert_int_equal(t->links[0].dai_index.value, 3);
	assert_false(t->links[0].direction.set);
	tplg_free(t);
}

static void fields_are_checked(void **state)
{
	static const struct {
		bool link;
		size_t field;
		uint32_t value;
		const char *text;
	} cases[] = {
		{ false, 0, 892, "expected PCM size 912, found 892" },
		{ false, 692, 100, "expected PCM capabilities size 104, found 100" },
		{ false, 688, 9, "expected at most 8 PCM streams, found 9" },
		{ true, 0, 588, "expected link size 1656, found 588" },
		{ true, 672, 9, "expected at most 8 link streams, found 9" },
		{ true, 1636, 9, "expected at most 8 link hardware configurations, found 9" },
		{ true, 676, 0, "expected link hardware configuration size 120, found 0" },
	};
	struct tplg_writer w;
	size_t at;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		tw_standard(&w);
		at = (cases[i].link ? w.at.link : w.at.pcm) + cases[i].field;
		tw_poke(&w, at, cases[i].value);
		tw_refused(&w, at, "%s", cases[i].text);
	}
	tw_standard(&w);
	at = w.at.pcm + 912;
	tw_poke(&w, w.at.pcm + 908, 0xfffffff0);
	tw_refused(&w, at,
		   "expected 4294967280 bytes of private data, found 0 before the block ends");
	tw_standard(&w);
	at = w.at.link + 1656;
	tw_poke(&w, at, 8);
	tw_refused(&w, at, "expected a vendor array size of 12..80 in steps of 4, found 8");
}

static void names_must_end(void **state)
{
	static const struct {
		bool link;
		size_t field;
		const char *what;
	} cases[] = {
		{ false, 4, "PCM name" },          { false, 48, "PCM DAI name" },
		{ false, 696, "PCM stream name" }, { true, 8, "link name" },
		{ true, 52, "link stream name" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tplg_writer w;
		size_t at;

		tw_standard(&w);
		at = (cases[i].link ? w.at.link : w.at.pcm) + cases[i].field;
		memset(w.data + at, 'x', 44);
		tw_refused(&w, at, "expected a %s that ends within 44 bytes", cases[i].what);
	}
}

static void pcm_ids_are_unique(void **state)
{
	struct tplg_writer w;
	size_t at;

	tw_standard(&w);
	tw_block(&w, TW_PCM, 0);
	at = tw_pcm(&w, 5, "Other", NULL, NULL);
	tw_end(&w, 1);
	tw_refused(&w, at + 92, "expected unique PCM ids, found 5 twice");
}

static void counts_are_bounded(void **state)
{
	struct tplg_writer w = { 0 };
	size_t last = 0;

	tw_block(&w, TW_PCM, 0);
	for (int i = 0; i <= 256; i++)
		last = tw_pcm(&w, i, "x", NULL, NULL);
	tw_end(&w, 257);
	tw_refused(&w, last, "expected at most 256 PCMs");
	tw_block(&w, TW_BACKEND_LINK, 0);
	for (int i = 0; i <= 256; i++)
		last = tw_link(&w, i, "x");
	tw_end(&w, 257);
	tw_refused(&w, last, "expected at most 256 links");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pcms_are_decoded),
		cmocka_unit_test(direction_needs_flag_and_caps),
		cmocka_unit_test(compress_pcms_load),
		cmocka_unit_test(links_are_decoded),
		cmocka_unit_test(fields_are_checked),
		cmocka_unit_test(names_must_end),
		cmocka_unit_test(pcm_ids_are_unique),
		cmocka_unit_test(counts_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
