/* SPDX-License-Identifier: BSD-3-Clause */
/* Copier: the init payload and the parameters. */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include "../attenuation.h"
#include "../period.h"
#include "copier.h"

/* What stands behind the node types that a copier can serve. */
static const enum comp_endpoint node_endpoint[32] = {
	[IPC4_HDA_HOST_OUTPUT_CLASS] = COMP_ENDPOINT_HOST,
	[IPC4_HDA_HOST_INPUT_CLASS] = COMP_ENDPOINT_HOST,
	[IPC4_HDA_LINK_OUTPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_HDA_LINK_INPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_DMIC_LINK_INPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_I2S_LINK_OUTPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_I2S_LINK_INPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_ALH_LINK_OUTPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_ALH_LINK_INPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_UAOL_LINK_OUTPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_UAOL_LINK_INPUT_CLASS] = COMP_ENDPOINT_DAI,
	[IPC4_IPC_OUTPUT_CLASS] = COMP_ENDPOINT_HOST,
	[IPC4_IPC_INPUT_CLASS] = COMP_ENDPOINT_HOST,
};

/* Which way the stream goes, and so where the gateway is: at the beginning or at the end. */
static int copier_parse_node(struct processing_module *mod, uint32_t node_id)
{
	struct copier_data *cd = module_get_private_data(mod);
	union ipc4_connector_node_id node = { .dw = node_id };
	struct comp_dev *dev = mod->dev;

	cd->node_id = node_id;
	if (node_id == IPC4_INVALID_NODE_ID)
		return 0;
	if (node.f.rsvd || node_endpoint[node.f.dma_type] == COMP_ENDPOINT_NONE) {
		comp_err(dev, "node id %#x: no such gateway type", node_id);
		return -EINVAL;
	}
	if (comp_is_dp(dev)) {
		comp_err(dev, "gateway %#x in the DP domain, expected LL", node_id);
		return -EINVAL;
	}
	dev->endpoint = node_endpoint[node.f.dma_type];
	dev->direction = ipc4_node_is_capture(node_id) ? SOF_IPC_STREAM_CAPTURE :
							 SOF_IPC_STREAM_PLAYBACK;
	dev->direction_set = true;
	cd->gateway_is_input = (dev->endpoint == COMP_ENDPOINT_HOST) ==
			       (dev->direction == SOF_IPC_STREAM_PLAYBACK);
	if (dev->endpoint == COMP_ENDPOINT_HOST && dev->direction == SOF_IPC_STREAM_PLAYBACK &&
	    node.f.v_index >= IPC4_HOST_PLAYBACK_SLOTS) {
		comp_err(dev, "host stream %u, expected 0..%d", node.f.v_index,
			 IPC4_HOST_PLAYBACK_SLOTS - 1);
		return -EINVAL;
	}
	return 0;
}

/* Parameters of an IPC4 format that a copier can handle. */
static int copier_params(const struct ipc4_audio_format *fmt,
			 struct sof_audio_stream_params *params)
{
	memset(params, 0, sizeof(*params));
	if (!fmt->channels_count || fmt->channels_count > IPC4_MAX_CHANNELS ||
	    !fmt->sampling_frequency || audio_stream_params_from_ipc4(params, fmt) ||
	    !get_frame_bytes(params->frame_fmt, params->channels))
		return -EINVAL;
	return 0;
}

/* Beyond a gateway 24 bits may stand at the top of their words. */
static void copier_tweak_msb(const struct ipc4_audio_format *fmt,
			     struct sof_audio_stream_params *params)
{
	if (fmt->s_type == IPC4_TYPE_MSB_INTEGER &&
	    params->valid_sample_fmt == SOF_IPC_FRAME_S24_4LE)
		params->valid_sample_fmt = SOF_IPC_FRAME_S24_4LE_MSB;
}

int copier_update_conversion(struct copier_data *cd, uint32_t pin)
{
	int ret = pcm_get_conversion(&cd->input, &cd->output[pin], cd->channel_map,
				     &cd->conversion[pin]);

	cd->has_conversion[pin] = !ret;
	copier_period_forget(cd);
	return ret;
}

