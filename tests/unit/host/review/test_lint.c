/* SPDX-License-Identifier: BSD-3-Clause */
/* Each rule on a topology that breaks it alone; the standard one breaks none. */
#include "../topology/tplg_writer.h"

#include "review/review.h"

static struct review review;

static void check(struct tplg *t)
{
	bool enabled[LINT_RULES];

	memset(enabled, true, sizeof(enabled));
	review_free(&review);
	assert_int_equal(lint(t, NULL, enabled, &review), 0);
	tplg_free(t);
}

/* The first finding is that of rule `id`, and there is no other rule's. */
static void expect(struct tplg *t, const char *id, const char *text)
{
	check(t);
	assert_true(review.num >= 1);
	for (size_t i = 0; i < review.num; i++)
		if (strcmp(review.finding[i].rule->id, id) != 0)
			fail_msg("%s: %s", review.finding[i].rule->id, review.finding[i].text);
	assert_string_equal(review.finding[0].text, text);
	assert_string_equal(review.finding[0].path, TW_PATH);
	review_free(&review);
}

/* A sound topology: host -> gain -> DAI, the gain putting out what the DAI takes. */
static void sound(struct tplg_writer *w)
{
	tw_standard(w);
	/* the standard gain converts by itself, which no module may */
	for (size_t at = w->at.gain_out; at < w->at.volume; at += 4) {
		if (tw_peek(w, at) == 1930)
			tw_poke(w, at + 4, 48000);
		if (tw_peek(w, at) == 1937)
			tw_poke(w, at + 4, 2 | 32 << 8 | 1 << 16);
		if (tw_peek(w, at) == 1971)
			tw_poke(w, at + 4, 384);
	}
	for (size_t at = w->at.gain_in; at < w->at.gain_out; at += 4)
		if (tw_peek(w, at) == 1907)
			tw_poke(w, at + 4, 2 | 32 << 8 | 1 << 16);
}

static void a_sound_topology_has_no_findings(void **state)
{
	struct tplg_writer w;

	sound(&w);
	check(tw_load(&w));
	for (size_t i = 0; i < review.num; i++)
		fail_msg("%s: %s", review.finding[i].rule->id, review.finding[i].text);
	assert_int_equal(review_worst(&review), -1);
}

static void widgets(void **state)
{
	struct tplg_writer w;

	sound(&w);
	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 18, "effect.1.1", "");
	tw_end(&w, 1);
	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "gain.1.1", "effect.1.1");
	tw_end(&w, 1);
	check(tw_load(&w));
	assert_int_equal(review.num, 1);
	assert_string_equal(review.finding[0].rule->id, "T03");
	assert_non_null(strstr(review.finding[0].text, "expected a module UUID"));

	sound(&w);
	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 4, "gain.1.2", "");
	tw_uuid(&w, tw_uuid_gain);
	tw_end(&w, 1);
	expect(tw_load(&w), "T05", "no PCM leads to widget 'gain.1.2'");
}

static void routes(void **state)
{
	struct tplg_writer w;

	sound(&w);
	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "gain.1.1", "ghost");
	tw_end(&w, 1);
	check(tw_load(&w));
	assert_int_equal(review.num, 1);
	assert_string_equal(review.finding[0].rule->id, "T04");
	assert_non_null(strstr(review.finding[0].text, "'gain.1.1' -> 'ghost' dropped"));
}

static void formats(void **state)
{
	struct tplg_writer w;

	tw_standard(&w); /* its gain takes 24 bits of 32, and puts out 44.1 kHz */
	check(tw_load(&w));
	assert_int_equal(review.num, 2);
	assert_string_equal(review.finding[0].rule->id, "T07");
	assert_string_equal(
		review.finding[0].text,
		"'host.0.playback' puts out nothing that 'gain.1.1' takes: no rate, channels and bits "
		"are in the formats of both");
	assert_non_null(
		strstr(review.finding[1].text, "'gain.1.1' puts out nothing that 'dai.SSP"));

	sound(&w);
	for (size_t at = w.at.gain_in; at < w.at.gain_out; at += 4)
		if (tw_peek(&w, at) == 1970)
			tw_poke(&w, at + 4, 380);
	expect(tw_load(&w), "T08",
	       "widget 'gain.1.1': input format 0 (48000 Hz, 2 channels, 32 bits) moves 380 bytes, expected whole "
	       "frames of 8 bytes and at least the 384 of 1 ms");

	sound(&w);
	for (size_t at = w.at.gain_in; at < w.at.gain_out; at += 4)
		if (tw_peek(&w, at) == 1970)
			tw_poke(&w, at + 4, 0);
	check(tw_load(&w));
	assert_string_equal(review.finding[0].rule->id, "T06");
}

