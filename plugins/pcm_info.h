/* SPDX-License-Identifier: BSD-3-Clause */
/* libasound's snd_pcm_info_t, which is the kernel's struct: libasound itself has no functions that fill it. */
#ifndef PLUGINS_PCM_INFO_H
#define PLUGINS_PCM_INFO_H

#include <stdbool.h>

/** What the caller has asked about. */
long pcm_info_device(const void *info);
bool pcm_info_is_capture(const void *info);

/** Answer: one subdevice, which is said to be free. @return 0, -ENOENT: it has asked about another one */
int pcm_info_fill(void *info, int card, const char *name);

#endif
