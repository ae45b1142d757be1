/* SPDX-License-Identifier: BSD-3-Clause */
/* What a PCM of the card can be, as libasound's constraints. */
#include <errno.h>

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

#include "pcm_space.h"

#define MAX_FORMATS 64

static unsigned int list_formats(uint64_t formats, unsigned int list[MAX_FORMATS], uint32_t *least,
				 uint32_t *most)
{
	unsigned int count = 0;

	*least = UINT32_MAX;
	*most = 0;
	for (unsigned int f = 0; f < MAX_FORMATS; f++) {
		int bits = formats >> f & 1 ? snd_pcm_format_physical_width((snd_pcm_format_t)f) :
					      -1;

		if (bits < 8)
			continue;
		list[count++] = f;
		*least = (uint32_t)bits / 8 < *least ? (uint32_t)bits / 8 : *least;
		*most = (uint32_t)bits / 8 > *most ? (uint32_t)bits / 8 : *most;
	}
	return count;
}

static unsigned int list_channels(uint32_t channels, unsigned int list[LIVE_MAX_CHANNELS])
{
	unsigned int count = 0;

	for (unsigned int n = 1; n <= LIVE_MAX_CHANNELS; n++)
		if (channels >> n & 1)
			list[count++] = n;
	return count;
}

static unsigned int bytes_of(uint64_t frames, uint64_t frame_bytes)
{
	uint64_t bytes = frames * frame_bytes;

	return bytes > INT32_MAX ? INT32_MAX : (unsigned int)bytes;
}

/*
 * libasound bounds frames by bytes, whatever the format: here by those of the narrowest frame. A buffer is no longer than
 * a second, as programs may take the largest.
 */
static int constrain_bytes(snd_pcm_ioplug_t *io, int type, const struct live_range *range,
			   const struct live_space *space, uint32_t least, uint32_t most)
{
	unsigned int min = bytes_of(range->min, least), second;
	unsigned int max = range->max ? bytes_of(range->max, least) : INT32_MAX;

	second = bytes_of(space->rates[space->num_rates - 1], most);
	if (type == SND_PCM_IOPLUG_HW_BUFFER_BYTES && second > 2 * min && second < max)
		max = second;
	return snd_pcm_ioplug_set_param_minmax(io, type, min, max < min ? min : max);
}

static int constrain_sizes(snd_pcm_ioplug_t *io, const struct live_space *space, uint32_t least,
			   uint32_t most)
{
	uint32_t periods = space->periods.min < 2 ? 2 : space->periods.min;
	int ret = constrain_bytes(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, &space->period_frames, space,
				  least, most);

	if (!ret)
		ret = constrain_bytes(io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, &space->buffer_frames,
				      space, least, most);
	if (!ret)
		ret = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, periods,
						      space->periods.max ? space->periods.max :
									   INT32_MAX);
	return ret;
}

int pcm_constrain(snd_pcm_ioplug_t *io, const struct live_space *space)
{
	static const unsigned int access[] = { SND_PCM_ACCESS_RW_INTERLEAVED,
					       SND_PCM_ACCESS_MMAP_INTERLEAVED };
	unsigned int formats[MAX_FORMATS], channels[LIVE_MAX_CHANNELS];
	uint32_t least, most;
	unsigned int num_formats = list_formats(space->formats, formats, &least, &most);
	unsigned int num_channels = list_channels(space->channels, channels);
	int ret = num_formats && num_channels ? 0 : -EPROTO;

	if (!ret)
		ret = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 2, access);
	if (!ret)
		ret = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, num_formats,
						    formats);
	if (!ret)
		ret = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_CHANNELS, num_channels,
						    channels);
	if (!ret)
		ret = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_RATE, space->num_rates,
						    space->rates);
	return ret ? ret :
		     constrain_sizes(io, space, least * channels[0],
				     most * channels[num_channels - 1]);
}