static void pcms(void **state)
{
	struct tplg_writer w;

	sound(&w);
	tw_block(&w, TW_PCM, 0);
	tw_pcm(&w, 6, "Lost", "Nowhere", NULL);
	tw_end(&w, 1);
	check(tw_load(&w));
	assert_int_equal(review.num, 1);
	assert_string_equal(review.finding[0].rule->id, "T09");

	sound(&w);
	tw_poke(&w, w.at.pcm + 692 + 56, 0x80 | 0x40);
	expect(tw_load(&w), "T10",
	       "PCM 5 playback offers 44100 Hz, 'host.0.playback' has no format of that rate");
	sound(&w);
	tw_poke(&w, w.at.pcm + 692 + 68, 3);
	expect(tw_load(&w), "T10",
	       "PCM 5 playback offers 3..4 channels, 'host.0.playback' has no such format");
	sound(&w);
	tw_poke(&w, w.at.pcm + 692 + 96, 383);
	expect(tw_load(&w), "T11",
	       "PCM 5 playback: no buffer fits 2..256 periods of 192..2097152 bytes in 384..383 bytes");
}

static void names_and_ids(void **state)
{
	struct tplg_writer w;

	sound(&w);
	tw_block(&w, TW_WIDGET, 2);
	tw_widget(&w, 13, "dai.SSP.Wire1.playback", "Wire1");
	tw_uuid(&w, tw_uuid_copier);
	tw_array(&w, TW_STRING);
	tw_string(&w, 154, "SSP");
	tw_array(&w, TW_WORD);
	tw_word(&w, 155, 3);
	tw_end(&w, 1);
	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "gain.1.1", "dai.SSP.Wire1.playback");
	tw_end(&w, 1);
	expect(tw_load(&w), "T15",
	       "widgets 'dai.SSP.Wire0.playback' and 'dai.SSP.Wire1.playback' are both on SSP 3");

	sound(&w);
	tw_block(&w, TW_BACKEND_LINK, 0);
	tw_link(&w, 8, "Wire1");
	tw_array(&w, TW_STRING);
	tw_string(&w, 154, "SPP");
	tw_end(&w, 1);
	check(tw_load(&w));
	assert_int_equal(review.num, 1);
	assert_string_equal(review.finding[0].rule->id, "T12");
}

/* Switched off, a rule finds nothing; a verdict makes notes. */
static void switches_and_verdict(void **state)
{
	static bool missing[8];
	static char reason[] = "needs gain";
	static char *reasons[] = { reason, NULL };
	static const struct tplg_verdict verdict = { missing, reasons };
	bool enabled[LINT_RULES] = { false };
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	review_free(&review);
	assert_int_equal(lint(t, &verdict, enabled, &review), 0);
	assert_int_equal(review.num, 0);
	memset(enabled, true, sizeof(enabled));
	enabled[6] = false; /* T07 */
	assert_int_equal(lint(t, &verdict, enabled, &review), 0);
	assert_int_equal(review.num, 1);
	assert_string_equal(review.finding[0].text,
			    "PCM 5 playback cannot play with this firmware: needs gain");
	assert_int_equal(review_worst(&review), REVIEW_NOTE);
	review_free(&review);
	tplg_free(t);
}

/* What modules say of blobs is a finding each. */
static void refused_blobs_are_found(void **state)
{
	struct tplg_verdict verdict = { 0 };
	bool enabled[LINT_RULES] = { false };
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	review_free(&review);
	assert_true(t->num_controls > 0);
	enabled[LINT_REFUSED_BLOB] = true;
	assert_int_equal(lint(t, &verdict, enabled, &review), 0);
	assert_int_equal(review.num, 0);
	verdict.refusals = calloc(t->num_controls, sizeof(*verdict.refusals));
	assert_non_null(verdict.refusals);
	verdict.refusals[0] = (char *)"too short";
	assert_int_equal(lint(t, &verdict, enabled, &review), 0);
	assert_int_equal(review.num, 1);
	assert_non_null(strstr(review.finding[0].text, "': too short"));
	assert_int_equal(review_worst(&review), REVIEW_ERROR);
	free(verdict.refusals);
	review_free(&review);
	tplg_free(t);
}

static void rules_are_numbered(void **state)
{
	const struct review_rule *rule;
	char id[8];
	size_t i = 0;

	for (; (rule = lint_rule(i)) != NULL; i++) {
		snprintf(id, sizeof(id), "T%02zu", i + 1);
		assert_string_equal(rule->id, id);
	}
	assert_int_equal(i, LINT_RULES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sound_topology_has_no_findings),
		cmocka_unit_test(widgets),
		cmocka_unit_test(routes),
		cmocka_unit_test(formats),
		cmocka_unit_test(pcms),
		cmocka_unit_test(names_and_ids),
		cmocka_unit_test(switches_and_verdict),
		cmocka_unit_test(rules_are_numbered),
		cmocka_unit_test(refused_blobs_are_found),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	review_free(&review);
	return failed;
}
