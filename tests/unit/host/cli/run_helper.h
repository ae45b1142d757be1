/* SPDX-License-Identifier: BSD-3-Clause */
/* A run inside the test's own process: words as on the command line, the report as result. */
#ifndef TESTS_HOST_RUN_HELPER_H
#define TESTS_HOST_RUN_HELPER_H

#include <sndfile.h>
#include <string.h>

#include "../audio/temp_dir.h"
#include "cli/cli.h"
#include "cli/run_execute.h"

static struct run_report report;

#define WORDS_MAX 64

/** Words separated by blanks, behind argv[0]; @tplg in one is the directory of the compiled topologies. @return argc */
static inline int split_words(const char *format, char *argv[WORDS_MAX])
{
	static char text[2000], places[4][1000];
	char *rest = text, *word, *place;
	int argc = 1, used = 0;

	snprintf(text, sizeof(text), "%s", format);
	while ((word = strsep(&rest, " ")) != NULL) {
		place = strstr(word, "@tplg");
		if (place) {
			assert_true(used < 4);
			snprintf(places[used], sizeof(places[used]), "%.*s%s%s",
				 (int)(place - word), word, ADSP_BINARY_DIR "/tplg",
				 place + strlen("@tplg"));
			word = places[used++];
		}
		argv[argc++] = word;
	}
	return argc;
}

/** Run with words separated by blanks. @return status */
static inline int run_words(const char *format)
{
	char *argv[WORDS_MAX] = { "run" };
	struct run_options options;
	char err[512];
	int argc = split_words(format, argv);

	run_report_release(&report);
	memset(&report, 0, sizeof(report));
	if (run_options_parse(argc, argv, &options, err, sizeof(err)) < 0)
		fail_msg("%s", err);
	run_execute(&options, &report);
	run_options_free(&options);
	return report.status;
}

/** Make a 16-bit, 48 kHz WAV whose samples count up. */
static inline void make_wav(const char *name, int channels, sf_count_t frames)
{
	static short samples[48000];
	SF_INFO sf = { .samplerate = 48000,
		       .channels = channels,
		       .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	SNDFILE *snd = sf_open(name, SFM_WRITE, &sf);

	for (sf_count_t i = 0; i < frames * channels; i++)
		samples[i] = (short)(i + 1);
	assert_int_equal(sf_writef_short(snd, samples, frames), frames);
	assert_int_equal(sf_close(snd), 0);
}

#endif
