/* SPDX-License-Identifier: BSD-3-Clause */
/* A rig inside. */
#ifndef BLOB_RIG_PRIVATE_H
#define BLOB_RIG_PRIVATE_H

#include "blob/blob.h"
#include "blob/rig.h"
#include "card/card.h"

/* Widgets by their place in the topology. */
enum {
	HOST,
	MODULE,
	FIRST_LINK,
};

/* From a buffer into the DSP, or from it into a buffer. */
struct end {
	struct rig *rig;
	uint32_t channels;
	const int32_t *from;
	int32_t *to;
	size_t frames; /* still to move */
};

struct rig {
	struct rig_stream stream;
	struct adsp_profile profile;
	char refusal[256]; /* the first error of the firmware's log */
	struct card *card;
	struct card_stream *playback;
	struct end in, out[RIG_MAX_OUTPUTS];
	bool has_begun; /* before it nothing goes in: the first frame that comes out belongs to the first one in */

	/* the topology */
	struct tplg tplg;
	struct tplg_widget widgets[FIRST_LINK + 2 * RIG_MAX_OUTPUTS + 1];
	struct tplg_pipeline pipelines[1 + RIG_MAX_OUTPUTS];
	struct tplg_pin_format in_formats[2], out_formats[RIG_MAX_OUTPUTS];
	struct tplg_control control;
	struct tplg_route routes[1 + RIG_MAX_OUTPUTS];
	struct tplg_pcm pcm;
	struct tplg_link links[RIG_MAX_OUTPUTS];
};

/** Fill the topology in for the stream and the blob, which stays the caller's. */
void rig_build_topology(struct rig *rig, const struct blob *blob);

#endif
