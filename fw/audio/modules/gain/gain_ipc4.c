/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <sof/common.h>
#include "../attenuation.h"
#include "gain.h"

/* Payloads stand at any address: read them by copy. */
static struct ipc4_peak_volume_config read_entry(const uint8_t *data)
{
	struct ipc4_peak_volume_config entry;

	memcpy(&entry, data, sizeof(entry));
	return entry;
}

int gain_parse_init(struct processing_module *mod)
{
	struct gain_data *gd = module_get_private_data(mod);
	const struct module_config *cfg = &mod->priv.cfg;
	size_t offset = offsetof(struct ipc4_peak_volume_module_cfg, config);
	const uint8_t *entries = (const uint8_t *)cfg->init_data + offset;
	struct ipc4_peak_volume_config entry;
	bool one_for_all;

	if (cfg->init_data_size < offset + sizeof(entry)) {
		comp_err(mod->dev, "init payload of %zu bytes, expected %zu", cfg->init_data_size,
			 offset + sizeof(entry));
		return -EINVAL;
	}
	entry = read_entry(entries);
	one_for_all = entry.channel_id == IPC4_ALL_CHANNELS;
	if (!one_for_all && cfg->init_data_size < offset + gd->channels * sizeof(entry)) {
		comp_err(mod->dev, "init payload of %zu bytes, expected %zu for %u channels",
			 cfg->init_data_size, offset + gd->channels * sizeof(entry), gd->channels);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < gd->channels; i++) {
		struct ipc4_peak_volume_config channel =
			read_entry(entries + (one_for_all ? 0 : i) * sizeof(entry));

		/* the first entry's duration and the last one's curve hold for all */
		gain_ramp_set_curve(gd, channel.curve_type, entry.curve_duration);
		gain_ramp_set_target(gd, i, channel.target_volume);
		gd->regs.target_volume[i] = channel.target_volume;
	}
	return 0;
}

static int set_volume(struct processing_module *mod, const uint8_t *fragment, size_t size)
{
	struct gain_data *gd = module_get_private_data(mod);
	struct ipc4_peak_volume_config entry;

	if (size < sizeof(entry)) {
		comp_err(mod->dev, "volume of %zu bytes, expected %zu", size, sizeof(entry));
		return -EINVAL;
	}
	entry = read_entry(fragment);
	if (entry.channel_id != IPC4_ALL_CHANNELS && entry.channel_id >= IPC4_MAX_CHANNELS) {
		comp_err(mod->dev, "volume of channel %u, expected 0..%u or all", entry.channel_id,
			 IPC4_MAX_CHANNELS - 1);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < gd->channels; i++) {
		if (entry.channel_id != IPC4_ALL_CHANNELS && entry.channel_id != i)
			continue;
		if (gd->muted[i]) {
			gd->unmute_target[i] = (int32_t)entry.target_volume;
			continue;
		}
		gd->regs.target_volume[i] = entry.target_volume;
		gain_publish(mod);
		gain_ramp_set_curve(gd, entry.curve_type, entry.curve_duration);
		gd->ramp_finished = gd->curve == IPC4_AUDIO_CURVE_TYPE_NONE;
		gain_ramp_set_target(gd, i, entry.target_volume);
	}
	gain_ramp_restart(mod);
	return 0;
}

static int set_attenuation(struct processing_module *mod, const uint8_t *fragment, size_t size)
{
	struct gain_data *gd = module_get_private_data(mod);

	return module_parse_attenuation(mod, fragment, size, gd->format->sample_bytes,
					&gd->attenuation);
}

static void set_muted(struct gain_data *gd, uint32_t channel, bool muted)
{
	if (muted == gd->muted[channel])
		return;
	gd->muted[channel] = muted;
	if (muted) {
		gd->unmute_target[channel] = gd->target[channel];
		gain_ramp_set_target(gd, channel, 0);
	} else {
		gain_ramp_set_target(gd, channel, (uint32_t)gd->unmute_target[channel]);
	}
}

static int set_switch(struct processing_module *mod, const uint8_t *fragment, size_t size)
{
	struct gain_data *gd = module_get_private_data(mod);
	struct ipc4_control_msg_payload header;
	struct ipc4_ctrl_value_chan value;
	uint32_t count;

	if (size < sizeof(header)) {
		comp_err(mod->dev, "switch of %zu bytes, expected %zu", size, sizeof(header));
		return -EINVAL;
	}
	memcpy(&header, fragment, sizeof(header));
	count = MIN(header.num_elems, gd->channels);
	if (size < sizeof(header) + count * sizeof(value)) {
		comp_err(mod->dev, "switch of %zu bytes, expected %zu for %u values", size,
			 sizeof(header) + count * sizeof(value), count);
		return -EINVAL;
	}
	/* values count by position */
	for (uint32_t i = 0; i < count; i++) {
		memcpy(&value, fragment + sizeof(header) + i * sizeof(value), sizeof(value));
		set_muted(gd, i, !value.value);
	}
	gd->ramp_finished = false;
	gain_ramp_restart(mod);
	return 0;
}

int gain_set_config(struct processing_module *mod, uint32_t config_id,
		    enum module_cfg_fragment_position pos, uint32_t data_offset_size,
		    const uint8_t *fragment, size_t fragment_size, uint8_t *response,
		    size_t response_size)
{
	if (pos != MODULE_CFG_FRAGMENT_SINGLE) {
		comp_err(mod->dev, "parameter %u in fragments, expected one block", config_id);
		return -EINVAL;
	}
	switch (config_id) {
	case IPC4_VOLUME:
		return set_volume(mod, fragment, fragment_size);
	case IPC4_SET_ATTENUATION:
		return set_attenuation(mod, fragment, fragment_size);
	case IPC4_SWITCH_CONTROL_PARAM_ID:
		return set_switch(mod, fragment, fragment_size);
	default:
		comp_err(mod->dev, "parameter %u cannot be set", config_id);
		return -EINVAL;
	}
}

int gain_get_config(struct processing_module *mod, uint32_t config_id, uint32_t *data_offset_size,
		    uint8_t *fragment, size_t fragment_size)
{
	const struct gain_data *gd = module_get_private_data(mod);
	struct ipc4_peak_volume_config entry = { 0 };
	size_t bytes = gd->channels * sizeof(entry);

	if (config_id != IPC4_VOLUME || fragment_size < bytes) {
		comp_err(mod->dev, "parameter %u in %zu bytes, expected parameter %u in %zu",
			 config_id, fragment_size, IPC4_VOLUME, bytes);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < gd->channels; i++) {
		entry.channel_id = i;
		entry.target_volume = (uint32_t)gd->target[i];
		memcpy(fragment + i * sizeof(entry), &entry, sizeof(entry));
	}
	*data_offset_size = (uint32_t)bytes;
	return 0;
}
