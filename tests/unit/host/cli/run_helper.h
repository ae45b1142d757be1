/* SPDX-License-Identifier: BSD-3-Clause */
/* A run inside the test's own process: words as on the command line, the report as result. */
#ifndef TESTS_HOST_RUN_HELPER_H
#define TESTS_HOST_RUN_HELPER_H

#include <sndfile.h>
#include <string.h>

#include "../audio/temp_dir.h"
#include "cli/run_session.h"

static struct run_report report;

/** Run with words separated by blanks; @tplg is the directory of the compiled topologies. @return status */
static inline int run_words(const char *format)
{
	static char text[2000];
	char *argv[64] = { "run" };
	struct run_options options;
	const char *place = strstr(format, "@tplg");
	char *rest = text;
	char *word;
	char err[512];
	int argc = 1;

	snprintf(text, sizeof(text), "%.*s%s%s", (int)(place - format), format,
		 ADSP_BINARY_DIR "/tplg", place + strlen("@tplg"));
	while ((word = strsep(&rest, " ")) != NULL)
		argv[argc++] = word;
	run_report_release(&report);
	memset(&report, 0, sizeof(report));
	if (run_options_parse(argc, argv, &options, err, sizeof(err)) < 0)
		fail_msg("%s", err);
	run_session_execute(&options, &report);
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
