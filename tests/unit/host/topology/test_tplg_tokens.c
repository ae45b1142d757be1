/* SPDX-License-Identifier: BSD-3-Clause */
/* Vendor arrays: their bounds, and the rules by which values and pin formats are taken. */
#include "tplg_writer.h"

/* A topology of one effect, whose arrays the test writes next. */
static void effect_begin(struct tplg_writer *w)
{
	memset(w, 0, sizeof(*w));
	tw_block(w, TW_WIDGET, 1);
	tw_widget(w, 18, "effect.1.1", "");
}

static struct tplg *effect_load(struct tplg_writer *w)
{
	tw_end(w, 1);
	return tw_load(w);
}

static void array_sizes_are_checked(void **state)
{
	static const uint32_t sizes[] = { 0, 4, 11, 31, 0xfffffffc, 0x80000000 };
	struct tplg_writer w;
	size_t at, left;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tw_standard(&w);
		at = w.at.gain_uuid;
		left = tw_peek(&w, w.at.gain + 128);
		tw_poke(&w, at, sizes[i]);
		tw_refused(&w, at,
			   "expected a vendor array size of 12..%zu in steps of 4, found %u", left,
			   sizes[i]);
	}
	/* beyond the private data but not beyond the block */
	tw_standard(&w);
	at = w.at.gain_out;
	left = tw_peek(&w, at);
	tw_poke(&w, at, left + 4);
	tw_refused(&w, at, "expected a vendor array size of 12..%zu in steps of 4, found %zu", left,
		   left + 4);
}

static void array_header_must_be_whole(void **state)
{
	struct tplg_writer w;
	size_t at;

	effect_begin(&w);
	at = w.size;
	tw_private(&w, "12345678", 8);
	tw_end(&w, 1);
	tw_refused(&w, at, "expected a vendor array header of 12 bytes, found 8 bytes");
}

static void element_counts_are_checked(void **state)
{
	static const uint32_t counts[] = { 2, 0x0ccccccd, 0x15555556, 0xffffffff }; /* x 20 wraps */
	struct tplg_writer w;
	size_t at;

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		tw_standard(&w);
		at = w.at.gain_uuid;
		tw_poke(&w, at + 8, counts[i]);
		tw_refused(&w, at + 8,
			   "expected at most 1 vendor tuples in an array of 32 bytes, found %u",
			   counts[i]);
	}
}

static void unknown_tuple_types_are_refused(void **state)
{
	struct tplg_writer w;
	size_t at;

	tw_standard(&w);
	at = w.at.gain_words;
	tw_poke(&w, at + 4, 6);
	tw_refused(&w, at + 4, "expected a vendor tuple type of 0..5, found 6");
}

static void strings_must_end(void **state)
{
	struct tplg_writer w;
	size_t at;

	tw_standard(&w);
	at = w.at.gain_string + 16;
	memset(w.data + at, 'x', 44);
	tw_refused(&w, at, "expected a string tuple that ends within 44 bytes");
	tw_standard(&w);
	at = w.at.gain_string + 16;
	w.data[at] = 0x1b;
	tw_refused(&w, at, "expected a string tuple of printable UTF-8");
}

static void private_data_stays_in_its_block(void **state)
{
	struct tplg_writer w;
	size_t at;

	/* the next block would have the bytes: the bound is the block, not the file */
	effect_begin(&w);
	at = w.size;
	tw_end(&w, 1);
	tw_poke(&w, at - 4, 36);
	tw_block(&w, TW_GRAPH, 0);
	tw_end(&w, 0);
	tw_refused(&w, at, "expected 36 bytes of private data, found 0 before the block ends");
}

static void limits_name_the_token(void **state)
{
	static const struct {
		uint32_t token, max;
		const char *name;
	} limits[] = {
		{ 201, 7, "priority" },
		{ 203, 15, "pipeline core" },
		{ 404, 15, "core" },
		{ 411, 8, "number of input pins" },
		{ 412, 8, "number of output pins" },
		{ 415, 128, "number of audio formats" },
		{ 416, 128, "number of audio formats" },
		{ 420, 16777216, "stack bytes" },
		{ 421, 16777216, "heap bytes" },
		{ 422, 16777216, "lifetime heap bytes" },
		{ 423, 16777216, "shared bytes" },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct tplg_writer w;
		size_t at;

		effect_begin(&w);
		tw_array(&w, TW_WORD);
		tw_word(&w, limits[i].token, limits[i].max);
		tplg_free(effect_load(&w));

		effect_begin(&w);
		tw_array(&w, TW_WORD);
		tw_word(&w, limits[i].token, limits[i].max + 1);
		at = w.size - 4;
		tw_end(&w, 1);
		tw_refused(&w, at, "expected a %s of at most %u (token %u), found %u",
			   limits[i].name, limits[i].max, limits[i].token, limits[i].max + 1);
	}
}

