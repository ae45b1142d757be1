/* SPDX-License-Identifier: BSD-3-Clause */
/* Between a source and a sink. */
#ifndef SOF_AUDIO_SINK_SOURCE_UTILS_H
#define SOF_AUDIO_SINK_SOURCE_UTILS_H

#include <stdbool.h>
#include <stddef.h>
#include <sof/audio/sink_api.h>
#include <sof/audio/source_api.h>

/**
 * Copy bytes from a source to a sink.
 * @param free	release them at the source; else they are there for the next call
 * @return 0; -ENODATA fewer are there; -ENOSPC less room is there; -EBUSY a fragment is outstanding
 */
int source_to_sink_copy(struct sof_source *source, struct sof_sink *sink, bool free, size_t size);

/** Let go of bytes unread. @return 0; -ENODATA fewer are there; -EBUSY a fragment is outstanding */
int source_drop_data(struct sof_source *source, size_t size);

/** Write zeros. @return 0; -ENOSPC less room is there; -EBUSY a fragment is outstanding */
int sink_fill_zeros(struct sof_sink *sink, size_t size);

/** Frames that both can move, rounded down to the source's alignment. */
size_t source_sink_avail_frames_aligned(struct sof_source *source, struct sof_sink *sink);

#endif
