/* SPDX-License-Identifier: BSD-3-Clause */
/* Ways to move audio, directions, and what is refused. */
#include "client.h"

static void mmapped(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	const snd_pcm_channel_area_t *areas;
	snd_pcm_uframes_t offset, frames;

	client_set(pcm, SND_PCM_ACCESS_MMAP_INTERLEAVED);
	for (long done = 0; done < 20 * BUFFER;) {
		if (EXPECT(snd_pcm_avail_update(pcm), >= 0) < PERIOD) {
			if (snd_pcm_state(pcm) == SND_PCM_STATE_PREPARED)
				EXPECT(snd_pcm_start(pcm), == 0);
			EXPECT(snd_pcm_wait(pcm, WAIT_MS), == 1);
			continue;
		}
		frames = PERIOD;
		EXPECT(snd_pcm_mmap_begin(pcm, &areas, &offset, &frames), == 0);
		memset((char *)areas[0].addr + offset * 4, 1, frames * 4);
		EXPECT(snd_pcm_mmap_commit(pcm, offset, frames), == (long)frames);
		done += (long)frames;
	}
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* The states of a capture: it is started by its first read, and paused, drained and stopped as a playback is. */
static void captures(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_CAPTURE, 0);
	snd_pcm_sframes_t delay;

	EXPECT(snd_pcm_readi(pcm, client_audio, PERIOD), == -EIO); /* without parameters */
	client_set_sizes(pcm, SND_PCM_ACCESS_RW_INTERLEAVED, PERIOD, BUFFER, 1);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PREPARED);
	EXPECT(snd_pcm_avail(pcm), == 0);
	EXPECT(snd_pcm_readi(pcm, client_audio, PERIOD), == PERIOD);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	EXPECT(snd_pcm_readi(pcm, client_audio, BUFFER), == BUFFER);
	EXPECT(snd_pcm_wait(pcm, WAIT_MS), == 1);
	EXPECT(snd_pcm_delay(pcm, &delay), == 0);
	EXPECT(delay, >= PERIOD);
	EXPECT(snd_pcm_pause(pcm, 1), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PAUSED);
	EXPECT(snd_pcm_pause(pcm, 0), == 0);
	EXPECT(snd_pcm_readi(pcm, client_audio, BUFFER), == BUFFER);
	EXPECT(snd_pcm_drop(pcm), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SETUP);
	EXPECT(snd_pcm_readi(pcm, client_audio, PERIOD), == -EBADFD);
	EXPECT(snd_pcm_prepare(pcm), == 0);
	EXPECT(snd_pcm_start(pcm), == 0);
	EXPECT(snd_pcm_readi(pcm, client_audio, PERIOD), == PERIOD);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* A capture that is not read: waits for its client with pace free, has an xrun with pace real. */
