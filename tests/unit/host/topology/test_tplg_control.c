/* SPDX-License-Identifier: BSD-3-Clause */
/* Controls: three layouts, and every field of them that could mislead. */
#include "tplg_writer.h"

static void controls_are_decoded(void **state)
{
	static const uint8_t payload[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	const struct tplg_control *c;
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	t = tw_load(&w);
	c = &t->controls[0];
	assert_string_equal(c->name, "Volume");
	assert_int_equal(c->kind, TPLG_CONTROL_VOLUME);
	assert_int_equal(c->widget, 1);
	assert_int_equal(c->min, 0);
	assert_int_equal(c->max, 45);
	assert_int_equal(c->put, 256);
	assert_int_equal(c->info, 1);
	assert_int_equal(c->access, 3);
	assert_int_equal(c->num_channels, 2);
	assert_int_equal(c->channels[1].reg, 1);
	assert_int_equal(c->channels[1].shift, 1);
	assert_int_equal(c->channels[1].id, 4);
	assert_true(c->scale_set);
	assert_int_equal(c->scale_min, -9000);
	assert_int_equal(c->scale_step, 200);
	assert_true(c->scale_mute);
	c = &t->controls[1];
	assert_string_equal(c->name, "Switch");
	assert_int_equal(c->kind, TPLG_CONTROL_SWITCH);
	assert_int_equal(c->max, 1);
	assert_int_equal(c->get, 259);
	assert_false(c->scale_set);
	c = &t->controls[2];
	assert_string_equal(c->name, "Choice");
	assert_int_equal(c->kind, TPLG_CONTROL_ENUM);
	assert_int_equal(c->num_channels, 1);
	assert_int_equal(c->num_items, 2);
	assert_string_equal(c->items[0], "flat");
	assert_string_equal(c->items[1], "loud");
	c = &t->controls[3];
	assert_string_equal(c->name, "Blob");
	assert_int_equal(c->kind, TPLG_CONTROL_BYTES);
	assert_int_equal(c->max_bytes, 64);
	assert_int_equal(c->ext_get, 258);
	assert_int_equal(c->ext_put, 258);
	assert_true(c->data_set);
	assert_int_equal(c->param_id, 202);
	assert_int_equal(c->abi, 0x0301d001);
	assert_int_equal(c->data_bytes, 8);
	assert_memory_equal(c->data, payload, 8);
	tplg_free(t);
}

/* One field of one control, the value put there, where the loader points and what it says. */
static void fields_are_checked(void **state)
{
	enum {
		VOLUME,
		SWITCH,
		CHOICE,
		BLOB
	};
	static const struct {
		int control;
		size_t field;
		uint32_t value;
		size_t offset;
		const char *text;
	} cases[] = {
		{ VOLUME, 0, 0, 0, "expected control header size 204, found 0" },
		{ VOLUME, 4, 0, 4,
		  "expected control type 1 (mixer), 2 (bytes) or 3 (enum), found 0" },
		{ VOLUME, 4, 4, 4,
		  "expected control type 1 (mixer), 2 (bytes) or 3 (enum), found 4" },
		{ VOLUME, 64, 5, 64, "expected an info handler that fits control type 1, found 5" },
		{ CHOICE, 64, 1, 64, "expected an info handler that fits control type 3, found 1" },
		{ BLOB, 64, 4, 64, "expected an info handler that fits control type 2, found 4" },
		{ BLOB, 64, 0, 64, "expected an info handler that fits control type 2, found 0" },
		{ VOLUME, 204, 359, 204, "expected mixer control size 360, found 359" },
		{ VOLUME, 212, 0, 208,
		  "expected a mixer maximum of 1..4096 and no less than the minimum, found 0..0" },
		{ VOLUME, 212, 0x80000000, 208,
		  "expected a mixer maximum of 1..4096 and no less than the minimum, found 0..-2147483648" },
		{ VOLUME, 212, 0x7fffffff, 208,
		  "expected a mixer maximum of 1..4096 and no less than the minimum, found 0..2147483647" },
		{ VOLUME, 212, 4097, 208,
		  "expected a mixer maximum of 1..4096 and no less than the minimum, found 0..4097" },
		{ VOLUME, 208, 46, 208,
		  "expected a mixer maximum of 1..4096 and no less than the minimum, found 46..45" },
		{ VOLUME, 224, 9, 224, "expected at most 8 control channels, found 9" },
		{ VOLUME, 228, 0, 228, "expected control channel size 16, found 0" },
		{ VOLUME, 244, 20, 244, "expected control channel size 16, found 20" },
		{ VOLUME, 68, 4, 68, "expected TLV size 136, found 4" },
		{ VOLUME, 76, (uint32_t)-100001, 76,
		  "expected a dB scale within +-1000 dB, "
		  "found minimum -100001 and 45 steps of 200 (0.01 dB)" },
		{ VOLUME, 80, 0xffffffff, 76,
		  "expected a dB scale within +-1000 dB, "
		  "found minimum -9000 and 45 steps of 4294967295 (0.01 dB)" },
		{ CHOICE, 204, 1763, 204, "expected enum control size 1764, found 1763" },
		{ CHOICE, 208, 0xffffffff, 208,
		  "expected at most 8 control channels, found 4294967295" },
		{ CHOICE, 212, 1, 212, "expected control channel size 16, found 1" },
		{ CHOICE, 340, 17, 340, "expected at most 16 enum items, found 17" },
		{ BLOB, 204, 0, 204, "expected bytes control size 240, found 0" },
		{ BLOB, 208, 31, 208, "expected a bytes control maximum of 32..65536, found 31" },
		{ BLOB, 208, 65537, 208,
		  "expected a bytes control maximum of 32..65536, found 65537" },
		{ BLOB, 208, 39, 240,
		  "expected bytes control data of 0 or 32..39 bytes, found 40" },
		{ BLOB, 240, 0x00464f53, 240,
		  "expected the magic 0x34464f53 of an IPC4 blob, found 0x00464f53" },
		{ BLOB, 244, 256, 244, "expected a blob param id of at most 255, found 256" },
		{ BLOB, 248, 7, 248, "expected a blob payload size of 8, found 7" },
		{ BLOB, 248, 0xffffffe0, 248,
		  "expected a blob payload size of 8, found 4294967264" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tplg_writer w;
		size_t at;

		tw_standard(&w);
		at = cases[i].control == VOLUME ? w.at.volume :
		     cases[i].control == SWITCH ? w.at.toggle :
		     cases[i].control == CHOICE ? w.at.choice :
						  w.at.blob;
		tw_poke(&w, at + cases[i].field, cases[i].value);
		tw_refused(&w, at + cases[i].offset, "%s", cases[i].text);
	}
}

static void names_must_end(void **state)
{
	struct tplg_writer w;
	size_t at;

	tw_standard(&w);
	at = w.at.volume + 8;
	memset(w.data + at, 'x', 44);
	tw_refused(&w, at, "expected a control name that ends within 44 bytes");
	tw_standard(&w);
	at = w.at.choice + 352 + 44;
	memset(w.data + at, 'x', 44);
	tw_refused(&w, at, "expected an enum text that ends within 44 bytes");
}

/* A widget with one bytes control: @max, and @data_bytes of initial data that begin like an ABI header. */
static size_t bytes_only(struct tplg_writer *w, uint32_t max, uint32_t data_bytes)
{
	uint32_t abi[8] = { 0x34464f53, 0, data_bytes >= 32 ? data_bytes - 32 : 0 };
	size_t at;

	memset(w, 0, sizeof(*w));
	tw_block(w, TW_WIDGET, 1);
	tw_widget(w, 18, "x", "");
	at = tw_bytes(w, "Blob", max, -1);
	tw_private(w, abi, data_bytes < 32 ? data_bytes : 32);
	if (data_bytes > 32) {
		tw_zeros(w, data_bytes - 32);
		tw_poke(w, w->priv, data_bytes);
	}
	tw_end(w, 1);
	return at + 240;
}

static void blob_lengths_are_checked(void **state)
{
	struct tplg_writer w;
	struct tplg *t;
	size_t at;

	for (uint32_t bytes = 1; bytes < 32; bytes++) {
		at = bytes_only(&w, 64, bytes);
		tw_refused(&w, at, "expected bytes control data of 0 or 32..64 bytes, found %u",
			   bytes);
	}
	at = bytes_only(&w, 64, 65);
	tw_refused(&w, at, "expected bytes control data of 0 or 32..64 bytes, found 65");

	bytes_only(&w, 32, 0);
	t = tw_load(&w);
	assert_false(t->controls[0].data_set);
	tplg_free(t);
	bytes_only(&w, 32, 32);
	t = tw_load(&w);
	assert_true(t->controls[0].data_set);
	assert_int_equal(t->controls[0].data_bytes, 0);
	tplg_free(t);
	bytes_only(&w, 65536, 65536);
	t = tw_load(&w);
	assert_int_equal(t->controls[0].data_bytes, 65504);
	tplg_free(t);
}

static void private_sizes_are_bounded_by_the_block(void **state)
{
	static const struct {
		size_t priv, data;
		const char *what;
	} cases[] = {
		{ 356, 360, "private data" },
		{ 236, 240, "bytes control data" },
		{ 1760, 1764, "enum private data" },
	};

	for (size_t i = 0; i < 3; i++) {
		struct tplg_writer w;
		size_t at, left;

		tw_standard(&w);
		at = (size_t[]){ w.at.volume, w.at.blob, w.at.choice }[i];
		left = w.at.widgets_block + 36 + tw_peek(&w, w.at.widgets_block + 24) -
		       (at + cases[i].data);
		tw_poke(&w, at + cases[i].priv, left + 1);
		tw_refused(&w, at + cases[i].data,
			   "expected %zu bytes of %s, found %zu before the block ends", left + 1,
			   cases[i].what, left);
	}
}

/* Private data of a mixer is an array, as of a widget; of a bytes control it is not. */
static void mixer_arrays_are_walked(void **state)
{
	struct tplg_writer w = { 0 };
	struct tplg *t;
	size_t at;

	for (int broken = 0; broken < 2; broken++) {
		memset(&w, 0, sizeof(w));
		tw_block(&w, TW_WIDGET, 1);
		tw_widget(&w, 4, "x", "");
		tw_mixer(&w, "Volume", 45);
		at = tw_array(&w, TW_WORD);
		tw_word(&w, 1300, 0);
		tw_word(&w, 1301, 0);
		tw_end(&w, 1);
		if (!broken) {
			t = tw_load(&w);
			assert_int_equal(t->num_controls, 1);
			tplg_free(t);
		} else {
			tw_poke(&w, at, 0);
			tw_refused(&w, at,
				   "expected a vendor array size of 12..28 in steps of 4, found 0");
		}
	}
}

static void ids_count_per_kind(void **state)
{
	static const char *const texts[] = { "a" };
	static const uint32_t ids[] = { 0, 0, 1, 0, 1, 0 };
	struct tplg_writer w = { 0 };
	struct tplg *t;

	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 4, "x", "");
	tw_mixer(&w, "v0", 45);
	tw_mixer(&w, "s0", 1);
	tw_mixer(&w, "s1", 1);
	tw_enum(&w, "e0", texts, 1);
	tw_enum(&w, "e1", texts, 1);
	tw_widget(&w, 4, "y", "");
	tw_mixer(&w, "s0 of y", 1);
	tw_end(&w, 2);
	t = tw_load(&w);
	for (uint32_t i = 0; i < t->num_controls; i++)
		assert_int_equal(t->controls[i].id, ids[i]);
	assert_int_equal(t->controls[5].widget, 1);
	assert_int_equal(t->widgets[1].first_control, 5);
	tplg_free(t);
}

static void other_tlvs_are_ignored(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	tw_poke(&w, w.at.volume + 72, 4);
	t = tw_load(&w);
	assert_false(t->controls[0].scale_set);
	assert_int_equal(t->num_warnings, 1);
	assert_string_equal(t->warnings[0], TW_PATH
			    ": control 'Volume': TLV of type 4 ignored, it is not a dB scale");
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controls_are_decoded),
		cmocka_unit_test(fields_are_checked),
		cmocka_unit_test(names_must_end),
		cmocka_unit_test(blob_lengths_are_checked),
		cmocka_unit_test(private_sizes_are_bounded_by_the_block),
		cmocka_unit_test(mixer_arrays_are_walked),
		cmocka_unit_test(ids_count_per_kind),
		cmocka_unit_test(other_tlvs_are_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
