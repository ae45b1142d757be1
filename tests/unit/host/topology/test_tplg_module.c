/* SPDX-License-Identifier: BSD-3-Clause */
/* UUIDs in file order, their text, and the names of those well known. */
#include "tplg_writer.h"

static void file_order_is_mixed_endian(void **state)
{
	char text[TPLG_UUID_TEXT];

	tplg_uuid_format(tw_uuid_copier, text);
	assert_string_equal(text, "9ba00c83-ca12-4a83-943c-1fa2e82f9dda");
	assert_string_equal(tplg_module_find(tw_uuid_copier)->name, "copier");
	assert_string_equal(tplg_module_find(tw_uuid_gain)->name, "gain");
}

/* "9ba00c83-..." to file order, independent of the code under test. */
static void parse(const char *text, uint8_t uuid[16])
{
	static const int order[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	unsigned int byte;

	for (int i = 0; i < 16; i++) {
		text += *text == '-';
		assert_int_equal(sscanf(text, "%2x", &byte), 1);
		uuid[order[i]] = byte;
		text += 2;
	}
}

static void modules_are_known_by_name(void **state)
{
	static const struct {
		const char *text, *name;
	} known[] = {
		{ "a62de1af-5964-4e2e-b167-7fdc97279a29", "template" },
		{ "8a171323-94a3-4e1d-afe9-fe5dbaa4c393", "peakvol" },
		{ "a8a0cb32-4a77-4db1-85c7-53d7ee07bce6", "kpb" },
		{ "d8218443-5ff3-4a4c-b388-6cfe07b9562e", "kpb" },
		{ "0e398c32-5ade-ba4b-93b1-c50432280ee4", "base_fw" },
		{ "bfc7488c-75aa-4ce8-9dbe-d8da08a698c2", "testbench_file" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		char text[TPLG_UUID_TEXT];
		uint8_t uuid[16];

		parse(known[i].text, uuid);
		assert_non_null(tplg_module_find(uuid));
		assert_string_equal(tplg_module_find(uuid)->name, known[i].name);
		tplg_uuid_format(uuid, text);
		assert_string_equal(text, known[i].text);
	}
}

static void strangers_are_unknown(void **state)
{
	uint8_t uuid[16] = { 0 };

	assert_null(tplg_module_find(uuid));
	memcpy(uuid, tw_uuid_gain, 16);
	uuid[15] ^= 0x80;
	assert_null(tplg_module_find(uuid));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(file_order_is_mixed_endian),
		cmocka_unit_test(modules_are_known_by_name),
		cmocka_unit_test(strangers_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
