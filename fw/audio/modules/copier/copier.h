/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Copier: inside of the module.
 *
 * A copier moves frames from one input to up to four outputs and converts on the way. One of these edges may
 * be a gateway: a DMA ring (or several, see copier_multi.c) instead of a source or a sink.
 *
 *	module		source	-> sinks
 *	host, playback	gateway -> sinks	host, capture	source	-> gateway
 *	link, capture	gateway -> sinks	link, playback	source	-> gateway, sinks of pins 1..3
 *
 * Ownership: channels and rings live from init to free; a ring goes after its channel.
 */
#ifndef MODULES_COPIER_H
#define MODULES_COPIER_H

#include <stdbool.h>
#include <stdint.h>
#include <ipc4/fw_reg.h>
#include <ipc4/gateway.h>
#include <sof/audio/block.h>
#include <sof/audio/gateway.h>
#include <sof/audio/module_adapter/module/generic.h>
#include <sof/audio/pcm_converter.h>

#define COPIER_MAX_OUTPUTS IPC4_COPIER_MODULE_OUTPUT_PINS_COUNT
#define COPIER_BLOB_OFFSET offsetof(struct ipc4_copier_module_cfg, gtw_cfg.config_data)

/** One DMA channel and its ring. */
struct copier_gateway {
	struct gateway dma;
	uint32_t ring_bytes;
	uint32_t frame_bytes;
	uint32_t position; /* in the ring, of this call's frames */
	bool xrun;         /* seen and not yet reported */
	uint32_t num_channels;
	uint8_t channels[IPC4_MAX_CHANNELS]; /* several gateways: which of the stream's it carries */
};

/** Fade of microphones: silence first, then a rising gain; or a falling one. Lengths in frames. */
struct copier_fade {
	uint32_t silence_frames;
	uint32_t fade_frames;
	bool falls;
	uint64_t step;     /* of the envelope per frame, Q.63 */
	uint32_t position; /* frames since the start */
	uint64_t envelope;
};

enum copier_privacy_state {
	COPIER_PRIVACY_UNMUTED,
	COPIER_PRIVACY_FADE_IN,
	COPIER_PRIVACY_FADE_OUT,
	COPIER_PRIVACY_MUTED,
};

/** What the privacy switch does to a microphone. */
struct copier_privacy {
	bool listens; /* to the switch */
	enum copier_privacy_state state;
	struct copier_fade fade;
};

/** What a call moves that is as usual; see copier_period.c. */
struct copier_period {
	struct sof_source *source; /* the one edge that such a call has; both NULL: no call is */
	struct sof_sink *sink;
	struct audio_stream *stream; /* behind it */
	struct dma_ring *ring;
	pcm_convert_fn convert;
	uint32_t samples;
	uint32_t in_bytes;
	uint32_t out_bytes;
	uint32_t in_frame; /* bytes of one */
	uint32_t out_frame;
	uint32_t last_pos; /* in the ring, from where a period does not wrap */
};

struct copier_data {
	struct ipc4_audio_format base_fmt;
	uint32_t node_id; /* IPC4_INVALID_NODE_ID: module copier */
	uint32_t feature_mask;
	bool gateway_is_input; /* data enter the DSP here */

	struct sof_audio_stream_params input;
	struct sof_audio_stream_params output[COPIER_MAX_OUTPUTS]; /* by pin */
	struct pcm_conversion conversion[COPIER_MAX_OUTPUTS];
	bool has_conversion[COPIER_MAX_OUTPUTS];
	uint32_t channel_map;
	uint32_t attenuation; /* playback host: right shift of 32-bit samples */
	struct copier_fade fade;
	struct copier_privacy privacy;

	uint32_t period_frames;
	bool drifts; /* a link whose clock is not that of the ticks */
	struct copier_gateway gateways[IPC4_ALH_MAX_NUMBER_OF_GTW];
	uint32_t num_gateways; /* 0: module copier */
	struct copier_period period;
	uint8_t *middle; /* several gateways: frames of the whole stream; else NULL */
	uint32_t middle_frames;
	bool xrun_reported; /* the one that lasts */

	uint64_t processed_bytes; /* of the stream side, since the last reset */
	struct ipc4_llp_reading_slot *llp_slot;
};

static inline bool copier_has_gateway(const struct copier_data *cd)
{
	return cd->node_id != IPC4_INVALID_NODE_ID;
}

/** Format of the stream on the gateway's side. */
static inline const struct sof_audio_stream_params *
copier_gateway_params(const struct copier_data *cd)
{
	return cd->gateway_is_input ? &cd->input : &cd->output[0];
}

/* copier_config.c */

/**
 * Check the init payload and take kind, formats and conversions from it.
 * @param payload	copy of its fixed part; the blob's length is within the payload
 * @return 0, -EINVAL
 */
int copier_parse_init(struct processing_module *mod, struct ipc4_copier_module_cfg *payload);

/** Find the conversion of a pin after a change. @return 0, -EINVAL there is none */
int copier_update_conversion(struct copier_data *cd, uint32_t pin);

