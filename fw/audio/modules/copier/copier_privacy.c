/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Privacy of microphones: from when the switch mutes them, a fade-out and then zeros; from when it does not any more, a
 * fade-in. A change during a fade waits for the fade's end.
 */
#include <ipc4/base_fw.h>
#include <sof/common.h>
#include <sof/lib/mic_privacy.h>
#include "copier.h"

/* DMIC, and SoundWire, whose links are ALH's. */
static bool is_microphone(uint32_t node_id)
{
	const uint32_t type = IPC4_NODE_TYPE(node_id);

	return type == IPC4_DMIC_LINK_INPUT_CLASS || type == IPC4_ALH_LINK_INPUT_CLASS;
}

void copier_privacy_init(struct copier_privacy *privacy, uint32_t node_id, uint32_t rate)
{
	const uint32_t frames = MAX((uint64_t)rate * CONFIG_MIC_PRIVACY_RAMP_MS / 1000, 1);

	privacy->listens = is_microphone(node_id) &&
			   mic_privacy_policy() == IPC4_MIC_PRIVACY_FW_MANAGED;
	privacy->fade = (struct copier_fade){ .fade_frames = frames, .step = INT64_MAX / frames };
}

void copier_privacy_restart(struct copier_privacy *privacy)
{
	privacy->state = mic_privacy_is_muted() ? COPIER_PRIVACY_MUTED : COPIER_PRIVACY_UNMUTED;
}

static void begin_fade(struct copier_privacy *privacy, bool falls)
{
	privacy->state = falls ? COPIER_PRIVACY_FADE_OUT : COPIER_PRIVACY_FADE_IN;
	privacy->fade.falls = falls;
	copier_fade_restart(&privacy->fade);
}

int32_t copier_privacy_next(struct copier_privacy *privacy, uint32_t frames)
{
	const bool muted = mic_privacy_is_muted();
	int32_t gain;

	if (!privacy->listens)
		return COPIER_FADE_UNITY;
	if (privacy->state == COPIER_PRIVACY_UNMUTED && muted)
		begin_fade(privacy, true);
	else if (privacy->state == COPIER_PRIVACY_MUTED && !muted)
		begin_fade(privacy, false);
	if (privacy->state == COPIER_PRIVACY_UNMUTED)
		return COPIER_FADE_UNITY;
	if (privacy->state == COPIER_PRIVACY_MUTED)
		return 0;
	gain = copier_fade_next(&privacy->fade, frames);
	if (copier_fade_is_over(&privacy->fade))
		privacy->state = privacy->fade.falls ? COPIER_PRIVACY_MUTED :
						       COPIER_PRIVACY_UNMUTED;
	return gain;
}

bool copier_privacy_fits(enum sof_ipc_frame format)
{
	return format == SOF_IPC_FRAME_S16_LE || format == SOF_IPC_FRAME_S32_LE ||
	       format == SOF_IPC_FRAME_S24_4LE;
}
