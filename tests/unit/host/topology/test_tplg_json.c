/* SPDX-License-Identifier: BSD-3-Clause */
#include <jansson.h>

#include "print_check.h"

/* The keys of @object in their order, joined by blanks, must be @keys. */
static void expect_keys(json_t *object, const char *keys)
{
	char text[512] = "";
	const char *key;
	json_t *value;

	assert_true(json_is_object(object));
	json_object_foreach(object, key, value)
	{
		strcat(text, text[0] ? " " : "");
		strcat(text, key);
	}
	assert_string_equal(text, keys);
}

static json_t *first(json_t *json, const char *key)
{
	return json_array_get(json_object_get(json, key), 0);
}

static json_t *subject(void)
{
	struct tplg *t = print_subject();
	char *text = printed(t, tplg_print_json);
	json_t *json = json_loads(text, 0, NULL);

	assert_non_null(json);
	free(text);
	tplg_free(t);
	return json;
}

/* The order that --help promises. */
static void keys_are_those_documented(void **state)
{
	static const char side[] = "pins declared formats bindings";
	json_t *json = subject(), *widget, *controls;

	expect_keys(json, "path abi ipc pcms pipelines widgets controls routes links warnings");
	expect_keys(first(json, "pcms"), "id name dai_name compress playback capture");
	expect_keys(
		json_object_get(first(json, "pcms"), "playback"),
		"stream host formats rates rate_min rate_max channels_min channels_max periods_min periods_max "
		"period_size_min period_size_max buffer_size_min buffer_size_max cannot_play");
	expect_keys(first(json, "pipelines"),
		    "id scheduler direction priority core lp_mode chain_dma widgets");
	widget = first(json, "widgets");
	expect_keys(
		widget,
		"name type pipeline stream module uuid domain dai_type tokens inputs outputs controls unusable");
	expect_keys(json_object_get(widget, "inputs"), side);
	expect_keys(json_object_get(widget, "outputs"), side);
	expect_keys(
		first(json_object_get(widget, "inputs"), "formats"),
		"pin rate channels valid_bits container_bits type channel_map channel_config interleaving bytes");
	controls = json_object_get(json, "controls");
	expect_keys(json_array_get(controls, 0),
		    "name kind widget id access channels min max invert scale");
	expect_keys(json_object_get(json_array_get(controls, 0), "scale"),
		    "min_millibel step_millibel mute");
	expect_keys(json_array_get(controls, 1),
		    "name kind widget id access channels min max invert scale");
	expect_keys(json_array_get(controls, 2), "name kind widget id access channels items");
	expect_keys(json_array_get(controls, 3), "name kind widget id access max_bytes initial");
	expect_keys(first(json, "routes"), "source sink group");
	expect_keys(first(json, "links"), "id name stream dai_type dai_index");
	json_decref(json);
}

static void values_are_those_of_the_file(void **state)
{
	json_t *json = subject(), *playback, *widget, *format;
	const char *name, *unusable;
	int rate, min, bytes;

	assert_string_equal(json_string_value(json_object_get(json, "abi")), "3.29.1");
	playback = json_object_get(first(json, "pcms"), "playback");
	assert_int_equal(json_integer_value(first(playback, "rates")), 48000);
	assert_int_equal(json_array_size(json_object_get(playback, "formats")), 3);
	assert_true(json_is_null(json_object_get(first(json, "pcms"), "capture")));
	widget = json_array_get(json_object_get(json, "widgets"), 1);
	assert_int_equal(json_unpack(widget, "{s:s}", "uuid", &name), 0);
	assert_string_equal(name, "61bca9a8-18d0-4a18-8e7b-2639219804b7");
	format = first(json_object_get(widget, "outputs"), "formats");
	assert_int_equal(json_unpack(format, "{s:i}", "rate", &rate), 0);
	assert_int_equal(rate, 44100);
	assert_int_equal(json_unpack(first(json, "controls"), "{s:{s:i}}", "scale", "min_millibel",
				     &min),
			 0);
	assert_int_equal(min, -9000);
	assert_int_equal(json_unpack(json_array_get(json_object_get(json, "controls"), 3),
				     "{s:{s:i}}", "initial", "bytes", &bytes),
			 0);
	assert_int_equal(bytes, 8);
	assert_int_equal(json_unpack(json_array_get(json_object_get(json, "widgets"), 6),
				     "{s:s, s:s}", "name", &name, "unusable", &unusable),
			 0);
	assert_string_equal(name, "lost");
	assert_string_equal(unusable, TW_PATH ": widget 'lost' (offset 0x1e62): "
					      "expected a module UUID (token 405), found none");
	json_decref(json);
}

/* A path may hold any bytes; JSON may not. */
static void odd_paths_are_made_printable(void **state)
{
	struct tplg_writer w;
	struct tplg_error err;
	struct tplg *t;
	json_t *json;
	char *text;

	tw_standard(&w);
	tw_block(&w, TW_GRAPH, 0);
	tw_route(&w, "nobody", "gain.1.1");
	tw_end(&w, 1);
	assert_int_equal(tplg_parse("a\xff\n.tplg", w.data, w.size, &t, &err), 0);
	free(w.data);
	text = printed(t, tplg_print_json);
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	assert_string_equal(json_string_value(json_object_get(json, "path")), "a?\?.tplg");
	assert_memory_equal(json_string_value(first(json, "warnings")), "a?\?.tplg: offset", 16);
	json_decref(json);
	free(text);
	tplg_free(t);
}

static void what_the_firmware_lacks_is_reported(void **state)
{
	struct tplg *t = print_subject();
	char *text = printed_without_gain(t, tplg_print_json);
	json_t *json = json_loads(text, 0, NULL), *gain;

	gain = json_array_get(json_object_get(json, "widgets"), 1);
	assert_string_equal(json_string_value(json_object_get(gain, "unusable")),
			    "the firmware has no such module");
	assert_string_equal(
		json_string_value(json_object_get(json_object_get(first(json, "pcms"), "playback"),
						  "cannot_play")),
		"needs gain");
	assert_int_equal(json_integer_value(json_object_get(json, "ipc")), 4);
	json_decref(json);
	free(text);
	tplg_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_those_documented),
		cmocka_unit_test(what_the_firmware_lacks_is_reported),
		cmocka_unit_test(values_are_those_of_the_file),
		cmocka_unit_test(odd_paths_are_made_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