int copier_set_config(struct processing_module *mod, uint32_t config_id,
		      enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		      const uint8_t *fragment, size_t fragment_size, uint8_t *response,
		      size_t response_size);
int copier_get_config(struct processing_module *mod, uint32_t config_id, uint32_t *data_offset_size,
		      uint8_t *fragment, size_t fragment_size);

/* copier_gateway.c */

/**
 * Take the gateways of an init payload: channels and rings, empty. cd->node_id is valid.
 * @param dma_bytes	wanted for each ring
 * @param blob_data	gateway blob at any alignment
 * @return 0; -EINVAL blob; -ENODEV no such gateway or taken; -ENOMEM. Call copier_gateways_free() in any case
 */
int copier_gateways_init(struct processing_module *mod, uint32_t dma_bytes, const void *blob_data,
			 uint32_t blob_words);
void copier_gateways_free(struct processing_module *mod);

/** Start or stop all. @return 0 or the first error */
int copier_gateways_start(struct copier_data *cd, bool start);

/** Empty all, which are stopped. @return 0 or the first error */
int copier_gateways_reset(struct copier_data *cd);

/** Bytes that have gone over all gateways since the last reset. */
uint64_t copier_gateways_total(struct copier_data *cd);

/** Does the clock of one of them drift? */
bool copier_gateways_drift(struct copier_data *cd);

/** Frames that the clock of the first is ahead of the ticks, Q16. */
int64_t copier_gateways_deviation(struct copier_data *cd);

/** Frames that all gateways can give, or take. Notes positions and xruns for this call. */
uint32_t copier_gateways_frames(struct copier_data *cd);

/** Cursor at the frames of a gateway. @return 0, -EINVAL */
int copier_gateway_open(struct copier_gateway *gateway, struct block_cursor *cursor);

/** `frames` have been read or written. */
void copier_gateways_advance(struct copier_data *cd, uint32_t frames);

/** Tell the host once per run of underruns or overruns. */
void copier_report_xrun(struct processing_module *mod);

/* copier_period.c */

/** The next call is not as usual: something has changed that such a call does not look at. */
static inline void copier_period_forget(struct copier_data *cd)
{
	cd->period.source = NULL;
	cd->period.sink = NULL;
}

/** After a call that was not as usual: may the next one be? */
void copier_period_settle(struct processing_module *mod);

/** The module's operation. */
int copier_process(struct processing_module *mod, struct sof_source **sources, int num_of_sources,
		   struct sof_sink **sinks, int num_of_sinks);

/* copier.c */

/** A call that is not as usual. @return 0, or the error of a handle or gateway */
int copier_process_unusual(struct processing_module *mod);

/* copier_multi.c */

/** Channel masks from the blob of a gateway that stands for several. @return 0, -EINVAL */
int copier_multi_parse(struct processing_module *mod, const uint32_t *blob, uint32_t words);

/** Collect frames from the gateways' rings in the middle block, or distribute them. @return 0, -EINVAL */
int copier_multi_move(struct copier_data *cd, uint32_t frames);

/* copier_position.c */

/** Registers of window 0: as if no stream ran here. Also finds the slot of a link gateway. */
void copier_position_init(struct processing_module *mod);
void copier_position_free(struct processing_module *mod);

/** A playback host copier starts or stops: note where the link is. */
void copier_position_start(struct processing_module *mod);
void copier_position_stop(struct processing_module *mod);
void copier_position_reset(struct processing_module *mod);

/** Link gateways: publish how far the link is. */
void copier_position_update(struct processing_module *mod);

/** How far the link is; zeros unless the copier runs. */
struct ipc4_llp_reading copier_llp(struct processing_module *mod);

/* copier_gain.c */

/**
 * Take the lengths from a microphone's blob: words after the attributes are four of time slots, then silence and
 * fade periods as two halves. A blob without them asks for no fade.
 */
void copier_fade_init(struct copier_fade *fade, uint32_t rate, const uint32_t *blob,
		      uint32_t words);

/** The next stream begins with silence again, or at full gain when it falls. */
void copier_fade_restart(struct copier_fade *fade);

/** Has it come to its end? */
static inline bool copier_fade_is_over(const struct copier_fade *fade)
{
	return fade->position >= fade->silence_frames + fade->fade_frames;
}

/** Gain of the next block, Q5.10, and on to the block after it. */
int32_t copier_fade_next(struct copier_fade *fade, uint32_t frames);
#define COPIER_FADE_UNITY 1024

/** Scale linear samples of 16 or 32 bits in place. */
void copier_fade_apply(void *data, uint32_t samples, uint32_t sample_bytes, int32_t gain);

/* copier_privacy.c */

/** A copier is made: does it listen to the privacy switch? */
void copier_privacy_init(struct copier_privacy *privacy, uint32_t node_id, uint32_t rate);

/** The next stream begins as the switch is, without a fade. */
void copier_privacy_restart(struct copier_privacy *privacy);

/** Gain of the next block, Q5.10, and on to the block after it. */
int32_t copier_privacy_next(struct copier_privacy *privacy, uint32_t frames);

/** Can samples of this format be muted? */
bool copier_privacy_fits(enum sof_ipc_frame format);

#endif
