/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * libasound_module_pcm_adsp: a PCM of a card that `adspbench card` runs.
 *
 * The plugin holds no audio but the ring that it shares with the card. States are libasound's; the card's own state
 * is looked at whenever the position is asked for. Positions are frames since prepare, modulo libasound's boundary.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

#include "client.h"
#include "pcm_space.h"

struct adsp_pcm {
	snd_pcm_ioplug_t io;
	struct client client;
	struct live_ring *ring; /* NULL: no parameters */
	uint32_t map_bytes, frame_bytes, buffer_frames;
	int wake;       /* ours */
	int wake_other; /* the card's end: what is sent there makes ours readable */
	uint64_t appl;  /* our position */
	bool begins; /* a capture by mmap: libasound fetches frames before it says how many it has used */
	snd_pcm_uframes_t boundary, avail_min;
	bool draining; /* the card has been asked */
};

static struct adsp_pcm *pcm_of(snd_pcm_ioplug_t *io)
{
	return io->private_data;
}

/* A request without a body. A card that has gone is a device that has gone. */
static int ask(struct adsp_pcm *pcm, enum live_type type)
{
	struct live_message message;
	int ret = client_ask(&pcm->client, type, &message, NULL);

	if (ret == -ENODEV)
		snd_pcm_ioplug_set_state(&pcm->io, SND_PCM_STATE_DISCONNECTED);
	return ret;
}

static enum live_state card_state(const struct adsp_pcm *pcm)
{
	return atomic_load_explicit(&pcm->ring->state, memory_order_acquire);
}

/* Frames between the positions. What cannot be counts as nothing. */
static uint64_t filled(const struct adsp_pcm *pcm)
{
	uint64_t hw = atomic_load_explicit(&pcm->ring->hw, memory_order_acquire);
	uint64_t frames = pcm->io.stream == SND_PCM_STREAM_PLAYBACK ? pcm->appl - hw :
								      hw - pcm->appl;

	return frames <= pcm->buffer_frames ? frames : 0;
}

static uint64_t available(const struct adsp_pcm *pcm)
{
	return pcm->io.stream == SND_PCM_STREAM_PLAYBACK ? pcm->buffer_frames - filled(pcm) :
							   filled(pcm);
}

/* ---- the ring ---- */

static void drop_ring(struct adsp_pcm *pcm)
{
	if (!pcm->ring)
		return;
	live_ring_unmap(pcm->ring, pcm->map_bytes);
	close(pcm->wake);
	close(pcm->wake_other);
	pcm->ring = NULL;
}

static int take_ring(struct adsp_pcm *pcm, const struct live_ring_info *info,
		     const int fds[LIVE_MAX_FDS])
{
	const snd_pcm_ioplug_t *io = &pcm->io;
	uint32_t frame_bytes =
		(uint32_t)snd_pcm_format_physical_width(io->format) / 8 * io->channels;
	int ret = -EPROTO;

	if (info->buffer_frames == io->buffer_size && info->frame_bytes == frame_bytes &&
	    fds[0] >= 0 && fds[1] >= 0 && fds[2] >= 0)
		ret = live_ring_map(fds[0], info->map_bytes, &pcm->ring);
	if (fds[0] >= 0)
		close(fds[0]);
	if (ret < 0) {
		for (int i = 1; i < LIVE_MAX_FDS; i++)
			if (fds[i] >= 0)
				close(fds[i]);
		return ret;
	}
	pcm->wake = fds[1];
	pcm->wake_other = fds[2];
	pcm->map_bytes = info->map_bytes;
	pcm->frame_bytes = frame_bytes;
	pcm->buffer_frames = info->buffer_frames;
	return 0;
}

static int adsp_hw_params(snd_pcm_ioplug_t *io, snd_pcm_hw_params_t *params)
{
	struct adsp_pcm *pcm = pcm_of(io);
	struct live_message message;
	snd_pcm_access_t access;
	int fds[LIVE_MAX_FDS], ret;

	drop_ring(pcm);
	if (snd_pcm_hw_params_get_access(params, &access) < 0)
		return -EINVAL;
	pcm->begins = io->stream == SND_PCM_STREAM_CAPTURE &&
		      access == SND_PCM_ACCESS_MMAP_INTERLEAVED;
	message.params = (struct live_params){
		.rate = io->rate,
		.channels = io->channels,
		.format = (uint32_t)io->format,
		.period_frames = (uint32_t)io->period_size,
		.buffer_frames = (uint32_t)io->buffer_size,
	};
	ret = client_ask(&pcm->client, LIVE_HW_PARAMS, &message, fds);
	return ret < 0 ? ret : take_ring(pcm, &message.ring, fds);
}

