/* SPDX-License-Identifier: BSD-3-Clause */
/* Clients that stand still in a state, or play on, until they are killed. */
#include "client.h"

/* Plays until it is killed. */
static void forever(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);

	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, client_audio, BUFFER), == BUFFER);
	client_say("playing");
	while (EXPECT(client_write_period(pcm), == PERIOD))
		;
}

/* A stream in a state. */
static snd_pcm_t *bring(const char *device, snd_pcm_stream_t stream, snd_pcm_state_t state)
{
	snd_pcm_t *pcm = client_open(device, stream, SND_PCM_NONBLOCK);

	if (state >= SND_PCM_STATE_PREPARED)
		client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	if (state > SND_PCM_STATE_PREPARED && stream == SND_PCM_STREAM_PLAYBACK)
		EXPECT(snd_pcm_writei(pcm, client_audio, BUFFER), == BUFFER);
	else if (state > SND_PCM_STATE_PREPARED)
		EXPECT(snd_pcm_start(pcm), == 0);
	if (state == SND_PCM_STATE_PAUSED)
		EXPECT(snd_pcm_pause(pcm, 1), == 0);
	if (state == SND_PCM_STATE_DRAINING)
		EXPECT(snd_pcm_drain(pcm), == -EAGAIN);
	while (state == SND_PCM_STATE_XRUN && snd_pcm_avail(pcm) >= 0)
		usleep(1000);
	EXPECT(snd_pcm_state(pcm), == (long)state);
	client_say("holding");
	return pcm;
}

/* Stand still in a state until it is killed. */
static void hold(const char *device, snd_pcm_stream_t stream, snd_pcm_state_t state)
{
	bring(device, stream, state);
	for (;;)
		pause();
}

/* Stand still in a state until the card has gone, which a line of the standard input says. */
static void outlive(const char *device, snd_pcm_stream_t stream, snd_pcm_state_t state)
{
	snd_pcm_t *pcm = bring(device, stream, state);
	snd_pcm_hw_params_t *hw;

	snd_pcm_hw_params_alloca(&hw);
	getchar();
	if (state == SND_PCM_STATE_OPEN) {
		EXPECT(snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED,
					  2, client_rate, 0, 100000),
		       == -ENODEV);
	} else {
		EXPECT(snd_pcm_prepare(pcm), == -ENODEV);
		EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_DISCONNECTED);
		EXPECT(snd_pcm_start(pcm), < 0);
	}
	EXPECT(snd_pcm_close(pcm), == 0);
	client_say("gone");
}

#define PLAYBACK SND_PCM_STREAM_PLAYBACK
#define CAPTURE  SND_PCM_STREAM_CAPTURE

/* name, direction, state */
#define HELD_STATES(ROW)                                \
	ROW(open, PLAYBACK, SND_PCM_STATE_OPEN)         \
	ROW(prepared, PLAYBACK, SND_PCM_STATE_PREPARED) \
	ROW(running, PLAYBACK, SND_PCM_STATE_RUNNING)   \
	ROW(paused, PLAYBACK, SND_PCM_STATE_PAUSED)     \
	ROW(draining, PLAYBACK, SND_PCM_STATE_DRAINING) \
	ROW(xrun, PLAYBACK, SND_PCM_STATE_XRUN)         \
	ROW(capture, CAPTURE, SND_PCM_STATE_RUNNING)

#define DEFINE(name, stream, state)                    \
	static void hold_##name(const char *device)    \
	{                                              \
		hold(device, stream, state);           \
	}                                              \
	static void outlive_##name(const char *device) \
	{                                              \
		outlive(device, stream, state);        \
	}
HELD_STATES(DEFINE)

#define CASES(name, stream, state) \
	{ "hold-" #name, hold_##name }, { "outlive-" #name, outlive_##name },

const struct client_case client_holds[] = { { "forever", forever },
					    HELD_STATES(CASES){ NULL, NULL } };
