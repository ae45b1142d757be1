/* SPDX-License-Identifier: BSD-3-Clause */
/* Parameters of a client's stream: what it can be, what it is, and the ring that follows from them. */
#include <errno.h>
#include <unistd.h>

#include "live/internal.h"

#define BIT(state) (1u << (state))

static void fill_space(const struct drv_pcm_space *from, struct live_space *to)
{
	*to = (struct live_space){
		.formats = from->formats,
		.channels = from->channels,
		.period_frames = { from->period_frames.min, from->period_frames.max },
		.buffer_frames = { from->buffer_frames.min, from->buffer_frames.max },
		.periods = { from->periods.min, from->periods.max },
	};
	for (size_t i = 0; i < from->num_rates && i < LIVE_MAX_RATES; i++)
		to->rates[to->num_rates++] = from->rates[i];
}

int live_params_open(struct live_client *client, struct live_space *space)
{
	const struct live_open *open = &client->request.open;
	enum tplg_direction direction = open->capture ? TPLG_CAPTURE : TPLG_PLAYBACK;
	struct live_pcm *pcm = &client->pcm;
	struct drv_pcm_space all = { .short_periods = true }; /* the ring is before the DMA */
	int ret;

	pcm->use = live_use_get(client->server, open->pcm, direction);
	if (!pcm->use)
		return -ENOENT;
	ret = card_stream_open(client->server->config.card, open->pcm, direction, &pcm->stream);
	if (ret == -EBUSY)
		return ret; /* clients try: no warning */
	if (ret < 0)
		return live_pcm_note(client, ret);
	ret = live_pcm_note(client, card_stream_refine(pcm->stream, &all));
	if (ret < 0) {
		card_stream_close(pcm->stream);
		return ret;
	}
	fill_space(&all, space);
	pcm->space = *space;
	pcm->open = true;
	pcm->wake = -1;
	pcm->use->opened++;
	return 0;
}

void live_params_drop_ring(struct live_pcm *pcm)
{
	if (!pcm->ring)
		return;
	live_ring_unmap(pcm->ring, pcm->map_bytes);
	close(pcm->wake);
	pcm->ring = NULL;
	pcm->wake = -1;
}

/* Sizes are bounded by the plugin, in bytes; of them only the gateway's ring matters here. */
static int check_params(struct live_client *client, const struct live_params *params)
{
	struct drv_pcm_space space = {
		.rates = { params->rate },
		.num_rates = 1,
		.channels = 1u << params->channels,
		.formats = UINT64_C(1) << params->format,
		.short_periods = true,
	};

	return card_stream_refine(client->pcm.stream, &space);
}

static void measure_gateway(struct live_pcm *pcm)
{
	const struct drv_endpoint *host = drv_stream_host(card_stream_driver(pcm->stream));

	pcm->frame_bytes = pcm->params.channels *
			   (uint32_t)drv_format_bytes((enum drv_format)pcm->params.format);
	pcm->dma_frames = host->dma_buffer_bytes / pcm->frame_bytes;
	pcm->frames_per_tick = (pcm->params.rate + 999) / 1000;
}

static int set_params(struct live_client *client, const struct live_params *params)
{
	struct live_pcm *pcm = &client->pcm;
	const struct drv_pcm_params wanted = { params->rate, params->channels,
					       (enum drv_format)params->format };
	struct adsp_dma_client gateway = live_ring_client(pcm, pcm->use->direction);
	int ret = check_params(client, params);

	if (!ret)
		ret = card_stream_set_params(pcm->stream, &wanted);
	if (!ret)
		ret = card_stream_set_client(pcm->stream, &gateway);
	if (ret < 0)
		return live_pcm_note(client, ret);
	if (client->server->config.configured)
		ret = client->server->config.configured(client->server->config.ctx);
	if (ret < 0)
		return ret;
	pcm->params = *params;
	pcm->use->params = wanted;
	pcm->sw = (struct live_sw_params){ .avail_min = params->period_frames };
	measure_gateway(pcm);
	return params->buffer_frames < pcm->dma_frames ? -EINVAL : 0;
}

/* @param fds	out: ring, the client's end of the wake-ups, a copy of ours; the caller closes them */
static int make_ring(struct live_pcm *pcm, int fds[LIVE_MAX_FDS])
{
	int ends[2], ret;

	pcm->map_bytes = live_ring_bytes(pcm->params.buffer_frames, pcm->frame_bytes);
	if (!pcm->map_bytes)
		return -EINVAL;
	fds[0] = live_ring_create(pcm->map_bytes);
	if (fds[0] < 0)
		return fds[0];
	ret = live_ring_map(fds[0], pcm->map_bytes, &pcm->ring);
	if (!ret)
		ret = live_wake_pair(ends);
	if (ret < 0) {
		live_ring_unmap(pcm->ring, pcm->map_bytes);
		pcm->ring = NULL;
		close(fds[0]);
		return ret;
	}
	pcm->wake = ends[0];
	fds[1] = ends[1];
	fds[2] = dup(ends[0]);
	return 0;
}

int live_params_free(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	int ret;

	if (!pcm->params.rate)
		return 0;
	ret = live_pcm_note(client, card_stream_close(pcm->stream));
	live_params_drop_ring(pcm); /* not before: time passes while a stream is stopped */
	pcm->params.rate = 0;
	pcm->state = LIVE_STATE_SETUP;
	if (card_stream_open(client->server->config.card, pcm->use->pcm_id, pcm->use->direction,
			     &pcm->stream) < 0) {
		pcm->open = false;
		return -EIO;
	}
	return ret;
}

void live_params_serve(struct live_client *client)
{
	struct live_pcm *pcm = &client->pcm;
	struct live_params params = client->request.params;
	int fds[LIVE_MAX_FDS], ret;
	struct live_message answer;

	if (BIT(card_stream_state(pcm->stream)) & ~(BIT(CARD_STATE_OPEN) | BIT(CARD_STATE_SETUP))) {
		live_client_answer(client, &answer, -EBADFD, NULL, 0);
		return;
	}
	card_stream_set_client(pcm->stream, NULL);
	live_params_drop_ring(pcm);
	pcm->params.rate = 0;
	ret = set_params(client, &params);
	if (!ret)
		ret = make_ring(pcm, fds);
	if (ret < 0) {
		pcm->params.rate = params.rate; /* the card may have taken them */
		live_params_free(client);
		live_client_answer(client, &answer, ret, NULL, 0);
		return;
	}
	live_pcm_set_state(pcm, LIVE_STATE_SETUP);
	answer.ring = (struct live_ring_info){ pcm->map_bytes, pcm->params.buffer_frames,
					       pcm->frame_bytes };
	live_client_answer(client, &answer, 0, fds, LIVE_MAX_FDS);
	for (size_t i = 0; i < LIVE_MAX_FDS; i++)
		close(fds[i]);
}
