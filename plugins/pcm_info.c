/* SPDX-License-Identifier: BSD-3-Clause */
/* Apart from the others, as kernel and libasound name types alike. */
#include <errno.h>
#include <stdio.h>

#include <sound/asound.h>

#include "pcm_info.h"

long pcm_info_device(const void *info)
{
	return ((const struct snd_pcm_info *)info)->device;
}

bool pcm_info_is_capture(const void *info)
{
	return ((const struct snd_pcm_info *)info)->stream == SNDRV_PCM_STREAM_CAPTURE;
}

int pcm_info_fill(void *to, int card, const char *name)
{
	struct snd_pcm_info *info = to;

	if (info->subdevice)
		return -ENOENT;
	info->card = card;
	snprintf((char *)info->id, sizeof(info->id), "%s", name);
	snprintf((char *)info->name, sizeof(info->name), "%s", name);
	snprintf((char *)info->subname, sizeof(info->subname), "subdevice #0");
	info->subdevices_count = 1;
	info->subdevices_avail = 1;
	return 0;
}