static void first_value_wins(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_array(&w, TW_WORD);
	tw_word(&w, 404, 3);
	tw_word(&w, 404, 4);
	tw_array(&w, TW_WORD);
	tw_word(&w, 404, 5);
	tw_word(&w, 415, 0);
	tw_word(&w, 415, 9);
	tw_uuid(&w, tw_uuid_gain);
	tw_uuid(&w, tw_uuid_copier);
	tw_array(&w, TW_STRING);
	tw_string(&w, 418, "DP");
	tw_string(&w, 418, "LL");
	tw_string(&w, 154, "SSP");
	tw_string(&w, 154, "HDA");
	t = effect_load(&w);
	assert_true(t->widgets[0].core.set);
	assert_int_equal(t->widgets[0].core.value, 3);
	assert_int_equal(t->widgets[0].in.num_declared, 0);
	assert_memory_equal(t->widgets[0].uuid, tw_uuid_gain, 16);
	assert_int_equal(t->widgets[0].domain, TPLG_DOMAIN_DP);
	assert_string_equal(t->widgets[0].dai_type, "SSP");
	tplg_free(t);
}

static void value_types_are_interchangeable(void **state)
{
	for (uint32_t type = TW_BOOL; type <= TW_SHORT; type++) {
		struct tplg_writer w;
		struct tplg *t;

		effect_begin(&w);
		tw_array(&w, type);
		tw_word(&w, 404, 3);
		t = effect_load(&w);
		assert_true(t->widgets[0].core.set);
		tplg_free(t);
	}
}

/* A known token in a tuple of another kind, and unknown tokens, mean nothing. */
static void strangers_are_ignored(void **state)
{
	uint8_t core[16] = { 3 };
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_array(&w, TW_UUID);
	tw_element(&w, 404, core, 16);
	tw_array(&w, TW_STRING);
	tw_string(&w, 404, "3");
	tw_string(&w, 405, "uuid");
	tw_array(&w, TW_WORD);
	tw_word(&w, 405, 1);
	tw_word(&w, 418, 1);
	tw_word(&w, 99999, 1);
	t = effect_load(&w);
	assert_false(t->widgets[0].core.set);
	assert_false(t->widgets[0].uuid_set);
	assert_int_equal(t->widgets[0].domain, TPLG_DOMAIN_UNSET);
	assert_int_equal(t->num_warnings, 0);
	tplg_free(t);
}

static void absent_and_zero_differ(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_array(&w, TW_WORD);
	tw_word(&w, 420, 0);
	t = effect_load(&w);
	assert_true(t->widgets[0].stack_bytes.set);
	assert_int_equal(tplg_opt_or(t->widgets[0].stack_bytes, 8192), 0);
	assert_false(t->widgets[0].heap_bytes.set);
	assert_int_equal(tplg_opt_or(t->widgets[0].heap_bytes, 24576), 24576);
	tplg_free(t);
}

static void domains_are_words(void **state)
{
	static const struct {
		const char *word;
		enum tplg_domain domain;
	} words[] = {
		{ "LL", TPLG_DOMAIN_LL },           { "DP", TPLG_DOMAIN_DP },
		{ "default", TPLG_DOMAIN_DEFAULT }, { "dp", TPLG_DOMAIN_UNSET },
		{ "", TPLG_DOMAIN_UNSET },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct tplg_writer w;
		struct tplg *t;

		effect_begin(&w);
		tw_array(&w, TW_STRING);
		tw_string(&w, 418, words[i].word);
		t = effect_load(&w);
		assert_int_equal(t->widgets[0].domain, words[i].domain);
		tplg_free(t);
	}
}

/* fmt_cfg says channels, valid bits and type; the redundant tokens, 99 in the writer, are not read. */
static void formats_are_decoded(void **state)
{
	const struct tplg_pin_format *in, *out;
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	assert_int_equal(t->widgets[1].in.num_formats, 1);
	assert_int_equal(t->widgets[1].out.num_formats, 1);
	in = &t->widgets[1].in.formats[0];
	out = &t->widgets[1].out.formats[0];
	assert_int_equal(in->pin_index, 0);
	assert_int_equal(in->buffer_bytes, 384);
	assert_int_equal(in->fmt.sampling_frequency, 48000);
	assert_int_equal(in->fmt.depth, 32);
	assert_int_equal(in->fmt.ch_map, 0xffffff10);
	assert_int_equal(in->fmt.ch_cfg, 1);
	assert_int_equal(in->fmt.interleaving_style, 0);
	assert_int_equal(in->fmt.channels_count, 2);
	assert_int_equal(in->fmt.valid_bit_depth, 24);
	assert_int_equal(in->fmt.s_type, 1);
	assert_int_equal(out->fmt.sampling_frequency, 44100);
	assert_int_equal(out->fmt.channels_count, 6);
	assert_int_equal(out->fmt.valid_bit_depth, 32);
	assert_int_equal(out->buffer_bytes, 1080);
	tplg_free(t);
}

