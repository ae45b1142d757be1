/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Several gateways as one: each carries some channels of the stream.
 *
 *	middle block	| 0 1 2 3 | 0 1 2 3 | ...	frames of the stream
 *	gateway, mask 5	| 0   2   | 0   2   | ...	bits in ascending order
 *	gateway, mask a	|   1   3 |   1   3 | ...
 */
#include <errno.h>
#include <sof/common.h>
#include "copier.h"

#define MIDDLE_PERIODS 2

/* Blob: attributes, count, count pairs of node id and channel mask. */
int copier_multi_parse(struct processing_module *mod, const uint32_t *blob, uint32_t words)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct sof_audio_stream_params *params = copier_gateway_params(cd);
	uint32_t frame_bytes = get_frame_bytes(params->frame_fmt, params->channels);
	uint32_t sample_bytes = get_sample_bytes(params->frame_fmt);
	uint32_t count = words >= 2 ? blob[1] : 0;

	if (!count || count > IPC4_ALH_MAX_NUMBER_OF_GTW || words < 2 + 2 * count) {
		comp_err(mod->dev,
			 "%u gateways in a blob of %u words, expected 1..%d of two words each",
			 count, words, IPC4_ALH_MAX_NUMBER_OF_GTW);
		return -EINVAL;
	}
	if (sample_bytes != sizeof(int16_t) && sample_bytes != sizeof(int32_t)) {
		comp_err(mod->dev, "samples of %u bytes over several gateways, expected 2 or 4",
			 sample_bytes);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < count; i++) {
		struct copier_gateway *gateway = &cd->gateways[i];
		uint32_t mask = blob[3 + 2 * i];

		gateway->dma.node_id = blob[2 + 2 * i];
		if (!mask || mask >> params->channels ||
		    IPC4_NODE_TYPE(gateway->dma.node_id) != IPC4_NODE_TYPE(cd->node_id)) {
			comp_err(mod->dev, "gateway %#x with channels %#x of %u, expected type %u",
				 gateway->dma.node_id, mask, params->channels,
				 IPC4_NODE_TYPE(cd->node_id));
			return -EINVAL;
		}
		gateway->num_channels = 0;
		for (uint8_t channel = 0; channel < params->channels; channel++) {
			if (mask >> channel & 1)
				gateway->channels[gateway->num_channels++] = channel;
		}
	}
	cd->middle_frames = MIDDLE_PERIODS * cd->period_frames;
	cd->middle = mod_zalloc(mod, (size_t)cd->middle_frames * frame_bytes);
	if (!cd->middle)
		return -ENOMEM;
	cd->num_gateways = count;
	return 0;
}

/* Copy one channel between two interleaved blocks. */
#define COPY_CHANNEL(bits)                                                                     \
	static void copy_channel_##bits(const void *src, uint32_t src_channels, void *dst,     \
					uint32_t dst_channels, uint32_t frames)                \
	{                                                                                      \
		const int##bits##_t *in = src;                                                 \
		int##bits##_t *out = dst;                                                      \
                                                                                               \
		for (uint32_t i = 0; i < frames; i++, in += src_channels, out += dst_channels) \
			*out = *in;                                                            \
	}

COPY_CHANNEL(16)
COPY_CHANNEL(32)

/* Move frames between a gateway's ring and the middle block. */
static int multi_move(struct copier_data *cd, struct copier_gateway *gateway, uint32_t frames)
{
	const struct sof_audio_stream_params *params = copier_gateway_params(cd);
	uint32_t sample_bytes = get_sample_bytes(params->frame_fmt);
	void (*copy)(const void *, uint32_t, void *, uint32_t, uint32_t) =
		sample_bytes == sizeof(int16_t) ? copy_channel_16 : copy_channel_32;
	uint8_t *middle = cd->middle;
	struct block_cursor ring;
	int ret = copier_gateway_open(gateway, &ring);

	if (ret)
		return ret;
	for (uint32_t n; frames; frames -= n) {
		n = block_linear(&ring, frames);
		for (uint32_t i = 0; i < gateway->num_channels; i++) {
			uint8_t *theirs = ring.ptr + i * sample_bytes;
			uint8_t *ours = middle + gateway->channels[i] * sample_bytes;

			if (cd->gateway_is_input)
				copy(theirs, gateway->num_channels, ours, params->channels, n);
			else
				copy(ours, params->channels, theirs, gateway->num_channels, n);
		}
		middle += n * params->channels * sample_bytes;
		block_advance(&ring, n);
	}
	return 0;
}

int copier_multi_move(struct copier_data *cd, uint32_t frames)
{
	for (uint32_t i = 0; i < cd->num_gateways; i++) {
		int ret = multi_move(cd, &cd->gateways[i], frames);

		if (ret)
			return ret;
	}
	return 0;
}
