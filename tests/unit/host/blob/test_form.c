/* SPDX-License-Identifier: BSD-3-Clause */
/* Forms of blobs: each is written and read to the same blob, and what is none is refused with its place. */
#include "blob_test.h"

static const uint8_t payload[] = { 1, 2, 3, 4, 5, 0xff };

static char warning[512];

static void note_warning(void *ctx, const char *text)
{
	snprintf(warning, sizeof(warning), "%s", text);
}

/* @return what blob_parse() says */
static int parse(const void *bytes, size_t size, enum blob_form form, struct blob *out)
{
	const struct blob_source source = {
		.bytes = bytes, .size = size, .form = form, .path = "x", .warn = note_warning
	};

	warning[0] = '\0';
	return blob_parse(&source, out, err, sizeof(err));
}

static struct blob sample(size_t size)
{
	struct blob blob = { .param_id = 7,
			     .abi = 0x0301a001,
			     .reserved = { 0, 9, 0, 1 },
			     .data = malloc(size),
			     .size = size };

	assert_non_null(blob.data);
	memcpy(blob.data, payload, size);
	return blob;
}

static char *written(const struct blob *blob, enum blob_form form, size_t *size)
{
	char *bytes = NULL;
	FILE *out = open_memstream(&bytes, size);

	assert_non_null(out);
	blob_write(blob, form, "it", out);
	fclose(out);
	return bytes;
}

static void what_is_written_is_read(void **state)
{
	static const enum blob_form forms[] = { BLOB_BIN, BLOB_TXT, BLOB_TLV, BLOB_CONF };

	for (size_t i = 0; i < 4; i++)
		for (size_t size = 1; size <= sizeof(payload); size++) {
			struct blob blob = sample(size), again;
			size_t bytes;
			char *text = written(&blob, forms[i], &bytes);

			assert_int_equal(blob_form_of(text, bytes), forms[i]);
			if (parse(text, bytes, BLOB_FORMS, &again))
				fail_msg("%s", err);
			assert_string_equal(warning, "");
			expect_same_blob(&blob, &again);
			blob_free(&again);
			blob_free(&blob);
			free(text);
		}
}

static void raw_is_the_payload(void **state)
{
	struct blob again;

	assert_int_equal(blob_form_of(payload, sizeof(payload)), BLOB_FORMS);
	assert_int_equal(parse(payload, 6, BLOB_RAW, &again), 0);
	assert_int_equal(again.size, 6);
	assert_memory_equal(again.data, payload, 6);
	assert_int_equal(again.param_id, 0);
	assert_int_equal(again.abi, BLOB_DEFAULT_ABI);
	blob_free(&again);
}

static void text_is_what_tools_read(void **state)
{
	struct blob blob = sample(6);
	size_t size;
	char *text = written(&blob, BLOB_TXT, &size);

	/* tag, bytes behind, magic, parameter, payload, ABI, reserved, payload filled up */
	assert_string_equal(text, "3,40,877023059,7,6,50438145,0,9,0,1,67305985,65285\n");
	free(text);
	text = written(&blob, BLOB_CONF, &size);
	assert_non_null(strstr(text, "Object.Base.data.1 {\n\tname \"it\"\n\tbytes \"0x53,0x4f,"));
	free(text);
	blob_free(&blob);
}

static void refused(const void *bytes, size_t size, enum blob_form form, const char *expected)
{
	struct blob blob;

	assert_int_equal(parse(bytes, size, form, &blob), -EINVAL);
	assert_string_equal(err, expected);
	assert_null(blob.data);
}

#define REFUSED(text, form, expected) refused(text, strlen(text), form, expected)

static void what_is_no_blob_is_refused(void **state)
{
	static const char header[] = "877023059,0,4,0,0,0,0,0,";

	refused(payload, 6, BLOB_FORMS,
		"x: no form of a blob shows: it is neither text nor has it an ABI header");
	refused(payload, 6, BLOB_BIN, "x: 6 bytes, expected an ABI header of 40");
	refused(payload, 6, BLOB_TXT, "x: not text");
	refused("", 0, BLOB_RAW, "x: no payload");
	REFUSED("1,2", BLOB_FORMS, "x: 8 bytes, expected an ABI header of 40");
	REFUSED("1,2\n 3,4x", BLOB_FORMS, "x:2:4: '4x': expected decimal words of 32 bits");
	REFUSED("5000000000", BLOB_FORMS, "x:1:1: '5000000000': expected decimal words of 32 bits");
	REFUSED(header, BLOB_FORMS, "x: the ABI header says 4 bytes of payload, the file has 0");
	REFUSED("3,36,1,0,8,0,0,0,0,0,1", BLOB_FORMS,
		"x: no ABI header (magic 0x34464f53) at its begin or after a TLV header");
	REFUSED("877023059,0,0,0,0,0,0,0", BLOB_FORMS, "x: no payload");
	REFUSED("bytes \"0x53", BLOB_FORMS, "x: the bytes have no closing quote");
	REFUSED("a", BLOB_CONF, "x: no data object: expected bytes \"0x53,...\"");
	REFUSED("bytes \"0x5, 256\"", BLOB_FORMS, "x:1:13: '256': expected bytes, as 0x5a");
	REFUSED("bytes \"1\" bytes \"2\"", BLOB_FORMS, "x: more than one data object");
	REFUSED("bytes \"1\"", BLOB_FORMS, "x: 1 bytes, expected an ABI header of 40");
}

/* Taken all the same, with a warning. */
static void warned(const char *text, const char *expected)
{
	struct blob blob;

	if (parse(text, strlen(text), BLOB_FORMS, &blob))
		fail_msg("%s", err);
	assert_string_equal(warning, expected);
	assert_int_equal(blob.size, 4);
	assert_int_equal(word(&blob, 0), 1);
	blob_free(&blob);
}

static void contradictions_are_warnings(void **state)
{
	warned("3,99,877023059,0,4,0,0,0,0,0,1",
	       "x: the TLV header says tag 3, 99 bytes, expected tag 3, 36 bytes");
	warned("877023059,0,4,0,0,0,0,0,1,2",
	       "x: the ABI header says 4 bytes of payload, the file has 8: the rest is ignored");
	warned("3,36,4607827,0,4,0,0,0,0,0,1",
	       "x: the ABI header has magic 0x464f53, expected 0x34464f53");
}

static void too_many_words_are_refused(void **state)
{
	const size_t words = BLOB_MAX_BYTES / 4 + 11;
	char *text = malloc(2 * words + 1);

	assert_non_null(text);
	for (size_t i = 0; i < words; i++)
		memcpy(text + 2 * i, "1,", 2);
	refused(text, 2 * words, BLOB_TXT, "x: more than 65576 bytes");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(raw_is_the_payload),
		cmocka_unit_test(text_is_what_tools_read),
		cmocka_unit_test(what_is_no_blob_is_refused),
		cmocka_unit_test(contradictions_are_warnings),
		cmocka_unit_test(too_many_words_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