static int adsp_hw_free(snd_pcm_ioplug_t *io)
{
	struct adsp_pcm *pcm = pcm_of(io);
	int ret;

	if (!pcm->ring)
		return 0;
	drop_ring(pcm);
	ret = ask(pcm, LIVE_HW_FREE);
	return ret == -ENODEV ? 0 : ret; /* with the card all is free */
}

static int adsp_sw_params(snd_pcm_ioplug_t *io, snd_pcm_sw_params_t *params)
{
	struct adsp_pcm *pcm = pcm_of(io);
	snd_pcm_uframes_t stop_threshold;
	struct live_message message;

	snd_pcm_sw_params_get_boundary(params, &pcm->boundary);
	snd_pcm_sw_params_get_avail_min(params, &pcm->avail_min);
	snd_pcm_sw_params_get_stop_threshold(params, &stop_threshold);
	message.sw_params = (struct live_sw_params){
		.avail_min = pcm->avail_min > pcm->buffer_frames ? pcm->buffer_frames :
								   (uint32_t)pcm->avail_min,
		.free_running = stop_threshold > pcm->buffer_frames,
	};
	return client_ask(&pcm->client, LIVE_SW_PARAMS, &message, NULL);
}

/* ---- states ---- */

static int adsp_prepare(snd_pcm_ioplug_t *io)
{
	struct adsp_pcm *pcm = pcm_of(io);

	pcm->appl = 0;
	pcm->draining = false;
	return ask(pcm, LIVE_PREPARE);
}

static int adsp_start(snd_pcm_ioplug_t *io)
{
	return ask(pcm_of(io), LIVE_START);
}

static int adsp_stop(snd_pcm_ioplug_t *io)
{
	struct adsp_pcm *pcm = pcm_of(io);
	int ret = pcm->ring ? ask(pcm, LIVE_DROP) : 0;

	pcm->draining = false;
	/* who polls is to see the new state */
	if (pcm->ring)
		live_signal(pcm->wake_other);
	return ret;
}

static int adsp_pause(snd_pcm_ioplug_t *io, int enable)
{
	struct adsp_pcm *pcm = pcm_of(io);
	struct live_message message = { .toggle.on = enable != 0 };

	return client_ask(&pcm->client, LIVE_PAUSE, &message, NULL);
}

static int adsp_resume(snd_pcm_ioplug_t *io)
{
	int ret = ask(pcm_of(io), LIVE_RESUME);

	return ret < 0 ? ret : snd_pcm_ioplug_set_state(io, SND_PCM_STATE_RUNNING);
}

/* Wait until the card has played all. @return 0, -EAGAIN, -errno */
static int adsp_drain(snd_pcm_ioplug_t *io)
{
	struct adsp_pcm *pcm = pcm_of(io);
	int ret = 0;

	if (io->stream != SND_PCM_STREAM_PLAYBACK)
		return 0;
	if (!pcm->draining)
		ret = ask(pcm, LIVE_DRAIN);
	if (ret < 0)
		return ret;
	pcm->draining = true;
	for (;;) {
		struct pollfd fds[2] = { { pcm->wake, POLLIN, 0 }, { pcm->client.fd, 0, 0 } };

		live_clear(pcm->wake);
		if (card_state(pcm) != LIVE_STATE_DRAINING) {
			pcm->draining = false;
			return card_state(pcm) == LIVE_STATE_SUSPENDED ? -ESTRPIPE :
			       card_state(pcm) == LIVE_STATE_GONE      ? -ENODEV :
									 0;
		}
		if (io->nonblock)
			return -EAGAIN;
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			return -errno;
		if (fds[1].revents) {
			snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
			return -ENODEV;
		}
	}
}

/* ---- positions ---- */

static void set_position(struct adsp_pcm *pcm, uint64_t position)
{
	pcm->appl = position;
	atomic_store_explicit(&pcm->ring->appl, position, memory_order_release);
	live_signal(pcm->wake);
}

/* Take over how far libasound's position has gone. @return 0, -EINVAL: not forward, or past what there is */
static int follow(struct adsp_pcm *pcm)
{
	snd_pcm_uframes_t ours = pcm->appl % pcm->boundary, theirs = pcm->io.appl_ptr;
	uint64_t frames = theirs >= ours ? theirs - ours : pcm->boundary - ours + theirs;

	/* what has been written may be on its way, and what has been read gone: nothing is taken back */
	if (frames > (pcm->begins ? filled(pcm) : 0))
		return -EINVAL;
	if (frames)
		set_position(pcm, pcm->appl + frames);
	return 0;
}

