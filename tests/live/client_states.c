/* SPDX-License-Identifier: BSD-3-Clause */
/* The states of a playback, and the errors that belong to them. */
#include "client.h"

/* The states of a playback, and what is refused in them. */
static void states(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0), *second;
	snd_pcm_sframes_t delay;

	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_OPEN);
	EXPECT(snd_pcm_open(&second, device, SND_PCM_STREAM_PLAYBACK, 0), == -EBUSY);
	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PREPARED);
	EXPECT(snd_pcm_avail(pcm), == BUFFER);
	EXPECT(snd_pcm_pause(pcm, 1), == -EBADFD);
	/* below the start threshold nothing starts */
	EXPECT(client_write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PREPARED);
	EXPECT(snd_pcm_avail(pcm), == BUFFER - PERIOD);
	EXPECT(snd_pcm_writei(pcm, client_audio, BUFFER - PERIOD), == BUFFER - PERIOD);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	EXPECT(snd_pcm_start(pcm), == -EBADFD);
	EXPECT(snd_pcm_prepare(pcm), != 1);
	EXPECT(snd_pcm_drop(pcm), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SETUP);
	EXPECT(client_write_period(pcm), == -EBADFD);
	EXPECT(snd_pcm_prepare(pcm), == 0);
	for (int i = 0; i < 20; i++)
		EXPECT(client_write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_delay(pcm, &delay), == 0);
	EXPECT(delay, > 0);
	EXPECT(delay, <= BUFFER + (long)client_rate / 10);
	EXPECT(snd_pcm_pause(pcm, 1), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PAUSED);
	EXPECT(snd_pcm_pause(pcm, 0), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SETUP);
	EXPECT(snd_pcm_hw_free(pcm), == 0);
	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Non-blocking: -EAGAIN, poll says when there is room, and a drain in pieces. */
static void nonblock(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);
	struct pollfd fds[4];
	unsigned short revents = 0;
	long written = 0, got;
	int count, ret;

	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	count = (int)EXPECT(snd_pcm_poll_descriptors(pcm, fds, 4), > 0);
	while (written < 50 * BUFFER) {
		got = snd_pcm_writei(pcm, client_audio, BUFFER);
		if (got == -EAGAIN) {
			do {
				EXPECT(poll(fds, (nfds_t)count, WAIT_MS), > 0);
				EXPECT(snd_pcm_poll_descriptors_revents(
					       pcm, fds, (unsigned int)count, &revents),
				       == 0);
			} while (!revents);
			EXPECT(revents, == POLLOUT);
			EXPECT(snd_pcm_avail(pcm), >= PERIOD);
			continue;
		}
		/* 0: there was no room when libasound looked first, and some when it looked again */
		written += EXPECT(got, >= 0);
	}
	while ((ret = snd_pcm_drain(pcm)) == -EAGAIN)
		EXPECT(poll(fds, (nfds_t)count, WAIT_MS), > 0);
	EXPECT(ret, == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SETUP);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* What was written is not taken back. */
static void rewind_refused(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);

	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(client_write_period(pcm), == PERIOD);
	if (snd_pcm_rewind(pcm, PERIOD) > 0)
		EXPECT(client_write_period(pcm), == -EINVAL);
	EXPECT(snd_pcm_prepare(pcm), == 0);
	EXPECT(client_write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Only with pace real: a playback that is not fed has an xrun, and goes on after prepare. */
static void xrun(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	snd_pcm_status_t *status;
	struct pollfd fds[4];
	unsigned short revents = 0;
	int count;

	snd_pcm_status_alloca(&status);
	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, client_audio, BUFFER), == BUFFER);
	count = (int)EXPECT(snd_pcm_poll_descriptors(pcm, fds, 4), > 0);
	while (!(revents & POLLERR)) {
		EXPECT(poll(fds, (nfds_t)count, WAIT_MS), > 0);
		EXPECT(snd_pcm_poll_descriptors_revents(pcm, fds, (unsigned int)count, &revents),
		       == 0);
	}
	EXPECT(snd_pcm_avail(pcm), == -EPIPE);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_XRUN);
	EXPECT(snd_pcm_status(pcm, status), == 0);
	EXPECT(snd_pcm_status_get_state(status), == SND_PCM_STATE_XRUN);
	EXPECT(client_write_period(pcm), == -EPIPE);
	EXPECT(snd_pcm_recover(pcm, -EPIPE, 1), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PREPARED);
	EXPECT(snd_pcm_writei(pcm, client_audio, BUFFER), == BUFFER);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Only with pace real: who waits for room when the card stops is told. */
static void xrun_in_wait(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);

	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, client_audio, BUFFER), == BUFFER);
	while (snd_pcm_wait(pcm, WAIT_MS) == 1)
		;
	EXPECT(snd_pcm_wait(pcm, WAIT_MS), == -EPIPE);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_XRUN);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Suspended by the card's script: -ESTRPIPE, and on after resume. */
static void suspended(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	long got;

	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	while ((got = client_write_period(pcm)) == PERIOD)
		;
	EXPECT(got, == -ESTRPIPE);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SUSPENDED);
	EXPECT(snd_pcm_resume(pcm), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	for (int i = 0; i < 100; i++)
		EXPECT(client_write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* The card goes while the stream runs. */
static void unplugged(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0), *second;
	long got;

	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, client_audio, BUFFER), == BUFFER);
	client_say("playing");
	while ((got = client_write_period(pcm)) == PERIOD)
		;
	EXPECT(got, == -ENODEV);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_DISCONNECTED);
	EXPECT(snd_pcm_drain(pcm), < 0);
	EXPECT(snd_pcm_close(pcm), == 0);
	EXPECT(snd_pcm_open(&second, device, SND_PCM_STREAM_PLAYBACK, 0), == -ENODEV);
	puts("gone");
}

const struct client_case client_states[] = {
	{ "states", states },       { "nonblock", nonblock }, { "rewind", rewind_refused },
	{ "xrun", xrun },           { "wait", xrun_in_wait }, { "suspended", suspended },
	{ "unplugged", unplugged }, { NULL, NULL },
};
