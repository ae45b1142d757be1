/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Playback and capture at once, through a wire: each frame carries its number, so that a lost one is seen, and how long
 * it was under way is known.
 */
#include <time.h>

#include "client.h"

#define SHORT_PERIODS 4
#define LONG_PERIOD   4800 /* frames, the longest period */

static short numbered[LONG_PERIOD * 2];

/** A stream of numbered frames: the left channel has the low 15 bits of a number, the right one the next 15. */
struct numbers {
	unsigned long next; /* 0: none yet */
	unsigned long first_at, frames;
};

static void number_frames(short *frames, unsigned long first, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++) {
		frames[2 * i] = (short)((first + i) & 0x7FFF);
		frames[2 * i + 1] = (short)((first + i) >> 15 & 0x7FFF);
	}
}

/* The first number that is followed by its successor begins the stream: before it there are silence and a gain's ramp. */
static void check_frames(struct numbers *numbers, const short *frames, unsigned long count)
{
	for (unsigned long i = 0; i < count; i++, numbers->frames++) {
		unsigned long number = (unsigned long)frames[2 * i] |
				       (unsigned long)frames[2 * i + 1] << 15;

		if (numbers->next && number != numbers->next) {
			fprintf(stderr, "frame %lu of the recording is number %lu, expected %lu\n",
				numbers->frames, number, numbers->next);
			exit(1);
		}
		if (!numbers->next && number < client_rate / 2)
			continue; /* the ramp */
		if (!numbers->next)
			numbers->first_at = numbers->frames;
		numbers->next = number + 1;
	}
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/*
 * Four periods in a buffer. RATE frames of numbers are played for each of SECONDS, and more until as much time of the
 * card has gone by as of the host: a card that was held up catches up.
 */
static void play_numbers(const char *device, unsigned long period)
{
	snd_pcm_t *out = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	snd_pcm_t *in = client_open(device, SND_PCM_STREAM_CAPTURE, 0);
	unsigned long total = (unsigned long)client_rate * client_seconds;
	unsigned long written = 0, latency;
	struct numbers numbers = { 0 };
	double behind, begun;

	client_set_sizes(out, SND_PCM_ACCESS_RW_INTERLEAVED, period, SHORT_PERIODS * period,
			 SHORT_PERIODS * period);
	client_set_sizes(in, SND_PCM_ACCESS_RW_INTERLEAVED, period, SHORT_PERIODS * period, 1);
	EXPECT(snd_pcm_start(in), == 0);
	begun = now();
	do {
		while (written < numbers.frames + SHORT_PERIODS * period) {
			number_frames(numbered, written, period);
			EXPECT(snd_pcm_writei(out, numbered, period), == (long)period);
			written += period;
		}
		EXPECT(snd_pcm_readi(in, numbered, period), == (long)period);
		if (!numbers.frames)
			client_say("playing");
		check_frames(&numbers, numbered, period);
		behind = now() - begun - (double)numbers.frames / client_rate;
		EXPECT(numbers.frames, < 10 * (long)total);
	} while (numbers.frames < total || behind * client_rate > (double)(2 * period));
	EXPECT(numbers.next, > 0);
	/* what has been written when a frame is read, less the number of that frame */
	latency = written - numbers.next;
	printf("%u s, periods of %lu frames, no xrun; from write to read %lu frames, %.1f ms\n",
	       client_seconds, period, latency, (double)latency * 1000 / client_rate);
	EXPECT(snd_pcm_drop(in), == 0);
	EXPECT(snd_pcm_drain(out), == 0);
	EXPECT(snd_pcm_close(in), == 0);
	EXPECT(snd_pcm_close(out), == 0);
}

/* Periods of 5 ms. */
static void duplex(const char *device)
{
	play_numbers(device, client_rate / 200);
}

/* Periods of 100 ms. */
static void duplex_long(const char *device)
{
	play_numbers(device, LONG_PERIOD);
}

const struct client_case client_duplexes[] = {
	{ "duplex", duplex },
	{ "duplex-long", duplex_long },
	{ NULL, NULL },
};
