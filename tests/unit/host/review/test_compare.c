/* SPDX-License-Identifier: BSD-3-Clause */
#include "../topology/tplg_writer.h"

#include "review/facts.h"
#include "review/review.h"

static struct review review;

static void compare_with(struct tplg_writer *changed)
{
	struct tplg_writer w;
	struct tplg *a, *b;

	tw_standard(&w);
	a = tw_load(&w);
	b = tw_load(changed);
	review_free(&review);
	assert_int_equal(compare(a, b, &review), 0);
	tplg_free(a);
	tplg_free(b);
}

static void expect(size_t number, const char *id, const char *text)
{
	assert_true(number < review.num);
	assert_string_equal(review.finding[number].rule->id, id);
	assert_string_equal(review.finding[number].text, text);
}

static void equal_topologies_do_not_differ(void **state)
{
	struct tplg_writer w;

	tw_standard(&w);
	compare_with(&w);
	assert_int_equal(review.num, 0);
}

static void what_changed_is_reported_with_both_values(void **state)
{
	struct tplg_writer w;

	tw_standard(&w);
	tw_poke(&w, w.at.pcm + 692 + 56, 0x80 | 0x40);
	tw_poke(&w, w.at.volume + 212, 50);
	compare_with(&w);
	assert_int_equal(review.num, 2);
	expect(0, "D03", "PCM 5 playback: rates: 44100 48000 Hz, was 48000 Hz");
	expect(1, "D03",
	       "control 'Volume': value: volume 0..50, 2 channels, from -90.00 dB in steps of 2.00 dB, 0 mutes, of "
	       "gain.1.1, was volume 0..45, 2 channels, from -90.00 dB in steps of 2.00 dB, 0 mutes, of gain.1.1");
}

/* No list of rates, and a range that ends at @most Hz. */
static void compare_with_range(uint32_t most)
{
	struct tplg_writer w;

	tw_standard(&w);
	tw_poke(&w, w.at.pcm + 692 + 56, 0);
	tw_poke(&w, w.at.pcm + 692 + 60, 48000);
	tw_poke(&w, w.at.pcm + 692 + 64, most);
	compare_with(&w);
}

static void one_rate_is_one_rate(void **state)
{
	compare_with_range(48000);
	assert_int_equal(review.num, 0);
	compare_with_range(96000);
	assert_int_equal(review.num, 1);
	expect(0, "D03", "PCM 5 playback: rates: 48000..96000 Hz, was 48000 Hz");
}

/* One byte of a blob. */
static void blobs_differ_by_their_bytes(void **state)
{
	struct tplg_writer w;

	tw_standard(&w);
	w.data[w.at.blob + 240 + 32 + 3]++;
	compare_with(&w);
	assert_int_equal(review.num, 1);
	assert_non_null(strstr(review.finding[0].text,
			       "control 'Blob': value: bytes of at most 64 bytes, "
			       "initially 8 bytes ("));
}

static void what_came_and_went(void **state)
{
	struct tplg_writer w;

	tw_standard(&w);
	tw_name_at(&w, w.at.toggle + 8, "Mute");
	compare_with(&w);
	assert_int_equal(review.num, 2);
	expect(0, "D01", "control 'Switch': value: switch, 2 channels, of gain.1.1");
	expect(1, "D02", "control 'Mute': value: switch, 2 channels, of gain.1.1");
}

/* Two controls of one name are two facts. */
static void keys_are_unique(void **state)
{
	struct tplg_writer w;
	struct facts facts;
	struct tplg *t;

	tw_standard(&w);
	tw_name_at(&w, w.at.toggle + 8, "Volume");
	t = tw_load(&w);
	assert_int_equal(facts_make(t, &facts), 0);
	assert_non_null(facts_find(&facts, "control 'Volume': value"));
	assert_non_null(facts_find(&facts, "control 'Volume',1: value"));
	assert_null(facts_find(&facts, "control 'Volume',2: value"));
	facts_free(&facts);
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_topologies_do_not_differ),
		cmocka_unit_test(what_changed_is_reported_with_both_values),
		cmocka_unit_test(one_rate_is_one_rate),
		cmocka_unit_test(blobs_differ_by_their_bytes),
		cmocka_unit_test(what_came_and_went),
		cmocka_unit_test(keys_are_unique),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	review_free(&review);
	return failed;
}
