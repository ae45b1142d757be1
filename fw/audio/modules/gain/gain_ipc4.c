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

static int set_volume(struct processing_module *mod, const void *fragment, size_t size)
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

static int set_attenuation(struct processing_module *mod, const void *fragment, size_t size)
{
	struct gain_data *gd = module_get_private_data(mod);
	int ret;

	gain_meter(gd);
	ret = module_parse_attenuation(mod, fragment, size, gd->format->sample_bytes,
				       &gd->attenuation);
	gain_meter(gd);
	return ret;
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

/* More values than channels are no error: the first ones count. */
static int set_switch(struct processing_module *mod, const void *data, size_t size)
{
	struct gain_data *gd = module_get_private_data(mod);
	const uint8_t *fragment = data;
	struct sof_ipc4_control_msg_payload header;
	struct sof_ipc4_ctrl_value_chan value;
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

static int get_volume(struct processing_module *mod, void *data, size_t room)
{
	const struct gain_data *gd = module_get_private_data(mod);
	struct ipc4_peak_volume_config entry = { 0 };
	size_t bytes = gd->channels * sizeof(entry);
	uint8_t *entries = data;

	if (room < bytes) {
		comp_err(mod->dev, "volume read into %zu bytes, expected %zu", room, bytes);
		return -EINVAL;
	}
	for (uint32_t i = 0; i < gd->channels; i++) {
		entry.channel_id = i;
		entry.target_volume = (uint32_t)gd->target[i];
		memcpy(entries + i * sizeof(entry), &entry, sizeof(entry));
	}
	return (int)bytes;
}

const struct config_param gain_params[GAIN_NUM_PARAMS] = {
	CONFIG_PARAM_DATA(IPC4_VOLUME, set_volume, get_volume),
	CONFIG_PARAM_DATA(IPC4_SET_ATTENUATION, set_attenuation, NULL),
	CONFIG_PARAM_DATA(IPC4_SWITCH_CONTROL_PARAM_ID, set_switch, NULL),
};