static void capture_xrun(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
	long got;

	client_set_sizes(pcm, SND_PCM_ACCESS_RW_INTERLEAVED, PERIOD, BUFFER, 1);
	EXPECT(snd_pcm_readi(pcm, client_audio, PERIOD), == -EAGAIN);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	while ((got = snd_pcm_avail(pcm)) >= 0)
		usleep(1000);
	EXPECT(got, == -EPIPE);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_XRUN);
	EXPECT(snd_pcm_readi(pcm, client_audio, PERIOD), == -EPIPE);
	EXPECT(snd_pcm_recover(pcm, -EPIPE, 1), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PREPARED);
	EXPECT(snd_pcm_start(pcm), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

static void captures_mmapped(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_CAPTURE, 0);
	const snd_pcm_channel_area_t *areas;
	snd_pcm_uframes_t offset, frames;

	client_set_sizes(pcm, SND_PCM_ACCESS_MMAP_INTERLEAVED, PERIOD, BUFFER, 1);
	EXPECT(snd_pcm_start(pcm), == 0);
	/* as libasound's own rate conversion does: it looks at all frames, more than once, and uses some of them */
	for (long done = 0; done < 20 * BUFFER; done += PERIOD / 3) {
		EXPECT(snd_pcm_wait(pcm, WAIT_MS), == 1);
		EXPECT(snd_pcm_avail_update(pcm), >= PERIOD);
		for (int look = 0; look < 2; look++) {
			frames = PERIOD;
			EXPECT(snd_pcm_mmap_begin(pcm, &areas, &offset, &frames), == 0);
			EXPECT(areas[1].first - areas[0].first, == 16);
		}
		EXPECT(snd_pcm_mmap_commit(pcm, offset, PERIOD / 3), == PERIOD / 3);
	}
	EXPECT(snd_pcm_mmap_readi(pcm, client_audio, PERIOD), == PERIOD);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Channels apart from each other: by libasound's conversion, in both of its ways. */
static void planar(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	void *channels[2] = { client_audio, client_audio + BUFFER };
	const snd_pcm_channel_area_t *areas;
	snd_pcm_uframes_t offset, frames = PERIOD;

	client_set(pcm, SND_PCM_ACCESS_RW_NONINTERLEAVED);
	for (int i = 0; i < 20; i++)
		EXPECT(snd_pcm_writen(pcm, channels, PERIOD), > 0);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_hw_free(pcm), == 0);
	client_set(pcm, SND_PCM_ACCESS_MMAP_NONINTERLEAVED);
	EXPECT(snd_pcm_avail_update(pcm), >= PERIOD);
	EXPECT(snd_pcm_mmap_begin(pcm, &areas, &offset, &frames), == 0);
	EXPECT(areas[0].addr != areas[1].addr || areas[0].step == 16, != 0);
	EXPECT(snd_pcm_mmap_commit(pcm, offset, frames), == (long)frames);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* What the card does not do, and says so. */
static void refused(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	snd_pcm_t *capture = client_open(device, SND_PCM_STREAM_CAPTURE, 0);
	snd_pcm_hw_params_t *hw;
	snd_async_handler_t *handler;

	snd_pcm_hw_params_alloca(&hw);
	/* without parameters */
	EXPECT(snd_pcm_prepare(pcm), == -EIO);
	EXPECT(snd_pcm_start(pcm), == -EIO);
	EXPECT(snd_pcm_drop(pcm), == -EIO);
	EXPECT(snd_pcm_drain(pcm), == -EIO);
	EXPECT(snd_pcm_pause(pcm, 1), == -EIO);
	EXPECT(snd_pcm_resume(pcm), == -EIO);
	EXPECT(snd_pcm_writei(pcm, client_audio, PERIOD), == -EIO);
	EXPECT(snd_pcm_hw_params_any(pcm, hw), >= 0);
	EXPECT(snd_pcm_hw_params_set_access(pcm, hw, SND_PCM_ACCESS_RW_NONINTERLEAVED), == -EINVAL);
	EXPECT(snd_pcm_hw_params_set_access(pcm, hw, SND_PCM_ACCESS_MMAP_COMPLEX), == -EINVAL);
	EXPECT(snd_pcm_hw_params_set_format(pcm, hw, SND_PCM_FORMAT_S16_BE), == -EINVAL);
	EXPECT(snd_pcm_hw_params_set_channels(pcm, hw, 7), == -EINVAL);
	EXPECT(snd_pcm_hw_params_set_rate(pcm, hw, client_rate + 1, 0), == -EINVAL);
	EXPECT(snd_pcm_hw_params_set_periods(pcm, hw, 1, 0), == -EINVAL);
	EXPECT(snd_pcm_hw_params_set_buffer_size(pcm, hw, client_rate / 1000), == -EINVAL);
	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_hw_params_current(pcm, hw), == 0);
	EXPECT(snd_pcm_hw_params_can_pause(hw), == 1);
	EXPECT(snd_pcm_hw_params_can_resume(hw), == 1);
	EXPECT(snd_pcm_link(pcm, capture), == -ENOSYS);
	EXPECT(snd_async_add_pcm_handler(&handler, pcm, NULL, NULL), == -ENOSYS);
	EXPECT(snd_pcm_close(capture), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* What a program is told of time: the delay holds what is in the DSP, and stamps follow each other. */
static void times(const char *device)
{
	snd_pcm_t *pcm = client_open(device, SND_PCM_STREAM_PLAYBACK, 0);
	snd_htimestamp_t before, after;
	snd_pcm_status_t *status;
	snd_pcm_sframes_t delay, avail;

	snd_pcm_status_alloca(&status);
	client_set(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_status(pcm, status), == 0);
	snd_pcm_status_get_htstamp(status, &before);
	for (int i = 0; i < 20; i++)
		EXPECT(client_write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_status(pcm, status), == 0);
	snd_pcm_status_get_htstamp(status, &after);
	EXPECT((after.tv_sec - before.tv_sec) * 1000000000L + after.tv_nsec - before.tv_nsec, >= 0);
	EXPECT(snd_pcm_pause(pcm, 1), == 0);
	EXPECT(snd_pcm_avail_delay(pcm, &avail, &delay), == 0);
	/* the DSP has taken more than it has sent */
	EXPECT(delay - (BUFFER - avail), > 0);
	EXPECT(delay - (BUFFER - avail), <= (long)client_rate / 10);
	EXPECT(snd_pcm_close(pcm), == 0);
}

const struct client_case client_accesses[] = {
	{ "mmap", mmapped },
	{ "capture", captures },
	{ "capture-xrun", capture_xrun },
	{ "capture-mmap", captures_mmapped },
	{ "planar", planar },
	{ "refused", refused },
	{ "times", times },
	{ NULL, NULL },
};