/* Surplus sets stand last and are ignored; the declared numbers may stand anywhere. */
static void first_declared_sets_are_taken(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_format(&w, 1900, 8000, 1, 16, 16, 16);
	tw_format(&w, 1930, 11025, 1, 16, 16, 24);
	tw_format(&w, 1900, 16000, 1, 16, 16, 32);
	tw_format(&w, 1930, 22050, 1, 16, 16, 46);
	tw_format(&w, 1900, 32000, 1, 16, 16, 64);
	tw_array(&w, TW_WORD);
	tw_word(&w, 415, 2);
	tw_word(&w, 416, 1);
	t = effect_load(&w);
	assert_int_equal(t->widgets[0].in.num_formats, 2);
	assert_int_equal(t->widgets[0].in.formats[0].fmt.sampling_frequency, 8000);
	assert_int_equal(t->widgets[0].in.formats[1].fmt.sampling_frequency, 16000);
	assert_int_equal(t->widgets[0].out.num_formats, 1);
	assert_int_equal(t->widgets[0].out.formats[0].fmt.sampling_frequency, 11025);
	tplg_free(t);
}

static void undeclared_sets_are_ignored(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_format(&w, 1900, 8000, 1, 16, 16, 16);
	t = effect_load(&w);
	assert_int_equal(t->widgets[0].in.num_formats, 0);
	tplg_free(t);
}

static void missing_sets_load_but_are_known(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_array(&w, TW_WORD);
	tw_word(&w, 415, 3);
	tw_format(&w, 1900, 8000, 1, 16, 16, 16);
	t = effect_load(&w);
	assert_int_equal(t->widgets[0].in.num_declared, 3);
	assert_int_equal(t->widgets[0].in.num_formats, 1);
	tplg_free(t);
}

/* A pin index stays with the set it was written in. */
static void sets_are_read_per_array(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_array(&w, TW_WORD);
	tw_word(&w, 415, 2);
	tw_format(&w, 1900, 8000, 1, 16, 16, 16);
	tw_format(&w, 1900, 16000, 1, 16, 16, 32);
	tw_word(&w, 1909, 1);
	t = effect_load(&w);
	assert_int_equal(t->widgets[0].in.formats[0].pin_index, 0);
	assert_int_equal(t->widgets[0].in.formats[1].pin_index, 1);
	tplg_free(t);
}

static void only_words_make_sets(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_array(&w, TW_WORD);
	tw_word(&w, 415, 1);
	tw_array(&w, TW_SHORT);
	tw_word(&w, 1900, 8000);
	t = effect_load(&w);
	assert_int_equal(t->widgets[0].in.num_formats, 0);
	tplg_free(t);
}

static void bindings_keep_their_order(void **state)
{
	struct tplg_writer w;
	struct tplg *t;
	size_t at;

	effect_begin(&w);
	tw_array(&w, TW_STRING);
	tw_string(&w, 413, "a");
	tw_string(&w, 414, "c");
	tw_array(&w, TW_STRING);
	tw_string(&w, 413, "NotConnected");
	t = effect_load(&w);
	assert_int_equal(t->widgets[0].in.num_bindings, 2);
	assert_string_equal(t->widgets[0].in.bindings[0], "a");
	assert_string_equal(t->widgets[0].in.bindings[1], "NotConnected");
	assert_int_equal(t->widgets[0].out.num_bindings, 1);
	assert_string_equal(t->widgets[0].out.bindings[0], "c");
	tplg_free(t);

	effect_begin(&w);
	tw_array(&w, TW_STRING);
	for (int i = 0; i < 9; i++)
		tw_string(&w, 413, "a");
	at = w.size - 48;
	tw_end(&w, 1);
	tw_refused(&w, at, "expected at most 8 input pin bindings (token 413)");
}

/* Room behind the elements of an array is allowed, and not read. */
static void slack_is_skipped(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	effect_begin(&w);
	tw_array(&w, TW_WORD);
	tw_word(&w, 404, 3);
	tw_word(&w, 406, 9);
	tw_poke(&w, w.array + 8, 1);
	tw_array(&w, TW_WORD);
	tw_word(&w, 419, 7);
	t = effect_load(&w);
	assert_int_equal(t->widgets[0].core.value, 3);
	assert_false(t->widgets[0].cpc.set);
	assert_int_equal(t->widgets[0].domain_id.value, 7);
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(array_sizes_are_checked),
		cmocka_unit_test(array_header_must_be_whole),
		cmocka_unit_test(element_counts_are_checked),
		cmocka_unit_test(unknown_tuple_types_are_refused),
		cmocka_unit_test(strings_must_end),
		cmocka_unit_test(private_data_stays_in_its_block),
		cmocka_unit_test(limits_name_the_token),
		cmocka_unit_test(first_value_wins),
		cmocka_unit_test(value_types_are_interchangeable),
		cmocka_unit_test(strangers_are_ignored),
		cmocka_unit_test(absent_and_zero_differ),
		cmocka_unit_test(domains_are_words),
		cmocka_unit_test(formats_are_decoded),
		cmocka_unit_test(first_declared_sets_are_taken),
		cmocka_unit_test(undeclared_sets_are_ignored),
		cmocka_unit_test(missing_sets_load_but_are_known),
		cmocka_unit_test(sets_are_read_per_array),
		cmocka_unit_test(only_words_make_sets),
		cmocka_unit_test(bindings_keep_their_order),
		cmocka_unit_test(slack_is_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
