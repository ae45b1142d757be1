/* SPDX-License-Identifier: BSD-3-Clause */
/* What modules ask of an edge, whatever holds its samples. */
#ifndef SOF_AUDIO_AUDIO_BUFFER_H
#define SOF_AUDIO_AUDIO_BUFFER_H

#include <stdbool.h>
#include <sof/audio/audio_stream.h>

struct sof_audio_buffer {
	enum sof_audio_buffer_state state;
};

/** Have the parameters of the edge been set? */
static inline bool audio_buffer_hw_params_configured(struct sof_audio_buffer *buffer)
{
	return buffer->state != AUDIOBUF_STATE_INITIAL;
}

#endif