/* What a capture by mmap has used since it was asked last. A step that is refused is refused by the next transfer. */
static void follow_reader(struct adsp_pcm *pcm)
{
	if (pcm->begins)
		follow(pcm);
}

static snd_pcm_sframes_t adsp_pointer(snd_pcm_ioplug_t *io)
{
	struct adsp_pcm *pcm = pcm_of(io);
	uint64_t hw;

	/* an error here would become an xrun */
	if (client_lost(&pcm->client))
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
	follow_reader(pcm);
	hw = atomic_load_explicit(&pcm->ring->hw, memory_order_acquire);
	/* libasound stops a drained stream when all has been taken, but the DSP still plays it */
	if (pcm->draining && hw == pcm->appl && hw && card_state(pcm) == LIVE_STATE_DRAINING)
		hw--;
	switch (card_state(pcm)) {
	case LIVE_STATE_XRUN:
		return -EPIPE;
	case LIVE_STATE_GONE:
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
		break;
	case LIVE_STATE_SUSPENDED:
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_SUSPENDED);
		break;
	default:
		break;
	}
	return (snd_pcm_sframes_t)(hw % pcm->boundary);
}

static int adsp_delay(snd_pcm_ioplug_t *io, snd_pcm_sframes_t *delay)
{
	struct adsp_pcm *pcm = pcm_of(io);

	if (client_lost(&pcm->client))
		return -ENODEV;
	follow_reader(pcm);
	*delay = (snd_pcm_sframes_t)filled(pcm) +
		 (snd_pcm_sframes_t)atomic_load_explicit(&pcm->ring->delay, memory_order_relaxed);
	return 0;
}

/* Copy between an area and the ring at our position. The ring is interleaved, and so is the area: no other access. */
static void copy(const struct adsp_pcm *pcm, uint8_t *area, uint64_t frames)
{
	uint8_t *ring = (uint8_t *)pcm->ring + LIVE_RING_DATA;
	uint64_t position = pcm->appl;

	while (frames) {
		uint64_t at = position % pcm->buffer_frames, span = pcm->buffer_frames - at;

		span = span > frames ? frames : span;
		if (pcm->io.stream == SND_PCM_STREAM_PLAYBACK)
			memcpy(ring + at * pcm->frame_bytes, area, span * pcm->frame_bytes);
		else
			memcpy(area, ring + at * pcm->frame_bytes, span * pcm->frame_bytes);
		area += span * pcm->frame_bytes;
		position += span;
		frames -= span;
	}
}

static snd_pcm_sframes_t adsp_transfer(snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas,
				       snd_pcm_uframes_t offset, snd_pcm_uframes_t size)
{
	struct adsp_pcm *pcm = pcm_of(io);
	uint64_t most;

	if (follow(pcm) < 0)
		return -EINVAL;
	most = available(pcm);
	if (size > most)
		size = most;
	copy(pcm, (uint8_t *)areas[0].addr + areas[0].first / 8 + offset * pcm->frame_bytes, size);
	if (!pcm->begins)
		set_position(pcm, pcm->appl + size);
	return (snd_pcm_sframes_t)size;
}

/* ---- poll ---- */

static int adsp_poll_count(snd_pcm_ioplug_t *io)
{
	(void)io;
	return 2;
}

static int adsp_poll_descriptors(snd_pcm_ioplug_t *io, struct pollfd *fds, unsigned int space)
{
	struct adsp_pcm *pcm = pcm_of(io);

	if (space < 2 || !pcm->ring)
		return -EBADFD;
	fds[0] = (struct pollfd){ pcm->wake, POLLIN, 0 };
	fds[1] = (struct pollfd){ pcm->client.fd, POLLIN, 0 };
	return 2;
}

/* libasound's state where the card has stopped by itself, in which a program waits in vain; else -1. */
static int stopped_state(const struct adsp_pcm *pcm)
{
	switch (card_state(pcm)) {
	case LIVE_STATE_XRUN:
		return SND_PCM_STATE_XRUN;
	case LIVE_STATE_SUSPENDED:
		return SND_PCM_STATE_SUSPENDED;
	case LIVE_STATE_GONE:
		return SND_PCM_STATE_DISCONNECTED;
	default:
		return -1;
	}
}

