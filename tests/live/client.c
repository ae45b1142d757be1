/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An ALSA client that walks through the states and errors of a PCM, on the card that ALSA_CONFIG_PATH names.
 *
 * usage: live.client CASE DEVICE [RATE]
 *
 * A case that fails says where and ends with status 1.
 */
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

static unsigned int rate = 48000;
static short audio[BUFFER * 2];

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

static snd_pcm_t *open_pcm(const char *device, snd_pcm_stream_t stream, int mode)
{
	snd_pcm_t *pcm;

	EXPECT(snd_pcm_open(&pcm, device, stream, mode), == 0);
	return pcm;
}

/* Write a period wholly. libasound may return before, when room comes between two looks of its own. */
static long write_period(snd_pcm_t *pcm)
{
	long done = 0;

	while (done < PERIOD) {
		long got = snd_pcm_writei(pcm, audio, (snd_pcm_uframes_t)(PERIOD - done));

		if (got < 0)
			return got;
		done += got;
	}
	return done;
}

static void set_params(snd_pcm_t *pcm, snd_pcm_access_t access)
{
	snd_pcm_hw_params_t *hw;
	snd_pcm_sw_params_t *sw;

	snd_pcm_hw_params_alloca(&hw);
	snd_pcm_sw_params_alloca(&sw);
	EXPECT(snd_pcm_hw_params_any(pcm, hw), >= 0);
	EXPECT(snd_pcm_hw_params_set_access(pcm, hw, access), == 0);
	EXPECT(snd_pcm_hw_params_set_format(pcm, hw, SND_PCM_FORMAT_S16_LE), == 0);
	EXPECT(snd_pcm_hw_params_set_channels(pcm, hw, 2), == 0);
	EXPECT(snd_pcm_hw_params_set_rate(pcm, hw, rate, 0), == 0);
	EXPECT(snd_pcm_hw_params_set_period_size(pcm, hw, PERIOD, 0), == 0);
	EXPECT(snd_pcm_hw_params_set_buffer_size(pcm, hw, BUFFER), == 0);
	EXPECT(snd_pcm_hw_params(pcm, hw), == 0);
	EXPECT(snd_pcm_sw_params_current(pcm, sw), == 0);
	EXPECT(snd_pcm_sw_params_set_start_threshold(pcm, sw, BUFFER), == 0);
	EXPECT(snd_pcm_sw_params_set_avail_min(pcm, sw, PERIOD), == 0);
	EXPECT(snd_pcm_sw_params(pcm, sw), == 0);
}

/* The states of a playback, and what is refused in them. */
static void states(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0), *second;
	snd_pcm_sframes_t delay;

	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_OPEN);
	EXPECT(snd_pcm_open(&second, device, SND_PCM_STREAM_PLAYBACK, 0), == -EBUSY);
	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PREPARED);
	EXPECT(snd_pcm_avail(pcm), == BUFFER);
	EXPECT(snd_pcm_pause(pcm, 1), == -EBADFD);
	/* below the start threshold nothing starts */
	EXPECT(write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PREPARED);
	EXPECT(snd_pcm_avail(pcm), == BUFFER - PERIOD);
	EXPECT(snd_pcm_writei(pcm, audio, BUFFER - PERIOD), == BUFFER - PERIOD);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	EXPECT(snd_pcm_start(pcm), == -EBADFD);
	EXPECT(snd_pcm_prepare(pcm), != 1);
	EXPECT(snd_pcm_drop(pcm), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SETUP);
	EXPECT(write_period(pcm), == -EBADFD);
	EXPECT(snd_pcm_prepare(pcm), == 0);
	for (int i = 0; i < 20; i++)
		EXPECT(write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_delay(pcm, &delay), == 0);
	EXPECT(delay, > 0);
	EXPECT(delay, <= BUFFER + (long)rate / 10);
	EXPECT(snd_pcm_pause(pcm, 1), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_PAUSED);
	EXPECT(snd_pcm_pause(pcm, 0), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SETUP);
	EXPECT(snd_pcm_hw_free(pcm), == 0);
	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Non-blocking: -EAGAIN, poll says when there is room, and a drain in pieces. */