static int copier_parse_formats(struct processing_module *mod,
				const struct ipc4_audio_format *out_fmt)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct ipc4_audio_format *base = &mod->priv.cfg.base_cfg.audio_fmt;
	struct sof_audio_stream_params output;

	if (copier_params(base, &cd->input) || copier_params(out_fmt, &output) ||
	    base->sampling_frequency != out_fmt->sampling_frequency) {
		comp_err(
			mod->dev,
			"%u Hz %u channels %u/%u bits type %u -> %u Hz %u channels %u/%u bits type %u: no formats",
			base->sampling_frequency, base->channels_count, base->valid_bit_depth,
			base->depth, base->s_type, out_fmt->sampling_frequency,
			out_fmt->channels_count, out_fmt->valid_bit_depth, out_fmt->depth,
			out_fmt->s_type);
		return -EINVAL;
	}
	cd->base_fmt = *base;
	if (copier_has_gateway(cd) && cd->gateway_is_input)
		copier_tweak_msb(base, &cd->input);
	cd->channel_map = PCM_CHANNEL_MAP_IDENTITY;
	for (uint32_t pin = 0; pin < COPIER_MAX_OUTPUTS; pin++) {
		cd->output[pin] = output;
		if (!pin && copier_has_gateway(cd) && !cd->gateway_is_input)
			copier_tweak_msb(out_fmt, &cd->output[pin]);
		(void)copier_update_conversion(cd, pin);
	}
	if (!cd->has_conversion[0]) {
		comp_err(mod->dev, "no conversion from %u/%u bits to %u/%u bits",
			 base->valid_bit_depth, base->depth, out_fmt->valid_bit_depth,
			 out_fmt->depth);
		return -EINVAL;
	}
	return 0;
}

int copier_parse_init(struct processing_module *mod, struct ipc4_copier_module_cfg *payload)
{
	struct copier_data *cd = module_get_private_data(mod);
	const struct module_config *cfg = &mod->priv.cfg;
	size_t room;
	int ret;

	if (cfg->init_data_size < sizeof(*payload)) {
		comp_err(mod->dev, "init payload of %zu bytes, expected at least %zu",
			 cfg->init_data_size, sizeof(*payload));
		return -EINVAL;
	}
	memcpy(payload, cfg->init_data, sizeof(*payload));
	room = (cfg->init_data_size - COPIER_BLOB_OFFSET) / sizeof(uint32_t);
	if (payload->gtw_cfg.config_length > room) {
		comp_err(mod->dev, "gateway blob of %u words, the payload has room for %zu",
			 payload->gtw_cfg.config_length, room);
		return -EINVAL;
	}
	cd->feature_mask = payload->copier_feature_mask;
	ret = copier_parse_node(mod, payload->gtw_cfg.node_id);
	if (ret)
		return ret;
	cd->period_frames =
		module_period_frames(mod->dev, cfg->base_cfg.audio_fmt.sampling_frequency);
	return copier_parse_formats(mod, &payload->out_fmt);
}

static int set_sink_format(struct processing_module *mod, const uint8_t *fragment, size_t size)
{
	struct copier_data *cd = module_get_private_data(mod);
	struct ipc4_copier_config_set_sink_format request;
	struct sof_audio_stream_params params;

	if (size < sizeof(request)) {
		comp_err(mod->dev, "sink format of %zu bytes, expected %zu", size, sizeof(request));
		return -EINVAL;
	}
	memcpy(&request, fragment, sizeof(request));
	if (request.sink_id >= COPIER_MAX_OUTPUTS ||
	    (!request.sink_id && copier_has_gateway(cd) && !cd->gateway_is_input)) {
		comp_err(mod->dev, "sink format of output %u, which is none or a gateway",
			 request.sink_id);
		return -EINVAL;
	}
	if (memcmp(&request.source_fmt, &cd->base_fmt, sizeof(cd->base_fmt))) {
		comp_err(mod->dev, "sink format of output %u: its source is not the copier's input",
			 request.sink_id);
		return -EINVAL;
	}
	if (copier_params(&request.sink_fmt, &params) || params.rate != cd->input.rate) {
		comp_err(mod->dev, "sink format of output %u: %u Hz %u channels %u/%u bits",
			 request.sink_id, request.sink_fmt.sampling_frequency,
			 request.sink_fmt.channels_count, request.sink_fmt.valid_bit_depth,
			 request.sink_fmt.depth);
		return -EINVAL;
	}
	cd->output[request.sink_id] = params;
	/* no conversion is no error here: prepare refuses the pin if something is bound to it */
	(void)copier_update_conversion(cd, request.sink_id);
	return 0;
}

