/* SPDX-License-Identifier: BSD-3-Clause */
/* Widgets: their own fields, roles and controls. */
#include "tplg_writer.h"

static void widgets_are_decoded(void **state)
{
	const struct tplg_widget *w;
	struct tplg_writer tw;
	struct tplg *t;
	size_t offset;

	tw_standard(&tw);
	offset = tw.at.gain;
	t = tw_load(&tw);
	w = &t->widgets[0];
	assert_string_equal(w->name, "host.0.playback");
	assert_string_equal(w->sname, "Main Out");
	assert_int_equal(w->id, TPLG_WIDGET_AIF_IN);
	assert_true(w->node_type.set);
	assert_memory_equal(w->uuid, tw_uuid_copier, 16);
	assert_string_equal(w->module->name, "copier");
	w = &t->widgets[1];
	assert_string_equal(w->name, "gain.1.1");
	assert_int_equal(w->offset, offset);
	assert_int_equal(w->pipeline_id, 1);
	assert_int_equal(w->pipeline, 0);
	assert_int_equal(w->first_control, 0);
	assert_int_equal(w->num_controls, 4);
	assert_int_equal(w->core.value, 2);
	assert_int_equal(w->curve_type.value, 2);
	assert_false(w->curve_duration.set);
	assert_int_equal(w->domain, TPLG_DOMAIN_DP);
	assert_int_equal(w->in.num_pins.value, 1);
	assert_false(w->out.num_pins.set);
	w = &t->widgets[3];
	assert_string_equal(w->dai_type, "SSP");
	assert_int_equal(w->dai_index.value, 3);
	assert_int_equal(w->pipeline_id, 2);
	assert_int_equal(w->pipeline, 1);
	assert_int_equal(w->num_controls, 0);
	tplg_free(t);
}

static void types_have_roles_and_names(void **state)
{
	static const struct {
		uint32_t id;
		enum tplg_role role;
		const char *name;
	} types[] = {
		{ 0, TPLG_ROLE_VIRTUAL, "input" },
		{ 1, TPLG_ROLE_VIRTUAL, "output" },
		{ 2, TPLG_ROLE_IGNORED, "mux" },
		{ 3, TPLG_ROLE_MODULE, "mixer" },
		{ 4, TPLG_ROLE_MODULE, "pga" },
		{ 5, TPLG_ROLE_VIRTUAL, "out_drv" },
		{ 8, TPLG_ROLE_IGNORED, "switch" },
		{ 11, TPLG_ROLE_MODULE, "aif_in" },
		{ 12, TPLG_ROLE_MODULE, "aif_out" },
		{ 13, TPLG_ROLE_MODULE, "dai_in" },
		{ 14, TPLG_ROLE_MODULE, "dai_out" },
		{ 16, TPLG_ROLE_MODULE, "buffer" },
		{ 17, TPLG_ROLE_PIPELINE, "scheduler" },
		{ 18, TPLG_ROLE_MODULE, "effect" },
		{ 19, TPLG_ROLE_IGNORED, "siggen" },
		{ 20, TPLG_ROLE_MODULE, "src" },
		{ 21, TPLG_ROLE_MODULE, "asrc" },
		{ 22, TPLG_ROLE_MODULE, "encoder" },
		{ 23, TPLG_ROLE_MODULE, "decoder" },
		{ 24, TPLG_ROLE_IGNORED, "unknown" },
		{ 0xffffffff, TPLG_ROLE_IGNORED, "unknown" },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct tplg_writer w = { 0 };
		struct tplg *t;

		tw_block(&w, TW_WIDGET, 1);
		tw_widget(&w, types[i].id, "x", "");
		tw_end(&w, 1);
		t = tw_load(&w);
		assert_int_equal(t->widgets[0].role, types[i].role);
		assert_string_equal(tplg_widget_type_name(types[i].id), types[i].name);
		tplg_free(t);
	}
}

static void widget_size_is_checked(void **state)
{
	struct tplg_writer w;
	size_t at;

	tw_standard(&w);
	at = w.at.gain;
	tw_poke(&w, at, 136);
	tw_refused(&w, at, "expected widget size 132, found 136");
}