static void nonblock(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);
	struct pollfd fds[4];
	unsigned short revents = 0;
	long written = 0, got;
	int count, ret;

	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	count = (int)EXPECT(snd_pcm_poll_descriptors(pcm, fds, 4), > 0);
	while (written < 50 * BUFFER) {
		got = snd_pcm_writei(pcm, audio, BUFFER);
		if (got == -EAGAIN) {
			do {
				EXPECT(poll(fds, (nfds_t)count, 20000), > 0);
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
		EXPECT(poll(fds, (nfds_t)count, 20000), > 0);
	EXPECT(ret, == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SETUP);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* What was written is not taken back. */
static void rewind_refused(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0);

	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(write_period(pcm), == PERIOD);
	if (snd_pcm_rewind(pcm, PERIOD) > 0)
		EXPECT(write_period(pcm), == -EINVAL);
	EXPECT(snd_pcm_prepare(pcm), == 0);
	EXPECT(write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_close(pcm), == 0);
}

static void mmapped(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0);
	const snd_pcm_channel_area_t *areas;
	snd_pcm_uframes_t offset, frames;

	set_params(pcm, SND_PCM_ACCESS_MMAP_INTERLEAVED);
	for (long done = 0; done < 20 * BUFFER;) {
		if (EXPECT(snd_pcm_avail_update(pcm), >= 0) < PERIOD) {
			if (snd_pcm_state(pcm) == SND_PCM_STATE_PREPARED)
				EXPECT(snd_pcm_start(pcm), == 0);
			EXPECT(snd_pcm_wait(pcm, 20000), == 1);
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

/* Only with pace real: a playback that is not fed has an xrun, and goes on after prepare. */
static void xrun(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0);
	snd_pcm_status_t *status;
	struct pollfd fds[4];
	unsigned short revents = 0;
	int count;

	snd_pcm_status_alloca(&status);
	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, audio, BUFFER), == BUFFER);
	count = (int)EXPECT(snd_pcm_poll_descriptors(pcm, fds, 4), > 0);
	while (!(revents & POLLERR)) {
		EXPECT(poll(fds, (nfds_t)count, 20000), > 0);
		EXPECT(snd_pcm_poll_descriptors_revents(pcm, fds, (unsigned int)count, &revents),
		       == 0);
	}
	EXPECT(snd_pcm_avail(pcm), == -EPIPE);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_XRUN);
	EXPECT(snd_pcm_status(pcm, status), == 0);
	EXPECT(snd_pcm_status_get_state(status), == SND_PCM_STATE_XRUN);
	EXPECT(write_period(pcm), == -EPIPE);
	EXPECT(snd_pcm_recover(pcm, -EPIPE, 1), == 0);
	EXPECT(snd_pcm_writei(pcm, audio, BUFFER), == BUFFER);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Only with pace real: who waits for room when the card stops is told. */
static void xrun_in_wait(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0);

	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, audio, BUFFER), == BUFFER);
	while (snd_pcm_wait(pcm, 20000) == 1)
		;
	EXPECT(snd_pcm_wait(pcm, 20000), == -EPIPE);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_XRUN);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* Suspended by the card's script: -ESTRPIPE, and on after resume. */
static void suspended(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0);
	long got;

	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	while ((got = write_period(pcm)) == PERIOD)
		;
	EXPECT(got, == -ESTRPIPE);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_SUSPENDED);
	EXPECT(snd_pcm_resume(pcm), == 0);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_RUNNING);
	for (int i = 0; i < 100; i++)
		EXPECT(write_period(pcm), == PERIOD);
	EXPECT(snd_pcm_drain(pcm), == 0);
	EXPECT(snd_pcm_close(pcm), == 0);
}

/* The card goes while the stream runs. */
static void unplugged(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0), *second;
	long got;

	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, audio, BUFFER), == BUFFER);
	puts("playing");
	fflush(stdout);
	while ((got = write_period(pcm)) == PERIOD)
		;
	EXPECT(got, == -ENODEV);
	EXPECT(snd_pcm_state(pcm), == SND_PCM_STATE_DISCONNECTED);
	EXPECT(snd_pcm_drain(pcm), < 0);
	EXPECT(snd_pcm_close(pcm), == 0);
	EXPECT(snd_pcm_open(&second, device, SND_PCM_STREAM_PLAYBACK, 0), == -ENODEV);
	puts("gone");
}

/* Plays until it is killed. */
static void forever(const char *device)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, 0);

	set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	EXPECT(snd_pcm_writei(pcm, audio, BUFFER), == BUFFER);
	puts("playing");
	fflush(stdout);
	while (EXPECT(write_period(pcm), == PERIOD))
		;
}

