/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Scripts, assignments and blobs with random changes, for two seconds or the number of rounds in ADSP_FUZZ_ROUNDS.
 * Whatever they hold: no fault, one printable line of error, values in range. ADSP_FUZZ_SEED repeats a run.
 */
#include <sys/mman.h>
#include <time.h>

#include <util/text.h>

#include "cases.h"
#include "../any.h"

#define MAX_SEED_TEXT 2048

static const char *const scripts[] = {
	"#!/bin/sh\namixer -c0 cset name='Main Volume' 30,20 # x\nsleep 0.1\namixer sset Mono 50% unmute\n",
	"amixer cset iface=MIXER,name=\"Main Switch\",index=0 on,off\nsleep .5s; true\namixer cset numid=5 'Low Power'\n",
	"sof-ctl -Dhw:0 -i 4 -p 3 -c name='EQ' -s b\nsof-ctl -rb -c \"numid=6,name='EQ -s a, b'\" -s b\n",
	"amixer -M -- sset Line -6dB,5%- unmute capture frontleft 3dB+\namixer sset Mode 'A, B' 2\namixer sset Main,1 toggle\n",
	"sof-ctl -c name='EQ' -s b\n/usr/bin/amixer -q cset name=\"Mode\" \"A, B\",2\r\n\tsleep 0\n",
};
static const char *const assignments[] = { "Main Volume=10,50%", "Mode=Low Power,1", "A=1 Volume=5",
					   "EQ=b" };
static const char blob_text[] = "3,40,877023059,5,8,50450432,0,0,0,0,1,-2\n";
static const uint32_t blob_words[] = { 3, 40, 877023059, 5, 8, 50450432, 0, 0, 0, 0, 1, 2 };
/* pieces that parsers look for */
static const char *const pieces[] = {
	"\"",          "'",          ",",      "=",
	"#",           ";",          "%",      "\n",
	"\r",          " ",          "-s",     "-c",
	"-",           "name=",      "numid=", "99999999999999999999",
	"amixer cset", "sof-ctl",    "sleep ", "1e9",
	"4294967295",  "877023059,", "\xff",   "EQ",
	"0",           "dB",         "sset",   "+",
	"toggle",      "rear",       "--",     "index=1",
};

/* Change, delete, repeat or insert somewhere, some times. @return new length */
static size_t mutate(char *text, size_t length)
{
	for (uint32_t n = any(6); n; n--) {
		size_t at = length ? any((uint32_t)length) : 0;
		size_t bytes = any(12);
		const char *piece = pieces[any(sizeof(pieces) / sizeof(pieces[0]))];

		switch (any(4)) {
		case 0:
			text[at] = (char)any(256);
			break;
		case 1:
			bytes = bytes < length - at ? bytes : length - at;
			memmove(text + at, text + at + bytes, length - at - bytes);
			length -= bytes;
			break;
		case 2:
			bytes = bytes < length - at ? bytes : length - at;
			memmove(text + at + bytes, text + at, length - at);
			length += bytes;
			break;
		default:
			bytes = strlen(piece);
			memmove(text + at + bytes, text + at, length - at);
			memcpy(text + at, piece, bytes);
			length += bytes;
			break;
		}
	}
	return length;
}

/* Files in memory, called s and b: a disk would be most of the time. */
static int files[2];

static void make_files(void)
{
	static const char *const names[2] = { "s", "b" };
	char path[64];

	for (size_t i = 0; i < 2; i++) {
		files[i] = memfd_create(names[i], MFD_CLOEXEC);
		assert_true(files[i] >= 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", files[i]);
		assert_int_equal(symlink(path, names[i]), 0);
	}
}

static void rewrite(int file, const char *text, size_t bytes)
{
	assert_int_equal(ftruncate(file, 0), 0);
	assert_int_equal(pwrite(file, text, bytes, 0), (ssize_t)bytes);
}

static void check_line(void *ctx, const char *text)
{
	assert_true(*text && text_is_printable(text, strlen(text)));
}

static void check_state(void)
{
	for (size_t i = 0; i < fixture.t.num_controls; i++) {
		const struct tplg_control *control = &fixture.controls[i];
		uint32_t values[TPLG_MAX_CHANNELS];
		int count;

		if (control->kind == TPLG_CONTROL_BYTES) {
			assert_true(fixture.drv->controls[i].num_bytes + 32 <= control->max_bytes);
			continue;
		}
		count = drv_control_get(fixture.drv, i, values);
		for (int k = 0; k < count; k++)
			assert_true(values[k] <= (control->kind == TPLG_CONTROL_ENUM ?
							  control->num_items - 1 :
							  control->max));
	}
}

static unsigned int fuzz_script(char *text)
{
	const char *source = scripts[any(sizeof(scripts) / sizeof(scripts[0]))];
	struct control_script *script;
	struct control_error err;

	strcpy(text, source);
	rewrite(files[0], text, mutate(text, strlen(source)));
	if (control_script_load("s", &fixture.t, check_line, NULL, &script, &err) < 0) {
		check_line(NULL, err.text);
		return 0;
	}
	for (uint64_t now = 0; now < 5; now++)
		assert_int_equal(control_script_step(script, fixture.drv, now << 50, &err), 0);
	control_script_free(script);
	return 1;
}

static unsigned int fuzz_assignment(char *text)
{
	const char *source = assignments[any(sizeof(assignments) / sizeof(assignments[0]))];
	struct control_action action;
	struct control_error err;
	unsigned int good = 0;

	strcpy(text, source);
	text[mutate(text, strlen(source))] = '\0';
	if (control_parse_assignment(&fixture.t, text, check_line, NULL, &action, &err) < 0) {
		check_line(NULL, err.text);
	} else {
		assert_int_equal(control_action_apply(&action, fixture.drv, &err), 0);
		good = 1;
	}
	control_action_release(&action);
	return good;
}

static void make_blob(char *text)
{
	bool words = any(2);
	size_t bytes = words ? sizeof(blob_words) : strlen(blob_text);

	memcpy(text, words ? (const char *)blob_words : blob_text, bytes);
	rewrite(files[1], text, mutate(text, bytes));
}

static void hostile_input(void **state)
{
	const char *from = getenv("ADSP_FUZZ_SEED"), *limit = getenv("ADSP_FUZZ_ROUNDS");
	unsigned long rounds = limit ? strtoul(limit, NULL, 0) : 50000, done, good = 0;
	time_t stop = time(NULL) + 2;
	char text[MAX_SEED_TEXT];

	seed = from ? strtoull(from, NULL, 0) : 0x5eed2c0de;
	print_message("seed 0x%llx\n", (unsigned long long)seed);
	make_files();
	cases_fixture();
	for (done = 0; done < rounds && (limit || done < 200 || time(NULL) < stop); done++) {
		make_blob(text);
		good += any(2) ? fuzz_script(text) : fuzz_assignment(text);
		check_state();
	}
	fixture_stop(&fixture);
	print_message("%lu rounds, %lu accepted\n", done, good);
	/* both sides are reached */
	assert_true(good > done / 20 && good < done * 19 / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_input),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
