/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Audio files with damage: whatever is in them, the reader opens and delivers what it said, or refuses in one
 * line. ADSP_FUZZ_SEED repeats one round, ADSP_FUZZ_ROUNDS sets their number.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "audio/audio_file.h"
#include "temp_dir.h"
#include "util/text.h"

#define ROUNDS     1500
#define FRAMES     300
#define MAX_BYTES  8192
#define MAX_SEEDS  40
#define MOST_READ  100000 /* frames that are read of a file that claims to have more */
#define HEAD_BYTES 128    /* where most damage is done */

static struct {
	uint8_t data[MAX_BYTES];
	size_t bytes;
} seeds[MAX_SEEDS];
static size_t num_seeds;

static uint64_t state;

static uint32_t random_below(uint32_t limit)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % limit;
}

static void keep_seed(const char *path)
{
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	assert_true(num_seeds < MAX_SEEDS);
	seeds[num_seeds].bytes = fread(seeds[num_seeds].data, 1, MAX_BYTES, file);
	assert_true(seeds[num_seeds].bytes > 0 && feof(file));
	num_seeds++;
	fclose(file);
}

/* One whole file of each kind and format. */
static int make_seeds(void **unused)
{
	static const char *const names[] = { "s.wav",  "s.w64", "s.rf64", "s.flac",
					     "s.aiff", "s.au",  "s.caf" };
	static const enum sample_format formats[] = { SAMPLE_S16_LE, SAMPLE_S24_LE, SAMPLE_FLOAT_LE,
						      SAMPLE_A_LAW };
	static uint8_t noise[FRAMES * 4 * 2];
	char err[300], kept[300];

	if (temp_setup(unused) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (uint8_t)random_below(256);
	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		for (size_t f = 0; f < sizeof(formats) / sizeof(formats[0]); f++) {
			const struct audio_spec spec = { 48000, 2, formats[f] };
			struct audio_writer *writer;

			assert_int_equal(
				audio_writer_open(names[n], false, &writer, err, sizeof(err)), 0);
			if (audio_writer_begin(writer, &spec, err, sizeof(err)) < 0) {
				audio_writer_abort(writer, kept, sizeof(kept));
				continue;
			}
			assert_int_equal(audio_writer_write(writer, noise, FRAMES), 0);
			assert_int_equal(audio_writer_commit(writer, err, sizeof(err)), 0);
			keep_seed(names[n]);
		}
	return 0;
}

/* Other kinds by their first bytes; libsndfile and our own look-up then go on. */
static void change_kind(uint8_t *data)
{
	static const char *const kinds[] = { "RIFX",
					     "BW64",
					     "FORM",
					     "caff",
					     ".snd",
					     "dns.",
					     "OggS",
					     "NIST_1A\n   1024\n",
					     "Creative Voice File\x1a" };
	const char *kind = kinds[random_below(sizeof(kinds) / sizeof(kinds[0]))];

	memcpy(data, kind, strlen(kind));
}

static void damage(uint8_t *data, size_t *bytes)
{
	static const uint32_t values[] = { 0,          1,          2,          0x7f,
					   0xff,       0x8000,     0xffff,     0x10000,
					   0x7fff0000, 0x7fffffff, 0x80000000, 0xfffffff0,
					   0xffffffff, 0x20000000, 0x18 };
	uint32_t where = random_below(3) ? HEAD_BYTES : (uint32_t)*bytes;
	size_t at = random_below(where < *bytes ? where : (uint32_t)*bytes);

	switch (random_below(6)) {
	case 0:
		data[at] = (uint8_t)random_below(256);
		break;
	case 1:
		if (at + 4 <= *bytes)
			memcpy(data + at, &values[random_below(sizeof(values) / sizeof(values[0]))],
			       4);
		break;
	case 2:
		*bytes = at + 1;
		break;
	case 3: /* a piece twice */
		if (*bytes + 16 <= MAX_BYTES && at + 16 <= *bytes) {
			memmove(data + at + 16, data + at, *bytes - at);
			*bytes += 16;
		}
		break;
	case 4:
		if (random_below(4) == 0 && *bytes > 32)
			change_kind(data);
		break;
	default:
		data[at] ^= (uint8_t)(1u << random_below(8));
		break;
	}
}

static void assert_line(uint64_t round, const char *line)
{
	if (strncmp(line, "fuzzed: ", 8) != 0 || !text_is_printable(line, strlen(line)))
		fail_msg("ADSP_FUZZ_SEED=%llu: '%s'", (unsigned long long)round, line);
}

/* @return whether the reader gives the frames that it announced, or an error with a line */
static void read_all(uint64_t round, struct audio_reader *reader, const struct audio_spec *spec)
{
	static uint8_t frames[4096 * 8 * 4];
	uint64_t total = 0, promised = audio_reader_info(reader)->frames;
	int64_t got;

	do {
		got = audio_reader_read(reader, frames, 1 + random_below(4096));
		total += got > 0 ? (uint64_t)got : 0;
	} while (got > 0 && total < MOST_READ);
	if (got < 0)
		assert_line(round, audio_reader_error(reader));
	else if (total < MOST_READ && total != promised)
		fail_msg("ADSP_FUZZ_SEED=%llu: %llu frames of %llu, %u channels",
			 (unsigned long long)round, (unsigned long long)total,
			 (unsigned long long)promised, spec->channels);
}

static bool try_round(uint64_t round)
{
	static uint8_t data[MAX_BYTES];
	struct audio_reader_options options = { .accept_truncated = round % 2 };
	struct audio_reader *reader;
	struct audio_spec spec;
	char err[300] = "";
	size_t seed, bytes;

	state = round * 0x9e3779b97f4a7c15u;
	seed = random_below((uint32_t)num_seeds);
	bytes = seeds[seed].bytes;
	memcpy(data, seeds[seed].data, bytes);
	for (uint32_t n = 1 + random_below(6); n > 0; n--)
		damage(data, &bytes);
	assert_int_equal(temp_write("fuzzed", data, bytes), 0);

	if (audio_reader_open("fuzzed", &options, &reader, err, sizeof(err)) < 0) {
		assert_line(round, err);
		return false;
	}
	spec = audio_reader_info(reader)->spec;
	if (spec.format == SAMPLE_NONE || random_below(2))
		spec.format = sample_format_by_rank(random_below(8));
	if (random_below(2))
		spec.channels = 1 + random_below(8);
	assert_int_equal(audio_reader_deliver(reader, &spec, true, err, sizeof(err)), 0);
	read_all(round, reader, &spec);
	audio_reader_close(reader);
	return true;
}

static void damaged_files(void **unused)
{
	const char *seed = getenv("ADSP_FUZZ_SEED"), *wanted = getenv("ADSP_FUZZ_ROUNDS");
	uint64_t rounds = wanted ? strtoull(wanted, NULL, 0) : ROUNDS, opened = 0;

	if (seed) {
		try_round(strtoull(seed, NULL, 0));
		return;
	}
	for (uint64_t round = 1; round <= rounds; round++)
		opened += try_round(round);
	/* both ways are taken */
	assert_true(opened > rounds / 10 && opened < rounds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_files),
	};

	return cmocka_run_group_tests(tests, make_seeds, temp_teardown);
}
