/* SPDX-License-Identifier: BSD-3-Clause */
/* An ALSA client in cases. client.c is the frame, and each other file a table of them. */
#ifndef TESTS_LIVE_CLIENT_H
#define TESTS_LIVE_CLIENT_H

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>

#define PERIOD  480
#define PERIODS 4
#define BUFFER  (PERIOD * PERIODS)
#define WAIT_MS 20000 /* for what comes at once if it comes at all */

/** A case: runs on a device, and ends the program if something is not as expected. */
struct client_case {
	const char *name; /* NULL: the last one */
	void (*run)(const char *device);
};

extern const struct client_case client_states[], client_holds[], client_accesses[],
	client_controls[], client_duplexes[];

extern unsigned int client_rate, client_seconds;
extern short client_audio[BUFFER * 2];

/* @return the value, which must be as expected */
#define EXPECT(call, condition)                                                                \
	({                                                                                     \
		long value_ = (long)(call);                                                    \
		if (!(value_ condition)) {                                                     \
			fprintf(stderr, "%s:%d: %s is %ld, expected %s\n", __FILE__, __LINE__, \
				#call, value_, #condition);                                    \
			exit(1);                                                               \
		}                                                                              \
		value_;                                                                        \
	})

snd_pcm_t *client_open(const char *device, snd_pcm_stream_t stream, int mode);

/** 16 bits, two channels, periods of PERIOD in a buffer of BUFFER frames, which starts when it is full. */
void client_set(snd_pcm_t *pcm, snd_pcm_access_t access);

/** The same with other sizes. @param start	threshold, frames */
void client_set_sizes(snd_pcm_t *pcm, snd_pcm_access_t access, snd_pcm_uframes_t period,
		      snd_pcm_uframes_t buffer, snd_pcm_uframes_t start);

/** Write a period wholly: libasound may return before, when room comes between two looks of its own. @return PERIOD, -errno */
long client_write_period(snd_pcm_t *pcm);

/** Say a word to who has started the program. */
void client_say(const char *text);

#endif
