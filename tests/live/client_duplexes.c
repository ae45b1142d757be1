/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Playback and capture at once, through a wire: each frame carries its number, so that a lost one is seen, and how long
 * it was under way is known.
 */
#include "client.h"

#define SHORT_PERIODS 4

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

/* Periods of 5 ms, four of them in a buffer. RATE frames of numbers are played for each of SECONDS. */
static void duplex(const char *device)
{
	snd_pcm_t *out = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	snd_pcm_t *in = client_open(device, SND_PCM_STREAM_CAPTURE, 0);
	unsigned long period = client_rate / 200, written = 0;
	unsigned long total = (unsigned long)client_rate * client_seconds, latency;
	struct numbers numbers = { 0 };

	client_set_sizes(out, SND_PCM_ACCESS_RW_INTERLEAVED, period, SHORT_PERIODS * period,
			 SHORT_PERIODS * period);
	client_set_sizes(in, SND_PCM_ACCESS_RW_INTERLEAVED, period, SHORT_PERIODS * period, 1);
	EXPECT(snd_pcm_start(in), == 0);
	while (numbers.frames < total) {
		while (written < numbers.frames + SHORT_PERIODS * period) {
			number_frames(client_audio, written, period);
			EXPECT(snd_pcm_writei(out, client_audio, period), == (long)period);
			written += period;
		}
		EXPECT(snd_pcm_readi(in, client_audio, period), == (long)period);
		check_frames(&numbers, client_audio, period);
	}
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

const struct client_case client_duplexes[] = {
	{ "duplex", duplex },
	{ NULL, NULL },
};
