/* SPDX-License-Identifier: BSD-3-Clause */
#include <string.h>

#include "cli/card_alsa.h"

#define LATENCY_US 200000

int card_alsa_open(struct card_alsa *alsa, const char *device, bool input)
{
	alsa->device = device;
	return snd_pcm_open(&alsa->pcm, device,
			    input ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK, 0);
}

int card_alsa_begin(struct card_alsa *alsa, const struct audio_spec *spec)
{
	alsa->frame_bytes = audio_spec_frame_bytes(spec);
	/* both count formats as ALSA does */
	return snd_pcm_set_params(alsa->pcm, (snd_pcm_format_t)spec->format,
				  SND_PCM_ACCESS_RW_INTERLEAVED, spec->channels, spec->rate, 1,
				  LATENCY_US);
}

static size_t transfer(void *ctx, void *data, size_t bytes)
{
	struct card_alsa *alsa = ctx;
	bool input = snd_pcm_stream(alsa->pcm) == SND_PCM_STREAM_CAPTURE;
	size_t frames = bytes / alsa->frame_bytes, done = 0;

	while (done < frames && !alsa->error) {
		char *at = (char *)data + done * alsa->frame_bytes;
		snd_pcm_sframes_t moved = input ? snd_pcm_readi(alsa->pcm, at, frames - done) :
						  snd_pcm_writei(alsa->pcm, at, frames - done);

		if (moved < 0)
			alsa->error = snd_pcm_recover(alsa->pcm, (int)moved, 1);
		else
			done += (size_t)moved;
	}
	alsa->frames += done;
	if (input)
		memset((char *)data + done * alsa->frame_bytes, 0,
		       (frames - done) * alsa->frame_bytes);
	return bytes;
}

struct adsp_dma_client card_alsa_client(struct card_alsa *alsa)
{
	return (struct adsp_dma_client){ transfer, alsa };
}

void card_alsa_close(struct card_alsa *alsa)
{
	if (!alsa->pcm)
		return;
	if (alsa->frame_bytes && !alsa->error &&
	    snd_pcm_stream(alsa->pcm) == SND_PCM_STREAM_PLAYBACK)
		snd_pcm_drain(alsa->pcm);
	snd_pcm_close(alsa->pcm);
	alsa->pcm = NULL;
}