static int set_attenuation(struct processing_module *mod, const uint8_t *fragment, size_t size)
{
	struct copier_data *cd = module_get_private_data(mod);
	int ret = module_parse_attenuation(
		mod, fragment, size, get_sample_bytes(cd->output[0].frame_fmt), &cd->attenuation);

	if (ret)
		return ret;
	copier_period_forget(cd);
	if (mod->dev->endpoint != COMP_ENDPOINT_HOST || !cd->gateway_is_input)
		comp_warn(mod->dev, "attenuation has no effect, this is no playback host copier");
	return 0;
}

static int set_channel_map(struct processing_module *mod, const uint8_t *fragment, size_t size)
{
	struct copier_data *cd = module_get_private_data(mod);
	struct pcm_conversion conversion;
	uint32_t map;

	if (size < sizeof(map) || mod->dev->endpoint != COMP_ENDPOINT_DAI) {
		comp_err(mod->dev, "channel map of %zu bytes, expected %zu for a link", size,
			 sizeof(map));
		return -EINVAL;
	}
	memcpy(&map, fragment, sizeof(map));
	/* tried before anything changes */
	if (pcm_get_conversion(&cd->input, &cd->output[0], map, &conversion)) {
		comp_err(mod->dev, "channel map %#x: no conversion", map);
		return -EINVAL;
	}
	cd->channel_map = map;
	for (uint32_t pin = 0; pin < COPIER_MAX_OUTPUTS; pin++)
		(void)copier_update_conversion(cd, pin);
	return 0;
}

int copier_set_config(struct processing_module *mod, uint32_t config_id,
		      enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		      const uint8_t *fragment, size_t fragment_size, uint8_t *response,
		      size_t response_size)
{
	if (pos != MODULE_CFG_FRAGMENT_SINGLE) {
		comp_err(mod->dev, "parameter %u in fragments, expected one block", config_id);
		return -EINVAL;
	}
	switch (config_id) {
	case IPC4_COPIER_PARAM_SET_SINK_FORMAT:
		return set_sink_format(mod, fragment, fragment_size);
	case IPC4_COPIER_PARAM_ATTENUATION:
		return set_attenuation(mod, fragment, fragment_size);
	case IPC4_COPIER_PARAM_CHANNEL_MAP:
		return set_channel_map(mod, fragment, fragment_size);
	default:
		comp_err(mod->dev, "parameter %u cannot be set", config_id);
		return -EINVAL;
	}
}

int copier_get_config(struct processing_module *mod, uint32_t config_id, uint32_t *data_offset_size,
		      uint8_t *fragment, size_t fragment_size)
{
	const struct copier_data *cd = module_get_private_data(mod);
	struct ipc4_llp_reading_extended reading = { 0 };
	size_t bytes;

	switch (config_id) {
	case IPC4_COPIER_PARAM_LLP_READING:
		bytes = sizeof(reading.llp);
		break;
	case IPC4_COPIER_PARAM_LLP_READING_EXTENDED:
		bytes = sizeof(reading);
		break;
	default:
		comp_err(mod->dev, "parameter %u cannot be read", config_id);
		return -EINVAL;
	}
	if (mod->dev->endpoint != COMP_ENDPOINT_DAI || fragment_size < bytes) {
		comp_err(mod->dev, "link position in %zu bytes, expected %zu of a link",
			 fragment_size, bytes);
		return -EINVAL;
	}
	if (module_is_active(mod)) {
		reading.llp = copier_llp(mod);
		reading.tpd_low = (uint32_t)cd->processed_bytes;
		reading.tpd_high = (uint32_t)(cd->processed_bytes >> 32);
	}
	memcpy(fragment, &reading, bytes);
	*data_offset_size = (uint32_t)bytes;
	return 0;
}
