/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PLUGINS_PCM_SPACE_H
#define PLUGINS_PCM_SPACE_H

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

#include "live/protocol.h"

/** Bound access, formats, channels, rates, periods and buffer. After create. @return 0; -EPROTO nothing is left; -errno */
int pcm_constrain(snd_pcm_ioplug_t *io, const struct live_space *space);

#endif