static void widget_private_size_is_checked(void **state)
{
	struct tplg_writer w;
	size_t at, left;

	tw_standard(&w);
	at = w.at.gain;
	left = w.at.widgets_block + 36 + tw_peek(&w, w.at.widgets_block + 24) - (at + 132);
	tw_poke(&w, at + 128, 0xffffffff);
	tw_refused(&w, at + 132,
		   "expected 4294967295 bytes of private data, found %zu before the block ends",
		   left);
}

static void names_must_end_and_be_printable(void **state)
{
	static const struct {
		size_t field;
		const char *what;
	} fields[] = { { 8, "widget name" }, { 52, "widget stream name" } };

	for (size_t i = 0; i < 2; i++) {
		struct tplg_writer w;
		size_t at;

		tw_standard(&w);
		at = w.at.gain + fields[i].field;
		memset(w.data + at, 'x', 44);
		tw_refused(&w, at, "expected a %s that ends within 44 bytes", fields[i].what);
		tw_standard(&w);
		at = w.at.gain + fields[i].field;
		tw_name_at(&w, at, "two\nlines");
		tw_refused(&w, at, "expected a %s of printable UTF-8", fields[i].what);
		tw_standard(&w);
		at = w.at.gain + fields[i].field;
		tw_name_at(&w, at, "\xff");
		tw_refused(&w, at, "expected a %s of printable UTF-8", fields[i].what);
	}
}

/* 43 bytes are the longest that end in time. What stands behind the NUL is nobody's business. */
static void longest_name_loads(void **state)
{
	struct tplg_writer w = { 0 };
	struct tplg *t;
	char name[44];

	memset(name, 'n', 43);
	name[43] = '\0';
	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 18, name, "");
	memset(w.data + w.widget + 53, 0xff, 43);
	tw_end(&w, 1);
	t = tw_load(&w);
	assert_string_equal(t->widgets[0].name, name);
	assert_string_equal(t->widgets[0].sname, "");
	tplg_free(t);
}

static void widgets_need_names(void **state)
{
	struct tplg_writer w;
	size_t at;

	tw_standard(&w);
	at = w.at.gain + 8;
	tw_name_at(&w, at, "");
	tw_refused(&w, at, "expected a widget name, found none");
}

static void control_count_is_bounded_by_the_block(void **state)
{
	struct tplg_writer w = { 0 };
	size_t end;

	tw_block(&w, TW_WIDGET, 1);
	tw_widget(&w, 4, "gain", "");
	tw_mixer(&w, "Volume", 45);
	tw_poke(&w, w.widget + 124, 0xffffffff);
	end = w.size;
	tw_end(&w, 1);
	tw_refused(&w, end, "expected 204 bytes of control header, found 0 before the block ends");
}

static void widget_count_is_bounded(void **state)
{
	struct tplg_writer w = { 0 };
	char name[16];
	size_t last = 0;

	tw_block(&w, TW_WIDGET, 1);
	for (int i = 0; i <= 1024; i++) {
		snprintf(name, sizeof(name), "w%d", i);
		last = tw_widget(&w, 18, name, "");
	}
	tw_end(&w, 1025);
	tw_refused(&w, last, "expected at most 1024 widgets");
}

static void unknown_uuid_loads(void **state)
{
	struct tplg_writer w;
	struct tplg *t;

	tw_standard(&w);
	w.data[w.at.gain_uuid + 16] ^= 1;
	t = tw_load(&w);
	assert_true(t->widgets[1].uuid_set);
	assert_null(t->widgets[1].module);
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widgets_are_decoded),
		cmocka_unit_test(types_have_roles_and_names),
		cmocka_unit_test(widget_size_is_checked),
		cmocka_unit_test(widget_private_size_is_checked),
		cmocka_unit_test(names_must_end_and_be_printable),
		cmocka_unit_test(longest_name_loads),
		cmocka_unit_test(widgets_need_names),
		cmocka_unit_test(control_count_is_bounded_by_the_block),
		cmocka_unit_test(widget_count_is_bounded),
		cmocka_unit_test(unknown_uuid_loads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