/* Is there room, or frames, or an end of the drain? */
static bool is_ready(const struct adsp_pcm *pcm)
{
	if (pcm->draining)
		return card_state(pcm) != LIVE_STATE_DRAINING;
	return available(pcm) >= pcm->avail_min;
}

static int adsp_poll_revents(snd_pcm_ioplug_t *io, struct pollfd *fds, unsigned int nfds,
			     unsigned short *revents)
{
	struct adsp_pcm *pcm = pcm_of(io);
	int stopped;

	*revents = 0;
	if (nfds < 2 || !pcm->ring)
		return -EBADFD;
	if (fds[1].revents) {
		snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
		*revents = POLLERR | POLLHUP;
		return 0;
	}
	live_clear(pcm->wake);
	follow_reader(pcm);
	stopped = stopped_state(pcm);
	if (stopped < 0 && !is_ready(pcm))
		return 0;
	/* it stays so until the program has done something about it */
	live_signal(pcm->wake_other);
	*revents = io->stream == SND_PCM_STREAM_PLAYBACK ? POLLOUT : POLLIN;
	if (stopped < 0)
		return 0;
	/* the state says why to who waits in libasound */
	snd_pcm_ioplug_set_state(io, (snd_pcm_state_t)stopped);
	*revents |= POLLERR;
	return 0;
}

/* ---- open and close ---- */

static int adsp_close(snd_pcm_ioplug_t *io)
{
	struct adsp_pcm *pcm = pcm_of(io);

	drop_ring(pcm);
	client_close(&pcm->client);
	free(pcm);
	return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
	.start = adsp_start,
	.stop = adsp_stop,
	.pointer = adsp_pointer,
	.transfer = adsp_transfer,
	.close = adsp_close,
	.hw_params = adsp_hw_params,
	.hw_free = adsp_hw_free,
	.sw_params = adsp_sw_params,
	.prepare = adsp_prepare,
	.drain = adsp_drain,
	.pause = adsp_pause,
	.resume = adsp_resume,
	.poll_descriptors_count = adsp_poll_count,
	.poll_descriptors = adsp_poll_descriptors,
	.poll_revents = adsp_poll_revents,
	.delay = adsp_delay,
};

static int open_pcm(struct adsp_pcm *pcm, const struct client_config *config,
		    snd_pcm_stream_t stream, struct live_space *space)
{
	struct live_message message;
	int ret = client_connect(&pcm->client, config);

	if (ret < 0)
		return ret;
	message.open = (struct live_open){
		.magic = LIVE_MAGIC,
		.version = LIVE_VERSION,
		.pcm = (uint32_t)config->pcm,
		.capture = stream == SND_PCM_STREAM_CAPTURE,
	};
	ret = client_ask(&pcm->client, LIVE_OPEN_PCM, &message, NULL);
	if (ret == -EPROTONOSUPPORT)
		SNDERR("adspbench: the card speaks another version of the protocol than this plugin");
	if (!ret)
		*space = message.space;
	return ret;
}

#pragma GCC visibility push(default)

SND_PCM_PLUGIN_DEFINE_FUNC(adsp)
{
	struct client_config config;
	struct live_space space;
	struct adsp_pcm *pcm;
	int ret = client_configure(conf, &config);

	(void)root;
	if (ret < 0)
		return ret;
	pcm = calloc(1, sizeof(*pcm));
	if (!pcm)
		return -ENOMEM;
	pcm->io = (snd_pcm_ioplug_t){
		.version = SND_PCM_IOPLUG_VERSION,
		.name = "adspbench",
		.flags = SND_PCM_IOPLUG_FLAG_BOUNDARY_WA,
		.poll_fd = -1,
		.callback = &callbacks,
		.private_data = pcm,
		.nonblock = !!(mode & SND_PCM_NONBLOCK), /* later changes libasound notes itself */
	};
	ret = open_pcm(pcm, &config, stream, &space);
	if (!ret)
		ret = snd_pcm_ioplug_create(&pcm->io, name, stream, mode);
	if (ret < 0) {
		client_close(&pcm->client);
		free(pcm);
		return ret;
	}
	ret = pcm_constrain(&pcm->io, &space);
	if (ret < 0) {
		snd_pcm_ioplug_delete(&pcm->io); /* closes */
		return ret;
	}
	*pcmp = pcm->io.pcm;
	return 0;
}

SND_PCM_PLUGIN_SYMBOL(adsp);
