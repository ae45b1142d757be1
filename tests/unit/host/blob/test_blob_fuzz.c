/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Blobs and YAML with random changes, for two seconds or the number of rounds in ADSP_FUZZ_ROUNDS: no fault, one
 * printable line of error, and what can be taken apart is printed as YAML that makes the same bytes. Now and then the
 * firmware gets the bytes. ADSP_FUZZ_SEED repeats a run.
 */
#include <time.h>

#include <util/text.h>

#include "blob_test.h"
#include "../any.h"

#define MAX_TEXT 8192

static char *texts[NUM_EXAMPLES];
static struct blob blobs[NUM_EXAMPLES];

static void load_examples(void)
{
	size_t size;

	for (size_t i = 0; i < NUM_EXAMPLES; i++) {
		texts[i] = read_source(examples[i], &size);
		assert_true(size < MAX_TEXT / 2);
		blobs[i] = make_blob(texts[i]);
	}
}

static void free_examples(void)
{
	for (size_t i = 0; i < NUM_EXAMPLES; i++) {
		blob_free(&blobs[i]);
		free(texts[i]);
	}
}

static void expect_one_line(void)
{
	assert_true(*err && strlen(err) < sizeof(err) - 1);
	assert_true(text_is_printable(err, strlen(err)));
}

/* ---- bytes ---- */

static uint32_t odd_word(void)
{
	static const uint32_t words[] = { 0, 1, 4, 5, 8, 9, 0x7fffffff, 0x80000000, 0xffffffff };

	return any(2) ? words[any(sizeof(words) / sizeof(words[0]))] : any(UINT32_MAX);
}

/* A copy with changed words, cut or longer, its size put right most of the time. */
static struct blob mutated(const struct blob *from)
{
	struct blob blob = *from;
	uint32_t size;

	blob.size = any(4) ? from->size : any((uint32_t)from->size + 40);
	blob.size = blob.size ? blob.size : 1;
	blob.data = calloc(1, blob.size + 4);
	assert_non_null(blob.data);
	memcpy(blob.data, from->data, blob.size < from->size ? blob.size : from->size);
	for (uint32_t n = any(5); n; n--) {
		const uint32_t word = odd_word();

		memcpy(blob.data + any((uint32_t)blob.size), &word, 1 + any(4));
	}
	size = (uint32_t)blob.size;
	if (any(4) && blob.size > 4 && word(from, 0) == from->size)
		memcpy(blob.data, &size, sizeof(size));
	return blob;
}

static void try_bytes(void)
{
	struct blob blob = mutated(&blobs[any(NUM_EXAMPLES)]);
	struct blob_settings settings;
	const int ret = blob_unpack(&blob, 0, &settings, err, sizeof(err));

	if (ret) {
		expect_one_line();
	} else {
		blob_settings_free(&settings);
		expect_round_trip(&blob);
	}
	if (!any(200)) {
		err[0] = '\0';
		if (blob_ask(&blob, "mtl", err, sizeof(err)) != BLOB_TAKEN)
			expect_one_line();
	}
	blob_free(&blob);
}

/* ---- text ---- */

static const char *const pieces[] = {
	"[",    "]",  "{",          "}",   ":",    ",",     "-",      "1e308",
	"-1",   "0",  "4294967296", "nan", "type", "shift", "points", "coefficients",
	"null", "\n", " ",          "#",   "&a",   "*a"
};

static void change_text(char *text)
{
	for (uint32_t n = 1 + any(4); n; n--) {
		const size_t length = strlen(text), at = any((uint32_t)length + 1);
		const char *piece = pieces[any(sizeof(pieces) / sizeof(pieces[0]))];
		const size_t bytes = any(2) ? strlen(piece) : 0;
		const size_t cut = any(8) < length - at ? any(8) : 0;

		if (length + bytes + 1 > MAX_TEXT || at + cut > length)
			continue;
		memmove(text + at + bytes, text + at + cut, length - at - cut + 1);
		memcpy(text + at, piece, bytes);
	}
}

static void try_text(void)
{
	char text[MAX_TEXT];
	struct blob_settings settings;
	struct blob blob;

	snprintf(text, sizeof(text), "%s", texts[any(NUM_EXAMPLES)]);
	change_text(text);
	if (!*text)
		return;
	if (read_text(text, &settings)) {
		expect_one_line();
		return;
	}
	if (blob_pack(&settings, &blob, err, sizeof(err)) == 0)
		expect_round_trip(&blob);
	blob_free(&blob);
	blob_settings_free(&settings);
}

/* ---- forms ---- */

static void try_forms(void)
{
	static const enum blob_form forms[] = { BLOB_BIN, BLOB_TXT, BLOB_TLV, BLOB_CONF };
	char *bytes = NULL;
	size_t size;
	FILE *out = open_memstream(&bytes, &size);
	struct blob_source source;
	struct blob blob;

	assert_non_null(out);
	blob_write(&blobs[any(NUM_EXAMPLES)], forms[any(4)], "fuzz", out);
	fclose(out);
	for (uint32_t n = any(4); n; n--)
		bytes[any((uint32_t)size)] =
			(char)(any(2) ? any(256) : (uint32_t) "0,-\"\n3"[any(6)]);
	if (!any(4))
		size = any((uint32_t)size + 1);
	source = (struct blob_source){
		.bytes = bytes, .size = size, .form = BLOB_FORMS, .path = "x"
	};
	if (blob_parse(&source, &blob, err, sizeof(err)))
		expect_one_line();
	blob_free(&blob);
	free(bytes);
}

static void whatever_it_is_it_is_taken_or_refused(void **state)
{
	const char *rounds = getenv("ADSP_FUZZ_ROUNDS"), *given = getenv("ADSP_FUZZ_SEED");
	const time_t end = time(NULL) + 2;
	unsigned long left = rounds ? strtoul(rounds, NULL, 0) : 0;

	seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) * 2654435761u + 1;
	print_message("ADSP_FUZZ_SEED=%llu\n", (unsigned long long)seed);
	load_examples();
	while (rounds ? left-- : time(NULL) < end) {
		try_bytes();
		try_text();
		try_forms();
	}
	free_examples();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_it_is_it_is_taken_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