/* Stand still in a state until it is killed. */
static void hold(const char *device, snd_pcm_state_t state)
{
	snd_pcm_t *pcm = open_pcm(device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK);

	if (state >= SND_PCM_STATE_PREPARED)
		set_params(pcm, SND_PCM_ACCESS_RW_INTERLEAVED);
	if (state > SND_PCM_STATE_PREPARED)
		EXPECT(snd_pcm_writei(pcm, audio, BUFFER), == BUFFER);
	if (state == SND_PCM_STATE_PAUSED)
		EXPECT(snd_pcm_pause(pcm, 1), == 0);
	puts("holding");
	fflush(stdout);
	for (;;)
		pause();
}

static void hold_open(const char *device)
{
	hold(device, SND_PCM_STATE_OPEN);
}

static void hold_prepared(const char *device)
{
	hold(device, SND_PCM_STATE_PREPARED);
}

static void hold_running(const char *device)
{
	hold(device, SND_PCM_STATE_RUNNING);
}

static void hold_paused(const char *device)
{
	hold(device, SND_PCM_STATE_PAUSED);
}

/* A bytes control: what is written is read back, and what makes no sense is refused. */
static void blob(const char *device)
{
	static unsigned int before[4096], after[4096];
	snd_ctl_elem_list_t *list;
	snd_ctl_elem_id_t *id;
	snd_ctl_elem_info_t *info;
	unsigned int found = 0;
	snd_ctl_t *ctl;

	snd_ctl_elem_list_alloca(&list);
	snd_ctl_elem_id_alloca(&id);
	snd_ctl_elem_info_alloca(&info);
	EXPECT(snd_ctl_open(&ctl, device, 0), == 0);
	EXPECT(snd_ctl_elem_list(ctl, list), == 0);
	EXPECT(snd_ctl_elem_list_alloc_space(list, snd_ctl_elem_list_get_count(list)), == 0);
	EXPECT(snd_ctl_elem_list(ctl, list), == 0);
	for (unsigned int i = 0; i < snd_ctl_elem_list_get_used(list); i++) {
		snd_ctl_elem_list_get_id(list, i, id);
		snd_ctl_elem_info_set_id(info, id);
		EXPECT(snd_ctl_elem_info(ctl, info), == 0);
		if (snd_ctl_elem_info_get_type(info) != SND_CTL_ELEM_TYPE_BYTES)
			continue;
		found++;
		EXPECT(snd_ctl_elem_tlv_read(ctl, id, before, 8), < 0);
		EXPECT(snd_ctl_elem_tlv_read(ctl, id, before, sizeof(before)), == 0);
		EXPECT(before[0], == 3);
		EXPECT(before[1] >= 32, == 1);
		EXPECT(before[4], == (long)before[1] - 32);
		EXPECT(snd_ctl_elem_tlv_write(ctl, id, before), >= 0);
		EXPECT(snd_ctl_elem_tlv_read(ctl, id, after, sizeof(after)), == 0);
		EXPECT(memcmp(before, after, before[1] + 8), == 0);
		after[2] ^= 1; /* magic */
		EXPECT(snd_ctl_elem_tlv_write(ctl, id, after), < 0);
		after[2] ^= 1;
		after[4] += 4; /* more than there is */
		EXPECT(snd_ctl_elem_tlv_write(ctl, id, after), < 0);
	}
	EXPECT(found, > 0);
	snd_ctl_elem_list_free_space(list);
	EXPECT(snd_ctl_close(ctl), == 0);
}

static const struct {
	const char *name;
	void (*run)(const char *device);
} cases[] = {
	{ "states", states },
	{ "nonblock", nonblock },
	{ "rewind", rewind_refused },
	{ "mmap", mmapped },
	{ "xrun", xrun },
	{ "wait", xrun_in_wait },
	{ "suspended", suspended },
	{ "unplugged", unplugged },
	{ "forever", forever },
	{ "blob", blob },
	{ "hold-open", hold_open },
	{ "hold-prepared", hold_prepared },
	{ "hold-running", hold_running },
	{ "hold-paused", hold_paused },
};

int main(int argc, char **argv)
{
	if (argc > 3)
		rate = (unsigned int)atoi(argv[3]);
	for (size_t i = 0; argc > 2 && i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (strcmp(cases[i].name, argv[1]))
			continue;
		cases[i].run(argv[2]);
		snd_config_update_free_global();
		return 0;
	}
	fprintf(stderr, "usage: live.client CASE DEVICE [RATE]\n");
	return 2;
}
